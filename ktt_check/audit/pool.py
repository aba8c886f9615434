"""Worker processes that may be lost: each file is answered for, also one that kills its worker or never ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic

from msgspec import json

from ..workbook import Refusal
from .checking import Checked, Order, Task
from .worker import receive, send

CHUNK = 16  # workbooks checked together: what a frame costs, it costs once for all of them
SECONDS = 60  # for one workbook alone, from file to annotated copy; the reading has its own, shorter limit
_MORE = 1 / 12  # of that, for each further one of a chunk
_TIMES = 3  # a workbook by itself is given to a process that is lost, until it is the workbook's fault
_WORTH = 8  # workbooks for which a further process is worth its start
_ENDING_SECONDS = 5
_READY_SECONDS = 300  # for loading rules and programmes
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_START = "import sys; sys.path.insert(0, sys.argv[1]); from ktt_check.audit.worker import main; main(int(sys.argv[2]))"


class WorkersError(Exception):
    """No worker becomes ready: nothing can be checked."""


class Pool:
    """Workers for one order. Each has a thread of its own, which a worker does not outlive."""

    def __init__(self, order: Order, jobs: int, seconds: float = SECONDS) -> None:
        self._order, self._jobs, self._seconds = order, jobs, seconds

    def run(self, tasks: Sequence[Task]) -> Iterator[list[Checked]]:
        """The answers, some at a time, in no order; raises WorkersError. Ending it early ends the workers."""
        jobs = max(1, min(self._jobs, len(tasks) // _WORTH))
        waiting = deque(in_chunks(tasks, jobs))
        told: SimpleQueue[list[Checked] | Exception] = SimpleQueue()
        stop = threading.Event()
        message, language = self._order.message(), self._order.language
        desks = [Desk(message, language, self._seconds, stop) for _ in range(min(jobs, len(waiting)))]
        seats = [_Seat(desk, waiting, told, stop) for desk in desks]
        for seat in seats:
            seat.start()
        try:
            left = len(tasks)
            while left:
                answer = told.get()
                if isinstance(answer, Exception):
                    raise answer
                left -= len(answer)
                yield answer
        finally:
            stop.set()
            for desk in desks:
                desk.end()
            for seat in seats:
                seat.join()


class _Seat(threading.Thread):
    """A desk in a thread of its own, which takes what is waiting."""

    def __init__(
        self,
        desk: Desk,
        waiting: deque[list[Task]],
        told: SimpleQueue[list[Checked] | Exception],
        stop: threading.Event,
    ) -> None:
        super().__init__(daemon=True)
        self.desk, self._waiting, self._told, self._stopped = desk, waiting, told, stop

    def run(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    chunk = self._waiting.popleft()
                except IndexError:
                    return
                for answer in self.desk.answers(chunk):
                    self._told.put(answer)
        except Exception as problem:
            self._told.put(problem)
        finally:
            self.desk.end()


class Desk:
    """One worker at a time, with the work handed to it; nothing more once ``stop`` is set."""

    def __init__(
        self, order: bytes, language: str, seconds: float = SECONDS, stop: threading.Event | None = None
    ) -> None:
        self._order, self._language, self._seconds = order, language, seconds
        self._stopped = stop or threading.Event()
        self._worker: _Worker | None = None

    def end(self) -> None:
        """Take the worker's work away from it."""
        if self._worker is not None:
            self._worker.end()

    def answers(self, chunk: list[Task]) -> Iterable[list[Checked]]:
        """The chunk's answers; where that cost a worker, each workbook by itself, so that only the guilty one pays.

        Raises WorkersError.
        """
        if len(chunk) == 1:
            yield from self._alone(chunk)
            return
        try:
            yield self._asked(chunk)
            return
        except _LostError:
            pass
        for task in chunk:
            yield from self._alone([task])

    def _alone(self, chunk: list[Task]) -> Iterable[list[Checked]]:
        """One workbook's answer. That a worker ended may have been another's doing, such as one who used up the memory
        of the machine: only what ends several is guilty, but one that takes too long is not waited for again.
        """
        for time in range(1, _TIMES + 1):
            if self._stopped.is_set():
                return
            try:
                yield self._asked(chunk)
                return
            except _LostError as lost:
                if time == _TIMES or lost.reason == "timeout":
                    yield [lost_to(chunk[0], lost.reason, self._language, self._seconds)]
                    return

    def _asked(self, chunk: list[Task]) -> list[Checked]:
        if self._worker is None or self._worker.gone:
            self._ready()
        assert self._worker is not None
        answer = self._worker.ask(json.encode(chunk), self._seconds * (1 + _MORE * (len(chunk) - 1)))
        return json.decode(answer, type=list[Checked])

    def _ready(self) -> None:
        for _ in range(5):  # one that the machine could not start may be followed by one that it can
            worker = self._worker = _Worker()
            try:
                if self._stopped.is_set():
                    raise _LostError("died")
                worker.ask(self._order, _READY_SECONDS)
            except _LostError:
                worker.end()
                if self._stopped.is_set():
                    raise
            else:
                return
        raise WorkersError


def lost_to(task: Task, reason: str, language: str, seconds: float = SECONDS) -> Checked:
    """The answer about a workbook that cost its process; the next run tries again."""
    refusal = Refusal(reason, file=task.path, detail=f"{seconds:g}")
    return Checked(task.path, error=refusal.sentence(language), passing=True)


def in_chunks(tasks: Sequence[Task], jobs: int) -> list[list[Task]]:
    """The work in pieces, so many that every job has its share."""
    size = max(1, min(CHUNK, len(tasks) // (2 * jobs)))
    return [list(tasks[at : at + size]) for at in range(0, len(tasks), size)]


class _LostError(Exception):
    """A worker ended or had to be ended; ``reason`` is that of a refusal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self.gone = False
        command = [sys.executable, "-I", "-c", _START, _HOME, str(os.getpid())]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, message: bytes, seconds: float) -> bytes:
        """The answer to a message; raises _LostError where there is none in time."""
        deadline = monotonic() + seconds
        try:
            assert self._process.stdin is not None
            send(self._process.stdin, message)
            answer = self._answers.get(timeout=max(0.0, deadline - monotonic()))
        except Empty:
            self.end()
            raise _LostError("timeout") from None
        except (OSError, ValueError):  # it is gone, and with it the pipe
            answer = None
        if answer is None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING_SECONDS)
            killed = self._process.poll() == -9  # by the system, which ran out of memory
            self.end()
            raise _LostError("memory" if killed else "died")
        return answer

    def end(self) -> None:
        """Whatever it is doing."""
        self.gone = True
        with suppress(OSError):
            self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        while (message := receive(self._process.stdout)) is not None:
            self._answers.put(message)
        self._answers.put(None)
        self._process.wait()
        self._process.stdout.close()
        with suppress(OSError):
            self._process.stdin.close()
