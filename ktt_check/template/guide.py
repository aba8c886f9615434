"""The sheet ``Hướng dẫn``: how to fill in the form, what the colours mean, and each rule's title and advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..wording import say
from .check_page import _without_gaps
from .compiled import Compiled
from .context import Context
from .paint import DEMANDED, LOCKED, Paint

LINE = 15.5  # points that a line of text is high
_STEPS = {"plan": ("one", "two", "three", "four", "five", "six"), "report": ("one", "two", "three", "four")}


def write_guide(sheet: Any, context: Context, paint: Paint, compiled: Sequence[Compiled]) -> None:
    """Fill the worksheet."""
    language = context.brief.language
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 2, 86)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, say(f"template.guide.title.{context.form.name}", language), paint.title())
    for row, text in enumerate(_about(context, language), 1):
        sheet.write_string(row, 0, text, paint.note())
    row = 5
    for number, key in enumerate(_STEPS[context.form.name], 1):
        text = say(f"template.guide.{context.form.name}.{key}", language)
        sheet.write_string(row, 0, str(number), paint.cell(bold=True, align="center"))
        sheet.merge_range(row, 1, row, 2, text, paint.cell())
        sheet.set_row(row, LINE * lines_of(text, 150))
        row += 1
    row += 1
    for colour, key in (("#FFFFFF", "input"), (LOCKED, "locked"), (DEMANDED, "demand"), ("#F4B183", "error"),
                        ("#FFE699", "warning"), ("#D9E8F6", "info")):  # fmt: skip
        sheet.write_blank(row, 0, None, paint.cell(bg_color=colour))
        sheet.merge_range(row, 1, row, 2, say(f"template.guide.colour.{key}", language), paint.cell())
        row += 1
    row = _further_sheets(sheet, row + 1, context, paint, language)
    for at, key in enumerate(("code", "rule", "wants")):
        sheet.write_string(row, at, say(f"template.check.{key}", language), paint.header())
    for one in compiled:
        if one.rule.data.stage == "retired":
            continue
        row += 1
        advice = _without_gaps(one.rule.data.fix.in_language(language), language)
        sheet.write_string(row, 0, one.rule.code, paint.cell(align="center"))
        sheet.write_string(row, 1, one.rule.data.title.in_language(language), paint.cell())
        sheet.write_string(row, 2, advice, paint.cell())
        title = one.rule.data.title.in_language(language)
        sheet.set_row(row, LINE * max(1, lines_of(advice, 84), lines_of(title, 44)))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _further_sheets(sheet: Any, row: int, context: Context, paint: Paint, language: str) -> int:
    """Sheets of the form that this workbook leaves out, with their headers; returns the row below them."""
    left_out = [spec for spec in context.form.tables if spec.optional and spec.name not in context.rows]
    if not left_out:
        return row
    text = say("template.guide.further", language)
    sheet.merge_range(row, 0, row, 2, text, paint.cell(border=0, bold=True))
    sheet.set_row(row, LINE * lines_of(text, 130))
    row += 1
    for at, key in enumerate(("sheet", "use", "columns")):
        sheet.write_string(row, at, say(f"template.guide.further.{key}", language), paint.header())
    for spec in left_out:
        row += 1
        use = say(f"template.guide.further.{spec.name}", language)
        headers = " · ".join(one.header if one.needed else f"({one.header})" for one in spec.columns)
        for at, words in enumerate((spec.sheet, use, headers)):
            sheet.write_string(row, at, words, paint.cell())
        sheet.set_row(row, LINE * max(2, lines_of(use, 44), lines_of(headers, 84)))
    return row + 2


def lines_of(text: str, characters: int) -> int:
    """How many lines a text needs where so many characters fit into one."""
    return -(-len(text) // characters)


def _about(context: Context, language: str) -> list[str]:
    names = "; ".join(held.identity.name for held in context.brief.against)
    lines = [say("template.guide.against", language, documents=names or "—")]
    if context.brief.unit is not None:
        lines.append(say("template.guide.unit", language, unit=context.brief.unit))
    return lines
