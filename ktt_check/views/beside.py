"""A row beside another of the same workbook: its next horizon, its heading, the programme that a citation led to."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from .. import vocabulary
from ..chain import Carried, owes
from ..chunk import Chunk
from ..dossier import Dossier
from ..vocabulary import WB
from .frames import Beside, list_of, promised
from .links import own_headings


def targets_beside_later(chunk: Chunk, own: pl.DataFrame) -> Beside:
    """Each target beside the same target (same Mã) at its next horizon; of a repeated horizon the first row counts."""
    rows = own.select(WB, "code", "year", "year.end", "_row").with_row_index("_own")
    rows = rows.filter(pl.col("code").is_not_null() & pl.col("year.end").is_not_null())
    rows = rows.unique([WB, "code", "year"], keep="first", maintain_order=True).sort(WB, "code", "year.end", "_row")
    beside = rows.with_columns(_later=pl.col("_own").shift(-1).over(WB, "code"))
    pairs = beside.filter(pl.col("_later").is_not_null()).sort(WB, "_row")
    wanted = [column.removeprefix("later.") for column in vocabulary.LATER if column.startswith("later.")]
    later = own.select(pl.col(name).alias(f"later.{name}") for name in wanted)
    falling = _falling_above(chunk, own).to_frame()
    parts = ((own, pairs["_own"]), (later, pairs["_later"]), (falling, pairs["_own"]))
    return Beside(promised(chunk, "targets", "later"), parts)


def targets_beside_direction(chunk: Chunk, own: pl.DataFrame) -> Beside:
    """Each target with whether a higher level's target that it carries out is to fall, which gives it its direction."""
    return Beside(promised(chunk, "targets", "direction"), ((own, None), (_falling_above(chunk, own).to_frame(), None)))


def _falling_above(chunk: Chunk, own: pl.DataFrame) -> pl.Series:
    """For each target whether a higher one that it carries out, at any of its horizons, is to fall."""
    falling = [_falling(dossier) for dossier in chunk.dossiers]
    if not any(falling):
        return pl.Series("falling_above", [False], dtype=pl.Boolean).new_from_index(0, own.height)
    links = own.select(WB, "code", "higher_codes.items").rows()
    by_link = [_carries_out(chunk[at], items, falling[at]) for at, _, items in links]
    codes = {(at, code) for (at, code, _), falls in zip(links, by_link, strict=True) if falls and code is not None}
    answers = [falls or (at, code) in codes for (at, code, _), falls in zip(links, by_link, strict=True)]
    return pl.Series("falling_above", answers, dtype=pl.Boolean)


def _carries_out(dossier: Dossier, codes: Sequence[str] | None, wanted: set[Carried]) -> bool:
    chain = dossier.chain("targets")
    return bool(wanted) and any(chain.resolve(code) in wanted for code in codes or ())


def _falling(dossier: Dossier) -> set[Carried]:
    """The higher levels' targets that are to fall."""
    falling: set[Carried] = set()
    for document in dossier.higher:
        if (table := document.tables.get("targets")) is not None:
            pairs = zip(table.columns["code"], table.columns["level.falling"], strict=True)
            falling |= {(document.index, code) for code, falls in pairs if falls}
    return falling


def tasks_beside_parent(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Each task beside the heading or task that its ``Nhóm`` names; nulls where it has none.

    What a heading does not say itself (who leads, when, what comes of it) it has from the heading above it.
    """
    above = own_headings(chunk)
    parents = above.rename({column: f"parent.{column}" for column in above.columns if column != WB})
    joined = own.join(parents, left_on=[WB, "group"], right_on=[WB, "parent.code"], how="left", maintain_order="left")
    known = pl.col("parent._row").is_not_null()
    return joined.with_columns(pl.when(known).then(pl.col("group")).alias("parent.code"))


def document_beside_due(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """The document beside each date by which a higher level wants plans of its level to be issued."""
    rows = []
    for at, dossier in enumerate(chunk.dossiers):
        for document in dossier.higher:
            table = document.tables.get("duties") if document.cited else None
            if table is None:
                continue
            columns = (table.columns[name] for name in ("_row", "what", "owed_by.items", "due", "due.end"))
            for row, what, levels, due, end in zip(*columns, strict=True):
                if what == _ISSUE_A_PLAN and owes(dossier.submitted.identity, levels):
                    rows.append(
                        {WB: at, "due": due, "due.end": end, "due.programme": document.identity.name, "due._row": row,
                         "_doc": document.index}
                    )  # fmt: skip
    return own.join(list_of(rows, vocabulary.DUE), on=WB, how="inner", maintain_order="left")


_ISSUE_A_PLAN = "Ban hành kế hoạch"


def references_beside_link(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {WB: at, "_row": link.citation.row, "link.state": link.state,
         "link.found": "; ".join(dict.fromkeys(held.identity.name for held in (*link.held, *link.instead))) or None}
        for at, dossier in enumerate(chunk.dossiers) for link in dossier.links
    ]  # fmt: skip
    found = list_of(rows, {"_row": int} | vocabulary.REFERENCE_LINK)
    return own.join(found, on=[WB, "_row"], how="left", maintain_order="left")


def references_beside_successor(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Each citation beside what has replaced the instrument cited, where the registry knows it to be replaced."""
    known = {one.number.key: one for one in chunk[0].superseded}
    rows = []
    for at, row, key, cited in own.select(WB, "_row", "number.key", "date.start").iter_rows():
        one = known.get(key)
        if one is not None and (cited is None or one.issued.first.year == cited.year):
            rows.append(
                {WB: at, "_row": row, "superseded.title": one.title, "superseded.by": one.by,
                 "superseded.from": one.since, "superseded.verified": one.verified}
            )  # fmt: skip
    found = list_of(rows, {"_row": int} | vocabulary.SUPERSEDED)
    return own.join(found, on=[WB, "_row"], how="left", maintain_order="left")
