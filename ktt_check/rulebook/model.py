"""What a rule is: data that a reviewer can read aloud, checked strictly when it is loaded.

The shape of ``rules/<family>/<CODE>-<slug>.yaml``; its JSON Schema is made from these models.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..findings import Severity
from ..lists import LEVELS
from ..strict import Strict

MissingPolicy = Literal["skip", "unchecked", "ask"]
Stage = Literal["active", "beta", "retired"]

_DAY = r"\d{4}-\d{2}-\d{2}"


def iso_day(text: object) -> date:
    """A day as rule files and profiles write it, ``2025-07-01``; raises pydantic's error of type ``day`` for others."""
    try:
        if isinstance(text, str) and re.fullmatch(_DAY, text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise PydanticCustomError("day", "no day")


Day = Annotated[date, BeforeValidator(iso_day), WithJsonSchema({"type": "string", "pattern": f"^{_DAY}$"})]


def _known_level(text: object) -> str:
    if isinstance(text, str) and text in LEVELS.values:
        return text
    raise PydanticCustomError("choice", "no level", {"choices": ", ".join(LEVELS.values)})


Texts = tuple[str, ...]
Levels = tuple[Annotated[str, BeforeValidator(_known_level), WithJsonSchema({"enum": list(LEVELS.values)})], ...]
_SCALAR: list[dict[str, Any]] = [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]
Scalar = Annotated[str, WithJsonSchema({"anyOf": _SCALAR})]
"""A text that an editor takes for a number, or yes and no, where it looks like one."""


class Words(Strict):
    """A wording in Vietnamese and English; ``{column}`` stands for a column's value as people say it."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Variant(Strict):
    """What changes in a finding when a condition holds for its row.

    Each of severity, message and fix comes from the first variant that holds and names it.
    """

    when: str
    severity: Severity | None = None
    message: Words | None = None
    fix: Words | None = None


class Once(Strict):
    """Findings that are told as one: all rows for which ``when`` holds, a finding for each value of ``by``.

    ``list`` names the column whose values the message may list as ``{listed}``; ``{count}`` is their number. A
    finding told so is marked at its first row, or at the column's header without ``by``. Of several, the first
    whose ``when`` holds for a row takes it.
    """

    when: str | None = None
    by: tuple[str, ...] = ()
    list: str
    message: Words


class Parameter(Strict):
    """A value of a rule that a profile may set: what it is, what it is without a profile, and what it may be.

    The rule refers to it as ``parameter.name`` in conditions and settings and as ``{parameter.name}`` in its wording.
    Without ``default`` it is empty until a profile fills it.
    """

    kind: Literal["number", "year", "text", "list", "date", "yes-or-no"]
    about: Words = Field(description="what it is for, as people are told")
    default: Scalar | Texts | None = None
    at_least: Scalar | None = Field(default=None, description="the least number or the first day that it can be")
    at_most: Scalar | None = Field(default=None, description="the greatest number or the last day that it can be")
    choices: Texts = Field(default=(), description="what a text, or each text of a list, can be")


class Never(Strict):
    """Why a rule cannot be asked by the formulas of a form, for those who fill it in."""

    never: Words


class RuleFile(Strict):
    """One rule as its YAML file writes it; see the README's "How to write a rule"."""

    title: Words
    basis: Words
    severity: Severity
    stage: Stage = "active"
    since: Day | None = Field(default=None, alias="from", description="it is asked of documents from this day on")
    until: Day | None = Field(default=None, description="the last day of documents of which it is asked")
    levels: Levels = Field(default=(), description="only documents issued at these levels are asked; none: all")
    parameters: dict[str, Parameter] = Field(default_factory=dict, description="values that a profile may set")
    form: Literal["plan", "report", "any", "across"] = "plan"
    each: str = Field(description="what is judged: a table of the form, or a list made from several")
    join: str | None = Field(default=None, description="what each row is seen beside")
    when: str | None = Field(default=None, description="which rows the question is for")
    check: dict[str, Any] = Field(description="the kind of question and its settings; exactly one kind")
    missing: dict[str, MissingPolicy] = Field(default_factory=dict)
    marks: tuple[str, ...] = Field(description="the columns whose cells are marked; the first is the primary one")
    related: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    once: tuple[Once, ...] = ()
    excel: Literal["required"] | Never | None = Field(
        default=None, description="required: a form asks it in Excel; never: why it cannot; left out: it does not"
    )
    message: Words
    unchecked: Words | None = Field(default=None, description="what is said of rows that could not be asked about")
    value: str | None = None
    expected: Words | None = None
    difference: str | None = None
    fix: Words


def keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a model as a file writes them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())
