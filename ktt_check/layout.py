"""Where a form's tables stand in a submitted workbook: found by sheet name and header text, tolerantly.

People insert rows above, move, add and hide columns, merge header cells and write headers in their own spelling
(``contract.md`` §1). A blank row or column never ends a table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from .forms import FORMS, Form, TableSpec
from .lists import FORM_KINDS
from .places import address_of, sheet_of
from .values.text import fold, tidy
from .workbook import Sheet, Workbook

OUR_SHEET_NAME = "_ktt_check"  # the hidden defined name that marks a result sheet of ours
GIVEN_SHEET = "_mau"  # where a form of ours keeps what it gave beforehand
_HEADER_ROWS = 200  # how far down headers and labels are looked for
_LONGEST_HEADER = 400  # characters; a longer text is no header or label
_NOISE = re.compile(r"(?:\s*(?:[(\[]\s*(?:\d+|\*+)\s*[)\]]|[*¹²³⁰⁴-⁹]|[:.]))+\s*$")  # footnote marks, a full stop
_CONTENTS = fold("Nội dung")  # the header over the contents of a sheet of labels
_REMARK = re.compile(r" ?\([^()]{1,30}\)$")  # what people add to a header: (%), (triệu đồng)
_BANNER = 3  # a cell merged over so many columns of a table is a heading between its rows
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?(?:\s*=.*)?")


class TableLayout(Struct, frozen=True):
    """One table as found: its sheet, header row and the sheet column of each column that is there.

    ``heads`` are the header rows of the columns whose header stands under a merged heading in ``header_row``.
    ``merged`` leads from a cell merged with one above to that one, which holds what is meant for both.
    For a sheet of labels (``Thông tin``) ``cells`` gives each label's content cell instead.
    """

    spec: TableSpec
    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]
    cells: Mapping[str, tuple[int, int]]
    rows: tuple[int, ...]
    heads: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def where(self, row: int | None, column: str) -> str | None:
        """The address of a cell, or of the header when ``row`` is None; None where the form's column is absent."""
        if self.spec.by_label:
            place = self.cells.get(column)
            return None if place is None else address_of(*place)
        at = self.columns.get(column)
        if at is None:
            return None
        return address_of(self.heads.get(column, self.header_row) if row is None else row, at)

    def raw(self, row: int, column: str) -> object:
        """The stored value of a cell as the reader gives it, or None."""
        place = self.position(row, column)
        return None if place is None else self.sheet.rows.get(place[0], {}).get(place[1])

    def position(self, row: int, column: str) -> tuple[int, int] | None:
        if self.spec.by_label:
            return self.cells.get(column)
        at = self.columns.get(column)
        return None if at is None else self.merged.get((row, at), (row, at))


class Layout(Struct, frozen=True):
    """The tables found, by name, and those looked for in vain; of the optional ones those that lost their header.

    ``sheets`` are all that hold data; ``given`` is the hidden sheet in which a form of ours keeps what was given.
    """

    form: Form
    tables: Mapping[str, TableLayout]
    missing: tuple[TableSpec, ...]
    sheets: tuple[Sheet, ...] = ()
    given: Sheet | None = None


def our_sheet(workbook: Workbook) -> str | None:
    """The name of the result sheet that an earlier check put in, recognised by our hidden defined name."""
    names = {name.casefold(): target for name, target in workbook.defined_names.items()}
    return sheet_of(names.get(OUR_SHEET_NAME, ""))


def recognise(workbook: Workbook) -> Form | None:
    """Which standard form this is: by ``Loại biểu``, else by its tables; None when neither tells."""
    sheets = _data_sheets(workbook)
    for form in FORMS:
        kind = _label_table(form.by_name["document"], sheets)
        if kind is not None and (value := kind.raw(0, "form_kind")) is not None:
            named = FORM_KINDS.by_key.get(fold(str(value)))
            if named is not None:
                return next(form for form in FORMS if form.title == named)
    best = max(FORMS, key=lambda form: len(find_tables(workbook, form).tables))
    found = find_tables(workbook, best).tables
    return best if any(not found[name].spec.by_label for name in found) else None


