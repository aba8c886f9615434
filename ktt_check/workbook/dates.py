"""Excel's days: which number formats show a number as a date, and which moment a serial number is.

Source: ECMA-376 part 1, 18.17.4.1 (date systems 1900 and 1904) and 18.8.31 (number format codes).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

# What stands in a code without being a token of it: quoted, escaped, padding, colours, conditions,
# locales, "General", exponents.
_LITERAL = re.compile(
    r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]|general|standard|e[+-]', re.IGNORECASE | re.DOTALL
)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_TOKENS = frozenset("dmyhsbeg")
_MILLISECONDS_A_DAY = 86_400_000
_FALSE_LEAP_DAY = 60  # 29/02/1900, kept by Excel from an older program
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999000)
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


@lru_cache(maxsize=4096)
def shows_dates(code: str) -> bool:
    """Whether the format shows a positive number as a day or a time of day; elapsed hours (``[h]:mm``) are numbers."""
    section = _LITERAL.sub("", code).partition(";")[0]
    if _ELAPSED.search(section):
        return False
    return not _TOKENS.isdisjoint(section.lower())


def moment(serial: float, date1904: bool) -> datetime | None:
    """The moment of a serial number to the millisecond, as Excel rounds; None where there is no such day.

    No such day: before 1 January 1900 (1904), after 9999, and the 29 February 1900 that only Excel has.
    """
    if not 0 <= serial < 2_958_466:
        return None
    if date1904:
        start = _EPOCH_1904
    elif serial < 1 or _FALSE_LEAP_DAY <= serial < _FALSE_LEAP_DAY + 1:
        return None
    else:
        start = _EPOCH_1900 if serial > _FALSE_LEAP_DAY else _EPOCH_1900 + timedelta(days=1)
    try:
        found = start + timedelta(milliseconds=round(serial * _MILLISECONDS_A_DAY))
    except OverflowError:
        return None
    return found if found <= _LAST else None


def iso_moment(text: str) -> datetime | None:
    """The moment of an ISO 8601 cell (``t="d"``), without its zone; None for a bare time or what is none."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
