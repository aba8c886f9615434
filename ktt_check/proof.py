"""The rules' cases on tables in memory: what each must find, and what it finds; nothing is written or read as .xlsx.

The checking is the whole way of ``journey.py`` after reading. Many cases are shared among processes, one for each core.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from .forms import PLAN, REPORT, Form
from .markdown import MarkdownWorkbook, hold_workbook
from .profiles import InForce, put_in_force
from .resources import rules_folder
from .rulebook.cases import Case, read_cases
from .wording import Saying, say

if TYPE_CHECKING:
    from .journey import Outcome, TakenIn
    from .library import Held

# What cases call their workbooks; the one that is checked has the same name whatever its form.
PLAN_NAME, PROGRAMME_NAME, EARLIER_NAME = "ke-hoach.xlsx", "chuong-trinh-{number}.xlsx", "ky-truoc-{number}.xlsx"
_WORTH_A_PROCESS = 100  # cases that take as long as it takes to start one

Cell = tuple[str, str]
_Force = tuple[Path | None, tuple[Path, ...]]
"""A profile and folders of rules."""

Line = str
"""A finding as a case's quoted line says it, or ``? reason`` of something unchecked."""


class Proof(Struct, frozen=True):
    """What came of one case; it holds when ``missing``, ``surplus`` and ``unmarked`` are empty.

    ``missing`` lines were expected and not said, ``surplus`` the other way round; ``unmarked`` are the cells
    (``Sheet!A1``) that carry a ✗ without a finding, or a finding without a ✗. ``error`` says why the plan could not
    be checked at all; ``slips`` is what the case's tables may mean otherwise.
    """

    rule: str
    case: str
    missing: tuple[Line, ...] = ()
    surplus: tuple[Line, ...] = ()
    unmarked: tuple[str, ...] = ()
    reordered: bool = False
    error: str | None = None
    slips: tuple[Saying, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.missing or self.surplus or self.unmarked or self.reordered or self.error)


class Examined(Struct, frozen=True):
    """One rule's proofs; a rule needs a case in which it speaks and one in which it is quiet."""

    proofs: tuple[Proof, ...]
    speaks: bool
    keeps_quiet: bool

    @property
    def holds(self) -> bool:
        return self.speaks and self.keeps_quiet and all(proof.holds for proof in self.proofs)


class Exam(Struct, frozen=True):
    """One rule's cases as they are to be run: with a profile and the rules of these folders beside the shipped ones.

    A shipped rule's cases prove the shipped rules and are run with those alone.
    """

    page: Path
    own: tuple[Path, ...]
    as_of: date
    profile: Path | None = None
    across: bool = False  # its cases are of several units


_UNITS_CASES = 10  # what a rule across units is taken for, in cases


