"""The ways in which a workbook may be read, which all say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from ktt_check.workbook import Refusal, Workbook, limits, read
from ktt_check.workbook.assemble import assemble
from ktt_check.workbook.scan import scan

NEVER = 1 << 40  # bytes of a part


def each_way(path: Path, patch: pytest.MonkeyPatch, plain_from: int = -1) -> list[Workbook | Refusal]:
    """By pattern in this process, by pattern as it is sent from another, by the parser alone; or why it is refused."""
    found: list[Workbook | Refusal] = []
    for threshold, sent in ((plain_from, False), (plain_from, True), (NEVER, False)):
        patch.setattr(limits, "PLAIN_FROM", threshold)
        try:
            found.append(assemble(str(path), lambda _: scan(str(path))) if sent else read(path))
        except Refusal as refusal:
            found.append(refusal)
    return found


Reason = tuple[str, str | None, str | None, str]  # with sheet, cell and detail


def alike(path: Path, patch: pytest.MonkeyPatch) -> Workbook | Reason:
    """What all ways read, or why all refuse."""
    first, *others = (_told(one) for one in each_way(path, patch))
    assert others == [first, first]
    return first


def _told(one: Workbook | Refusal) -> Workbook | Reason:
    return (one.reason, one.sheet, one.cell, one.detail) if isinstance(one, Refusal) else one
