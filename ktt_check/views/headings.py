"""Headings of tasks, and what the rows under them have from them."""

from __future__ import annotations

from typing import Any

import polars as pl

_INHERITED = ("lead", "time", "product")
_Rows = dict[str, dict[str, Any]]


def headings(tasks: pl.DataFrame) -> pl.DataFrame:
    """The rows that others name as their ``Nhóm``, each with lead, time and product of the nearest that has them."""
    groups = tasks["group"].drop_nulls().unique().to_list()
    rows = tasks.filter(pl.col("code").is_in(groups)).unique("code", keep="first", maintain_order=True)
    found: _Rows = {row["code"]: row for row in rows.to_dicts()}
    for row in found.values():
        for name in _INHERITED:
            row |= _first_said(found, row["code"], name)
    return pl.DataFrame(list(found.values()), schema=rows.schema)


def with_headings_time(tasks: pl.DataFrame) -> pl.DataFrame:
    """The same rows, those without a time of their own with that of their heading."""
    times = [column for column in tasks.columns if column.partition(".")[0] == "time"]
    above = headings(tasks).select(pl.col("code").alias("group"), *[pl.col(c).alias(f"above.{c}") for c in times])
    joined = tasks.join(above, on="group", how="left", maintain_order="left")
    own = pl.col("time").is_not_null() | pl.col("time.why").is_not_null()
    filled = [pl.when(own).then(pl.col(c)).otherwise(pl.col(f"above.{c}")).alias(c) for c in times]
    return joined.with_columns(filled).select(tasks.columns)


def _first_said(rows: _Rows, code: str, name: str) -> dict[str, Any]:
    """A column and its flat columns from the nearest heading upwards that fills it in, readable or not."""
    above, passed = rows.get(code), set[str]()
    while above is not None and above[name] is None and above[f"{name}.why"] is None and above["code"] not in passed:
        passed.add(above["code"])
        above = rows.get(above["group"]) if above["group"] is not None else None
    if above is None:
        return {}
    return {column: value for column, value in above.items() if column.partition(".")[0] == name}
