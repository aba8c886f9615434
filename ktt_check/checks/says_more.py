"""``says_more``: a row adds something of its own to the row that it carries out, and does not merely copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..strict import Strict
from ..values.text import wording_of

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS: frozenset[str] = frozenset()


class Settings(Strict):
    """``than``: each own column and the other's; one of them must say what the other's does not."""

    than: dict[str, str]


def columns(settings: Settings) -> set[str]:
    return {*settings.than, *settings.than.values()}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows of which every column is empty or the other's text in another spelling at most."""
    import polars as pl

    copied = [True] * view.height
    for own, other in settings.than.items():
        for at, (text, above) in enumerate(view.select(own, other).iter_rows()):
            if copied[at] and text is not None:
                copied[at] = above is not None and wording_of(text) == wording_of(above)
    return view.with_columns(verdict=pl.lit("fail")).filter(pl.Series(copied, dtype=pl.Boolean))
