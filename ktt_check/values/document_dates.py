"""The date of a document, of which the year alone will do (``contract.md`` §1)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from .days import day_of, say_day, say_month, year_behind, year_of
from .text import plain, tidy

Reason = Literal["impossible", "not-a-date"]


class DocumentDate(Struct, frozen=True, order=True):
    """A day, or as much of it as is known: month and day may be None."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def on(cls, day: date) -> DocumentDate:
        return cls(day.year, day.month, day.day)

    @property
    def grain(self) -> Literal["day", "month", "year"]:
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def first(self) -> date:
        """The earliest day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        month = self.month or 12
        if self.day is not None:
            return date(self.year, month, self.day)
        return next(day for day in (day_of(self.year, month, n) for n in (31, 30, 29, 28)) if day)

    def agrees_with(self, other: DocumentDate) -> bool | None:
        """Whether both are one day: None when nothing contradicts it but one is coarser than a day."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        if any(own is not None and its is not None and own != its for own, its in pairs):
            return False
        return True if self.grain == other.grain == "day" else None


class NotADate(Struct, frozen=True):
    """What stands in place of a date, and why it is none."""

    text: str
    reason: Reason

    def sentence(self, language: str = "vi") -> str:
        words = {
            "impossible": ("không có ngày này trong lịch", "there is no such day"),
            "not-a-date": ("không phải là ngày, tháng, năm", "this is no date"),
        }[self.reason]
        return f"“{self.text}”: {words[0] if language == 'vi' else words[1]}."


_NUMBER = "([0-9]{1,2})"
_YEAR = "([0-9]{4})"
_FORMS = tuple(
    (re.compile(pattern), order)
    for pattern, order in (
        (rf"(?:ngay )?{_NUMBER} ?([/.-]) ?{_NUMBER} ?\2 ?{_YEAR}", "d-my"),
        (rf"(?:ngay )?{_NUMBER}(/){_NUMBER}/([0-9]{{2}})", "d-my"),
        (rf"{_YEAR}-{_NUMBER}-{_NUMBER}(?:[t ][0-9:.]+)?", "ymd"),
        (rf"(?:ngay )?{_NUMBER},? thang {_NUMBER},? nam {_YEAR}", "dmy"),
        (rf"(?:ngay[ .]*)?(?:thang )?{_NUMBER}(?: ?[/.-] ?| ?,? nam ){_YEAR}", "my"),
        (rf"(?:ngay[ .]*thang[ .]*)?(?:nam )?{_YEAR}", "y"),
    )
)
_PLACE = re.compile(r"^[^0-9,]*, ?")


def parse_document_date(value: object) -> DocumentDate | NotADate | None:
    """The date in a cell or a phrase; None for nothing. Never raises.

    Takes real dates, years as numbers, "16/6/2022", "Nghệ An, ngày 16 tháng 6 năm 2022", ISO, and a date line
    whose day was left to be filled in. A date of 1905 is a year typed into a cell formatted as a date.
    """
    if value is None:
        return None
    if isinstance(value, date):
        year = year_behind(value)
        return DocumentDate(year) if year else DocumentDate.on(value.date() if isinstance(value, datetime) else value)
    if not isinstance(value, str):
        year = year_of(value)
        return DocumentDate(year) if year else NotADate(str(value), "not-a-date")
    text = tidy(value)
    return _parse_words(text) if text else None


def _parse_words(text: str) -> DocumentDate | NotADate:
    words = _PLACE.sub("", plain(text).replace("…", "...")).strip(" .,;:()-")
    words = " ".join(words.split())
    for form, order in _FORMS:
        if match := form.fullmatch(words):
            named = {letter: int(part) for letter, part in zip(order, match.groups(), strict=True) if letter != "-"}
            return _date(text, named["y"], named.get("m"), named.get("d"))
    return NotADate(text, "not-a-date")


def _date(text: str, year: int, month: int | None, day: int | None) -> DocumentDate | NotADate:
    year += 2000 if year < 100 else 0
    if day_of(year, 1 if month is None else month, 1 if day is None else day) is None:
        return NotADate(text, "impossible")
    return DocumentDate(year, month, day)


def say_document_date(when: DocumentDate, language: str = "vi") -> str:
    """The date after a symbol: "ngày 16/6/2022", "tháng 6/2022", "năm 2022"."""
    if when.day is not None:
        return f"ngày {say_day(when.first)}" if language == "vi" else f"of {say_day(when.first, 'en')}"
    if when.month is not None:
        month = f"{say_month(when.month)}/{when.year}"
        return f"tháng {month}" if language == "vi" else f"of {month}"
    return f"năm {when.year}" if language == "vi" else f"of {when.year}"


_DAY_SAID = r"ngày (\d{1,2})/(\d{1,2})/(\d{4})"
_ALONE = re.compile(_DAY_SAID)
_CITED = re.compile(rf"(\d[\w.]*[/-]\S*\w) {_DAY_SAID}")


def cited(text: str, language: str) -> str:
    """A text in which Vietnamese cite documents, or a date alone, for its reader: "20-NQ/TW of 16 June 2022"."""
    if language != "en":
        return text
    if (alone := _ALONE.fullmatch(text)) is not None:
        return _english(alone, 1) or text
    return _CITED.sub(lambda found: f"{found[1]} of {day}" if (day := _english(found, 2)) else found[0], text)


def _english(found: re.Match[str], first: int) -> str | None:
    day = day_of(int(found[first + 2]), int(found[first + 1]), int(found[first]))
    return None if day is None else say_day(day, "en")
