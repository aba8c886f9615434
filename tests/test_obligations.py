"""What only a person can judge: listed under the findings with the place where to look, and counted nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from journey_runner import Run, run_check, sheet, write_plan, write_programme

HEADER = "| Mã | Yêu cầu | Áp dụng cho cấp | Xem ở | Vị trí trong văn bản | Ghi chú |\n|---|---|---|---|---|---|\n"
LAST = "| Phạm vi | thư viện | thư viện xã | |"
LEADERS = "| YC1 | Lãnh đạo nêu gương | Huyện; Xã | N2 | Mục IV.1 | Không nêu hạn |\n"
TOLD = "Phân công lãnh đạo theo dõi việc đọc sách."


def programme(target: Path, rows: str = LEADERS, header: str = HEADER, name: str = "Yêu cầu khác") -> Path:
    """The clean programme with the rows in its sheet of obligations."""
    return write_programme(target, (LAST, f"{LAST}\n\n## {name}\n\n{header}{rows}"))


def checked(tmp_path: Path, rows: str = LEADERS, *arguments: str, **other: str) -> Run:
    """The clean plan against the programme with these obligations."""
    plan = write_plan(tmp_path / "ke-hoach.xlsx")
    above = programme(tmp_path / "chuong-trinh.xlsx", rows, **other)
    return run_check(str(plan), "--against", str(above), "--out", str(tmp_path / "kq"), *arguments)


def result(tmp_path: Path, rows: str = LEADERS, **other: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(checked(tmp_path, rows, "--format", "json", **other).stdout)["results"][0]
    return found


def looks(tmp_path: Path, look_in: str) -> list[tuple[str, str | None, str | None]]:
    """The places that a ``Xem ở`` leads to."""
    (one,) = result(tmp_path, f"| YC1 | Lãnh đạo nêu gương | | {look_in} | | |\n")["to_read"]
    places = [(look["words"], look["place"] or {}) for look in one["look_in"]]
    return [(words, place.get("sheet"), place.get("cell")) for words, place in places]


def list_of(book: Path) -> tuple[Worksheet, int]:
    """The result sheet and the row of the list's heading."""
    page = sheet(openpyxl.load_workbook(book), "Kết quả kiểm tra")
    start = next(cell.row for cell in page["A"] if str(cell.value).startswith("Cần người đọc xem xét"))
    return page, start


def test_an_obligation_of_the_plans_level_is_listed_and_nothing_else_changes(tmp_path: Path) -> None:
    run = checked(tmp_path, LEADERS, "--format", "json")
    found = json.loads(run.stdout)["results"][0]
    assert (run.status, found["counts"], found["findings"], found["unchecked"]) == (
        0, {"error": 0, "warning": 0, "info": 0, "waived": 0, "unchecked": 0}, [], [],
    )  # fmt: skip
    assert found["to_read"] == [
        {
            "programme": "15-CTr/TU ngày 15/3/2023",
            "key": "YC1",
            "title": "Lãnh đạo nêu gương",
            "location": "Mục IV.1",
            "note": "Không nêu hạn",
            "look_in": [
                {
                    "words": "N2: NV2.1, NV2.2",
                    "place": {"workbook": str(tmp_path / "ke-hoach.xlsx"), "sheet": "Nhiệm vụ", "cell": "D5"},
                }
            ],
        }
    ]


def test_a_programme_without_obligations_leaves_the_json_as_it_was(tmp_path: Path) -> None:
    assert "to_read" not in result(tmp_path, "| YC1 | Lãnh đạo nêu gương | Không | | | |\n")


@pytest.mark.parametrize(
    ("level", "owed"), [("Huyện", True), ("Tất cả", True), ("Có", True), ("", True), ("Xã", False), ("Không", False)]
)
def test_it_is_listed_for_the_levels_that_owe_it_and_without_a_level_for_all(
    tmp_path: Path, level: str, owed: bool
) -> None:
    assert ("to_read" in result(tmp_path, f"| YC1 | Lãnh đạo nêu gương | {level} | | | |\n")) is owed


