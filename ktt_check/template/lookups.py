"""Lists of writings with what each means: built once in Python by the checker's own parsers, looked up in Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from .formulas import serial
from .lists_sheet import Lists


class Lookup(Struct, frozen=True, eq=False):
    """The keys' range, and for each meaning that is asked for the range beside it."""

    keys: str
    lists: Lists
    rows: Sequence[Mapping[str, Any]]
    made: dict[tuple[str, ...], str] = {}

    def __getitem__(self, name: str) -> str:
        if (name,) not in self.made:
            self.made[name,] = self.lists.column(self._values(name))
        return self.made[name,]

    def _values(self, name: str) -> tuple[Any, ...]:
        return tuple(plain(row.get(name)) for row in self.rows)

    def pick(self, name: str, place: str) -> str:
        """A meaning at a place that is not 0."""
        return self.lists.pick(self[name], place)

    def block(self, *names: str) -> str:
        """Meanings side by side, picked by place and number."""
        if names not in self.made:
            self.made[names] = self.lists.block([self._values(name) for name in names])
        return self.made[names]


def lookup(lists: Lists, rows: Mapping[str, Mapping[str, Any]]) -> Lookup:
    """A lookup of the rows by their keys."""
    return Lookup(lists.column(tuple(rows)), lists, tuple(rows.values()))


def plain(value: Any) -> Any:
    """A value as a cell holds it: truth as 1 or 0, a day as its number, missing as empty text."""
    match value:
        case None:
            return ""
        case bool():
            return int(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return serial(value)
        case list() | tuple():
            return ";" + ";".join(map(str, value)) + ";" if value else ""
        case _:
            return value
