"""Annotating a typical workbook beside copying its zip part by part, in one process, warm.

``python benchmarks/annotating.py [ROUNDS]``. The aim: under five times the copy. What is written is the same workbook
with twenty findings' comments and fills and the result sheet, safe on disk before it takes its name; the copy takes
every part out and packs it again, without and with waiting for the disk.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

from plans import TYPICAL
from processes import facts, median, write_plan

from ktt_check.decisions import Decisions
from ktt_check.outputs import annotated
from ktt_check.session import Request, run
from ktt_check.submissions import Submission, Submissions

AIM = 5.0
ROUNDS = 41


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(facts())
    with TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.xlsx"
        write_plan(plan, *TYPICAL)
        request = Request(Submissions([Submission(plan, Path(folder))]), annotate=False, profile=None)
        done = run(request, lambda *_: None)
        context = annotated.Run(done.force, request.as_of, "vi", Decisions(), None)
        target, copied = Path(folder) / "out" / "plan.ket-qua.xlsx", Path(folder) / "copy.xlsx"
        target.parent.mkdir()
        steps: dict[str, Callable[[], object]] = {
            "copying the zip": lambda: _copy(plan, copied, safely=False),
            "copying it safely": lambda: _copy(plan, copied, safely=True),
            "annotating": lambda: annotated.write(done.outcomes[0], target, context),
        }
        costs: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(rounds + 1):
            target.unlink(missing_ok=True)
            for name, step in steps.items():
                costs[name].append(_timed(step))
    medians = {name: median(one[1:]) for name, one in costs.items()}  # the first round warms them
    print(f"\nmedians of {rounds} rounds, annotating : copying, aim under {AIM:g}\n")
    for name, own in medians.items():
        print(f"{name:18} {own * 1000:6.1f} ms   {medians['annotating'] / own:5.2f}")


def _timed(step: Callable[[], object]) -> float:
    begun = perf_counter()
    step()
    return perf_counter() - begun


def _copy(source: Path, target: Path, *, safely: bool) -> None:
    with open(target, "wb") as file:
        with ZipFile(source) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
            for part in old.infolist():
                new.writestr(part, old.read(part))
        if safely:
            file.flush()
            os.fsync(file.fileno())


if __name__ == "__main__":
    main()
