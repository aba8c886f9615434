"""Tables are found by sheet and header, whatever people did to the form (contract §1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment

from ktt_check.forms import PLAN, REPORT
from ktt_check.identity import identify
from ktt_check.layout import Layout, TableLayout, find_tables, our_sheet, recognise
from ktt_check.workbook import read

from journey_runner import run_check, sheet, write_plan, write_programme

TARGETS = "Chỉ tiêu"
TASKS = "Nhiệm vụ"
INFO = "Thông tin"

Change = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("layout") / "plan.xlsx")


def changed(plain: Path, folder: Path, change: Change) -> Path:
    """A copy of the clean plan that somebody changed in a spreadsheet program."""
    book = load_workbook(plain)
    change(book)
    target = folder / "changed.xlsx"
    book.save(target)
    return target


def layout_of(path: Path) -> Layout:
    return find_tables(read(path), PLAN)


def cells(table: TableLayout, column: str) -> list[tuple[str | None, str]]:
    """The addresses and stored values of one column."""
    return [(table.where(row, column), str(table.raw(row, column))) for row in table.rows]


CODES = ["CT1", "CT1", "CT2", "CT3", "CT4", "CT5"]


def test_the_clean_plan_has_every_table_where_it_was_written(plain: Path) -> None:
    """Four sheets, none missing, each column at its printed place."""
    layout = layout_of(plain)
    assert list(layout.tables) == ["document", "references", "targets", "tasks"]
    assert layout.missing == ()
    table = layout.tables["targets"]
    assert (table.header_row, table.rows) == (1, (2, 3, 4, 5, 6, 7))
    assert list(table.columns.values()) == list(range(1, 20))
    assert cells(table, "code") == [(f"B{row}", code) for row, code in zip(range(2, 8), CODES, strict=True)]
    assert table.where(None, "higher_codes") == "N1"


def test_rows_inserted_above_the_header_move_the_addresses(plain: Path, tmp_path: Path) -> None:
    """A title, a subtitle and blank rows may stand above the table."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_rows(1, 5)
        page["A1"] = "UBND HUYỆN NAM ĐÀN"
        page["C3"] = "BIỂU CHỈ TIÊU"

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert (table.header_row, table.rows) == (6, (7, 8, 9, 10, 11, 12))
    assert cells(table, "value")[0] == ("K7", "40")


def test_columns_may_be_moved_and_added(plain: Path, tmp_path: Path) -> None:
    """The address follows the header's text, not its position; a column that is not ours is passed over."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_cols(2, 2)
        page["B1"] = "Ghi nhận của phòng chuyên môn"
        page["B2"] = "đã rà soát"
        for row in range(1, 8):
            moved = page.cell(row, 4)
            page.cell(row, 30).value = moved.value
            moved.value = None

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert table.columns["code"] == 30
    assert cells(table, "code")[0] == ("AD2", "CT1")
    assert table.where(None, "title") == "E1"
    assert table.rows == (2, 3, 4, 5, 6, 7)


def test_a_group_heading_merged_over_columns_is_no_column(plain: Path, tmp_path: Path) -> None:
    """In a two-row header the columns under the group heading are named by the second row, and marked there."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_rows(2)
        for column in range(1, 20):
            if column not in (10, 11, 12):
                page.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)
        for column in (10, 11, 12):
            page.cell(2, column).value = page.cell(1, column).value
        page["J1"] = "Mức phấn đấu"
        page["K1"], page["L1"] = None, None
        page.merge_cells("J1:L1")

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert (table.header_row, table.rows) == (1, (3, 4, 5, 6, 7, 8))
    assert (table.where(None, "value"), table.where(None, "code")) == ("K2", "B1")
    assert cells(table, "value")[0] == ("K3", "40")


