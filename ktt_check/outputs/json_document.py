"""The JSON document of contract §4, one for all workbooks of a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ..findings import SEVERITIES, Finding, Place, Unchecked
from ..journey import Outcome
from ..obligations import ToRead
from ..profiles import InForce
from ..progress import Course
from ..since import Since, ValueChange
from ..values.path import Point
from .profile_words import as_data


def render(outcomes: Sequence[Outcome], as_of: date, force: InForce) -> str:
    """The document as text; keys and their order are stable.

    ``trial`` (the codes of rules in trial that found something) and ``profile`` stand at its end where there is any.
    """
    document = {"version": 1, "as_of": as_of.isoformat(), "results": [result(outcome) for outcome in outcomes]}
    trial = {finding.rule for outcome in outcomes for finding in outcome.answers.findings if finding.stage == "beta"}
    if trial:
        document["trial"] = sorted(trial)
    if force.profile is not None:
        document["profile"] = as_data(force)
    return json.dumps(document, ensure_ascii=False, indent=2)


def result(outcome: Outcome) -> dict[str, Any]:
    """One workbook's entry; a file that could not be read has ``error`` set and nothing found.

    Beside the contract's keys it has ``previous`` where an earlier check was named: what is fixed or gone stands there,
    so that ``counts`` are of ``findings`` alone; ``to_read`` where a higher level asks what only a person can judge;
    and ``progress`` for a report, each target's path and reported figures.
    """
    facts, answers = outcome.facts, outcome.answers
    return (
        {
            "workbook": str(outcome.path),
            "form": facts.identity.form.name if facts else None,
            "unit": facts.identity.issuer if facts else None,
            "programmes": [path for path, _ in facts.higher] if facts else [],
            "counts": counts(answers.findings, answers.unchecked),
            "findings": [_finding(finding, outcome.since) for finding in answers.findings],
            "unchecked": [_unchecked(entry) for entry in answers.unchecked],
            "error": outcome.error,
        }
        | ({"previous": _previous(outcome.since)} if outcome.since else {})
        | ({"to_read": [_to_read(one) for one in outcome.to_read]} if outcome.to_read else {})
        | ({"progress": [_course(one) for one in outcome.courses]} if outcome.courses else {})
    )


def counts(findings: Sequence[Finding], unchecked: Sequence[Unchecked]) -> dict[str, int]:
    """Findings by severity, those waived apart, and the unchecked questions."""
    standing = [finding for finding in findings if finding.status != "waived"]
    numbers: dict[str, int] = {name: sum(f.severity == name for f in standing) for name in SEVERITIES}
    return numbers | {"waived": len(findings) - len(standing), "unchecked": len(unchecked)}


def _finding(finding: Finding, since: Since | None) -> dict[str, Any]:
    told = since.before.get(finding.fingerprint) if since is not None else None
    more: dict[str, Any] = {"waived_because": finding.waived_because} if finding.status == "waived" else {}
    if told is not None:
        more["before"] = {"severity": told.severity, "message": told.message, "value": told.value}
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "key": finding.key,
        "message": finding.message,
        "value": finding.value,
        "expected": finding.expected,
        "difference": finding.difference,
        "basis": finding.basis,
        "fix": finding.fix,
        "related": [_place(place) for place in finding.related],
        "fingerprint": finding.fingerprint,
        "status": finding.status,
    } | more


def _previous(since: Since) -> dict[str, Any]:
    """What became of the earlier check: findings that ended, rows and values that changed where nothing was found."""
    ended = [
        {"rule": told.rule, "severity": told.severity, "sheet": told.sheet, "cell": told.cell, "key": told.key,
         "message": told.message, "value": told.value, "fingerprint": told.fingerprint, "status": one.status,
         "reason": one.reason, "now": one.now}
        for one in since.ended
        for told in (one.told,)
    ]  # fmt: skip
    rows = [
        {"sheet": row.sheet, "key": row.key, "title": row.title, "change": "added" if row.added else "removed"}
        for row in since.rows
    ]
    values = None if since.values is None else [_value(value) for value in since.values]
    return {
        "file": since.source, "other_document": since.other, "counts": dict(since.counts), "ended": ended,
        "values": values, "rows": rows,
    }  # fmt: skip


def _value(value: ValueChange) -> dict[str, Any]:
    return {
        "sheet": value.sheet, "cell": value.cell, "key": value.key, "column": value.column, "old": value.old,
        "new": value.new,
    }  # fmt: skip


def _to_read(one: ToRead) -> dict[str, Any]:
    """An obligation that a person must judge; beside the contract's keys, and in none of its counts."""
    return {
        "programme": one.programme,
        "key": one.code,
        "title": one.title,
        "location": one.location,
        "note": one.note,
        "look_in": [{"words": look.words, "place": _place(look.place) if look.place else None} for look in one.looks],
    }


def _course(one: Course) -> dict[str, Any]:
    """A target's way: from its baseline through the milestones to the target, and what was reported so far."""

    def points(there: Sequence[Point]) -> list[dict[str, Any]]:
        return [{"date": day.isoformat(), "figure": _number(figure)} for day, figure in there]

    return {
        "key": one.key, "title": one.title, "unit": one.unit, "path": points(one.path),
        "reported": points(one.figures), "expected": None if one.due is None else _number(one.due),
    }  # fmt: skip


def _number(figure: Decimal) -> int | float:
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def _place(place: Place) -> dict[str, Any]:
    return {"workbook": place.workbook, "sheet": place.sheet, "cell": place.cell}


def _unchecked(entry: Unchecked) -> dict[str, Any]:
    return {"rule": entry.rule, "sheet": entry.sheet, "cell": entry.cell, "reason": entry.reason}
