"""Checks a case as a user would, through real files, and sets what was said beside what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ktt_check.findings import Finding
from ktt_check.forms import PLAN
from ktt_check.identity import identify
from ktt_check.journey import Settings, TakenIn, answer, take_in
from ktt_check.layout import find_tables
from ktt_check.library import Held, Library
from ktt_check.resources import rules_folder
from ktt_check.rulebook import RuleBook, load_rules
from ktt_check.workbook import read

from .papers import Case, Expected, Paper
from .writing import Places, write

_AS_OF = date(2026, 11, 21)


@dataclass(frozen=True)
class Said:
    """Everything a check said of a case."""

    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]
    places: Places


@dataclass(frozen=True)
class Compared:
    """What a check of a case with defects came to: how many were found, how many in the right cell, and the rest."""

    expected: int
    found: int
    placed: int
    missed: tuple[str, ...]
    noise: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.placed == self.expected and not self.noise


@cache
def shipped_rules() -> RuleBook:
    return load_rules(rules_folder())


def check(case: Case, folder: Path) -> Said:
    """Write the case's workbooks into the folder, read them back and check the plan."""
    plan = folder / "ke-hoach.xlsx"
    places = write(case.plan, plan)
    held = [_held(paper, folder / f"chuong-trinh-{number}.xlsx") for number, paper in enumerate(case.programmes, 1)]
    shelved = case.shelved
    settings = Settings(shipped_rules(), Library([held] if shelved else ()), () if shelved else held, _AS_OF)
    taken = take_in(plan, read(plan), settings)
    assert isinstance(taken, TakenIn), taken.error
    (outcome,) = answer([taken], settings.rules)
    unchecked = tuple(f"{one.rule} {one.sheet}!{one.cell}: {one.reason}" for one in outcome.answers.unchecked)
    return Said(tuple(outcome.answers.findings), unchecked, places)


def _held(paper: Paper, path: Path) -> Held:
    write(paper, path)
    workbook = read(path)
    layout = find_tables(workbook, PLAN)
    return Held(path, workbook, layout, identify(layout))


def compare(said: Said, expected: Sequence[Expected], *, unchecked_too: bool) -> Compared:
    """Each expected finding is matched once: by rule and cell, by severity and verdict where these are stated."""
    left = list(said.findings)
    found = placed = 0
    missed: list[str] = []
    for one in expected:
        place = _place(said.places, one)
        here = [f for f in left if f.rule == one.rule and (f.place.sheet, f.place.cell) == place]
        here = [f for f in here if one.severity in (None, f.severity) and one.verdict in (None, f.verdict)]
        anywhere = [f for f in left if f.rule == one.rule]
        if here or anywhere:
            found += 1
            left.remove((here or anywhere)[0])
        if here:
            placed += 1
        else:
            missed.append(f"{one.rule} {one.severity or ''} {one.verdict or ''} at {place}, not {_told(anywhere)}")
    noise = [_told([finding]) for finding in left]
    noise += [] if unchecked_too else [f"unchecked: {words}" for words in said.unchecked]
    return Compared(len(expected), found, placed, tuple(missed), tuple(noise))


def _place(places: Places, one: Expected) -> tuple[str | None, str | None]:
    at = one.at
    key = (at.table, None if at.row is None else id(at.row), at.column)
    return places.get(key, (None, None))


def _told(findings: Sequence[Finding]) -> str:
    told = Counter(f"{f.rule} {f.severity} {f.verdict} {f.place.sheet}!{f.place.cell}: {f.message}" for f in findings)
    return "; ".join(told) or "nothing"
