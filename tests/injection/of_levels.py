"""Defects of a target by itself: CT05 to CT08."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from .choosing import answering, compared, place
from .forms import Injected, cell, injects, injects_each, pick
from .levels import Figure, put, shown
from .papers import Case, Percent, Row
from .topics import COOPERATIVES, HUNDRED, PEOPLE


def _steps(case: Case, *, falling: bool | None = None) -> Iterator[tuple[Row, Row]]:
    """A milestone with the row of its final horizon; of kinds in which standing still is a fault."""
    for row in case.targets:
        if "milestone" not in row.meant or row.meant["topic"].kind == "tăng mới" or row["base_value"] is not None:
            continue
        if falling in (None, row.meant["topic"].falling):
            yield row, next(r for r in case.targets if r["code"] == row["code"] and r is not row)


def _step(case: Case, random: Random, *, falling: bool | None = None) -> tuple[Row, Row] | None:
    found = list(_steps(case, falling=falling))
    return random.choice(found) if found else None


@injects_each("CT05", "năm sau thấp hơn, “{}”", ("từ", "trên", "bằng", "(trống)"))
def _falls(case: Case, random: Random, comparator: str) -> Injected:
    pair = _step(case, random, falling=False)
    if pair is None:
        return None
    earlier, final = pair
    word = "" if comparator == "(trống)" else comparator
    figure = final.meant["figure"]
    top = figure.upper or figure.value
    value = (top * Decimal("1.1")).to_integral_value() + 1
    if earlier.meant["topic"].share and value > 99:
        return None
    place(earlier, Figure(word, value), random)
    return [cell("CT05", "targets", earlier, "value", "warning", "fail")]


@injects_each("CT05", "chỉ tiêu giảm mà năm sau cao hơn, “{}”", ("không quá", "dưới", "bằng"))
def _rises(case: Case, random: Random, comparator: str) -> Injected:
    pair = _step(case, random, falling=True)
    if pair is None:
        return None
    earlier, final = pair
    figure = final.meant["figure"]
    place(earlier, Figure(comparator, (figure.value * Decimal("0.5")).to_integral_value()), random)
    return [cell("CT05", "targets", earlier, "value", "warning", "fail")]


@injects("CT05", "đứng yên, cùng con số khác cách ghi")
def _stands_still(case: Case, random: Random) -> Injected:
    pair = _step(case, random)
    if pair is None or (pair[1].meant["figure"].value >= HUNDRED and pair[0].meant["topic"].share):
        return None
    earlier, final = pair
    falling = earlier.meant["topic"].falling
    need = final.meant["figure"].need(falling)
    figure = Figure("không quá" if falling else "từ", need.bound)
    if need.strict or need.bound != need.bound.to_integral_value():
        return None
    place(final, figure, random)
    place(earlier, figure, random)
    return [cell("CT05", "targets", earlier, "value", "warning", "fail")]


@injects("CT05", "chưa rõ có tăng: khoảng rồi một con số trong khoảng ấy")
def _may_stand_still(case: Case, random: Random) -> Injected:
    pair = _step(case, random, falling=False)
    if pair is None or pair[0].meant["topic"].share:
        return None
    earlier, final = pair
    value = (final.meant["figure"].need(False).bound * Decimal("1.3")).to_integral_value()
    place(final, Figure("trong khoảng", value, value * 2), random)
    place(earlier, Figure("từ", (value * Decimal("1.5")).to_integral_value()), random)
    return [cell("CT05", "targets", earlier, "value", "info", "undetermined")]


def _growing(case: Case, *, falling: bool | None = None) -> list[Row]:
    """Rows whose level is a state of things, that can have been there before."""
    return [
        row
        for row in answering(case)
        if row.meant["topic"].kind not in ("tốc độ tăng", "tăng mới")
        and falling in (None, row.meant["topic"].falling)
        and row.meant["topic"] not in (PEOPLE, COOPERATIVES)
        and row.meant["figure"].value < HUNDRED ** (1 if row.meant["topic"].share else 9)
    ]


def _baseline(case: Case, row: Row, base: Decimal) -> None:
    row["base_year"], row["base_value"] = case.issued.year - 1, shown(base, row.meant["scale"])


@injects("CT06", "giá trị năm gốc đã vượt mức")
def _passed(case: Case, random: Random) -> Injected:
    row = pick(_growing(case, falling=False), random)
    if row is None:
        return None
    figure = row.meant["figure"]
    _baseline(
        case, row, min((figure.upper or figure.value) + 5, HUNDRED) if row.meant["topic"].share else figure.value * 3
    )
    if row.meant["topic"].share and (figure.upper or figure.value) >= HUNDRED:
        return None
    return [cell("CT06", "targets", row, "value", "warning", "fail")]


@injects("CT06", "chỉ tiêu giảm mà năm gốc đã thấp hơn")
def _passed_falling(case: Case, random: Random) -> Injected:
    row = pick(_growing(case, falling=True), random)
    if row is None:
        return None
    _baseline(case, row, (row.meant["figure"].value / 2).to_integral_value())
    return [cell("CT06", "targets", row, "value", "warning")]


@injects("CT06", "bằng đúng giá trị năm gốc")
def _kept(case: Case, random: Random) -> Injected:
    row = pick(
        (r for r in _growing(case) if r.meant["figure"].comparator not in ("trên", "dưới", "trong khoảng")), random
    )
    if row is None:
        return None
    _baseline(case, row, row.meant["figure"].value)
    return [cell("CT06", "targets", row, "value", "warning")]


@injects("CT06", "năm gốc đã nằm trong khoảng")
def _inside(case: Case, random: Random) -> Injected:
    row = pick((r for r in _growing(case) if r.meant["figure"].comparator == "trong khoảng"), random)
    if row is None:
        return None
    figure = row.meant["figure"]
    assert figure.upper is not None
    base = (figure.value + figure.upper) / 2
    _baseline(case, row, base)
    return [cell("CT06", "targets", row, "value", "info")]


@injects("CT06", "năm gốc là ô phần trăm của Excel")
def _percent_base(case: Case, random: Random) -> Injected:
    row = pick((r for r in _growing(case, falling=False) if r.meant["topic"].share), random)
    if row is None:
        return None
    figure = row.meant["figure"]
    base = min((figure.upper or figure.value) + 3, HUNDRED)
    if base == (figure.upper or figure.value):
        return None
    row["base_year"], row["base_value"] = case.issued.year - 2, Percent(base)
    return [cell("CT06", "targets", row, "value", "warning")]


def _rising_shares(case: Case) -> list[Row]:
    return [r for r in compared(case) if r.meant["topic"].share and not r.meant["topic"].falling]


@injects_each("CT07", "trên 100 %, “{}”", ("từ", "trên", "bằng", "khoảng", "gần", "(trống)"))
def _above_all(case: Case, random: Random, comparator: str) -> Injected:
    row = pick(_rising_shares(case), random)
    if row is None:
        return None
    put(
        row,
        Figure("" if comparator == "(trống)" else comparator, Decimal(random.choice((120, 150, 700)))),
        row.meant["topic"],
        random,
    )
    return [cell("CT07", "targets", row, "value", "error")]


@injects("CT07", "trên 100 đúng 100 %")
def _more_than_all(case: Case, random: Random) -> Injected:
    row = pick(_rising_shares(case), random)
    if row is None:
        return None
    put(row, Figure("trên", HUNDRED), row.meant["topic"], random)
    return [cell("CT07", "targets", row, "value", "error")]


@injects("CT07", "đầu trên của khoảng quá 100 %")
def _upper_above_all(case: Case, random: Random) -> Injected:
    row = pick(_rising_shares(case), random)
    if row is None:
        return None
    put(row, Figure("trong khoảng", Decimal(95), Decimal(110)), row.meant["topic"], random)
    return [cell("CT07", "targets", row, "value", "error")]


@injects("CT07", "60 nhập vào ô phần trăm của Excel")
def _hundredfold(case: Case, random: Random) -> Injected:
    row = pick(_rising_shares(case), random)
    if row is None:
        return None
    put(row, Figure("từ", row.meant["figure"].value), row.meant["topic"], random)
    row["value"] = Percent(Decimal(8000))
    return [cell("CT07", "targets", row, "value", "error")]


@injects("CT07", "chỉ tiêu giảm dưới 0 %")
def _below_nothing(case: Case, random: Random) -> Injected:
    row = pick((r for r in compared(case) if r.meant["topic"].share and r.meant["topic"].falling), random)
    if row is None:
        return None
    row["value"], row["upper"], row["comparator"] = -3, None, random.choice(("không quá", "dưới"))
    return [cell("CT07", "targets", row, "value", "error")]


@injects_each("CT08", "ô giá trị: “{}”", ("", "-", "…", "–"))
def _no_value(case: Case, random: Random, value: str) -> Injected:
    row = pick((r for r in case.targets if "figure" in r.meant and r["upper"] is None), random)
    if row is None or "milestone" in row.meant:
        return None
    row["value"] = value or None
    return [cell("CT08", "targets", row, "value", "error")]


@injects("CT08", "không áp dụng mà không nêu lý do")
def _waived_without_reason(case: Case, random: Random) -> Injected:
    row = pick(compared(case), random)
    if row is None or row["part_of"] is not None:
        return None
    row["comparator"], row["value"], row["upper"], row["note"] = "không áp dụng", None, None, random.choice((None, "-"))
    return [cell("CT08", "targets", row, "value", "warning")]
