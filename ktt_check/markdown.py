"""A workbook written as Markdown tables: how shipped workbooks and rules' cases are kept reviewable as text.

``## Sheet`` starts a sheet, the table under it fills it. A cell is typed by its column's kind: a plain number in a
number, year or horizon column becomes a number, ``d/m/yyyy`` in a date column a date, everything else text.
Said explicitly: ``"05"`` is text, ``@2/3/2026`` a date as Excel makes one of 2-3 (``@1/9/2024 mm/yyyy``: shown so),
``60%`` in a number column 0.6 shown as a percentage, ``=A1`` a formula without a stored value, ``#N/A`` an error
value, ``<br>`` a line break,
``~~text~~`` struck through. A leading ``✗`` marks the cell that a rule's case expects to be annotated.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_never

from msgspec import Struct, field

from .forms import Form, Kind, TableSpec
from .places import address_of
from .values.text import fold
from .wording import Saying
from .workbook.assemble import plain_number
from .workbook.model import CellNote, Sheet, Value, Workbook

MARK = "✗"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_FORCED_DATE = re.compile(r"@(\d{1,2})/(\d{1,2})/(\d{4})(?: (\S+))?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY = "dd/mm/yyyy"
_RULE_LINE = re.compile(r"[\s|:-]+")
_A3, _A4 = 8, 9  # paper sizes as SpreadsheetML numbers them (ECMA-376 part 1, §18.3.1.63)
_MANY_COLUMNS = 10
_WIDTHS = {
    "ordinal": 6, "code": 9, "group": 8, "title": 46, "subject": 46, "unit": 15, "base": 16, "part_of": 9,
    "direction": 8, "year": 8, "value": 10, "upper": 10, "base_year": 8, "base_value": 10, "director": 24, "lead": 28,
    "coordinator": 32, "time": 15, "product": 18, "location": 22, "note": 20, "number": 18, "issuer": 26, "name": 36,
    "synonyms": 60, "look_in": 26,
}  # fmt: skip


class SourceError(ValueError):
    """A row of a table that does not fit its header; ``line`` counts from 1."""

    def __init__(self, line: int, cells: int, header: int) -> None:
        self.line = line
        self.saying = Saying("mistake.cells", {"cells": cells, "header": header})
        super().__init__(f"line {line}: {self.saying.said('en')}")


class MarkdownSheet(Struct, frozen=True):
    """A sheet's name, its header row and the rows below it, all as the source spells them."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class MarkdownWorkbook(Struct, frozen=True):
    """The sheets of a source, with its title (its first ``#`` heading)."""

    title: str
    sheets: tuple[MarkdownSheet, ...] = field(default=())


def parse(text: str) -> MarkdownWorkbook:
    """Read a source; raises SourceError for the line where a row has another number of cells than its header."""
    title = ""
    sheets: list[MarkdownSheet] = []
    name: str | None = None
    header: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] = []

    def finish() -> None:
        if name is not None and header is not None:
            sheets.append(MarkdownSheet(name, header, tuple(rows)))

    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line.startswith("## "):
            finish()
            name, header, rows = line[3:].strip(), None, []
        elif line.lstrip().startswith("|") and name is not None:
            cells = tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))
            if header is None:
                header = cells
            elif not _RULE_LINE.fullmatch(line):
                if len(cells) != len(header):
                    raise SourceError(number, len(cells), len(header))
                rows.append(cells)
    finish()
    return MarkdownWorkbook(title, tuple(sheets))


