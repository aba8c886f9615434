"""The territories: provinces and what else is listed, and the districts and communes of a province once asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from .areas import Areas
from .communes import read_section
from .lineage import Lineage
from .records import Territory
from .sources import Sources
from .wording import Words

_Ground = Mapping[Words, Sequence[str]]


class Gazetteer:
    """Finds territories by name; reads the districts and communes of one present province at a time."""

    def __init__(self, sources: Sources, lineage: Lineage) -> None:
        self._wording = sources.wording
        self._lineage = lineage
        self._listed = sources.territories
        self._communes = sources.communes
        self._opened: dict[str, _Ground] = {}  # by the id of each province asked for

    @cached_property
    def areas(self) -> Areas:
        """The grammar of places, made when the first name is looked up."""
        names = [(t, name) for t in self._listed.values() for name in (t.bare, *t.aliases)]
        words = self._wording.words_of_all(name for _, name in names)
        return Areas(self._wording, [(w, t) for w, (t, _) in zip(words, names, strict=True)], self._local)

    def __getitem__(self, key: str) -> Territory:
        return self._listed.get(key) or next(section[key] for section in self._lineage.sections if key in section)

    @property
    def listed(self) -> Iterable[Territory]:
        """The territories that are always known: all provinces, few others."""
        return self._listed.values()

    def provinces(self) -> Iterable[Territory]:
        return (t for t in self._listed.values() if t.level == "tỉnh")

    def province(self, name: str | None, on: date | None = None) -> Territory | None:
        """The registered province of that name, with or without "tỉnh"; None when there is none.

        Of two (Đồng Nai, a province and later a city) the one that holds on the date.
        """
        place = self.areas.named(self._wording.words(name)) if name else None
        found = [t for t in place.territories if t.level == "tỉnh"] if place else []
        return next((t for t in found if on and t.life.covers(on)), found[0] if found else None)

    def province_of(self, territory: Territory) -> str:
        """The id of the province that a territory lay in last."""
        while territory.parent:
            territory = self[territory.parent]
        return territory.id

    def belongs(self, territory: Territory, home: Territory, on: date) -> bool:
        """Whether a territory's province is ``home``, or has by that date become part of it."""
        now = {*self._lineage.renamed(home.id), *self._lineage.living(home.id, on)}
        province = self.province_of(territory)
        return not now.isdisjoint((province, *self._lineage.living(province, on)))

    def _local(self, place: Territory, words: Words) -> list[Territory]:
        """The districts and communes of a name in the present province that ``place`` is, was or lies in."""
        return [self[key] for key in self._ground(self.province_of(place)).get(_numbered(words), ())]

    def _ground(self, province: str) -> _Ground:
        """The ids of the districts and communes on the ground of a province by name, read when first asked for."""
        if province in self._opened or self._communes is None:
            return self._opened.get(province, {})
        kinds = [" ".join(words) for words in self._wording.areas]
        changes = [c.new for c in self._lineage.after(province)] + [c.old for c in self._lineage.before(province)]
        section = read_section(self._communes, (province, *changes), kinds)
        if section is None or section.province in self._opened:
            return self._opened.setdefault(province, self._opened.get(section.province, {}) if section else {})
        self._lineage.sections.append(section)
        provinces = {section[key].parent for key in section if key.startswith("huyen/")} | {section.province}
        names = [*section.names(), *((t.id, t.bare) for t in self._listed.values() if t.parent in provinces)]
        ground: dict[Words, list[str]] = {}
        for words, (key, _) in zip(self._wording.words_of_all(name for _, name in names), names, strict=True):
            ground.setdefault(_numbered(words), []).append(key)
        self._opened[province] = self._opened[section.province] = ground
        return ground


def _numbered(words: Words) -> Words:
    """The words of a name with "01" as "1"."""
    return tuple(word.lstrip("0") or word if word.isdigit() else word for word in words)
