"""A unit's value beside those of its peers, by median and the median of distances: one odd value moves neither."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from statistics import median
from typing import Any

from ..values.number import say_number
from .kept import Kept, KeptTarget

_NORMAL = Decimal("0.6745")  # of a normal distribution the median distance is so much of the standard deviation
_SHOWN = 5


def beside_peers(compared: Iterable[tuple[Kept, KeptTarget]], language: str) -> Iterator[dict[str, Any]]:
    """A row for each share or average that units carry out together: ``distance`` in robust standard deviations.

    Totals differ as units differ in size, and are not compared.
    """
    groups: dict[tuple[Any, ...], list[tuple[Kept, KeptTarget, Decimal]]] = {}
    for one, target in compared:
        assert target.level is not None
        assert target.level.value is not None
        key = (target.programme, target.code, target.year, target.dimension, target.kind, one.level)
        groups.setdefault(key, []).append((one, target, target.level.value))
    for members in groups.values():
        values = [value for _, _, value in members]
        middle = median(values)
        spread = median(abs(value - middle) for value in values)
        if not spread:
            continue
        for one, target, value in members:
            others = sorted((abs(other - middle), who.unit or who.path, shown.level.said)
                            for who, shown, other in members if who is not one and shown.level)  # fmt: skip
            yield {
                "key": target.key, "unit": one.unit, "title": target.title, "programme": target.programme,
                "level": target.level.said if target.level else None, "count": len(members),
                "middle": say_number(middle, language), "distance": abs(value - middle) * _NORMAL / spread,
                "peers": "; ".join(f"{unit}: {said}" for _, unit, said in others[:_SHOWN]),
                "_path": one.path, "_sheet": one.sheets.get("targets"), "_cell": target.cell,
            }  # fmt: skip
