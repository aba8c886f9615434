"""Reading and annotating one workbook beside copying its zip part by part, and beside openpyxl; in one process, warm.

``python benchmarks/annotating.py [ROUNDS]``. The aim: annotating under five times the copy. What is written is the same
workbook with the findings' comments and fills and the result sheet, safe on disk before it takes its name; the copy
takes every part out and packs it again, without and with waiting for the disk. First a typical plan, twenty findings,
then the form that is handed out for NQ 20-NQ/TW, in which a hundred thousand hidden cells calculate what is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from plans import TYPICAL
from processes import HERE, facts, median, write_plan

from ktt_check.decisions import Decisions
from ktt_check.outputs import annotated
from ktt_check.session import Request, run
from ktt_check.submissions import Submission, Submissions
from ktt_check.workbook import read

AIM = 5.0
ROUNDS = 41
FORM = HERE.parent / "workbooks" / "templates" / "nq-20-cap-tinh.xlsx"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(facts())
    with TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.xlsx"
        write_plan(plan, *TYPICAL)
        _measure("a typical plan", plan, rounds)
        _measure("a form as it is handed out", FORM, max(rounds // 8, 1))


def _measure(name: str, source: Path, rounds: int) -> None:
    with TemporaryDirectory() as folder:
        request = Request(Submissions([Submission(source, source.parent)]), annotate=False, profile=None)
        done = run(request, lambda *_: None)
        context = annotated.Run(done.force, request.as_of, "vi", Decisions(), None)
        target, copied = Path(folder) / "annotated.xlsx", Path(folder) / "copy.xlsx"
        loaded: list[Any] = []
        steps: dict[str, Callable[[], object]] = {
            "copying the zip": lambda: _copy(source, copied, safely=False),
            "copying it safely": lambda: _copy(source, copied, safely=True),
            "openpyxl: loading": lambda: loaded.append(openpyxl.load_workbook(source)),
            "openpyxl: saving": lambda: loaded.pop().save(copied),
            "reading": lambda: read(source),
            "annotating": lambda: annotated.write(done.outcomes[0], target, context),
        }
        costs: dict[str, list[float]] = {step: [] for step in steps}
        for _ in range(rounds + 1):
            target.unlink(missing_ok=True)
            for step, do in steps.items():
                costs[step].append(_timed(do))
    medians = {step: median(one[1:]) for step, one in costs.items()}  # the first round warms them
    print(f"\n{name}: medians of {rounds} rounds; annotating : each (of copying: aim under {AIM:g}); reading : each\n")
    for step, own in medians.items():
        print(f"{step:18} {own * 1000:7.1f} ms   {medians['annotating'] / own:6.2f}   {medians['reading'] / own:6.3f}")


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
