"""Rows written the way Excel and most writers write them, taken by their shape: what makes a workbook quick to read.

Between two rows of ``sheetData`` a whole ``<row>`` can be cut out of the stream without the XML parser seeing it: what
is left is as well formed as before. A row's shape (``rowshapes.py``) is understood once; every further row of it costs
a few operations on bytes and not one step of Python for each cell. Whatever is written otherwise goes to the parser;
a row is taken here only where the parser's handlers would have read the same.
"""

from __future__ import annotations

import re
from operator import call

from . import limits
from .markup import is_utf8
from .rowshapes import ROOM, shape_of
from .written import VALUE_END

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .cells import CellReader
    from .rowshapes import Shape

_DATA = b"<sheetData>"
_DATA_END = b"</sheetData>"
_ROW_END = b"</row>"
_TOLD_BEFORE = (b"hidden", b"mergeCell", b"sheetData")
_LONGEST = limits.MIB  # of what stands before the first row, or of one row; what is longer is the parser's

_HEADS = 2_000  # kept at a time

_VALUE, _VALUE_CLOSE = b"<v>", b"</v>"
_VALUE_CLOSED = VALUE_END + _VALUE  # stands for the closing tag while a block is worked on
_EMPTY = _VALUE + _VALUE_CLOSED
_ROW_START = b"<row r="
_NUMBER_MARK = b'\0"'
_ZERO = ord("0")

_HEAD = re.compile(
    rb'(?: (?:spans|s|customFormat|ht|customHeight|outlineLevel|collapsed|thickTop|thickBot|x14ac:dyDescent)="[\w:.-]*"'
    rb'| hidden="(?:0|false)"|( hidden="(?:1|true)"))*'
)
_HEAD_NAME = re.compile(rb' ([\w:]+)="')
_OWN_STYLE = re.compile(rb' s="[0-9]*\0"')  # a style that ends with the digits of the row's number
_FORMULA = re.compile(
    rb'<f(?: t="shared")?(?: aca="false")?(?: ref="[A-Z0-9:]{1,32}")?(?: ca="1")?(?: si="[0-9]{1,9}")?'
    rb"(?:/>|>[^<>&\x00-\x08\x0b-\x1f\xef]*(?:&(?:amp|lt|gt|quot|apos);[^<>&\x00-\x08\x0b-\x1f\xef]*)*</f>)"
)


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
        self._empty_values = False  # whether there are any
        self._heads: dict[bytes, bool | None] = {b"": False}  # what follows a row's number: whether it is hidden

    def take(self, block: bytes) -> Iterator[bytes]:
        """Hands over the plain ones of whole rows; gives out what the parser is to read in between."""
        if b"\0" in block or b"\x0b" in block or VALUE_END in block or not _is_utf8_text(block):
            self.plain = False
            yield block
            return
        reader = self._reader
        rows = block.replace(_VALUE_CLOSE, _VALUE_CLOSED).split(_ROW_END)
        rows.pop()
        at = 0
        while (at := self._take(rows, at)) < len(rows):
            odd = rows[at].replace(_VALUE_CLOSED, _VALUE_CLOSE) + _ROW_END
            at += 1
            yield odd
            # Only then is the parser certainly between two rows again, and not within a comment or the like; and an
            # array formula may fill cells of rows to come.
            if not self.plain or b"<!" in odd or b"<?" in odd or reader.arrays or not reader.between_rows:
                self.plain = False
                yield b"".join(row.replace(_VALUE_CLOSED, _VALUE_CLOSE) + _ROW_END for row in rows[at:])
                return

    def _take(self, rows: list[bytes], start: int) -> int:
        """Takes rows from ``start`` on; where the first one stands that is not taken."""
        heads, shapes, makers, hidden_rows = self._heads, self._shapes, self._reader.strings.makers, []
        ready = makers.ready
        taken: list[Any] = []
        cells = values = characters = number = 0
        at, end = start, len(rows)
        while at < end:
            try:
                opening, digits, rest = rows[at].split(b'"', 2)
                head, _, body = rest.partition(b">")
                hidden = heads[head] if head in heads else self._learn_head(head)
                if hidden is None or opening != _ROW_START or not digits.isdigit() or digits[0] == _ZERO:
                    break
                if b"f" in body:
                    body = _FORMULA.sub(b"<f/>", body)
                if self._empty_values:
                    body = body.replace(_EMPTY, b"<v/>")
                pieces = body.replace(digits + b'"', _NUMBER_MARK).split(_VALUE)
                text = _VALUE.join(pieces[::2])
                shape = shapes[text] if text in shapes else self._learn(text, digits)
                if shape is None:
                    break
                columns, kinds, texts, notes, filled, count = shape
                written = pieces[1::2]
                if len(columns) != len(written):
                    break
                made = list(map(call, makers[kinds], written))
                row = int(digits)
            except ValueError:  # another opening tag, or a value of another kind: the row is the parser's …
                if self._empty_values or _EMPTY not in rows[at]:
                    break
                self._empty_values = True  # … or it is looked at again
                continue
            if row > limits.LAST_ROW:
                break
            number = row
            if texts:
                characters += sum([len(made[place]) for place in texts])
            if hidden:
                hidden_rows.append(number)
            if filled:
                values += filled
                if ready:
                    taken.append((number, dict(zip(columns, made, strict=True)), notes))
                else:
                    taken.append((number, columns, kinds, made, notes))
            cells += count
            at += 1
        if at > start:
            if not self._reader.may_take(values, characters):
                self.plain = False  # the parser's handlers tell at which cell it is too much
                return start
            self._reader.take_rows(number, taken, hidden_rows, values, characters, cells + at - start)
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

    def _learn(self, text: bytes, digits: bytes) -> Shape | None:
        text = _OWN_STYLE.sub(lambda style: style[0].replace(b"\0", digits), text)
        if text in self._shapes:
            return self._shapes[text]
        shape = shape_of(text, self._reader.styles)
        styles = self._reader.styles
        styles.room -= len(text)
        if styles.room < 0:
            self._shapes.clear()
            styles.room = ROOM - len(text)
        if styles.room >= 0:
            self._shapes[text] = shape
        return shape


def _is_utf8_text(block: bytes) -> bool:
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
