"""A cell that names several units, taken apart where units meet and not where one unit's name has a comma.

Source of the rule: ``domain.md`` §6. ";" and line breaks separate; "," and "và" only between units or set phrases.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from msgspec import Struct

from ..values.text import tidy

_BRACKETS = re.compile(r"\([^()]*\)")
_HARD = re.compile(r";|\n(?=\s*(\S))")
_SOFT = re.compile(r"\s*,\s*(?:và\s)?\s*|\s+và\s+|\n|\s+(?=phối hợp (?:với|cùng) )", re.IGNORECASE)
_AND = re.compile(r"\bvà\b", re.IGNORECASE)
_LONGEST = 9  # pieces that one name or set phrase can have
_MOST = 60  # pieces of one part that are looked at; more is no list of units


class Part(Struct, frozen=True):
    """What stands between two hard separators, and the spans of its pieces between soft ones.

    ``gaps`` says per gap between two pieces what separates them: "," or "và" or a line break.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]
    gaps: tuple[str, ...]

    def slice(self, first: int, last: int) -> str:
        """The printed text from one piece to another, both included."""
        return self.text[self.pieces[first][0] : self.pieces[last][1]].replace("\n", " ").strip()


def parts(text: str) -> list[Part]:
    """The cell at ";" and line breaks; a line that begins in small letters may go on the line before."""
    text = tidy(text)
    masked = _mask(text)
    found: list[Part] = []
    start = 0
    for hard in [*_HARD.finditer(masked), None]:
        if hard is not None and hard[1] is not None and hard[1].islower():
            continue
        piece = text[start : hard.start() if hard else len(text)]
        start = hard.end() if hard else len(text)
        if part := _part(piece):
            found.append(part)
    return found


def _part(text: str) -> Part | None:
    edges = list(_SOFT.finditer(_mask(text)))[:_MOST]
    begins = [0, *(edge.end() for edge in edges)]
    ends = [*(edge.start() for edge in edges), len(text)]
    kept = tuple((a, b) for a, b in zip(begins, ends, strict=True) if text[a:b].strip(" ,.-"))
    if not kept:
        return None
    between = (text[one[1] : other[0]] for one, other in pairwise(kept))
    return Part(text, kept, tuple("và" if _AND.search(gap) else "\n" if "\n" in gap else "," for gap in between))


def cheapest(count: int, price: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """The division of ``count`` pieces into runs (first, last) whose prices add up to the least; longer runs win ties.

    Work grows with the number of pieces, not its square.
    """
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, count + 1):
        best.append(min((best[at][0] + price(at, end - 1), at) for at in range(max(0, end - _LONGEST), end)))
    runs: list[tuple[int, int]] = []
    end = count
    while end:
        start = best[end][1]
        runs.append((start, end - 1))
        end = start
    return runs[::-1]


def _mask(text: str) -> str:
    """The text with what stands in brackets made unreadable, so that nothing is separated there."""
    return _BRACKETS.sub(lambda m: "·" * len(m[0]), text)
