"""``consistent``: what is said of one document in several places of the workbook is said the same way each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import Field

from ..strict import Strict
from ..values.document import DocumentKey, same_document
from ..values.document_dates import DocumentDate
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"aspect", "said", "first_said", "first_place"})

Row = dict[str, Any]


class Settings(Strict):
    """Rows alike in ``among``, the document's number first, name one document unless their ``issuer`` differs.

    Each aspect must then have one value.
    ``aspects`` maps the column of a value to the one that names the form's column where it stands; ``proper`` maps
    it to the column with the right value: a place that says it so is the one that the others are held against.
    """

    among: tuple[str, ...]
    issuer: str
    aspects: dict[str, str]
    proper: dict[str, str] = Field(default_factory=dict)


def columns(settings: Settings) -> set[str]:
    return {*settings.among, settings.issuer, *settings.aspects, *settings.aspects.values(), *settings.proper.values()}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """One row for each further value of an aspect, at the first place that has it, beside the value held right."""
    import polars as pl

    named = view.select(*sorted(columns(settings)), WB, "_table", "_row").with_row_index("_at")
    alike: dict[tuple[Any, ...], list[Row]] = {}
    for row in named.drop_nulls(list(settings.among)).to_dicts():
        alike.setdefault((row[WB], *(row[name] for name in settings.among)), []).append(row)
    documents = [rows for group in alike.values() if len(group) > 1 for rows in _told_apart(group, settings)]
    answers = [answer for rows in documents for answer in _differing(rows, settings, chunk)]
    added = {"aspect": pl.Utf8, "_column": pl.Utf8, "said": pl.Utf8, "first_said": pl.Utf8, "first_place": pl.Utf8}
    told = view[[answer.pop("_at") for answer in answers]].drop("_column")
    return told.hstack(pl.DataFrame(answers, schema=added)).with_columns(verdict=pl.lit("fail"))


def _told_apart(rows: list[Row], settings: Settings) -> list[list[Row]]:
    """The rows of each document; those without issuer go with the only one there is, and are left out among several.

    A number is not a key (``domain.md`` §3): two committees have each a plan of that number in the same year.
    """
    documents: list[list[Row]] = []
    for row in (row for row in rows if row[settings.issuer]):
        own = next((document for document in documents if _may_be_one(document[0], row, settings)), None)
        if own is None:
            documents.append([row])
        else:
            own.append(row)
    return documents if len(documents) > 1 else [rows]


def _may_be_one(one: Row, other: Row, settings: Settings) -> bool:
    """Whether both would be one document if they were of one date: whether their issuers allow it."""
    day = DocumentDate(2000, 1, 1)
    keys = [DocumentKey(row[settings.among[0]], day, row[settings.issuer]) for row in (one, other)]
    return same_document(*keys).answer == "yes"


def _differing(rows: list[Row], settings: Settings, chunk: Chunk) -> Iterator[Row]:
    for aspect, column in settings.aspects.items():
        told = [row for row in rows if row[aspect] is not None]
        right = _held_right(told, aspect, settings.proper.get(aspect))
        if right is None:
            continue
        where = chunk.place(right[WB], right["_table"], right["_row"], right[column])
        place = f"{where.sheet}!{where.cell}"
        seen = {right[aspect]}
        for row in told:
            if row[aspect] not in seen:
                seen.add(row[aspect])
                yield {
                    "_at": row["_at"], "aspect": aspect, "_column": row[column], "said": row[aspect],
                    "first_said": right[aspect], "first_place": place,
                }  # fmt: skip


def _held_right(rows: Sequence[Row], aspect: str, proper: str | None) -> Row | None:
    said_so = (row for row in rows if proper is not None and row[aspect] == row[proper])
    return next(said_so, rows[0] if rows else None)
