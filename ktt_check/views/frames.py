"""Frames as the vocabulary promises them: from rows, from the documents' tables, or with columns and no row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

import polars as pl
from msgspec import Struct

from .. import vocabulary
from ..chunk import Chunk
from ..dossier import Dossier
from ..forms import TableSpec
from ..tables import Table
from ..tables.columns import stacked
from ..tables.schema import polars_type, schema
from ..vocabulary import WB

Row = dict[str, Any]


def frame_of(rows: Iterable[Row], columns: vocabulary.Columns) -> pl.DataFrame:
    """The rows as a frame of these columns, column by column; what a row does not say is null."""
    values: dict[str, list[Any]] = {name: [] for name in columns}
    for row in rows:
        for name, column in values.items():
            column.append(row.get(name))
    return pl.DataFrame(values, schema={name: polars_type(kind) for name, kind in columns.items()})


def list_of(rows: Iterable[Row], columns: vocabulary.Columns) -> pl.DataFrame:
    """The rows of a list of several workbooks, each saying whose it is."""
    return frame_of(rows, {WB: int} | columns)


def own_rows(chunk: Chunk, name: str) -> pl.DataFrame:
    """One table of every submitted workbook, its rows in their order."""
    if ("rows", name) not in chunk.made:
        chunk.made["rows", name] = _own_rows(chunk, name).with_columns(_table=pl.lit(name))
    return chunk.made["rows", name]  # type: ignore[no-any-return]


def _own_rows(chunk: Chunk, name: str) -> pl.DataFrame:
    spec = chunk.form.by_name[name]
    found = [(at, dossier.submitted.tables.get(name)) for at, dossier in enumerate(chunk.dossiers)]
    tables = [(at, table) for at, table in found if table is not None]
    if not tables:
        return empty_frame(spec).insert_column(0, pl.Series(WB, [], dtype=pl.Int64))
    rows = stacked([table.columns for _, table in tables], schema(spec))
    whose = [one for at, table in tables for one in repeat(at, table.height)]
    return rows.insert_column(0, pl.Series(WB, whose, dtype=pl.Int64))


class Beside(Struct, frozen=True):
    """A list whose rows stand beside each other in narrower frames, put together when it is known what is wanted of it.

    Each part is a frame and which of its rows each row of the list has (nothing where that is null), or all of them
    as they are. Of a column that several parts have the first counts; one that none has is null. ``columns`` are all
    that the list has, beside ``_wb``.
    """

    columns: vocabulary.Columns
    parts: Sequence[tuple[pl.DataFrame, pl.Series | None]]

    def only(self, wanted: Collection[str]) -> pl.DataFrame:
        """The list with these of its columns, in their order."""
        found: list[pl.DataFrame] = []
        left = dict.fromkeys(name for name in (WB, *self.columns) if name in wanted)
        order = list(left)
        for frame, at in self.parts:
            names = [name for name in frame.columns if name in left]
            for name in names:
                del left[name]
            if names:
                found.append(frame[names] if at is None else frame[names][at])
        nothing = {name: pl.lit(None, polars_type(self.columns[name])) for name in left}
        return pl.concat(found, how="horizontal").with_columns(**nothing)[order]


class HigherRows(Struct, frozen=True):
    """One table of every higher level of every workbook: beside ``_wb`` stands ``_doc``, the document's index.

    ``begins`` tells at which row of ``frame`` each document's rows begin.
    """

    frame: pl.DataFrame
    begins: Mapping[tuple[int, int], int]


def higher_rows(chunk: Chunk, name: str) -> HigherRows:
    if ("higher rows", name) not in chunk.made:
        chunk.made["higher rows", name] = _stacked(chunk, name)
    return chunk.made["higher rows", name]  # type: ignore[no-any-return]


def _stacked(chunk: Chunk, name: str) -> HigherRows:
    frames: list[pl.DataFrame] = []
    beside: dict[str, list[Any]] = {WB: [], "_doc": [], "programme": []}
    begins: dict[tuple[int, int], int] = {}
    for at, document in ((at, document) for at, one in enumerate(chunk.dossiers) for document in one.higher):
        table: Table | None = document.tables.get(name)
        begins[at, document.index] = len(beside[WB])
        if table is not None:
            frames.append(table.frame())
            beside[WB] += [at] * table.height
            beside["_doc"] += [document.index] * table.height
            beside["programme"] += [document.identity.name] * table.height
    rows = pl.concat(frames) if frames else empty_frame(chunk.form.by_name[name])
    types = {WB: pl.Int64, "_doc": pl.Int64, "programme": pl.Utf8}
    return HigherRows(rows.hstack(pl.DataFrame(beside, schema=types)), begins)


def empty_frame(spec: TableSpec) -> pl.DataFrame:
    return pl.DataFrame(schema={name: polars_type(kind) for name, kind in schema(spec).items()})


def promised(chunk: Chunk, each: str, join: str | None) -> vocabulary.Columns:
    """All the columns of a list, without the facts of its document."""
    columns = vocabulary.columns(chunk.form, each, join) or {}
    return {column: kind for column, kind in columns.items() if not column.startswith("document.")}


def target_years(dossier: Dossier) -> Sequence[int]:
    table = dossier.submitted.tables.get("targets")
    return [] if table is None else [end.year for end in table.columns["year.end"] if end]
