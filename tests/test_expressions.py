"""One tree of questions, asked of a row in Python and of a frame in polars: the same answer, always."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktt_check.expressions import (
    And,
    Choose,
    Column,
    Compare,
    Expression,
    In,
    IsEmpty,
    Literal,
    Not,
    Or,
    columns_of,
    evaluate,
    to_polars,
)

OPS = ("=", "!=", "<", "<=", ">", ">=")
SCHEMA: dict[str, Any] = {
    "text": pl.Utf8, "other": pl.Utf8, "number": pl.Decimal(38, 9), "more": pl.Decimal(38, 9),
    "yes": pl.Boolean, "day": pl.Date, "later": pl.Date,
}  # fmt: skip

words = st.sampled_from(["từ", "trên", "", "Từ", "z"])
numbers = st.decimals(-1000, 1000, places=3, allow_nan=False, allow_infinity=False)
days = st.dates(date(2020, 1, 1), date(2020, 1, 5))
truths = st.booleans()


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


rows = st.fixed_dictionaries(
    {
        "text": maybe(words), "other": maybe(words), "number": maybe(numbers), "more": maybe(numbers),
        "yes": maybe(truths), "day": maybe(days), "later": maybe(days),
    }
)  # fmt: skip


def compared(one: str, other: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Expression]:
    right = st.one_of(st.just(Column(other)), values.map(Literal))
    return st.builds(Compare, st.sampled_from(OPS), st.just(Column(one)), right)


leaves: st.SearchStrategy[Expression] = st.one_of(
    compared("text", "other", words),
    compared("number", "more", numbers),
    compared("day", "later", days),
    st.builds(In, st.just(Column("text")), st.lists(words, min_size=1, max_size=3).map(tuple)),
    st.builds(IsEmpty, st.sampled_from(list(SCHEMA)).map(Column)),
    st.just(Column("yes")),
    truths.map(Literal),
)


def bigger(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    cases = st.lists(st.tuples(parts, parts), min_size=1, max_size=2).map(tuple)
    return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts),
                     st.builds(Choose, cases, parts))  # fmt: skip


trees = st.recursive(leaves, bigger, max_leaves=6)


@settings(max_examples=100, deadline=None)
@given(tree=trees, found=st.lists(rows, min_size=1, max_size=4))
def test_a_tree_answers_in_python_as_in_polars(tree: Expression, found: list[dict[str, Any]]) -> None:
    """Yes, no and cannot-tell, for every row of a frame, whatever is missing in it."""
    frame = pl.DataFrame(found, schema=SCHEMA)
    answers = frame.with_columns(answer=to_polars(tree))["answer"].to_list()
    assert answers == [evaluate(tree, row) for row in found]


@pytest.mark.parametrize(
    ("tree", "answer"),
    [
        (Compare("=", Column("none"), Literal("x")), None),
        (Compare("!=", Column("none"), Literal("x")), None),
        (In(Column("none"), ("x",)), None),
        (IsEmpty(Column("none")), True),
        (Not(IsEmpty(Column("none"))), False),
        (And((Column("none"), Literal(False))), False),
        (And((Column("none"), Literal(True))), None),
        (Or((Column("none"), Literal(True))), True),
        (Or((Column("none"), Literal(False))), None),
        (Not(Column("none")), None),
        (Choose(((Column("none"), Literal("a")), (Literal(True), Literal("b"))), Literal("c")), "b"),
        (Choose(((Literal(False), Literal("a")),), Literal("c")), "c"),
    ],
)
def test_what_is_missing_cannot_be_told(tree: Expression, answer: object) -> None:
    """Kleene's logic: a missing side makes a comparison undecided, and only what does not depend on it is decided."""
    assert evaluate(tree, {"none": None}) == answer


def test_a_column_that_nobody_has_is_a_mistake_and_no_answer() -> None:
    """A name that slipped through the rule's compilation must not read as "empty"."""
    with pytest.raises(KeyError, match="gone"):
        evaluate(IsEmpty(Column("gone")), {})


def test_decimals_are_compared_exactly() -> None:
    """0.1 + 0.2 is 0.3 here: no floats in levels of ambition."""
    row = {"number": Decimal("0.1") + Decimal("0.2")}
    tree = Compare("=", Column("number"), Literal(Decimal("0.3")))
    frame = pl.DataFrame([row], schema={"number": pl.Decimal(38, 9)})
    assert evaluate(tree, row) is True
    assert frame.select(to_polars(tree)).to_series().to_list() == [True]


@pytest.mark.parametrize("answer", ["evaluate", "to_polars"])
def test_an_unknown_comparison_is_refused(answer: str) -> None:
    """No comparison is silently taken for another."""
    tree = Compare("~", Literal(1), Literal(2))
    with pytest.raises(ValueError, match="unknown comparison '~'"):
        evaluate(tree, {}) if answer == "evaluate" else to_polars(tree)


def test_the_columns_of_a_tree_are_all_it_names() -> None:
    """What a rule asks about is known before it is asked."""
    tree = Choose(
        ((And((Column("a"), Not(IsEmpty(Column("b"))))), Column("c")),),
        Or((In(Column("d"), ("x",)), Compare("<", Column("e"), Literal(1)))),
    )
    assert columns_of(tree) == {"a", "b", "c", "d", "e"}
