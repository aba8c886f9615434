"""What is kept of a workbook for the rules across units: whose it is, its targets beside the demand, its tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from ..chain import Chain, Document, owes
from ..dossier import Dossier
from ..tables import Table
from ..values.level import Level
from ..values.level_words import say as say_level
from ..values.text import fold, wording_of


class Ends(Struct, frozen=True):
    """A level as it is added up: what is surely promised and the most that it may be; ``high`` is None without end."""

    low: Decimal | None
    high: Decimal | None
    bound: bool
    falling: bool
    said: str
    value: Decimal | None = None


NEVER_ADDED = ("tỷ lệ", "tốc độ tăng", "bình quân")
"""Kinds of numbers that mean nothing when added up."""


def surely(levels: Sequence[Ends], falling: bool) -> Decimal | None:
    """What is surely promised together; of a falling target the most that it may come to. None: without end."""
    ends = [level.high if falling else level.low for level in levels]
    return None if None in ends else sum((end for end in ends if end is not None), Decimal(0))


def at_best(levels: Sequence[Ends], falling: bool) -> Decimal | None:
    """The best that they may come to; a bound counts by what it promises. None: without end."""
    total = Decimal(0)
    for level in levels:
        near, far = (level.high, level.low) if falling else (level.low, level.high)
        end = near if level.bound else far
        if end is None:
            return None
        total += end
    return total


class KeptTarget(Struct, frozen=True):
    """A target of a unit beside the higher target that it carries out; ``level`` is None where it has none."""

    key: str
    cell: str | None
    year: str | None
    dimension: str | None
    kind: str | None
    level: Ends | None
    programme: str
    code: str
    title: str
    applies: str | None
    demand: Ends | None
    need: Decimal | None
    need_open: bool
    demand_dimension: str | None


class KeptTask(Struct, frozen=True):
    """A task's own wording, as texts are compared; headings and what stands so in a higher level are left out."""

    cell: str | None
    text: str
    shown: str


class KeptDemand(Struct, frozen=True):
    """A task of a higher level that the unit owes, and whether it carries it out."""

    programme: str
    code: str
    title: str
    carried: bool


class KeptShares(Struct, frozen=True):
    """A total that a document shares out among units, with what the shares come to: surely, and at best."""

    document: str
    code: str
    year: str | None
    title: str
    total: str
    need: Decimal
    need_open: bool
    falling: bool
    count: int
    surely: Decimal | None
    at_best: Decimal | None


class Kept(Struct, frozen=True):
    """All that is kept of one workbook. ``day`` is that on which its names are judged."""

    path: str
    form: str
    unit: str | None
    unit_id: str | None
    province: str | None
    level: str | None
    day: date | None
    name: str
    document: str
    period: str | None = None  # of a report
    carries_out: tuple[str, ...] = ()
    targets: list[KeptTarget] = field(default_factory=list)
    tasks: list[KeptTask] = field(default_factory=list)
    owed: list[KeptDemand] = field(default_factory=list)
    shares: list[KeptShares] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)


def keep(path: str, sign: str, dossier: Dossier) -> Kept:
    """What is kept of a workbook; ``path`` is how the audit calls it, ``sign`` the document's half of fingerprints."""
    identity, own = dossier.submitted.identity, dossier.submitted.tables
    issuer = dossier.registry.resolve(identity.issuer or "", dossier.judged_on, identity.province)
    return Kept(
        path=path,
        form=identity.form.name,
        unit=identity.issuer,
        unit_id=issuer.unit_id,
        province=identity.province,
        level=identity.issuing_level,
        day=dossier.judged_on,
        name=identity.name,
        document=sign,
        period=_period(own.get("document")),
        carries_out=tuple(higher.identity.name for higher in dossier.higher),
        targets=list(_targets(dossier, own.get("targets"))),
        tasks=list(_tasks(dossier, own.get("tasks"))),
        owed=list(_owed(dossier)),
        shares=[shared for document in dossier.documents for shared in _shares(dossier, document)],
        sheets={name: table.layout.sheet.name for name, table in own.items()},
    )


def _period(table: Table | None) -> str | None:
    """The period of a report, however it is spelled; None for a plan."""
    told = [] if table is None else table.columns.get("report_period", [])
    return fold(told[0]) if told and told[0] else None


