"""The form in Excel and the checker never disagree: both are asked of the same filled forms, row by row.

A form may say that a row is told when it is sent in; it never says fine where the checker finds something, and never
faults what the checker accepts. LibreOffice calculates the forms. ``KTT_CHECK_ALL_CASES=1`` takes every case of every
rule instead of two a rule.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from form_parity import AS_OF, FilledForm, differences, fill, recalculated, said_by_form, type_in
from form_rows import filled

from ktt_check.forms import PLAN
from ktt_check.markdown import parse
from ktt_check.profiles import InForce
from ktt_check.proof import _held
from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.cases import read_cases
from ktt_check.template.brief import Brief
from ktt_check.template.compiled import FOUND, LATER
from ktt_check.template.plan import write_plan

BOOK = load_rules(rules_folder())
UNIT = "UBND huyện Nam Đàn"
FEW = {"references": 6, "targets": 12, "tasks": 12}
MANY = {"references": 6, "targets": 42, "tasks": 42}
SEEDS = range(6)  # times forty rows of either table


@pytest.fixture(scope="module")
def libreoffice() -> None:
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: LibreOffice must be installed where CI runs")
        pytest.skip("soffice is missing: no form was calculated")


def brief_of(*sources: str) -> Brief:
    held = tuple(_held(parse(source), f"chuong-trinh-{at}.xlsx") for at, source in enumerate(sources, 1))
    return Brief(held, InForce(BOOK), AS_OF, UNIT)


@pytest.fixture(scope="module")
def programme() -> Brief:
    return brief_of((rules_folder() / "_cases" / "programme.md").read_text(encoding="utf-8"))


def test_the_rules_own_cases_are_told_alike(libreoffice: None, programme: Brief, tmp_path: Path) -> None:
    """Those cases that change the plan and not the programme, typed into one form."""
    template = tmp_path / "template.xlsx"
    compiled = write_plan(programme, template, FEW)
    base = parse((rules_folder() / "_cases" / "programme.md").read_text(encoding="utf-8"))
    forms = []
    for rule in BOOK.rules:
        cases = [
            case
            for case in read_cases(rule.path.with_suffix(".md"), rules_folder() / "_cases")
            if case.programmes == (base,) and case.form is PLAN and not case.decisions
        ]
        loud, quiet = ([case for case in cases if case.quiet is silent] for silent in (False, True))
        chosen = cases if os.environ.get("KTT_CHECK_ALL_CASES") else [*loud[:1], *quiet[:1]]
        for at, case in enumerate(chosen):
            path = tmp_path / f"{rule.code}-{at}.xlsx"
            fill(template, case.submitted, path)
            forms.append((FilledForm(path, programme, compiled, FEW), case.name))
    recalculated([form.path for form, _ in forms], tmp_path / "calculated")
    wrong = [
        f"{form.path.stem} {name}: {told}"
        for form, name in forms
        for told in differences(form, tmp_path / "calculated" / form.path.name)
    ]
    assert wrong == []


def test_random_rows_are_told_alike(libreoffice: None, programme: Brief, tmp_path: Path) -> None:
    """Hostile spellings, blanks and pasted text, all rules in one workbook; and the form does tell something."""
    template = tmp_path / "template.xlsx"
    compiled = write_plan(programme, template, MANY)
    forms = []
    for seed in SEEDS:
        path = tmp_path / f"seed-{seed}.xlsx"
        type_in(template, filled(seed, MANY["targets"] - 2, MANY["tasks"] - 2), path)
        forms.append(FilledForm(path, programme, compiled, MANY))
    recalculated([form.path for form in forms], tmp_path / "calculated")
    wrong = []
    told: Counter[tuple[str, int]] = Counter()
    for form in forms:
        calculated = tmp_path / "calculated" / form.path.name
        wrong += [f"{form.path.stem}: {line}" for line in differences(form, calculated)]
        told.update((code, answer) for (code, _, _), answer in said_by_form(form, calculated).items())
    assert wrong == []
    silent = {one.rule.code for one in compiled if one.verdicts} - {code for code, _ in told}
    assert silent <= {"CT10"}  # nothing was shared out here
    assert sum(count for (_, answer), count in told.items() if answer == FOUND) > 200
    assert sum(count for (_, answer), count in told.items() if answer == LATER) > 0


def test_three_quarters_of_the_rules_are_asked_in_the_form(programme: Brief, tmp_path: Path) -> None:
    """Of those about form, targets, tasks, units and periods."""
    compiled = write_plan(programme, tmp_path / "template.xlsx", FEW)
    concerned = [one for one in compiled if one.rule.code[:2] in ("BM", "CT", "NV", "DV", "TG")]
    asked = [one for one in concerned if one.verdicts]
    assert len(asked) * 4 >= len(concerned) * 3
    assert [one.rule.code for one in compiled if one.rule.data.excel == "required" and not one.verdicts] == []
