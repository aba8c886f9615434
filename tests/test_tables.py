"""Cells become typed rows: what was understood, how, and the address of every one of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ktt_check.catalogue import Catalogue, Name, general_nouns
from ktt_check.cells import read_cell
from ktt_check.forms import PLAN
from ktt_check.layout import find_tables
from ktt_check.resources import registries_folder
from ktt_check.tables import ReadingContext, Table, read_table
from ktt_check.tables.columns import stacked
from ktt_check.tables.schema import polars_type, schema
from ktt_check.tables.words import KINDS, plain_words
from ktt_check.values.level import Tolerance
from ktt_check.workbook import read

from journey_runner import write_plan

Cells = dict[str, Any]
Said = tuple[str, str, dict[str, str]]

NOUNS = general_nouns((registries_folder() / "measure-nouns.tsv",))
CONTEXT = ReadingContext(
    Catalogue((Name("Thước đo", "thư viện"), Name("Thước đo", "hợp tác xã", ("HTX",))), NOUNS), Tolerance()
)


def fill(page: Worksheet, row: int, cells: Cells, formats: dict[str, str]) -> None:
    at = {cell.value: cell.column or 0 for cell in page[1]}
    for header, value in cells.items():
        cell = page.cell(row, at[header])
        cell.value = value
        if header in formats:
            cell.number_format = formats[header]


def read_rows(folder: Path, sheet: str, rows: list[tuple[Cells, dict[str, str]]]) -> Table:
    """A table that holds just these rows, from row 2 on, read from a real file."""
    path = write_plan(folder / "plan.xlsx")
    book = load_workbook(path)
    page = book[sheet]
    assert isinstance(page, Worksheet)
    page.delete_rows(2, page.max_row)
    for row, (cells, formats) in enumerate(rows, 2):
        fill(page, row, cells, formats)
    book.save(path)
    name = next(spec.name for spec in PLAN.tables if spec.sheet == sheet)
    return read_table(find_tables(read(path), PLAN).tables[name], CONTEXT)


def one_target(folder: Path, cells: Cells, **formats: str) -> Table:
    named = {"value": "Giá trị", "year": "Năm đích", "code": "Mã", "upper": "Đến giá trị"}
    whole = {"Mã": "CT1", "Chỉ tiêu": "Thư viện xã", "Đơn vị tính": "thư viện", "Năm đích": 2030} | cells
    return read_rows(folder, "Chỉ tiêu", [(whole, {named[key]: code for key, code in formats.items()})])


def doubts(table: Table) -> list[Said]:
    return [(doubt.column, doubt.doubt.code, dict(doubt.doubt.words)) for doubt in table.doubts]


# Levels of ambition: the form's columns, and words in the value cell

LEVELS: dict[str, tuple[Cells, str, str | None, str | None, str | None]] = {
    "60 % stored as 0.6 with a percent format": (
        {"Đơn vị tính": "%", "So sánh": "trên", "Giá trị": 0.6},
        "0%",
        "60",
        None,
        "trên 60%",
    ),
    "12,5 % stored as 0.125": (
        {"Đơn vị tính": "%", "So sánh": "từ", "Giá trị": 0.125},
        "0.0%",
        "12.5",
        None,
        "ít nhất 12,5%",
    ),
    "7 % a year stored as 0.07": (
        {"Đơn vị tính": "%/năm", "So sánh": "từ", "Giá trị": 0.07},
        "0.00%",
        "7",
        None,
        "ít nhất 7%/năm",
    ),
    "60 in a plain cell is 60 %": (
        {"Đơn vị tính": "%", "So sánh": None, "Giá trị": 60},
        "General",
        "60",
        None,
        "60%",
    ),
    "a share of a plain 0.6 stays 0.6 %": (
        {"Đơn vị tính": "%", "So sánh": "từ", "Giá trị": 0.6},
        "General",
        "0.6",
        None,
        "ít nhất 0,6%",
    ),
    "a range in two columns": (
        {"Đơn vị tính": "%", "So sánh": "trong khoảng", "Giá trị": 0.5, "Đến giá trị": 0.7},
        "0%",
        "50",
        "70",
        "từ 50% đến 70%",
    ),
    "a synonym of the comparator": (
        {"So sánh": "Tối thiểu", "Giá trị": 12},
        "General",
        "12",
        None,
        "ít nhất 12 thư viện",
    ),
    "a falling target without comparator": (
        {"Đơn vị tính": "%", "Chiều": "giảm", "Giá trị": 4},
        "General",
        "4",
        None,
        "4%",
    ),
    "does not apply": ({"So sánh": "không áp dụng"}, "General", None, None, "không áp dụng"),
    "no level at all": ({"So sánh": "từ"}, "General", None, None, None),
    "qualitative": ({"Loại số": "định tính", "Giá trị": 5}, "General", "5", None, None),
}


@pytest.mark.parametrize("name", LEVELS)
def test_a_level_is_read_from_its_columns_without_doubt(name: str, tmp_path: Path) -> None:
    """Value, upper value and the level as it is said (a bare number bare); the number format belongs to the value."""
    cells, number_format, value, upper, level = LEVELS[name]
    table = one_target(tmp_path, cells, value=number_format, upper=number_format)
    exact = [None if one is None else Decimal(one) for one in (value, upper)]
    assert [table.columns["value"], table.columns["upper"], table.columns["level"]] == [
        [exact[0]],
        [exact[1]],
        [level],
    ]
    assert doubts(table) == []


WORDS: dict[str, tuple[Cells, str | None, str | None, Said]] = {
    "a range in words": (
        {"Đơn vị tính": "%", "Giá trị": "từ 50% - 70%"},
        "từ 50% đến 70%",
        "50",
        ("value", "read-as", {"value": "từ 50% - 70%", "read": "từ 50% đến 70%"}),
    ),
    "about, with a dot for thousands": (
        {"Giá trị": "khoảng 1.200"},
        "khoảng 1.200 thư viện",
        "1200",
        ("value", "read-as", {"value": "khoảng 1.200", "read": "khoảng 1.200 thư viện"}),
    ),
    "a number as text": (
        {"So sánh": "từ", "Giá trị": "05"},
        "ít nhất 5 thư viện",
        "5",
        ("value", "text-number", {"value": "05", "read": "5"}),
    ),
    "another scale in words": (
        {"Đơn vị tính": "triệu đồng/HTX/năm", "Giá trị": "gần 01 tỷ đồng/hợp tác xã"},
        "gần 1.000 triệu đồng/HTX/năm",
        "1000",
        ("value", "read-as", {"value": "gần 01 tỷ đồng/hợp tác xã", "read": "gần 1.000 triệu đồng/HTX/năm"}),
    ),
    "at least, behind": (
        {"Giá trị": "3 thư viện trở lên"},
        "ít nhất 3 thư viện",
        "3",
        ("value", "read-as", {"value": "3 thư viện trở lên", "read": "ít nhất 3 thư viện"}),
    ),
    "words that are no level": (
        {"Giá trị": "vài chục"},
        None,
        None,
        ("value", "not-of-kind", {"value": "vài chục", "kind": "số"}),
    ),
    "a truth value": (
        {"Giá trị": True},
        None,
        None,
        ("value", "not-of-kind", {"value": "TRUE", "kind": "số"}),
    ),
    "2-3 that became a date": (
        {"Giá trị": datetime(2026, 3, 2)},
        None,
        None,
        ("value", "date-accident", {"value": "02/03/2026", "read": "2-3"}),
    ),
    "an error value": (
        {"Giá trị": "#DIV/0!"},
        None,
        None,
        ("value", "error-value", {"value": "#DIV/0!"}),
    ),
    "a formula that was never calculated": ({"Giá trị": "=1+1"}, None, None, ("value", "uncalculated", {})),
    "a range written backwards": (
        {"So sánh": "trong khoảng", "Giá trị": 70, "Đến giá trị": 50},
        None,
        "70",
        ("value", "level", {"value": "70", "read": "khoảng ghi ngược, số sau nhỏ hơn số trước (70 - 50)"}),
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_what_is_no_plain_number_is_understood_and_told_or_explained(name: str, tmp_path: Path) -> None:
    """Words that can be understood are used, and how they were read is said; the rest is one doubt."""
    cells, level, value, said = WORDS[name]
    table = one_target(tmp_path, cells, value="d-mmm" if isinstance(cells["Giá trị"], datetime) else "General")
    assert doubts(table) == [said]
    assert table.columns["level"] == [level]
    assert table.columns["value"] == [None if value is None else Decimal(value)]


def test_a_figure_beyond_all_sense_is_refused_as_such(tmp_path: Path) -> None:
    """1e30 thư viện is no figure; it must not overflow the decimals of the frame."""
    table = one_target(tmp_path, {"Giá trị": 1e30})
    assert doubts(table)[0][1:] == (
        "not-of-kind",
        {"value": "1.000.000.000.000.000.000.000.000.000.000", "kind": "số hợp lý"},
    )
    assert table.frame()["value"].to_list() == [None]


def test_an_unknown_unit_of_measure_is_a_doubt_with_the_nearest_known(tmp_path: Path) -> None:
    """The unit's nouns are those of the catalogue; one letter wrong is not another unit."""
    table = one_target(tmp_path, {"Đơn vị tính": "thư vịên", "Giá trị": 5})
    assert doubts(table) == [("unit", "unknown-unit", {"value": "thư vịên", "meant": "thư viện"})]


