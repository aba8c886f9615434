"""Levels of ambition read from a form's columns or from words in a cell, and said again as an official would.

Source of the words: ``domain.md`` §4; what they mean is in ``level.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from .level import Comparator, Direction, Kind, Level, Tolerance, default_kind
from .level_tokens import COMPARATORS, Words, cut_postfix, merge, read_words
from .measure import PERCENT, POINTS, Measure, counted_in, parse_measure
from .number import DIGITS, NumberNote, read_digits, say_number
from .text import fold, tidy

_TOO_LARGE = Decimal("1E18")  # in the base unit; leaves nine places within the 28 digits of decimal arithmetic

_Listed = TypeVar("_Listed", bound=StrEnum)

_BRACKETS = re.compile(r" ?\([^()]*\)")
_BULLET = re.compile(r"^[-+•*] +(?=\D)")
_RANGE = re.compile(rf"(?P<unit>[^0-9]*?) ?(?:[-~]|\b(?:đến|tới)\b) ?(?P<number>{DIGITS})", re.IGNORECASE)
_MAY_BE_RANGE = frozenset({Comparator.BARE, Comparator.AT_LEAST, Comparator.ABOUT, Comparator.WITHIN})


class LevelProblem(Struct, frozen=True):
    """Why no level could be read: a stable ``code``, and what it is ``about`` in the author's own words."""

    code: str
    about: str = ""

    def words(self, language: str = "vi") -> str:
        """The problem as one clause for people, in Vietnamese or English."""
        return _PROBLEMS[self.code][language == "en"].format(about=self.about)


_PROBLEMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "empty": ("chưa ghi mức", "no level is given"),
        "no-number": ("chưa có con số", "there is no number"),
        "no-second-number": ("thiếu số thứ hai của khoảng", "the second number of the range is missing"),
        "reversed": ("khoảng ghi ngược, số sau nhỏ hơn số trước ({about})", "the range is reversed ({about})"),
        "two-numbers": (
            "có hai số nhưng từ so sánh “{about}” chỉ đi với một số",
            "there are two numbers, but “{about}” goes with one",
        ),
        "two-comparators": ("các từ so sánh không đi được với nhau ({about})", "the comparing words clash ({about})"),
        "unknown-comparator": ("không rõ từ so sánh “{about}”", "the comparing word “{about}” is not known"),
        "unknown-kind": ("không rõ loại số “{about}”", "the kind of figure “{about}” is not known"),
        "unknown-direction": ("không rõ chiều “{about}”", "the direction “{about}” is not known"),
        "unknown-words": ("không hiểu được “{about}”", "“{about}” could not be understood"),
        "ambiguous-number": ("số có hai cách đọc: {about}", "the number can be read in two ways: {about}"),
        "units-differ": ("hai số của khoảng khác đơn vị tính ({about})", "the range's two units differ ({about})"),
        "waived-with-number": ("ghi “không áp dụng” nhưng vẫn có số {about}", "not applicable, yet with {about}"),
        "too-large": ("con số lớn quá mức", "the number is beyond reason"),
    }
)


def level_from_columns(
    comparator_text: str | None,
    value: Decimal | None,
    upper: Decimal | None,
    measure: Measure,
    kind_text: str | None,
    direction_text: str | None,
    tolerance: Tolerance,
    *,
    maintained: bool = False,
) -> Level | LevelProblem:
    """The level in the columns So sánh, Giá trị, Đến giá trị, Đơn vị tính, Loại số and Chiều of one row.

    ``maintained`` is whether the target's wording says "duy trì". Two numbers with từ, khoảng or no word are a range.
    """
    word = fold(_BRACKETS.sub("", comparator_text or ""))
    comparator = COMPARATORS.get(word) if word else Comparator.BARE
    if comparator is None:
        return LevelProblem("unknown-comparator", tidy(comparator_text or ""))
    kind = _listed(Kind, kind_text) if fold(kind_text or "") else default_kind(measure)
    if kind is None:
        return LevelProblem("unknown-kind", tidy(kind_text or ""))
    direction = _listed(Direction, direction_text)
    if direction is None and fold(direction_text or ""):
        return LevelProblem("unknown-direction", tidy(direction_text or ""))
    return _settle(Level(comparator, value, upper, measure, kind, direction, tolerance, maintained))


