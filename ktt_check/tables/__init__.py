"""From cells to typed tables: each table of the form as a frame whose rows know the sheet row they stand in.

A column of the form becomes one or more flat columns (a level of ambition, a period and a date have several), so
that questions are asked of whole columns. Every cell that could not be taken as it stands leaves a ``CellDoubt``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
from .flatten import flatten
from .levels import LEVEL_CELLS, FoundLevel, ReadingContext, flat_level, level_of, number_meant
from .schema import LEVEL_COLUMNS, polars_type, schema

if TYPE_CHECKING:
    import polars as pl

    from ..workbook import CellNote

__all__ = ["CellDoubt", "ReadingContext", "Table", "read_table"]


class CellDoubt(Struct, frozen=True):
    """A doubt with its place: table, sheet row and column of the form."""

    table: str
    row: int
    column: str
    doubt: Doubt


class Table(Struct, eq=False, dict=True):
    """One table of one workbook: where it stands and what it holds, column by column."""

    layout: TableLayout
    columns: dict[str, list[Any]]
    doubts: list[CellDoubt] = []
    levels: list[Level | None] = []
    _frame: Any = None

    @property
    def spec(self) -> TableSpec:
        return self.layout.spec

    @property
    def height(self) -> int:
        return len(self.columns["_row"])

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
            import polars as pl

            types = {name: polars_type(kind) for name, kind in schema(self.spec).items()}
            self._frame = pl.DataFrame(self.columns, schema=types, strict=True)
        return self._frame  # type: ignore[no-any-return]


def read_table(layout: TableLayout, context: ReadingContext) -> Table:
    """Type every cell of a table, column by column; equal cells are read once."""
    draft = _Draft(layout, context, {"_row": list(layout.rows)})
    for spec in layout.spec.columns:
        draft.readings[spec.name] = _read_column(layout, spec, draft.doubts)
        flatten(spec, draft.readings[spec.name], draft.columns)
    after = _AFTER.get(layout.spec.name)
    if after is not None:
        after(draft)
    return Table(layout, draft.columns, draft.doubts, draft.levels)


_REMEMBERED = 4096  # cells of a column that are remembered from one workbook to the next


@cache
def _memory(column: int) -> dict[object, Reading]:
    """What the cells of a column were read as; many workbooks say the same."""
    return {}


def _read_column(layout: TableLayout, spec: ColumnSpec, doubts: list[CellDoubt]) -> list[Reading]:
    if not layout.spec.by_label and spec.name not in layout.columns:
        return [EMPTY] * len(layout.rows)
    memory = _memory(id(spec))  # the forms' columns live as long as the process
    readings: list[Reading] = []
    for row, (value, note) in zip(layout.rows, _stored(layout, spec), strict=True):
        if value is None and note is None:
            readings.append(EMPTY)
            continue
        key = (type(value), value, note)
        reading = memory.get(key)
        if reading is None:
            reading = memory[key] = read_cell(spec, value, note)
        if reading.doubt is not None:
            doubts.append(CellDoubt(layout.spec.name, row, spec.name, reading.doubt))
        readings.append(reading)
    if len(memory) > _REMEMBERED:
        memory.clear()
    return readings


_NOTHING: Mapping[int, Any] = {}


def _stored(layout: TableLayout, spec: ColumnSpec) -> Iterator[tuple[Any, CellNote | None]]:
    """The stored value of each row's cell and what else the reader noted of it."""
    notes, rows = layout.sheet.notes, layout.sheet.rows
    if layout.spec.by_label or layout.merged:
        for row in layout.rows:
            place = layout.position(row, spec.name)
            yield (None, None) if place is None else (rows.get(place[0], _NOTHING).get(place[1]), notes.get(place))
        return
    at = layout.columns[spec.name]
    for row in layout.rows:
        yield rows.get(row, _NOTHING).get(at), notes.get((row, at)) if notes else None


