"""The file's bytes, read once: everything later works on them, so that nobody can change them under our hands."""

from __future__ import annotations

import os
import stat

from . import limits
from .refusal import Refusal


def load(path: str | os.PathLike[str], digest: str | None = None) -> bytes:
    """The whole file; raises ``Refusal``.

    Its reasons: missing, permission, directory, closed-folder, not-a-file, disk, too-large, changed.
    With ``digest``, the SHA-256 of what an earlier reading saw, another content counts as changed.
    """
    try:
        before = os.stat(path)
        if stat.S_ISDIR(before.st_mode):
            raise Refusal("directory" if os.access(path, os.R_OK | os.X_OK) else "closed-folder")
        if not stat.S_ISREG(before.st_mode):  # a pipe or device might never end
            raise Refusal("not-a-file")
        if before.st_size > limits.FILE_BYTES:
            raise Refusal("too-large", detail=str(limits.FILE_BYTES // limits.MIB))
        with open(path, "rb") as file:
            data = file.read(before.st_size + 1)
        after = os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise Refusal("missing") from None
    except PermissionError:
        raise Refusal("permission") from None
    except OSError:
        raise Refusal("disk") from None
    if _identity(before) != _identity(after) or len(data) != after.st_size:
        raise Refusal("changed")
    if digest is not None:
        from hashlib import sha256

        if sha256(data).hexdigest() != digest:
            raise Refusal("changed", file=os.fspath(path))
    return data


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
