"""The names of units without their places, by their words: "Hội Nông dân tỉnh" is found under "Hội Nông dân"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from .areas import EACH_OF, LEVEL, Areas
from .records import Unit
from .wording import AND, TOKEN, Wording, Words


class Head(Struct, frozen=True):
    """A unit's name without its place, as words and as shown: the first of the words as they are ``printed``.

    ``kind``: the kind of territory that the name itself says ("Thị ủy": thị xã); ``each``: a set phrase for each unit
    of a level; ``official``: the registered name, not an alias.
    """

    unit: Unit
    words: Words
    printed: str
    official: bool
    kind: str = ""
    each: bool = False

    @property
    def shown(self) -> str:
        return _first_words(self.printed, len(self.words))


class Heads:
    """All heads of a registry; ``official`` holds those of each unit by id, the main one first."""

    def __init__(self, wording: Wording, units: Mapping[str, Unit], areas: Areas) -> None:
        self._wording = wording
        self._areas = areas
        self._area_words = {word for words in wording.areas for word in words} | {EACH_OF, LEVEL}
        self._seat_ends = {words[-1] for row in wording.seats for words in row.values()}
        self.by_words: dict[Words, list[Head]] = {}
        self.official: dict[str, list[Head]] = {}
        names = [(u, text, at == 0) for u in units.values() for at, text in enumerate((_plain_name(u), *u.aliases))]
        folded = wording.words_of_all(text for _, text, _ in names)
        for (unit, text, official), words in zip(names, folded, strict=True):
            stem = self._stem(words, unit.tier)
            for kind, variant, printed in self._seated(words[:stem], text, unit.tier):
                head = Head(unit, variant, printed, official, kind)
                self.by_words.setdefault(variant, []).append(head)
                if official:
                    self.official.setdefault(unit.id, []).append(head)
        for phrase, key in wording.each.items():
            words = wording.expand(phrase)
            self.by_words.setdefault(words, []).append(Head(units[key], words, "", False, each=True))

    def __iter__(self) -> Iterator[Head]:
        for heads in self.by_words.values():
            yield from heads

    def _stem(self, words: Words, tier: str) -> int:
        """How many words of a registered name are left when the place at its end is taken off."""
        cut = len(words)
        while cut > 1 and words[cut - 1] in self._area_words:
            cut -= 1
        for at in range(cut, len(words)):
            place = self._areas.parse(words[at:], ())
            if place is not None and place.reach in ("here", "each") and tier in place.tiers:
                return at
        return len(words)

    def _seated(self, words: Words, printed: str, tier: str) -> Iterator[tuple[str, Words, str]]:
        """The name itself, or its variants by kind of territory where it says one (Huyện ủy: Thị ủy, Thành ủy …)."""
        for row in () if self._seat_ends.isdisjoint(words) else self._wording.seats:
            (first, said), *_ = row.items()
            at = next((i for i in range(len(words)) if words[i : i + len(said)] == said), None)
            if at is None or tier not in self._wording.areas.get((first,), frozenset()):
                continue
            shown = _first_words(printed, len(words))
            spans = [token.span() for token in TOKEN.finditer(shown) if token[0].casefold() != AND]
            for kind, seat in row.items():
                label = shown
                if kind != first and len(spans) == len(words):  # an alias with abbreviations is never shown
                    seat_shown = " ".join(seat).capitalize()
                    label = f"{shown[: spans[at][0]]}{seat_shown}{shown[spans[at + len(said) - 1][1] :]}"
                yield kind, words[:at] + seat + words[at + len(said) :], label
            return
        yield "", words, printed


def _plain_name(unit: Unit) -> str:
    """The name without a remark in brackets that tells it from its namesakes."""
    return unit.name.partition(" (")[0]


def _first_words(text: str, count: int) -> str:
    """The printed text up to its ``count``-th word, "và" not counted."""
    for token in TOKEN.finditer(text):
        count -= token[0].casefold() != AND
        if count == 0:
            return text[: token.end()]
    return text
