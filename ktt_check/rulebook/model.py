"""What a rule is: data that a reviewer can read aloud, checked strictly when it is loaded.

The shape of ``rules/<family>/<CODE>-<slug>.yaml``; its JSON Schema is made from these models.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..findings import Severity

MissingPolicy = Literal["skip", "unchecked", "ask"]


class Words(BaseModel):
    """A wording in Vietnamese and English; ``{column}`` stands for a column's value as people say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Variant(BaseModel):
    """What changes in a finding when a condition holds for its row.

    Each of severity, message and fix comes from the first variant that holds and names it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: str
    severity: Severity | None = None
    message: Words | None = None
    fix: Words | None = None


class Once(BaseModel):
    """Findings that are told as one: all rows for which ``when`` holds, a finding for each value of ``by``.

    ``list`` names the column whose values the message may list as ``{listed}``; ``{count}`` is their number. A
    finding told so is marked at its first row, or at the column's header without ``by``. Of several, the first
    whose ``when`` holds for a row takes it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: str | None = None
    by: tuple[str, ...] = ()
    list: str
    message: Words


class Never(BaseModel):
    """Why a rule cannot be asked by the formulas of a form, for those who fill it in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    never: Words


class RuleFile(BaseModel):
    """One rule as its YAML file writes it; see the README's "How to write a rule"."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    basis: Words
    severity: Severity
    stage: Literal["active", "beta", "retired"] = "active"
    form: Literal["plan", "report", "any"] = "plan"
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
