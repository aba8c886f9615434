"""``inside``: a time lies within another, at the grain in which it is written (``domain.md`` §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from ..expressions import to_polars
from ..values.containment import containment_tree

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS = frozenset({"outside"})


class Settings(BaseModel):
    """``what`` must lie inside each of ``of``; all name columns of time."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: str
    of: tuple[str, ...]


def columns(settings: Settings) -> set[str]:
    return {settings.what, *settings.of}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows whose time lies outside; ``outside`` is the first of the columns that it leaves.

    Where one cannot tell, or there is nothing to lie inside of, nothing is claimed.
    """
    import polars as pl

    leaves = pl.lit(None, pl.Utf8)
    for of in reversed(settings.of):
        inside = to_polars(containment_tree(f"{settings.what}.", f"{of}.")).cast(pl.Boolean)
        leaves = pl.when(inside.not_() & pl.col(of).is_not_null()).then(pl.lit(of)).otherwise(leaves)
    return view.with_columns(outside=leaves, verdict=pl.lit("fail")).filter(pl.col("outside").is_not_null())
