"""``distinct``: no two rows say the same thing in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..strict import Strict
from ..values.text import fold, wording_of
from ..vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk
    from ..dossier import Dossier

ADDS = frozenset({"first_key", "first_place", "others", "another_time"})

Row = Mapping[str, Any]


class Settings(Strict):
    """``what`` must differ, or else ``apart`` must: two columns that are filled in differently make two things.

    ``when`` is a column of time: what is over before the other begins is another occasion. ``who`` are the columns
    of those in charge, the first that is filled in counting.
    """

    what: str
    apart: tuple[str, ...] = ()
    when: str
    who: tuple[str, ...]


def columns(settings: Settings) -> set[str]:
    return {settings.what, settings.when, *settings.apart, *settings.who}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """Each further row with the text of an earlier one, beside that row (``first_key``, ``first_place``).

    ``others``: those in charge there where they are other units; ``another_time``: its time where it is another.
    Rows of one code are left to the question whether codes repeat.
    """
    import polars as pl

    seen: dict[tuple[int, str], list[Row]] = {}
    answers: list[dict[str, Any]] = []
    wanted = [WB, "_table", "_row", "code", settings.what, settings.when, *settings.apart, *settings.who]
    wanted += [f"{settings.when}.start", f"{settings.when}.end"]
    texts = [(at, wording_of(text or "")) for at, text in view.select(WB, settings.what).iter_rows()]
    often = Counter(texts)
    again = [at for at, said in enumerate(texts) if said[1] and often[said] > 1]
    for at, row in zip(again, view[again].select(wanted).iter_rows(named=True), strict=True):
        text = texts[at][1]
        first = next((one for one in seen.get((row[WB], text), ()) if _is_one(one, row, settings)), None)
        seen.setdefault((row[WB], text), []).append(row)
        if first is not None and first["code"] != row["code"]:
            answers.append({"_at": at} | _beside(first, row, settings, chunk[row[WB]]))
    told = view[[answer.pop("_at") for answer in answers]]
    return told.hstack(pl.DataFrame(answers, schema=dict.fromkeys(sorted(ADDS), pl.Utf8))).with_columns(
        verdict=pl.lit("fail")
    )


def _is_one(one: Row, other: Row, settings: Settings) -> bool:
    for column in settings.apart:
        if one[column] and other[column] and wording_of(one[column]) != wording_of(other[column]):
            return False
    ends = ((one, other), (other, one))
    return not any(
        before[f"{settings.when}.end"] and after[f"{settings.when}.start"]
        and before[f"{settings.when}.end"] < after[f"{settings.when}.start"]
        for before, after in ends
    )  # fmt: skip


def _beside(first: Row, row: Row, settings: Settings, dossier: Dossier) -> dict[str, str | None]:
    where = dossier.place(first["_table"], first["_row"], settings.what)
    whose, own = _who(first, settings.who), _who(row, settings.who)
    one, other = first[settings.when], row[settings.when]
    return {
        "first_key": first["code"],
        "first_place": where.cell,
        "others": whose if whose and own and _units(whose, dossier) != _units(own, dossier) else None,
        "another_time": one if one and other and fold(one) != fold(other) else None,
    }


def _who(row: Row, names: Sequence[str]) -> str | None:
    return next((row[name] for name in names if row[name]), None)


def _units(text: str, dossier: Dossier) -> frozenset[str]:
    return frozenset(dossier.unit_key(mention) or fold(mention.text) for mention in dossier.mentions(text))
