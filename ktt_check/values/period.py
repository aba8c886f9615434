"""When something is to be done, as a plan writes it: an object for saying, flat columns for frames.

Source of the kinds and wordings: ``domain.md`` §5. ``period_words`` reads text, ``period_cells`` reads cells,
``period_said`` puts a period into words, ``containment`` asks whether one lies inside another, ``reporting`` knows
the windows of NĐ 09/2019/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

_ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What sort of time it is; a deadline is a span without start, "từ năm 2023" one without end."""

    CONTINUOUS = "continuous"
    RECURRING = "recurring"
    SPAN = "span"
    POINT = "point"
    CONDITIONAL = "conditional"
    NOT_A_TIME = "not-a-time"


class Grain(StrEnum):
    """The unit in which an end of a period is written, finest first."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class Note(StrEnum):
    """What should be said beside a period because it was not simply read off; ``period_said`` has the words."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not-understood"
    IMPOSSIBLE_DATE = "impossible-date"
    DURATION = "duration"
    YEAR_MISSING = "year-missing"
    YEAR_ASSUMED = "year-assumed"
    WORDS_LEFT = "words-left"
    NUMBER = "number"
    DATE_CELL = "date-cell"
    MONTH_AS_DATE = "month-as-date"
    YEAR_AS_DATE = "year-as-date"
    DATE_HIDES_YEAR = "date-hides-year"


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF_YEAR: 6, Grain.YEAR: 12}


