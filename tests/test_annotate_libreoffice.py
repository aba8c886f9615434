"""LibreOffice opens what we write, and what it saves is still known as ours. Needs ``soffice``; CI must have it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ktt_check.annotate import annotate, read_remarks

from rich_workbooks import MARKS, comments, mark, opened, parts_of, plain_plan, result, rich_plan, row

EXPECTED = {
    "F4": "— ktt-check —\nSTT 1 · CT02 · Lỗi: Thấp hơn cấp trên.",
    "C4": "Chị Lan: kiểm tra lại số này.\n— ktt-check —\nSTT 2 · CT03 · Cảnh báo: Chưa xác định.",
    "F6": "Số của năm 2022",
    "J5": "— ktt-check —\nSTT 3 · CT08 · Lưu ý: Ô gộp.",
}
OLD = result(row(1), row(2, explanation="Đã đăng ký lộ trình.", opinion="Yêu cầu sửa", reason="Chưa đủ căn cứ"))


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with annotated workbooks, each also as LibreOffice saved it (``lo/``) and printed it (``pdf/``)."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: LibreOffice must be installed where CI runs")
        pytest.skip("soffice is missing: nothing here was tried in LibreOffice")
    folder = tmp_path_factory.mktemp("libreoffice")
    annotate(rich_plan(folder / "rich.xlsx"), folder / "rich.ket-qua.xlsx", MARKS, OLD)
    annotate(plain_plan(folder / "plain.xlsx"), folder / "plain.ket-qua.xlsx", [mark("Chỉ tiêu", "D3")], OLD)
    files = [str(folder / f"{name}.ket-qua.xlsx") for name in ("rich", "plain")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind, out in (("xlsx:Calc MS Excel 2007 XML", "lo"), ("pdf", "pdf")):
        command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / out), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


def test_libreoffice_finds_every_comment_in_its_cell(saved: Path) -> None:
    found = comments(saved / "lo" / "rich.ket-qua.xlsx")
    assert found["Chỉ tiêu"] == EXPECTED
    assert found["Nhiệm vụ"] == {"C3": "— ktt-check —\nSTT 4 · NV02 · Lỗi: Chưa ghi đơn vị chủ trì."}
    assert found["Trao đổi"] == {"A1": "[Hội thoại] Đã thống nhất"}


def test_libreoffice_shows_our_sheet_first_and_keeps_the_others(saved: Path) -> None:
    book = opened(saved / "lo" / "rich.ket-qua.xlsx")
    assert book.sheetnames[:3] == ["Kết quả kiểm tra", "Hướng dẫn", "Chỉ tiêu"]
    assert book.active is not None
    assert book.active.title == "Kết quả kiểm tra"
    assert book["Chỉ tiêu"].print_area == "'Chỉ tiêu'!$A$1:$L$32"


def test_libreoffice_prints_every_page(saved: Path) -> None:
    for name in ("rich", "plain"):
        assert (saved / "pdf" / f"{name}.ket-qua.pdf").read_bytes().startswith(b"%PDF-")


def test_remarks_are_read_from_what_libreoffice_saved(saved: Path) -> None:
    for name in ("rich", "plain"):
        (remark,) = read_remarks(saved / "lo" / f"{name}.ket-qua.xlsx")
        assert (remark.fingerprint, remark.rule, remark.explanation) == ("d.0002", "CT02", "Đã đăng ký lộ trình.")
        assert (remark.opinion, remark.reason) == ("Yêu cầu sửa", "Chưa đủ căn cứ")


def test_our_marks_are_replaced_in_what_libreoffice_saved(saved: Path) -> None:
    target = saved / "again.xlsx"
    done = annotate(saved / "lo" / "rich.ket-qua.xlsx", target, MARKS, result(row()))
    assert (done.method, done.reason) == ("in place", None)
    assert comments(target)["Chỉ tiêu"] == EXPECTED
    assert opened(target).sheetnames.count("Kết quả kiểm tra") == 1
    formulas = b"".join(parts_of(target).values()).count(b'LEN("ktt-check')
    assert formulas == b"".join(parts_of(saved / "rich.ket-qua.xlsx").values()).count(b'LEN("ktt-check')


def test_our_marks_are_gone_from_what_libreoffice_saved_when_nothing_is_found_any_more(saved: Path) -> None:
    target = saved / "clean.xlsx"
    annotate(saved / "lo" / "rich.ket-qua.xlsx", target, [], result())
    found = comments(target)
    assert found["Chỉ tiêu"] == {"C4": "Chị Lan: kiểm tra lại số này.", "F6": "Số của năm 2022"}
    assert found["Nhiệm vụ"] == {}
    sheets = (data for name, data in parts_of(target).items() if name.startswith("xl/worksheets/sheet"))
    assert not any(b"ktt-check" in data for data in sheets)
