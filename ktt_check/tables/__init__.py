"""From cells to typed tables: each table of the form as a frame whose rows know the sheet row they stand in.

A column of the form becomes one or more flat columns (a level of ambition, a period and a date have several), so
that questions are asked of whole columns. Every cell that could not be taken as it stands leaves a ``CellDoubt``.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..catalogue import Catalogue
from ..cells import EMPTY, ODD, Doubt, Reading, read_cell
from ..forms import ColumnSpec, TableSpec
from ..layout import TableLayout
from ..values.level import Level
from ..values.measure import parse_measure
from ..values.text import fold
from .columns import Block, Columns, stacked
from .flatten import flatten, names
from .levels import LEVEL_CELLS, ReadingContext, flat_level, level_of, number_meant
from .schema import LEVEL_COLUMNS, schema
from .words import KINDS as WORDS
from .words import plain_words

if TYPE_CHECKING:
    import polars as pl

    from ..workbook import CellNote

__all__ = ["CellDoubt", "Columns", "ReadingContext", "Table", "read_table"]


class CellDoubt(Struct, frozen=True):
    """A doubt with its place: table, sheet row and column of the form."""

    table: str
    row: int
    column: str
    doubt: Doubt


class Table(Struct, eq=False, dict=True):
    """One table of one workbook: where it stands and what it holds, column by column."""

    layout: TableLayout
    columns: Columns
    doubts: list[CellDoubt] = []
    levels: list[Level | None] = []
    _frame: Any = None

    @property
    def spec(self) -> TableSpec:
        return self.layout.spec

    @property
    def height(self) -> int:
        return self.columns.height

    def level(self, row: int) -> Level | None:
        """The level of ambition in a sheet row."""
        return self.levels[self.places[row]] if self.levels else None

    @cached_property
    def odd(self) -> frozenset[tuple[int, str]]:
        """The cells (sheet row, column) that are not empty but of which nothing is known: errors, uncalculated."""
        return frozenset((d.row, d.column) for d in self.doubts if d.doubt.code in ODD)

    @cached_property
    def places(self) -> dict[int, int]:
        """The position of each sheet row in the columns."""
        return {row: at for at, row in enumerate(self.columns["_row"])}

    @cached_property
    def coded(self) -> dict[str, list[int]]:
        """The positions of the rows of each code."""
        found: dict[str, list[int]] = {}
        for at, code in enumerate(self.columns["code"]):
            if code is not None:
                found.setdefault(code, []).append(at)
        return found

    @cached_property
    def keyed(self) -> dict[str, int]:
        """The position of the first row of each key."""
        return {key: at for at, key in reversed(list(enumerate(self.columns["key"]))) if key is not None}

    def frame(self) -> pl.DataFrame:
        """The table as a polars frame with every column of ``schema``."""
        if self._frame is None:
            self._frame = stacked([self.columns], schema(self.spec))
        return self._frame  # type: ignore[no-any-return]


def read_table(layout: TableLayout, context: ReadingContext) -> Table:
    """Type every cell of a table, column by column; equal cells are read once."""
    draft = _Draft(layout, context, Columns(len(layout.rows)))
    draft.columns["_row"] = list(layout.rows)
    source = _Source(layout)
    for spec in layout.spec.columns:
        cells = source.cells(spec)
        words = plain_words(cells.different, spec.kind) if spec.kind in WORDS else None
        if words is not None:
            flat: dict[str, list[Any]] = {spec.name: words} | {name: [] for name in names(spec)[1:]}
        else:
            read = _read_cells(spec, cells.different)
            draft.doubts += _doubts(layout, spec, cells.at, read)
            flat = flatten(spec, read)
            if spec.kind in _READ_AGAIN:
                draft.cells[spec.name] = _Read(cells.at, read)
        draft.columns.put(Block.of(cells.at, len(cells.different), flat))
    after = _AFTER.get(layout.spec.name)
    if after is not None:
        after(draft)
    return Table(layout, draft.columns, draft.doubts, draft.levels)


_REMEMBERED = 4096  # cells of a column that are remembered from one workbook to the next
_READ_AGAIN = ("choice", "number", "measure")  # the kinds of column that a level is made of


class _Read(Struct, frozen=True, eq=False):
    """A column as read: its different cells, and which of them each row has."""

    at: Sequence[int]
    cells: list[Reading]


@cache
def _memory(column: int) -> dict[object, Reading]:
    """What the cells of a column were read as; many workbooks say the same."""
    return {}


def _read_cells(spec: ColumnSpec, different: Sequence[object]) -> list[Reading]:
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


def _doubts(layout: TableLayout, spec: ColumnSpec, at: Sequence[int], read: Sequence[Reading]) -> Iterator[CellDoubt]:
    told = {one: cell.doubt for one, cell in enumerate(read) if cell.doubt is not None}
    for row, one in zip(layout.rows, at, strict=True) if told else ():
        if one in told:
            yield CellDoubt(layout.spec.name, row, spec.name, told[one])


_NOTHING: Mapping[int, Any] = {}


class _Cells(Struct, frozen=True, eq=False):
    """The different cells of a column, and which of them each row has."""

    at: Sequence[int]
    different: list[object]


class _Source:
    """What the reader found in a table's rows."""

    def __init__(self, layout: TableLayout) -> None:
        self.layout = layout
        self._cells = [layout.sheet.rows.get(row, _NOTHING) for row in layout.rows]
        self._noted = {column for _, column in layout.sheet.notes}

    def cells(self, spec: ColumnSpec) -> _Cells:
        layout = self.layout
        if not layout.spec.by_label and spec.name not in layout.columns:
            return _Cells(array("I", bytes(4 * len(layout.rows))), [None])
        keys = self._stored(spec)
        different = list(dict.fromkeys(keys))
        number = {key: at for at, key in enumerate(different)}
        return _Cells(array("I", map(number.__getitem__, keys)), different)

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


