"""The rows of the unit registry: units, territories and what became of them, each with the dates of its name."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

LEVELS = (
    "trung ương",
    "tỉnh",
    "huyện",
    "xã",
    "sở ngành",
    "đảng TW",
    "đảng tỉnh",
    "đảng huyện",
    "đảng xã",
    "mặt trận/đoàn thể",
    "ngành dọc",
)
TIERS = ("trung ương", "vùng", "tỉnh", "huyện", "xã", "cơ sở")
REQUESTED_LEVEL = "mặt trận/đoàn thể"  # asked, not ordered (domain.md §6)
VERIFIED = ("yes", "partly", "no", "")
KINDS = ("1:1", "n:1", "1:n")

Kind = Literal["1:1", "n:1", "1:n"]
Moment = tuple[date, date]  # a day known only to lie between two days; both ends count


def moment(text: str) -> Moment:
    """``2025-02-28``, ``2025-02`` (some day of the month) or ``2025-02/2025-06-30`` (some day between).

    Raises ValueError for anything else.
    """
    first, _, last = text.partition("/")
    begins, ends = _days(first)[0], _days(last or first)[1]
    if begins > ends:
        raise ValueError(text)
    return begins, ends


def _days(text: str) -> Moment:
    if len(text) == 7:
        start = date.fromisoformat(f"{text}-01")
        return start, start.replace(day=monthrange(start.year, start.month)[1])
    day = date.fromisoformat(text)
    return day, day


class Lifetime(Struct, frozen=True):
    """From when to when a name holds; an open end is None. Where a date is known roughly, the answer is too."""

    begins: Moment | None = None
    ends: Moment | None = None

    def turns(self) -> Iterator[date]:
        """The days from which ``covers`` may answer otherwise than on the day before."""
        if self.begins is not None:
            yield from (self.begins[0], self.begins[1])
        if self.ends is not None:
            yield from (day + timedelta(days=1) for day in self.ends)

    def covers(self, on: date) -> bool | None:
        """Whether the name holds on that day; None where the registry's dates are too rough to tell."""
        if self.not_yet(on) or self.over(on):
            return False
        early = self.begins is not None and on < self.begins[1]
        late = self.ends is not None and on > self.ends[0]
        return None if early or late else True

    def not_yet(self, on: date) -> bool:
        return self.begins is not None and on < self.begins[0]

    def over(self, on: date) -> bool:
        return self.ends is not None and on > self.ends[1]

    def meets(self, other: Lifetime) -> bool:
        """Whether both hold for certain on some common day."""
        start = max((life.begins[1] for life in (self, other) if life.begins), default=date.min)
        end = min((life.ends[0] for life in (self, other) if life.ends), default=date.max)
        return start <= end


class Unit(Struct, frozen=True):
    """A body that work may be given to, under one name; ``tier`` says which territory's name may follow it."""

    id: str
    name: str
    level: str
    tier: str
    aliases: tuple[str, ...]
    life: Lifetime
    instrument: str
    verified: str


class Territory(Struct, frozen=True):
    """A province, district or commune under one name; ``kind`` is its first words (tỉnh, thị xã, phường …).

    ``parent`` is the id of the territory it lies in, ``earlier`` of the districts it lay in before.
    """

    id: str
    name: str
    kind: str
    bare: str
    level: str
    parent: str
    aliases: tuple[str, ...]
    life: Lifetime
    instrument: str
    verified: str
    earlier: tuple[str, ...] = ()


class Succession(Struct, frozen=True):
    """An old name became a new one: entirely, together with others (n:1), or one of several (1:n)."""

    old: str
    new: str
    when: Moment
    kind: Kind
    part: str
    instrument: str
    verified: str

    def follows(self, life: Lifetime) -> bool:
        """Whether the change can fall on the day after the old name's last."""
        if life.ends is None:
            return True
        next_day = timedelta(days=1)
        return self.when[0] <= life.ends[1] + next_day and life.ends[0] + next_day <= self.when[1]