# Codes


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("CT1", "CT1", "CT1"),
        (" ct 1 ", "CT1", "CT1"),
        (5, "5", "5"),
        (1.1, "1.1", "1.1"),
        (1000, "1000", "1000"),
    ],
)
def test_a_code_is_known_however_it_is_typed(tmp_path: Path, typed: object, code: str, text: str) -> None:
    """Small letters and blanks do not count; a code that Excel took for a number keeps its point and no dots."""
    table = one_target(tmp_path, {"Mã": typed, "Giá trị": 1})
    assert (table.columns["code"], table.columns["key"]) == ([code], [f"{text}/2030"])
    assert doubts(table) == []


def test_a_code_that_became_a_date_is_explained(tmp_path: Path) -> None:
    """1-1 typed as a code is 1 January to Excel: the code is lost, and said to be."""
    table = one_target(tmp_path, {"Mã": datetime(2026, 1, 1), "Giá trị": 1}, code="d-mmm")
    assert doubts(table) == [("code", "date-accident", {"value": "01/01/2026", "read": "1-1"})]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("T07; T08", ["T07", "T08"]),
        ("T07\nT08;", ["T07", "T08"]),
        ("NQ20/t07", ["NQ20/T07"]),
        ("T07, T08", ["T07", "T08"]),
        ("1,1; 1,2", ["1,1", "1,2"]),
        (1.1, ["1.1"]),
        (None, None),
    ],
)
def test_several_codes_stand_in_one_cell(tmp_path: Path, typed: object, codes: list[str] | None) -> None:
    """Separated by semicolons or line breaks; commas are understood too where they cannot be part of a code."""
    table = one_target(tmp_path, {"Mã cấp trên": typed, "Giá trị": 1})
    assert table.columns["higher_codes.items"] == [codes]


