"""A registry's data files as rows: tab-separated UTF-8 text, blank lines and ``#`` comments left out, no quoting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


class RegistryError(ValueError):
    """The registry's data cannot be used; ``messages`` names each mistake with its file and line."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = tuple(messages)


def read_rows(paths: Iterable[Path], columns: Sequence[str], made_of: Callable[[list[str]], _T | str]) -> Iterator[_T]:
    """What is made of each row of those files that there are; a text is what is wrong with the row.

    Raises RegistryError at the end, with every mistake of every file.
    """
    mistakes: list[str] = []
    for path in paths:
        try:
            text = text_of(path, mistakes)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if text is None:
            continue
        rows = list(numbered_cells(text))
        if not rows or rows[0][1] != list(columns):
            mistakes.append(f"{path}:{rows[0][0] if rows else 1}: hàng tiêu đề phải là {', '.join(columns)}")
            continue
        for number, cells in rows[1:]:
            made = made_of(cells)
            if isinstance(made, str):
                mistakes.append(f"{path}:{number}: {made}")
            else:
                yield made
    if mistakes:
        raise RegistryError(mistakes)


def text_of(path: Path, mistakes: list[str]) -> str | None:
    """The file's text; None, and a mistake, where it cannot be read. Where there is none it raises."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise
    except (OSError, UnicodeDecodeError):
        mistakes.append(f"{path}: không đọc được (cần tệp văn bản UTF-8).")
    return None


def numbered_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that holds a row, with the line's number."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split("\t")
