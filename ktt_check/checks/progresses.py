"""``progresses``: a target asks for more at its next horizon than at the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from ..expressions import to_polars
from ..values.comparison import steps

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS = frozenset({"step"})


class Settings(BaseModel):
    """``what`` at one horizon, ``then`` at the next."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: Literal["level"]
    then: Literal["later.level"]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.then, "falling_above"}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows whose target falls or stands still (fail), or of which one cannot tell (undetermined)."""
    import polars as pl

    step = to_polars(steps(f"{settings.what}.", f"{settings.then}.", "falling_above")).cast(pl.Utf8)
    verdicts = {"falls": "fail", "equal": "fail", "undetermined": "undetermined"}
    return (
        view.with_columns(step=step)
        .with_columns(verdict=pl.col("step").replace_strict(verdicts, default=None, return_dtype=pl.Utf8))
        .filter(pl.col("verdict").is_not_null())
    )
