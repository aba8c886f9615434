"""Readings run beside each other and beside their caller, and never outlive it."""

from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from ktt_check.workbook import Refusal, read, start_reading

from hostile import parts, sheet, zipped

ROOT = Path(__file__).parents[1]


def make(path: Path, rows: int) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        written = workbook.add_worksheet("Chỉ tiêu")
        percent = workbook.add_format({"num_format": "0%"})
        for row in range(rows):
            written.write_number(row, 0, row)
            written.write_string(row, 1, f"Chỉ tiêu số {row % 100}")
            written.write_number(row, 2, 0.6, percent)


def test_a_worker_reads_what_this_process_reads(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch — bản “cuối” (1).xlsx"
    make(path, 3000)
    reading = start_reading(path)
    assert reading.result() == read(path)
    assert reading.result() is reading.result()


def test_several_readings_run_at_once_and_one_that_fails_does_not_touch_the_others(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.xlsx" for number in range(6)]
    for number, path in enumerate(paths):
        make(path, 50 + number)
    paths[3].write_text("không phải Excel")
    readings = [start_reading(path) for path in paths]
    outcomes = []
    for reading in readings:
        try:
            outcomes.append(str(len(reading.result().sheets[0].rows)))
        except Refusal as refusal:
            outcomes.append(refusal.reason)
    assert outcomes == ["50", "51", "52", "not-a-workbook", "54", "55"]


def test_a_caller_that_comes_late_gets_its_workbook_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    make(path, 5_000)  # more than a pipe holds
    reading = start_reading(path, seconds=2)
    time.sleep(2.2)
    assert reading.result().sheets[0].rows[5_000][1] == Decimal(4_999)


def test_a_path_that_looks_like_an_option_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "-c.xlsx", 1)
    monkeypatch.chdir(tmp_path)
    assert len(start_reading("-c.xlsx").result().sheets) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends the worker on Linux only")
def test_a_worker_ends_when_its_caller_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet(("<row>" + "<c/>" * 100 + "</row>") * 30_000)), compression=0))
    caller = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from ktt_check.workbook import start_reading\n"
            "print(start_reading(sys.argv[1])._worker.pid, flush=True); time.sleep(60)",
            str(path),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert caller.stdout is not None
    with caller, caller.stdout:
        worker = int(caller.stdout.readline())
        caller.kill()
    ended = time.monotonic() + 1
    while _runs(worker) and time.monotonic() < ended:
        time.sleep(0.01)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_importing_the_door_opens_nothing_and_the_worker_fetches_only_what_it_needs() -> None:
    run = [sys.executable, "-I", "-S", "-c"]
    begin = "import sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules)"

    def fetched(modules: str) -> set[str]:
        code = f"{begin}; import {modules}; print(*(set(sys.modules) - before))"
        done = subprocess.run([*run, code, str(ROOT)], capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    assert fetched("ktt_check.workbook") <= {"__future__", "ktt_check", "ktt_check.workbook"}
    heavy = {"re", "typing", "dataclasses", "zipfile", "subprocess", "inspect", "lxml", "decimal", "enum"}
    assert not heavy & fetched("ktt_check.workbook.worker, ktt_check.workbook.scan")


@pytest.mark.skipif(sys.platform != "linux", reason="the memory limit and its measure are Linux's")
def test_a_workbook_of_100000_rows_stays_within_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}"><v>{row}.{place}</v></c>' for place, column in enumerate("ABCDEFGHIJKL"))
        + "</row>"
        for row in range(1, 100_001)
    )
    path.write_bytes(zipped(parts(sheet(rows))))
    probe = (
        "import re, resource, sys; from ktt_check.workbook import start_reading\n"
        "rows = start_reading(sys.argv[1]).result().sheets[0].rows\n"
        # VmHWM and not ru_maxrss, which a process has from the one that started it
        "here = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
        "worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(sum(map(len, rows.values())), here // 1024, worker // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    cells, here, worker = map(int, done.stdout.split())
    assert cells == 1_200_000
    assert here < 512
    assert worker < 128
