from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check.values.level import FLAT_COLUMNS, Bounds, Comparator, Direction, Kind, Level, Tolerance, flat
from ktt_check.values.level_words import LevelProblem, level_from_columns, parse_level, say
from ktt_check.values.measure import parse_measure

from level_strategies import NOUNS, TOLERANCE, level, levels, spellings

ABOUT, NEARLY, AT_LEAST, ABOVE = Comparator.ABOUT, Comparator.NEARLY, Comparator.AT_LEAST, Comparator.ABOVE
EQUAL, WITHIN, AT_MOST, BELOW = Comparator.EQUAL, Comparator.WITHIN, Comparator.AT_MOST, Comparator.BELOW
BARE = Comparator.BARE

Row = tuple[str, Comparator, str, str | None, str | None, str]
FORMS: list[Row] = [  # what the domain lists
    ("khoảng 140.000 THT", ABOUT, "140000", None, "THT", "khoảng 140.000 THT"),
    ("khoảng 2 triệu thành viên", ABOUT, "2", None, "thành viên", "khoảng 2 triệu thành viên"),
    ("khoảng 340 liên hiệp HTX", ABOUT, "340", None, "LHHTX", "khoảng 340 liên hiệp HTX"),
    ("trên 60 %", ABOVE, "60", None, "%", "trên 60%"),
    ("hơn 60%", ABOVE, "60", None, "%", "trên 60%"),
    ("ít nhất 50 %", AT_LEAST, "50", None, "%", "ít nhất 50%"),
    ("tối thiểu 20 %", AT_LEAST, "20", None, "%", "ít nhất 20%"),
    ("từ 70%", AT_LEAST, "70", None, "%", "ít nhất 70%"),
    ("đạt từ 50%", AT_LEAST, "50", None, "%", "ít nhất 50%"),
    ("gần 22.000", NEARLY, "22000", None, None, "gần 22.000"),
    ("dưới 3%", BELOW, "3", None, "%", "dưới 3%"),
    ("không quá 5%", AT_MOST, "5", None, "%", "không quá 5%"),
    ("tối đa 5%", AT_MOST, "5", None, "%", "không quá 5%"),
    ("đạt 30%", BARE, "30", None, "%", "30%"),
    ("có 136.000 thành viên", BARE, "136000", None, "thành viên", "136.000 thành viên"),
    ("1.200", BARE, "1200", None, None, "1.200"),
    ("bằng 50%", EQUAL, "50", None, "%", "bằng 50%"),
    ("đều", BARE, "100", None, "%", "100%"),
    ("100%", BARE, "100", None, "%", "100%"),
    ('100 % ("đều")', BARE, "100", None, "%", "100%"),
    ("3 liên hiệp trở lên", AT_LEAST, "3", None, "LHHTX", "ít nhất 3 liên hiệp"),
    ("từ 80% trở lên", AT_LEAST, "80", None, "%", "ít nhất 80%"),
    ("80% trở lên", AT_LEAST, "80", None, "%", "ít nhất 80%"),
    ("5% trở xuống", AT_MOST, "5", None, "%", "không quá 5%"),
    ("phấn đấu có khoảng 20 %", ABOUT, "20", None, "%", "khoảng 20%"),
    ("Phần đấu đạt trên 90%", ABOVE, "90", None, "%", "trên 90%"),
    ("từ 50% - 70%", WITHIN, "50", "70", "%", "từ 50% đến 70%"),
    ("từ 50 đến 70%", WITHIN, "50", "70", "%", "từ 50% đến 70%"),
    ("trong khoảng 50 - 70 %", WITHIN, "50", "70", "%", "từ 50% đến 70%"),
    ("60-70%", WITHIN, "60", "70", "%", "từ 60% đến 70%"),
    ("60–70 %", WITHIN, "60", "70", "%", "từ 60% đến 70%"),
    ("2-3", WITHIN, "2", "3", None, "từ 2 đến 3"),
    ("2 - 3 HTX", WITHIN, "2", "3", "HTX", "từ 2 đến 3 HTX"),
    ("từ 500 triệu đến 1 tỷ đồng/HTX", WITHIN, "0.5", "1", "đồng/HTX", "từ 0,5 đến 1 tỷ đồng/HTX"),
    ("7,0%/năm", BARE, "7", None, "%", "7%/năm"),
    ("khoảng 5.935 nghìn người", ABOUT, "5935", None, "người", "khoảng 5.935 nghìn người"),
    ("05 liên hiệp", BARE, "5", None, "LHHTX", "5 liên hiệp"),
    ("duy trì 100%", BARE, "100", None, "%", "duy trì 100%"),
    (">= 60%", AT_LEAST, "60", None, "%", "ít nhất 60%"),
    ("≤5%", AT_MOST, "5", None, "%", "không quá 5%"),
    ("ít nhất bằng 50%", AT_LEAST, "50", None, "%", "ít nhất 50%"),
    ("không thấp hơn 50%", AT_LEAST, "50", None, "%", "ít nhất 50%"),
]
SEEDS: list[Row] = [
    # Cam Ranh
    ("Phần đầu duy trì 60-70%", WITHIN, "60", "70", "%", "duy trì từ 60% đến 70%"),
    ("Có trên 50%", ABOVE, "50", None, "%", "trên 50%"),
    ("Phần đầu 20%", BARE, "20", None, "%", "20%"),
    ("Phần đầu 30%", BARE, "30", None, "%", "30%"),
    ("Đảm bảo trên 90%", ABOVE, "90", None, "%", "trên 90%"),
    # Đức Phổ
    ("khoảng 40 hợp tác xã", ABOUT, "40", None, "HTX", "khoảng 40 hợp tác xã"),
    ("gần 22.000 thành viên", NEARLY, "22000", None, "thành viên", "gần 22.000 thành viên"),
    ("chiếm từ 80%", AT_LEAST, "80", None, "%", "ít nhất 80%"),
    (
        "đạt gần 400 người (kể cả số lượng cán bộ quản lý trong hợp tác xã)",
        *(NEARLY, "400", None, "người", "gần 400 người"),
    ),
    ("có khoảng 80%", ABOUT, "80", None, "%", "khoảng 80%"),
    ("đạt gần 01 tỷ đồng/hợp tác xã", NEARLY, "1", None, "đồng/HTX", "gần 1 tỷ đồng/hợp tác xã"),
    ("đạt gần 100 triệu đồng/hợp tác xã", NEARLY, "100", None, "đồng/HTX", "gần 100 triệu đồng/hợp tác xã"),
    ("Phấn đấu xây dựng tối thiểu 01 hợp tác xã", AT_LEAST, "1", None, "HTX", "ít nhất 1 hợp tác xã"),
    ("có khoảng 10%", ABOUT, "10", None, "%", "khoảng 10%"),
    ("phấn đấu có khoảng 20%", ABOUT, "20", None, "%", "khoảng 20%"),
    ("khoảng 55 Hợp tác xã", ABOUT, "55", None, "HTX", "khoảng 55 Hợp tác xã"),
    ("gần 30.000 thành viên", NEARLY, "30000", None, "thành viên", "gần 30.000 thành viên"),
    ("chiếm từ 90%", AT_LEAST, "90", None, "%", "ít nhất 90%"),
    ("đạt gần 550 người", NEARLY, "550", None, "người", "gần 550 người"),
    ("đạt từ 50% - 70%", WITHIN, "50", "70", "%", "từ 50% đến 70%"),
    ("có khoảng 95%", ABOUT, "95", None, "%", "khoảng 95%"),
    ("đạt 04 tỷ đồng/hợp tác xã", BARE, "4", None, "đồng/HTX", "4 tỷ đồng/hợp tác xã"),
    ("đạt 400 triệu đồng/hợp tác xã", BARE, "400", None, "đồng/HTX", "400 triệu đồng/hợp tác xã"),
    ("tối thiểu 03 hợp tác xã", AT_LEAST, "3", None, "HTX", "ít nhất 3 hợp tác xã"),
    ("phấn đấu có khoảng 40%", ABOUT, "40", None, "%", "khoảng 40%"),
    # Quảng Bình
    ("có khoảng 540 hợp tác xã", ABOUT, "540", None, "HTX", "khoảng 540 hợp tác xã"),
    ("136.000 thành viên", BARE, "136000", None, "thành viên", "136.000 thành viên"),
    ("05 liên hiệp hợp tác xã", BARE, "5", None, "LHHTX", "5 liên hiệp hợp tác xã"),
    ("20 hợp tác xã thành viên", BARE, "20", None, "HTX thành viên", "20 hợp tác xã thành viên"),
    ("Bảo đảm trên 60%", ABOVE, "60", None, "%", "trên 60%"),
    ("có ít nhất 50%", AT_LEAST, "50", None, "%", "ít nhất 50%"),
    ("Thu hút tối thiểu 20% dân số", AT_LEAST, "20", None, "%", "ít nhất 20% dân số"),
    ("Bảo đảm trên 90%", ABOVE, "90", None, "%", "trên 90%"),
    ("có ít nhất 75%", AT_LEAST, "75", None, "%", "ít nhất 75%"),
    # Thành phố Quảng Ngãi
    ("khoảng 20 tổ hợp tác", ABOUT, "20", None, "THT", "khoảng 20 tổ hợp tác"),
    ("khoảng 200 thành viên", ABOUT, "200", None, "thành viên", "khoảng 200 thành viên"),
    ("có khoảng 60 tổ hợp tác", ABOUT, "60", None, "THT", "khoảng 60 tổ hợp tác"),
    ("khoảng 1.200 thành viên", ABOUT, "1200", None, "thành viên", "khoảng 1.200 thành viên"),
    ("khoảng 80 HTX", ABOUT, "80", None, "HTX", "khoảng 80 HTX"),
    ("gần 21.500 thành viên", NEARLY, "21500", None, "thành viên", "gần 21.500 thành viên"),
    ("khoảng 110 HTX", ABOUT, "110", None, "HTX", "khoảng 110 HTX"),
    ("gần 23.000 thành viên", NEARLY, "23000", None, "thành viên", "gần 23.000 thành viên"),
    ("chiếm từ 70%", AT_LEAST, "70", None, "%", "ít nhất 70%"),
    ("chiếm khoảng 80%", ABOUT, "80", None, "%", "khoảng 80%"),
    ("đạt 4.000 triệu đồng/HTX/năm", BARE, "4000", None, "đồng/HTX", "4.000 triệu đồng/HTX/năm"),
    ("đạt 200 triệu đồng/HTX/năm", BARE, "200", None, "đồng/HTX", "200 triệu đồng/HTX/năm"),
    ("đạt 10.000 triệu đồng/HTX/năm", BARE, "10000", None, "đồng/HTX", "10.000 triệu đồng/HTX/năm"),
    ("đạt 500 triệu đồng/HTX/năm", BARE, "500", None, "đồng/HTX", "500 triệu đồng/HTX/năm"),
    ("có khoảng 30%", ABOUT, "30", None, "%", "khoảng 30%"),
    # Nghệ An
    ("khoảng 1.000 tổ hợp tác", ABOUT, "1000", None, "THT", "khoảng 1.000 tổ hợp tác"),
    ("khoảng 13.000 thành viên", ABOUT, "13000", None, "thành viên", "khoảng 13.000 thành viên"),
    ("khoảng 1.200 hợp tác xã", ABOUT, "1200", None, "HTX", "khoảng 1.200 hợp tác xã"),
    ("khoảng 278.000 thành viên", ABOUT, "278000", None, "thành viên", "khoảng 278.000 thành viên"),
    ("6 liên hiệp hợp tác xã", BARE, "6", None, "LHHTX", "6 liên hiệp hợp tác xã"),
    ("khoảng 50 hợp tác xã thành viên", ABOUT, "50", None, "HTX thành viên", "khoảng 50 hợp tác xã thành viên"),
    ("Có trên 150 hợp tác xã", ABOVE, "150", None, "HTX", "trên 150 hợp tác xã"),
    ("Phần đầu thu hút tối thiểu 20% dân số", AT_LEAST, "20", None, "%", "ít nhất 20% dân số"),
    ("đạt ít nhất 30%", AT_LEAST, "30", None, "%", "ít nhất 30%"),
]