class _Draft(Struct, eq=False):
    """A table while it is being read: what else it needs is made from the readings of its cells."""

    layout: TableLayout
    context: ReadingContext
    columns: Columns
    cells: dict[str, _Read] = {}
    doubts: list[CellDoubt] = []
    levels: list[Level | None] = []


def _targets(draft: _Draft) -> None:
    """The level of ambition of each row, from its columns or from words in its value cell."""
    _levels(draft)
    columns, units = draft.columns, draft.cells["unit"]
    nouns = draft.context.catalogue.nouns
    texts = [None if cell.odd else cell.text for cell in units.cells]
    measures = [parse_measure(text or "", nouns) for text in texts]
    base = draft.cells["base_value"]
    if any(cell.value is not None for cell in base.cells):
        pairs = zip(base.at, units.at, strict=True)
        columns["base_value"] = [number_meant(base.cells[one], measures[unit].share) for one, unit in pairs]
    unknown = {
        at: _unknown_unit(text, draft.context.catalogue)
        for at, (text, measure) in enumerate(zip(texts, measures, strict=True))
        if text is not None and not measure.known
    }
    if unknown:
        for row, unit in zip(draft.layout.rows, units.at, strict=True):
            if unit in unknown:
                draft.doubts.append(CellDoubt("targets", row, "unit", unknown[unit]))
    _maintained(columns)
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]
    columns["part_of_key"] = [_with_year(*pair) for pair in zip(columns["part_of"], columns["year"], strict=True)]
    columns["qualitative"] = [kind == "định tính" for kind in columns["kind"]]


def _maintained(columns: Columns) -> None:
    """A level whose title says "duy trì" is one that is to be kept."""
    keeps = {title for title in columns.different("title") if title is not None and _KEEPING in fold(title)}
    if keeps:
        rows = zip(columns["title"], columns["level"], columns["level.maintained"], strict=True)
        columns["level.maintained"] = [
            True if level is not None and title in keeps else said for title, level, said in rows
        ]


_KEEPING = fold("duy trì")


def _with_year(code: str | None, year: str | None) -> str | None:
    return f"{code}/{year}" if code is not None and year is not None else code


def _unknown_unit(text: str, catalogue: Catalogue) -> Doubt:
    return Doubt("unknown-unit", {"value": text, "meant": catalogue.nearest_noun(text) or ""})


def _allocations(draft: _Draft) -> None:
    nothing = _Read(array("I", bytes(4 * len(draft.layout.rows))), [EMPTY])
    draft.cells |= dict.fromkeys(("unit", "kind", "direction"), nothing)
    _levels(draft)
    _keyed_by_code(draft)


def _tasks(draft: _Draft) -> None:
    groups = {group for group in draft.columns.different("group") if group is not None}
    draft.columns["heading"] = [code in groups for code in draft.columns["code"]]
    _keyed_by_code(draft)


def _keyed_by_code(draft: _Draft) -> None:
    draft.columns["key"] = draft.columns["code"]


def _target_progress(draft: _Draft) -> None:
    """Figures as they are meant: 0.6 shown as 60 % is 60 where the unit is a share, and always in the % column."""
    columns, units = draft.columns, draft.cells["unit"]
    shares = [parse_measure(cell.text or "", draft.context.catalogue.nouns).share for cell in units.cells]
    for name in ("year_plan", "previous", "actual", "estimate", "percentage"):
        read = draft.cells[name]
        pairs = zip(read.at, units.at, strict=True)
        columns[name] = [number_meant(read.cells[one], shares[unit] or name == "percentage") for one, unit in pairs]
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]


def _task_progress(draft: _Draft) -> None:
    read = draft.cells["percentage"]
    meant = [number_meant(cell, percent=True) for cell in read.cells]
    draft.columns["percentage"] = [meant[one] for one in read.at]
    _keyed_by_code(draft)


_AFTER: dict[str, Callable[[_Draft], None]] = {
    "targets": _targets,
    "allocations": _allocations,
    "tasks": _tasks,
    "target_progress": _target_progress,
    "task_progress": _task_progress,
}


def _levels(draft: _Draft) -> None:
    """The level of each row; rows whose cells are the same have the same."""
    read = [draft.cells[name] for name in LEVEL_CELLS]
    keys = list(zip(*(one.at for one in read), strict=True))
    places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    cells = [{name: one.cells[at] for name, one, at in zip(LEVEL_CELLS, read, key, strict=True)} for key in places]
    found = [level_of(one, draft.context) for one in cells]
    at = array("I", map(places.__getitem__, keys))
    doubts = {number: one.doubt for number, one in enumerate(found) if one.doubt is not None}
    rows = zip(draft.layout.rows, at, strict=True) if doubts else ()
    told = [CellDoubt(draft.layout.spec.name, row, "value", doubts[one]) for row, one in rows if one in doubts]
    draft.doubts = [doubt for doubt in draft.doubts if doubt.column != "value"] + told
    levels = [one.level for one in found]
    draft.levels = [levels[one] for one in at]
    language = draft.context.language
    flats = [{} if level is None else flat_level(level, language) for level in levels]
    columns: dict[str, list[Any]] = {name: [flat.get(name) for flat in flats] for name in LEVEL_COLUMNS}
    for name, meant in (("value", [one.value for one in found]), ("upper", [one.upper for one in found])):
        columns[name] = [one if one is not None else cell[name].value for one, cell in zip(meant, cells, strict=True)]
    draft.columns.put(Block.of(at, len(found), columns))
