"""Limits on what a worker may use (Linux): an end with its parent, so much time for a step, and so much memory beyond
what it has now.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_MIB = 1024 * 1024
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


def end_with(parent: int) -> None:
    """End this process as soon as its parent is gone, however that went; elsewhere than on Linux the pipe tells it."""
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL))
        if os.getppid() != parent:  # gone before it could be told
            os._exit(1)


@contextmanager
def time(processor: float, clock: float, too_slow: Exception) -> Iterator[None]:
    """Raise ``too_slow`` in the midst of a step of the main thread that takes more seconds of this process, or by the
    clock. Linux only.
    """
    import signal

    def end(*_: object) -> None:
        raise too_slow

    limits = (signal.ITIMER_PROF, signal.SIGPROF, processor), (signal.ITIMER_REAL, signal.SIGALRM, clock)
    before = [signal.signal(number, end) for _, number, _ in limits]
    for timer, _, seconds in limits:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (timer, number, _), handler in zip(limits, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


@contextmanager
def memory(megabytes: int) -> Iterator[None]:
    """Let the address space grow by so much and no further for as long as this lasts."""
    if sys.platform != "linux":
        yield
        return
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = _in_use() + megabytes * _MIB
    if before != resource.RLIM_INFINITY:
        allowed = min(allowed, before)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, hard))


def _in_use() -> int:
    """The address space of this process in bytes, by proc(5)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
