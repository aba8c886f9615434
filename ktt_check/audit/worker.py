"""The process that checks workbooks for an audit and may be lost: orders come in on stdin, answers go out on stdout.

Started by ``pool.py`` as ``main(parent)``. A message is a length of four bytes and JSON: nothing that comes out of a
process which has read strangers' files is ever executed.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import IO

from msgspec import json

from .limited import end_with, memory

_MEGABYTES = 4096  # beyond what it has when it is ready: tables, frames and copies of a chunk


def main(parent: int) -> None:
    """Take an order, say that all is ready, then answer chunk after chunk until nobody asks any more."""
    end_with(parent)
    inbox, outbox = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library might print is no answer
    from .checking import Checker, Order, Task, as_message

    first = receive(inbox)
    if first is None:
        return
    checker = Checker(Order.of(first))
    import pandera.polars  # noqa: F401 - before the limit: what is shared by all workbooks is nobody's memory

    look_for_garbage_seldom()
    send(outbox, b"ready")
    while (message := receive(inbox)) is not None:
        with memory(_MEGABYTES):
            answers = as_message(checker.check(json.decode(message, type=list[Task])))
        send(outbox, answers)


def look_for_garbage_seldom() -> None:
    """Look for it only among what workbooks bring, and not after every few hundred objects of theirs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def send(pipe: IO[bytes], message: bytes) -> None:
    """One message to the other side."""
    pipe.write(len(message).to_bytes(4, "little") + message)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """The next message; None where the other side is gone."""
    head = pipe.read(4)
    if len(head) < 4:
        return None
    size = int.from_bytes(head, "little")
    message = pipe.read(size)
    return message if len(message) == size else None
