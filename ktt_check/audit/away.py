"""A machine of a cluster: unpacks what a run rests on once, then checks the workbooks that it is sent.

The checking itself is done in a process that may be lost, as at home: no workbook ends a machine's own process.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from msgspec import json, msgpack
from msgspec.structs import replace

from .. import __version__
from ..outputs.annotated import result_path
from .checking import Checked, Order
from .parcel import Parcel, Returned, Sent, moved, unpack
from .pool import Desk

_offices: dict[int, _Office] = {}  # by thread


class _Office:
    """What one thread of a machine keeps between two parcels of a run."""

    def __init__(self, name: str, packed: bytes, order: bytes) -> None:
        self.name = name
        self._home = Path(tempfile.mkdtemp(prefix="ktt-check-", dir=_scratch()))
        unpack(packed, self._home)
        ours = Order.of(order)
        self._order = replace(
            ours,
            folder=moved(ours.folder, self._home),
            out=moved(ours.out, self._home),
            programmes=tuple(moved(path, self._home) for path in ours.programmes),
            rules=tuple(moved(path, self._home) for path in ours.rules),
            profile=None if ours.profile is None else moved(ours.profile, self._home),
        )
        for folder in (self._order.folder, self._order.out, *self._order.programmes, *self._order.rules):
            folder.mkdir(parents=True, exist_ok=True)
        self._desk = Desk(self._order.message(), ours.language)

    def close(self) -> None:
        self._desk.end()
        shutil.rmtree(self._home, ignore_errors=True)

    def check(self, parcel: Parcel) -> bytes:
        """The answers with the paths that things have where the parcel came from."""
        for one in parcel.sent:
            self._lay_out(one)
        try:
            answers = [answer for some in self._desk.answers([one.task for one in parcel.sent]) for answer in some]
            copies = {path: (self._order.out / path).read_bytes() for path in _written(answers)}
            told = json.decode(self._as_there(json.encode(answers)), type=list[Checked])
            return msgpack.encode(Returned(told, copies))
        finally:
            for folder in (self._order.folder, self._order.out):
                for path in list(folder.iterdir()):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _as_there(self, message: bytes) -> bytes:
        return message.replace(json.encode(str(self._home))[1:-1], b"")

    def _lay_out(self, one: Sent) -> None:
        self._put(self._order.folder / one.task.path, one.content)
        for path, content in zip(one.task.before, one.before, strict=True):
            self._put(self._order.folder / path, content)
        if one.result is not None:
            self._put(self._order.out / one.task.target, one.result)
        if one.beside is not None:
            own = self._order.folder / one.task.path
            self._put(result_path(own, own.parent), one.beside)

    @staticmethod
    def _put(target: Path, content: bytes) -> None:
        with suppress(OSError):  # a name that this machine cannot have: told of as a file that is not there
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _written(answers: list[Checked]) -> list[str]:
    return [one.target for one in answers if one.target is not None]


def check_away(name: str, packed: bytes, order: bytes, parcel: bytes) -> bytes:
    """What a machine of the cluster does with a parcel of the run of that name."""
    me = threading.get_ident()
    office = _offices.get(me)
    if office is None or office.name != name:
        if office is not None:
            office.close()
        office = _offices[me] = _Office(name, packed, order)
    return office.check(msgpack.decode(parcel, type=Parcel))


def leave(name: str) -> None:
    """What a machine does when the run of that name has ended."""
    for thread, office in list(_offices.items()):
        if office.name == name:
            _offices.pop(thread).close()


def _scratch() -> str | None:
    """The folder that dask clears away when a machine's process ends, however that went."""
    from distributed import get_worker

    return str(get_worker().local_directory)


def version() -> str:
    """Of the tool on this machine."""
    return __version__
