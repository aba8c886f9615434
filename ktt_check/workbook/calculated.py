"""The hidden sheets in which a form of ours calculates for itself what is wrong: they are told, and never read.

Nobody submits anything in them, and they hold a hundred times more cells than all that was filled in. Like a chart or
a picture they come out of an annotated copy as they went in.
"""

from __future__ import annotations

GRIDS = {"document": "_tt", "references": "_cc", "targets": "_ct", "tasks": "_nv", "allocations": "_pb"}
"""What is calculated about each table."""

LISTS = "_dm"
"""What is looked up, and what drop-downs offer."""

_NAMES = frozenset({*GRIDS.values(), LISTS})


def is_calculated(name: str, hidden: bool) -> bool:
    """Whether a sheet is one of these; one that somebody made visible is read like any other."""
    return hidden and name in _NAMES