@pytest.mark.parametrize(("text", "comparator", "value", "upper", "dimension", "said"), FORMS + SEEDS)
def test_every_form_of_the_domain_and_the_seeds_is_understood_and_said_back(
    text: str, comparator: Comparator, value: str, upper: str | None, dimension: str | None, said: str
) -> None:
    found = level(text)
    assert found.comparator is comparator
    assert found.value == Decimal(value)
    assert found.upper == (None if upper is None else Decimal(upper))
    assert found.measure.dimension == dimension
    assert say(found) == said


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty", "chưa ghi mức"),
        ("ngang tầm khu vực", "no-number", "chưa có con số"),
        ("khoảng", "no-number", "chưa có con số"),
        ("70-60%", "reversed", "khoảng ghi ngược, số sau nhỏ hơn số trước (70 - 60)"),
        ("trong khoảng 50%", "no-second-number", "thiếu số thứ hai của khoảng"),
        ("dưới 2-3%", "two-numbers", "có hai số nhưng từ so sánh “dưới” chỉ đi với một số"),
        ("khoảng trên 60%", "two-comparators", "các từ so sánh không đi được với nhau (khoảng trên 60%)"),
        ("1,200 HTX", "ambiguous-number", "số có hai cách đọc: 1,2 / 1.200"),
        ("khoảng chục HTX 5", "unknown-words", "không hiểu được “khoảng chục HTX 5”"),
        (
            "1.200 hợp tác xã với khoảng 278.000 thành viên",
            "unknown-words",
            "không hiểu được “hợp tác xã với khoảng 278.000 thành viên”",
        ),
        ("60%, năm sau 70%", "unknown-words", "không hiểu được “%, năm sau 70%”"),
        ("từ 5 HTX đến 7 người", "units-differ", "hai số của khoảng khác đơn vị tính (HTX - người)"),
        ("999.999.999.999.999 tỷ đồng", "too-large", "con số lớn quá mức"),
    ],
)
def test_words_that_cannot_be_a_level_are_told_and_never_guessed(text: str, code: str, words: str) -> None:
    found = parse_level(text, NOUNS, TOLERANCE)
    assert isinstance(found, LevelProblem)
    assert (found.code, found.words()) == (code, words)


