"""From cells to typed tables: each table of the form as a frame whose rows know the sheet row they stand in.

A column of the form becomes one or more flat columns (a level of ambition, a period and a date have several), so
that questions are asked of whole columns. Every cell that could not be taken as it stands leaves a ``CellDoubt``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..cells import ODD
from ..forms import TableSpec
from ..layout import TableLayout
from ..values.level import Level
from .columns import Block, Columns, stacked
from .flatten import flatten, names
from .levels import ReadingContext
from .made import MADE, READ_AGAIN, Draft, Read
from .reading import CellDoubt, Source, doubts_of, read_cells
from .schema import schema
from .words import KINDS as WORDS
from .words import plain_words

if TYPE_CHECKING:
    import polars as pl

__all__ = ["CellDoubt", "Columns", "ReadingContext", "Table", "read_table"]


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
    draft = Draft(layout, context, Columns(len(layout.rows)))
    draft.columns["_row"] = list(layout.rows)
    source = Source(layout)
    for spec in layout.spec.columns:
        cells = source.cells(spec)
        words = plain_words(cells.different, spec.kind) if spec.kind in WORDS else None
        if words is not None:
            flat: dict[str, list[Any]] = {spec.name: words} | {name: [] for name in names(spec)[1:]}
        else:
            read = read_cells(spec, cells.different)
            draft.doubts += doubts_of(layout, spec, cells.at, read)
            flat = flatten(spec, read)
            if spec.kind in READ_AGAIN:
                draft.cells[spec.name] = Read(cells.at, read)
        draft.columns.put(Block.of(cells.at, len(cells.different), flat))
    after = MADE.get(layout.spec.name)
    if after is not None:
        after(draft)
    return Table(layout, draft.columns, draft.doubts, draft.levels)
