"""The plan form to fill in: made from the form, the higher levels' demands and the rules, into one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..forms import PLAN
from ..wording import say
from .brief import Brief, identity_rows, references
from .compiled import Compiled
from .context import Context
from .layout import write_form
from .owed import Owed, owed_targets, owed_tasks
from .pages import Page, columns_of_page

ROWS = {"references": 20, "targets": 60, "tasks": 120}
_SPARE = 30  # rows below those of the higher level's demands


def plan_context(brief: Brief, rows: dict[str, int] | None = None) -> Context:
    """The places of a plan form's cells; as many rows as are asked for, and always more than there are demands."""
    wanted = ROWS | (rows or {})
    columns = {name: columns_of_page(PLAN.by_name[name], demands=name in ("targets", "tasks")) for name in wanted}
    context = Context(brief, PLAN, wanted, columns)
    owed = {"targets": len(owed_targets(context)), "tasks": len(owed_tasks(context))}
    spare = _SPARE if rows is None else 0
    context.rows = wanted | {name: max(wanted[name], count + spare) for name, count in owed.items()}
    return context


def write_plan(brief: Brief, target: Path, rows: dict[str, int] | None = None) -> list[Compiled]:
    """Write the form; returns what became of each rule. The same brief gives the same bytes."""
    context = plan_context(brief, rows)
    return write_form(context, _pages(context), identity_rows(brief), target)


def _pages(context: Context) -> list[Page]:
    given = []
    for reference in references(context.brief):
        when: Any = reference["date"]
        day = None if when is None else when.first if when.grain == "day" else when.year
        given.append({name: value for name, value in reference.items() if value} | ({"date": day} if day else {}))
    fixed = frozenset(("number", "date", "issuer", "subject", "relation"))
    return [
        Page(PLAN.by_name["references"], given, None, fixed),
        Page(PLAN.by_name["targets"], (), [_asked(one) for one in owed_targets(context)]),
        Page(PLAN.by_name["tasks"], (), [_asked_task(one) for one in owed_tasks(context)]),
    ]


def _asked(owed: Owed) -> str:
    """A demand in one cell: its code, horizon, wording and level, and whether it is the sum of all units."""
    row = owed.row
    head = " · ".join(str(part) for part in (row["code"], row["year"], owed.level) if part)
    return f"{head}\n{row['title']}" + (f"\n{say('template.total')}" if owed.total else "")


def _asked_task(owed: Owed) -> str:
    row = owed.row
    head = " · ".join(str(part) for part in (row["code"], row["time"]) if part)
    return f"{head}\n{row['title']}"
