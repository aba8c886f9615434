"""Shares that are not met, and targets out of proportion: CT10 and CT11."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .choosing import place, shared, weaker
from .forms import Injected, cell, injects, injects_each, pick
from .levels import Figure, put
from .papers import Case, Row
from .topics import COOPERATIVES, PEOPLE


@injects_each("CT10", "dưới phần được phân bổ, “{}”", ("từ", "trên", "khoảng", "bằng", "(trống)", "trong khoảng"))
def _below_share(case: Case, random: Random, comparator: str) -> Injected:
    row = pick((r for r in shared(case) if not r.meant["topic"].falling), random)
    if row is None:
        return None
    place(row, weaker(comparator.strip("()").replace("trống", ""), row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error", "fail")]


@injects_each("CT10", "chỉ tiêu giảm trên phần được phân bổ, “{}”", ("không quá", "dưới", "khoảng", "(trống)"))
def _above_share(case: Case, random: Random, comparator: str) -> Injected:
    row = pick((r for r in shared(case) if r.meant["topic"].falling), random)
    if row is None:
        return None
    place(row, weaker(comparator.strip("()").replace("trống", ""), row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error")]


@injects("CT10", "phần được ghi theo tên địa bàn")
def _share_of_a_place(case: Case, random: Random) -> Injected:
    if case.level not in ("Huyện", "Xã"):
        return None
    row = pick((r for r in shared(case) if not r.meant["topic"].falling), random)
    if row is None:
        return None
    place_name = case.issuer.replace("Ủy ban nhân dân ", "").replace("UBND ", "")
    for share in case.programmes[0].tables["allocations"]:
        if share["allocated_to"] == case.issuer:
            share["allocated_to"] = random.choice(
                (place_name, place_name[0].upper() + place_name[1:], f"UBND {place_name}")
            )
    place(row, weaker("từ", row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error")]


def _pair(case: Case) -> tuple[Row, Row] | None:
    people = [r for r in case.targets if r.meant["topic"] is PEOPLE]
    cooperatives = [r for r in case.targets if r.meant["topic"] is COOPERATIVES]
    return (people[0], cooperatives[0]) if people and cooperatives and cooperatives[0]["base_value"] is None else None


@injects_each("CT11", "tử số {}", (("nhiều gấp mười", 10), ("ít đi mười lần", 0)))
def _out_of_line(case: Case, random: Random, way: tuple[str, int]) -> Injected:
    pair = _pair(case)
    if pair is None:
        return None
    row = pair[0]
    low, high = row.meant["demand"].meant["quotient"]
    if (high if way[1] else low) is None:
        return None
    figure = row.meant["figure"]
    times = Decimal(10) if way[1] else Decimal("0.1")
    figure = Figure(figure.comparator, figure.value * times, figure.upper and figure.upper * times)
    put(row, figure, PEOPLE, random)
    return [cell("CT11", "targets", row, "value", "warning")]


@injects("CT11", "nhầm nghìn thành viên")
def _scale_slip(case: Case, random: Random) -> Injected:
    pair = _pair(case)
    if pair is None or pair[0].meant["demand"].meant["quotient"][1] is None:
        return None
    row = pair[0]
    row["unit"], row.meant["scale"] = "thành viên", 1
    put(row, row.meant["figure"], PEOPLE, random, plainly=True)
    row["unit"] = "nghìn thành viên"
    return [cell("CT11", "targets", row, "value", "warning")]


@injects("CT11", "mẫu số nhiều gấp mười")
def _too_many_below(case: Case, random: Random) -> Injected:
    pair = _pair(case)
    if pair is None or pair[0].meant["demand"].meant["quotient"][0] is None:
        return None
    figure = pair[1].meant["figure"]
    put(pair[1], Figure("từ", figure.value * 10), COOPERATIVES, random)
    return [cell("CT11", "targets", pair[0], "value", "warning")]
