"""The territories: provinces and what else is listed, and the districts and communes of a province once asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from .areas import Areas
from .communes import read_section
from .lineage import Lineage
from .records import Territory
from .sources import Sources
from .wording import Wording, Words


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
        province = self.province_of(place)
        if province not in self._opened:
            self._opened[province] = self._ground(province)
        return [self[key] for key in self._opened[province].find(words)]

    def _ground(self, province: str) -> _Ground:
        if self._communes is None:
            return _Ground((), self._wording)
        kinds = [" ".join(words) for words in self._wording.areas]
        changes = [c.new for c in self._lineage.after(province)] + [c.old for c in self._lineage.before(province)]
        section = read_section(self._communes, (province, *changes), kinds)
        if section is None:
            return _Ground((), self._wording)
        if section.province in self._opened:
            return self._opened[section.province]
        self._lineage.sections.append(section)
        provinces = {section[key].parent for key in section if key.startswith("huyen/")} | {section.province}
        listed = [(t.id, t.bare) for t in self._listed.values() if t.parent in provinces]
        ground = self._opened[section.province] = _Ground((*section.names(), *listed), self._wording)
        return ground


class _Ground:
    """The ids of the districts and communes of a province by name; words are made of those of one initial at a time."""

    def __init__(self, names: Iterable[tuple[str, str]], wording: Wording) -> None:
        self._wording = wording
        self._names: dict[str, list[tuple[str, str]]] = {}
        self._keys: dict[str, dict[Words, list[str]]] = {}
        for key, name in names:
            self._names.setdefault(_initial(name), []).append((key, name))

    def find(self, words: Words) -> Sequence[str]:
        initial = _initial(words[0])
        if initial not in self._keys and (names := self._names.get(initial)):
            keys = self._keys.setdefault(initial, {})
            for found, (key, _) in zip(self._wording.words_of_all(name for _, name in names), names, strict=True):
                keys.setdefault(_numbered(found), []).append(key)
        return self._keys.get(initial, {}).get(_numbered(words), ())


def _initial(name: str) -> str:
    """The first letter without its marks; one for all digits."""
    return "0" if name[0].isdigit() else unicodedata.normalize("NFD", name[0])[0].casefold()


def _numbered(words: Words) -> Words:
    """The words of a name with "01" as "1"."""
    return tuple(word.lstrip("0") or word if word.isdigit() else word for word in words)
