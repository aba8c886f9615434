"""SARIF 2.1.0, for platforms that collect results of checkers (OASIS SARIF v2.1.0 §3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..findings import Finding, Place
from ..journey import Outcome
from ..profiles import InForce
from .profile_words import as_data

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(outcomes: Sequence[Outcome], force: InForce, language: str) -> str:
    """One run with all workbooks; unchecked questions and unreadable files are tool notifications.

    A rule that a profile has off stands among the rules as not enabled.
    """
    rules = force.rules
    off = {one.rule.code: one.reason for one in rules.off}
    profile = as_data(force)
    codes = [rule.code for rule in rules.rules]
    waived = any(finding.status == "waived" for outcome in outcomes for finding in outcome.answers.findings)
    run = {
        "tool": {
            "driver": {
                "name": "ktt-check",
                "version": __version__,
                "rules": [
                    {
                        "id": rule.code,
                        "shortDescription": {"text": rule.data.title.in_language(language)},
                        "fullDescription": {"text": rule.data.basis.in_language(language)},
                        "defaultConfiguration": {"level": _LEVELS[rule.data.severity]}
                        | ({"enabled": False} if rule.code in off else {}),
                    }
                    | ({"properties": {"off": off[rule.code]}} if rule.code in off else {})
                    for rule in (*rules.rules, *(one.rule for one in rules.off))
                ],
            }
        },
        "results": [
            _result(finding, codes) | (_suppressed(finding) if waived else {})
            for outcome in outcomes
            for finding in outcome.answers.findings
        ],
        "invocations": [
            {
                "executionSuccessful": all(outcome.error is None for outcome in outcomes),
                "toolExecutionNotifications": [note for outcome in outcomes for note in _notifications(outcome)],
            }
        ],
    } | ({"properties": {"profile": profile}} if profile is not None else {})
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2)


def _result(finding: Finding, codes: Sequence[str]) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": codes.index(finding.rule),
        "level": _LEVELS[finding.severity] if finding.stage == "active" else "note",
        "kind": "fail",  # any other kind would have to give up its level (§3.27.10)
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [_location(finding.place)],
        "relatedLocations": [_location(place) for place in finding.related],
        "partialFingerprints": {"kttCheck/v1": finding.fingerprint},
        "properties": {"verdict": finding.verdict, "key": finding.key},
    }


def _suppressed(finding: Finding) -> dict[str, Any]:
    """What the reviewer waived; where any result says so each must say whether it is (§3.27.23)."""
    if finding.status != "waived":
        return {"suppressions": []}
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": finding.waived_because}]}


def _location(place: Place) -> dict[str, Any]:
    name = "!".join(filter(None, (place.sheet, place.cell)))
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(place.workbook)}}}
    return location | ({"logicalLocations": [{"fullyQualifiedName": name, "kind": "cell"}]} if name else {})


def _uri(path: str) -> str:
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path.replace("\\", "/"))


def _notifications(outcome: Outcome) -> list[dict[str, Any]]:
    if outcome.error is not None:
        where = _location(Place(str(outcome.path), None, None))
        return [{"level": "error", "message": {"text": outcome.error}, "locations": [where]}]
    return [
        {
            "level": "warning",
            "message": {"text": entry.reason},
            "locations": [_location(Place(str(outcome.path), entry.sheet, entry.cell))],
        }
        | ({"associatedRule": {"id": entry.rule}} if entry.rule else {})
        for entry in outcome.answers.unchecked
    ]
