"""``Nhiệm vụ`` as formulas know it: each row by itself, beside its heading, and beside what it carries out."""

from __future__ import annotations

from functools import cached_property

from ..values import period as periods
from .context import Context
from .formulas import CannotCompileError, Fact, constant
from .grid import Grid
from .higher import CODES, HigherRows

_DEPTH = 3  # headings above headings that a form follows
_NOTHING = '""'  # why a cell cannot be read: nothing where it can, and where it cannot the form says "later"


class TaskFacts:
    """Facts of a row of ``Nhiệm vụ``."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.table = "tasks"
        self.grid: Grid = context.grids["tasks"]

    def __call__(self, name: str) -> Fact:
        head, _, tail = name.partition(".")
        if name == "heading":
            return self.heading
        if name == "key":
            return self.code
        if head == "parent":
            return self.parent(tail)
        spec = self.context.spec(self.table).by_name.get(head)
        if spec is None:
            raise CannotCompileError(name)
        source = self.context.source(self.table, head)
        match spec.kind, tail:
            case "period", _:
                return self._time(tail, self._place)
            case "text" | "units", "why":
                return Fact(_NOTHING, source.filled().known)
            case "code", "":
                return source.code()
            case "choice" | "choices", "":
                return source.filled()
            case _, "":
                return source.filled()
            case _:
                raise CannotCompileError(name)

    def cell(self, formula: str) -> str:
        return self.grid.column(formula).here

    @cached_property
    def code(self) -> Fact:
        return self.context.source(self.table, "code").code()

    @cached_property
    def group(self) -> Fact:
        return self.context.source(self.table, "group").code()

    @cached_property
    def structure_known(self) -> str:
        """1 where every code and every group of the sheet is understood."""
        known = [self.grid.column(fact.known[0]).all for fact in (self.code, self.group)]
        return self.grid.total(f"IF({'+'.join(f'COUNTIF({one},0)' for one in known)}=0,1,0)")

    @cached_property
    def heading(self) -> Fact:
        """Whether another row names this one as its group."""
        groups = self.grid.column(self.group.value)
        value = f'IF({self.code.value}="",0,IF(ISNUMBER(MATCH({self.code.value},{groups.all},0)),1,0))'
        return Fact(self.cell(value), (self.structure_known,))

    @cached_property
    def parent_place(self) -> str:
        """The place of the first row whose code is this row's group; "" where there is none."""
        codes = self.grid.column(self.code.value)
        return self.cell(f'IF({self.group.value}="","",IFERROR(MATCH({self.group.value},{codes.all},0),""))')

    def _nearest(self, presence: str, place: str | None = None) -> tuple[str, str]:
        """The place of the nearest heading upwards that fills a column in, and whether that can be told."""
        parents = self.grid.column(self.parent_place)
        filled = self.grid.column(presence)
        own = self.grid.column(f'IF({presence}=1,ROW()-{self.grid.first - 1},"")')
        reached = own
        for _ in range(_DEPTH):
            above = f'IF({parents.here}="","",{reached.at(parents.here)})'
            reached = self.grid.column(f'IF({own.here}<>"",{own.here},{above})')
        start = parents.here if place is None else place
        found = self.cell(f'IF({start}="","",{reached.at(start)})')
        high = parents
        for _ in range(_DEPTH):
            high = self.grid.column(f'IF({high.here}="","",{parents.at(high.here)})')
        deep = self.grid.total(f"COUNT({high.all})")
        unsure = self.grid.total(f'COUNTIF({filled.all},">1")')
        return found, self.grid.total(f"IF(AND({deep}=0,{unsure}=0),1,0)")

    def parent(self, name: str) -> Fact:
        """A column of the heading; what it does not say itself it has from the heading above it."""
        head, _, tail = name.partition(".")
        if name in ("", "code", "_row"):
            return Fact(self.parent_place, (self.structure_known,), filled=True)
        if head not in ("lead", "time", "product"):
            raise CannotCompileError(f"parent.{name}")
        source = self.context.source(self.table, head)
        place, sure = self._nearest(source.presence)
        known = (self.structure_known, sure)
        if tail == "":
            return Fact(place, known, filled=True)
        if tail == "why" and head != "time":
            return Fact(_NOTHING, known)
        if head != "time":
            raise CannotCompileError(f"parent.{name}")
        return self._at_heading(tail, place, known)

    def _at_heading(self, tail: str, place: str, known: tuple[str, ...]) -> Fact:
        times = self.grid.column(self._place)
        entry = self.cell(f'IF({place}="","",{times.at(place)})')
        return self._time(tail, entry, known)

    # times

    @cached_property
    def _place(self) -> str:
        return self.context.source(self.table, "time").period(self.context.times)

    def _time(self, tail: str, place: str, known: tuple[str, ...] = ()) -> Fact:
        """A flat column of a time, by its place in the list of writings."""
        read = self.cell(f"IF({place}=0,0,1)")
        if tail == "":
            return Fact(self.cell(f'IF({place}="","","x")'), known or self._time_told(), filled=True)
        if tail == "why":
            return Fact(_NOTHING, (*known, read))
        if tail not in periods.FLAT_COLUMNS:
            raise CannotCompileError(f"time.{tail}")
        value = self.cell(f'IF(N({place})=0,"",{self.context.times.pick(tail, place)})')
        return Fact(value, (*known, read))

    def _time_told(self) -> tuple[str, ...]:
        return self.context.source(self.table, "time").filled().known

    # what it carries out

    @cached_property
    def higher(self) -> HigherRows:
        return HigherRows(self.context, "tasks")

    @cached_property
    def typed(self) -> Fact:
        return self.context.source(self.table, "higher_codes").codes()

    @cached_property
    def inherited(self) -> str:
        """The heading's codes, where the row names none itself."""
        typed = self.grid.column(self.typed.value)
        place = self.parent_place
        return self.cell(f'IF({typed.here}<>"","",IF({place}="","",{typed.at(place)}))')

    def links(self) -> list[TaskLink]:
        """The rows that a row may be set beside: for each code of its own or of its heading, and its heading."""
        own = [TaskLink(self, self.typed.value, at, inherited=False) for at in range(CODES)]
        above = [TaskLink(self, self.inherited, at, inherited=True) for at in range(CODES)]
        return [*own, *above, TaskLink(self, "", -1, inherited=False)]

    @cached_property
    def codes_read(self) -> tuple[str, ...]:
        """That the row's codes are understood, and no more than a form follows."""
        value = self.typed.value
        few = self.cell(f'IF(LEN({value})-LEN(SUBSTITUTE({value},";",""))>{CODES + 1},0,1)')
        unread = self.grid.total(f"COUNTIF({self.grid.column(self.typed.known[0]).all},0)")
        many = self.grid.total(f"COUNTIF({self.grid.column(few).all},0)")
        heading = self.grid.total(f"IF({unread}+{many}=0,1,0)")
        own = self.cell(f'IF(AND({value}="",{self.group.value}<>""),{heading},1)')
        return (*self.typed.known, few, own, self.structure_known)


