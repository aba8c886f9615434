"""A form as one workbook: the guide, the sheets to fill in, the self-check, and the hidden sheets behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..given import ABOVE, COLUMN, FORMULA, HEADER, shown
from ..layout import GIVEN_SHEET
from ..vocabulary import LAST as DECISIONS
from ..wording import say
from ..workbook.calculated import LISTS
from .check_page import write_check_page
from .compiled import Compiled, Compiler
from .context import FIRST_ROW, Context
from .folding import fold
from .grid import letters
from .guide import write_guide
from .identity_page import write_identity
from .pages import Page, write_page
from .paint import Paint


def write_form(context: Context, pages: Sequence[Page], identity: Mapping[str, Any], target: Path) -> list[Compiled]:
    """Compile the rules of the form and write the workbook; returns what became of each rule."""
    import xlsxwriter

    compiler = Compiler(context)
    compiled = [
        compiler.compile(rule)
        for rule in context.brief.rules.rules
        if rule.data.form in (context.form.name, "any")
        and rule.data.stage != "retired"
        and rule.data.each != DECISIONS  # those are the reviewer's to mend
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
    fold(context.grids.values(), context.shown)
    _hidden_sheets(book, context)
    _keep_given(book, context, pages, identity)
    guide.activate()
    book.close()
    return compiled


def _keep_given(book: Any, context: Context, pages: Sequence[Page], identity: Mapping[str, Any]) -> None:
    """The hidden sheet of what the form gives, by which a check sees that it was changed (``given.py``)."""
    kept: list[tuple[str, str, str]] = []
    for held in context.brief.against:
        if held.identity.number is not None:
            kept.append((ABOVE, "", held.identity.number.key))
    document = context.spec("document")
    kept += [(document.sheet, f"B{context.label_rows[name]}", shown(_cell(value))) for name, value in identity.items()]
    for page in pages:
        columns = context.columns[page.spec.name]
        heads = {0: say("template.check-column")}
        heads |= {} if page.demands is None else {1: say("template.demand-column")}
        heads |= {columns[column.name]: column.header for column in page.spec.columns}
        kept += [(page.spec.sheet, f"{COLUMN}{letters(at)}{FIRST_ROW - 1}", text) for at, text in heads.items()]
        kept.append((page.spec.sheet, f"A{FIRST_ROW}", FORMULA))
        for at, demand in enumerate(page.demands or ()):
            kept.append((page.spec.sheet, f"B{FIRST_ROW + at}", demand))
        for at, row in enumerate(page.given):
            kept += [
                (page.spec.sheet, f"{letters(columns[name])}{FIRST_ROW + at}", shown(_cell(value)))
                for name, value in row.items()
            ]
    sheet = book.add_worksheet(GIVEN_SHEET)
    for line, cells in enumerate((HEADER, *kept)):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text)
    sheet.hide()
    sheet.protect("")


def _cell(value: Any) -> Any:
    """A given value as a check will read it."""
    return Decimal(value) if isinstance(value, int) else value


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
