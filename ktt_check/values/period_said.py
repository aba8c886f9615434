"""Periods put into Vietnamese as officials write it, so that reading the words again gives the same period."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from .days import say_day, say_month
from .period import Grain, Kind, Period, Recurrence, Unit

_ROMAN = ("I", "II", "III", "IV")


def say(period: Period, language: str = "vi") -> str:
    """The period in words that fit inside a sentence; where only the words are known, those of the author."""
    if period.kind in (Kind.CONDITIONAL, Kind.NOT_A_TIME) or period.wording:
        return period.text
    if period.parts:
        *most, last = (say(part, language) for part in period.parts)
        return "; ".join(most) + (" và " if language == "vi" else " and ") + last
    if period.kind not in (Kind.CONTINUOUS, Kind.RECURRING):
        return _say_dates(period, language)
    words = []
    if period.kind is Kind.CONTINUOUS:
        words.append("thường xuyên" if language == "vi" else "continuously")
    if period.recurrence is not None:
        words.append(say_recurrence(period.recurrence, language))
    if period.dated:
        words.append(_say_dates(period, language))
    return ", ".join(words)


def say_recurrence(recurrence: Recurrence, language: str = "vi") -> str:
    """How often: "hằng quý", "6 tháng một lần", "2 năm một lần"."""
    if language == "en":
        named = {"quarter": "every quarter", "half-year": "every six months"}
        plain = f"every {recurrence.unit}" if recurrence.every == 1 else f"every {recurrence.every} {recurrence.unit}s"
        return named.get(recurrence.code, plain)
    unit = {"day": "ngày", "week": "tuần", "month": "tháng", "year": "năm"}[recurrence.unit]
    if recurrence.code == "quarter":
        return "hằng quý"
    return f"hằng {unit}" if recurrence.every == 1 else f"{recurrence.every} {unit} một lần"


def say_unit(unit: Unit, language: str = "vi") -> str:
    """One unit: "ngày 30/6/2024", "tháng 9/2024", "quý III/2026", "6 tháng đầu năm 2024", "năm 2023"."""
    year = unit.first.year
    match unit.grain:
        case Grain.DAY:
            return f"ngày {say_day(unit.first)}" if language == "vi" else say_day(unit.first, "en")
        case Grain.MONTH:
            month = f"{say_month(unit.number)}/{year}"
            return f"tháng {month}" if language == "vi" else month
        case Grain.QUARTER:
            return f"quý {_ROMAN[unit.number - 1]}/{year}" if language == "vi" else f"Q{unit.number}/{year}"
        case Grain.HALF_YEAR:
            if language == "vi":
                return f"6 tháng {('đầu', 'cuối')[unit.number - 1]} năm {year}"
            return f"the {('first', 'second')[unit.number - 1]} half of {year}"
        case Grain.YEAR:
            return f"năm {year}" if language == "vi" else str(year)
        case _:
            assert_never(unit.grain)


def _say_dates(period: Period, language: str) -> str:
    first, last = period.first_unit, period.last_unit
    vi = language == "vi"
    if first is not None and first == last and not period.before:
        return say_unit(first, language)
    if first is not None and last is not None and not period.before and first.first < last.first:
        if first.grain is last.grain is Grain.YEAR:
            years = f"{first.first.year}-{last.first.year}"
            return f"giai đoạn {years}" if vi else years
        if _nine_months(first, last):
            return f"9 tháng năm {first.first.year}" if vi else f"the first nine months of {first.first.year}"
    opening = "" if first is None else f"{'từ' if vi else 'from'} {say_unit(first, language)}"
    return f"{opening} {_say_end(last, period.before, language, first is not None)}".strip()


def _say_end(last: Unit | None, before: bool, language: str, opened: bool) -> str:
    if last is None:
        return ""
    if before:
        following = Unit(Grain.DAY, last.last + timedelta(days=1))
        words = ("đến trước" if opened else "trước") if language == "vi" else "before"
        return f"{words} {say_unit(following, language)}"
    if language == "en":
        return f"{'to' if opened else 'by'} {say_unit(last, language)}"
    return f"{'đến hết' if last.grain is Grain.HALF_YEAR else 'đến'} {say_unit(last)}"


def _nine_months(first: Unit, last: Unit) -> bool:
    same_year = first.first.year == last.first.year
    return first.grain is last.grain is Grain.MONTH and same_year and (first.number, last.number) == (1, 9)
