"""The registered names, found by their words: which unit, where, and whether that name holds on a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from ..values.text import plain
from .areas import EACH_OF, UNSAID, Place
from .doubts import Model, model
from .gazetteer import Gazetteer
from .heads import Head, Heads
from .lineage import Lineage
from .records import Lifetime, Territory, Unit
from .sources import Sources
from .wording import Wording, Words, starts


class Match(Struct, frozen=True):
    """A name understood: the unit, the place that was said, and how it was said.

    ``tier`` and ``level`` are None where the name fits units of several; ``head`` where only a territory was named.
    ``among``: the territories of which each could be the one that was named, where there are several.
    """

    unit: Unit
    head: Head | None
    place: Place
    territory: Territory | None
    tier: str | None = None
    level: str | None = None
    among: tuple[Territory, ...] = ()

    @property
    def territories(self) -> tuple[Territory, ...]:
        return (self.territory,) if self.territory else self.among

    @property
    def lives(self) -> list[Lifetime]:
        return [self.unit.life, *(territory.life for territory in self.territories)]

    def holds(self, on: date | None) -> bool | None:
        answers = [life.covers(on) for life in self.lives] if on else [None]
        return False if False in answers else None if None in answers else True


class Catalogue:
    """Exact look-up by words, with all that dates and successions say."""

    def __init__(self, sources: Sources) -> None:
        self.wording: Wording = sources.wording
        self.units = sources.units
        self.lineage = Lineage((*self.units.values(), *sources.territories.values()), sources.successions)
        self.territories = Gazetteer(sources, self.lineage)

    def lives(self) -> Iterator[Lifetime]:
        """When each name of a unit or of a listed territory holds."""
        yield from (unit.life for unit in self.units.values())
        yield from (territory.life for territory in self.territories.listed)

    @cached_property
    def _heads(self) -> Heads:
        return Heads(self.wording, self.units, self.territories.areas)

    def models(self) -> Iterator[Model]:
        """The names to compare a doubtful one with; abbreviations are too short for that."""
        for head in self._heads:
            if len(" ".join(head.words)) > 8 and (head.official or len(head.words) > 2) and not head.each:
                yield model(head.words, self.name(head.unit, None, head.kind), head.shown)

    def find(self, words: Words, caps: tuple[bool, ...], on: date | None, home: Territory | None) -> Match | None:
        """The unit that ``words`` name in full, on that date the likeliest; None when no registered name is said."""
        if not words:
            return None
        found = (
            self._fitting(words, caps, home) or list(self._bare(words, caps, home)) or self._listed(words, caps, home)
        )
        if home is not None:
            city = [m for m in found if "thành phố" in (m.place.kind, m.head.kind if m.head else "")]
            own = "tỉnh" if home.kind == "thành phố" else "huyện"
            if any(m.unit.tier == own and m.territory is None for m in city):
                found = [m for m in found if m not in city or m.territory is not None or m.unit.tier == own]
        if not found:
            return None
        ranks = [self._likelihood(m, on, home) for m in found]
        best = [m for m, rank in zip(found, ranks, strict=True) if rank == max(ranks)]
        (tier, *tiers), (level, *levels) = ({m.unit.tier for m in best}, {m.unit.level for m in best})
        first = replace(best[0], tier=None if tiers else tier, level=None if levels else level)
        among = {m.territory.id: m.territory for m in best if m.territory and m.unit == first.unit}
        return replace(first, territory=None, among=tuple(among.values())) if len(among) > 1 else first

    def _likelihood(self, match: Match, on: date | None, home: Territory | None) -> tuple[int, bool, bool]:
        """What holds on the date is meant rather than what does not; then what lies in the document's own province;
        then what has ended rather than what is still to come."""
        holds = {True: 2, None: 1, False: 0}[match.holds(on)]
        own = match.territory is None or home is None or self.territories.belongs(match.territory, home, on or date.max)
        return holds, own, on is None or not any(life.not_yet(on) for life in match.lives)

    def _fitting(self, words: Words, caps: tuple[bool, ...], home: Territory | None) -> list[Match]:
        for cut in range(len(words), 0, -1):
            found: list[Match] = []
            for head in self._heads.by_words.get(words[:cut], ()):
                place = self.territories.areas.parse(words[cut:], caps, head.kind, home)
                if place is None and head.each and self._fitting(words[cut:], caps, home):
                    place = UNSAID  # "các đảng ủy trực thuộc" + "Thị ủy"
                if place is not None:
                    found += _fits(head, place)
            if found:
                return found
        return []

    def _listed(self, words: Words, caps: tuple[bool, ...], home: Territory | None) -> list[Match]:
        """Each body of one kind, listed by what it is called in different places: "các huyện ủy, thị ủy, thành ủy".

        Another set phrase for each of a level may end the list ("đảng ủy trực thuộc Tỉnh ủy").
        """
        for row in self.wording.seats:
            first = next(iter(row.values()))
            names = {*row.values(), *((seat[0],) for seat in row.values())}  # "các huyện, thị, thành ủy"
            count, at = 0, 1 if words[0] == EACH_OF else 0
            begin = at
            while length := starts(words[at:], names):
                count, at = count + 1, at + length
            if count + begin < 2 or words[:at][-len(first) :] not in row.values():
                continue
            behind = self._fitting(words[at:], caps, home)
            if at == len(words) or any(match.head and match.head.each for match in behind):
                heads = self._heads.by_words.get(first, ())
                return [Match(head.unit, replace(head, each=True), UNSAID, None) for head in heads[:1]]
        return []

    def _bare(self, words: Words, caps: tuple[bool, ...], home: Territory | None) -> Iterator[Match]:
        place = self.territories.areas.parse(words, caps, home=home)
        if place is None or place.reach in ("unsaid", "here"):
            return
        for tier, key in self.wording.implied.items():
            if place.reach == "all" or tier in place.tiers:
                unit = self.units[key]
                yield from _located(unit, None, place)

    def may_follow(self, words: Words, caps: tuple[bool, ...], home: Territory | None) -> bool:
        """Whether ``words`` may follow a set phrase: a place, or "thuộc" and a unit."""
        if self.territories.areas.parse(words, caps, home=home) is not None:
            return True
        return bool(self._fitting(words[starts(words, self.wording.links) :], caps, home))

    def unit_id(self, match: Match, home: Territory | None) -> str:
        """The key of a unit: with ``@`` and the place where it stands elsewhere than in the document's own province."""
        place, territory = match.place, match.territory
        if place.reach != "named" or (
            territory and territory.level == "tỉnh" and (home is None or territory.id in self.lineage.renamed(home.id))
        ):
            return match.unit.id
        where = territory.id if territory else "-".join(plain(word) for word in place.name)
        return f"{match.unit.id}@{where}"

    def name(self, unit: Unit, territory: Territory | None, kind: str = "") -> str:
        """The official name of a unit, of the given territory or kind of territory where one is known."""
        heads = self._heads.official[unit.id]
        if heads[0].kind:
            kind = territory.kind if territory else kind
            shown = next((head.shown for head in heads if head.kind == kind), unit.name)
            return f"{shown} {territory.bare}" if territory else shown
        return f"{heads[0].shown} {territory.name}" if territory else unit.name

    def official(self, match: Match) -> str | None:
        """The official spelling of what was said; None where only a territory, or one not registered, was named."""
        if match.head is None or (match.place.reach == "named" and not match.territories):
            return None
        if match.tier is None:  # of which level is open, so none is claimed
            heads = self._heads.official[match.unit.id]
            return next((head.shown for head in heads if head.kind == match.head.kind), heads[0].shown)
        return self.name(match.unit, next(iter(match.territories), None), match.head.kind)

    def counterparts(self, match: Match, on: date) -> tuple[str, ...]:
        """The names, valid on that date, to write instead of one that holds no longer, or not yet."""
        look = self.lineage.preceding if any(life.not_yet(on) for life in match.lives) else self.lineage.living
        heads = [self.units[key] for key in look(match.unit.id, on)]
        if not match.territories:
            return tuple(unit.name for unit in heads)
        keys = dict.fromkeys(key for territory in match.territories for key in look(territory.id, on))
        places = [self.territories[key] for key in keys]
        if match.head is None:
            return tuple(place.name for place in places)
        named = [self.name(unit, place) for unit in heads for place in places if self._has(unit, place)]
        return tuple(dict.fromkeys(named)) or tuple(unit.name for unit in heads)

    def _has(self, unit: Unit, place: Territory) -> bool:
        """Whether there is such a unit there; "Phòng Kinh tế (xã, đặc khu)" is not in a phường."""
        _, bracket, remark = unit.name.partition(" (")
        kinds = [kind.strip() for kind in remark.rstrip(")").split(",")] if bracket else []
        said = [kind for kind in kinds if tuple(kind.split()) in self.wording.areas]
        return place.level == unit.tier and (not said or place.kind in said)


def _fits(head: Head, place: Place) -> list[Match]:
    if place.reach in ("unsaid", "all"):
        return [Match(head.unit, head, place, None)]
    if head.unit.tier not in place.tiers or (head.kind and place.kind and place.kind != head.kind):
        return []
    return list(_located(head.unit, head, place))


def _located(unit: Unit, head: Head | None, place: Place) -> Iterator[Match]:
    if place.reach != "named" or not place.territories:
        yield Match(unit, head, place, None)
        return
    for territory in place.territories:
        if territory.level == unit.tier and (head is None or not head.kind or head.kind == territory.kind):
            yield Match(unit, head, place, territory)
