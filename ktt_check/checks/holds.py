"""``holds``: a condition on the row itself, and on what it is seen beside, is true."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..conditions import parse_condition
from ..expressions import Not, columns_of, to_polars
from ..strict import Strict

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS: frozenset[str] = frozenset()


class Settings(Strict):
    """``that`` must be true of every row.

    Where ``unsure`` is true the row is undetermined; where ``unasked`` is, it is told as unchecked, in the rule's
    own words for that.
    """

    that: str
    unsure: str | None = None
    unasked: str | None = None


def conditions(settings: Settings) -> dict[str, str]:
    """The settings that are conditions on the row."""
    texts = {"that": settings.that, "unsure": settings.unsure, "unasked": settings.unasked}
    return {name: text for name, text in texts.items() if text is not None}


def columns(settings: Settings) -> set[str]:
    return set[str]().union(*(columns_of(parse_condition(text)) for text in conditions(settings).values()))


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows of which the condition is false, and those of which ``unsure`` or ``unasked`` is true."""
    return view.with_columns(verdict=_verdict(settings))


def failing(settings: Settings) -> pl.Expr:
    return _verdict(settings).is_not_null()


@lru_cache(maxsize=64)
def _verdict(settings: Settings) -> pl.Expr:
    import polars as pl

    wrong = to_polars(Not(parse_condition(settings.that)))
    unsure = to_polars(parse_condition(settings.unsure)) if settings.unsure else pl.lit(False)
    unasked = to_polars(parse_condition(settings.unasked)) if settings.unasked else pl.lit(False)
    return (
        pl.when(unasked)
        .then(pl.lit("unchecked"))
        .when(unsure)
        .then(pl.lit("undetermined"))
        .when(wrong)
        .then(pl.lit("fail"))
    )
