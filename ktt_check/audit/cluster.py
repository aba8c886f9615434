"""The work of an audit on a cluster: dask hands parcels of workbooks to its machines and gives lost ones to others.

Only what is done per workbook goes there; what is remembered and told is done at home, so that the results are those
of an audit on one machine. dask is an extra (``ktt-check[cluster]``), imported where it is asked for.
"""

from __future__ import annotations

import secrets
import warnings
from asyncio import CancelledError
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import msgpack
from msgspec.structs import replace

from .. import __version__
from ..outputs.annotated import result_path
from ..session import cannot_write
from ..workbook import limits
from . import away
from .checking import Checked, Order, Task
from .content import is_ordinary
from .parcel import Parcel, Returned, Sent, pack
from .pool import Pool, WorkersError, in_chunks, lost_to
from .summary import put

_AHEAD = 3  # parcels for each process of the cluster that are on their way at once
_PARCEL, _BYTES = 8_000_000, 200_000_000  # about what one weighs, and all that are on their way


class ClusterError(Exception):
    """The cluster cannot be used; ``reason`` is ``no-dask``, ``unreachable``, ``other-version``, or ``closed`` with the
    path of a file that cannot be sent to its machines.
    """

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.reason, self.path = reason, path


class Cluster:
    """A cluster for one order: that of a scheduler at an address, or processes of this machine."""

    def __init__(self, order: Order, jobs: int, address: str | None = None) -> None:
        """Raises ClusterError."""
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise ClusterError("no-dask") from None
        self._order = order
        self._own: Any = None
        try:
            if address is None:
                self._own = distributed.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=50
                )
            self._client: Any = distributed.Client(address or self._own, timeout=10, set_as_default=False)
        except (OSError, ValueError, TypeError):
            self.close()
            raise ClusterError("unreachable") from None
        if any(other != __version__ for other in self._client.run(away.version).values()):
            self.close()
            raise ClusterError("other-version")

    def close(self) -> None:
        """Leave the cluster, and end it where it is ours."""
        for one in (getattr(self, "_client", None), self._own):
            if one is not None:
                one.close()

    def run(self, tasks: Sequence[Task]) -> Iterator[list[Checked]]:
        """The answers, some at a time, in no order; raises WorkersError and ClusterError."""
        name = secrets.token_hex(8)
        try:
            yield from self._run(name, tasks)
        except (CancelledError, TimeoutError, RuntimeError, OSError) as problem:
            raise WorkersError from problem
        finally:
            with suppress(Exception):  # the cluster may be gone
                self._client.run(away.leave, name)

    def _run(self, name: str, tasks: Sequence[Task]) -> Iterator[list[Checked]]:
        distributed: Any = import_module("distributed")
        size = max(1, sum(self._client.nthreads().values()))
        try:
            needed = pack(self._order)
        except OSError as closed:
            raise ClusterError("closed", str(closed.filename)) from None
        # A result of a task, which a machine that was lost had alone, is made again; what is scattered is not.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")
            packed = self._client.submit(bytes, needed, key=f"ktt-check-{name}")
        waiting, at_home = deque(in_chunks(tasks, size)), list[Task]()
        doing: dict[Any, tuple[list[Task], int]] = {}
        done = distributed.as_completed(loop=self._client.loop)
        while waiting or doing:
            while waiting and len(doing) < _AHEAD * size and sum(weight for _, weight in doing.values()) < _BYTES:
                parcel = self._parcel(waiting, at_home)
                if parcel.sent:
                    future = self._hand_out(name, packed, parcel)
                    doing[future] = ([one.task for one in parcel.sent], sum(len(one.content) for one in parcel.sent))
                    done.add(future)
            if not doing:
                break
            future = next(done)
            (chunk, _), problem = doing.pop(future), future.exception()
            if problem is None:
                yield self._taken_back(future.result())
            elif not isinstance(problem, distributed.KilledWorker):
                raise WorkersError from problem
            elif len(chunk) > 1:
                waiting.extendleft([task] for task in chunk)
            else:
                yield [lost_to(chunk[0], "died", self._order.language)]
            future.release()
        if at_home:  # pipes, files that may not be opened, too large ones: what is to be said of them is said here
            yield from Pool(self._order, 1).run(at_home)

    def _parcel(self, waiting: deque[list[Task]], at_home: list[Task]) -> Parcel:
        """The next workbooks that are waiting, as many as are not too heavy together; those that cannot be sent are put
        aside.
        """
        chunk, sent = deque(waiting.popleft()), list[Sent]()
        while chunk and sum(len(one.content) for one in sent) < _PARCEL:
            task = chunk.popleft()
            one = self._sent(task)
            if one is None:
                at_home.append(task)
            else:
                sent.append(one)
        if chunk:
            waiting.appendleft(list(chunk))
        return Parcel(sent)

    def _hand_out(self, name: str, packed: Any, parcel: Parcel) -> Any:
        message = msgpack.encode(parcel)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a heavy workbook is as heavy as it is
            return self._client.submit(away.check_away, name, packed, self._order.message(), message, pure=False)

    def _sent(self, task: Task) -> Sent | None:
        here = self._order.folder / task.path
        content = _read(here)
        before = [_read(self._order.folder / path) for path in task.before]
        if content is None or None in before:
            return None
        result, beside = _read(self._order.out / task.target), _read(result_path(here, here.parent))
        return Sent(task, content, result, beside, tuple(one for one in before if one is not None))

    def _taken_back(self, message: bytes) -> list[Checked]:
        returned = msgpack.decode(message, type=Returned)
        return [self._put(one, returned.copies) for one in returned.answers]

    def _put(self, one: Checked, copies: dict[str, bytes]) -> Checked:
        """The answer, its annotated copy written; where that cannot be, the next run tries again."""
        if one.target is None:
            return one
        target = self._order.out / one.target
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            put(target, copies[one.target])
        except OSError as problem:
            words = cannot_write(target, problem, self._order.language)
            return replace(one, error=words, passing=True, target=None)
        return one


def _read(path: Path) -> bytes | None:
    """A file's bytes; None where it is no ordinary file, too large or not to be read."""
    try:
        if not is_ordinary(path) or path.stat().st_size > limits.FILE_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
