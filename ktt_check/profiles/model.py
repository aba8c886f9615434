"""What a profile's file may say, checked strictly when it is loaded; its JSON Schema is made from these models."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ..findings import Severity
from ..rulebook.model import Day, Levels, Scalar, Texts
from ..strict import Strict

_PERCENT = r"\d{1,2}([.,]\d+)? ?%"


def _fraction(text: object) -> Decimal:
    if isinstance(text, str) and re.fullmatch(_PERCENT, text):
        return Decimal(text.rstrip(" %").replace(",", ".")) / 100
    raise PydanticCustomError("percent", "no percentage")


def _line(text: object) -> str:
    if isinstance(text, str) and text.strip() and text.isprintable() and len(text) <= 200:
        return text.strip()
    raise PydanticCustomError("line", "no line of text")


Percent = Annotated[Decimal, BeforeValidator(_fraction), WithJsonSchema({"type": "string", "pattern": f"^{_PERCENT}$"})]
Line = Annotated[str, BeforeValidator(_line), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200})]


class General(Strict):
    """What the vague words of a level mean, for every rule."""

    about: Percent | None = Field(default=None, description="khoảng X is X more or less this much; shipped: 5%")
    nearly_from: Percent | None = Field(default=None, description="gần X begins at this part of X; shipped: 95%")


class Adjustment(Strict):
    """What a profile changes in one rule; ``off`` and ``on`` say why."""

    off: Line | None = Field(default=None, description="the rule is not asked any more, and why")
    on: Line | None = Field(default=None, description="a rule that the inherited profile has off is asked, and why")
    severity: Severity | None = Field(default=None, description="no finding of the rule is more severe than this")
    stage: Literal["active", "beta"] | None = Field(default=None, description="beta reports and never blocks")
    since: Day | None = Field(default=None, alias="from", description="it is asked of documents from this day on")
    until: Day | None = Field(default=None, description="the last day of documents of which it is asked")
    levels: Levels = Field(default=(), description="only documents issued at these levels are asked")
    parameters: dict[str, Scalar | Texts] = Field(
        default_factory=dict, description="the rule's own parameters; `ktt-check rules show CODE` lists them"
    )


class ProfileFile(Strict):
    """A province's settings, as ``ktt-check.yaml`` writes them; paths are relative to the file."""

    name: Line = Field(description="whose settings they are, as results name them")
    version: Line = Field(description="changed with every change that matters, as results name it")
    inherits: Line | None = Field(default=None, description="another profile, over which this one is laid")
    rules: Texts = Field(default=(), description="folders of rules that add to the book or replace rules of it")
    registries: Texts = Field(default=(), description="folders of registries whose rows add to the shipped ones")
    programmes: Texts = Field(default=(), description="folders of programmes, searched before the shipped ones")
    parameters: General = Field(default=General(), description="what holds for every rule")
    adjust: dict[str, Adjustment] = Field(default_factory=dict, description="what changes in a rule, by its code")
