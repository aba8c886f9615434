"""How the result sheet draws: its columns' widths, texts made safe, formats made once, heights guessed."""

from __future__ import annotations

import re
from typing import Any, Literal

from ..findings import Severity
from .result_words import COLUMNS

# Together narrow enough that 10 points are still 7 on a sheet of A4 laid across; the last one is hidden.
WIDTHS = (5, 7, 11.5, 10, 6, 35, 11.5, 11.5, 9.5, 15.5, 25, 8, 16, 12, 12, 12)
LINE, PANEL_LINE = 13.2, 13.8  # points, Arial 10 and 10.5
TALLEST = 400.0  # points; Excel allows 409
NAVY, GREEN, OCHRE, LINE_COLOUR = "#1F3864", "#375623", "#7F6000", "#BFBFBF"
_MOST_TEXT = 32_000  # characters in a cell, below Excel's 32,767
_NOT_TEXT = re.compile("[\ud800-\udfff]")
PAINT: dict[str, dict[str, Any]] = {
    "error": {"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True},
    "warning": {"bg_color": "#FFC94D", "font_color": "#3F2A00", "bold": True},
    "info": {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    "waived": {"bg_color": "#F2F2F2", "font_color": "#595959"},
    "none": {"bg_color": "#E2EFDA", "font_color": "#375623", "bold": True},
}


def shown(text: str | None) -> str:
    """Any text as the cell shows it: within Excel's limit, and never taken for the writer's own mark-up."""
    text = _NOT_TEXT.sub("\ufffd", text or "")
    if len(text) > _MOST_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * _MOST_TEXT:
        text = text[: _MOST_TEXT // 2] + "…"
    # xlsxwriter writes a string between these two tags as it is, unescaped; a blank behind it prevents that.
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


class Painter:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self._rows: dict[str, tuple[list[Any], Any]] = {}

    def __call__(self, **wanted: Any) -> Any:
        key = repr(sorted(wanted.items()))
        if key not in self._made:
            plain = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
            self._made[key] = self._book.add_format(plain | wanted)
        return self._made[key]

    def row(self, severity: Severity | Literal["waived"]) -> tuple[list[Any], Any]:
        """The formats of a finding's cells, and that of a cell with a link."""
        if severity not in self._rows:  # kept here: a cache of the method would keep every workbook for good
            styles = [self.cell(indent=1)] * len(COLUMNS)
            for column in (0, 1, 4, 11):
                styles[column] = self.cell(align="center")
            styles[2] = self.cell(indent=1, **PAINT[severity])
            styles[12] = self.cell(indent=1, bg_color="#FFF8E1")
            styles[13] = styles[14] = self.cell(indent=1, bg_color="#EDF5E8")
            self._rows[severity] = styles, self.cell(align="center", font_color="#0563C1", underline=1)
        return self._rows[severity]

    def cell(self, **wanted: Any) -> Any:
        return self(**{"border": 1, "border_color": LINE_COLOUR, "valign": "vcenter"} | wanted)


def merge(sheet: Any, row: int, columns: tuple[int, int], text: str, style: Any) -> None:
    """A text over several columns of one row; ``merge_range`` alone would make a formula or link of some texts."""
    sheet.merge_range(row, columns[0], row, columns[1], "", style)
    if text:
        sheet.write_string(row, columns[0], shown(text), style)


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a cell so many characters wide; rows are not fitted when a file opens."""
    return sum(1 + int(len(line) * 0.82 / width) for line in text.split("\n"))
