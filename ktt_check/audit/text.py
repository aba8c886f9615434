"""What an audit says on the terminal at its end: the numbers, what could not be checked, and what is new."""

from __future__ import annotations

from pathlib import Path

from ..outputs.text import printable
from ..wording import say
from .run import Done
from .summary import FILE, opened_by_workbook

_LISTED = 20  # of a long list; all of it stands in the summary


def render(done: Done, out: Path, language: str) -> str:
    """The whole summary."""
    told, counts = done.summary, done.summary.counts
    keys = ["audit.files", "audit.found", "audit.changed"]
    lines = [say(key, language, **counts) for key in keys]
    if counts["waived"]:
        lines.insert(2, say("audit.waived", language, count=counts["waived"]))
    if told.failed:
        lines.append(say("audit.failed", language, count=len(told.failed)))
        words = [f"  ✗ {printable(one.workbook)}: {printable(one.error)}" for one in told.failed]
        lines += _first(words, language)
    if told.duplicates:
        lines.append(say("audit.duplicates", language, count=len(told.duplicates)))
        lines += _first([f"  = {printable('; '.join(paths))}" for paths in told.duplicates], language)
    lines.append(say("audit.province", language, path=done.province))
    lines.append(say("audit.written", language, path=out / FILE))
    return "\n".join(lines)


def render_new(done: Done, language: str) -> str:
    """Only what was not there at the end of the run before."""
    lines = []
    for path, rows in opened_by_workbook(done.closing).items():
        lines.append(printable(path))
        for row in rows:
            place = "!".join(filter(None, (row["sheet"], row["cell"]))) or "–"
            severity = say(f"severity.{row['severity']}", language)
            lines.append(f"  {row['rule']} {severity} [{printable(place)}] {printable(row['message'])}")
    return "\n".join(lines) if lines else say("audit.nothing-new", language)


def _first(lines: list[str], language: str) -> list[str]:
    if len(lines) <= _LISTED:
        return lines
    return [*lines[:_LISTED], "  " + say("listed.more", language, count=len(lines) - _LISTED)]
