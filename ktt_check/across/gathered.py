"""What is gathered of all workbooks for the rules across units: of each only what some list asks about.

Thousands of workbooks pass by one at a time, and none is held whole; their tasks stay where they are kept and are gone
through when somebody asks (``Tasks``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .kept import NEVER_ADDED, Kept, KeptShares, KeptTarget, KeptTask

Tasks = Callable[[], Iterable[tuple[str, Sequence[KeptTask]]]]
"""Gives the path and the tasks of each workbook, in the order in which they were gathered."""

_SUMMED = "cộng dồn"
_FACTS = ("form", "unit", "province", "level", "day", "carries_out")
_WORDS = ("year", "dimension", "kind", "programme", "code", "title", "applies", "demand_dimension", "key", "cell")
_SHARED = (*_WORDS, "level", "demand", "need")
_NONE: list[Any] = []  # never added to


class Owing(Struct):
    """A task of a higher level: how many units owe it, and whether one carries it out."""

    units: int = 0
    carried: bool = False


class Gathered:
    """``facts`` are the workbooks without what they hold; ``shared`` and ``compared`` targets, each with its own."""

    def __init__(self, tasks: Tasks, kept: Iterable[Kept] = ()) -> None:
        self.tasks = tasks
        self.facts: list[Kept] = []
        self.shared: list[tuple[Kept, KeptTarget]] = []
        self.compared: list[tuple[Kept, KeptTarget]] = []
        self.owing: dict[tuple[str, str, str], Owing] = {}
        self.shares: dict[tuple[str, str, str | None], KeptShares] = {}
        self._once: dict[Any, Any] = {}  # what many workbooks say alike
        for one in kept:
            self.add(one)

    def add(self, one: Kept) -> None:
        """Take of a workbook what is asked about."""
        bare = self._bare(one)
        self.facts.append(bare)
        for target in one.targets:
            if target.applies == _SUMMED and target.kind not in NEVER_ADDED and target.demand is not None:
                self.shared.append((bare, self._slim(target)))
            elif target.kind in NEVER_ADDED and target.level is not None and target.level.value is not None:
                self.compared.append((bare, self._slim(replace(target, demand=None, need=None))))
        for demand in one.owed:
            owing = self.owing.setdefault((demand.programme, demand.code, demand.title), Owing())
            owing.units += 1
            owing.carried |= demand.carried
        self.shares |= {(shared.document, shared.code, shared.year): shared for shared in one.shares}

    def _bare(self, one: Kept) -> Kept:
        """The workbook without what it holds."""
        words = {name: self._same(getattr(one, name)) for name in _FACTS}
        sheets = self._once.setdefault(tuple(one.sheets.items()), one.sheets)
        return replace(one, **words, sheets=sheets, targets=_NONE, tasks=_NONE, owed=_NONE, shares=_NONE)

    def _slim(self, target: KeptTarget) -> KeptTarget:
        """The target with the words and levels that many units share held once."""
        return replace(target, **{name: self._same(getattr(target, name)) for name in _SHARED})

    def _same(self, value: Any) -> Any:
        return self._once.setdefault(value, value)


def tasks_of(kept: Sequence[Kept]) -> Tasks:
    """The tasks of workbooks that are at hand."""
    return lambda: [(one.path, one.tasks) for one in kept]
