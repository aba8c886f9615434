"""A profile and those it inherits, read strictly: every mistake with its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pydantic import ValidationError

from ..rulebook.mistakes import KeyPath, Mistake, RuleBookError, file_fault
from ..rulebook.model import keys_of
from ..rulebook.yaml_lines import YamlError, load_with_lines
from ..wording import Saying
from .model import Adjustment, General, ProfileFile

_INNER_KEYS = (*keys_of(Adjustment), *keys_of(General))


class Level(Struct, frozen=True):
    """One profile of a chain: what its file says, and the line of each key.

    ``faults`` are what is wrong in the file by itself; ``data`` is then the rest of it, in which to look for more.
    """

    path: Path
    data: ProfileFile
    lines: Mapping[KeyPath, int]
    text: str
    faults: tuple[Mistake, ...] = ()

    def mistake(self, where: KeyPath, saying: Saying) -> Mistake:
        """A mistake at a key of the file, or at the nearest key around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return Mistake(self.path, self.lines.get(where, 1), saying)

    def folder(self, name: str) -> Path:
        """What a path of the file means."""
        return self.path.parent / name


def read_chain(path: Path) -> tuple[Level, ...]:
    """The profile with all that it inherits, the farthest first.

    Raises RuleBookError where one of them cannot be read at all: what the others mean is then not known.
    """
    levels: list[Level] = []
    seen: set[Path] = set()
    at: Path | None = path
    by: Level | None = None
    while at is not None:
        if by is not None and (at.resolve() in seen or not at.is_file()):
            absent = Saying("mistake.no-file", {"name": by.data.inherits})
            saying = Saying("mistake.inherits-itself") if at.resolve() in seen else absent
            raise RuleBookError([*by.faults, by.mistake(("inherits",), saying)])
        seen.add(at.resolve())
        by = _read(at)
        levels.append(by)
        at = None if by.data.inherits is None else by.folder(by.data.inherits)
    return tuple(reversed(levels))


def digest(levels: tuple[Level, ...], further: tuple[Path, ...]) -> str:
    """A short digest of the settings of a chain and of the data files that it adds."""
    told = sha256()
    for content in (*(level.text.encode() for level in levels), *(path.read_bytes() for path in further)):
        told.update(content + b"\0")
    return told.hexdigest()[:8]


def _read(path: Path) -> Level:
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw, lines = load_with_lines(text)
    except YamlError as error:
        raise RuleBookError([Mistake(path, error.line, error.saying)]) from None
    except UnicodeDecodeError:
        raise RuleBookError([Mistake(path, 1, Saying("mistake.not-text"))]) from None
    except OSError:
        raise RuleBookError([Mistake(path, None, Saying("mistake.cannot-open"))]) from None
    level = Level(path, ProfileFile(name="-", version="-"), lines, text)
    try:
        return replace(level, data=ProfileFile.model_validate(raw))
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
    found = [
        level.mistake(_place(fault["loc"]), file_fault(fault, keys_of(ProfileFile), _INNER_KEYS)) for fault in faults
    ]
    told = {mistake.said("en"): mistake for mistake in found}  # a union tells each of its branches
    ordered = tuple(sorted(told.values(), key=lambda mistake: mistake.line or 0))
    for fault in faults:
        _take_out(raw, _place(fault["loc"]))
    try:
        return replace(level, data=ProfileFile.model_validate({"name": "-", "version": "-"} | raw), faults=ordered)
    except ValidationError:
        raise RuleBookError(ordered) from None


def _place(location: KeyPath) -> KeyPath:
    """Where a fault is; pydantic names the branch of a union behind the key."""
    return location[:4] if location[:1] == ("adjust",) else location


def _take_out(raw: dict[str, Any], place: KeyPath) -> None:
    """Remove what is wrong from what was read; of a list all of it."""
    inside: Any = raw
    for at, key in enumerate(place[:-1]):
        if not isinstance(inside, dict) or not isinstance(inside.get(key), dict):
            place = place[: at + 1]
            break
        inside = inside[key]
    if isinstance(inside, dict):
        inside.pop(place[-1], None)