class Unit(Struct, frozen=True):
    """One day, month, quarter, half-year or year of the calendar; ``first`` is its first day."""

    grain: Grain
    first: date

    @property
    def last(self) -> date:
        if self.grain is Grain.DAY:
            return self.first
        following = self.first.year * 12 + self.first.month - 1 + _MONTHS[self.grain]
        return date(following // 12, following % 12 + 1, 1) - _ONE_DAY

    @property
    def number(self) -> int:
        """Which month, quarter or half of its year it is, from 1; 1 for a year."""
        return (self.first.month - 1) // _MONTHS[self.grain] + 1

    @classmethod
    def of(cls, grain: Grain, year: int, number: int = 1) -> Unit:
        """The ``number``-th month, quarter or half of the year; ValueError where there is none. Not for days."""
        return cls(grain, date(year, (number - 1) * _MONTHS[grain] + 1, 1))

    @classmethod
    def ending(cls, grain: Grain, last: date) -> Unit:
        """The unit whose last day is ``last``."""
        if grain is Grain.DAY:
            return cls(grain, last)
        months = _MONTHS[grain]
        return cls(grain, date(last.year, (last.month - 1) // months * months + 1, 1))


class Recurrence(Struct, frozen=True):
    """How often: every so many days, weeks, months or years; a quarter is 3 months, a half-year 6."""

    every: int
    unit: str

    @property
    def code(self) -> str:
        """The name in a frame's column: day, week, month, quarter, half-year, year, else 2-year and the like."""
        named = {(3, "month"): "quarter", (6, "month"): "half-year"}
        return named.get((self.every, self.unit), self.unit if self.every == 1 else f"{self.every}-{self.unit}")


YEARLY = Recurrence(1, "year")


class Period(Struct, frozen=True, eq=False):
    """A time as written in one cell; equal to another when both say the same, however it is spelled.

    ``start`` and ``end`` are the first and last day included, None where open. ``before`` marks "trước ngày X":
    ``end`` is then the day before X. ``parts`` holds the members of "hằng năm và thường xuyên" or "2023, 2025".
    ``wording`` is the folded text where the words are all there is (a condition, no time, a year left out).
    """

    kind: Kind
    start: date | None = None
    end: date | None = None
    start_grain: Grain | None = None
    end_grain: Grain | None = None
    before: bool = False
    recurrence: Recurrence | None = None
    parts: tuple[Period, ...] = ()
    wording: str = ""
    text: str = ""
    note: Note | None = None

    @property
    def _said(self) -> tuple[object, ...]:
        return (
            self.kind,
            self.start,
            self.end,
            self.start_grain,
            self.end_grain,
            self.before,
            self.recurrence,
            self.parts,
            self.wording,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self._said == other._said

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own, which goes by every field
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def reversed(self) -> bool:
        """Whether it ends before it starts, as written; kept so that a rule can report it."""
        own = self.start is not None and self.end is not None and self.start > self.end
        return own or any(part.reversed for part in self.parts)

    @property
    def dated(self) -> bool:
        """Whether it stands on the calendar with at least one end."""
        return self.start is not None or self.end is not None

    @property
    def first_unit(self) -> Unit | None:
        return None if self.start is None or self.start_grain is None else Unit(self.start_grain, self.start)

    @property
    def last_unit(self) -> Unit | None:
        return None if self.end is None or self.end_grain is None else Unit.ending(self.end_grain, self.end)


def point(unit: Unit) -> Period:
    """One unit of the calendar: "năm 2023", "quý III/2026", "ngày 30/6/2024"."""
    return Period(Kind.POINT, unit.first, unit.last, unit.grain, unit.grain)


def span(first: Unit | None, last: Unit | None, *, before: bool = False) -> Period:
    """From one unit to another, either of them open (not both: ValueError); ``before`` leaves the last one out."""
    if first is None and last is None:
        raise ValueError("a span needs an end")
    if last is not None and before:
        before = last.grain is Grain.DAY
        last = Unit.ending(last.grain, last.first - _ONE_DAY)
    if first == last and first is not None and not before:
        return point(first)
    return Period(
        Kind.SPAN,
        first.first if first else None,
        last.last if last else None,
        first.grain if first else None,
        last.grain if last else None,
        before,
    )


def repeated(recurrence: Recurrence | None, within: Period | None = None, *, always: bool = False) -> Period:
    """Something done again and again (or all the time), by itself or limited to a dated period."""
    kind = Kind.CONTINUOUS if always or recurrence is None else Kind.RECURRING
    if within is None:
        return Period(kind, recurrence=recurrence)
    return replace(within, kind=kind, recurrence=recurrence, parts=())


def joined(members: Iterable[Period]) -> Period:
    """Several times in one cell as one: the earliest start, the latest end, the most binding kind."""
    parts = tuple(dict.fromkeys(part for member in members for part in member.parts or (member,)))
    if len(parts) == 1:
        return parts[0]
    kinds = {part.kind for part in parts}
    dated = [part for part in parts if part.dated]
    if kinds & {Kind.POINT, Kind.SPAN}:
        kind = Kind.SPAN
    else:
        kind = Kind.CONTINUOUS if Kind.CONTINUOUS in kinds else Kind.RECURRING
    whole = Period(kind, recurrence=next((p.recurrence for p in parts if p.recurrence), None), parts=parts)
    started = [part for part in dated if part.start]
    if started:
        opening = min(started, key=lambda p: p.start or date.max)
        whole = replace(whole, start=opening.start, start_grain=opening.start_grain)
    if dated and all(part.end for part in dated):
        closing = max(dated, key=lambda p: p.end or date.min)
        whole = replace(whole, end=closing.end, end_grain=closing.end_grain, before=closing.before)
    return whole


def plan_span(issued: date | int | None, from_year: int | None, to_year: int | None) -> Period | None:
    """The plan's own time: "Từ năm" or else the day (or year) of issue, to "Đến năm"; None when nothing is known.

    ``contract.md`` §1: a blank "Từ năm" means the year of issue. The day is kept where there is one, so that
    "2023-2024" lies inside a plan of 30/5/2023 (compared by the year) and "quý I/2023" does not.
    """
    first: Unit | None = None
    if from_year is not None:
        first = Unit.of(Grain.YEAR, from_year)
    elif isinstance(issued, date):
        first = Unit(Grain.DAY, issued.date() if isinstance(issued, datetime) else issued)
    elif issued is not None:
        first = Unit.of(Grain.YEAR, issued)
    last = None if to_year is None else Unit.of(Grain.YEAR, to_year)
    return None if first is None and last is None else span(first, last)


FLAT_COLUMNS: dict[str, type] = {
    "kind": str,
    "start": date,
    "start_until": date,
    "start_grain": str,
    "end": date,
    "end_from": date,
    "end_latest": date,
    "end_grain": str,
    "recurrence": str,
    "reversed": bool,
    "note": str,
}


def flat(period: Period | None) -> dict[str, Any]:
    """The period as plain columns for a frame (``FLAT_COLUMNS``); all of them None for an empty cell.

    ``start_until`` is the last day of the unit in which it starts, ``end_from`` the first day of the one in which
    it ends; ``end_latest`` is the day X itself for "trước ngày X", else the end.
    """
    if period is None:
        return dict.fromkeys(FLAT_COLUMNS)
    first, last = period.first_unit, period.last_unit
    return {
        "kind": period.kind.value,
        "start": period.start,
        "start_until": first.last if first else None,
        "start_grain": period.start_grain.value if period.start_grain else None,
        "end": period.end,
        "end_from": last.first if last else None,
        "end_latest": period.end + _ONE_DAY if period.end and period.before else period.end,
        "end_grain": period.end_grain.value if period.end_grain else None,
        "recurrence": period.recurrence.code if period.recurrence else None,
        "reversed": period.reversed,
        "note": period.note.value if period.note else None,
    }
