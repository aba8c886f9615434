"""What came of all injections, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

HEADS = ("rule", "forms", "injected", "found", "in the right cell", "anything else reported")

Counts = Sequence[object]
"""A rule's code, then the numbers under ``HEADS``; the code "—" is that of clean plans, injected being the plans."""


def table(rows: Sequence[Counts]) -> Iterator[str]:
    """The lines: one a rule, the sum, recall and precision, and the clean plans."""
    clean = [row for row in rows if row[0] == "—"]
    codes = sorted({str(row[0]) for row in rows if row[0] != "—"})
    ruled = [(code, *(_sum([row for row in rows if row[0] == code], at) for at in range(1, 6))) for code in codes]
    yield " · ".join(HEADS)
    for row in ruled:
        yield _line(row)
    if ruled:
        forms, injected, found, placed, besides = (_sum(ruled, at) for at in range(1, 6))
        yield _line(("all", forms, injected, found, placed, besides))
        said = placed + besides + (found - placed)
        yield f"recall {placed / injected:.1%}, precision {placed / said if said else 1:.1%}"
    if clean:
        yield f"clean plans: {_sum(clean, 2)}; reported or left unchecked in them: {_sum(clean, 5)}"


def _sum(rows: Sequence[Counts], at: int) -> int:
    return sum(int(str(row[at])) for row in rows)


def _line(row: Counts) -> str:
    return "".join(
        str(value).ljust(len(head) + 3) if at == 0 else str(value).rjust(len(head)) + "   "
        for at, (value, head) in enumerate(zip(row, HEADS, strict=True))
    ).rstrip()
