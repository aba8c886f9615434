"""Which workbooks are to be read, and their readers started before the rest of the program is even loaded."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .below import files_below
from .workbook import Reading, start_reading

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_AHEAD = max(2, os.cpu_count() or 2)  # submissions being read while one is checked
_SHELF_AHEAD = 8  # programmes being read at once: small files, wanted as early as may be


class Submission(NamedTuple):
    """A workbook to check and the folder its result goes to; ``theirs`` where submissions themselves lie there."""

    path: Path
    folder: Path
    theirs: bool = False


class ReadAhead:
    """Workbooks being read in their order, from now on, never more than a few at once; for going through once."""

    def __init__(self, paths: Sequence[Path], ahead: int = _AHEAD) -> None:
        self._waiting = deque(paths)
        self._started: deque[tuple[Path, Reading]] = deque()
        for _ in range(ahead):
            self._start()

    def _start(self) -> None:
        if self._waiting:
            path = self._waiting.popleft()
            self._started.append((path, start_reading(path)))

    def __iter__(self) -> Iterator[tuple[Path, Reading]]:
        while self._started:
            yield self._started.popleft()
            self._start()


class Submissions:
    """The submissions of a run; the first of them are being read from now on."""

    def __init__(self, each: Iterable[Submission]) -> None:
        self.each = tuple(each)
        self._begun: ReadAhead | None = ReadAhead(self.paths)

    @property
    def paths(self) -> list[Path]:
        return [one.path for one in self.each]

    def read(self) -> Iterator[tuple[Submission, Reading]]:
        """Each with its reading: with what was begun for the first who asks, begun anew for the next."""
        readings, self._begun = self._begun or ReadAhead(self.paths), None
        for submission, (_, reading) in zip(self.each, readings, strict=True):
            yield submission, reading


def shelf(folder: Path) -> ReadAhead:
    """The workbooks below a folder of programmes, many read at once."""
    return ReadAhead(workbooks_below(folder), _SHELF_AHEAD)


def workbooks_below(folder: Path) -> list[Path]:
    """The submitted or shipped workbooks below a folder, sorted; results of ours and lock files are left out.

    A folder that may not be opened is among them, as what lies in it would be: reading it ends in a refusal.

    Workbooks of kinds that cannot be read (``.xls``, ``.ods`` …) are among them: they end in a refusal that says how
    to convert them, where leaving them out would look as if they had been checked.
    """
    found, closed = files_below(folder)
    return sorted([*filter(_is_workbook, found), *closed])


def workbooks_in(folder: Path) -> list[Path]:
    """Those that lie in the folder itself; the folder, where it may not be opened."""
    try:
        return sorted(path for path in folder.iterdir() if _is_workbook(path))
    except OSError:
        return [folder]


def _is_workbook(path: Path) -> bool:
    ours = ".ket-qua" in path.name or path.name.startswith(("~$", "."))
    return path.suffix.lower() in WORKBOOK_SUFFIXES and not ours and not os.path.isdir(path)
