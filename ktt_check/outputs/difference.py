"""Two submissions side by side on the terminal: the sentence to read first, then findings by what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..findings import Finding, Status
from ..journey import Outcome
from ..since import Since
from ..values.document_dates import cited
from ..wording import say
from .since_words import before_words, change_lines, ended_lines, first_of, summary
from .text import finding_lines, grouped, printable, verdict, wrapped

_ORDER: tuple[Status, ...] = ("new", "changed", "open", "waived")


def render(outcome: Outcome, language: str) -> str:
    """The comparison; where the new submission could not be checked or paired, why."""
    facts, since = outcome.facts, outcome.since
    lines = [say("diff.heading", language, file=printable(outcome.path.name))]
    if facts is None:
        return "\n".join([*lines, wrapped(f"✗ {printable(outcome.error or '')}", "  ")])
    lines.append(f"  {say('summary.document', language)}: {printable(cited(facts.identity.name, language))}")
    answers = outcome.answers
    if since is not None:
        lines.append(wrapped(f"→ {printable(summary(since, language))}", "  "))
    lines.append(wrapped(f"→ {verdict(answers.findings, answers.unchecked, language)}", "  "))
    for heading, found in _by_status(answers.findings, since):
        if found:
            lines += ["", f"  {say(heading, language)} ({len(found)})"]
        for finding in found:
            lines += finding_lines(finding, language)
            told = since.before.get(finding.fingerprint) if since is not None else None
            if told is not None:
                lines.append(wrapped(printable(before_words(told, language)), "        "))
    if since is not None:
        for status in ("fixed", "gone"):
            ended = [one for one in since.ended if one.status == status]
            if ended:
                lines += ["", f"  {say(f'status.{status}', language)} ({len(ended)})"]
            for one, (_, words) in zip(ended, ended_lines(ended, language), strict=True):
                place = "!".join(filter(None, (one.told.sheet, one.told.cell))) or "–"
                sign = "✓" if status == "fixed" else "–"
                lines.append(wrapped(printable(f"{sign} {one.told.rule} [{place}] {words}"), "    "))
        lines += _changes(change_lines(since, language), language)
    if answers.unchecked:
        lines += ["", f"  {say('summary.unchecked', language)}"]
        lines += [wrapped(f"– {printable(reason)}", "    ") for reason in grouped(answers.unchecked, language)]
    return "\n".join(lines)


def _by_status(findings: Sequence[Finding], since: Since | None) -> Iterator[tuple[str, list[Finding]]]:
    """The findings about what was submitted under the wording of their status, then those about the register."""
    register = since.register if since is not None else frozenset[str]()
    for status in _ORDER:
        yield f"status.{status}", [
            one for one in findings if one.status == status and one.fingerprint not in register
        ]  # fmt: skip
    yield "since.register", [one for one in findings if one.fingerprint in register]


def _changes(changes: list[tuple[str, str]], language: str) -> list[str]:
    if not changes:
        return []
    lines = ["", f"  {say('since.list-values', language, count=len(changes))}"]
    shown = first_of(changes, language)
    return [*lines, *(wrapped(printable(f"[{place}] {words}"), "    ") for place, words in shown)]
