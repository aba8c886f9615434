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
from ..wording import Saying

_SORTS: dict[type, str] = {
    str: "text", Decimal: "number", int: "number", bool: "yes-or-no", date: "date", list: "list",
}  # fmt: skip


def sort_of(kind: type) -> str:
    """What people call a column's type."""
    return _SORTS[kind]


def unlike(tree: Expression, types: Mapping[str, type]) -> Iterator[Saying]:
    """What is wrong in a condition over columns of these types; a column that is not among them is passed over."""
    match tree:
        case Compare(_, left, right):
            one, other = _sort(left, types), _sort(right, types)
            if one is not None and other is not None and one != other:
                yield _unlike(left, one, right, other)
            elif "list" in (one, other):
                yield Saying("mistake.list-compared", {"name": _said(left)})
        case In(operand, choices):
            one = _sort(operand, types)
            for choice in choices:
                other = _sort(Literal(choice), types)
                if one is not None and other is not None and one != other:
                    yield _unlike(operand, one, Literal(choice), other)
        case And(parts) | Or(parts):
            for part in parts:
                yield from unlike(part, types)
        case Not(part):
            yield from unlike(part, types)
        case Column() | Literal():
            sort = _sort(tree, types)
            if sort is not None and sort != "yes-or-no":
                yield Saying("mistake.no-question", {"name": _said(tree), "sort": Saying(f"sort.{sort}")})
        case IsEmpty() | Choose():
            return
        case _:
            assert_never(tree)


def _unlike(one: Expression, its: str, other: Expression, others: str) -> Saying:
    sort, other_sort = Saying(f"sort.{its}"), Saying(f"sort.{others}")
    values = {"name": _said(one), "sort": sort, "other": _said(other), "other_sort": other_sort}
    return Saying("mistake.unlike", values)


def _sort(operand: Expression, types: Mapping[str, type]) -> str | None:
    match operand:
        case Column(name):
            return _SORTS[types[name]] if name in types else None
        case Literal(value):
            return None if value is None else _SORTS[type(value)]
        case _:
            return None


def _said(operand: Expression) -> str:
    value: Any = operand.name if isinstance(operand, Column) else getattr(operand, "value", operand)
    return f'"{value}"' if isinstance(operand, Literal) and isinstance(value, str) else str(value)
