"""Whether a rule's question names what there is: own columns, conditions, and another list it looks into."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from ..forms import PLAN, REPORT, Form
from ..tables.schema import LEVEL_COLUMNS
from ..values.text import fold
from ..vocabulary import columns, forms_named, lists, names_units
from ..wording import Saying
from .known import Found, Known
from .mistakes import unknown
from .sorts import sort_of


def in_question(kind: ModuleType, settings: Any, known: Known) -> Iterator[Found]:
    """Every mistake in the settings of a question, with its place in the file."""
    where = ("check", kind.__name__.rpartition(".")[2])
    wrong: list[Found] = []
    conditions = kind.conditions(settings) if hasattr(kind, "conditions") else {}
    for name, text in conditions.items():
        known.condition(text, (*where, name), wrong)
    yield from wrong
    if not conditions:
        yield from ((where, known.no_column(name)) for name in sorted(kind.columns(settings)) if name not in known)
    if hasattr(kind, "cells"):
        yield from (((*where, "columns"), saying) for name in kind.cells(settings) if (saying := _no_cell(known, name)))
    if hasattr(kind, "elsewhere"):
        yield from _elsewhere(settings, known, (*where, "list"))


def _no_cell(known: Known, name: str) -> Saying | None:
    """That a column of a table of the form is no cell of it, and which was meant; None where it is one."""
    specs = [form.by_name.get(known.each.removeprefix("owed ")) for form in forms_named(known.form)]
    there = [set(spec.by_name) for spec in specs if spec is not None]
    if name not in known or not there or all(name in names for names in there):
        return None
    own = set.intersection(*there)
    meant = "value" if name in LEVEL_COLUMNS else name.partition(".")[0]
    mistake = Saying("mistake.no-cell", {"name": name})
    return Saying("mistake.meant", {"mistake": mistake, "meant": meant}) if meant in own else mistake


def _elsewhere(settings: Any, known: Known, where: tuple[str, ...]) -> Iterator[Found]:
    """What is wrong in how a question names another list: its columns hold the same sort of thing as the row's own."""
    for form in forms_named(known.form):
        types = None if settings.other.startswith("owed ") else columns(form, settings.other, None)
        if types is None:
            yield where, no_list(settings.other, form, owed=False)
            return
        there = Known(known.form, settings.other, None, types)
        wrong: list[Found] = []
        there.condition(settings.where, (*where[:-1], "where"), wrong)
        yield from wrong
        own = _sort(known, settings.what)
        for name in settings.columns:
            if name not in there:
                yield (*where[:-1], "columns"), there.no_column(name)
            elif own is not None and _sort(there, name) != own:
                other, sort = f"{settings.other}.{name}", _sort(there, name)
                unlike = {"name": settings.what, "sort": own, "other": other, "other_sort": sort}
                yield (*where[:-1], "columns"), Saying("mistake.unlike", unlike)


def _sort(known: Known, name: str) -> Saying | None:
    """What a column's values are as this question compares them: units, or the values of its type one by one."""
    if name not in known.types:
        return None
    if names_units(known.each, name):
        return Saying("sort.units")
    sort = sort_of(known.types[name])
    return Saying("sort.text" if sort == "list" else f"sort.{sort}")


def no_list(name: str, form: Form | None = None, *, owed: bool = True) -> Saying:
    """That there is no such list (in the form, or in any), and which was meant; a sheet's name means its table."""
    sheets = {key: table.name for one in (PLAN, REPORT) for table in one.tables for key in table.sheet_keys}
    every = dict.fromkeys(each for one in ((PLAN, REPORT) if form is None else (form,)) for each in lists(one))
    there = [each for each in every if owed or not each.startswith("owed ")]
    meant = sheets.get(fold(name))
    if meant in there:
        return Saying("mistake.meant", {"mistake": Saying("mistake.no-list", {"name": name}), "meant": meant})
    return unknown("list", name, there)