# Lists


@pytest.mark.parametrize(
    ("typed", "value"),
    [("ít nhất", "từ"), ("≥", "từ"), ("TRÊN", "trên"), ("hơn", "trên"), ("tối đa", "không quá"), ("<", "dưới")],
)
def test_a_lists_synonyms_are_its_value(tmp_path: Path, typed: str, value: str) -> None:
    """The spelling of the contract's list is what rules see."""
    table = one_target(tmp_path, {"So sánh": typed, "Giá trị": 1})
    assert (table.columns["comparator"], doubts(table)) == ([value], [])


def test_what_is_not_in_the_list_is_a_doubt_with_what_was_probably_meant(tmp_path: Path) -> None:
    """Without diacritics it is another word, but clear enough to ask."""
    listed = "từng đơn vị · cộng dồn · theo phân bổ · chỉ cấp này"
    table = one_target(tmp_path, {"Áp dụng cho cấp dưới": "tung don vi", "Giá trị": 1})
    said = {"value": "tung don vi", "choices": listed, "meant": "từng đơn vị"}
    assert doubts(table) == [("applies", "not-in-list", said)]
    assert table.columns["applies"] == ["tung don vi"]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("Có", ["Tất cả"]),
        ("Huyện; Xã", ["Huyện", "Xã"]),
        ("huyện, xã", ["Huyện", "Xã"]),
        ("Sở, ngành", ["Sở ngành"]),
        ("Sở ngành\nXã", ["Sở ngành", "Xã"]),
    ],
)
def test_several_levels_stand_in_one_cell(tmp_path: Path, typed: str, values: list[str]) -> None:
    """ "Sở, ngành" is one level although it holds a comma; "Có" is everyone."""
    cells = {"Mã": "N1", "Nhiệm vụ, giải pháp": "Tuyên truyền", "Cấp dưới phải triển khai": typed}
    table = read_rows(tmp_path, "Nhiệm vụ", [(cells, {})])
    assert (table.columns["owed_by.items"], doubts(table)) == ([values], [])


