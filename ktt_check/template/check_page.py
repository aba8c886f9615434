"""The sheet ``Tự kiểm tra``: each rule with what it wants, how many rows break it and a link to the first one.

Below stand the rules that are told when the form is sent in, each with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..rulebook.model import Never
from ..wording import say
from .compiled import Compiled
from .context import FIRST_ROW, Context
from .paint import Paint

_WIDTHS = (9, 44, 70, 14, 16, 22)


def write_check_page(sheet: Any, context: Context, paint: Paint, compiled: Sequence[Compiled]) -> None:
    """Fill the worksheet."""
    language = context.brief.language
    asked = [one for one in compiled if one.verdicts]
    later = [one for one in compiled if not one.verdicts]
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, say("template.check-sheet"), paint.title())
    sheet.write_string(2, 0, say("template.check-note", language), paint.note())
    row = 4
    for at, key in enumerate(("code", "rule", "wants", "broken", "waiting", "first")):
        sheet.write_string(row, at, say(f"template.check.{key}", language), paint.header())
    sheet.set_row(row, 32)
    first = row + 1
    for one in asked:
        row += 1
        _line(sheet, row, one, paint, language)
    total = f"SUM(D{first + 1}:D{row + 1})"
    waiting = f"SUM(E{first + 1}:E{row + 1})"
    done, open_, rest = (say(f"template.check.{key}", language) for key in ("done", "open", "rest"))
    formula = f'=IF({total}=0,"{done}","{open_} "&{total})&IF({waiting}=0,""," · {rest} "&{waiting})'
    sheet.write_formula(1, 0, formula, paint(bold=True, font_size=13), "")
    fine = paint(font_color="#375623", bg_color="#E2EFDA", bold=True)
    sheet.conditional_format(1, 0, 1, 0, {"type": "formula", "criteria": f"={total}=0", "format": fine})
    row += 2
    sheet.write_string(row, 0, say("template.check.never", language), paint(bold=True, font_size=12))
    for one in later:
        row += 1
        sheet.write_string(row, 0, one.rule.code, paint.cell(align="center"))
        sheet.write_string(row, 1, one.rule.data.title.in_language(language), paint.cell())
        reason = reason_of(one, language)
        sheet.merge_range(row, 2, row, 5, reason, paint.cell())
        sheet.set_row(row, 15.5 * max(2, -(-len(reason) // 105)))
    sheet.freeze_panes(5, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def reason_of(one: Compiled, language: str) -> str:
    """Why a form does not ask a rule."""
    match one.rule.data.excel:
        case Never(never=words):
            reason = words.in_language(language)
            return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
        case None:
            return say("template.own-rule", language)
        case _:
            return say("template.not-in-this-form", language)


def _line(sheet: Any, row: int, one: Compiled, paint: Paint, language: str) -> None:
    data = one.rule.data
    wants = _without_gaps(data.fix.in_language(language), language)
    sheet.write_string(row, 0, one.rule.code, paint.cell(align="center"))
    sheet.write_string(row, 1, data.title.in_language(language), paint.cell())
    sheet.write_string(row, 2, wants, paint.cell())
    for at, answer in ((3, 1), (4, 2)):
        counts = "+".join(f"COUNTIF({verdict.cells.all},{answer})" for verdict in one.verdicts)
        sheet.write_formula(row, at, f"={counts}", paint.cell(align="center"), "")
    link = '""'
    for verdict in reversed(one.verdicts):
        sheet_name = "Thông tin" if verdict.table == "document" else ""
        link = _link(verdict, sheet_name, link, language)
    sheet.write_formula(row, 5, f"={link}", paint.cell(font_color="#0563C1", underline=1, align="center"), "")
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": paint.found(data.severity)}
    sheet.conditional_format(row, 3, row, 3, rule)
    sheet.set_row(row, 15.5 * max(1, -(-len(wants) // 68), -(-len(data.title.in_language(language)) // 42)))


def _link(verdict: Any, sheet: str, otherwise: str, language: str) -> str:
    from ..forms import FORMS

    name = sheet or next(f.by_name[verdict.table].sheet for f in FORMS if verdict.table in f.by_name)
    words = f"{say('template.check.go', language)} {name}"
    place = "5" if verdict.table == "document" else f"(MATCH(1,{verdict.cells.all},0)+{FIRST_ROW - 1})"
    return f'IF(COUNTIF({verdict.cells.all},1)>0,HYPERLINK("#\'{name}\'!A"&{place},"{words}"),{otherwise})'


def _without_gaps(text: str, language: str) -> str:
    """A rule's advice without what only a finding knows."""
    from ..rulebook.rule import PLACEHOLDER

    return PLACEHOLDER.sub("…", text).replace("….", "…")
