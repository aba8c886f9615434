"""Asks every rule of the book about a dossier and stamps the answers: place, words, severity, fingerprint.

A rule that cannot be asked (its sheet is missing, no higher level is at hand, it breaks) is *unchecked* with the
reason, never "nothing found".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from .dossier import Dossier
from .expressions import columns_of, evaluate
from .findings import Finding, Place, Unchecked, Verdict
from .forms import TableSpec
from .places import position
from .rulebook.model import RuleFile, Words
from .rulebook.rule import PLACEHOLDER, Rule
from .values.days import say_day
from .values.number import say_number
from .values.text import fold
from .wording import say

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Answers:
    """What the whole book found, in the order of the workbook."""

    findings: list[Finding] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)


def ask_all(rules: Iterable[Rule], dossier: Dossier) -> Answers:
    """Ask every rule of the dossier's form; the findings come sorted by sheet, row and rule."""
    answers = Answers()
    counted: dict[str, int] = {}
    drafts: list[tuple[tuple[Any, ...], Finding]] = []
    for rule in rules:
        if rule.data.stage == "retired" or rule.data.form not in (dossier.submitted.identity.form.name, "any"):
            continue
        if rule.needs_higher_level and dossier.is_top:
            continue  # nobody stands above it
        reason = _why_not(rule, dossier)
        if reason is not None:
            answers.unchecked.append(reason)
            continue
        try:
            for row in _ask(rule, dossier, answers):
                drafts.append(_stamp(rule, row, dossier, counted))
        except Exception:  # one broken rule must not take the others with it, nor look like "nothing found"
            if os.environ.get("KTT_CHECK_DEBUG"):
                raise
            words = say("unchecked.rule-broke", dossier.language, rule=rule.code)
            answers.unchecked.append(Unchecked(rule.code, None, None, words, blocks=True))
    answers.findings = [finding for _, finding in sorted(drafts, key=lambda draft: draft[0])]
    return answers


def _why_not(rule: Rule, dossier: Dossier) -> Unchecked | None:
    """Why a rule cannot be asked of this workbook at all, if it cannot."""
    tables = dossier.submitted.tables
    spec = dossier.submitted.identity.form.by_name.get(rule.asks_of)
    if rule.needs_higher_level and not dossier.higher:
        words = say("unchecked.no-higher-level", dossier.language)
        return Unchecked(rule.code, None, None, words, blocks=True)
    if spec is None or rule.asks_of == "faults":
        return None
    if spec.name not in tables:
        if spec.optional:
            return None
        return Unchecked(rule.code, None, None, say("unchecked.no-sheet", dossier.language, sheet=spec.sheet))
    absent = [spec.by_name[name].header for name in _columns_asked(rule, spec) if _absent(dossier, spec, name)]
    if absent:
        words = say("unchecked.no-column", dossier.language, column=", ".join(absent), sheet=spec.sheet)
        return Unchecked(rule.code, tables[spec.name].layout.sheet.name, None, words)
    return None


def _columns_asked(rule: Rule, spec: TableSpec) -> list[str]:
    named = {name.partition(".")[0] for name in rule.kind.columns(rule.settings)} | set(rule.data.marks)
    named |= {"value", "unit"} if "level" in named else set()
    named |= {"higher_codes"} if rule.needs_higher_level else set()
    asked_of = columns_of(rule.when) if rule.when is not None else set()
    named |= set(spec.unique) | {name.partition(".")[0] for name in asked_of}
    return [column.name for column in spec.columns if column.name in named and column.needed]


def _absent(dossier: Dossier, spec: TableSpec, column: str) -> bool:
    return dossier.submitted.tables[spec.name].layout.where(None, column) is None and not spec.by_label


def _ask(rule: Rule, dossier: Dossier, answers: Answers) -> list[dict[str, Any]]:
    """The rows that do not conform, those to be told as one already put together."""
    import polars as pl

    from .views import view

    rows = view(dossier, rule.data.each, rule.data.join, rule.mentions)
    conditions = list(rule.asked_of)
    for column, policy in rule.data.missing.items():
        present = pl.col(column).is_not_null()
        if policy == "unchecked":
            rows = _those(rows, conditions)
            conditions = []
            answers.unchecked += _unchecked_rows(rule, rows.filter(~present), dossier)
        if policy != "ask":
            conditions.append(present)
    rows = _those(rows, conditions)
    if rows.height == 0:
        return []
    failing = rule.kind.ask(rows, rule.settings, dossier)
    rows_found = failing.to_dicts()
    for row in (row for row in rows_found if row["verdict"] == "unchecked"):
        place = _place(rule, row, rule.data.marks[0], dossier)
        assert rule.data.unchecked is not None
        words = _fill(rule.data.unchecked, row, dossier.language)
        answers.unchecked.append(Unchecked(rule.code, place.sheet, place.cell, words))
    return _told_as_one(rule, [row for row in rows_found if row["verdict"] != "unchecked"], dossier.language)


