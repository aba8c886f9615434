"""Workbooks made by other programs read as those programs wrote them, and as another reader reads them."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font

from ktt_check.workbook import CellNote, Sheet, Value, Workbook, read, start_reading

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="_"), min_size=1, max_size=40)
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-9.99e307, 9.99e307, allow_subnormal=False),
    st.decimals("-1000", "1000", places=2).map(float),
)
DATES = st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0))
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 30)), st.one_of(TEXT, NUMBERS, st.booleans(), DATES), max_size=30
)


def write(path: Path, sheets: list[dict[tuple[int, int], object]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy hh:mm"}) as workbook:
        for cells in sheets:
            sheet = workbook.add_worksheet()
            for (row, column), value in cells.items():
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)


def as_calamine_says(value: object) -> object:
    """Its types in ours: numbers and days; a day of its own stands for midnight."""
    match value:
        case bool() | str() | datetime():
            return value
        case date():
            return datetime.combine(value, time())
        case int() | float():
            return float(value)
    raise AssertionError(value)


def as_float(value: Value) -> object:
    return float(value) if isinstance(value, Decimal) else value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets=st.lists(CELLS, min_size=1, max_size=3))
def test_an_ordinary_workbook_reads_as_another_reader_reads_it(
    sheets: list[dict[tuple[int, int], object]], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    write(path, sheets)
    theirs = python_calamine.CalamineWorkbook.from_path(str(path))
    ours = read(path)
    assert [sheet.name for sheet in ours.sheets] == theirs.sheet_names
    for number, sheet in enumerate(ours.sheets):
        rows = theirs.get_sheet_by_index(number).to_python(skip_empty_area=False)
        expected = {
            (row, column): as_calamine_says(value)
            for row, cells in enumerate(rows, 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        read_ = {(row, column): as_float(value) for row, cells in sheet.rows.items() for column, value in cells.items()}
        assert read_.keys() == expected.keys()
        for place, value in expected.items():
            ours_here = read_[place]
            if isinstance(value, datetime):
                assert isinstance(ours_here, datetime)
                assert abs(ours_here - value) <= timedelta(milliseconds=1)
            else:
                assert ours_here == value


def test_a_workbook_of_xlsxwriter_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    with xlsxwriter.Workbook(path) as workbook:
        percent = workbook.add_format({"num_format": "0%"})
        struck = workbook.add_format({"font_strikeout": True})
        sheet = workbook.add_worksheet("Chỉ tiêu")
        sheet.write_rich_string("A1", "Mã ", workbook.add_format({"bold": True}), "số")
        sheet.write_number("B2", 0.6, percent)
        sheet.write_string("C2", "=1+1", struck)
        sheet.write_formula("D2", "=1/3", None, 0.333)
        sheet.write_formula("E2", "=1+1", None, "")
        sheet.write_formula("F2", "=NA()", None, "#N/A")
        sheet.write_array_formula("A4:A5", "{=B2:B3}", None, 0.6)
        sheet.write_datetime("G2", datetime(2024, 3, 2), workbook.add_format({"num_format": "d-mmm"}))
        sheet.write_blank("H2", None, struck)
        sheet.merge_range("A7:C8", "gộp")
        sheet.write_comment("B2", "Sở KHĐT: xem lại")
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_column("J:K", None, None, {"hidden": True})
        workbook.add_worksheet("Danh mục").hide()
        workbook.define_name("Năm_đích", "='Chỉ tiêu'!$A$1")
    read_ = read(path)
    assert read_.defined_names == {"Năm_đích": "'Chỉ tiêu'!$A$1"}
    assert read_.sheets == (
        Sheet(
            name="Chỉ tiêu",
            hidden=False,
            rows={
                1: {1: "Mã số"},
                2: {2: Decimal("0.6"), 3: "=1+1", 4: Decimal("0.333"), 7: datetime(2024, 3, 2)},
                4: {1: Decimal("0.6")},
                5: {1: Decimal(0)},
                7: {1: "gộp"},
            },
            notes={
                (2, 2): CellNote(number_format="0%"),
                (2, 3): CellNote(struck=True),
                (2, 4): CellNote(formula=True),
                (2, 5): CellNote(formula=True, uncalculated=True),
                (2, 6): CellNote(formula=True, error="#N/A"),
                (2, 7): CellNote(number_format="d-mmm"),
                (4, 1): CellNote(formula=True),
                (5, 1): CellNote(formula=True),
            },
            hidden_rows=frozenset({10}),
            hidden_columns=frozenset({10, 11}),
            merges=((7, 1, 8, 3),),
            comments={(2, 2): "Sở KHĐT: xem lại"},
        ),
        Sheet("Danh mục", True, {}, {}, frozenset(), frozenset(), (), {}),
    )


def make_with_openpyxl(path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Nhiệm vụ"
    for row in (["Mã", "Nhiệm vụ, giải pháp", "Thời hạn"], ["NV1", "Tuyên truyền\nvà tập huấn", None]):
        sheet.append(row)
    sheet["C2"] = datetime(2024, 9, 1)
    sheet["C2"].number_format = "mmm-yy"
    sheet["C3"] = 0.6
    sheet["C3"].number_format = "0%"
    sheet["A3"] = "bỏ"
    sheet["A3"].font = Font(strike=True)
    sheet["B3"] = "=1/3"
    sheet["A1"].comment = Comment("Ghi chú của xã", "UBND xã")
    sheet["D3"] = True
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.merge_cells("A5:B6")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook.save(path)


def as_openpyxl_wrote(sheet: Sheet, *, calculated: bool) -> None:
    """Checks the sheet of ``make_with_openpyxl``; LibreOffice has calculated its formula."""
    third = {2: sheet.rows[3][2]} if calculated else {}
    assert sheet.rows == {
        1: {1: "Mã", 2: "Nhiệm vụ, giải pháp", 3: "Thời hạn"},
        2: {1: "NV1", 2: "Tuyên truyền\nvà tập huấn", 3: datetime(2024, 9, 1)},
        3: {1: "bỏ", **third, 3: Decimal("0.6"), 4: True},
    }
    if calculated:
        assert abs(Decimal(str(third[2])) - Decimal(1) / 3) < Decimal("1e-14")
    assert sheet.notes[3, 1] == CellNote(struck=True)
    assert sheet.notes[3, 2] == CellNote(formula=True, uncalculated=not calculated)
    assert sheet.notes[3, 3] == CellNote(number_format="0%")
    assert sheet.notes[2, 3].number_format in ("mmm-yy", "mmm\\-yy")
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {4}
    assert sheet.merges == ((5, 1, 6, 2),)
    assert sheet.comments.keys() == {(1, 1)}
    assert "Ghi chú của xã" in sheet.comments[1, 1]


def test_a_workbook_of_openpyxl_reads_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    make_with_openpyxl(path)
    as_openpyxl_wrote(read(path).sheets[0], calculated=False)


def saved_by_libreoffice(path: Path, folder: Path) -> Workbook:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing, and in CI nothing is skipped")
        pytest.skip("LibreOffice is not installed: what it saves was NOT read")
    profile = (folder / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, str(folder / "saved"), str(path)], check=True, capture_output=True, timeout=120)
    return start_reading(folder / "saved" / path.name).result()


def test_a_workbook_saved_by_libreoffice_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    make_with_openpyxl(path)
    as_openpyxl_wrote(saved_by_libreoffice(path, tmp_path).sheets[0], calculated=True)
