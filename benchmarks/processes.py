"""Runs whole processes one at a time and says what each cost: wall time, processor time, exit status."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).resolve().parent
# As a user starts Python: with byte code kept from the first run on, and no settings of a developer's own.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
LIBRARIES = ("polars", "pandera", "pydantic", "xlsxwriter", "typer")


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time and of processor time (its own children included) of one process."""

    wall: float
    processor: float
    status: int


def run(arguments: Sequence[str]) -> Cost:
    """Run ``python ARGUMENTS`` with its output thrown away."""
    begun = perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here, not by subprocess
    return Cost(wall, usage.ru_utime + usage.ru_stime, process.returncode)


def interleaved(commands: dict[str, Sequence[str]], rounds: int, fresh: Path) -> dict[str, list[Cost]]:
    """Every command once a round, so that whatever else the machine does falls on all of them alike.

    ``fresh`` is removed before each: a cold check finds no result of an earlier one whose remarks it would read.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            shutil.rmtree(fresh, ignore_errors=True)
            costs[name].append(run(arguments))
    return costs


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def write_plan(target: Path, targets: int, tasks: int) -> None:
    """A plan of that size, written by a process of its own."""
    cost = run([str(HERE / "plans.py"), str(target), str(targets), str(tasks)])
    if cost.status != 0:
        raise SystemExit(f"the plan could not be written (status {cost.status})")


def facts() -> str:
    """The machine and the versions in one paragraph; absolute figures mean nothing without them."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {libraries}; load average at the start {load}"
    )


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
