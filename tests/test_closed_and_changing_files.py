"""A file that may not be read, or changes while it is read, is refused in one sentence and harms no other."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from audits import Province, province

from ktt_check.workbook import Refusal

from hostile.in_forms import PLAN
from hostile.moments import BOUND_BY_RIGHTS, rewritten_all_the_time, rights_bind, when_read
from measured import Measured, measured

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="rights, limits and moments are Linux's here")
SECONDS, MEGABYTES = 10, 512
CHANGED = "Tệp “kế hoạch.xlsx” bị thay đổi trong khi đang đọc; hãy lưu, đóng tệp rồi thử lại."


@pytest.fixture
def bound() -> tuple[str, ...]:
    """What a command begins with so that rights bind it."""
    if not rights_bind():
        pytest.skip("no command can be bound by rights here: files that may not be read were not tried")
    return BOUND_BY_RIGHTS


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Path]:
    """A folder with a good plan; whatever was closed in it is opened at the end."""
    folder = tmp_path / "nộp"
    folder.mkdir()
    shutil.copy(PLAN, folder / "tốt.xlsx")
    yield folder
    for home, folders, files in os.walk(tmp_path):
        for name in (*folders, *files):
            Path(home, name).chmod(0o755)


def told(run: Measured) -> dict[str, Any]:
    """The results by the names of their files, once the run has kept within its bounds."""
    assert "Traceback" not in run.err
    assert run.seconds < SECONDS
    assert run.megabytes < MEGABYTES
    return {Path(result["workbook"]).name: result for result in run.results}


def well(result: dict[str, Any]) -> bool:
    """Whether the good plan was checked as ever."""
    return result["error"] is None and {"CT02", "NV02"} <= {finding["rule"] for finding in result["findings"]}


def test_a_file_that_may_not_be_read_is_told_and_the_others_are_checked(inbox: Path, bound: tuple[str, ...]) -> None:
    closed = inbox / "kế hoạch.xlsx"
    shutil.copy(PLAN, closed)
    closed.chmod(0)
    run = measured("check", inbox, "--out", inbox.parent / "ra", "--format", "json", under=bound)
    results = told(run)
    assert run.status == 3
    assert results["kế hoạch.xlsx"]["error"] == (
        "Không được phép mở tệp “kế hoạch.xlsx”; hãy đóng chương trình đang mở tệp hoặc xin quyền đọc, rồi thử lại."
    )
    assert (results["kế hoạch.xlsx"]["findings"], well(results["tốt.xlsx"])) == ([], True)
    assert [path.name for path in (inbox.parent / "ra").iterdir()] == ["tốt.ket-qua.xlsx"]


@pytest.mark.parametrize("name", ["huyện", "."])
def test_a_folder_that_may_not_be_opened_is_told(name: str, inbox: Path, bound: tuple[str, ...]) -> None:
    """Nobody may think that what lies in it was checked; also where it is the very folder that was named."""
    (inbox / "huyện").mkdir()
    shutil.copy(PLAN, inbox / "huyện")
    (inbox / name).chmod(0)
    run = measured("check", inbox, "--out", inbox.parent / "ra", "--format", "json", under=bound)
    results = told(run)
    closed = (inbox / name).resolve().name
    assert run.status == 3
    assert results.pop(closed)["error"] == (
        f"Không được phép mở thư mục “{closed}” nên các biểu trong đó chưa được đọc; hãy xin quyền đọc rồi thử lại."
    )
    assert [(one, well(result)) for one, result in results.items()] == ([("tốt.xlsx", True)] if name != "." else [])


def test_a_programme_that_may_not_be_read_is_told_as_unchecked(inbox: Path, bound: tuple[str, ...]) -> None:
    """So is a folder of programmes; the shipped programme is used all the same."""
    programmes = inbox.parent / "chương trình"
    (programmes / "cũ").mkdir(parents=True)
    shutil.copy(PLAN, programmes / "15-CTr.xlsx")
    (programmes / "15-CTr.xlsx").chmod(0)
    (programmes / "cũ").chmod(0)
    run = measured(
        "check", inbox, "--programmes", programmes, "--no-annotate", "--format", "json", "--fail-on", "never",
        under=bound,
    )  # fmt: skip
    result = told(run)["tốt.xlsx"]
    reasons = [one["reason"] for one in result["unchecked"]]
    assert well(result)
    assert [reason for reason in reasons if Refusal("permission", file="15-CTr.xlsx").sentence() in reason]
    assert [reason for reason in reasons if Refusal("closed-folder", file="cũ").sentence() in reason]


@pytest.mark.parametrize(
    ("option", "name", "status", "sentence"),
    [
        ("--against", "a.xlsx", 3, "Không được phép mở tệp “a.xlsx”; hãy đóng chương trình đang mở tệp hoặc"),
        ("--previous", "a.json", 3, "Không được phép mở tệp “a.json”; hãy đóng chương trình đang mở tệp hoặc"),
        ("--decisions", "a.xlsx", 3, "Không được phép mở tệp “a.xlsx”; hãy đóng chương trình đang mở tệp hoặc"),
        ("--decisions", "quyet-dinh.yaml", 4, "Sổ quyết định có sai sót:\n{}: không mở được tệp"),
        ("--rules", "quy-tac", 4, "Bộ quy tắc có sai sót:\n{}: không được phép mở thư mục này"),
        ("--profile", "a.yaml", 4, "Hồ sơ cấu hình hoặc bộ quy tắc có sai sót:\n{}: không mở được tệp"),
    ],
)
def test_what_an_option_names_and_may_not_be_read_is_told_by_its_name(
    option: str, name: str, status: int, sentence: str, inbox: Path, bound: tuple[str, ...]
) -> None:
    """Nothing is checked as if it had not been named."""
    path = inbox.parent / name
    if "." in name:
        path.write_bytes(b"x")
    else:
        path.mkdir()
    path.chmod(0)
    run = measured("check", inbox / "tốt.xlsx", "--no-annotate", option, path, under=bound)
    assert (run.status, run.out) == (status, "")
    assert run.err.startswith(sentence.format(path))


def test_a_plan_replaced_while_it_is_checked_is_not_annotated(inbox: Path) -> None:
    """Marks of what was read would stand in wrong cells of what lies there now."""
    plan, other = inbox / "kế hoạch.xlsx", inbox.parent / "khác.xlsx"
    shutil.copy(PLAN, plan)
    shutil.copy(PLAN.with_name("duc-pho-2023.xlsx"), other)
    with when_read(plan, 1, lambda: os.replace(other, plan)):
        run = measured("check", inbox, "--out", inbox.parent / "ra", "--format", "json")
    results = told(run)
    assert not other.exists()
    assert run.status == 3
    assert results["kế hoạch.xlsx"]["error"] == CHANGED
    assert well(results["tốt.xlsx"])
    assert [path.name for path in (inbox.parent / "ra").iterdir()] == ["tốt.ket-qua.xlsx"]


def test_a_plan_that_is_being_written_is_refused_or_read_whole(inbox: Path) -> None:
    """Half of a file is never checked as if it were the file."""
    plan = inbox / "kế hoạch.xlsx"
    shutil.copy(PLAN, plan)
    halves = {Refusal(reason, file=plan.name).sentence() for reason in ("empty", "truncated", "unreadable")}
    with rewritten_all_the_time(plan, PLAN):
        runs = [measured("check", inbox, "--out", inbox.parent / "ra", "--format", "json") for _ in range(5)]
    refused = 0
    for run in runs:
        results = told(run)
        assert well(results["tốt.xlsx"])
        if results["kế hoạch.xlsx"]["error"] is None:
            assert results["kế hoạch.xlsx"]["findings"] == results["tốt.xlsx"]["findings"]
        else:
            refused += 1
            assert run.status == 3
            assert results["kế hoạch.xlsx"]["error"] in {CHANGED} | halves
    assert refused


def test_in_an_audit_they_are_looked_at_again_the_next_night(
    tmp_path: Path, bound: tuple[str, ...], inbox: Path
) -> None:
    """What says nothing about a file's content is no answer for good."""
    made: Province = province(tmp_path / "tỉnh", 1)
    closed, plan, other = made.inbox / "khóa.xlsx", made.inbox / "kế hoạch.xlsx", tmp_path / "khác.xlsx"
    for path, number in ((closed, 1), (plan, 2)):
        made.plan(path.name, number)
    shutil.move(made.plan("khác.xlsx", 3), other)
    closed.chmod(0)
    with when_read(plan, 2, lambda: os.replace(other, plan)):  # the first time only for its digest
        run = measured(*made.command("--jobs", "1", "--fail-on", "error"), under=bound)
    assert not other.exists()
    assert run.status == 3
    failed = {one["workbook"]: one["error"] for one in made.summary()["failed"]}
    assert failed == {
        "khóa.xlsx": Refusal("permission", file="khóa.xlsx").sentence(),
        "kế hoạch.xlsx": CHANGED,
    }
    closed.chmod(0o644)
    assert measured(*made.command("--jobs", "1"), under=bound).status == 0
    assert made.counts("workbooks", "checked", "failed", "looked_at") == (3, 3, 0, 2)


def test_a_closed_folder_of_submissions_stops_no_audit_and_one_of_results_does(
    tmp_path: Path, bound: tuple[str, ...], inbox: Path
) -> None:
    """Among the results there may be decisions, which are never left aside silently; here both lie together."""
    made: Province = province(tmp_path / "tỉnh", 1)
    closed, results = made.inbox / "khóa", made.home / "kết quả cũ"
    closed.mkdir(mode=0)
    command = made.command("--jobs", "1")
    command[command.index("--out") + 1] = str(made.home)
    run = measured(*command, under=bound)
    assert run.status == 0
    assert "khóa: Không được phép mở thư mục khóa; các biểu trong đó chưa kiểm tra được." in run.out
    results.mkdir(mode=0)
    run = measured(*command, under=bound)
    assert (run.status, run.out) == (3, "")