# Horizons and periods

HORIZONS: list[tuple[object, str, date | None, date | None]] = [
    (2030, "2030", date(2030, 1, 1), date(2030, 12, 31)),
    ("2030", "2030", date(2030, 1, 1), date(2030, 12, 31)),
    ("Năm 2030", "2030", date(2030, 1, 1), date(2030, 12, 31)),
    ("đến năm 2030", "2030", None, date(2030, 12, 31)),
    ("2026 – 2030", "2026-2030", date(2026, 1, 1), date(2030, 12, 31)),
    ("Hằng năm", "Hằng năm", None, None),
]


@pytest.mark.parametrize(("typed", "year", "start", "end"), HORIZONS)
def test_a_horizon_is_a_year_a_span_or_every_year(
    tmp_path: Path, typed: object, year: str, start: date | None, end: date | None
) -> None:
    """However the year is written, targets of one horizon have one key."""
    table = one_target(tmp_path, {"Năm đích": typed, "Giá trị": 1})
    assert (table.columns["year"], table.columns["key"]) == ([year], [f"CT1/{year}"])
    assert (table.columns["year.start"], table.columns["year.end"]) == ([start], [end])
    assert doubts(table) == []


@pytest.mark.parametrize("typed", [20, "kịp thời", 2030.5])
def test_a_horizon_that_is_no_time_is_a_doubt(tmp_path: Path, typed: object) -> None:
    """Nothing can be owed by the year 20."""
    table = one_target(tmp_path, {"Năm đích": typed, "Giá trị": 1})
    kind = "năm đích (2030, 2026-2030, Hằng năm)"
    assert doubts(table) == [("year", "not-of-kind", {"value": str(typed), "kind": kind})]


PERIODS: list[tuple[object, str, date | None, date | None, list[Said]]] = [
    ("2023-2025", "General", date(2023, 1, 1), date(2025, 12, 31), []),
    ("Quý III/2026", "General", date(2026, 7, 1), date(2026, 9, 30), []),
    (2024, "General", date(2024, 1, 1), date(2024, 12, 31), []),
    (datetime(2024, 6, 30), "dd/mm/yyyy", date(2024, 6, 30), date(2024, 6, 30), []),
    ("Thường xuyên", "General", None, None, []),
    (
        datetime(2024, 9, 1),
        "mmm-yy",
        date(2024, 9, 1),
        date(2024, 9, 30),
        [("time", "read-as", {"value": "01/09/2024", "read": "tháng 9/2024"})],
    ),
    (
        datetime(2026, 3, 2),
        "d-mmm",
        None,
        None,
        [("time", "date-accident", {"value": "02/03/2026", "read": "2-3"})],
    ),
]


