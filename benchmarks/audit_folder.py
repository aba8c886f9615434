"""An audit of 1, 10, 100 … typical workbooks beside the straightforward script, the nights after, and memory.

``python benchmarks/audit_folder.py [SIZE …]``; the script is run up to a hundred. Workbooks a second are of wall time
with as many processes as processors; all else is processor time, which other work on the machine disturbs less. Of
three nights in which nothing changed the middle one is told.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from processes import ENVIRONMENT, HERE, facts, run

SIZES, SCRIPT_UP_TO, PER_STAGE, ROUNDS, LATER = (1, 10, 100), 100, 100, 11, 3


@dataclass(frozen=True)
class Night:
    """One audit: wall and processor seconds of all its processes, peak resident megabytes of the one that leads."""

    wall: float
    processor: float
    peak: float


def night(folder: Path, out: Path) -> Night:
    """An audit as a scheduler starts it."""
    command = [sys.executable, "-m", "ktt_check", "audit", str(folder), "--out", str(out), "--quiet"]
    begun = perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT, cwd=HERE.parent)
    peak: list[float] = [0.0]
    watching = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watching.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the audit ended with status {process.returncode}")
    watching.join()
    return Night(wall, usage.ru_utime + usage.ru_stime, peak[0])


def _watch(process: int, peak: list[float]) -> None:
    """The most memory that a process had so far, by proc(5), until it is gone."""
    while True:
        try:
            lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        found = [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
        if not found:
            return
        peak[0] = max(peak[0], *found)
        sleep(0.02)


def told(script: str, *arguments: str) -> dict[str, float]:
    """What a script of this folder prints as JSON."""
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, env=ENVIRONMENT | {"PYTHONPATH": str(HERE.parent)}, capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: list[int]) -> None:
    print(facts() + "\n")
    home = Path(tempfile.mkdtemp(prefix="ktt-benchmark-"))
    try:
        _nights(home, sizes)
        _stages(home, min(max(sizes), PER_STAGE))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _nights(home: Path, sizes: list[int]) -> None:
    heads = ("workbooks", "first night s", "a second", "processor ms each", "second night s", "× faster", "× less work",
             "peak MB", "second peak MB", "script ms each", "× of ours")  # fmt: skip
    print("| " + " | ".join(heads) + " |\n|" + "--:|" * len(heads))
    for size in sizes:
        folder, out = home / f"n{size}", home / f"out{size}"
        run([str(HERE / "province.py"), str(folder), str(size)])
        one, later = night(folder, out), [night(folder, out) for _ in range(LATER)]
        other = sorted(later, key=lambda one: one.wall)[LATER // 2]
        cells = [f"{size:,}", f"{one.wall:.1f}", f"{size / one.wall:.1f}", f"{one.processor / size * 1000:.0f}",
                 f"{other.wall:.2f}", f"{one.wall / other.wall:.0f}", f"{one.processor / other.processor:.0f}",
                 f"{one.peak:.0f}", f"{other.peak:.0f}"]  # fmt: skip
        if size <= SCRIPT_UP_TO:
            spent = sum(value for name, value in told("straight_script.py", str(folder), str(home / "script")).items()
                        if name != "found")  # fmt: skip
            cells += [f"{spent / size * 1000:.0f}", f"{spent / one.processor:.1f}"]
        print("| " + " | ".join([*cells, *[""] * (len(heads) - len(cells))]) + " |", flush=True)
        shutil.rmtree(out)


def _stages(home: Path, size: int) -> None:
    """Ours and the script's in turn, each in a new process: what a machine does beside them changes from second to
    second, and most of it to both. Told are medians, and × is the median of what the rounds gave.
    """
    folder = home / "stages-of"
    run([str(HERE / "province.py"), str(folder), str(size)])
    rounds = []
    for number in range(ROUNDS):
        ours = told("audit_stages.py", str(folder), str(home / f"stages{number}"))
        theirs = told("straight_script.py", str(folder), str(home / f"script{number}"))
        ours["reading and annotating"] = ours["reading"] + ours["annotating"]
        theirs["reading and annotating"] = theirs["reading"] + theirs["annotating"]
        ours["tables and rules"], theirs["tables and rules"] = ours["tables"] + ours["rules"], theirs["rules"]
        rounds.append((ours, theirs))
    print(f"\nProcessor ms a workbook, one process, {size} workbooks, medians of {ROUNDS} rounds:\n")
    print("| stage | ours | script | × | from | to |\n|---|--:|--:|--:|--:|--:|")
    for name in ("reading", "annotating", "reading and annotating", "tables and rules"):
        times = sorted(theirs[name] / ours[name] for ours, theirs in rounds)
        own, other = (median(one[name] for one in side) / size * 1000 for side in zip(*rounds, strict=True))
        print(f"| {name} | {own:.1f} | {other:.1f} | {median(times):.1f} | {times[0]:.1f} | {times[-1]:.1f} |")
    for name in ("keeping", "sending", "bytes"):
        print(f"| {name} | {median(ours[name] for ours, _ in rounds) / size * 1000:.2f} | | | | |")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
