"""How an entry is understood: a registered name, a set phrase, a slip of the pen, a local name, or nothing."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct

from .catalogue import Catalogue, Match
from .doubts import Doubts, model
from .entries import Entry, capitals, printed, read_entry
from .lists import Part, cheapest
from .records import REQUESTED_LEVEL, Territory
from .wording import Words, ends, raw_words, starts

Status = Literal["known", "alias", "group", "vague", "near", "cut off", "plausible", "unknown"]

_SURELY_READ = 12  # pieces of a list in which every slip is looked for
_MOST_WORDS = 25  # of one name; a longer text is a sentence
_CACHED = 20_000  # entries remembered; forgotten together when full
# What it costs to read a run of pieces so; the cheapest division of a list is taken.
_PRICE: dict[Status, float] = {
    "known": 1,
    "alias": 1,
    "group": 1,
    "vague": 1,
    "plausible": 2.5,
    "near": 3,
    "cut off": 3,
    "unknown": 8,
}
_LOOSELY = 1.0  # read by its first words only
_CARRIED = 0.2  # its type word stands before another name
_NOT_THEN = 1.5  # a name that does not hold on the date
_SWALLOWED = 4.0  # a phrase that runs over the beginning of another unit or of a line
_EQUALS = 1.5  # a phrase that runs over "và" with a whole list behind it


class Answer(Struct, frozen=True):
    """How one entry was understood; ``extra`` is what makes it less likely than others of its status."""

    entry: Entry
    status: Status
    match: Match | None = None
    suggestion: str | None = None
    request: bool = False
    extra: float = 0.0


class Understanding:
    """Reads entries and lists of them against the catalogue; ``home`` is the document's own province throughout."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._wording = catalogue.wording
        self._answers: dict[tuple[str, date | None, str | None, str, bool], Answer] = {}

    def divide(self, part: Part, on: date | None, home: Territory | None) -> list[tuple[str, Answer]]:
        """The entries of a part in the likeliest division, as printed and as understood.

        Near matches are looked for only when something is left that no registered name or set phrase explains, and not
        in a long text of which hardly anything is explained: that is no list of units with slips of the pen in it.
        """
        carried = self._carried(part)
        known = [self.answer(part.slice(at, at), on, home, doubts=False).match for at in range(len(part.pieces))]
        found: list[tuple[str, Answer]] = []
        for doubts in (False, True):

            def price(first: int, last: int, doubts: bool = doubts) -> float:
                text = part.slice(first, last)
                answer = self.answer(text, on, home, carried[first], doubts=doubts)
                return self._price(part, first, last, answer, known, on)

            found = []
            for first, last in cheapest(len(part.pieces), price):
                text = part.slice(first, last)
                found.append((printed(text), self.answer(text, on, home, carried[first], doubts=doubts)))
            open_ends = sum(answer.status in ("unknown", "plausible") for _, answer in found)
            if not open_ends or (len(part.pieces) > _SURELY_READ and 3 * open_ends > 2 * len(found)):
                break
        return [(shown, answer) for shown, answer in found if shown]

    def answer(
        self, text: str, on: date | None, home: Territory | None, carried: str = "", *, doubts: bool = True
    ) -> Answer:
        """One entry; ``carried`` is the type word that an earlier name of the list lends it."""
        key = (text, on, home.id if home else None, carried, doubts)
        found = self._answers.get(key)
        if found is None:
            found = self._understand(read_entry(text, self._wording), on, home, carried, doubts=doubts)
            if len(self._answers) >= _CACHED:
                self._answers.clear()
            self._answers[key] = found
        return found

    def _carried(self, part: Part) -> list[str]:
        """For each piece the type word of the piece before it: "Sở Tài chính, Nội vụ" names Sở Nội vụ."""
        found = [""]
        for at in range(len(part.pieces) - 1):
            entry = read_entry(part.slice(at, at), self._wording)
            words = raw_words(entry.names[-1]) if entry.names else ()
            words = words[starts(words, self._wording.quantifiers) :]
            found.append(" ".join(words[: self._type_length(words)]) or found[-1])
        return found

    def _type_length(self, words: Words) -> int:
        return max(starts(words, self._wording.closed_heads), starts(words, self._wording.type_words))

    def _is_closed(self, words: Words) -> bool:
        """Whether all units that begin so are registered: "Bộ Công Thương" is one, "Bộ phận Một cửa" none of them."""
        closed = starts(words, self._wording.closed_heads)
        return closed > 0 and closed >= starts(words, self._wording.type_words)

    def _price(
        self, part: Part, first: int, last: int, answer: Answer, known: list[Match | None], on: date | None
    ) -> float:
        """What it costs to read a run of pieces so; ``known`` are the registered names that single pieces are."""
        cost = _PRICE[answer.status] + answer.extra
        inner = range(first + 1, last + 1)
        if answer.match is not None:
            cost += _NOT_THEN if on and answer.match.unit.life.covers(on) is False else 0
            if answer.match.place.reach == "named" and not answer.match.territories:
                cost += _SWALLOWED * sum((match := known[at]) is not None and match.head is not None for at in inner)
            if answer.extra < _LOOSELY:
                return cost
        if answer.status == "unknown":  # beside a single unit it stays whole; in a list of them it stands by itself
            units = [match is not None for match in known]
            return cost + (_SWALLOWED * sum(units[first : last + 1]) if sum(units) > 1 else 0)
        cost += _SWALLOWED * sum(known[at] is not None or self._begins_unit(part.slice(at, at)) for at in inner)
        cost += _SWALLOWED * sum(part.gaps[at - 1] == "\n" for at in inner)
        if answer.status == "vague":
            cost += _EQUALS * sum(part.gaps[at - 1] == "và" and at < last for at in inner)
        return cost

    def _begins_unit(self, text: str) -> bool:
        """Whether a piece begins something of its own, so that no phrase runs over it."""
        words = raw_words(text)
        if starts(words, self._wording.quantifiers):
            return True
        length = self._type_length(words)
        return text[:1].isupper() and starts(words, self._wording.nouns) <= length < len(words) and length > 0

    def _understand(
        self, entry: Entry, on: date | None, home: Territory | None, carried: str, *, doubts: bool
    ) -> Answer:
        find, expand = self._catalogue.find, self._wording.expand
        readings = [(raw, capitals(name)) for name in entry.names if (raw := raw_words(name))]
        if not readings or len(readings[-1][0]) > _MOST_WORDS:
            return Answer(entry, "unknown")
        for raw, caps in readings:
            if match := find(expand(raw), caps, on, home):
                return self._said(entry, match, raw)
        for raw, caps in readings if carried else ():
            said = (*carried.split(), *raw)
            if self._type_length(raw) or starts(raw, self._wording.quantifiers):
                break
            if match := find(expand(said), (True, *caps), on, home):
                return self._said(entry, match, said, extra=_CARRIED)
        raw, caps = readings[-1]
        words = expand(raw)
        quantifier = starts(raw, self._wording.quantifiers)
        if (request := self._phrase(words, caps, entry.names[-1], home)) is not None:
            return Answer(entry, "vague", request=request)
        if quantifier and (match := find(expand(raw[quantifier:]), caps, on, home)):  # "các Sở Tài chính, …"
            return self._said(entry, match, raw[quantifier:])
        for cut in range(2, len(raw)):
            if starts(raw[cut:], self._wording.duties) and (match := find(expand(raw[:cut]), caps[:cut], on, home)):
                return self._said(entry, match, raw[:cut], extra=_LOOSELY)
        if quantifier:
            asked = bool(starts(words[starts(words, self._wording.quantifiers) :], self._wording.request_nouns))
            return Answer(entry, "vague", request=asked, extra=_LOOSELY)
        kind = self._type_length(words)
        if doubts and (answer := self._doubt(entry, words, caps, kind, home)):
            return answer
        local = kind > 0 and starts(words, self._wording.nouns) <= kind and (kind < len(words) or kind > 1)
        closed = self._is_closed(words)
        return Answer(entry, "plausible" if local and not closed else "unknown")

    def _said(self, entry: Entry, match: Match, raw: Words, extra: float = 0.0) -> Answer:
        """A registered name: official, by an alias, or standing for each unit of a level."""
        request = match.unit.level == REQUESTED_LEVEL
        head, place = match.head, match.place
        if entry.dangling and head and not head.official and place.reach == "unsaid":  # "Sở Kế hoạch và"
            whole = self._names.cut_off(head.words, self._type_length(head.words), dangling=True)
            if whole is not None:
                return Answer(entry, "cut off", suggestion=whole)
        if place.reach == "all":
            return Answer(entry, "vague", request=request, extra=extra)
        single_level = place.level and match.unit.tier == "tỉnh"  # "cấp tỉnh" is the document's own province
        status: Status = "alias"
        if (place.reach == "each" and not single_level) or (head and head.each):
            status = "group"
        elif head and head.official and raw[: len(head.words)] == head.words:
            status = "known"
        return Answer(entry, status, match, request=request, extra=extra)

    def _phrase(self, words: Words, caps: tuple[bool, ...], name: str, home: Territory | None) -> bool | None:
        """Whether a set phrase for no one in particular asks Mặt trận or mass organisations; None when it is none."""
        wording = self._wording
        alone = starts(words, wording.alone)
        if alone and (alone == len(words) or self._catalogue.may_follow(words[alone:], caps, home)):
            return bool(starts(words, wording.request_nouns))
        at = begin = starts(words, wording.quantifiers)
        nouns = 0
        while length := max(starts(words[at:], wording.nouns), starts(words[at:], wording.modifiers)):
            is_noun = starts(words[at:], wording.nouns) == length
            if not is_noun and not nouns:
                break
            nouns += is_noun
            at += length
        related = bool(ends(words[:at], wording.relating))
        lone = nouns == 1 and name[:1].islower()  # "đoàn thể" in the middle of a list
        if not nouns or not (begin or nouns > 1 or related or lone):
            return None
        if at < len(words) and not self._catalogue.may_follow(words[at:], caps, home):
            return None
        return bool(starts(words[begin:], wording.request_nouns))

    @cached_property
    def _names(self) -> Doubts:
        return Doubts(self._catalogue.models())

    @cached_property
    def _provinces(self) -> Doubts:
        return Doubts(model(raw_words(t.bare), t.name, t.bare) for t in self._catalogue.territories.provinces())

    def _doubt(
        self, entry: Entry, words: Words, caps: tuple[bool, ...], kind: int, home: Territory | None
    ) -> Answer | None:
        """A broken-off or misspelt name, its place taken off first where it has one."""
        mended = self._wording.mended(words)
        if mended != words and (match := self._catalogue.find(self._wording.expand(mended), caps, None, home)):
            return Answer(entry, "near", suggestion=self._catalogue.name(match.unit, match.territory))
        if whole := self._names.cut_off(words, kind, entry.dangling):
            return Answer(entry, "cut off", suggestion=whole)
        closed = self._is_closed(words)
        best: tuple[int, str] | None = None
        for cut in range(len(words), 1, -1):
            place = self._catalogue.territories.areas.parse(words[cut:], caps, home=home)
            if place is None or place.reach == "all":
                continue
            found = self._names.near(words[:cut], kind, closed=closed)
            if found is not None and (best is None or found[1] < best[0]):
                best = (found[1], found[0])
        if best is not None:
            return Answer(entry, "near", suggestion=best[1])
        for cut in range(1, len(words)):
            if suggestion := self._misplaced(words, cut, home):
                return Answer(entry, "near", suggestion=suggestion)
        return None

    def _misplaced(self, words: Words, cut: int, home: Territory | None) -> str | None:
        """The right name where a known unit is followed by a misspelt province: "Sở Y tế tỉnh Nghê An"."""
        noun = starts(words[cut:], self._wording.areas)
        if not noun or cut + noun == len(words):
            return None
        match = self._catalogue.find(words[:cut], (), None, home)
        if match is None or match.unit.tier != "tỉnh":
            return None
        province = self._provinces.near(words[cut + noun :], 0, closed=False)
        return self._catalogue.name(match.unit, self._catalogue.territories.province(province[0])) if province else None
