"""Headings of tasks, and what the rows under them have from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

_INHERITED = ("lead", "time", "product")
_Key = tuple[Any, ...]
_Rows = dict[_Key, dict[str, Any]]


def headings(tasks: pl.DataFrame, whose: Sequence[str]) -> pl.DataFrame:
    """The rows that others of the same document name as their ``Nhóm``, the first of each code.

    Each has lead, time and product of the nearest above it that has them. ``whose`` are the columns that tell the
    document.
    """
    named = {key for key in tasks.select(*whose, "group").iter_rows() if key[-1] is not None}
    found: dict[_Key, int] = {}
    for at, key in enumerate(tasks.select(*whose, "code").iter_rows()):
        if key in named:
            found.setdefault(key, at)
    rows = tasks[list(found.values())]
    by_key: _Rows = dict(zip(found, rows.to_dicts(), strict=True))
    for key, row in by_key.items():
        for name in _INHERITED:
            row |= _first_said(by_key, key, name)
    return pl.DataFrame(list(by_key.values()), schema=rows.schema)


def with_headings_time(tasks: pl.DataFrame, whose: Sequence[str]) -> pl.DataFrame:
    """The same rows, those without a time of their own with that of their heading."""
    times = [column for column in tasks.columns if column.partition(".")[0] == "time"]
    above = headings(tasks, whose).select(
        *whose, pl.col("code").alias("group"), *[pl.col(c).alias(f"above.{c}") for c in times]
    )
    if above.height == 0:
        return tasks
    joined = tasks.join(above, on=[*whose, "group"], how="left", maintain_order="left")
    own = pl.col("time").is_not_null() | pl.col("time.why").is_not_null()
    filled = [pl.when(own).then(pl.col(c)).otherwise(pl.col(f"above.{c}")).alias(c) for c in times]
    return joined.with_columns(filled).select(tasks.columns)


def _first_said(rows: _Rows, key: _Key, name: str) -> dict[str, Any]:
    """A column and its flat columns from the nearest heading upwards that fills it in, readable or not."""
    *whose, _ = key
    above, passed = rows.get(key), set[str]()
    while above is not None and above[name] is None and above[f"{name}.why"] is None and above["code"] not in passed:
        passed.add(above["code"])
        above = rows.get((*whose, above["group"])) if above["group"] is not None else None
    if above is None:
        return {}
    return {column: value for column, value in above.items() if column.partition(".")[0] == name}
