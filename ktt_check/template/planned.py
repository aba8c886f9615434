"""The plan that a report form is about: its rows as they are laid out, with what the checker will make of each.

Levels and ways to the target come from the very dossier that checks the filled form, opened on an empty report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ..dossier import Dossier
from ..forms import REPORT
from ..journey import TakenIn, dossier_of, take_in
from ..library import Held
from ..markdown import MarkdownSheet, MarkdownWorkbook, hold_workbook
from ..progress import Progress, progress_of
from ..values.level import Comparator, Kind
from ..views.report_tasks import due_of
from .brief import Brief

_NEVER_ON_A_WAY = (Kind.ADDED, Kind.GROWTH, Kind.QUALITATIVE)
KNOWN_NONE, KNOWN, DECEMBER, LATER = range(4)
"""Whether a target's way is known: there is none, there is one, there is one in December, the reports before say."""


class Planned(Struct, frozen=True, dict=True):
    """The approved plan, and the rows of a report form that it fills in: a value for each column that is given."""

    brief: Brief
    plan: Held
    identity: Mapping[str, Any]
    targets: Sequence[Mapping[str, Any]]
    tasks: Sequence[Mapping[str, Any]]

    @cached_property
    def dossier(self) -> Dossier:
        """Of the report form as it is sent out, for a period that ends in December."""
        identity = [
            (column.header, _said(self.identity.get(column.name))) for column in REPORT.by_name["document"].columns
        ]
        period = REPORT.by_name["document"].by_name["report_period"].header
        year = self.brief.as_of.year
        identity = [(header, f"Năm {year}" if header == period else text) for header, text in identity]
        sheets = [MarkdownSheet(REPORT.by_name["document"].sheet, ("Mục", "Nội dung"), tuple(identity))]
        for name, rows in (("target_progress", self.targets), ("task_progress", self.tasks)):
            spec = REPORT.by_name[name]
            texts = [tuple(_said(row.get(column.name)) for column in spec.columns) for row in rows]
            texts = [
                tuple("1" if c.name == "actual" else t for c, t in zip(spec.columns, row, strict=True)) for row in texts
            ]
            sheets.append(MarkdownSheet(spec.sheet, tuple(column.header for column in spec.columns), tuple(texts)))
        workbook, _ = hold_workbook(MarkdownWorkbook("", tuple(sheets)), REPORT, "")
        settings = replace(self.brief.settings, against=(self.plan, *self.brief.against))
        taken = take_in(FilePath("mau.xlsx"), workbook, settings)
        assert isinstance(taken, TakenIn)  # a form of ours has its form
        return dossier_of(taken, ())

    @cached_property
    def ways(self) -> Mapping[int, Progress]:
        """What the checker makes of each row of the targets, by its place from 0."""
        return {one.at: one for one in progress_of(self.dossier)}

    def way_known(self, at: int) -> int:
        """Whether the way to the target of a row is known beforehand; without a baseline it begins with a report."""
        one = self.ways.get(at)
        if one is None or one.level is None or one.planned is None or not one.same_unit:
            return KNOWN_NONE
        read = self.dossier.plan.tables["targets"].columns if self.dossier.plan is not None else {}
        apart = one.level.kind in _NEVER_ON_A_WAY or one.level.comparator is Comparator.NOT_APPLICABLE
        if apart or read["year.end"][one.planned] is None:
            return KNOWN_NONE
        if read["base_year"][one.planned] is None or read["base_value"][one.planned] is None:
            return LATER
        if one.path is None:
            return KNOWN_NONE
        return DECEMBER if one.level.kind is Kind.AVERAGE else KNOWN

    @cached_property
    def due(self) -> Sequence[date | None]:
        """The last day of each task, by the plan or else as the report form itself repeats it."""
        plan = self.dossier.plan
        own = self.dossier.submitted.tables["task_progress"].columns
        tasks = plan.tables["tasks"].columns if plan is not None and "tasks" in plan.tables else {"code": []}
        places = {code: at for at, code in reversed(list(enumerate(tasks["code"])))}
        found = []
        for at, code in enumerate(own["code"]):
            planned = {name: values[places[code]] for name, values in tasks.items()} if code in places else None
            read = {name: values[at] for name, values in own.items()}
            found.append((due_of(planned) if planned else None) or due_of(read))
        return found


def _said(value: Any) -> str:
    match value:
        case None:
            return ""
        case date():
            return f"{value.day}/{value.month}/{value.year}"
        case _:
            return str(value)
