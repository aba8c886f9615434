"""Plans of 1,000, 10,000 and 100,000 rows: time and peak memory of check and reader must not outgrow the rows.

``python benchmarks/large_workbook.py [ROUNDS]``. Beside them, once a size, the straightforward script: the aims are an
eighth of its time and half of its memory at 100,000 rows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from processes import ENVIRONMENT, HERE, facts, median, write_plan

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 3
_MB = "script's MB"
_TARGETS_OF_TEN = 4  # of ten rows four are targets, six are tasks


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(facts())
    costs = {}
    with TemporaryDirectory() as folder:
        for rows in SIZES:
            plan = Path(folder) / f"plan-{rows}.xlsx"
            targets = rows * _TARGETS_OF_TEN // 10
            write_plan(plan, targets, rows - targets)
            costs[rows] = _cost(plan, Path(folder) / "out", rounds) | _script(plan, Path(folder) / "marked.xlsx")
    _print(costs, rounds)


def _cost(plan: Path, out: Path, rounds: int) -> dict[str, float]:
    """The medians of several cold checks with annotation."""
    runs = [_weigh(plan, out) for _ in range(rounds)]
    return {name: median([run[name] for run in runs]) for name in ("seconds", "own", "reader")}


def _weigh(plan: Path, out: Path) -> dict[str, Any]:
    shutil.rmtree(out, ignore_errors=True)  # no earlier result whose remarks it would read
    command = [sys.executable, str(HERE / "weighed_check.py"), "check", str(plan), "--out", str(out)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    cost: dict[str, Any] = json.loads(run.stdout)
    if cost["status"] not in (0, 1):
        raise SystemExit(f"{plan.name}: status {cost['status']}\n{run.stderr}")
    return cost


def _script(plan: Path, marked: Path) -> dict[str, float]:
    """Seconds and greatest resident memory of the straightforward script."""
    begun = perf_counter()
    command = [sys.executable, str(HERE / "straightforward.py"), str(plan), str(marked)]
    process = subprocess.Popen(command, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{plan.name}: the script ended with status {process.returncode}")
    kilobytes = 1024 if sys.platform == "linux" else 1024 * 1024
    return {"script": perf_counter() - begun, _MB: usage.ru_maxrss / kilobytes}


def _print(costs: dict[int, dict[str, float]], rounds: int) -> None:
    print(f"\nmedians of {rounds} cold checks with annotation; × is the growth from the size before\n")
    print("|    rows |   seconds |      × | own peak MB |      × | reader's peak MB |      × |")
    print("|--------:|----------:|-------:|------------:|-------:|-----------------:|-------:|")
    before: dict[str, float] | None = None
    for rows, cost in costs.items():
        grown = {name: f"{value / before[name]:.1f}" if before else "" for name, value in cost.items()}
        print(
            f"| {rows:7,} | {cost['seconds']:9.2f} | {grown['seconds']:>6} | {cost['own']:11.0f} | {grown['own']:>6} "
            f"| {cost['reader']:16.0f} | {grown['reader']:>6} |"
        )
        before = cost
    print("\nbeside the straightforward script (what it takes : what the check takes)\n")
    print("|    rows | script's s | time : | script's MB | memory : |")
    print("|--------:|-----------:|-------:|------------:|---------:|")
    for rows, cost in costs.items():
        faster, leaner = cost["script"] / cost["seconds"], cost[_MB] / max(cost["own"], cost["reader"])
        print(f"| {rows:7,} | {cost['script']:10.1f} | {faster:6.1f} | {cost[_MB]:11.0f} | {leaner:8.2f} |")


if __name__ == "__main__":
    main()
