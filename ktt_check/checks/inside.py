"""``inside``: a time lies within another, at the grain in which it is written.

Source: ``domain.md`` §5.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..expressions import to_polars
from ..strict import Strict
from ..values.containment import containment_tree

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"outside"})


class Settings(Strict):
    """``what`` must lie inside each of ``of``; all name columns of time."""

    what: str
    of: tuple[str, ...]


def columns(settings: Settings) -> set[str]:
    return {settings.what, *settings.of}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows whose time lies outside; ``outside`` is the first of the columns that it leaves.

    Where one cannot tell, or there is nothing to lie inside of, nothing is claimed.
    """
    import polars as pl

    return view.with_columns(outside=_question(settings.what, settings.of), verdict=pl.lit("fail"))


def failing(settings: Settings) -> pl.Expr:
    return _question(settings.what, settings.of).is_not_null()


@lru_cache(maxsize=16)
def _question(what: str, others: tuple[str, ...]) -> pl.Expr:
    """The first of the columns that the time leaves, as polars asks for it."""
    import polars as pl

    leaves = pl.lit(None, pl.Utf8)
    for of in reversed(others):
        inside = to_polars(containment_tree(f"{what}.", f"{of}.")).cast(pl.Boolean)
        leaves = pl.when(inside.not_() & pl.col(of).is_not_null()).then(pl.lit(of)).otherwise(leaves)
    return leaves
