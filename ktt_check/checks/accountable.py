"""``accountable``: the cell names one unit that answers for the work (one unit, or each unit of one level).

Source: ``domain.md`` §6, "rõ người" of QĐ 42/2014/QĐ-TTg and 23/2018/QĐ-TTg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..strict import Strict
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"accountability", "named", "asked"})


class Settings(Strict):
    """``who`` is the column of the units in charge."""

    who: str


def columns(settings: Settings) -> set[str]:
    return {settings.who}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows whose cell names no one accountable (``none``) or several with none marked as chief (``several``)."""
    import polars as pl

    found: list[int] = []
    told: list[dict[str, Any]] = []
    answers: dict[tuple[int, str], str] = {}
    for place, (at, text) in enumerate(view.select(WB, settings.who).iter_rows()):
        if text is None:
            continue
        if (at, text) not in answers:
            answers[at, text] = chunk[at].accountability(text)
        if answers[at, text] in ("none", "several"):
            mentions = chunk[at].mentions(text)
            named, asked = "; ".join(m.text for m in mentions), all(m.request for m in mentions)
            told.append({"accountability": answers[at, text], "named": named, "asked": asked})
            found.append(place)
    types = {"accountability": pl.Utf8, "named": pl.Utf8, "asked": pl.Boolean}
    return view[found].hstack(pl.DataFrame(told, schema=types)).with_columns(verdict=pl.lit("fail"))
