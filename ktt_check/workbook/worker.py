"""The process that reads one file of a stranger's and may be lost: limits itself, scans, writes frames to stdout.

Started by ``reading.py`` as ``main(path, seconds, megabytes)``. A frame is a length of four bytes and ``marshal``
data: the quickest encoding there is for plain builtins, with no import on either side; what it carries was made by our
own code in this process, and only builtins come out of it, unlike with pickle. Imports are kept to what is needed.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys

from . import limits
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .scan import Frame


def main(path: str, seconds: int, megabytes: int) -> None:
    """Scans the file and always ends; a refusal is the last frame."""
    if sys.platform == "linux":
        _limit(seconds, megabytes)
    from .scan import scan

    gc.disable()  # what is read refers to nothing that refers back, and the process soon ends
    out = os.fdopen(os.dup(1), "wb", buffering=limits.MIB)
    last: Frame | None = None
    try:
        try:
            for frame in scan(path):
                _send(out, frame)
        except Refusal as refusal:
            last = ("refused", refusal.reason, refusal.sheet, refusal.cell, refusal.detail)
        except MemoryError:
            last = ("refused", "memory", None, None, "")
        if last is not None:  # sent here, where what filled the memory has been let go
            _send(out, last)
        out.flush()
    except BrokenPipeError:  # nobody waits for this any more
        os._exit(1)
    os._exit(0)  # nothing is left to tidy up


if TYPE_CHECKING:
    from typing import BinaryIO


def _send(out: BinaryIO, frame: Frame) -> None:
    data = marshal.dumps(frame)
    out.write(len(data).to_bytes(4, "little"))
    out.write(data)


def _limit(seconds: int, megabytes: int) -> None:
    """Address space and processor time (Linux), and an end as soon as the other side of stdin is gone.

    The signal by which a pipe tells that its writer is gone ends a process that does not handle it.
    """
    import fcntl
    import resource

    size = megabytes * limits.MIB
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
        if os.read(0, 1) == b"":  # gone before it could be told
            os._exit(1)
    except OSError:
        pass  # as it should be: nothing to read and nobody gone; or no such pipe, and then only the limits end it
