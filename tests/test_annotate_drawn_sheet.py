"""The sheet that we draw ourselves: it says what xlsxwriter writes for the same content, and nothing odd in it."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree
from xlsxwriter import Workbook

from ktt_check.annotate.drawn_sheet import DrawnSheet, View

WORDS = (
    "Chỉ tiêu",
    " có khoảng trắng ",
    "hai\ndòng",
    "=1+1",
    "https://example.com",
    "a & b < c > d",
    '"trong ngoặc"',
    "_x0041_",
    "\x07 chuông",
    "🟢 ngoài mặt phẳng cơ bản",
)
CHOICES = ("Yêu cầu sửa", "Chấp nhận & ghi nhận")
VIEW = View(frozen=(2, 1), tab="C00000", table=((1, 2 + len(WORDS)), 3), footer="&L&8 Kết quả&R&P/&N", seen=True)


def drawn() -> bytes:
    sheet = DrawnSheet()
    sheet.width(0, 0, 11.5)
    sheet.width(3, 3, 8, hidden=True)
    sheet.merge(0, (0, 2), "Tiêu đề", 0)
    sheet.height(0, 28)
    for row, text in enumerate(WORDS, 2):
        sheet.number(row, 0, row / 3)
        sheet.text(row, 1, text)
        sheet.height(row, 13.2 * row)
        sheet.finish(row)
    sheet.link(11, 2, "F4", "'Chỉ tiêu & nhiệm vụ'!F4", 0)
    sheet.hint((2, 2), 0, 'Ghi "lý do"')
    sheet.choices((2, 11), 1, CHOICES, "Chọn", "Chỉ chọn trong danh sách")
    sheet.choices((2, 11), 2, CHOICES, "Chọn hoặc ghi")
    sheet.sparkline(11, 2, "'Kết quả'!A3:C3", (0.5, 9.5), ("A6A6A6", "375623"))
    return sheet.xml(VIEW)


def by_xlsxwriter() -> bytes:
    body = io.BytesIO()
    with Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Kết quả")
        sheet.set_column(0, 0, 11.5)
        sheet.set_column(3, 3, 8, None, {"hidden": True})
        sheet.merge_range(0, 0, 0, 2, "Tiêu đề", book.add_format({"bold": True}))
        sheet.set_row(0, 28)
        for row, text in enumerate(WORDS, 2):
            sheet.write_number(row, 0, row / 3)
            sheet.write_string(row, 1, text)
            sheet.set_row(row, 13.2 * row)
        sheet.write_url(11, 2, "internal:'Chỉ tiêu & nhiệm vụ'!F4", None, "F4")
        sheet.data_validation(2, 0, 2, 0, {"validate": "any", "input_message": 'Ghi "lý do"'})
        for column, hint, only in ((1, "Chọn", "Chỉ chọn trong danh sách"), (2, "Chọn hoặc ghi", None)):
            told = {"show_error": True, "error_message": only} if only else {"show_error": False}
            listed = {"validate": "list", "source": list(CHOICES), "input_message": hint, **told}
            sheet.data_validation(2, column, 11, column, listed)
        look = {"series_color": "#A6A6A6", "last_color": "#375623", "last_point": True, "show_hidden": True}
        sheet.add_sparkline(11, 2, {"range": "'Kết quả'!A3:C3", "type": "column", "min": 0.5, "max": 9.5, **look})
        sheet.freeze_panes(2, 1)
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#C00000")
        sheet.autofilter(1, 0, 2 + len(WORDS), 3)
        sheet.ignore_errors({"number_stored_as_text": f"A3:D{3 + len(WORDS)}"})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.3, right=0.3, top=0.45, bottom=0.6)
        sheet.set_footer(VIEW.footer)
    with zipfile.ZipFile(body) as package:
        strings = etree.fromstring(package.read("xl/sharedStrings.xml"))
        root = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    for cell in root.iter("{*}c"):
        value = cell.find("{*}v")
        if cell.get("t") == "s" and value is not None:
            cell.set("t", "inlineStr")
            string = deepcopy(strings[int(value.text or "")])
            string.tag = string.tag.replace("}si", "}is")
            cell.replace(value, string)
    return etree.tostring(root)


def elements(part: bytes) -> Any:
    """What a part says: names, attributes and texts in their order, without what only looks after unseen colours."""

    def said(node: Any) -> Any:
        told = {name: value for name, value in node.attrib.items() if name not in ("spans", "tint", "s", "xfId")}
        return etree.QName(node).localname, sorted(told.items()), node.text or "", [said(child) for child in node]

    return said(etree.fromstring(part))


def test_it_says_what_a_library_would_write_for_the_same_content() -> None:
    ours, theirs = elements(drawn()), elements(by_xlsxwriter())
    for mine, other in zip(ours[3], theirs[3], strict=True):
        assert mine == other or mine[0] == "dimension"  # which xlsxwriter stretches over columns without a cell


def test_a_cell_written_again_replaces_the_earlier_and_order_within_a_row_does_not_matter() -> None:
    sheet = DrawnSheet()
    sheet.width(0, 2, 9)
    sheet.text(0, 2, "sau")
    sheet.text(0, 0, "trước")
    sheet.text(0, 2, "cuối cùng")
    body = sheet.xml(VIEW).decode()
    assert body.index("trước") < body.index("cuối cùng")
    assert "sau" not in body


def test_a_finished_row_takes_nothing_more() -> None:
    sheet = DrawnSheet()
    sheet.text(0, 0, "xong")
    sheet.finish(1)
    with pytest.raises(ValueError, match="row 1 is finished"):
        sheet.text(0, 1, "muộn")


@pytest.mark.parametrize("text", ["a" * 40_000, "🟢" * 20_000])
def test_a_text_is_cut_to_what_excel_keeps_in_a_cell(text: str) -> None:
    sheet = DrawnSheet()
    sheet.text(0, 0, text)
    shown = etree.fromstring(sheet.xml(VIEW)).findtext(".//{*}t") or ""
    assert shown.endswith("…")
    assert len(shown.encode("utf-16-le")) < 2 * 32_767


def test_half_a_surrogate_pair_does_not_break_the_part() -> None:
    sheet = DrawnSheet()
    sheet.text(0, 0, "trước \ud83d sau")
    assert etree.fromstring(sheet.xml(VIEW)).findtext(".//{*}t") == "trước \ufffd sau"
