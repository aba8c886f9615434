"""Cell addresses as the package writes them, and cells put together into few ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..places import address_of

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")

Cell = tuple[int, int]  # row and column, both from 1
Area = tuple[int, int, int, int]  # top, left, bottom, right


def cell_at(text: str) -> Cell | None:
    """``H7`` is (7, 8); None for what is not one cell of a sheet."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def area_at(text: str) -> Area | None:
    """``A1:B3`` is (1, 1, 3, 2); a single cell is an area too."""
    first, _, last = text.partition(":")
    start, end = cell_at(first), cell_at(last or first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


def area_text(area: Area) -> str:
    """An area as A1 or A1:B3."""
    top, left, bottom, right = area
    first = address_of(top, left)
    return first if (top, left) == (bottom, right) else f"{first}:{address_of(bottom, right)}"


def put_together(cells: Iterable[Cell]) -> list[Area]:
    """The same cells as few areas: neighbours below one another become one column's range."""
    areas: list[Area] = []
    for column, row in sorted((column, row) for row, column in set(cells)):
        if areas and areas[-1][1] == column and areas[-1][2] == row - 1:
            areas[-1] = (areas[-1][0], column, row, column)
        else:
            areas.append((row, column, row, column))
    return areas
