"""Exit statuses: the one place that decides them (contract §3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .findings import SEVERITIES

if TYPE_CHECKING:
    from .journey import Outcome

CLEAN, FOUND, USAGE, UNREADABLE, INVALID_RULES = 0, 1, 2, 3, 4

FAIL_ON = (*SEVERITIES, "never")


def status(outcomes: Sequence[Outcome], fail_on: str) -> int:
    """The highest status of all workbooks; findings of rules in trial (beta) and waived ones never count."""
    return max((_one(outcome, fail_on) for outcome in outcomes), default=CLEAN)


def _one(outcome: Outcome, fail_on: str) -> int:
    if outcome.error is not None or any(entry.blocks for entry in outcome.answers.unchecked):
        return UNREADABLE
    if fail_on == "never":
        return CLEAN
    counting = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    standing = (f for f in outcome.answers.findings if f.stage == "active" and f.status != "waived")
    return FOUND if any(finding.severity in counting for finding in standing) else CLEAN
