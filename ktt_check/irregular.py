"""What stands in a workbook in a way that people may not see or not mean: hidden, struck through, beside the table.

All of it but what stands beside the table is read and counts; a rule of the form's family says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from .layout import Layout, TableLayout
from .places import address_of
from .shapes import Fault
from .workbook.model import Value

_TELLING = ("code", "title", "name", "number")  # the columns by which people know a row
_LONGEST = 60  # characters of what is shown of a cell


def find_irregularities(layout: Layout) -> list[Fault]:
    """Every such place, in the order of the form: ``fault``, ``_table``, ``_row``, ``_column`` and its words."""
    found: list[Fault] = []
    for table in layout.tables.values():
        if table.sheet.hidden:
            found.append(_fault(table, "hidden-sheet", None, None))
        elif not table.spec.by_label:
            found += _hidden(table)
        if not table.spec.by_label:
            found += _struck(table)
            found += _outside(table)
    return found


def _hidden(table: TableLayout) -> Iterator[Fault]:
    for row in table.rows:
        if row in table.sheet.hidden_rows:
            yield _fault(table, "hidden-row", row, next(iter(table.columns)))
    for name, at in table.columns.items():
        if at in table.sheet.hidden_columns and any(_filled(table, row, at) for row in table.rows):
            yield _fault(table, "hidden-column", None, name)


def _struck(table: TableLayout) -> Iterator[Fault]:
    notes = table.sheet.notes
    for row in table.rows if any(note.struck for note in notes.values()) else ():
        for name in _TELLING:
            place = table.position(row, name)
            note = notes.get(place) if place is not None else None
            if note is not None and note.struck and _filled(table, row, table.columns[name]):
                yield _fault(table, "struck", row, name)
                break


def _outside(table: TableLayout) -> Iterator[Fault]:
    """Cells beside the table's rows in columns that nobody has given a header; one for each column."""
    rows = set(table.rows)
    heads = {table.header_row, *table.heads.values()}
    headed = {at for row in heads for at in table.sheet.rows.get(row, {})} | set(table.columns.values())
    merged = {
        at
        for top, left, bottom, right in table.sheet.merges
        if any(top <= row <= bottom for row in heads)
        for at in range(left, min(right, left + 100) + 1)
    }
    known = headed | merged | table.sheet.hidden_columns
    beside: dict[int, list[tuple[int, Value]]] = {}
    for row in sorted(rows):
        there = table.sheet.rows.get(row, {})
        for at in there.keys() - known if not there.keys() <= known else ():
            if str(there[at]).strip():
                beside.setdefault(at, []).append((row, there[at]))
    for at, cells in sorted(beside.items()):
        row, value = cells[0]
        shown = str(value).strip().replace("\n", " ")
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
        yield _fault(table, "outside", None, None) | {"value": shown, "first": address_of(row, at)}


def _filled(table: TableLayout, row: int, at: int) -> bool:
    value = table.sheet.rows.get(row, {}).get(at)
    return value is not None and bool(str(value).strip())


def _fault(table: TableLayout, sort: str, row: int | None, column: str | None) -> Fault:
    header = table.spec.by_name[column].header if column else None
    return {
        "fault": sort, "_table": table.spec.name, "_row": row, "_column": column, "sheet": table.sheet.name,
        "column": header, "first_row": None if row is None else str(row),
    }  # fmt: skip
