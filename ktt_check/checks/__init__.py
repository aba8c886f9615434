"""Kinds of question that a rule can ask, one file each.

A kind is a module with ``Settings`` (what the rule's ``check`` says), ``columns`` (which columns of the view those
settings name) and ``ask``: it gets the rows in question and returns those that do not conform, each with its
``verdict`` (``fail`` or ``undetermined``) and whatever columns the rule's wording may use (``ADDS``). A kind that can
tell by one expression which rows do not conform has ``failing`` as well: such expressions are evaluated together for
all rules of a list, and ``ask`` gets only the rows that fail. A kind that looks into another list of the workbook
says by ``elsewhere`` which columns of which list.
"""

from __future__ import annotations

from types import ModuleType

from . import (
    accountable,
    ambitious,
    consistent,
    disjoint,
    distinct,
    holds,
    inside,
    names_none,
    occurs,
    progresses,
    required,
    satisfies,
    says_more,
    shape,
)

KINDS: dict[str, ModuleType] = {
    "accountable": accountable,
    "ambitious": ambitious,
    "consistent": consistent,
    "disjoint": disjoint,
    "distinct": distinct,
    "holds": holds,
    "inside": inside,
    "names_none": names_none,
    "occurs": occurs,
    "progresses": progresses,
    "required": required,
    "satisfies": satisfies,
    "says_more": says_more,
    "shape": shape,
}
