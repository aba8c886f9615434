"""Every file below a folder, with what it is to the audit: a submission to check, or something else that is listed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..submissions import WORKBOOK_SUFFIXES
from .content import content_of, is_ordinary

_OURS = (".ket-qua",)
_LOCKS = ("~$", ".~lock.")
_NOT_SENT = frozenset({"thumbs.db", "desktop.ini", "ktt-check.yaml"})
_DOCUMENTS = (".pdf", ".doc", ".docx", ".rtf", ".odt", ".txt", ".md", ".csv", ".html", ".htm", ".ppt", ".pptx", ".odp")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp", ".mp3", ".mp4", ".wav")
_FURTHER = (".zip", ".rar", ".7z", ".gz", ".msg", ".eml", ".url", ".lnk", ".xml", ".json", ".yaml")
_OTHER_KINDS = frozenset((*_DOCUMENTS, *_PICTURES, *_FURTHER))
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # zip (.xlsx …) and OLE (.xls, or locked with a password)


class Entry(Struct, frozen=True):
    """A file below the audited folder; ``path`` is relative to it, with slashes.

    ``submitted``: whether it is to be checked; a letter or picture beside the workbooks is only listed. ``sha`` is of
    the content, None where it cannot be read (what then becomes of it, the reader says) or need not be.
    """

    path: str
    submitted: bool
    sha: str | None = None
    trouble: str | None = None  # it cannot even be looked at: ``closed-folder``, ``linked-folder``, ``odd-name``,
    # ``not-fetched``


def discover(folder: Path, without: Path) -> list[Entry]:
    """Everything below the folder in the order of paths, but for what lies below ``without``, results and lock files.

    A link to a folder elsewhere is not followed, and is an entry like a folder that may not be opened.
    """
    return sorted(_below(folder, "", without.resolve(), folder.resolve()), key=lambda entry: entry.path)


def _below(folder: Path, prefix: str, without: Path, top: Path) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as found:
            items = list(found)
    except OSError:
        yield Entry(_looks(prefix.rstrip("/") or "."), submitted=True, trouble="closed-folder")
        return
    for item in items:
        path = prefix + item.name
        if item.name.startswith(".") and item.is_dir():
            continue
        if item.is_dir(follow_symlinks=False):
            if Path(item.path).resolve() != without:
                yield from _below(Path(item.path), f"{path}/", without, top)
        elif item.is_dir():
            if not Path(item.path).resolve().is_relative_to(top):
                yield Entry(_looks(path), submitted=True, trouble="linked-folder")
        elif _sent(item.name):
            submitted = _is_submission(item)
            odd = "odd-name" if _looks(path) != path else None
            yield Entry(_looks(path), submitted, content_of(item.path) if submitted else None, odd)


def _looks(path: str) -> str:
    """The path as text; a name may be any bytes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _sent(name: str) -> bool:
    """Whether it came from a unit, and not from us or from the machine."""
    if name.startswith((*_LOCKS, ".")) or name.lower() in _NOT_SENT:
        return False
    return not any(mark in name for mark in _OURS)


def listed_by_name(name: str) -> bool:
    """Whether its name tells that a file is no submission, so that nobody looks into it."""
    return not _sent(name) or os.path.splitext(name)[1].lower() in _OTHER_KINDS


def _is_submission(item: os.DirEntry[str]) -> bool:
    """By its suffix; a file of no known kind (``x.xlsx.part``, ``x.bak``, no suffix) by its first bytes."""
    suffix = os.path.splitext(item.name)[1].lower()
    if suffix in WORKBOOK_SUFFIXES:
        return True
    if suffix in _OTHER_KINDS or not is_ordinary(item.path):
        return False
    try:
        with open(item.path, "rb") as file:
            return file.read(4) in _WORKBOOK_STARTS
    except OSError:
        return False
