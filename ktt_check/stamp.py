"""Makes a finding of a row that does not conform: place, words, severity, fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from .dossier import Dossier
from .expressions import evaluate
from .findings import Finding, Place, Verdict
from .identity import Identity
from .places import position
from .rulebook.model import RuleFile, Words
from .rulebook.rule import PLACEHOLDER, Rule
from .values.days import say_day
from .values.document_dates import cited
from .values.number import say_number
from .values.text import fold
from .wording import say

Row = dict[str, Any]
Draft = tuple[tuple[Any, ...], Finding]
"""A finding and where it sorts among those of its workbook."""


def stamped(rule: Rule, rows: Sequence[Row], dossier: Dossier) -> list[Draft]:
    """The findings of one rule in one workbook, those that are to be told as one put together."""
    if not rows:
        return []
    counted: dict[str, int] = {}
    half = document_half(dossier.submitted.identity)
    return [_stamp(rule, row, dossier, half, counted) for row in _told_as_one(rule, rows, dossier.language)]


def place_of(rule: Rule, row: Mapping[str, Any], dossier: Dossier) -> Place:
    """Where a row of a rule's list is marked."""
    return _place(rule, row, rule.data.marks[0], dossier)


def fill(words: Words, row: Mapping[str, Any], language: str) -> str:
    """A rule's wording with the row's values in place of the columns' names."""
    return _fill_text(words.in_language(language), row, language)


def _told_as_one(rule: Rule, rows: Sequence[Row], language: str) -> list[Row]:
    """The rows, those that a ``once`` of the rule takes put together: ``_once`` is it, ``_members`` are its rows."""
    told: list[Row] = []
    groups: dict[tuple[Any, ...], Row] = {}
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


def _stamp(rule: Rule, row: Row, dossier: Dossier, half: str, counted: dict[str, int]) -> Draft:
    """The finding for one row that does not conform, and where it sorts; ``half`` is its document's."""
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
        message=fill(message, row, language),
        value=_own_value(rule, row, dossier, place, table, together),
        expected=fill(data.expected, row, language) if data.expected and not together and _has(data, row) else None,
        difference=_fill_text(data.difference, row, language) if data.difference and not together else None,
        basis=data.basis.in_language(language),
        fix=fill(fix, row, language),
        fingerprint=f"{half}.{_digest(same, str(counted[same]))}",
        related=tuple(_related(rule, row, dossier)),
        stage="beta" if data.stage == "beta" else "active",
    )
    return _order(dossier, table, row, rule, place), finding


def _same(rule: Rule, row: Mapping[str, Any], table: str, key: str) -> str:
    """What makes a finding the same one after rows moved and figures were corrected (contract §4)."""
    column = row.get("_column") or rule.data.marks[0]
    if "_once" in row:
        key = "*" + "/".join(str(row[name]) for name in row["_once"].by)
        if row["_once"].list == "column":
            column = "*"  # one or several cells of a row: what is left of it is still the same finding
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


def document_half(identity: Identity) -> str:
    """The document's half of its findings' fingerprints: a plan by form, issuer and number, or title without one."""
    named = identity.number.key if identity.number is not None else fold(identity.title)
    period = (fold(identity.period_text),) if identity.period_text else ()  # tells a unit's reports apart
    return _digest(identity.form.name, fold(identity.issuer or ""), named, *period)


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
        elif prefix == "plan" and row.get("plan._row") is not None:
            table = {"target_progress": "targets", "task_progress": "tasks"}[row.get("_table") or rule.asks_of]
            yield dossier.place(
                table, row["plan._row"], row["plan._column"] if column == "cell" else column, row["_doc"]
            )
        elif prefix == "higher" and row.get("higher._row") is not None:
            yield dossier.place(rule.asks_of, row["higher._row"], column, row["_doc"])
        elif not prefix and rule.data.each.startswith("owed ") and row.get("_row") is not None:
            yield dossier.place(rule.asks_of, row["_row"], column, row["_doc"])


def _named(row: Row, language: str) -> Row:
    """The row with a name for people where it has no code: "Dòng 30"."""
    if row.get("_row") is None:
        return row
    unnamed = [column for column in ("key", "code") if column in row and row[column] is None]
    return row | dict.fromkeys(unnamed, say("row", language, row=row["_row"])) if unnamed else row


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


def _fill_text(text: str, row: Mapping[str, Any], language: str) -> str:
    return PLACEHOLDER.sub(lambda match: cited(spoken(row.get(match[1]), language), language), text)


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
