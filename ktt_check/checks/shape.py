"""``shape``: the workbook has the form's sheets and columns, and each cell is what its column holds.

The faults were found once for the whole workbook by pandera schemas made from the forms (``shapes.py``); a rule of
this kind picks those of one sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..shapes import Sort
from ..strict import Strict

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS: frozenset[str] = frozenset()


class Settings(Strict):
    """``faults`` names the sorts of fault, as ``shapes.SORTS`` lists them."""

    faults: tuple[Sort, ...]


def columns(settings: Settings) -> set[str]:
    return {"fault"}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The faults of the named sorts."""
    import polars as pl

    return view.with_columns(verdict=pl.lit("fail"))


def failing(settings: Settings) -> pl.Expr:
    import polars as pl

    return pl.col("fault").is_in(list(settings.faults))
