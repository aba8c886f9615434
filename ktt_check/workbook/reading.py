"""A reading that cannot hang, swell or take this process down: a worker process per file, and its outcome."""

from __future__ import annotations

import gc
import marshal
import os
import subprocess
import sys
import threading
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING

from . import limits
from .refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .model import Workbook
    from .scan import Frame
    from .texts import Ready

_START = "import sys; sys.path.insert(0, sys.argv[1]); from ktt_check.workbook.worker import main; main({})"
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path: str | os.PathLike[str]) -> Workbook:
    """Reads a workbook in this process, behind the guard but without limits of time; raises ``Refusal``.

    For files of our own making and inside workers that are limited already; strangers' files go to ``start_reading``.
    """
    from .scan import scan

    name = os.fspath(path)
    try:
        return _assembled(name, lambda ready: scan(name, ready))
    except Refusal as refusal:
        refusal.file = name
        raise


def start_reading(
    path: str | os.PathLike[str], *, seconds: float = limits.SECONDS, megabytes: int = limits.MEGABYTES
) -> Reading:
    """Starts a worker for the file at once, so that the caller may import or read something else meanwhile.

    ``seconds`` of processor time and ``megabytes`` of address space hold on Linux, where a few times as many seconds
    may go by; elsewhere seconds are those of the clock, and the guard and they stand alone. Never raises; several
    readings may run at once.
    """
    return Reading(os.fspath(path), seconds, megabytes)


class Reading:
    """A workbook that is being read elsewhere; ``result`` waits for it."""

    def __init__(self, path: str, seconds: float, megabytes: int) -> None:
        self.path = path
        self._seconds = seconds
        self._deadline = monotonic() + seconds * (limits.PATIENCE if sys.platform == "linux" else 1)
        self._frames: SimpleQueue[bytes | None] = SimpleQueue()
        self._outcome: Workbook | Refusal | None = None
        self._worker: subprocess.Popen[bytes] | None = None
        arguments = f"sys.argv[2], {max(1, round(seconds))}, {int(megabytes)}"
        command = [sys.executable, "-I", "-S", "-c", _START.format(arguments), _HOME, path]
        try:
            self._worker = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
        except ValueError:  # a NUL in the path: there is no such file
            self._outcome = Refusal("missing", file=path)
        except OSError:
            self._outcome = Refusal("died", file=path)
        else:
            threading.Thread(target=_drain, args=(self._worker, self._frames), daemon=True).start()

    def result(self) -> Workbook:
        """The workbook; raises ``Refusal``, also when the worker died or was too slow. May be called again."""
        if self._outcome is None:
            try:
                self._outcome = _assembled(self.path, lambda _: self._arriving())
            except Refusal as refusal:
                refusal.file = self.path
                self._outcome = refusal
            except MemoryError:
                self._outcome = Refusal("memory", file=self.path)
            finally:
                if self._worker is not None and self._worker.poll() is None:
                    self._worker.kill()
        if isinstance(self._outcome, Refusal):
            raise self._outcome
        return self._outcome

    def _arriving(self) -> Iterator[Frame]:
        while True:
            try:
                data = self._frames.get(timeout=max(0.0, self._deadline - monotonic()))
            except Empty:
                raise Refusal("timeout", detail=f"{self._seconds:g}") from None
            if data is None:
                raise self._cause_of_death()
            try:
                frame: Frame = marshal.loads(data)
            except (ValueError, EOFError, TypeError):
                raise Refusal("died") from None
            if frame[0] == "refused":
                _, reason, sheet, cell, detail = frame
                raise Refusal(reason, sheet=sheet, cell=cell, detail=detail)
            yield frame

    def _cause_of_death(self) -> Refusal:
        """What a worker that ended without a last frame died of, by the signal that ended it."""
        code = self._worker.wait() if self._worker is not None else 0
        if code == -24:  # SIGXCPU: its processor time was used up
            return Refusal("timeout", detail=f"{self._seconds:g}")
        if code == -9:  # SIGKILL: the system ran out of memory
            return Refusal("memory")
        return Refusal("died")


def _assembled(path: str, frames: Callable[[Ready], Iterator[Frame]]) -> Workbook:
    """The workbook, put together while no garbage is collected: looking through all cells so far again and again takes
    a fourth of the time of a large one, and nothing of them refers to itself.
    """
    from .assemble import assemble  # here, so that the worker starts before it is fetched

    collects = gc.isenabled()
    gc.disable()
    try:
        return assemble(path, frames)
    finally:
        if collects:
            gc.enable()


def _drain(worker: subprocess.Popen[bytes], frames: SimpleQueue[bytes | None]) -> None:
    """Takes frames out of the pipe as they come, so that a worker never waits for a caller that is busy."""
    assert worker.stdout is not None
    pipe = worker.stdout.fileno()
    while (head := _exactly(pipe, 4)) is not None:
        data = _exactly(pipe, int.from_bytes(head, "little"))
        if data is None:
            break
        frames.put(data)
    worker.wait()
    frames.put(None)
    for stream in (worker.stdin, worker.stdout):
        if stream is not None:
            stream.close()


def _exactly(pipe: int, size: int) -> bytes | None:
    pieces = []
    while size:
        piece = os.read(pipe, min(size, limits.MIB))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
