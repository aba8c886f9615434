"""Whoever saved the workbook last, its result keeps everything, opens without a question and can be annotated anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from ktt_check.annotate import annotate
from ktt_check.workbook import read

from journey_runner import run_check
from package_rules import faults
from rich_workbooks import MARKS, comments, opened, result, rich_plan, row
from writers import WRITERS, libreoffice, parts_of

OURS = "Kết quả kiểm tra"
SIGNED = (
    "Tệp gửi có chữ ký số. Chữ ký chỉ có giá trị đối với tệp gốc; bản có ghi chú là tệp đã được ghi thêm nên không "
    "mang chữ ký ấy."
)
STRICT = (
    "Tệp gửi được lưu ở dạng Strict Open XML; bản có ghi chú được lưu ở dạng .xlsx thông thường, nội dung giữ nguyên."
)


def check(path: Path) -> tuple[Path, str]:
    """The annotated copy, and what was said on the terminal, on one line."""
    run = run_check(str(path), "--out", str(path.parent / "ra"))
    assert run.status == 1, run.stdout + run.stderr
    assert "bản sao các trang tính" not in run.stdout
    (done,) = (path.parent / "ra").glob("*.xlsx")
    return done, " ".join(run.stdout.split())


def values(path: Path) -> list[tuple[Any, ...]]:
    """What our reader sees of every sheet but ours."""
    return [
        (s.name, s.hidden, s.rows, s.notes, s.hidden_rows, s.hidden_columns, s.merges)
        for s in read(path).sheets
        if s.name != OURS
    ]


def as_calamine_reads(path: Path) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    names = [name for name in book.sheet_names if name != OURS]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}


@pytest.mark.parametrize("writer", WRITERS)
def test_a_result_keeps_everything_and_opens_without_a_question(writer: str, tmp_path: Path) -> None:
    source = WRITERS[writer](tmp_path / "kế hoạch.xlsx")
    assert faults(source) == [] or writer == "strict"
    done, said = check(source)
    assert faults(done) == []
    assert values(done) == values(source)
    assert as_calamine_reads(done) == as_calamine_reads(source)
    assert opened(done).sheetnames == [OURS, *(sheet.name for sheet in read(source).sheets)]
    assert (SIGNED in said) == (writer == "signed")
    assert (STRICT in said) == (writer == "strict")
    told = [cell.value for cell in next(opened(done)[OURS].iter_cols(max_col=1)) if cell.value]
    written = [str(cell.value) for row in opened(done)[OURS].iter_rows() for cell in row if cell.value]
    assert told
    assert any(SIGNED in text for text in written) == (writer == "signed")
    assert any(STRICT in text for text in written) == (writer == "strict")


@pytest.mark.parametrize("writer", [name for name in WRITERS if name != "strict"])
def test_a_part_that_no_mark_concerns_is_the_same_byte_for_byte(writer: str, tmp_path: Path) -> None:
    source = WRITERS[writer](tmp_path / "kế hoạch.xlsx")
    done, _ = check(source)
    old, new = parts_of(source), parts_of(done)
    may_differ = re.compile(
        r"\[Content_Types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml"
        r"|xl/worksheets/(_rels/)?[^/]*\.xml(\.rels)?|.*comment[^/]*|.*\.vml"
    )
    signature = re.compile(r"_rels/\.rels|_xmlsignatures/.*")
    changed = {name for name in old if old[name] != new.get(name)}
    assert [name for name in changed if not may_differ.fullmatch(name) and not signature.fullmatch(name)] == []
    assert any(signature.fullmatch(name) for name in changed) == (writer == "signed")
    cells = re.compile(rb"<(?:x:)?sheetData>.*</(?:x:)?sheetData>", re.DOTALL)
    for name in (name for name in old if name.startswith("xl/worksheets/sheet")):
        assert cells.findall(new[name]) == cells.findall(old[name])


@pytest.mark.parametrize("writer", WRITERS)
def test_a_result_that_is_checked_again_has_its_marks_replaced_and_not_doubled(writer: str, tmp_path: Path) -> None:
    first, _ = check(WRITERS[writer](tmp_path / "kế hoạch.xlsx"))
    again, _ = check(shutil_copy(first, tmp_path / "lần 2" / first.name))
    assert again.name == "kế hoạch.ket-qua-2.xlsx"
    assert faults(again) == []
    assert opened(again).sheetnames == opened(first).sheetnames
    assert comments(again) == comments(first)
    one, other = parts_of(first), parts_of(again)
    assert set(one) == set(other)
    (ours,) = {name for name in one if one[name] != other[name]}  # which names the file that was checked
    assert "Mã nhận dạng".encode() in one[ours]


def shutil_copy(source: Path, target: Path) -> Path:
    target.parent.mkdir()
    return Path(shutil.copy(source, target))


def test_libreoffice_opens_every_result_and_what_it_saved_is_annotated_in_place(tmp_path: Path) -> None:
    """One start of LibreOffice for its own plan, one for all results."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: LibreOffice must be installed where CI runs")
        pytest.skip("soffice is missing: nothing here was tried in LibreOffice")
    writers: dict[str, Callable[[Path], Path]] = {**WRITERS, "LibreOffice": libreoffice}
    results = {}
    for name, write in writers.items():
        folder = tmp_path / name
        folder.mkdir()
        source = write(folder / f"{name}.xlsx")
        results[name], _ = check(source)
        assert faults(results[name]) == []
        assert values(results[name]) == values(source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "lo"), *map(str, results.values())],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for name, done in results.items():
        saved = opened(tmp_path / "lo" / done.name)
        assert saved.sheetnames == opened(done).sheetnames, name
        assert comments(tmp_path / "lo" / done.name) == comments(done), name


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_workbook_rich_in_what_excel_has_opens_as_before(suffix: str, tmp_path: Path) -> None:
    """Charts, controls, threads, tables, pivots …: whatever its own faults, annotating it twice adds none."""
    source = rich_plan(tmp_path / f"a{suffix}")
    first = annotate(source, tmp_path / f"b{suffix}", MARKS, result(row()))
    again = annotate(first.path, tmp_path / f"c{suffix}", MARKS, result(row()))
    before = faults(source)
    assert [fault for fault in faults(first.path) if fault not in before] == []
    assert [fault for fault in faults(again.path) if fault not in before] == []
    assert first.method == again.method == "in place"