@pytest.mark.parametrize(
    ("look_in", "places"),
    [
        ("A1", [("A1: CT1", "Chỉ tiêu", "C2")]),
        ("CT15/A1", [("A1: CT1", "Chỉ tiêu", "C2")]),
        ("N2.1", [("N2.1: NV2.1", "Nhiệm vụ", "D5")]),
        ("N3", [("N3: chưa có dòng nào ghi mã này", "Nhiệm vụ", "J1")]),
        ("Nhiệm vụ", [("Nhiệm vụ", "Nhiệm vụ", "D1")]),
        ("Nhiệm vụ: Đơn vị chủ trì", [("Nhiệm vụ: Đơn vị chủ trì", "Nhiệm vụ", "F1")]),
        ("Nhiệm vụ, cột Sản phẩm", [("Nhiệm vụ, cột Sản phẩm", "Nhiệm vụ", "I1")]),
        ("Nhiệm vụ, giải pháp", [("Nhiệm vụ, giải pháp", "Nhiệm vụ", "D1")]),
        ("Hạn báo cáo", [("Hạn báo cáo", "Thông tin", "B16")]),
        ("Thông tin: Hạn báo cáo", [("Thông tin: Hạn báo cáo", "Thông tin", "B16")]),
        ("Phụ lục kèm theo", [("Phụ lục kèm theo", None, None)]),
        ("N1; Căn cứ<br>A9", [("N1: NV1", "Nhiệm vụ", "D2"), ("Căn cứ", "Căn cứ", "A1"), ("A9", None, None)]),
        ("", []),
    ],
)
def test_where_to_look_is_a_code_a_sheet_a_column_or_words(
    tmp_path: Path, look_in: str, places: list[tuple[str, str | None, str | None]]
) -> None:
    """A higher code leads to the rows that carry it out, or its parts; a sheet or column to its header."""
    assert looks(tmp_path, look_in) == places


def test_the_sheet_is_read_in_peoples_own_spelling(tmp_path: Path) -> None:
    header = "| STT | Nội dung yêu cầu | Cấp dưới phải triển khai | Xem tại | Căn cứ |\n|---|---|---|---|---|\n"
    (one,) = result(tmp_path, "| 1 | Lãnh đạo nêu gương | Cấp huyện | N2 | Mục IV |\n", header=header,
                    name="YÊU CẦU KHÁC")["to_read"]  # fmt: skip
    assert (one["key"], one["title"], one["location"]) == ("Dòng 2", "Lãnh đạo nêu gương", "Mục IV")


def test_the_terminal_lists_them_with_their_places(tmp_path: Path) -> None:
    run = checked(tmp_path)
    assert run.status == 0
    assert run.stdout.splitlines()[4:8] == [
        "  → Không phát hiện nội dung cần sửa.",
        "  Cần người đọc xem xét: 1 yêu cầu máy không kiểm tra được",
        "    – YC1 (15-CTr/TU ngày 15/3/2023, Mục IV.1): Lãnh đạo nêu gương",
        "        xem N2: NV2.1, NV2.2 [Nhiệm vụ!D5]",
    ]


def test_the_result_sheet_lists_them_under_the_findings_with_links(tmp_path: Path) -> None:
    checked(tmp_path, f"{LEADERS}| YC2 | Công khai kết quả | | Hạn báo cáo; N1 | | |\n")
    page, start = list_of(tmp_path / "kq" / "ke-hoach.ket-qua.xlsx")
    rows = [[cell.value for cell in page[number] if cell.value is not None] for number in range(start, page.max_row)]
    assert rows[:6] == [
        ["Cần người đọc xem xét (2)"],
        ["Các yêu cầu của cấp trên mà máy không kiểm tra được; không tính vào số lỗi, cảnh báo, lưu ý."],
        ["TT", "Mã", "Trang tính", "Ô", "Yêu cầu", "Xem ở", "Văn bản, vị trí, ghi chú", "Giải trình",
         "Nhận xét của người đọc"],
        [1, "YC1", "Nhiệm vụ", "D5", "Lãnh đạo nêu gương", "N2: NV2.1, NV2.2",
         "15-CTr/TU ngày 15/3/2023, Mục IV.1\nKhông nêu hạn", page.cell(start + 3, 16).value],
        [2, "YC2", "Thông tin", "B16", "Công khai kết quả", "Hạn báo cáo", "15-CTr/TU ngày 15/3/2023",
         page.cell(start + 4, 16).value],
        ["Nhiệm vụ", "D2", "N1: NV1"],
    ]  # fmt: skip
    targets = [page.cell(number, 5).hyperlink for number in range(start + 3, start + 6)]
    assert [link and link.location for link in targets] == ["'Nhiệm vụ'!D5", "'Thông tin'!B16", "'Nhiệm vụ'!D2"]


