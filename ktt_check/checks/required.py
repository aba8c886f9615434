"""``required``: a cell is filled in (and, where the rule says so, can be read as its column's kind)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..strict import Strict
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk
    from ..dossier import Dossier

ADDS = frozenset({"column", "whole", "unreadable"})

FEW = 5  # below this many rows an empty majority is still told row by row


class Settings(Strict):
    """``columns`` must be filled in; with ``readable`` a value that cannot be read does not count as filled in."""

    columns: tuple[str, ...]
    readable: tuple[str, ...] = ()


def columns(settings: Settings) -> set[str]:
    return {*settings.columns, *settings.readable}


def cells(settings: Settings) -> tuple[str, ...]:
    """The columns that must be cells of the form: of what is made from several, none is there to be filled in."""
    return settings.columns


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """A row for each empty cell of a row that has a code to be called by; a column that may be left out may be so.

    ``whole`` where the column is empty in all of several rows and nowhere filled, or empty in most of many.
    """
    import polars as pl

    answers = []
    table = view["_table"][0]
    named = view["code"].is_not_null() if "code" in view.columns else pl.Series([True]).new_from_index(0, view.height)
    for at, name in enumerate(settings.columns):
        there = ~view[WB].is_in(chunk.without(table, name))
        empty = view[f"{name}.text" if f"{name}.text" in view.columns else name].is_null()
        unreadable = view[settings.readable[at]].is_null() & ~empty if at < len(settings.readable) else ~(empty | True)
        failing = (empty | unreadable) & named & there
        if not failing.any():
            continue
        whole = _whole(view.filter(empty & named)[WB], view[WB], table, name, chunk)
        rows = view.with_columns(
            verdict=pl.lit("fail"),
            _column=pl.lit(name),
            column=pl.lit(chunk.header(table, name)),
            whole=pl.col(WB).is_in(whole),
            unreadable=unreadable,
        ).filter(failing)
        odd = pl.Series(chunk.odd(table, name, rows), dtype=pl.Boolean)
        answers.append(rows.filter(~odd))  # an error value is not empty, and is told by a rule of its own
    return pl.concat(answers) if answers else view.clear()


def _whole(empty: pl.Series, asked: pl.Series, table: str, name: str, chunk: Chunk) -> list[int]:
    """The workbooks in which the column as a whole is empty, from whose the empty rows and all those asked are."""
    counts = Counter(empty.to_list())
    found = []
    for at, height in Counter(asked.to_list()).items():
        filled = _filled(table, name, chunk[at])
        if height > 1 and ((counts[at] == height and not filled) or (height >= FEW and counts[at] >= filled)):
            found.append(at)
    return found


def _filled(table: str, name: str, dossier: Dossier) -> int:
    """In how many rows of the table the column is filled, those that are not asked among them."""
    read = dossier.submitted.tables.get(table)
    columns = {} if read is None else read.columns
    return sum(value is not None for value in columns.get(f"{name}.text", columns.get(name, ())))
