"""Cell addresses: the one place that turns rows and columns into A1 and back (ECMA-376 part 1, §18.3.1.4)."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=512)
def column_letters(column: int) -> str:
    """``1`` is A, ``28`` is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address_of(row: int, column: int) -> str:
    """Row and column, both from 1, as A1."""
    return f"{column_letters(column)}{row}"


def position(cell: str | None) -> tuple[int, int]:
    """Row and column of an A1 address, for sorting; what has none comes first."""
    letters = (cell or "").rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int((cell or "")[len(letters) :] or 0), column


def sheet_of(reference: str) -> str | None:
    """The sheet in a reference as ``'Kết quả kiểm tra'!$A$1``, also as LibreOffice spells it; None for ``#REF!``."""
    sheet, separator, _ = reference.strip().removeprefix("=").rpartition("!")
    if not separator or "#REF" in reference:
        return None
    sheet = sheet.removeprefix("$")
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet or None
