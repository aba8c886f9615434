"""Conditions as a rule writes them (``applies = "cộng dồn" and not (kind is empty)``), read into expression trees.

Columns are bare names with dots (``higher.level``), text is quoted, a day is ``2025-07-01``, and the only words are
``and or not in is empty true false nothing`` and the comparisons ``= != < <= > >=``; ``nothing`` is an empty value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from msgspec import Struct

from .expressions import And, Column, Compare, Expression, In, IsEmpty, Literal, Not, Or
from .wording import Saying

_END = Saying("condition.end")

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<day>\d{4}-\d{2}-\d{2})|(?P<number>-?\d+(?:\.\d+)?)|(?P<op>!=|<=|>=|=|<|>)|(?P<mark>[()\[\],])
    |(?P<word>[A-Za-z_][\w.]*))""",
    re.VERBOSE,
)


class ConditionError(ValueError):
    """The condition cannot be read; ``saying`` tells the author of the rule where and why."""

    def __init__(self, key: str, **values: object) -> None:
        self.saying = Saying(f"condition.{key}", values)
        super().__init__(self.saying.said("en"))


@lru_cache(maxsize=1024)
def parse_condition(text: str) -> Expression:
    """The tree of a condition; raises ConditionError with the place of the fault."""
    parser = _Parser(_tokens(text), text)
    tree = parser.either()
    parser.end()
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ConditionError("unreadable", piece=text[at:].strip()[:20])
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


class _Parser(Struct):
    tokens: Sequence[tuple[str, str]]
    text: str
    at: int = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *values: str) -> bool:
        if self.peek()[1] in values and self.peek()[0] != "text":
            self.at += 1
            return True
        return False

    def expect(self, value: str) -> None:
        if not self.take(value):
            raise ConditionError("expected", wanted=value, found=self.peek()[1] or _END, text=self.text)

    def end(self) -> None:
        if self.peek()[0] != "end":
            raise ConditionError("too-much", found=self.peek()[1], text=self.text)

    def either(self) -> Expression:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Expression:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self) -> Expression:
        if self.take("not"):
            return Not(self.negation())
        return self.comparison()

    def comparison(self) -> Expression:
        if self.take("("):
            tree = self.either()
            self.expect(")")
            return tree
        left = self.operand()
        if self.take("is"):
            negated = self.take("not")
            self.expect("empty")
            return Not(IsEmpty(left)) if negated else IsEmpty(left)
        if self.take("in"):
            return In(left, self.choices())
        kind, value = self.peek()
        if kind == "op":
            self.at += 1
            return Compare(value, left, self.operand())
        return left

    def operand(self) -> Expression:
        kind, value = self.peek()
        self.at += 1
        match kind:
            case "text" | "day" | "number":
                return Literal(_constant(kind, value))
            case "word" if value in {"true", "false"}:
                return Literal(value == "true")
            case "word" if value == "nothing":
                return Literal(None)
            case "word" if value not in {"and", "or", "not", "in", "is", "empty"}:
                return Column(value)
            case _:
                raise ConditionError("no-operand", found=value or _END, text=self.text)

    def choices(self) -> tuple[Any, ...]:
        self.expect("[")
        values: list[Any] = []
        if self.take("]"):
            return ()
        while True:
            kind, value = self.peek()
            if kind not in {"text", "day", "number"}:
                raise ConditionError("no-constant", found=value or _END, text=self.text)
            self.at += 1
            values.append(_constant(kind, value))
            if self.take("]"):
                return tuple(values)
            self.expect(",")


def _constant(kind: str, value: str) -> str | date | Decimal:
    if kind == "day":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ConditionError("no-day", found=value) from None
    return value[1:-1] if kind == "text" else Decimal(value)