def test_a_group_heading_may_leave_but_one_column_beside_it(tmp_path: Path) -> None:
    """A small table in two rows: "Nội dung" over Tên, Tên gọi khác, Thuộc; only Loại reaches over both."""

    def change(book: Workbook) -> None:
        page = sheet(book, "Danh mục")
        page.insert_rows(2)
        page.merge_cells("A1:A2")
        for column in (2, 3, 4):
            page.cell(2, column).value = page.cell(1, column).value
        page["B1"] = "Nội dung"
        page["C1"], page["D1"] = None, None
        page.merge_cells("B1:D1")

    table = layout_of(changed(write_programme(tmp_path / "programme.xlsx"), tmp_path, change)).tables["catalogue"]
    assert (table.where(None, "kind"), table.where(None, "name"), table.rows[0]) == ("A1", "B2", 3)


def test_a_group_heading_that_is_itself_a_columns_name_is_understood(plain: Path, tmp_path: Path) -> None:
    """ "Giá trị" over So sánh, Giá trị, Đến giá trị is the group; the column is the one beneath."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_rows(2)
        for column in (10, 11, 12):
            page.cell(2, column).value = page.cell(1, column).value
        page["J1"], page["K1"], page["L1"] = "Giá trị", None, None
        page.merge_cells("J1:L1")

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert (table.columns["comparator"], table.columns["value"], table.columns["upper"]) == (10, 11, 12)
    assert table.rows == (3, 4, 5, 6, 7, 8)


@pytest.mark.parametrize(
    ("column", "spelling"),
    [
        ("base", "PHẠM VI TÍNH"),
        ("base", "  Phạm  vi\ntính "),
        ("base", unicodedata.normalize("NFD", "Phạm vi tính")),
        ("base", "Phạm vi tính"),
        ("kind", "Loại số (*)"),
        ("kind", "Loại số(1)"),
        ("kind", "Loại số ¹"),
        ("kind", "Loại số [2]"),
        ("kind", "Loại số **:"),
        ("title", "Tên chỉ tiêu"),
        ("unit", "ĐVT"),
        ("ordinal", "STT"),
        ("ordinal", "Số TT"),
        ("code", "Mã chỉ tiêu"),
    ],
)
def test_a_header_is_known_in_any_spelling(plain: Path, tmp_path: Path, column: str, spelling: str) -> None:
    """Case, blanks, line breaks, NFD, NBSP, footnote marks and the aliases of the contract do not count."""
    at = layout_of(plain).tables["targets"].columns[column]

    def change(book: Workbook) -> None:
        sheet(book, TARGETS).cell(1, at).value = spelling

    assert layout_of(changed(plain, tmp_path, change)).tables["targets"].columns[column] == at


@pytest.mark.parametrize(
    ("column", "spelling"),
    [
        ("title", "Nội dung nhiệm vụ"),
        ("title", "Nội dung"),
        ("lead", "Cơ quan chủ trì"),
        ("lead", "Cơ quan thực hiện"),
        ("coordinator", "Cơ quan phối hợp"),
        ("time", "Thời hạn"),
        ("time", "Mốc hoàn thành"),
        ("time", "Tiến độ"),
        ("product", "Sản phẩm đầu ra"),
        ("product", "Kết quả"),
    ],
)
def test_each_alias_of_a_task_column_is_taken(plain: Path, tmp_path: Path, column: str, spelling: str) -> None:
    """The aliases in brackets of contract §1."""
    at = layout_of(plain).tables["tasks"].columns[column]

    def change(book: Workbook) -> None:
        sheet(book, TASKS).cell(1, at).value = spelling

    assert layout_of(changed(plain, tmp_path, change)).tables["tasks"].columns[column] == at


def test_old_and_new_tone_placement_name_the_same_label(plain: Path, tmp_path: Path) -> None:
    """The labels of Thông tin are as tolerant as headers: case, colon, tone placement."""

    def change(book: Workbook) -> None:
        page = sheet(book, INFO)
        page["A2"] = "loại biểu:"
        page["A8"] = "Tỉnh, thành phố (*)"
        page["B8"] = "Khánh Hoà"

    identity = identify(layout_of(changed(plain, tmp_path, change)))
    assert (identity.form.title, identity.province) == ("Kế hoạch", "Khánh Hoà")


def test_hidden_rows_columns_and_sheets_are_read(plain: Path, tmp_path: Path) -> None:
    """What is hidden still counts: a commitment does not vanish with its row."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.row_dimensions[3].hidden = True
        page.column_dimensions["B"].hidden = True
        sheet(book, TASKS).sheet_state = "hidden"

    layout = layout_of(changed(plain, tmp_path, change))
    assert cells(layout.tables["targets"], "code")[1] == ("B3", "CT1")
    assert [code for _, code in cells(layout.tables["tasks"], "code")] == ["NV1", "NV1.1", "NV2", "NV2.1", "NV2.2"]


