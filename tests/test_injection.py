"""Defects of every kind, put into clean plans made at random, are found in the right cell; nothing else is said.

Each form of a defect is put into one plan (``--injection-rounds N``: into N plans) and checked through real files.
The table at the end says how many were injected, how many found, and how much was said besides.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules

from injection.clean import make
from injection.every_form import FORMS
from injection.forms import Form
from injection.running import check, compare
from injection.together import inject_several

# Rules about what these plans do not have (a form's own given part, hidden or struck content, declared sums, a register
# of decisions) or about progress reports and other units are proven by their cases and their own tests.
_ELSEWHERE = ("BM08", "BM09", "CT12", "QD", "BC", "TH")
CODES = sorted(
    rule.code
    for rule in load_rules(rules_folder()).rules
    if rule.data.stage == "active" and not rule.code.startswith(_ELSEWHERE)
)
_CLEAN = 30  # plans a round
_TOGETHER = 8  # plans with several defects a round and block
_TRIES = 400  # plans looked at before a form is said to have no place anywhere


def _rounds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--injection-rounds"))


@pytest.mark.parametrize("block", range(6))
def test_a_clean_plan_gives_no_finding_and_leaves_nothing_unchecked(
    block: int, request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Whatever its level, spelling, order and layout."""
    said = []
    each = _CLEAN * _rounds(request) // 6
    for seed in range(block * each, (block + 1) * each):
        answers = check(make(seed, any_kind=True), tmp_path)
        said += [f"seed {seed}: {f.rule} {f.place.sheet}!{f.place.cell} {f.message}" for f in answers.findings]
        said += [f"seed {seed}: unchecked {words}" for words in answers.unchecked]
    record_property("injection", ("—", 0, each, 0, 0, len(said)))
    assert said == []


def test_every_rule_has_injectors() -> None:
    """A new rule brings the forms of its defect; a form is of a rule that there is."""
    assert sorted({form.rule for form in FORMS}) == CODES


@pytest.mark.parametrize("rule", CODES)
def test_every_form_of_a_defect_is_found_in_its_cell_and_nothing_else_is_said(
    rule: str, request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Recall and precision of the rule are 100 %."""
    forms = [form for form in FORMS if form.rule == rule]
    injected = found = placed = besides = 0
    wrong: list[str] = []
    for form in forms:
        for seed in _seeds(form, _rounds(request)):
            case = make(seed)
            expected = form.inject(case, Random(seed))
            assert expected
            compared = compare(check(case, tmp_path), expected, unchecked_too=form.unchecked)
            injected, found, placed = injected + compared.expected, found + compared.found, placed + compared.placed
            besides += len(compared.noise)
            wrong += [f"{form.name} (seed {seed}): missed {words}" for words in compared.missed]
            wrong += [f"{form.name} (seed {seed}): besides {words}" for words in compared.noise]
    record_property("injection", (rule, len(forms), injected, found, placed, besides))
    assert wrong == []


@pytest.mark.parametrize("block", range(2))
def test_several_defects_in_one_plan_are_found_as_if_each_were_alone(
    block: int, request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """One fault neither hides another nor makes others of it."""
    injected = found = placed = besides = 0
    wrong: list[str] = []
    plans = 0
    for seed in count(2 * 10**6 + block * 10**5):
        case = make(seed)
        forms, expected = inject_several(case, Random(seed))
        if len(forms) < 3:
            continue
        compared = compare(check(case, tmp_path), expected, unchecked_too=False)
        injected, found, placed = injected + compared.expected, found + compared.found, placed + compared.placed
        besides += len(compared.noise)
        told = f"{', '.join(f'{form.rule} {form.name}' for form in forms)} (seed {seed})"
        wrong += [f"{told}: missed {words}" for words in compared.missed]
        wrong += [f"{told}: besides {words}" for words in compared.noise]
        plans += 1
        if plans == _TOGETHER * _rounds(request):
            break
    record_property("injection", ("several", 0, injected, found, placed, besides))
    assert wrong == []


def _seeds(form: Form, rounds: int) -> list[int]:
    """Plans that have a place for the form, other ones for each form and never those of the clean test."""
    first = 1000 + crc32(f"{form.rule} {form.name}".encode()) % 10**6
    fitting = (seed for seed in islice(count(first), _TRIES * rounds) if form.inject(make(seed), Random(seed)))
    seeds = list(islice(fitting, rounds))
    assert len(seeds) == rounds, f"no plan has a place for {form.rule} {form.name}"
    return seeds
