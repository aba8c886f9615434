"""What a file holds, as a digest: files are told apart by their content, never by name or time."""

from __future__ import annotations

import os
import stat
from hashlib import file_digest

from ..workbook import limits


def content_of(path: str | os.PathLike[str]) -> str | None:
    """The digest of a file as it lies there now; None where it cannot be read, or is too large to be read."""
    try:
        if not is_ordinary(path) or os.stat(path).st_size > limits.FILE_BYTES:
            return None
        with open(path, "rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def is_ordinary(path: str | os.PathLike[str]) -> bool:
    """Whether it is a file on disk, and no pipe or device, which might never end."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
