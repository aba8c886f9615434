"""The lists that rules ask about, as frames: a table's rows alone or beside what they carry out, what is owed, ….

Their columns are those that ``vocabulary.py`` promises. Each is made once per check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from .. import vocabulary
from ..chain import Document
from ..chunk import Chunk
from ..dossier import Dossier
from ..values import period as periods
from ..values.period import Period, plan_span
from ..values.period_said import say
from ..vocabulary import WB
from .allocated import targets_beside_allocated
from .beside import (
    document_beside_due,
    references_beside_link,
    references_beside_successor,
    targets_beside_direction,
    targets_beside_later,
    tasks_beside_parent,
)
from .decided import decisions
from .frames import Beside, list_of, own_rows, target_years
from .gathered import cited_documents, named_units, shape_faults
from .links import targets_beside_higher, tasks_beside_higher
from .owed import owed_targets, owed_tasks
from .progress import targets_beside_plan
from .quotients import quotients
from .report_tasks import tasks_beside_plan
from .reported import plan_rows, planned_values
from .reporting import document_beside_reporting
from .sums import sums


def view(chunk: Chunk, each: str, join: str | None, mentioned: Collection[str]) -> pl.DataFrame:
    """The list that rules ask about, with those of each document's own facts beside its rows that they mention."""
    if (each, join) not in chunk.made:
        chunk.made[each, join] = _made(chunk, each, join)
    frame = _with_what_is_named(chunk.made[each, join], mentioned)
    named = tuple(name for name in mentioned if name.startswith("document."))
    if not named:
        return frame
    facts = _document_facts(chunk)
    wanted = [column for column in facts.columns if any(f"{column}.".startswith(f"{name}.") for name in named)]
    if len(chunk.dossiers) == 1:
        return frame.with_columns(pl.lit(facts[column]).first().alias(column) for column in wanted)
    return frame.hstack(facts.select(wanted)[frame[WB]])


def _made(chunk: Chunk, each: str, join: str | None) -> pl.DataFrame | Beside:
    if join is not None:
        return _JOINS[each, join](chunk, own_rows(chunk, each))
    return _BUILDERS[each](chunk) if each in _BUILDERS else own_rows(chunk, each)


def _with_what_is_named(rows: pl.DataFrame | Beside, mentioned: Collection[str]) -> pl.DataFrame:
    """The columns that some rule names, with those that belong to them and those by which every row is told."""
    wanted = _named_of((WB, *rows.columns), frozenset(mentioned))
    return rows.only(frozenset(wanted)) if isinstance(rows, Beside) else rows[list(dict.fromkeys(wanted))]


@lru_cache(maxsize=64)
def _named_of(columns: tuple[str, ...], mentioned: frozenset[str]) -> tuple[str, ...]:
    return tuple(
        column for column in columns
        if column in _ALWAYS or column.startswith(("_", "link.")) or "._" in column
        or any(f"{column}.".startswith(f"{name}.") for name in mentioned)
    )  # fmt: skip


_ALWAYS = frozenset({"key", "code", "title", "number", "programme", "qualitative", "higher.code"})


def _document_facts(chunk: Chunk) -> pl.DataFrame:
    """The first row of each ``Thông tin`` with what follows from it, made once; a row for each workbook."""
    if _FACTS not in chunk.made:
        rows = [{WB: at} | _facts_of(dossier) for at, dossier in enumerate(chunk.dossiers)]
        facts = list_of(rows, vocabulary.DOCUMENT | vocabulary.SPAN)
        own = own_rows(chunk, "document").drop("_table", "_row").unique(WB, keep="first", maintain_order=True)
        beside = facts.join(own, on=WB, how="left", maintain_order="left")
        chunk.made[_FACTS] = beside.rename({name: f"document.{name}" for name in beside.columns if name != WB})
    return chunk.made[_FACTS]  # type: ignore[no-any-return]


_FACTS = ("document", "facts")


def _facts_of(dossier: Dossier) -> dict[str, Any]:
    table = dossier.submitted.tables.get("document")
    row = {name: values[0] for name, values in table.columns.items()} if table is not None and table.height else {}
    last = row.get("to_year") or max(target_years(dossier), default=None)
    span = plan_span(_issued(dossier), row.get("from_year"), last)
    above = next((document for document in dossier.higher if document.cited), None)
    wider = None if above is None else _span_of(above)
    form = dossier.submitted.identity.form
    facts: dict[str, Any] = {
        "party": dossier.party, "chain_broken": dossier.chain_broken, "judged_on": dossier.judged_on,
        "judged_from": dossier.judged_from, "judged_by": dossier.judged_by, "judged_when": dossier.judged_when,
        "draft": row.get("status") == "Dự thảo",
        "form_age": form.age_of(dossier.submitted.identity.version), "form_current": form.versions[-1],
        "span": None if span is None else say(span),
        "programme": None if above is None else above.identity.name,
        "programme_span": None if wider is None else say(wider),
    }  # fmt: skip
    facts |= {f"span.{name}": value for name, value in periods.flat(span).items()}
    return facts | {f"programme_span.{name}": value for name, value in periods.flat(wider).items()}


def _issued(dossier: Dossier) -> date | int | None:
    """When the plan begins to run: its day or year of issue, else the latest day that it cites."""
    issued = dossier.submitted.identity.date
    if issued is None:
        return dossier.judged_on
    return issued.first if issued.grain == "day" else issued.year


def _span_of(programme: Document) -> Period | None:
    """The years that a programme is for: as it says, else from its year of issue to its last horizon."""
    table, targets = programme.tables.get("document"), programme.tables.get("targets")
    stated = {name: table.columns[name][0] if table and table.height else None for name in ("from_year", "to_year")}
    ends = [end.year for end in targets.columns["year.end"] if end] if targets else []
    issued = programme.identity.date
    return plan_span(issued.year if issued else None, stated["from_year"], stated["to_year"] or max(ends, default=None))


_BUILDERS: dict[str, Callable[[Chunk], pl.DataFrame | Beside]] = {
    "units": named_units,
    "citations": cited_documents,
    "faults": shape_faults,
    "quotients": quotients,
    "decisions": decisions,
    "sums": sums,
    "plan rows": plan_rows,
    "planned values": planned_values,
    "owed targets": owed_targets,
    "owed tasks": owed_tasks,
}
_JOINS: dict[tuple[str, str], Callable[[Chunk, pl.DataFrame], pl.DataFrame | Beside]] = {
    ("targets", "higher"): targets_beside_higher,
    ("tasks", "higher"): tasks_beside_higher,
    ("targets", "later"): targets_beside_later,
    ("targets", "direction"): targets_beside_direction,
    ("targets", "allocated"): targets_beside_allocated,
    ("document", "due"): document_beside_due,
    ("tasks", "parent"): tasks_beside_parent,
    ("references", "link"): references_beside_link,
    ("references", "superseded"): references_beside_successor,
    ("document", "reporting"): document_beside_reporting,
    ("target_progress", "plan"): targets_beside_plan,
    ("task_progress", "plan"): tasks_beside_plan,
}
