"""The forms of every defect: which rule it is for, in which words, and how it is put into a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from .papers import At, Case, Expected, Row

Injected = Sequence[Expected] | None
"""What must be reported, all of it; None where the case has no place for the defect."""

T = TypeVar("T")


@dataclass(frozen=True)
class Form:
    """One form of the defect that a rule is for. ``unchecked``: it also keeps other questions from being asked."""

    rule: str
    name: str
    inject: Callable[[Case, Random], Injected]
    unchecked: bool = False


FORMS: list[Form] = []


def injects(
    rule: str, name: str, *, unchecked: bool = False
) -> Callable[[Callable[[Case, Random], Injected]], Callable[[Case, Random], Injected]]:
    """Enter a function as a form of the rule's defect."""

    def enter(inject: Callable[[Case, Random], Injected]) -> Callable[[Case, Random], Injected]:
        FORMS.append(Form(rule, name, inject, unchecked))
        return inject

    return enter


def injects_each(
    rule: str, name: str, ways: Iterable[T], *, unchecked: bool = False
) -> Callable[[Callable[[Case, Random, T], Injected]], Callable[[Case, Random, T], Injected]]:
    """Enter a function once for each way in which it puts the defect in; the name says which (``{}``)."""

    def enter(inject: Callable[[Case, Random, T], Injected]) -> Callable[[Case, Random, T], Injected]:
        for way in ways:

            def one(case: Case, random: Random, way: T = way) -> Injected:
                return inject(case, random, way)

            said = way[0] if isinstance(way, tuple) else way
            FORMS.append(Form(rule, name.format(str(said).replace("\n", "⏎")), one, unchecked))
        return inject

    return enter


def pick(rows: Iterable[Row], random: Random) -> Row | None:
    """One of the rows, if there is any."""
    found = list(rows)
    return random.choice(found) if found else None


def cell(
    rule: str, table: str, row: Row, column: str, severity: str | None = None, verdict: str | None = None
) -> Expected:
    """A finding expected at a row's cell."""
    return Expected(rule, At(table, column, row), severity, verdict)


def header(rule: str, table: str, column: str, severity: str | None = None, verdict: str | None = None) -> Expected:
    """A finding expected at a column's header, or at a row of ``Thông tin``."""
    return Expected(rule, At(table, column), severity, verdict)
