"""The list under the findings of a report: each target's path and what was reported, as two sparklines of one scale.

Sparklines live in the sheet itself, so that they go with it into the submitter's workbook. Their figures stand in
hidden columns right of the table; a target takes two rows, the path above what was reported. The points follow each
other in equal steps of time, because LibreOffice 7.4 does not survive a sparkline with an axis of dates, and are
columns, because it prints no lines.
"""

from __future__ import annotations

from .book import quoted
from .cells import area_text
from .drawn_sheet import DrawnSheet
from .marks import CourseRow, ResultSheet
from .result_drawing import GREEN, LINE, NAVY, WHITE, WIDTHS, Painter, lines_of
from .result_words import COLUMNS, Language, word

_LAST = len(COLUMNS) - 2  # the last column that is seen
_KEY, _TITLE, _SAID, _MORE = (1, 2), (3, 5), (6, 9), (11, _LAST)  # first and last column of what is merged
_LINE = 10  # the column with the sparklines
_FIGURES = len(COLUMNS) + 1  # where the hidden figures begin
_COLOURS = (("A6A6A6", GREEN), ("C55A11", None))  # of the path and of its last point; of what was reported
_LEAST = 26.0  # points, so that a line can be seen


def write_courses(sheet: DrawnSheet, paint: Painter, row: int, result: ResultSheet, name: str) -> int:
    """Write heading, header and two rows a target; returns the row after the list."""
    language = result.language
    sheet.merge(row, (0, _LAST), word("courses", language), paint(bold=True, size=11, colour=NAVY))
    sheet.merge(row + 1, (0, _LAST), word("courses why", language), paint(italic=True, underlined=True))
    row += 2
    sheet.height(row, 30)
    style = paint.cell(bold=True, colour=WHITE, fill=NAVY, align="center")
    sheet.text(row, 0, "TT", style)
    for columns, title in ((_KEY, "Mã"), (_TITLE, "Chỉ tiêu"), (_SAID, word("figures", language))):
        sheet.merge(row, columns, title, style)
    sheet.text(row, _LINE, word("line", language), style)
    sheet.merge(row, _MORE, word("in detail", language), style)
    row += 1
    last = max(len(one.points) for one in result.courses)
    sheet.width(_FIGURES, _FIGURES + last - 1, 10, hidden=True)
    for number, one in enumerate(result.courses, 1):
        _write_one(sheet, paint, row, number, one, (language, name))
        row += 2
    return row


def _write_one(
    sheet: DrawnSheet, paint: Painter, row: int, number: int, one: CourseRow, told_in: tuple[Language, str]
) -> None:
    language, name = told_in
    plain, middle = paint.cell(indent=1), paint.cell(align="center")
    told = (word("path", language), one.expected, one.since), (word("reported", language), one.reached, one.reported)
    texts = [f"{label}: {said}" if said else label for label, said, _ in told]
    lines = max(
        lines_of(one.title, _width(_TITLE)),
        *(lines_of(text, _width(_SAID)) for text in texts),
        *(lines_of(more, _width(_MORE)) for *_, more in told),
    )
    for at, text in enumerate(texts):
        first = at == 0
        sheet.height(row + at, max(lines * LINE + 6, _LEAST))  # of one height, so that the two compare
        if first:
            sheet.number(row, 0, number, middle)
        else:
            sheet.blank(row + at, 0, middle)
        sheet.merge(row + at, _KEY, one.key if first else "", middle)
        sheet.merge(row + at, _TITLE, one.title if first else "", plain)
        sheet.merge(row + at, _SAID, text, plain)
        sheet.blank(row + at, _LINE, plain)
        sheet.merge(row + at, _MORE, told[at][2], plain)
        _draw(sheet, row + at, one, at, name)


def _width(columns: tuple[int, int]) -> float:
    return sum(WIDTHS[columns[0] : columns[1] + 1]) - 1.5


def _draw(sheet: DrawnSheet, row: int, one: CourseRow, line: int, name: str) -> None:
    """The path (line 0) or what was reported (1), over the same time and on the same scale; the path goes on."""
    figures = [figure for _, *pair in one.points for figure in pair if figure is not None]
    low, high = min(figures), max(figures)
    room = (high - low) * 0.1 or abs(high) * 0.05 or 1.0
    there = [(path, reported)[line] for _, path, reported in one.points]
    for at, figure in enumerate(there):
        if figure is not None:
            sheet.number(row, _FIGURES + at, figure)
    if all(figure is None for figure in there):
        return
    cells = area_text((row + 1, _FIGURES + 1, row + 1, _FIGURES + len(there)))
    sheet.sparkline(row, _LINE, f"{quoted(name)}!{cells}", (low - room, high + room), _COLOURS[line])
