"""Everything one check looks at: the submitted workbook, its higher levels, registries, and the lists made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from .catalogue import Catalogue
from .chain import DEPARTMENT, TOP, Chain, Document
from .decisions import Decision, Weighed
from .findings import Place
from .library import Link
from .registry.instruments import Superseded
from .registry.units import UnitMention, UnitRegistry, accountable
from .shapes import Fault
from .tables import CellDoubt
from .values.citations import Citation as CitedInText
from .values.citations import find_citations
from .values.days import say_day
from .values.document_dates import say_document_date
from .values.reporting import Window, reporting_window
from .values.text import fold
from .values.workdays import Calendar

Standing = Literal["above", "elsewhere", "party", "within"]
_TIERS = {TOP: 0, "Vùng": 1, "Tỉnh": 2, DEPARTMENT: 2, "Huyện": 3, "Xã": 4}


class Reported(Struct, frozen=True):
    """An earlier report of the unit, read; ``nearest`` is the one whose figures ``Kỳ trước`` repeats."""

    document: Document
    window: Window
    nearest: bool

    @property
    def day(self) -> date:
        """The day that its figures stand for: the last of its period."""
        period = self.document.identity.period
        return period.end if period is not None and period.end is not None else self.window.end


class Dossier(Struct, eq=False, dict=True):
    """The submitted document (``documents[0]``) and its higher levels, nearest first, with what was found about them.

    ``links`` are its "Thực hiện" citations and what each led to; ``faults`` the faults of shape of its tables;
    ``decisions`` what the reviewer decided about it, ``weighed`` once it is known what was found; ``earlier`` are the
    unit's reports of earlier periods, latest first; ``calendar`` are the days on which people work.
    """

    documents: Sequence[Document]
    registry: UnitRegistry
    catalogue: Catalogue
    as_of: date
    links: Sequence[Link] = ()
    faults: Sequence[Fault] = ()
    language: str = "vi"
    superseded: Sequence[Superseded] = ()
    decisions: Sequence[Decision] = ()
    weighed: Sequence[Weighed] = ()
    earlier: Sequence[Reported] = ()
    calendar: Calendar = Calendar()
    chains: dict[str, Chain] = {}
    kept: dict[str, Any] = {}  # what floors above this one make of it once

    @property
    def submitted(self) -> Document:
        return self.documents[0]

    @property
    def plan(self) -> Document | None:
        """The plan that a report is about; None where it is not at hand, and for a plan."""
        reports = self.submitted.identity.form.name == "report" and self.higher
        return self.higher[0] if reports else None

    @cached_property
    def reports_own_plan(self) -> bool:
        """Whether the plan that a report is about is the unit's own, so that all of it is to be reported on.

        A department, or a unit of another place or level, reports only on what falls to it.
        """
        if self.plan is None:
            return True
        own, plan = self.submitted.identity, self.plan.identity
        if own.issuing_level == DEPARTMENT and plan.issuing_level != DEPARTMENT:
            return False
        known = [
            self.registry.resolve(one.issuer or "", self.judged_on, own.province).unit_id is not None
            for one in (own, plan)
        ]
        return not all(known) or self.is_issuer(plan.issuer or "")

    @cached_property
    def window(self) -> Window | None:
        """The days that a report's figures are for."""
        period = self.submitted.identity.period
        return reporting_window(period) if period is not None else None

    @property
    def counted_to(self) -> date | None:
        """The day that a report's figures stand for: the last of its period, though they close some days before."""
        period = self.submitted.identity.period
        return period.end if period is not None and self.window is not None else None

    @cached_property
    def higher(self) -> tuple[Document, ...]:
        return tuple(self.documents[1:])

    def chain(self, table: str) -> Chain:
        """Who carries out what, for targets or tasks."""
        if table not in self.chains:
            self.chains[table] = Chain(self.documents, table)
        return self.chains[table]

    @cached_property
    def chain_broken(self) -> bool:
        """Whether a document that is carried out is not at hand, so that a demand may be met through it unseen."""
        return any(link.state in ("absent", "wrong date", "unnamed") for link in self.links)

    @property
    def is_top(self) -> bool:
        """Whether the document is of the highest level and carries out no other."""
        identity = self.submitted.identity
        return identity.issuing_level == TOP and not identity.carries_out and not self.higher

    @cached_property
    def judged_on(self) -> date | None:
        """The day on which names are judged: the document's own date, else the latest it cites (domain §5).

        Of a document dated by its year or month alone it is the last day that it can be.
        """
        identity = self.submitted.identity
        if identity.date is not None:
            return identity.date.last
        return max((c.date.first for c in identity.citations if c.date is not None), default=None)

    @cached_property
    def judged_from(self) -> date | None:
        """The first day that the document can be: the latest day of its year that it cites, else its first."""
        issued = self.submitted.identity.date
        if issued is None or issued.grain == "day":
            return self.judged_on
        cited = (
            c.date.first for c in self.submitted.identity.citations if c.date is not None and c.date.grain == "day"
        )
        return max((day for day in cited if issued.first <= day <= issued.last), default=issued.first)

    @cached_property
    def judged_by(self) -> str:
        """``own`` date, ``cited`` (the latest date it cites) or ``none``."""
        if self.submitted.identity.date is not None:
            return "own"
        return "none" if self.judged_on is None else "cited"

    @cached_property
    def possible_days(self) -> tuple[date | None, date | None]:
        """The first and the last day that the document can be of; without a date of its own it may yet be issued."""
        return self.judged_from, self.judged_on if self.judged_by == "own" else None

    @property
    def judged_when(self) -> str | None:
        """The day on which names are judged, as people say it; the year or month where that is all there is."""
        issued = self.submitted.identity.date
        if issued is not None and issued.grain != "day":
            return say_document_date(issued, self.language)
        return None if self.judged_on is None else say_day(self.judged_on, self.language)

    @cached_property
    def party(self) -> bool:
        """Whether the document is one of the Party: by its notation, else by its issuer."""
        identity = self.submitted.identity
        if identity.number is not None:
            return identity.number.notation == "party"
        return any((mention.level or "").startswith("đảng") for mention in self.mentions(identity.issuer or ""))

    def mentions(self, text: str) -> tuple[UnitMention, ...]:
        """The units named in a cell, as the registry knows them on the day the document is judged."""
        return self.registry.mentions(text, self.judged_on, self.submitted.identity.province)

    def existed(self, mention: UnitMention) -> bool | None:
        """Whether the unit exists on any day that the document can be of; None where nobody knows."""
        if mention.valid is not False or self.judged_from == self.judged_on:
            return mention.valid
        province = self.submitted.identity.province
        return self.registry.resolve(mention.text, self.judged_from, province).valid

    def unit_key(self, mention: UnitMention) -> str | None:
        """What two names of one unit share; None for phrases that name nobody in particular.

        The issuer's own place need not be said: "Phòng Nội vụ" and "Phòng Nội vụ huyện Nam Đàn" are one in its plan.
        """
        if mention.status == "vague":
            return None
        if mention.unit_id is None or self.judged_on is None:
            return mention.unit_id or fold(mention.text)
        key = self.registry.unit_key(mention, self.judged_on)
        return key and key.removesuffix(self._own_place)

    @cached_property
    def _own_place(self) -> str:
        """How the registry's keys end for units of the issuer's own place."""
        issuer = self.submitted.identity.issuer or ""
        own = self.registry.resolve(issuer, self.judged_on, self.submitted.identity.province).unit_id or ""
        place = own.partition("@")[2]
        return f"@{place}" if place else ""

    def standing(self, mention: UnitMention) -> Standing | None:
        """How a unit stands to the issuer, who can give work only to its own level and below, in its own area.

        None where the registry does not tell, or the name fits several units.
        """
        identity = self.submitted.identity
        if mention.unit_id is None or mention.candidates or identity.issuing_level is None:
            return None
        own, others = _TIERS.get(identity.issuing_level), _TIERS.get((mention.tier or "").capitalize())
        if own is not None and others is not None and others < own:
            return "above"
        home = identity.province if own else None
        if home and self.registry.elsewhere(mention.unit_id, self._own_place[1:], home, self.judged_on):
            return "elsewhere"
        party = (mention.level or "").startswith("đảng")
        return "party" if party and not self.party else "within"

    def is_issuer(self, name: str) -> bool:
        """Whether a name is the issuer's, or that of the place whose plan it is ("huyện Nam Đàn" for its Huyện ủy)."""
        identity = self.submitted.identity
        own = self.registry.resolve(identity.issuer or "", self.judged_on, identity.province)
        other = self.registry.resolve(name, self.judged_on, identity.province)
        if own.unit_id is None or other.unit_id is None:
            return fold(name) == fold(identity.issuer or "")
        if self.unit_key(own) == self.unit_key(other):
            return True
        places = (own.unit_id.partition("@")[2], other.unit_id.partition("@")[2])
        return places[0] != "" and places[0] == places[1] and own.tier == other.tier

    def owes(self, responsible: str | None) -> bool:
        """Whether a higher target falls to the issuer: a department owes only those that name it."""
        identity = self.submitted.identity
        if identity.issuing_level != DEPARTMENT:
            return True
        own = {self.unit_key(mention) for mention in self.mentions(identity.issuer or "")}
        return any(self.unit_key(mention) in own for mention in self.mentions(responsible or ""))

    def accountability(self, text: str) -> str:
        """``one``, ``none`` or ``several``."""
        return accountable(self.mentions(text)).answer

    def citations_in(self, text: str) -> Sequence[CitedInText]:
        return find_citations(text)

    def place(self, table: str, row: int | None, column: str | None, document: int = 0) -> Place:
        """Where a finding is marked: the cell, else the column's header, else the table's anchor, else the sheet."""
        held = self.documents[document]
        read = held.tables.get(table)
        if read is None:
            return Place(held.path, None, None)
        layout = read.layout
        anchors = [name for name in (column, layout.spec.anchor, "code", "number", "name") if name is not None]
        if layout.spec.by_label:
            anchors = [*anchors[:2], *layout.cells]
        for at, name in enumerate(anchors):
            cell = layout.where(row if at == 0 else None, name)
            if cell is not None:
                return Place(held.path, layout.sheet.name, cell)
        return Place(held.path, layout.sheet.name, next(iter(_some_cell(layout.columns, layout.header_row)), None))

    def doubts(self) -> Sequence[CellDoubt]:
        return [doubt for table in self.submitted.tables.values() for doubt in table.doubts]


def _some_cell(columns: Mapping[str, int], row: int) -> list[str]:
    from .places import address_of

    return [address_of(row, min(columns.values()))] if columns else []