def _targets(dossier: Dossier, table: Table | None) -> Iterator[KeptTarget]:
    if table is None:
        return
    chain = dossier.chain("targets")
    for at, row in enumerate(table.columns["_row"]):
        for item in table.columns["higher_codes.items"][at] or ():
            found = _demanded(chain, dossier.documents, item, table.columns["year"][at])
            if found is not None:
                yield _beside(table, at, row, *found)


def _demanded(chain: Chain, documents: Sequence[Document], item: str, year: str | None) -> Any:
    """The row of the higher level that a code means at a horizon, with its document; None where there is none."""
    link = chain.resolve(item)
    if link is None:
        return None
    document, code = documents[link[0]], link[1]
    demands = document.tables["targets"]
    pairs = zip(demands.columns["code"], demands.columns["year"], strict=True)
    at = next((at for at, pair in enumerate(pairs) if pair == (code, year)), None)
    return None if at is None else (document, demands, at)


def _beside(table: Table, at: int, row: int, document: Document, demands: Table, there: int) -> KeptTarget:
    own, demand = table.levels[at], demands.levels[there]
    need, need_open = (None, False) if demand is None else _need(demand)
    return KeptTarget(
        table.columns["key"][at] or "", table.layout.where(row, "value"), table.columns["year"][at],
        own.measure.dimension if own else None, own.kind.value if own else None, _ends(own),
        document.identity.name, demands.columns["code"][there] or "", demands.columns["title"][there] or "",
        demands.columns["applies"][there], _ends(demand), need, need_open,
        demand.measure.dimension if demand else None,
    )  # fmt: skip


def _need(demand: Level) -> tuple[Decimal | None, bool]:
    need = demand.need
    return (need.high, need.high_open) if demand.falling else (need.low, need.low_open)


def _ends(level: Level | None) -> Ends | None:
    if level is None or level.shape not in ("bound", "interval"):
        return None
    bounds = level.bounds
    return Ends(bounds.low, bounds.high, level.shape == "bound", level.falling, say_level(level), level.value)


def _tasks(dossier: Dossier, table: Table | None) -> Iterator[KeptTask]:
    if table is None:
        return
    above = {wording_of(title) for document in dossier.higher if (tasks := document.tables.get("tasks"))
             for title in tasks.columns["title"] if title}  # fmt: skip
    for at, row in enumerate(table.columns["_row"]):
        shown = table.columns["title"][at]
        text = wording_of(shown or "")
        if text and not table.columns["heading"][at] and text not in above:
            yield KeptTask(table.layout.where(row, "title"), text, shown)


def _owed(dossier: Dossier) -> Iterator[KeptDemand]:
    """What the higher levels ask of the issuer's level; a heading is owed by its tasks, and one carried covers them."""
    if dossier.submitted.identity.form.name != "plan":
        return
    carried = dossier.chain("tasks").carried()
    for document in dossier.higher:
        table = document.tables.get("tasks")
        if table is None or not document.cited:
            continue
        read = table.columns
        for at, code in enumerate(read["code"]):
            if code is None or read["heading"][at] or not owes(dossier.submitted.identity, read["owed_by.items"][at]):
                continue
            done = {(document.index, code), (document.index, read["group"][at])} & carried
            yield KeptDemand(document.identity.name, code, read["title"][at] or "", bool(done))


def _shares(dossier: Dossier, document: Document) -> Iterator[KeptShares]:
    """The totals of a document, its own or a higher level's, that its sheet ``Phân bổ`` shares out; never a share
    or an average, and only those of which every share can be read.
    """
    shares, targets = document.tables.get("allocations"), document.tables.get("targets")
    if shares is None or targets is None:
        return
    from ..views.shares import allocated_level

    groups: dict[tuple[str, str | None], list[Ends | None]] = {}
    for row, code, year in zip(*(shares.columns[name] for name in ("_row", "code", "year")), strict=True):
        if code is not None:
            groups.setdefault((code, year), []).append(_ends(allocated_level(dossier, document.index, row)))
    for at, code in enumerate(targets.columns["code"]):
        year, level = targets.columns["year"][at], targets.levels[at]
        levels = [] if code is None else groups.get((code, year), [])
        if level is None or not levels or level.kind.value in NEVER_ADDED or None in levels:
            continue
        need, need_open = _need(level)
        total, ends = _ends(level), [one for one in levels if one is not None]
        if need is not None and total is not None and code is not None:
            yield KeptShares(
                document.identity.name, code, year, targets.columns["title"][at] or "", total.said, need, need_open,
                level.falling, len(ends), surely(ends, level.falling), at_best(ends, level.falling),
            )  # fmt: skip
