"""What a reviewer or a unit does to a result sheet: write beside findings, and read what stands there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from journey_runner import sheet

PAGE = "Kết quả kiểm tra"


def write_beside(result: Path, rule: str, **words: str) -> None:
    """Write into columns (``Lý_do``) of every finding of a rule."""
    book = load_workbook(result)
    page = sheet(book, PAGE)
    header = next(row for row in page.iter_rows() if any(cell.value == "Mã quy tắc" for cell in row))
    places = {str(cell.value): cell.column for cell in header if cell.value}
    rows = [row[0].row for row in page.iter_rows(min_row=(header[0].row or 0) + 1) if row[1].value == rule]
    assert rows, f"no finding of {rule}"
    for row in rows:
        for name, text in words.items():
            page.cell(row or 0, places[name.replace("_", " ")] or 0).value = text
    book.save(result)


def accept(result: Path, rule: str, reason: str = "Đặc thù của địa phương") -> None:
    """Accept the unit's explanation of every finding of a rule."""
    write_beside(result, rule, Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do=reason)


def rows_of(result: Path) -> list[dict[str, Any]]:
    """The findings of a result sheet, by its columns."""
    rows = list(sheet(load_workbook(result), PAGE).iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if "Mã quy tắc" in row)
    found = [dict(zip(map(str, rows[at]), row, strict=True)) for row in rows[at + 1 :]]
    marks = [(row, str(row["Mã nhận dạng"] or "to-read.")) for row in found]
    return [row for row, mark in marks if not mark.startswith("to-read.")]


def texts_of(result: Path) -> list[str]:
    """Every text of a result sheet."""
    page = sheet(load_workbook(result), PAGE)
    return [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
