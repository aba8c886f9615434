"""A rule ready to run: its data, its kind of question, and its conditions read into trees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from ..expressions import And, Column, Expression, In, IsEmpty, Or, columns_of, to_polars
from ..vocabulary import columns, forms_named, joins
from ..wording import Saying
from .known import Found, Known
from .mistakes import KeyPath, setting_fault, unknown
from .model import Once, RuleFile, Variant, keys_of
from .parameters import Value, default_values, filled, references
from .question import in_question, no_list

if TYPE_CHECKING:
    import polars as pl

PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
_ONCE_ADDS = frozenset({"count", "listed"})


class CompiledVariant(Struct, frozen=True):
    """A variant whose condition is a tree."""

    when: Expression
    words: Variant


class Rule(Struct, frozen=True, dict=True):
    """One rule of the book; ``code`` is its file's prefix (CT02) and ``family`` its folder.

    ``written`` is what its file says; ``data`` is the same with the ``values`` of its parameters in place; ``digest``
    is of the file as it was read.
    """

    code: str
    family: str
    path: Path
    digest: bytes
    written: RuleFile
    values: Mapping[str, Value]
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

    def in_force(self, first: date | None, last: date | None) -> bool | None:
        """Whether it is asked of a document of some day between the two; None where that depends on the day.

        No ``first`` day is a document that may be of any time, no ``last`` one that may still be issued.
        """
        since, until = self.data.since or date.min, self.data.until or date.max
        first, last = first or date.min, last or date.max
        if last < since or until < first:
            return False
        return True if since <= first and last <= until else None

    @property
    def needs_higher_level(self) -> bool:
        """Whether it asks about the higher level, so that it cannot run where none is at hand."""
        return self.data.join in ("higher", "allocated", "plan") or self.data.each.startswith(("owed ", "plan"))

    @cached_property
    def elsewhere(self) -> tuple[str, set[str]] | None:
        """The other list of the same workbook that its question looks into, and the columns that it names there."""
        told: tuple[str, set[str]] | None
        told = self.kind.elsewhere(self.settings) if hasattr(self.kind, "elsewhere") else None
        return told

    @property
    def asks_of(self) -> str:
        """The table of the form that it asks about, or the list's name."""
        return self.data.each.removeprefix("owed ")


def compile_rule(
    code: str,
    family: str,
    path: Path,
    digest: bytes,
    written: RuleFile,
    own_values: Mapping[str, Value] | None = None,
) -> tuple[Rule | None, list[Found]]:
    """Check everything that a rule says against what there is; returns the rule, or every mistake found.

    ``own_values`` are those of a profile, over the defaults of the rule's parameters.
    """
    used = references(written)
    values, mistakes = default_values(written, {name for _, name in used})
    values |= own_values or {}
    mistakes += [(where, unknown("parameter", name, values)) for where, name in used if name not in values]
    if mistakes:
        return None, mistakes
    data = filled(written, values)
    if data.since is not None and data.until is not None and data.since > data.until:
        mistakes.append((("until",), Saying("mistake.until-before-from")))
    known = _known(data, mistakes)
    kind, settings = _kind(data, mistakes)
    told = msgspec.structs.replace(known, added=frozenset(kind.ADDS if kind is not None else ()) | {"verdict"})
    when = _of_levels(data, known.condition(data.when, ("when",), mistakes))
    once = tuple((told.condition(one.when, ("once", at, "when"), mistakes), one) for at, one in enumerate(data.once))
    variants = []
    for at, variant in enumerate(data.variants):
        tree = told.condition(variant.when, ("variants", at, "when"), mistakes)
        if tree is not None:
            variants.append(CompiledVariant(tree, variant))
    if kind is not None and settings is not None:
        mistakes += in_question(kind, settings, known)
    for where, name in _named_columns(data):
        if name not in told:
            mistakes.append((where, told.no_column(name)))
    for where, text, more in _texts(data):
        for name in PLACEHOLDER.findall(text):
            if name not in told and name not in more:
                mistakes.append((where, told.no_column(name, "placeholder", more)))
    if mistakes or kind is None:
        return None, mistakes
    conditions = (when, *(variant.when for variant in variants), *(tree for tree, _ in once))
    mentions = kind.columns(settings).union(
        *(columns_of(tree) for tree in conditions if tree is not None),
        (name for _, name in _named_columns(data)),
        (name for _, text, _ in _texts(data) for name in PLACEHOLDER.findall(text)),
    )
    compiled = (kind, settings, when, tuple(variants), once, frozenset(mentions))
    return Rule(code, family, path, digest, written, values, data, *compiled), []


def _known(data: RuleFile, mistakes: list[Found]) -> Known:
    """The columns that every form has which the rule is for."""
    types: dict[str, type] | None = None
    for form in forms_named(data.form):
        found = columns(form, data.each, None)
        if found is None:
            mistakes.append((("each",), no_list(data.each, form)))
            continue
        if data.join is not None:
            found = columns(form, data.each, data.join)
            if found is None:
                mistakes.append((("join",), unknown("join", data.join, joins(data.each))))
                continue
        types = found if types is None else {name: kind for name, kind in types.items() if name in found}
    return Known(data.form, data.each, data.join, types or {}, parameters=frozenset(data.parameters))


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
        keys = keys_of(KINDS[name].Settings)
        for fault in error.errors(include_url=False, include_input=False):
            where = ("check", name, *fault["loc"])
            mistakes.append((where, setting_fault(name, fault, keys)))
        return None, None


def _of_levels(data: RuleFile, when: Expression | None) -> Expression | None:
    """The condition for the levels that the rule is for; a document that does not say its level is asked too."""
    if not data.levels:
        return when
    level = Column("document.issuing_level")
    of_them = Or((IsEmpty(level), In(level, data.levels)))
    return of_them if when is None else And((of_them, when))


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
