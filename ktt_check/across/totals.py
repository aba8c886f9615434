"""The units' targets added up against the total that the higher level sets (``cộng dồn``); percentages never are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ..values.number import say_number
from .gathered import Owing
from .kept import Kept, KeptShares, KeptTarget, at_best, surely

Row = dict[str, Any]


def unit_totals(shared: Iterable[tuple[Kept, KeptTarget]], absent: Sequence[str], language: str) -> Iterator[Row]:
    """A row for each higher target whose total the units share; ``absent`` are the units that sent nothing usable."""
    groups: dict[tuple[str, str, str], list[tuple[Kept, KeptTarget]]] = {}
    for one, target in shared:
        groups.setdefault((target.programme, target.code, target.year or ""), []).append((one, target))
    for (programme, code, year), members in sorted(groups.items(), key=lambda group: group[0]):
        yield _total(programme, code, year, members, absent, language)


def carried_by_none(owing: Mapping[tuple[str, str, str], Owing]) -> Iterator[Row]:
    """A row for each task of a higher level that units owe and none of them carries out."""
    for (programme, code, title), one in owing.items():
        if not one.carried:
            yield {"programme": programme, "key": code, "title": title, "units": one.units}


def _total(
    programme: str, code: str, year: str, members: list[tuple[Kept, KeptTarget]], absent: Sequence[str], language: str
) -> Row:
    demand = members[0][1]
    assert demand.demand is not None
    members, doubled = _once(members)
    usable = [pair for pair in members if pair[1].level and pair[1].dimension == demand.demand_dimension]
    added = [target for _, target in usable]
    unlike = [*doubled, *(one.unit or one.path for one, target in members if (one, target) not in usable)]
    levels = [target.level for target in added if target.level is not None]
    falling = demand.demand.falling
    near, far = surely(levels, falling), at_best(levels, falling)
    outcome = "no demand"
    if demand.need is not None:
        outcome = _outcome(near, far, demand.need, demand.need_open, falling, incomplete=bool(absent or unlike))
    told = [f"{one.unit or one.path}: {target.level.said}" for one, target in members if target.level]
    gap = None if near is None or demand.need is None else abs(demand.need - near)
    return {
        "key": f"{code}/{year}" if year else code, "title": demand.title, "programme": programme,
        "demand": demand.demand.said, "sum": None if near is None else say_number(near, language),
        "units": len(added), "listed": _listed(told), "missing": _listed([*unlike, *absent]) or None,
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


def shared_out(shares: Mapping[tuple[str, str, str | None], KeptShares], language: str) -> Iterator[Row]:
    """A row for each total that some document shares out among units, beside what the shares come to."""
    for (_, code, year), one in sorted(shares.items(), key=lambda pair: tuple(map(str, pair[0]))):
        gap = None if one.surely is None else abs(one.need - one.surely)
        yield {
            "key": f"{code}/{year}" if year else code, "title": one.title, "programme": one.document,
            "total": one.total, "sum": None if one.surely is None else say_number(one.surely, language),
            "units": one.count, "gap": None if gap is None else say_number(gap, language),
            "outcome": _outcome(one.surely, one.at_best, one.need, one.need_open, one.falling, incomplete=False),
        }  # fmt: skip


def _outcome(
    near: Decimal | None, far: Decimal | None, need: Decimal, need_open: bool, falling: bool, *, incomplete: bool
) -> str:
    """``conforms``, ``weaker`` or ``undetermined``; ``incomplete``: somebody's part is not known."""

    def meets(value: Decimal | None) -> bool:
        if value is None or (need_open and value == need):
            return False
        return value <= need if falling else value >= need

    if falling:  # who sent nothing can only add to it
        if meets(near):
            return "undetermined" if incomplete else "conforms"
        return "weaker" if far is not None and not meets(far) else "undetermined"
    if meets(near):
        return "conforms"
    return "undetermined" if incomplete or far is None or meets(far) else "weaker"


def _listed(words: Sequence[str], most: int = 8) -> str:
    return "; ".join(words) if len(words) <= most else "; ".join([*words[:most], f"… (+{len(words) - most})"])
