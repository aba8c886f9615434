"""What the cells of a table's columns hold, each different one once, and what they are read as."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..cells import Doubt, Reading, read_cell
from ..forms import ColumnSpec
from ..layout import TableLayout

if TYPE_CHECKING:
    from ..workbook import CellNote

_REMEMBERED = 4096  # cells of a column that are remembered from one workbook to the next
_NOTHING: Mapping[int, Any] = {}


class CellDoubt(Struct, frozen=True):
    """A doubt with its place: table, sheet row and column of the form."""

    table: str
    row: int
    column: str
    doubt: Doubt


class Cells(Struct, frozen=True, eq=False):
    """The different cells of a column, and which of them each row has."""

    at: Sequence[int]
    different: list[object]


class Source:
    """What the reader found in a table's rows."""

    def __init__(self, layout: TableLayout) -> None:
        self.layout = layout
        self._cells = [layout.sheet.rows.get(row, _NOTHING) for row in layout.rows]
        self._noted = {column for _, column in layout.sheet.notes}

    def cells(self, spec: ColumnSpec) -> Cells:
        """What stands in a column of the form; nothing where it is not there."""
        layout = self.layout
        there = layout.spec.by_label or spec.name in layout.columns
        keys = self._stored(spec) if there else []
        if all(key is None for key in keys):
            return Cells(nowhere(len(layout.rows)), [None])
        different = list(dict.fromkeys(keys))
        number = {key: at for at, key in enumerate(different)}
        return Cells(array("I", map(number.__getitem__, keys)), different)

    def _stored(self, spec: ColumnSpec) -> list[object]:
        """What stands in each row's cell: its stored value, or its type, the value and what else the reader noted.

        What is the same here is read the same.
        """
        layout, notes = self.layout, self.layout.sheet.notes
        if layout.spec.by_label or layout.merged:
            places = [layout.position(row, spec.name) for row in layout.rows]
            rows = layout.sheet.rows
            return [
                None if place is None else _key(rows.get(place[0], _NOTHING).get(place[1]), notes.get(place))
                for place in places
            ]
        at = layout.columns[spec.name]
        values: list[object] = [cells.get(at) for cells in self._cells]
        if at in self._noted:
            return [_key(value, notes.get((row, at))) for row, value in zip(layout.rows, values, strict=True)]
        return [_key(value, None) for value in values] if bool in set(map(type, values)) else values


def _key(value: object, note: CellNote | None) -> object:
    return value if note is None and type(value) is not bool else (type(value), value, note)


@cache
def _memory(column: int) -> dict[object, Reading]:
    """What the cells of a column were read as; many workbooks say the same."""
    return {}


def read_cells(spec: ColumnSpec, different: Sequence[object]) -> list[Reading]:
    """What each of the different cells of a column was read as."""
    memory = _memory(id(spec))  # the forms' columns live as long as the process
    found: list[Reading] = []
    for key in different:
        reading = memory.get(key)
        if reading is None:
            value, note = key[1:] if type(key) is tuple else (key, None)
            reading = read_cell(spec, value, note)
            if len(memory) < _REMEMBERED:
                memory[key] = reading
        found.append(reading)
    if len(memory) >= _REMEMBERED:
        memory.clear()
    return found


def doubts_of(layout: TableLayout, spec: ColumnSpec, at: Sequence[int], read: Sequence[Reading]) -> Iterator[CellDoubt]:
    told = {one: cell.doubt for one, cell in enumerate(read) if cell.doubt is not None}
    for row, one in zip(layout.rows, at, strict=True) if told else ():
        if one in told:
            yield CellDoubt(layout.spec.name, row, spec.name, told[one])


def nowhere(height: int) -> Sequence[int]:
    """Which cell each row of a column has of which there is but one."""
    return array("I", [0]) * height
