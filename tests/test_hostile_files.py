"""Whatever arrives by mail is refused in one sentence or read correctly, within bounds, and harms no other file."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ktt_check.annotate import annotate
from ktt_check.workbook import Refusal, read

from fuzz.mutations import packed, workbook_parts
from hostile.in_forms import PLAN, READ, plan_parts
from journey_runner import run_check
from measured import measured
from rich_workbooks import mark, row
from rich_workbooks import result as written
from test_workbook_refusals import FILES
from writers import pack

linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured on Linux only")
SECONDS, MEGABYTES = 10, 512


def plain(result: dict[str, Any]) -> Any:
    """A result without the path of its file."""
    return json.loads(json.dumps(result).replace(json.dumps(result["workbook"]), '"x"'))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the good plan comes to when it is checked by itself."""
    run = measured("check", PLAN, "--no-annotate", "--format", "json")
    assert run.status == 1
    return plain(run.results[0])


@linux
def test_every_refused_file_on_one_command_line_is_told_and_the_good_ones_are_checked(
    tmp_path: Path, alone: Any
) -> None:
    folder = tmp_path / "nộp"
    folder.mkdir()
    expected: dict[str, str] = {}
    for number, (make, reason, _) in enumerate(FILES.values()):
        path = folder / f"{number:03}" / "kế hoạch.xlsx"
        path.parent.mkdir()
        path.write_bytes(make())
        expected[str(path)] = reason
    for name in ("000/tốt.xlsx", "040/tốt.xlsx", "zzz.xlsx"):
        shutil.copy(PLAN, folder / name)
    run = measured("check", folder, "--out", tmp_path / "ra", "--format", "json")
    assert run.status == 3
    assert run.megabytes < MEGABYTES
    results = {result["workbook"]: result for result in run.results}
    sentences = list(FILES.values())
    for at, (file, reason) in enumerate(expected.items()):
        assert results[file]["error"] == sentences[at][2], reason
        assert results[file]["findings"] == []
    good = [result for file, result in results.items() if file not in expected]
    assert [plain(result) for result in good] == [alone] * 3
    assert len(list((tmp_path / "ra").rglob("*.xlsx"))) == 3
    assert "Traceback" not in run.err


@linux
@pytest.mark.parametrize("name", READ)
def test_a_plan_with_something_hostile_in_it_is_checked_and_annotated_within_bounds(
    name: str, tmp_path: Path, alone: Any
) -> None:
    make, in_place = READ[name]
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(make())
    run = measured("check", path, "--out", tmp_path / "ra", "--format", "json")
    (result,) = run.results
    assert run.status == 1
    assert result["error"] is None
    known = {(one["rule"], one["cell"]) for one in alone["findings"]}
    assert known <= {(one["rule"], one["cell"]) for one in result["findings"]} or "merge" in name
    assert run.seconds < SECONDS
    assert run.megabytes < MEGABYTES
    with zipfile.ZipFile(tmp_path / "ra" / "kế hoạch.ket-qua.xlsx") as package:
        assert package.testzip() is None
        kept = set(plan_parts()) <= set(package.namelist())
    assert kept == in_place or not in_place


@linux
def test_truncated_and_bit_flipped_plans_are_refused_or_read_and_nothing_else(tmp_path: Path, alone: Any) -> None:
    data, random = PLAN.read_bytes(), Random(20)
    for number in range(12):
        (tmp_path / f"cắt {number}.xlsx").write_bytes(data[: random.randrange(len(data))])
        flipped = bytearray(data)
        flipped[random.randrange(len(data))] ^= 1 << random.randrange(8)
        (tmp_path / f"lật {number}.xlsx").write_bytes(flipped)
        parts = workbook_parts(data)
        assert parts is not None
        name = random.choice(list(parts))
        content = bytearray(parts[name])
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        (tmp_path / f"trong {number}.xlsx").write_bytes(packed(parts | {name: bytes(content)}))
    shutil.copy(PLAN, tmp_path / "tốt.xlsx")
    run = measured("check", tmp_path, "--out", tmp_path / "ra", "--format", "json")
    assert run.status == 3
    results = {Path(result["workbook"]).name: result for result in run.results}
    assert plain(results["tốt.xlsx"]) == alone
    refusals = {Refusal(reason, file=name).sentence() for reason in ("truncated", "empty") for name in results}
    for name, result in results.items():
        if name.startswith("cắt"):
            assert result["error"] in refusals
        error = result["error"] or ""
        assert "Lỗi của chương trình" not in error
        assert error.count("\n") == 0
    assert "Traceback" not in run.err


