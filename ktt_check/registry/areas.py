"""What stands behind a body's name and says where it is: "tỉnh Nghệ An", "thị xã", "các xã, phường", "cấp huyện"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .records import Territory
from .wording import Wording, Words, ends, starts

EACH_OF, LEVEL = "các", "cấp"
_LONGEST_NAME = 5  # words; "Bà Rịa - Vũng Tàu" has four


@dataclass(frozen=True, slots=True)
class Place:
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
    """The grammar of places over a vocabulary and the registered territories."""

    def __init__(self, wording: Wording, territories: Iterable[tuple[Words, Territory]]) -> None:
        self._wording = wording
        self._listed = {**wording.areas, **wording.listed_areas}
        self._named: dict[Words, list[Territory]] = {}
        for words, territory in territories:
            self._named.setdefault(words, []).append(territory)

    def parse(self, words: Words, caps: tuple[bool, ...], kind: str = "") -> Place | None:
        """The place that ``words`` say, None when they are something else.

        ``caps`` is aligned with the words at the end. ``kind`` is the kind of territory that the body's own name
        implies ("Thị ủy": thị xã), so that a bare name may follow.
        """
        if not words:
            return UNSAID
        if tail := ends(words, self._wording.tails):
            place = self.parse(words[:-tail], caps[:-tail], kind)
            if place is not None:
                return place
        if link := starts(words, self._wording.links):
            return self.parse(words[link:], caps, kind) if link < len(words) else None
        if words[0] == LEVEL:
            nouns, at, _ = self._nouns(words, 1)
            return Place("each", _shared(nouns), level=True) if nouns and at == len(words) else None
        if words == (EACH_OF, LEVEL):
            return Place("all")
        each = words[0] == EACH_OF
        nouns, at, last = self._nouns(words, 1 if each else 0)
        if (each and nouns) or len(nouns) > 1:
            for count, end in ((len(nouns), at), (len(nouns) - 1, last)):  # "các quận, huyện, thành phố Thủ Đức"
                rest = self.parse(words[end:], caps) if count else None
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
            if (named := self._name(behind, caps, said)) is not None:
                return named
            return Place("here", tiers, said) if self._further(behind, caps) else None  # "phường" of "thị xã Đức Phổ"
        return self._name(words, caps, kind)

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

    def _name(self, words: Words, caps: tuple[bool, ...], kind: str) -> Place | None:
        for length in range(min(len(words), _LONGEST_NAME), 0, -1):
            territories = tuple(t for t in self._named.get(words[:length], ()) if kind in ("", t.kind))
            if territories and (length == len(words) or self._further(words[length:], caps)):
                tiers = frozenset(t.level for t in territories)
                return Place("named", tiers, kind, words[:length], territories)
        if not kind:
            return None
        tiers = self._wording.areas.get(tuple(kind.split()), frozenset()) - {"tỉnh"}  # provinces are all registered
        for length in range(1, min(len(words), _LONGEST_NAME) + 1):
            behind = len(words) - length
            proper = caps[len(caps) - len(words) : len(caps) - behind] if len(caps) >= len(words) else ()
            if not proper or not all(proper):
                return None
            if behind == 0 or self._further(words[length:], caps):
                return Place("named", tiers, kind, words[:length]) if tiers else None
        return None

    def _further(self, words: Words, caps: tuple[bool, ...]) -> bool:
        """Whether words go on with the territory above: "huyện Nam Đàn, tỉnh Nghệ An"."""
        noun = starts(words, self._wording.areas)
        return bool(noun) and (rest := self.parse(words, caps)) is not None and rest.reach in ("here", "named")


def _shared(nouns: list[frozenset[str]]) -> frozenset[str]:
    return frozenset.intersection(*nouns)
