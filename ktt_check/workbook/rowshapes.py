"""What is the same in many rows of a worksheet, so that it is understood once: their cells, kinds, styles, formulas.

A row's *shape* is its text without what varies from row to row: its number, the stored values, the formulas' text.
The text is given here with ``\\0`` for the row's number in an address, ``<v>`` for a value with its element, ``<v/>``
for an empty one, ``<f/>`` for a formula. The first two cannot stand in a row so: a row is known by its shape, its
number and its values.
"""

from __future__ import annotations

import re

from .places import column_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .styles import Note

    # Columns and kinds of the values; which of them are texts; notes by column; how many cells have a value or a note,
    # and how many there are.
    Shape = tuple[tuple[int, ...], str, list[int], dict[int, Note] | None, int, int]

ROOM = 1024 * 1024  # bytes of the shapes' texts that are kept at a time
_FORMULA = (True, False, None, None, False)
_STRUCK = (False, False, None, None, True)

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\0"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="(n|s|str|b)")?(?:/>|>(<f/>)?(<v/?>)?</c>)'
)
_STEP = 6  # of a split by _CELL: what stands between two cells, then the five groups of a cell
_KINDS = {None: "n", b"n": "n", b"s": "s", b"str": "t", b"b": "b"}


def shape_of(text: bytes, styles: dict[str, Note]) -> Shape | None:
    """The shape of rows with this text; None where it is not plain, and the parser is to read them."""
    split = _CELL.split(text)
    if any(split[::_STEP]):
        return None
    columns: list[int] = []
    kinds: list[str] = []
    notes: dict[int, Note] = {}
    last = 0
    for letters, style, written_kind, formula, value in zip(
        *(split[group::_STEP] for group in range(1, _STEP)), strict=True
    ):
        column = column_of(letters.decode())
        if column <= last:
            return None
        last = column
        kind = _KINDS[written_kind]
        note = styles.get((style or b"0").decode())
        if value == b"<v>":
            columns.append(column)
            kinds.append(kind)
        elif formula is None:
            continue
        if formula is not None:
            _, _, _, code, struck = note or _FORMULA
            uncalculated = value is None or (value == b"<v/>" and kind != "t")
            notes[column] = (True, uncalculated, None, code if value == b"<v>" and kind == "n" else None, struck)
        elif note is not None:
            if kind == "n":
                notes[column] = note
            elif note[4]:
                notes[column] = _STRUCK
    return (
        tuple(columns),
        "".join(kinds),
        [place for place, kind in enumerate(kinds) if kind == "t"],
        notes or None,
        len(notes.keys() | set(columns)),
        len(split) // _STEP,
    )
