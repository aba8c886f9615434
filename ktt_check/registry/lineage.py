"""What each registered name became and what it came from, judged on a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .communes import Section
from .records import Lifetime, Succession, Territory, Unit

_ROUNDS = 8  # successions that are followed one after another


class Lineage:
    """The lifetimes of units and territories by id, and the successions between them.

    ``sections`` are the districts and communes of the provinces opened so far.
    """

    def __init__(self, rows: Iterable[Unit | Territory], changes: Iterable[Succession]) -> None:
        self._lives = {row.id: row.life for row in rows}
        self._after: dict[str, list[Succession]] = {}
        self._before: dict[str, list[Succession]] = {}
        self.sections: list[Section] = []
        for change in changes:
            self._after.setdefault(change.old, []).append(change)
            self._before.setdefault(change.new, []).append(change)

    def living(self, key: str, on: date) -> tuple[str, ...]:
        """What the name ``key`` has become by that date: itself while it holds, else its successors that do."""
        found: dict[str, None] = {}
        waiting, seen = [key], {key}
        for _ in range(_ROUNDS):
            following: list[str] = []
            for old in waiting:
                over = self._life(old).over(on)
                changes = [c for c in self.after(old) if c.when[0] <= on] if over else []
                latest = max((c.when[0] for c in changes), default=on)
                changes = [c for c in changes if c.when[0] == latest]  # a district merged before all were abolished
                if not over:
                    found[old] = None
                following += [c.new for c in changes if c.new not in seen]
                seen.update(c.new for c in changes)
            waiting = following
        return tuple(found)

    def preceding(self, key: str, on: date) -> tuple[str, ...]:
        """What had, on that date, the work of the name ``key`` that was not yet; itself once it is."""
        if not self._life(key).not_yet(on):
            return (key,)
        changes = [c for c in self.before(key) if not self._life(c.old).not_yet(on)]
        whole = [c for c in changes if c.kind != "1:n"]  # those whose work came over entirely, where there are any
        return tuple(c.old for c in whole or changes)

    def renamed(self, key: str) -> set[str]:
        """A name with those that it had and got without joining another (1:1)."""
        found, waiting = {key}, [key]
        while waiting:
            at = waiting.pop()
            linked = [c.new for c in self.after(at) if c.kind == "1:1"]
            linked += [c.old for c in self.before(at) if c.kind == "1:1"]
            waiting += [other for other in linked if other not in found]
            found.update(linked)
        return found

    def after(self, key: str) -> list[Succession]:
        """What came directly after a name."""
        return self._after.get(key, []) + [change for section in self.sections for change in section.after(key)]

    def before(self, key: str) -> list[Succession]:
        """What was directly before a name."""
        return self._before.get(key, []) + [change for section in self.sections for change in section.before(key)]

    def _life(self, key: str) -> Lifetime:
        listed = self._lives.get(key)
        return listed or next(section[key].life for section in self.sections if key in section)
