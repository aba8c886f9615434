"""What people do to a workbook between two submissions that changes nothing of what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook, load_workbook

from journey_runner import sheet

Change = Callable[[Workbook], None]


def edited(path: Path, change: Change | None) -> Path:
    """The workbook with a change made to it, in its place."""
    if change is not None:
        book = load_workbook(path)
        change(book)
        book.save(path)
    return path


def rows_turned_around(book: Workbook) -> None:
    for name in ("Chỉ tiêu", "Nhiệm vụ"):
        page = sheet(book, name)
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                page.cell(number, column).value = value


def rows_and_columns_inserted(book: Workbook) -> None:
    for name in ("Chỉ tiêu", "Nhiệm vụ", "Căn cứ"):
        page = sheet(book, name)
        page.insert_rows(4, 3)
        page.insert_rows(1, 2)
        page.insert_cols(3)


def sheets_renamed_and_moved(book: Workbook) -> None:
    sheet(book, "Chỉ tiêu").title = "Biểu 1"
    sheet(book, "Nhiệm vụ").title = "Biểu 2"
    book.move_sheet("Biểu 2", -3)
