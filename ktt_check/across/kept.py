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
from ..values.text import wording_of


class Ends(Struct, frozen=True):
    """A level as it is added up: what is surely promised and the most that it may be; ``high`` is None without end."""

    low: Decimal | None
    high: Decimal | None
    bound: bool
    falling: bool
    said: str
    value: Decimal | None = None


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
    carries_out: tuple[str, ...] = ()
    targets: list[KeptTarget] = field(default_factory=list)
    tasks: list[KeptTask] = field(default_factory=list)
    owed: list[KeptDemand] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)


def keep(path: str, sign: str, dossier: Dossier) -> Kept:
    """What is kept of a workbook; ``path`` is how the audit calls it, ``sign`` the document's half of fingerprints."""
    identity, own = dossier.submitted.identity, dossier.submitted.tables
    issuer = dossier.registry.resolve(identity.issuer or "", dossier.judged_on, identity.province)
    return Kept(
        path, identity.form.name, identity.issuer, issuer.unit_id, identity.province, identity.issuing_level,
        dossier.judged_on, identity.name, sign, tuple(higher.identity.name for higher in dossier.higher),
        list(_targets(dossier, own.get("targets"))), list(_tasks(dossier, own.get("tasks"))), list(_owed(dossier)),
        {name: table.layout.sheet.name for name, table in own.items()},
    )  # fmt: skip


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
