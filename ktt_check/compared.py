"""Two checks set side by side: each finding fixed, still open, new, changed or gone, and the values that changed.

Findings are paired by the finding half of their fingerprint; where rows got other codes, by the row, which its title
tells. What is not there any more is mended only if it was looked for: otherwise it is gone, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .contents import Contents, Pair, Row, contents_of, pairs
from .decisions import half, said, says_the_same
from .findings import Finding, Status, Unchecked
from .forms import Form
from .journey import Outcome, TakenIn
from .places import position
from .rulebook import Rule, RuleBook
from .since import Ended, RowChange, Since, Told, ValueChange
from .values.document_dates import cited
from .values.text import fold
from .vocabulary import LAST
from .wording import say

_UNNAMED = re.compile(r"(?:Dòng|Row) \d+")  # what a row without a code is called


class Before(Struct, frozen=True):
    """An earlier check of one workbook: what was told, and its rows where the workbook itself is at hand.

    ``sign`` is the document's half of fingerprints, empty where nothing tells it; ``issuer`` is folded, None where not
    known; ``higher`` names the higher levels.
    """

    source: str
    workbook: str
    document: str
    sign: str
    told: tuple[Told, ...]
    contents: Contents | None = None
    higher: tuple[str, ...] = ()
    issuer: str | None = None


def since(before: Before, outcome: Outcome, taken: TakenIn, rules: RuleBook, language: str) -> Outcome:
    """The outcome with the status of each finding and all that became of the earlier check."""
    assert outcome.facts is not None
    new = contents_of(taken.documents[0].tables)
    rows = pairs(before.contents, new) if before.contents is not None else []
    known = {rule.code: rule for rule in rules.rules}
    told = [one for one in before.told if not _of_register(known.get(one.rule))]
    findings = outcome.answers.findings
    asked = [one for one in findings if not _of_register(known.get(one.rule))]
    owed = {code for code, rule in known.items() if _of_above(rule)}
    partner = _paired(told, asked, _moved(rows), owed)
    statuses = {one.fingerprint: _status(partner.get(one.fingerprint), one, language) for one in asked}
    outcome.answers.findings = [
        replace(one, status=statuses[one.fingerprint])
        if one.status != "waived" and one.fingerprint in statuses
        else one
        for one in findings
    ]
    fresh = [one for one in asked if one.fingerprint not in partner]
    looked = _Looked(outcome, before, known, rows, fresh, new, outcome.facts.identity.form, language)
    taken_up = {id(one) for one in partner.values()}
    ended = tuple(looked.ended(one) for one in told if id(one) not in taken_up)
    changed = {mark: partner[mark] for mark, status in statuses.items() if status == "changed"}
    values = None if before.contents is None else tuple(_values(rows, told, asked, outcome.facts.identity.form))
    other = before.document if before.sign and before.sign != outcome.facts.sign else None
    final = [one.status for one in outcome.answers.findings if one.fingerprint in statuses]
    counts = {name: final.count(name) for name in ("new", "open", "changed", "waived")}
    counts |= {name: sum(one.status == name for one in ended) for name in ("fixed", "gone")}
    register = frozenset(one.fingerprint for one in findings if one.fingerprint not in statuses)
    result = Since(before.source, counts, changed, ended, values, tuple(_row_changes(rows)), other, register)
    return replace(outcome, since=result)


def _of_register(rule: Rule | None) -> bool:
    """Whether a rule is about the reviewer's register, not about what was submitted."""
    return rule is not None and rule.data.each == LAST


def _of_above(rule: Rule) -> bool:
    """Whether its findings are named for rows of a higher level, whose codes may be those of other rows here."""
    return rule.data.each.startswith("owed ")


def _moved(rows: Sequence[Pair]) -> dict[str, str | None]:
    """Old keys of rows to their new ones, of rows that got another; None for a key whose row is no longer there."""
    moved: dict[str, str | None] = {}
    for pair in rows:
        if pair.old is not None and pair.old.key:
            new = fold(pair.new.key) if pair.new is not None else None
            if new != fold(pair.old.key):
                moved[fold(pair.old.key)] = new
    kept = {fold(pair.old.key) for pair in rows if pair.old and pair.new and fold(pair.old.key) == fold(pair.new.key)}
    return {old: new for old, new in moved.items() if old not in kept}


def _paired(
    told: Sequence[Told], findings: Sequence[Finding], moved: Mapping[str, str | None], owed: Collection[str]
) -> dict[str, Told]:
    """For each finding (by its fingerprint) what was told of it earlier."""
    partner: dict[str, Told] = {}
    reached = {key for key in moved.values() if key is not None}
    by_row: dict[tuple[str, str], list[Told]] = {}
    by_mark: dict[str, Told] = {}
    for one in told:
        key = fold(one.key)
        if key in moved and one.rule not in owed:
            by_row.setdefault((one.rule, moved[key] or ""), []).append(one)
        else:
            by_mark.setdefault(half(one.fingerprint) or said(one.rule, one.message), one)
    for finding in findings:
        key = fold(finding.key)
        if key in reached and finding.rule not in owed:
            waiting = by_row.get((finding.rule, key), [])
            found = waiting.pop(0) if waiting else None
        else:
            mark = half(finding.fingerprint)
            found = by_mark.pop(mark, None) or by_mark.pop(said(finding.rule, finding.message), None)
        if found is not None:
            partner[finding.fingerprint] = found
    return partner


def _status(told: Told | None, finding: Finding, language: str) -> Status:
    if told is None:
        return "new"
    one_language = told.language == language
    same = told.severity == finding.severity and (
        not one_language or fold(told.value or "") == fold(finding.value or "")
    )
    same = same and says_the_same(told.message, finding.message, one_language=one_language)
    return "open" if same else "changed"


