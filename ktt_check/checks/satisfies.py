"""``satisfies``: what this document commits itself to meets what the higher level demands.

Four answers (``domain.md`` §4): it conforms, it is weaker, it cannot be told, the two cannot be compared. A rule
picks the answer that it is about, so that one comparison is reported once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from ..expressions import to_polars
from ..values.comparison import compare, outcome_tree, reason_tree
from ..wording import say

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier
    from ..values.level import Level

ADDS = frozenset({"outcome", "reason", "difference", "otherwise"})

COMPARABLE = {"horizon": "same_horizon", "part": "same_whole", "base": "same_base", "measure": "same_measure"}


class Settings(BaseModel):
    """``what`` is set against ``demand``; ``answer`` is the outcome that this rule reports."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: Literal["level"]
    demand: Literal["higher.level", "allocated.level"]
    answer: Literal["weaker", "undetermined", "not comparable"]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.demand, *COMPARABLE.values()}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows with that answer: ``reason`` is its code, ``difference`` by how much in words.

    ``otherwise`` says what the comparison would be if measures and bases were equal.
    """
    import polars as pl

    outcome, reason = _questions(f"{settings.what}.", f"{settings.demand}.")
    wordless = pl.col("qualitative") & pl.col(settings.demand).is_not_null()
    told = view.with_columns(outcome=pl.when(wordless).then(pl.lit("not comparable")).otherwise(outcome)).filter(
        pl.col("outcome") == settings.answer
    )
    if told.height == 0:
        return told
    told = told.with_columns(reason=pl.when(wordless).then(pl.lit("qualitative")).otherwise(reason))
    words = [
        _words(own, demand, dossier)
        for own, demand in zip(told["_row"], _demands(told, settings.demand, dossier), strict=True)
    ]
    types = {"difference": pl.Utf8, "otherwise": pl.Utf8}
    verdict = "fail" if settings.answer == "weaker" else "undetermined"
    return told.hstack(pl.DataFrame(words, schema=types)).with_columns(verdict=pl.lit(verdict))


@lru_cache(maxsize=4)
def _questions(commitment: str, demand: str) -> tuple[pl.Expr, pl.Expr]:
    """Outcome and reason as polars asks for them; several rules ask the same."""
    import polars as pl

    trees = (outcome_tree(commitment, demand, COMPARABLE), reason_tree(commitment, demand, COMPARABLE))
    outcome, reason = (to_polars(tree).cast(pl.Utf8) for tree in trees)
    return outcome, reason


def _demands(told: pl.DataFrame, demand: str, dossier: Dossier) -> list[Level | None]:
    """The levels that are demanded, as objects that can be put into words."""
    if demand == "allocated.level":
        from ..views.shares import allocated_level

        return [allocated_level(dossier, doc, row) for doc, row in told.select("_doc", "allocated._row").iter_rows()]
    rows = told.select("_doc", "higher._row").iter_rows()
    return [dossier.documents[doc].tables["targets"].level(row) for doc, row in rows]


def _words(row: int, demand: Level | None, dossier: Dossier) -> dict[str, str | None]:
    own = dossier.submitted.tables["targets"].level(row)
    comparison = compare(demand, own, language=dossier.language)
    return {
        "difference": comparison.words or None,
        "otherwise": comparison.outcome and say(f"outcome.{comparison.outcome.value}", dossier.language),
    }
