"""What is the same in many rows of a worksheet, so that it is understood once: their cells, kinds, styles, formulas.

A row's *shape* is its text without what varies from row to row: its number, the stored values, the formulas' text.
The text is given here with ``\\0`` for the row's number in an address and with ``<v>`` for a value with its element;
neither can stand in a row by itself, so that a row is known by its shape, its number and its values.
"""

from __future__ import annotations

import re

from .places import column_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .cells import Raw
    from .styles import Note

    # Columns of the values, their kinds, what makes a raw value of each, which of them are places of shared strings,
    # notes by column, and how many cells there are.
    Shape = tuple[tuple[int, ...], str, list[Callable[[bytes], Raw]], list[int], dict[int, Note] | None, int]

VALUE_END = b"\x0c"  # ends each value: it cannot stand in XML, and a number may be followed by it
_KEPT_NUMBERS = 20_000
_FORMULA = (True, False, None, None, False)
_STRUCK = (False, False, None, None, True)

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\0"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="([ns])")?(?:/>|>(<f/>)?(<v>)</c>)'
)
_STEP = 6  # of a split by _CELL: what stands between two cells, then the five groups of a cell
_NUMBER = re.compile(rb"[0-9.eE+-]{1,32}" + VALUE_END)


class Numbers(dict[bytes, float]):
    """Written numbers to their values; what is no finite number raises ``ValueError``."""

    def __missing__(self, written: bytes) -> float:
        if _NUMBER.fullmatch(written) is None:
            raise ValueError
        number = float(written)
        if number - number != 0.0:
            raise ValueError
        if len(self) >= _KEPT_NUMBERS:
            self.clear()
        self[written] = number
        return number


def shape_of(text: bytes, styles: dict[str, Note], numbers: Numbers) -> Shape | None:
    """The shape of rows with this text; None where it is not plain, and the parser is to read them."""
    split = _CELL.split(text)
    if any(split[::_STEP]):
        return None
    columns: list[int] = []
    kinds: list[str] = []
    notes: dict[int, Note] = {}
    last = 0
    for letters, style, kind, formula, value in zip(*(split[group::_STEP] for group in range(1, _STEP)), strict=True):
        column = column_of(letters.decode())
        if column <= last:
            return None
        last = column
        if value is None:
            continue
        columns.append(column)
        note = styles.get(style.decode() if style else "0")
        if kind == b"s":
            if formula is not None:
                return None
            kinds.append("s")
            if note is not None and note[4]:
                notes[column] = _STRUCK
        else:
            kinds.append("n")
            if formula is not None:
                _, _, _, code, struck = note or _FORMULA
                notes[column] = (True, False, None, code, struck)
            elif note is not None:
                notes[column] = note
    makers = [int if kind == "s" else numbers.__getitem__ for kind in kinds]
    strings = [place for place, kind in enumerate(kinds) if kind == "s"]
    return tuple(columns), "".join(kinds), makers, strings, notes or None, len(split) // _STEP
