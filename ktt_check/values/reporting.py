"""Reporting periods and the days between which NĐ 09/2019/NĐ-CP counts their figures."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from .period import Grain, Kind, Period
from .period_words import parse_period
from .text import fold
from .workdays import Calendar


class Window(Struct, frozen=True):
    """The first and the last day whose figures belong in a report, both included."""

    start: date
    end: date


def parse_reporting_period(text: str, *, year_hint: int | None = None) -> Period | None:
    """The month, quarter, half-year, nine months or year that a report is about; None when the text names none."""
    period = parse_period(text, year_hint=year_hint)
    return None if reporting_window(period) is None else period


def reporting_window(period: Period) -> Window | None:
    """From the 15th of the month before the period to the 14th of its last month; None for no reporting period.

    NĐ 09/2019/NĐ-CP, as provinces restate it (``domain.md`` §5): month m is 15/(m-1) to 14/m, a year 15/12 to 14/12.
    The same is taken for the last six months (15/6 to 14/12; unverified).
    """
    if not _is_reported(period) or period.start is None or period.end is None:
        return None
    before = period.start.year * 12 + period.start.month - 2
    return Window(date(before // 12, before % 12 + 1, 15), period.end.replace(day=14))


Cadence = str
"""How long a reporting period is: "month", "quarter", "half-year", "nine-months" or "year"."""

_CADENCES: tuple[tuple[str, Cadence], ...] = (
    (r"(?:9|chín) tháng", "nine-months"),
    (r"(?:6|sáu) tháng|nửa năm", "half-year"),
    (r"(?:3|ba) tháng|quý", "quarter"),
    (r"hằng tháng|hàng tháng|mỗi tháng|(?<![0-9] )tháng", "month"),
    (r"hằng năm|hàng năm|mỗi năm|cả năm|1 năm|một năm|(?<!đầu )(?<!cuối )năm(?! 20)", "year"),
)


def cadence_of(period: Period) -> Cadence | None:
    """The cadence of a period that can be reported on; None for any other."""
    if reporting_window(period) is None or period.start is None or period.end is None:
        return None
    months = period.end.month - period.start.month + 1
    return {1: "month", 3: "quarter", 6: "half-year", 9: "nine-months", 12: "year"}.get(months)


def cadences_in(text: str) -> frozenset[Cadence]:
    """The cadences that a reporting duty names ("Hằng quý, 6 tháng và hằng năm"); none for "định kỳ"."""
    words = fold(text)
    found: set[Cadence] = set()
    for pattern, cadence in _CADENCES:
        words, count = re.subn(fold(pattern), " ", words)
        if count:
            found.add(cadence)
    return frozenset(found)


_WEEKS = Calendar()
_DAY_OF = re.compile(r"ngày (\d{1,2})(?:/|-| tháng )(\d{1,2})(?:(?:/|-| năm )(\d{4}))?")
_LAST_MONTH = re.compile(r"ngày (\d{1,2}) (?:của )?tháng cuối")
_NEXT_MONTH = re.compile(r"ngày (\d{1,2}) (?:của )?tháng (?:sau|đầu|kế tiếp|tiếp theo|liền sau)")
_DAYS_AFTER = re.compile(r"(\d{1,2}) ngày (làm việc )?(?:sau|kể từ|tính từ|từ)")


def deadline_of(text: str, period: Period, calendar: Calendar = _WEEKS) -> date | None:
    """The last day on which a report on the period is in time, as a ``Hạn báo cáo`` says it; None where it does not.

    A part that names a cadence ("6 tháng: trước ngày 15/6; năm: trước ngày 15/12") holds for that one alone. A day
    without a year is that day next to the period's end; one far from it is of another period. "Trước ngày" counts the
    day itself, as people who set deadlines mean it. ``calendar`` tells the days of "5 ngày làm việc".
    """
    window, cadence = reporting_window(period), cadence_of(period)
    if window is None:
        return None
    for part in re.split(r"[;\n]", text):
        named = cadences_in(re.sub(r"tháng (?:cuối|sau|đầu|kế|tiếp|liền).*|ngày \d.*", "", fold(part)))
        if not named or cadence in named:
            found = _deadline(fold(part), window, calendar)
            if found is not None:
                return found
    return None


def _deadline(words: str, window: Window, calendar: Calendar) -> date | None:
    try:
        if (found := _LAST_MONTH.search(words)) is not None:
            return window.end.replace(day=int(found[1]))
        if (found := _NEXT_MONTH.search(words)) is not None:
            following = window.end.year * 12 + window.end.month
            return date(following // 12, following % 12 + 1, int(found[1]))
        if (found := _DAYS_AFTER.search(words)) is not None:
            days = int(found[1])
            return calendar.after(window.end, days) if found[2] else window.end + timedelta(days=days)
        if (found := _DAY_OF.search(words)) is not None:
            day, month = int(found[1]), int(found[2])
            years = [int(found[3])] if found[3] else [window.end.year, window.end.year + 1]
            near = (date(year, month, day) for year in years)
            latest = 120 if window.end.month == 12 else 45
            return next((one for one in near if -45 <= (one - window.end).days <= latest), None)
    except ValueError:  # a day that its month does not have
        return None
    return None


def _is_reported(period: Period) -> bool:
    if period.start is None or period.end is None or period.parts:
        return False
    if period.kind is Kind.POINT:
        return period.start_grain is not Grain.DAY
    nine_months = (period.start.month, period.end.month) == (1, 9) and period.start.year == period.end.year
    return period.kind is Kind.SPAN and period.start_grain is period.end_grain is Grain.MONTH and nine_months
