"""The sheet ``Thông tin``: a line for each fact about the document, and beside it what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..wording import say
from .compiled import Compiled, marks_of
from .context import Context
from .pages import HEADER_ROW, _style, _validate, _write, told_in_words
from .paint import Paint


def write_identity(
    sheet: Any, context: Context, paint: Paint, compiled: Sequence[Compiled], given: Mapping[str, Any]
) -> None:
    """Fill the worksheet; what is given is locked."""
    language = context.brief.language
    spec = context.spec("document")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 58)
    sheet.set_column(2, 2, 44)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, spec.sheet, paint.title())
    sheet.write_string(1, 0, say("template.page.identity", language), paint.note())
    sheet.write_url(2, 0, f"internal:'{say('template.check-sheet')}'!A1", paint(font_color="#0563C1", underline=1),
                    say("template.to-check", language))  # fmt: skip
    for at, header in enumerate(("Mục", "Nội dung", say("template.check-column"))):
        sheet.write_string(HEADER_ROW, at, header, paint.header(needed=at < 2))
    for column in spec.columns:
        row = context.label_rows[column.name] - 1
        value = given.get(column.name)
        sheet.write_string(row, 0, column.header, paint.locked(bold=column.identity))
        _write(sheet, row, 1, value, _style(column, paint, locked=value is not None))
        _validate(sheet, row, 1, row, column, context)
        formula, severities = _verdict(compiled, column.name, language)
        style = paint.locked(bg_color="#FFFFFF", font_size=10, font_color="#833C0B")
        sheet.write_formula(row, 2, f"={formula}", style, "")
        for severity, cells in severities:
            rule = {"type": "formula", "criteria": f'=ISNUMBER(FIND("{cells}",$C{row + 1}))',
                    "format": paint.found(severity), "stop_if_true": True}  # fmt: skip
            sheet.conditional_format(row, 1, row, 1, rule)
        sheet.set_row(row, 31)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _verdict(compiled: Sequence[Compiled], column: str, language: str) -> tuple[str, list[tuple[Any, str]]]:
    """The formula of a line's verdict, and the codes by which its cell is coloured."""
    found, later, severities = [], [], []
    for one in compiled:
        for verdict in one.verdicts:
            if verdict.table != "document" or column not in verdict.columns:
                continue
            title = one.rule.data.title.in_language(language).replace('"', '""')
            marks, whole = (cells.here.replace("§", "2") for cells in (verdict.marks, verdict.cells))
            mark = marks_of(one.rule.data.severity, (column,))
            found.append(f'IF(ISNUMBER(FIND("{mark}",{marks})),"; {one.rule.code} {title}","")')
            later.append(f'IF({whole}=2,"{one.rule.code} ","")')
            severities.append((one.rule.data.severity, f"{one.rule.code} {one.rule.data.title.in_language(language)}"))
    if not found:
        return '""', []
    return told_in_words(found, later, language), severities
