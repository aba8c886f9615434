"""A rule ready to run: its data, its kind of question, and its conditions read into trees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..conditions import ConditionError, parse_condition
from ..expressions import Expression, columns_of, to_polars
from ..vocabulary import columns, forms_named, joins, lists
from ..wording import Saying
from .mistakes import KeyPath, setting_fault, unknown
from .model import Once, RuleFile, Variant
from .sorts import unlike

if TYPE_CHECKING:
    import polars as pl

PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
_ONCE_ADDS = frozenset({"count", "listed"})


class CompiledVariant(Struct, frozen=True):
    """A variant whose condition is a tree."""

    when: Expression
    words: Variant


class Rule(Struct, frozen=True, dict=True):
    """One rule of the book; ``code`` is its file's prefix (CT02) and ``family`` its folder."""

    code: str
    family: str
    path: Path
    data: RuleFile
    kind: ModuleType
    settings: Any
    when: Expression | None
    variants: tuple[CompiledVariant, ...]
    once: tuple[tuple[Expression | None, Once], ...]
    mentions: frozenset[str]  # every column that it names; a level or a period stands for its flat columns

    @cached_property
    def questions(self) -> tuple[tuple[str, pl.Expr], ...]:
        """Which rows the question is for, as polars asks, under the rule's code.

        Of a kind that can tell so by one expression it is the rows that fail; under ``CODE?`` stand those that
        would be asked about but lack a value without which the answer is unchecked.
        """
        import polars as pl

        conditions = [pl.lit(True)] if self.when is None else [to_polars(self.when)]
        lacking = pl.lit(False)
        for column, policy in self.data.missing.items():
            present = pl.col(column).is_not_null()
            if policy == "unchecked":
                lacking = lacking | (pl.all_horizontal(conditions) & ~present)
            if policy != "ask":
                conditions.append(present)
        if hasattr(self.kind, "failing"):
            conditions.append(self.kind.failing(self.settings))
        asked = (self.code, pl.all_horizontal(conditions))
        return (asked, (f"{self.code}?", lacking)) if "unchecked" in self.data.missing.values() else (asked,)

    @property
    def needs_higher_level(self) -> bool:
        """Whether it asks about the higher level, so that it cannot run where none is at hand."""
        return self.data.join in ("higher", "allocated", "plan") or self.data.each.startswith(("owed ", "plan"))

    @property
    def asks_of(self) -> str:
        """The table of the form that it asks about, or the list's name."""
        return self.data.each.removeprefix("owed ")


Found = tuple[KeyPath, Saying]
"""Where in the file (a key path) and what is wrong."""


def compile_rule(code: str, family: str, path: Path, data: RuleFile) -> tuple[Rule | None, list[Found]]:
    """Check everything that a rule says against what there is; returns the rule, or every mistake found."""
    mistakes: list[Found] = []
    types = _known_columns(data, mistakes)
    known = set(types)
    kind, settings = _kind(data, mistakes)
    added = known | set(kind.ADDS if kind is not None else ()) | {"verdict"} if known else set()
    when = _condition(data.when, ("when",), known, types, mistakes)
    once = tuple(
        (_condition(one.when, ("once", at, "when"), added, types, mistakes), one) for at, one in enumerate(data.once)
    )
    variants = []
    for at, variant in enumerate(data.variants):
        tree = _condition(variant.when, ("variants", at, "when"), added, types, mistakes)
        if tree is not None:
            variants.append(CompiledVariant(tree, variant))
    if kind is not None and settings is not None:
        try:
            for name in sorted(kind.columns(settings) - added) if known else ():
                mistakes.append((("check",), unknown("column", name, known)))
        except ConditionError as mistake:
            mistakes.append((("check",), mistake.saying))
    for where, name in _named_columns(data) if known else ():  # an unknown list or join is told once, by itself
        if name not in added:
            mistakes.append((where, unknown("column", name, added)))
    for where, text, more in _texts(data) if known else ():
        for name in PLACEHOLDER.findall(text):
            if name not in added and name not in more:
                mistakes.append((where, unknown("placeholder", name, added | more)))
    if mistakes or kind is None:
        return None, mistakes
    conditions = (when, *(variant.when for variant in variants), *(tree for tree, _ in once))
    mentions = kind.columns(settings).union(
        *(columns_of(tree) for tree in conditions if tree is not None),
        (name for _, name in _named_columns(data)),
        (name for _, text, _ in _texts(data) for name in PLACEHOLDER.findall(text)),
    )
    return Rule(code, family, path, data, kind, settings, when, tuple(variants), once, frozenset(mentions)), []


