"""``ambitious``: a target asks for more than what was there in its own base year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from ..strict import Strict
from ..values.level import Comparator, Direction, Kind, Level
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"reached"})

_ANEW = (Kind.ADDED, Kind.GROWTH)  # what is added each time says nothing about what was there
_END = {Direction.RISING: Decimal(100), Direction.FALLING: Decimal(0)}


class Settings(Strict):
    """``what`` must go beyond ``base``, a number in the row's own unit."""

    what: Literal["level"]
    base: Literal["base_value"]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.base, f"{settings.what}.maintained", "falling_above"}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows whose figure was there already.

    ``reached`` says "kept" for the same figure, "inside" where it lies within a range, else "passed". The figure as
    written counts, not its tolerance: from 57 to "khoảng 60" is progress. Where all there can be was there already
    (100 %, none at all) or "duy trì" is what is promised, nothing is said.
    """
    import polars as pl

    answers = []
    wanted = (WB, "_row", settings.base, "falling_above", f"{settings.what}.maintained")
    for at, row, base, falling, maintained in view.select(wanted).iter_rows():
        level = None if maintained else chunk[at].submitted.tables["targets"].level(row)
        direction = Direction.FALLING if falling else None
        answers.append(None if level is None else _reached(level.towards(direction), base))
    reached = pl.Series("reached", answers, dtype=pl.Utf8)
    return view.with_columns(reached, verdict=pl.lit("fail")).filter(pl.col("reached").is_not_null())


def _reached(level: Level, base: Decimal) -> str | None:
    asked = level.headline
    if asked is None or level.kind in _ANEW or level.comparator is Comparator.NOT_APPLICABLE:
        return None
    had = level.in_base_unit(base)
    if had == asked:
        end = _END[level.direction or Direction.RISING]
        strict = level.comparator in (Comparator.ABOVE, Comparator.BELOW)
        everything = asked == end and (level.falling or level.kind is Kind.SHARE)
        return None if everything or strict else "kept"
    if (had > asked) if level.falling else (had < asked):
        return None
    low, _, high, _ = level.bounds
    within = level.comparator is Comparator.WITHIN and low is not None and high is not None and low < had < high
    return "inside" if within else "passed"
