"""The way from a baseline to a target, straight between the points that are known, and where a figure stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from msgspec import Struct

_SHOWN, _TENTH, _WHOLE = Decimal("0.01"), Decimal("0.1"), Decimal(1)
_YEAR = Decimal("365.25")
_FULL_YEAR = 365

Point = tuple[date, Decimal]


class Path(Struct, frozen=True):
    """Points in order of time, the first the baseline and the last the target; at least two.

    ``whole`` is whether only whole units can be there (a count): then nothing is asked before it is due.
    """

    points: Sequence[Point]
    whole: bool = False

    @property
    def rises(self) -> bool:
        return self.points[-1][1] >= self.points[0][1]

    def at(self, day: date) -> Decimal:
        """The figure expected on a day; before the baseline it is the baseline's, after the target the target's."""
        before = self.points[0]
        if day <= before[0]:
            return before[1]
        for after in self.points[1:]:
            if day <= after[0]:
                share = Decimal((day - before[0]).days) / Decimal((after[0] - before[0]).days)
                return self._rounded(before[1] + (after[1] - before[1]) * share)
            before = after
        return before[1]

    def _rounded(self, figure: Decimal) -> Decimal:
        towards = ROUND_FLOOR if self.rises else ROUND_CEILING
        return figure.quantize(_WHOLE if self.whole else _SHOWN, towards)

    def short(self, day: date, figure: Decimal) -> Decimal:
        """By how much a figure is behind on a day; not positive where it is not."""
        return self.at(day) - figure if self.rises else figure - self.at(day)

    def lag(self, day: date, figure: Decimal) -> Decimal:
        """How far behind a figure is on a day, in percent of the whole way; not positive where it is not."""
        way, short = abs(self.points[-1][1] - self.points[0][1]), self.short(day, figure)
        if way == 0:
            return Decimal(100) if short > 0 else Decimal(0)
        return (short / way * 100).quantize(_TENTH)

    def over(self, day: date) -> bool:
        """Whether the target's day has come."""
        return day >= self.points[-1][0]

    def rest(self, figure: Decimal) -> Decimal:
        """What is missing to the target."""
        return abs(self.points[-1][1] - figure)

    def pace(self, day: date, figure: Decimal) -> Decimal | None:
        """How much must come about a year from now on; None where less than a year is left."""
        end, target = self.points[-1]
        days = (end - day).days
        if days < _FULL_YEAR:
            return None
        return (abs(target - figure) * _YEAR / Decimal(days)).quantize(_WHOLE if self.whole else _TENTH, ROUND_CEILING)


def path_of(points: Sequence[Point], *, whole: bool) -> Path | None:
    """The path through the points; None where they are fewer than two or not in the order of time."""
    if len(points) < 2 or any(one[0] >= other[0] for one, other in pairwise(points)):
        return None
    return Path(tuple(points), whole)
