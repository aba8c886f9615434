"""The registry's data files, read strictly: every mistake of every file is found before anything is used.

``units.tsv``, ``territories.tsv``, ``unit-succession.tsv`` (tab-separated, ``#`` comments, no quoting) and
``unit-words.yaml``. A further folder adds rows and words; a row with an id that is already there replaces it.
``communes.tsv`` is only noted: it is made by a script and read when needed (``communes.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import cast

from msgspec import Struct, field

from ..kept import keep, recall
from .records import KINDS, LEVELS, TIERS, VERIFIED, Kind, Lifetime, Succession, Territory, Unit, moment
from .rows import RegistryError, numbered_cells, text_of
from .wording import Wording, WordingError, read_wording

UNITS, TERRITORIES, SUCCESSION, WORDS = "units.tsv", "territories.tsv", "unit-succession.tsv", "unit-words.yaml"
COMMUNES = "communes.tsv"

_COLUMNS = {
    UNITS: ("id", "name", "level", "tier", "aliases", "valid_from", "valid_to", "instrument", "verified"),
    TERRITORIES: ("id", "name", "level", "parent", "aliases", "valid_from", "valid_to", "instrument", "verified"),
    SUCCESSION: ("old", "new", "date", "kind", "part", "instrument", "verified"),
}


class Sources(Struct):
    """What the data files say, in the order of their rows."""

    wording: Wording = field(default_factory=Wording)
    units: dict[str, Unit] = {}
    territories: dict[str, Territory] = {}
    successions: list[Succession] = []
    communes: Path | None = None


def read_sources(folder: Path, extra: Sequence[Path] = ()) -> Sources:
    """All data of ``folder`` and, over it, of each further folder. Raises RegistryError with every mistake found.

    Those of ``folder`` alone are kept from one run to the next.
    """
    if extra:
        return _Reader().read((folder, *extra))
    made_from = repr([str(folder), *(_digest(folder / name) for name in (*_COLUMNS, WORDS))]).encode()
    known: Sources | None = recall("registries", folder, made_from)
    if known is None:
        known = _Reader().read((folder,))
        keep("registries", folder, made_from, known)
    return known


def _digest(path: Path) -> str:
    """Of what stands in the file; empty where there is none, or none that can be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


