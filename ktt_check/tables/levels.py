"""A row's level of ambition, from its columns or from the words in its value cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from ..catalogue import Catalogue
from ..cells import UNDERSTOOD, Doubt, Reading
from ..values import level as levels
from ..values.level import Comparator, Kind, Level, Tolerance
from ..values.level_tokens import merge
from ..values.level_words import LevelProblem, level_from_columns, parse_level
from ..values.level_words import say as say_level
from ..values.measure import PERCENT, POINTS, Measure, parse_measure
from ..wording import say
from .flatten import Flat


class ReadingContext(Struct, frozen=True):
    """What reading needs to know besides the cells: the names of units of measure and the declared tolerance."""

    catalogue: Catalogue
    tolerance: Tolerance
    language: str = "vi"


class FoundLevel(Struct, frozen=True):
    """A row's level, the numbers meant by its cells, and the doubt about its value cell."""

    level: Level | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    doubt: Doubt | None = None


LEVEL_CELLS = ("comparator", "value", "upper", "unit", "kind", "direction")


def level_of(cells: Mapping[str, Reading], context: ReadingContext) -> FoundLevel:
    """The level of a row from its columns, or understood from words in its value cell.

    Where another cell of the level could not be read, that cell has its doubt and nothing is made of the row.
    """
    value, comparator, kind = cells["value"], _text(cells["comparator"]), _text(cells["kind"])
    waived = comparator == Comparator.NOT_APPLICABLE.value
    if kind == Kind.QUALITATIVE.value or (value.text is None and not waived):
        return FoundLevel(doubt=value.doubt if value.odd else None)
    others = (cells[name].doubt for name in LEVEL_CELLS if name != "value")
    if value.odd or any(doubt is not None and doubt.code not in UNDERSTOOD for doubt in others):
        return FoundLevel(doubt=value.doubt)
    measure = parse_measure(cells["unit"].text or "", context.catalogue.nouns)
    if isinstance(value.value, Decimal) or waived:
        return _from_columns(cells, measure, context)
    if value.doubt is not None and value.doubt.code == "not-of-kind":
        return _from_words(cells, measure, context)
    return FoundLevel(doubt=value.doubt)


def _from_columns(cells: Mapping[str, Reading], measure: Measure, context: ReadingContext) -> FoundLevel:
    value = cells["value"]
    percent = measure.numerator in (PERCENT, POINTS)
    numbers = [cells[name] for name in ("value", "upper")]
    shown = next((cell.text for cell in numbers if cell.doubt is None and (cell.text or "").endswith("%")), None)
    if shown is not None and not percent and measure.dimension is not None:
        words = say("level.percent-shown", context.language, unit=cells["unit"].text)
        return FoundLevel(doubt=Doubt("level", {"value": shown, "read": words}))
    low, high = (number_meant(cells[name], percent) for name in ("value", "upper"))
    kind, direction = _text(cells["kind"]), _text(cells["direction"])
    level = level_from_columns(_text(cells["comparator"]), low, high, measure, kind, direction, context.tolerance)
    if isinstance(level, LevelProblem):
        return FoundLevel(None, low, high, _problem(value, level, context))
    return FoundLevel(level, low, high, value.doubt)


def _from_words(cells: Mapping[str, Reading], measure: Measure, context: ReadingContext) -> FoundLevel:
    """What the words mean, with the row's columns: a word in the cell and one in So sánh must go together."""
    value, comparator = cells["value"], _text(cells["comparator"])
    found = parse_level(value.text or "", context.catalogue.nouns, context.tolerance, measure=measure)
    if isinstance(found, LevelProblem):
        unreadable = found.code in ("unknown-words", "no-number", "empty")
        return FoundLevel(doubt=value.doubt if unreadable else _problem(value, found, context))
    if not found.measure.known and measure.dimension is not None and found.measure != measure:
        return FoundLevel(doubt=value.doubt)
    stated = found.comparator
    if comparator in _RANGE_WORDS and found.upper is not None:
        comparator = None  # two numbers are a range, whichever of these words stands before them
    if comparator is not None and found.comparator is not Comparator.BARE:
        merged = merge(frozenset({Comparator(comparator), found.comparator}))
        if merged is None:
            words = say("level.words-clash", context.language, column=comparator, cell=found.comparator.value)
            return FoundLevel(doubt=Doubt("level", {"value": value.text or "", "read": words}))
        stated = merged
    kind, direction = _text(cells["kind"]), _text(cells["direction"])
    word = stated.value or comparator
    level = level_from_columns(
        word, found.value, found.upper, found.measure, kind, direction, context.tolerance, maintained=found.maintained
    )
    if isinstance(level, LevelProblem):
        return FoundLevel(doubt=_problem(value, level, context))
    read = Doubt("read-as", {"value": value.text or "", "read": say_level(level, context.language)})
    return FoundLevel(level, found.value, found.upper, read)


_RANGE_WORDS = (Comparator.ABOUT.value, Comparator.AT_LEAST.value, Comparator.WITHIN.value)


def _problem(value: Reading, problem: LevelProblem, context: ReadingContext) -> Doubt:
    return Doubt("level", {"value": value.text or "", "read": problem.words(context.language)})


def flat_level(level: Level, language: str) -> Flat:
    return {f"level.{name}": value for name, value in levels.flat(level).items()} | {
        "level": say_level(level, language)
    }


def number_meant(reading: Reading, percent: bool) -> Decimal | None:
    """The number meant: a share that Excel stores as 0.6 and shows as 60 % is 60 (``domain.md`` §7)."""
    number = reading.value if isinstance(reading.value, Decimal) else None
    shown = reading.doubt is None and (reading.text or "").endswith("%")
    return number * 100 if number is not None and percent and shown else number


def _text(reading: Reading) -> str | None:
    return reading.value if isinstance(reading.value, str) else reading.text
