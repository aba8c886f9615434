"""The decisions that an audit goes by: the registers that lie among its results, and those named with ``--decisions``.

Reviewers write in the annotated workbooks, and ``check --decisions`` puts it into the register beside them. What lies
among the submissions decides nothing unless it is named: whoever submits could put it there.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ..below import files_below
from ..decisions import Decision
from ..register import NAME, read_register
from ..reviewed import WORKBOOKS
from ..session import SessionError, cannot_write, reviewed
from ..wording import say


def registers(out: Path, folder: Path) -> list[Path]:
    """The registers among the results, in the order of paths; none of the audited folder where that lies in there.

    Raises PermissionError for a folder of results that may not be opened.
    """
    there, checked = out.resolve(), folder.resolve()

    def ours(path: Path) -> bool:
        return not checked.is_relative_to(there) or not path.resolve().is_relative_to(checked)

    files, closed = files_below(out)
    for one in filter(ours, closed):
        raise PermissionError(errno.EACCES, "", str(one))
    return [path for path in files if path.name == NAME and ours(path)]


def decided(
    named: Sequence[Path], out: Path, folder: Path, day: date, language: str
) -> tuple[tuple[Decision, ...], list[str]]:
    """The lines of all registers, and what to tell about reading them.

    What is named goes before what is found; of two that decide the same the later one holds, of one day the one that
    asks for mending. Raises RegisterError and SessionError: what was decided is never left aside silently.
    """
    lines: dict[tuple[str, str], Decision] = {}
    notes: list[str] = []
    checked = folder.resolve()
    for path in named:
        own = path.suffix.lower() in WORKBOOKS and path.resolve().is_relative_to(checked)
        submitted = {path.resolve()} if own else set[Path]()
        told = reviewed(path, submitted, day, language, alone=False)
        notes += told.notes
        _add(lines, told.decisions.lines)
    first = dict(lines)
    found = registers(out, folder)
    if found and out.resolve().is_relative_to(checked):  # whoever submits could have put them there
        notes.append(say("audit.registers-among", language, count=len(found), folder=out))
        found = []
    for path in found:
        try:
            _add(lines, read_register(path))
        except OSError as problem:
            raise SessionError(cannot_write(path, problem, language)) from None
    return tuple((lines | first).values()), notes


def _add(lines: dict[tuple[str, str], Decision], read: Iterable[Decision]) -> None:
    for one in read:
        key = (one.document_half, one.mark)
        known = lines.get(key)
        if known is None or _weight(one) >= _weight(known):
            lines[key] = one


def _weight(one: Decision) -> tuple[date, bool]:
    return one.day or date.min, one.opinion == "mend"
