"""How a form looks: one font, and colours that mean one thing on every sheet."""

from __future__ import annotations

from typing import Any

from ..annotate.styles import COLOURS
from ..findings import Severity

LOCKED, HEADER, OPTIONAL, DEMANDED = "#EDEDED", "#1F3864", "#5B6B8C", "#EFE8F6"
NUMBER = "[>=1000]#,##0;General"
DAY = "dd/mm/yyyy"
_LINE = "#BFBFBF"


class Paint:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __call__(self, **wanted: Any) -> Any:
        plain = {"font_name": "Times New Roman", "font_size": 11}
        key = repr(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(plain | wanted)
        return self._made[key]

    def cell(self, **wanted: Any) -> Any:
        """A cell of a table."""
        return self(**{"border": 1, "border_color": _LINE, "valign": "top", "text_wrap": True} | wanted)

    def input(self, **wanted: Any) -> Any:
        """A cell to type in: white, unlocked."""
        return self.cell(locked=False, **wanted)

    def locked(self, **wanted: Any) -> Any:
        """A cell that is given and not to be typed in: grey."""
        return self.cell(**{"bg_color": LOCKED} | wanted)

    def header(self, *, needed: bool = True) -> Any:
        """A column's header; of those that may stay empty in a lighter colour."""
        return self.cell(bold=True, font_color="#FFFFFF", bg_color=HEADER if needed else OPTIONAL, align="center",
                         valign="vcenter")  # fmt: skip

    def title(self) -> Any:
        return self(bold=True, font_size=15, font_color=HEADER, valign="vcenter")

    def note(self, **wanted: Any) -> Any:
        return self(**{"italic": True, "font_color": "#404040", "valign": "vcenter"} | wanted)

    def found(self, severity: Severity) -> Any:
        """What a cell with a finding looks like, as in the annotated workbook."""
        return self._book.add_format({"bg_color": f"#{COLOURS[severity]}"})
