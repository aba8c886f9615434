"""The small tree of questions printed as Excel formulas, beside the printers to a row and to a frame.

Truth is 1 or 0 and missing is "", never TRUE or FALSE, which LibreOffice and Excel do not tell from numbers alike. A
question is printed twice, as what makes it yes and as what makes it no: where neither holds, one cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from msgspec import Struct

from ..expressions import And, Choose, Column, Compare, Expression, In, IsEmpty, Literal, Not, Or, columns_of

_BIRTH = date(1899, 12, 30)  # day 0 of Excel's calendar, from March 1900 on


class CannotCompileError(Exception):
    """Something that a form cannot ask; ``what`` names the column or kind."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


class Fact(Struct, frozen=True):
    """A column as a form knows it: the formula of its value, and of whether it was understood (1 or 0).

    ``filled`` only: the value tells whether something is there, not what.
    """

    value: str
    known: tuple[str, ...] = ()
    filled: bool = False


Facts = Callable[[str], Fact]
"""The fact of a column by its name; raises CannotCompileError for one that a form does not know."""


class Printer(Struct, frozen=True):
    """Prints trees over facts; ``keep`` puts a formula into a cell of its own and gives that cell.

    ``bound`` tells what becomes of what was not understood: nothing (whoever asks sees to it), ``certain`` (then it is
    neither yes nor no) or ``possible`` (it may be either, so it is both).
    """

    facts: Facts
    keep: Callable[[str], str]
    bound: str = ""

    def yes(self, tree: Expression) -> str:
        """A formula that is true where the answer is yes, false where it is no or cannot be told."""
        return self._bounded(tree, self._yes(tree))

    def no(self, tree: Expression) -> str:
        """A formula that is true where the answer is no."""
        return self._bounded(tree, self._no(tree))

    def _bounded(self, tree: Expression, answer: str) -> str:
        if not self.bound or isinstance(tree, And | Or | Not):
            return answer
        known = dict.fromkeys(cell for name in sorted(columns_of(tree)) for cell in self.facts(name).known)
        clear = _all([_compared("=", cell, "1") for cell in known])
        if self.bound == "certain":
            return _all([clear, answer])
        return _any([{"TRUE": "FALSE", "FALSE": "TRUE"}.get(clear, f"NOT({clear})"), answer])

    def _yes(self, tree: Expression) -> str:
        match tree:
            case Column() | Choose():
                return _compared("=", self._value(tree), "1")
            case Literal(value):
                return "TRUE" if value is True else "FALSE"
            case Compare(op, left, right):
                return self._compared(op, left, right)
            case In(operand, choices):
                value = self._value(operand)
                return _any([_compared("=", value, constant(choice)) for choice in choices])
            case IsEmpty(operand):
                return _compared("=", self._presence(operand), _NOTHING)
            case And(parts):
                return _all([self.yes(part) for part in parts])
            case Or(parts):
                return _any([self.yes(part) for part in parts])
            case Not(part):
                return self.no(part)
            case _:
                assert_never(tree)

    def _no(self, tree: Expression) -> str:
        match tree:
            case Column() | Choose():
                return _compared("=", self._value(tree), "0")
            case Literal(value):
                return "TRUE" if value is False else "FALSE"
            case Compare(op, left, right):
                return self._compared(_OPPOSITE[op], left, right)
            case In(operand, choices):
                value = self._value(operand)
                return _all([_compared("!=", value, constant(choice)) for choice in (None, *choices)])
            case IsEmpty(operand):
                return _compared("!=", self._presence(operand), _NOTHING)
            case And(parts):
                return _any([self.no(part) for part in parts])
            case Or(parts):
                return _all([self.no(part) for part in parts])
            case Not(part):
                return self.yes(part)
            case _:
                assert_never(tree)

    def value(self, tree: Expression) -> str:
        """A cell or constant with the tree's value."""
        return self._value(tree)

    def _compared(self, op: str, left: Expression, right: Expression) -> str:
        one, other = self._value(left), self._value(right)
        asked = [side for side in (one, other) if not _fixed(side)]
        if op == "=":  # what equals something that is there is there itself
            asked = asked[: len(asked) - 1]
        there = [_compared("!=", side, _NOTHING) for side in asked]
        if _NOTHING in (one, other):
            return "FALSE"
        return _all([*there, _compared(op, one, other)])

    def _presence(self, tree: Expression) -> str:
        return self.facts(tree.name).value if isinstance(tree, Column) else self._value(tree)

    def _value(self, tree: Expression) -> str:
        match tree:
            case Column(name):
                fact = self.facts(name)
                if fact.filled:
                    raise CannotCompileError(name)
                return fact.value
            case Literal(value):
                return constant(value)
            case Choose(cases, otherwise):
                formula = self._value(otherwise)
                for condition, value in reversed(cases):
                    met = self.yes(condition)
                    if met in ("TRUE", "FALSE"):
                        formula = self._value(value) if met == "TRUE" else formula
                        continue
                    met = met if len(met) < _SHORT else f"{self.keep(f'IF({met},1,0)')}=1"
                    formula = f"IF({met},{self._value(value)},{formula})"
                return formula if _fixed(formula) else self.keep(formula)
            case _:
                yes, no = self.yes(tree), self.no(tree)
                if yes in ("TRUE", "FALSE") and no in ("TRUE", "FALSE"):
                    return "1" if yes == "TRUE" else "0" if no == "TRUE" else _NOTHING
                return self.keep(f'IF({yes},1,IF({no},0,""))')


_NOTHING = '""'


def _fixed(value: str) -> bool:
    """Whether a formula is a constant."""
    return value.replace(".", "", 1).isdigit() or (value[:1] == value[-1:] == '"' and '"' not in value[1:-1])


def _compared(op: str, one: str, other: str) -> str:
    """The comparison of two values, decided here where both are constants."""
    if _fixed(one) and _fixed(other) and op in ("=", "!="):
        return "TRUE" if (one == other) is (op == "=") else "FALSE"
    return f"{one}{'<>' if op == '!=' else op}{other}"


_SHORT = 160  # characters of a condition that is not worth a cell of its own
_OPPOSITE: Mapping[str, str] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def constant(value: Any) -> str:
    """A constant as a formula spells it."""
    match value:
        case None:
            return '""'
        case bool():
            return str(int(value))
        case str():
            return f'"{value.replace(chr(34), chr(34) * 2)}"'
        case date():
            return str(serial(value))
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)


def serial(day: date) -> int:
    """The number by which Excel keeps a day."""
    return (date(day.year, day.month, day.day) - _BIRTH).days


def all_of(conditions: list[str]) -> str:
    """A formula that is true where each of the conditions is."""
    return _all(conditions)


def any_of(conditions: list[str]) -> str:
    """A formula that is true where one of the conditions is."""
    return _any(conditions)


def _all(parts: list[str]) -> str:
    told = [part for part in dict.fromkeys(parts) if part != "TRUE"]
    if "FALSE" in told:
        return "FALSE"
    return "TRUE" if not told else told[0] if len(told) == 1 else f"AND({','.join(told)})"


def _any(parts: list[str]) -> str:
    told = [part for part in dict.fromkeys(parts) if part != "FALSE"]
    if "TRUE" in told:
        return "TRUE"
    return "FALSE" if not told else told[0] if len(told) == 1 else f"OR({','.join(told)})"