def prove(exams: Sequence[Exam]) -> Iterator[Examined]:
    """What came of each exam, in order; raises RuleBookError for a page whose tables cannot be read."""
    cases = sum(_weight(exam) for exam in exams)
    workers = min(os.cpu_count() or 1, cases // _WORTH_A_PROCESS)
    if workers < 2:
        yield from examine(exams)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the frames are small and the cores taken
    with ProcessPoolExecutor(workers, get_context("spawn"), _settle) as pool:  # forking polars may hang
        for examined in pool.map(examine, list(_shared_out(exams, cases / workers / 2))):
            yield from examined


def _shared_out(exams: Sequence[Exam], cases: float) -> Iterator[list[Exam]]:
    """The exams in portions of about so many cases."""
    portion: list[Exam] = []
    for exam in exams:
        portion.append(exam)
        if sum(map(_weight, portion)) >= cases:
            yield portion
            portion = []
    yield portion


def _weight(exam: Exam) -> int:
    return _UNITS_CASES if exam.across else len(_cases(exam.page))


def _settle() -> None:
    """What a worker makes lives to its end: looking for cycles often is time lost."""
    gc.set_threshold(200_000, 20, 20)


def examine(exams: Sequence[Exam]) -> list[Examined]:
    """Run the cases of some rules in this process, those that are judged by the same rules together."""
    asked = [(exam, case) for exam in exams if not exam.across for case in _cases(exam.page)]
    taken = [_taken_in(case, exam) for exam, case in asked]
    outcomes = iter(_answered([(exam.profile, exam.own) for exam, _ in asked], [one for one, _ in taken]))
    crosses = iter([marked for _, marked in taken])
    examined = []
    for exam in exams:
        if exam.across:
            examined.append(_examined_across(exam))
            continue
        cases = _cases(exam.page)
        proofs = tuple(_proof(case, next(outcomes), next(crosses)) for case in cases)
        examined.append(Examined(proofs, any(not case.quiet for case in cases), any(case.quiet for case in cases)))
    return examined


def _examined_across(exam: Exam) -> Examined:
    """The cases of a rule across units."""
    from .across.cases import read_units_cases, told_of

    cases = read_units_cases(exam.page, rules_folder() / "_cases")
    proofs = []
    for case in cases:
        told, said = told_of(case, _force(exam.profile, exam.own).rules.rules, exam.as_of), sorted(case.said)
        proofs.append(Proof(case.rule, case.name, _difference(said, told), _difference(told, said)))
    return Examined(tuple(proofs), any(not case.quiet for case in cases), any(case.quiet for case in cases))


def _taken_in(case: Case, exam: Exam) -> tuple[TakenIn | Outcome, set[Cell]]:
    """A case's plan ready to be asked about, and the cells marked in it."""
    from .decisions import Decisions
    from .journey import Settings, take_in
    from .library import Library

    submitted, marked = hold_workbook(case.submitted, case.form, PLAN_NAME)
    decided = Decisions(case.decisions)
    held = [_held(source, PROGRAMME_NAME.format(number=number)) for number, source in enumerate(case.programmes, 1)]
    before = [
        _held(source, EARLIER_NAME.format(number=number), REPORT) for number, source in enumerate(case.earlier, 1)
    ]
    force = _force(exam.profile, exam.own)
    settings = Settings(
        force.rules, Library(reports=before), held, exam.as_of, tolerance=force.tolerance,
        registries=force.registries, decisions=decided,
    )  # fmt: skip
    return take_in(Path(PLAN_NAME), submitted, settings), set(marked)


def _answered(forces: Sequence[_Force], taken: Sequence[TakenIn | Outcome]) -> list[Outcome]:
    from .journey import Outcome, answer

    outcomes = {at: one for at, one in enumerate(taken) if isinstance(one, Outcome)}
    for force in dict.fromkeys(forces):
        ready = {at: one for at, one in enumerate(taken) if forces[at] == force and not isinstance(one, Outcome)}
        outcomes |= zip(ready, answer(list(ready.values()), _force(*force).rules), strict=True)
    return [outcomes[at] for at in range(len(taken))]


def _proof(case: Case, outcome: Outcome, marked: set[Cell]) -> Proof:
    if outcome.error is not None:
        return Proof(case.rule, case.name, error=outcome.error, slips=case.slips)
    findings = outcome.answers.findings
    told = [
        f"{f.rule} {say('severity.' + f.severity)} {_where(f.place.sheet, f.place.cell)}: {f.message}" for f in findings
    ]
    told += sorted({f"? {entry.reason}" for entry in outcome.answers.unchecked})
    said = {_where(f.place.sheet, f.place.cell) for f in findings if f.place.cell}
    crossed = {_where(sheet, cell) for sheet, cell in marked}
    wanted = [line for line in case.expected if not line.startswith("?")]
    wanted += sorted(line for line in case.expected if line.startswith("?"))
    missing, surplus = _difference(wanted, told), _difference(told, wanted)
    reordered = not (missing or surplus) and wanted != told
    return Proof(case.rule, case.name, missing, surplus, tuple(sorted(said ^ crossed)), reordered, slips=case.slips)


def _difference(lines: Sequence[Line], others: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that are not among the others, each as often as it is too many."""
    left = list(others)
    missing = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            missing.append(line)
    return tuple(missing)


def _where(sheet: str | None, cell: str | None) -> str:
    return "!".join(filter(None, (sheet, cell)))


@cache
def _cases(page: Path) -> Sequence[Case]:
    return read_cases(page, rules_folder() / "_cases")


@cache
def _force(profile: Path | None, own: tuple[Path, ...]) -> InForce:
    return put_in_force(profile, own)


@cache
def _held(source: MarkdownWorkbook, name: str, form: Form = PLAN) -> Held:
    from .identity import identify
    from .layout import find_tables
    from .library import Held

    workbook, _ = hold_workbook(source, form, name)
    layout = find_tables(workbook, form)
    return Held(Path(name), workbook, layout, identify(layout))
