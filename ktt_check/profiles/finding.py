"""Where a profile is looked for: upwards from the current directory, never in a folder that is being checked.

What was sent in must not bring the settings by which it is judged; with ``--profile`` any file may be named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from ..resources import PROFILE


class Search(Struct, frozen=True):
    """The nearest profile, None where there is none, and those passed over because they lie in a checked folder."""

    found: Path | None
    passed_over: tuple[Path, ...] = ()


def find_profile(checked: Iterable[Path] = ()) -> Search:
    """Look for a profile; ``checked`` are the files and folders named to be checked."""
    try:
        here = Path.cwd()
    except OSError:
        return Search(None)
    folders = [path.resolve() for path in checked if os.path.isdir(path)]
    passed_over: list[Path] = []
    for folder in (here, *here.parents):
        path = folder / PROFILE
        if not os.path.isfile(path):
            continue
        if any(path.resolve().is_relative_to(one) for one in folders):
            passed_over.append(path)
        else:
            return Search(path, tuple(passed_over))
    return Search(None, tuple(passed_over))
