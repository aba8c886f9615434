"""What a machine of a cluster needs to check workbooks, packed: no disk need be shared.

``pack`` is what a whole run rests on (programmes, rules, profile and what it names), unpacked below a folder of the
other machine with the paths that it has here; a ``Parcel`` is some workbooks with what lies beside each.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, msgpack

from ..below import files_below
from .checking import Checked, Order, Task


class Sent(Struct, frozen=True):
    """A workbook that goes to another machine.

    ``result`` is its annotated copy of last time, with remarks, ``beside`` one that lies beside the submission,
    ``before`` the earlier reports that the task names.
    """

    task: Task
    content: bytes
    result: bytes | None = None
    beside: bytes | None = None
    before: tuple[bytes, ...] = ()


class Parcel(Struct, frozen=True):
    """Some workbooks to check together."""

    sent: list[Sent]


class Returned(Struct, frozen=True):
    """Their answers, and their annotated copies by their place in the folder of results."""

    answers: list[Checked]
    copies: dict[str, bytes]


def pack(order: Order) -> bytes:
    """Every file that the order's answers rest on beside the submissions, by its path here; raises OSError."""
    return msgpack.encode({str(path): path.read_bytes() for path in _files(order)})


def _files(order: Order) -> Iterator[Path]:
    from ..profiles.reading import read_chain

    folders = [*order.programmes, *order.rules]
    if order.profile is not None:
        for level in read_chain(order.profile):
            yield Path(os.path.abspath(level.path))
            named = (*level.data.rules, *level.data.registries, *level.data.programmes)
            folders += [level.folder(name) for name in named]
    for folder in folders:
        files, closed = files_below(Path(os.path.abspath(folder)))
        for one in closed:
            raise PermissionError(errno.EACCES, "", str(one))
        yield from (path for path in files if path.is_file())


def unpack(packed: bytes, below: Path) -> None:
    """Put the files below a folder of this machine."""
    for path, content in msgpack.decode(packed, type=dict[str, bytes]).items():
        target = moved(Path(path), below)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def moved(path: Path, below: Path) -> Path:
    """Where a path of the other machine is here."""
    return below / Path(*Path(os.path.abspath(path)).parts[1:])
