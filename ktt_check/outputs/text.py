"""The summary on the terminal: what a reviewer reads first, in the order of the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill

from msgspec import Struct

from ..findings import Finding, Unchecked
from ..journey import Outcome
from ..obligations import ToRead
from ..profiles import InForce
from ..values.days import say_day
from ..values.document_dates import cited
from ..wording import say
from .json_document import counts
from .profile_words import changes, off, profile_name
from .since_words import change_lines, ended_lines, first_of, summary

_WIDTH = 110
_SIGNS = {"error": "✗", "warning": "!", "info": "·"}


class Written(Struct, frozen=True):
    """An annotated copy: its path, why it is a mere copy of the sheets if it is, and what became of earlier remarks."""

    path: str
    copied_because: str | None
    notes: tuple[str, ...]


def render(outcomes: Sequence[Outcome], written: Mapping[str, Written], force: InForce, language: str) -> str:
    """The summaries of all workbooks; ``written`` maps a workbook to what was written of it."""
    several = len(outcomes) > 1
    parts = [_one(outcome, written.get(str(outcome.path)), language, several=several) for outcome in outcomes]
    if several:
        parts.append(_total(outcomes, language))
    if force.rules.replaced:
        parts.append(say("summary.replaced", language, codes=", ".join(force.rules.replaced)))
    if force.profile is not None:
        parts.append(_profile(force, language))
    return "\n\n".join(parts)


def _profile(force: InForce, language: str) -> str:
    """The profile in force, what it changes and what it switches off."""
    lines = [f"{say('result.profile', language)}: {profile_name(force, language)}"]
    lines += [wrapped(f"– {line}", "  ") for line in (*changes(force, language), *off(force, language))]
    return "\n".join(lines)


def _one(outcome: Outcome, written: Written | None, language: str, *, several: bool) -> str:
    """One workbook's summary; among several it is named with its folder."""
    name = str(outcome.path) if several else outcome.path.name
    lines = [say("summary.heading", language, file=printable(name))]
    if outcome.facts is None:
        return "\n".join([*lines, wrapped(f"✗ {printable(outcome.error or '')}", "  ")])
    facts, answers = outcome.facts, outcome.answers
    identity = facts.identity
    lines.append(f"  {say('summary.document', language)}: {printable(cited(identity.name, language))}")
    lines.append(f"  {say('summary.issuer', language)}: {printable(identity.issuer or say('empty', language))}")
    if facts.higher:
        names = "; ".join(cited(name, language) for _, name in facts.higher)
        lines.append(f"  {say('summary.against', language)}: {printable(names)}")
    if facts.judged_by == "cited" and facts.judged_on is not None:
        day = say_day(facts.judged_on, language)
        lines.append(wrapped(say("summary.judged-by-citation", language, day=day), "  "))
    lines.append(f"  → {verdict(answers.findings, answers.unchecked, language)}")
    since = outcome.since
    if since is not None:
        lines.append(wrapped(f"→ {printable(summary(since, language))}", "  "))
    for finding in answers.findings:
        lines += finding_lines(finding, language, compared=since is not None)
    if answers.of_other_times:
        codes = ", ".join(answers.of_other_times)
        lines.append(wrapped(say("summary.of-other-times", language, codes=codes), "  "))
    if since is not None:
        ended = ended_lines(since.ended, language)
        lines += _list(say("since.list-ended", language, count=len(ended)), ended)
        changes_told = change_lines(since, language)
        lines += _list(say("since.list-values", language, count=len(changes_told)), first_of(changes_told, language))
    if answers.unchecked:
        lines.append(f"  {say('summary.unchecked', language)}")
        lines += [wrapped(f"– {printable(reason)}", "    ") for reason in grouped(answers.unchecked, language)]
    if outcome.to_read:
        lines.append(f"  {say('to-read.heading', language, count=len(outcome.to_read))}")
        lines += [line for one in outcome.to_read for line in _to_read(one, language)]
    if written is not None:
        if written.notes:
            lines.append(f"  {say('summary.notes', language)}")
            lines += [wrapped(f"– {printable(note)}", "    ") for note in written.notes]
        if written.copied_because is not None:
            lines.append(wrapped(say("summary.copied", language, reason=written.copied_because), "  "))
        lines.append(f"  {say('summary.annotated', language, path=printable(written.path))}")
    if outcome.error is not None:
        lines.append(wrapped(f"✗ {printable(outcome.error)}", "  "))
    return "\n".join(lines)