@pytest.mark.parametrize("text", ["7,125%", "1,125 tỷ đồng", "1,125 triệu đồng/HTX"])
def test_three_decimals_are_no_doubt_where_decimals_are_usual(text: str) -> None:
    assert level(text).value in (Decimal("7.125"), Decimal("1.125"))


@pytest.mark.parametrize(
    ("cell", "unit", "said"),
    [
        ("khoảng 2 triệu", "thành viên", "khoảng 2.000.000 thành viên"),
        ("gần 01 tỷ đồng/hợp tác xã", "triệu đồng/HTX/năm", "gần 1.000 triệu đồng/HTX/năm"),
        ("4 tỷ đồng", "triệu đồng/HTX/năm", "4.000 triệu đồng/HTX/năm"),
        ("60-70", "%", "từ 60% đến 70%"),
        ("7%", "%/năm", "7%/năm"),
        ("7%/năm", "%", "7%/năm"),
        ("đều", "% HTX", "100% HTX"),
        ("1.200 người", "HTX", "1.200 người"),
        ("2 triệu", "1.000 đồng", "2.000.000 đồng"),
    ],
)
def test_the_rows_unit_completes_the_cells_and_gives_way_to_another(cell: str, unit: str, said: str) -> None:
    found = parse_level(cell, NOUNS, TOLERANCE, measure=parse_measure(unit, NOUNS))
    assert isinstance(found, Level)
    assert say(found) == said


