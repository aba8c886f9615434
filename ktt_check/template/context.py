"""What all formulas of one form share: its lists, calculation sheets and the places of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..forms import Form, TableSpec
from ..lists import Choices
from ..vocabulary import columns as vocabulary_columns
from ..workbook.calculated import GRIDS
from .brief import Brief
from .grid import Cells, Grid, letters
from .lists_sheet import Lists
from .lookups import Lookup, lookup
from .naming import names_of_units
from .planned import Planned
from .sources import Source
from .spellings import spellings
from .writings import measures, times

FIRST_ROW = 5  # of a table's page: title, how to, key, header, then its rows


@dataclass
class Context:
    """One form in the making. ``rows`` is how many rows each table's page has to fill in."""

    brief: Brief
    form: Form
    rows: Mapping[str, int]
    columns: Mapping[str, Mapping[str, int]]  # of each table, where its columns stand on the page, from 0
    planned: Planned | None = None  # of a report, the plan that it is about
    lists: Lists = field(default_factory=Lists)
    shown: dict[str, set[str]] = field(default_factory=dict)  # by sheet, the columns that other sheets show or count

    @cached_property
    def grids(self) -> dict[str, Grid]:
        """The calculation sheet of each table of the form that has a page."""
        found = {"document": Grid(GRIDS["document"], 2, 2)}
        for name, count in self.rows.items():
            found[name] = Grid(GRIDS.get(name, f"_{name[:8]}"), FIRST_ROW, FIRST_ROW + count - 1)
        return found

    def show(self, cells: Cells) -> Cells:
        """Says that a sheet to be seen refers to the column, which is therefore not folded into others."""
        self.shown.setdefault(cells.sheet, set()).add(cells.letter)
        return cells

    def spec(self, table: str) -> TableSpec:
        return self.form.by_name[table]

    def source(self, table: str, column: str) -> Source:
        """Where a column's cells stand; for ``Thông tin`` its one cell."""
        spec = self.spec(table)
        if spec.by_label:
            row = self.label_rows[column]
            return Source(f"'{spec.sheet}'!$B${row}", self.grids[table], self.lists)
        at = letters(self.columns[table][column])
        return Source(f"'{spec.sheet}'!${at}§", self.grids[table], self.lists)

    @cached_property
    def label_rows(self) -> dict[str, int]:
        """The sheet row of each line of ``Thông tin``."""
        return {column.name: row for row, column in enumerate(self.spec("document").columns, FIRST_ROW)}

    def choices(self, choices: Choices) -> Lookup:
        """A closed list with every spelling that is taken for one of its values."""
        rows: dict[str, dict[str, Any]] = {}
        for value, others in choices.values.items():
            for word in (value, *others):
                for key in spellings(word) or (word.lower(),):
                    rows.setdefault(key, {"value": value})
        return lookup(self.lists, rows)

    @cached_property
    def years(self) -> tuple[int, int]:
        """The years whose writings a form recognises."""
        ends = [
            end.year
            for document in self.brief.dossier.higher
            for end in (document.tables["targets"].columns["year.end"] if "targets" in document.tables else [])
            if end is not None
        ]
        near = [year for year in ends if year <= self.brief.as_of.year + 10]
        return max(self.brief.first_day.year - 1, self.brief.as_of.year - 6), max([self.brief.as_of.year + 4, *near])

    @cached_property
    def times(self) -> Lookup:
        return lookup(self.lists, times(*self.years))

    @cached_property
    def measures(self) -> Lookup:
        printed = [
            unit
            for document in self.brief.dossier.higher
            for unit in (document.tables["targets"].columns["unit"] if "targets" in document.tables else [])
            if unit is not None
        ]
        return lookup(self.lists, measures(self.brief.dossier.catalogue, printed))

    @cached_property
    def unit_names(self) -> dict[str, dict[str, Any]]:
        return names_of_units(self.brief)

    @cached_property
    def units(self) -> Lookup:
        return lookup(self.lists, self.unit_names)

    def types(self, each: str, join: str | None) -> Mapping[str, type]:
        """The columns that the vocabulary promises for a list."""
        return vocabulary_columns(self.form, each, join) or {}

    def list_column(self, values: Sequence[Any]) -> str:
        from .lookups import plain

        return self.lists.column(tuple(plain(value) for value in values))

    @cached_property
    def printed_units(self) -> list[str]:
        """The units of measure that the drop-down offers: those of the programmes first."""
        usual = ("%", "%/năm", "người", "thành viên", "triệu đồng", "tỷ đồng")
        above = [
            unit
            for document in self.brief.dossier.higher
            for unit in (document.tables["targets"].columns["unit"] if "targets" in document.tables else [])
            if unit is not None
        ]
        return list(dict.fromkeys([*above, *usual]))

    def offered_codes(self, column: str) -> str | None:
        """The codes that ``Mã cấp trên`` offers: those of the targets and of the tasks."""
        from .higher import writings

        if column != "higher_codes":
            return None
        codes = [code for table in ("targets", "tasks") for code in writings(self, table) if "/" not in code]
        return self.lists.column(codes)
