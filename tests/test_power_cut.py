"""Killed or out of disk at any instant: the input is untouched, the result is the old one or the new one, whole."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from ktt_check.annotate import annotate
from ktt_check.decisions import Decision
from ktt_check.register import write_register
from ktt_check.whole_files import clear_unfinished, written_whole

from journey_runner import run, run_check
from rich_workbooks import mark, plain_plan, result, rich_plan, row
from writers import PLAN

ROOT = Path(__file__).parents[1]
# Writes two results in turn to one target for as long as it lives.
WRITER = """
import sys
from pathlib import Path
from ktt_check.annotate import annotate
from rich_workbooks import MARKS, result, row
source, target = map(Path, sys.argv[1:])
for turn in range(1_000_000):
    annotate(source, target, MARKS, result(row(turn % 2 + 1)))
    if turn == 1:
        print("ready", flush=True)
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.mark.skipif(sys.platform == "win32", reason="killed as POSIX kills")
def test_a_result_is_whole_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    source, target = rich_plan(tmp_path / "a.xlsx"), tmp_path / "ra" / "a.ket-qua.xlsx"
    target.parent.mkdir()
    before, random = digest(source), Random(7)
    known = set()
    for turn in (1, 2):
        annotate(source, target, [mark("Chỉ tiêu", "F4")], result(row(turn)))
    left = 0
    for _ in range(12):
        command = [sys.executable, "-c", WRITER, str(source), str(target)]
        environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(random.uniform(0, 0.08))
            writer.kill()
        known.add(digest(target))
        left += len(left_in(target.parent))
        assert digest(source) == before
    assert len(known) <= 2, "the two results, and never a piece of one"
    for path in target.parent.glob(".*"):
        os.utime(path, (1, 1))
    clear_unfinished.cache_clear()
    annotate(source, target, [mark("Chỉ tiêu", "F4")], result(row()))
    assert left_in(target.parent) == []


@pytest.mark.parametrize("size", [0, 1, 512, 4_096, 7_000])
def test_a_write_that_breaks_off_leaves_the_old_result(size: int, tmp_path: Path) -> None:
    source, target = plain_plan(tmp_path / "a.xlsx"), tmp_path / "ra" / "a.ket-qua.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        with pytest.raises(OSError, match="too large") as caught:
            annotate(source, target, [mark("Chỉ tiêu", "D3")], result(row()))
        with pytest.raises(OSError, match="too large"), written_whole(tmp_path / "x") as out:
            out.write(bytes(size + 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.errno == errno.EFBIG
    assert target.read_bytes() == b"old"
    assert left_in(target.parent) == []
    assert left_in(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    folder = tmp_path / "đĩa"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk may be mounted here: a full disk was not tried")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="no disk can be mounted here: a full disk was not tried")
def test_a_full_disk_is_told_and_costs_neither_the_findings_nor_the_old_result(small_disk: Path) -> None:
    first = run_check(str(PLAN), "--out", str(small_disk))
    assert first.status == 1
    old = digest(small_disk / "cam-ranh-2023.ket-qua.xlsx")
    (small_disk / "đầy").write_bytes(bytes(65_536 - 4_096 - (small_disk / "cam-ranh-2023.ket-qua.xlsx").stat().st_size))
    again = run_check(str(PLAN), "--out", str(small_disk))
    assert again.status == 3
    assert "ổ đĩa đã đầy" in " ".join(again.stdout.split())
    assert "CT02" in again.stdout
    assert digest(small_disk / "cam-ranh-2023.ket-qua.xlsx") == old
    assert left_in(small_disk) == []


def test_what_is_being_written_by_others_is_not_cleared_away(tmp_path: Path) -> None:
    left, written = tmp_path / ".ktt-check-0.tmp", tmp_path / ".ktt-check-1.tmp"
    theirs = tmp_path / ".tệp của người khác.tmp"
    for path in (left, written, theirs):
        path.write_bytes(b"x")
        os.utime(path, (1, 1))
    with written.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        clear_unfinished.cache_clear()
        with written_whole(tmp_path / "mới") as out:
            out.write(b"y")
    assert sorted(path.name for path in tmp_path.iterdir()) == [written.name, theirs.name, "mới"]


def test_a_register_is_written_whole_too(tmp_path: Path) -> None:
    path = tmp_path / "quyet-dinh.yaml"
    write_register(path, [])
    old = path.read_bytes()

    def decisions() -> Iterator[Decision]:
        yield from ()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_register(path, decisions())
    assert path.read_bytes() == old
    assert left_in(tmp_path) == []


def test_a_form_never_replaces_what_it_is_made_from(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    shutil.copy(PLAN, path)
    before = digest(path)
    made = run("template", "report", "--plan", str(path), "-o", str(tmp_path / "." / "kế hoạch.xlsx"))
    assert made.status == 2
    assert made.stderr == f"{path} là tệp đầu vào nên không được ghi đè; hãy đặt tên khác cho biểu.\n"
    assert digest(path) == before
