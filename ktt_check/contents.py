"""The rows of a workbook's tables as people see them, and which rows of two submissions are the same.

A row is known by its code, and by its title where codes were given anew; never by where it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from .cells import read_cell
from .tables import Table
from .values.text import fold, tidy, wording_of

_NAMES = ("title", "subject", "name")
_KEYS = ("key", "code", "number", "name")
_NOT_SAID = frozenset({"ordinal"})  # renumbered whenever a row is put in


class Shown(Struct, frozen=True):
    """A cell as people see it; ``odd`` where nothing is known of it (an error, an uncalculated formula)."""

    text: str | None
    cell: str | None
    odd: bool = False


class Row(Struct, frozen=True):
    """One row of a table: its key and title as printed, its sheet row, and its cells by the form's columns."""

    sheet: str
    key: str
    title: str
    number: int
    cells: Mapping[str, Shown]


Contents = Mapping[str, Sequence[Row]]
"""The rows of each table, by the table's name."""


class Pair(Struct, frozen=True):
    """The same row in both, or one that only one of them has."""

    table: str
    old: Row | None
    new: Row | None


def contents_of(tables: Mapping[str, Table]) -> Contents:
    """The tables of a workbook that was read."""
    return {name: list(_rows(table)) for name, table in tables.items()}


def _rows(table: Table) -> Iterator[Row]:
    keys, titles = (_first(table, names) for names in (_KEYS, _NAMES))
    layout, columns = table.layout, [spec for spec in table.spec.columns if spec.name not in _NOT_SAID]
    for at, row in enumerate(table.columns["_row"]):
        cells = {}
        for spec in columns:
            place = layout.position(row, spec.name)
            if place is not None:
                text = read_cell(spec, layout.raw(row, spec.name), layout.sheet.notes.get(place)).text
                odd = (row, spec.name) in table.odd
                cells[spec.name] = Shown(tidy(text) if text else None, layout.where(row, spec.name), odd)
        key = "" if table.spec.by_label else str(keys[at] or "")
        yield Row(layout.sheet.name, key, str(titles[at] or ""), row, cells)


def _first(table: Table, names: Iterable[str]) -> list[Any]:
    nothing: list[Any] = [None] * table.height
    return next((table.columns[name] for name in names if name in table.columns), nothing)


def pairs(old: Contents, new: Contents) -> list[Pair]:
    """Every row of both, those that are the same together; in the new workbook's order, then what it lacks."""
    found = []
    for table in dict.fromkeys((*new, *old)):
        olds, news = old.get(table, ()), new.get(table, ())
        partner = _partners(olds, news)
        taken = {id(one) for one in partner.values()}
        found += [Pair(table, partner.get(id(one)), one) for one in news]
        found += [Pair(table, one, None) for one in olds if id(one) not in taken]
    return found


def _partners(olds: Sequence[Row], news: Sequence[Row]) -> dict[int, Row]:
    """For each new row (by identity) its old one: same code and title, same title alone, same code alone."""
    partner: dict[int, Row] = {}
    left = list(olds)

    def take(named: Any, *, unique: bool) -> None:
        waiting: dict[Any, list[Row]] = {}
        for one in left:
            waiting.setdefault(named(one), []).append(one)
        times = Counter(named(one) for one in news if id(one) not in partner)
        for one in news:
            name = named(one)
            if id(one) in partner or not any(name) or not waiting.get(name):
                continue
            if unique and (times[name] != 1 or len(waiting[name]) != 1):
                continue
            partner[id(one)] = waiting[name].pop(0)
        taken = {id(one) for one in partner.values()}
        left[:] = [one for one in left if id(one) not in taken]

    take(lambda one: (fold(one.key), wording_of(one.title)), unique=False)
    take(lambda one: (wording_of(one.title), _year(one)) if one.title else ("", ""), unique=True)
    take(lambda one: (fold(one.key),), unique=False)
    if len(left) == 1 and len(news) == 1 and not partner:  # Thông tin
        partner[id(news[0])] = left[0]
    return partner


def _year(row: Row) -> str:
    """The year beside the code of a target: one title stands for several years."""
    return row.key.partition("/")[2]
