"""The dossiers that are checked together: of one form and language, one for ``check``, many for an audit.

Their rows lie in one frame for each list that rules ask about; ``_wb`` tells whose a row is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from .dossier import Dossier
from .forms import Form
from .vocabulary import WB

if TYPE_CHECKING:
    import polars as pl

    from .findings import Place


class Chunk(Struct, eq=False, dict=True):
    """``made`` keeps each list once it was made."""

    dossiers: Sequence[Dossier]
    made: dict[tuple[str, str | None], Any] = {}

    @cached_property
    def form(self) -> Form:
        return self.dossiers[0].submitted.identity.form

    @property
    def language(self) -> str:
        return self.dossiers[0].language

    def __getitem__(self, at: int) -> Dossier:
        return self.dossiers[at]

    def header(self, table: str, column: str) -> str:
        """The printed header of a column of the form."""
        spec = self.form.by_name.get(table)
        found = spec.by_name.get(column) if spec is not None else None
        return found.header if found is not None else column

    def without(self, table: str, column: str) -> list[int]:
        """The dossiers whose table lacks a column that the form can do without."""
        spec = self.form.by_name.get(table)
        if spec is None or spec.by_label or spec.by_name[column].needed:
            return []
        tables = [dossier.submitted.tables.get(table) for dossier in self.dossiers]
        return [at for at, own in enumerate(tables) if own is not None and own.layout.where(None, column) is None]

    def odd(self, table: str, column: str, rows: pl.DataFrame) -> list[bool]:
        """For each row, whether that column's cell is there but nothing is known of it."""
        tables = [dossier.submitted.tables.get(table) for dossier in self.dossiers]
        known = [own.odd if own is not None else frozenset() for own in tables]
        return [(row, column) in known[at] for at, row in rows.select(WB, "_row").iter_rows()]

    def place(self, at: int, table: str, row: int | None, column: str | None) -> Place:
        """A place in the submitted workbook of one dossier."""
        return self.dossiers[at].place(table, row, column)
