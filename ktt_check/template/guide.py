"""The sheet ``Hướng dẫn``: how to fill in the form, what the colours mean, and each rule's title and advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..wording import say
from .check_page import _without_gaps
from .compiled import Compiled
from .context import Context
from .paint import DEMANDED, LOCKED, Paint

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
        sheet.set_row(row, 15.5 * -(-len(text) // 118))
        row += 1
    row += 1
    for colour, key in (("#FFFFFF", "input"), (LOCKED, "locked"), (DEMANDED, "demand"), ("#F4B183", "error"),
                        ("#FFE699", "warning"), ("#D9E8F6", "info")):  # fmt: skip
        sheet.write_blank(row, 0, None, paint.cell(bg_color=colour))
        sheet.merge_range(row, 1, row, 2, say(f"template.guide.colour.{key}", language), paint.cell())
        row += 1
    row += 1
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
        sheet.set_row(row, 15.5 * max(1, -(-len(advice) // 84), -(-len(title) // 44)))
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("")


def _about(context: Context, language: str) -> list[str]:
    names = "; ".join(held.identity.name for held in context.brief.against)
    lines = [say("template.guide.against", language, documents=names or "—")]
    if context.brief.unit is not None:
        lines.append(say("template.guide.unit", language, unit=context.brief.unit))
    return lines
