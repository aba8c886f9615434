"""What stands behind a body's name and says where it is: "tỉnh Nghệ An", "thị xã", "các xã, phường", "cấp huyện"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from .records import Territory
from .wording import Wording, Words, ends, starts

EACH_OF, LEVEL = "các", "cấp"
_LONGEST_NAME = 6  # words; "Văn Miếu - Quốc Tử Giám" has five
_PROVINCE = "tỉnh"
_REMEMBERED = 20_000  # of what stood behind names; forgotten together when full

Local = Callable[[Territory, Words], Sequence[Territory]]  # those of a name on the ground of a territory's province


class Place(Struct, frozen=True):
    """Where: not said, said by its kind only ("thị xã"), named, each unit of a level, or units of several levels.

    ``territories`` are the registered ones that bear the name; a name that no registry has is taken from its capitals.
    """

    reach: Literal["unsaid", "here", "named", "each", "all"]
    tiers: frozenset[str] = frozenset()
    kind: str = ""
    name: Words = ()
    territories: tuple[Territory, ...] = ()
    level: bool = False  # said as "cấp …"


UNSAID = Place("unsaid")


class Areas:
    """The grammar of places over a vocabulary and the registered territories.

    Districts and communes are asked for with ``local``, and only for a name behind its kind ("huyện …", "xã …").
    """

    def __init__(self, wording: Wording, territories: Iterable[tuple[Words, Territory]], local: Local) -> None:
        self._wording = wording
        self._local = local
        self._listed = {**wording.areas, **wording.listed_areas}
        self._named: dict[Words, list[Territory]] = {}
        self._known_above: dict[tuple[Words, tuple[bool, ...], str | None], Place | None] = {}
        for words, territory in territories:
            self._named.setdefault(words, []).append(territory)

    def parse(
        self, words: Words, caps: tuple[bool, ...], kind: str = "", home: Territory | None = None
    ) -> Place | None:
        """The place that ``words`` say, None when they are something else.

        ``caps`` is aligned with the words at the end. ``kind`` is the kind of territory that the body's own name
        implies ("Thị ủy": thị xã), so that a bare name may follow. ``home`` is the document's own province.
        """
        if not words:
            return UNSAID
        if tail := ends(words, self._wording.tails):
            place = self.parse(words[:-tail], caps[:-tail], kind, home)
            if place is not None and not (
                place.reach == "here" and caps[-tail:] == (True,) * tail
            ):  # the town of Liên Quan
                return place
        if link := starts(words, self._wording.links):
            return self.parse(words[link:], caps, kind, home) if link < len(words) else None
        if words[0] == LEVEL:
            nouns, at, _ = self._nouns(words, 1)
            return Place("each", _shared(nouns), level=True) if nouns and at == len(words) else None
        if words == (EACH_OF, LEVEL):
            return Place("all")
        each = words[0] == EACH_OF
        nouns, at, last = self._nouns(words, 1 if each else 0)
        if (each and nouns) or len(nouns) > 1:
            for count, end in ((len(nouns), at), (len(nouns) - 1, last)):  # "các quận, huyện, thành phố Thủ Đức"
                rest = self.parse(words[end:], caps, home=home) if count else None
                if rest is not None and rest.reach in ("unsaid", "here", "named"):
                    tiers = _shared(nouns[:count])
                    return Place("each" if tiers else "all", tiers)
        if each:
            return None
        if noun := starts(words, self._wording.areas):
            said, tiers = " ".join(words[:noun]), self._wording.areas[words[:noun]]
            if noun == len(words):
                return Place("here", tiers, said)
            behind = words[noun:]
            if (named := self._name(behind, caps, said, home)) is not None:
                return named
            return Place("here", tiers, said) if self._above(behind, caps, home) else None  # "phường" of "thị xã …"
        return self._name(words, caps, kind, home)

    def named(self, words: Words) -> Place | None:
        """The place of a name by itself, with or without its kind ("tỉnh Nghệ An"), among those registered here."""
        noun = starts(words, self._wording.areas)
        for kind, name in ((" ".join(words[:noun]), words[noun:]), ("", words)):
            if territories := tuple(t for t in self._named.get(name, ()) if kind in ("", t.kind)):
                return Place("named", frozenset(t.level for t in territories), kind, name, territories)
        return None

    def _nouns(self, words: Words, at: int) -> tuple[list[frozenset[str]], int, int]:
        """The kinds of territory listed from a word on, as their tiers; where the list ends, where its last began."""
        found: list[frozenset[str]] = []
        last = at
        while at < len(words):
            begin = at + (1 if found and words[at] in (EACH_OF, LEVEL) else 0)
            length = starts(words[begin:], self._listed)
            if not length:
                break
            last, at = begin, begin + length
            found.append(self._listed[words[begin:at]])
        return found, at, last

    def _name(self, words: Words, caps: tuple[bool, ...], kind: str, home: Territory | None) -> Place | None:
        longest = min(len(words), _LONGEST_NAME)
        for length in range(longest, 0, -1):
            above = self._above(words[length:], caps, home)
            if above is None:
                continue
            proper = len(caps) >= len(words) and any(caps[len(caps) - len(words) :][:length])
            if territories := self._bearers(words[:length], kind, above, home, proper=proper):
                return Place("named", frozenset(t.level for t in territories), kind, words[:length], territories)
        if not kind:
            return None
        tiers = self._wording.areas.get(tuple(kind.split()), frozenset()) - {_PROVINCE}  # provinces are all registered
        for length in range(1, longest + 1):
            behind = len(words) - length
            proper_words = caps[len(caps) - len(words) : len(caps) - behind] if len(caps) >= len(words) else ()
            if not proper_words or not all(proper_words):
                return None
            if self._above(words[length:], caps, home):
                return Place("named", tiers, kind, words[:length]) if tiers else None
        return None

    def _bearers(
        self, words: Words, kind: str, above: Place, home: Territory | None, *, proper: bool
    ) -> tuple[Territory, ...]:
        """The territories of a name: in the territory named above it, else in the document's province, else anywhere.

        ``proper``: written as a name is; "xã hội" is no commune.
        """
        listed = tuple(t for t in self._named.get(words, ()) if kind in ("", t.kind))
        if not kind or self._wording.areas.get(tuple(kind.split()), frozenset()) <= {_PROVINCE}:
            return listed
        provinces = tuple(t for t in listed if t.level == _PROVINCE)
        around = above.territories if above.reach == "named" else (home,) if home else provinces
        local = {t.id: t for place in around if proper for t in self._local(place, words) if t.kind == kind}
        if above.reach == "named":
            return tuple(t for t in local.values() if any(_inside(t, place) for place in around))
        return tuple({t.id: t for t in (*(provinces if home else listed), *local.values())}.values())

    def _above(self, words: Words, caps: tuple[bool, ...], home: Territory | None) -> Place | None:
        """What words behind a name say of the territory above: "huyện Nam Đàn" + "tỉnh Nghệ An"; None if not that."""
        if not words:
            return UNSAID
        if not starts(words, self._wording.areas):
            return None
        key = (words, caps[-len(words) :], home.id if home else None)
        if key not in self._known_above:  # asked again and again: a name has many ways to end before the next begins
            if len(self._known_above) >= _REMEMBERED:
                self._known_above.clear()
            place = self.parse(words, caps, home=home)
            self._known_above[key] = place if place is not None and place.reach in ("here", "named") else None
        return self._known_above[key]


def _inside(territory: Territory, place: Territory) -> bool:
    return place.level == _PROVINCE or place.id in (territory.parent, *territory.earlier)


def _shared(nouns: list[frozenset[str]]) -> frozenset[str]:
    return frozenset.intersection(*nouns)
