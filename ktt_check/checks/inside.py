"""``inside``: a time lies within another, at the grain in which it is written (``domain.md`` §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from ..expressions import to_polars
from ..values.containment import containment_tree

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS: frozenset[str] = frozenset()


class Settings(BaseModel):
    """``what`` must lie inside ``of``; both name columns of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: str
    of: str


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.of}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows whose time lies outside; where one cannot tell, nothing is claimed."""
    import polars as pl

    inside = to_polars(containment_tree(f"{settings.what}.", f"{settings.of}.")).cast(pl.Boolean)
    return view.filter(inside.not_()).with_columns(verdict=pl.lit("fail"))
