from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ktt_check.expressions import Expression, columns_of, evaluate, to_polars
from ktt_check.values.comparison import Outcome, Step, compare, outcome_tree, reason_tree, step, steps
from ktt_check.values.comparison_words import difference_in_words
from ktt_check.values.level import FLAT_COLUMNS, Direction, Kind, Level, flat
from ktt_check.values.level_words import parse_level, say
from ktt_check.values.measure import parse_measure

from level_strategies import NOUNS, TOLERANCE, level, levels, spellings

CONFORMS, WEAKER, UNDETERMINED = Outcome.CONFORMS, Outcome.WEAKER, Outcome.UNDETERMINED
NOT_COMPARABLE = Outcome.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("demand", "commitment", "outcome", "reason", "difference", "words"),
    [
        ("ít nhất 50%", "ít nhất 20%", WEAKER, "below", "30", "thấp hơn 30 điểm %"),
        ("ít nhất 20%", "ít nhất 50%", CONFORMS, None, None, "“ít nhất 50%” đáp ứng “ít nhất 20%”"),
        ("khoảng 10%", "trên 15%", CONFORMS, None, None, "“trên 15%” đáp ứng “khoảng 10%”"),
        ("khoảng 10%", "từ 9,5%", CONFORMS, None, None, "“ít nhất 9,5%” đáp ứng “khoảng 10%”"),
        ("khoảng 1.200 HTX", "1.100 HTX", WEAKER, "below", "100", "thấp hơn 100 HTX"),
        ("trên 60%", "60-70%", UNDETERMINED, "partly-inside", None, "“từ 60% đến 70%” chỉ đáp ứng một phần “trên 60%”"),
        ("từ 60%", "60-70%", CONFORMS, None, None, "“từ 60% đến 70%” đáp ứng “ít nhất 60%”"),
        ("60-70%", "từ 60%", CONFORMS, None, None, "“ít nhất 60%” đáp ứng “từ 60% đến 70%”"),
        ("60-70%", "65%", CONFORMS, None, None, "“65%” đáp ứng “từ 60% đến 70%”"),
        ("trên 60%", "50-60%", WEAKER, "below", "10", "thấp hơn 10 điểm %"),
        (
            "từ 60%",
            "50-60%",
            UNDETERMINED,
            "partly-inside",
            "10",
            "“từ 50% đến 60%” chỉ đáp ứng một phần “ít nhất 60%”",
        ),
        (
            "trên 90%",
            "từ 90%",
            *(
                UNDETERMINED,
                "same-number-less-strict",
                None,
                "cùng con số nhưng “ít nhất 90%” không chặt bằng “trên 90%”",
            ),
        ),
        ("từ 90%", "trên 90%", CONFORMS, None, None, "“trên 90%” đáp ứng “ít nhất 90%”"),
        ("từ 90%", "90%", CONFORMS, None, None, "“90%” đáp ứng “ít nhất 90%”"),
        ("trên 90%", "bằng 90%", UNDETERMINED, "same-number-less-strict", None, None),
        ("từ 100 HTX", "gần 100 HTX", WEAKER, "below", None, "gần 100 HTX chưa tới ít nhất 100 HTX"),
        ("gần 100 HTX", "gần 100 HTX", CONFORMS, None, None, None),
        ("gần 100 HTX", "khoảng 100 HTX", CONFORMS, None, None, None),
        ("từ 100 HTX", "khoảng 100 HTX", UNDETERMINED, "partly-inside", None, None),
        ("100%", "đều", CONFORMS, None, None, None),
        ("trên 60%", "khoảng 10%", WEAKER, "below", "50", "thấp hơn 50 điểm %"),
        # falling
        ("không quá 5%", "không quá 7%", WEAKER, "above", "2", "cao hơn 2 điểm %"),
        ("không quá 5%", "dưới 5%", CONFORMS, None, None, None),
        ("dưới 5%", "không quá 5%", UNDETERMINED, "same-number-less-strict", None, None),
        ("dưới 5%", "4%", CONFORMS, None, None, None),
        ("dưới 5%", "5%", UNDETERMINED, "same-number-less-strict", None, None),
        ("không quá 5%", "bằng 6%", WEAKER, "above", "1", "cao hơn 1 điểm %"),
        ("không quá 5%", "4-6%", UNDETERMINED, "partly-inside", "1", None),
        ("không quá 5%", "3-5%", CONFORMS, None, None, None),
        ("dưới 5%", "5-6%", WEAKER, "above", "1", "cao hơn 1 điểm %"),
        # bounds that go opposite ways
        ("ít nhất 50%", "không quá 60%", UNDETERMINED, "opposite-direction", None, None),
        (
            "ít nhất 50%",
            "không quá 40%",
            *(WEAKER, "opposite-direction", "10", "“không quá 40%” và “ít nhất 50%” đi ngược chiều nhau"),
        ),
        ("ít nhất 50%", "dưới 50%", WEAKER, "opposite-direction", None, None),
        ("không quá 50%", "ít nhất 40%", UNDETERMINED, "opposite-direction", None, None),
        ("không quá 50%", "trên 50%", WEAKER, "opposite-direction", None, None),
        # units
        (
            "4.000 triệu đồng/HTX/năm",
            "gần 01 tỷ đồng/hợp tác xã",
            WEAKER,
            "below",
            "3",
            "thấp hơn 3 tỷ đồng/hợp tác xã",
        ),
        ("200 triệu đồng/HTX/năm", "0,2 tỷ đồng/hợp tác xã", CONFORMS, None, None, None),
        ("1 tỷ đồng/HTX", "800 triệu đồng/HTX", WEAKER, "below", "200", "thấp hơn 200 triệu đồng/HTX"),
        ("4 tỷ đồng/năm", "3 tỷ đồng", WEAKER, "below", "1", "thấp hơn 1 tỷ đồng"),
        ("8 triệu thành viên", "7.900.000 thành viên", WEAKER, "below", "100000", "thấp hơn 100.000 thành viên"),
        ("trên 5.000 HTX", "khoảng 10%", NOT_COMPARABLE, "unit", None, "khác đơn vị tính (% và HTX)"),
        ("1 tỷ đồng/HTX", "1 tỷ đồng", NOT_COMPARABLE, "unit", None, "khác đơn vị tính (tỷ đồng và tỷ đồng/HTX)"),
        ("7%/năm", "7%", NOT_COMPARABLE, "kind", None, "khác loại số (tỷ lệ và tốc độ tăng)"),
        ("5%", "5 điểm %", NOT_COMPARABLE, "unit", None, None),
        # what is no level
        ("trên 60%", "không áp dụng", Outcome.NOT_APPLICABLE, "waived", None, "đơn vị ghi không áp dụng"),
        ("trên 60%", "định tính", None, "no-bound", None, "chưa có mức để so sánh"),
        ("định tính", "trên 60%", None, "no-bound", None, "chưa có mức để so sánh"),
        ("không áp dụng", "trên 60%", None, "no-bound", None, "chưa có mức để so sánh"),
        ("trên 60%", "trên 60", None, "no-unit", None, "chưa ghi đơn vị tính"),
    ],
)
def test_a_commitment_is_held_against_a_demand_as_the_domain_says(
    demand: str, commitment: str, outcome: Outcome | None, reason: str | None, difference: str | None, words: str | None
) -> None:
    found = compare(level(demand), level(commitment))
    assert (found.outcome, found.reason) == (outcome, reason)
    assert found.difference == (None if difference is None else Decimal(difference))
    assert found.words if words is None else found.words == words


