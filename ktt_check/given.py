"""What a form had given beforehand, as its hidden sheet keeps it, against what came back.

The sheet ``_mau`` of a form that was made by us has a row for each cell that is not to be changed: its sheet, its
address and what stands in it. ``=`` is a formula that every row has from there on; an address that begins with ``cột``
is that of a column's header; the sheet "Cấp trên" names the documents that the form was made for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from .layout import Layout
from .places import address_of, position
from .shapes import Fault
from .values.days import say_day
from .values.number import say_number
from .values.text import fold
from .workbook import Sheet

HEADER = ("Trang", "Ô", "Nội dung")
ABOVE = "Cấp trên"
FORMULA = "="
COLUMN = "cột "


def find_changes(layout: Layout, above: Collection[str]) -> list[Fault]:
    """What is not as it was given; ``above`` are the numbers of the higher levels that the check found."""
    return [] if layout.given is None else list(_changes(layout, layout.given, above))


def _changes(layout: Layout, kept: Sheet, above: Collection[str]) -> Iterator[Fault]:
    sheets = {sheet.name: sheet for sheet in layout.sheets}
    tables = {table.sheet.name: name for name, table in layout.tables.items()}
    words: dict[str, set[str]] = {}
    gone: set[tuple[str, int]] = set()
    for row in sorted(kept.rows)[1:]:
        name, address, content = (shown(kept.rows[row].get(at)) for at in (1, 2, 3))
        if name == ABOVE:
            if above and fold(content) not in {fold(number) for number in above}:
                yield _fault("other-programme", "document", None, content) | {"meant": "; ".join(sorted(above))}
            continue
        sheet = sheets.get(name)
        if sheet is None or name not in tables:
            continue  # a missing sheet is told by a rule of its own
        if name not in words:
            words[name] = {fold(shown(value)) for cells in sheet.rows.values() for value in cells.values()}
        there = fold(content) in words[name]
        place = position(address.removeprefix(COLUMN))
        if (name, place[1]) in gone:
            continue  # the column is told as a whole
        if address.startswith(COLUMN):
            if not there:
                gone.add((name, place[1]))
                needed = any(
                    column.needed and column.header == content for column in layout.tables[tables[name]].spec.columns
                )
                if not needed:  # a needed one is told by a rule of its own
                    yield _fault("given-column", tables[name], address.removeprefix(COLUMN), content) | {"sheet": name}
        elif content == FORMULA:
            broken = _without_formula(sheet, place, layout.tables[tables[name]].rows)
            if broken is not None:
                yield _fault("given-formula", tables[name], address_of(*broken), content)
        elif not there:
            now = shown(sheet.rows.get(position(address)[0], {}).get(position(address)[1]))
            yield _fault("given-changed", tables[name], address, content) | {"sheet": name, "value": now}


def _without_formula(sheet: Sheet, first: tuple[int, int], rows: Iterable[int]) -> tuple[int, int] | None:
    """The first place of the rows (and of the one that was given) where the sheet's own formula is gone or in error."""
    for row in sorted({first[0], *(row for row in rows if row > first[0])}):
        note = sheet.notes.get((row, first[1]))
        if note is None or not note.formula or note.error is not None:
            return row, first[1]
    return None


def shown(value: object) -> str:
    """A cell's value as the hidden sheet keeps it and as it is compared."""
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return str(value)
        case int() | Decimal():
            return say_number(Decimal(value))
        case _:
            return say_day(value)  # type: ignore[arg-type]


def _fault(sort: str, table: str, address: str | None, content: str) -> Fault:
    return {
        "fault": sort, "_table": table, "_row": None, "_column": None, "first": address,
        "choices": content.replace("\n", " · "),
    }  # fmt: skip
