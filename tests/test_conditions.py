"""Conditions as rules write them: read into trees, or refused with the place of the fault."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check.conditions import ConditionError, parse_condition
from ktt_check.expressions import And, Column, Compare, Expression, In, IsEmpty, Literal, Not, Or

A, B, C = Column("a"), Column("b"), Column("c")

TREES: list[tuple[str, Expression]] = [
    ("a", A),
    ("higher.level.low", Column("higher.level.low")),
    ('a = "từng đơn vị"', Compare("=", A, Literal("từng đơn vị"))),
    ('a != ""', Compare("!=", A, Literal(""))),
    ("a >= 1.50", Compare(">=", A, Literal(Decimal("1.50")))),
    ("a < -2", Compare("<", A, Literal(Decimal("-2")))),
    ("a<=b", Compare("<=", A, B)),
    ("a = true", Compare("=", A, Literal(True))),
    ("false", Literal(False)),
    ("a is empty", IsEmpty(A)),
    ("a is not empty", Not(IsEmpty(A))),
    ('a in ["x", "y"]', In(A, ("x", "y"))),
    ("a in [1, 2]", In(A, (Decimal("1"), Decimal("2")))),
    ("not a", Not(A)),
    ("not not a", Not(Not(A))),
    ("not a is empty", Not(IsEmpty(A))),
    ("a or b and c", Or((A, And((B, C))))),
    ("(a or b) and c", And((Or((A, B)), C))),
    ("a and b and c", And((A, B, C))),
    ("a and not (b or c)", And((A, Not(Or((B, C)))))),
    ('  a\n  and   b = "and"  ', And((A, Compare("=", B, Literal("and"))))),
    ("((a))", A),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_condition_is_read_as_one_reads_it_aloud(text: str, tree: Expression) -> None:
    """ "and" binds closer than "or", "not" closer than both; quoted words are text."""
    assert parse_condition(text) == tree


MISTAKES: list[tuple[str, str]] = [
    ("", "a column or value expected, not 'the end', in ''"),
    ("a =", "a column or value expected, not 'the end', in 'a ='"),
    ("a = b c", "'c' is too much in 'a = b c'"),
    ("(a or b", "')' expected before 'the end' in '(a or b'"),
    ("a)", "')' is too much in 'a)'"),
    ("a is b", "'empty' expected before 'b' in 'a is b'"),
    ("a in b", "'[' expected before 'b' in 'a in b'"),
    ('a in ["x" 1]', "',' expected before '1' in 'a in [\"x\" 1]'"),
    ("a in [,]", "a quoted text or number expected, not ',', in 'a in [,]'"),
    ("a in [b]", "a quoted text or number expected, not 'b', in 'a in [b]'"),
    ("and a", "a column or value expected, not 'and', in 'and a'"),
    ("a == b", "a column or value expected, not '=', in 'a == b'"),
    ("a = 'x'", "cannot read \"'x'\""),
    ("a & b", "cannot read '& b'"),
    ('a = "x', "cannot read '\"x'"),
    ("len(a) > 1", "'(' is too much in 'len(a) > 1'"),
    ("a + 1 > 2", "cannot read '+ 1 > 2'"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_a_condition_that_cannot_be_read_says_where_and_why(text: str, words: str) -> None:
    """The author of the rule sees the piece that is wrong, and the whole condition."""
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert str(caught.value).partition("; ")[0] == words


def test_what_is_not_understood_comes_with_how_conditions_are_written() -> None:
    """≥, ==, & and single quotes are habits of other programs; "và" and unquoted text those of people."""
    for text, hint in (
        ("year ≥ 2030", "so sánh viết = != < <= > >=, chữ đặt trong ngoặc kép"),
        ('a = "x" và b', "chữ đặt trong ngoặc kép, các điều kiện nối bằng and, or"),
    ):
        with pytest.raises(ConditionError) as caught:
            parse_condition(text)
        assert caught.value.saying.said("vi").partition("; ")[2] == hint


def test_there_are_no_functions_and_no_python() -> None:
    """A name with brackets is no call, and a dunder is a column that nobody has."""
    assert parse_condition("__import__") == Column("__import__")
    for text in ("f(a)", "a.b()", "a[0]", "lambda: 1", "a if b else c", "a ** 2", "a; b"):
        with pytest.raises(ConditionError):
            parse_condition(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Whatever is typed ends in a tree or in a ConditionError."""
    with contextlib.suppress(ConditionError):
        parse_condition(text)


@given(st.text(alphabet=st.characters(exclude_characters='"'), max_size=20))
def test_quoted_text_stays_as_it_is(text: str) -> None:
    """Blanks, brackets and words inside quotes are text."""
    assert parse_condition(f'a = "{text}"') == Compare("=", A, Literal(text))
