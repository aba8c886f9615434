from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check.values.measure import Measure, parse_measure
from ktt_check.values.number import Number, NumberNote, read_digits, say_number
from ktt_check.values.text import fold

NOUNS = {fold(name): key for name, key in {"HTX": "HTX", "hợp tác xã": "HTX", "người": "người", "dân": "dân"}.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.200", "1200"),
        ("1.200.000", "1200000"),
        ("1.200,5", "1200.5"),
        ("278 000", "278000"),
        ("7,0", "7"),
        ("7,25", "7.25"),
        ("0,125", "0.125"),
        ("05", "5"),
        ("45000", "45000"),
        ("-5", "-5"),
    ],
)
def test_a_number_is_read_as_officials_write_it(text: str, value: str) -> None:
    assert read_digits(text) == Number(Decimal(value))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.2", Number(Decimal("1.2"), NumberNote.DOT_AS_DECIMAL)),
        ("0.125", Number(Decimal("0.125"), NumberNote.DOT_AS_DECIMAL)),
        ("1,200,000", Number(Decimal(1200000), NumberNote.COMMAS_GROUP)),
        ("1,200.5", Number(Decimal("1200.5"), NumberNote.COMMAS_GROUP)),
        ("1,200", Number(Decimal("1.200"), NumberNote.COMMA_AMBIGUOUS, Decimal(1200))),
        ("-1,200", Number(Decimal("-1.200"), NumberNote.COMMA_AMBIGUOUS, Decimal(-1200))),
    ],
)
def test_a_foreign_spelling_is_read_and_the_reading_is_told(text: str, number: Number) -> None:
    assert read_digits(text) == number


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1,2,3", "12 34", "5 HTX", "1..2", "2 triệu 5", "9" * 60, "٣"])
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert read_digits(text) is None


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("1200", "1.200", "1,200"),
        ("1.2E+3", "1.200", "1,200"),
        ("7.50", "7,5", "7.5"),
        ("-1234567.25", "-1.234.567,25", "-1,234,567.25"),
        ("0.125", "0,125", "0.125"),
        ("1.125", "1,1250", "1.125"),
        ("-0", "0", "0"),
    ],
)
def test_a_number_is_said_in_both_languages(value: str, vi: str, en: str) -> None:
    assert (say_number(Decimal(value)), say_number(Decimal(value), "en")) == (vi, en)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=6))
def test_a_number_said_is_read_back_as_itself_without_a_doubt(value: Decimal) -> None:
    assert read_digits(say_number(value)) == Number(value)


@pytest.mark.parametrize(
    ("text", "scale", "dimension", "per_year"),
    [
        ("%", "1", "%", False),
        ("phần trăm", "1", "%", False),
        ("Tỷ lệ %", "1", "%", False),
        ("%/năm", "1", "%", True),
        ("% năm", "1", "%", True),
        ("‰", "0.1", "%", False),
        ("điểm %", "1", "điểm %", False),
        ("điểm phần trăm", "1", "điểm %", False),
        ("% dân số", "1", "%", False),
        ("HTX", "1", "HTX", False),
        ("Hợp  tác xã", "1", "HTX", False),
        ("nghìn người", "1000", "người", False),
        ("1.000 người", "1000", "người", False),
        ("triệu đồng/HTX/năm", "1000000", "đồng/HTX", True),
        ("Triệu đồng / HTX", "1000000", "đồng/HTX", False),
        ("Tr.đ/HTX", "1000000", "đồng/HTX", False),
        ("trđ/01 hợp tác xã/năm", "1000000", "đồng/HTX", True),
        ("tỷ đồng/hợp tác xã", "1000000000", "đồng/HTX", False),
        ("tỉ đồng", "1000000000", "đồng", False),
        ("nghìn tỷ đồng", "1000000000000", "đồng", False),
        ("VNĐ", "1", "đồng", False),
        ("bác sĩ/10.000 dân", "0.0001", "bác sĩ/dân", False),
        ("ha", "1", "ha", False),
        ("m2", "1", "m2", False),
        ("HTX (lũy kế)", "1", "HTX", False),
        ("", "1", None, False),
    ],
)
def test_a_unit_is_taken_apart(text: str, scale: str, dimension: str | None, per_year: bool) -> None:
    measure = parse_measure(text, NOUNS)
    assert (measure.scale, measure.dimension, measure.per_year) == (Decimal(scale), dimension, per_year)
    assert measure.text == " ".join(text.split())


def test_two_spellings_of_one_unit_are_equal() -> None:
    assert parse_measure("tỷ đồng/hợp tác xã", NOUNS) == parse_measure("Tỉ đồng / HTX", NOUNS)


def test_equal_units_do_not_differ() -> None:
    """``!=`` goes by the unit as ``==`` does, not by its words."""
    one, other = (parse_measure(unit, NOUNS) for unit in ("tỷ đồng/hợp tác xã", "Tỉ đồng / HTX"))
    assert (one == other, one != other) == (True, False)
    assert one != parse_measure("triệu đồng/HTX", NOUNS)


def test_shares_growth_and_money_are_told_apart() -> None:
    share, growth, points, money = (parse_measure(unit, NOUNS) for unit in ("%", "%/năm", "điểm %", "triệu đồng/HTX"))
    assert [m.share for m in (share, growth, points, money)] == [True, False, False, False]
    assert [m.growth for m in (share, growth, points, money)] == [False, True, False, False]
    assert [m.money for m in (share, growth, points, money)] == [False, False, False, True]


def test_an_undeclared_noun_is_its_own_dimension_and_says_so() -> None:
    assert parse_measure("Làng nghề", NOUNS) == Measure("", Decimal(1), "làng nghề", known=False)
    assert not parse_measure("triệu đồng/làng nghề", NOUNS).known
    assert parse_measure("triệu đồng/HTX", NOUNS).known


def test_what_follows_a_percent_sign_is_kept_as_the_base() -> None:
    assert parse_measure("% hợp tác xã", NOUNS).of == "HTX"
    assert parse_measure("%", NOUNS).of is None
