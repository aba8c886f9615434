"""The days on which nobody works (``rules/registries/public-holidays.tsv``), for deadlines in working days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from ..values.days import day_of
from ..values.workdays import Calendar
from .sources import RegistryError

FILE = "public-holidays.tsv"
_COLUMNS = ("first", "last", "name", "verified")
_VERIFIED = ("yes", "partly", "no")
_LEAP = 2024  # stands for every year where none is written
_LONGEST = 31  # days off in a row; more is a slip of the pen


def load_holidays(folder: Path, extra: Sequence[Path] = ()) -> Calendar:
    """The days off of the registries' folder and of a province's own; raises RegistryError with every mistake."""
    days: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    mistakes: list[str] = []
    for path in (folder / FILE, *(other / FILE for other in extra)):
        if not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            mistakes.append(f"{path}: không đọc được (cần tệp văn bản UTF-8).")
            continue
        rows = [(n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
        if not rows or tuple(rows[0][1]) != _COLUMNS:
            mistakes.append(f"{path}:{rows[0][0] if rows else 1}: hàng tiêu đề phải là {', '.join(_COLUMNS)}")
            continue
        for number, cells in rows[1:]:
            span = _span(cells)
            if isinstance(span, str):
                mistakes.append(f"{path}:{number}: {span}")
            elif cells[0].count("/") == 1:
                yearly |= {(day.month, day.day) for day in span}
            else:
                days |= set(span)
    if mistakes:
        raise RegistryError(mistakes)
    return Calendar(frozenset(days), frozenset(yearly))


def _span(cells: list[str]) -> list[date] | str:
    """The days of a line, or what is wrong with the line."""
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
    return [ends[0] + timedelta(days=at) for at in range(length)]


def _day(text: str) -> date | None:
    parts = text.split("/")
    if not all(part.isdecimal() for part in parts) or len(parts) not in (2, 3):
        return None
    day, month, year = (*map(int, parts), _LEAP)[:3]
    return day_of(year, month, day)
