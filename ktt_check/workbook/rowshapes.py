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

    # Columns of the values, their kinds, what makes a raw value of each, which of them are places of shared strings
    # (None for all of them), notes by column, and how many cells there are.
    Shape = tuple[tuple[int, ...], str, list[Callable[[bytes], Raw]], list[int] | None, dict[int, Note] | None, int]
    # The values' columns, kinds, styles, and whether there is a formula; and how many cells there are.
    Cells = tuple[tuple[int, ...], str, tuple[str, ...], tuple[bool, ...], int]

VALUE_END = b"\x0c"  # ends each written value: it cannot stand in XML, and a number may be followed by it
_KEPT = 20_000  # different values of one kind
SHAPES = 500  # kept at a time …
LONG_SHAPE = 4 * 1024  # … each up to so many bytes
_FORMULA = (True, False, None, None, False)
_STRUCK = (False, False, None, None, True)

_CELL = re.compile(rb'<c r="([A-Z]{1,3})\0"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="([ns])")?(?:/>|>(<f/>)?(<v>)</c>)')
_STEP = 6  # of a split by _CELL: what stands between two cells, then the five groups of a cell
_NUMBER = re.compile(rb"[0-9.eE+-]{1,32}" + VALUE_END)


class _Numbers(dict[bytes, float]):
    """Written numbers to their values; what is no finite number raises ``ValueError``."""

    def __missing__(self, written: bytes) -> float:
        if _NUMBER.fullmatch(written) is None:
            raise ValueError
        number = float(written)
        if number - number != 0.0:
            raise ValueError
        if len(self) >= _KEPT:
            self.clear()
        self[written] = number
        return number


class _Places(dict[bytes, int]):
    """Written places of shared strings to whole numbers; what is none raises ``ValueError``."""

    def __missing__(self, written: bytes) -> int:
        if not written[:-1].isdigit() or not written.endswith(VALUE_END):
            raise ValueError
        if len(self) >= _KEPT:
            self.clear()
        place = self[written] = int(written)
        return place


_MAKERS: dict[str, Callable[[bytes], Raw]] = {"s": _Places().__getitem__, "n": _Numbers().__getitem__}


def shape_of(text: bytes, styles: dict[str, Note]) -> Shape | None:
    """The shape of rows with this text; None where it is not plain, and the parser is to read them."""
    found = _cells(text)
    if found is None:
        return None
    columns, kinds, styled, formulas, count = found
    notes: dict[int, Note] = {}
    for column, kind, style, formula in zip(columns, kinds, styled, formulas, strict=True):
        note = styles.get(style)
        if formula:
            _, _, _, code, struck = note or _FORMULA
            notes[column] = (True, False, None, code, struck)
        elif note is not None:
            if kind == "n":
                notes[column] = note
            elif note[4]:
                notes[column] = _STRUCK
    strings = [place for place, kind in enumerate(kinds) if kind == "s"]
    makers = [_MAKERS[kind] for kind in kinds]
    return columns, kinds, makers, None if len(strings) == len(kinds) else strings, notes or None, count


def _cells(text: bytes) -> Cells | None:
    split = _CELL.split(text)
    if any(split[::_STEP]):
        return None
    columns: list[int] = []
    kinds: list[str] = []
    styles: list[str] = []
    formulas: list[bool] = []
    last = 0
    for letters, style, kind, formula, value in zip(*(split[group::_STEP] for group in range(1, _STEP)), strict=True):
        column = column_of(letters.decode())
        if column <= last or (kind == b"s" and formula is not None):
            return None
        last = column
        if value is not None:
            columns.append(column)
            kinds.append("s" if kind == b"s" else "n")
            styles.append((style or b"0").decode())
            formulas.append(formula is not None)
    return tuple(columns), "".join(kinds), tuple(styles), tuple(formulas), len(split) // _STEP
