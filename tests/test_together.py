"""Workbooks that are checked together, their rows in one frame, come out as if each were checked alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ktt_check.findings import Unchecked
from ktt_check.journey import Outcome, Settings, TakenIn, answer, take_in
from ktt_check.library import Library, shipped_programmes
from ktt_check.resources import rules_folder, workbooks_folder
from ktt_check.rulebook import load_rules
from ktt_check.workbook import start_reading

BOOK = load_rules(rules_folder())
PLANS = sorted((workbooks_folder() / "plans").glob("*.xlsx"))
PROGRAMMES = sorted((workbooks_folder() / "programmes").glob("*.xlsx"))


def taken_in(path: Path) -> TakenIn:
    settings = Settings(BOOK, Library(shipped=shipped_programmes(workbooks_folder())))
    taken = take_in(path, start_reading(path).result(), settings)
    assert isinstance(taken, TakenIn)
    return taken


def said(outcome: Outcome) -> object:
    return outcome.path, outcome.facts, outcome.answers.findings, outcome.answers.unchecked


def test_plans_and_programmes_checked_together_are_told_as_each_alone() -> None:
    """Of different levels, with and without higher levels; twice the same plan is two plans."""
    paths = [*PLANS, *PROGRAMMES, PLANS[0]]
    together = answer([taken_in(path) for path in paths], BOOK)
    alone = [answer([taken_in(path)], BOOK)[0] for path in paths]
    assert len(together) == len(PLANS) + len(PROGRAMMES) + 1
    assert [said(outcome) for outcome in together] == [said(outcome) for outcome in alone]


def test_a_rule_that_breaks_on_one_workbook_still_answers_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """And for that one it is unchecked, which blocks; the other rules are asked of it all the same."""
    rule, victim = BOOK["NV03"], PLANS[1]
    ask = rule.kind.ask

    def breaking(view, settings, chunk):  # type: ignore[no-untyped-def]
        if any(dossier.submitted.path == str(victim) for dossier in chunk.dossiers):
            raise ZeroDivisionError
        return ask(view, settings, chunk)

    whole = answer([taken_in(path) for path in PLANS], BOOK)
    monkeypatch.delenv("KTT_CHECK_DEBUG", raising=False)
    monkeypatch.setattr(rule.kind, "ask", breaking)
    broken = answer([taken_in(path) for path in PLANS], BOOK)
    for path, before, after in zip(PLANS, whole, broken, strict=True):
        if path != victim:
            assert said(after) == said(before)
    left = broken[1].answers
    assert [f for f in whole[1].answers.findings if f.rule != "NV03"] == left.findings
    assert [one for one in left.unchecked if one.rule == "NV03"] == [
        Unchecked(
            "NV03", None, None,
            "Quy tắc NV03 gặp sự cố khi chạy; đề nghị báo cho người quản trị công cụ.", blocks=True,
        )
    ]  # fmt: skip
