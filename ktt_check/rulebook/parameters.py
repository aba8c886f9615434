"""A rule's own parameters: their values read and bounded, then put where the rule refers to them.

A rule refers to a parameter as ``parameter.name`` in conditions and in the settings of its question, and as
``{parameter.name}`` in its wording. What is compiled is the rule with the values in place, so that nothing beyond
knows of parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from ..values.days import say_day
from ..values.number import say_number
from ..wording import Saying, say
from .mistakes import KeyPath
from .model import Parameter, RuleFile, Variant, Words, iso_day

Value = str | Decimal | int | date | bool | tuple[str, ...] | None
"""What a parameter can be; a year is an int, None is empty."""

_Ordered = TypeVar("_Ordered", Decimal, int, date)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE = re.compile(r"""(?P<text>"[^"]*")|\bparameter\.(?P<name>\w+)""")
_PLACEHOLDER = re.compile(r"\{parameter\.(?P<name>\w+)\}")
_UNQUOTABLE = re.compile(r'["{}\n]')


class ValueFault(ValueError):  # noqa: N818 -- a fault of the file, told to its author
    """A value is not what its parameter can be; ``saying`` tells why."""

    def __init__(self, saying: Saying) -> None:
        super().__init__(saying.said("en"))
        self.saying = saying


def read_value(name: str, parameter: Parameter, raw: object) -> Value:
    """The value that a file's text or list means for a parameter; raises ValueFault for one that it cannot have."""
    match parameter.kind:
        case "list":
            if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
                raise ValueFault(Saying("mistake.list-expected", {"name": name}))
            return tuple(_text(name, parameter, one) for one in raw)
        case _ if not isinstance(raw, str):
            raise ValueFault(Saying("mistake.text-expected", {"name": name}))
        case "text":
            return _text(name, parameter, raw)
        case "yes-or-no":
            if raw not in ("true", "false"):
                raise ValueFault(Saying("mistake.choice", {"name": name, "choices": "true, false"}))
            return raw == "true"
        case "number":
            return _bounded(name, parameter, raw, _number)
        case "year":
            return _bounded(name, parameter, raw, _year)
        case "date":
            return _bounded(name, parameter, raw, _day)


def _text(name: str, parameter: Parameter, text: str) -> str:
    if not text.strip() or _UNQUOTABLE.search(text):
        raise ValueFault(Saying("mistake.plain-text", {"name": name}))
    if parameter.choices and text not in parameter.choices:
        choices = ", ".join(parameter.choices)
        raise ValueFault(Saying("mistake.choice", {"name": name, "choices": choices}))
    return text


def _bounded(name: str, parameter: Parameter, raw: str, read: Callable[[str, str], _Ordered]) -> _Ordered:
    value = read(name, raw)
    low, high = (None if end is None else read(name, end) for end in (parameter.at_least, parameter.at_most))
    if (low is not None and value < low) or (high is not None and value > high):
        low_said, high_said = parameter.at_least or "…", parameter.at_most or "…"
        raise ValueFault(Saying("mistake.out-of-bounds", {"name": name, "low": low_said, "high": high_said}))
    return value


def _number(name: str, raw: str) -> Decimal:
    try:
        number = Decimal(raw)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal("1E15"):
        raise ValueFault(Saying("mistake.number-expected", {"name": name}))
    return number


def _year(name: str, raw: str) -> int:
    if not re.fullmatch(r"[12]\d{3}", raw):
        raise ValueFault(Saying("mistake.year-expected", {"name": name}))
    return int(raw)


def _day(name: str, raw: str) -> date:
    try:
        return iso_day(raw)
    except PydanticCustomError:
        raise ValueFault(Saying("mistake.day-expected", {"name": name})) from None


def references(data: RuleFile) -> list[tuple[KeyPath, str]]:
    """Every parameter that the rule refers to, with the place."""
    return [(where, name) for where, text in _texts(data) if "parameter." in text for name in _names_in(text)]


def default_values(data: RuleFile, used: Iterable[str]) -> tuple[dict[str, Value], list[tuple[KeyPath, Saying]]]:
    """What each parameter is without a profile, and what is wrong in how the parameters are declared."""
    values: dict[str, Value] = {}
    mistakes: list[tuple[KeyPath, Saying]] = []
    for name, parameter in data.parameters.items():
        where: KeyPath = ("parameters", name)
        if not _NAME.fullmatch(name):
            mistakes.append((where, Saying("mistake.parameter-name", {"name": name})))
        values[name] = None
        if parameter.default is not None:
            try:
                values[name] = read_value(name, parameter, parameter.default)
            except ValueFault as fault:
                mistakes.append(((*where, "default"), fault.saying))
        if name not in used:
            mistakes.append((where, Saying("mistake.parameter-unused", {"name": name})))
    return values, mistakes