def test_a_bare_number_follows_the_demand_unless_its_row_says_otherwise() -> None:
    demand = level("không quá 5%")
    assert compare(demand, level("5%")).outcome is CONFORMS
    assert compare(demand, level("5%").towards(Direction.FALLING)).outcome is CONFORMS
    stubborn = compare(demand, level("5%").towards(Direction.RISING))
    assert (stubborn.outcome, stubborn.reason) == (UNDETERMINED, "opposite-direction")


def test_a_falling_bare_number_is_no_promise_of_more() -> None:
    found = compare(level("ít nhất 50%"), level("40%").towards(Direction.FALLING))
    assert (found.outcome, found.reason) == (WEAKER, "opposite-direction")


def test_a_missing_commitment_has_no_outcome() -> None:
    found = compare(level("trên 60%"), None)
    assert (found.outcome, found.reason, found.difference) == (None, "no-bound", None)


def test_kinds_differ_even_in_one_unit() -> None:
    demand, commitment = level("10 HTX"), level("10 HTX")
    added = parse_level("10 HTX", NOUNS, TOLERANCE, kind=Kind.ADDED)
    assert isinstance(added, Level)
    assert compare(demand, commitment).outcome is CONFORMS
    found = compare(demand, added)
    assert (found.outcome, found.words) == (NOT_COMPARABLE, "khác loại số (tăng mới và có đến thời điểm)")


def test_what_the_caller_knows_not_to_agree_makes_two_levels_not_comparable_and_never_weaker() -> None:
    demand, commitment = level("trên 60%"), level("50%")
    found = compare(demand, commitment, {"measure": True, "base": False, "horizon": None})
    assert (found.outcome, found.reason, found.words) == (NOT_COMPARABLE, "base", "khác phạm vi tính")
    assert compare(demand, commitment, {"base": None}).outcome is WEAKER
    assert compare(demand, commitment).outcome is WEAKER


