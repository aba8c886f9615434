"""Every case of every rule, as a whole journey: written as .xlsx, checked, annotated, and the copy read back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.cases import Case, read_cases

from case_runner import expected, walk
from rich_workbooks import opened

BASES = rules_folder() / "_cases"
PAGES = [rule.path.with_suffix(".md") for rule in load_rules(rules_folder()).rules if rule.data.form != "across"]


@cache
def cases_of(page: Path) -> list[Case]:
    return read_cases(page, BASES)


ALL = [case for page in PAGES for case in cases_of(page)]


@pytest.mark.parametrize("case", ALL, ids=[f"{case.rule} {case.name}" for case in ALL])
def test_a_case_gives_exactly_the_findings_it_lists(case: Case, tmp_path: Path) -> None:
    """Every finding (rule, severity, cell, message), every unchecked reason, and the comment on each marked cell."""
    walked = walk(case, tmp_path)
    assert walked.result["error"] is None
    assert "\n".join(walked.told) == "\n".join(expected(case))
    assert {(f["sheet"], f["cell"]) for f in walked.result["findings"] if f["cell"]} == walked.marked
    copy = opened(walked.copy)
    for finding in walked.result["findings"]:
        if finding["cell"]:
            comment = copy[finding["sheet"]][finding["cell"]].comment
            assert comment is not None
            assert finding["message"] in comment.text


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_rule_has_a_failing_and_a_quiet_case(page: Path) -> None:
    """No rule without proof that it speaks, and that it stays silent."""
    cases = cases_of(page)
    assert any(not case.quiet for case in cases)
    assert any(case.quiet for case in cases)
