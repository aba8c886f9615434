"""Answers as rows of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from zlib import compress

from msgspec import json, structs
from sqlalchemy import Connection, insert

from ..decisions import Decision
from ..findings import Finding, Unchecked
from .checking import Checked

Row = dict[str, Any]
_V = TypeVar("_V")
_MANY = 500  # values in one statement


def file_row(run: int, one: Checked, key: str | None) -> Row:
    """What is remembered of a file, with the key of what its answer rests on."""
    return {
        "path": one.path,
        "state": "checked" if one.standing is not None else "failed",
        "sha": one.sha,
        "key": key,
        "standing": None if one.standing is None else json.encode(one.standing).decode(),
        "form": None if one.standing is None else one.standing.form,
        "unit": one.unit,
        "province": one.province,
        "name": one.name,
        "document": one.document,
        "higher": json.encode(one.higher).decode(),
        "error": one.error,
        "target": one.target,
        "copied": one.copied,
        "notes": json.encode(one.notes).decode(),
        "rows": None if one.kept is None else compress(json.encode(structs.replace(one.kept, tasks=[])), 1),
        "tasks": None if one.kept is None or not one.kept.tasks else compress(json.encode(one.kept.tasks), 1),
        "run": run,
    }


def finding_row(path: str, finding: Finding) -> Row:
    """A finding in a workbook."""
    return {
        "path": path,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "stage": finding.stage,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "key": finding.key,
        "title": finding.title,
        "message": finding.message,
        "value": finding.value,
        "expected": finding.expected,
        "difference": finding.difference,
        "basis": finding.basis,
        "fix": finding.fix,
        "related": json.encode(finding.related).decode(),
        "across": False,
        "unit": None,
        "waived_because": finding.waived_because,
    }


def unchecked_row(path: str, entry: Unchecked) -> Row:
    """What could not be asked of a workbook."""
    return {
        "path": path, "rule": entry.rule, "sheet": entry.sheet, "cell": entry.cell, "reason": entry.reason,
        "blocks": entry.blocks,
    }  # fmt: skip


def add(connection: Connection, table: Any, rows: list[Row]) -> None:
    """Insert them, if there are any."""
    if rows:
        connection.execute(insert(table), rows)


def parts(values: Sequence[_V]) -> Iterable[Sequence[_V]]:
    """So many at a time as a statement takes."""
    return (values[at : at + _MANY] for at in range(0, len(values), _MANY))


def decision_row(one: Decision) -> Row:
    """A line of a register."""
    return {
        "fingerprint": one.fingerprint, "document": one.document, "rule": one.rule, "severity": one.severity,
        "place": one.place, "message": one.message, "value": one.value, "opinion": one.opinion, "reason": one.reason,
        "decided_by": one.by, "day": one.day, "expiry": one.expiry,
    }  # fmt: skip
