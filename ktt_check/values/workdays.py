"""Working days: what counts in "5 ngày làm việc", and to which day a deadline on a day off moves."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

_SATURDAY = 5
_ONE = timedelta(days=1)


class Calendar(Struct, frozen=True):
    """Days off beside Saturdays and Sundays: of one year, and of every year as (month, day)."""

    days: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()

    def works(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.days and (day.month, day.day) not in self.yearly

    def from_day(self, day: date) -> date:
        """The day itself, or the next one on which people work (Bộ luật Dân sự 2015, Điều 148, khoản 5)."""
        while not self.works(day):
            day += _ONE
        return day

    def after(self, day: date, count: int) -> date:
        """The last of so many working days that follow a day."""
        for _ in range(count):
            day = self.from_day(day + _ONE)
        return day
