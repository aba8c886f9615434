"""A worksheet of many formulas that are all of Excel 2010: none is searched for functions that came later."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class Calculations(Worksheet):  # type: ignore[misc]
    """Writes formulas as they are; looking for newer functions in each takes most of the time of writing a form."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
