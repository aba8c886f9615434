"""One audit at a time in one folder of results: a lock which the system lets go when its holder ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

_NAME = ".audit.lock"


class AuditRunningError(Exception):
    """Another audit is at work in this folder."""


def lock(out: Path) -> IO[bytes]:
    """Hold the folder until the file is closed or the process ends; raises AuditRunningError and OSError."""
    out.mkdir(parents=True, exist_ok=True)
    file = open(out / _NAME, "a+b")  # noqa: SIM115 - it stays open as long as the lock is held
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise AuditRunningError from None
    os.set_inheritable(file.fileno(), False)
    return file
