"""What a form is made for: the programmes above, the unit that fills it in, and what a check would make of it empty.

The form's lists and demands come from the very dossier that checks the filled form, opened on an empty one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from .. import registries
from ..dossier import Dossier
from ..forms import PLAN, Form
from ..journey import Settings, TakenIn, dossier_of, take_in
from ..library import Held, Library
from ..markdown import MarkdownSheet, MarkdownWorkbook, hold_workbook
from ..profiles import InForce
from ..registry.units import UnitMention, UnitRegistry
from ..rulebook import RuleBook
from ..values.document_dates import DocumentDate

_LEVELS = {"trung ương": "Trung ương", "tỉnh": "Tỉnh", "huyện": "Huyện", "xã": "Xã", "sở ngành": "Sở ngành"}
_BELOW = {"Trung ương": ("Tỉnh",), "Tỉnh": ("Huyện", "Xã", "Sở ngành"), "Huyện": ("Xã",)}
_LATEST = 12  # years ahead of today for which names of units are judged in the form


class Brief(Struct, frozen=True, dict=True):
    """The programmes (nearest or not, as given), the unit's name where it is known, and what is in force."""

    against: Sequence[Held]
    force: InForce
    as_of: date
    unit: str | None = None
    language: str = "vi"

    @property
    def rules(self) -> RuleBook:
        return self.force.rules

    @property
    def registry(self) -> UnitRegistry:
        return registries.units(self.force.registries)

    @property
    def settings(self) -> Settings:
        """With which a filled form is checked."""
        force, library = self.force, Library()
        return Settings(
            force.rules, library, self.against, self.as_of, self.language, force.tolerance, force.registries
        )  # fmt: skip

    @cached_property
    def mention(self) -> UnitMention | None:
        """The unit as the registry knows it, today or on the day of the programmes."""
        if self.unit is None:
            return None
        days = [self.as_of, *(held.identity.date.last for held in self.against if held.identity.date is not None)]
        found = [self.registry.resolve(self.unit, day, self._province_above) for day in days]
        return next((one for one in found if one.valid), found[0])

    @property
    def _province_above(self) -> str | None:
        return next((held.identity.province for held in self.against if held.identity.province), None)

    @cached_property
    def province(self) -> str | None:
        """The unit's province: its own where it names one, else the programmes'."""
        if self.mention is not None and self.mention.tier == "tỉnh" and self.unit is not None:
            named = self.registry.province_named(self.unit, self.as_of)
            return named or self._province_above
        return self._province_above

    @cached_property
    def level(self) -> str | None:
        """The unit's ``Cấp ban hành``; the only level below the programmes where no unit is named."""
        if self.mention is not None:
            level = self.mention.level or ""
            tier = (self.mention.tier or "").lower()
            return _LEVELS.get(level) or _LEVELS.get(tier)
        below = {_BELOW.get(held.identity.issuing_level or "", ()) for held in self.against}
        only = next(iter(below)) if len(below) == 1 else ()
        return only[0] if len(only) == 1 else None

    @property
    def first_day(self) -> date:
        """The earliest day that a document may bear for its units to be judged in the form."""
        days = [held.identity.date.first for held in self.against if held.identity.date is not None]
        return min(days, default=self.as_of)

    @cached_property
    def spells(self) -> list[tuple[date, date]]:
        """The spells of time in which every unit's name holds or does not, the last open towards the future."""
        return self.registry.steady_spells(self.first_day, date(self.as_of.year + _LATEST, 12, 31))

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier of the empty form, dated at the end of the last spell."""
        return self.dossier_on(self.spells[-1][0] if self.spells else self.as_of)

    def dossier_on(self, day: date) -> Dossier:
        """The dossier of an empty form that bears this date."""
        source = MarkdownWorkbook("", tuple(_sheets(PLAN, self, day)))
        workbook, _ = hold_workbook(source, PLAN, "")
        taken = take_in(Path("mau.xlsx"), workbook, self.settings)
        assert isinstance(taken, TakenIn)  # a form of ours has its form
        return dossier_of(taken, ())


def identity_rows(brief: Brief) -> dict[str, str]:
    """What stands in ``Thông tin`` before anybody has typed, by column name."""
    rows = {"form_kind": PLAN.title, "form_version": PLAN.versions[-1]}
    if brief.level is not None:
        rows["issuing_level"] = brief.level
    if brief.unit is not None:
        rows["issuer"] = brief.unit
    if brief.province is not None:
        rows["province"] = brief.province
    return rows


def references(brief: Brief) -> list[dict[str, str | DocumentDate | None]]:
    """The rows of ``Căn cứ`` that name the programmes as carried out."""
    return [
        {
            "number": held.identity.number_text, "date": held.identity.date, "issuer": held.identity.issuer,
            "subject": held.identity.title, "relation": "Thực hiện",
        }
        for held in brief.against
    ]  # fmt: skip


def _sheets(form: Form, brief: Brief, day: date) -> list[MarkdownSheet]:
    sheets = []
    for spec in form.tables:
        headers = tuple(column.header for column in spec.columns)
        rows: list[tuple[str, ...]] = []
        if spec.by_label:
            told = identity_rows(brief) | {"date": f"{day.day}/{day.month}/{day.year}"}
            headers = ("Mục", "Nội dung")
            rows = [(column.header, told.get(column.name, "")) for column in spec.columns]
        elif spec.name == "references":
            for reference in references(brief):
                rows.append(tuple(_text(reference.get(column.name)) for column in spec.columns))
        elif spec.optional:
            continue
        sheets.append(MarkdownSheet(spec.sheet, headers, tuple(rows)))
    return sheets


def _text(value: str | DocumentDate | None) -> str:
    match value:
        case None:
            return ""
        case DocumentDate():
            day, month = value.day, value.month
            return "/".join(str(part) for part in (day, month, value.year) if part)
        case _:
            return value
