"""The list under the findings of what a person must judge: each obligation with a link to where it is to be looked for.

It keeps to the findings' columns, so that what is written beside it is read back like any remark; its rows are told
from findings by the sign in the hidden column.
"""

from __future__ import annotations

from collections.abc import Callable

from .drawn_sheet import DrawnSheet
from .marks import ReadingRow, ResultSheet
from .result_drawing import GREEN, LINE, LINK, NAVY, OCHRE, OURS, TALLEST, THEIRS, WHITE, WIDTHS, Painter, lines_of
from .result_words import COLUMNS, EXPLANATION, word

_LAST = len(COLUMNS) - 2  # the last column that is seen
_SHEET, _LOOK, _SOURCE, _READER = (2, 3), (6, 8), (9, 11), (13, 14)  # first and last column of what is merged
_CELL, _TITLE, _EXPLANATION = 4, 5, 12


def write_reading(
    sheet: DrawnSheet, paint: Painter, row: int, result: ResultSheet, link: Callable[[str, str], str | None] | None
) -> int:
    """Write heading, header and a row for each place where to look; returns the row after the list."""
    language = result.language
    heading = f"{word('reading', language)} ({len(result.reading)})"
    sheet.merge(row, (0, _LAST), heading, paint(bold=True, size=11, colour=NAVY))
    sheet.merge(row + 1, (0, _LAST), word("reading why", language), paint(italic=True, underlined=True))
    row += 2
    sheet.height(row, 30)
    style = paint.cell(bold=True, colour=WHITE, fill=NAVY, align="center")
    for column, title in ((0, "TT"), (1, "Mã"), (_CELL, "Ô"), (_TITLE, word("obligation", language))):
        sheet.text(row, column, title, style)
    sheet.merge(row, _SHEET, "Trang tính", style)
    sheet.merge(row, _LOOK, word("look", language), style)
    sheet.merge(row, _SOURCE, word("source", language), style)
    theirs = {"bold": True, "colour": WHITE, "align": "center"}
    sheet.text(row, _EXPLANATION, EXPLANATION, paint.cell(fill=OCHRE, **theirs))
    sheet.merge(row, _READER, word("reader", language), paint.cell(fill=GREEN, **theirs))
    row += 1
    for number, one in enumerate(result.reading, 1):
        looks = one.looks or ((word("whole plan", language), None, None),)
        for at, (words, name, cell) in enumerate(looks):
            target = link(name, cell) if link is not None and name and cell else None
            _write_look(sheet, paint, row, (words, name or "", cell or ""), target)
            _write_one(sheet, paint, row, number, one if at == 0 else None)
            sheet.height(row, min(_lines(one if at == 0 else None, words) * LINE + 6, TALLEST))
            row += 1
    return row


def _write_look(sheet: DrawnSheet, paint: Painter, row: int, look: tuple[str, str, str], target: str | None) -> None:
    words, name, cell = look
    sheet.merge(row, _SHEET, name, paint.cell(indent=1))
    if target is None:
        sheet.text(row, _CELL, cell, paint.cell(align="center"))
    else:
        linked = paint.cell(align="center", colour=LINK, underline=True)
        sheet.link(row, _CELL, cell, target, linked)
    sheet.merge(row, _LOOK, words, paint.cell(indent=1))


def _write_one(sheet: DrawnSheet, paint: Painter, row: int, number: int, one: ReadingRow | None) -> None:
    """The obligation itself, in the first of its rows; None leaves its cells empty."""
    middle, plain = paint.cell(align="center"), paint.cell(indent=1)
    if one is None:
        for column in (0, 1, _TITLE, _EXPLANATION):
            sheet.blank(row, column, plain)
        sheet.merge(row, _SOURCE, "", plain)
        sheet.merge(row, _READER, "", plain)
        return
    sheet.number(row, 0, number, middle)
    sheet.text(row, 1, one.code, middle)
    sheet.text(row, _TITLE, one.title, plain)
    sheet.merge(row, _SOURCE, one.source, plain)
    theirs = paint.cell(indent=1, fill=THEIRS)
    sheet.text(row, _EXPLANATION, one.explanation, theirs)
    sheet.merge(row, _READER, one.opinion, paint.cell(indent=1, fill=OURS))
    sheet.text(row, _LAST + 1, one.sign)


def _lines(one: ReadingRow | None, words: str) -> int:
    def lines(text: str, columns: tuple[int, int]) -> int:
        return lines_of(text, sum(WIDTHS[columns[0] : columns[1] + 1]) - 1.5)

    told = [lines(words, _LOOK)]
    if one is not None:
        told += [lines(one.code, (1, 1)), lines(one.title, (_TITLE, _TITLE)), lines(one.source, _SOURCE)]
        told += [lines(one.explanation, (_EXPLANATION, _EXPLANATION)), lines(one.opinion, _READER)]
    return max(told)
