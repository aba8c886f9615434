"""What a file holds, as a digest: files are told apart by their content, never by name or time."""

from __future__ import annotations

import os
import stat
from hashlib import sha256

from ..workbook import limits

_PIECE = 64 * 1024


def content_of(path: str | os.PathLike[str]) -> str | None:
    """The digest of a file as it lies there now; None where it cannot be read, or is too large to be read."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limits.FILE_BYTES:
            return None
        digest = sha256()
        with open(path, "rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()


def is_ordinary(path: str | os.PathLike[str]) -> bool:
    """Whether it is a file on disk, and no pipe or device, which might never end."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False
