"""A row beside another of the same workbook: its next horizon, its heading, the programme that a citation led to."""

from __future__ import annotations

import polars as pl

from .. import vocabulary
from ..chain import Chain
from ..dossier import Dossier
from .frames import frame_of
from .headings import headings


def targets_beside_later(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each target beside the same target (same Mã) at its next horizon; of a repeated horizon the first row counts."""
    rows = own.filter(pl.col("code").is_not_null() & pl.col("year.end").is_not_null())
    rows = rows.unique(["code", "year"], keep="first", maintain_order=True).sort("code", "year.end", "_row")
    wanted = [column.removeprefix("later.") for column in vocabulary.LATER if column.startswith("later.")]
    shifted = [pl.col(name).shift(-1).over("code").alias(f"later.{name}") for name in wanted]
    beside = rows.with_columns(shifted).filter(pl.col("later._row").is_not_null())
    falling = [code for code in beside["code"].unique().to_list() if _falls_above(dossier, rows, code)]
    return beside.with_columns(falling_above=pl.col("code").is_in(falling)).sort("_row")


def _falls_above(dossier: Dossier, rows: pl.DataFrame, code: str) -> bool:
    """Whether a higher target that this one carries out is a falling one, which then gives it its direction."""
    chain = Chain(dossier.documents, "targets")
    for items in rows.filter(pl.col("code") == code)["higher_codes.items"].to_list():
        for link in (chain.resolve(item) for item in items or ()):
            if link is not None:
                columns = dossier.documents[link[0]].tables["targets"].columns
                pairs = zip(columns["code"], columns["level.falling"], strict=True)
                if any(own == link[1] and falls for own, falls in pairs):
                    return True
    return False


def tasks_beside_parent(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each task beside the heading or task that its ``Nhóm`` names; nulls where it has none.

    What a heading does not say itself (who leads, when) it has from the heading above it.
    """
    parents = headings(own.drop("_table")).rename(lambda column: f"parent.{column}")
    joined = own.join(parents, left_on="group", right_on="parent.code", how="left")
    known = pl.col("parent._row").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col("group")).alias("parent.code")).sort("_row")


def references_beside_link(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {"_row": link.citation.row, "link.state": link.state,
         "link.found": "; ".join(held.identity.name for held in (*link.held, *link.instead)) or None}
        for link in dossier.links
    ]  # fmt: skip
    found = frame_of(rows, {"_row": int} | vocabulary.REFERENCE_LINK)
    return own.join(found, on="_row", how="left").sort("_row")
