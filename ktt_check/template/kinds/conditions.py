"""``holds``, ``required`` and ``inside`` in Excel: questions that are one condition of a row's columns."""

from __future__ import annotations

from typing import Any

from ...conditions import parse_condition
from ...expressions import Not
from ...values.containment import Reason, reason_tree
from ..formulas import any_of, constant
from .parts import Part, Row

_LEAVES = (Reason.STARTS_BEFORE, Reason.ENDS_AFTER, Reason.ENDS_BEFORE_START, Reason.STARTS_AFTER_END)


def holds(settings: Any, row: Row) -> list[Part]:
    """The condition is false, or it is not sure; where it is not to be asked, one cannot tell."""
    trees = [parse_condition(settings.that)]
    fails = row.printer.yes(Not(trees[0]))
    if settings.unsure:
        trees.append(parse_condition(settings.unsure))
        fails = any_of([row.printer.yes(trees[-1]), fails])
    known = row.known(*trees)
    if settings.unasked:
        tree = parse_condition(settings.unasked)
        known = (*known, *row.known(tree), row.keep(f"IF({row.printer.yes(tree)},0,1)"))
    return [Part(fails, known)]


def required(settings: Any, row: Row) -> list[Part]:
    """A cell is empty, in a row that has a code to be called by; an error value is not empty."""
    spec = row.context.spec(row.table)
    parts = []
    for at, name in enumerate(settings.columns):
        fact = row.facts(f"{name}.text" if spec.by_name[name].kind == "number" else name)
        kind = row.context.source(row.table, name).kind
        if row.table == "document":
            kind = row.document.cell(kind)
            presence = row.document.cell(row.context.source(row.table, name).filled().value)
        else:
            presence = row.context.source(row.table, name).filled().value
        empty = f'IF({kind}=4,FALSE,{presence}="")'
        known = fact.known if row.table != "document" else row.facts(name).known
        if at < len(settings.readable):
            right = row.facts(settings.readable[at])
            known = (*right.known,)
        if "code" in spec.by_name:
            code = row.facts("code")
            empty, known = f'AND({code.value}<>"",{empty})', (*known, *code.known)
        parts.append(Part(empty, known, name))
    return parts


def inside(settings: Any, row: Row) -> list[Part]:
    """The time leaves one of those that it must lie inside of."""
    fails, trees = [], []
    for of in settings.of:
        tree = reason_tree(f"{settings.what}.", f"{of}.")
        trees.append(tree)
        reason = row.printer.value(tree)
        there = row.facts(of).value
        leaves = any_of([f"{reason}={constant(one.value)}" for one in _LEAVES])
        fails.append(f'AND({there}<>"",{leaves})')
    return [Part(any_of(fails), row.known(*trees))]