class _Draft(Struct, eq=False):
    """A table while it is being read: what else it needs is made from the readings of its cells."""

    layout: TableLayout
    context: ReadingContext
    columns: dict[str, list[Any]]
    readings: dict[str, list[Reading]] = {}
    doubts: list[CellDoubt] = []
    levels: list[Level | None] = []


def _targets(draft: _Draft) -> None:
    """The level of ambition of each row, from its columns or from words in its value cell."""
    _levels(draft)
    columns = draft.columns
    for at, row in enumerate(draft.layout.rows):
        unit = draft.readings["unit"][at]
        text = None if unit.odd else unit.text
        measure = parse_measure(text or "", draft.context.catalogue.nouns)
        columns["base_value"][at] = number_meant(draft.readings["base_value"][at], measure.share)
        if text is not None and not measure.known:
            draft.doubts.append(CellDoubt("targets", row, "unit", _unknown_unit(text, draft.context.catalogue)))
        if columns["level"][at] is not None and _KEEPING in fold(columns["title"][at] or ""):
            columns["level.maintained"][at] = True
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]
    columns["part_of_key"] = [_with_year(*pair) for pair in zip(columns["part_of"], columns["year"], strict=True)]
    columns["qualitative"] = [kind == "định tính" for kind in columns["kind"]]


_KEEPING = fold("duy trì")


def _with_year(code: str | None, year: str | None) -> str | None:
    return f"{code}/{year}" if code is not None and year is not None else code


def _unknown_unit(text: str, catalogue: Catalogue) -> Doubt:
    return Doubt("unknown-unit", {"value": text, "meant": catalogue.nearest_noun(text) or ""})


def _allocations(draft: _Draft) -> None:
    draft.readings |= {name: [EMPTY] * len(draft.layout.rows) for name in ("unit", "kind", "direction")}
    _levels(draft)
    _keyed_by_code(draft)


def _tasks(draft: _Draft) -> None:
    groups = {group for group in draft.columns["group"] if group is not None}
    draft.columns["heading"] = [code in groups for code in draft.columns["code"]]
    _keyed_by_code(draft)


def _keyed_by_code(draft: _Draft) -> None:
    draft.columns["key"] = draft.columns["code"]


def _target_progress(draft: _Draft) -> None:
    """Figures as they are meant: 0.6 shown as 60 % is 60 where the unit is a share, and always in the % column."""
    columns = draft.columns
    for at in range(len(draft.layout.rows)):
        measure = parse_measure(draft.readings["unit"][at].text or "", draft.context.catalogue.nouns)
        for name in ("year_plan", "previous", "actual", "estimate", "percentage"):
            columns[name][at] = number_meant(draft.readings[name][at], measure.share or name == "percentage")
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]


def _task_progress(draft: _Draft) -> None:
    draft.columns["percentage"] = [number_meant(reading, percent=True) for reading in draft.readings["percentage"]]
    _keyed_by_code(draft)


_AFTER: dict[str, Callable[[_Draft], None]] = {
    "targets": _targets,
    "allocations": _allocations,
    "tasks": _tasks,
    "target_progress": _target_progress,
    "task_progress": _task_progress,
}


def _levels(draft: _Draft) -> None:
    found: list[FoundLevel] = []
    memory: dict[object, FoundLevel] = {}
    told: list[CellDoubt] = []
    for at, row in enumerate(draft.layout.rows):
        cells = {name: draft.readings[name][at] for name in LEVEL_CELLS}
        key = tuple(cells.values())
        if key not in memory:
            memory[key] = level_of(cells, draft.context)
        one = memory[key]
        if one.doubt is not None:
            told.append(CellDoubt(draft.layout.spec.name, row, "value", one.doubt))
        for name, number in (("value", one.value), ("upper", one.upper)):
            if number is not None:
                draft.columns[name][at] = number
        found.append(one)
    draft.doubts = [doubt for doubt in draft.doubts if doubt.column != "value"] + told
    draft.levels = [one.level for one in found]
    flats = [{"level": None} if one.level is None else flat_level(one.level, draft.context.language) for one in found]
    for name in LEVEL_COLUMNS:
        draft.columns[name] = [flat.get(name) for flat in flats]
