"""Asks every rule of the book about the dossiers of a chunk.

A rule that cannot be asked (its sheet is missing, no higher level is at hand, it breaks) is *unchecked* with the
reason, never "nothing found".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from .chunk import Chunk
from .decisions import waived, weigh
from .dossier import Dossier
from .expressions import columns_of
from .findings import Finding, Unchecked
from .forms import TableSpec
from .rulebook.rule import Rule
from .stamp import Draft, Row, fill, place_of, stamped
from .values.days import say_day
from .vocabulary import LAST, WB
from .wording import say

if TYPE_CHECKING:
    import polars as pl


class Answers(Struct):
    """What the whole book found in one workbook, in its order; ``of_other_times`` were not in force on its date."""

    findings: list[Finding] = []
    unchecked: list[Unchecked] = []
    of_other_times: list[str] = []


def ask_all(rules: Iterable[Rule], dossiers: Sequence[Dossier]) -> list[Answers]:
    """Ask every rule of the dossiers' form, which is one; the findings come sorted by sheet, row and rule."""
    chunk = Chunk(dossiers)
    asked = [rule for rule in rules if rule.data.stage != "retired" and rule.data.form in (chunk.form.name, "any")]
    lists = _Lists(chunk, asked)
    answers = [Answers() for _ in dossiers]
    drafts: list[list[Draft]] = [[] for _ in dossiers]
    _put([rule for rule in asked if rule.data.each != LAST], lists, answers, drafts)
    for dossier, own, found in zip(dossiers, answers, drafts, strict=True):
        findings = _in_order(found)
        dossier.weighed = weigh(dossier.decisions, findings, own.unchecked, dossier.language, dossier.as_of)
    if any(dossier.decisions for dossier in dossiers):
        _put([rule for rule in asked if rule.data.each == LAST], lists, answers, drafts)
    for at, (dossier, own, found) in enumerate(zip(dossiers, answers, drafts, strict=True)):
        own.of_other_times = [rule.code for rule in asked if lists.in_force(rule)[at] is False]
        own.findings = waived(_in_order(found), dossier.weighed)
    return answers


def _put(rules: Sequence[Rule], lists: _Lists, answers: list[Answers], drafts: list[list[Draft]]) -> None:
    """Put the rules list by list, so that no more than one wide frame is held at a time; told in the rules' order."""
    told: dict[str, dict[int, _Told]] = {}
    for key, group in lists.asking(rules).items():
        told |= {rule.code: _asked_of_all(rule, lists) for rule in group}
        lists.forget(key)
    for rule in rules:
        for at, (found, unchecked) in told[rule.code].items():
            drafts[at] += found
            answers[at].unchecked += unchecked


def _in_order(drafts: Sequence[Draft]) -> list[Finding]:
    return [finding for _, finding in sorted(drafts, key=lambda draft: draft[0])]


_Told = tuple[list[Draft], list[Unchecked]]


def _asked_of_all(rule: Rule, lists: _Lists) -> dict[int, _Told]:
    """What a rule says of each dossier; one broken rule must not take others with it, nor look like "nothing found"."""
    try:
        return _ask(rule, lists)
    except Exception:
        if os.environ.get("KTT_CHECK_DEBUG"):
            raise
    dossiers = lists.chunk.dossiers
    if len(dossiers) == 1:
        words = say("unchecked.rule-broke", lists.chunk.language, rule=rule.code)
        return {0: ([], [Unchecked(rule.code, None, None, words, blocks=True)])}
    alone = (_asked_of_all(rule, _Lists(Chunk([dossier]), [rule])) for dossier in dossiers)
    return {at: told[0] for at, told in enumerate(alone) if told}


