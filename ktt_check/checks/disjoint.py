"""``disjoint``: no unit stands in two columns of the same row, under whatever name it has on the document's date."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..strict import Strict
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk

ADDS = frozenset({"both", "merged"})


class Settings(Strict):
    """The two columns of units that must have none in common."""

    one: str
    other: str


def columns(settings: Settings) -> set[str]:
    return {settings.one, settings.other}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows in which one unit is named in both columns; ``both`` is that unit as the second column spells it.

    ``merged`` is how the first column calls it where that is the name of another unit, which has become the same one.
    """
    import polars as pl

    @cache
    def shared(at: int, one: str | None, other: str | None) -> dict[str, str | None]:
        dossier = chunk[at]
        others = {key: m for m in dossier.mentions(other or "") if (key := dossier.unit_key(m)) is not None}
        pairs = [
            (mention, others[key])
            for mention in dossier.mentions(one or "")
            if (key := dossier.unit_key(mention)) is not None and key in others
        ]
        merged = [mention.text for mention, same in pairs if mention.unit_id != same.unit_id]
        return {"both": "; ".join(same.text for _, same in pairs) or None, "merged": "; ".join(merged) or None}

    found = [shared(at, one, other) for at, one, other in view.select(WB, settings.one, settings.other).iter_rows()]
    named = pl.DataFrame(found, schema={"both": pl.Utf8, "merged": pl.Utf8})
    return view.hstack(named).with_columns(verdict=pl.lit("fail")).filter(pl.col("both").is_not_null())
