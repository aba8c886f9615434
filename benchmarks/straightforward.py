"""What one would write in an afternoon with openpyxl and pandera: the script that ktt-check is measured against.

``python benchmarks/straightforward.py PLAN.xlsx OUT.xlsx [read|check]`` reads a plan whole, checks it with pandera
schemas and a few joins to NQ 20-NQ/TW, marks the cells with comments and fills, adds a sheet of findings and saves;
``read`` stops after reading and ``check`` before marking. It asks the plainest of the questions that ktt-check asks
(keys there and unique, values in their lists, codes known, a lead and a time given, levels not below the higher
one's) and understands no words, dates or units.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandera.polars as pa
import polars as pl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ktt_check.forms import PLAN
from ktt_check.resources import workbooks_folder

PROGRAMME = workbooks_folder() / "programmes" / "nq-20-nq-tw-2022.xlsx"
FILL = PatternFill("solid", fgColor="FFC7CE")
_COMPARATORS = ["khoảng", "gần", "từ", "trên", "bằng", "trong khoảng", "không quá", "dưới", "không áp dụng"]

Found = list[tuple[str, int, str, str]]  # table, sheet row, column, what is wrong


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    until = sys.argv[3] if len(sys.argv) > 3 else "annotate"
    book = openpyxl.load_workbook(source)
    tables = {name: _table(book, name) for name in ("targets", "tasks")}
    if until == "read":
        return
    programme = openpyxl.load_workbook(PROGRAMME)
    higher = {name: _table(programme, name)[0] for name in ("targets", "tasks")}
    found = [*_shape(tables), *_codes(tables, higher), *_levels(tables, higher)]
    if until == "check":
        return
    _annotate(book, tables, found)
    book.save(target)


def _table(book: Workbook, name: str) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows below the header as text, with their sheet row, and at which column each stands."""
    spec = PLAN.by_name[name]
    sheet = book[spec.sheet]
    headers = {column.header: column.name for column in spec.columns}
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    columns: dict[str, int] = {}
    while "code" not in columns:
        columns = {headers[str(cell)]: place for place, cell in enumerate(next(rows)[1]) if str(cell) in headers}
    found: list[dict[str, Any]] = []
    for number, row in rows:
        if any(cell is not None for cell in row):
            found.append({"row": number} | {one: _text(row[place]) for one, place in columns.items()})
    types = {"row": pl.Int64} | dict.fromkeys(columns, pl.Utf8)
    return pl.DataFrame(found, schema=types), columns


def _text(value: object) -> str | None:
    return None if value is None or not str(value).strip() else str(value).strip()


def _shape(tables: dict[str, tuple[pl.DataFrame, dict[str, int]]]) -> Iterator[tuple[str, int, str, str]]:
    schemas = {
        "targets": pa.DataFrameSchema(
            {
                "code": pa.Column(str, nullable=False),
                "title": pa.Column(str, nullable=False),
                "unit": pa.Column(str, nullable=False),
                "comparator": pa.Column(str, pa.Check.isin(_COMPARATORS), nullable=True),
            },
            unique=["code", "year"],
        ),
        "tasks": pa.DataFrameSchema(
            {
                "code": pa.Column(str, nullable=False, unique=True),
                "title": pa.Column(str, nullable=False),
                "lead": pa.Column(str, nullable=False),
                "time": pa.Column(str, nullable=False),
            }
        ),
    }
    for name, schema in schemas.items():
        frame = tables[name][0]
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            for case in errors.failure_cases.iter_rows(named=True):
                column = case["column"] if case["column"] in frame.columns else "code"
                if case["index"] is not None:
                    yield name, frame["row"][case["index"]], column, str(case["check"])


def _codes(
    tables: dict[str, tuple[pl.DataFrame, dict[str, int]]], higher: dict[str, pl.DataFrame]
) -> Iterator[tuple[str, int, str, str]]:
    for name, (frame, _) in tables.items():
        known = set(higher[name]["code"].to_list())
        for row, codes in frame.select("row", "higher_codes").iter_rows():
            for code in (codes or "").replace(",", ";").split(";"):
                if code.strip() and code.strip() not in known:
                    yield name, row, "higher_codes", f"unknown code {code.strip()}"


def _levels(
    tables: dict[str, tuple[pl.DataFrame, dict[str, int]]], higher: dict[str, pl.DataFrame]
) -> Iterator[tuple[str, int, str, str]]:
    number = pl.col("value").str.replace_all(",", ".").cast(pl.Float64, strict=False)
    own = tables["targets"][0].with_columns(number.alias("own_value"))
    above = higher["targets"].select("code", "year", number.alias("asked"))
    pairs = own.join(above, left_on=["higher_codes", "year"], right_on=["code", "year"], how="inner")
    for row, value, asked in pairs.select("row", "own_value", "asked").iter_rows():
        if value is not None and asked is not None and value < asked:
            yield "targets", row, "value", f"{value} is below {asked}"


def _annotate(book: Workbook, tables: dict[str, tuple[pl.DataFrame, dict[str, int]]], found: Found) -> None:
    result: Worksheet = book.create_sheet("Kết quả", 0)
    result.append(["Sheet", "Ô", "Nội dung"])
    for name, row, column, words in found:
        sheet = book[PLAN.by_name[name].sheet]
        cell = sheet.cell(row, tables[name][1][column] + 1)
        cell.comment = Comment(words, "script")
        cell.fill = FILL
        result.append([sheet.title, cell.coordinate, words])
        result.cell(result.max_row, 2).hyperlink = f"#'{sheet.title}'!{cell.coordinate}"


if __name__ == "__main__":
    main()
