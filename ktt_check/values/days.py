"""Calendar days as officials write and read them, shared by periods and by dates of documents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

# Day 0 of Excel's 1900 calendar as it counts after its invented 29 February 1900.
_EXCEL_ZERO = date(1899, 12, 30)
_LATER_ZERO = 1462  # days between the two calendars' beginnings
_YEARS = range(1900, 2200)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None when there is none of that name (31/02) or its year is not one that plans speak of."""
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of_serial(serial: int, *, from_1904: bool = False) -> date | None:
    """The day that Excel stores as a number of days, in workbooks of either calendar."""
    try:
        day = _EXCEL_ZERO + timedelta(days=serial + (_LATER_ZERO if from_1904 else 0))
    except OverflowError:
        return None
    return day if day.year in _YEARS else None


def year_of(number: object) -> int | None:
    """The year that a bare whole number names, 1900 to 2199, or None; a reader gives int or Decimal."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    if isinstance(number, Decimal) and not number.is_finite():
        return None
    return int(number) if _YEARS[0] <= number <= _YEARS[-1] and number == int(number) else None


def year_behind(day: date) -> int | None:
    """The year someone typed into a cell that is formatted as a date: 2030 is then stored as 22/7/1905."""
    if isinstance(day, datetime):
        if (day.hour, day.minute, day.second) != (0, 0, 0):
            return None
        day = day.date()
    serial = (day - _EXCEL_ZERO) // timedelta(days=1)
    return serial if serial in _YEARS else None


def say_month(month: int) -> str:
    """The month's number as NĐ 30/2020/NĐ-CP writes it: January and February with a leading zero."""
    return f"{month:02}" if month < 3 else str(month)


def say_day(day: date, language: str = "vi") -> str:
    """The day as NĐ 30/2020/NĐ-CP writes it (02/02/2023, 16/6/2022, 08/11/2022), or in English words."""
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02}/{say_month(day.month)}/{day.year}"


ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
