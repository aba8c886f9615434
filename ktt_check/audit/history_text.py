"""The history on the terminal: the runs, what is new, and tables of units and rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..outputs.text import printable
from ..register import OPINIONS
from ..values.days import say_day
from ..values.number import say_number
from ..wording import say
from .history import Decided, History, Spell, Standing

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
    columns = (by, "open", "oldest", "waived", "fixed", "usual", "gone")
    heads = [say(f"history.column-{name}", language) for name in columns]
    rows = [heads, *([printable(one.of), str(one.open), _days(one.oldest), str(one.waived), str(one.fixed),
                      _days(one.usual), str(one.gone)] for one in standings)]  # fmt: skip
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return [
        "  " + "  ".join([row[0].ljust(widths[0]), *(cell.rjust(widths[at]) for at, cell in enumerate(row[1:], 1))])
        for row in rows
    ]


def _days(days: float | None) -> str:
    from decimal import Decimal

    return "–" if days is None else say_number(Decimal(str(days)))


def _unit(spell: Spell, language: str) -> str:
    return spell.unit or spell.workbook or say("history.together", language)


def _line(spell: Spell, language: str) -> str:
    severity = say(f"severity.{spell.severity}", language)
    state = say(f"history.{spell.ended or ('open' if spell.waived_because is None else 'waived')}", language)
    day = say_day(spell.first_seen, language)
    where = f" {printable(spell.workbook)}" if spell.workbook else ""
    return f"  {day} {spell.rule} {severity} ({state}){where}: {printable(spell.message)}"


def render_decisions(told: History, language: str) -> str:
    """Every decision that the audits read, document by document: what was decided, why, and whether it holds."""
    lines = [say("history.decisions", language, count=len(told.decisions))]
    for document in dict.fromkeys(one.document for one in told.decisions):
        lines.append(printable(document) or say("empty", language))
        lines += [_decision(one, language) for one in told.decisions if one.document == document]
    return "\n".join(lines)


def _decision(one: Decided, language: str) -> str:
    state = "closed" if one.closed else "waives" if one.waives else "holds-not" if one.opinion == "accept" else "asked"
    since = say_day(one.day or one.first_read, language)
    parts = [f"  {since} {one.rule} [{printable(one.place or '–')}] {OPINIONS[one.opinion]}"]  # type: ignore[index]
    parts += [printable(f"{say('remark.reason', language)}: {one.reason}")] if one.reason else []
    parts += [printable(one.decided_by)] if one.decided_by else []
    parts += [say("history.until", language, day=say_day(one.expiry, language))] if one.expiry else []
    return " · ".join(parts) + f" ({say(f'history.decision-{state}', language)})"