@pytest.mark.parametrize(("typed", "number_format", "start", "end", "said"), PERIODS)
def test_a_period_is_read_from_words_years_and_dates(
    tmp_path: Path, typed: object, number_format: str, start: date | None, end: date | None, said: list[Said]
) -> None:
    """9/2024 that became 1 September is a month again; 2-3 that became a date is an accident to be explained."""
    cells = {"Mã": "NV1", "Nhiệm vụ, giải pháp": "Tuyên truyền", "Thời gian thực hiện": typed}
    table = read_rows(tmp_path, "Nhiệm vụ", [(cells, {"Thời gian thực hiện": number_format})])
    assert (table.columns["time.start"], table.columns["time.end"]) == ([start], [end])
    assert doubts(table) == said


@pytest.mark.parametrize(
    ("typed", "value", "said"),
    [
        (2022, 2022, []),
        ("năm 2022", 2022, []),
        (datetime(2022, 5, 1), 2022, [("base_year", "read-as", {"value": "01/05/2022", "read": "2022"})]),
        (45, None, [("base_year", "not-of-kind", {"value": "45", "kind": "năm (bốn chữ số)"})]),
    ],
)
def test_a_base_year_is_a_year(tmp_path: Path, typed: object, value: int | None, said: list[Said]) -> None:
    """Four digits, with or without the word; a date's year is taken and told."""
    table = one_target(tmp_path, {"Năm gốc": typed, "Giá trị": 1})
    assert (table.columns["base_year"], doubts(table)) == ([value], said)


# What a table says about its rows


def test_a_row_whose_code_is_another_rows_group_is_a_heading(tmp_path: Path) -> None:
    """Contract §1: no lead, time or product is asked of it."""
    rows: list[tuple[Cells, dict[str, str]]] = [
        ({"Mã": code, "Nhóm": group, "Nhiệm vụ, giải pháp": "Việc"}, {})
        for code, group in (("NV1", None), ("NV1.1", "nv1"), ("NV2", None))
    ]
    assert read_rows(tmp_path, "Nhiệm vụ", rows).columns["heading"] == [True, False, False]


def test_duy_tri_in_the_wording_makes_a_kept_level(tmp_path: Path) -> None:
    """A level that is to be kept may stand still between horizons."""
    table = one_target(tmp_path, {"Chỉ tiêu": "Duy trì 100% thôn có tủ sách", "Đơn vị tính": "%", "Giá trị": 100})
    assert table.columns["level.maintained"] == [True]


def test_every_typed_cell_knows_its_address(tmp_path: Path) -> None:
    """Each cell of the file is found again under the address that its table, row and column give."""
    path = write_plan(tmp_path / "plan.xlsx")
    book = load_workbook(path)
    page = book["Chỉ tiêu"]
    assert isinstance(page, Worksheet)
    page.insert_rows(1, 3)
    page.insert_cols(2, 2)
    page.insert_rows(7, 2)
    book.save(path)
    layout = find_tables(read(path), PLAN)
    addresses = {
        str(layout.tables["targets"].where(row, column.name)): layout.tables["targets"].raw(row, column.name)
        for row in layout.tables["targets"].rows
        for column in PLAN.by_name["targets"].columns
    }
    written = {
        f"{get_column_letter(cell.column)}{cell.row}": cell.value
        for row in page.iter_rows(min_row=5)
        for cell in row
        if cell.value is not None
    }
    assert {at: value for at, value in addresses.items() if value is not None} == written
    table = read_table(layout.tables["targets"], CONTEXT)
    assert table.columns["_row"] == [5, 6, 9, 10, 11, 12]
    assert table.level(9) == table.levels[2]


