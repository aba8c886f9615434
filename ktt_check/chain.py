"""Who carries out what: codes resolved among the higher levels, and what this document owes them.

Source: ``domain.md`` §4 "Who owes what", contract §1 (``Mã cấp trên``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from .cells import as_code
from .identity import Identity
from .tables import Table

TOP, DEPARTMENT = "Trung ương", "Sở ngành"
_RANKS = {TOP: 0, "Tỉnh": 1, DEPARTMENT: 2, "Huyện": 3, "Xã": 4}
EVERYONE = "Tất cả"

Carried = tuple[int, str]
"""A row of a higher level: the document's index (from 1) and its code."""


class Document(Struct, frozen=True):
    """One workbook as the check sees it; index 0 is the submitted one, the others its higher levels, nearest first.

    ``cited``: whether the submitted document itself says that it carries this one out (or it was named on the
    command line); the rest came along as ancestors. ``headless`` are the optional sheets of which nothing is known,
    because their header is gone.
    """

    index: int
    path: str
    identity: Identity
    tables: Mapping[str, Table]
    cited: bool = True
    headless: tuple[str, ...] = ()


def nearest_first(identities: Sequence[Identity]) -> list[int]:
    """The order of higher levels from the nearest to the farthest: by level, then the later document first."""

    def distance(at: int) -> tuple[int, float]:
        identity = identities[at]
        issued = identity.date.first.toordinal() if identity.date else 0
        return (-_RANKS.get(identity.issuing_level or "", 1), -issued)

    return sorted(range(len(identities)), key=distance)


class Chain(Struct, frozen=True, dict=True):
    """The submitted document and its higher levels, for one table (targets or tasks)."""

    documents: Sequence[Document]
    table: str

    def codes_of(self, index: int) -> list[str]:
        table = self.documents[index].tables.get(self.table)
        return [] if table is None else [code for code in table.columns["code"] if code is not None]

    def resolve(self, code: str, below: int = 0) -> Carried | None:
        """The higher row that a code means when written in document ``below``: by short name, else the nearest one."""
        prefix, slash, rest = code.partition("/")
        for document in self.documents:
            if document.index == 0 or document.index == below:
                continue
            codes = self._known[document.index]
            named = document.identity.short_name
            if slash and named is not None and as_code(named) == prefix and rest in codes:
                return document.index, rest
        for document in self.documents:
            if document.index not in (0, below) and code in self._known[document.index]:
                return document.index, code
        return None

    def names_one_at_hand(self, code: str) -> bool:
        """Whether the code begins with the short name of a higher level that is at hand."""
        names = (document.identity.short_name for document in self.documents if document.index)
        return any(name is not None and code.startswith(f"{as_code(name)}/") for name in names)

    @cached_property
    def _known(self) -> dict[int, frozenset[str]]:
        return {document.index: frozenset(self.codes_of(document.index)) for document in self.documents}

    def carried(self) -> set[Carried]:
        """Every higher row that the submitted document carries out, also through the rows that those carry out."""
        return self._reached(self._links(0))

    def carried_through(self, row: Carried) -> set[Carried]:
        """Every higher row that a higher row carries out in its turn, also through others."""
        return self._reached(self._links_of_row(*row))

    def _reached(self, todo: Iterable[Carried]) -> set[Carried]:
        """These higher rows and all that they carry out in turn."""
        found: set[Carried] = set()
        waiting = set(todo)
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting |= self._links_of_row(*one)
        return found

    def answered_years(self) -> dict[Carried, set[str | None]]:
        """For each higher row that the submitted document names itself, the horizons of the rows that name it."""
        table = self.documents[0].tables.get(self.table)
        found: dict[Carried, set[str | None]] = {}
        if table is not None:
            for items, year in zip(table.columns["higher_codes.items"], table.columns["year"], strict=True):
                for item in items or ():
                    link = self.resolve(item)
                    if link is not None:
                        found.setdefault(link, set()).add(year)
        return found

    def rows_carrying(self, wanted: Iterable[Carried]) -> list[int]:
        """The sheet rows of the submitted document that carry out one of these higher rows, also through others."""
        return sorted({row for one in wanted for row in self._carriers.get(one, ())})

    @cached_property
    def _carriers(self) -> dict[Carried, list[int]]:
        """For each higher row the sheet rows of the submitted document that carry it out."""
        table = self.documents[0].tables.get(self.table)
        found: dict[Carried, list[int]] = {}
        carried: dict[tuple[str, ...], list[list[int]]] = {}  # for each cell the lists that its rows are of
        columns = {} if table is None else table.columns
        for row, items in zip(columns.get("_row", ()), columns.get("higher_codes.items", ()), strict=True):
            if items:
                codes = tuple(items)
                if codes not in carried:
                    links = {link for item in codes if (link := self.resolve(item)) is not None}
                    carried[codes] = [found.setdefault(higher, []) for higher in self._reached(links)]
                for rows in carried[codes]:
                    rows.append(row)
        return found

    def _links(self, index: int) -> set[Carried]:
        table = self.documents[index].tables.get(self.table)
        if table is None:
            return set()
        codes = {code for items in table.columns["higher_codes.items"] if items for code in items}
        return {link for code in codes if (link := self.resolve(code, index)) is not None}

    def _links_of_row(self, index: int, code: str) -> set[Carried]:
        """What a row carries out; a part of a group carries out what the group does."""
        table = self.documents[index].tables[self.table]
        found: set[Carried] = set()
        meant = self._with_groups(index, code)
        for own, items in zip(table.columns["code"], table.columns["higher_codes.items"], strict=True):
            if own in meant and items:
                found |= {link for item in items if (link := self.resolve(item, index)) is not None}
        return found

    def _with_groups(self, index: int, code: str) -> set[str]:
        columns = self.documents[index].tables[self.table].columns
        groups = dict(zip(columns["code"], columns["group"], strict=True)) if "group" in columns else {}
        meant = set[str]()
        above: str | None = code
        while above is not None and above not in meant:
            meant.add(above)
            above = groups.get(above)
        return meant


def owes(identity: Identity, owed_by: Sequence[str] | None) -> bool:
    """Whether a task whose ``Cấp dưới phải triển khai`` lists ``owed_by`` falls to this document's level."""
    return bool(owed_by) and (EVERYONE in owed_by or (identity.issuing_level or "") in owed_by)  # type: ignore[operator]
