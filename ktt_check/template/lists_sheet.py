"""The hidden sheet of lists: what is looked up in formulas and what drop-downs offer, a column for each list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..workbook.calculated import LISTS
from .grid import letters, write_constant
from .spellings import CHARACTERS

SHORT, LONG = 60, 250  # characters of a text that are looked at one by one


class Lists:
    """Columns of fixed values; the same values are one column."""

    def __init__(self) -> None:
        self._columns: list[tuple[Any, ...]] = []
        self._at: dict[str, int] = {}
        self._values: dict[str, tuple[Any, ...]] = {}
        self.numbers = self.column(tuple(range(1, LONG + 1)))
        self.characters = self.column((CHARACTERS,))
        self.digits = self.column(tuple("0123456789"))

    def column(self, values: Sequence[Any]) -> str:
        """The range that holds the values, of at least one cell."""
        kept = tuple(values) or ("",)
        key = repr(kept)
        if key not in self._at:
            self._at[key] = len(self._columns)
            self._columns.append(kept)
        name = letters(self._at[key])
        found = f"{LISTS}!${name}$1:${name}${len(kept)}"
        self._values[found] = kept
        return found

    def block(self, columns: Sequence[Sequence[Any]]) -> str:
        """The range that holds columns of one length side by side."""
        key = repr([tuple(one) for one in columns])
        if key not in self._at:
            self._at[key] = len(self._columns)
            self._columns += [tuple(one) for one in columns]
        first, last = letters(self._at[key]), letters(self._at[key] + len(columns) - 1)
        return f"{LISTS}!${first}$1:${last}${max(map(len, columns))}"

    def pick(self, column: str, place: str) -> str:
        """The value at a place of a column; empty text where it holds nothing (an empty cell would read as 0)."""
        values = self._values[column]
        value = f"INDEX({column},{place})"
        if all(one not in (None, "") for one in values):
            return value
        if all(one is None or isinstance(one, str) for one in values):
            return f'{value}&""'
        return f'IF({value}="","",{value})'

    def first(self, count: int) -> str:
        """The numbers from 1 to ``count``."""
        return self.numbers.replace(f"${LONG}", f"${count}")

    def write(self, page: Any) -> None:
        for at, values in enumerate(self._columns):
            for row, value in enumerate(values):
                write_constant(page, row, at, value)
