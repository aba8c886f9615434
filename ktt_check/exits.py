"""Exit statuses: the one place that decides them (contract §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .findings import SEVERITIES, counts_against

if TYPE_CHECKING:
    from .journey import Outcome

CLEAN, FOUND, USAGE, UNREADABLE, INVALID_RULES = 0, 1, 2, 3, 4


def status(outcomes: Sequence[Outcome], fail_on: str) -> int:
    """The highest status of all workbooks; findings of rules in trial (beta) and waived ones never count."""
    return max((_one(outcome, fail_on) for outcome in outcomes), default=CLEAN)


def _one(outcome: Outcome, fail_on: str) -> int:
    if outcome.error is not None or any(entry.blocks for entry in outcome.answers.unchecked):
        return UNREADABLE
    return FOUND if any(counts_against(finding, fail_on) for finding in outcome.answers.findings) else CLEAN


def status_of_counts(unreadable: int, found: Mapping[str, int], fail_on: str) -> int:
    """The same of many workbooks by their numbers: those unreadable or blocked, and what counts, by severity."""
    if unreadable:
        return UNREADABLE
    counting = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return FOUND if any(found.get(severity, 0) for severity in counting) else CLEAN
