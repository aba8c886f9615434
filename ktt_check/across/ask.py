"""Asks the rules across units of everything that was kept; what they say are findings like any other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..expressions import evaluate
from ..findings import Finding, Place, Unchecked, Verdict
from ..registry.expected import Expected
from ..registry.units import UnitRegistry
from ..rulebook.rule import Rule
from ..stamp import fill
from ..vocabulary import ACROSS
from ..wording import say
from .gathered import Gathered
from .kept import Kept
from .likeness import copied, mistakes
from .peers import beside_peers
from .sending import Roll, submissions
from .totals import carried_by_none, shared_out, unit_totals

if TYPE_CHECKING:
    import polars as pl

FORM = "across"
SIGN = sha256(b"across units").hexdigest()[:12]
"""The document's half of these findings' fingerprints: they are about no one document."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """What is asked about: what was gathered, the findings so far (path, code, title), digests of the files by path.

    ``copied`` are the rows of the list of that name, where they are known from an earlier audit.
    """

    gathered: Gathered
    found: Sequence[tuple[str, str, str]]
    contents: dict[str, str]
    expected: Sequence[Expected]
    registry: UnitRegistry
    as_of: date
    language: str
    copied: Sequence[Row] | None = None


@dataclass
class Across:
    """What the rules said, each finding with the unit whose it is (None: of nobody in particular).

    Beside that the lists that a reader wants whole: targets with their total, who had to submit, tasks of nobody.
    """

    findings: list[tuple[Finding, str | None]] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    expected: list[Row] = field(default_factory=list)
    not_carried: list[Row] = field(default_factory=list)
    copied: list[Row] = field(default_factory=list)


def ask_across(rules: Iterable[Rule], given: Given) -> Across:
    """Ask each of them; one that breaks is unchecked and takes no other with it."""
    lists = _Lists(given)
    told = Across()
    for rule in rules:
        if rule.data.form != FORM or rule.data.stage == "retired":
            continue
        put_to(rule, partial(lists.of, rule.data.each), told, given.language)
    told.totals, told.expected = lists.rows("unit totals"), lists.rows("expected submissions")
    told.not_carried = list(carried_by_none(given.gathered.owing))
    told.copied = lists.rows("copied tasks")
    return told


def put_to(rule: Rule, rows: Callable[[], tuple[pl.DataFrame, Sequence[Row]]], told: Across, language: str) -> None:
    """Ask a rule about the rows of its list, each with what no rule sees of it; one that breaks is unchecked."""
    try:
        _ask(rule, *rows(), told, language)
    except Exception:
        if os.environ.get("KTT_CHECK_DEBUG"):
            raise
        words = say("unchecked.rule-broke", language, rule=rule.code)
        told.unchecked.append(Unchecked(rule.code, None, None, words, blocks=True))


def _ask(rule: Rule, frame: pl.DataFrame, hidden: Sequence[Row], told: Across, language: str) -> None:
    if frame.height == 0:
        return
    import polars as pl

    question = rule.questions[0][1]
    answer = frame.lazy().select(pl.int_range(pl.len()).alias("_at"), question.alias("_yes")).collect()["_yes"]
    places = answer.arg_true()
    for at, row in zip(places, rule.kind.ask(frame[places], rule.settings, None).to_dicts(), strict=True):
        if row["verdict"] == "unchecked":
            assert rule.data.unchecked is not None
            words = fill(rule.data.unchecked, row, language)
            told.unchecked.append(Unchecked(rule.code, None, None, words))
        else:
            told.findings.append((_stamped(rule, row | hidden[at], language), row.get("unit")))


def _stamped(rule: Rule, row: Row, language: str) -> Finding:
    data = rule.data
    verdict: Verdict = "undetermined" if row["verdict"] == "undetermined" else "fail"
    message = data.message
    severity = data.severity
    for variant in reversed([one for one in rule.variants if evaluate(one.when, row)]):
        message, severity = variant.words.message or message, variant.words.severity or severity
    which = row.get("_item") or row.get("programme")
    same = sha256("\x1f".join((rule.code, str(row["key"]), str(which))).encode()).hexdigest()[:12]
    return Finding(
        rule=rule.code,
        title=data.title.in_language(language),
        severity=severity,
        verdict=verdict,
        place=Place(row.get("_path") or "", row.get("_sheet"), row.get("_cell")),
        key=str(row["key"]),
        message=fill(message, row, language),
        value=None,
        expected=fill(data.expected, row, language) if data.expected else None,
        difference=None,
        basis=data.basis.in_language(language),
        fix=fill(data.fix, row, language),
        fingerprint=f"{SIGN}.{same}",
        stage="beta" if data.stage == "beta" else "active",
    )


class _Lists:
    """Each list once, as a frame, with where its rows stand."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._told: dict[str, list[Row]] = {}

    def of(self, name: str) -> tuple[pl.DataFrame, list[Row]]:
        from ..views.frames import frame_of

        rows = self.rows(name)
        return frame_of(rows, ACROSS[name]), [_hidden(row) for row in rows]

    def rows(self, name: str) -> list[Row]:
        if name not in self._told:
            self._told[name] = list(self._rows(name))
        return self._told[name]

    def _rows(self, name: str) -> Iterable[Row]:
        given, gathered = self._given, self._given.gathered
        match name:
            case "unit totals":
                absent = self._roll.absent() if given.expected else [say("across.nobody-listed", given.language)]
                return unit_totals(gathered.shared, absent, given.language)
            case "shared totals":
                return shared_out(gathered.shares, given.language)
            case "expected submissions":
                return self._roll.rows(given.as_of, given.language)
            case "submissions":
                return submissions(gathered.facts, given.contents)
            case "peers":
                once = self._each_once
                return beside_peers((pair for pair in gathered.compared if pair[0].path in once), given.language)
            case "copied tasks":
                if given.copied is not None:
                    return [row | {"share": Decimal(row["share"])} for row in given.copied]
                return copied(self._each_once, gathered.tasks)
            case "common mistakes":
                return mistakes(gathered.facts, given.found)
        raise KeyError(name)

    @cached_property
    def _each_once(self) -> Mapping[str, Kept]:
        """One workbook of each document, the last by path; by its path."""
        each = {one.document: one for one in self._given.gathered.facts}
        return {one.path: one for one in each.values()}

    @cached_property
    def _roll(self) -> Roll:
        return Roll(self._given.expected, self._given.gathered.facts, self._given.registry)


def _hidden(row: Row) -> Row:
    return {name: value for name, value in row.items() if name.startswith("_")}
