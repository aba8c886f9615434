"""A row beside another of the same workbook: its next horizon, its heading, the programme that a citation led to."""

from __future__ import annotations

from typing import Any

import polars as pl

from .. import vocabulary
from ..dossier import Dossier
from .frames import frame_of


def targets_beside_later(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each target beside the same target (same Mã) at its next horizon."""
    rows = own.filter(pl.col("code").is_not_null() & pl.col("year.end").is_not_null()).sort("code", "year.end", "_row")
    wanted = [column.removeprefix("later.") for column in vocabulary.LATER]
    shifted = [pl.col(name).shift(-1).over("code").alias(f"later.{name}") for name in wanted]
    beside = rows.with_columns(shifted)
    return beside.filter(pl.col("later._row").is_not_null()).sort("_row")


def tasks_beside_parent(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each task beside the heading or task that its ``Nhóm`` names; nulls where it has none.

    What a heading does not say itself (who leads, when) it has from the heading above it.
    """
    groups = own["group"].drop_nulls().unique().to_list()
    rows = own.drop("_table").filter(pl.col("code").is_in(groups)).unique("code", keep="first", maintain_order=True)
    headings = {row["code"]: row for row in rows.to_dicts()}
    for row in headings.values():
        for name in _INHERITED:
            row |= _first_said(headings, row["code"], name)
    parents = pl.DataFrame(list(headings.values()), schema=rows.schema).rename(lambda column: f"parent.{column}")
    joined = own.join(parents, left_on="group", right_on="parent.code", how="left")
    known = pl.col("parent._row").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col("group")).alias("parent.code")).sort("_row")


_INHERITED = ("lead", "time")


def _first_said(headings: dict[str, dict[str, Any]], code: str, name: str) -> dict[str, Any]:
    """A column and its flat columns from the nearest heading upwards that fills it in."""
    above, passed = headings.get(code), set[str]()
    while above is not None and above[name] is None and above["code"] not in passed:
        passed.add(above["code"])
        above = headings.get(above["group"]) if above["group"] is not None else None
    if above is None:
        return {}
    return {column: value for column, value in above.items() if column.partition(".")[0] == name}


def references_beside_link(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {"_row": link.citation.row, "link.state": link.state,
         "link.found": "; ".join(held.identity.name for held in (*link.held, *link.instead)) or None}
        for link in dossier.links
    ]  # fmt: skip
    found = frame_of(rows, {"_row": int} | vocabulary.REFERENCE_LINK)
    return own.join(found, on="_row", how="left").sort("_row")
