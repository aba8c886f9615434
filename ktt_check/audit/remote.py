"""Submissions in an object store: what is new there is fetched into the folder of results, and checked from there.

Any store that fsspec knows by its URL (``s3://bucket/nop``); its keys come from the usual environment. fsspec and the
store's own library are extras (``ktt-check[cluster]``), imported where such a folder is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import json

from ..whole_files import written_whole
from ..workbook import limits
from .discover import Entry, listed_by_name
from .summary import put

_HOME = ".nop"  # below the folder of results
_INDEX = ".da-lay.json"  # what of each object was fetched


class StoreError(Exception):
    """The store cannot be used; ``reason`` is ``no-library``, ``unreachable`` or ``absent``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_remote(folder: str) -> bool:
    """Whether a folder is named by a URL."""
    return "://" in folder


def home_of(out: Path) -> Path:
    """Where what was fetched lies."""
    return out / _HOME


def fetch(url: str, out: Path) -> list[Entry]:
    """Make the folder below ``out`` what the store has by now; returns what of it cannot be had, each as an entry.

    Only objects that changed are fetched, by what the store says of their content. Raises StoreError and OSError.
    """
    store, top = _store(url)
    home = home_of(out)
    home.mkdir(parents=True, exist_ok=True)
    index = _index(home)
    kept: dict[str, str] = {}
    troubles: list[Entry] = []
    try:
        objects = store.find(top, detail=True)
        if not objects and not store.exists(top):  # a misspelt folder must not look like one from which all was taken
            raise StoreError("absent")
        for key, facts in sorted(objects.items()):
            path = key.removeprefix(top).lstrip("/")
            if not path or path.endswith("/"):
                continue
            if not _sound(path):
                troubles.append(Entry(path, submitted=True, trouble="odd-name"))
                continue
            mark = _mark(store, key, facts)
            if (index.get(path) == mark and (home / path).is_file()) or _fetched(store, key, facts, home / path):
                kept[path] = mark
            else:
                troubles.append(Entry(path, submitted=True, trouble="not-fetched"))
    except StoreError:
        raise
    except Exception as problem:  # each store has errors of its own
        _note(home, {**index, **kept})  # what has been fetched by now need not be fetched again
        if isinstance(problem, OSError) and problem.errno is not None and not isinstance(problem, FileNotFoundError):
            raise
        raise StoreError("unreachable") from problem
    _forget(home, kept)
    _note(home, kept)
    return troubles


def _store(url: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise StoreError("no-library") from None
    try:
        store, top = fsspec.core.url_to_fs(url)
    except ImportError:
        raise StoreError("no-library") from None
    except Exception as problem:
        raise StoreError("unreachable") from problem
    return store, str(top)


def _index(home: Path) -> Mapping[str, str]:
    with suppress(OSError, ValueError):
        return json.decode((home / _INDEX).read_bytes(), type=dict[str, str])
    return {}


def _note(home: Path, fetched: Mapping[str, str]) -> None:
    put(home / _INDEX, json.encode(fetched))


def _sound(path: str) -> bool:
    """Whether a key can be a file below a folder, and stays there."""
    return all(part not in ("", ".", "..") and "\0" not in part for part in path.split("/")) and "\\" not in path


def _mark(store: Any, key: str, facts: Mapping[str, Any]) -> str:
    """What tells one content of an object from another: the store's digest, else its size and time."""
    for name in ("ETag", "etag", "md5Hash", "content_md5", "checksum"):
        if facts.get(name):
            return f"{name} {facts[name]} {facts.get('size')}"
    return str(store.ukey(key))


def _fetched(store: Any, key: str, facts: Mapping[str, Any], target: Path) -> bool:
    """Whether it is here now; what need not be looked into, or is too large to be, is here by its name and size."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        size = int(facts.get("size") or 0)
        with written_whole(target) as file:
            if listed_by_name(target.name) or size > limits.FILE_BYTES:
                file.truncate(size)
            else:
                store.get_file(key, file.name)  # few stores write to a file that is open already
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, FileExistsError, PermissionError):
        return False
    return True


def _forget(home: Path, kept: Mapping[str, str]) -> None:
    """Take away what the store has no longer."""
    for path in list(_files(home)):
        if path.relative_to(home).as_posix() not in kept and path.name != _INDEX:
            path.unlink()
            with suppress(OSError):
                path.parent.rmdir()


def _files(home: Path) -> Iterator[Path]:
    return (path for path in home.rglob("*") if path.is_file())


def shown(url: str) -> str:
    """The URL without what may be a secret in it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{PurePosixPath(rest.rpartition('@')[2].partition('?')[0])}"
