"""Marks put together by cell: one fill and one comment each, whatever number of findings points there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from ..findings import SEVERITIES, Severity
from .cells import Area, Cell, cell_at, put_together
from .marks import Mark

MOST_NOTES = 5000  # comments in one workbook; Excel draws a box for each


class CellMark:
    """All marks of one cell: the strongest severity, and the lines in the order in which they came."""

    __slots__ = ("lines", "severity")

    def __init__(self) -> None:
        self.severity: Severity = SEVERITIES[-1]
        self.lines: list[str] = []

    def add(self, severity: Severity, lines: Sequence[str]) -> None:
        self.severity = min(self.severity, severity, key=SEVERITIES.index)
        self.lines += lines


def cells_to_mark(marks: Sequence[Mark]) -> tuple[dict[str, dict[Cell, CellMark]], int]:
    """Marks by sheet and cell, and how many cells are only filled since there are too many for a note each.

    One whose address is no cell stands on the result sheet alone.
    """
    sheets: dict[str, dict[Cell, CellMark]] = {}
    cells = 0
    for mark in marks:
        cell = cell_at(mark.cell)
        if cell is None:
            continue
        of_sheet = sheets.setdefault(mark.sheet, {})
        cells += cell not in of_sheet
        of_sheet.setdefault(cell, CellMark()).add(mark.severity, mark.lines if cells <= MOST_NOTES else ())
    return sheets, max(cells - MOST_NOTES, 0)


def to_top_left(
    cells: Mapping[Cell, CellMark], merges: Sequence[Area]
) -> tuple[dict[Cell, CellMark], dict[Cell, Area]]:
    """Marks moved to the cell that a merged range shows, and the range of each cell that is merged."""
    rows = sorted({row for row, _ in cells})
    by_row: dict[int, list[int]] = {}
    for row, column in cells:
        by_row.setdefault(row, []).append(column)
    inside: dict[Cell, Area] = {}
    for area in merges:
        top, left, bottom, right = area
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            inside.update(((row, column), area) for column in by_row[row] if left <= column <= right)
    moved: dict[Cell, CellMark] = {}
    ranges: dict[Cell, Area] = {}
    for cell, mark in cells.items():
        area_of_cell = inside.get(cell)
        shown = cell if area_of_cell is None else area_of_cell[:2]
        if area_of_cell is not None:
            ranges[shown] = area_of_cell
        moved.setdefault(shown, CellMark()).add(mark.severity, mark.lines)
    return moved, ranges


def areas_to_fill(cells: Mapping[Cell, CellMark], ranges: Mapping[Cell, Area]) -> dict[Severity, list[Area]]:
    """The ranges to be filled by severity, a merged range whole."""
    areas: dict[Severity, list[Area]] = {}
    for severity in SEVERITIES:
        own = [cell for cell, mark in cells.items() if mark.severity == severity]
        areas[severity] = put_together(cell for cell in own if cell not in ranges)
        areas[severity] += [ranges[cell] for cell in own if cell in ranges]
    return areas
