"""Every file below a folder, and the folders that may not be opened: what nobody could look into is never left out."""

from __future__ import annotations

import os
from pathlib import Path


def files_below(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files below a folder, hidden ones too, and the folders below it (or itself) that may not be opened; sorted.

    Links to folders are not followed.
    """
    closed: list[Path] = []

    def shut(problem: OSError) -> None:
        if not isinstance(problem, FileNotFoundError | NotADirectoryError):
            closed.append(Path(problem.filename))

    walk = os.walk(folder, onerror=shut)
    found = [Path(home, name) for home, _, names in walk for name in names]
    return sorted(found), sorted(closed)
