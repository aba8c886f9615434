"""What the higher levels expect of the unit, laid out row by row beside its own rows, and whether it is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from ..chain import DEPARTMENT, Carried, Chain, Document, owes
from ..lists import LEVELS
from ..values.level_words import say
from ..views.shares import allocated_level, falling, own_shares
from .context import Context
from .formulas import CannotCompileError
from .higher import writings
from .kinds import Part

if TYPE_CHECKING:
    from .compiled import Compiler

DEMAND, TOTAL = "_demand", "_total"
"""What marks the cell that shows a demand: of one that is the unit's own, and of a total of all units."""


class Owed(Struct, frozen=True):
    """One target (at one horizon) or task that the unit may have to carry out; ``group`` is the task's heading."""

    document: Document
    row: dict[str, Any]
    level: str | None = None
    total: bool = False
    group: str | None = None

    @property
    def carried(self) -> Carried:
        return self.document.index, self.row["code"]


def owed_targets(context: Context) -> list[Owed]:
    """The targets of the cited levels that apply to every unit, are added up, or were shared out to this one."""
    dossier = context.brief.dossier
    found = []
    for document in (one for one in dossier.higher if one.cited):
        shares = own_shares(dossier, document.index)
        for row in _rows(document, "targets"):
            key = (row["code"], row["year"])
            falls = falling(row["applies"], key, shares)
            if row["code"] is None or falls is None:
                continue
            if context.brief.unit is not None and not dossier.owes(row["responsible"]):
                continue
            level = allocated_level(dossier, document.index, shares[key]) if falls.allotted else None
            said = row["level"] if level is None else say(level, context.brief.language)
            found.append(Owed(document, row, said, falls.total))
    return found


def owed_tasks(context: Context) -> list[Owed]:
    """The tasks that the unit's level has to carry out; those of every level where its level is not known."""
    found = []
    for document in (one for one in context.brief.dossier.higher if one.cited):
        rows = [row for row in _rows(document, "tasks") if row["code"]]
        owing = [row for row in rows if _owes(context, row["owed_by.items"])]
        codes = {row["code"] for row in owing}
        for row in owing:
            group = row["group"] if row["group"] in codes and row["group"] != row["code"] else None
            found.append(Owed(document, row, group=group))
    return found


def _rows(document: Document, name: str) -> list[dict[str, Any]]:
    table = document.tables.get(name)
    return [] if table is None else table.frame().to_dicts()


def _owes(context: Context, levels: Any) -> bool:
    identity = context.brief.dossier.submitted.identity
    if context.brief.level is not None:
        return owes(identity, levels)
    return any(owes(replace(identity, issuing_level=level), levels) for level in LEVELS.values)


def owed_parts(compiler: Compiler, table: str) -> list[tuple[Part, str]]:
    """Whether what is laid out in a row is not carried out, each with the condition for rows that lay out nothing.

    While some row names a code that no higher level has one cannot tell: it may be a slip for what seems missing.
    """
    context = compiler.context
    owed = owed_targets(context) if table == "targets" else owed_tasks(context)
    if not owed:
        return [(Part("FALSE", (), DEMAND), "FALSE")]
    if table == "tasks" and context.brief.level is None and _differs_by_level(context):
        raise CannotCompileError("issuing_level")
    grid = context.grids[table]
    joined = context.source(table, "higher_codes").codes()
    codes = grid.column(joined.value)
    unread = grid.total(f"COUNTIF({grid.column(joined.known[0]).all},0)")
    odd = [grid.total(f"COUNTIF({grid.column(one).all},0)") for one in compiler.unknown_codes(table)]
    known = (grid.total(f"IF({'+'.join((unread, *odd))}=0,1,0)"), *compiler.document.identity_known)
    chain = Chain(context.brief.dossier.documents, table)
    reached = {w: {meant} | chain.carried_through(meant) for w, meant in writings(context, table).items()}
    ways = [[f";{w};" for w, carried in reached.items() if one.carried in carried] for one in owed]
    taken = grid.column(f"IF({_named(grid, ways, codes.all)}>0,1,0)")
    there = grid.constants([1] * len(owed)).here
    if table == "tasks":
        parts = _tasks_missing(grid, owed, taken)
        missing, told = _apart_from_hanging(compiler, owed, table, parts, known)
        return [(Part(missing, told, DEMAND), f"{there}<>1")]
    first, last = compiler.document.bounds  # a plan without a date may begin at any time
    ends = grid.constants([one.row["year.end"].year if one.row["year.end"] else "" for one in owed]).here
    inside = (
        f'IF({ends}="",TRUE,AND(OR({last.value}="",{ends}<={last.value}),OR({first.value}="",{ends}>={first.value})))'
    )
    done, read = f"{taken.here}=1", "1"
    if _several_horizons(owed, context):
        answered, read = _at_horizon(compiler, owed, codes.all)
        done = f"AND({done},{answered})"
    level = compiler.document("issuing_level")
    department = compiler.document.cell(f'IF({level.value}="{DEPARTMENT}",0,1)')
    span = (*first.known[:-1], *last.known, *level.known, *(() if context.brief.unit else (department,)))
    bound = grid.column(f'IF({ends}="",1,IF(AND({",".join(f"{one}=1" for one in dict.fromkeys(span))}),1,0))').here
    gates = (*known, grid.column(f"IF({there}=1,{bound},1)").here, *([read] if read != "1" else []))
    total = grid.constants([int(one.total) for one in owed]).here
    missing, gates = _apart_from_hanging(compiler, owed, table, f"AND({inside},NOT({done}))", gates)
    return [
        (Part(missing, gates, DEMAND), f"N({there})-N({total})<>1"),
        (Part(missing, gates, TOTAL), f"N({total})<>1"),
    ]


def _apart_from_hanging(
    compiler: Compiler, owed: list[Owed], table: str, missing: str, gates: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """What is missing, without what would be carried out through something else that is missing (``views/owed.py``)."""
    chain = Chain(compiler.context.brief.dossier.documents, table)
    through = [set() if one.total else chain.carried_through(one.carried) for one in owed]
    places = [
        [
            place
            for place, other in enumerate(owed[:at], 1)
            if one.carried in through[place - 1] and (table == "targets" or other.document.index != one.document.index)
        ]
        for at, one in enumerate(owed)
    ]
    if not any(places):
        return missing, gates
    grid = compiler.context.grids[table]
    flag = grid.column(f"IF({missing},1,0)")
    clear = grid.column(f"IF(AND({','.join(f'{cell}=1' for cell in gates)}),1,0)")
    number = grid.constants([len(one) for one in places]).here
    told = grid.column(f"IF({_sum(grid, places, clear)}=N({number}),1,0)").here
    return f"AND({missing},{_sum(grid, places, flag)}=0)", (*gates, told)


def _named(grid: Any, ways: list[list[str]], codes: str) -> str:
    """How many rows name one of the writings of each laid out row."""
    most = max(map(len, ways), default=0)
    counts = []
    for at in range(most):
        writing = grid.constants([way[at] if at < len(way) else "" for way in ways]).here
        counts.append(f'IF({writing}="",0,SUMPRODUCT(--ISNUMBER(FIND({writing},{codes}))))')
    return "+".join(counts) or "0"


def _tasks_missing(grid: Any, owed: list[Owed], taken: Any) -> str:
    """Whether a task is to be told as missing: every group above it is itemised, it is not, and nobody took it up."""
    by_code = {one.carried: at for at, one in enumerate(owed, 1)}
    below: list[list[int]] = [[] for _ in owed]
    above: list[list[int]] = [[] for _ in owed]
    for at, one in enumerate(owed, 1):
        group, passed = one.group, {one.row["code"]}
        while group is not None and group not in passed:
            place = by_code[one.document.index, group]
            below[place - 1].append(at)
            above[at - 1].append(place)
            passed.add(group)
            group = owed[place - 1].group
    itemised = grid.column(f"IF({_sum(grid, below, taken)}>0,1,0)")
    levels = grid.constants([len(places) for places in above]).here
    return f"AND({_sum(grid, above, itemised)}={levels},{itemised.here}=0,{taken.here}=0)"


def _sum(grid: Any, places: list[list[int]], column: Any) -> str:
    """The sum of a column over each row's own list of places."""
    most = max(map(len, places), default=0)
    terms = []
    for at in range(most):
        place = grid.constants([one[at] if at < len(one) else "" for one in places]).here
        terms.append(f'IF({place}="",0,INDEX({column.all},MAX(N({place}),1)))')
    return str(grid.column("+".join(terms) or "0").here)


def _horizons(owed: Owed, context: Context) -> list[str | None]:
    columns = owed.document.tables["targets"].columns
    return [year for code, year in zip(columns["code"], columns["year"], strict=True) if code == owed.row["code"]]


def _several_horizons(owed: list[Owed], context: Context) -> bool:
    return any(len(set(_horizons(one, context))) > 1 for one in owed)


def _at_horizon(compiler: Compiler, owed: list[Owed], codes: str) -> tuple[str, str]:
    """Whether a target that is owed at several horizons is carried out at this one (``views/owed.py``).

    The second cell is 1 where the horizons of all rows that name it are understood.
    """
    context = compiler.context
    grid = context.grids["targets"]
    meanings = writings(context, "targets")
    direct = [[f";{w};" for w, meant in meanings.items() if meant == one.carried] for one in owed]
    horizon = compiler.targets.horizon  # type: ignore[union-attr]
    years, read = grid.column(horizon.key).all, grid.column(horizon.known).all
    own = grid.constants([one.row["year"] or "" for one in owed]).here
    several = grid.constants([int(len(set(_horizons(one, context))) > 1) for one in owed]).here
    listed = grid.constants(["|" + "|".join(y or "" for y in _horizons(one, context)) + "|" for one in owed]).here

    def count(condition: str) -> str:
        terms = []
        for at in range(max(map(len, direct), default=0)):
            writing = grid.constants([way[at] if at < len(way) else "" for way in direct]).here
            terms.append(f'IF({writing}="",0,SUMPRODUCT(ISNUMBER(FIND({writing},{codes}))*({condition})))')
        return grid.column("+".join(terms) or "0").here

    naming, undated, same = count("1"), count(f'{years}=""'), count(f"{years}={own}")
    any_of_them = count(f'ISNUMBER(FIND("|"&{years}&"|",{listed}))')
    sure = grid.column(f"IF({count(f'{read}=0')}=0,1,0)").here
    return f'OR({several}=0,{naming}=0,{undated}>0,{own}="",{same}>0,{any_of_them}=0)', sure


def _differs_by_level(context: Context) -> bool:
    identity = context.brief.dossier.submitted.identity
    for document in (one for one in context.brief.dossier.higher if one.cited):
        if "tasks" not in document.tables:
            continue
        for levels in document.tables["tasks"].columns["owed_by.items"]:
            answers = {owes(replace(identity, issuing_level=level), levels) for level in LEVELS.values}
            if len(answers) > 1:
                return True
    return False
