"""The words of a time, found one after the other in folded text without diacritics: "qui iii/2026" -> a mention.

Without diacritics, because "Hàng năm", "Hằng năm" and a slip such as "Hăng năm" are one thing to a reader. What is
no word of time is kept as ``Other``, so that ``period_words`` can judge whether the cell speaks of time at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from .days import day_of
from .period import YEARLY, Grain, Recurrence, Unit


class Word(Enum):
    """A word that joins, opens or closes, or tells something without a date."""

    FROM = auto()
    NOW = auto()
    TO = auto()
    BEFORE = auto()
    AFTER = auto()
    ONWARD = auto()
    DASH = auto()
    COMMA = auto()
    AND = auto()
    ALWAYS = auto()
    VAGUE = auto()
    IMPOSSIBLE = auto()


class Mention(Struct, frozen=True):
    """A unit of the calendar as mentioned, perhaps without its year or, for a lone day, without its month too.

    ``months`` is the first and the last month it covers within the year.
    """

    grain: Grain
    months: tuple[int, int] | None
    year: int | None = None
    day: int | None = None

    @property
    def complete(self) -> bool:
        return self.year is not None and self.months is not None

    def on(self, other: Mention) -> Mention:
        """This mention with the year, and for a lone day the month, of another."""
        return replace(self, year=other.year, months=self.months or other.months)

    @property
    def units(self) -> tuple[Unit, Unit] | None:
        """The first and last unit it means (they differ for "9 tháng đầu năm"); None if there is no such day."""
        if self.year is None or self.months is None:
            return None
        if self.day is not None:
            day = day_of(self.year, self.months[0], self.day)
            return None if day is None else (Unit(Grain.DAY, day), Unit(Grain.DAY, day))
        first, last = ((month - 1) // _LENGTH[self.grain] + 1 for month in self.months)
        return Unit.of(self.grain, self.year, first), Unit.of(self.grain, self.year, last)


class Length(Struct, frozen=True):
    """How long something takes ("3 năm"), which is no time by itself."""

    count: int
    unit: str


class Other(Struct, frozen=True):
    """A word that tells no time."""

    text: str


Token: TypeAlias = Mention | Recurrence | Length | Word | Other

_LENGTH = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF_YEAR: 6, Grain.YEAR: 12}
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4,
             "nam": 5, "sau": 6, "chin": 9, "v": 5, "vi": 6}  # fmt: skip
_UNITS = {"ngay": (1, "day"), "tuan": (1, "week"), "thang": (1, "month"), "qui": (3, "month"), "nam": (1, "year")}


def tokens(text: str) -> list[Token]:
    """The words of time in ``text`` (folded, plain and spread out by ``period_words``), fillers left out."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        for pattern, read in _READERS:
            if match := pattern.match(text, place):
                token = read(match)
                if token is not None:
                    found.append(token)
                place = match.end()
                break
        else:
            place += 1
    return found


def _number(words: str) -> int:
    return _NUMERALS[words] if words in _NUMERALS else int(words)


def _recurrence(count: str | None, unit: str) -> Recurrence:
    many, name = _UNITS[unit]
    every = many * (_number(count) if count else 1)
    return YEARLY if (every, name) == (12, "month") else Recurrence(every, name)


