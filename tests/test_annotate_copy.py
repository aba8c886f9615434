"""The way round: what cannot be edited in place gets a marked copy of its values, and the reason is told."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from ktt_check.annotate import annotate, read_remarks
from ktt_check.workbook import Refusal

from rich_workbooks import (
    MARKS,
    Edit,
    comments,
    mark,
    opened,
    parts_of,
    plain_plan,
    replaced,
    result,
    rework,
    rich_plan,
    row,
)

SHARED = {"xl/revisions/revisionHeaders.xml": b"<a/>"}  # changes are recorded: not to be edited in place


def utf16(data: bytes) -> bytes:
    return data.decode().replace("UTF-8", "UTF-16").encode("utf-16")


@pytest.mark.parametrize(
    ("edits", "parts", "reason"),
    [
        ({}, {"xl/revisions/revisionHeaders.xml": b"<a/>"}, "Tệp đang dùng chung và ghi lại thay đổi"),
        ({"xl/worksheets/sheet2.xml": utf16}, {}, "Một phần của tệp không ghi bằng mã UTF-8"),
        ({"xl/styles.xml": lambda data: re.sub(b"<cellXfs.*</cellXfs>", b"", data)}, {}, "Bảng định dạng (styles)"),
        ({"xl/worksheets/sheet2.xml": replaced("<sheetData>", "<!-- <sheetData> --><sheetData>")}, {}, "Một phần của"),
        ({"xl/worksheets/sheet2.xml": replaced("<sheetData>", "thừa<sheetData>")}, {}, "Một trang tính có cấu trúc"),
    ],
)
def test_a_file_that_cannot_be_edited_is_copied_and_the_reason_told(
    tmp_path: Path, edits: dict[str, Edit], parts: dict[str, bytes], reason: str
) -> None:
    source = rework(plain_plan(tmp_path / "a.xlsx"), edits, parts)
    done = annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    assert done.method == "copy"
    assert str(done.reason).startswith(reason)
    assert str(done.reason).endswith(".")
    assert opened(done.path).sheetnames == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert comments(done.path)["Chỉ tiêu"] == {"D3": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên."}


def test_odd_comment_boxes_are_not_touched(tmp_path: Path) -> None:
    source = rich_plan(tmp_path / "a.xlsx")
    name = next(n for n, data in parts_of(source).items() if b'ObjectType="Note"' in data)
    rework(source, {name: replaced("<x:ClientData", "<br><x:ClientData")})
    done = annotate(source, tmp_path / "b.xlsx", MARKS, result(row()))
    assert done.method == "copy"
    assert comments(done.path)["Chỉ tiêu"]["C4"] == (
        "Chị Lan: kiểm tra lại số này.\n— ktt-check —\nSTT 2 · CT03 · Cảnh báo: Chưa xác định."
    )


def shared_plan(path: Path) -> Path:
    """A workbook of many kinds of values that must be copied."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Chỉ tiêu")
        sheet.merge_range("A1:C1", "tiêu đề gộp")
        sheet.write_string("A2", "=1+1")
        sheet.write_string("B2", "THÔ")
        sheet.write_number("A3", 0.6, book.add_format({"num_format": "0%"}))
        sheet.write_datetime("B3", datetime(2023, 5, 30), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_boolean("C3", True)
        sheet.write_formula("A4", "=A3*2", None, 1.2)
        sheet.write_formula("B4", "=NA()", None, "#N/A")
        sheet.write_comment("A4", "Ghi chú cũ")
        sheet.set_column("D:D", None, None, {"hidden": True})
        hidden = book.add_worksheet("Ẩn")
        hidden.write("A1", 1)
        hidden.hide()
    raw = {"xl/sharedStrings.xml": replaced("THÔ", "&lt;r&gt;thô&lt;/r&gt;")}
    return rework(path, raw, SHARED)


def test_a_copy_holds_the_values_with_their_formats(tmp_path: Path) -> None:
    done = annotate(shared_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", [], result(row()))
    book = opened(done.path)
    sheet = book["Chỉ tiêu"]
    assert [(sheet[a].value, sheet[a].data_type) for a in ("A1", "A2")] == [("tiêu đề gộp", "s"), ("=1+1", "s")]
    assert str(sheet["B2"].value).rstrip() == "<r>thô</r>"
    assert (sheet["A3"].value, sheet["A3"].number_format) == (0.6, "0%")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (datetime(2023, 5, 30), "dd/mm/yyyy")
    assert sheet["C3"].value is True
    assert (sheet["A4"].value, sheet["B4"].value) == (1.2, "#N/A")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["D"].hidden
    assert book["Ẩn"].sheet_state == "hidden"
    assert comments(done.path)["Chỉ tiêu"] == {"A4": "Ghi chú cũ"}


def test_a_copy_is_marked_like_the_original_would_be(tmp_path: Path) -> None:
    marks = [mark("Chỉ tiêu", "B1"), mark("Chỉ tiêu", "A4", "warning", "STT 2 · BM06 · Cảnh báo: công thức")]
    done = annotate(shared_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", marks, result(row(cell="A4")))
    assert comments(done.path)["Chỉ tiêu"] == {
        "A1": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên.",
        "A4": "Ghi chú cũ\n— ktt-check —\nSTT 2 · BM06 · Cảnh báo: công thức",
    }
    sheet = parts_of(done.path)["xl/worksheets/sheet2.xml"].decode()
    assert re.findall(r'sqref="([^"]*)"><cfRule[^>]*><formula>LEN\("ktt-check (\w+)"', sheet) == [
        ("A1:C1", "error"),
        ("A4", "warning"),
    ]
    assert opened(done.path)["Kết quả kiểm tra"]["E5"].hyperlink.location == "'Chỉ tiêu'!A4"
    assert opened(done.path).defined_names["_ktt_check"].hidden


def test_a_copy_that_comes_back_is_annotated_in_place(tmp_path: Path) -> None:
    told = result(row(explanation="Có lý do."))
    marks = [mark("Chỉ tiêu", "A4")]
    done = annotate(shared_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", marks, told)
    assert read_remarks(done.path)[0].explanation == "Có lý do."
    again = annotate(done.path, tmp_path / "c.xlsx", marks, told)
    assert again.method == "in place"
    assert opened(again.path).sheetnames == ["Kết quả kiểm tra", "Chỉ tiêu", "Ẩn"]
    assert comments(again.path) == comments(done.path)


def test_a_copy_of_a_copy_leaves_the_earlier_result_sheet_out(tmp_path: Path) -> None:
    done = annotate(shared_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", [mark("Chỉ tiêu", "A4")], result(row()))
    rework(done.path, {}, SHARED)
    again = annotate(done.path, tmp_path / "c.xlsx", [mark("Chỉ tiêu", "A3")], result(row()))
    assert again.method == "copy"
    assert opened(again.path).sheetnames == ["Kết quả kiểm tra", "Chỉ tiêu", "Ẩn"]
    assert comments(again.path)["Chỉ tiêu"] == {
        "A3": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên.",
        "A4": "Ghi chú cũ",
    }


def test_a_copy_of_a_workbook_with_macros_has_none_and_is_named_so(tmp_path: Path) -> None:
    source = rework(rich_plan(tmp_path / "a.xlsm"), {}, SHARED)
    done = annotate(source, tmp_path / "b.xlsm", MARKS, result(row()))
    assert (done.path, done.method) == (tmp_path / "b.xlsx", "copy")
    assert not (tmp_path / "b.xlsm").exists()


def test_what_nobody_foresaw_costs_the_edit_but_not_the_result(tmp_path: Path) -> None:
    source = rich_plan(tmp_path / "a.xlsx")
    name = next(n for n, data in parts_of(source).items() if b"<x:Row>3</x:Row>" in data)
    rework(source, {name: replaced("<x:Row>3</x:Row>", "<x:Row>³</x:Row>")})
    done = annotate(source, tmp_path / "b.xlsx", MARKS, result(row()))
    assert done.method == "copy"
    assert done.reason == "Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được."


def test_a_file_that_cannot_even_be_copied_is_refused_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    source = rework(plain_plan(tmp_path / "a.xlsx"), {"xl/styles.xml": lambda data: data[:-20]})
    with pytest.raises(Refusal):
        annotate(source, tmp_path / "b.xlsx", [], result(row()))
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