def _known_columns(data: RuleFile, mistakes: list[Found]) -> dict[str, type]:
    """The columns that every form has which the rule is for, with their types."""
    known: dict[str, type] | None = None
    for form in forms_named(data.form):
        found = columns(form, data.each, None)
        if found is None:
            mistakes.append((("each",), unknown("list", data.each, lists(form))))
            continue
        if data.join is not None:
            found = columns(form, data.each, data.join)
            if found is None:
                mistakes.append((("join",), unknown("join", data.join, joins(data.each))))
                continue
        known = found if known is None else {name: kind for name, kind in known.items() if name in found}
    return known or {}


def _kind(data: RuleFile, mistakes: list[Found]) -> tuple[ModuleType | None, Any]:
    from pydantic import ValidationError

    from ..checks import KINDS

    if len(data.check) != 1:
        mistakes.append((("check",), Saying("mistake.one-kind")))
        return None, None
    name, settings = next(iter(data.check.items()))
    if name not in KINDS:
        mistakes.append((("check", name), unknown("kind", name, KINDS)))
        return None, None
    try:
        return KINDS[name], KINDS[name].Settings.model_validate(settings)
    except ValidationError as error:
        fields = KINDS[name].Settings.model_fields
        for fault in error.errors(include_url=False, include_input=False):
            where = ("check", name, *fault["loc"])
            mistakes.append((where, setting_fault(name, fault, fields)))
        return None, None


def _condition(
    text: str | None,
    where: KeyPath,
    known: set[str],
    types: Mapping[str, type],
    mistakes: list[Found],
) -> Expression | None:
    if text is None:
        return None
    try:
        tree = parse_condition(text)
    except ConditionError as mistake:
        mistakes.append((where, mistake.saying))
        return None
    mistakes += [(where, unknown("column", name, known)) for name in sorted(columns_of(tree) - known) if known]
    mistakes += [(where, saying) for saying in unlike(tree, types)]
    return tree


def _named_columns(data: RuleFile) -> Iterator[tuple[KeyPath, str]]:
    yield from ((("missing", name), name) for name in data.missing)
    for name in (*data.marks, *data.related):
        if name not in ("cell", "plan.cell"):
            yield ("marks",) if name in data.marks else ("related",), name.removeprefix("header ")
    for at, one in enumerate(data.once):
        yield ("once", at, "list"), one.list
        yield from ((("once", at, "by"), name) for name in one.by)


def _texts(data: RuleFile) -> Iterator[tuple[KeyPath, str, frozenset[str]]]:
    none: frozenset[str] = frozenset()
    for key in ("message", "fix", "expected", "unchecked"):
        words = getattr(data, key)
        if words is not None:
            yield (key, "vi"), words.vi, none
            yield (key, "en"), words.en, none
    for key in ("value", "difference"):
        if getattr(data, key) is not None:
            yield (key,), getattr(data, key), none
    for at, variant in enumerate(data.variants):
        for name, words in (("message", variant.message), ("fix", variant.fix)):
            if words is not None:
                yield ("variants", at, name, "vi"), words.vi, none
                yield ("variants", at, name, "en"), words.en, none
    for at, one in enumerate(data.once):
        yield ("once", at, "message", "vi"), one.message.vi, _ONCE_ADDS
        yield ("once", at, "message", "en"), one.message.en, _ONCE_ADDS