def parse_level(
    text: str,
    nouns: Mapping[str, str],
    tolerance: Tolerance,
    *,
    measure: Measure | None = None,
    kind: Kind | None = None,
    direction: Direction | None = None,
) -> Level | LevelProblem:
    """The level that the words in a cell mean ("phấn đấu có khoảng 20 %", "từ 50% - 70%", "3 đơn vị trở lên").

    ``measure``, ``kind`` and ``direction`` are what the row's other columns say. A unit in the cell wins over the
    row's when it is another unit; a mere scale word, or the row's unit in another scale, is converted to the row's.
    """
    words = _BRACKETS.sub("", tidy(text).replace("\n", " ")).strip(" .;")
    words = _BULLET.sub("", words)
    if not words:
        return LevelProblem("empty")
    first = re.search(DIGITS, words)
    prefix = read_words(words if first is None else words[: first.start()])
    if prefix is None:
        return LevelProblem("no-number" if first is None else "unknown-words", words)
    direction = direction or prefix.direction
    if first is None:
        return _without_number(prefix, measure or parse_measure("", nouns), kind, direction, tolerance)

    rest = words[first.end() :]
    second = _RANGE.match(rest)
    tail = rest[second.end() :] if second else rest
    tail, postfix = cut_postfix(tail)
    comparator = merge(prefix.comparators | postfix)
    if comparator is None:
        return LevelProblem("two-comparators", words)

    parts = [(first[0], tail)] if second is None else [(first[0], second["unit"]), (second["number"], tail)]
    amounts = _amounts(parts, nouns, measure)
    if isinstance(amounts, LevelProblem):
        return amounts
    numbers, unit = amounts
    upper = numbers[1] if len(numbers) == 2 else None
    kind = kind or default_kind(unit)
    return _settle(Level(comparator, numbers[0], upper, unit, kind, direction, tolerance, prefix.maintained))


def say(level: Level, language: str = "vi") -> str:
    """The level as an official would write it ("trên 60%", "khoảng 1.200 thành viên"); read back, it is the same."""
    english = language == "en"
    keep = ("maintain " if english else "duy trì ") if level.maintained else ""
    word = _SAID[level.comparator][english]
    if level.value is None:
        return keep + (word or ("qualitative" if english else Kind.QUALITATIVE.value))
    factor, unit = counted_in(level.measure)
    close = unit.startswith(("%", "‰"))
    numbers = [
        say_number(number * factor, language) + (unit if close else "")
        for number in (level.value, level.upper)
        if number is not None
    ]
    said = f"{word} " + (" to " if english else " đến ").join(numbers) + ("" if close else f" {unit}")
    return keep + said.strip()


_SAID: Mapping[Comparator, tuple[str, str]] = MappingProxyType(
    {
        Comparator.ABOUT: ("khoảng", "about"),
        Comparator.NEARLY: ("gần", "nearly"),
        Comparator.AT_LEAST: ("ít nhất", "at least"),
        Comparator.ABOVE: ("trên", "more than"),
        Comparator.EQUAL: ("bằng", "exactly"),
        Comparator.WITHIN: ("từ", "from"),
        Comparator.AT_MOST: ("không quá", "at most"),
        Comparator.BELOW: ("dưới", "below"),
        Comparator.NOT_APPLICABLE: ("không áp dụng", "not applicable"),
        Comparator.BARE: ("", ""),
    }
)


