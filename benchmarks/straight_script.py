"""What one would write without ktt-check: openpyxl reads, pandera validates, openpyxl marks the cells and saves.

Run as a process of its own (``python benchmarks/straight_script.py FOLDER OUT``); prints the processor seconds of each
stage as JSON. It asks fifteen questions that a frame can answer; the comparison with the higher level it leaves out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

import openpyxl
import pandera.polars as pa
import polars as pl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

_YEARS = ["2025", "2030", "2045"]
_TARGETS = {
    "TT": pa.Column(str, nullable=True),
    "Mã": pa.Column(str, [pa.Check.str_matches(r"^CT\d+$")]),
    "Chỉ tiêu": pa.Column(str, [pa.Check.str_length(5, 200)]),
    "Đơn vị tính": pa.Column(str, [pa.Check.str_length(1, 40)]),
    "Năm đích": pa.Column(str, [pa.Check.isin(_YEARS)]),
    "So sánh": pa.Column(str, [pa.Check.isin(["từ", "trên", "khoảng", "gần", "dưới"])], nullable=True),
    "Giá trị": pa.Column(float, [pa.Check.ge(0), pa.Check.le(1e9)], coerce=True),
    "Đơn vị chịu trách nhiệm": pa.Column(str, [pa.Check.str_length(3, 100)]),
}
_TASKS = {
    "Mã": pa.Column(str, [pa.Check.str_matches(r"^NV[\d.]+$")], unique=True),
    "Nhiệm vụ, giải pháp": pa.Column(str, [pa.Check.str_length(5, 500)]),
    "Đơn vị chủ trì": pa.Column(str),
    "Thời gian thực hiện": pa.Column(str),
    "Sản phẩm": pa.Column(str),
    "Mã cấp trên": pa.Column(str, [pa.Check.str_matches(r"^N\d+$")]),
}
_SHEETS = {"Chỉ tiêu": _TARGETS, "Nhiệm vụ": _TASKS}
_FILL = PatternFill("solid", fgColor="F8CBAD")


def _read(path: Path) -> tuple[Any, dict[str, tuple[list[str], list[list[str | None]]]]]:
    book = openpyxl.load_workbook(path)
    tables = {}
    for name in _SHEETS:
        head, *rows = book[name].iter_rows(values_only=True)
        tables[name] = ([str(cell) for cell in head], [[None if c is None else str(c) for c in row] for row in rows])
    return book, tables


def _failures(head: list[str], rows: list[list[str | None]], columns: dict[str, Any]) -> list[tuple[int, str, str]]:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(head, pl.Utf8), orient="row")
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as problem:
        cases = problem.failure_cases.to_dicts()
        return [(case["index"], case["column"], str(case["check"])) for case in cases if case["index"] is not None]
    return []


def main(folder: Path, out: Path) -> None:
    spent = {"reading": 0.0, "rules": 0.0, "annotating": 0.0}
    found = 0
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*.xlsx")):
        times = [process_time()]
        book, tables = _read(path)
        times.append(process_time())
        told = {name: _failures(*tables[name], columns) for name, columns in _SHEETS.items()}
        times.append(process_time())
        page = book.create_sheet("Kết quả kiểm tra", 0)
        for name, failures in told.items():
            for row, column, check in failures:
                cell = book[name].cell(row + 2, tables[name][0].index(column) + 1)
                cell.comment = Comment(check, "kiểm tra")
                cell.fill = _FILL
                page.append([name, cell.coordinate, check])
                found += 1
        book.save(out / path.name)
        times.append(process_time())
        for name, begun, ended in zip(spent, times, times[1:], strict=False):
            spent[name] += ended - begun
    print(json.dumps(spent | {"found": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
