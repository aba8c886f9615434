"""A workbook written as Markdown tables: how shipped workbooks and rules' cases are kept reviewable as text.

``## Sheet`` starts a sheet, the table under it fills it. A cell is typed by its column's kind: a plain number in a
number, year or horizon column becomes a number, ``d/m/yyyy`` in a date column a date, everything else text.
Said explicitly: ``"05"`` is text, ``60%`` in a number column is 0.6 shown as a percentage, ``=A1`` a formula
without a stored value, ``#N/A`` an error value, ``<br>`` a line break. A leading ``✗`` marks the cell that a
rule's case expects to be annotated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from .forms import Form, Kind, TableSpec
from .values.text import fold

MARK = "✗"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_RULE_LINE = re.compile(r"[\s|:-]+")
_WIDTHS: dict[str, int] = {"text": 40, "units": 30, "code": 9, "codes": 14, "period": 18, "document number": 16}


@dataclass(frozen=True)
class MarkdownSheet:
    """A sheet's name, its header row and the rows below it, all as the source spells them."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MarkdownWorkbook:
    """The sheets of a source, with its title (its first ``#`` heading)."""

    title: str
    sheets: tuple[MarkdownSheet, ...] = field(default=())


def parse(text: str) -> MarkdownWorkbook:
    """Read a source; raises ValueError naming the line where a row has another number of cells than its header."""
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
                    raise ValueError(f"line {number}: {len(cells)} cells, the header has {len(header)}")
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
    book.set_properties({"title": source.title, "created": _datetime(date(2026, 1, 1))})
    formats = {
        "header": book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "border": 1,
                "bg_color": "#DDEBF7",
                "valign": "vcenter",
                "align": "center",
            }
        ),
        "cell": book.add_format({"text_wrap": True, "border": 1, "valign": "top"}),
        "date": book.add_format({"text_wrap": True, "border": 1, "valign": "top", "num_format": "dd/mm/yyyy"}),
        "percent": book.add_format({"border": 1, "valign": "top", "num_format": "0%"}),
    }
    for sheet in source.sheets:
        spec = next((table for table in form.tables if fold(sheet.name) in table.sheet_keys), None)
        page = book.add_worksheet(sheet.name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        for column, title in enumerate(sheet.header):
            text = _unmark(title, sheet.name, xl_rowcol_to_cell(0, column), marked)
            page.write_string(0, column, text, formats["header"])
            kind = _kind(spec, text, None)
            page.set_column(column, column, _width(spec, text, kind))
        for row, cells in enumerate(sheet.rows, 1):
            label = cells[0].removeprefix(MARK).strip() if spec is not None and spec.by_label else None
            for column, cell in enumerate(cells):
                text = _unmark(cell, sheet.name, xl_rowcol_to_cell(row, column), marked)
                kind = _kind(spec, sheet.header[column].removeprefix(MARK).strip(), label if column else None)
                _write(page, row, column, text, kind, formats)
    book.close()
    return marked


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


def _width(spec: TableSpec | None, header: str, kind: Kind) -> int:
    if spec is not None and spec.by_label:
        return 26 if fold(header) == fold("Mục") else 70
    if fold(header) in {"tt", "stt"}:
        return 6
    if kind == "text" and len(header) > 9 and not header.startswith(("Phạm vi", "Cơ quan", "Vị trí", "Ghi chú")):
        return 45
    return _WIDTHS.get(kind, 12) if kind != "text" else 22


def _write(page: Any, row: int, column: int, text: str, kind: Kind, formats: dict[str, Any]) -> None:
    cell = formats["cell"]
    if not text:
        page.write_blank(row, column, None, cell)
    elif len(text) > 1 and text.startswith('"') and text.endswith('"'):
        page.write_string(row, column, text[1:-1], cell)
    elif text.startswith("="):
        page.write_formula(row, column, text, cell, value="")
    elif text.startswith("#") and text.isupper():
        page.write_formula(row, column, f"={text}", cell, value=text)
    elif kind in {"number", "year", "horizon", "date"} and _NUMBER.fullmatch(text):
        page.write_number(row, column, float(Decimal(text)), cell)
    elif kind == "number" and (match := _PERCENT.fullmatch(text)):
        page.write_number(row, column, float(Decimal(match[1]) / 100), formats["percent"])
    elif kind == "date" and (match := _DATE.fullmatch(text)):
        day = _datetime(date(int(match[3]), int(match[2]), int(match[1])))
        page.write_datetime(row, column, day, formats["date"])
    else:
        page.write_string(row, column, text.replace("<br>", "\n"), cell)


def _datetime(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