def _ask(rule: Rule, lists: _Lists) -> dict[int, _Told]:
    chunk = lists.chunk
    told: dict[int, _Told] = {}
    asked = []
    spec = chunk.form.by_name.get(rule.asks_of)
    needed = [] if spec is None else _columns_asked(rule, spec)
    in_force = lists.in_force(rule)
    for at, dossier in enumerate(chunk.dossiers):
        if rule.needs_higher_level and dossier.is_top:
            continue  # nobody stands above it
        if in_force[at] is False:
            continue
        reason = _why_not(rule, dossier, spec, needed) if in_force[at] else _undated(rule, dossier.language)
        if reason is not None:
            told[at] = ([], [reason])
        else:
            asked.append(at)
    rows, unread = lists.rows(rule, asked)
    for at, some in _by_workbook(unread):
        told.setdefault(at, ([], []))[1].extend(_unread(rule, row, chunk[at]) for row in some)
    failing = _by_workbook(rule.kind.ask(rows, rule.settings, chunk)) if rows.height else ()
    for at, some in failing:
        found, unchecked = told.setdefault(at, ([], []))
        unchecked += [_unasked(rule, row, chunk[at]) for row in some if row["verdict"] == "unchecked"]
        found += stamped(rule, [row for row in some if row["verdict"] != "unchecked"], chunk[at])
    return told


def _by_workbook(rows: pl.DataFrame) -> Iterable[tuple[int, list[Row]]]:
    whose: dict[int, list[Row]] = {}
    for row in rows.to_dicts() if rows.height else ():
        whose.setdefault(row[WB], []).append(row)
    return whose.items()


def _why_not(rule: Rule, dossier: Dossier, spec: TableSpec | None, needed: Sequence[str]) -> Unchecked | None:
    """Why a rule cannot be asked of a workbook at all, if it cannot."""
    tables, language = dossier.submitted.tables, dossier.language
    if rule.needs_higher_level and not dossier.higher:
        missing = "no-plan" if dossier.submitted.identity.form.name == "report" else "no-higher-level"
        return Unchecked(rule.code, None, None, say(f"unchecked.{missing}", language), blocks=True)
    if spec is not None and spec.optional and spec.name not in tables:
        return None
    own = None if spec is None else _not_there(rule, dossier, spec, needed)
    return own if own is not None else _nothing_elsewhere(rule, dossier)


def _nothing_elsewhere(rule: Rule, dossier: Dossier) -> Unchecked | None:
    """Why the other list that a rule looks into cannot be looked into: its sheet or a column of it is missing."""
    if rule.elsewhere is None:
        return None
    other, names = rule.elsewhere
    spec = dossier.submitted.identity.form.by_name.get(other)
    named = {name.partition(".")[0] for name in names}
    return None if spec is None else _not_there(rule, dossier, spec, sorted(named & set(spec.by_name)))


def _not_there(rule: Rule, dossier: Dossier, spec: TableSpec, needed: Sequence[str]) -> Unchecked | None:
    """A sheet that is missing, or columns of it."""
    tables, language = dossier.submitted.tables, dossier.language
    if spec.name not in tables:
        return Unchecked(rule.code, None, None, say("unchecked.no-sheet", language, sheet=spec.sheet))
    layout = tables[spec.name].layout
    absent = [spec.by_name[name].header for name in needed if layout.where(None, name) is None and not spec.by_label]
    if absent:
        words = say("unchecked.no-column", language, column=", ".join(absent), sheet=spec.sheet)
        return Unchecked(rule.code, layout.sheet.name, None, words)
    return None


def _undated(rule: Rule, language: str) -> Unchecked:
    """A rule with dates of its own and a document whose date does not tell whether it falls between them."""
    span = {"since": rule.data.since, "until": rule.data.until}
    said = "; ".join(say(f"valid.{name}", language, day=say_day(day, language)) for name, day in span.items() if day)
    return Unchecked(rule.code, None, None, say("unchecked.undated", language, span=said))


def _columns_asked(rule: Rule, spec: TableSpec) -> list[str]:
    """The columns that a rule cannot do without, of those that the form needs."""
    named = {name.partition(".")[0] for name in rule.kind.columns(rule.settings)} | set(rule.data.marks)
    named |= {"value", "unit"} if "level" in named else set()
    named |= {"higher_codes"} if rule.needs_higher_level and "higher_codes" in spec.by_name else set()
    asked_of = columns_of(rule.when) if rule.when is not None else set()
    named |= set(spec.unique) | {name.partition(".")[0] for name in asked_of}
    return [column.name for column in spec.columns if column.name in named and column.needed]


