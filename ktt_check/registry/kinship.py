"""What a unit of one day has to do with one of a later day: the same, its successor, or one that others have joined.

Source: the successions of the registry. Work that went to several units is nobody's in particular, so it is followed
nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from .catalogue import Catalogue, Match
from .records import Territory


class Named(Struct, frozen=True):
    """A unit as a document names it: its name, the document's day and its province."""

    name: str
    day: date
    province: str | None


class Kinship(Struct, frozen=True):
    """``joined`` are the places whose territory has come to the later unit's since: its figures are of more."""

    kind: Literal["same", "successor"]
    joined: tuple[str, ...] = ()


def kinship(catalogue: Catalogue, old: tuple[Match, Named], new: tuple[Match, Named]) -> Kinship | None:
    """How two named units are related; None where the later one is another unit, or one of several successors."""
    (one, was), (other, now) = old, new
    becoming = (one.unit.id,) if one.unit.id == other.unit.id else catalogue.lineage.living(one.unit.id, now.day)
    if becoming != (other.unit.id,):
        return None
    places = _place(catalogue, *old), _place(catalogue, *new)
    kind: Literal["same", "successor"] = "same" if one.unit.id == other.unit.id else "successor"
    if places[0] is None or places[1] is None:
        homes = [catalogue.territories.province(named.province, named.day) for named in (was, now)]
        alike = (
            catalogue.unit_id(one, homes[0]).partition("@")[2] == catalogue.unit_id(other, homes[1]).partition("@")[2]
        )
        return Kinship(kind) if alike else None
    earlier, later = places[0], places[1]
    joined = dict.fromkeys(_joined(catalogue, later, was.day, now.day))
    if later.id in catalogue.lineage.renamed(earlier.id):
        return Kinship(kind, tuple(joined))
    if later.id in catalogue.lineage.living(earlier.id, now.day):
        return Kinship("successor", tuple(joined) or (earlier.name,))
    return None


def _place(catalogue: Catalogue, match: Match, named: Named) -> Territory | None:
    """Where the unit is: the place in its name, else the document's own province; None where it is not registered."""
    if match.place.reach == "named":
        return match.territory
    return catalogue.territories.province(named.province, named.day)


def _joined(catalogue: Catalogue, place: Territory, since: date, until: date) -> Iterator[str]:
    """The places that became part of one between two days."""
    for change in catalogue.lineage.before(place.id):
        old = catalogue.territories[change.old]
        joining = change.kind != "1:1" and old.level == place.level and old.id != place.id
        if joining and since < change.when[1] and change.when[0] <= until:
            yield old.name
