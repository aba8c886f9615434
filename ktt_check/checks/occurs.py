"""``occurs``: what a cell names is also named in another list of the same workbook, such as another sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pydantic import Field

from ..conditions import parse_condition
from ..expressions import columns_of, to_polars
from ..strict import Strict
from ..values.text import wording_of
from ..vocabulary import WB, names_units

if TYPE_CHECKING:
    import polars as pl

    from ..chunk import Chunk
    from ..dossier import Dossier
    from ..registry.units import UnitMention

ADDS = frozenset({"absent"})

_DOUBTFUL = frozenset({"near", "cut off", "unknown"})  # names that may be another's; a rule of their own tells them


class Settings(Strict):
    """Each value of ``what`` must occur in one of ``columns`` of ``list``, in its rows for which ``where`` is true.

    Units are compared as units, under whatever name they have on the document's date; other values by their words.
    """

    what: str
    other: str = Field(alias="list")
    columns: tuple[str, ...] = Field(min_length=1)
    where: str | None = None


def columns(settings: Settings) -> set[str]:
    return {settings.what}


def elsewhere(settings: Settings) -> tuple[str, set[str]]:
    """The other list that it looks into, and the columns that it names there."""
    conditions = columns_of(parse_condition(settings.where)) if settings.where is not None else set()
    return settings.other, {*settings.columns, *conditions}


def ask(view: pl.DataFrame, settings: Settings, chunk: Chunk) -> pl.DataFrame:
    """The rows with a value that is not there: ``absent`` are those values, as the cell spells them.

    Undetermined where the name is doubtful, where a group there may mean it, or where a cell there cannot be read.
    """
    import polars as pl

    there = _rows_there(settings, chunk)
    units = names_units(view["_table"][0] if "_table" in view.columns else "", settings.what)
    read = {at: _There.read(chunk[at], cells, units) for at, cells in _cells(there, settings).items()}
    unread = _unread(there, settings, chunk)
    answers = []
    for at, said in view.select(WB, settings.what).iter_rows():
        absent, sure = read.get(at, _NOTHING).lacks(chunk[at], _values(said), units)
        verdict = None if not absent else "fail" if sure and at not in unread else "undetermined"
        answers.append({"absent": "; ".join(absent) or None, "verdict": verdict})
    told = pl.DataFrame(answers, schema={"absent": pl.Utf8, "verdict": pl.Utf8})
    return view.hstack(told).filter(pl.col("verdict").is_not_null())


def _rows_there(settings: Settings, chunk: Chunk) -> pl.DataFrame:
    from ..views import view

    where = None if settings.where is None else parse_condition(settings.where)
    rows = view(chunk, settings.other, None, elsewhere(settings)[1])
    return rows if where is None else rows.filter(to_polars(where))


def _cells(there: pl.DataFrame, settings: Settings) -> dict[int, list[Any]]:
    """What stands in the other list's columns, by workbook."""
    cells: dict[int, list[Any]] = {}
    for at, *row in there.select(WB, *settings.columns).iter_rows():
        cells.setdefault(at, []).extend(row)
    return cells


def _unread(there: pl.DataFrame, settings: Settings, chunk: Chunk) -> set[int]:
    """The workbooks in which a cell of the other list holds an error or an uncalculated formula."""
    if settings.other not in chunk.form.by_name:
        return set()
    whose = there[WB].to_list()
    names = {name.partition(".")[0] for name in settings.columns} & set(chunk.form.by_name[settings.other].by_name)
    return {at for name in names for at, odd in zip(whose, chunk.odd(settings.other, name, there), strict=True) if odd}


def _values(said: Any) -> list[str]:
    """The values of a cell: the items of a list of codes, else the one there is."""
    if isinstance(said, list):
        return [str(one) for one in said]
    return [] if said is None else [str(said)]


class _There(Struct, frozen=True):
    """What one workbook's other list names: keys of units or words, and the groups of units among them."""

    keys: frozenset[str] = frozenset()
    groups: frozenset[tuple[str | None, str | None]] = frozenset()
    vague: bool = False

    @classmethod
    def read(cls, dossier: Dossier, cells: Iterable[Any], units: bool) -> _There:
        values = [value for cell in cells for value in _values(cell)]
        if not units:
            return cls(frozenset(map(wording_of, values)))
        mentions = [mention for value in dict.fromkeys(values) for mention in dossier.mentions(value)]
        keys = frozenset(key for mention in mentions if (key := dossier.unit_key(mention)) is not None)
        groups = frozenset((m.level, m.tier) for m in mentions if m.status == "group")
        return cls(keys, groups, any(m.status == "vague" for m in mentions))

    def lacks(self, dossier: Dossier, values: Sequence[str], units: bool) -> tuple[list[str], bool]:
        """The values that are not there, and whether that is sure of any of them."""
        if not units:
            absent = [value for value in values if wording_of(value) not in self.keys]
            return absent, True
        mentions = [mention for value in values for mention in dossier.mentions(value)]
        named = [(mention, key) for mention in mentions if (key := dossier.unit_key(mention)) is not None]
        missing = [mention for mention, key in named if key not in self.keys]
        sure = [mention for mention in missing if not self._may_mean(mention)]
        return [mention.text for mention in sure or missing], bool(sure)

    def _may_mean(self, mention: UnitMention) -> bool:
        return self.vague or mention.status in _DOUBTFUL or (mention.level, mention.tier) in self.groups


_NOTHING = _There()
