"""``accountable``: the cell names one unit that answers for the work (one unit, or each unit of one level).

Source: ``domain.md`` §6, "rõ người" of QĐ 42/2014/QĐ-TTg and 23/2018/QĐ-TTg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS = frozenset({"accountability", "named", "asked"})


class Settings(BaseModel):
    """``who`` is the column of the units in charge."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    who: str


def columns(settings: Settings) -> set[str]:
    return {settings.who}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """The rows whose cell names no one accountable (``none``) or several with none marked as chief (``several``)."""
    import polars as pl

    answers = {text: dossier.accountability(text) for text in view[settings.who].drop_nulls().unique().to_list()}
    asked = {text: all(m.request for m in dossier.mentions(text)) for text in answers}
    named = {text: "; ".join(m.text for m in dossier.mentions(text)) for text in answers}
    who = pl.col(settings.who)
    return view.with_columns(
        accountability=who.replace_strict(answers, default=None, return_dtype=pl.Utf8),
        named=who.replace_strict(named, default=None, return_dtype=pl.Utf8),
        asked=who.replace_strict(asked, default=None, return_dtype=pl.Boolean),
        verdict=pl.lit("fail"),
    ).filter(pl.col("accountability").is_in(["none", "several"]))
