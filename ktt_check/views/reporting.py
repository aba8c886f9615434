"""What a report's own sheet says of its period and day, beside what the plan and the programmes expect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from .. import vocabulary
from ..chain import Document, owes
from ..chunk import Chunk
from ..dossier import Dossier
from ..values.reporting import cadence_of, cadences_in, deadline_of
from ..vocabulary import WB
from .frames import list_of

_REPORT = "Báo cáo"


def document_beside_reporting(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """The report's ``Thông tin`` beside its window, and the periods and deadline that the nearest document sets."""
    rows = [{WB: at} | _facts(dossier) for at, dossier in enumerate(chunk.dossiers)]
    return own.join(list_of(rows, vocabulary.REPORTING), on=WB, how="inner", maintain_order="left")


def _facts(dossier: Dossier) -> dict[str, Any]:
    window, period = dossier.window, dossier.submitted.identity.period
    row: dict[str, Any] = {"is_reported": window is not None}
    issued = dossier.plan.identity.date if dossier.plan is not None else None
    if dossier.plan is not None:
        row |= {"plan": dossier.plan.identity.name, "plan_issued": issued.first if issued is not None else None}
    if window is None or period is None:
        return row
    row |= {"window.start": window.start, "window.end": window.end, "cadence": cadence_of(period)}
    if dossier.plan is not None:
        row["plan_over"] = _plan_end(dossier.plan)
    expected = next(_expected(dossier), None)
    if expected is not None:
        cadences, said, source = expected
        row |= {"expected": cadence_of(period) in cadences, "expected.said": said, "expected.source": source}
    deadline = next(_deadlines(dossier), None)
    if deadline is not None:
        row |= {"deadline": deadline[0], "deadline.said": deadline[1], "deadline.source": deadline[2]}
        row["deadline.last"] = dossier.calendar.from_day(deadline[0])
        row["closes_early"] = deadline[0] <= window.end
    return row


def _plan_end(plan: Document) -> date | None:
    """The last day of the plan's span: Đến năm, else its last horizon."""
    table, targets = plan.tables.get("document"), plan.tables.get("targets")
    stated = table.columns["to_year"][0] if table is not None and table.height else None
    ends = [end for end in targets.columns["year.end"] if end is not None] if targets is not None else []
    return date(stated, 12, 31) if stated is not None else max(ends, default=None)


def _expected(dossier: Dossier) -> Iterator[tuple[frozenset[str], str, str]]:
    """The cadences that the nearest higher level names, in the words in which it does."""
    for document in dossier.higher:
        for said in (_stated(document, "report_periods"), *(due for due, _ in _duties(dossier, document))):
            cadences = cadences_in(said or "")
            if said is not None and cadences:
                yield cadences, said, document.identity.name


def _deadlines(dossier: Dossier) -> Iterator[tuple[date, str, str]]:
    period = dossier.submitted.identity.period
    for document in dossier.higher:
        notes = (text for pair in _duties(dossier, document) for text in pair)
        for said in (*notes, _stated(document, "report_deadline")):
            found = deadline_of(said, period, dossier.calendar) if said is not None and period is not None else None
            if said is not None and found is not None:
                yield found, said, document.identity.name


def _stated(document: Document, name: str) -> str | None:
    table = document.tables.get("document")
    said: str | None = table.columns[name][0] if table is not None and table.height else None
    return said


def _duties(dossier: Dossier, document: Document) -> Iterator[tuple[str | None, str | None]]:
    """What ``Chế độ báo cáo`` asks of the report's level: the time and the note."""
    table = document.tables.get("duties")
    if table is not None:
        for what, levels, due, note in zip(
            *(table.columns[name] for name in ("what", "owed_by.items", "due", "note")), strict=True
        ):
            if what == _REPORT and (owes(dossier.submitted.identity, levels) or not levels):
                yield due, note
