"""The annotated workbook as an output: what to mark, what the result sheet says, where it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import __version__
from ..annotate import (
    Annotated,
    CourseRow,
    Mark,
    ReadingRow,
    Remark,
    ResultRow,
    ResultSheet,
    UnreadableResult,
    annotate,
    read_remarks,
)
from ..findings import SEVERITIES, Finding
from ..journey import Facts, Outcome
from ..obligations import ToRead
from ..progress import Course
from ..rulebook import RuleBook
from ..values.days import say_day
from ..wording import say
from .json_document import counts
from .text import grouped, verdict

_RESULT = re.compile(r"(?P<stem>.+)\.ket-qua(?:-(?P<number>\d+))?")


class Run(Struct, frozen=True):
    """What the result sheet says about the run itself."""

    rules: RuleBook
    as_of: date
    language: str


def result_path(source: Path, folder: Path) -> Path:
    """``x.ket-qua.xlsx`` for ``x.xlsx``, ``x.ket-qua-2.xlsx`` for ``x.ket-qua.xlsx``; ``.xlsm`` stays ``.xlsm``."""
    suffix = source.suffix if source.suffix.lower() in (".xlsx", ".xlsm") else f"{source.suffix}.xlsx"
    stem = source.stem
    earlier = _RESULT.fullmatch(stem)
    if earlier is None:
        return folder / f"{stem}.ket-qua{suffix}"
    number = int(earlier["number"] or 1) + 1
    return folder / f"{earlier['stem']}.ket-qua-{number}{suffix}"


def write(outcome: Outcome, target: Path, run: Run) -> tuple[Annotated, list[str]]:
    """Annotate a copy of the workbook at ``target``; also returns what became of earlier remarks, for people.

    Remarks in the submitted workbook and in a result that is replaced are carried over; those that match nothing any
    more are told. A damaged earlier result is left alone and the new one written beside it, with a number. Raises
    OSError when the result cannot be written.
    """
    assert outcome.facts is not None
    told: list[str] = []
    beside = result_path(outcome.path, outcome.path.parent)
    returned = (_remarks(beside, told) or ()) if beside != target else ()
    submitted = _remarks(outcome.path, told) or ()
    place, number = target, 1
    while (replaced := _remarks(place, told)) is None:
        number += 1
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
    remarks = _merged((*returned, *submitted), replaced)
    rows = []
    for number, finding in enumerate(outcome.answers.findings, 1):
        remark = remarks.pop(_half(finding.fingerprint), None) or remarks.pop(
            _said(finding.rule, finding.message), None
        )
        rows.append(_row(number, finding, remark, run))
        if remark is not None and remark.opinion and remark.message != finding.message:
            told.append(say("summary.opinion-outdated", run.language, number=number, message=remark.message))
    reading = []
    for one in outcome.to_read:
        remark = remarks.pop(_half(one.sign), None) or remarks.pop(_said(one.code, one.title), None)
        reading.append(_reading(one, remark))
    told += [_lost(remark, run.language) for remark in remarks.values()]
    sheet = _sheet(outcome, outcome.facts, rows, reading, told, run)
    place.parent.mkdir(parents=True, exist_ok=True)
    done = annotate(outcome.path, place, marks(outcome.answers.findings, str(outcome.path), run.language), sheet)
    return done, told


def marks(findings: Sequence[Finding], workbook: str, language: str) -> list[Mark]:
    """One mark a cell: the words of its findings, and a pointer on every other cell that a finding concerns."""
    lines: dict[tuple[str, str], list[str]] = {}
    severities: dict[tuple[str, str], set[str]] = {}

    def put(sheet: str | None, cell: str | None, severity: str, *words: str) -> None:
        if sheet is not None and cell is not None:
            lines.setdefault((sheet, cell), []).extend(words)
            severities.setdefault((sheet, cell), set()).add(severity)

    for number, finding in enumerate(findings, 1):
        severity = say(f"severity.{finding.severity}", language)
        told = say(
            "result.mark", language, number=number, rule=finding.rule, severity=severity, message=finding.message
        )
        put(
            finding.place.sheet,
            finding.place.cell,
            finding.severity,
            told,
            say("result.mark-fix", language, fix=finding.fix),
        )
    for number, finding in enumerate(findings, 1):
        for place in finding.related:
            if place.workbook == workbook and (place.sheet, place.cell) != (finding.place.sheet, finding.place.cell):
                put(
                    place.sheet,
                    place.cell,
                    finding.severity,
                    say("result.mark-related", language, number=number, rule=finding.rule),
                )
    return [
        Mark(sheet, cell, next(s for s in SEVERITIES if s in severities[sheet, cell]), tuple(dict.fromkeys(words)))
        for (sheet, cell), words in lines.items()
    ]


def _remarks(path: Path, told: list[str]) -> Sequence[Remark] | None:
    """The remarks in a workbook, none where there is no such file; None, and told, where it cannot be read."""
    try:
        return read_remarks(path) if path.is_file() else ()
    except UnreadableResult as problem:
        told.append(f"{path.name}: {problem.sentence}")
        return None


def _merged(submitted: Sequence[Remark], replaced: Sequence[Remark]) -> dict[str, Remark]:
    """One remark a finding: the unit's words from what it submitted, the reviewer's from the reviewer's own result."""
    remarks = {_key(remark): remark for remark in replaced}
    for remark in submitted:
        kept = remarks.get(_key(remark), remark)
        remarks[_key(remark)] = replace(
            kept,
            explanation=remark.explanation or kept.explanation,
            opinion=kept.opinion or remark.opinion,
            reason=kept.reason or remark.reason,
        )
    return remarks


