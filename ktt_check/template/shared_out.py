"""What a higher level has allocated to the unit, as formulas know it: a list of shares by code and horizon."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..tables.levels import flat_level
from ..views.shares import allocated_level, own_shares
from .formulas import CannotCompileError, Fact
from .lookups import Lookup, lookup

if TYPE_CHECKING:
    from .compiled import Compiler


class Share:
    """The share of the row's code and horizon; nothing where the unit has none."""

    def __init__(self, compiler: Compiler) -> None:
        assert compiler.targets is not None
        self.demand = compiler.demands[0]  # of a row with several codes the checker says
        self.own = compiler.targets
        self.context = compiler.context
        self.grid = self.context.grids["targets"]
        self.compiler = compiler
        if self.context.brief.unit is None and any(
            "allocations" in document.tables for document in self.context.brief.dossier.higher
        ):
            raise CannotCompileError("allocated")

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        dossier = self.context.brief.dossier
        found: dict[str, dict[str, Any]] = {}
        for document in dossier.higher:
            for (code, year), row in own_shares(dossier, document.index).items():
                level = allocated_level(dossier, document.index, row)
                key = self.demand.higher.ids.get((document.index, code))
                if level is not None and key is not None:
                    found[f"{key}|{year or ''}"] = {
                        name.removeprefix("level"): value for name, value in flat_level(level, "vi").items()
                    }
        return found

    @cached_property
    def _list(self) -> Lookup:
        return lookup(self.context.lists, self._rows)

    @cached_property
    def place(self) -> Fact:
        """The share's place; "" where there is none, or where several rows answer one code at one horizon."""
        demand, grid = self.demand, self.grid
        key = grid.column(f'IF(N({demand.id})=0,"",{demand.id}&"|"&{self.own.horizon.key})')
        alone = f"COUNTIF({key.all},{key.here})=1"
        found = f'IFERROR(MATCH({key.here},{self._list.keys},0),"")'
        value = grid.column(f'IF({key.here}="","",IF({found}="","",IF({alone},{found},"")))').here
        clear = grid.column(
            f"IF(AND({','.join(f'{one}=1' for one in (*demand.readable, demand.single, self.own.horizon.known))}),1,0)"
        )
        unread = grid.total(f"COUNTIF({clear.all},0)")
        return Fact(value, (grid.total(f"IF({unread}=0,1,0)"), *self.compiler.document.identity_known))

    def __call__(self, name: str) -> Fact:
        if not self._rows:
            return Fact('""' if name != "same_horizon" else "1", filled=name == "allocated.level")
        if name == "same_horizon":
            return Fact("1")
        part = name.removeprefix("allocated.level")
        if not name.startswith("allocated.level"):
            raise CannotCompileError(name)
        place = self.place
        column = self._list[part]
        value = self.grid.column(f'IF({place.value}="","",{self.context.lists.pick(column, place.value)})').here
        return Fact(value, place.known, filled=part == "")