def test_the_words_of_a_comparison_come_in_english_too() -> None:
    assert compare(level("trên 60%"), level("50%"), language="en").words == "lower by 10 percentage points"
    assert compare(level("1.500 HTX"), level("1.000 HTX"), language="en").words == "lower by 500 HTX"


@pytest.mark.parametrize(
    ("amount", "unit", "falling", "words"),
    [
        ("20", "%", False, "thấp hơn 20 điểm %"),
        ("0.5", "%/năm", False, "thấp hơn 0,5 điểm %"),
        ("100", "HTX", False, "thấp hơn 100 HTX"),
        ("200", "triệu đồng/HTX", False, "thấp hơn 200 triệu đồng/HTX"),
        ("2", "%", True, "cao hơn 2 điểm %"),
        ("5", "‰", True, "cao hơn 0,5 điểm %"),
        ("2", "1.000 đồng", False, "thấp hơn 2.000 đồng"),
        ("1200", "", False, "thấp hơn 1.200"),
    ],
)
def test_a_difference_is_said_in_the_commitments_own_unit(amount: str, unit: str, falling: bool, words: str) -> None:
    assert difference_in_words(Decimal(amount), parse_measure(unit, NOUNS), falling=falling) == words


@pytest.mark.parametrize(
    ("earlier", "later", "falling", "expected"),
    [
        ("khoảng 40 HTX", "khoảng 55 HTX", False, Step.RISES),
        ("gần 01 tỷ đồng/HTX", "04 tỷ đồng/HTX", False, Step.RISES),
        ("từ 70%", "khoảng 80%", False, Step.RISES),
        ("từ 50%", "từ 50% - 70%", False, Step.UNDETERMINED),
        ("50%", "50-70%", False, Step.UNDETERMINED),
        ("50-60%", "50-70%", False, Step.UNDETERMINED),
        ("từ 75%", "khoảng 78%", False, Step.UNDETERMINED),
        ("60-70%", "60-70%", False, Step.EQUAL),
        ("60-70%", "60%", False, Step.EQUAL),
        ("80%", "80%", False, Step.EQUAL),
        ("80%", "duy trì 80%", False, Step.KEPT),
        ("50%", "duy trì 50-70%", False, Step.KEPT),
        ("80%", "duy trì 70%", False, Step.FALLS),
        ("100%", "đều", False, Step.KEPT),
        ("100 HTX", "100 HTX", False, Step.EQUAL),
        ("từ 90%", "trên 90%", False, Step.RISES),
        ("trên 90%", "từ 90%", False, Step.UNDETERMINED),
        ("60-70%", "55-65%", False, Step.FALLS),
        ("khoảng 40 HTX", "khoảng 30 HTX", False, Step.FALLS),
        ("không quá 5%", "không quá 3%", False, Step.RISES),
        ("không quá 5%", "3%", False, Step.RISES),
        ("không quá 5%", "không quá 7%", False, Step.FALLS),
        ("không quá 5%", "không quá 5%", False, Step.EQUAL),
        ("không quá 0%", "không quá 0%", False, Step.KEPT),
        ("không quá 5%", "3-5%", False, Step.UNDETERMINED),
        ("5%", "3%", True, Step.RISES),
        ("5%", "3%", False, Step.FALLS),
        ("3%", "5%", True, Step.FALLS),
        ("5%", "5%", True, Step.EQUAL),
        ("không quá 5%", "ít nhất 4%", False, Step.UNDETERMINED),
        ("10 HTX", "50%", False, Step.NOT_COMPARABLE),
        ("7%/năm", "8%", False, Step.NOT_COMPARABLE),
        ("10 HTX", "không áp dụng", False, None),
        ("định tính", "10 HTX", False, None),
    ],
)
def test_a_target_rises_stands_still_or_falls_between_horizons(
    earlier: str, later: str, falling: bool, expected: Step | None
) -> None:
    assert step(level(earlier), level(later), falling=falling) is expected


def frame_of(
    pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], flags: Sequence[bool | None]
) -> pl.DataFrame:
    kinds = {Decimal: pl.Decimal(38, 9), bool: pl.Boolean(), str: pl.String()}
    columns = {f"{prefix}{name}": kinds[kind] for prefix in ("c_", "d_") for name, kind in FLAT_COLUMNS.items()}
    rows = [
        {**{f"c_{n}": v for n, v in commitment.items()}, **{f"d_{n}": v for n, v in demand.items()}, "agree": flag}
        for (demand, commitment), flag in zip(pairs, flags, strict=True)
    ]
    return pl.DataFrame(rows, schema={**columns, "agree": pl.Boolean()})


