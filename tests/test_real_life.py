"""What people really do to the form and to the result, and what must come of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from journey_runner import findings_of, run_check, sheet, write_plan, write_programme

WEAKER = ("| CT1 | Thôn có tủ sách dùng chung | % | thôn | | | | 2030 | trên | 65 |",
          "| CT1 | Thôn có tủ sách dùng chung | % | thôn | | | | 2030 | trên | 55 |")  # fmt: skip


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    folder = tmp_path / "cap-tren"
    folder.mkdir()
    return write_programme(folder / "chuong-trinh.xlsx")


def found(plan: Path, programme: Path) -> list[tuple[str, str, str]]:
    """Rule, severity and cell of every finding."""
    return [(f["rule"], f["severity"], f"{f['sheet']}!{f['cell']}") for f in findings_of(plan, programme)]


def changed(plan: Path, change: Any) -> Path:
    book = load_workbook(plan)
    change(book)
    book.save(plan)
    return plan


def test_cells_merged_downwards_hold_for_all_their_rows(tmp_path: Path, programme: Path) -> None:
    """Năm đích, Đơn vị tính and Mã merged over several rows, as every office does, leave nothing empty."""

    def merge(book: Workbook) -> None:
        page = sheet(book, "Chỉ tiêu")
        page.merge_cells("B2:B3")  # CT1 at both its horizons
        page.merge_cells("I3:I7")
        page.merge_cells("D2:D4")

    assert found(changed(write_plan(tmp_path / "x.xlsx"), merge), programme) == []


def test_a_signature_below_the_table_is_remarked_at_most(tmp_path: Path, programme: Path) -> None:
    """After a gap, rows without a code are none of the table's, whatever columns they stand in."""

    def sign(book: Workbook) -> None:
        page = sheet(book, "Chỉ tiêu")
        page["C10"], page["P10"] = "NGƯỜI LẬP BIỂU", "TM. ỦY BAN NHÂN DÂN"
        page["C14"], page["P14"] = "Nguyễn Văn A", "Trần Thị B"

    told = found(changed(write_plan(tmp_path / "x.xlsx"), sign), programme)
    assert {severity for _, severity, _ in told} <= {"info"}
    assert {rule for rule, _, _ in told} <= {"BM02"}


def test_a_total_row_is_no_target(tmp_path: Path, programme: Path) -> None:
    def total(book: Workbook) -> None:
        page = sheet(book, "Chỉ tiêu")
        page["C8"], page["K8"] = "Tổng cộng", 200

    told = found(changed(write_plan(tmp_path / "x.xlsx"), total), programme)
    assert {severity for _, severity, _ in told} <= {"info"}


@pytest.mark.parametrize("header", ["Gía trị", "GIÁ TRỊ (%)", "Giá  trị*", "Giá trị\n(triệu đồng)"])
def test_a_header_is_known_in_the_spellings_people_use(header: str, tmp_path: Path, programme: Path) -> None:
    def respell(book: Workbook) -> None:
        sheet(book, "Chỉ tiêu")["K1"] = header

    assert found(changed(write_plan(tmp_path / "x.xlsx"), respell), programme) == []


def annotated(plan: Path, programme: Path, *options: str) -> str:
    return run_check(str(plan), "--against", str(programme), *options).stdout


def write_remark(result: Path, **words: str) -> None:
    """Fill the unit's or the reviewer's columns of the first finding."""
    book = load_workbook(result)
    page = sheet(book, "Kết quả kiểm tra")
    header = next(row for row in page.iter_rows() if any(cell.value == "Mã quy tắc" for cell in row))
    places = {str(cell.value): cell.column for cell in header if cell.value}
    for name, text in words.items():
        page.cell((header[0].row or 0) + 1, places[name.replace("_", " ")]).value = text
    book.save(result)


def result_rows(path: Path) -> list[dict[str, Any]]:
    page = sheet(load_workbook(path), "Kết quả kiểm tra")
    rows = list(page.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if "Mã quy tắc" in row)
    return [
        dict(zip(map(str, rows[at]), row, strict=True)) for row in rows[at + 1 :] if isinstance(row[0], int | float)
    ]


def test_the_explanation_beside_a_submission_reaches_the_reviewers_result(tmp_path: Path, programme: Path) -> None:
    """The unit sends its plan with its result beside it; the reviewer's result goes elsewhere."""
    plan = write_plan(tmp_path / "x.xlsx", WEAKER)
    annotated(plan, programme)
    write_remark(tmp_path / "x.ket-qua.xlsx", Giải_trình="địa bàn miền núi")
    annotated(plan, programme, "--out", str(tmp_path / "kq"))
    assert result_rows(tmp_path / "kq" / "x.ket-qua.xlsx")[0]["Giải trình"] == "địa bàn miền núi"


def test_remarks_survive_without_the_hidden_column(tmp_path: Path, programme: Path) -> None:
    """People delete hidden columns; what was said still finds its finding again."""
    plan = write_plan(tmp_path / "x.xlsx", WEAKER)
    annotated(plan, programme)
    result = tmp_path / "x.ket-qua.xlsx"
    write_remark(result, Giải_trình="địa bàn miền núi")
    book = load_workbook(result)
    page = sheet(book, "Kết quả kiểm tra")
    page.delete_cols(page.max_column)
    book.save(result)
    annotated(plan, programme)
    assert result_rows(result)[0]["Giải trình"] == "địa bàn miền núi"


def test_an_opinion_on_what_has_changed_since_is_said_to_be_outdated(tmp_path: Path, programme: Path) -> None:
    """An acceptance of 55 % is none of 1 %."""
    plan = write_plan(tmp_path / "x.xlsx", WEAKER)
    annotated(plan, programme)
    write_remark(tmp_path / "x.ket-qua.xlsx", Ý_kiến_thẩm_định="Chấp nhận giải trình")
    write_plan(plan, (WEAKER[0], WEAKER[1].replace("| 55 |", "| 1 |")))
    told = " ".join(annotated(plan, programme).split())
    assert "STT 2: nội dung đã thay đổi sau khi có ý kiến thẩm định" in told


def test_a_number_filled_in_loses_no_remark(tmp_path: Path, programme: Path) -> None:
    """The first thing that is asked for must not cost what was written beside the rest."""
    bare = ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | |")
    plan = write_plan(tmp_path / "x.xlsx", bare, ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |"))
    annotated(plan, programme)
    result = tmp_path / "x.ket-qua.xlsx"
    assert [row["Mã quy tắc"] for row in result_rows(result)] == ["VB01", "VB07"]
    book = load_workbook(result)
    page = sheet(book, "Kết quả kiểm tra")
    header = next(row for row in page.iter_rows() if any(cell.value == "Giải trình" for cell in row))
    column = next(cell.column for cell in header if cell.value == "Giải trình")
    page.cell((header[0].row or 0) + 2, column).value = "theo quy định chung"
    book.save(result)
    write_plan(plan, ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |"))
    annotated(plan, programme)
    assert [(row["Mã quy tắc"], row["Giải trình"]) for row in result_rows(result)] == [("VB07", "theo quy định chung")]
