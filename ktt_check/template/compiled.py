"""Each rule of the book as columns of formulas: a verdict for every row of a page, and the cells that it marks.

A verdict is 0 (nothing found), 1 (as the checker finds it) or 2 (it will be told when the form is sent in).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..conditions import parse_condition
from ..expressions import And, Column, Expression, IsEmpty, Not
from ..rulebook.rule import Rule
from .context import Context
from .facts_document import DocumentFacts, references_intact
from .facts_report import TargetProgressFacts, TaskProgressFacts
from .facts_targets import TargetFacts
from .facts_tasks import TaskFacts
from .facts_units import UnitsOfCell
from .formulas import CannotCompileError, Fact, Facts, Printer, all_of, any_of
from .grid import ROW, Cells
from .higher import CODES, TargetDemand
from .kinds import PRINTERS, Part, Row
from .owed import DEMAND, TOTAL, owed_parts
from .shape_faults import active, shape_parts
from .shared_out import Share
from .sources import ITEMS

FINE, FOUND, LATER = 0, 1, 2
REPORTED = ("target_progress", "task_progress")


class Verdict(Struct, frozen=True):
    """A rule's answers for one page: its verdict column, and the column of its marks.

    A row's marks are a text: ``|error:value|`` for each cell with a finding, ``?`` for what is told later.
    """

    table: str
    cells: Cells
    marks: Cells
    columns: frozenset[str]


class Compiled(Struct, frozen=True):
    """A rule with its verdicts by page; ``reason`` says instead what a form cannot ask (a column, a kind)."""

    rule: Rule
    verdicts: tuple[Verdict, ...] = ()
    reason: str | None = None


class _Instance(Struct, frozen=True):
    """A row beside one other; ``there`` is a condition for there being one, ``known`` the cells that tell it."""

    facts: Facts
    there: str = "TRUE"
    column: str | None = None
    known: tuple[str, ...] = ()


class Compiler:
    """Compiles rules into the calculation sheets of one form."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.document = DocumentFacts(context)
        self.targets = TargetFacts(context) if "targets" in context.rows else None
        self.tasks = TaskFacts(context) if "tasks" in context.rows else None
        self.demands: list[TargetDemand] = []
        if self.targets:
            self.demands += [TargetDemand(context, self.targets, at, self.demands) for at in range(CODES)]
        self.reported: dict[str, TargetProgressFacts | TaskProgressFacts] = {}
        if context.planned is not None:
            reports = (TargetProgressFacts, TaskProgressFacts)
            self.reported = {kind.table: kind(context, context.planned, self.document) for kind in reports}

    def compile(self, rule: Rule) -> Compiled:
        """The rule's verdicts, or why a form cannot ask it."""
        if rule.data.excel != "required":
            return Compiled(rule, reason="never")
        try:
            verdicts = tuple(self._verdicts(rule))
        except CannotCompileError as problem:
            return Compiled(rule, reason=problem.what)
        return Compiled(rule, verdicts) if verdicts else Compiled(rule, reason=rule.data.each)

    def _verdicts(self, rule: Rule) -> Iterator[Verdict]:
        kind = next(iter(rule.data.check))
        each = rule.data.each
        if kind == "shape":
            for table in ("document", *self.context.rows):
                parts = shape_parts(self.context, table, rule.settings.faults, self)
                if parts:
                    yield self._verdict(rule, table, [(part, "FALSE") for part in parts])
            return
        if kind not in PRINTERS:
            raise CannotCompileError(kind)
        if each.startswith("owed "):
            table = each.removeprefix("owed ")
            if table in self.context.rows:
                yield self._verdict(rule, table, owed_parts(self, table), owed=True)
            return
        tables = self._unit_tables() if each == "units" else [each]
        for table in tables:
            if table != "document" and table not in self.context.rows:
                raise CannotCompileError(each)
            told: list[tuple[Part, str]] = []
            for instance in self._instances(rule, table):
                told += self._asked(rule, kind, table, instance)
            if told:
                yield self._verdict(rule, table, told)

    def _unit_tables(self) -> list[str]:
        return [
            table
            for table in self.context.rows
            if any(column.kind == "units" for column in self.context.spec(table).columns)
        ]

    def _instances(self, rule: Rule, table: str) -> Iterator[_Instance]:
        each, join = rule.data.each, rule.data.join
        match each, join:
            case "units", None:
                for column in self.context.spec(table).columns:
                    if column.kind == "units":
                        units = UnitsOfCell(self.context, table, column.name, self.document)
                        for at in range(ITEMS):
                            mention = units.mention(at)
                            there = all_of([mention.there, *units.coded])
                            yield _Instance(self._with_document(mention), there, column.name)
                        unread = _Unread(units)
                        yield _Instance(self._with_document(unread), "TRUE", column.name)
            case "document", None:
                yield _Instance(self._with_document(self.document))
            case "references", None | "link":
                yield _Instance(self._with_document(self._references(join)))
            case "targets", "higher" if self.targets is not None:
                for at, demand in enumerate(self.demands):
                    there = "TRUE" if at == 0 else f'{demand.one}<>""'
                    yield _Instance(self._with_document(self._target_facts(join, at)), there)
            case "targets", _ if self.targets is not None:
                yield _Instance(self._with_document(self._target_facts(join)))
            case "tasks", None | "parent" if self.tasks is not None:
                yield _Instance(self._with_document(self.tasks))
            case "tasks", "higher" if self.tasks is not None:
                for link in self.tasks.links():
                    yield _Instance(self._with_document(link))
            case "target_progress" | "task_progress", None | "plan" if each in self.reported:
                there = f"{self.context.source(each, 'code').presence}>0" if join else "TRUE"
                known = (self.reported[each].intact,) if join else ()
                yield _Instance(self._with_document(self.reported[each]), there, known=known)
            case _:
                raise CannotCompileError(join or each)

    def _with_document(self, facts: Facts) -> Facts:
        return _WithDocument(facts, self)

    def chain_broken(self) -> Fact:
        """Whether a document carried out is not at hand."""
        return references_intact(self.context)

    def unknown_codes(self, table: str) -> list[str]:
        """Cells that are 0 in rows of which a code means nothing, or that name more codes than a form follows."""
        if table == "targets":
            return [*(one.id for one in self.demands), self.demands[0].readable[-1]]
        assert self.tasks is not None
        return [*(link.meant for link in self.tasks.links() if link.own_code), self.tasks.codes_read[1]]

    def _references(self, join: str | None) -> Facts:
        def facts(name: str) -> Fact:
            if name == "link.state" and join == "link":
                return Fact('"found"', references_intact(self.context).known)
            head, _, tail = name.partition(".")
            spec = self.context.spec("references").by_name.get(head)
            if spec is None:
                raise CannotCompileError(name)
            source = self.context.source("references", head)
            if spec.kind == "date" and tail in ("start", "end"):
                return source.day()
            if spec.kind == "choice" and spec.choices is not None and not tail:
                return source.choice(self.context.choices(spec.choices))
            if tail:
                raise CannotCompileError(name)
            return source.filled()

        return facts

    def _target_facts(self, join: str | None, at: int = 0) -> Facts:
        assert self.targets is not None
        return _TargetWith(self.targets, self.demands[at], join, Share(self) if join == "allocated" else None)

    def _asked(self, rule: Rule, kind: str, table: str, instance: _Instance) -> list[tuple[Part, str]]:
        """What may be wrong, each with the condition under which the rule is not asked of the row.

        What is asked is what is not outside: where all is understood, no condition that failed is left.
        """
        grid = self.context.grids[table]
        row = Row(instance.facts, grid, self.context, table, self.document)
        if isinstance(instance.facts, _WithDocument) and isinstance(instance.facts.own, _Unread):
            return self._unread_units(instance.facts.own, instance)
        conjuncts = _conjuncts(rule.when)
        if kind == "holds" and table in REPORTED:
            return [self._bounded(rule, row, instance)]
        conjuncts += [Not(IsEmpty(Column(name))) for name, policy in rule.data.missing.items() if policy != "ask"]
        met = [row.printer.yes(tree) for tree in conjuncts]
        ruled_out = []
        for tree, yes in zip(conjuncts, met, strict=True):
            ruled_out.append(all_of([self._clear(row.known(tree)), _negated(yes)]))
        outside = any_of([_negated(instance.there), *ruled_out])
        gates = row.known(*conjuncts)
        return [
            (
                Part(part.fails, tuple(dict.fromkeys((*gates, *part.known))), part.column or instance.column),
                row.keep(f"IF({outside},1,0)") + "=1" if len(outside) > _LONG else outside,
            )
            for part in PRINTERS[kind](rule.settings, row)
        ]

    def _bounded(self, rule: Rule, row: Row, instance: _Instance) -> tuple[Part, str]:
        """What a report's row may break, of which much may be unknown: it fails for certain, it may, or it does not."""
        trees = [*_conjuncts(rule.when), Not(parse_condition(rule.settings.that))]
        trees += [Not(IsEmpty(Column(name))) for name, policy in rule.data.missing.items() if policy != "ask"]
        fails, may = (
            all_of([Printer(row.facts, row.keep, bound).yes(tree) for tree in trees])
            for bound in ("certain", "possible")
        )
        fails = all_of([*(f"{cell}=1" for cell in instance.known), fails])
        fails, may = (f"{row.keep(f'IF({one},1,0)')}=1" for one in (fails, may))
        outside = any_of([_negated(instance.there), _negated(may)])
        return Part("TRUE", (fails.removesuffix("=1"),), instance.column), outside

    def _unread_units(self, own: _Unread, instance: _Instance) -> list[tuple[Part, str]]:
        """A cell whose names a form cannot read is told when it is sent in."""
        asked = all_of([f"{own.units.source.presence}>0", *own.units.coded])
        return [(Part("FALSE", tuple(own.units.known), instance.column), _negated(asked))]

    def _verdict(self, rule: Rule, table: str, parts: Sequence[tuple[Part, str]], *, owed: bool = False) -> Verdict:
        grid = self.context.grids[table]
        told, columns = [], set()
        for part, outside in parts:
            names = self._marked(rule, part)
            columns |= set(names)
            clear = self._clear(part.known)
            told.append(_answer(outside, clear, part.fails, marks_of(rule.data.severity, names)))
        kept = [grid.column(one).here for one in dict.fromkeys(told)]
        whole = "&".join(kept) if len(kept) > 1 else kept[0]
        if table != "document" and not owed:
            whole = f'IF({active(self.context, table)}=0,"",{whole})'
        marks = grid.column(whole)
        cells = self.context.show(grid.column(f'IF({marks.here}="",0,IF(ISNUMBER(FIND("|",{marks.here})),1,2))'))
        if table == "document":
            self.context.show(marks)
        return Verdict(table, cells, marks, frozenset(columns))

    def _clear(self, known: Sequence[str]) -> str:
        """That each of the cells is 1; those that are not of the row at hand are asked once for all rows."""
        own = [f"{cell}=1" for cell in known if ROW in cell]
        others = [f"{cell}=1" for cell in known if ROW not in cell]
        if len(others) > 1:
            others = [f"{self.document.cell(f'IF({all_of(others)},1,0)')}=1"]
        return all_of([*others, *own])

    def _marked(self, rule: Rule, part: Part) -> list[str]:
        found = [part.column] if part.column in (DEMAND, TOTAL) else []
        for mark in rule.data.marks:
            name = part.column if mark == "cell" else None if mark.startswith("header ") else mark
            if name is not None:
                found.append(name)
        return found


