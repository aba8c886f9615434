"""``names_none``: a cell lists none of certain things, each told by the words that it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..strict import Strict
from ..values.text import fold, tidy

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"named"})

_CLAUSES = re.compile(r"[;\n]")
_SEVERAL = re.compile(r"^\W*(?:các|những|nhiều|một số)\s")
_PARTS = re.compile(r"[,+]|\s-\s|(?<=\s)và(?=\s)")
_NUMBERING = re.compile(r"^(?:[-•*]\s*|\(?\d+[.)]\s*|0*1\s+|một\s+)+", re.IGNORECASE)


class Settings(Strict):
    """``what`` must list none of ``names``; ``unless_recurring`` are more names, free where ``recurrence`` is filled.

    A thing is recognised by the first words of a part of the list, so that "Báo cáo về đề án" is no đề án;
    "các đề án" are many, made one after the other.
    """

    what: str
    names: tuple[str, ...]
    unless_recurring: tuple[str, ...] = ()
    recurrence: str


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.recurrence}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows whose cell lists one of the names; ``named`` is the first as it stands there."""
    import polars as pl

    always, once = _folded(settings.names), _folded((*settings.names, *settings.unless_recurring))
    named = [
        next(_named(text or "", always if recurs else once), None)
        for text, recurs in view.select(settings.what, settings.recurrence).iter_rows()
    ]
    found = pl.Series("named", named, dtype=pl.Utf8)
    return view.with_columns(found, verdict=pl.lit("fail")).filter(pl.col("named").is_not_null())


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    """How what begins with one of the names begins."""
    return tuple(f"{fold(name)} " for name in names)


def _named(text: str, names: tuple[str, ...]) -> Iterator[str]:
    clauses = [clause for clause in _CLAUSES.split(tidy(text)) if not _SEVERAL.match(fold(clause))]
    for part in (part for clause in clauses for part in _PARTS.split(clause)):
        shown = _NUMBERING.sub("", part.strip()).strip(" .")
        if f"{fold(shown)} ".startswith(names):
            yield shown
