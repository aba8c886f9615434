"""The units that cells name, as formulas know them: one list of mentions for each place in a cell of units."""

from __future__ import annotations

from functools import cached_property

from .context import Context
from .facts_document import DocumentFacts
from .formulas import CannotCompileError, Fact, constant
from .grid import Grid
from .sources import Source


class UnitsOfCell:
    """The units named in one column of a page."""

    def __init__(self, context: Context, table: str, column: str, document: DocumentFacts) -> None:
        self.context = context
        self.table = table
        self.column = column
        self.document = document
        self.grid: Grid = context.grids[table]

    @property
    def source(self) -> Source:
        return self.context.source(self.table, self.column)

    def cell(self, formula: str) -> str:
        return self.grid.column(formula).here

    @property
    def coded(self) -> tuple[str, ...]:
        """That the row has a code: units of other rows are not judged."""
        if "code" not in self.context.spec(self.table).by_name:
            return ()
        return (f"{self.context.source(self.table, 'code').presence}>0",)

    @cached_property
    def places(self) -> list[str]:
        """The places of the names in the form's list of units, 0 where the cell names no more."""
        return list(self.source.items(self.context.units))

    @cached_property
    def known(self) -> tuple[str, ...]:
        """That every name in the cell is one of the list, and the form is used by the unit that it was made for."""
        return (self.source.items_known(self.context.units), *self.document.identity_known)

    def of(self, at: int, name: str, *, dated: bool = False) -> Fact:
        """A fact of the unit at a place in the cell; ``dated`` ones depend on the document's day."""
        place = self.places[at]
        if not dated:
            value = self.cell(f'IF({place}=0,"",{self.context.units.pick(name, place)})')
            return Fact(value, self.known)
        if name != "valid" and self.context.brief.unit is None:
            raise CannotCompileError(name)  # who stands where depends on who issues the document
        spell = self.document.spell
        spells = self.context.units.block(*(f"{name} {number}" for number in range(len(self.context.brief.spells))))
        value = f"INDEX({spells},{place},{spell.value})"
        told = f'IF({value}="","",{value})' if name == "valid" else f'{value}&""'
        return Fact(self.cell(f'IF(OR({place}=0,{spell.value}=0),"",{told})'), (*self.known, *spell.known))

    def mention(self, at: int) -> UnitMentioned:
        return UnitMentioned(self, at)


class UnitMentioned:
    """Facts of one mention: the unit at one place of one cell."""

    def __init__(self, cell: UnitsOfCell, at: int) -> None:
        self._cell = cell
        self._at = at

    @property
    def there(self) -> str:
        """A condition: that the cell names a unit at this place."""
        return f"{self._cell.places[self._at]}>0"

    def __call__(self, name: str) -> Fact:
        match name:
            case "status" | "request":
                return self._cell.of(self._at, name)
            case "valid" | "standing":
                return self._cell.of(self._at, name, dated=True)
            case "_column":
                return Fact(constant(self._cell.column))
            case "_table":
                return Fact(constant(self._cell.table))
            case _:
                raise CannotCompileError(name)
