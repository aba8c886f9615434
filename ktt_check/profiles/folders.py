"""What a profile adds by naming folders: rules, registries and programmes; each must be there and of some use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .. import registries
from ..rulebook.mistakes import Mistake, unknown
from ..submissions import workbooks_below
from ..wording import Saying
from .reading import Level


def folders(level: Level, key: str, mistakes: list[Mistake], known: tuple[Path, ...] = ()) -> list[Path]:
    """The folders that a profile names under a key; those that are not there, or are named already, are mistakes."""
    found: list[Path] = []
    for at, name in enumerate(getattr(level.data, key)):
        folder = level.folder(name)
        if not folder.is_dir():
            mistakes.append(level.mistake((key, at), Saying("mistake.no-such-folder", {"name": name})))
        elif not os.access(folder, os.R_OK | os.X_OK):
            mistakes.append(level.mistake((key, at), Saying("mistake.closed-folder")))
        elif folder.resolve() in {one.resolve() for one in (*known, *found)}:
            mistakes.append(level.mistake((key, at), Saying("mistake.no-effect", {"name": name})))
        elif next(_useful(folder, key), None) is None:
            mistakes.append(level.mistake((key, at), Saying(f"mistake.nothing-in-{key}", {"name": name})))
        else:
            found.append(folder)
    return found


def _useful(folder: Path, key: str) -> Iterator[Path]:
    match key:
        case "rules":
            yield from (path for path in folder.rglob("*.yaml") if not path.name.startswith("_"))
        case "programmes":
            yield from workbooks_below(folder)
        case _:
            yield from _entries(folder)


def _entries(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.iterdir()) if not path.name.startswith((".", "~$")))


def registry_mistakes(added: list[Path]) -> list[Mistake]:
    """Files in these folders that no registry has, and what is wrong in those that one has."""
    strange = [path for folder in added for path in _entries(folder) if path.name not in registries.ADDED_TO]
    mistakes = [Mistake(path, None, unknown("registry", path.name, registries.ADDED_TO)) for path in strange]
    told = registries.faults(tuple(added)) if added else []
    return mistakes + [Mistake(None, None, Saying("mistake.registry", {"told": message})) for message in told]


def data_files(added: list[Path]) -> tuple[Path, ...]:
    """The registry files of these folders, in order."""
    return tuple(path for folder in added for path in _entries(folder) if path.name in registries.ADDED_TO)
