"""A worksheet of many formulas that are all of Excel 2010: none is searched for functions that came later.

A column of one formula is stored once, as Excel does itself; formulas are stored without a value, to be calculated.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

_SHARED = "shared "


class Calculations(Worksheet):  # type: ignore[misc]
    """Writes formulas as they are; looking for newer functions in each takes most of the time of writing a form."""

    shared = 0

    def write_column_of(self, column: int, first: int, last: int, letter: str, formula: str) -> None:
        """One formula for rows from ``first`` to ``last``; it refers to this sheet alone, to its own row relatively."""
        self.write_formula(first - 1, column, f"{_SHARED}{self.shared} {letter}{first}:{letter}{last} {formula}")
        for row in range(first, last):
            self.write_formula(row, column, f"{_SHARED}{self.shared}")
        self.shared += 1

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _xml_formula_element(self, formula: str, result: Any, attributes: Any = ()) -> None:
        place = next(value for key, value in attributes if key == "r")
        if not formula.startswith(_SHARED):
            self.fh.write(f'<c r="{place}"><f>{self._escape_data(formula)}</f></c>')
            return
        number, _, rest = formula.removeprefix(_SHARED).partition(" ")
        if not rest:
            self.fh.write(f'<c r="{place}"><f t="shared" si="{number}"/></c>')
            return
        area, _, text = rest.partition(" ")
        text = self._escape_data(text)
        self.fh.write(f'<c r="{place}"><f t="shared" ref="{area}" si="{number}">{text}</f></c>')
