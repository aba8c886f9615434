"""The higher levels' targets and tasks as lists in the form, and what a code typed in ``Mã cấp trên`` leads to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..cells import as_code
from ..chain import Carried, Chain
from ..chunk import Chunk
from ..views.frames import higher_rows
from ..views.headings import with_headings_time
from .context import Context
from .formulas import CannotCompileError, Fact, any_of
from .grid import Grid
from .lookups import Lookup, lookup
from .spellings import spellings

CODES = 2  # codes in one cell that a form follows one by one
_WIDE = 100  # characters of a code among others


def writings(context: Context, table: str) -> dict[str, Carried]:
    """Every way to write a code of a higher level, with the row it means: ``T07``, ``NQ20/T07``."""
    chain = Chain(context.brief.dossier.documents, table)
    found: dict[str, Carried] = {}
    for document in context.brief.dossier.higher:
        short = document.identity.short_name
        for code in chain.codes_of(document.index):
            for writing in (code, *([f"{as_code(short)}/{code}"] if short else [])):
                meant = chain.resolve(writing)
                if meant is not None:
                    found[writing] = meant
    return found


@dataclass
class HigherRows:
    """The rows of all higher levels in one order, found by their place; equal ids are rows of one code."""

    context: Context
    table: str

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        frame = higher_rows(Chunk([self.context.brief.dossier]), self.table).frame
        frame = with_headings_time(frame, ["_doc"]) if self.table == "tasks" else frame
        return [row for row in frame.to_dicts() if row["code"] is not None]

    @cached_property
    def ids(self) -> dict[Carried, int]:
        """The place of the first row of each code."""
        found: dict[Carried, int] = {}
        for at, row in enumerate(self.rows, 1):
            found.setdefault((row["_doc"], row["code"]), at)
        return found

    @cached_property
    def codes(self) -> Lookup:
        """What is typed, with the place of the first row it means."""
        rows = {text: {"id": self.ids[meant]} for text, meant in writings(self.context, self.table).items()}
        return lookup(self.context.lists, rows)

    @cached_property
    def keys(self) -> str:
        """Of each row its code's id and its year, by which a horizon is found."""
        return self.context.lists.column([self._key(row) for row in self.rows])

    def _key(self, row: dict[str, Any]) -> str:
        return f"{self.ids[row['_doc'], row['code']]}|{row.get('year') or ''}"

    def column(self, name: str) -> str:
        """The range of one column of the rows."""
        if self.rows and name not in self.rows[0]:
            raise CannotCompileError(f"higher.{name}")
        return self.context.list_column([row.get(name) for row in self.rows])

    def values(self, name: str) -> list[Any]:
        return [row.get(name) for row in self.rows]