def _key(remark: Remark) -> str:
    """By what a remark finds its finding again: the fingerprint, or what was said where that column is gone."""
    return _half(remark.fingerprint) or _said(remark.rule, remark.message)


def _said(rule: str, message: str) -> str:
    return f"{rule} {message}"


def _half(fingerprint: str) -> str:
    """The finding's half of a fingerprint, by which two submissions of one document are compared (contract §4)."""
    return fingerprint.rpartition(".")[2]


def _row(number: int, finding: Finding, remark: Remark | None, run: Run) -> ResultRow:
    return ResultRow(
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        sheet=finding.place.sheet,
        cell=finding.place.cell,
        message=finding.message,
        value=finding.value,
        expected=finding.expected,
        difference=finding.difference,
        basis=finding.basis,
        fix=finding.fix,
        status=say(f"status.{finding.status}", run.language),
        explanation=remark.explanation if remark else "",
        opinion=remark.opinion if remark else "",
        reason=remark.reason if remark else "",
        fingerprint=finding.fingerprint,
    )


def _reading(one: ToRead, remark: Remark | None) -> ReadingRow:
    source = ", ".join(filter(None, (one.programme, one.location)))
    return ReadingRow(
        code=one.code,
        title=one.title,
        looks=tuple((look.words, *((look.place.sheet, look.place.cell) if look.place else (None, None)))
                    for look in one.looks),
        source="\n".join(filter(None, (source, one.note))),
        explanation=remark.explanation if remark else "",
        opinion=remark.opinion if remark else "",
        sign=one.sign,
    )  # fmt: skip


def _lost(remark: Remark, language: str) -> str:
    written = {"explanation": remark.explanation, "opinion": remark.opinion, "reason": remark.reason}
    parts = [f"{say(f'remark.{name}', language)}: {words}" for name, words in written.items() if words]
    words = "; ".join(parts)
    return say("summary.remark-lost", language, rule=remark.rule, message=remark.message, remark=words)


def _sheet(
    outcome: Outcome, facts: Facts, rows: list[ResultRow], reading: list[ReadingRow], lost: list[str], run: Run
) -> ResultSheet:
    language, answers = run.language, outcome.answers
    number = counts(answers.findings, answers.unchecked)
    notes = [*lost, say("result.next", language)] if rows else list(lost)
    if facts.judged_by == "cited" and facts.judged_on is not None:
        notes.insert(0, say("summary.judged-by-citation", language, day=say_day(facts.judged_on, language)))
    if reading:
        notes.append(say("to-read.note", language, count=len(reading)))
    return ResultSheet(
        language="en" if language == "en" else "vi",
        title=say("result.title", language),
        verdict=verdict(answers.findings, answers.unchecked, language),
        counts={name: n for name, n in number.items() if name != "waived" or n},
        facts=tuple(_facts(outcome, facts, run)),
        unchecked=tuple(("", reason) for reason in grouped(answers.unchecked, language)),
        notes=tuple(notes),
        rows=tuple(rows),
        reading=tuple(reading),
        courses=tuple(map(_course, outcome.courses)),
    )


def _course(one: Course) -> CourseRow:
    points = tuple(
        (day, None if path is None else float(path), None if reported is None else float(reported))
        for day, path, reported in one.points
    )
    return CourseRow(one.key, one.title, points, one.expected, one.since, one.reached, one.reported)


def _facts(outcome: Outcome, facts: Facts, run: Run) -> list[tuple[str, str]]:
    language = run.language
    rules = say("result.rules-value", language, version=run.rules.version, count=len(run.rules.rules))
    if run.rules.replaced:
        rules += say("result.replaced", language, codes=", ".join(run.rules.replaced))
    higher = "\n".join(name for _, name in facts.higher) or say("result.none", language)
    values = {
        "result.source": outcome.path.name,
        "result.document": facts.identity.name,
        "result.issuer": facts.identity.issuer or say("empty", language),
        "result.against": higher,
        "result.form": f"{facts.identity.form.title} {facts.identity.version or ''}".strip(),
        "result.rules": rules,
        "result.profile": say("result.default-profile", language),
        "result.tool": f"ktt-check {__version__}",
        "result.as-of": say_day(run.as_of, language),
    }
    return [(say(key, language), value) for key, value in values.items()]