def find_tables(workbook: Workbook, form: Form) -> Layout:
    """Find every table of the form; a sheet of another name serves when its header has every needed column."""
    sheets = _data_sheets(workbook)
    tables: dict[str, TableLayout] = {}
    for spec in form.tables:
        found = _label_table(spec, sheets) if spec.by_label else _table(spec, _named(sheets, spec))
        if found is not None:
            tables[spec.name] = found
    taken = {table.sheet.name for table in tables.values()}
    for spec in form.tables:
        if spec.name not in tables and not spec.by_label and not spec.optional:
            others = [s for s in sheets if s.name not in taken and not s.hidden]
            found = _table(spec, others, whole=True)
            if found is not None:
                tables[spec.name] = found
                taken.add(found.sheet.name)
    missing = tuple(
        spec for spec in form.tables if spec.name not in tables and (not spec.optional or _is_headless(sheets, spec))
    )
    given = next((sheet for sheet in sheets if sheet.name == GIVEN_SHEET), None)
    found_tables = {spec.name: tables[spec.name] for spec in form.tables if spec.name in tables}
    return Layout(form, found_tables, missing, tuple(sheets), given)


def _is_headless(sheets: Iterable[Sheet], spec: TableSpec) -> bool:
    """Whether a sheet with the table's name holds rows of several cells, though none of them is the table's header."""
    named = [sheet for sheet in _named(sheets, spec) if not sheet.hidden]
    return any(sum(len(cells) > 1 for cells in sheet.rows.values()) > 1 for sheet in named)


def _data_sheets(workbook: Workbook) -> list[Sheet]:
    ours = our_sheet(workbook)
    return [sheet for sheet in workbook.sheets if sheet.name != ours]


def _named(sheets: Iterable[Sheet], spec: TableSpec) -> list[Sheet]:
    """The sheets with the table's name: those that are seen, and are no copy "(2)" of another, first."""
    named = [sheet for sheet in sheets if fold(_NOISE.sub("", sheet.name)) in spec.sheet_keys]
    return sorted(named, key=lambda sheet: (sheet.hidden, fold(sheet.name) not in spec.sheet_keys))


def _first_rows(sheet: Sheet) -> list[int]:
    return sorted(row for row in sheet.rows if row <= _HEADER_ROWS)


def _header_key(value: object) -> str:
    return _text_key(value) if isinstance(value, str) and len(value) <= _LONGEST_HEADER else ""


@lru_cache(maxsize=8192)
def _text_key(text: str) -> str:
    return fold(_NOISE.sub("", tidy(text).replace("\n", " ")))


def _label_table(spec: TableSpec, sheets: Sequence[Sheet]) -> TableLayout | None:
    """The sheet of labels and contents: by its name, else another that has the needed labels and most of the rest."""
    for sheet in _named(sheets, spec):
        if (found := _labels(spec, sheet)) is not None:
            return found
    needed = {column.name for column in spec.columns if column.needed}
    others = [found for sheet in sheets if not sheet.hidden and (found := _labels(spec, sheet)) is not None]
    likely = [found for found in others if needed <= found.cells.keys() and len(found.cells) * 2 > len(spec.columns)]
    return max(likely, key=lambda found: len(found.cells), default=None)


def _labels(spec: TableSpec, sheet: Sheet) -> TableLayout | None:
    """Each label with its content: the cell under the header ``Nội dung``, else the next filled one to its right."""
    cells: dict[str, tuple[int, int]] = {}
    contents = 0
    for row in _first_rows(sheet):
        for column, value in sorted(sheet.rows[row].items()):
            key = _header_key(value)
            name = next((name for name in spec.headed.get(key, ()) if name not in cells), None)
            if name is not None:
                cells[name] = (row, contents if contents > column else _content_column(sheet, row, column))
                break
            if key == _CONTENTS and not cells:
                contents = column
    if not cells:
        return None
    first = min(row for row, _ in cells.values())
    return TableLayout(spec, sheet, first, {}, cells, (first,))


def _content_column(sheet: Sheet, row: int, label: int) -> int:
    start = max((right for top, left, bottom, right in sheet.merges if top <= row <= bottom and left <= label <= right),
                default=label)  # fmt: skip
    filled = [c for c in sheet.rows[row] if c > start] + [c for r, c in sheet.notes if r == row and c > start]
    return min(filled, default=start + 1)


