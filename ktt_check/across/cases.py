"""The cases of a rule across units: several plans, small changes to the clean one, and everything such rules must say.

``### Đơn vị 2: Chỉ tiêu`` changes a sheet of the second unit's plan, as in any other case, ``### Đơn vị 1-8: …`` that
of each of eight, with its number in place of ``‹n›``; ``### Cấp trên: …`` the programme that all of them carry out.
``### Phải nộp`` is the list of who must submit. A quoted line is a finding in full, with its place where it has one:
``> TH04 Cảnh báo don-vi-2.xlsx: message``. Of the other rules nothing is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from .. import registries
from ..dossier import Dossier
from ..findings import Finding
from ..forms import PLAN
from ..identity import identify
from ..journey import Outcome, Settings, TakenIn, answer_with_dossiers, take_in
from ..layout import find_tables
from ..library import Held, Library
from ..markdown import MarkdownSheet, MarkdownWorkbook, hold_workbook, parse
from ..registry.expected import Expected
from ..rulebook import Rule
from ..rulebook.cases import overlaid
from ..stamp import document_half
from ..wording import say
from .ask import FORM, Given, ask_across
from .gathered import Gathered, tasks_of
from .kept import keep

_UNIT = re.compile(r"Đơn vị (\d+)(?:-(\d+))?")
_NUMBER = "‹n›"
_PROGRAMME, _LIST = "Cấp trên", "Phải nộp"


class UnitsCase(Struct, frozen=True):
    """One case: the units' plans by file name, their programme, who must submit, and what must be said."""

    rule: str
    name: str
    plans: dict[str, MarkdownWorkbook]
    programme: MarkdownWorkbook
    expected: tuple[Expected, ...]
    said: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether the rule must say nothing here."""
        return not any(line.startswith(f"{self.rule} ") for line in self.said)


def read_units_cases(page: Path, bases: Path) -> list[UnitsCase]:
    """The cases of a rule's page; ``bases`` is the folder with ``plan.md`` and ``programme.md``."""
    plan, programme = (parse((bases / f"{name}.md").read_text(encoding="utf-8")) for name in ("plan", "programme"))
    code = page.stem.partition("-")[0]
    _, *sections = re.split(r"(?m)^## ", page.read_text(encoding="utf-8"))
    return [_case(code, section, plan, programme) for section in sections if "\n### " in section]


def _case(code: str, section: str, plan: MarkdownWorkbook, programme: MarkdownWorkbook) -> UnitsCase:
    name, _, body = section.partition("\n")
    plans: dict[str, MarkdownWorkbook] = {}
    expected: list[Expected] = []
    for change in parse(re.sub(r"(?m)^### ", "## ", body)).sheets:
        whose, _, sheet = change.name.rpartition(": ")
        unit = _UNIT.fullmatch(whose)
        if unit is not None:
            for number in range(int(unit[1]), int(unit[2] or unit[1]) + 1):
                file = f"don-vi-{number}.xlsx"
                plans[file] = overlaid(plans.get(file, plan), sheet, _numbered(change, number))
        elif whose == _PROGRAMME:
            programme = overlaid(programme, sheet, change)
        elif change.name == _LIST:
            expected += [_line(row) for row in change.rows]
    said = tuple(line.strip() for line in re.findall(r"(?m)^> (.+)$", body))
    return UnitsCase(code, name.strip(), plans, programme, tuple(expected), said)


def _numbered(change: MarkdownSheet, number: int) -> MarkdownSheet:
    rows = tuple(tuple(cell.replace(_NUMBER, str(number)) for cell in row) for row in change.rows)
    return MarkdownSheet(change.name, change.header, rows)


def _line(row: tuple[str, ...]) -> Expected:
    unit, province, carries_out, due, source = row
    return Expected(unit, province or None, "plan", carries_out or None, date.fromisoformat(due), source)


def told_of(case: UnitsCase, rules: tuple[Rule, ...], as_of: date) -> list[str]:
    """What the rules across units say of the case, as its quoted lines do; the plans are walked in memory."""
    book, _ = hold_workbook(case.programme, PLAN, "chuong-trinh.xlsx")
    layout = find_tables(book, PLAN)
    held = Held(Path("chuong-trinh.xlsx"), book, layout, identify(layout))
    settings = Settings(rules, Library(), [held], as_of)  # type: ignore[arg-type]
    taken = list(_taken(case, settings))
    own = tuple(rule for rule in rules if rule.data.form != FORM)
    found, kept = [], []
    for outcome, dossier in _answered(taken, own):
        name = outcome.path.name
        found += [(name, finding.rule, finding.title) for finding in outcome.answers.findings]
        kept.append(keep(name, document_half(dossier.submitted.identity), dossier))
    contents = {file: repr(plan) for file, plan in case.plans.items()}
    gathered = Gathered(tasks_of(kept), kept)
    told = ask_across(rules, Given(gathered, found, contents, case.expected, registries.units(), as_of, "vi"))
    lines = [line(finding) for finding, _ in told.findings]
    return sorted(lines) + sorted(f"? {entry.reason}" for entry in told.unchecked)


def _taken(case: UnitsCase, settings: Settings) -> Iterator[TakenIn]:
    for file, plan in case.plans.items():
        workbook, _ = hold_workbook(plan, PLAN, file)
        taken = take_in(Path(file), workbook, settings)
        assert isinstance(taken, TakenIn)
        yield taken


def _answered(taken: list[TakenIn], own: tuple[Rule, ...]) -> list[tuple[Outcome, Dossier]]:
    from ..rulebook import RuleBook

    return answer_with_dossiers(taken, RuleBook(own)) if taken else []


def line(finding: Finding) -> str:
    """A finding as a case quotes it."""
    place = "!".join(filter(None, (finding.place.workbook, finding.place.sheet, finding.place.cell)))
    head = f"{finding.rule} {say('severity.' + finding.severity)}"
    return f"{head} {place}: {finding.message}" if place else f"{head}: {finding.message}"
