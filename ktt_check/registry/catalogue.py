"""The registered names, found by their words: which unit, where, and whether that name holds on a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ..values.text import plain
from .areas import EACH_OF, UNSAID, Areas, Place
from .doubts import Model, model
from .heads import Head, Heads
from .records import Lifetime, Succession, Territory, Unit
from .sources import Sources
from .wording import Wording, Words, starts

_ROUNDS = 8  # successions that are followed one after another


@dataclass(frozen=True, slots=True)
class Match:
    """A name understood: the unit, the place that was said, and how it was said.

    ``tier`` and ``level`` are None where the name fits units of several; ``head`` where only a territory was named.
    """

    unit: Unit
    head: Head | None
    place: Place
    territory: Territory | None
    tier: str | None = None
    level: str | None = None

    @property
    def lives(self) -> list[Lifetime]:
        return [self.unit.life, *([self.territory.life] if self.territory else [])]

    def holds(self, on: date | None) -> bool | None:
        answers = [life.covers(on) for life in self.lives] if on else [None]
        return False if False in answers else None if None in answers else True


class Catalogue:
    """Exact look-up by words, with all that dates and successions say."""

    def __init__(self, sources: Sources) -> None:
        self.wording: Wording = sources.wording
        self.units = sources.units
        self._territories = sources.territories
        self._after: dict[str, list[Succession]] = {}
        self._before: dict[str, list[Succession]] = {}
        for change in sources.successions:
            self._after.setdefault(change.old, []).append(change)
            self._before.setdefault(change.new, []).append(change)

    @cached_property
    def areas(self) -> Areas:
        """The grammar of places, made when the first name is looked up."""
        named = [(t, name) for t in self._territories.values() for name in (t.bare, *t.aliases)]
        words = self.wording.words_of_all(name for _, name in named)
        return Areas(self.wording, [(w, t) for w, (t, _) in zip(words, named, strict=True)])

    @cached_property
    def _heads(self) -> Heads:
        return Heads(self.wording, self.units, self.areas)

    def models(self) -> Iterator[Model]:
        """The names to compare a doubtful one with; abbreviations are too short for that."""
        for head in self._heads:
            if len(" ".join(head.words)) > 8 and (head.official or len(head.words) > 2) and not head.each:
                yield model(head.words, self.name(head.unit, None, head.kind), head.shown)

    def find(self, words: Words, caps: tuple[bool, ...], on: date | None, home: Territory | None) -> Match | None:
        """The unit that ``words`` name in full, on that date the likeliest; None when no registered name is said."""
        if not words:
            return None
        found = self._fitting(words, caps) or list(self._bare(words, caps)) or self._listed(words, caps)
        if home is not None:
            city = [m for m in found if "thành phố" in (m.place.kind, m.head.kind if m.head else "")]
            own = "tỉnh" if home.kind == "thành phố" else "huyện"
            if any(m.unit.tier == own and m.territory is None for m in city):
                found = [m for m in found if m not in city or m.territory is not None or m.unit.tier == own]
        if not found:
            return None
        ranks = [{True: 2, None: 1, False: 0}[m.holds(on)] for m in found]
        best = [m for m, rank in zip(found, ranks, strict=True) if rank == max(ranks)]
        (tier, *tiers), (level, *levels) = ({m.unit.tier for m in best}, {m.unit.level for m in best})
        return replace(best[0], tier=None if tiers else tier, level=None if levels else level)

    def _fitting(self, words: Words, caps: tuple[bool, ...]) -> list[Match]:
        for cut in range(len(words), 0, -1):
            found: list[Match] = []
            for head in self._heads.by_words.get(words[:cut], ()):
                place = self.areas.parse(words[cut:], caps, head.kind)
                if place is None and head.each and self._fitting(words[cut:], caps):
                    place = UNSAID  # "các đảng ủy trực thuộc" + "Thị ủy"
                if place is not None:
                    found += _fits(head, place)
            if found:
                return found
        return []

    def _listed(self, words: Words, caps: tuple[bool, ...]) -> list[Match]:
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
            behind = self._fitting(words[at:], caps)
            if at == len(words) or any(match.head and match.head.each for match in behind):
                heads = self._heads.by_words.get(first, ())
                return [Match(head.unit, replace(head, each=True), UNSAID, None) for head in heads[:1]]
        return []

    def _bare(self, words: Words, caps: tuple[bool, ...]) -> Iterator[Match]:
        place = self.areas.parse(words, caps)
        if place is None or place.reach in ("unsaid", "here"):
            return
        for tier, key in self.wording.implied.items():
            if place.reach == "all" or tier in place.tiers:
                unit = self.units[key]
                yield from _located(unit, None, place)

    def may_follow(self, words: Words, caps: tuple[bool, ...]) -> bool:
        """Whether ``words`` may follow a set phrase: a place, or "thuộc" and a unit."""
        if self.areas.parse(words, caps) is not None:
            return True
        return bool(self._fitting(words[starts(words, self.wording.links) :], caps))

    def province(self, name: str | None) -> Territory | None:
        """The registered province of that name, with or without "tỉnh"; None when there is none."""
        if not name:
            return None
        words = self.wording.words(name)
        place = self.areas.parse(words, tuple(True for _ in words))
        return next((t for t in place.territories if t.level == "tỉnh"), None) if place else None

    def provinces(self) -> Iterable[Territory]:
        return (t for t in self._territories.values() if t.level == "tỉnh")

    def territory_names(self) -> tuple[str, ...]:
        return tuple(t.name for t in self._territories.values())

    def unit_id(self, match: Match, home: Territory | None) -> str:
        """The key of a unit: with ``@`` and the place where it stands elsewhere than in the document's own province."""
        place, territory = match.place, match.territory
        if place.reach != "named" or (territory and territory.level == "tỉnh" and home in (None, territory)):
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

    def _row(self, key: str) -> Unit | Territory:
        return self.units.get(key) or self._territories[key]

    def official(self, match: Match) -> str | None:
        """The official spelling of what was said; None where only a territory, or one not registered, was named."""
        if match.head is None or (match.place.reach == "named" and match.territory is None):
            return None
        if match.tier is None:  # of which level is open, so none is claimed
            heads = self._heads.official[match.unit.id]
            return next((head.shown for head in heads if head.kind == match.head.kind), heads[0].shown)
        return self.name(match.unit, match.territory, match.head.kind)

    def living(self, key: str, on: date) -> tuple[str, ...]:
        """What the name ``key`` has become by that date: itself while it holds, else its successors that do."""
        found: dict[str, None] = {}
        waiting, seen = [key], {key}
        for _ in range(_ROUNDS):
            following: list[str] = []
            for old in waiting:
                over = self._row(old).life.over(on)
                changes = [c for c in self._after.get(old, ()) if over and c.when[0] <= on]
                if not over:
                    found[old] = None
                following += [c.new for c in changes if c.new not in seen]
                seen.update(c.new for c in changes)
            waiting = following
        return tuple(found)

    def preceding(self, key: str, on: date) -> tuple[str, ...]:
        """What had, on that date, the work of the name ``key`` that was not yet; itself once it is."""
        if not self._row(key).life.not_yet(on):
            return (key,)
        changes = [c for c in self._before.get(key, ()) if not self._row(c.old).life.not_yet(on)]
        whole = [c for c in changes if c.kind != "1:n"]  # those whose work came over entirely, where there are any
        return tuple(c.old for c in whole or changes)

    def counterparts(self, match: Match, on: date) -> tuple[str, ...]:
        """The names, valid on that date, to write instead of one that holds no longer, or not yet."""
        look = self.preceding if any(life.not_yet(on) for life in match.lives) else self.living
        heads = [self.units[key] for key in look(match.unit.id, on)]
        if match.territory is None:
            return tuple(unit.name for unit in heads)
        places = [self._territories[key] for key in look(match.territory.id, on)]
        if match.head is None:
            return tuple(place.name for place in places)
        named = [self.name(unit, place) for unit in heads for place in places if place.level == unit.tier]
        return tuple(named or (unit.name for unit in heads))


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