def _table(spec: TableSpec, sheets: Iterable[Sheet], *, whole: bool = False) -> TableLayout | None:
    best: TableLayout | None = None
    for sheet in sheets:
        found = _header(spec, sheet)
        if found is None:
            continue
        needed = {column.name for column in spec.columns if column.needed}
        if whole and not needed <= found.columns.keys():
            continue
        if best is None or len(found.columns) > len(best.columns):
            best = found
    return best


def _header(spec: TableSpec, sheet: Sheet) -> TableLayout | None:
    """The row (or two rows, with merged cells) whose texts name most of the table's columns, at least two of them."""
    best: tuple[int, dict[str, int], dict[str, int]] | None = None
    for row in _first_rows(sheet):
        below = _match(spec, sheet.rows.get(row + 1, {}))
        names = {name: at for name, at in _match(spec, sheet.rows[row]).items() if not _heads(sheet, row, at, below)}
        if len(names) < 2 and not (below and any(_reaches_down(sheet, row, at) for at in names.values())):
            continue
        if set(below.values()) & set(names.values()):
            below = {}
        below = {name: at for name, at in below.items() if name not in names}
        if best is None or len(names) + len(below) > len(best[1]) + len(best[2]):
            best = (row, names, below)
            if len(names) + len(below) == len(spec.columns):
                break
    if best is None:
        return None
    header, names, below = best
    last = header + 1 if below else header
    columns = names | below
    rows = tuple(row for row in _filled_rows(sheet, columns) if row > last and not _is_column_numbers(sheet, row, last))
    merged = _merged_downwards(sheet, columns, rows)
    return TableLayout(spec, sheet, header, columns, {}, rows, dict.fromkeys(below, last), merged)


def _heads(sheet: Sheet, row: int, column: int, below: Mapping[str, int]) -> bool:
    """Whether a cell is merged over several columns that have headers of their own beneath."""
    return bool(below) and any(
        top <= row <= bottom and left <= column <= right and any(left < at <= right for at in below.values())
        for top, left, bottom, right in sheet.merges
    )


def _reaches_down(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a header is merged with the cell beneath it, as those beside a merged heading are."""
    return any(top == row and left == column and bottom == row + 1 for top, left, bottom, _right in sheet.merges)


def _match(spec: TableSpec, cells: Mapping[int, object]) -> dict[str, int]:
    names: dict[str, int] = {}
    for column, value in sorted(cells.items()):
        key = _header_key(value)
        headed = spec.headed.get(key) or spec.headed.get(_REMARK.sub("", key), ())
        name = next((name for name in headed if name not in names), None)
        if name is not None:
            names[name] = column
    return names


def _merged_downwards(
    sheet: Sheet, columns: Mapping[str, int], rows: Sequence[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells of a table that are merged with one above them, which holds what is meant for all of them."""
    wanted = set(columns.values())
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, _right in sheet.merges:
        if bottom > top and left in wanted:
            covered = rows[bisect_right(rows, top) : bisect_right(rows, bottom)]
            merged |= {(row, left): (top, left) for row in covered}
    return merged


def _filled_rows(sheet: Sheet, columns: Mapping[str, int]) -> list[int]:
    """The rows with anything in a column of the table other than the ordinal, whatever lies between them.

    A heading merged across the table ("A. Chỉ tiêu đến năm 2025") is no row of it.
    """
    wanted = {at for name, at in columns.items() if name != "ordinal"}
    banners = {
        top: range(left, right + 1)
        for top, left, bottom, right in sheet.merges
        if top == bottom and sum(left <= at <= right for at in columns.values()) >= _BANNER
    }
    rows = {
        row
        for row, cells in sheet.rows.items()
        if not wanted.isdisjoint(cells) and _has_content(cells, wanted.difference(banners.get(row, ())))
    }
    rows |= {
        row for (row, column), note in sheet.notes.items() if column in wanted and (note.error or note.uncalculated)
    }
    return sorted(rows)


def _has_content(cells: Mapping[int, object], wanted: set[int]) -> bool:
    return any(not isinstance(cells[c], str) or str(cells[c]).strip() for c in wanted if c in cells)


def _is_column_numbers(sheet: Sheet, row: int, header: int) -> bool:
    """Whether this is the line of column numbers, (1) (2) (3) or A B 1, that often stands right under a header."""
    if row != header + 1:
        return False
    values = [str(value).strip() for value in sheet.rows[row].values()]
    return len(values) > 2 and all(_COLUMN_NUMBER.fullmatch(value) for value in values)
