"""What takes long to make of data files, kept in the user's cache folder under a digest of all it was made from.

Nothing depends on it: an entry that is missing, damaged, of other contents or of another build of the code is made
anew, and where the folder cannot be written nothing is kept. An entry can name this package's own types and a few plain
ones, nothing else, so that a forged one can run no code.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import sys
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from . import __version__

ENVIRONMENT = "KTT_CHECK_CACHE"
"""Names another folder for what is kept; empty: nothing is kept."""

_PACKAGE = __name__.partition(".")[0]
_PLAIN = {
    ("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("decimal", "Decimal"),
    ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"), ("pathlib", "Path"),
}  # fmt: skip


def recall(name: str, place: Path, made_from: bytes) -> Any | None:
    """What was kept under this name for this folder, if it was made from exactly this; None otherwise."""
    try:
        content = _entry(name, place).read_bytes()
        head = _head(made_from)
        return _Reader(io.BytesIO(content[len(head) :])).load() if content.startswith(head) else None
    except Exception:  # whatever is wrong with it, it is made anew
        return None


def keep(name: str, place: Path, made_from: bytes, what: Any) -> None:
    """Keep it for the next run in place of what was kept for this folder before; silently not, where that fails."""
    with contextlib.suppress(OSError, LookupError, RuntimeError, pickle.PicklingError):  # also: no home folder
        from .whole_files import written_whole  # seldom needed, and not free to import

        entry = _entry(name, place)
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = io.BytesIO()
        _Writer(content, pickle.HIGHEST_PROTOCOL).dump(what)
        with written_whole(entry) as file:
            file.write(_head(made_from) + content.getvalue())


class _Writer(pickle.Pickler):
    """Modules of this package by their names, all else as pickle writes it."""

    def persistent_id(self, obj: Any) -> str | None:
        return obj.__name__ if isinstance(obj, ModuleType) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, name: Any) -> ModuleType:
        if not str(name).startswith(f"{_PACKAGE}."):
            raise pickle.UnpicklingError(name)
        return import_module(name)

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        ours = isinstance(found, type) and found.__module__.startswith(f"{_PACKAGE}.")
        if not ours and (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(name)
        return found


def _entry(name: str, place: Path) -> Path:
    return _folder() / f"{name}-{sha256(os.fsencode(place.absolute())).hexdigest()[:16]}"


def _folder() -> Path:
    named = os.environ.get(ENVIRONMENT)
    if named is not None:
        if not named:
            raise OSError
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"]) / _PACKAGE / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / _PACKAGE
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / _PACKAGE


def _head(made_from: bytes) -> bytes:
    return sha256(_build() + made_from).digest()


@cache
def _build() -> bytes:
    """Which code made an entry: in a checkout it changes without a new version."""
    stamps: list[tuple[str, int, int]] = []
    for folder, _, names in os.walk(os.path.dirname(__file__)):
        for name in names:
            if name.endswith(".py"):
                seen = os.stat(os.path.join(folder, name))
                stamps.append((os.path.join(folder, name), seen.st_size, seen.st_mtime_ns))
    return repr((__version__, sys.version, sorted(stamps))).encode()
