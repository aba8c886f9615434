"""Frames as the vocabulary promises them: from rows, from a document's table, or with its columns and no row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from .. import vocabulary
from ..dossier import Dossier
from ..forms import TableSpec
from ..tables.schema import polars_type, schema


def frame_of(rows: Iterable[dict[str, Any]], columns: vocabulary.Columns) -> pl.DataFrame:
    """The rows as a frame of these columns, column by column; what a row does not say is null."""
    values: dict[str, list[Any]] = {name: [] for name in columns}
    for row in rows:
        for name, column in values.items():
            column.append(row.get(name))
    return pl.DataFrame(values, schema={name: polars_type(kind) for name, kind in columns.items()})


def table_frame(dossier: Dossier, name: str, document: int = 0) -> pl.DataFrame:
    table = dossier.documents[document].tables.get(name)
    if table is not None:
        return table.frame().with_columns(_table=pl.lit(name))
    spec = dossier.documents[document].identity.form.by_name[name]
    return empty_frame(spec).with_columns(_table=pl.lit(name))


def empty_frame(spec: TableSpec) -> pl.DataFrame:
    return pl.DataFrame(schema={name: polars_type(kind) for name, kind in schema(spec).items()})


def target_years(dossier: Dossier) -> list[int | None]:
    table = dossier.submitted.tables.get("targets")
    return [] if table is None else [end.year if end else None for end in table.columns["year.end"]]
