"""The sheet ``Kết quả kiểm tra``: what it says, how it is used, and that user text stays text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ktt_check.annotate import ResultSheet, annotate, result_sheet

from rich_workbooks import mark, opened, parts_of, plain_plan, result, row

COLUMNS = [
    "STT",
    "Mã quy tắc",
    "Mức độ",
    "Trang tính",
    "Ô",
    "Nội dung",
    "Giá trị hiện tại",
    "Yêu cầu",
    "Chênh lệch",
    "Căn cứ",
    "Cách sửa",
    "Trạng thái",
    "Giải trình",
    "Ý kiến thẩm định",
    "Lý do",
]


def sheet_of(tmp_path: Path, told: ResultSheet) -> Worksheet:
    """The result sheet as openpyxl reads it from an annotated workbook."""
    annotate(plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", [], told)
    sheet = opened(tmp_path / "b.xlsx")["Kết quả kiểm tra"]
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(sheet: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in sheet[number]]


def links(sheet: Worksheet) -> dict[str, str | None]:
    return {cell.coordinate: cell.hyperlink.location for (cell,) in sheet["E5:E20"] if cell.hyperlink is not None}


def test_a_finding_is_one_row_under_the_columns_of_the_contract(tmp_path: Path) -> None:
    told = result(row(3, explanation="Đã đăng ký.", opinion="Chấp nhận giải trình", reason="Có căn cứ"))
    sheet = sheet_of(tmp_path, told)
    assert texts(sheet, 4) == [*COLUMNS, "Mã nhận dạng"]
    assert texts(sheet, 5) == [
        3,
        "CT02",
        "■ Lỗi",
        "Chỉ tiêu",
        "F4",
        "Chỉ tiêu thấp hơn cấp trên.",
        "từ 50 %",
        "trên 60 %",
        "thấp hơn 10 điểm phần trăm",
        "Nghị quyết 20-NQ/TW",
        "Nâng chỉ tiêu.",
        "Mới",
        "Đã đăng ký.",
        "Chấp nhận giải trình",
        "Có căn cứ",
        "d.0003",
    ]


def test_the_head_says_verdict_counts_facts_and_what_was_not_checked(tmp_path: Path) -> None:
    told = result(row(), notes=("Một giải trình cũ không còn ứng với nội dung nào.",))
    sheet = sheet_of(tmp_path, told)
    assert sheet["A1"].value == "Kết quả kiểm tra: 363/KH-UBND"
    assert sheet["A2"].value == "Kế hoạch có 1 lỗi phải sửa."
    counts = [sheet.cell(2, column).value for column in range(7, 11)]
    assert counts == ["■ Lỗi: 1", "▲ Cảnh báo: 0", "● Lưu ý: 0", "Chưa kiểm tra được: 1"]
    assert sheet["A3"].value == "Cơ sở kiểm tra\nCấp trên: Nghị quyết 20-NQ/TW\nBộ quy tắc: bản 1.0"
    assert sheet["G3"].value == "Chưa kiểm tra được\nCăn cứ, dòng 4: chưa có văn bản này"
    assert sheet["L3"].value == "Ghi chú\nMột giải trình cũ không còn ứng với nội dung nào."


def test_what_has_no_room_in_the_head_stands_in_full_under_the_table(tmp_path: Path) -> None:
    unchecked = tuple((f"Chỗ {n}", "vì văn bản cấp trên chưa có trong kho biểu") for n in range(30))
    sheet = sheet_of(tmp_path, result(row(), unchecked=unchecked))
    head = str(sheet["G3"].value).split("\n")
    assert head[-1] == f"… và {30 - (len(head) - 2)} nội dung khác, xem dưới bảng."
    below = [(sheet.cell(n, 1).value, sheet.cell(n, 6).value) for n in range(8, sheet.max_row + 1)]
    assert below == list(unchecked)
    assert sheet["A7"].value == "Chưa kiểm tra được"
    assert sheet.freeze_panes == "F5"


def test_a_long_first_note_is_begun_in_the_head_and_stands_in_full_under_the_table(tmp_path: Path) -> None:
    note = "Ý kiến lần trước không còn ứng với nội dung nào vì dòng ấy đã bị bỏ khỏi biểu. " * 6
    sheet = sheet_of(tmp_path, result(row(), notes=(note.strip(), "Ghi chú ngắn.")))
    head = str(sheet["L3"].value).split("\n")
    assert head[1].startswith("Ý kiến lần trước không còn ứng")
    assert head[1].endswith("… (xem đủ dưới bảng)")
    assert head[2:] == ["… và 1 nội dung khác, xem dưới bảng."]
    assert note.strip() in [sheet.cell(n, 1).value for n in range(7, sheet.max_row + 1)]


def test_the_frozen_part_leaves_room_for_findings_on_a_small_screen(tmp_path: Path) -> None:
    facts = tuple((f"Sự việc {n}", "một câu dài hơn một dòng để chiếm chỗ trong khung " * 3) for n in range(20))
    sheet = sheet_of(tmp_path, result(row(), facts=facts, notes=("ghi chú dài " * 40,) * 9))
    heights = [sheet.row_dimensions[n].height for n in range(1, 5)]
    assert sum(height * 4 / 3 for height in heights if height) < 260  # pixels of about 480 at 1366 × 768


def test_the_table_can_be_filtered_sorted_and_printed(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(1), row(2)))
    assert sheet.auto_filter.ref == "A4:P6"
    assert sheet.freeze_panes == "F5"
    assert sheet.print_title_rows == "$4:$4"
    setup = sheet.page_setup
    assert (setup.orientation, str(setup.paperSize), setup.fitToHeight) == ("landscape", "9", 0)
    written = parts_of(tmp_path / "b.xlsx")["xl/worksheets/sheet3.xml"]
    assert b'<pageSetUpPr fitToPage="1"/>' in written
    assert b"&amp;P/&amp;N</oddFooter>" in written
    assert sheet.column_dimensions["P"].hidden
    assert not any(sheet.column_dimensions[letter].hidden for letter in "ABCDEFGHIJKLMNO")


def test_the_cell_column_leads_to_the_cell(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(1), row(2, cell=None), row(3, sheet="Không có"), row(4, cell="A9:A9x")))
    assert links(sheet) == {"E5": "'Chỉ tiêu'!F4"}
    assert [sheet.cell(n, 5).value for n in range(5, 9)] == ["F4", None, "F4", "A9:A9x"]


def test_links_stop_where_excel_stops_reading_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(result_sheet, "_MOST_LINKS", 3)
    sheet = sheet_of(tmp_path, result(*(row(n) for n in range(1, 9))))
    assert list(links(sheet)) == ["E5", "E6", "E7"]
    assert sheet["E12"].value == "F4"


def test_the_reviewer_chooses_from_lists_and_may_write_another_reason(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(1), row(2)))
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["N5:N6"].formula1 == '"Yêu cầu sửa,Chấp nhận giải trình"'
    assert rules["N5:N6"].showErrorMessage
    assert rules["O5:O6"].type == "list"
    assert not rules["O5:O6"].showErrorMessage


def test_severities_differ_by_word_and_sign_and_by_grey(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(1), row(2, severity="warning"), row(3, severity="info")))
    assert [sheet.cell(n, 3).value for n in (5, 6, 7)] == ["■ Lỗi", "▲ Cảnh báo", "● Lưu ý"]
    greys = []
    for number in (5, 6, 7):
        colour = str(sheet.cell(number, 3).fill.start_color.rgb)[2:]
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        greys.append(round(0.299 * red + 0.587 * green + 0.114 * blue))
    assert greys[0] < 80 < 150 < greys[1] < greys[2] - 20


def test_a_workbook_without_findings_is_told_so_kindly(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(verdict="Đạt.", unchecked=()))
    assert sheet["A5"].value == "Không có nội dung nào cần sửa. Cảm ơn đơn vị đã chuẩn bị kỹ."
    assert sheet["G3"].value == "Chưa kiểm tra được\nMọi nội dung đều đã được kiểm tra."
    assert sheet.auto_filter.ref is None
    assert sheet.data_validations.dataValidation == []


def test_english_words_stand_under_vietnamese_column_names(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(status="open"), language="en"))
    assert texts(sheet, 4)[:15] == COLUMNS
    assert (sheet["C5"].value, sheet["L5"].value) == ("■ Error", "Still open")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A1",
        "+1",
        "-1",
        "@SUM(A1)",
        "http://example.org/",
        "mailto:a@b.vn",
        "internal:'Chỉ tiêu'!A1",
        "0123",
        "1e5",
        "TRUE",
        "<r><t>x</t></r>",
        "<r>&",
        "{=1}",
        "a\tb\n  c ",
        "  đầu và cuối  ",
        "_x0041_",
        "&amp;",
    ],
)
def test_user_text_is_always_text(tmp_path: Path, text: str) -> None:
    told = result(row(value=text, explanation=text, message=text), title=text, verdict=text, facts=((text, text),))
    sheet = sheet_of(tmp_path, told)
    for cell in (sheet["F5"], sheet["G5"], sheet["M5"], sheet["A1"], sheet["A2"]):
        assert cell.data_type in ("s", "inlineStr")
        assert str(cell.value).rstrip() == text.rstrip() or str(cell.value) == text.replace("_x0041_", "_x005F_x0041_")
    assert b"<f>" not in parts_of(tmp_path / "b.xlsx")["xl/worksheets/sheet3.xml"]


def test_characters_that_xml_cannot_hold_do_not_break_the_file(tmp_path: Path) -> None:
    text = "a\x00b\x0b\ufffe\ud800c"
    told = result(row(value=text, fix=text), title=text, verdict=text, facts=((text, text),), unchecked=((text, text),))
    sheet = sheet_of(tmp_path, told)
    assert str(sheet["G5"].value).startswith("a")
    assert str(sheet["G5"].value).endswith("\ufffdc")


def test_a_text_longer_than_a_cell_is_cut_rather_than_lost(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(message="ế" * 40_000)))
    assert str(sheet["F5"].value).endswith("ế…")
    assert 15_000 < len(str(sheet["F5"].value)) <= 32_767


def test_rows_are_as_high_as_their_text(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, result(row(1, message="ngắn"), row(2, message="một câu dài " * 30)))
    low, high = (sheet.row_dimensions[n].height or 0 for n in (5, 6))
    assert low < 50 < 100 < high < 410


def test_many_findings_are_written_through_a_file_and_look_the_same(tmp_path: Path) -> None:
    few = sheet_of(tmp_path, result(row(1)))
    many = sheet_of(tmp_path, result(*(row(n) for n in range(1, 3101))))
    assert texts(many, 3104)[0] == 3100
    for one, other in zip(few[5], many[5], strict=True):
        assert (one.value, one.fill.start_color.rgb, one.font.b) == (
            other.value,
            other.fill.start_color.rgb,
            other.font.b,
        )
    assert many["A3"].value == few["A3"].value


def test_a_link_to_a_sheet_with_an_odd_name_is_quoted(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    book = opened(source)
    book["Chỉ tiêu"].title = "Tháng 9's & #1"
    book.save(source)
    name = "Tháng 9's & #1"
    annotate(source, tmp_path / "b.xlsx", [mark(name, "B2")], result(row(sheet=name, cell="B2")))
    written = next(data for data in parts_of(tmp_path / "b.xlsx").values() if b"<hyperlink " in data)
    assert re.findall(rb'<hyperlink ref="E5" location="([^"]*)"', written) == ["'Tháng 9''s &amp; #1'!B2".encode()]