def _unread(rule: Rule, row: Row, dossier: Dossier) -> Unchecked:
    place = place_of(rule, row, dossier)
    words = say("unchecked.no-value", dossier.language, key=row.get("key") or "", programme=row.get("programme") or "")
    return Unchecked(rule.code, place.sheet, place.cell, words)


def _unasked(rule: Rule, row: Row, dossier: Dossier) -> Unchecked:
    place = place_of(rule, row, dossier)
    assert rule.data.unchecked is not None
    return Unchecked(rule.code, place.sheet, place.cell, fill(rule.data.unchecked, row, dossier.language))


_Key = tuple[str, str | None]  # a list that rules ask about, and what each of its rows is seen beside


class _Lists:
    """The lists that rules ask about; what polars can tell of their rows is asked for all rules of a list at once."""

    def __init__(self, chunk: Chunk, rules: Sequence[Rule]) -> None:
        self.chunk = chunk
        self._rules = self.asking(rules)
        self._frames: dict[_Key, pl.DataFrame] = {}
        self._answers: dict[_Key, Mapping[str, pl.Series]] = {}
        self._in_force: dict[str, list[bool | None]] = {}

    @staticmethod
    def asking(rules: Iterable[Rule]) -> dict[_Key, list[Rule]]:
        """The rules by the list that they ask about."""
        asking: dict[_Key, list[Rule]] = {}
        for rule in rules:
            asking.setdefault((rule.data.each, rule.data.join), []).append(rule)
        return asking

    def in_force(self, rule: Rule) -> list[bool | None]:
        """For each dossier whether the rule is asked of a document of its days; None where they leave that open."""
        if rule.code not in self._in_force:
            days = (dossier.possible_days for dossier in self.chunk.dossiers)
            self._in_force[rule.code] = [rule.in_force(first, last) for first, last in days]
        return self._in_force[rule.code]

    def forget(self, key: _Key) -> None:
        """All rules of this list were asked: its frame is wide, and the next list wants the room."""
        self._frames.pop(key, None)
        self._answers.pop(key, None)
        self.chunk.made.pop(key, None)

    def rows(self, rule: Rule, asked: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The rows that a rule's question is for, of the dossiers asked, and those that lack a value it needs."""
        key = (rule.data.each, rule.data.join)
        if key not in self._frames:
            from .views import view

            mentions = frozenset[str]().union(*(one.mentions for one in self._rules[key]))
            self._frames[key] = view(self.chunk, *key, mentions)
        frame = self._frames[key]
        if frame.height == 0:
            return frame, frame
        if key not in self._answers:
            self._answers[key] = self._answered(frame, self._rules[key])
        answers = self._answers[key]
        if rule.code not in answers:  # some rule of this list breaks polars: this one is asked alone
            answers = _answers(frame, [rule])
        rows = _those(frame, answers[rule.code])
        unread = _those(frame, answers[f"{rule.code}?"]) if f"{rule.code}?" in answers else frame.clear()
        if len(asked) == len(self.chunk.dossiers):
            return rows, unread
        import polars as pl

        theirs = pl.col(WB).is_in(asked)
        return rows.filter(theirs), unread.filter(theirs)

    @staticmethod
    def _answered(frame: pl.DataFrame, rules: Sequence[Rule]) -> Mapping[str, pl.Series]:
        try:
            return _answers(frame, rules)
        except Exception:
            return {}


def _answers(frame: pl.DataFrame, rules: Sequence[Rule]) -> Mapping[str, pl.Series]:
    """For each rule (by its code) the rows that it is about, and under ``CODE?`` those that lack what it needs."""
    import polars as pl

    questions = {name: question for rule in rules for name, question in rule.questions}
    answers = (
        frame.lazy().select(pl.int_range(pl.len()).alias("_at"), **questions).collect()
    )  # a constant answer is for every row
    return {name: answers[name] for name in questions}


def _those(frame: pl.DataFrame, answer: pl.Series) -> pl.DataFrame:
    if answer.all():
        return frame
    return frame[answer.arg_true()] if answer.any() else frame.clear()
