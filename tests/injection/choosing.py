"""Rows of a clean plan in which a defect touches nothing else, and levels that miss what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from .clean_targets import EVERY
from .levels import Figure, Need, easier, put
from .papers import Case, Row
from .topics import COOPERATIVES, PEOPLE, Topic


def answering(case: Case) -> Iterator[Row]:
    """The rows that answer a demand at its horizon, where a change touches nothing else: no milestone, no baseline."""
    codes = [row["code"] for row in case.targets]
    for row in case.targets:
        if row.meant.get("double"):
            continue  # what it misses it misses of both demands
        if "need" in row.meant and codes.count(row["code"]) == 1 and row["base_value"] is None:
            yield row


def compared(case: Case) -> list[Row]:
    """Those of them that are compared one to one."""
    return [row for row in answering(case) if row.meant["demand"].meant["applies"] == EVERY]


def shared(case: Case) -> list[Row]:
    """Those of them that are held against the issuer's share."""
    return [row for row in answering(case) if "share" in row.meant["demand"].meant]


def weaker(comparator: str, need: Need, topic: Topic) -> Figure:
    """A level of that comparator of which nothing meets the need."""
    value = easier(need, topic, Decimal("0.25"))
    if comparator == "trong khoảng":
        if need.falling:
            return Figure(comparator, value, value * 2 if topic.share else value * 3)
        return Figure(comparator, (value * Decimal("0.5")).to_integral_value(), value)
    return Figure(comparator, value)


def place(row: Row, figure: Figure, random: Random) -> None:
    put(row, figure, row.meant["topic"], random)
    if row.meant["topic"].falling and figure.comparator not in ("không quá", "dưới"):
        row["direction"] = "giảm"


def plainly_rising(case: Case) -> list[Row]:
    """Those whose demand says by its own comparator that more is better."""
    said = ("từ", "trên", "khoảng", "gần", "trong khoảng")
    return [
        row
        for row in compared(case)
        if not row.meant["topic"].falling and row.meant["demand"].meant["figure"].comparator in said
    ]


def shares(case: Case) -> list[Row]:
    return [row for row in compared(case) if row.meant["topic"].share and row["part_of"] is None]


def alone(case: Case, applies: str) -> list[Row]:
    wholes = {row["part_of"] for row in case.targets}
    return [
        row
        for row in case.targets
        if "demand" in row.meant and (case.level != "Sở ngành" or row.meant["demand"]["responsible"] is not None)
        and row.meant["demand"].meant["applies"] == applies and row["code"] not in wholes
        and row.meant["topic"] not in (PEOPLE, COOPERATIVES)
    ]  # fmt: skip


def stands_alone(case: Case, row: Row) -> bool:
    return row["part_of"] is None and row["code"] not in [other["part_of"] for other in case.targets]
