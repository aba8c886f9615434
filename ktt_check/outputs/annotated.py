"""The annotated workbook as an output: what to mark, what the result sheet says, where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
from ..decisions import Decision, Decisions, gist, half, said
from ..findings import SEVERITIES, Finding, Severity
from ..journey import Facts, Outcome
from ..obligations import ToRead
from ..profiles import InForce
from ..progress import Course
from ..register import OPINIONS, opinion_of, proposed
from ..values.days import say_day
from ..values.document_dates import cited
from ..wording import say
from .json_document import counts
from .profile_words import changes, off, profile_name
from .since_words import change_lines, changed_lines, ended_lines, summary
from .text import grouped, verdict

_LISTED = 500  # lines of a list under the table
_RESULT = re.compile(r"(?P<stem>.+)\.ket-qua(?:-(?P<number>\d+))?")


class Run(Struct, frozen=True):
    """What the result sheet says about the run itself."""

    force: InForce
    as_of: date
    language: str
    decisions: Decisions = Decisions()
    previous: Path | None = None  # the earlier submission, where one workbook is compared with one
    reviewed: Path | None = None  # the file named with --decisions


def result_path(source: Path, folder: Path) -> Path:
    """``x.ket-qua.xlsx`` for ``x.xlsx``, ``x.ket-qua-2.xlsx`` for ``x.ket-qua.xlsx``; ``.xlsm`` stays ``.xlsm``."""
    suffix = source.suffix if source.suffix.lower() in (".xlsx", ".xlsm") else f"{source.suffix}.xlsx"
    stem = source.stem
    earlier = _RESULT.fullmatch(stem)
    if earlier is None:
        return folder / f"{stem}.ket-qua{suffix}"
    number = int(earlier["number"] or 1) + 1
    return folder / f"{earlier['stem']}.ket-qua-{number}{suffix}"


def write(outcome: Outcome, target: Path, run: Run, *, theirs: bool = False) -> tuple[Annotated, list[str]]:
    """Annotate a copy of the workbook at ``target``; also returns what became of earlier remarks, for people.

    Remarks in the submitted workbook and in a result that is replaced are carried over; those that match nothing any
    more are told. Opinions are the reviewer's own in the file named with ``--decisions`` and in a replaced result,
    unless it lies where submissions do (``theirs``), from whom anything may come; elsewhere they are proposals. A
    damaged earlier result is left alone and the new one written beside it, with a number. Raises OSError when the
    result cannot be written.
    """
    assert outcome.facts is not None
    told: list[str] = []
    beside = result_path(outcome.path, outcome.path.parent)
    earlier = [beside] if beside != target else []
    if run.previous is not None and run.previous not in (outcome.path, target):
        earlier.append(run.previous)
    own: list[Remark] = []
    others: list[Remark] = []
    submitted = [outcome.path] if outcome.facts.returned else []
    for path in (*earlier, *submitted):
        found = _remarks(path, told) or ()
        if _is_reviewed(path, run):
            own += found
        else:
            others += _as_proposals(found, run.language)
    place, number = target, 1
    while (replaced := _remarks(place, told)) is None:
        number += 1
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
    if theirs and not _is_reviewed(place, run):
        accepted = sum(opinion_of(one.opinion) == "accept" for one in replaced)
        if accepted:
            told.append(say("decisions.theirs", run.language, count=accepted, file=place.name))
        replaced = _as_proposals(replaced, run.language)
    remarks = _merged(others, [*own, *replaced])
    decided = {one.mark: one for one in run.decisions.about(outcome.facts.sign, outcome.facts.identity.issuer)}
    rows = []
    for number, finding in enumerate(outcome.answers.findings, 1):
        marks_of = (half(finding.fingerprint), said(finding.rule, finding.message))
        remark = remarks.pop(marks_of[0], None) or remarks.pop(marks_of[1], None)
        decision = decided.get(marks_of[0]) or decided.get(marks_of[1])
        row = _row(number, finding, remark, decision, run)
        rows.append(row)
        if remark is not None and remark.opinion and remark.message != finding.message:
            told.append(say("summary.opinion-outdated", run.language, number=number, message=remark.message))
        if decision is not None and opinion_of(row.opinion) not in (None, decision.opinion):
            decides = OPINIONS[decision.opinion]
            told.append(say("decisions.differs", run.language, number=number, opinion=row.opinion, decided=decides))
    waiting = sum(bool(row.explanation) and opinion_of(row.opinion) is None for row in rows)
    if waiting:
        told.append(say("decisions.explained", run.language, count=waiting))
    reading = []
    for one in outcome.to_read:
        remark = remarks.pop(half(one.sign), None) or remarks.pop(said(one.code, one.title), None)
        reading.append(_reading(one, remark, run.language))
    told += [_lost(remark, run.language) for remark in remarks.values()]
    sheet = _sheet(outcome, outcome.facts, rows, reading, told, run)
    place.parent.mkdir(parents=True, exist_ok=True)
    noted = marks(outcome.answers.findings, str(outcome.path), run.language)
    done = annotate(outcome.path, place, noted, sheet, outcome.facts.digest or None)
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
        shown = "waived" if finding.status == "waived" else finding.severity
        severity = say(f"severity.{shown}", language)
        if finding.stage == "beta":
            severity += f" ({say('stage.beta', language)})"
        told = say(
            "result.mark", language, number=number, rule=finding.rule, severity=severity, message=finding.message
        )
        put(
            finding.place.sheet,
            finding.place.cell,
            _weight(finding),
            told,
            _advice(finding, language),
        )
    for number, finding in enumerate(findings, 1):
        for place in finding.related:
            if place.workbook == workbook and (place.sheet, place.cell) != (finding.place.sheet, finding.place.cell):
                put(
                    place.sheet,
                    place.cell,
                    _weight(finding),
                    say("result.mark-related", language, number=number, rule=finding.rule),
                )
    return [
        Mark(sheet, cell, next(s for s in SEVERITIES if s in severities[sheet, cell]), tuple(dict.fromkeys(words)))
        for (sheet, cell), words in lines.items()
    ]


def _advice(finding: Finding, language: str) -> str:
    """How to mend it, or why it need not be."""
    if finding.waived_because is not None:
        return f"{say('remark.reason', language)}: {finding.waived_because}"
    return say("result.mark-fix", language, fix=finding.fix)


def _weight(finding: Finding) -> Severity:
    """How strongly a cell is filled: what was accepted asks for nothing any more."""
    return "info" if finding.status == "waived" else finding.severity


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
        decides = kept if kept.opinion or kept.reason else remark  # a submission lends no reason to an acceptance
        remarks[_key(remark)] = replace(
            kept,
            explanation=remark.explanation or kept.explanation,
            opinion=decides.opinion,
            reason=decides.reason,
        )
    return remarks


def _key(remark: Remark) -> str:
    """By what a remark finds its finding again: the fingerprint, or what was said where that column is gone."""
    return half(remark.fingerprint) or said(remark.rule, remark.message)


def _is_reviewed(path: Path, run: Run) -> bool:
    return run.reviewed is not None and path.resolve() == run.reviewed.resolve()


def _as_proposals(remarks: Iterable[Remark], language: str) -> list[Remark]:
    """Remarks of which nobody knows who wrote them: the unit's words stay, the reviewer's columns only propose."""
    return [
        remark if opinion_of(remark.opinion) == "mend"  # it waives nothing
        else replace(remark, opinion=proposed(remark.opinion, language), reason=proposed(remark.reason, language))
        for remark in remarks
    ]  # fmt: skip


def _row(number: int, finding: Finding, remark: Remark | None, decision: Decision | None, run: Run) -> ResultRow:
    opinion, reason = (remark.opinion, remark.reason) if remark else ("", "")
    if opinion_of(opinion) == "accept" and remark is not None and gist(remark.message) != gist(finding.message):
        opinion = say("decisions.look-again", run.language, opinion=opinion)
    if decision is not None and opinion_of(opinion) is None:  # nothing of the reviewer's own is typed here
        opinion = OPINIONS[decision.opinion]
        reason = decision.reason if decision.sure else proposed(decision.reason, run.language)
        if decision.opinion == "accept" and finding.status != "waived":  # it must be decided anew, not by being copied
            opinion = say("decisions.look-again", run.language, opinion=opinion)
    return ResultRow(
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        trial=finding.stage == "beta",
        sheet=finding.place.sheet,
        cell=finding.place.cell,
        message=finding.message,
        value=finding.value,
        expected=finding.expected,
        difference=finding.difference,
        basis=finding.basis,
        fix=finding.fix,
        status=_status(finding, decision, run.language),
        explanation=remark.explanation if remark else "",
        opinion=opinion,
        reason=reason,
        fingerprint=finding.fingerprint,
        waived=finding.status == "waived",
    )


def _status(finding: Finding, decision: Decision | None, language: str) -> str:
    """What became of a finding; of one that was accepted also by whom and until when, where that is known."""
    words = say(f"status.{finding.status}", language)
    if finding.status != "waived" or decision is None:
        return words
    known = [say("decisions.by", language, by=decision.by)] if decision.by else []
    if decision.expiry is not None:
        known.append(say("decisions.until", language, day=say_day(decision.expiry, language)))
    return f"{words} ({', '.join(known)})" if known else words


def _reading(one: ToRead, remark: Remark | None, language: str) -> ReadingRow:
    source = ", ".join(filter(None, (cited(one.programme, language), one.location)))
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
        verdict=_verdict(outcome, language),
        counts={name: n for name, n in number.items() if name != "waived" or n},
        facts=tuple(_facts(outcome, facts, run)),
        unchecked=tuple(("", reason) for reason in grouped(answers.unchecked, language)),
        notes=tuple(notes),
        rows=tuple(rows),
        reading=tuple(reading),
        below=tuple(_below(outcome, language)),
        courses=tuple(map(_course, outcome.courses)),
    )


def _verdict(outcome: Outcome, language: str) -> str:
    told = verdict(outcome.answers.findings, outcome.answers.unchecked, language)
    return told if outcome.since is None else f"{told}\n{summary(outcome.since, language)}"


def _below(outcome: Outcome, language: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The lists under the table that tell what became of the earlier check."""
    since = outcome.since
    if since is None:
        return
    lists = {
        "since.list-changed": changed_lines(outcome.answers.findings, since, language),
        "since.list-ended": ended_lines(since.ended, language),
        "since.list-values": change_lines(since, language),
    }
    for key, lines in lists.items():
        if lines:
            more = [("", say("listed.more", language, count=len(lines) - _LISTED))] if len(lines) > _LISTED else []
            yield say(key, language, count=len(lines)), (*lines[:_LISTED], *more)


