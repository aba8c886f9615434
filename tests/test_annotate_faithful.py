"""The submitter's workbook keeps every part: what the contract does not name is the same byte for byte."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from ktt_check.annotate import Mark, annotate

from rich_workbooks import (
    MARKS,
    comments,
    mark,
    only_added,
    opened,
    parts_of,
    plain_plan,
    replaced,
    result,
    rework,
    rich_plan,
    row,
)

MAY_DIFFER = re.compile(
    r"xl/worksheets/(_rels/)?sheet(2|3|5|6)\.xml(\.rels)?|xl/(comments\d*|drawings/vmlDrawing\d+)\.(xml|vml)"
    r"|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|\[Content_Types\]\.xml"
)
# CT_Worksheet, ECMA-376 part 1, 18.3.1.99.
ORDER = re.findall(
    r"\w+",
    """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
    autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations
    hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
    ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls webPublishItems
    tableParts extLst""",
)


@pytest.fixture(params=[".xlsx", ".xlsm"])
def rich(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return rich_plan(tmp_path / f"kế hoạch{request.param}")


def test_every_part_that_the_contract_does_not_name_is_the_same_byte_for_byte(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    done = annotate(rich, target, MARKS, result(row()))
    assert (done.path, done.method, done.reason) == (target, "in place", None)
    old, new = parts_of(rich), parts_of(target)
    assert set(old) <= set(new)
    changed = {name for name in old if old[name] != new[name]}
    assert {name for name in changed if not MAY_DIFFER.fullmatch(name)} == set()
    assert changed >= {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml", "xl/comments1.xml"}
    assert len(old) - len(changed) > 20
    assert sorted(set(new) - set(old)) == [
        "xl/comments2.xml",
        "xl/worksheets/sheet6.xml",
    ]


def test_the_parts_that_differ_do_so_by_additions_only(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    old, new = parts_of(rich), parts_of(target)
    assert [name for name in old if not only_added(old[name], new[name])] == []


def test_cell_data_are_not_touched_at_all(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    cells = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    for sheet in ("xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"):
        assert cells.findall(parts_of(rich)[sheet]) == cells.findall(parts_of(target)[sheet])


def test_an_untouched_member_is_copied_without_being_inflated(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    with zipfile.ZipFile(source, "a") as package:
        package.writestr("xl/media/stored.bin", b"x" * 500, zipfile.ZIP_STORED)
        package.writestr("xl/media/packed.bin", b"y" * 500, zipfile.ZIP_DEFLATED, compresslevel=1)
    annotate(source, target, [mark("Chỉ tiêu", "D3")], result(row()))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target) as new:
        assert new.testzip() is None
        for name in ("xl/media/stored.bin", "xl/media/packed.bin", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
            one, other = old.getinfo(name), new.getinfo(name)
            assert (one.compress_type, one.compress_size, one.CRC, one.date_time) == (
                other.compress_type,
                other.compress_size,
                other.CRC,
                other.date_time,
            )


def test_the_input_is_only_read_and_equal_input_gives_equal_output(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    digest = hashlib.sha256(source.read_bytes()).digest()
    annotate(source, tmp_path / "b.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    assert hashlib.sha256(source.read_bytes()).digest() == digest
    annotate(source, tmp_path / "c.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    one, other = parts_of(tmp_path / "b.xlsx"), parts_of(tmp_path / "c.xlsx")
    assert one == other


def test_the_input_is_never_the_target(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    (tmp_path / "sub").mkdir()
    with pytest.raises(ValueError, match="must not replace its input"):
        annotate(source, tmp_path / "sub" / ".." / "a.xlsx", [], result())


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(OSError, match=r"out\.xlsx"):
        annotate(source, tmp_path / "out.xlsx", [], result())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "out.xlsx"]


def test_comments_stand_in_their_cells_and_the_submitters_stay_above_ours(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    found = comments(target)
    assert found["Chỉ tiêu"] == {
        "F4": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên.",
        "C4": "Chị Lan: kiểm tra lại số này.\n— ktt-check —\nSTT 2 · CT03 · Cảnh báo: Chưa xác định.",
        "F6": "Số của năm 2022",
        "J5": "— ktt-check —\nSTT 3 · CT08 · Lưu ý: Ô gộp.",
    }
    assert found["Nhiệm vụ"] == {"C3": "— ktt-check —\nSTT 4 · NV02 · Lỗi: Chưa ghi đơn vị chủ trì."}


def test_a_cell_with_a_conversation_is_filled_but_gets_no_note(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    assert comments(target)["Trao đổi"] == {"A1": "[Hội thoại] Đã thống nhất"}
    assert b'sqref="A1"><cfRule type="expression"' in parts_of(target)["xl/worksheets/sheet5.xml"]


def test_a_new_box_is_drawn_beside_the_buttons_that_are_there(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    old, new = parts_of(rich), parts_of(target)
    drawings = [name for name in old if name.endswith(".vml") and old[name] != new[name]]
    for name in drawings:
        numbers = re.findall(rb'<v:shape id="(_x0000_s\d+)"', new[name])
        assert len(numbers) == len(set(numbers)) > len(re.findall(rb"<v:shape ", old[name]))
    assert any(b'ObjectType="Button"' in new[name] and b'ObjectType="Note"' in new[name] for name in drawings)


def test_fills_are_one_block_a_severity_ranked_first(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, [*MARKS, mark("Chỉ tiêu", "F5"), mark("Chỉ tiêu", "F6")], result(row()))
    sheet = parts_of(target)["xl/worksheets/sheet2.xml"].decode()
    blocks = re.findall(
        r"<conditionalFormatting sqref=\"([^\"]*)\"><cfRule type=\"(\w+)\"[^>]*priority=\"(\d+)\"", sheet
    )
    assert blocks[:3] == [("F4:F6", "expression", "1"), ("C4", "expression", "1"), ("J5:K7", "expression", "1")]
    formulas = re.findall(r"<formula>(LEN[^<]*)</formula>", sheet)
    assert formulas == [f'LEN("ktt-check {severity}")&gt;0' for severity in ("error", "warning", "info")]


def test_elements_keep_the_order_that_the_schema_demands(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, [*MARKS, mark("Ẩn", "A1"), mark("Hướng dẫn", "A1")], result(row()))
    from lxml import etree

    new = parts_of(target)
    for name in (n for n in new if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)):
        places = [ORDER.index(etree.QName(child).localname) for child in etree.fromstring(new[name])]
        assert places == sorted(places), name


def test_our_sheet_comes_first_and_all_that_counts_by_position_moves_on(rich: Path) -> None:
    target = rich.with_name(f"ra{rich.suffix}")
    annotate(rich, target, MARKS, result(row()))
    old, new = opened(rich), opened(target)
    assert new.sheetnames == ["Kết quả kiểm tra", *old.sheetnames]
    assert new.active is not None
    assert new.active.title == "Kết quả kiểm tra"
    assert [sheet.title for sheet in new.worksheets if sheet.sheet_view.tabSelected] == ["Kết quả kiểm tra"]
    for sheet in old.worksheets:
        assert set(new[sheet.title].defined_names) == set(sheet.defined_names)
        assert new[sheet.title].print_title_rows == sheet.print_title_rows
        assert new[sheet.title].print_area == sheet.print_area
    assert new.defined_names["_ktt_check"].attr_text == "'Kết quả kiểm tra'!$A$1"
    assert new.defined_names["_ktt_check"].hidden


def test_a_selected_sheet_without_marks_keeps_every_byte_and_stays_the_one_that_opens(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    annotate(source, target, [mark("Hướng dẫn", "A1")], result(row()))
    assert parts_of(source)["xl/worksheets/sheet2.xml"] == parts_of(target)["xl/worksheets/sheet2.xml"]
    book = opened(target)
    assert book.active is not None
    assert book.active.title == "Chỉ tiêu"
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["Chỉ tiêu"]


def test_a_sheet_of_the_submitters_with_our_name_is_left_alone(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    rework(source, {"xl/workbook.xml": replaced('name="Hướng dẫn"', 'name="KẾT QUẢ KIỂM TRA"')})
    annotate(source, target, [], result(row()))
    assert opened(target).sheetnames == ["Kết quả kiểm tra (2)", "KẾT QUẢ KIỂM TRA", "Chỉ tiêu"]


def test_parts_written_with_a_namespace_prefix_are_edited_in_their_own_way(tmp_path: Path) -> None:
    def prefixed(data: bytes) -> bytes:
        data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", data)
        return data.replace(b'xmlns="http', b'xmlns:x="http')

    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    names = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml")
    rework(source, dict.fromkeys(names, prefixed))
    done = annotate(source, target, [mark("Chỉ tiêu", "D3")], result(row()))
    assert done.method == "in place"
    assert opened(target).sheetnames == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert comments(target)["Chỉ tiêu"] == {"D3": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên."}
    assert all(only_added(parts_of(source)[name], parts_of(target)[name]) for name in names)


def test_a_part_with_a_byte_order_mark_is_edited_behind_it(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    rework(source, {"xl/worksheets/sheet2.xml": lambda data: b"\xef\xbb\xbf" + data})
    assert annotate(source, target, [mark("Chỉ tiêu", "D3")], result(row())).method == "in place"
    assert list(comments(target)["Chỉ tiêu"]) == ["D3"]


def test_a_sheet_without_rows_can_be_marked(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    rework(
        source, {"xl/worksheets/sheet2.xml": lambda data: re.sub(b"<sheetData>.*</sheetData>", b"<sheetData/>", data)}
    )
    assert annotate(source, target, [mark("Chỉ tiêu", "A1")], result(row())).method == "in place"
    assert only_added(parts_of(source)["xl/worksheets/sheet2.xml"], parts_of(target)["xl/worksheets/sheet2.xml"])


def test_marks_of_one_cell_become_one_comment_with_the_strongest_fill(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    marks = [
        mark("Chỉ tiêu", "D3", "info", "STT 7 · CT05 · Lưu ý: đứng yên"),
        Mark("Chỉ tiêu", "$D$3", "error", ("STT 8 · CT02 · Lỗi: thấp hơn", "Cách sửa:\nnâng lên")),
    ]
    annotate(source, target, marks, result(row()))
    assert comments(target)["Chỉ tiêu"] == {
        "D3": "— ktt-check —\nSTT 7 · CT05 · Lưu ý: đứng yên\nSTT 8 · CT02 · Lỗi: thấp hơn\n  Cách sửa: nâng lên"
    }
    assert b"ktt-check error" in parts_of(target)["xl/worksheets/sheet2.xml"]
    assert b"ktt-check info" not in parts_of(target)["xl/worksheets/sheet2.xml"]


def test_a_mark_that_leads_nowhere_costs_nothing_else(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    marks = [mark("Không có", "A1"), mark("Chỉ tiêu", "XFE1"), mark("Chỉ tiêu", "A0"), mark("Chỉ tiêu", "XFD1048576")]
    assert annotate(source, target, marks, result(row())).method == "in place"
    assert re.findall(rb'<comment ref="(\w+)"', parts_of(target)["xl/comments1.xml"]) == [b"XFD1048576"]
    assert b"<x:Anchor>16380, 12, 1048574, 6, 16383, " in parts_of(target)["xl/drawings/vmlDrawing1.vml"]


def test_what_a_comment_quotes_is_text_whatever_it_holds(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    line = "STT 1 · BM03 · Lỗi: “=1+1 <b>&amp; \x01 _x0041_ \ud800”"
    annotate(source, target, [mark("Chỉ tiêu", "D3", "error", line)], result(row()))
    written = parts_of(target)["xl/comments1.xml"].decode()
    assert "“=1+1 &lt;b&gt;&amp;amp; _x0001_ _x005F_x0041_ \ufffd”" in written


def test_two_thousand_boxes_get_numbers_of_their_own(tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "b.xlsx"
    annotate(source, target, [mark("Chỉ tiêu", f"B{n}") for n in range(1, 2001)], result(row()))
    drawing = parts_of(target)["xl/drawings/vmlDrawing1.vml"]
    numbers = re.findall(rb'<v:shape id="_x0000_s(\d+)"', drawing)
    assert len(set(numbers)) == 2000
    assert b'data="1,2"' in drawing
    assert b'sqref="B1:B2000"' in parts_of(target)["xl/worksheets/sheet2.xml"]
