"""One small tree of questions about columns, with three answers (yes, no, cannot tell) and several printers.

Rules and the comparison of levels are written as such trees, so that the same question is asked of one row
(``evaluate``), of a frame (``to_polars``) and, printed elsewhere, of a sheet in Excel. There are no functions and
no arithmetic on purpose: power comes from kinds of check. A comparison with a missing side is "cannot tell"
(None), and ``and``/``or``/``not`` follow Kleene's logic, as polars does.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from msgspec import Struct

if TYPE_CHECKING:
    import polars as pl

Value: TypeAlias = Any


class Column(Struct, frozen=True):
    """A column of the row or frame, by its name there."""

    name: str


class Literal(Struct, frozen=True):
    """A constant: text, number, truth value or date."""

    value: Value


class Compare(Struct, frozen=True):
    """``left op right`` with op one of = != < <= > >=; cannot tell when a side is missing."""

    op: str
    left: Expression
    right: Expression


class In(Struct, frozen=True):
    """Whether the operand is one of the choices; cannot tell when it is missing."""

    operand: Expression
    choices: tuple[Value, ...]


class IsEmpty(Struct, frozen=True):
    """Whether the operand is missing; always yes or no."""

    operand: Expression


class And(Struct, frozen=True):
    parts: tuple[Expression, ...]


class Or(Struct, frozen=True):
    parts: tuple[Expression, ...]


class Not(Struct, frozen=True):
    part: Expression


class Choose(Struct, frozen=True):
    """The value beside the first condition that is yes, else ``otherwise``; a condition one cannot tell is passed."""

    cases: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression


Expression: TypeAlias = Column | Literal | Compare | In | IsEmpty | And | Or | Not | Choose


def columns_of(tree: Expression) -> set[str]:
    """The names of all columns that the tree asks about."""
    match tree:
        case Column(name):
            return {name}
        case Literal():
            return set()
        case Compare(_, left, right):
            return columns_of(left) | columns_of(right)
        case In(operand, _) | IsEmpty(operand) | Not(operand):
            return columns_of(operand)
        case And(parts) | Or(parts):
            return set().union(*map(columns_of, parts))
        case Choose(cases, otherwise):
            pairs = (columns_of(condition) | columns_of(value) for condition, value in cases)
            return columns_of(otherwise).union(*pairs)
        case _:
            assert_never(tree)


def evaluate(tree: Expression, row: Mapping[str, Value]) -> Value:
    """The answer for one row (a mapping from column names to plain values); raises KeyError for an unknown column."""
    match tree:
        case Column(name):
            return row[name]
        case Literal(value):
            return value
        case Compare(op, left, right):
            return _compare(op, evaluate(left, row), evaluate(right, row))
        case In(operand, choices):
            value = evaluate(operand, row)
            return None if value is None else value in choices
        case IsEmpty(operand):
            return evaluate(operand, row) is None
        case And(parts):
            return _all([evaluate(part, row) for part in parts])
        case Or(parts):
            answer = _all([_negate(evaluate(part, row)) for part in parts])
            return _negate(answer)
        case Not(part):
            return _negate(evaluate(part, row))
        case Choose(cases, otherwise):
            for condition, value in cases:
                if evaluate(condition, row):
                    return evaluate(value, row)
            return evaluate(otherwise, row)
        case _:
            assert_never(tree)


def to_polars(tree: Expression) -> pl.Expr:
    """The same question as a polars expression; decimals keep scale 9 (``Decimal(38, 9)`` columns)."""
    import polars as pl

    match tree:
        case Column(name):
            return _column(name)
        case Literal(value):
            return _constant(value)
        case Compare(op, left, right):
            return _polars_compare(op, to_polars(left), to_polars(right))
        case In(operand, choices):
            return to_polars(operand).is_in(list(choices))
        case IsEmpty(operand):
            return to_polars(operand).is_null()
        case And(parts):
            return pl.all_horizontal(*[to_polars(part) for part in parts])
        case Or(parts):
            return pl.any_horizontal(*[to_polars(part) for part in parts])
        case Not(part):
            return to_polars(part).not_()
        case Choose(cases, otherwise):
            answer = to_polars(otherwise)
            for condition, value in reversed(cases):
                answer = pl.when(to_polars(condition)).then(to_polars(value)).otherwise(answer)
            return answer
        case _:
            assert_never(tree)


@lru_cache(maxsize=2048)
def _column(name: str) -> pl.Expr:
    """A column as polars takes it; made once, for trees are full of the same ones."""
    import polars as pl

    return pl.col(name)


@lru_cache(maxsize=2048, typed=True)
def _constant(value: Value) -> pl.Expr:
    import polars as pl

    literal = pl.lit(value)
    return literal.cast(pl.Decimal(38, 9)) if isinstance(value, Decimal) else literal


def _compare(op: str, left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    match op:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case _:
            raise ValueError(f"unknown comparison {op!r}")


def _polars_compare(op: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match op:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case _:
            raise ValueError(f"unknown comparison {op!r}")


def _all(answers: list[bool | None]) -> bool | None:
    if any(answer is False for answer in answers):
        return False
    return None if any(answer is None for answer in answers) else True


def _negate(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
