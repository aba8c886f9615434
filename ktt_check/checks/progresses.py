"""``progresses``: a target asks for more at its next horizon than at the one before."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ..expressions import to_polars
from ..strict import Strict
from ..values.comparison import steps

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"step"})


class Settings(Strict):
    """``what`` at one horizon, ``then`` at the next."""

    what: Literal["level"]
    then: Literal["later.level"]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.then, "falling_above"}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows whose target falls or stands still (fail), or of which one cannot tell (undetermined)."""
    import polars as pl

    undetermined = pl.col("step") == "undetermined"
    verdict = pl.when(undetermined).then(pl.lit("undetermined")).otherwise(pl.lit("fail"))
    return view.with_columns(step=_step(settings)).with_columns(verdict=verdict)


def failing(settings: Settings) -> pl.Expr:
    return _step(settings).is_in(["falls", "equal", "undetermined"])


@lru_cache(maxsize=4)
def _step(settings: Settings) -> pl.Expr:
    import polars as pl

    return to_polars(steps(f"{settings.what}.", f"{settings.then}.", "falling_above")).cast(pl.Utf8)