def _times_in(count: str, unit: str) -> Recurrence:
    """Twice a year is every six months; three times a month is told no finer than by the month."""
    many, name = _UNITS[unit]
    months = 12 if name == "year" else many
    times = _number(count)
    divides = name in ("month", "year") and 0 < times <= months and months % times == 0
    return _recurrence(str(months // times), "thang") if divides else Recurrence(many, name)


def _within(grain: Grain, first: int, last: int, year: str | None = None, day: str | None = None) -> Mention | Word:
    if not 1 <= first <= last <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return Word.IMPOSSIBLE
    full = None if year is None else int(year) if len(year) == 4 else 2000 + int(year)
    return Mention(grain, (first, last), full, None if day is None else int(day))


def _day(day: str, month: str, year: str | None = None) -> Token:
    return _within(Grain.DAY, int(month), int(month), year, day)


def _month(month: str, year: str | None = None) -> Token:
    return _within(Grain.MONTH, int(month), int(month), year)


def _quarter(number: str, year: str | None) -> Token:
    last = 3 * _number(number)
    return _within(Grain.QUARTER, last - 2, last, year)


def _half(which: str, year: str | None) -> Token:
    first = 1 if which == "dau" else 7
    return _within(Grain.HALF_YEAR, first, first + 5, year)


def _months(count: str, which: str, year: str | None) -> Token:
    """The first or last so many months: six are a half-year, twelve the year, others a run of months."""
    many = _number(count)
    if many == 6:
        return _half(which, year)
    grain = Grain.YEAR if many == 12 else Grain.MONTH
    return _within(grain, *((1, many) if which == "dau" else (13 - many, 12)), year)


_YEAR = r"(?:19|20|21)[0-9]{2}(?![0-9])"
_OF_YEAR = rf"(?:(?: ?[/,.-] ?| )(?:cua )?nam |[/.-]| )({_YEAR})"
_N = r"(?<![0-9])[0-9]{1,2}(?![0-9])"
_COUNT = rf"({_N}|mot|hai|ba|bon|nam|sau)"
_UNIT = r"(ngay|tuan|thang|qui|nam)"
_DAY_AHEAD = rf"(?= ?(?:-|den|toi|va|,) ?(?:ngay )?{_N}(?:/{_N}/|\.{_N}\.| thang ))"
_QUARTER = "(iii|iv|ii|i|vi|v|[1-9]|mot|nhat|hai|ba|bon|tu)"
_WHOLE = "(?:qua trinh|giai doan|thoi gian|thoi ki|ki|nhiem ki)"
_FILLERS = (
    "trong|vao|khoang|du kien|hoan thanh|thuc hien|xong|phan dau|thoi gian|giai doan|thoi ki|nhiem ki|theo"
    "|cac|nhung|moc|thoi han|han|ca|nam|cua|la|cuoi|dau|giua|ngay|ki|cho|tinh"
)


def _say_nothing(_: re.Match[str]) -> None:
    return None


def _word(word: Word) -> Callable[[re.Match[str]], Token]:
    return lambda _: word


# The order matters: the first that fits at a place is taken.
_READINGS: tuple[tuple[str, Callable[[re.Match[str]], Token | None]], ...] = (
    (rf"(?:[,;] ?|va )?(?:co )?(?:tam nhin|dinh huong) (?:(?:den|toi) )?(?:nam )?{_YEAR}(?:-{_YEAR})?", _say_nothing),
    # recurring
    (rf"(?:hang|moi) {_UNIT},? {_COUNT} lan\b", lambda m: _times_in(m[2], m[1])),
    (rf"{_COUNT} lan ?(?:/|tren |trong |moi |hang )? ?(?:mot |0?1 )?{_UNIT}\b", lambda m: _times_in(m[1], m[2])),
    (rf"(?:dinh ki )?{_COUNT} {_UNIT} ?(?:/ ?(?:mot |0?1 )?|(?:mot|0?1) )lan\b", lambda m: _recurrence(m[1], m[2])),
    (rf"(?:dinh ki )?(?:hang|moi|tung) {_UNIT}(?: (?:mot|0?1) lan)?\b", lambda m: _recurrence(None, m[1])),
    (rf"dinh ki (?:({_N}) )?{_UNIT}\b(?! ?[0-9iv])", lambda m: _recurrence(m[1], m[2])),
    (r"theo (tuan|thang|qui|nam)\b(?! ?[0-9iv])", lambda m: _recurrence(None, m[1])),
    (r"thuong nien\b", lambda _: YEARLY),
    # open and continuous
    (r"(?:va |, ?)?(?:tiep tuc )?(?:trong )?(?:nhung |cac )?nam (?:(?:tiep|ke) \w+|sau do|sau)\b", _word(Word.ONWARD)),
    (r"cac (nam|qui|thang)\b(?! ?[0-9iv])", lambda m: _recurrence(None, m[1])),
    (r"khong (?:thuong xuyen|dinh ki|lien tuc)\b", _word(Word.VAGUE)),
    (r"(?:thuong xuyen|lien tuc|xuyen suot|lau dai|quanh nam)\b", _word(Word.ALWAYS)),
    (rf"(?:ca|suot|toan bo) (?:ca )?{_WHOLE}\b(?! ?[0-9])", _word(Word.ALWAYS)),
    # numbers that count phases and weeks, not days
    (r"giai doan (?:[1-9]|i{1,3}|iv|v)(?![a-z0-9/.-])", _say_nothing),
    (r"tuan (?:thu )?(?:[1-5]|dau|cuoi|nhat|hai|ba|tu)\b(?= (?:cua )?thang)", lambda m: Other("tuan")),
    # days
    (rf"({_YEAR})-({_N})-({_N})(?:[t ][0-9][0-9:]+)?", lambda m: _day(m[3], m[2], m[1])),
    (rf"(?:ngay )?({_N})([/.-])({_N})\2({_YEAR})", lambda m: _day(m[1], m[3], m[4])),
    (rf"(?:ngay )?({_N})/({_N})/([0-9]{{2}}(?![0-9]))", lambda m: _day(m[1], m[2], m[3])),
    (rf"(?:ngay )?({_N}) thang ({_N}){_OF_YEAR}", lambda m: _day(m[1], m[2], m[3])),
    (rf"ngay ({_N}) thang ({_N})", lambda m: _day(m[1], m[2])),
    (rf"(?:ngay )?({_N})/({_N})(?!/)", lambda m: _day(m[1], m[2])),
    (rf"(?:ngay )?({_N}){_DAY_AHEAD}", lambda m: Mention(Grain.DAY, None, day=int(m[1]))),
    (rf"ngay ({_N})(?![/.-]?[0-9])", lambda m: Mention(Grain.DAY, None, day=int(m[1]))),
    # parts of a year
    (rf"({_N}|ba|sau|chin) thang (dau|cuoi)(?: cua)?(?: nam)?(?:[ /]({_YEAR}))?", lambda m: _months(m[1], m[2], m[3])),
    (rf"({_N}) thang(?: nam |[ /])({_YEAR})", lambda m: _months(m[1], "dau", m[2])),
    (rf"nua (?:nam )?(dau|cuoi)(?: cua)?(?: nam)?(?:[ /]({_YEAR}))?", lambda m: _half(m[1], m[2])),
    (rf"(?:qui|q\.?) ?{_QUARTER}(?![a-z0-9])(?:{_OF_YEAR})?", lambda m: _quarter(m[1], m[2])),
    (rf"(?:thang |t)({_N})(?:{_OF_YEAR})?", lambda m: _month(m[1], m[2])),
    (rf"({_N})[/.-]({_YEAR})", lambda m: _month(m[1], m[2])),
    (rf"(?:nam )?({_YEAR})", lambda m: _within(Grain.YEAR, 1, 12, m[1])),
    (rf"(?:(?:dau|giua|cuoi|trong|het|ca) nam(?: nay)?|nam nay)\b(?! ?{_YEAR})", lambda _: _within(Grain.YEAR, 1, 12)),
    (rf"({_N}) {_UNIT}\b", lambda m: Length(int(m[1]), m[2])),
    # what stands before and between them
    (r"(?:ke )?tu nay\b", _word(Word.NOW)),
    (r"(?:truoc (?:cuoi|het)|(?:cham|muon) nhat|khong (?:qua|muon hon)|han (?:cuoi|chot))\b", _word(Word.TO)),
    (r"(?:het|den|toi)\b", _word(Word.TO)),
    (r"(?:(?:bat dau|ke) )?tu\b", _word(Word.FROM)),
    (r"truoc\b", _word(Word.BEFORE)),
    (r"sau\b", _word(Word.AFTER)),
    (r"(?:tro di|ve sau|tro ve sau)\b", _word(Word.ONWARD)),
    (r"-", _word(Word.DASH)),
    (r"[,:./]", _word(Word.COMMA)),
    (r";|&|(?:va|hoac|cung nhu)\b", _word(Word.AND)),
    (r"dinh ki\b", _word(Word.VAGUE)),
    (rf"(?:{_FILLERS})\b", _say_nothing),
    (r"[^\s,;-]+", lambda m: Other(m[0])),
)  # fmt: skip
_READERS = tuple((re.compile(pattern), read) for pattern, read in _READINGS)
