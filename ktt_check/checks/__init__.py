"""Kinds of question that a rule can ask, one file each.

A kind is a module with ``Settings`` (what the rule's ``check`` says), ``columns`` (which columns of the view those
settings name) and ``ask``: it gets the rows in question and returns those that do not conform, each with its
``verdict`` (``fail`` or ``undetermined``) and whatever columns the rule's wording may use (``ADDS``).
"""

from __future__ import annotations

from types import ModuleType

from . import accountable, consistent, disjoint, holds, inside, progresses, required, satisfies, shape

KINDS: dict[str, ModuleType] = {
    "accountable": accountable,
    "consistent": consistent,
    "disjoint": disjoint,
    "holds": holds,
    "inside": inside,
    "progresses": progresses,
    "required": required,
    "satisfies": satisfies,
    "shape": shape,
}
