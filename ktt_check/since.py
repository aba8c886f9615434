"""What became of an earlier check: findings that are no longer there, what the others said, values that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from .findings import Severity


class Told(Struct, frozen=True):
    """A finding as it was told earlier; ``key`` is empty where a result sheet does not tell it.

    ``also`` are further cells (sheet, address) that it concerns.
    """

    rule: str
    severity: Severity
    language: str
    sheet: str | None
    cell: str | None
    key: str
    message: str
    value: str | None
    fingerprint: str
    also: tuple[tuple[str | None, str | None], ...] = ()


class Ended(Struct, frozen=True):
    """A finding that is no longer there: mended, or ``gone`` because it could not be looked for, and why.

    ``now`` is what its cell says now, where that is something else.
    """

    told: Told
    status: Literal["fixed", "gone"]
    reason: str | None = None
    now: str | None = None


class ValueChange(Struct, frozen=True):
    """A cell of the form that says something else, where neither check found anything; None is an empty cell.

    ``cell`` is its address in the new workbook; ``key`` is the row's, empty for ``Thông tin``.
    """

    sheet: str
    key: str
    column: str
    cell: str | None
    old: str | None
    new: str | None


class RowChange(Struct, frozen=True):
    """A row that only one of the two workbooks has."""

    sheet: str
    key: str
    title: str
    added: bool


class Since(Struct, frozen=True):
    """One workbook since the earlier check; ``values`` is None where that check's values are not at hand.

    ``before`` leads from the fingerprint of a finding that changed to what it said. ``counts`` has every status, of the
    findings about what was submitted; ``register`` are the fingerprints of those about the reviewer's register.
    ``other`` names the earlier document where it is called otherwise.
    """

    source: str
    counts: Mapping[str, int]
    before: Mapping[str, Told]
    ended: tuple[Ended, ...]
    values: tuple[ValueChange, ...] | None
    rows: tuple[RowChange, ...]
    other: str | None = None
    register: frozenset[str] = frozenset()
