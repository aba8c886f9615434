"""An annotated workbook that comes back: ours is replaced, theirs is kept, and remarks are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check.annotate import Remark, UnreadableResult, annotate, read_remarks
from ktt_check.annotate.comments import our_text, without_ours
from ktt_check.layout import our_sheet
from ktt_check.workbook import read

from rich_workbooks import (
    MARKS,
    before,
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

OWN_TEXT = st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"])).filter(
    lambda text: "ktt-check" not in text
)


@pytest.mark.parametrize("kind", [plain_plan, rich_plan])
def test_annotating_twice_is_annotating_once(tmp_path: Path, kind: object) -> None:
    assert callable(kind)
    source = kind(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", MARKS, result(row()))
    assert annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", MARKS, result(row())).method == "in place"
    once, twice = parts_of(tmp_path / "b.xlsx"), parts_of(tmp_path / "c.xlsx")
    assert {name for name in once.keys() | twice.keys() if once.get(name) != twice.get(name)} == set()


def test_marks_that_no_finding_needs_any_more_leave_no_trace(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3"), mark("Hướng dẫn", "A1")], result(row()))
    annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [], result())
    old, new = parts_of(source), parts_of(tmp_path / "c.xlsx")
    assert set(new) - set(old) == {"xl/worksheets/sheet3.xml"}
    assert old["xl/worksheets/sheet1.xml"] == new["xl/worksheets/sheet1.xml"]
    assert (
        old["xl/worksheets/sheet2.xml"].replace(b'tabSelected="1"', b'tabSelected="0"')
        == new["xl/worksheets/sheet2.xml"]
    )


def test_other_findings_take_the_place_of_earlier_ones(tmp_path: Path) -> None:
    source = rich_plan(tmp_path / "a.xlsm")
    annotate(source, tmp_path / "b.xlsm", MARKS, result(row()))
    moved = mark("Chỉ tiêu", "C4", "error", "STT 1 · CT02 · Lỗi: Câu mới.")
    annotate(tmp_path / "b.xlsm", tmp_path / "c.xlsm", [moved], result(row()))
    found = comments(tmp_path / "c.xlsm")
    assert found["Chỉ tiêu"] == {
        "C4": "Chị Lan: kiểm tra lại số này.\n— ktt-check —\nSTT 1 · CT02 · Lỗi: Câu mới.",
        "F6": "Số của năm 2022",
    }
    assert found["Nhiệm vụ"] == {}
    sheet = parts_of(tmp_path / "c.xlsm")["xl/worksheets/sheet2.xml"].decode()
    assert re.findall(r'sqref="([^"]*)"><cfRule type="expression"[^>]*><formula>LEN', sheet) == ["C4"]
    assert opened(tmp_path / "c.xlsm").sheetnames.count("Kết quả kiểm tra") == 1


def test_what_people_wrote_into_our_comment_stays(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    rework(tmp_path / "b.xlsx", {"xl/comments1.xml": replaced("cấp trên.</t>", "cấp trên.\nAnh Tú: đã hỏi Sở.</t>")})
    annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    assert comments(tmp_path / "c.xlsx")["Chỉ tiêu"] == {
        "D3": "Anh Tú: đã hỏi Sở.\n— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên."
    }


@given(text=OWN_TEXT, lines=st.lists(OWN_TEXT, min_size=1, max_size=3))
def test_our_lines_under_any_text_are_told_from_it(text: str, lines: list[str]) -> None:
    assert without_ours(f"{text}\n{our_text(f'STT {n} · CT02 · {line}' for n, line in enumerate(lines))}") == text


def test_a_fill_of_the_submitters_in_the_same_block_as_ours_stays(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    theirs = '<cfRule type="expression" dxfId="0" priority="9"><formula>D3&gt;1</formula></cfRule>'
    rework(tmp_path / "b.xlsx", {"xl/worksheets/sheet2.xml": before("</conditionalFormatting>", theirs)})
    annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [], result())
    sheet = parts_of(tmp_path / "c.xlsx")["xl/worksheets/sheet2.xml"].decode()
    assert f'<conditionalFormatting sqref="D3">{theirs}</conditionalFormatting>' in sheet
    assert "ktt-check" not in sheet


def test_our_sheet_is_known_by_its_defined_name_wherever_it_was_moved(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [], result(row(explanation="Có lý do.")))
    book = opened(tmp_path / "b.xlsx")
    book["Kết quả kiểm tra"].title = "Đã xem"
    book.defined_names["_ktt_check"].attr_text = "'Đã xem'!$A$1"
    book.move_sheet("Đã xem", 2)
    book.save(tmp_path / "c.xlsx")
    assert read_remarks(tmp_path / "c.xlsx")[0].explanation == "Có lý do."
    annotate(tmp_path / "c.xlsx", tmp_path / "d.xlsx", [], result(row()))
    assert opened(tmp_path / "d.xlsx").sheetnames == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert our_sheet(read(tmp_path / "c.xlsx")) == "Đã xem"
    assert our_sheet(read(source)) is None


def test_a_defined_name_like_ours_never_costs_a_sheet_of_the_submitters(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    ours = "<definedNames><definedName name=\"_ktt_check\">'Chỉ tiêu'!$A$1</definedName></definedNames>"
    rework(source, {"xl/workbook.xml": replaced("</sheets>", f"</sheets>{ours}")})
    annotate(source, tmp_path / "b.xlsx", [], result(row()))
    assert opened(tmp_path / "b.xlsx").sheetnames == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert read_remarks(source) == ()


def test_a_deleted_result_sheet_leaves_marks_that_are_still_replaced(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    book = opened(tmp_path / "b.xlsx")
    del book["Kết quả kiểm tra"]
    book.defined_names["_ktt_check"].attr_text = "#REF!"
    book.save(tmp_path / "c.xlsx")
    assert read_remarks(tmp_path / "c.xlsx") == ()
    annotate(tmp_path / "c.xlsx", tmp_path / "d.xlsx", [mark("Chỉ tiêu", "D4")], result(row()))
    assert opened(tmp_path / "d.xlsx").sheetnames == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert list(comments(tmp_path / "d.xlsx")["Chỉ tiêu"]) == ["D4"]
    assert sum(data.count(b"LEN(") for data in parts_of(tmp_path / "d.xlsx").values()) == 1


def test_names_local_to_other_sheets_follow_them_back(tmp_path: Path) -> None:
    source = rich_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [], result(row()))
    annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [], result(row()))
    for sheet in opened(source).worksheets:
        assert set(opened(tmp_path / "c.xlsx")[sheet.title].defined_names) == set(sheet.defined_names)


def test_a_calculation_on_our_sheet_does_not_leave_a_chain_that_leads_nowhere(tmp_path: Path) -> None:
    source = rich_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [], result(row()))
    sheet_id = re.search(rb'name="K[^"]*" sheetId="(\d+)"', parts_of(tmp_path / "b.xlsx")["xl/workbook.xml"])
    assert sheet_id is not None
    chain = before("</calcChain>", f'<c r="M20" i="{sheet_id[1].decode()}"/>')
    rework(tmp_path / "b.xlsx", {"xl/calcChain.xml": chain})
    annotate(tmp_path / "b.xlsx", tmp_path / "c.xlsx", [], result(row()))
    new = parts_of(tmp_path / "c.xlsx")
    assert "xl/calcChain.xml" not in new
    assert b"calcChain" not in new["[Content_Types].xml"] + new["xl/_rels/workbook.xml.rels"]


def test_remarks_are_read_with_the_finding_to_which_they_belong(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    rows = (
        row(1),
        row(2, explanation="=Vì sao?\nVì thế.", message="<r>Câu</r>"),
        row(3, opinion="Yêu cầu sửa", reason="  Chưa đủ căn cứ "),
    )
    annotate(source, tmp_path / "b.xlsx", [], result(*rows))
    assert read_remarks(tmp_path / "b.xlsx") == (
        Remark("d.0002", "CT02", "<r>Câu</r>", "=Vì sao?\nVì thế.", "", ""),
        Remark("d.0003", "CT02", "Chỉ tiêu thấp hơn cấp trên.", "", "Yêu cầu sửa", "Chưa đủ căn cứ"),
    )


def test_remarks_survive_another_program_and_columns_that_were_moved(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [], result(row(1), row(2, explanation="Đã sửa ở bản in.")))
    book = opened(tmp_path / "b.xlsx")
    sheet = book["Kết quả kiểm tra"]
    sheet.insert_rows(2, 3)
    sheet.insert_cols(3)
    book.save(tmp_path / "c.xlsx")
    assert [(r.fingerprint, r.explanation) for r in read_remarks(tmp_path / "c.xlsx")] == [
        ("d.0002", "Đã sửa ở bản in.")
    ]


def test_a_workbook_without_our_sheet_has_no_remarks(tmp_path: Path) -> None:
    assert read_remarks(plain_plan(tmp_path / "a.xlsx")) == ()


def test_a_damaged_earlier_result_is_said_to_be_unreadable_rather_than_empty(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    annotate(source, tmp_path / "b.xlsx", [], result(row(explanation="Có lý do.")))
    rework(tmp_path / "b.xlsx", {"xl/worksheets/sheet3.xml": lambda data: data[:900]})
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 damaged")
    for name in ("b.xlsx", "c.xlsx"):
        with pytest.raises(UnreadableResult) as caught:
            read_remarks(tmp_path / name)
        assert caught.value.sentence.startswith("Không đọc được tệp kết quả cũ")
