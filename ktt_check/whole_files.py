"""Files that appear whole or not at all, whatever ends the run that writes them; leftovers are cleared away.

What is written stands under another name in the same folder until it is complete and on the disk. A lock tells a file
that is being written from one whose writer is gone; the system lets go of it when a process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from time import time
from typing import BinaryIO

_UNFINISHED = ".ktt-check-{}.tmp"
_YOUNG = 2  # seconds: its writer may not have come to lock it yet


@contextlib.contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A file to write to that becomes ``target`` at the end; an exception leaves what was there before.

    Raises OSError where it cannot be written.
    """
    clear_unfinished(target.parent)
    temporary = target.with_name(_UNFINISHED.format(secrets.token_hex(8)))
    try:
        with temporary.open("xb") as out:
            _lock(out)
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def unfinished_below(folder: Path) -> Iterator[Path]:
    """What stands unfinished below a folder, for whoever knows that nobody else writes there."""
    return folder.rglob(_UNFINISHED.format("*"))


@cache
def clear_unfinished(folder: Path) -> None:
    """Take away what killed runs left unfinished in a folder; looked for once a run."""
    with contextlib.suppress(OSError):
        for left in folder.glob(_UNFINISHED.format("*")):
            with contextlib.suppress(OSError):
                if time() - left.stat().st_mtime < _YOUNG:
                    continue
                with left.open("rb") as file:
                    if not _lock(file):
                        continue
                left.unlink()


def _lock(file: BinaryIO) -> bool:
    """Whether nobody else holds the file; where the system knows no such locks an open file cannot be taken away."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: what is being written now is not told from what was left
        return False
    return True
