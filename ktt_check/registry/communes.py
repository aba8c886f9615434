"""Districts and communes, former and present: read for one province at a time, when a name first asks for one.

Source of the facts: ``communes.tsv`` (which names its sources and says how its columns are read). A section has up to
a thousand rows, so that only the names are looked at; a row becomes a territory when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from .records import Lifetime, Moment, Succession, Territory, moment
from .rows import RegistryError
from .sources import COMMUNES

_COLUMNS = 8
_PROVINCE, _DISTRICT, _COMMUNE = "tinh/", "huyen/", "xa/"
_LAST = (date(2025, 6, 30), date(2025, 6, 30))  # of the districts and of the communes as they were (Luật 72/2025/QH15)
_FIRST = (date(2025, 7, 1), date(2025, 7, 1))
_NO_DISTRICTS = "Luật 72/2025/QH15"


class Section:
    """The districts and communes on the ground of one present province, and what became of the former ones.

    ``lines`` are the section's rows, the first naming the province; ``kinds`` the words for kinds of territory.
    Raises ValueError for a row that is none.
    """

    def __init__(self, lines: Sequence[str], kinds: Collection[str]) -> None:
        self.province, self._resolution = lines[0].split("\t")
        self._kinds = tuple(f"{kind} " for kind in sorted(kinds, key=len))  # "xã" is the commonest
        self._rows: dict[str, list[str]] = {}
        for line in lines[1:]:
            cells = line.split("\t")
            cells += [""] * (_COLUMNS - len(cells))
            code, _, within, _, _, _, _, _ = cells
            self._rows[_id(_DISTRICT if within.startswith(_PROVINCE) else _COMMUNE, code)] = cells
        self._territories: dict[str, Territory] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def names(self) -> Iterator[tuple[str, str]]:
        """Ids with their names, without the kind."""
        for key, cells in self._rows.items():
            name, *aliases = cells[1].split(";")
            yield key, name[len(self._kind(name)) :]
            for alias in aliases:
                yield key, alias

    def __getitem__(self, key: str) -> Territory:
        if key not in self._territories:
            self._territories[key] = self._territory(key)
        return self._territories[key]

    def after(self, key: str) -> list[Succession]:
        """What a name of this section became."""
        if key not in self._rows:
            return []
        news = [_id(_COMMUNE, code) for code in self._rows[key][5].split()]
        return [self._succession(key, new, len(news)) for new in news]

    def before(self, key: str) -> list[Succession]:
        """The names of this section that became a name."""
        return [change for old in self._olds.get(key, ()) for change in self.after(old) if change.new == key]

    @cached_property
    def _olds(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, cells in self._rows.items():
            for code in cells[5].split():
                found.setdefault(_id(_COMMUNE, code), []).append(key)
        return found

    def _kind(self, name: str) -> str:
        for kind in self._kinds:
            if name.startswith(kind):
                return kind
        raise ValueError(name)

    def _territory(self, key: str) -> Territory:
        _, names, within, since, until, _, sure, instrument = self._rows[key]
        name, *aliases = names.split(";")
        kind = self._kind(name).strip()
        present, district = not within, within.startswith(_PROVINCE)
        areas = within.split() if district else [_id(_DISTRICT, code) for code in within.split()] or [self.province]
        usual = _NO_DISTRICTS if district else self._resolution
        return Territory(
            id=key,
            name=name,
            kind=kind,
            bare=name[len(kind) + 1 :],
            level="huyện" if district else "xã",
            parent=areas[0],
            aliases=tuple(aliases),
            life=Lifetime(
                moment(since) if since else _FIRST if present else None,
                moment(until) if until else None if present else _LAST,
            ),
            instrument={"": usual, "-": ""}.get(instrument, instrument),
            verified=sure or "partly",
            earlier=tuple(areas[1:]),
        )

    def _succession(self, key: str, new: str, news: int) -> Succession:
        old = self[key]
        told = self._rows[key][7]
        level = key.partition("/")[0]
        alike = sum(other.startswith(level) for other in self._olds[new])
        return Succession(
            old=key,
            new=new,
            when=_when(old.life, self[new].life if new in self else None),
            kind="1:n" if news > 1 else "n:1" if alike > 1 else "1:1",
            part="",
            instrument={"": self._resolution, "-": ""}.get(told, told),
            verified=old.verified,
        )


def read_section(path: Path, provinces: Sequence[str], kinds: Collection[str]) -> Section | None:
    """The section of the first of ``provinces`` (ids) that has one; None when none has or there is no such file.

    Raises RegistryError for a section that cannot be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise RegistryError([f"{path}: không đọc được."]) from None
    for province in provinces:
        start = data.find(f"\n{province}\t".encode())
        if start >= 0:
            end = data.find(f"\n{_PROVINCE}".encode(), start + 1)
            try:
                return Section(data[start + 1 : end if end >= 0 else len(data)].decode().splitlines(), kinds)
            except ValueError:
                raise RegistryError([f"{path}: phần của {province!r} có dòng sai."]) from None
    return None


def _id(level: str, code: str) -> str:
    """The id for a code; one that names its level already, as in ``territories.tsv``, stays."""
    return code if code.startswith((_COMMUNE, _DISTRICT)) else level + code


def _when(old: Lifetime, new: Lifetime | None) -> Moment:
    """The new name's first day, else the day after the old name's last; one that is not of this section began then."""
    if new is not None and new.begins:
        return new.begins
    if new is None or old.ends is None:
        return _FIRST
    next_day = timedelta(days=1)
    return old.ends[0] + next_day, old.ends[1] + next_day


__all__ = ["COMMUNES", "Section", "read_section"]