def test_english_words_are_said_with_english_digits() -> None:
    said = [say(level(text), "en") for text in ("khoảng 1.200", "trên 7,5%", "từ 60% - 70%", "đều", "không quá 5%")]
    assert said == ["about 1,200", "more than 7.5%", "from 60% to 70%", "100%", "at most 5%"]


def columns(
    comparator: str | None, value: str | None, upper: str | None = None, unit: str = "%", **texts: str
) -> Level | LevelProblem:
    first, second = (None if number is None else Decimal(number) for number in (value, upper))
    measure = parse_measure(unit, NOUNS)
    return level_from_columns(comparator, first, second, measure, texts.get("kind"), texts.get("direction"), TOLERANCE)


@pytest.mark.parametrize("comparator", ["từ", "Từ (ít nhất)", "ít nhất", " TỐI THIỂU", "tối thiểu"])
def test_columns_and_words_make_the_same_level(comparator: str) -> None:
    assert columns(comparator, "50") == level("từ 50%")


@pytest.mark.parametrize("comparator", [None, "", "từ", "khoảng", "trong khoảng"])
def test_two_numbers_are_a_range(comparator: str | None) -> None:
    assert columns(comparator, "50", "70") == level("50-70%")


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (columns("chừng", "5"), "unknown-comparator"),
        (columns("từ", None), "no-number"),
        (columns("từ", None, "5"), "no-number"),
        (columns("trong khoảng", "5"), "no-second-number"),
        (columns("trên", "5", "6"), "two-numbers"),
        (columns("", "7", "6"), "reversed"),
        (columns("không áp dụng", "5"), "waived-with-number"),
        (columns("", "5", kind="số lượng"), "unknown-kind"),
        (columns("", "5", direction="ngang"), "unknown-direction"),
        (columns("", "1E30"), "too-large"),
        (columns("", "NaN"), "too-large"),
        (columns("", "Infinity"), "too-large"),
    ],
)
def test_columns_that_contradict_each_other_are_a_problem(found: Level | LevelProblem, code: str) -> None:
    assert isinstance(found, LevelProblem)
    assert found.code == code
    assert found.words()
    assert found.words("en")


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("%", Kind.SHARE),
        ("%/năm", Kind.GROWTH),
        ("điểm %", Kind.ADDED),
        ("triệu đồng/HTX", Kind.AVERAGE),
        ("triệu đồng/năm", Kind.AVERAGE),
        ("HTX", Kind.STOCK),
    ],
)
def test_a_blank_kind_comes_from_the_unit(unit: str, kind: Kind) -> None:
    found = columns(None, "5", unit=unit)
    assert isinstance(found, Level)
    assert found.kind is kind


