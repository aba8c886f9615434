"""``accountable``, ``disjoint`` and ``names_none`` in Excel: questions about the names that a cell lists."""

from __future__ import annotations

from typing import Any

from ...values.text import fold
from ..facts_units import UnitsOfCell
from ..formulas import any_of
from ..sources import ITEMS
from ..spellings import spellings
from .parts import Part, Row


def accountable(settings: Any, row: Row) -> list[Part]:
    """The cell names no one accountable, or several with none marked as chiefly responsible (``registry.units``)."""
    units = UnitsOfCell(row.context, row.table, settings.who, row.document)
    keep = row.keep
    status = [units.of(at, "status").value for at in range(ITEMS)]
    chief = [units.of(at, "chief").value for at in range(ITEMS)]
    is_named = [f'IF(AND({one}<>"",{one}<>"vague"),1,0)' for one in status]
    named = keep("+".join(is_named))
    vague = keep("+".join(f'IF({one}="vague",1,0)' for one in status))
    chiefs = keep("+".join(f'IF(AND({one}<>"vague",{mark}=1),1,0)' for one, mark in zip(status, chief, strict=True)))
    first = '""'
    for one in reversed(status):
        first = f'IF(AND({one}<>"",{one}<>"vague"),{one},{first})'
    group_beside = f'AND({vague}>0,OR({keep(first)}="group",{status[0]}="vague"))'
    fails = f"IF({named}+{vague}=0,FALSE,IF({chiefs}=1,FALSE,IF({named}>1,TRUE,IF({named}=0,TRUE,{group_beside}))))"
    return [Part(f"{keep(f'IF({fails},1,0)')}=1", units.known)]


def disjoint(settings: Any, row: Row) -> list[Part]:
    """One unit is named in both columns, under whatever name it has on the document's day."""
    one, other = (
        UnitsOfCell(row.context, row.table, column, row.document) for column in (settings.one, settings.other)
    )
    keys = [[units.of(at, "key", dated=True) for at in range(ITEMS)] for units in (one, other)]
    pairs = [f'AND({a.value}<>"",{a.value}={b.value})' for a in keys[0] for b in keys[1]]
    return [
        Part(f"{row.keep(f'IF({any_of(pairs)},1,0)')}=1", tuple(dict.fromkeys((*keys[0][0].known, *keys[1][0].known))))
    ]


def names_none(settings: Any, row: Row) -> list[Part]:
    """None of the names stands in the cell: then nothing is wrong; where one does, the checker says in what place.

    A cell that is just one of the names, alone, is for certain at fault.
    """
    source = row.context.source(row.table, settings.what)
    text = source.tight
    lists = row.context.lists
    recurring = row.facts(settings.recurrence)
    always, once = (_written(names) for names in (settings.names, (*settings.names, *settings.unless_recurring)))
    hits = []
    for names in (always, once):
        words = lists.column(names)
        hits.append(row.keep(f"SUMPRODUCT(--ISNUMBER(FIND({words},{text})))"))
    alone = [row.keep(f"SUMPRODUCT(--({lists.column(names)}={text}))") for names in (always, once)]
    some = row.keep(f'IF({recurring.value}="",{hits[1]},{hits[0]})')
    whole = row.keep(f'IF({recurring.value}="",{alone[1]},{alone[0]})')
    clear = row.keep(f"IF(OR({some}=0,{whole}>0),1,0)")
    return [Part(f"{whole}>0", (*recurring.known, clear, source.safe(250)))]


def _written(names: tuple[str, ...]) -> list[str]:
    return sorted({one for name in names for one in (spellings(name) or (fold(name), name.lower()))})
