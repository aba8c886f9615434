"""Exit statuses: the one place that decides them (contract §3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .findings import counts_against

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