def test_a_kind_is_read_in_any_spelling() -> None:
    found = columns(None, "5", kind="Luỹ kế")
    assert isinstance(found, Level)
    assert found.kind is Kind.CUMULATIVE


@pytest.mark.parametrize(
    ("text", "direction", "low", "high", "need"),
    [
        ("khoảng 1.200", None, "1140", "1260", ("1140", False, None, False)),
        ("gần 1.000", None, "950", "1000", ("950", False, None, False)),
        ("60-70%", None, "60", "70", ("60", False, None, False)),
        ("trên 60%", None, "60", None, ("60", True, None, False)),
        ("ít nhất 50%", None, "50", None, ("50", False, None, False)),
        ("100%", None, "100", None, ("100", False, None, False)),
        ("khoảng 98%", None, "93.1", "100", ("93.1", False, None, False)),
        ("không quá 5%", None, None, "5", (None, False, "5", False)),
        ("dưới 3%", None, None, "3", (None, False, "3", True)),
        ("khoảng 10%", Direction.FALLING, "9.5", "10.5", (None, False, "10.5", False)),
        ("gần 10%", Direction.FALLING, "9.5", "10", (None, False, "10", True)),
        ("4-6%", Direction.FALLING, "4", "6", (None, False, "6", False)),
        ("4%", Direction.FALLING, None, "4", (None, False, "4", False)),
        ("bằng 4%", Direction.FALLING, None, "4", (None, False, "4", False)),
        ("khoảng 2 triệu thành viên", None, "1900000", "2100000", ("1900000", False, None, False)),
    ],
)
def test_bounds_and_demand_are_what_the_domain_says(
    text: str, direction: Direction | None, low: str | None, high: str | None, need: tuple[Any, ...]
) -> None:
    found = level(text).towards(direction)
    bounds = found.bounds
    assert (bounds.low, bounds.high) == (low and Decimal(low), high and Decimal(high))
    assert found.need == Bounds(need[0] and Decimal(need[0]), need[1], need[2] and Decimal(need[2]), need[3])


