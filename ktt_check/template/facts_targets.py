"""``Chỉ tiêu`` as formulas know it: each row's code, horizon and level of ambition, its next horizon, its demand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from .context import Context
from .formulas import CannotCompileError, Fact


class Horizon(Struct, frozen=True):
    """The year a target is set for: its key, its last day, whether it is understood, whether it is a plain year."""

    key: str
    end: str
    known: str
    plain: str
    impossible: str


def horizon(context: Context, table: str = "targets") -> Horizon:
    """The horizon of each row."""
    source = context.source(table, "year")
    grid = context.grids[table]
    s, kind = source.cell, source.kind
    whole = f"AND(INT({s})={s},{s}>=1990,{s}<=2100)"
    place = source.period(context.times)
    said = context.times.pick("horizon", place)
    key = grid.column(f'IF({kind}=2,IF({whole},{s}&"","?"),IF({place}="","",IF({place}=0,"?",{said})))').here
    plain = grid.column(f"IF({kind}=2,IF({whole},1,0),0)").here
    end = grid.column(
        f'IF({plain}=1,DATE({s},12,31),IF(OR({place}="",{place}=0),"",{context.times.pick("end", place)}))'
    ).here
    impossible = grid.column(
        f'IF({kind}=1,IF(N({place})>0,IF(INDEX({context.times["kind"]},{place})="not-a-time",1,0),0),0)'
    ).here
    known = grid.column(
        f'IF({kind}=2,IF({whole},1,0),IF({kind}=0,1,IF({kind}>2,0,IF({place}="",1,IF({place}=0,0,IF({key}="",0,1))))))'
    ).here
    return Horizon(key, end, known, plain, impossible)


class TargetFacts:
    """Facts of a row of ``Chỉ tiêu`` by itself."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.table = "targets"
        self.grid = context.grids["targets"]

    def __call__(self, name: str) -> Fact:
        made = self._own(name)
        if made is None:
            raise CannotCompileError(name)
        return made

    def _own(self, name: str) -> Fact | None:
        if name == "level" or name.startswith("level."):
            return self.level(name)
        if name == "key":
            return self.code
        if name == "year":
            return Fact(self.horizon.key, (self.horizon.known,))
        if name == "year.end":
            return Fact(self.horizon.end, (self.horizon.known,))
        if name == "qualitative":
            kind = self.kind
            return Fact(self.cell(f'IF({kind.value}="định tính",1,0)'), kind.known)
        head, _, tail = name.partition(".")
        spec = self.context.spec(self.table).by_name.get(head)
        if spec is None:
            return None
        source = self.context.source(self.table, head)
        match spec.kind, tail:
            case "choice", "" if spec.choices is not None:
                return source.choice(self.context.choices(spec.choices))
            case "code", "":
                return source.code()
            case "number", "":
                return source.number()
            case "number", "text":
                return source.filled()
            case "year", "":
                return source.year()
            case "codes", "":
                return source.filled()
            case "text" | "units" | "measure", "":
                return source.filled()
            case _:
                return None

    def cell(self, formula: str) -> str:
        return self.grid.column(formula).here

    @cached_property
    def code(self) -> Fact:
        return self.context.source(self.table, "code").code()

    @cached_property
    def horizon(self) -> Horizon:
        return horizon(self.context)

    @property
    def horizon_known(self) -> tuple[str, ...]:
        return (self.horizon.known,)

    @cached_property
    def kind(self) -> Fact:
        return self("kind")

    @cached_property
    def codes_known(self) -> str:
        """1 where every code of the sheet is understood (one cell for the whole sheet)."""
        unknown = self.grid.total(f"COUNTIF({self.grid.column(self.code.known[0]).all},0)")
        return self.grid.total(f"IF({unknown}=0,1,0)")

    # the unit of measure

    def measure(self, name: str) -> str:
        """What the row's unit of measure is, by the list of units: ``scale``, ``dimension`` …; "" where it is none."""
        place = self._unit_place
        return self.cell(f'IF({place}=0,"",{self.context.measures.pick(name, place)})')

    @cached_property
    def _unit_place(self) -> str:
        return self.context.source(self.table, "unit").looked_up(self.context.measures)

    @cached_property
    def unit_known(self) -> str:
        source = self.context.source(self.table, "unit")
        return self.cell(f"IF({source.said}=0,1,IF({self._unit_place}>0,1,0))")

    # the level

    def level(self, name: str) -> Fact:
        """A flat column of the row's level, or ``level`` itself."""
        part = name.partition(".")[2]
        parts = self.parts
        if part == "":
            return Fact(parts["there"], (parts["known"],), filled=True)
        if part == "maintained":
            return Fact(parts["maintained"], (parts["known"], self._title_safe))
        if part == "known":
            return Fact(self.cell(f'IF({parts["there"]}="","",1)'), (parts["known"],))
        if part not in parts:
            raise CannotCompileError(name)
        return Fact(parts[part], (parts["known"],))

    @cached_property
    def _title_safe(self) -> str:
        return self.context.source(self.table, "title").safe(250)

    @cached_property
    def problem(self) -> str:
        """1 where the row's figures make no level: two numbers with a word for one, a range reversed …."""
        comparator, value, upper = self("comparator").value, self("value").value, self("upper").value
        two = (
            f'AND({upper}<>"",{comparator}<>"",{comparator}<>"từ",{comparator}<>"khoảng",{comparator}<>"trong khoảng")'
        )
        reverse = f'IF(OR({upper}="",{value}=""),FALSE,{upper}<{value})'
        waived = f'AND({comparator}="không áp dụng",OR({value}<>"",{upper}<>""))'
        lone = f'AND({comparator}="trong khoảng",{upper}="",{value}<>"")'
        return self.cell(
            f'IF({comparator}="không áp dụng",IF({waived},1,0),IF({value}="",0,IF(OR({two},{reverse},{lone}),1,0)))'
        )

    def _accident(self, number: str) -> str:
        """That a figure may be a share shown as a percentage, which a formula cannot see."""
        whole = f"IF({self.measure('percent')}=1,ABS({number})<=1,ABS({number})<1)"
        return f'IF({number}="",FALSE,IF({number}=0,FALSE,{whole}))'

    @cached_property
    def plain_figures(self) -> str:
        """0 where a figure of a row that is no share may yet be shown as a percentage."""
        odd = [self._accident(self(name).value) for name in ("value", "upper")]
        return self.cell(f"IF({self.measure('percent')}=1,1,IF(OR({','.join(odd)}),0,1))")

    @cached_property
    def parts(self) -> dict[str, str]:
        """The cells of a level's parts: those of ``FLAT_COLUMNS``, and ``word``, ``way``, ``figure`` of the row."""
        cell = self.cell
        comparator, kind, direction = self("comparator"), self.kind, self("direction")
        value, upper = self("value"), self("upper")
        c, v, u = comparator.value, value.value, upper.value
        scale = self.measure("scale")

        gates = [*comparator.known, *kind.known, *direction.known, *value.known, *upper.known, self.unit_known]
        clear = ",".join(f"{gate}=1" for gate in dict.fromkeys(gates))
        large = [f'IF({one}="",FALSE,ABS({one})>=1E6)' for one in (v, u)]
        huge = f'AND(OR({",".join(large)}),IF({scale}="",FALSE,{scale}>=1E6))'
        known = cell(f"IF(AND({clear}),IF(OR({self._accident(v)},{self._accident(u)},{huge}),0,1),0)")
        fine = f"{self.listed}=1"
        filled = f'OR({v}<>"",{c}="không áp dụng")'
        there = cell(f'IF(AND({filled},{kind.value}<>"định tính",{self.problem}=0,{fine}),"x","")')
        some = f'{there}=""'
        word = cell(f'IF({some},"",IF({u}<>"","trong khoảng",{c}))')
        rising, falling_word = f'OR({word}="từ",{word}="trên")', f'OR({word}="không quá",{word}="dưới")'
        way = cell(f'IF({some},"",IF({rising},"tăng",IF({falling_word},"giảm",{direction.value})))')
        falling = cell(f'IF({some},"",IF({way}="giảm",1,0))')
        factor = f'IF({scale}="",1,{scale})'
        low_figure = cell(f'IF(OR({some},{v}=""),"",ROUND({v}*{factor},9))')
        high_figure = cell(f'IF(OR({some},{u}=""),"",ROUND({u}*{factor},9))')
        default = self.measure("kind")
        sort = cell(f'IF({some},"",IF({kind.value}<>"",{kind.value},IF({default}="","có đến thời điểm",{default})))')
        share = self.measure("share")
        tolerance = self.context.brief.force.tolerance
        about, nearly = tolerance.about, 1 - tolerance.nearly_from
        about_top = f"{low_figure}+ROUND(ABS({low_figure})*{about},9)"
        capped = f'IF(AND({sort}="tỷ lệ",{share}=1,{low_figure}<=100),MIN(100,{about_top}),{about_top})'
        none = f'{low_figure}=""'
        plain = f'OR({word}="bằng",{word}="")'
        title = self.context.source(self.table, "title").tight
        parts = {
            "there": there,
            "known": known,
            "word": word,
            "way": way,
            "falling": falling,
            "kind": sort,
            "figure": low_figure,
            "upper_figure": high_figure,
            "low": f'IF({none},"",IF({word}="khoảng",{low_figure}-ROUND(ABS({low_figure})*{about},9),'
                   f'IF({word}="gần",{low_figure}-ROUND(ABS({low_figure})*{nearly},9),'
                   f'IF({falling_word},"",IF({plain},IF({falling}=1,"",{low_figure}),{low_figure})))))',
            "low_open": f'IF({some},"",IF({word}="trên",1,0))',
            "high": f'IF({none},"",IF({word}="khoảng",{capped},IF({word}="gần",{low_figure},'
                    f'IF({word}="trong khoảng",{high_figure},IF({falling_word},{low_figure},'
                    f'IF({plain},IF({falling}=1,{low_figure},""),""))))))',
            "high_open": f'IF({some},"",IF(OR({word}="gần",{word}="dưới"),1,0))',
            "shape": f'IF({some},"",IF({word}="không áp dụng","waived",'
                     f'IF(OR({word}="khoảng",{word}="gần",{word}="trong khoảng"),"interval","bound")))',
            "exact": f'IF(AND({there}<>"",{way}="",{plain}),{low_figure},"")',
            "dimension": f'IF({some},"",{self.measure("dimension")})',
            "per_year": f'IF({some},"",IF({self.measure("per_year")}="",0,{self.measure("per_year")}))',
            "maintained": f'IF({some},"",IF(ISNUMBER(FIND("duy trì",{title})),1,0))',
        }  # fmt: skip
        return {name: formula if name in ("there", "known") else cell(formula) for name, formula in parts.items()}

    @cached_property
    def listed(self) -> str:
        """1 where comparator, kind and direction are each empty or of their lists."""
        told = [self._listed(column) for column in ("comparator", "kind", "direction")]
        return self.cell(f"IF(AND({','.join(told)}),1,0)")

    def _listed(self, column: str) -> str:
        spec = self.context.spec(self.table).by_name[column]
        assert spec.choices is not None
        source = self.context.source(self.table, column)
        return f"OR({source.said}=0,{source.looked_up(self.context.choices(spec.choices))}>0)"

    # the same target at its next horizon

    @cached_property
    def first_place(self) -> str:
        """The place of the first row with this row's code, by which rows of one code are found quickly."""
        codes = self.grid.column(self.code.value)
        return self.cell(f'IF({self.code.value}="","",MATCH({self.code.value},{codes.all},0))')

    def any_of_code(self, flag: str) -> str:
        """A condition: that one of the rows with this row's code has the flag."""
        flagged = self.grid.column(f'IF({flag},{self.first_place},"")')
        return f"ISNUMBER(MATCH({self.first_place},{flagged.all},0))"

    @cached_property
    def years_of_code_known(self) -> str:
        """1 where the horizon of every row with this row's code is understood."""
        unknown = self.any_of_code(f"{self.horizon.known}=0")
        return self.cell(f'IF({self.first_place}="",1,IF({unknown},0,1))')

    @cached_property
    def next_place(self) -> Fact:
        """The place of the first row with this code at its next horizon; "" where there is none.

        Rows are put in order by one number of code and year, sorted once for all.
        """
        year, first = self.horizon, self.grid.first - 1
        key = f'IF(OR({self.first_place}="",{year.end}=""),"",{self.first_place}*10000+YEAR({year.end}))'
        order = self.grid.column(key)
        ordered = self.grid.column(f'IFERROR(SMALL({order.all},ROW()-{first}),"")')
        own = order.here
        last = f"MATCH({own},{ordered.all},1)"
        after = self.cell(f'IF({own}="","",IF({last}<{self.grid.count},{ordered.at(f"{last}+1")},""))')
        begins = f"MATCH({own},{order.all},0)=ROW()-{first}"
        same = f"IF(N({after})=0,FALSE,IF(INT({after}/10000)={self.first_place},{begins},FALSE))"
        place = self.cell(f'IF({same},MATCH({after},{order.all},0),"")')
        spans = self.any_of_code(f'IF({year.plain}=1,FALSE,{year.end}<>"")')
        plain = self.cell(f'IF({self.first_place}="",1,IF({spans},0,1))')
        return Fact(place, (self.codes_known, self.years_of_code_known, plain))

    def later(self, name: str) -> Fact:
        """A column of the row at the next horizon."""
        place = self.next_place
        if name == "_row":
            return Fact(place.value, place.known)
        own = self(name)
        value = self.cell(f'IF({place.value}="","",{self._at(own.value, place.value)})')
        known = [self.cell(f'IF({place.value}="",1,{self._at(one, place.value)})') for one in own.known]
        return Fact(value, (*place.known, *known), own.filled)

    def _at(self, here: str, place: str) -> str:
        return self.grid.whole(here).at(place)

    @property
    def falling_above(self) -> Fact:
        """Whether a target of this code carries out a falling one of a higher level."""
        falling = self._falling_codes()
        if not falling:
            return Fact("0")
        joined = self.context.source(self.table, "higher_codes").codes()
        hits = "+".join(f'ISNUMBER(FIND(";{code};",{joined.value}))' for code in sorted(falling))
        unread = self.grid.total(f"COUNTIF({self.grid.column(joined.known[0]).all},0)")
        known = self.grid.total(f"IF({unread}=0,1,0)")
        others = self.any_of_code(f"{hits}>0")
        value = f'IF({hits}>0,1,IF({self.first_place}="",0,IF({others},1,0)))'
        return Fact(self.cell(value), (known, self.codes_known))

    def _falling_codes(self) -> set[str]:
        from .higher import writings

        return {
            writing
            for writing, (index, code) in writings(self.context, "targets").items()
            if any(
                falls and own == code
                for own, falls in _pairs(self.context.brief.dossier.documents[index].tables.get("targets"))
            )
        }


def _pairs(table: Any) -> list[tuple[str, bool]]:
    return [] if table is None else list(zip(table.columns["code"], table.columns["level.falling"], strict=True))
