"""Targets beside the share that the higher level has allocated to the issuer."""

from __future__ import annotations

from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
from ..tables.levels import flat_level
from ..vocabulary import WB
from .frames import frame_of, list_of
from .links import targets_beside_higher
from .shares import allocated_level, own_shares


def targets_beside_allocated(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Each target that alone answers a share of its horizon, beside that share.

    Where several rows carry out one target at one horizon their sum would have to be compared, so none of them is.
    """
    promised = vocabulary.columns(chunk.form, "targets", "allocated") or {}
    wanted = {name: kind for name, kind in promised.items() if not name.startswith("document.")}
    shares = {
        (at, document.index): own_shares(dossier, document.index)
        for at, dossier in enumerate(chunk.dossiers)
        for document in dossier.higher
    }
    if not any(shares.values()):
        return list_of([], wanted)
    beside = targets_beside_higher(chunk, own).filter(pl.col("_doc").is_not_null())
    alone = pl.len().over(WB, "_doc", "higher.code", "year") == 1
    rows: list[dict[str, Any]] = []
    found = []
    for place, (at, doc, code, year) in enumerate(beside.select(WB, "_doc", "higher.code", "year").iter_rows()):
        dossier = chunk[at]
        row = shares[at, doc].get((code, year))
        level = None if row is None else allocated_level(dossier, doc, row)
        if level is None or row is None:
            continue
        flat = {f"allocated.{name}": value for name, value in flat_level(level, chunk.language).items()}
        table = dossier.documents[doc].tables["allocations"]
        whose = table.columns["allocated_to"][table.places[row]]
        rows.append(flat | {"allocated._row": row, "allocated.to": whose})
        found.append(place)
    columns = {name: kind for name, kind in vocabulary.ALLOCATED.items() if name.startswith("allocated.")}
    told = beside.with_columns(_alone=alone)[found].hstack(frame_of(rows, columns)).filter("_alone")
    return told.with_columns(same_horizon=pl.lit(True)).select(WB, *wanted)
