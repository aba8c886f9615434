"""``holds``: a condition on the row itself, and on what it is seen beside, is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from ..conditions import parse_condition
from ..expressions import Not, columns_of, to_polars

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS: frozenset[str] = frozenset()


class Settings(BaseModel):
    """``that`` must be true of every row; where it cannot be told the row is undetermined if ``unsure`` says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    that: str
    unsure: str | None = None


def columns(settings: Settings) -> set[str]:
    names = columns_of(parse_condition(settings.that))
    return names | (columns_of(parse_condition(settings.unsure)) if settings.unsure else set())


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows of which the condition is false, and those of which ``unsure`` is true."""
    import polars as pl

    failing = to_polars(Not(parse_condition(settings.that)))
    unsure = to_polars(parse_condition(settings.unsure)) if settings.unsure else pl.lit(False)
    verdict = pl.when(unsure).then(pl.lit("undetermined")).when(failing).then(pl.lit("fail"))
    return view.with_columns(verdict=verdict).filter(pl.col("verdict").is_not_null())
