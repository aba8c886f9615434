"""Reports of one unit on one plan, among the submissions: each is set against those of the periods before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .basis import Standing

Before = tuple[tuple[str, str], ...]
"""Paths and digests of earlier reports."""


class Series:
    """Which reports there are, as far as they were read; a report that was not is found when its turn is over."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, tuple[date, str]]] = {}
        self._mine: dict[str, Sequence[str]] = {}

    def put(self, path: str, sha: str | None, standing: Standing | None) -> None:
        """What a workbook is by now, in place of what it was."""
        for name in self._mine.pop(path, ()):
            self._of[name].pop(path, None)
        if sha is None or standing is None or standing.closes is None:
            return
        self._mine[path] = standing.series
        for name in standing.series:
            self._of.setdefault(name, {})[path] = (standing.closes, sha)

    def before(self, path: str, standing: Standing | None) -> Before:
        """The reports of earlier periods, in the order of paths."""
        if standing is None or standing.closes is None:
            return ()
        found = {
            (other, sha)
            for name in standing.series
            for other, (closes, sha) in self._of.get(name, {}).items()
            if other != path and closes < standing.closes
        }
        return tuple(sorted(found))
