"""``satisfies``: what this document commits itself to meets what the higher level demands.

Four answers (``domain.md`` §4): it conforms, it is weaker, it cannot be told, the two cannot be compared. A rule
picks the answer that it is about, so that one comparison is reported once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ..expressions import to_polars
from ..strict import Strict
from ..values.comparison import compare, outcome_tree, reason_tree
from ..vocabulary import WB
from ..wording import say

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk
    from ..dossier import Dossier
    from ..values.level import Level

ADDS = frozenset({"outcome", "reason", "difference", "otherwise"})

COMPARABLE = {"horizon": "same_horizon", "part": "same_whole", "base": "same_base", "measure": "same_measure"}


class Settings(Strict):
    """``what`` is set against ``demand``; ``answer`` is the outcome that this rule reports."""

    what: Literal["level"]
    demand: Literal["higher.level", "allocated.level"]
    answer: Literal["weaker", "undetermined", "not comparable"]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.demand, *COMPARABLE.values()}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows with that answer: ``reason`` is its code, ``difference`` by how much in words.

    ``otherwise`` says what the comparison would be if measures and bases were equal.
    """
    import polars as pl

    reason = reason_tree(f"{settings.what}.", f"{settings.demand}.", COMPARABLE)
    told = view.with_columns(
        outcome=pl.lit(settings.answer),
        reason=pl.when(_wordless(settings.demand)).then(pl.lit("qualitative")).otherwise(to_polars(reason)),
    )
    prefix = settings.demand.removesuffix("level")
    words = [
        _words(row, _demand(settings.demand, doc, above, chunk[at]), chunk[at])
        for at, row, doc, above in told.select(WB, "_row", "_doc", f"{prefix}_row").iter_rows()
    ]
    types = {"difference": pl.Utf8, "otherwise": pl.Utf8}
    verdict = "fail" if settings.answer == "weaker" else "undetermined"
    return told.hstack(pl.DataFrame(words, schema=types)).with_columns(verdict=pl.lit(verdict))


def failing(settings: Settings) -> pl.Expr:
    return _outcome(f"{settings.what}.", settings.demand) == settings.answer


@lru_cache(maxsize=4)
def _outcome(commitment: str, demand: str) -> pl.Expr:
    """The outcome as polars asks for it; several rules ask the same."""
    import polars as pl

    outcome = to_polars(outcome_tree(commitment, f"{demand}.", COMPARABLE)).cast(pl.Utf8)
    return pl.when(_wordless(demand)).then(pl.lit("not comparable")).otherwise(outcome)


def _wordless(demand: str) -> pl.Expr:
    import polars as pl

    return pl.col("qualitative") & pl.col(demand).is_not_null()


def _demand(demand: str, document: int, row: int, dossier: Dossier) -> Level | None:
    """The level that is demanded, as an object that can be put into words."""
    if demand == "allocated.level":
        from ..views.shares import allocated_level

        return allocated_level(dossier, document, row)
    return dossier.documents[document].tables["targets"].level(row)


def _words(row: int, demand: Level | None, dossier: Dossier) -> dict[str, str | None]:
    own = dossier.submitted.tables["targets"].level(row)
    comparison = compare(demand, own, language=dossier.language)
    return {
        "difference": comparison.words or None,
        "otherwise": comparison.outcome and say(f"outcome.{comparison.outcome.value}", dossier.language),
    }
