"""The units' targets added up against the total that the higher level sets (``cộng dồn``); percentages never are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..values.number import say_number
from .kept import Kept, KeptTarget

_SUMMED = "cộng dồn"
_NEVER_ADDED = ("tỷ lệ", "tốc độ tăng", "bình quân")

Row = dict[str, Any]


def unit_totals(kept: Sequence[Kept], absent: Sequence[str], language: str) -> Iterator[Row]:
    """A row for each higher target whose total the units share; ``absent`` are the units that sent nothing usable."""
    groups: dict[tuple[str, str, str], list[tuple[Kept, KeptTarget]]] = {}
    for one in kept:
        for target in one.targets:
            if target.applies == _SUMMED and target.kind not in _NEVER_ADDED and target.demand is not None:
                groups.setdefault((target.programme, target.code, target.year or ""), []).append((one, target))
    for (programme, code, year), members in sorted(groups.items(), key=lambda group: group[0]):
        yield _total(programme, code, year, members, absent, language)


def carried_by_none(kept: Sequence[Kept]) -> Iterator[Row]:
    """A row for each task of a higher level that units owe and none of them carries out."""
    owing: dict[tuple[str, str, str], int] = {}
    done: set[tuple[str, str, str]] = set()
    for one in kept:
        for demand in one.owed:
            key = (demand.programme, demand.code, demand.title)
            owing[key] = owing.get(key, 0) + 1
            if demand.carried:
                done.add(key)
    for (programme, code, title), units in owing.items():
        if (programme, code, title) not in done:
            yield {"programme": programme, "key": code, "title": title, "units": units}


def _total(
    programme: str, code: str, year: str, members: list[tuple[Kept, KeptTarget]], absent: Sequence[str], language: str
) -> Row:
    demand = members[0][1]
    assert demand.demand is not None
    members, doubled = _once(members)
    usable = [pair for pair in members if pair[1].level and pair[1].dimension == demand.demand_dimension]
    added = [target for _, target in usable]
    unlike = [*doubled, *(one.unit or one.path for one, target in members if (one, target) not in usable)]
    near, far = _near(added, demand), _far(added, demand)
    outcome = _outcome(near, far, demand, bool(absent or unlike))
    told = [f"{one.unit or one.path}: {target.level.said}" for one, target in members if target.level]
    gap = None if near is None or demand.need is None else abs(demand.need - near)
    return {
        "key": f"{code}/{year}" if year else code, "title": demand.title, "programme": programme,
        "demand": demand.demand.said, "sum": None if near is None else say_number(near, language),
        "units": len(added), "listed": _listed(told), "missing": _listed([*absent, *unlike]) or None,
        "gap": None if gap is None else say_number(gap, language), "outcome": outcome,
    }  # fmt: skip


def _once(members: list[tuple[Kept, KeptTarget]]) -> tuple[list[tuple[Kept, KeptTarget]], list[str]]:
    """Each document once, however often it was sent; the units whose copies say different things are left out."""
    copies: dict[str, dict[str, list[tuple[Kept, KeptTarget]]]] = {}
    for one, target in members:
        copies.setdefault(one.document, {}).setdefault(one.path, []).append((one, target))
    once: list[tuple[Kept, KeptTarget]] = []
    doubled = []
    for sent in copies.values():
        first, *others = sent.values()
        if all([target for _, target in other] == [target for _, target in first] for other in others):
            once += first
        else:
            doubled.append(first[0][0].unit or first[0][0].path)
    return once, doubled


def _near(added: Sequence[KeptTarget], demand: KeptTarget) -> Decimal | None:
    """What is surely promised together; of a falling target the most that it may come to."""
    falling = demand.demand is not None and demand.demand.falling
    ends = [(one.level.high if falling else one.level.low) for one in added if one.level is not None]
    return None if None in ends else sum((end for end in ends if end is not None), Decimal(0))


def _far(added: Sequence[KeptTarget], demand: KeptTarget) -> Decimal | None:
    """The best that it may come to: a bound counts by what it promises."""
    falling = demand.demand is not None and demand.demand.falling
    total = Decimal(0)
    for level in (one.level for one in added if one.level is not None):
        near, far = (level.high, level.low) if falling else (level.low, level.high)
        end = near if level.bound else far
        if end is None:
            return None
        total += end
    return total


def _outcome(near: Decimal | None, far: Decimal | None, demand: KeptTarget, incomplete: bool) -> str:
    if demand.need is None or demand.demand is None:
        return "no demand"
    falling = demand.demand.falling

    def meets(value: Decimal | None) -> bool:
        if value is None or demand.need is None:
            return False
        return value <= demand.need if falling else value >= demand.need

    if falling:  # who sent nothing can only add to it
        if near is not None and meets(near):
            return "undetermined" if incomplete else "conforms"
        return "weaker" if far is not None and not meets(far) else "undetermined"
    if meets(near):
        return "conforms"
    return "undetermined" if incomplete or far is None or meets(far) else "weaker"


def _listed(words: Sequence[str], most: int = 8) -> str:
    return "; ".join(words) if len(words) <= most else "; ".join([*words[:most], f"… (+{len(words) - most})"])
