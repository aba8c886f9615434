"""A row's level of ambition, from its columns or from the words in its value cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..catalogue import Catalogue
from ..cells import Doubt, Reading
from ..values import level as levels
from ..values.level import Comparator, Level, Tolerance
from ..values.level_words import LevelProblem, level_from_columns, parse_level
from ..values.level_words import say as say_level
from ..values.measure import PERCENT, POINTS, parse_measure
from .flatten import Flat


@dataclass(frozen=True)
class ReadingContext:
    """What reading needs to know besides the cells: the names of units of measure and the declared tolerance."""

    catalogue: Catalogue
    tolerance: Tolerance
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class FoundLevel:
    """A row's level, the numbers meant by its cells, and the doubt about its value cell."""

    level: Level | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    doubt: Doubt | None = None


LEVEL_CELLS = ("comparator", "value", "upper", "unit", "kind", "direction")


def level_of(cells: Mapping[str, Reading], context: ReadingContext) -> FoundLevel:
    """The level of a row from its columns, or understood from words in its value cell."""
    value, kind = cells["value"], _text(cells["kind"])
    measure = parse_measure(cells["unit"].text or "", context.catalogue.nouns)
    comparator, direction = _text(cells["comparator"]), _text(cells["direction"])
    waived = comparator == Comparator.NOT_APPLICABLE.value
    if kind == "định tính" or (value.text is None and not waived):
        return FoundLevel()
    if isinstance(value.value, Decimal) or waived:
        percent = measure.numerator in (PERCENT, POINTS)
        low, high = (_scaled(cells[name], percent) for name in ("value", "upper"))
        level = level_from_columns(comparator, low, high, measure, kind, direction, context.tolerance)
        if isinstance(level, LevelProblem):
            return FoundLevel(
                None, low, high, Doubt("level", {"value": value.text or "", "read": level.words(context.language)})
            )
        return FoundLevel(level, low, high, value.doubt)
    if value.doubt is None or value.doubt.code != "not-of-kind":
        return FoundLevel(doubt=value.doubt)
    words = parse_level(value.text or "", context.catalogue.nouns, context.tolerance, measure=measure)
    if isinstance(words, LevelProblem):
        return FoundLevel(doubt=value.doubt)
    stated = words.comparator.value or comparator
    level = level_from_columns(stated, words.value, words.upper, words.measure, kind, direction, context.tolerance)
    if isinstance(level, LevelProblem):
        return FoundLevel(doubt=value.doubt)
    read = Doubt("read-as", {"value": value.text or "", "read": say_level(level, context.language)})
    return FoundLevel(level, words.value, words.upper, read)


def flat_level(level: Level, language: str) -> Flat:
    return {f"level.{name}": value for name, value in levels.flat(level).items()} | {
        "level": say_level(level, language)
    }


def _scaled(reading: Reading, percent: bool) -> Decimal | None:
    """The number meant: a share that Excel stores as 0.6 and shows as 60 % is 60 (``domain.md`` §7)."""
    number = reading.value if isinstance(reading.value, Decimal) else None
    return number * 100 if number is not None and percent and (reading.text or "").endswith("%") else number


def _text(reading: Reading) -> str | None:
    return reading.value if isinstance(reading.value, str) else reading.text