def _those(rows: pl.DataFrame, conditions: Sequence[pl.Expr]) -> pl.DataFrame:
    return rows.filter(*conditions) if conditions else rows


def _unchecked_rows(rule: Rule, rows: pl.DataFrame, dossier: Dossier) -> list[Unchecked]:
    found = []
    for row in rows.to_dicts():
        place = _place(rule, row, rule.data.marks[0], dossier)
        words = say(
            "unchecked.no-value", dossier.language, key=row.get("key") or "", programme=row.get("programme") or ""
        )
        found.append(Unchecked(rule.code, place.sheet, place.cell, words))
    return found


def _told_as_one(rule: Rule, rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """The rows, those that a ``once`` of the rule takes put together: ``_once`` is it, ``_members`` are its rows."""
    told: list[dict[str, Any]] = []
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        once = next((one for when, one in rule.once if when is None or evaluate(when, row)), None)
        if once is None:
            told.append(row)
            continue
        key = (id(once), *(row[name] for name in once.by))
        if key not in groups:
            groups[key] = row | {"_once": once, "_members": []}
            told.append(groups[key])
        groups[key]["_members"].append(row)
    for group in groups.values():
        members, once = group["_members"], group["_once"]
        group |= {"count": len(members), "listed": _listed([member[once.list] for member in members], language)}
        if len(members) > 1 and not once.by:
            group["_row"] = None
    return told


_LISTED = 12  # a longer list is not read; every cell concerned is marked all the same


def _listed(values: list[Any], language: str) -> str:
    """The different values, the first of many."""
    told = list(dict.fromkeys(str(value) for value in values if value is not None))
    if len(told) > _LISTED:
        told = [*told[: _LISTED - 2], say("listed.more", language, count=len(told) - _LISTED + 2)]
    return ", ".join(told)


def _stamp(
    rule: Rule, row: dict[str, Any], dossier: Dossier, counted: dict[str, int]
) -> tuple[tuple[Any, ...], Finding]:
    """The finding for one row that does not conform, and where it sorts."""
    data, language = rule.data, dossier.language
    coded, row = row, _named(row, language)
    variants = [variant.words for variant in rule.variants if evaluate(variant.when, row)]
    message = next((variant.message for variant in variants if variant.message), data.message)
    fix = next((variant.fix for variant in variants if variant.fix), data.fix)
    severity = next((variant.severity for variant in variants if variant.severity), data.severity)
    together = len(row.get("_members", ())) > 1
    if together:
        message = row["_once"].message
    place = _place(rule, row, data.marks[0], dossier)
    table = row.get("_table") or rule.asks_of
    key = "" if together else str(coded.get("key") or coded.get("code") or "")
    same = _same(rule, row, table, key)
    counted[same] = counted.get(same, 0) + 1
    verdict: Verdict = "undetermined" if row.get("verdict") == "undetermined" else "fail"
    finding = Finding(
        rule=rule.code,
        title=data.title.in_language(language),
        severity=severity,
        verdict=verdict,
        place=place,
        key=key,
        message=_fill(message, row, language),
        value=_own_value(rule, row, dossier, place, table, together),
        expected=_fill(data.expected, row, language) if data.expected and not together and _has(data, row) else None,
        difference=_fill_text(data.difference, row, language) if data.difference and not together else None,
        basis=data.basis.in_language(language),
        fix=_fill(fix, row, language),
        fingerprint=f"{_document_half(dossier)}.{_digest(same, str(counted[same]))}",
        related=tuple(_related(rule, row, dossier)),
        stage="beta" if data.stage == "beta" else "active",
    )
    return _order(dossier, table, row, rule, place), finding


def _same(rule: Rule, row: Mapping[str, Any], table: str, key: str) -> str:
    """What makes a finding the same one after rows moved and figures were corrected (contract §4)."""
    column = row.get("_column") or rule.data.marks[0]
    if "_once" in row:
        key = "*" + "/".join(str(row[name]) for name in row["_once"].by)
    elif table == "document":
        key = ""  # there is one, whatever its number
    elif not key:
        key = fold(str(row.get("title") or row.get("number") or ""))
    if rule.data.each.startswith("owed "):
        key = f"{row.get('programme')}/{key}"
    item = row.get("_item") if row.get("_item") is not None else row.get("link.code")
    return "\x1f".join(map(str, (rule.code, table, key, column, item)))


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _document_half(dossier: Dossier) -> str:
    identity = dossier.submitted.identity
    named = identity.number.key if identity.number is not None else fold(identity.title)
    return _digest(identity.form.name, fold(identity.issuer or ""), named)


def _place(rule: Rule, row: Mapping[str, Any], mark: str, dossier: Dossier) -> Place:
    table = str(row.get("_table") or rule.asks_of)
    column = row.get("_column") if mark == "cell" else mark.removeprefix("header ")
    at_header = mark.startswith("header ") or rule.data.each.startswith("owed ") or row.get("_row") is None
    return dossier.place(table, None if at_header else row["_row"], column)


def _related(rule: Rule, row: Mapping[str, Any], dossier: Dossier) -> Iterable[Place]:
    """Other cells concerned: further marks, the rows told together, and the demand in the higher workbook."""
    for member in row.get("_members", ())[1 if row.get("_row") is not None else 0 :]:
        if not rule.data.each.startswith("owed "):
            yield _place(rule, member, rule.data.marks[0], dossier)
    if len(row.get("_members", ())) < 2:
        for mark in rule.data.marks[1:]:
            yield _place(rule, row, mark, dossier)
    for name in rule.data.related:
        prefix, _, column = name.rpartition(".")
        if prefix == "later" and row.get("later._row") is not None:
            yield dossier.place(rule.asks_of, row["later._row"], column)
        elif prefix == "higher" and row.get("higher._row") is not None:
            yield dossier.place(rule.asks_of, row["higher._row"], column, row["_doc"])
        elif not prefix and rule.data.each.startswith("owed ") and row.get("_row") is not None:
            yield dossier.place(rule.asks_of, row["_row"], column, row["_doc"])


def _named(row: dict[str, Any], language: str) -> dict[str, Any]:
    """The row with a name for people where it has no code: "Dòng 30"."""
    if row.get("_row") is None:
        return row
    name = say("row", language, row=row["_row"])
    return row | {column: name for column in ("key", "code") if column in row and row[column] is None}


def _own_value(
    rule: Rule, row: Mapping[str, Any], dossier: Dossier, place: Place, table: str, together: bool
) -> str | None:
    if rule.data.value is None:
        return None if together and row.get("_row") is None else _shown(dossier, row, place, table)
    return None if together else _fill_text(rule.data.value, row, dossier.language)


def _shown(dossier: Dossier, row: Mapping[str, Any], place: Place, table: str) -> str | None:
    """What stands in the marked cell, as people see it."""
    read = dossier.submitted.tables.get(table)
    if read is None or row.get("_row") is None or place.cell is None:
        return None
    for name, spec in read.spec.by_name.items():
        if read.layout.where(row["_row"], name) == place.cell:
            from .cells import read_cell

            position = read.layout.position(row["_row"], name)
            note = read.layout.sheet.notes.get(position) if position else None
            return read_cell(spec, read.layout.raw(row["_row"], name), note).text
    return None


def _has(data: RuleFile, row: Mapping[str, Any]) -> bool:
    """Whether there is anything to fill into what was expected."""
    names = PLACEHOLDER.findall(data.expected.vi) if data.expected else []
    return not names or any(row.get(name) is not None for name in names)


def _fill(words: Words, row: Mapping[str, Any], language: str) -> str:
    return _fill_text(words.in_language(language), row, language)


def _fill_text(text: str, row: Mapping[str, Any], language: str) -> str:
    return PLACEHOLDER.sub(lambda match: spoken(row.get(match[1]), language), text)


def spoken(value: object, language: str) -> str:
    """A column's value as people say it."""
    match value:
        case None:
            return say("empty", language)
        case bool():
            return say("yes" if value else "no", language)
        case date():
            return say_day(value, language)
        case Decimal():
            return say_number(value.normalize() if value else Decimal(0), language)
        case list():
            return "; ".join(map(str, value))
        case _:
            return str(value)


def _order(dossier: Dossier, table: str, row: Mapping[str, Any], rule: Rule, place: Place) -> tuple[Any, ...]:
    """By table, then header, rows and cells as they stand; what is owed and missing comes last."""
    names: Sequence[str] = list(dossier.submitted.identity.form.by_name)
    at = names.index(table) if table in names else len(names)
    return (at, rule.data.each.startswith("owed "), *position(place.cell), rule.code, str(row.get("code") or ""))
