"""Addresses as they stand in the file, A1 and A1:B2, to rows and columns that count from 1."""

from __future__ import annotations

from . import limits
from .refusal import Refusal

Range = tuple[int, int, int, int]  # top, left, bottom, right

_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}


def column_of(letters: str) -> int:
    """The column's number; 0 for what is no column, or one beyond Excel's last."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + _LETTERS.get(letter, limits.LAST_COLUMN)
        if number > limits.LAST_COLUMN:
            return 0
    return number


def row_of(digits: str) -> int:
    """The row's number; 0 for what is no row, or one beyond Excel's last."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20:
        return 0
    number = int(digits)
    return number if number <= limits.LAST_ROW else 0


def place_of(address: str) -> tuple[int, int]:
    """Row and column of ``B5`` (``$B$5`` is the same); raises ``Refusal`` outside what Excel has."""
    plain = address.replace("$", "")
    letters = plain.rstrip("0123456789")
    row, column = row_of(plain[len(letters) :]), column_of(letters)
    if not row or not column:
        raise Refusal("extent", cell=address)
    return row, column


def range_of(address: str) -> Range:
    """Top, left, bottom, right of ``A1:C3`` or of a single cell; raises ``Refusal`` outside what Excel has."""
    one, _, other = address.partition(":")
    top, left = place_of(one)
    bottom, right = place_of(other) if other else (top, left)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
