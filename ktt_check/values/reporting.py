"""Reporting periods and the days between which NĐ 09/2019/NĐ-CP counts their figures."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from .period import Grain, Kind, Period
from .period_words import parse_period


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


def _is_reported(period: Period) -> bool:
    if period.start is None or period.end is None or period.parts:
        return False
    if period.kind is Kind.POINT:
        return period.start_grain is not Grain.DAY
    nine_months = (period.start.month, period.end.month) == (1, 9) and period.start.year == period.end.year
    return period.kind is Kind.SPAN and period.start_grain is period.end_grain is Grain.MONTH and nine_months
