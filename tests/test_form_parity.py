"""The form in Excel and the checker never disagree: both are asked of the same filled forms, row by row.

A form may say that a row is told when it is sent in; it never says fine where the checker finds something, and never
faults what the checker accepts. LibreOffice calculates the forms, many of them in one workbook.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from form_parity import AS_OF, Cells, Form, bind, differences, recalculated, typed_plan, written, written_report
from form_rows import filled, reported

from ktt_check.forms import PLAN
from ktt_check.markdown import MarkdownWorkbook, parse
from ktt_check.profiles import InForce
from ktt_check.proof import _held
from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.cases import Case, read_cases
from ktt_check.template.brief import Brief
from ktt_check.template.compiled import FOUND, LATER
from ktt_check.template.plan import write_plan
from ktt_check.values.text import fold

BOOK = load_rules(rules_folder())
UNIT = "UBND huyện Nam Đàn"
FEW = {"references": 3, "targets": 8, "tasks": 7}
MORE = {"references": 6, "targets": 12, "tasks": 12}
MANY = {"references": 12, "targets": 42, "tasks": 42}
PAGES = range(6)  # times forty rows of targets and of tasks
DOCUMENTS = range(100, 300)  # times one "Thông tin", a few references and rows
REPORTS = range(40)  # times six targets and five tasks
LIMITS = {("CT07", "Số ghi dạng phần trăm của Excel")}  # 60 shown as 6000%: a formula does not see formats
TOGETHER = 25  # forms bound in one workbook


@pytest.fixture(scope="module")
def libreoffice() -> None:
    if shutil.which("soffice") is None:
        if os.environ.get("CI"):
            pytest.fail("soffice is missing: LibreOffice must be installed where CI runs")
        pytest.skip("soffice is missing: no form was calculated")


def brief_of(*programmes: MarkdownWorkbook) -> Brief:
    held = tuple(_held(source, f"chuong-trinh-{at}.xlsx") for at, source in enumerate(programmes, 1))
    return Brief(held, InForce(BOOK), AS_OF, UNIT)


BASE = parse((rules_folder() / "_cases" / "programme.md").read_text(encoding="utf-8"))


class Told:
    """What many filled forms said, once LibreOffice has calculated them in one go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bound: list[tuple[Form, Path, Sequence[str]]] = []
        self.wrong: list[str] = []
        self.answers: Counter[tuple[str, int]] = Counter()

    def add(self, form: Form, fillings: Sequence[tuple[str, Cells]]) -> None:
        """Have these fillings of the form calculated, each under a name."""
        for at in range(0, len(fillings), TOGETHER):
            some = fillings[at : at + TOGETHER]
            path = self.folder / f"bound-{len(self.bound)}.xlsx"
            bind(form, [cells for _, cells in some], path)
            self.bound.append((form, path, [name for name, _ in some]))

    def calculate(self) -> None:
        """Set each row's verdict beside the checker's."""
        recalculated([path for _, path, _ in self.bound], self.folder / "calculated")
        for form, path, names in self.bound:
            for name, (told, wrong) in zip(
                names, differences(form, path, self.folder / "calculated", len(names)), strict=True
            ):
                self.wrong += [f"{name}: {line}" for line in wrong]
                self.answers.update((code, answer) for (code, _, _), answer in told.items())


def own_cases() -> list[Case]:
    """Every case of every rule that is one of a plan."""
    cases = []
    for rule in BOOK.rules:
        for case in read_cases(rule.path.with_suffix(".md"), rules_folder() / "_cases"):
            asked = case.form is PLAN and case.programmes and not case.decisions
            if asked and (case.rule, case.name) not in LIMITS:
                cases.append(case)
    return cases


def fits(case: Case, rows: Mapping[str, int]) -> bool:
    """Whether a form with so many rows has room for the case."""
    room = {fold(PLAN.by_name[name].sheet): count for name, count in rows.items()}
    return all(len(sheet.rows) <= room.get(fold(sheet.name), len(sheet.rows)) for sheet in case.submitted.sheets)


@pytest.mark.parametrize("changed", [False, True], ids=["of the plan", "of the programme"])
def test_the_rules_own_cases_are_told_alike(changed: bool, libreoffice: None, tmp_path: Path) -> None:
    """Each typed into a form for the programmes that the case names."""
    told = Told(tmp_path)
    cases: dict[tuple[tuple[MarkdownWorkbook, ...], bool], list[Case]] = {}
    for case in (one for one in own_cases() if (one.programmes != (BASE,)) is changed):
        cases.setdefault((case.programmes, fits(case, FEW)), []).append(case)
    for at, ((programmes, few), those) in enumerate(cases.items()):
        form = written(brief_of(*programmes), tmp_path / str(at), FEW if few else MORE)
        told.add(form, [(f"{case.rule} {case.name}", typed_plan(case.submitted)) for case in those])
    told.calculate()
    assert told.wrong == [], "\n".join(told.wrong)


def test_random_rows_are_told_alike(libreoffice: None, tmp_path: Path) -> None:
    """Hostile spellings, blanks and pasted text, all rules in one workbook; and the form does tell something."""
    told = Told(tmp_path)
    form = written(brief_of(BASE), tmp_path / "many", MANY)
    told.add(form, [(f"page {seed}", filled(seed, MANY["targets"] - 2, MANY["tasks"] - 2)) for seed in PAGES])
    form = written(brief_of(BASE), tmp_path / "few", MORE)
    told.add(form, [(f"document {seed}", filled(seed, 5, 5, 3)) for seed in DOCUMENTS])
    told.calculate()
    assert told.wrong == [], "\n".join(told.wrong)
    silent = {one.rule.code for one in form.compiled if one.verdicts} - {code for code, _ in told.answers}
    assert silent <= {"CT10"}  # nothing was shared out here
    assert sum(count for (_, answer), count in told.answers.items() if answer == FOUND) > 200
    assert sum(count for (_, answer), count in told.answers.items() if answer == LATER) > 0


def test_reports_are_told_alike(libreoffice: None, tmp_path: Path) -> None:
    """Rows of a report, with figures beside those of the plan, and parts of the plan that somebody changed."""
    told = Told(tmp_path)
    plan = _held(parse((rules_folder() / "_cases" / "plan.md").read_text(encoding="utf-8")), "ke-hoach.xlsx")
    form = written_report(brief_of(BASE), plan, tmp_path / "report")
    told.add(form, [(f"report {seed}", reported(seed, 6, 5)) for seed in REPORTS])
    told.calculate()
    assert told.wrong == [], "\n".join(told.wrong)
    silent = {one.rule.code for one in form.compiled if one.verdicts} - {code for code, _ in told.answers}
    assert silent <= {"BM07"}  # the form's version is given


def test_three_quarters_of_the_rules_are_asked_in_the_form(tmp_path: Path) -> None:
    """Of those about form, targets, tasks, units and periods."""
    compiled = write_plan(brief_of(BASE), tmp_path / "template.xlsx", FEW)
    concerned = [one for one in compiled if one.rule.code[:2] in ("BM", "CT", "NV", "DV", "TG")]
    asked = [one for one in concerned if one.verdicts]
    assert len(asked) * 4 >= len(concerned) * 3
    assert [one.rule.code for one in compiled if one.rule.data.excel == "required" and not one.verdicts] == []
