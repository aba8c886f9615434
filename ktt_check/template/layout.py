"""A form as one workbook: the guide, the sheets to fill in, the self-check, and the hidden sheets behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..wording import say
from .check_page import write_check_page
from .compiled import Compiled, Compiler
from .context import Context
from .guide import write_guide
from .identity_page import write_identity
from .lists_sheet import SHEET as LISTS
from .pages import Page, write_page
from .paint import Paint


def write_form(context: Context, pages: Sequence[Page], identity: Mapping[str, Any], target: Path) -> list[Compiled]:
    """Compile the rules of the form and write the workbook; returns what became of each rule."""
    import xlsxwriter

    compiler = Compiler(context)
    compiled = [
        compiler.compile(rule)
        for rule in context.brief.rules.rules
        if rule.data.form in (context.form.name, "any") and rule.data.stage != "retired"
    ]
    book = xlsxwriter.Workbook(str(target))
    book.set_properties({"title": say(f"template.guide.title.{context.form.name}"), "created": datetime(2026, 1, 1)})
    paint = Paint(book)
    guide = book.add_worksheet("Hướng dẫn")
    sheets = {name: book.add_worksheet(context.spec(name).sheet) for name in ("document", *context.rows)}
    check = book.add_worksheet(say("template.check-sheet"))
    write_guide(guide, context, paint, compiled)
    write_identity(sheets["document"], context, paint, compiled, identity)
    for page in pages:
        write_page(page, sheets[page.spec.name], context, paint, compiled)
    write_check_page(check, context, paint, compiled)
    _hidden_sheets(book, context)
    guide.activate()
    book.close()
    return compiled


def _hidden_sheets(book: Any, context: Context) -> None:
    from .calculations import Calculations

    for grid in context.grids.values():
        sheet = book.add_worksheet(grid.sheet, Calculations)
        grid.write(sheet)
        sheet.hide()
        sheet.protect("")
    lists = book.add_worksheet(LISTS)
    context.lists.write(lists)
    lists.hide()
    lists.protect("")
