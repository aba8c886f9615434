"""Whether a table has the shape its form declares: required cells, kinds, lists, unique keys, through pandera.

The schemas are built from the forms and validate frames whose cells were typed before, so a text in a number
column is a doubt to report and not a schema error. pandera's messages never leave this module: its failure cases
are mapped to faults at a table, row and column.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .forms import TableSpec
from .layout import Layout
from .tables import Table

if TYPE_CHECKING:
    import polars as pl

SORTS = ("sheet", "column", "empty", "not-of-kind", "read-as", "not-in-list", "unknown-unit", "repeated", "error-value",
         "uncalculated")  # fmt: skip

Fault = dict[str, Any]
_OPTIONAL_WHEN_QUALITATIVE = ("unit", "year")


def find_faults(layout: Layout, tables: dict[str, Table]) -> list[Fault]:
    """Every fault of shape, in the order of the form: ``fault``, ``_table``, ``_row``, ``_column`` and its words."""
    faults: list[Fault] = [
        {"fault": "sheet", "_table": spec.name, "_row": None, "_column": None, "sheet": spec.sheet}
        for spec in layout.missing
    ]
    for name, table in tables.items():
        faults += [
            {"fault": "column", "_table": name, "_row": None, "_column": None, "sheet": table.layout.sheet.name,
             "column": column.header}
            for column in table.spec.columns
            if column.needed and table.layout.where(None, column.name) is None
        ]  # fmt: skip
        faults += _doubts(table)
        faults += _schema_faults(table)
    return faults


def _doubts(table: Table) -> Iterable[Fault]:
    keys = _keys(table)
    for doubt in table.doubts:
        column = table.spec.by_name[doubt.column]
        if column.kind == "document number" or (table.spec.name == "document" and column.name == "date"):
            continue  # the document's own identity belongs to the rules about documents
        words = dict(doubt.doubt.words)
        yield {
            "fault": _SORT_OF.get(doubt.doubt.code, doubt.doubt.code), "_table": table.spec.name, "_row": doubt.row,
            "_column": doubt.column, "sheet": table.layout.sheet.name, "column": column.header,
            "reason": doubt.doubt.code, "key": keys.get(doubt.row), **words,
        }  # fmt: skip


_SORT_OF = {"date-accident": "not-of-kind", "level": "not-of-kind"}


def _keys(table: Table) -> dict[int, str | None]:
    """The key of each sheet row."""
    keys = table.columns.get("key", [None] * table.height)
    return dict(zip(table.columns["_row"], keys, strict=True))


def _schema_faults(table: Table) -> list[Fault]:
    """The failure cases of the table's schema, each mapped to its cell."""
    from pandera.errors import SchemaErrors

    if table.height == 0:
        return []
    shape = _shape_frame(table)
    try:
        _schema(table.spec).validate(shape, lazy=True)
    except SchemaErrors as errors:
        return _mapped(table, shape, errors.failure_cases)
    return []


def _shape_frame(table: Table) -> pl.DataFrame:
    """What the schema looks at: identity cells as presence, and the key that must not repeat."""
    import polars as pl

    frame = table.frame()
    qualitative = pl.col("qualitative") if "qualitative" in frame.columns else pl.lit(False)
    presence = []
    for column in table.spec.columns:
        if column.identity and table.layout.where(None, column.name) is not None:
            cell = pl.col(column.name)
            if table.spec.name == "targets" and column.name in _OPTIONAL_WHEN_QUALITATIVE:
                cell = pl.when(qualitative).then(cell.fill_null("")).otherwise(cell)
            presence.append(cell.alias(column.name))
    keys = [pl.col(name).cast(pl.Utf8).str.to_lowercase().fill_null("") for name in table.spec.unique]
    key = pl.concat_str(keys, separator="\x1f") if keys else pl.lit("")
    first = pl.col(table.spec.unique[0]) if keys else pl.lit(None)
    return frame.select(
        pl.col("_row"),
        *presence,
        key=pl.when(first.is_null()).then(pl.lit("\x1f") + pl.col("_row").cast(pl.Utf8)).otherwise(key),
    )


@lru_cache(maxsize=16)
def _schema(spec: TableSpec) -> Any:
    import pandera.polars as pa
    import polars as pl

    identity = {
        column.name: pa.Column(pl.Utf8, nullable=False, required=False) for column in spec.columns if column.identity
    }
    return pa.DataFrameSchema(identity | {"key": pa.Column(pl.Utf8, unique=bool(spec.unique))}, strict=False)


def _mapped(table: Table, shape: pl.DataFrame, cases: pl.DataFrame) -> list[Fault]:
    faults: list[Fault] = []
    rows, keys = shape["_row"].to_list(), _keys(table)
    for case in cases.select("column", "check", "index").to_dicts():
        column, index = case["column"], case["index"]
        if column == "key" or index is None:
            continue
        spec = table.spec.by_name[column]
        faults.append(
            {"fault": "empty", "_table": table.spec.name, "_row": rows[index], "_column": column,
             "sheet": table.layout.sheet.name, "column": spec.header, "key": keys[rows[index]]}
        )  # fmt: skip
    if any(case == "key" for case in cases["column"]):
        faults += _repeated(table, shape)
    return faults


def _repeated(table: Table, shape: pl.DataFrame) -> list[Fault]:
    """Each further row with a key that an earlier row has, beside that row."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    keys = _keys(table)
    for row, key in shape.select("_row", "key").iter_rows():
        if key in first:
            column = table.spec.unique[0]
            faults.append(
                {"fault": "repeated", "_table": table.spec.name, "_row": row, "_column": column,
                 "sheet": table.layout.sheet.name, "column": table.spec.by_name[column].header, "key": keys[row],
                 "value": key.replace("\x1f", " / ").upper().strip(" /"), "first_row": str(first[key]),
                 "first": table.layout.where(first[key], column)}
            )  # fmt: skip
        first.setdefault(key, row)
    return faults