def test_the_words_themselves_decide_the_direction_before_the_column_and_the_higher_level() -> None:
    assert level("không quá 5%").towards(Direction.RISING).falling
    assert not level("từ 5%").towards(Direction.FALLING).falling
    assert level("giảm còn 5%").falling
    assert level("5%").towards(Direction.FALLING).falling
    assert level("5%").direction is None
    assert not level("5%").falling


def test_a_profile_may_change_what_about_and_nearly_mean() -> None:
    found = parse_level("khoảng 100", NOUNS, Tolerance(about=Decimal("0.1")))
    assert isinstance(found, Level)
    assert found.bounds == Bounds(Decimal(90), False, Decimal(110), False)
    with pytest.raises(ValueError, match="fraction"):
        Tolerance(about=Decimal(5))


def test_a_level_lies_flat_in_the_declared_columns() -> None:
    assert list(flat(level("duy trì trên 60%"))) == list(FLAT_COLUMNS)
    assert flat(level("gần 1 tỷ đồng/HTX/năm")) == {
        "low": Decimal("950000000"),
        "low_open": False,
        "high": Decimal("1000000000"),
        "high_open": True,
        "shape": "interval",
        "need_low": Decimal("950000000"),
        "need_low_open": False,
        "need_high": None,
        "need_high_open": False,
        "exact": None,
        "dimension": "đồng/HTX",
        "per_year": True,
        "kind": "bình quân",
        "falling": False,
        "maintained": False,
        "known": True,
    }
    assert set(flat(None).values()) == {None}
    assert flat(level("không áp dụng"))["shape"] == "waived"
    assert flat(level("định tính"))["shape"] is None


@given(levels())
def test_flat_values_are_of_the_declared_types_and_fit_a_frames_decimals(found: Level) -> None:
    for name, value in flat(found).items():
        assert value is None or type(value) is FLAT_COLUMNS[name]
        if isinstance(value, Decimal):
            assert value == value.quantize(Decimal("1E-9"))


@given(levels())
def test_a_level_said_is_read_back_as_itself(found: Level) -> None:
    again = parse_level(
        say(found), NOUNS, found.tolerance, measure=found.measure, kind=found.kind, direction=found.direction
    )
    assert again == found


@given(levels(plain=True), st.data())
def test_a_level_said_needs_no_columns_to_be_read_back_however_it_is_spelled(found: Level, data: st.DataObject) -> None:
    again = parse_level(data.draw(spellings(say(found))), NOUNS, found.tolerance)
    assert again == found
