"""Puts a paper on sheets as people do: any order, other headers, rows above, hidden rows and columns, blank rows.

What the paper says is not changed. ``write`` tells where each cell has come to stand.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from ktt_check.forms import PLAN, ColumnSpec, TableSpec
from ktt_check.values.text import fold

from .papers import Day, Formula, Paper, Percent, Row, Value
from .spelling import respell

Places = dict[tuple[str, int | None, str | None], tuple[str, str]]
"""(table, row's id or None for the header, column) to sheet and cell; with column None, the sheet's first header."""

_RESPELLED = frozenset({"text", "choice", "units", "measure", "period", "horizon"})
_EXTRA = ("Người nhập", "Ngày nhập", "Cột phụ", "Kiểm tra nội bộ")


def write(paper: Paper, path: Path) -> Places:
    """Write the paper as a real workbook."""
    random = Random(paper.look)
    places: Places = {}
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    try:
        specs = [spec for spec in PLAN.tables if spec.name == "document" or spec.name in paper.tables]
        specs = [spec for spec in specs if spec.name not in paper.dropped]
        if random.random() < 0.4:
            random.shuffle(specs)
        if random.random() < 0.3:
            book.add_worksheet("Hướng dẫn").write(1, 1, "Điền các ô theo hướng dẫn, không đổi tên cột.")
        for spec in specs:
            page = _Page(book, spec, paper, random, places)
            if spec.by_label:
                page.labels()
            else:
                page.table()
        if random.random() < 0.2:
            other = book.add_worksheet("Ghi chép")
            other.write(0, 0, "Bản nháp nội bộ")
            other.hide()
    finally:
        book.close()
    return places


class _Page:
    def __init__(
        self, book: xlsxwriter.Workbook, spec: TableSpec, paper: Paper, random: Random, places: Places
    ) -> None:
        self.book, self.spec, self.paper, self.random, self.places = book, spec, paper, random, places
        self.name = self._sheet_name()
        self.page = book.add_worksheet(self.name)

    def _sheet_name(self) -> str:
        names = [self.spec.sheet] * 4 + [*self.spec.sheet_aliases, self.spec.sheet.upper(), f"{self.spec.sheet} "]
        names.append(unicodedata.normalize("NFD", self.spec.sheet))
        return self.random.choice(names)

    def labels(self) -> None:
        """``Thông tin``: labels in any order, contents beside them, perhaps under a header."""
        row, column = self.random.choice((0, 0, 1, 3)), self.random.choice((0, 0, 1))
        if self.random.random() < 0.6:
            self.page.write(row, column, "Mục")
            self.page.write(row, column + 1, "Nội dung")
            row += 1
        specs = [spec for spec in self.spec.columns if ("document", spec.name) not in self.paper.dropped]
        specs = [spec for spec in specs if spec.name in self.paper.document.cells or spec.identity or spec.needed]
        if self.random.random() < 0.4:
            self.random.shuffle(specs)
        for spec in specs:
            self.page.write(row, column, self._dressed(spec))
            self._write(row, column + 1, self.paper.document, spec)
            self.places["document", None, spec.name] = (self.name, xl_rowcol_to_cell(row, column + 1))
            row += self.random.choice((1, 1, 1, 1, 2))

    def table(self) -> None:
        """A table with its header: columns in any order, some hidden, others added; rows with gaps between them."""
        rows = self.paper.tables[self.spec.name]
        filled = {name for row in rows for name, value in row.cells.items() if value is not None}
        columns: list[ColumnSpec | str] = [
            spec
            for spec in self.spec.columns
            if (self.spec.name, spec.name) not in self.paper.dropped
            and (spec.needed or spec.name in filled or self.random.random() < 0.6)
        ]
        if self.random.random() < 0.35:
            self.random.shuffle(columns)
        for extra in self.random.sample(_EXTRA, self.random.choice((0, 0, 1, 2))):
            columns.insert(self.random.randrange(len(columns) + 1), extra)
        first = self.random.choice((0, 0, 0, 1, 2))
        line = self._above(first)
        line = self._header(line, first, columns)
        lines: list[int] = []
        for row in rows:
            gap = self.random.choice((0,) * 12 + (1, 3)) if row is not rows[0] else 0
            if gap and self.random.random() < 0.5:
                self.page.set_row(line, None, None, {"hidden": True})
            line += gap
            if self.random.random() < 0.03 and len(columns) > 5:
                words = self.random.choice(("A. Phần thứ nhất", "I. Các nội dung chung", "Giai đoạn đến năm 2030"))
                self.page.merge_range(line, first, line, first + len(columns) - 1, words)
                line += 1
            lines.append(line)
            for at, spec in enumerate(columns, first):
                if isinstance(spec, str):
                    self.page.write(line, at, self.random.choice(("x", "đã nhập", None, 12)))
                else:
                    self._write(line, at, row, spec)
                    self.places[self.spec.name, id(row), spec.name] = (self.name, xl_rowcol_to_cell(line, at))
            line += 1
        for at, spec in enumerate(columns, first):
            if isinstance(spec, ColumnSpec) and spec.name in ("lead", "responsible"):
                self._merge_alike(rows, lines, at, spec)
        for at, spec in enumerate(columns, first):
            if (isinstance(spec, str) or spec.name not in filled) and self.random.random() < 0.5:
                self.page.set_column(at, at, None, None, {"hidden": True})

    def _merge_alike(self, rows: Sequence[Row], lines: Sequence[int], at: int, spec: ColumnSpec) -> None:
        """Merge the cells of two rows, one under the other, that say the same."""
        last = -1
        for (one, other), (upper, lower) in zip(pairwise(rows), pairwise(lines), strict=True):
            value = one[spec.name]
            alike = isinstance(value, str) and value == other[spec.name] and lower == upper + 1 and upper != last
            if alike and self.random.random() < 0.7:
                self.page.merge_range(upper, at, lower, at, value)
                last = lower

    def _above(self, first: int) -> int:
        """Title lines above the header, perhaps merged; where the header begins."""
        lines = self.random.choice((0, 0, 0, 1, 2, 4))
        bold = self.book.add_format({"bold": True})
        for line in range(lines):
            words = self.random.choice((f"Biểu {self.spec.sheet.lower()}", "(Kèm theo văn bản)", "Đơn vị báo cáo"))
            if self.random.random() < 0.5:
                self.page.merge_range(line, first, line, first + 3, words, bold)
            else:
                self.page.write(line, first, words, bold)
        return lines + (self.random.choice((0, 1)) if lines else 0)

    def _header(self, line: int, first: int, columns: Sequence[ColumnSpec | str]) -> int:
        """The header row, or two merged ones; perhaps with a line of column numbers below. Where the rows begin."""
        if self.random.random() < 0.15 and len(columns) > 4:
            return self._two_storeys(line, first, columns)
        tall = self.random.random() < 0.2
        for at, spec in enumerate(columns, first):
            words = spec if isinstance(spec, str) else self._dressed(spec)
            if tall:
                self.page.merge_range(line, at, line + 1, at, words)
            else:
                self.page.write(line, at, words)
            if not isinstance(spec, str):
                place = (self.name, xl_rowcol_to_cell(line, at))
                self.places[self.spec.name, None, spec.name] = place
                self.places.setdefault((self.spec.name, None, None), place)
        line += 2 if tall else 1
        if not tall and self.random.random() < 0.15:
            for at in range(len(columns)):
                self.page.write(line, first + at, f"({at + 1})")
            line += 1
        return line

    def _two_storeys(self, line: int, first: int, columns: Sequence[ColumnSpec | str]) -> int:
        """A header of two rows: one heading over two or three columns, the others merged over both rows."""
        wide = self.random.choice((2, 3))
        begin = self.random.randrange(len(columns) - wide + 1)
        self.page.merge_range(line, first + begin, line, first + begin + wide - 1, "Nội dung chi tiết của biểu")
        for at, spec in enumerate(columns, first):
            words = spec if isinstance(spec, str) else self._dressed(spec)
            below = begin <= at - first < begin + wide
            if below:
                self.page.write(line + 1, at, words)
            else:
                self.page.merge_range(line, at, line + 1, at, words)
            if not isinstance(spec, str):
                place = (self.name, xl_rowcol_to_cell(line + below, at))
                self.places[self.spec.name, None, spec.name] = place
                self.places.setdefault((self.spec.name, None, None), place)
        return line + 2

    def _dressed(self, spec: ColumnSpec) -> str:
        """A header in the words that people use for it."""
        words = self.random.choice((spec.header, spec.header, spec.header, *self._safe_aliases(spec)))
        return self.random.choice(
            (
                words,
                words,
                words,
                words.upper(),
                unicodedata.normalize("NFD", words),
                f"{words} ",
                words.replace(" ", "  "),
                words.replace(" ", "\n", 1),
                f"{words} (1)",
                f"{words}*",
                f"{words}:",
            )
        )

    def _safe_aliases(self, spec: ColumnSpec) -> list[str]:
        """The aliases that name this column alone."""
        return [alias for alias in spec.aliases if self.spec.headed[fold(alias)] == (spec.name,)]

    def _write(self, line: int, at: int, row: Row, spec: ColumnSpec) -> None:
        value = row[spec.name]
        raw = (id(row), spec.name) in self.paper.raw
        if isinstance(value, str) and not raw and spec.kind in _RESPELLED:
            value = respell(value, self.random)
        self._put(line, at, value)

    def _put(self, line: int, at: int, value: Value) -> None:
        match value:
            case None:
                pass
            case str():
                self.page.write_string(line, at, value)
            case Percent(share):
                self.page.write_number(line, at, float(share / 100), self.book.add_format({"num_format": "0%"}))
            case Day(day, code):
                self.page.write_datetime(line, at, day, self.book.add_format({"num_format": code}))
            case Formula(error):
                self.page.write_formula(line, at, "=1/0" if error else "=A1", None, error or "")
            case number:
                self.page.write_number(line, at, float(number))
