"""The programmes at hand, found by number and date (and issuer, where several match), never by file name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .identity import Citation, Identity, identify
from .layout import Layout, find_tables, recognise
from .values.text import fold
from .wording import say
from .workbook import Reading, Refusal, Workbook

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})

LinkState = Literal["found", "wrong date", "ambiguous", "absent", "unnamed"]


@dataclass(frozen=True)
class Held:
    """A programme workbook that was read: its tables as found and the document it holds."""

    path: Path
    workbook: Workbook
    layout: Layout
    identity: Identity


@dataclass(frozen=True)
class Link:
    """What a citation leads to: the programmes taken, and how sure that is; ``instead`` are those it cannot be."""

    citation: Citation
    state: LinkState
    held: tuple[Held, ...] = ()
    instead: tuple[Held, ...] = ()


class LibraryError(Exception):
    """Programmes that cannot be used together: two workbooks in one place hold the same document."""

    def __init__(self, one: Held, other: Held) -> None:
        super().__init__(one.identity.name)
        self.held = (one, other)

    def sentence(self, language: str) -> str:
        """What is wrong, for the user."""
        one, other = self.held
        return say("error.same-document", language, document=one.identity.name, one=one.path, other=other.path)


@dataclass
class Library:
    """Places searched in turn; the first that has a document wins. ``unreadable`` files are kept with their refusal."""

    shelves: Sequence[Sequence[Held]] = ()
    unreadable: list[tuple[Path, Refusal]] = field(default_factory=list)

    def find(self, citation: Citation) -> Link:
        """The programme that a citation means."""
        if citation.number is None:
            return Link(citation, "unnamed")
        instead: list[Held] = []
        for shelf in self.shelves:
            numbered = [
                h for h in shelf if h.identity.number is not None and h.identity.number.key == citation.number.key
            ]
            dated = [held for held in numbered if _same_date(citation, held)]
            issued = [held for held in dated if _same_issuer(citation.issuer, held.identity.issuer)]
            if dated:
                sure = len(issued) == 1 and citation.date is not None
                dated = issued or dated
                return Link(citation, "found" if sure else "ambiguous", tuple(dated[:1]), tuple(dated[1:]))
            instead += [held for held in numbered if _same_year(citation, held)]
        return Link(citation, "wrong date" if instead else "absent", (), tuple(instead))


def _same_date(citation: Citation, held: Held) -> bool:
    one, other = citation.date, held.identity.date
    if one is None or other is None:
        return True
    return one.agrees_with(other) is not False


def _same_year(citation: Citation, held: Held) -> bool:
    """Numbers start anew each year or term: another day of the same year is a slip, another year another document."""
    one, other = citation.date, held.identity.date
    return one is not None and other is not None and one.year == other.year


def _same_issuer(one: str | None, other: str | None) -> bool:
    """Whether both may be one issuer: one is not given, or one name holds the other (Tỉnh ủy, Tỉnh ủy Nghệ An)."""
    key, name = fold(one or ""), fold(other or "")
    return key in name or name in key


def workbooks_below(folder: Path) -> list[Path]:
    """The submitted or shipped workbooks below a folder, sorted; results of ours and lock files are left out.

    Workbooks of kinds that cannot be read (``.xls``, ``.ods`` …) are among them: they end in a refusal that says how
    to convert them, where leaving them out would look as if they had been checked.
    """
    found = (path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and not path.is_dir())
    return sorted(path for path in found if ".ket-qua" not in path.name and not path.name.startswith(("~$", ".")))


def shelve(readings: Iterable[tuple[Path, Reading]], library: Library) -> list[Held]:
    """Take what was read as programmes; raises LibraryError where one document is there twice."""
    shelf: list[Held] = []
    for path, reading in readings:
        try:
            workbook = reading.result()
        except Refusal as refusal:
            library.unreadable.append((path, refusal))
            continue
        form = recognise(workbook)
        if form is None or form.name != "plan":
            continue
        layout = find_tables(workbook, form)
        shelf.append(Held(path, workbook, layout, identify(layout)))
    refuse_doubles(shelf)
    return shelf


def refuse_doubles(shelf: Sequence[Held]) -> None:
    """Raise LibraryError where two workbooks of one place hold the same document."""
    seen: dict[object, Held] = {}
    for held in shelf:
        key = held.identity.key
        if key is not None and key in seen:
            raise LibraryError(seen[key], held)
        if key is not None:
            seen[key] = held