def test_a_seen_sheet_is_preferred_to_a_hidden_one_and_to_a_copy(plain: Path, tmp_path: Path) -> None:
    """A copy "(2)" that Excel made, or an old hidden sheet, does not take the place of the table."""

    def change(book: Workbook) -> None:
        old = book.copy_worksheet(sheet(book, TARGETS))
        old.title = "Chỉ tiêu (2)"
        old["K2"] = 1
        book.move_sheet(old, -5)
        hidden = book.copy_worksheet(sheet(book, TARGETS))
        hidden.title = "Chỉ tiêu."
        hidden.sheet_state = "hidden"
        book.move_sheet(hidden, -6)

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert (table.sheet.name, table.raw(2, "value")) == ("Chỉ tiêu", 40)


@pytest.mark.parametrize(
    "numbers",
    [
        [f"({n})" for n in range(1, 20)],
        list(range(1, 20)),
        [*"ABC", *range(1, 17)],
        [*map(str, range(1, 12)), "12=10+11", *map(str, range(13, 20))],
    ],
)
def test_the_line_of_column_numbers_is_no_row(plain: Path, tmp_path: Path, numbers: list[object]) -> None:
    """(1) (2) (3), 1 2 3 or A B 1 right under the header belong to the header."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_rows(2)
        for column, number in enumerate(numbers, 1):
            page.cell(2, column).value = number  # type: ignore[assignment]

    assert layout_of(changed(plain, tmp_path, change)).tables["targets"].rows == (3, 4, 5, 6, 7, 8)


def test_reading_never_stops_at_blank_rows_or_columns(plain: Path, tmp_path: Path) -> None:
    """Two hundred blank rows and a blank column in the middle lose nothing."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_cols(5)
        page.insert_rows(4, 200)

    table = layout_of(changed(plain, tmp_path, change)).tables["targets"]
    assert table.rows == (2, 3, 204, 205, 206, 207)
    assert cells(table, "value")[-1] == ("L207", "25")


def test_a_row_of_blanks_and_a_lone_ordinal_are_no_rows(plain: Path, tmp_path: Path) -> None:
    """Blanks typed into a cell, or a number prepared in the TT column, hold nothing."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page["C8"] = "   "
        page["A9"] = 8

    assert layout_of(changed(plain, tmp_path, change)).tables["targets"].rows == (2, 3, 4, 5, 6, 7)


def test_a_heading_merged_across_the_table_is_no_row(plain: Path, tmp_path: Path) -> None:
    """ "A. Chỉ tiêu đến năm 2025" over the whole width divides the table; the same text in its cell is a row."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.insert_rows(4)
        page["B4"] = "B. Chỉ tiêu đến năm 2030"
        page.merge_cells("B4:S4")
        page["C9"] = "C. Chỉ tiêu khác"

    assert layout_of(changed(plain, tmp_path, change)).tables["targets"].rows == (2, 3, 5, 6, 7, 8, 9)


