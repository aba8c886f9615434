"""The flat columns that each column of a form becomes in a frame, known without reading a workbook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from ..forms import TableSpec
from ..values import level as levels
from ..values import period as periods

_LISTS: dict[str, type] = {"": str, ".items": list}
KIND_COLUMNS: dict[str, dict[str, type]] = {
    "text": {"": str, ".why": str},
    "measure": {"": str},
    "units": {"": str, ".why": str},
    "code": {"": str},
    "codes": _LISTS,
    "choice": {"": str},
    "choices": _LISTS,
    "number": {"": Decimal, ".text": str},
    "year": {"": int},
    "date": {"": str, ".start": date, ".end": date, ".why": str},
    "document number": {"": str, ".key": str, ".normal": str, ".right": str, ".year": int, ".why": str},
    "period": {"": str, ".why": str} | {f".{name}": kind for name, kind in periods.FLAT_COLUMNS.items()},
    "horizon": {"": str} | {f".{name}": kind for name, kind in periods.FLAT_COLUMNS.items()},
}
"""The flat columns that each kind of column becomes, as suffixes of its name."""

LEVEL_COLUMNS: dict[str, type] = {"level": str} | {f"level.{name}": kind for name, kind in levels.FLAT_COLUMNS.items()}
_EXTRA: dict[str, dict[str, type]] = {
    "targets": LEVEL_COLUMNS | {"key": str, "qualitative": bool, "part_of_key": str},
    "allocations": LEVEL_COLUMNS | {"key": str},
    "tasks": {"key": str, "heading": bool},
    "target_progress": {"key": str},
    "task_progress": {"key": str},
}


def schema(spec: TableSpec) -> dict[str, type]:
    """Every flat column of a table and its plain type, present or not; ``_row`` is the sheet row."""
    columns: dict[str, type] = {"_row": int}
    for column in spec.columns:
        columns |= {f"{column.name}{suffix}": kind for suffix, kind in KIND_COLUMNS[column.kind].items()}
    return columns | _EXTRA.get(spec.name, {})


@cache
def polars_type(kind: type) -> Any:
    """The polars type of a plain type; decimals are exact with nine places."""
    import polars as pl

    types: dict[type, Any] = {str: pl.Utf8, int: pl.Int64, bool: pl.Boolean, date: pl.Date}
    types |= {Decimal: pl.Decimal(38, 9), list: pl.List(pl.Utf8)}
    return types[kind]