NAMES = (
    "-o.xlsx",
    "--help.xlsx",
    "hai\ndòng.xlsx",
    "\x1b[2Jđỏ.xlsx",
    "Ke\u0302\u0301 hoa\u0323ch.xlsx",  # NFD
    "\u202exslx.kế hoạch.xlsx",  # right to left
    "{0} %s ${HOME} `ls`.xlsx",
    "a'b\"c&d;e|f.xlsx",
    "x" * 234 + ".xlsx",
    "x" * 250 + ".xlsx",  # 255 bytes: its result has no room for ".ket-qua"
    " .xlsx",
)


@linux
def test_names_of_any_kind_are_files_like_others(tmp_path: Path, alone: Any) -> None:
    folder = tmp_path / "nộp"
    folder.mkdir()
    for name in NAMES:
        shutil.copy(PLAN, folder / name)
    run = measured("check", folder, "--out", tmp_path / "ra", "--format", "json")
    errors = {Path(result["workbook"]).name: result["error"] for result in run.results}
    assert set(errors) == set(NAMES)
    assert [name for name, error in errors.items() if error is not None] == ["x" * 250 + ".xlsx"]
    assert all(plain(result | {"error": None}) == alone for result in run.results)
    assert run.status == 3  # of the one whose result could not be written
    assert len(list((tmp_path / "ra").iterdir())) == len(NAMES) - 1
    text = measured("check", folder, "--no-annotate")
    assert not [c for c in text.out + text.err if not c.isprintable() and c != "\n"]
    for name in NAMES[:3]:  # named by itself, from the folder that it lies in
        one = measured("check", "--no-annotate", "--format", "json", "--", folder / name)
        assert [plain(result) for result in one.results] == [alone]


def test_a_file_that_changed_since_it_was_read_is_not_annotated(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    shutil.copy(PLAN, path)
    digest = read(path).sha256
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Refusal) as caught:
        annotate(path, tmp_path / "ra.xlsx", [mark("Chỉ tiêu", "C3")], written(row()), digest)
    assert caught.value.sentence() == (
        "Tệp “kế hoạch.xlsx” bị thay đổi trong khi đang đọc; hãy lưu, đóng tệp rồi thử lại."
    )
    assert not (tmp_path / "ra.xlsx").exists()


@linux
@pytest.mark.parametrize("kind", ["bomb", "dtd", "many cells"])
def test_an_earlier_result_that_is_hostile_is_left_alone_and_told(kind: str, tmp_path: Path, alone: Any) -> None:
    """It lies beside what was sent, so it may come from anywhere too."""
    path, earlier = tmp_path / "kế hoạch.xlsx", tmp_path / "kế hoạch.ket-qua.xlsx"
    shutil.copy(PLAN, path)
    assert run_check(str(path)).status == 1
    parts = plan_parts(earlier)
    sheet = next(name for name, data in parts.items() if "Mã nhận dạng".encode() in data)
    if kind == "bomb":
        parts[sheet] = parts[sheet].replace(b"</sheetData>", b" " * (100 << 20) + b"</sheetData>")
    elif kind == "dtd":
        parts[sheet] = parts[sheet].replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet', 1)
    else:
        rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (at, at, at * at) for at in range(2000, 90_000))
        parts[sheet] = parts[sheet].replace(b"</sheetData>", rows + b"</sheetData>")
    pack(earlier, parts)
    kept = earlier.read_bytes()
    run = measured("check", path, "--format", "json")
    assert [plain(result) for result in run.results] == [alone]
    assert run.seconds < SECONDS
    assert run.megabytes < MEGABYTES
    if kind != "many cells":
        assert earlier.read_bytes() == kept
        assert (tmp_path / "kế hoạch.ket-qua (2).xlsx").exists()
