"""Demands, and commitments that meet them or miss them: worked out here from the domain's rules, not by the product.

khoảng X reaches from 95 % of X to 105 %, gần X from 95 % to below X; trên and dưới are strict (``domain.md`` §4).
Figures are in a topic's smallest unit; a row shows them in the unit that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random

from .papers import Percent, Row, Value
from .topics import HUNDRED, Topic

_ABOUT_LOW, _ABOUT_HIGH = Decimal("0.95"), Decimal("1.05")

RISING = {
    "từ": ("từ", "ít nhất", "tối thiểu", "Từ", "≥", "không dưới"),
    "trên": ("trên", "Trên", "hơn", ">"),
    "bằng": ("bằng", "đạt"),
    "khoảng": ("khoảng", "Khoảng", "xấp xỉ"),
    "gần": ("gần",),
    "trong khoảng": ("trong khoảng",),
    "": ("",),
}
FALLING = {
    "không quá": ("không quá", "tối đa", "≤", "Không quá"),
    "dưới": ("dưới", "Dưới", "<"),
    "khoảng": ("khoảng",),
    "trong khoảng": ("trong khoảng",),
    "bằng": ("bằng",),
    "": ("",),
}


@dataclass(frozen=True)
class Need:
    """What meets a demand: figures at least (or, falling, at most) ``bound``, beyond it where ``strict``."""

    bound: Decimal
    strict: bool
    falling: bool


@dataclass(frozen=True)
class Figure:
    """A level in a topic's smallest unit: comparator by its meaning, one or two numbers."""

    comparator: str
    value: Decimal
    upper: Decimal | None = None

    def need(self, falling: bool) -> Need:
        """The figure as a demand."""
        value = self.value
        if falling:
            value = self.upper or value
            value *= _ABOUT_HIGH if self.comparator == "khoảng" else 1
            return Need(value, self.comparator == "dưới", True)
        value *= _ABOUT_LOW if self.comparator in ("khoảng", "gần") else 1
        return Need(value, self.comparator == "trên", False)


def a_demand(topic: Topic, random: Random) -> Figure:
    """A level of the topic's usual size."""
    first, last, step = topic.size
    value = Decimal(random.randrange(first, last + 1, step))
    comparator = random.choice(tuple(FALLING if topic.falling else RISING))
    upper = value + step * random.randint(1, 2) if comparator == "trong khoảng" else None
    return Figure(comparator, value, upper)


def committed(need: Need, topic: Topic, random: Random, *, comparator: str | None = None) -> Figure:
    """A level that meets the need, often with something to spare."""
    words = FALLING if need.falling else RISING
    comparator = random.choice(tuple(words)) if comparator is None else comparator
    spare = Decimal(random.choice((0, 0, 3, 8, 15))) / 100
    if need.falling:
        value = _down(need.bound * (1 - spare), topic)
        if need.strict and value >= need.bound and comparator != "dưới":
            value = _down(need.bound - _grain(topic), topic)
        if comparator == "khoảng":
            value = _down(value / _ABOUT_HIGH, topic)
        if comparator == "trong khoảng":
            return Figure(comparator, _down(value * Decimal("0.8"), topic), value)
        return Figure(comparator, value)
    value = _up(need.bound * (1 + spare), topic)
    if need.strict and value <= need.bound and comparator != "trên":
        value = _up(need.bound + _grain(topic), topic)
    if comparator in ("khoảng", "gần"):
        value = _up(value / _ABOUT_LOW, topic)
        if comparator == "gần" and topic.share:
            value = min(value, HUNDRED)
        if need.strict and value * _ABOUT_LOW <= need.bound:
            value += _grain(topic)
    if comparator == "trong khoảng":
        return Figure(comparator, value, _up(value * Decimal("1.1"), topic) + _grain(topic))
    return Figure(comparator, value)


def easier(need: Need, topic: Topic, part: Decimal) -> Decimal:
    """A figure that falls short of the need by that part of it."""
    return _up(need.bound * (1 + part), topic) if need.falling else _down(need.bound * (1 - part), topic)


def _grain(topic: Topic) -> Decimal:
    return Decimal(1) if topic.share or topic.size[0] < 1000 else Decimal(topic.size[2]) / 10


def _up(value: Decimal, topic: Topic) -> Decimal:
    grain = _grain(topic)
    return (value / grain).to_integral_value(ROUND_CEILING) * grain


def _down(value: Decimal, topic: Topic) -> Decimal:
    grain = _grain(topic)
    return (value / grain).to_integral_value(ROUND_FLOOR) * grain


def put(row: Row, figure: Figure, topic: Topic, random: Random, *, plainly: bool = False) -> None:
    """Write a level into a row's cells, in the unit that the row has or in one that is chosen for it.

    ``plainly`` leaves the comparator's own word and the unit of the row alone.
    """
    if not plainly or row["unit"] is None:
        usable = [unit for unit in topic.units if unit[1]]
        row["unit"], row.meant["scale"] = random.choice(usable)
    scale = row.meant["scale"]
    spelled = figure.comparator if plainly else random.choice((FALLING | RISING)[figure.comparator])
    row["comparator"] = spelled or None
    as_percent = topic.share and not plainly and random.random() < 0.25
    row["value"] = shown(figure.value, scale, as_percent)
    row["upper"] = None if figure.upper is None else shown(figure.upper, scale, as_percent)
    row.meant["figure"] = figure


def shown(value: Decimal, scale: int, as_percent: bool = False) -> Value:
    """A figure as a cell holds it."""
    return Percent(value) if as_percent and value == int(value) else value / scale


def in_words(figure: Figure, row: Row, random: Random) -> str:
    """A level as a sentence would say it, in the row's own unit."""
    number = vietnamese(figure.value / row.meant["scale"])
    word = {"": "", "bằng": "đạt", "gần": "gần"}.get(figure.comparator, figure.comparator)
    unit = str(row["unit"]) if random.random() < 0.7 else ""
    unit = "%" if unit in ("phần trăm", "tỷ lệ %") else "" if unit[:1].isdigit() else unit
    if figure.upper is not None:
        upper = vietnamese(figure.upper / row.meant["scale"])
        return random.choice((f"từ {number} đến {upper} {unit}", f"{number} - {upper} {unit}")).strip()
    if figure.comparator == "từ":
        return random.choice((f"từ {number} {unit} trở lên", f"ít nhất {number} {unit}", f"tối thiểu {number}{unit}"))
    prefix = random.choice(("", "phấn đấu ", "đạt "))
    return f"{prefix}{word} {number} {unit}".strip().replace("  ", " ")


def vietnamese(number: Decimal) -> str:
    """A number as text: dots for thousands, a decimal comma."""
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped
