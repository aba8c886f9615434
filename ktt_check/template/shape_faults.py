"""The faults of shape in Excel: cells that are empty, not of their kind, not in their list, repeated, or in error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..forms import ColumnSpec
from .context import Context
from .facts_targets import horizon
from .formulas import CannotCompileError
from .grid import letters
from .kinds import Part
from .sources import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from .compiled import Compiler


def active(context: Context, table: str) -> str:
    """1 in rows with something in a column other than the ordinal."""
    grid = context.grids[table]
    sheet = context.spec(table).sheet
    places = sorted(at for name, at in context.columns[table].items() if name != "ordinal")
    cells = f"'{sheet}'!${letters(places[0])}§:${letters(places[-1])}§"
    clean = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cells},"\u00a0"," "),CHAR(10)," "),CHAR(9)," ")'
    return grid.column(f"IFERROR(IF(SUMPRODUCT(LEN(TRIM({clean})))>0,1,0),1)").here


def shape_parts(context: Context, table: str, faults: tuple[str, ...], compiler: Compiler) -> list[Part]:
    """What may be wrong in a row of a page, for the sorts of fault that a rule reports."""
    if not set(faults) & set(_SORTS):
        raise CannotCompileError(", ".join(faults))
    found: list[Part] = []
    for sort in faults:
        maker = _SORTS.get(sort)
        if maker is not None:
            found += maker(context, table, compiler)
    return found


def _sources(context: Context, table: str) -> Iterator[tuple[ColumnSpec, Any]]:
    for column in context.spec(table).columns:
        if table == "document" or column.name in context.columns[table]:
            yield column, context.source(table, column.name)


def _fixed(context: Context, table: str, part: Part) -> Part:
    """A part of ``Thông tin``, whose one row is the calculation sheet's second."""
    if table != "document":
        return part
    return Part(part.fails.replace("§", "2"), tuple(one.replace("§", "2") for one in part.known), part.column)


def _coded(context: Context, table: str) -> tuple[str, ...]:
    """That the row has a code: what else is said of a row without one depends on what sort of row it is."""
    if "code" not in context.spec(table).by_name:
        return ()
    source = context.source(table, "code")
    return (context.grids[table].column(f"IF({source.presence}=1,1,0)").here,)


def _empty(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    grid = context.grids[table]
    coded = context.spec(table).by_name.get("code")
    for column, source in _sources(context, table):
        if not column.identity:
            continue
        if column.kind in ("choice", "measure"):
            blank = f"{source.said}=0"
            lettered = f"NOT(EXACT(UPPER({source.text()}),LOWER({source.text()})))"  # else all of it may be invisible
            known: tuple[str, ...] = (grid.column(f"IF({source.said}<>1,1,IF({lettered},1,{source.safe()}))").here,)
        else:
            blank = f"{source.presence}=0"
            known = (grid.column(f"IF({source.presence}=8,0,1)").here,)
        if coded is not None and column is not coded:
            code = context.source(table, "code")
            blank = f"AND({code.presence}=1,{blank})"
            known = (*known, grid.column(f"IF({code.presence}=8,0,1)").here)
        if table == "targets" and column.name in ("unit", "year"):
            kind = compiler.targets.kind  # type: ignore[union-attr]
            blank = f'AND({blank},{kind.value}<>"định tính")'
            known = (*known, *kind.known)
        yield _fixed(context, table, Part(blank, known, column.name))


def _not_of_kind(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    grid = context.grids[table]
    coded = _coded(context, table)
    for column, source in _sources(context, table):
        s, kind = source.cell, source.kind
        told = grid.column(f"IF({source.presence}<8,1,0)").here
        day = f"AND({s}>={FIRST_DAY},{s}<={LAST_DAY})"
        match column.kind:
            case "number":
                words = f"AND({kind}=1,{source.presence}=1)"
                fails = f"OR({kind}=3,{words})"
                clear = grid.column(f"IF({kind}=2,IF(OR({day},ABS({s})>=1E12),0,1),1)").here
                known = (told, clear, *coded)
                if column.name == "value" and "kind" in context.spec(table).by_name:
                    sort = compiler.targets.kind  # type: ignore[union-attr]
                    fails = f'AND({sort.value}<>"định tính",{fails})'
                    known = (*known, *sort.known)
                yield _fixed(context, table, Part(fails, known, column.name))
                if column.name == "value" and table == "targets":
                    yield _no_level(compiler, coded)
            case "year":
                fine = f"AND(INT({s})={s},{s}>=1900,{s}<=2200)"
                clear = grid.column(f"IF({kind}=1,IF({source.presence}=0,1,0),IF({kind}=3,0,1))").here
                yield _fixed(context, table, Part(f"IF({kind}=2,NOT({fine}),FALSE)", (clear, *coded), column.name))
            case "horizon":
                year = horizon(context, table)
                sure = grid.column(
                    f"IF(OR({year.impossible}=1,{kind}=4,AND({kind}=1,{_found(context, source)}=1)),1,{year.known})"
                ).here
                yield Part(f"{year.impossible}=1", (sure, *coded), column.name)
            case "period" | "code" | "codes":
                clear = grid.column(f"IF({kind}=2,IF({s}<{FIRST_DAY},1,0),1)").here
                yield _fixed(context, table, Part("FALSE", (clear, *coded), column.name))
            case "date" if table != "document":
                clear = grid.column(f"IF({kind}=2,IF({day},1,0),IF({kind}=0,1,IF({source.presence}=0,1,0)))").here
                yield Part("FALSE", (clear, *coded), column.name)
            case _:
                pass


def _found(context: Context, source: Any) -> str:
    """1 where the cell's words are a time that the form knows."""
    place = source.period(context.times)
    return str(source.grid.column(f"IF(N({place})>0,1,0)").here)


def _no_level(compiler: Compiler, coded: tuple[str, ...]) -> Part:
    """The row's figures and words make no level together."""
    targets = compiler.targets
    assert targets is not None
    names = ("comparator", "kind", "direction", "value", "upper")
    known = tuple(dict.fromkeys(one for name in names for one in targets(name).known))
    listed, known = targets.listed, (*known, targets.plain_figures)
    return Part(f'AND({targets.problem}=1,{listed}=1,{targets.kind.value}<>"định tính")', (*known, *coded), "value")


def _not_in_list(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    grid = context.grids[table]
    coded = _coded(context, table)
    for column, source in _sources(context, table):
        if column.kind == "choice" and column.choices is not None:
            fails, known = source.not_in_list(context.choices(column.choices))
            yield _fixed(context, table, Part(f"{fails}=1", (known, *coded), column.name))
        elif column.kind == "choices" and column.choices is not None:
            place = source.looked_up(context.choices(column.choices))
            clear = grid.column(
                f"IF({source.said}=1,IF({place}>0,1,0),IF(OR({source.said}=0,{source.said}=4),1,0))"
            ).here
            yield _fixed(context, table, Part("FALSE", (clear, *coded), column.name))


def _unknown_unit(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    if table == "targets":
        known = compiler.targets.unit_known  # type: ignore[union-attr]
        odd = context.source(table, "unit").said
        sure = context.grids[table].column(f"IF({odd}=4,1,{known})").here
        yield Part("FALSE", (sure, *_coded(context, table)), "unit")


def _repeated(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    grid = context.grids[table]
    first = grid.first - 1
    if table == "targets":
        targets = compiler.targets
        assert targets is not None
        code, year = targets.code.value, targets.horizon
        free = f'{targets.kind.value}="định tính"'
        key = grid.column(f'IF({code}="","",IF({year.key}<>"",{code}&"/"&{year.key},IF({free},{code}&"/","")))')
        known: tuple[str, ...] = (targets.codes_known, targets.years_of_code_known, *targets.kind.known)
    elif "code" in context.spec(table).unique and not context.spec(table).by_label:
        if context.spec(table).unique != ("code",):
            return
        fact = context.source(table, "code").code()
        key = grid.column(fact.value)
        unknown = grid.total(f"COUNTIF({grid.column(fact.known[0]).all},0)")
        known = (grid.total(f"IF({unknown}=0,1,0)"),)
    else:
        return
    place = f"IFERROR(MATCH({key.here},{key.all},0),0)"
    yield Part(f'IF({key.here}="",FALSE,{place}<ROW()-{first})', known, context.spec(table).unique[0])


def _errors(context: Context, table: str, compiler: Compiler) -> Iterator[Part]:
    coded = _coded(context, table)
    for column, source in _sources(context, table):
        fails = f"{source.kind}=4"
        known = coded
        if coded and column.name != "code":
            known = (context.grids[table].column(f"IF(OR({source.kind}<>4,{coded[0]}=1),1,0)").here,)
        elif coded:
            known = ()
        yield _fixed(context, table, Part(fails, known, column.name))


_SORTS: dict[str, Callable[[Context, str, Any], Iterator[Part]]] = {
    "empty": _empty,
    "not-of-kind": _not_of_kind,
    "not-in-list": _not_in_list,
    "unknown-unit": _unknown_unit,
    "repeated": _repeated,
    "error-value": _errors,
}
