"""The value of a cell as a period, whatever Excel made of what was typed (``domain.md`` §7)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from msgspec.structs import replace

from .days import say_day, say_month, year_behind, year_of
from .period import Grain, Kind, Note, Period, Unit, point
from .period_words import parse_period
from .text import fold, tidy

CellValue: TypeAlias = str | Decimal | int | bool | datetime | date | None

_NOT_LETTERS_OF_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|general')


def read_period(value: CellValue, number_format: str | None = None, *, year_hint: int | None = None) -> Period | None:
    """The period in a cell, None for an empty one; ``number_format`` is Excel's, for dates."""
    if value is None or (isinstance(value, str) and not tidy(value)):
        return None
    if isinstance(value, str):
        return parse_period(value, year_hint=year_hint)
    if isinstance(value, date):
        return period_from_date(value, number_format)
    year = year_of(value)
    if year is not None:
        return replace(point(Unit.of(Grain.YEAR, year)), text=str(year))
    return _untold(str(value), Note.NUMBER)


def period_from_date(value: datetime | date, number_format: str | None) -> Period:
    """The period meant by a real date in a cell; the note tells by which accident it came to be one.

    "9/2024" is stored as 1 September 2024 and shown without day: the month is meant. 2030 in a cell formatted as a
    date is stored as 22/7/1905. "2-3" is shown as day and month of whatever year it was typed in: not known.
    """
    year = year_behind(value)
    if year is not None:
        return replace(point(Unit.of(Grain.YEAR, year)), text=str(year), note=Note.YEAR_AS_DATE)
    day = value.date() if isinstance(value, datetime) else value
    shown = set("dmy") & set(_NOT_LETTERS_OF_A_DATE.sub("", (number_format or "").lower()))
    if shown == {"m", "y"}:
        month = Unit.of(Grain.MONTH, day.year, day.month)
        return replace(point(month), text=f"{say_month(day.month)}/{day.year}", note=Note.MONTH_AS_DATE)
    if shown == {"y"}:
        return replace(point(Unit.of(Grain.YEAR, day.year)), text=str(day.year), note=Note.YEAR_AS_DATE)
    if shown and "y" not in shown:
        return _untold(f"{day.day}-{day.month}", Note.DATE_HIDES_YEAR)
    return replace(point(Unit(Grain.DAY, day)), text=say_day(day), note=Note.DATE_CELL)


def _untold(text: str, note: Note) -> Period:
    return Period(Kind.NOT_A_TIME, wording=fold(text), text=text, note=note)
