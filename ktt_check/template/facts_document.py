"""``Thông tin`` as formulas know it: its own cells, and the facts about the document that follow from them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from ..chunk import Chunk
from ..values.document import DocumentNumber, parse_document_number
from ..views import view
from .context import FIRST_ROW, Context
from .formulas import CannotCompileError, Fact, constant, serial
from .lookups import Lookup, lookup

_ORGANS = ("UBND", "HĐND", "CP", "TTg", "BCĐ")
_STATE = ("KH", "QĐ", "CT", "NQ", "CTr")
_PARTY = ("CTr", "KH", "NQ", "CT", "QĐ", "KL")
_PARTY_ORGANS = ("TU", "TW", "HU", "ThU", "ĐU")
_ROW = "2"


class DocumentFacts:
    """Facts of the one row of ``Thông tin``; every reference is absolute, so that any sheet may use it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.grid = context.grids["document"]

    def __call__(self, name: str) -> Fact:
        fact: Fact = self._found(name)
        return Fact(_fixed(fact.value), tuple(map(_fixed, fact.known)), fact.filled)

    def _found(self, name: str) -> Fact:
        made = _DERIVED.get(name)
        if made is not None:
            derived: Fact = made(self)
            return derived
        if name.startswith("programme_span"):
            return Fact(constant(self._facts[f"document.{name}"]))
        head, _, tail = name.partition(".")
        spec = self.context.spec("document").by_name.get(head)
        if spec is None:
            raise CannotCompileError(f"document.{name}")
        source = self.context.source("document", head)
        match spec.kind, tail:
            case "choice", "" if spec.choices is not None:
                return source.choice(self.context.choices(spec.choices))
            case "year", "":
                return source.year()
            case "date", "start" | "end" | "":
                return source.day()
            case "document number", "key" | "right":
                return self._number(tail)
            case _, "":
                return source.filled()
            case _:
                raise CannotCompileError(f"document.{name}")

    @cached_property
    def _facts(self) -> dict[str, Any]:
        dossier = self.context.brief.dossier
        frame = view(Chunk([dossier]), "document", None, ("document.programme_span",))
        return frame.row(0, named=True)

    def cell(self, formula: str) -> str:
        return _fixed(self.grid.column(formula).here)

    # the document's date

    @cached_property
    def day(self) -> Fact:
        """The day of issue; known where it is given to the day."""
        fact = self.context.source("document", "date").day()
        given = self.grid.column(f'IF({fact.value}="",0,1)').here
        return Fact(_fixed(fact.value), (*map(_fixed, fact.known), _fixed(given)))

    @cached_property
    def spell(self) -> Fact:
        """Which spell of the registry the day lies in, counted from 1."""
        spells = self.context.brief.spells
        firsts = self.context.list_column([first for first, _ in spells])
        lasts = self.context.list_column([last for _, last in spells])
        at = self.cell(f'IF({self.day.value}="",0,IFERROR(MATCH({self.day.value},{firsts},1),0))')
        inside = self.cell(f"IF({at}=0,0,IF({self.day.value}<=INDEX({lasts},MAX({at},1)),1,0))")
        return Fact(at, (*self.day.known, inside, *self.identity_known))

    @cached_property
    def identity_known(self) -> tuple[str, ...]:
        """That issuer, level and province are those for which the form was made, where it was made for some."""
        known = []
        brief = self.context.brief
        for column, value in (("issuer", brief.unit), ("province", brief.province), ("issuing_level", brief.level)):
            cell = self.context.source("document", column).cell
            if value is not None:
                known.append(self.cell(f"IF(ISERROR({cell}),0,IF(EXACT({cell},{constant(value)}),1,0))"))
            elif column == "province":
                known.append(self.cell(f"IF(ISERROR({cell}),0,IF(LEN({cell})=0,1,0))"))
        return tuple(known)

    def _judged(self) -> Fact:
        return self.day

    def _dated(self) -> Fact:
        """The day of issue, or nothing where no date is given."""
        return Fact(self.day.value, self.day.known[:-1])

    def _judged_by(self) -> Fact:
        return Fact(constant("own"), self.day.known)

    def _draft(self) -> Fact:
        status = self("status")
        return Fact(self.cell(f'IF({status.value}="Dự thảo",1,0)'), status.known)

    def _form_age(self) -> Fact:
        source = self.context.source("document", "form_version")
        current = self.context.form.versions[-1]
        same = f'EXACT({source.text()},"{current}")'
        value = self.cell(f'IF({source.presence}=0,"",IF({same},"current","?"))')
        return Fact(value, (self.cell(f"IF(OR({source.presence}=0,{same}),1,0)"),))

    # number and party

    @cached_property
    def _numbers(self) -> Lookup:
        """What may stand behind the figures of a number: "/KH-UBND", "-CTr/TU"."""
        ends = [f"/{kind}-{organ}" for kind in _STATE for organ in _ORGANS]
        ends += [f"-{kind}/{organ}" for kind in _PARTY for organ in _PARTY_ORGANS]
        rows = {}
        for end in ends:
            number = parse_document_number(f"12{end}")
            if isinstance(number, DocumentNumber) and not number.oddly_spelled:
                rows[end] = {"party": number.notation == "party"}
        return lookup(self.context.lists, rows)

    @cached_property
    def _number_place(self) -> str:
        source = self.context.source("document", "number")
        text, digits = source.text(), self.context.lists.digits
        figure = [f'ISNUMBER(FIND(MID({text}&" ",{at},1),"0123456789"))' for at in range(1, 6)]
        count = f"IF({figure[0]},IF({figure[1]},IF({figure[2]},IF({figure[3]},IF({figure[4]},5,4),3),2),1),0)"
        length = self.cell(_fixed(f'IF({source.kind}=1,IF(LEFT({text}&" ",1)="0",0,{count}),0)'))
        end = self.cell(_fixed(f"MID({text},{length}+1,60)"))
        place = f"IFERROR(MATCH({end},{self._numbers.keys},0),0)"
        found = self.cell(_fixed(f"IF(OR({length}=0,{length}>4,{source.safe()}=0),0,{place})"))
        assert digits
        return self.cell(f"IF({found}=0,0,IF(EXACT(INDEX({self._numbers.keys},{found}),{end}),{found},0))")

    def _number(self, tail: str) -> Fact:
        source = self.context.source("document", "number")
        place = self._number_place
        value = self.cell(_fixed(f'IF({place}>0,{source.text()},"")'))
        return Fact(value, (self.cell(_fixed(f"IF(OR({place}>0,{source.presence}=0),1,0)")),))

    def _party(self) -> Fact:
        place = self._number_place
        source = self.context.source("document", "number")
        by_number = self._numbers.pick("party", place)
        by_issuer = constant(self.context.brief.dossier.party) if self.context.brief.unit else '""'
        value = self.cell(_fixed(f"IF({place}>0,{by_number},{by_issuer})"))
        blank = f'AND({source.presence}=0,{value}<>"")'
        return Fact(value, (self.cell(_fixed(f"IF(OR({place}>0,{blank}),1,0)")), *self.identity_known))

    # the plan's span

    @cached_property
    def last_target_year(self) -> Fact:
        """The last year of any target; known where every target's horizon is."""
        from .facts_targets import horizon

        if "targets" not in self.context.rows:
            return Fact('""')
        year = horizon(self.context)
        grid = self.context.grids["targets"]
        ends = grid.column(f'IF({year.end}="",0,YEAR({year.end}))')
        unknown = grid.total(f"COUNTIF({grid.column(year.known).all},0)")
        last = grid.total(f"MAX({ends.all})")
        return Fact(self.cell(f'IF({last}=0,"",{last})'), (self.cell(f"IF({unknown}=0,1,0)"),))

    @cached_property
    def bounds(self) -> tuple[Fact, Fact]:
        """The first and the last year of the plan: as stated, else the year of issue and the last horizon."""
        first, last, latest = self("from_year"), self("to_year"), self.last_target_year
        start = self.cell(f'IF({first.value}<>"",{first.value},IF({self.day.value}="","",YEAR({self.day.value})))')
        dated = self.cell(f'IF(OR({first.value}<>"",{self.day.known[-1]}=1),1,0)')
        end = self.cell(f'IF({last.value}<>"",{last.value},{latest.value})')
        told = self.cell(f'IF({last.value}<>"",1,{latest.known[0] if latest.known else "1"})')
        return Fact(start, (*first.known, self.day.known[0], dated)), Fact(end, (*last.known, told))

    def _span(self, name: str) -> Fact:
        first = self("from_year")
        start_year, end_year = self.bounds
        issued = self.day.value
        day_start = f'IF({issued}="","",{issued})'
        formulas = {
            "start": f'IF({first.value}<>"",DATE({first.value},1,1),{day_start})',
            "start_until": f'IF({first.value}<>"",DATE({first.value},12,31),{day_start})',
            "end": f'IF({end_year.value}="","",DATE({end_year.value},12,31))',
            "end_from": f'IF({end_year.value}="","",DATE({end_year.value},1,1))',
        }
        formulas["end_latest"] = formulas["end"]
        if name == "":
            return Fact(self.cell(f'IF(AND({start_year.value}="",{end_year.value}=""),"","x")'), self._span_known, True)
        if name == "kind":
            return Fact(constant("span"), self._span_known)
        if name == "reversed":
            start, end = (self.cell(formulas[one]) for one in ("start", "end"))
            return Fact(self.cell(f'IF(OR({start}="",{end}=""),0,IF({start}>{end},1,0))'), self._span_known)
        if name not in formulas:
            raise CannotCompileError(f"document.span.{name}")
        return Fact(self.cell(formulas[name]), self._span_known)

    @property
    def _span_known(self) -> tuple[str, ...]:
        start, end = self.bounds
        return tuple(dict.fromkeys((*start.known, *end.known)))


