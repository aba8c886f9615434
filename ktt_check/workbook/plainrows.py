"""Rows written the way Excel and most writers write them, taken by their shape: what makes a workbook quick to read.

Between two rows of ``sheetData`` a whole ``<row>`` can be cut out of the stream without the XML parser seeing it: what
is left is as well formed as before. A row's shape (``rowshapes.py``) is understood once; every further row of it costs
a few operations on bytes, or a match of one pattern, and not one step of Python for each cell. Whatever is written
otherwise goes to the parser; a row is taken here only where the parser's handlers would have read the same.
"""

from __future__ import annotations

import re
from operator import call

from . import limits
from .markup import is_utf8
from .rowshapes import NONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .cells import CellReader

_DATA = b"<sheetData>"
_DATA_END = b"</sheetData>"
_ROW_END = b"</row>"
_TOLD_BEFORE = (b"hidden", b"mergeCell", b"sheetData")
_LONGEST = limits.MIB  # of what stands before the first row, or of one row; what is longer is the parser's

_HEADS = 2_000  # kept at a time

_OPENING = re.compile(rb'<row r="([1-9][0-9]{0,6})"([^>]*+)>')
_HEAD = re.compile(
    rb'(?: (?:spans|s|customFormat|ht|customHeight|outlineLevel|collapsed|thickTop|thickBot|x14ac:dyDescent)="[\w:.-]*"'
    rb'| hidden="(?:0|false)"|( hidden="(?:1|true)"))*'
)
_HEAD_NAME = re.compile(rb' ([\w:]+)="')


def cut_rows(chunks: Iterator[bytes], cells: CellReader, listen: Callable[[bool], None]) -> Iterator[bytes]:
    """The chunks without the rows that ``cells`` was given directly; each is to be parsed before the next is asked for.

    An empty chunk only says that there are new rows. ``listen`` says whether the parser needs its handlers.
    """
    buffer = b""
    plain = False
    for chunk in chunks:
        buffer += chunk
        place = buffer.find(_DATA)
        if place >= 0:
            yield from _head(buffer[:place], listen)
            yield _DATA
            plain = is_utf8(buffer) and cells.between_rows
            buffer = buffer[place + len(_DATA) :]
            break
        if len(buffer) > _LONGEST:
            break
    rows = _PlainRows(cells)
    while plain:
        end = buffer.rfind(_ROW_END) + len(_ROW_END)
        if end >= len(_ROW_END):
            block, buffer = buffer[:end], buffer[end:]
            yield from rows.take(block)
            plain = rows.plain
        more = next(chunks, b"")
        plain = plain and bool(more) and len(buffer) < _LONGEST and not buffer.startswith(_DATA_END)
        buffer += more
        yield b""
    yield buffer
    yield from chunks


def _head(head: bytes, listen: Callable[[bool], None]) -> Iterator[bytes]:
    """What stands before the rows; nobody need listen beyond the root where it tells nothing that is asked for."""
    root = head.find(b">", head.find(b"<worksheet")) + 1
    yield head[:root]
    if any(word in head for word in _TOLD_BEFORE):
        yield head[root:]
    else:
        listen(False)
        yield head[root:]
        listen(True)


class _PlainRows:
    """Takes rows for one sheet; ``plain`` until something was met after which the parser must see everything."""

    def __init__(self, reader: CellReader) -> None:
        self.plain = True
        self._reader = reader
        self._shapes = reader.styles.shapes
        self._heads: dict[bytes, bool | None] = {b"": False}  # what follows a row's number: whether it is hidden

    def take(self, block: bytes) -> Iterator[bytes]:
        """Hands over the plain ones of whole rows; gives out what the parser is to read in between."""
        if b"\0" in block or not _is_utf8_text(block):
            self.plain = False
            yield block
            return
        reader = self._reader
        at = 0
        while (at := self._take(block, at)) < len(block):
            start, at = at, block.find(_ROW_END, at) + len(_ROW_END)
            odd = block[start:at]
            yield odd
            # Only then is the parser certainly between two rows again, and not within a comment or the like; and an
            # array formula may fill cells of rows to come.
            if not self.plain or b"<!" in odd or b"<?" in odd or reader.arrays or not reader.between_rows:
                self.plain = False
                yield block[at:]
                return

    def _take(self, block: bytes, start: int) -> int:
        """Takes rows from ``start`` on; where the first one begins that is not taken."""
        heads, makers, hidden_rows = self._heads, self._reader.strings.makers, []
        ready = makers.ready
        taken: list[Any] = []
        cells = values = characters = rows = number = 0
        shape = other = NONE  # of the row before, and the last one that differed
        at, end = start, len(block)
        while at < end:
            match = shape.rows.match(block, at) if shape.rows is not None else None
            if match is None:
                shape, other = other, shape
                match = shape.rows.match(block, at) if shape.rows is not None else None
            if match is not None:
                digits, head, *written = match.groups()
                following = match.end()
            else:
                opening = _OPENING.match(block, at)
                if opening is None:
                    break
                digits, head = opening.groups()
                following = block.find(_ROW_END, at) + len(_ROW_END)
                shape, written = self._shapes.of(block[opening.end() : following - len(_ROW_END)], digits, other)
                if shape is NONE or len(shape.columns) != len(written):
                    break
            makes = makers[shape.kinds]
            hidden = heads[head] if head in heads else self._learn_head(head)
            row = int(digits)
            if hidden is None or row > limits.LAST_ROW:
                break
            try:
                made = dict(zip(shape.columns, map(call, makes, written), strict=False))
            except ValueError:  # a value of another kind: the row is the parser's
                break
            at, number = following, row
            rows += 1
            cells += shape.cells
            if shape.texts:
                characters += sum([len(made[column]) for column in shape.texts])
            if hidden:
                hidden_rows.append(number)
            if shape.filled:
                values += shape.filled
                if ready:
                    taken.append((number, made, shape.notes))
                else:
                    taken.append((number, shape.columns, shape.kinds, list(made.values()), shape.notes))
        if rows:
            if not self._reader.may_take(values, characters):
                self.plain = False  # the parser's handlers tell at which cell it is too much
                return start
            self._reader.take_rows(number, taken, hidden_rows, values, characters, cells + rows)
        return at

    def _learn_head(self, head: bytes) -> bool | None:
        found = _HEAD.fullmatch(head)
        names = _HEAD_NAME.findall(head)
        hidden = found[1] is not None if found is not None and len(names) == len(set(names)) else None
        if len(self._heads) >= _HEADS:
            self._heads.clear()
        self._heads[head] = hidden
        # A prefix may be unknown: the first such row is the parser's, which then refuses it.
        return None if b"x14ac:" in head else hidden


def _is_utf8_text(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
