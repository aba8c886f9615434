"""What a whole workbook may still spend of cells, elements, text and merges before it is refused."""

from __future__ import annotations

from . import limits
from .refusal import Refusal


class Budget:
    """Counts down over all sheets of one workbook; what the file states about its own counts is never asked."""

    __slots__ = ("cells", "characters", "elements", "merges")

    def __init__(self) -> None:
        self.cells = limits.CELLS
        self.characters = limits.CHARACTERS
        self.elements = limits.ELEMENTS
        self.merges = limits.MERGES

    def spend_cells(self, number: int) -> None:
        self.cells -= number
        if self.cells < 0:
            raise Refusal("counts", detail="cells")

    def spend_characters(self, number: int) -> None:
        self.characters -= number
        if self.characters < 0:
            raise Refusal("counts", detail="strings")

    def spend_elements(self, number: int) -> None:
        self.elements -= number
        if self.elements < 0:
            raise Refusal("counts", detail="cells")

    def spend_merge(self) -> None:
        self.merges -= 1
        if self.merges < 0:
            raise Refusal("counts", detail="merges")
