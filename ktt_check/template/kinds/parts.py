"""What a kind of question gets and gives when it is asked in Excel."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ...expressions import Expression, columns_of
from ..context import Context
from ..facts_document import DocumentFacts
from ..formulas import Facts, Printer
from ..grid import Grid


class Part(Struct, frozen=True):
    """One thing that may be wrong in a row: ``fails`` is a condition, ``known`` the cells that must be 1 to tell.

    ``column`` is the form's column that is at fault, where the rule leaves it to the question.
    """

    fails: str
    known: tuple[str, ...]
    column: str | None = None


class Row(Struct, frozen=True):
    """The row at hand: its facts, where its formulas go, and the whole form."""

    facts: Facts
    grid: Grid
    context: Context
    table: str
    document: DocumentFacts

    @property
    def printer(self) -> Printer:
        return Printer(self.facts, self.keep)

    def keep(self, formula: str) -> str:
        return self.grid.column(formula).here

    def known(self, *trees: Expression) -> tuple[str, ...]:
        """The cells that must be 1 for the trees to be answered."""
        return self.known_of(name for tree in trees for name in columns_of(tree))

    def known_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell for name in sorted(names) for cell in self.facts(name).known if cell != "1"))