@pytest.mark.parametrize("name", [spec.name for spec in PLAN.tables if not spec.optional])
def test_a_frame_has_every_column_the_schema_promises_in_its_type(name: str, tmp_path: Path) -> None:
    """Absent columns are there as null: rules never meet a column that is not there."""
    path = write_plan(tmp_path / "plan.xlsx")
    layout = find_tables(read(path), PLAN).tables[name]
    frame = read_table(layout, CONTEXT).frame()
    assert dict(frame.schema) == {column: polars_type(kind) for column, kind in schema(PLAN.by_name[name]).items()}
    assert frame.height == len(layout.rows)


def test_an_absent_column_is_null_and_has_no_address(tmp_path: Path) -> None:
    """What the workbook lacks as a whole cannot be marked in a row."""
    path = write_plan(tmp_path / "plan.xlsx", ("| Ghi chú |", "| Người nhập |"))
    layout = find_tables(read(path), PLAN).tables["targets"]
    table = read_table(layout, CONTEXT)
    assert (layout.where(2, "note"), layout.where(None, "note"), table.columns["note"]) == (None, None, [None] * 6)


TYPED_WORDS = (
    "Thư viện xã", "Thư viện xã", None, "-", "…", "(a)", "|", "CT1", "ct 1.2", "a-b", "–", "x – y", " đầu", "cuối ",
    "hai  dấu cách", "một\nhai", "hoa\u0301", "\u200bẩn", "a\u00a0b", "²", "1", "!", "tổ | nhóm", "a |", "| a",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_of_words_says_the_same_read_at_once_or_cell_by_cell(kind: str) -> None:
    spec = next(column for table in PLAN.tables for column in table.columns if column.kind == kind)
    at_once = 0
    for one in TYPED_WORDS:
        for other in TYPED_WORDS:
            values = [one, None, other]
            told = plain_words(values, kind)
            at_once += told is not None
            read = [read_cell(spec, value, None) for value in values]
            single = [cell.value if kind == "code" else cell.text for cell in read]
            assert told in (None, single), values
    assert at_once > 100
    assert plain_words(["a", Decimal(1)], kind) is None


def test_rows_that_say_the_same_are_equal_in_every_column_and_others_are_not(tmp_path: Path) -> None:
    same: Cells = {
        "Mã": "NV1",
        "Nhiệm vụ, giải pháp": "Mở lớp",
        "Thời gian thực hiện": "Quý IV/2024",
        "Đơn vị chủ trì": "Sở Tài chính",
    }
    rows: list[tuple[Cells, dict[str, str]]] = [(same, {}), (same | {"Thời gian thực hiện": "2025"}, {}), (same, {})]
    table = read_rows(tmp_path, "Nhiệm vụ", rows)
    first, second, third = ({name: table.columns[name][at] for name in table.columns} for at in range(3))
    assert (first.pop("_row"), second.pop("_row"), third.pop("_row")) == (2, 3, 4)
    assert first == third
    assert {name for name in first if first[name] != second[name]} == {
        "time", "time.start", "time.start_until", "time.start_grain", "time.end", "time.end_from",
        "time.end_latest", "time.end_grain",
    }  # fmt: skip
    assert table.frame().drop("_row").rows(named=True)[1] == second


def test_tables_beneath_each_other_keep_what_each_of_them_says(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    named: Cells = {"Mã": "NV1", "Nhiệm vụ, giải pháp": "Mở lớp"}
    rows: list[tuple[Cells, dict[str, str]]] = [(named | {"Đơn vị chủ trì": "Sở Tài chính"}, {}), (named, {})]
    one = read_rows(folders[0], "Nhiệm vụ", rows)
    other = read_rows(
        folders[1], "Nhiệm vụ", [(named | {"Thời gian thực hiện": "2025", "Đơn vị chủ trì": "Sở Y tế"}, {})]
    )
    both = stacked([one.columns, other.columns], schema(one.spec))
    assert both.rows() == [*one.frame().rows(), *other.frame().rows()]
    assert both["lead"].to_list() == ["Sở Tài chính", None, "Sở Y tế"]
    assert both.schema == one.frame().schema