def test_an_error_value_or_an_uncalculated_formula_makes_a_row(plain: Path, tmp_path: Path) -> None:
    """A row that holds nothing but #N/A or a formula without value is there, though no value is stored."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page["K9"] = "#N/A"
        page["K11"] = "=SUM(K2:K7)"

    assert layout_of(changed(plain, tmp_path, change)).tables["targets"].rows == (2, 3, 4, 5, 6, 7, 9, 11)


@pytest.mark.parametrize("name", ["CHỈ TIÊU", "chỉ  tiêu", "Chỉ tiêu (1)", "Chỉ tiêu."])
def test_a_sheets_name_is_known_in_any_spelling(plain: Path, tmp_path: Path, name: str) -> None:
    """Case, blanks, a full stop or a copy's number do not count."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.title = "x"
        page.title = name

    layout = layout_of(changed(plain, tmp_path, change))
    assert layout.missing == ()
    assert layout.tables["targets"].sheet.name == name


def test_a_renamed_sheet_is_found_by_its_header(plain: Path, tmp_path: Path) -> None:
    """Sheet1 and Sheet2 serve when they have every needed column; their own names stay in what is told."""

    def change(book: Workbook) -> None:
        sheet(book, TARGETS).title = "Sheet1"
        sheet(book, TASKS).title = "Biểu 2"
        sheet(book, "Căn cứ").title = "Sheet3"

    layout = layout_of(changed(plain, tmp_path, change))
    assert layout.missing == ()
    assert {name: table.sheet.name for name, table in layout.tables.items()} == {
        "document": "Thông tin",
        "references": "Sheet3",
        "targets": "Sheet1",
        "tasks": "Biểu 2",
    }


def test_a_renamed_sheet_without_a_needed_column_is_missing(plain: Path, tmp_path: Path) -> None:
    """A sheet of another name and without Mã cấp trên could be anything: the table is missed, and told as such."""

    def change(book: Workbook) -> None:
        page = sheet(book, TARGETS)
        page.title = "Sheet1"
        page["N1"] = "Mã khác"

    layout = layout_of(changed(plain, tmp_path, change))
    assert [spec.sheet for spec in layout.missing] == ["Chỉ tiêu"]
    assert "targets" not in layout.tables


def test_a_renamed_sheet_of_labels_is_found_by_its_labels(plain: Path, tmp_path: Path) -> None:
    """Thông tin under another name is known by Loại biểu and most of the other labels."""

    def change(book: Workbook) -> None:
        sheet(book, INFO).title = "Trang bìa"

    path = changed(plain, tmp_path, change)
    layout = layout_of(path)
    assert layout.missing == ()
    assert layout.tables["document"].sheet.name == "Trang bìa"
    assert identify(layout).name == "88/KH-UBND ngày 20/5/2023"
    assert recognise(read(path)) is PLAN


def test_labels_and_contents_may_be_merged_moved_and_numbered(plain: Path, tmp_path: Path) -> None:
    """Labels merged over two columns, an ordinal before them, contents merged and pushed to the right."""

    def change(book: Workbook) -> None:
        page = sheet(book, INFO)
        page.insert_cols(1)
        page.insert_cols(3)
        page.insert_rows(1, 2)
        page["A1"] = "THÔNG TIN CHUNG"
        for row in range(3, 20):
            page.cell(row, 1).value = row - 3
            page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            page.merge_cells(start_row=row, end_row=row, start_column=4, end_column=6)
            page.cell(row, 4).alignment = Alignment(wrap_text=True)

    layout = layout_of(changed(plain, tmp_path, change))
    table = layout.tables["document"]
    assert (table.where(4, "form_kind"), table.where(None, "number")) == ("D4", "D11")
    assert identify(layout).issuer == "UBND huyện Nam Đàn"


def test_a_hint_beside_an_empty_content_is_not_its_content(plain: Path, tmp_path: Path) -> None:
    """A third column with hints does not fill what the unit left empty."""

    def change(book: Workbook) -> None:
        page = sheet(book, INFO)
        page["C1"] = "Hướng dẫn"
        page["B9"] = None
        page["C9"] = "Ví dụ: 15/KH-UBND"

    layout = layout_of(changed(plain, tmp_path, change))
    assert (layout.tables["document"].where(None, "number"), identify(layout).number_text) == ("B9", None)