def verdict(findings: Sequence[Finding], unchecked: Sequence[Unchecked], language: str) -> str:
    """The one sentence that says how the workbook stands."""
    number = counts(findings, unchecked)
    if not findings and unchecked:
        return say("summary.clean-so-far", language, unchecked=number["unchecked"])
    if not findings:
        return say("summary.clean", language)
    told = say("summary.found", language, errors=number["error"], warnings=number["warning"], infos=number["info"])
    trial = sum(finding.stage == "beta" for finding in findings)
    if trial:
        told += f" {say('summary.trial', language, count=trial)}"
    if number["waived"]:
        told += f" {say('severity.waived', language)}: {number['waived']}."
    if number["unchecked"]:
        told += f" {say('severity.unchecked', language)}: {number['unchecked']}."
    return told


def grouped(unchecked: Iterable[Unchecked], language: str) -> list[str]:
    """Each reason once, with the rules that it keeps from running."""
    reasons: dict[str, list[str]] = {}
    for entry in unchecked:
        codes = reasons.setdefault(entry.reason, [])
        if entry.rule is not None and entry.rule not in codes:
            codes.append(entry.rule)
    return [
        f"{reason} {say('summary.also-rules', language, rules=', '.join(codes))}" if codes else reason
        for reason, codes in reasons.items()
    ]


def printable(text: str) -> str:
    """The text without characters that would steer a terminal or turn its line around."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def finding_lines(finding: Finding, language: str, *, compared: bool = False) -> list[str]:
    """A finding as it is listed; ``compared`` with an earlier check, with what became of it."""
    place = "!".join(filter(None, (finding.place.sheet, finding.place.cell))) or "–"
    severity = say(f"severity.{finding.severity}", language)
    if finding.stage == "beta":
        severity += f" ({say('stage.beta', language)})"
    if finding.status == "waived":
        severity = f"({severity} – {say('status.waived', language)})"
    elif compared:
        severity = f"({severity} – {say(f'status.{finding.status}', language)})"
    sign = "○" if finding.status == "waived" else _SIGNS[finding.severity]
    first = f"{sign} {finding.rule} {severity} [{printable(place)}] {printable(finding.message)}"
    lines = [wrapped(first, "    ")]
    if finding.expected:
        lines.append(wrapped(f"{say('summary.expected', language)}: {printable(finding.expected)}", "        "))
    if finding.waived_because is not None:
        reason = f"{say('remark.reason', language)}: {printable(finding.waived_because)}"
        return [*lines, wrapped(reason, "        ")]
    return [*lines, wrapped(f"{say('summary.fix', language)}: {printable(finding.fix)}", "        ")]


def _list(heading: str, items: Sequence[tuple[str, str]]) -> list[str]:
    if not items:
        return []
    return [f"  {heading}", *(wrapped(printable(f"– {label}: {words}"), "    ") for label, words in items)]


def _to_read(one: ToRead, language: str) -> list[str]:
    key = "to-read.placed" if one.location else "to-read.one"
    values = {"code": one.code, "programme": one.programme, "title": one.title, "location": one.location}
    lines = [wrapped(f"– {printable(say(key, language, **values))}", "    ")]
    for look in one.looks:
        place = "!".join(filter(None, (look.place.sheet, look.place.cell))) if look.place else ""
        where = f"{look.words} [{place}]" if place else look.words
        lines.append(wrapped(printable(say("to-read.look", language, where=where)), "        "))
    return lines


def wrapped(text: str, indent: str) -> str:
    """The text in lines; numbers of documents, codes and paths stay whole."""
    more = indent + "  "
    return fill(
        text, _WIDTH, initial_indent=indent, subsequent_indent=more, break_long_words=False, break_on_hyphens=False
    )


def _total(outcomes: Sequence[Outcome], language: str) -> str:
    found = [finding for outcome in outcomes for finding in outcome.answers.findings]
    number = counts(found, [])
    failed = sum(outcome.error is not None for outcome in outcomes)
    return say(
        "summary.total", language, files=len(outcomes), errors=number["error"], warnings=number["warning"],
        infos=number["info"], failed=failed,
    )  # fmt: skip
