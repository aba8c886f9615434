"""What is the same in many rows of a worksheet, so that it is understood once: their cells, kinds, styles, formulas.

A row's *text* is what it holds without what varies from row to row: its number, the values, what formulas calculate.
It has ``\\0`` for the row's number in an address, ``<v>`` for a value with its element, ``<f/>`` for a formula. The
first two cannot stand in a row so: a row is known by its text, its number and its values.
"""

from __future__ import annotations

import re

from .places import column_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .styles import Note

_ROOM = 1024 * 1024  # bytes of the shapes' texts that are kept at a time
OFTEN = 100  # so many rows that follow one of their own shape are worth a pattern …
_SHORT = 2_000  # … of up to so many bytes …
_PATTERNS = 100  # … for so many shapes: making one takes as long as reading a hundred rows without it
_FORMULA_NOTE = (True, False, None, None, False)
_STRUCK = (False, False, None, None, True)

_VALUE = re.compile(rb"<v>([^<]+)</v>")
_FORMULA = re.compile(
    rb'<f(?: t="shared")?(?: aca="false")?(?: ref="[A-Z0-9:]{1,32}")?(?: ca="1")?(?: si="[0-9]{1,9}")?'
    rb"(?:/>|>[^<>&\x00-\x08\x0b-\x1f\xef]*(?:&(?:amp|lt|gt|quot|apos);[^<>&\x00-\x08\x0b-\x1f\xef]*)*</f>)"
)
_OWN_STYLE = re.compile(rb' s="[0-9]*\0"')  # a style that ends with the digits of the row's number
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})\0"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="(n|s|str|b)")?'
    rb"(?:/>|>(<f/>)?(<v>|<v/>|<v></v>)?</c>)"
)
_STEP = 6  # of a split by _CELL: what stands between two cells, then the five groups of a cell
_KINDS = {None: "n", b"n": "n", b"s": "s", b"str": "t", b"b": "b"}


class Shape:
    """The rows with one text: ``columns`` and ``kinds`` of their values, the columns whose values are ``texts``,
    ``notes`` by column, how many ``cells`` there are and how many of them are ``filled``, with a value or a note.

    ``rows`` matches a whole row from its start: its number, what follows that in its opening tag, and its values. It is
    made for what is ``simple`` and met often.
    """

    __slots__ = ("again", "cells", "columns", "filled", "kinds", "notes", "rows", "simple", "text", "texts")

    def __init__(self, text: bytes, columns: list[int], kinds: list[str], notes: dict[int, Note], cells: int) -> None:
        self.text = text
        self.columns = tuple(columns)
        self.kinds = "".join(kinds)
        self.texts = [column for column, kind in zip(columns, kinds, strict=True) if kind == "t"]
        self.notes = notes or None
        self.cells = cells
        self.filled = len(notes.keys() | set(columns))
        self.simple = len(text) <= _SHORT and b"<f/>" not in text
        self.again = 0
        self.rows: re.Pattern[bytes] | None = None


NONE = Shape(b"", [], [], {}, 0)
"""Stands for the shape of rows that the parser is to read."""


class Shapes:
    """The shapes met so far with some styles."""

    def __init__(self, styles: Mapping[str, Note]) -> None:
        self._styles = styles
        self._known: dict[bytes, Shape] = {}
        self._room = _ROOM
        self._patterns = _PATTERNS

    def of(self, row: bytes, digits: bytes, before: Shape) -> tuple[Shape, list[bytes]]:
        """The shape and the values of what stands within a row with this number; ``before`` is the shape of the row
        before.
        """
        if b"<f" in row:
            row = _FORMULA.sub(b"<f/>", row)
        pieces = _VALUE.split(row)
        text = b"<v>".join(pieces[::2]).replace(digits + b'"', b'\0"')
        shape = self._known[text] if text in self._known else self._learn(text, digits)
        if shape is before and shape is not NONE:
            shape.again += 1
            if shape.again >= OFTEN and shape.rows is None and shape.simple and self._patterns:
                self._patterns -= 1
                shape.rows = _rows(shape.text)
        return shape, pieces[1::2]

    def _learn(self, text: bytes, digits: bytes) -> Shape:
        text = _OWN_STYLE.sub(lambda style: style[0].replace(b"\0", digits), text)
        if text in self._known:
            return self._known[text]
        shape = _shape(text, self._styles)
        self._room -= len(text)
        if self._room < 0:
            self._known.clear()
            self._room = _ROOM - len(text)
        if self._room >= 0:
            self._known[text] = shape
        return shape


def _rows(text: bytes) -> re.Pattern[bytes]:
    """What matches a row with this text, whatever its number and values."""
    body = re.escape(text).replace(b"\0", rb"\1").replace(b"<v>", rb"<v>([^<]++)</v>")
    return re.compile(rb'<row r="([1-9][0-9]{0,6})"([^>]*+)>' + body + rb"</row>")


def _shape(text: bytes, styles: Mapping[str, Note]) -> Shape:
    split = _CELL.split(text)
    if any(split[::_STEP]):
        return NONE
    columns: list[int] = []
    kinds: list[str] = []
    notes: dict[int, Note] = {}
    last = 0
    for letters, style, written_kind, formula, value in zip(
        *(split[group::_STEP] for group in range(1, _STEP)), strict=True
    ):
        column = column_of(letters.decode())
        if column <= last:
            return NONE
        last = column
        kind = _KINDS[written_kind]
        note = styles.get((style or b"0").decode())
        if value == b"<v>":
            columns.append(column)
            kinds.append(kind)
        elif formula is None:
            continue
        if formula is not None:
            _, _, _, code, struck = note or _FORMULA_NOTE
            uncalculated = value is None or (value != b"<v>" and kind != "t")
            notes[column] = (True, uncalculated, None, code if value == b"<v>" and kind == "n" else None, struck)
        elif note is not None:
            if kind == "n":
                notes[column] = note
            elif note[4]:
                notes[column] = _STRUCK
    return Shape(text, columns, kinds, notes, len(split) // _STEP)
