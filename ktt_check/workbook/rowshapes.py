"""What is the same in many rows of a worksheet, so that it is understood once: their cells, kinds, styles, formulas.

A row's *shape* is its text without what varies from row to row: its number, the stored values, the formulas' text.
The text is given here with ``\\0`` for the row's number in an address, ``<v>`` for a value with its element, ``<v/>``
for an empty one, ``<f/>`` for a formula. The first two cannot stand in a row so: a row is known by its shape, its
number and its values.
"""

from __future__ import annotations

import re

from . import limits
from .places import column_of
from .plaintexts import plain_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .cells import Raw
    from .styles import Note

    Columns = tuple[int, ...]
    Makers = list[Callable[[bytes], Raw]]
    Places = list[int]
    # Columns and kinds of the values, what makes a raw value of each; which of them are places of shared strings (None
    # for all) and which are texts; notes by column; how many cells have a value or a note, and how many there are.
    Shape = tuple[Columns, str, Makers, Places | None, Places, dict[int, Note] | None, int, int]

VALUE_END = b"\x0c"  # ends each written value: it cannot stand in XML, and a number may be followed by it
ROOM = 1024 * 1024  # bytes of the shapes' texts that are kept at a time
_KEPT = 50_000  # different values of one kind …
_SHORT = 64  # … up to so many bytes
_FORMULA = (True, False, None, None, False)
_STRUCK = (False, False, None, None, True)

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\0"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="(n|s|str|b)")?(?:/>|>(<f/>)?(<v/?>)?</c>)'
)
_STEP = 6  # of a split by _CELL: what stands between two cells, then the five groups of a cell
_KINDS = {None: "n", b"n": "n", b"s": "s", b"str": "t", b"b": "b"}
_NUMBER = re.compile(rb"[0-9.eE+-]{1,32}" + VALUE_END)


class _Kept(dict[bytes, "Raw"]):
    """Written values of one kind to what they are; ``ValueError`` for what is left to the parser."""

    def __init__(self, make: Callable[[bytes], Raw]) -> None:
        self._make = make

    def __missing__(self, written: bytes) -> Raw:
        if not written.endswith(VALUE_END):
            raise ValueError
        raw = self._make(written)
        if len(written) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = raw
        return raw


def _number(written: bytes) -> float:
    if _NUMBER.fullmatch(written) is None:
        raise ValueError
    number = float(written)
    if number - number != 0.0:
        raise ValueError
    return number


def _place(written: bytes) -> int:
    if not written[:-1].isdigit():
        raise ValueError
    return int(written)


def _text(written: bytes) -> str:
    texts = plain_texts(b"<si><t>" + written[:-1] + b"</t></si>")
    if texts is None or len(texts) != 1 or not 0 < len(texts[0]) <= limits.TEXT_LENGTH:
        raise ValueError
    return texts[0]


def _truth(written: bytes) -> bool:
    return (b"0", b"1").index(written[:-1]) == 1


_MAKERS: dict[str, Callable[[bytes], Raw]] = {
    "n": _Kept(_number).__getitem__,
    "s": _Kept(_place).__getitem__,
    "t": _Kept(_text).__getitem__,
    "b": _Kept(_truth).__getitem__,
}


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
    places = [place for place, kind in enumerate(kinds) if kind == "s"]
    texts = [place for place, kind in enumerate(kinds) if kind == "t"]
    return (
        tuple(columns),
        "".join(kinds),
        [_MAKERS[kind] for kind in kinds],
        None if len(places) == len(kinds) else places,
        texts,
        notes or None,
        len(notes.keys() | set(columns)),
        len(split) // _STEP,
    )