class _Looked:
    """What the new check could look for, so that nothing is called mended that was only not seen."""

    def __init__(
        self, outcome: Outcome, before: Before, rules: Mapping[str, Rule], rows: Sequence[Pair],
        fresh: Sequence[Finding], new: Contents, form: Form, language: str,
    ) -> None:  # fmt: skip
        assert outcome.facts is not None
        self._rules, self._form, self._language = rules, form, language
        self._keys = None if before.contents is not None else {fold(row.key) for rows in new.values() for row in rows}
        self._by_key = {*(name for name, rows in new.items() if any(row.key for row in rows)), "units", "faults"}
        self._unchecked: Sequence[Unchecked] = outcome.answers.unchecked
        self._higher = {name for _, name in outcome.facts.higher}
        self._documents = self._higher | set(outcome.facts.absent) | set(before.higher)
        self._old: dict[str, Pair] = {}
        for pair in sorted(rows, key=lambda pair: pair.new is not None):  # of two rows of one code the one that is left
            if pair.old is not None and pair.old.key:
                self._old[fold(pair.old.key)] = pair
        self._spots: dict[tuple[str | None, str | None], tuple[Pair, str]] = {
            (pair.old.sheet, shown.cell): (pair, name)
            for pair in rows
            if pair.old is not None
            for name, shown in pair.old.cells.items()
        }
        self._fresh: dict[tuple[str | None, str | None], Finding] = {
            (one.place.sheet, one.place.cell): one for one in fresh if one.place.cell
        }

    def ended(self, told: Told) -> Ended:
        """A finding that is no longer there, and whether that is because it was mended."""
        reason = self._why_not(told)
        return Ended(told, "fixed", now=self._now(told)) if reason is None else Ended(told, "gone", reason)

    def _now(self, told: Told) -> str | None:
        pair, column = self._spots.get((told.sheet, told.cell), (None, ""))
        shown = pair.new.cells.get(column) if pair is not None and pair.new is not None else None
        if pair is None or pair.old is None or shown is None or shown.text == pair.old.cells[column].text:
            return None
        return shown.text

    def _why_not(self, told: Told) -> str | None:
        rule = self._rules.get(told.rule)
        if rule is None or rule.data.stage == "retired" or rule.data.form not in (self._form.name, "any"):
            return say("since.no-rule", self._language, rule=told.rule)
        pair = None if _of_above(rule) else self._row(told)
        if pair is not None and pair.new is None and pair.old is not None:
            return say("since.no-row", self._language, key=pair.old.key or pair.old.title)
        if self._lost(told, rule):
            return say("since.no-row", self._language, key=told.key)
        for entry in self._unchecked:
            if entry.rule == told.rule and (entry.cell is None or (pair and _in_row(entry, pair.new))):
                return entry.reason
        named = {name for name in self._documents if cited(name, told.language) in told.message}
        if rule.needs_higher_level and named and not named & self._higher:
            return say("since.no-document", self._language, document="; ".join(sorted(named)))
        return self._unreadable(told)

    def _lost(self, told: Told, rule: Rule) -> bool:
        """Whether a row is no longer there, where the earlier workbook is not at hand to show it."""
        if self._keys is None or not told.key or _UNNAMED.fullmatch(told.key):
            return False
        return rule.data.each in self._by_key and fold(told.key) not in self._keys

    def _row(self, told: Told) -> Pair | None:
        """The row that a finding was about: by its code, else by where it stood."""
        return self._old.get(fold(told.key)) or self._spots.get((told.sheet, told.cell), (None, ""))[0]

    def _unreadable(self, told: Told) -> str | None:
        """Why the cell can be asked no more: it was emptied or cannot be read, which another finding tells."""
        pair, column = self._spots.get((told.sheet, told.cell), (None, ""))
        shown = pair.new.cells.get(column) if pair is not None and pair.new is not None else None
        if pair is None or pair.new is None or shown is None:
            return None
        fresh = self._fresh.get((pair.new.sheet, shown.cell))
        if fresh is None or not (shown.text is None or shown.odd or self._rules[fresh.rule].family == "form"):
            return None
        return say("since.unreadable", self._language, cell=f"{pair.new.sheet}!{shown.cell}", rule=fresh.rule)


def _in_row(entry: Unchecked, row: Row | None) -> bool:
    return row is not None and entry.sheet == row.sheet and position(entry.cell)[0] == row.number


def _values(
    rows: Sequence[Pair], told: Sequence[Told], findings: Sequence[Finding], form: Form
) -> Iterator[ValueChange]:
    """The cells that say something else where neither check found anything."""
    found: set[Any] = {("old", *place) for one in told for place in ((one.sheet, one.cell), *one.also)}
    found |= {("new", place.sheet, place.cell) for one in findings for place in (one.place, *one.related)}
    for pair in rows:
        if pair.old is None or pair.new is None:
            continue
        for name, shown in pair.new.cells.items():
            was = pair.old.cells.get(name)
            if was is None or was.text == shown.text:
                continue
            if ("old", pair.old.sheet, was.cell) in found or ("new", pair.new.sheet, shown.cell) in found:
                continue
            header = form.by_name[pair.table].by_name[name].header
            yield ValueChange(pair.new.sheet, pair.new.key, header, shown.cell, was.text, shown.text)


def _row_changes(rows: Sequence[Pair]) -> Iterator[RowChange]:
    for pair in rows:
        one = pair.new or pair.old
        if one is not None and (pair.old is None or pair.new is None):
            yield RowChange(one.sheet, one.key, one.title, added=pair.old is None)