def _course(one: Course) -> CourseRow:
    points = tuple(
        (day, None if path is None else float(path), None if reported is None else float(reported))
        for day, path, reported in one.points
    )
    return CourseRow(one.key, one.title, points, one.expected, one.since, one.reached, one.reported)


def _facts(outcome: Outcome, facts: Facts, run: Run) -> list[tuple[str, str]]:
    language = run.language
    book = run.force.rules
    rules = say("result.rules-value", language, version=book.version, count=len(book.rules))
    if book.replaced:
        rules += say("result.replaced", language, codes=", ".join(book.replaced))
    higher = "\n".join(cited(name, language) for _, name in facts.higher) or say("result.none", language)
    values = {
        "result.source": outcome.path.name,
        "result.document": cited(facts.identity.name, language),
        "result.issuer": facts.identity.issuer or say("empty", language),
        "result.against": higher,
        "result.form": f"{facts.identity.form.title} {facts.identity.version or ''}".strip(),
        "result.rules": rules,
        "result.profile": profile_name(run.force, language),
        "result.changed": "\n".join(changes(run.force, language)),
        "result.off": "\n".join(off(run.force, language)),
        "result.of-other-times": ", ".join(outcome.answers.of_other_times),
        "result.tool": f"ktt-check {__version__}",
        "result.as-of": say_day(run.as_of, language),
    }
    return [(say(key, language), value) for key, value in values.items() if value]