def marks_of(severity: str, columns: Sequence[str]) -> str:
    """How a finding marks these columns; a bare ``|`` for one that marks none."""
    marks = [f"|info:{DEMAND}|" if name == TOTAL else f"|{severity}:{name}|" for name in columns]
    return "".join(marks) or "|"


def _answer(outside: str, clear: str, fails: str, marks: str) -> str:
    """What a row's marks get from one thing that may be wrong: its marks, ``?`` where one cannot tell, or nothing."""
    formula = {"TRUE": f'"{marks}"', "FALSE": '""'}.get(fails, f'IF({fails},"{marks}","")')
    formula = {"TRUE": formula, "FALSE": '"?"'}.get(clear, f'IF({clear},{formula},"?")')
    return {"TRUE": '""', "FALSE": formula}.get(outside, f'IF({outside},"",{formula})')


_LONG = 500  # characters of a condition that gets a cell of its own


class _Unread(Struct, frozen=True):
    """Stands for the names in a cell that a form does not read."""

    units: UnitsOfCell

    def __call__(self, name: str) -> Fact:
        raise CannotCompileError(name)


class _WithDocument:
    """A row's facts with those of the document beside them."""

    def __init__(self, own: Facts, compiler: Compiler) -> None:
        self.own = own
        self.compiler = compiler

    @property
    def targets(self) -> TargetFacts | None:
        return self.compiler.targets if isinstance(self.own, _TargetWith) else None

    def __call__(self, name: str) -> Fact:
        if name.startswith("document."):
            return self.compiler.document(name.removeprefix("document."))
        return self.own(name)


class _TargetWith(Struct, frozen=True):
    """A target's facts with those of what it is set beside."""

    own: TargetFacts
    demand: TargetDemand
    join: str | None
    share: Share | None

    def __call__(self, name: str) -> Fact:
        if name == "falling_above":
            return self.own.falling_above
        if self.join == "later" and name.startswith("later."):
            return self.own.later(name.removeprefix("later."))
        if self.share is not None and (name.startswith("allocated.") or name == "same_horizon"):
            return self.share(name)
        if self.join in ("higher", "allocated"):
            if name.startswith("higher."):
                return self.demand.above(name.removeprefix("higher."))
            if name.startswith("same_"):
                return self.demand.comparable(name)
            if name.startswith("link.") or name == "_doc":
                return self.demand.link(name)
        return self.own(name)


def _conjuncts(tree: Expression | None) -> list[Expression]:
    if tree is None:
        return []
    return list(tree.parts) if isinstance(tree, And) else [tree]


def _negated(condition: str) -> str:
    return {"TRUE": "FALSE", "FALSE": "TRUE"}.get(condition, f"NOT({condition})")
