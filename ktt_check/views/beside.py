"""A row beside another of the same workbook: its next horizon, its heading, the programme that a citation led to."""

from __future__ import annotations

import polars as pl

from .. import vocabulary
from ..chain import Carried, Chain, owes
from ..dossier import Dossier
from .frames import frame_of, table_frame
from .headings import headings


def targets_beside_later(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each target beside the same target (same Mã) at its next horizon; of a repeated horizon the first row counts."""
    rows = own.filter(pl.col("code").is_not_null() & pl.col("year.end").is_not_null())
    rows = rows.unique(["code", "year"], keep="first", maintain_order=True).sort("code", "year.end", "_row")
    wanted = [column.removeprefix("later.") for column in vocabulary.LATER if column.startswith("later.")]
    shifted = [pl.col(name).shift(-1).over("code").alias(f"later.{name}") for name in wanted]
    beside = rows.with_columns(shifted).filter(pl.col("later._row").is_not_null())
    return _beside_direction(dossier, beside).sort("_row")


def targets_beside_direction(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each target with whether a higher level's target that it carries out is to fall."""
    return _beside_direction(dossier, own)


def _beside_direction(dossier: Dossier, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(falling_above=pl.col("code").is_in(_falling_above(dossier, rows)))


def _falling_above(dossier: Dossier, rows: pl.DataFrame) -> list[str]:
    """The codes of targets that carry out a falling target of a higher level, which then gives them its direction."""
    falling: set[Carried] = set()
    for document in dossier.higher:
        if (table := document.tables.get("targets")) is not None:
            pairs = zip(table.columns["code"], table.columns["level.falling"], strict=True)
            falling |= {(document.index, code) for code, falls in pairs if falls}
    if not falling:
        return []
    chain = Chain(dossier.documents, "targets")
    links = rows.select("code", "higher_codes.items").iter_rows()
    carrying = {code for code, items in links if any(chain.resolve(item) in falling for item in items or ())}
    return sorted(code for code in carrying if code is not None)


def tasks_beside_parent(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each task beside the heading or task that its ``Nhóm`` names; nulls where it has none.

    What a heading does not say itself (who leads, when, what comes of it) it has from the heading above it.
    """
    parents = headings(own.drop("_table")).rename(lambda column: f"parent.{column}")
    joined = own.join(parents, left_on="group", right_on="parent.code", how="left")
    known = pl.col("parent._row").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col("group")).alias("parent.code")).sort("_row")


def document_beside_due(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """The document beside each date by which a higher level wants plans of its level to be issued."""
    rows = []
    for document in (d for d in dossier.higher if d.cited and "duties" in d.tables):
        table = table_frame(dossier, "duties", document.index).filter(pl.col("what") == _ISSUE_A_PLAN)
        for row, levels, due, end in table.select("_row", "owed_by.items", "due", "due.end").iter_rows():
            if owes(dossier.submitted.identity, levels):
                rows.append(
                    {"due": due, "due.end": end, "due.programme": document.identity.name, "due._row": row,
                     "_doc": document.index}
                )  # fmt: skip
    return own.join(frame_of(rows, vocabulary.DUE), how="cross")


_ISSUE_A_PLAN = "Ban hành kế hoạch"


def references_beside_link(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {"_row": link.citation.row, "link.state": link.state,
         "link.found": "; ".join(dict.fromkeys(held.identity.name for held in (*link.held, *link.instead))) or None}
        for link in dossier.links
    ]  # fmt: skip
    found = frame_of(rows, {"_row": int} | vocabulary.REFERENCE_LINK)
    return own.join(found, on="_row", how="left").sort("_row")


def references_beside_successor(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each citation beside what has replaced the instrument cited, where the registry knows it to be replaced."""
    known = {one.number.key: one for one in dossier.superseded}
    rows = []
    for row, key, cited in own.select("_row", "number.key", "date.start").iter_rows():
        one = known.get(key)
        if one is not None and (cited is None or one.issued.first.year == cited.year):
            rows.append(
                {"_row": row, "superseded.title": one.title, "superseded.by": one.by, "superseded.from": one.since,
                 "superseded.verified": one.verified}
            )  # fmt: skip
    found = frame_of(rows, {"_row": int} | vocabulary.SUPERSEDED)
    return own.join(found, on="_row", how="left").sort("_row")