class TargetDemand:
    """What a row of ``Chỉ tiêu`` carries out by one of its codes, and whether the two can be compared.

    ``at`` is the place of the code in the cell, from 0; ``all`` are the demands of every place.
    """

    def __init__(self, context: Context, own: Any, at: int, together: list[TargetDemand]) -> None:
        self.context = context
        self.own = own
        self.at = at
        self.all = together
        self.grid: Grid = context.grids["targets"]
        self.higher = HigherRows(context, "targets")

    def cell(self, formula: str) -> str:
        return self.grid.column(formula).here

    @cached_property
    def typed(self) -> Fact:
        """The codes of the row, as ``;A;``."""
        return self.context.source("targets", "higher_codes").codes()

    @cached_property
    def one(self) -> str:
        """The code at this place; "" where the row has fewer."""
        value = self.typed.value
        spread = self.cell(f'IF({value}="","",SUBSTITUTE(MID({value},2,LEN({value})),";",REPT(" ",{_WIDE})))')
        return self.cell(f"TRIM(MID({spread},{self.at * _WIDE + 1},{_WIDE}))")

    @cached_property
    def readable(self) -> tuple[str, ...]:
        """That the row's codes can be read, and are no more than a form follows."""
        value = self.typed.value
        few = self.cell(f'IF(LEN({value})-LEN(SUBSTITUTE({value},";",""))>{CODES + 1},0,1)')
        return (*self.typed.known, few)

    @cached_property
    def single(self) -> str:
        """1 where the row has no more than one code."""
        value = self.typed.value
        return self.cell(f'IF(LEN({value})-LEN(SUBSTITUTE({value},";",""))>2,0,1)')

    @cached_property
    def id(self) -> str:
        """Which higher code the row carries out; "" for none, 0 for one that is not known."""
        place = f"IFERROR(MATCH({self.one},{self.higher.codes.keys},0),0)"
        found = self.cell(f'IF({self.one}="",0,{place})')
        codes = self.higher.codes
        told = f"IF(EXACT(INDEX({codes.keys},{found}),{self.one}),INDEX({codes['id']},{found}),0)"
        return self.cell(f'IF({self.one}="","",IF({found}=0,0,{told}))')

    @cached_property
    def _exact(self) -> str:
        """The place of the row that fits the horizon: of this year, or of no year."""
        year = self.own.horizon.key
        of_any_year = f'IFERROR(MATCH({self.id}&"|",{self.higher.keys},0),0)'
        place = f'IFERROR(MATCH({self.id}&"|"&{year},{self.higher.keys},0),{of_any_year})'
        return self.cell(f'IF(OR({self.id}="",{self.id}=0),0,IF({year}="",{self.id},{place}))')

    @cached_property
    def place(self) -> str:
        """The higher row that the row is set beside; "" where it is set beside none."""
        return self.cell(f'IF(OR({self.id}="",{self.id}=0),"",IF({self._exact}>0,{self._exact},{self.id}))')

    def link(self, name: str) -> Fact:
        """``link.state`` and the other facts about the link."""
        if name == "link.code":
            return Fact(self.one, self.readable)
        if name == "link.state":
            return self._state
        if name == "link.meant":
            raise CannotCompileError(name)
        if name == "_doc":
            return self.above("_doc")
        raise CannotCompileError(name)

    @cached_property
    def _state(self) -> Fact:
        from .facts_document import references_intact

        intact = references_intact(self.context)
        answered = [self.grid.column(f'IF({one._exact}>0,{one.id},"")') for one in self.all]
        some = any_of([f"ISNUMBER(MATCH({self.id},{one.all},0))" for one in answered])
        other = f'IF({some},"milestone","other horizon")'
        missing = f'IF({intact.value}=1,"unchecked","unknown")'
        value = self.cell(f'IF({self.id}="","",IF({self.id}=0,{missing},IF({self._exact}>0,"found",{other})))')
        clear = self.grid.column(f"IF(AND({','.join(f'{k}=1' for k in (*self.readable, self.own.horizon.known))}),1,0)")
        all_clear = self.grid.total(f"COUNTIF({clear.all},0)")
        sure = self.cell(f'IF({value}="other horizon",IF({all_clear}=0,1,0),1)')
        gate = self.cell(f"IF({self.id}=0,{intact.known[0] if intact.known else '1'},1)")
        return Fact(value, (*self.readable, self.own.horizon.known, sure, gate))

    def above(self, name: str) -> Fact:
        """A column of the higher row."""
        column = self.higher.column(name)
        value = self.cell(f'IF({self.place}="","",{self.context.lists.pick(column, self.place)})')
        return Fact(value, (*self.readable, self.own.horizon.known), filled=name in ("title", "value.text", "level"))

    # whether the two can be compared

    def comparable(self, name: str) -> Fact:
        """``same_horizon``, ``same_measure``, ``same_base``, ``same_whole``."""
        made = {"same_horizon": self._same_horizon, "same_measure": self._same_measure, "same_base": self._same_base,
                "same_whole": self._same_whole}.get(name)  # fmt: skip
        if made is None:
            raise CannotCompileError(name)
        value, known = made()
        return Fact(value, (*self.readable, *known))

    def _same_horizon(self) -> tuple[str, tuple[str, ...]]:
        return self.cell(f'IF({self.place}="","",IF({self._exact}>0,1,0))'), (self.own.horizon.known,)

    @cached_property
    def _foreign(self) -> str:
        """How many wordings of a measure that is not the demand's stand in the row's title."""
        catalogue = self.context.brief.dossier.catalogue
        told = [catalogue.measures_in(title) for title in self.higher.values("title")]
        words = [
            (spelling, name.name)
            for name in catalogue.names
            if name.kind == "Thước đo"
            for wording in (name.name, *name.synonyms)
            for spelling in spellings(wording) or (wording.lower(),)
        ]
        if not words:
            return "0"
        lists = self.context.lists
        texts = lists.column([text for text, _ in words])
        masks = [lists.column([int(bool(own) and name not in own) for _, name in words]) for own in told]
        title = self.context.source("targets", "title").tight
        distinct = list(dict.fromkeys(masks))
        which = lists.column([distinct.index(mask) + 1 for mask in masks])
        hits = "0"
        chosen = self.cell(f'IF({self.place}="",0,INDEX({which},{self.place}))')
        for at, mask in enumerate(distinct, 1):
            count = f"SUMPRODUCT(ISNUMBER(FIND({texts},{title}))*{mask})"
            hits = f"IF({chosen}={at},{count},{hits})"
        return self.cell(hits)

    def _same_measure(self) -> tuple[str, tuple[str, ...]]:
        safe = self.context.source("targets", "title").safe(250)
        return "1", (self.cell(f"IF({self._foreign}=0,1,0)"), safe, *self.own.horizon_known)

    @cached_property
    def _base(self) -> Fact:
        """The declared base of the row's share; "" where it names none."""
        catalogue = self.context.brief.dossier.catalogue
        rows = {
            spelling: {"base": name.name}
            for name in catalogue.names
            if name.kind == "Phạm vi"
            for wording in (name.name, *name.synonyms)
            for spelling in spellings(wording) or (wording.lower(),)
        }
        bases = lookup(self.context.lists, rows)
        source = self.context.source("targets", "base")
        place = source.looked_up(bases)
        behind = self.own.measure("behind")
        value = self.cell(f'IF({source.presence}=1,IF({place}=0,"?",INDEX({bases["base"]},{place})),{behind})')
        known = self.cell(f'IF(OR({value}="?",{source.presence}>1),0,1)')
        return Fact(value, (known, self.own.unit_known))

    @cached_property
    def _base_above(self) -> str:
        catalogue = self.context.brief.dossier.catalogue
        bases = []
        for base, unit in zip(self.higher.values("base"), self.higher.values("unit"), strict=True):
            named = base or (unit[2:].strip() if unit and unit.startswith("% ") else None)
            bases.append(catalogue.base_of(named))
        column = self.context.list_column(bases)
        return self.cell(f'IF({self.place}="","",{self.context.lists.pick(column, self.place)})')

    def _same_base(self) -> tuple[str, tuple[str, ...]]:
        whole, known = self._same_part()
        own = self._base
        free = f'{self._base_above}=""'
        value = self.cell(f'IF({free},1,IF({own.value}="",1,IF({own.value}={self._base_above},1,IF({whole}=1,1,0))))')
        gates = ",".join(f"{gate}=1" for gate in (*own.known, *known))
        return value, (self.cell(f"IF({free},1,IF(AND({gates}),1,0))"), *self.own.horizon_known)

    def _same_part(self) -> tuple[str, tuple[str, ...]]:
        """Whether the wholes, of which both are parts, correspond; "" where neither is a part of another."""
        own, above = self.own("part_of"), self.above("part_of")
        meant = self.context.list_column(
            [self.higher.ids.get((row["_doc"], row["part_of"]), "") for row in self.higher.rows]
        )
        id_above = self.cell(f'IF({self.place}="","",{self.context.lists.pick(meant, self.place)})')
        code = self.own.code.value
        pairs = [self.grid.column(f'IF(OR({code}="",{one.id}=""),"",{code}&"|"&{one.id})') for one in self.all]
        found = any_of([f'ISNUMBER(MATCH({own.value}&"|"&{id_above},{one.all},0))' for one in pairs])
        both = f'IF(OR({own.value}="",{id_above}=""),0,IF({found},1,0))'
        bases = f'AND({self._base.value}<>"",{self._base.value}={self._base_above})'
        one = f'(({own.value}="")<>({above.value}=""))'
        neither = f'AND({own.value}="",{above.value}="")'
        value = self.cell(f'IF({neither},"",IF(AND({one},{bases}),1,{both}))')
        unread = self.grid.total(f"COUNTIF({self.grid.column(self.readable[-1]).all},0)")
        all_read = self.grid.total(f"IF({unread}=0,1,0)")
        gates = ",".join(f"{gate}=1" for gate in (*own.known, *self._base.known, all_read, self.own.codes_known))
        return value, (self.cell(f"IF({neither},1,IF(AND({gates}),1,0))"),)

    def _same_whole(self) -> tuple[str, tuple[str, ...]]:
        value, known = self._same_part()
        return self.cell(f'IF({value}=0,IF({value}="",1,0),1)'), (*known, *self.own.horizon_known)
