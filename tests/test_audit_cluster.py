"""An audit on a cluster, and of a folder in an object store: the same results as on one machine from a disk."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec
import pytest
from audits import WEAKER, Province, copies, province
from fsspec.implementations.memory import MemoryFile
from test_reports import RESTATED, write

from hostile import TABLE
from hostile.moments import BOUND_BY_RIGHTS, rights_bind
from journey_runner import run

DASK = str(Path(sys.executable).with_name("dask"))


@contextmanager
def cluster(home: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and so many workers, each a process of its own; the address and the workers."""
    file = home / "scheduler.json"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": home}
    where = ["--scheduler-file", str(file)]
    started = [
        subprocess.Popen([DASK, "scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1", *where], **quiet)
    ]
    try:
        while not file.exists() or not file.stat().st_size:
            assert started[0].poll() is None
            time.sleep(0.05)
        command = [DASK, "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", *where]
        started += [subprocess.Popen(command, **quiet) for _ in range(workers)]
        yield _address(file), started[1:]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _address(file: Path) -> str:
    return str(json.loads(file.read_text(encoding="utf-8"))["address"])


def mixed(made: Province) -> None:
    """Beside plans: reports with an earlier one, damaged and hostile files, a pipe, a profile with its own rules."""
    write(made.home / "chuong-trinh" / "plan.xlsx", "plan")
    write(made.inbox / "2024" / "bc.xlsx", "report", RESTATED)
    write(made.inbox / "2023" / "bc.xlsx", "report-before")
    (made.inbox / "cắt.xlsx").write_bytes(b"PK\x03\x04")
    make, _ = TABLE["a billion laughs"]
    (made.inbox / "thù địch.xlsx").write_bytes(make())
    os.mkfifo(made.inbox / "ống.xlsx")
    (made.home / "ktt-check.yaml").write_text(
        'name: Tỉnh\nversion: "1"\nrules: [quy-tac]\nadjust:\n  NV02: {severity: error}\n', encoding="utf-8"
    )
    (made.home / "quy-tac").mkdir()
    (made.home / "quy-tac" / "QN01-note.md").write_text("# QN01\n", encoding="utf-8")
    (made.home / "quy-tac" / "QN01-note.yaml").write_text(
        "title: {vi: Ghi chú trống, en: No note}\nbasis: {vi: a, en: b}\nseverity: info\neach: targets\n"
        "check: {required: {columns: [note]}}\nmarks: [note]\n"
        'once: [{list: key, message: {vi: "Chưa có ghi chú: {listed}", en: x}}]\n'
        "message: {vi: Chưa có ghi chú, en: x}\nfix: {vi: b, en: b}\n",
        encoding="utf-8",
    )


def test_a_cluster_gives_what_one_machine_gives(tmp_path: Path) -> None:
    """Rows, summary and annotated copies, byte by byte, also where remarks in earlier copies are carried over."""
    made = province(tmp_path, 6)
    mixed(made)
    profile = "--profile", str(made.home / "ktt-check.yaml")
    assert made.audit(*profile).status == 0
    assert made.counts("failed", "error", "info", "waived") == (3, 3, 6, 0)
    expected = made.left()
    shutil.rmtree(made.out)
    outcome = made.audit(*profile, "--engine", "dask")
    assert outcome.status == 0
    assert made.left() == expected
    made.plan("huyen 0/xa/ke-hoach-0.xlsx", 100, *WEAKER)
    assert made.audit(*profile, "--engine", "dask").status == 0
    assert made.counts("looked_at", "new") == (2, 1)  # what may not be opened is tried again every night


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX systems")
def test_a_machine_that_is_lost_half_way_changes_nothing(tmp_path: Path) -> None:
    """One of three is killed when the first results have come; the others do its work."""
    made = province(tmp_path, 30)
    assert made.audit().status == 0
    expected = made.left()
    shutil.rmtree(made.out)
    with cluster(tmp_path, 3) as (address, workers):
        audit = made.start("--engine", "dask", "--scheduler", address)
        while audit.poll() is None and len(copies(made.out)) < 3:
            time.sleep(0.01)
        assert audit.poll() is None
        workers[0].send_signal(signal.SIGKILL)
        assert audit.wait() == 0
    assert made.left() == expected


