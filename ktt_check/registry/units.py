"""Who may be assigned: the units that a cell names, judged on the document's date.

Source of the facts: ``domain.md`` §6 and the registry's data files (``rules/registries``), which name theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from ..values.text import fold
from .catalogue import Catalogue
from .kinship import Kinship, Named, kinship
from .lists import parts
from .records import Territory
from .rows import RegistryError
from .sources import read_sources
from .understanding import Answer, Status, Understanding

__all__ = ["Accountability", "Kinship", "Named", "RegistryError", "UnitMention", "UnitRegistry", "accountable"]


_PLACES = ("tinh/", "huyen/", "xa/")  # how the ids of registered territories begin
_CACHED = 20_000  # cells remembered; forgotten together when full


class UnitMention(Struct, frozen=True):
    """One unit, group or phrase in a cell, as printed and as understood on the document's date.

    ``status``: known (official name), alias, group (each unit of one level), vague (no one in particular), near
    (probably misspelt), cut off, plausible (a local name, by its type word), unknown. ``suggestion`` is the name that
    was probably meant. ``valid`` is None when the date or the registry does not tell; ``ended`` or ``begins`` say
    when an invalid name stopped or starts to hold, ``counterparts`` what is called so on the date instead (several
    mean: ask). ``level`` and ``tier`` (territory) are None where the name fits several. ``verified`` is the
    registry's mark for its dates. ``candidates`` are the ids of the communes of one name that a name without its
    district could mean. ``request``: Mặt trận and mass organisations, or introduced by "Đề nghị".
    """

    text: str
    item: int
    unit_id: str | None
    status: Status
    suggestion: str | None = None
    valid: bool | None = None
    ended: date | None = None
    begins: date | None = None
    counterparts: tuple[str, ...] = ()
    verified: str = ""
    request: bool = False
    chief: bool = False
    level: str | None = None
    tier: str | None = None
    name: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def successors(self) -> tuple[str, ...]:
        """The names that a name which has ended goes by on the date."""
        return self.counterparts if self.ended else ()


class Accountability(NamedTuple):
    """Whether a cell of leads names the one who answers: ``who`` are those of whom each could be it."""

    answer: Literal["one", "none", "several"]
    who: tuple[UnitMention, ...]
    vague: tuple[UnitMention, ...] = ()


def accountable(mentions: Sequence[UnitMention]) -> Accountability:
    """One named unit, or each unit of one level, answers; a vague phrase does not, nor a group beside one.

    Several named units want exactly one marked as chiefly responsible. A single named unit that stands before vague
    helpers ("UBND thị xã và các cơ quan liên quan") answers. Source: ``domain.md`` §6.
    """
    named = tuple(m for m in mentions if m.status != "vague")
    vague = tuple(m for m in mentions if m.status == "vague")
    chiefs = tuple(m for m in named if m.chief)
    if len(chiefs) == 1:
        return Accountability("one", chiefs, vague)
    if len(named) > 1:
        return Accountability("several", named, vague)
    if not named or (vague and (named[0].status == "group" or mentions[0].status == "vague")):
        return Accountability("none", (), vague)
    return Accountability("one", named, vague)


class UnitRegistry:
    """All unit names the checker knows, from the shipped data and a province's own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._understanding = Understanding(catalogue)
        self._mentions: dict[tuple[str, date | None, str | None], tuple[UnitMention, ...]] = {}

    @classmethod
    def load(cls, folder: Path, extra: Sequence[Path] = ()) -> UnitRegistry:
        """The registry of ``folder`` with the rows of further folders over it.

        Raises RegistryError, which lists all mistakes of all data files with file and line.
        """
        return cls(Catalogue(read_sources(folder, extra)))

    def names(self) -> tuple[str, ...]:
        """Every official name, units before territories, for lists and suggestions."""
        return (
            *(unit.name for unit in self._catalogue.units.values()),
            *(t.name for t in self._catalogue.territories.listed),
        )

    def province_named(self, text: str, on: date | None) -> str | None:
        """The name, without its type, of the province that stands at the end of a unit's name; None without one."""
        words = text.split()
        for at in range(len(words)):
            found = self._catalogue.territories.province(" ".join(words[at:]), on)
            if found is not None:
                return found.bare
        return None

    def steady_spells(self, first: date, last: date, *, at_least: int = 45) -> list[tuple[date, date]]:
        """The spells between two days in which no name begins or ends, first and last day of each.

        ``at_least`` so many days long; what lies between them is a time of change.
        """
        turns = {day for life in self._catalogue.lives() for day in life.turns() if first < day <= last}
        begins = sorted({first, *turns})
        ends = [day - timedelta(days=1) for day in begins[1:]] + [last]
        return [(one, other) for one, other in zip(begins, ends, strict=True) if (other - one).days + 1 >= at_least]

    def mentions(self, text: str, on: date | None, province: str | None = None) -> tuple[UnitMention, ...]:
        """The units of a cell in order, each judged on the date; ``province`` is the document's own."""
        key = (text, on, province)
        found = self._mentions.get(key)
        if found is None:
            home = self._catalogue.territories.province(province, on)
            answers: list[tuple[str, Answer, bool]] = []
            for part in parts(text):
                asked = False  # "Đề nghị" before the first of a list asks all of them
                for shown, answer in self._understanding.divide(part, on, home):
                    asked |= answer.entry.request
                    answers.append((shown, answer, asked))
            found = tuple(self._mention(s, at, a, on, home, asked=q) for at, (s, a, q) in enumerate(answers))
            if len(self._mentions) >= _CACHED:
                self._mentions.clear()
            self._mentions[key] = found
        return found

    def split(self, text: str, on: date | None = None, province: str | None = None) -> list[str]:
        """The entries of a cell as printed."""
        return [mention.text for mention in self.mentions(text, on, province)]

    def resolve(self, name: str, on: date | None, province: str | None = None) -> UnitMention:
        """One name that is known to be one name, such as that of the issuer."""
        home = self._catalogue.territories.province(province, on)
        answer = self._understanding.answer(name, on, home)
        return self._mention(answer.entry.printed, 0, answer, on, home, asked=answer.entry.request)

    def elsewhere(self, unit_id: str, own_place: str, province: str, on: date | None) -> bool:
        """Whether a unit belongs to a place outside ``own_place`` (the id of a district or commune; "": all of it)
        in the province; a place that is not registered is never said to be elsewhere.
        """
        where, territories = unit_id.partition("@")[2], self._catalogue.territories
        if not where.startswith(_PLACES) or on is None or (home := territories.province(province, on)) is None:
            return False
        territory = territories[where]
        if not territories.belongs(territory, home, on):
            return True
        return own_place.startswith(_PLACES) and own_place not in (where, territory.parent, *territory.earlier)

    def successor_ids(self, unit_id: str, on: date) -> tuple[str, ...]:
        """The ids of what a unit has become by that date: itself while its name holds; empty when nothing took over.

        The part of an id behind ``@`` (the place) is kept.
        """
        key, at, where = unit_id.partition("@")
        if key not in self._catalogue.units:
            return (unit_id,)
        return tuple(f"{found}{at}{where}" for found in self._catalogue.lineage.living(key, on))

    def kinship(self, old: Named, new: Named) -> Kinship | None:
        """How the unit that one document names is related to that of a later one; None where it is another one."""
        matches = []
        for named in (old, new):
            home = self._catalogue.territories.province(named.province, named.day)
            match = self._understanding.answer(named.name, named.day, home).match
            if match is None:
                return Kinship("same") if fold(old.name) == fold(new.name) else None
            matches.append((match, named))
        return kinship(self._catalogue, *matches)

    def unit_key(self, mention: UnitMention, on: date | None) -> str | None:
        """What two mentions of one unit have in common, also under its old and its new name; None when not known.

        A name whose work went to several units keeps its own key: nobody can say which of them is meant.
        """
        if mention.unit_id is None or on is None:
            return mention.unit_id
        found = self.successor_ids(mention.unit_id, on)
        return found[0] if len(found) == 1 else mention.unit_id

    def _mention(
        self, shown: str, item: int, answer: Answer, on: date | None, home: Territory | None, *, asked: bool
    ) -> UnitMention:
        request, chief, match = answer.request or asked, answer.entry.chief, answer.match
        if match is None:
            return UnitMention(shown, item, None, answer.status, answer.suggestion, request=request, chief=chief)
        valid = match.holds(on)
        ended = begins = None
        lives = ([match.unit.life], [territory.life for territory in match.territories])  # of several, the last to end
        if on is not None and valid is False:
            ends = [max((life.ends[1] for life in of if life.ends and life.over(on)), default=None) for of in lives]
            firsts = [(life.begins[0] for life in of if life.begins and life.not_yet(on)) for of in lives]
            starts = [min(days, default=None) for days in firsts]
            ended = min((day for day in ends if day), default=None)
            begins = max((day for day in starts if day), default=None)
        marks = [match.unit.verified, *(territory.verified for territory in match.territories)]
        return UnitMention(
            text=shown,
            item=item,
            unit_id=self._catalogue.unit_id(match, home),
            status=answer.status,
            valid=valid,
            ended=ended,
            begins=begins,
            counterparts=self._catalogue.counterparts(match, on) if on is not None and valid is False else (),
            verified=next((mark for mark in ("no", "partly", "yes") if mark in marks), ""),
            request=request,
            chief=chief,
            level=match.level,
            tier=match.tier,
            name=self._catalogue.official(match),
            candidates=tuple(territory.id for territory in match.among),
        )
