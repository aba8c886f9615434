"""What follows from the readings of a row's cells: its level of ambition, its key, its figures as they are meant."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from ..catalogue import Catalogue
from ..cells import EMPTY, Doubt, Reading
from ..layout import TableLayout
from ..values.level import Level
from ..values.measure import parse_measure
from ..values.text import fold
from .columns import Block, Columns
from .levels import LEVEL_CELLS, ReadingContext, flat_level, level_of, number_meant
from .reading import CellDoubt, nowhere
from .schema import LEVEL_COLUMNS

READ_AGAIN = ("choice", "number", "measure")
"""The kinds of column whose readings are needed once more when all columns of a table are read."""


class Read(Struct, frozen=True, eq=False):
    """A column as read: its different cells, and which of them each row has."""

    at: Sequence[int]
    cells: list[Reading]


class Draft(Struct, eq=False):
    """A table while it is being read: what else it needs is made from the readings of its cells."""

    layout: TableLayout
    context: ReadingContext
    columns: Columns
    cells: dict[str, Read] = {}
    doubts: list[CellDoubt] = []
    levels: list[Level | None] = []


def _targets(draft: Draft) -> None:
    """The level of ambition of each row, from its columns or from words in its value cell."""
    _levels(draft)
    columns, units = draft.columns, draft.cells["unit"]
    nouns = draft.context.catalogue.nouns
    texts = [None if cell.odd else cell.text for cell in units.cells]
    measures = [parse_measure(text or "", nouns) for text in texts]
    base = draft.cells["base_value"]
    if any(cell.value is not None for cell in base.cells):
        pairs = zip(base.at, units.at, strict=True)
        columns["base_value"] = [number_meant(base.cells[one], measures[unit].share) for one, unit in pairs]
    unknown = {
        at: _unknown_unit(text, draft.context.catalogue)
        for at, (text, measure) in enumerate(zip(texts, measures, strict=True))
        if text is not None and not measure.known
    }
    if unknown:
        for row, unit in zip(draft.layout.rows, units.at, strict=True):
            if unit in unknown:
                draft.doubts.append(CellDoubt("targets", row, "unit", unknown[unit]))
    _maintained(columns)
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]
    columns["part_of_key"] = [_with_year(*pair) for pair in zip(columns["part_of"], columns["year"], strict=True)]
    columns["qualitative"] = [kind == "định tính" for kind in columns["kind"]]


def _maintained(columns: Columns) -> None:
    """A level whose title says "duy trì" is one that is to be kept."""
    keeps = {title for title in columns.different("title") if title is not None and _KEEPING in fold(title)}
    if keeps:
        rows = zip(columns["title"], columns["level"], columns["level.maintained"], strict=True)
        columns["level.maintained"] = [
            True if level is not None and title in keeps else said for title, level, said in rows
        ]


_KEEPING = fold("duy trì")


def _with_year(code: str | None, year: str | None) -> str | None:
    return f"{code}/{year}" if code is not None and year is not None else code


def _unknown_unit(text: str, catalogue: Catalogue) -> Doubt:
    return Doubt("unknown-unit", {"value": text, "meant": catalogue.nearest_noun(text) or ""})


def _allocations(draft: Draft) -> None:
    nothing = Read(nowhere(len(draft.layout.rows)), [EMPTY])
    draft.cells |= dict.fromkeys(("unit", "kind", "direction"), nothing)
    _levels(draft)
    _keyed_by_code(draft)


def _tasks(draft: Draft) -> None:
    groups = {group for group in draft.columns.different("group") if group is not None}
    draft.columns["heading"] = [code in groups for code in draft.columns["code"]]
    _keyed_by_code(draft)


def _keyed_by_code(draft: Draft) -> None:
    draft.columns["key"] = draft.columns["code"]


def _target_progress(draft: Draft) -> None:
    """Figures as they are meant: 0.6 shown as 60 % is 60 where the unit is a share, and always in the % column."""
    columns, units = draft.columns, draft.cells["unit"]
    shares = [parse_measure(cell.text or "", draft.context.catalogue.nouns).share for cell in units.cells]
    for name in ("year_plan", "previous", "actual", "estimate", "percentage"):
        read = draft.cells[name]
        pairs = zip(read.at, units.at, strict=True)
        columns[name] = [number_meant(read.cells[one], shares[unit] or name == "percentage") for one, unit in pairs]
    columns["key"] = [_with_year(*pair) for pair in zip(columns["code"], columns["year"], strict=True)]


def _task_progress(draft: Draft) -> None:
    read = draft.cells["percentage"]
    meant = [number_meant(cell, percent=True) for cell in read.cells]
    draft.columns["percentage"] = [meant[one] for one in read.at]
    _keyed_by_code(draft)


MADE: dict[str, Callable[[Draft], None]] = {
    "targets": _targets,
    "allocations": _allocations,
    "tasks": _tasks,
    "target_progress": _target_progress,
    "task_progress": _task_progress,
}


def _levels(draft: Draft) -> None:
    """The level of each row; rows whose cells are the same have the same."""
    read = [draft.cells[name] for name in LEVEL_CELLS]
    keys = list(zip(*(one.at for one in read), strict=True))
    places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    cells = [{name: one.cells[at] for name, one, at in zip(LEVEL_CELLS, read, key, strict=True)} for key in places]
    found = [level_of(one, draft.context) for one in cells]
    at = array("I", map(places.__getitem__, keys))
    doubts = {number: one.doubt for number, one in enumerate(found) if one.doubt is not None}
    rows = zip(draft.layout.rows, at, strict=True) if doubts else ()
    told = [CellDoubt(draft.layout.spec.name, row, "value", doubts[one]) for row, one in rows if one in doubts]
    draft.doubts = [doubt for doubt in draft.doubts if doubt.column != "value"] + told
    levels = [one.level for one in found]
    draft.levels = [levels[one] for one in at]
    language = draft.context.language
    flats = [{} if level is None else flat_level(level, language) for level in levels]
    columns: dict[str, list[Any]] = {name: [flat.get(name) for flat in flats] for name in LEVEL_COLUMNS}
    for name, meant in (("value", [one.value for one in found]), ("upper", [one.upper for one in found])):
        columns[name] = [one if one is not None else cell[name].value for one, cell in zip(meant, cells, strict=True)]
    draft.columns.put(Block.of(at, len(found), columns))
