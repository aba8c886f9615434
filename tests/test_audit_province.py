"""The province's workbook: everything that it says is read back from the file, and its links lead somewhere."""

from __future__ import annotations

import json
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from audits import WARNED, WEAKER, Province, province
from openpyxl import load_workbook

SHEETS = [
    "Tổng quan", "_so-lieu", "Đơn vị và nhóm quy tắc", "Từng biểu", "_xu-huong", "Chỉ tiêu cộng dồn",
    "Giữa các đơn vị", "Nhiệm vụ chưa ai nhận", "Tình hình nộp", "Chưa kiểm tra được", "Lỗi thường gặp",
]  # fmt: skip
BROKEN = ("hỏng.xlsx", "kế hoạch gửi lại lần thứ hai, hỏng.xlsx")
LIST = "unit\tprovince\tform\tcarries_out\tdue\tsource\n" + "".join(
    f"UBND huyện {name}\tNghệ An\tplan\t15-CTr/TU\t{due}\tCông văn 12\n"
    for name, due in (("Nam Đàn", "2023-06-30"), ("Đô Lương", "2023-06-30"), ("Yên Thành", "2999-06-30"))
)


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Two nights of two units, one of which also sent a broken file and has mended one of two mistakes."""
    made = province(tmp_path_factory.mktemp("province"))
    (made.home / "danh-muc").mkdir()
    (made.home / "danh-muc" / "expected-submissions.tsv").write_text(LIST, encoding="utf-8")
    profile = made.home / "ktt-check.yaml"
    profile.write_text('name: Tỉnh Nghệ An\nversion: "1"\nregistries: [danh-muc]\n', encoding="utf-8")
    made.plan("a/#1 kế hoạch.xlsx", 1, *WEAKER, *WARNED)
    for name in BROKEN:
        (made.inbox / name).write_bytes(b"PK\x03\x04" + name.encode())
    assert made.audit("--profile", str(profile)).status == 0
    made.plan("a/#1 kế hoạch.xlsx", 1, *WARNED)
    made.plan("=b.xlsx", 2, ("| UBND huyện Nam Đàn |", "| UBND huyện Quỳ Hợp |"), *WEAKER)
    assert made.audit("--profile", str(profile)).status == 0
    return made


@pytest.fixture(scope="module")
def book(audited: Province) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know sparklines
        return load_workbook(audited.out / "tong-hop.xlsx")


def rows(book: Any, name: str) -> list[tuple[Any, ...]]:
    """The rows of a table, below its heads."""
    return [tuple(cell or "" for cell in row) for row in book[name].iter_rows(min_row=4, values_only=True)]


def test_it_has_its_sheets_with_filters_and_panes_that_stay(book: Any) -> None:
    """The data of charts is hidden; every table can be filtered and keeps its heads in view and in print."""
    assert book.sheetnames == SHEETS
    assert [name for name in SHEETS if book[name].sheet_state == "hidden"] == ["_so-lieu", "_xu-huong"]
    for name in (name for name in SHEETS[2:] if not name.startswith("_")):
        page = book[name]
        assert page.freeze_panes in ("A4", "B4")
        assert page.auto_filter.ref is not None
        assert page.print_title_rows == "$3:$3"
    assert book["Tổng quan"].page_setup.fitToHeight in (None, 1)


def test_the_overview_says_where_it_stands(book: Any) -> None:
    """Numbers, what changed, two charts."""
    page = book["Tổng quan"]
    told = [page.cell(4, column).value for column in range(1, 13, 2)]
    assert told == [4, 2, 2, 1, 0, 1]
    assert page["A6"].value == (
        "So với lần trước: 1 phát hiện mới · 1 đã sửa · 0 không còn kiểm tra được. Có 0 nội dung chưa kiểm tra được."
    )
    assert len(page._charts) == 2


def test_each_submission_has_its_line_and_a_link_that_leads_somewhere(audited: Province, book: Any) -> None:
    """What failed comes first and has no numbers, and no text of a unit is a formula."""
    assert rows(book, "Từng biểu") == [
        *(("", "", "Không kiểm tra được", "", "", "", "", "", "", "", "", name) for name in BROKEN),
        ("UBND huyện Nam Đàn", "1/KH-UBND ngày 20/5/2023", "Đã kiểm tra", "", 1, "", "", "", "", "", "Mở",
         "a/#1 kế hoạch.xlsx"),
        ("UBND huyện Quỳ Hợp", "2/KH-UBND ngày 20/5/2023", "Đã kiểm tra", 1, "", "", "", "", 1, "", "Mở", "=b.xlsx"),
    ]  # fmt: skip
    assert [book["Từng biểu"].row_dimensions[row].height for row in (4, 5)] == [None, 30]  # one line, and two
    links = [cell.hyperlink.target for cell in book["Từng biểu"]["K"] if cell.hyperlink]
    assert links == ["a\\%231 kế hoạch.ket-qua.xlsx", "=b.ket-qua.xlsx"]  # as Excel writes paths
    assert all((audited.out / unquote(link).replace("\\", "/")).is_file() for link in links)


def test_equal_trends_show_the_same_figures(audited: Province, book: Any) -> None:
    """Each line has its own small chart; what thousands of units have alike is written once."""
    assert list(book["_xu-huong"].iter_rows(values_only=True)) == [(0, 0), (2, 1), (0, 1)]
    with zipfile.ZipFile(audited.out / "tong-hop.xlsx") as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    (page,) = (part for part in parts if "<x14:sparkline>" in part)
    assert re.findall(r"<xm:f>'_xu-huong'!(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", page) == [
        ("A1:B1", "J4"), ("A1:B1", "J5"), ("A2:B2", "J6"), ("A3:B3", "J7"),
    ]  # fmt: skip


def test_units_and_families_shared_targets_and_who_has_sent(book: Any) -> None:
    """Every table, cell by cell."""
    page = book["Đơn vị và nhóm quy tắc"]
    heads = [cell.value for cell in page[3]]
    assert heads == ["Đơn vị", "Hình thức của biểu", "Văn bản và căn cứ", "Chỉ tiêu", "Nhiệm vụ", "Đơn vị được giao",
                     "Thời gian", "Cộng"]  # fmt: skip
    assert [(row[0], row[3], row[4], row[7]) for row in rows(book, page.title)] == [
        ("UBND huyện Nam Đàn", "", 1, 1),
        ("UBND huyện Quỳ Hợp", 1, "", 1),
    ]
    assert [row[1:8] for row in rows(book, "Chỉ tiêu cộng dồn")] == [
        ("A3/2030", "Thư viện xã được nâng cấp", "khoảng 10 thư viện", "22,8", "13,3", 2, "Đạt")
    ]
    assert [row[:4] for row in rows(book, "Tình hình nộp")] == [
        ("UBND huyện Đô Lương", "15-CTr/TU", "30/6/2023", "Quá hạn chưa nộp"),
        ("UBND huyện Yên Thành", "15-CTr/TU", "30/6/2999", "Chưa đến hạn"),
        ("UBND huyện Nam Đàn", "15-CTr/TU", "30/6/2023", "Đã nộp"),
    ]
    assert [row[0] for row in rows(book, "Giữa các đơn vị") if row[0]] == ["TH03"]
    assert [(row[0], row[3], row[4]) for row in rows(book, "Lỗi thường gặp")] == [("CT02", 1, 1), ("NV02", 1, 1)]
    assert [row[1] for row in rows(book, "Chưa kiểm tra được")] == [1, 1]
    assert book["Nhiệm vụ chưa ai nhận"]["A2"].value == "Không có gì ở mục này."


def test_the_summary_for_machines_says_the_same(audited: Province) -> None:
    """The numbers of ``audit.json``."""
    told = json.loads((audited.out / "audit.json").read_text(encoding="utf-8"))
    wanted = ("workbooks", "checked", "failed", "error", "warning", "info", "new", "fixed")
    assert [told["counts"][name] for name in wanted] == [4, 2, 2, 2, 1, 0, 1, 1]
    assert told["profile"].startswith("Tỉnh Nghệ An")
    assert Path(told["folder"]) == audited.inbox
