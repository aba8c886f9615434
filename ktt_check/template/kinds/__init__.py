"""How each kind of question is asked in Excel: for one row, what makes it fail, when one can tell, what is marked.

A printer gets the rule and the row's facts and returns parts; the row fails where one of them does. ``None`` stands
for a kind that a form cannot ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import conditions, levels, naming
from .parts import Part, Row

PRINTERS: dict[str, Callable[[Any, Row], list[Part]]] = {
    "accountable": naming.accountable,
    "ambitious": levels.ambitious,
    "disjoint": naming.disjoint,
    "holds": conditions.holds,
    "inside": conditions.inside,
    "names_none": naming.names_none,
    "progresses": levels.progresses,
    "required": conditions.required,
    "satisfies": levels.satisfies,
}

__all__ = ["PRINTERS", "Part", "Row"]
