"""Rows written the way Excel and most writers write them, taken by pattern: what makes 100,000 rows quick to read.

Between two rows of ``sheetData`` a whole ``<row>`` of numbers, shared strings and plain formulas can be cut out of
the stream without the XML parser seeing it: what is left is as well formed as before. Whatever is written otherwise
(another kind of cell, other attributes, entities, comments, an odd order) goes to the parser; a row is taken here
only where the parser's handlers would have read the same. Measured on 100,000 × 12 cells: a third of the time.
"""

from __future__ import annotations

import re

from . import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cells import CellReader, Raw
    from .styles import Note

_DATA = b"<sheetData>"
_DATA_END = b"</sheetData>"
_ROW_END = b"</row>"
_LONGEST = limits.MIB  # of what stands before the first row, or of one row; what is longer is the parser's

_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"'
    rb'(?: (?:spans|s|customFormat|ht|customHeight|outlineLevel|collapsed|thickTop|thickBot|x14ac:dyDescent)="[\w:.-]*"'
    rb'| hidden="(?:0|false)"|( hidden="(?:1|true)"))*>'
)
# Printable ASCII without "<" and "&" within the formula; the second look at everything else is the parser's.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="(0|[1-9][0-9]{0,4})")?(?: t="([ns])")?'
    rb'(?:/>|>(<f(?: aca="false")?>[\x20-\x25\x27-\x3b=-\x7e]*</f>)?<v>([0-9.eE+-]{1,32})</v></c>)'
)
_STEP = 7  # of a split by _CELL: what stands between two cells, then the six groups of a cell


def cut_rows(chunks: Iterator[bytes], cells: CellReader) -> Iterator[bytes]:
    """The chunks without the rows that ``cells`` was given directly; each is to be parsed before the next is asked for.

    An empty chunk only says that there are new rows.
    """
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        place = buffer.find(_DATA) + len(_DATA)
        if place >= len(_DATA):
            yield buffer[:place]
            plain = _is_utf8(buffer) and cells.between_rows
            buffer = buffer[place:]
            break
        if len(buffer) > _LONGEST:
            plain = False
            break
    else:
        plain = False
    styles = {key.encode(): note for key, note in cells.styles.items()}
    while plain:
        at = 0
        while (end := buffer.find(_ROW_END, at)) >= 0:
            end += len(_ROW_END)
            row = buffer[at:end]
            at = end
            if not _take(row, cells, styles):
                yield row
                # Only then is the parser certainly between two rows again, and not within a comment or the like.
                plain = cells.between_rows and b"<!" not in row and b"<?" not in row
                if not plain:
                    break
        buffer = buffer[at:]
        more = next(chunks, b"")
        plain = plain and bool(more) and len(buffer) < _LONGEST and not buffer.startswith(_DATA_END)
        buffer += more
        yield b""
    yield buffer
    yield from chunks


def _is_utf8(head: bytes) -> bool:
    declaration = head.partition(b"?>")[0].lower() if head.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") else b""
    return b"encoding" not in declaration or b"utf-8" in declaration


def _take(text: bytes, reader: CellReader, styles: dict[bytes, Note]) -> bool:
    """Hands the row over if it is a plain one; changes nothing if not."""
    split = _CELL.split(text)
    head = _ROW.fullmatch(split[0])
    if head is None or split[-1] != _ROW_END or any(split[_STEP:-1:_STEP]) or reader.arrays:
        return False
    row = int(head[1])
    count = len(split) // _STEP
    if row > limits.LAST_ROW or split[2::_STEP].count(head[1]) != count:
        return False
    columns, string_count = reader.columns, reader.string_count
    cells: dict[int, Raw] = {}
    notes: dict[int, Note] = {}
    last = 0
    style: bytes | None
    try:
        for letters, style, kind, formula, value in zip(
            split[1::_STEP], split[3::_STEP], split[4::_STEP], split[5::_STEP], split[6::_STEP], strict=True
        ):
            column = columns[letters] if letters in columns else reader.learn_column(letters)
            if column <= last:
                return False
            last = column
            if value is None:
                continue
            note = styles.get(style or b"0")
            if kind == b"s":
                index = int(value)
                if formula is not None or not 0 <= index < string_count or index in reader.long_strings:
                    return False
                cells[column] = index
                if note is not None and note[4]:
                    notes[column] = (False, False, None, None, True)
                continue
            number = float(value)
            if number - number != 0.0:
                return False
            cells[column] = number
            if formula is not None:
                _, _, _, code, struck = note or (False, False, None, None, False)
                notes[column] = (True, False, None, code, struck)
            elif note is not None:
                notes[column] = note
    except ValueError:
        return False
    reader.take_row(row, cells, notes, count, head[2] is not None)
    return True
