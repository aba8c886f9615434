"""Who had to send what by when, who did, and what was sent twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from ..registry.expected import Expected
from ..registry.units import UnitRegistry
from ..values.days import say_day
from ..values.text import fold
from .kept import Kept

Row = dict[str, Any]
_ByUnit = dict[str | None, list[Kept]]


class Roll:
    """The list held against what was sent."""

    def __init__(self, expected: Sequence[Expected], kept: Sequence[Kept], registry: UnitRegistry) -> None:
        self._registry, self._kept = registry, kept
        self._days: dict[date, tuple[_ByUnit, _ByUnit]] = {}
        self._by_name: dict[str, list[Kept]] = {}
        for one in kept:
            self._by_name.setdefault(fold(one.unit or ""), []).append(one)
        self._states = [(one, *self._sent(one)) for one in expected]

    def _sent(self, expected: Expected) -> tuple[str, Kept | None]:
        """``sent``, ``divided`` (its place was taken by several, or it took part of another's) or ``absent``."""
        wanted = self._registry.resolve(expected.unit, expected.due, expected.province).unit_id
        called = [one for one in self._by_name.get(fold(expected.unit), ()) if wanted is None or one.unit_id is None]
        whole, part = self._on(expected.due)
        for state, found in (("sent", called), ("sent", whole.get(wanted, ())), ("divided", part.get(wanted, ()))):
            for one in found:
                if one.form == expected.form and _carries_out(one, expected.carries_out):
                    return state, one
        return "absent", None

    def _on(self, day: date) -> tuple[_ByUnit, _ByUnit]:
        """What was sent, by the unit that the sender is on that day, or is among several."""
        if day not in self._days:
            whole, part = self._days[day] = ({}, {})
            for one in self._kept:
                became = () if one.unit_id is None else self._registry.successor_ids(one.unit_id, day)
                for unit in {one.unit_id, *became} - {None}:
                    alone = unit == one.unit_id or len(became) == 1
                    (whole if alone else part).setdefault(unit, []).append(one)
        return self._days[day]

    def absent(self) -> list[str]:
        """The units of whose plans is not known whether there are any, as they are called."""
        return [one.unit for one, state, _ in self._states if state != "sent" and one.form == "plan"]

    def rows(self, as_of: date, language: str) -> Iterator[Row]:
        """A row for each line of the list; ``state`` is ``due`` while there is still time."""
        for one, state, found in self._states:
            if state == "absent" and one.due >= as_of:
                state = "due"
            yield {
                "key": f"{one.unit}/{one.form}/{one.carries_out or ''}", "unit": one.unit, "form": one.form,
                "document": one.carries_out, "due": say_day(one.due, language), "state": state,
                "late": (as_of - one.due).days, "sent_by": found.unit if found else None, "source": one.source,
            }  # fmt: skip


def _carries_out(one: Kept, number: str | None) -> bool:
    return number is None or any(fold(name).startswith(fold(number)) for name in one.carries_out)


def submissions(kept: Sequence[Kept], contents: dict[str, str]) -> Iterator[Row]:
    """A row for each submission with those of the same unit for the same thing; ``contents`` are digests by path."""
    groups: dict[tuple[Any, ...], list[Kept]] = {}
    for one in kept:
        whose = one.unit_id or fold(one.unit or "")
        if whose:
            key = (one.form, whose, fold(one.province or ""), one.document, one.period)
            groups.setdefault(key, []).append(one)
    for members in groups.values():
        for one in members:
            others = [other.path for other in members if other is not one]
            same = all(contents.get(path) == contents.get(one.path) for path in others)
            yield {
                "key": one.path, "unit": one.unit, "document": one.name, "twins": len(others),
                "others": "; ".join(others), "same_content": bool(others) and same, "_path": one.path,
            }  # fmt: skip