class TaskLink:
    """A row of ``Nhiệm vụ`` beside one task of a higher level, or beside its own heading (``at`` -1)."""

    def __init__(self, own: TaskFacts, codes: str, at: int, *, inherited: bool) -> None:
        self.own = own
        self.at = at
        self.codes = codes
        self.inherited = inherited

    def __call__(self, name: str) -> Fact:
        if name == "link.state":
            return self._state
        if name.startswith("higher."):
            return self._above(name.removeprefix("higher."))
        if name == "link.code":
            return Fact(self._item, self.own.codes_read)
        if name.startswith("link.") or name in ("programme", "_doc"):
            raise CannotCompileError(name)
        return self.own(name)

    @cached_property
    def _item(self) -> str:
        inner = f"MID({self.codes},2,LEN({self.codes}))"
        spread = self.own.cell(f'SUBSTITUTE({inner},";",REPT(" ",100))')
        return self.own.cell(f"TRIM(MID({spread},{self.at * 100 + 1},100))")

    @property
    def own_code(self) -> bool:
        """Whether it stands for a code of the row itself."""
        return self.at >= 0 and not self.inherited

    @cached_property
    def meant(self) -> str:
        """The place of the higher task that the code means; "" for no code, 0 for one that is not known."""
        codes = self.own.higher.codes
        place = self.own.cell(f'IF({self._item}="",0,IFERROR(MATCH({self._item},{codes.keys},0),0))')
        same = f"EXACT(INDEX({codes.keys},{place}),{self._item})"
        return self.own.cell(f'IF({self._item}="","",IF({place}=0,0,IF({same},INDEX({codes["id"]},{place}),0)))')

    @cached_property
    def _state(self) -> Fact:
        from .facts_document import references_intact

        own = self.own
        if self.at < 0:
            return Fact(own.cell(f'IF({own.parent_place}="","","group")'), (own.structure_known,))
        intact = references_intact(own.context)
        missing = '""' if self.inherited else f'IF({intact.value}=1,"unchecked","unknown")'
        value = own.cell(f'IF({self.meant}="","",IF({self.meant}=0,{missing},"found"))')
        gate = own.cell(f"IF({self.meant}=0,{intact.known[0] if intact.known else '1'},1)")
        return Fact(value, (*own.codes_read, gate))

    def _above(self, name: str) -> Fact:
        own = self.own
        head, _, tail = name.partition(".")
        if self.at < 0:
            if head != "time":
                raise CannotCompileError(f"higher.{name}")
            place, sure = own._nearest(own.context.source("tasks", "time").presence)
            known = (own.structure_known, sure)
            if tail == "":
                return Fact(place, known, filled=True)
            return own._at_heading(tail, place, known)
        column = own.higher.column(name)
        value = own.cell(f'IF(N({self.meant})=0,"",{own.context.lists.pick(column, self.meant)})')
        return Fact(value, own.codes_read, filled=name in ("time", "title", "product"))


def nothing() -> Fact:
    """What is always empty."""
    return Fact(constant(None))
