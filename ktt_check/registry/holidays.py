"""The days on which nobody works (``rules/registries/public-holidays.tsv``), for deadlines in working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from ..values.days import day_of
from ..values.workdays import Calendar
from .rows import read_rows

FILE = "public-holidays.tsv"
_COLUMNS = ("first", "last", "name", "verified")
_VERIFIED = ("yes", "partly", "no")
_LEAP = 2024  # stands for every year where none is written
_LONGEST = 31  # days off in a row; more is a slip of the pen


def load_holidays(folder: Path, extra: Sequence[Path] = ()) -> Calendar:
    """The days off of the registries' folder and of a province's own; raises RegistryError with every mistake."""
    days: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for span, every_year in read_rows([place / FILE for place in (folder, *extra)], _COLUMNS, _span):
        if every_year:
            yearly |= {(day.month, day.day) for day in span}
        else:
            days |= set(span)
    return Calendar(frozenset(days), frozenset(yearly))


def _span(cells: list[str]) -> tuple[list[date], bool] | str:
    """The days of a line and whether they are off every year, or what is wrong with the line."""
    if len(cells) != len(_COLUMNS):
        return f"có {len(cells)} cột, cần {len(_COLUMNS)}"
    first, last, _, verified = cells
    ends = [_day(text) for text in (first, last)]
    for text, day in zip((first, last), ends, strict=True):
        if day is None or text.count("/") != first.count("/"):
            return f"“{text}” không phải ngày"
    if verified not in _VERIFIED:
        return f"cột verified ghi “{verified}”, cần một trong: {', '.join(_VERIFIED)}"
    assert ends[0] is not None
    assert ends[1] is not None
    length = (ends[1] - ends[0]).days + 1
    if not 1 <= length <= _LONGEST:
        return f"từ “{first}” đến “{last}” không phải một đợt nghỉ"
    return [ends[0] + timedelta(days=at) for at in range(length)], first.count("/") == 1


def _day(text: str) -> date | None:
    parts = text.split("/")
    if not all(part.isdecimal() for part in parts) or len(parts) not in (2, 3):
        return None
    day, month, year = (*map(int, parts), _LEAP)[:3]
    return day_of(year, month, day)
