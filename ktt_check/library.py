"""The programmes at hand, found by number and date (and issuer, where several match), never by file name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

from msgspec import Struct

from .catalogue import Catalogue, Name
from .identity import Citation, Identity, identify
from .layout import Layout, find_tables, recognise
from .submissions import workbooks_in
from .tables import ReadingContext, Table, read_table
from .values.document import document_key, same_document
from .values.level import Tolerance
from .wording import say
from .workbook import Reading, Refusal, Workbook, start_reading

_AT_ONCE = 8  # workbooks beside a report that are read at once

LinkState = Literal["found", "wrong date", "ambiguous", "absent", "unnamed"]


class Held(Struct, frozen=True, eq=False, dict=True):
    """A programme workbook that was read: its tables as found and the document it holds."""

    path: Path
    workbook: Workbook
    layout: Layout
    identity: Identity
    _read: dict[ReadingContext, Mapping[str, Table]] = {}  # a new one for each

    def tables_in(self, context: ReadingContext) -> Mapping[str, Table]:
        """Its tables, typed; read once for all plans that have nothing of their own to say about names."""
        if context not in self._read:
            self._read.clear()
            self._read[context] = {name: read_table(table, context) for name, table in self.layout.tables.items()}
        return self._read[context]

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The measures and bases that it declares."""
        return tuple(declared_names(self.layout))


def declared_names(layout: Layout) -> Iterator[Name]:
    """What a workbook's sheet ``Danh mục`` says."""
    table = layout.tables.get("catalogue")
    if table is None:
        return
    columns = read_table(table, ReadingContext(Catalogue(), Tolerance())).columns
    for kind, name, others, part_of in zip(
        columns["kind"], columns["name"], columns["synonyms"], columns["part_of"], strict=True
    ):
        if kind is not None and name is not None:
            synonyms = tuple(word.strip() for word in (others or "").replace("\n", ";").split(";") if word.strip())
            yield Name(kind, name, synonyms, part_of)


class Link(Struct, frozen=True):
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


class Library(Struct, eq=False):
    """Places searched in turn; the first that has a document wins. ``unreadable`` files are kept with their refusal.

    ``shipped``, searched last, gives the workbooks by the key of their number; one is opened when it is asked for.
    """

    shelves: Sequence[Sequence[Held]] = ()
    unreadable: list[tuple[Path, Refusal]] = []
    shipped: Mapping[str, Sequence[Path]] = {}
    reports: list[Held] = []
    looks_beside: bool = False  # whether a report's own folder is searched for earlier ones
    _begun: dict[str, list[tuple[Path, Reading]]] = {}
    _opened: dict[str, Sequence[Held]] = {}
    _beside: dict[Path, Library] = {}

    def expect(self, citations: Iterable[Citation]) -> None:
        """Begin to read the shipped programmes that these may mean, so that they are there when they are asked for."""
        for citation in citations:
            if citation.number is not None:
                self._begin(citation.number.key)

    def reports_for(self, path: Path) -> Iterable[Held]:
        """The reports at hand: those in the folders that are searched, then those beside a file."""
        beside = self._read_beside(path.resolve().parent).reports if self.looks_beside else []
        yield from (held for held in (*self.reports, *beside) if held.path.resolve() != path.resolve())

    def unread_beside(self, path: Path) -> Sequence[tuple[Path, Refusal]]:
        """The workbooks beside a report that could not be read, so that nobody knows whether they are earlier ones."""
        return self._read_beside(path.resolve().parent).unreadable if self.looks_beside else ()

    def _read_beside(self, folder: Path) -> Library:
        """What lies in a folder, read once."""
        if folder not in self._beside:
            found = self._beside[folder] = Library()
            known = {held.path.resolve() for held in self.reports}
            files = (file for file in workbooks_in(folder) if file.resolve() not in known)
            while some := list(islice(files, _AT_ONCE)):
                _held([(file, start_reading(file)) for file in some], found)
        return self._beside[folder]

    def _begin(self, number: str) -> list[tuple[Path, Reading]]:
        if number not in self._begun:
            self._begun[number] = [(path, start_reading(path)) for path in self.shipped.get(number, ())]
        return self._begun[number]

    def _numbered(self, number: str) -> Iterable[Sequence[Held]]:
        """What each place has under a number, in turn."""
        for shelf in self.shelves:
            yield [held for held in shelf if held.identity.number is not None and held.identity.number.key == number]
        if number not in self._opened:
            self._opened[number] = shelve(self._begin(number), self)
        yield self._opened[number]

    def find(self, citation: Citation) -> Link:
        """The programme that a citation means."""
        if citation.number is None:
            return Link(citation, "unnamed")
        instead: list[Held] = []
        for numbered in self._numbered(citation.number.key):
            dated = [held for held in numbered if _same_date(citation, held)]
            issued = [held for held in dated if _same_issuer(citation, held)]
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


def _same_issuer(citation: Citation, held: Held) -> bool:
    """Whether nothing tells the issuers apart: Tỉnh ủy and Ban Thường vụ Tỉnh ủy Nghệ An may be one."""
    if not citation.issuer or not held.identity.issuer:
        return True
    one = document_key(citation.number, held.identity.date, citation.issuer)
    other = document_key(held.identity.number, held.identity.date, held.identity.issuer)
    return same_document(one, other).reason != "issuer-differs"


def shipped_programmes(folder: Path) -> dict[str, list[Path]]:
    """The shipped workbooks by the key of their number, as ``index.tsv`` beside them lists them (``build.py``)."""
    found: dict[str, list[Path]] = {}
    for line in (folder / "index.tsv").read_text(encoding="utf-8").splitlines():
        number, _, name = line.partition("\t")
        found.setdefault(number, []).append(folder / name)
    return found


def shelve(readings: Iterable[tuple[Path, Reading]], library: Library) -> list[Held]:
    """Take what was read as programmes, and reports aside; raises LibraryError where one document is there twice."""
    shelf = _held(readings, library)
    refuse_doubles(shelf)
    return shelf


def _held(readings: Iterable[tuple[Path, Reading]], library: Library) -> list[Held]:
    shelf: list[Held] = []
    for path, reading in readings:
        try:
            workbook = reading.result()
        except Refusal as refusal:
            library.unreadable.append((path, refusal))
            continue
        form = recognise(workbook)
        if form is None:
            continue
        layout = find_tables(workbook, form)
        held = Held(path, workbook, layout, identify(layout))
        (shelf if form.name == "plan" else library.reports).append(held)
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
