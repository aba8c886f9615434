"""Several defects in one plan: each is found as if it were alone."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from .every_form import FORMS
from .forms import Form
from .papers import Case, Expected, Row, Value

_TOGETHER = (
    ("CT02", "CT03", "CT05", "CT06", "CT07", "CT08", "CT10"),
    ("CT09", "BM05"),
    ("TG02", "TG03", "TG04", "TG06"),
    ("NV03", "NV04", "NV05", "DV01", "DV03"),
    ("VB04", "VB07", "BM07"),
)
"""Rules of which a plan gets one defect each; those of one line may be about the same cells."""


def inject_several(case: Case, random: Random) -> tuple[list[Form], list[Expected]]:
    """The forms that found a place beside the others, each about rows of its own, and everything to be reported."""
    done: list[Form] = []
    expected: list[Expected] = []
    for rules in _TOGETHER:
        form = random.choice([form for form in FORMS if form.rule in rules])
        before = {id(row): dict(row.cells) for row in _rows(case)}
        found = form.inject(case, random)
        touched = {id(row) for row in _rows(case) if before.get(id(row)) != row.cells}
        if found is None:
            _restore(case, before)
        elif touched & {id(one.at.row) for one in expected} or len(_rows(case)) != len(before):
            return [], []  # two defects in one row: another plan is tried
        else:
            done.append(form)
            expected += found
    return done, expected


def _rows(case: Case) -> list[Row]:
    tables = [paper.tables for paper in (case.plan, *case.programmes)]
    documents = [case.plan.document, *(paper.document for paper in case.programmes)]
    return [row for each in tables for rows in each.values() for row in rows] + documents


def _restore(case: Case, before: Mapping[int, dict[str, Value]]) -> None:
    for row in _rows(case):
        row.cells = dict(before[id(row)])
