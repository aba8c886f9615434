"""What the reviewer decided about findings, and which of it holds for what a check finds now.

Accepting an explanation waives a finding for as long as it says what was accepted; everything else that a decision can
be (without a reason, expired, about nothing any more) is for rules to tell (list ``decisions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .findings import SEVERITIES, Finding, Severity, Unchecked
from .values.days import ENGLISH_MONTHS
from .values.text import fold

Opinion = Literal["mend", "accept"]

_SPOT = re.compile(r"[^,;:.!?()“”\"]{0,31}!\$?[A-Z]{1,3}\$?\d+|\b(?:[Dd]òng|[Rr]ow)\s+\d+")
_ENGLISH_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(ENGLISH_MONTHS)}) (\d{{4}})")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


class Decision(Struct, frozen=True):
    """One line of the register; ``fingerprint`` lacks its second half where the result sheet lost its hidden column.

    ``document`` is how people cite it; ``place``, ``message``, ``value`` and ``severity`` are what the reviewer saw.
    ``expiry`` is the last day on which it holds. One that is not ``sure`` stands in a register that nobody named and
    that may have come with a submission: it is told where it does not hold, and waives nothing.
    """

    fingerprint: str
    document: str
    rule: str
    severity: Severity
    language: Literal["vi", "en"]
    place: str
    message: str
    value: str | None
    opinion: Opinion
    reason: str
    by: str = ""
    day: date | None = None
    expiry: date | None = None
    sure: bool = True

    @property
    def mark(self) -> str:
        """By what it finds its finding again: the finding's half, or what was said where that is lost."""
        return half(self.fingerprint) or said(self.rule, self.message)

    @property
    def document_half(self) -> str:
        return self.fingerprint.partition(".")[0]


class Decisions(Struct, frozen=True, dict=True):
    """What a run goes by: the register's lines, and documents that the user paired with what is checked.

    A plan that got its number since has another document half; naming its earlier workbook pairs the two. ``paired``
    leads from such a half to the folded issuer: another unit's workbook, named by mistake, decides nothing here.
    """

    lines: tuple[Decision, ...] = ()
    paired: Mapping[str, str] = {}

    def about(self, document: str, issuer: str | None) -> tuple[Decision, ...]:
        """The lines about a document, by its half of a fingerprint and who issued it."""
        own = fold(issuer or "")
        wanted = {document, "", *(sign for sign, whose in self.paired.items() if whose == own)}
        return tuple(line for sign in sorted(wanted & self._by_document.keys()) for line in self._by_document[sign])

    @cached_property
    def _by_document(self) -> Mapping[str, Sequence[Decision]]:
        found: dict[str, list[Decision]] = {}
        for line in self.lines:
            found.setdefault(line.document_half, []).append(line)
        return found


class Weighed(Struct, frozen=True):
    """A decision beside what the check found: its finding, and what keeps it from holding."""

    decision: Decision
    finding: Finding | None
    unasked: bool
    expired: bool
    changed: bool

    @property
    def waives(self) -> bool:
        """Whether the finding counts no longer."""
        sound = bool(self.decision.reason) and not self.expired and not self.changed and self.decision.sure
        return self.decision.opinion == "accept" and self.finding is not None and sound


def half(fingerprint: str) -> str:
    """The finding's half of a fingerprint, by which two submissions of one document are compared (contract §4)."""
    return fingerprint.rpartition(".")[2]


def said(rule: str, message: str) -> str:
    """What stands in for a fingerprint that was lost."""
    return f"{rule} {message}"


def weigh(
    decisions: Sequence[Decision], findings: Sequence[Finding], unchecked: Iterable[Unchecked], language: str, day: date
) -> tuple[Weighed, ...]:
    """Each decision with its finding; a rule that could not be asked leaves it open whether there still is one."""
    by_mark = {mark: one for one in reversed(findings) for mark in (half(one.fingerprint), said(one.rule, one.message))}
    unasked = {entry.rule for entry in unchecked}
    weighed = []
    for one in decisions:
        finding = by_mark.get(one.mark)
        expired = one.expiry is not None and one.expiry < day
        changed = finding is not None and differs(one, finding, language)
        weighed.append(Weighed(one, finding, finding is None and one.rule in unasked, expired, changed))
    return tuple(weighed)


def differs(one: Decision, finding: Finding, language: str) -> bool:
    """Whether the finding says something else than what was decided about; an acceptance of 55 % is none of 1 %.

    In another language it is the figures and codes that tell.
    """
    if SEVERITIES.index(finding.severity) < SEVERITIES.index(one.severity):
        return True
    return not says_the_same(one.message, finding.message, one_language=one.language == language)


def says_the_same(message: str, other: str, *, one_language: bool) -> bool:
    """Whether two messages of one finding say the same; those of two languages by their figures alone.

    Where those cannot tell, as of a date in words, they differ: it is better to be asked once too often.
    """
    if one_language:
        return gist(message) == gist(other)
    return _figures(message) == _figures(other)


def _figures(message: str) -> list[str]:
    """The figures in a message, whatever separates thousands and decimals and however a day is written."""
    words = _ENGLISH_DAY.sub(lambda day: f"{day[1]}/{ENGLISH_MONTHS.index(day[2]) + 1}/{day[3]}", message)
    return sorted(re.sub(r"[.,]", "", figure).lstrip("0") for figure in _FIGURE.findall(gist(words)))


def gist(message: str) -> str:
    """What a message says wherever it stands: rows that moved and sheets that were renamed do not count."""
    return fold(_SPOT.sub("", message))


def waived(findings: Sequence[Finding], weighed: Iterable[Weighed]) -> list[Finding]:
    """The findings, those that a decision waives with that status and the reason."""
    reasons = {
        one.finding.fingerprint: one.decision.reason for one in weighed if one.waives and one.finding is not None
    }
    return [
        replace(one, status="waived", waived_because=reasons[one.fingerprint]) if one.fingerprint in reasons else one
        for one in findings
    ]


def documents_of(lines: Iterable[Decision]) -> list[str]:
    """The documents that lines are about, each once."""
    return list(dict.fromkeys(one.document for one in lines))
