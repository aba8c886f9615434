"""The history on the terminal: the runs, what is new, and tables of units and rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..outputs.text import printable
from ..values.days import say_day
from ..values.number import say_number
from ..wording import say
from .history import History, Spell, Standing

_RUNS = 14  # two weeks of nights


def render_runs(told: History, language: str) -> str:
    """The latest runs, a line each."""
    lines = [say("history.runs", language, count=len(told.runs))]
    for run in told.runs[-_RUNS:]:
        day = say_day(run.day, language)
        lines.append("  " + say("history.run", language, number=run.number, day=day, **run.counts))
    return "\n".join(lines)


def render_since(told: History, day: date, language: str) -> str:
    """What opened from that day on, unit by unit, and how much was fixed."""
    opened = told.since(day).spells
    values = {"day": say_day(day, language), "new": len(opened), "fixed": len(told.fixed_since(day))}
    lines = [say("history.since", language, **values)]
    for name in dict.fromkeys(_unit(spell, language) for spell in opened):
        lines.append(printable(name))
        lines += [_line(spell, language) for spell in opened if _unit(spell, language) == name]
    return "\n".join(lines)


def render_by(told: History, by: str, language: str) -> str:
    """How long things stay open, for each unit or rule."""
    standings = told.by(lambda spell: spell.rule if by == "rule" else _unit(spell, language))
    return "\n".join([say(f"history.by-{by}", language), *_table(standings, by, language)])


def _table(standings: Sequence[Standing], by: str, language: str) -> list[str]:
    heads = [say(f"history.column-{name}", language) for name in (by, "open", "oldest", "fixed", "usual", "gone")]
    rows = [heads, *([printable(one.of), str(one.open), _days(one.oldest), str(one.fixed), _days(one.usual),
                      str(one.gone)] for one in standings)]  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return [
        "  " + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(widths[at]) for at, cell in enumerate(row[1:], 1))])
        for row in rows
    ]


def _days(days: float | None) -> str:
    from decimal import Decimal

    return "–" if days is None else say_number(Decimal(str(days)))


def _unit(spell: Spell, language: str) -> str:
    return spell.unit or say("empty", language)


def _line(spell: Spell, language: str) -> str:
    severity = say(f"severity.{spell.severity}", language)
    state = say(f"history.{spell.ended or 'open'}", language)
    day = say_day(spell.first_seen, language)
    return f"  {day} {spell.rule} {severity} ({state}) {printable(spell.workbook)}: {printable(spell.message)}"