def test_without_a_header_the_next_filled_cell_is_the_content(plain: Path, tmp_path: Path) -> None:
    """Contents two columns away from their labels are found where no header says which column they stand in."""

    def change(book: Workbook) -> None:
        page = sheet(book, INFO)
        page.delete_rows(1)
        page.insert_cols(2)

    layout = layout_of(changed(plain, tmp_path, change))
    assert layout.tables["document"].where(None, "issuer") == "C6"
    assert identify(layout).issuer == "UBND huyện Nam Đàn"


def test_our_own_result_sheet_is_not_read_as_data(tmp_path: Path) -> None:
    """The sheet that the hidden name _ktt_check points to is passed over, wherever it stands and whatever its name."""
    plan, programme = write_plan(tmp_path / "a.xlsx", ("| từ | 40 |", "| từ | 400 |")), tmp_path / "p.xlsx"
    write_programme(programme)
    assert run_check(str(plan), "--against", str(programme)).status == 1
    book = load_workbook(tmp_path / "a.ket-qua.xlsx")
    result = sheet(book, "Kết quả kiểm tra")
    result.title = "Chỉ tiêu (9)"
    for column, spec in enumerate(PLAN.by_name["targets"].columns, 1):
        result.cell(150, column).value = spec.header
    book.defined_names["_ktt_check"].attr_text = "'Chỉ tiêu (9)'!$A$1"
    del book["Chỉ tiêu"]
    book.save(tmp_path / "b.xlsx")
    workbook = read(tmp_path / "b.xlsx")
    assert our_sheet(workbook) == "Chỉ tiêu (9)"
    assert [spec.name for spec in find_tables(workbook, PLAN).missing] == ["targets"]
    del book.defined_names["_ktt_check"]
    book.save(tmp_path / "c.xlsx")
    assert find_tables(read(tmp_path / "c.xlsx"), PLAN).tables["targets"].header_row == 150


def test_the_report_form_is_recognised_by_its_kind(tmp_path: Path) -> None:
    """Loại biểu decides, in any spelling; without it the tables do."""
    book = Workbook()
    page = sheet(book, "Sheet")
    page.title = "Thông tin"
    page.append(["Mục", "Nội dung"])
    page.append(["Loại biểu", "BÁO CÁO  tiến độ"])
    book.save(tmp_path / "report.xlsx")
    assert recognise(read(tmp_path / "report.xlsx")) is REPORT
    page["B2"] = None
    progress = book.create_sheet("Tiến độ chỉ tiêu")
    progress.append([column.header for column in REPORT.by_name["target_progress"].columns])
    book.save(tmp_path / "report.xlsx")
    assert recognise(read(tmp_path / "report.xlsx")) is REPORT


def test_a_workbook_that_is_no_form_is_not_recognised(tmp_path: Path) -> None:
    """A workbook with neither Loại biểu nor any table of a form."""
    book = Workbook()
    sheet(book, "Sheet").append(["Họ tên", "Ngày sinh", "Ghi chú"])
    book.save(tmp_path / "other.xlsx")
    assert recognise(read(tmp_path / "other.xlsx")) is None


def test_a_header_far_down_is_found_and_one_beyond_two_hundred_rows_is_not(plain: Path, tmp_path: Path) -> None:
    """A long preface is allowed; an endless one is no header search."""
    table = layout_of(changed(plain, tmp_path, lambda book: sheet(book, TARGETS).insert_rows(1, 199)))
    assert table.tables["targets"].header_row == 200
    beyond = layout_of(changed(plain, tmp_path, lambda book: sheet(book, TARGETS).insert_rows(1, 200)))
    assert [spec.name for spec in beyond.missing] == ["targets"]
