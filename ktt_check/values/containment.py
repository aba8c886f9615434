"""Whether one time lies inside another, at the grain in which it is written (``domain.md`` §5).

The question is one tree over the flat columns of both (``period.FLAT_COLUMNS``), so that a row and a frame are
asked the same. "2023-2024" lies inside a plan that starts on 30/5/2023, for the year is all that it says; "năm 2024"
cannot be told to lie inside "quý III/2024".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from ..expressions import And, Choose, Column, Compare, Expression, In, IsEmpty, evaluate
from ..expressions import Literal as Constant
from .period import Kind, Period, flat

Answer: TypeAlias = Literal["yes", "no", "undetermined"]


class Reason(StrEnum):
    """Why one time does or does not lie inside another."""

    WITHIN = "within"
    ALWAYS = "always"
    OUTER_ALWAYS = "outer-always"
    STARTS_BEFORE = "starts-before"
    ENDS_AFTER = "ends-after"
    ENDS_BEFORE_START = "ends-before-start"
    STARTS_AFTER_END = "starts-after-end"
    COARSER = "coarser"
    ON_THE_DAY = "on-the-day"
    MISSING = "missing"
    REVERSED = "reversed"
    CONDITIONAL = "conditional"
    NOT_A_TIME = "not-a-time"
    NO_YEAR = "no-year"
    OUTER_UNKNOWN = "outer-unknown"


_YES = (Reason.WITHIN, Reason.ALWAYS, Reason.OUTER_ALWAYS)
_NO = (Reason.STARTS_BEFORE, Reason.ENDS_AFTER, Reason.ENDS_BEFORE_START, Reason.STARTS_AFTER_END)


class Containment(Struct, frozen=True):
    """The answer and the reason for it."""

    answer: Answer
    reason: Reason


def inside(inner: Period | None, outer: Period | None) -> Containment:
    """Whether ``inner`` lies inside ``outer``; None is an empty cell, which cannot be told."""
    columns: dict[str, Any] = {f"inner.{name}": value for name, value in flat(inner).items()}
    columns |= {f"outer.{name}": value for name, value in flat(outer).items()}
    return inside_columns(columns, "inner.", "outer.")


def inside_columns(row: Mapping[str, Any], inner_prefix: str, outer_prefix: str) -> Containment:
    """The same for the flat columns of a row, whose names start with the prefixes."""
    reason = Reason(evaluate(reason_tree(inner_prefix, outer_prefix), row))
    return Containment("yes" if reason in _YES else "no" if reason in _NO else "undetermined", reason)


def containment_tree(inner_prefix: str, outer_prefix: str) -> Expression:
    """True, False or None (undetermined), over columns named prefix + flat column."""
    reason = reason_tree(inner_prefix, outer_prefix)
    yes, no = (In(reason, tuple(r.value for r in reasons)) for reasons in (_YES, _NO))
    return Choose(((yes, Constant(True)), (no, Constant(False))), Constant(None))


def reason_tree(inner_prefix: str, outer_prefix: str) -> Expression:
    """The ``Reason`` as text, over columns named prefix + flat column; never missing."""

    def inner(name: str) -> Column:
        return Column(inner_prefix + name)

    def outer(name: str) -> Column:
        return Column(outer_prefix + name)

    def undated(side: str) -> Expression:
        return And((IsEmpty(Column(side + "start")), IsEmpty(Column(side + "end"))))

    repeated = (Kind.CONTINUOUS.value, Kind.RECURRING.value)
    answers: tuple[tuple[Expression, Reason], ...] = (
        (IsEmpty(inner("kind")), Reason.MISSING),
        (inner("reversed"), Reason.REVERSED),
        (In(inner("kind"), (Kind.CONDITIONAL.value,)), Reason.CONDITIONAL),
        (In(inner("kind"), (Kind.NOT_A_TIME.value,)), Reason.NOT_A_TIME),
        (And((undated(inner_prefix), In(inner("kind"), repeated))), Reason.ALWAYS),
        (undated(inner_prefix), Reason.NO_YEAR),
        (outer("reversed"), Reason.OUTER_UNKNOWN),
        (And((undated(outer_prefix), In(outer("kind"), repeated))), Reason.OUTER_ALWAYS),
        (undated(outer_prefix), Reason.OUTER_UNKNOWN),
        (Compare("<", inner("end"), outer("start")), Reason.ENDS_BEFORE_START),
        (Compare(">", inner("start"), outer("end_latest")), Reason.STARTS_AFTER_END),
        (Compare("<", inner("start_until"), outer("start")), Reason.STARTS_BEFORE),
        (Compare(">", inner("end_from"), outer("end_latest")), Reason.ENDS_AFTER),
        (Compare(">", inner("end"), outer("end_latest")), Reason.COARSER),
        (Compare(">", inner("end"), outer("end")), Reason.ON_THE_DAY),
    )
    return Choose(
        tuple((condition, Constant(reason.value)) for condition, reason in answers), Constant(Reason.WITHIN.value)
    )


def reason_in_words(reason: Reason, language: str = "vi") -> str:
    """The reason as a clause that a finding can end with."""
    vietnamese, english = _WORDS[reason]
    return vietnamese if language == "vi" else english


_WORDS = {
    Reason.WITHIN: ("nằm trong thời gian được so sánh", "it lies within the other time"),
    Reason.ALWAYS: ("thực hiện thường xuyên hoặc theo định kỳ", "it is done continuously or recurs"),
    Reason.OUTER_ALWAYS: (
        "thời gian được so sánh là thường xuyên hoặc theo định kỳ",
        "the other time is continuous or recurs",
    ),
    Reason.STARTS_BEFORE: ("bắt đầu trước thời gian được so sánh", "it starts before the other time"),
    Reason.ENDS_AFTER: ("kết thúc sau thời gian được so sánh", "it ends after the other time"),
    Reason.ENDS_BEFORE_START: (
        "kết thúc trước khi thời gian được so sánh bắt đầu",
        "it ends before the other time starts",
    ),
    Reason.STARTS_AFTER_END: (
        "bắt đầu sau khi thời gian được so sánh đã kết thúc",
        "it starts after the other time has ended",
    ),
    Reason.COARSER: (
        "thời gian ghi chưa đủ cụ thể để biết có kết thúc kịp hay không",
        "it is written too coarsely to tell whether it ends in time",
    ),
    Reason.ON_THE_DAY: (
        "kết thúc đúng vào ngày mà thời hạn ghi là phải trước ngày đó",
        "it ends on the very day before which it is due",
    ),
    Reason.MISSING: ("chưa ghi thời gian", "no time is given"),
    Reason.REVERSED: ("thời gian kết thúc trước khi bắt đầu", "it ends before it starts"),
    Reason.CONDITIONAL: ("thời gian phụ thuộc vào một điều kiện", "the time depends on a condition"),
    Reason.NOT_A_TIME: ("nội dung ghi không phải là thời gian", "what is written is no time"),
    Reason.NO_YEAR: ("thời gian chưa ghi năm", "the time names no year"),
    Reason.OUTER_UNKNOWN: ("chưa xác định được thời gian dùng để so sánh", "the other time cannot be determined"),
}
