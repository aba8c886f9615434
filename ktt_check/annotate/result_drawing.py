"""How the result sheet draws: its columns' widths, its colours, formats made once, heights guessed."""

from __future__ import annotations

from typing import Any, Literal

from ..findings import Severity
from .looks import look_of
from .result_words import COLUMNS
from .styles import Styles

# Together narrow enough that 10 points are still 7 on a sheet of A4 laid across; the last one is hidden.
WIDTHS = (5, 7, 11.5, 10, 6, 35, 11.5, 11.5, 9.5, 15.5, 25, 8, 16, 12, 12, 12)
LINE, PANEL_LINE = 13.2, 13.8  # points, Arial 10 and 10.5
TALLEST = 400.0  # points; Excel allows 409
NAVY, GREEN, OCHRE, WHITE, LINK, LINE_COLOUR = "1F3864", "375623", "7F6000", "FFFFFF", "0563C1", "BFBFBF"
THEIRS, OURS, QUIET = "FFF8E1", "EDF5E8", "F2F2F2"  # behind what the unit writes, the reviewer writes, nobody does
PAINT: dict[str, dict[str, Any]] = {
    "error": {"fill": "C00000", "colour": WHITE, "bold": True},
    "warning": {"fill": "FFC94D", "colour": "3F2A00", "bold": True},
    "info": {"fill": "DDEBF7", "colour": NAVY},
    "waived": {"fill": QUIET, "colour": "595959"},
    "none": {"fill": "E2EFDA", "colour": GREEN, "bold": True},
}


class Painter:
    """The formats of our sheet in the workbook that it goes into, each added once."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._made: dict[tuple[tuple[str, Any], ...], int] = {}
        self._rows: dict[str, tuple[list[int], int]] = {}

    def __call__(self, **wanted: Any) -> int:
        """The index of the format that looks so; for the words see ``look_of``."""
        key = tuple(wanted.items())
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._styles.format_of(look_of(**wanted))
        return made

    def cell(self, **wanted: Any) -> int:
        """The same with a thin line around."""
        return self(**{"border": LINE_COLOUR, "valign": "center"} | wanted)

    def row(self, severity: Severity | Literal["waived"]) -> tuple[list[int], int]:
        """The formats of a finding's cells, and that of a cell with a link."""
        if severity not in self._rows:
            styles = [self.cell(indent=1)] * len(COLUMNS)
            for column in (0, 1, 4, 11):
                styles[column] = self.cell(align="center")
            styles[2] = self.cell(indent=1, **PAINT[severity])
            styles[12] = self.cell(indent=1, fill=THEIRS)
            styles[13] = styles[14] = self.cell(indent=1, fill=OURS)
            self._rows[severity] = styles, self.cell(align="center", colour=LINK, underline=True)
        return self._rows[severity]


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a cell so many characters wide; rows are not fitted when a file opens."""
    if "\n" not in text:
        return 1 + int(len(text) * 0.82 / width)
    return sum(1 + int(len(line) * 0.82 / width) for line in text.split("\n"))