def test_checking_an_annotated_workbook_again_keeps_the_readers_words_beside_the_obligation(tmp_path: Path) -> None:
    """The list is never taken for findings, nor doubled; what was written beside it stays there, as a proposal."""
    checked(tmp_path, LEADERS)
    first = tmp_path / "kq" / "ke-hoach.ket-qua.xlsx"
    book = openpyxl.load_workbook(first)
    page = sheet(book, "Kết quả kiểm tra")
    start = list_of(first)[1]
    page.cell(start + 3, 13).value, page.cell(start + 3, 14).value = TOLD, "Đã xem: được"
    book.save(tmp_path / "tra-loi.xlsx")
    run = run_check(str(tmp_path / "tra-loi.xlsx"), "--against", str(tmp_path / "chuong-trinh.xlsx"),
                    "--out", str(tmp_path / "kq"))  # fmt: skip
    assert (run.status, "Ghi nhận" in run.stdout) == (0, False)
    again, start = list_of(tmp_path / "kq" / "tra-loi.ket-qua.xlsx")
    assert (again.cell(start + 3, 13).value, again.cell(start + 3, 14).value) == (TOLD, "Đề xuất: Đã xem: được")
    assert sum(str(cell.value).startswith("Cần người đọc") for cell in again["A"]) == 1


def test_words_beside_an_obligation_that_is_no_longer_asked_are_told(tmp_path: Path) -> None:
    checked(tmp_path, LEADERS)
    first = tmp_path / "kq" / "ke-hoach.ket-qua.xlsx"
    book = openpyxl.load_workbook(first)
    sheet(book, "Kết quả kiểm tra").cell(list_of(first)[1] + 3, 13).value = TOLD
    book.save(tmp_path / "tra-loi.xlsx")
    above = write_programme(tmp_path / "khac.xlsx")
    run = run_check(str(tmp_path / "tra-loi.xlsx"), "--against", str(above), "--out", str(tmp_path / "kq"))
    assert " ".join(run.stdout.split()).count(f"YC1 — Lãnh đạo nêu gương (Giải trình: {TOLD})") == 1


def test_a_formula_nobody_calculated_in_the_sheet_is_told_and_not_passed_over(tmp_path: Path) -> None:
    found = result(tmp_path, "| YC1 | =A1 | | | | |\n")
    assert "to_read" not in found
    assert [entry["reason"] for entry in found["unchecked"]] == [
        "Biểu của 15-CTr/TU ngày 15/3/2023 có ô chưa đọc được (công thức chưa tính hoặc giá trị lỗi) "
        "nên chưa đối chiếu được với: Yêu cầu khác!B2."
    ]


def test_a_sheet_whose_header_nobody_knows_is_told_and_not_passed_over(tmp_path: Path) -> None:
    found = result(tmp_path, "| 1 | Lãnh đạo nêu gương |\n", header="| Số | Phải làm gì |\n|---|---|\n")
    assert "to_read" not in found
    assert [entry["reason"] for entry in found["unchecked"]] == [
        "Trang “Yêu cầu khác” trong biểu của 15-CTr/TU ngày 15/3/2023 không còn hàng tiêu đề theo biểu chuẩn "
        "nên nội dung trang này chưa được xét."
    ]
    own = run_check(str(tmp_path / "chuong-trinh.xlsx"), "--no-annotate", "--format", "json").stdout
    told = [entry["message"] for entry in json.loads(own)["results"][0]["findings"] if entry["rule"] == "BM01"]
    assert told == ["Biểu thiếu trang tính “Yêu cầu khác”, hoặc trang tính này không còn hàng tiêu đề theo biểu chuẩn."]


def test_a_sheet_that_only_says_there_is_nothing_is_no_fault(tmp_path: Path) -> None:
    found = result(tmp_path, "", header="| Không có yêu cầu khác |\n|---|\n")
    assert ("to_read" in found, found["unchecked"]) == (False, [])
