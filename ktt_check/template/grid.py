"""A hidden calculation sheet: a column for each intermediate answer, a row for each row of the page beside it.

Formulas are texts in which ``§`` stands for the row. Equal formulas are one column, so that rules share their work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

ROW = "§"


class Cells(Struct, frozen=True):
    """A column of a grid: ``here`` is its cell in the row at hand, ``all`` the whole column."""

    sheet: str
    letter: str
    first: int
    last: int

    @property
    def here(self) -> str:
        return f"{self.sheet}!${self.letter}{ROW}"

    @property
    def all(self) -> str:
        return f"{self.sheet}!${self.letter}${self.first}:${self.letter}${self.last}"

    def at(self, place: str) -> str:
        """The cell at a place counted from 1, given as a formula that is a number."""
        return f"INDEX({self.all},{place})"


@dataclass
class Grid:
    """The columns of one calculation sheet whose rows run from ``first`` to ``last``, as the page's do."""

    sheet: str
    first: int
    last: int
    formulas: list[str | Sequence[Any] | None] = field(default_factory=list)  # None for one that nothing needs
    totals: list[str] = field(default_factory=list)
    _at: dict[str, Cells] = field(default_factory=dict)
    _by_cell: dict[str, Cells] = field(default_factory=dict)
    _totals_at: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def column(self, formula: str) -> Cells:
        """The column that holds the formula in each row; the one that is there already if it is asked for again."""
        if formula not in self._at:
            self._at[formula] = self._new(formula)
        return self._at[formula]

    def cell(self, formula: str) -> str:
        """The formula's cell in the row at hand; a mere cell or constant stays itself."""
        return formula if _plain(formula) else self.column(formula).here

    def of(self, cell: str) -> Cells:
        """The column that a cell of the row at hand is in."""
        return self._by_cell[cell]

    def whole(self, formula: str) -> Cells:
        """The column of a cell of the row at hand, or a new one for another formula."""
        return self._by_cell.get(formula) or self.column(formula)

    def constants(self, values: Sequence[Any]) -> Cells:
        """A column of fixed values, one for each row."""
        key = repr(tuple(values))
        if key not in self._at:
            self._at[key] = self._new(tuple(values))
        return self._at[key]

    def total(self, formula: str) -> str:
        """One cell for the whole sheet, such as a sum over a column."""
        if formula not in self._totals_at:
            self.totals.append(formula)
            self._totals_at[formula] = f"{self.sheet}!${letters(len(self.totals) - 1)}$1"
        return self._totals_at[formula]

    def _new(self, content: str | Sequence[Any]) -> Cells:
        self.formulas.append(content)
        cells = Cells(self.sheet, letters(len(self.formulas) - 1), self.first, self.last)
        self._by_cell[cells.here] = cells
        return cells

    def texts(self) -> list[str]:
        """The formulas of the columns."""
        return [text for text in self.formulas if isinstance(text, str)]

    def lettered(self) -> Iterator[tuple[str, str | Sequence[Any] | None]]:
        """Each column's letters and what it holds."""
        for at, content in enumerate(self.formulas):
            yield letters(at), content

    def rewrite(self, formulas: Mapping[str, str]) -> None:
        """Put other formulas in the place of the columns'; those without one are empty from now on."""
        self.formulas = [
            formulas.get(letter) if isinstance(content, str) else content for letter, content in self.lettered()
        ]

    def write(self, page: Any) -> None:
        """Put the columns on a worksheet (totals into its first row); formulas are stored without a value."""
        own = f"{self.sheet}!"
        for at, formula in enumerate(self.totals):
            page.write_formula(0, at, formula.replace(own, ""))
        for at, content in enumerate(self.formulas):
            if isinstance(content, str):
                shorter = content.replace(own, "")
                if "!" not in shorter and self.count > 1:
                    page.write_column_of(at, self.first, self.last, letters(at), shorter.replace(ROW, str(self.first)))
                    continue
                for row in range(self.first, self.last + 1):
                    page.write_formula(row - 1, at, shorter.replace(ROW, str(row)))
                continue
            for row, value in enumerate((content or ())[: self.count], self.first):
                write_constant(page, row - 1, at, value)


def write_constant(page: Any, row: int, column: int, value: Any) -> None:
    """A fixed value as a cell: text as text, whatever it begins with; nothing for None."""
    match value:
        case None | "":
            page.write_string(row, column, "")
        case bool():
            page.write_number(row, column, int(value))
        case str():
            page.write_string(row, column, value)
        case _:
            page.write_number(row, column, value)


def letters(at: int) -> str:
    """The name of a column counted from 0: A, B … AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def _plain(formula: str) -> bool:
    return not any(mark in formula for mark in "(+*<>=&") and len(formula) < 60
