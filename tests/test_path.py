"""The way from a baseline to a target, and where a figure stands on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ktt_check.values.path import path_of

BASE, MILESTONE, TARGET = date(2022, 12, 31), date(2025, 12, 31), date(2030, 12, 31)
D = Decimal


def test_a_path_is_straight_between_its_points() -> None:
    path = path_of([(BASE, D(25)), (MILESTONE, D(40)), (TARGET, D(65))], whole=False)
    assert path is not None
    days = [date(2022, 1, 1), date(2023, 12, 31), MILESTONE, date(2026, 12, 31), TARGET, date(2045, 1, 1)]
    assert [path.at(day) for day in days] == [25, D("29.99"), 40, D("44.99"), 65, 65]


def test_what_is_counted_is_asked_for_in_whole_units_only() -> None:
    path = path_of([(BASE, D(2)), (TARGET, D(12))], whole=True)
    assert path is not None
    assert path.at(date(2023, 12, 31)) == 3
    assert path.pace(date(2023, 12, 31), D(3)) == 2
    falling = path_of([(BASE, D(12)), (TARGET, D(2))], whole=True)
    assert falling is not None
    assert falling.at(date(2023, 12, 31)) == 11


def test_being_behind_is_measured_in_units_and_against_the_whole_way() -> None:
    path = path_of([(BASE, D(20)), (TARGET, D(60))], whole=False)
    assert path is not None
    day = date(2026, 12, 31)
    assert (path.short(day, D(36)), path.lag(day, D(36)), path.pace(day, D(36))) == (D("4.00"), D("10.0"), D("6.0"))
    assert path.lag(day, D(41)) < 0


def test_less_is_better_on_a_falling_path() -> None:
    path = path_of([(BASE, D(8)), (TARGET, D(4))], whole=False)
    assert path is not None
    day = date(2026, 12, 31)
    assert (path.short(day, D(7)), path.short(day, D(5))) == (D("1.00"), D("-1.00"))


def test_a_target_that_keeps_what_there_is_lags_at_once() -> None:
    path = path_of([(BASE, D(90)), (TARGET, D(90))], whole=False)
    assert path is not None
    assert (path.lag(date(2024, 6, 30), D(89)), path.lag(date(2024, 6, 30), D(90))) == (D(100), D(0))


def test_with_less_than_a_year_left_there_is_a_rest_but_no_pace() -> None:
    path = path_of([(BASE, D(20)), (TARGET, D(60))], whole=False)
    assert path is not None
    day = date(2030, 6, 30)
    assert (path.pace(day, D(50)), path.rest(D(50)), path.over(day), path.over(TARGET)) == (None, D(10), False, True)


def test_no_path_without_two_points_in_the_order_of_time() -> None:
    assert path_of([(BASE, D(1))], whole=False) is None
    assert path_of([(TARGET, D(1)), (BASE, D(2))], whole=False) is None
