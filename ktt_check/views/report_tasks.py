"""A report's tasks beside the plan's, and how each stands to its deadline on the day of the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
from ..dossier import Dossier
from ..vocabulary import WB
from .frames import list_of

_DONE = "Hoàn thành"
_DEADLINES = ("span", "point")


def tasks_beside_plan(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Each reported task that the plan has, beside the plan's row."""
    rows = [{WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _rows(dossier)]
    beside = list_of(rows, {"_row": int} | vocabulary.TASK_PROGRESS)
    return own.join(beside, on=[WB, "_row"], how="inner", maintain_order="left")


def _rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    table = dossier.submitted.tables.get("task_progress")
    tasks = dossier.plan.tables.get("tasks") if dossier.plan is not None else None
    if table is None or tasks is None or dossier.plan is None:
        return
    places = {code: at for at, code in reversed(list(enumerate(tasks.columns["code"])))}
    for at, code in enumerate(table.columns["code"]):
        place = places.get(code)
        if code is None or place is None:
            continue
        planned = {name: values[place] for name, values in tasks.columns.items()}
        read = {name: values[at] for name, values in table.columns.items()}
        due = due_of(planned) or due_of(read)
        yield {
            "_row": read["_row"], "_doc": dossier.plan.index, "plan._row": planned["_row"],
            "plan.title": planned["title"], "plan.time": planned["time"], "plan.product": planned["product"],
            "plan.heading": planned["heading"], "programme": dossier.plan.identity.name,
            "due": due, "standing": _standing(dossier, read, due),
        }  # fmt: skip


def due_of(row: dict[str, Any]) -> date | None:
    """The last day of a time that has one; what goes on all the time or again and again has none."""
    end: date | None = row["time.end_latest"]
    return end if row["time.kind"] in _DEADLINES else None


def _standing(dossier: Dossier, read: dict[str, Any], due: date | None) -> str | None:
    """``no deadline``, or ``in time`` or ``overdue`` on the day the task was finished, else the day of the report."""
    if due is None:
        return "no deadline"
    issued = dossier.submitted.identity.date
    now = issued.last if issued is not None else dossier.window.end if dossier.window is not None else None
    if read["state"] == _DONE:
        now = read["finished.start"]
    if now is None:
        return None
    return "overdue" if now > due else "in time"
