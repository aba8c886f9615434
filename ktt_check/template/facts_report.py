"""A report's targets and tasks as formulas know them: each row beside the plan's row that is laid out in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from ..values.measure import PERCENT, POINTS
from ..values.period_words import parse_period
from ..values.reporting import reporting_window
from .context import Context
from .facts_document import DocumentFacts
from .formulas import CannotCompileError, Fact
from .grid import Grid
from .lookups import Lookup, lookup, plain
from .planned import DECEMBER, KNOWN, LATER, Planned
from .spellings import spellings

_UNKNOWN = "0"
_MONTHS = 12
_AHEAD = 3  # years behind this one whose periods a form knows


class _Rows:
    """What the rows of both sheets have in common: numbers, words, and that what was given still stands."""

    table = ""
    given: tuple[str, ...] = ()

    def __init__(self, context: Context, planned: Planned, document: DocumentFacts) -> None:
        self.context = context
        self.planned = planned
        self.document = document
        self.grid: Grid = context.grids[self.table]

    def cell(self, formula: str) -> str:
        return self.grid.column(formula).here

    @property
    def laid_out(self) -> Sequence[Any]:
        raise NotImplementedError

    def by_row(self, values: Sequence[Any]) -> str:
        """A value of the plan for each row that is laid out."""
        return self.grid.constants([plain(value) for value in values]).here

    @cached_property
    def intact(self) -> str:
        """1 in rows that are as they were laid out, and in rows without a code; 0 where something else is reported."""
        there = self.by_row([1] * len(self.laid_out))
        same = []
        for name in self.given:
            cell = self.context.source(self.table, name).cell
            values = [row.get(name) for row in self.laid_out]
            same.append(f'IF(ISERROR({cell}),FALSE,EXACT({cell}&"",{self.by_row([_text(one) for one in values])}&""))')
        code = self.context.source(self.table, "code")
        return self.cell(f"IF({there}=1,IF(AND({','.join(same)}),1,0),IF({code.presence}=0,1,0))")

    def own(self, name: str) -> Fact:
        """A column of the row itself."""
        head, _, tail = name.partition(".")
        spec = self.context.spec(self.table).by_name.get(head)
        if spec is None:
            raise CannotCompileError(name)
        source = self.context.source(self.table, head)
        match spec.kind, tail:
            case "choice", "" if spec.choices is not None:
                return source.choice(self.context.choices(spec.choices))
            case "number", "":
                return self.number(head)
            case "date", "start" | "end":
                return source.day()
            case _, "":
                return source.filled()
            case _:
                raise CannotCompileError(name)

    def number(self, name: str) -> Fact:
        """A figure; one that may be a share shown as a percentage is not understood."""
        source = self.context.source(self.table, name)
        fact = source.number()
        small = f"ABS({fact.value})<=1" if name == "percentage" else self.small(fact.value)
        accident = f'IF({fact.value}="",FALSE,IF({fact.value}=0,FALSE,{small}))'
        return Fact(fact.value, (*fact.known, self.cell(f"IF({accident},0,1)")))

    def small(self, value: str) -> str:
        return f"ABS({value})<1"

    @cached_property
    def period(self) -> tuple[str, Lookup]:
        """The place of ``Kỳ báo cáo`` in the list of periods, 0 where it is not one of them."""
        periods = lookup(self.context.lists, reporting_periods(self.planned))
        source = self.context.source("document", "report_period")
        return self.document.cell(source.looked_up(periods)), periods

    def of_period(self, name: str) -> Fact:
        """What follows from the reporting period."""
        place, periods = self.period
        value = self.document.cell(f'IF({place}=0,"",{periods.pick(name, place)})')
        return Fact(value, (self.document.cell(f"IF({place}>0,1,0)"),))


class TargetProgressFacts(_Rows):
    """Facts of a row of ``Tiến độ chỉ tiêu``."""

    table = "target_progress"
    given = ("code", "year", "unit")

    @property
    def laid_out(self) -> Sequence[Any]:
        return self.planned.targets

    def __call__(self, name: str) -> Fact:
        if name in ("reached", "estimate_reached"):
            return self._reached("actual" if name == "reached" else "estimate")
        if name in ("plan.falling", "plan.kind"):
            return Fact(self._plan(name.removeprefix("plan.")), (self.intact,))
        if name == "year_over":
            return self.of_period("over")
        if name == "percentage.off":
            return self._percentage
        if name in ("path.short", "path.lag", "path.over"):
            return self._way(name.removeprefix("path."))
        if name in ("earlier.actual", "fallen"):
            return Fact('""', (_UNKNOWN,), filled=name == "fallen")  # the reports before are not at hand
        return self.own(name)

    def _plan(self, name: str) -> str:
        levels = [self.planned.ways[at].level if at in self.planned.ways else None for at in range(len(self.laid_out))]
        if name == "falling":
            return self.by_row([int(one is not None and one.falling) for one in levels])
        return self.by_row([one.kind.value if one is not None else "" for one in levels])

    def small(self, value: str) -> str:
        shares = [
            int(one is not None and one.measure.numerator in (PERCENT, POINTS))
            for one in (self.planned.ways.get(at) for at in range(len(self.laid_out)))
        ]
        return f"IF({self.by_row(shares)}=1,ABS({value})<=1,ABS({value})<1)"

    def _reached(self, column: str) -> Fact:
        figure, plan = self.own(column), self.own("year_plan")
        falling = self._plan("falling")
        better = f"IF({falling}=1,{figure.value}<{plan.value},{figure.value}>{plan.value})"
        told = f'IF({figure.value}={plan.value},"met",IF({better},"over","short"))'
        value = self.cell(f'IF(OR({figure.value}="",{plan.value}=""),"",{told})')
        return Fact(value, (self.intact, *figure.known, *plan.known))

    @cached_property
    def _percentage(self) -> Fact:
        actual, plan, said = self.own("actual"), self.own("year_plan"), self.own("percentage")
        empty = f'OR({actual.value}="",{plan.value}="",{said.value}="",{self._plan("falling")}=1)'
        off = self.cell(f'IF({empty},"",IF({plan.value}<=0,"",ABS({said.value}-{actual.value}/{plan.value}*100)))')
        clear = self.cell(f'IF({off}="",1,IF(ABS({off}-0.55)<0.000001,0,1))')
        known = (self.intact, *actual.known, *plan.known, *said.known, clear)
        return Fact(self.cell(f'IF({off}="","",ROUND({off},1))'), known)

    @cached_property
    def _expected(self) -> str:
        """What is expected at the end of the period; empty text where the row has no way."""
        place, periods = self.period
        rows = [self._expectations(at) for at in range(len(self.laid_out))]
        wide = len(self._ends)
        columns = [[row[at] for row in rows] for at in range(wide)]
        block = self.context.lists.block(columns)
        known = self.by_row([self.planned.way_known(at) for at in range(len(self.laid_out))])
        over = self.of_period("over").value
        way = f"OR({known}={KNOWN},AND({known}={DECEMBER},{over}=1))"
        number = f"INDEX({block},ROW()-{self.grid.first - 1},INDEX({periods['number']},{place}))"
        return self.cell(f'IF({place}=0,"",IF({way},{number},""))')

    @cached_property
    def _ends(self) -> list[date]:
        return sorted({one["end"] for one in reporting_periods(self.planned).values()})

    def _expectations(self, at: int) -> list[Any]:
        one = self.planned.ways.get(at)
        if one is None or one.path is None:
            return [""] * len(self._ends)
        return [plain(one.path.at(end)) for end in self._ends]

    def _way(self, name: str) -> Fact:
        actual, count = self.own("actual"), len(self.laid_out)
        paths = [self.planned.ways[at].path if at in self.planned.ways else None for at in range(count)]
        later = self.by_row([int(self.planned.way_known(at) == LATER) for at in range(count)])
        empty = f'OR({self._expected}="",{actual.value}="")'
        told = self.cell(f'IF({actual.value}="",1,IF({later}=1,0,{self.of_period("over").known[0]}))')
        known = (self.intact, *actual.known, told)
        if name == "over":
            last = self.by_row([one.points[-1][0] if one is not None else None for one in paths])
            value = f'IF({empty},"",IF({self.of_period("end").value}>={last},1,0))'
            return Fact(self.cell(value), known)
        rises = self.by_row([int(one is not None and one.rises) for one in paths])
        gap = f"IF({rises}=1,{self._expected}-{actual.value},{actual.value}-{self._expected})"
        short = self.cell(f'IF({empty},"",ROUND({gap},6))')
        if name == "short":
            return Fact(self.cell(f'IF({short}="","",IF({short}>0,"x",""))'), known, filled=True)
        whole = self.by_row([_way_of(one) for one in paths])
        lag = f"IF({whole}=0,IF({short}>0,100,0),{short}/{whole}*100)"
        value = self.cell(f'IF({short}="","",{lag})')
        clear = self.cell(f'IF({value}="",1,IF(ABS({value}-4.95)<0.000001,0,1))')
        return Fact(self.cell(f'IF({value}="","",ROUND({value},1))'), (*known, clear))


class TaskProgressFacts(_Rows):
    """Facts of a row of ``Tiến độ nhiệm vụ``."""

    table = "task_progress"
    given = ("code", "time")

    @property
    def laid_out(self) -> Sequence[Any]:
        return self.planned.tasks

    def __call__(self, name: str) -> Fact:
        if name == "standing":
            return self._standing
        return self.own(name)

    @cached_property
    def _standing(self) -> Fact:
        due = self.by_row(self.planned.due)
        state, finished = self.own("state"), self.own("finished.start")
        day, issued = self.document.day, self.of_period("last")
        dated = self.document.day.known[-1]
        now = f'IF({state.value}="Hoàn thành",{finished.value},IF({dated}=1,{day.value},{issued.value}))'
        when = self.cell(now)
        value = f'IF({due}="","no deadline",IF({when}="","",IF({when}>{due},"overdue","in time")))'
        own = self.cell(f'IF({state.value}="Hoàn thành",{finished.known[0]},IF({dated}=1,1,{self._undated(issued)}))')
        return Fact(self.cell(value), (self.intact, *state.known, *day.known[:1], own))

    def _undated(self, issued: Fact) -> str:
        """That a report without a date is one of a period that the form knows."""
        return issued.known[0]


def reporting_periods(planned: Planned) -> dict[str, dict[str, Any]]:
    """Periods as people write them: their last day, the day their figures close, whether they end a year."""
    first = (
        planned.plan.identity.date.first.year if planned.plan.identity.date is not None else planned.brief.as_of.year
    )
    years = range(min(first, planned.brief.as_of.year) - 1, planned.brief.as_of.year + _AHEAD + 1)
    writings = []
    for year in years:
        writings += [form.format(m=month, y=year) for month in range(1, _MONTHS + 1)
                     for form in ("tháng {m}/{y}", "tháng {m} năm {y}")]  # fmt: skip
        writings += [
            form.format(q=q, y=year) for q in ("i", "ii", "iii", "iv") for form in ("quý {q}/{y}", "quý {q} năm {y}")
        ]
        writings += [f"6 tháng đầu năm {year}", f"6 tháng cuối năm {year}", f"9 tháng năm {year}",
                     f"9 tháng đầu năm {year}", f"năm {year}"]  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for writing in writings:
        for key in spellings(writing) or (writing,):
            period = parse_period(key)
            shouted = parse_period(key.upper()) == period
            window = reporting_window(period)
            if key not in found and shouted and window is not None and period.end is not None:
                found[key] = {"end": period.end, "last": window.end, "over": int(window.end.month == _MONTHS)}
    ends = sorted({one["end"] for one in found.values()})
    return {key: one | {"number": ends.index(one["end"]) + 1} for key, one in found.items()}


def _way_of(path: Any) -> Any:
    if path is None:
        return ""
    way: Decimal = abs(path.points[-1][1] - path.points[0][1])
    return way


def _text(value: Any) -> str:
    return "" if value is None else str(value)