class _Reader:
    def __init__(self) -> None:
        self.sources = Sources()
        self.mistakes: list[str] = []
        self.places: dict[str, str] = {}  # id or succession -> where it stands, for mistakes found at the end

    def read(self, folders: Sequence[Path]) -> Sources:
        self.mistakes += [f"{folder}: không có thư mục này." for folder in folders if not folder.is_dir()]
        if self.mistakes:
            raise RegistryError(self.mistakes)
        for at, folder in enumerate(folders):
            self._words(folder / WORDS, needed=at == 0)
        for at, folder in enumerate(folders):
            seen: set[str] = set()
            for values, place in self._rows(folder / UNITS, needed=at == 0):
                self._unit(values, place, seen)
            for values, place in self._rows(folder / TERRITORIES, needed=at == 0):
                self._territory(values, place, seen)
            for values, place in self._rows(folder / SUCCESSION, needed=at == 0):
                self._succession(values, place)
        self.sources.communes = folders[0] / COMMUNES
        if not self.mistakes:
            self._references()
        if self.mistakes:
            raise RegistryError(self.mistakes)
        return self.sources

    def _text(self, path: Path, *, needed: bool) -> str | None:
        """The file's text; None where there is none, which is a mistake if the file is needed or cannot be read."""
        try:
            return text_of(path, self.mistakes)
        except FileNotFoundError:
            if needed:
                self.mistakes.append(f"{path}: không có tệp này.")
        return None

    def _rows(self, path: Path, *, needed: bool) -> Iterator[tuple[list[str], str]]:
        columns = _COLUMNS[path.name]
        text = self._text(path, needed=needed)
        if text is None:
            return
        header = False
        for number, cells in numbered_cells(text):
            place = f"{path}, dòng {number}"
            values = [cell.strip() for cell in cells]
            if not header:
                header = True
                if tuple(values) != columns:
                    self.mistakes.append(f"{place}: dòng tiêu đề phải là {', '.join(columns)}.")
                    return
            elif len(values) > len(columns):
                self.mistakes.append(f"{place}: có {len(values)} ô, nhiều hơn {len(columns)} cột.")
            else:
                yield values + [""] * (len(columns) - len(values)), place

    def _unit(self, values: list[str], place: str, seen: set[str]) -> None:
        key, name, level, tier, aliases, first, last, instrument, verified = values
        self._one_of(place, "level", level, LEVELS)
        self._one_of(place, "tier", tier, TIERS)
        life = self._life(place, first, last, verified)
        self._register(place, key, name, seen)
        self.sources.units[key] = Unit(key, name, level, tier, _split(aliases), life, instrument, verified)

    def _territory(self, values: list[str], place: str, seen: set[str]) -> None:
        key, name, level, parent, aliases, first, last, instrument, verified = values
        self._one_of(place, "level", level, ("tỉnh", "huyện", "xã"))
        life = self._life(place, first, last, verified)
        self._register(place, key, name, seen)
        areas = self.sources.wording.areas
        if not areas:
            return  # the words file has failed, which is told already
        kind = next((words for words in areas if name.startswith(f"{' '.join(words)} ")), None)
        if kind is None:
            self.mistakes.append(f"{place}: tên {name!r} phải bắt đầu bằng loại địa bàn (tỉnh, thị xã, phường …).")
            return
        shown = " ".join(kind)
        self.sources.territories[key] = Territory(
            key, name, shown, name[len(shown) + 1 :], level, parent, _split(aliases), life, instrument, verified
        )

    def _succession(self, values: list[str], place: str) -> None:
        old, new, when, kind, part, instrument, verified = values
        self._one_of(place, "kind", kind, KINDS)
        self._one_of(place, "verified", verified, VERIFIED)
        try:
            span = moment(when)
        except ValueError:
            self.mistakes.append(f"{place}: date {when!r} không phải ngày, tháng hay khoảng (2025-03-01; 2025-03).")
            return
        pair = f"{old}>{new}"
        if pair in self.places:
            self.mistakes.append(f"{place}: {old!r} → {new!r} đã có ở {self.places[pair]}.")
        self.places[pair] = place
        self.sources.successions.append(Succession(old, new, span, cast("Kind", kind), part, instrument, verified))

    def _register(self, place: str, key: str, name: str, seen: set[str]) -> None:
        if not key or not name:
            self.mistakes.append(f"{place}: thiếu id hoặc name.")
        if key in seen:
            self.mistakes.append(f"{place}: id {key!r} đã có ở {self.places[key]}.")
        seen.add(key)
        self.places[key] = place

    def _one_of(self, place: str, column: str, value: str, choices: Sequence[str]) -> None:
        if value not in choices:
            listed = ", ".join(choice or "(trống)" for choice in choices)
            self.mistakes.append(f"{place}: {column} {value!r} không thuộc: {listed}.")

    def _life(self, place: str, first: str, last: str, verified: str) -> Lifetime:
        self._one_of(place, "verified", verified, VERIFIED)
        if (first or last) and not verified:
            self.mistakes.append(f"{place}: dòng nêu ngày thì verified phải là yes, partly hoặc no.")
        try:
            life = Lifetime(moment(first) if first else None, moment(last) if last else None)
        except ValueError:
            self.mistakes.append(f"{place}: valid_from, valid_to phải là ngày (2025-03-01), tháng hoặc khoảng.")
            return Lifetime()
        if life.begins and life.ends and life.begins[0] > life.ends[1]:
            self.mistakes.append(f"{place}: valid_from sau valid_to.")
        return life

    def _references(self) -> None:
        found = self.sources
        rows: dict[str, Unit | Territory] = {**found.units, **found.territories}
        for territory in found.territories.values():
            if territory.parent and territory.parent not in found.territories:
                self.mistakes.append(f"{self.places[territory.id]}: không có địa bàn {territory.parent!r} (parent).")
        for where, key in ((f"{WORDS} (implied)", key) for key in found.wording.implied.values()):
            if key not in found.units:
                self.mistakes.append(f"{where}: không có đơn vị {key!r}.")
        for key in found.wording.each.values():
            if key not in found.units:
                self.mistakes.append(f"{WORDS} (each): không có đơn vị {key!r}.")
        self._namesakes()
        parts = Counter(change.old for change in found.successions)
        for change in found.successions:
            place = self.places[f"{change.old}>{change.new}"]
            missing = [key for key in (change.old, change.new) if key not in rows]
            self.mistakes += [f"{place}: không có {key!r} trong danh mục." for key in missing]
            if missing:
                continue
            if (parts[change.old] > 1 and change.kind != "1:n") or change.old == change.new:
                self.mistakes.append(f"{place}: {change.old!r} có nhiều đơn vị thay thế thì mọi dòng phải là 1:n.")
            if not change.follows(rows[change.old].life):
                self.mistakes.append(f"{place}: date phải là ngày liền sau valid_to của {change.old!r}.")

    def _namesakes(self) -> None:
        """Two units of one tier under one name at the same time could not be told apart."""
        bearers: dict[tuple[str, str], list[Unit]] = {}
        for unit in self.sources.units.values():
            for name in {name.casefold() for name in (unit.name, *unit.aliases)}:
                others = bearers.setdefault((name, unit.tier), [])
                self.mistakes += [
                    f"{self.places[unit.id]}: tên {name!r} cùng lúc là của {other.id!r} ({self.places[other.id]})."
                    for other in others
                    if other.life.meets(unit.life)
                ]
                others.append(unit)

    def _words(self, path: Path, *, needed: bool) -> None:
        text = self._text(path, needed=needed)
        if text is None:
            return
        try:
            self.sources.wording = read_wording(text, self.sources.wording)
        except WordingError as mistake:
            self.mistakes += [f"{path}, dòng {line}: {message}" for line, message in mistake.mistakes]


def _split(aliases: str) -> tuple[str, ...]:
    return tuple(alias.strip() for alias in aliases.split(";") if alias.strip())
