"""The many ways in which people write one thing: words, days, spans of time; none of them changes what is meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from random import Random

from .papers import Day, Value

_OLD_TONES = (("hóa", "hoá"), ("ủy", "uỷ"), ("Ủy", "Uỷ"), ("thủy", "thuỷ"), ("Thủy", "Thuỷ"), ("tỷ lệ", "tỉ lệ"))
_ROMAN = ("I", "II", "III", "IV")


def respell(text: str, random: Random) -> str:
    """The same words: decomposed, with other blanks and dashes, tones placed as before, a blank at the end."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace(" ", "  ", 1),
        lambda t: t.replace(" ", "\u00a0", 1),
        lambda t: f" {t} ",
        lambda t: t.replace(" - ", " – ").replace(" -", " –"),
        _old_tones,
    )
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        text = random.choice(ways)(text)
    return text


def _old_tones(text: str) -> str:
    for new, old in _OLD_TONES:
        text = text.replace(new, old)
    return text


def a_day(day: date, random: Random) -> Value:
    """A document's date: a real one, or in words."""
    return random.choice(
        (
            Day(datetime(day.year, day.month, day.day)),
            Day(datetime(day.year, day.month, day.day), "d/m/yyyy"),
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d/%m/%Y}",
            f"{day:%d-%m-%Y}",
            f"{day:%d.%m.%Y}",
            f"ngày {day.day} tháng {day.month} năm {day.year}",
            f"ngày {day:%d/%m/%Y}",
            f"{day:%Y-%m-%d}",
        )
    )


def years(first: int, last: int, random: Random, *, whole: bool = True) -> str:
    """A span of years, unless ``whole`` also in the writings that name its very first month."""
    if first == last:
        return one_year(first, random)
    to_the_month = [f"Quý I/{first} - Quý IV/{last}", f"Tháng 01/{first} - tháng 12/{last}"]
    return random.choice(
        [
            *([] if whole else to_the_month),
            f"{first}-{last}",
            f"{first} - {last}",
            f"{first}–{last}",
            f"{first} -{last}",
            f"Năm {first}-{last}",
            f"giai đoạn {first}-{last}",
            f"Giai đoạn {first} - {last}",
            f"Từ năm {first} đến năm {last}",
            f"từ {first} đến {last}",
            f"Từ năm {first} đến hết năm {last}",
        ]
    )


def one_year(year: int, random: Random) -> str:
    return random.choice((f"{year}", f"Năm {year}", f"năm {year}", f"Trong năm {year}"))


def part_of_year(year: int, random: Random) -> str:
    """Some months of a year, a quarter or a half of it."""
    number = random.randrange(4)
    month = random.randint(1, 12)
    return random.choice(
        (
            f"Quý {_ROMAN[number]}/{year}",
            f"quý {number + 1}/{year}",
            f"Quý {_ROMAN[number]} năm {year}",
            f"Quý {_ROMAN[min(number, 2)]}-{_ROMAN[min(number, 2) + 1]}/{year}",
            f"Tháng {month}/{year}",
            f"tháng {month:02} năm {year}",
            f"6 tháng đầu năm {year}",
            f"6 tháng cuối năm {year}",
            f"9 tháng đầu năm {year}",
            f"{month:02}/{year}",
        )
    )


def until(year: int, random: Random) -> str:
    """By some day of a year."""
    month = random.randint(2, 12)
    return random.choice(
        (
            f"Đến năm {year}",
            f"đến hết năm {year}",
            f"Trước ngày 30/6/{year}",
            f"Trước 15/{month}/{year}",
            f"trước tháng {month}/{year}",
            f"Chậm nhất 31/12/{year}",
            f"Hoàn thành trước ngày 20/{month:02}/{year}",
            f"Đến quý {_ROMAN[random.randrange(4)]}/{year}",
            f"Hoàn thành trong năm {year}",
        )
    )


def recurring(random: Random) -> str:
    return random.choice(
        (
            "Hằng năm",
            "Hàng năm",
            "hằng quý",
            "Hằng tháng",
            "Thường xuyên",
            "thường xuyên",
            "Hằng năm và thường xuyên",
            "Thường xuyên, liên tục",
            "Định kỳ hằng quý",
            "6 tháng một lần",
        )
    )


def recurring_within(first: int, last: int, random: Random) -> str:
    return random.choice(
        (
            f"Hằng năm, giai đoạn {first}-{last}",
            f"Hằng năm ({first}-{last})",
            f"Thường xuyên, {first} - {last}",
            f"Hàng quý, từ năm {first} đến năm {last}",
        )
    )


def a_time(first: int, last: int, random: Random) -> Value:
    """Any writing of a dated time that lies within these whole years and ends in the last."""
    way = random.randrange(4)
    if way == 0:
        return years(random.randint(first, last), last, random, whole=False)
    if way == 1:
        return part_of_year(last, random)
    if way == 2:
        return until(last, random)
    return random.choice((last, one_year(last, random)))
