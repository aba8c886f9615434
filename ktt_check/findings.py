"""What a check says: findings (the author's to mend), unchecked questions with their reason (nobody's yet)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "info"]
Verdict = Literal["fail", "undetermined"]
Status = Literal["new", "open", "changed", "fixed", "gone", "waived"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


FAIL_ON = (*SEVERITIES, "never")
"""The least severity that counts against a workbook, as ``--fail-on`` names it."""


class Place(Struct, frozen=True):
    """Where something stands: the workbook's path, the sheet's own name and an A1 address; None is "the whole"."""

    workbook: str
    sheet: str | None
    cell: str | None


class Finding(Struct, frozen=True):
    """One fault or doubt with exactly one primary place; all texts are in the language of the run.

    ``place.cell`` is where the comment goes; ``key`` is the row's code, with the year for a target (``CT1/2030``).
    ``fingerprint`` is ``document.finding`` (contract §4) and never depends on the cell or the value.
    """

    rule: str
    title: str
    severity: Severity
    verdict: Verdict
    place: Place
    key: str
    message: str
    value: str | None
    expected: str | None
    difference: str | None
    basis: str
    fix: str
    fingerprint: str
    related: tuple[Place, ...] = ()
    status: Status = "new"
    stage: Literal["active", "beta"] = "active"
    waived_because: str | None = None  # the reviewer's reason, of a waived one


class Unchecked(Struct, frozen=True):
    """A question that could not be asked, and why; never to be read as "nothing found"."""

    rule: str | None
    sheet: str | None
    cell: str | None
    reason: str
    blocks: bool = False  # whether it makes the exit status 3 (no higher level at hand, a rule that could not run)


def counts_against(finding: Finding, fail_on: str) -> bool:
    """Whether a finding counts at this threshold; those of rules in trial (beta) and waived ones never do."""
    if fail_on == "never" or finding.stage != "active" or finding.status == "waived":
        return False
    return finding.severity in SEVERITIES[: FAIL_ON.index(fail_on) + 1]
