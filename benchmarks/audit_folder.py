"""An audit of 1, 10, 100 … typical workbooks beside the straightforward script, the night after, and memory.

``python benchmarks/audit_folder.py [SIZE …]``; the script is run up to a hundred. Workbooks a second are of wall time
with as many processes as processors; all else is processor time, which other work on the machine disturbs less.
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
from time import perf_counter, sleep

from processes import ENVIRONMENT, HERE, facts, run

SIZES, SCRIPT_UP_TO, PER_STAGE = (1, 10, 100), 100, 100


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
        one, other = night(folder, out), night(folder, out)
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
    folder = home / "stages-of"
    run([str(HERE / "province.py"), str(folder), str(size)])
    ours = told("audit_stages.py", str(folder), str(home / "stages"))
    theirs = told("straight_script.py", str(folder), str(home / "script"))
    each = {name: seconds / size * 1000 for name, seconds in ours.items()}
    print(f"\nProcessor ms a workbook, one process, {size} workbooks:\n")
    print("| stage | ours | script | × |\n|---|--:|--:|--:|")
    rules = each["tables"] + each["rules"]
    script = {name: theirs[name] / size * 1000 for name in ("reading", "annotating", "rules")}
    for name, own, other in (
        ("reading", each["reading"], script["reading"]),
        ("annotating", each["annotating"], script["annotating"]),
        ("reading and annotating", each["reading"] + each["annotating"],
         script["reading"] + script["annotating"]),
        ("tables and rules", rules, script["rules"]),
    ):  # fmt: skip
        print(f"| {name} | {own:.1f} | {other:.1f} | {other / own:.1f} |")
    for name in ("keeping", "sending", "bytes"):
        print(f"| {name} | {each[name]:.2f} | | |")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
