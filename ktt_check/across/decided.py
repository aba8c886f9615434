"""What the reviewer decided about findings across units: what it waives, and, by the rules about decisions, what of it
does not hold any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ..decisions import Decision, Decisions, Weighed, waived, weigh
from ..rulebook.rule import Rule
from ..vocabulary import DECISIONS, LAST
from .ask import FORM, SIGN, Across, Row, put_to


def decide(told: Across, rules: Sequence[Rule], decisions: Sequence[Decision], language: str, day: date) -> None:
    """Mark what is waived among the findings, and add what is to be told about the decisions themselves."""
    findings = [finding for finding, _ in told.findings]
    weighed = weigh(Decisions(tuple(decisions)).about(SIGN, None), findings, told.unchecked, language, day)
    found = waived(findings, weighed)
    told.findings = [(finding, unit) for finding, (_, unit) in zip(found, told.findings, strict=True)]
    from ..views.frames import frame_of

    rows = list(_rows(weighed, {rule.code for rule in rules if rule.data.form == FORM}, language))
    for rule in rules if rows else ():
        if rule.data.each == LAST and rule.data.stage != "retired":
            put_to(rule, lambda: (frame_of(rows, DECISIONS), rows), told, language)


def _rows(weighed: Sequence[Weighed], across: set[str], language: str) -> Iterator[Row]:
    """One a decision; a line whose fingerprint was lost is of these where its rule is."""
    from ..views.decided import row_of

    for one in weighed:
        if one.decision.document_half == SIGN or one.decision.rule in across:
            yield row_of(one, _about(one), language)


def _about(one: Weighed) -> str:
    """The finding in a few words: its rule, and the workbook or what else it is about."""
    found, where = one.finding, one.decision.place
    if found is not None:
        where = found.place.workbook or found.key
    return " ".join(filter(None, (one.decision.rule, where)))