def _fixed(formula: str) -> str:
    return formula.replace("§", _ROW)


_DERIVED: dict[str, Any] = {
    "judged_on": DocumentFacts._judged, "judged_from": DocumentFacts._judged, "judged_by": DocumentFacts._judged_by,
    "date.start": DocumentFacts._dated, "date.end": DocumentFacts._dated,
    "draft": DocumentFacts._draft, "form_age": DocumentFacts._form_age, "party": DocumentFacts._party,
    "chain_broken": lambda facts: references_intact(facts.context),
} | {f"span{'.' if name else ''}{name}": (lambda facts, name=name: facts._span(name))
     for name in ("", "kind", "start", "start_until", "end", "end_from", "end_latest", "reversed")}  # fmt: skip


def references_intact(context: Context) -> Fact:
    """Whether a document that is carried out is not at hand; known while ``Căn cứ`` names just the form's own."""
    from .brief import references

    broken = context.brief.dossier.chain_broken
    if "references" not in context.rows:
        return Fact(constant(broken))
    grid = context.grids["references"]
    relation = context.source("references", "relation")
    choices = context.spec("references").by_name["relation"].choices
    assert choices is not None
    fact = relation.choice(context.choices(choices))
    carried = grid.column(f'IF({fact.value}="Thực hiện",1,0)')
    unread = grid.total(f"COUNTIF({grid.column(fact.known[0]).all},0)")
    own = references(context.brief)
    told = []
    for at, reference in enumerate(own):
        row = str(FIRST_ROW + at)
        for column in ("number", "issuer"):
            cell = context.source("references", column).cell.replace("§", row)
            told.append(f"IF(ISERROR({cell}),0,IF(EXACT({cell},{constant(reference[column] or '')}),1,0))")
        when: Any = reference["date"]
        if when is not None and when.grain == "day":
            cell = context.source("references", "date").cell.replace("§", row)
            told.append(f"IF(ISERROR({cell}),0,IF({cell}={serial(when.first)},1,0))")
        told.append(f"IF({carried.at(str(at + 1))}=1,1,0)")
    same = "*".join(told) or "1"
    known = grid.total(f"IF(AND({unread}=0,SUM({carried.all})={len(own)}),{same},0)")
    return Fact(constant(broken), (known,))


def one_day(value: date) -> str:
    """A day as a formula spells it."""
    return str(serial(value))