ROWS = st.fixed_dictionaries(
    {
        name: st.none()
        | (
            st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(50), Decimal("50.5"), Decimal(100)])
            if kind is Decimal
            else st.booleans()
            if kind is bool
            else st.sampled_from(["bound", "interval", "waived"] if name == "shape" else ["tỷ lệ", "bình quân", "%"])
        )
        for name, kind in FLAT_COLUMNS.items()
    }
)
SOME = st.none() | levels(units=["%", "HTX", "triệu đồng/HTX/năm"])
TREES: list[Expression] = [
    outcome_tree("c_", "d_", {}),
    outcome_tree("c_", "d_", {"base": "agree"}),
    reason_tree("c_", "d_", {"base": "agree"}),
    steps("c_", "d_"),
    steps("c_", "d_", "agree"),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SOME.map(flat), SOME.map(flat)) | st.tuples(ROWS, ROWS), min_size=1, max_size=25), st.data())
def test_a_frame_gives_the_same_answers_as_one_row_at_a_time(
    pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]], data: st.DataObject
) -> None:
    flags = data.draw(st.lists(st.sampled_from([True, False, None]), min_size=len(pairs), max_size=len(pairs)))
    frame = frame_of(pairs, flags)
    answers = frame.select(to_polars(tree).alias(str(at)) for at, tree in enumerate(TREES))
    for at, tree in enumerate(TREES):
        assert answers[str(at)].to_list() == [evaluate(tree, row) for row in frame.to_dicts()]


def test_the_trees_ask_only_for_declared_columns() -> None:
    declared = {f"{prefix}{name}" for prefix in ("c_", "d_") for name in FLAT_COLUMNS} | {"agree"}
    assert set().union(*map(columns_of, TREES)) <= declared


def with_a_number(found: Level) -> bool:
    return found.value is not None and found.measure.dimension is not None


@given(levels())
def test_every_level_conforms_to_itself(found: Level) -> None:
    assume(with_a_number(found))
    assert compare(found, found).outcome is CONFORMS


ONE_UNIT = levels(units=["%"], plain=True)


@settings(max_examples=300)
@given(ONE_UNIT, ONE_UNIT, ONE_UNIT)
def test_a_demand_met_by_a_commitment_is_met_by_every_stricter_one(demand: Level, met: Level, stricter: Level) -> None:
    """A demand without a direction of its own takes the commitment's, and keeps it for the stricter one."""
    assume(compare(demand, met).outcome is CONFORMS)
    if demand.exact is not None and met.falling:
        demand = demand.towards(Direction.FALLING)
    met = met.towards(Direction.FALLING if demand.falling else Direction.RISING)
    assume(compare(met, stricter).outcome is CONFORMS)
    assert compare(demand, stricter).outcome is CONFORMS


@given(ONE_UNIT, ONE_UNIT, st.integers(1, 500))
def test_raising_a_commitment_never_makes_it_worse(demand: Level, commitment: Level, more: int) -> None:
    assume(not demand.falling and not commitment.falling and commitment.value is not None)
    assert commitment.value is not None
    upper = None if commitment.upper is None else commitment.upper + more
    raised = replace(commitment, value=commitment.value + more, upper=upper)
    order = [WEAKER, UNDETERMINED, CONFORMS]
    before, after = compare(demand, commitment).outcome, compare(demand, raised).outcome
    assert before is not None
    assert after is not None
    assert order.index(after) >= order.index(before)


@given(levels(units=["tỷ đồng/HTX"], plain=True), levels(units=["tỷ đồng/HTX"], plain=True))
def test_a_comparison_is_unchanged_by_the_scale_of_the_unit(demand: Level, commitment: Level) -> None:
    millions = parse_measure("triệu đồng/hợp tác xã/năm", NOUNS)
    assert commitment.value is not None
    upper = None if commitment.upper is None else commitment.upper * 1000
    rescaled = replace(commitment, value=commitment.value * 1000, upper=upper, measure=millions)
    before, after = compare(demand, commitment), compare(demand, rescaled)
    assert (after.outcome, after.reason) == (before.outcome, before.reason)
    assert after.difference == (None if before.difference is None else before.difference * 1000)


@given(
    levels(units=["%", "cơ sở hoá chất", "tỷ đồng/HTX"], plain=True), levels(units=["%", "HTX"], plain=True), st.data()
)
def test_a_comparison_is_unchanged_by_how_the_levels_are_spelled(
    demand: Level, commitment: Level, data: st.DataObject
) -> None:
    before = compare(demand, commitment)
    after = compare(level(data.draw(spellings(say(demand)))), level(data.draw(spellings(say(commitment)))))
    assert (after.outcome, after.reason, after.difference) == (before.outcome, before.reason, before.difference)
