"""Whether a condition compares like with like: a year that is text is never 2030 the number, and nothing would say so.

polars answers some unlike comparisons with "no" and refuses others only when a workbook is checked; here they are
mistakes of the rule file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, assert_never

from ..expressions import And, Choose, Column, Compare, Expression, In, IsEmpty, Literal, Not, Or

_SORTS: dict[type, str] = {
    str: "text", Decimal: "a number", int: "a number", bool: "yes or no", date: "a date", list: "a list",
}  # fmt: skip


def unlike(tree: Expression, types: Mapping[str, type]) -> Iterator[str]:
    """What is wrong in a condition over columns of these types; a column that is not among them is passed over."""
    match tree:
        case Compare(_, left, right):
            one, other = _sort(left, types), _sort(right, types)
            if one is not None and other is not None and one != other:
                yield f"{_said(left)} is {one}, {_said(right)} is {other}"
            elif "a list" in (one, other):
                yield f"{_said(left)} is a list, which cannot be compared"
        case In(operand, choices):
            one = _sort(operand, types)
            for choice in choices:
                other = _sort(Literal(choice), types)
                if one is not None and one != other:
                    yield f"{_said(operand)} is {one}, {_said(Literal(choice))} is {other}"
        case And(parts) | Or(parts):
            for part in parts:
                yield from unlike(part, types)
        case Not(part):
            yield from unlike(part, types)
        case Column() | Literal():
            sort = _sort(tree, types)
            if sort not in (None, "yes or no"):
                yield f"{_said(tree)} is {sort} and answers no question"
        case IsEmpty() | Choose():
            return
        case _:
            assert_never(tree)


def _sort(operand: Expression, types: Mapping[str, type]) -> str | None:
    match operand:
        case Column(name):
            return _SORTS[types[name]] if name in types else None
        case Literal(value):
            return _SORTS[type(value)]
        case _:
            return None


def _said(operand: Expression) -> str:
    value: Any = operand.name if isinstance(operand, Column) else getattr(operand, "value", operand)
    return f'"{value}"' if isinstance(operand, Literal) and isinstance(value, str) else str(value)
