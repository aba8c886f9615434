"""Files that are closed to the reader, and files that change at a chosen moment while they are read (Linux)."""

from __future__ import annotations

import ctypes
import os
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_CLOSED_UNWRITTEN, _SECONDS = 0x10, 60  # IN_CLOSE_NOWRITE
_EVENT = struct.Struct("iIII")

BOUND_BY_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""What a command begins with so that the rights of files bind it: for root they do not, unless it gives that up."""


def rights_bind() -> bool:
    """Whether a command can be run here that the rights of files bind."""
    try:
        said = subprocess.run([*BOUND_BY_RIGHTS, sys.executable, "-c", "print('bound')"], capture_output=True)
    except OSError:
        return False
    return said.stdout == b"bound\n"


@contextmanager
def when_read(path: Path, times: int, then: Callable[[], object]) -> Iterator[None]:
    """Do something as soon as the file was opened, read and closed so many times."""
    library = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init()
    assert library.inotify_add_watch(watch, os.fsencode(path), _CLOSED_UNWRITTEN) >= 0
    over = threading.Event()

    def waiting() -> None:
        seen = 0
        while seen < times and not over.is_set():
            if select.select([watch], [], [], 0.1)[0]:
                seen += len(os.read(watch, _EVENT.size)) // _EVENT.size
        if seen >= times:
            then()

    thread = threading.Thread(target=waiting)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_SECONDS)
        os.close(watch)


_WRITER = """
import sys
path, whole = sys.argv[1], open(sys.argv[2], "rb").read()
print(flush=True)
while True:
    with open(path, "wb", buffering=0) as file:
        for at in range(0, len(whole), 4096):
            file.write(whole[at : at + 4096])
"""


@contextmanager
def rewritten_all_the_time(path: Path, content: Path) -> Iterator[None]:
    """Another process writes this content into the file, piece by piece, over and over again."""
    command = [sys.executable, "-c", _WRITER, str(path), str(content)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            yield
        finally:
            writer.kill()