def _without_number(
    prefix: Words, measure: Measure, kind: Kind | None, direction: Direction | None, tolerance: Tolerance
) -> Level | LevelProblem:
    comparator, value = Comparator.BARE, None
    if prefix.comparators == {Comparator.NOT_APPLICABLE}:
        comparator = Comparator.NOT_APPLICABLE
    elif prefix.comparators:
        return LevelProblem("no-number")
    elif prefix.everything:
        value = Decimal(100)
        measure = measure if measure.share else parse_measure("%", {})
    elif prefix.qualitative:
        kind = Kind.QUALITATIVE
    kind = kind or default_kind(measure)
    return _settle(Level(comparator, value, None, measure, kind, direction, tolerance, prefix.maintained))


def _amounts(
    parts: list[tuple[str, str]], nouns: Mapping[str, str], row: Measure | None
) -> tuple[list[Decimal], Measure] | LevelProblem:
    """The one or two numbers of the cell in one unit: the row's where it is of the same dimension, else the cell's."""
    units = [unit.strip() for _, unit in parts]
    for unit in units:
        head = unit.partition("/")[0]
        if re.search(r"[,;:]", unit) or any(word[0].isdigit() for word in head.split()):
            return LevelProblem("unknown-words", unit)
    own = [parse_measure(unit or next(filter(None, reversed(units)), ""), nouns) for unit in units]
    target = own[0] if _abbreviates(own[-1], own[0]) else own[-1]
    if row is not None and _abbreviates(target, row):
        target = row
    numbers = []
    for (digits, _), measure in zip(parts, own, strict=True):
        number = read_digits(digits)
        if number is None:
            return LevelProblem("unknown-words", digits)
        if not _abbreviates(measure, target):
            return LevelProblem("units-differ", " - ".join(units))
        decimals_expected = target.numerator in (PERCENT, POINTS) or measure.scale != 1 or target.denominators
        if number.note is NumberNote.COMMA_AMBIGUOUS and number.other is not None and not decimals_expected:
            return LevelProblem("ambiguous-number", f"{say_number(number.value)} / {say_number(number.other)}")
        numbers.append(number.value * measure.scale / target.scale if any(units) else number.value)
    return numbers, target


def _abbreviates(short: Measure, full: Measure) -> bool:
    """Whether the unit can be meant by the other: nothing but a scale word, the same numerator alone, or all of it."""
    if short.dimension is None:
        return True
    same_above = short.numerator == full.numerator and short.per_year <= full.per_year
    return same_above and short.denominators in ((), full.denominators)


def _settle(level: Level) -> Level | LevelProblem:
    """The level made consistent: two numbers are a range, a one-sided comparator decides the direction (§4)."""
    numbers = [number for number in (level.value, level.upper) if number is not None]
    if level.comparator is Comparator.NOT_APPLICABLE:
        return LevelProblem("waived-with-number", say_number(numbers[0])) if numbers else level
    if level.value is None:
        silent = level.kind is Kind.QUALITATIVE and level.comparator is Comparator.BARE and not numbers
        return level if silent else LevelProblem("no-number")
    for number in numbers:
        if not number.is_finite() or abs(number) >= _TOO_LARGE or abs(number * level.measure.scale) >= _TOO_LARGE:
            return LevelProblem("too-large", f"{number:.3g}")
    if level.upper is not None:
        if level.comparator not in _MAY_BE_RANGE:
            return LevelProblem("two-numbers", level.comparator)
        if level.upper < level.value:
            return LevelProblem("reversed", " - ".join(map(say_number, numbers)))
        level = replace(level, comparator=Comparator.WITHIN)
    match level.comparator:
        case Comparator.WITHIN if level.upper is None:
            return LevelProblem("no-second-number")
        case Comparator.AT_LEAST | Comparator.ABOVE:
            return replace(level, direction=Direction.RISING)
        case Comparator.AT_MOST | Comparator.BELOW:
            return replace(level, direction=Direction.FALLING)
        case _:
            return level


def _listed(choices: type[_Listed], text: str | None) -> _Listed | None:
    wanted = fold(text or "")
    return next((choice for choice in choices if fold(choice.value) == wanted), None)
