"""The report form to fill in: the approved plan's targets and tasks stand in it, locked, beside empty cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..forms import REPORT
from ..library import Held
from ..tables import ReadingContext, Table, read_table
from ..values.document_dates import DocumentDate
from .brief import Brief
from .compiled import Compiled
from .context import Context
from .layout import write_form
from .pages import Page, columns_of_page
from .planned import Planned

_OF_TARGETS = ("ordinal", "code", "title", "unit", "year", "target")
_OF_TASKS = ("ordinal", "code", "title", "lead", "time")
_SPARE = 10  # rows for what was taken up beside the plan


def write_report(brief: Brief, plan: Held, target: Path) -> list[Compiled]:
    """Write the form; returns what became of each rule. The same plan gives the same bytes."""
    context = ReadingContext(brief.dossier.catalogue, brief.force.tolerance, brief.language)
    tables = {name: read_table(layout, context) for name, layout in plan.layout.tables.items()}
    targets = [_target(row) for row in _rows(tables.get("targets"))]
    tasks = [_task(row) for row in _rows(tables.get("tasks"))]
    rows = {"target_progress": len(targets) + _SPARE, "task_progress": len(tasks) + _SPARE}
    columns = {name: columns_of_page(REPORT.by_name[name], demands=False) for name in rows}
    identity = _identity(brief, plan)
    form = Context(brief, REPORT, rows, columns, Planned(brief, plan, identity, targets, tasks))
    pages = [
        Page(REPORT.by_name["target_progress"], targets, None, frozenset(_OF_TARGETS)),
        Page(REPORT.by_name["task_progress"], tasks, None, frozenset(_OF_TASKS)),
    ]
    return write_form(form, pages, identity, target)


def _rows(table: Table | None) -> list[dict[str, Any]]:
    """The rows of a table that have a code."""
    if table is None:
        return []
    return [row for row in table.frame().to_dicts() if row["code"] is not None]


def _target(row: Mapping[str, Any]) -> dict[str, Any]:
    year = row["year"]
    told = {"ordinal": row["ordinal"], "code": row["code"], "title": row["title"], "unit": row["unit"],
            "year": int(year) if year and year.isdigit() else year, "target": row["level"]}  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def _task(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: row[name] for name in _OF_TASKS}
    return {name: value for name, value in told.items() if value is not None}


def _identity(brief: Brief, plan: Held) -> dict[str, Any]:
    identity = plan.identity
    day: date | int | None = None
    if isinstance(identity.date, DocumentDate):
        day = identity.date.first if identity.date.grain == "day" else identity.date.year
    told = {
        "form_kind": REPORT.title, "form_version": REPORT.versions[-1], "issuing_level": identity.issuing_level,
        "issuer": identity.issuer, "province": identity.province, "number": identity.number_text, "plan_date": day,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}
