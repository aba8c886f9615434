"""An audit finishes, whatever happens: every file has its entry, and being cut off changes nothing of the result."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from audits import Province, alive, children, copies, province

from ktt_check.audit.checking import Order, Task
from ktt_check.audit.discover import discover
from ktt_check.audit.pool import Pool
from ktt_check.terminal import day

from hostile import TABLE

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limits of processes are Linux's")


@pytest.fixture
def eight(tmp_path: Path) -> Province:
    return province(tmp_path, 8)


def test_every_file_has_an_entry_and_none_stops_the_run(tmp_path: Path) -> None:
    """Broken, locked, empty, misnamed, half-copied, doubled, of other kinds: each is told with its reason."""
    made = province(tmp_path)
    good = made.plan("a/b/c/tốt.xlsx", 1)
    shutil.copy(good, made.inbox / "a" / "bản sao.xlsx")
    shutil.copy(good, made.inbox / "không đuôi")
    shutil.copy(good, made.inbox / "chưa chép xong.xlsx.part")
    half = good.read_bytes()[: good.stat().st_size // 2]
    (made.inbox / "nửa.xlsx.crdownload").write_bytes(half)
    (made.inbox / "cắt.xlsx").write_bytes(half)
    (made.inbox / "rỗng.xlsx").write_bytes(b"")
    (made.inbox / "cũ.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (made.inbox / "thư.pdf").write_bytes(b"%PDF-1.4")
    (made.inbox / "thật ra là pdf.xlsx").write_bytes(b"%PDF-1.4 ...")
    (made.inbox / "đâu mất.xlsx").symlink_to(tmp_path / "gone.xlsx")
    (made.inbox / "vòng").symlink_to(made.inbox, target_is_directory=True)
    (made.inbox / "nơi khác").symlink_to(made.home / "chuong-trinh", target_is_directory=True)
    (made.inbox / "~$tốt.xlsx").write_bytes(b"lock")
    (made.inbox / "tốt.ket-qua.xlsx").write_bytes(b"ours")
    (made.inbox / ".DS_Store").write_bytes(b"")
    os.mkfifo(made.inbox / "ống.xlsx")
    odd = bytes(made.inbox) + b"/\xff.xlsx"
    with open(odd, "wb") as file:
        file.write(b"x")
    outcome = made.audit()
    assert (outcome.status, made.counts("workbooks", "checked", "failed", "others")) == (0, (13, 4, 9, 1))
    told = made.summary()
    assert {one["workbook"]: one["error"].split(";")[0] for one in told["failed"]} == {
        "\\xff.xlsx": "Tên tệp hoặc thư mục \\xff.xlsx có ký tự không đọc được",
        "cũ.xls": "Tệp “cũ.xls” không phải là sổ tính Excel mà là tệp thuộc loại khác",
        "cắt.xlsx": "Tệp “cắt.xlsx” bị cắt cụt, có lẽ do chép hoặc tải về chưa xong",
        "nửa.xlsx.crdownload": "Tệp “nửa.xlsx.crdownload” bị cắt cụt, có lẽ do chép hoặc tải về chưa xong",
        "rỗng.xlsx": "Tệp “rỗng.xlsx” rỗng, không có dữ liệu nào",
        "thật ra là pdf.xlsx": "Tệp “thật ra là pdf.xlsx” không phải là sổ tính Excel mà là tệp PDF",
        "nơi khác": "nơi khác là liên kết tới một thư mục ở nơi khác",
        "đâu mất.xlsx": "Không tìm thấy tệp “đâu mất.xlsx”",
        "ống.xlsx": "“ống.xlsx” không phải là một tệp thông thường trên đĩa",
    }
    assert told["duplicates"] == [
        ["a/b/c/tốt.xlsx", "a/bản sao.xlsx", "chưa chép xong.xlsx.part", "không đuôi"],
        ["cắt.xlsx", "nửa.xlsx.crdownload"],
    ]
    assert [path.relative_to(made.out).as_posix() for path in copies(made.out)] == [
        "a/b/c/tốt.ket-qua.xlsx", "a/bản sao.ket-qua.xlsx", "chưa chép xong.xlsx.ket-qua.part.xlsx",
        "không đuôi.ket-qua.xlsx",
    ]  # fmt: skip


def test_hostile_files_cost_themselves_only(tmp_path: Path) -> None:
    """Files that hang or kill other readers, among good ones: each is read or refused, the good ones are checked."""
    made = province(tmp_path, 3)
    hostile = made.inbox / "thù địch"
    hostile.mkdir()
    for number, (make, _) in enumerate(TABLE.values()):
        (hostile / f"{number}.xlsx").write_bytes(make())
    assert made.audit().status == 0
    assert made.counts("checked", "workbooks") == (3, 3 + len(TABLE))
    assert len(made.summary()["failed"]) == len(TABLE)


def test_the_exit_status_is_0_when_it_has_finished_unless_fail_on_is_given(eight: Province) -> None:
    """Findings are what an audit is for; --fail-on asks for the statuses of check."""
    assert eight.audit().status == 0
    assert [eight.audit("--fail-on", level).status for level in ("error", "never")] == [1, 0]
    (eight.inbox / "x.xlsx").write_bytes(b"PK\x03\x04")
    assert [eight.audit("--fail-on", level).status for level in ("error", "never")] == [3, 0]


@LINUX
def test_a_second_audit_of_one_folder_says_so_and_leaves(eight: Province) -> None:
    """It touches nothing: the first one ends as if it had been alone."""
    first = eight.start()
    while not (eight.out / "audit.sqlite").exists():
        time.sleep(0.01)
    second = eight.audit()
    words = f"Một đợt kiểm tra khác đang chạy với thư mục kết quả {eight.out}; đợt này dừng lại, chưa làm gì.\n"
    assert (second.status, second.stdout, second.stderr) == (3, "", words)
    assert first.wait() == 0
    assert eight.summary()["run"] == 1
    assert eight.audit().status == 0


@LINUX
def test_killed_at_many_random_points_it_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    """SIGKILL at a random instant, again and again; then one run to the end, beside one that nobody disturbed."""
    often = int(os.environ.get("KTT_CHECK_KILLS", "12"))
    chance = random.Random(os.environ.get("KTT_CHECK_SEED", "20"))
    quiet = province(tmp_path, 24)
    began = time.monotonic()
    assert quiet.start().wait() == 0
    lasting = time.monotonic() - began
    expected = quiet.left()
    shutil.rmtree(quiet.out)
    killed = 0
    while killed < often:
        process = quiet.start()
        time.sleep(chance.uniform(0.1, 1.0) * lasting)
        workers = children(process.pid)
        process.kill()
        ended = process.wait() == 0
        while any(map(alive, workers)):
            time.sleep(0.01)
        if ended or quiet.ended():  # the next one would be another run
            assert quiet.left() == expected
            shutil.rmtree(quiet.out)
            continue
        killed += 1
        assert [path for path in copies(quiet.out) if not zipfile.is_zipfile(path)] == []
    assert quiet.start().wait() == 0
    assert quiet.left() == expected
    assert list(quiet.out.rglob("*.tmp")) == []


@LINUX
def test_a_worker_that_is_killed_costs_nothing_but_time(eight: Province) -> None:
    """What it was at is done again by another."""
    assert eight.start().wait() == 0
    expected = eight.left()
    shutil.rmtree(eight.out)
    process = eight.start()
    killed = 0
    while process.poll() is None and killed < 3:
        for worker in children(process.pid):
            os.kill(worker, signal.SIGKILL)
            killed += 1
        time.sleep(0.7)
    assert (process.wait(), killed > 0) == (0, True)
    left = eight.left()
    assert left["copies"] == expected["copies"]
    assert left == expected


@LINUX
def test_a_worker_that_hangs_is_ended_and_its_files_are_checked(eight: Province) -> None:
    """Stopped in the middle of its work, it is missed after the time that its files have."""
    order = Order(eight.inbox, eight.out, (eight.home / "chuong-trinh",), (), None, day("2026-11-21", "vi"), "vi")
    tasks = [Task(entry.path, f"{entry.path}.ket-qua.xlsx") for entry in discover(eight.inbox, eight.out)]
    answers = []
    stopped: set[int] = set()
    for some in Pool(order, 1, seconds=2).run(tasks):
        answers += some
        for worker in children(os.getpid()):
            if not stopped:
                os.kill(worker, signal.SIGSTOP)
                stopped.add(worker)
    assert sorted((one.path, one.error) for one in answers) == sorted((task.path, None) for task in tasks)
    assert len(stopped) == 1


@LINUX
def test_a_full_disk_is_told_and_the_next_run_continues(tmp_path: Path) -> None:
    """On a disk too small for the results, status 3 and one line; with room again, the same end as ever."""
    made = province(tmp_path, 12)
    assert made.audit().status == 0
    expected = made.left()
    shutil.rmtree(made.out)
    made.out.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(made.out)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        full = made.audit()
        assert full.status in (0, 3)
        if full.status == 3:
            assert full.stderr.endswith(": ổ đĩa đã đầy\n")
        subprocess.run(["mount", "-o", "remount,size=64m", str(made.out)], check=True)
        assert made.audit().status == 0
        left = made.left()
        assert left["copies"] == expected["copies"]
        assert left["findings"] == expected["findings"]
        assert json.loads((made.out / "audit.json").read_text())["failed"] == []
    finally:
        subprocess.run(["umount", str(made.out)], check=True)


@LINUX
def test_a_full_disk_for_what_is_put_aside_is_told_too(tmp_path: Path) -> None:
    """The province's workbook is made in the folder for temporary files: status 3 and one line, the last one stays."""
    made = province(tmp_path, 2)
    assert made.audit().status == 0
    last = (made.out / "tong-hop.xlsx").read_bytes()
    aside = tmp_path / "tam"
    aside.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(aside)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        command = [sys.executable, "-m", "ktt_check", *made.command("--jobs", "1")]
        full = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"TMPDIR": str(aside)})
    finally:
        subprocess.run(["umount", str(aside)], check=True)
    assert full.returncode == 3
    assert full.stderr.splitlines()[-1].endswith(": ổ đĩa đã đầy")
    assert (made.out / "tong-hop.xlsx").read_bytes() == last
    assert list(made.out.rglob("*.tmp")) == []