def write_workbook(source: MarkdownWorkbook, form: Form, target: Path) -> dict[tuple[str, str], str]:
    """Write the source as a real workbook of the form; returns the marked cells as {(sheet, address): text}.

    The file is the same for the same source: its dates are fixed.
    """
    import xlsxwriter
    from xlsxwriter.utility import xl_rowcol_to_cell

    marked: dict[tuple[str, str], str] = {}
    book = xlsxwriter.Workbook(str(target))
    book.set_properties({"title": source.title, "created": datetime(2026, 1, 1)})
    plain = {"font_name": "Times New Roman", "font_size": 11, "text_wrap": True, "border": 1, "valign": "top"}
    heading = {"bold": True, "bg_color": "#EDEDED", "valign": "vcenter", "align": "center"}
    formats = {
        "header": book.add_format(plain | heading),
        "cell": book.add_format(plain),
        "date": book.add_format(plain | {"num_format": _DAY, "align": "left"}),
        "dates": lambda shown: book.add_format(plain | {"num_format": shown}),
        "percent": book.add_format(plain | {"num_format": "0%"}),
        "struck": book.add_format(plain | {"font_strikeout": True}),
    }
    for sheet in source.sheets:
        spec = _spec(sheet, form)
        page = book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(_A3 if len(sheet.header) > _MANY_COLUMNS else _A4)
        page.fit_to_pages(1, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        widths = [_width(spec, header.removeprefix(MARK).strip()) for header in sheet.header]
        page.set_row(0, _height(sheet.header, widths))
        for column, title in enumerate(sheet.header):
            text = _unmark(title, sheet.name, xl_rowcol_to_cell(0, column), marked)
            page.write_string(0, column, text, formats["header"])
            page.set_column(column, column, widths[column])
        for row, cells in enumerate(sheet.rows, 1):
            label = cells[0].removeprefix(MARK).strip() if spec is not None and spec.by_label else None
            page.set_row(row, _height(cells, widths))
            for column, cell in enumerate(cells):
                text = _unmark(cell, sheet.name, xl_rowcol_to_cell(row, column), marked)
                kind = _kind(spec, sheet.header[column].removeprefix(MARK).strip(), label if column else None)
                _write(page, row, column, text, kind, formats)
    book.close()
    return marked


def hold_workbook(source: MarkdownWorkbook, form: Form, path: str) -> tuple[Workbook, set[tuple[str, str]]]:
    """What reading the workbook that ``write_workbook`` writes would give, without a file; and the marked cells.

    ``path`` is only what the workbook is called by.
    """
    marked: dict[tuple[str, str], str] = {}
    sheets = tuple(_hold(sheet, form, marked) for sheet in source.sheets)
    return Workbook(path, sheets, {}, "", macro=False, date1904=False), set(marked)


def _hold(sheet: MarkdownSheet, form: Form, marked: dict[tuple[str, str], str]) -> Sheet:
    spec = _spec(sheet, form)
    titles = [title.removeprefix(MARK).strip() for title in sheet.header]
    rows: dict[int, dict[int, Value]] = {}
    notes: dict[tuple[int, int], CellNote] = {}
    for row, cells in enumerate((sheet.header, *sheet.rows), 1):
        label = cells[0].removeprefix(MARK).strip() if spec is not None and spec.by_label else None
        values: dict[int, Value] = {}
        for column, cell in enumerate(cells, 1):
            text = _unmark(cell, sheet.name, address_of(row, column), marked)
            kind = _kind(spec, titles[column - 1], label if column > 1 else None) if row > 1 else "text"
            match (text or None) if row == 1 else typed(text, kind):
                case None:
                    continue
                case str(words):
                    values[column] = words
                case float(number):
                    values[column] = plain_number(number)
                case Shown(value, code):
                    values[column] = value if isinstance(value, datetime) else plain_number(value)
                    notes[row, column] = CellNote(number_format=code)
                case Struck(words):
                    values[column] = words
                    notes[row, column] = CellNote(struck=True)
                case Formula(_, error):
                    notes[row, column] = CellNote(formula=True, uncalculated=error is None, error=error)
                case unforeseen:
                    assert_never(unforeseen)
        if values:
            rows[row] = values
    return Sheet(sheet.name, False, rows, notes, frozenset(), frozenset(), (), {})


def _spec(sheet: MarkdownSheet, form: Form) -> TableSpec | None:
    return next((table for table in form.tables if fold(sheet.name) in table.sheet_keys), None)


def _height(cells: tuple[str, ...], widths: list[int]) -> int:
    """A row's height in points, so that wrapped text is seen whole; no reader of the file works it out by itself."""
    lines = [
        sum(max(1, -(-len(line) // width)) for line in cell.split("<br>"))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return 15 * max(lines)


def _unmark(text: str, sheet: str, address: str, marked: dict[tuple[str, str], str]) -> str:
    if not text.startswith(MARK):
        return text
    text = text.removeprefix(MARK).strip()
    marked[sheet, address] = text
    return text


def _kind(spec: TableSpec | None, header: str, label: str | None) -> Kind:
    if spec is None:
        return "text"
    wanted = fold(header if label is None else label)
    return next((column.kind for column in spec.columns if wanted in column.keys), "text")


def _width(spec: TableSpec | None, header: str) -> int:
    """A column's width in characters, by what it holds."""
    if spec is not None and spec.by_label:
        return 26 if fold(header) == fold("Mục") else 70
    name = next((column.name for column in spec.columns if fold(header) in column.keys), "") if spec else ""
    return _WIDTHS.get(name, 13)


def _write(page: Any, row: int, column: int, text: str, kind: Kind, formats: dict[str, Any]) -> None:
    cell = formats["cell"]
    match typed(text, kind):
        case None:
            page.write_blank(row, column, None, cell)
        case str(words):
            page.write_string(row, column, words, cell)
        case float(number):
            page.write_number(row, column, number, cell)
        case Shown(datetime() as day, code):
            page.write_datetime(row, column, day, formats["date"] if code == _DAY else formats["dates"](code))
        case Shown(number, _):
            page.write_number(row, column, number, formats["percent"])
        case Struck(words):
            page.write_string(row, column, words, formats["struck"])
        case Formula(formula, error):
            page.write_formula(row, column, formula, cell, value=error or "")
        case unforeseen:
            assert_never(unforeseen)


class Shown(Struct, frozen=True):
    """A number or day with the number format that it is shown in."""

    value: float | datetime
    code: str


class Struck(Struct, frozen=True):
    """A text that is struck through."""

    text: str


class Formula(Struct, frozen=True):
    """A formula as Excel's file holds it, without a stored value or with an error value."""

    text: str
    error: str | None = None


def typed(text: str, kind: Kind) -> str | float | Shown | Formula | Struck | None:
    """What a cell of the source is in a column of that kind; None for an empty one."""
    if not text:
        return None
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return text[1:-1] or None
    if len(text) > 4 and text.startswith("~~") and text.endswith("~~"):
        return Struck(text[2:-2])
    if match := _FORCED_DATE.fullmatch(text):
        return Shown(datetime(int(match[3]), int(match[2]), int(match[1])), match[4] or "d-mmm")
    if text.startswith("="):
        return Formula(text)
    if text.startswith("#") and text.isupper():
        return Formula(f"={text}", text)
    if kind in {"number", "year", "horizon", "date"} and _NUMBER.fullmatch(text):
        return float(Decimal(text))
    if kind == "number" and (match := _PERCENT.fullmatch(text)):
        return Shown(float(Decimal(match[1]) / 100), "0%")
    if kind == "date" and (match := _DATE.fullmatch(text)):
        return Shown(datetime(int(match[3]), int(match[2]), int(match[1])), _DAY)
    return text.replace("<br>", "\n")