def test_a_cluster_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Status 3; what was checked before stays, and the next run continues."""
    made = province(tmp_path, 1)
    outcome = made.audit("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    words = "Không nối được với cụm máy; đề nghị kiểm tra địa chỉ nêu ở --scheduler rồi chạy lại.\n"
    assert (outcome.status, outcome.stdout, outcome.stderr) == (3, "", words)
    assert made.audit("--engine", "spark").status == 2
    assert made.audit().status == 0


def test_a_programme_that_may_not_be_read_cannot_be_sent_and_is_named(tmp_path: Path) -> None:
    """At home the check goes on without it and says so; a machine of the cluster would not know of it."""
    if not rights_bind():
        pytest.skip("no command can be bound by rights here: a closed programme was not tried")
    made = province(tmp_path, 1)
    closed = tmp_path / "chương trình" / "kín.xlsx"
    closed.parent.mkdir()
    closed.write_bytes(b"")
    closed.chmod(0)
    command = [
        *BOUND_BY_RIGHTS,
        sys.executable,
        "-m",
        "ktt_check",
        *made.command("--engine", "dask", "--programmes", str(closed.parent)),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    words = f"Không đọc được {closed} để gửi cho các máy trong cụm; đề nghị kiểm tra quyền đọc rồi chạy lại.\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", words)


# Object stores


@pytest.fixture
def store() -> Iterator[Any]:
    """An object store within this process, empty."""
    memory = fsspec.filesystem("memory")
    yield memory
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]


def remote(made: Province, *options: str) -> list[str]:
    command = made.command("--jobs", "2", *options)
    return [command[0], "memory://tinh/nop", *command[2:]]


def test_a_folder_in_an_object_store_gives_what_a_disk_gives(tmp_path: Path, store: Any) -> None:
    """Findings, history and copies; then only what changed is fetched, and what is gone is gone."""
    made = province(tmp_path, 5)
    (made.inbox / "thư.pdf").write_bytes(b"%PDF-1.4")
    (made.inbox / "cắt.xlsx").write_bytes(b"PK\x03\x04")
    assert made.audit().status == 0
    expected = made.left()
    shutil.rmtree(made.out)
    store.put(str(made.inbox), "/tinh/nop", recursive=True)
    assert run(*remote(made)).status == 0
    left = made.left()
    for name in ("copies", "spells", "unchecked"):
        assert left[name] == expected[name]
    assert left["summary"] == expected["summary"] | {"folder": "memory://tinh/nop"}
    home = made.out / ".nop"
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*.xlsx")}
    made.plan("huyen 1/xa/ke-hoach-1.xlsx", 101)
    store.put_file(str(made.inbox / "huyen 1/xa/ke-hoach-1.xlsx"), "/tinh/nop/huyen 1/xa/ke-hoach-1.xlsx")
    store.rm("/tinh/nop/huyen 2/xa/ke-hoach-2.xlsx")
    assert run(*remote(made)).status == 0
    assert made.counts("looked_at", "workbooks", "fixed") == (1, 5, 1)
    after = {path: path.stat().st_mtime_ns for path in home.rglob("*.xlsx")}
    assert {path.name for path in before if after.get(path) != before[path]} == {"ke-hoach-1.xlsx", "ke-hoach-2.xlsx"}


def test_a_folder_that_the_store_has_not_is_told_and_changes_nothing(tmp_path: Path, store: Any) -> None:
    """A slip in the address, or a store that is put up anew: nobody may read that all findings are gone."""
    made = province(tmp_path, 2)
    store.put(str(made.inbox), "/tinh/nop", recursive=True)
    assert run(*remote(made)).status == 0
    left = made.left() | {"runs": None}
    command = remote(made)
    command[1] = "memory://tinh/nộp"
    outcome = run(*command)
    assert outcome.status == 3
    assert outcome.stderr == (
        "Trong kho không có thư mục memory://tinh/nộp; đề nghị kiểm tra địa chỉ (kho đối tượng chỉ có thư mục khi "
        "trong đó có tệp).\n"
    )
    assert made.left() | {"runs": None} == left
    assert len(list((made.out / ".nop").rglob("*.xlsx"))) == 2


class Broken(MemoryFile):  # type: ignore[misc]
    """An object at which the connection is lost."""

    def read(self, *_: Any) -> bytes:
        raise ConnectionError


def test_what_was_fetched_before_the_store_failed_is_not_fetched_again(tmp_path: Path, store: Any) -> None:
    """Ten thousand files need not come at one go."""
    made = province(tmp_path, 3)
    store.put(str(made.inbox), "/tinh/nop", recursive=True)
    last = "/tinh/nop/huyen 2/xa/ke-hoach-2.xlsx"
    whole = store.store[last]
    store.store[last] = Broken(store, last, whole.getvalue())
    assert run(*remote(made)).status == 3
    before = {path: path.stat().st_ino for path in (made.out / ".nop").rglob("*.xlsx")}
    store.store[last] = whole
    assert run(*remote(made)).status == 0
    after = {path: path.stat().st_ino for path in (made.out / ".nop").rglob("*.xlsx")}
    assert (len(before), len(after), before.items() <= after.items()) == (2, 3, True)


def test_keys_that_are_no_paths_are_told_and_never_followed(tmp_path: Path, store: Any) -> None:
    """A store's keys may be anything."""
    made = province(tmp_path)
    plan = write(tmp_path / "x.xlsx", "plan").read_bytes()
    for key in ("tốt.xlsx", "../../../lạ.xlsx", "a//b.xlsx", "c\\d.xlsx"):
        store.store[f"/tinh/nop/{key}"] = type(store.open("/tinh/nop/z", "wb"))(store, f"/tinh/nop/{key}", plan)
    store.store.pop("/tinh/nop/z", None)
    assert run(*remote(made)).status == 0
    told = {one["workbook"]: one["error"].split(" có ký tự")[0] for one in made.summary()["failed"]}
    assert sorted(told) == ["../../../lạ.xlsx", "a//b.xlsx", "c\\d.xlsx"]
    assert made.counts("checked") == (1,)
    assert [path.name for path in tmp_path.rglob("lạ*")] == []


def test_a_store_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Without its secrets: a URL may hold a password."""
    made = province(tmp_path)
    for url, words in (
        ("s3://bucket/nop", "Thư mục s3://bucket/nop cần thư viện fsspec"),
        ("ftp://u:secret@127.0.0.1:9/nop", "Không đọc được kho ftp://127.0.0.1:9/nop;"),
    ):
        command = remote(made)
        command[1] = url
        outcome = run(*command)
        assert (outcome.status, outcome.stderr.startswith(words)) == (3, True), outcome.stderr
        assert "secret" not in outcome.stderr