def filled(data: RuleFile, values: Mapping[str, Value]) -> RuleFile:
    """The rule with the values in place of the references."""
    if not values:
        return data
    changes: dict[str, Any] = {
        "when": _condition(data.when, values),
        "check": _settings(data.check, values),
        "variants": tuple(_variant(one, values) for one in data.variants),
        "once": tuple(
            one.model_copy(update={"when": _condition(one.when, values), "message": _words(one.message, values)})
            for one in data.once
        ),
    }
    changes |= {key: _words(getattr(data, key), values) for key in ("message", "fix", "expected", "unchecked")}
    return data.model_copy(update=changes)


def _variant(one: Variant, values: Mapping[str, Value]) -> Variant:
    words = {"message": _words(one.message, values), "fix": _words(one.fix, values)}
    return one.model_copy(update={"when": _condition(one.when, values), **words})


def _texts(data: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    """Every text of the rule that may refer to a parameter, with its place."""
    if data.when is not None:
        yield ("when",), data.when
    yield from _texts_in(("check",), data.check)
    for at, variant in enumerate(data.variants):
        yield ("variants", at, "when"), variant.when
        yield from _said(("variants", at), {"message": variant.message, "fix": variant.fix})
    for at, once in enumerate(data.once):
        if once.when is not None:
            yield ("once", at, "when"), once.when
        yield from _said(("once", at), {"message": once.message})
    yield from _said((), {key: getattr(data, key) for key in ("message", "fix", "expected", "unchecked")})


def _texts_in(where: KeyPath, settings: object) -> Iterator[tuple[KeyPath, str]]:
    match settings:
        case str():
            yield where, settings
        case dict():
            for key, value in settings.items():
                yield from _texts_in((*where, key), value)
        case list():
            for at, value in enumerate(settings):
                yield from _texts_in((*where, at), value)


def _said(where: KeyPath, every: Mapping[str, Words | None]) -> Iterator[tuple[KeyPath, str]]:
    for key, words in every.items():
        if words is not None:
            for language in ("vi", "en"):
                text = words.in_language(language)
                yield (*where, key, language), " ".join(f"parameter.{name}" for name in _PLACEHOLDER.findall(text))


def _names_in(text: str) -> Iterator[str]:
    return (match["name"] for match in _REFERENCE.finditer(text) if match["name"] is not None)


def _condition(text: str | None, values: Mapping[str, Value]) -> str | None:
    def constant(match: re.Match[str]) -> str:
        return match[0] if match["name"] is None else as_constant(values[match["name"]])

    return None if text is None else _REFERENCE.sub(constant, text)


def _settings(settings: Any, values: Mapping[str, Value]) -> Any:
    """The settings of a question: a setting that is a reference alone becomes the value itself."""
    match settings:
        case str():
            alone = _REFERENCE.fullmatch(settings)
            if alone is None or alone["name"] is None:
                return _condition(settings, values)
            value = values[alone["name"]]
            if isinstance(value, tuple):
                return list(value)
            return value if value is None or isinstance(value, str) else as_constant(value)
        case dict():
            return {key: _settings(value, values) for key, value in settings.items()}
        case list():
            return [_settings(value, values) for value in settings]
        case _:
            return settings


def _words(words: Words | None, values: Mapping[str, Value]) -> Words | None:
    if words is None:
        return None
    return words.model_copy(update={"vi": _told(words.vi, values, "vi"), "en": _told(words.en, values, "en")})


def _told(text: str, values: Mapping[str, Value], language: str) -> str:
    return _PLACEHOLDER.sub(lambda match: say_value(values[match["name"]], language), text)


def as_constant(value: Value) -> str:
    """The value as a condition writes it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return f"[{', '.join(map(as_constant, value))}]"
        case _:
            return f'"{value}"'


def say_value(value: Value, language: str) -> str:
    """The value as people say it."""
    match value:
        case None:
            return say("empty", language)
        case bool():
            return say("yes" if value else "no", language)
        case Decimal():
            return say_number(value, language)
        case int():
            return str(value)
        case date():
            return say_day(value, language)
        case tuple():
            return ", ".join(value) if value else say("result.none", language)
        case _:
            return value
