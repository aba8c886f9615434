"""The plan form to fill in: made from the form, the higher levels' demands and the rules, into one workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ..forms import PLAN
from ..wording import say
from .brief import Brief, identity_rows, references
from .check_page import write_check_page
from .compiled import Compiled, Compiler
from .context import Context
from .guide import write_guide
from .identity_page import write_identity
from .lists_sheet import SHEET as LISTS
from .owed import Owed, owed_targets, owed_tasks
from .pages import Page, columns_of_page, write_page
from .paint import Paint

ROWS = {"references": 20, "targets": 100, "tasks": 200}
_SPARE = 30  # rows below those of the higher level's demands


def plan_context(brief: Brief, rows: dict[str, int] | None = None) -> Context:
    """The places of a plan form's cells; as many rows as are asked for, and always more than there are demands."""
    wanted = ROWS | (rows or {})
    columns = {
        name: columns_of_page(PLAN.by_name[name], demands=name in ("targets", "tasks")) for name in wanted
    }
    context = Context(brief, PLAN, wanted, columns)
    owed = {"targets": len(owed_targets(context)), "tasks": len(owed_tasks(context))}
    context.rows = wanted | {name: max(wanted[name], count + _SPARE) for name, count in owed.items() if rows is None}
    return context


def write_plan(brief: Brief, target: Path, rows: dict[str, int] | None = None) -> list[Compiled]:
    """Write the form; returns what became of each rule. The same brief gives the same bytes."""
    import xlsxwriter

    context = plan_context(brief, rows)
    compiler = Compiler(context)
    compiled = [
        compiler.compile(rule)
        for rule in brief.rules.rules
        if rule.data.form in ("plan", "any") and rule.data.stage != "retired"
    ]
    book = xlsxwriter.Workbook(str(target))
    book.set_properties({"title": say("template.guide.title.plan"), "created": datetime(2026, 1, 1)})
    book.set_calc_mode("auto")
    paint = Paint(book)
    guide = book.add_worksheet("Hướng dẫn")
    sheets = {name: book.add_worksheet(PLAN.by_name[name].sheet) for name in ("document", *context.rows)}
    check = book.add_worksheet(say("template.check-sheet"))
    write_guide(guide, context, paint, compiled)
    write_identity(sheets["document"], context, paint, compiled, identity_rows(brief))
    for page in _pages(context):
        write_page(page, sheets[page.spec.name], context, paint, compiled)
    write_check_page(check, context, paint, compiled)
    _hidden_sheets(book, context)
    sheets["document"].activate()
    book.close()
    return compiled


def _hidden_sheets(book: Any, context: Context) -> None:
    for grid in context.grids.values():
        sheet = book.add_worksheet(grid.sheet)
        grid.write(sheet)
        sheet.hide()
        sheet.protect("")
    lists = book.add_worksheet(LISTS)
    context.lists.write(lists)
    lists.hide()
    lists.protect("")


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
