"""What a higher level has allocated to this document's issuer, and the level that each share amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from ..dossier import Dossier
from ..values.level import Level

PER_UNIT, TOTAL = "từng đơn vị", "cộng dồn"
"""How targets apply below that fall to every unit: each must reach the level, or all add up to it."""

ALLOTTED = ("theo phân bổ", TOTAL)
"""How targets apply below of which a unit may have a share of its own."""

Share = tuple[str, str | None]
"""A target's code and the horizon for which it was allocated."""


class Falling(Struct, frozen=True):
    """How a target falls to a unit: as a share of its own (``allotted``), or only as part of a ``total`` of all."""

    allotted: bool
    total: bool


def falling(applies: str | None, share: Share, shares: Mapping[Share, int]) -> Falling | None:
    """How a target that applies so below falls to the unit that has these shares; None where it does not."""
    allotted = applies in ALLOTTED and share in shares
    if applies not in (PER_UNIT, TOTAL) and not allotted:
        return None
    return Falling(allotted, applies == TOTAL and not allotted)


def own_shares(dossier: Dossier, document: int) -> dict[Share, int]:
    """The sheet rows of ``Phân bổ`` that are the issuer's, by target and horizon; of a repeated one the first counts.

    A share without a horizon is for each horizon of its target.
    """
    table = dossier.documents[document].tables.get("allocations")
    if table is None:
        return {}
    found: dict[Share, int] = {}
    columns = (table.columns[name] for name in ("_row", "code", "allocated_to", "year"))
    own = {name: dossier.is_issuer(name) for name in set(table.columns["allocated_to"]) if name is not None}
    for row, code, whose, year in zip(*columns, strict=True):
        if code is not None and own.get(whose):
            for horizon in [year] if year is not None else _horizons(dossier, document, code):
                found.setdefault((code, horizon), row)
    return found


def allocated_level(dossier: Dossier, document: int, row: int) -> Level | None:
    """The level of a share, in the unit, kind and direction of the target that is shared out."""
    tables = dossier.documents[document].tables
    shares, targets = tables["allocations"], tables.get("targets")
    share, at = shares.level(row), shares.places[row]
    if share is None or targets is None:
        return None
    code, year = shares.columns["code"][at], shares.columns["year"][at]
    rows = [i for i, own in enumerate(targets.columns["code"]) if own == code]
    rows.sort(key=lambda i: targets.columns["year"][i] != year)
    whole = next((level for i in rows if (level := targets.levels[i]) is not None), None)
    if whole is None:
        return None
    level = replace(share, measure=whole.measure, kind=whole.kind, direction=share.direction or whole.direction)
    shown = shares.columns["value.text"][at] or ""
    if whole.measure.share and shown.endswith("%") and share.value is not None and share.value <= 1:
        level = replace(level, value=share.value * Decimal(100))  # 60 % is stored as 0.6
    return level


def _horizons(dossier: Dossier, document: int, code: str) -> list[str | None]:
    targets = dossier.documents[document].tables.get("targets")
    if targets is None:
        return []
    pairs = zip(targets.columns["code"], targets.columns["year"], strict=True)
    return [year for own, year in pairs if own == code]
