"""What became of the earlier check, in words: one sentence to read first, and the lists that lose nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..findings import Finding
from ..since import Ended, RowChange, Since, Told, ValueChange
from ..wording import say

_MOST = 60


def summary(since: Since, language: str) -> str:
    """How many findings are fixed, open, changed, new and gone, and how much else changed."""
    counts = since.counts
    sentences = [
        say(
            "since.counts", language, file=since.source, fixed=counts["fixed"], open=counts["open"],
            changed=counts["changed"], new=counts["new"], gone=counts["gone"],
        )
    ]  # fmt: skip
    if counts["waived"]:
        sentences.append(say("since.waived", language, waived=counts["waived"]))
    if since.values is None:
        sentences.append(say("since.no-values", language))
    elif since.values or since.rows:
        added = sum(row.added for row in since.rows)
        removed = len(since.rows) - added
        sentences.append(say("since.values", language, values=len(since.values), added=added, removed=removed))
    if since.other is not None:
        sentences.append(say("since.other", language, document=since.other))
    return " ".join(sentences)


def changed_lines(findings: Sequence[Finding], since: Since, language: str) -> list[tuple[str, str]]:
    """For each finding that says something else now: its number and rule, and what it said earlier."""
    return [
        (f"STT {number} · {one.rule}", before_words(since.before[one.fingerprint], language))
        for number, one in enumerate(findings, 1)
        if one.fingerprint in since.before
    ]


def ended_lines(ended: Iterable[Ended], language: str) -> list[tuple[str, str]]:
    """For each finding that is no longer there: what became of it with its rule and place, and what it said."""
    lines = []
    for one in ended:
        place = "!".join(filter(None, (one.told.sheet, one.told.cell)))
        label = " · ".join(filter(None, (say(f"status.{one.status}", language), one.told.rule, place)))
        now = say("since.now", language, text=one.now) if one.now is not None else ""
        told = f"({one.reason})" if one.reason else now
        lines.append((label, " ".join(filter(None, (one.told.message, told)))))
    return lines


def change_lines(since: Since, language: str) -> list[tuple[str, str]]:
    """Rows put in and taken out, then cells that say something else: where, and what."""
    lines = [(row.sheet, _row(row, language)) for row in since.rows]
    return lines + [(_place(value), _value(value, language)) for value in since.values or ()]


def first_of(lines: list[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """As many lines as a terminal has patience for; JSON and the result sheet have more."""
    if len(lines) <= _MOST:
        return lines
    return [*lines[:_MOST], ("…", say("listed.more", language, count=len(lines) - _MOST))]


def before_words(told: Told, language: str) -> str:
    """What a finding that changed said earlier."""
    return f"{say('since.was', language)}: {say(f'severity.{told.severity}', language)} – {told.message}"


def _row(row: RowChange, language: str) -> str:
    key = "since.row-added" if row.added else "since.row-removed"
    return say(key, language, key=row.key, title=row.title).replace("  ", " ")


def _place(value: ValueChange) -> str:
    return "!".join(filter(None, (value.sheet, value.cell)))


def _value(value: ValueChange, language: str) -> str:
    empty = say("empty", language)
    where = ", ".join(filter(None, (value.key, value.column)))
    return say("since.value", language, where=where, old=value.old or empty, new=value.new or empty)
