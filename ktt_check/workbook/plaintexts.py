"""Shared strings written the way nearly all are, taken by pattern: runs of ``<si><t>…</t></si>`` and nothing else.

As with rows (``plainrows.py``), such a run is cut out of the stream without the XML parser seeing it, and whatever is
written otherwise (rich text, phonetic readings, comments, line ends to be normalised, what XML forbids) is the
parser's. A run is taken only where the parser would have read the same. Measured: a seventh of the parser's time.
"""

from __future__ import annotations

import re

from . import limits
from .markup import is_utf8
from .texts import unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ITEM_END = b"</si>"
_LONGEST = limits.MIB  # of one string with its markup; what is longer is the parser's
_PRESERVED = '<t xml:space="preserve">'
_OPEN, _CLOSE = "<si><t>", "</t></si>"
_TAGS = 4  # of one item

_START = re.compile(rb'(?:\xef\xbb\xbf)?(?:<\?xml [^<>]*\?>)?\s*<sst(?:\s+[\w:]+="[^"<&>]*")*\s*>')
_RUN = re.compile(rb'((?:<si><t(?: xml:space="preserve")?>[^<]*</t></si>)++)')
_NUMBERED = re.compile("#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}))")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CONTROLS = bytes(set(range(32)) - {9, 10})  # among them the carriage return, which is read as a line feed


def cut_texts(
    chunks: Iterator[bytes], between_items: Callable[[], bool], give: Callable[[list[str]], None]
) -> Iterator[bytes]:
    """The chunks without the strings that went to ``give``; each is to be parsed before the next is asked for.

    ``between_items`` tells whether the last that was parsed ended within the root and outside of any string.
    """
    buffer = next(chunks, b"")
    start = _START.match(buffer[: limits.HEAD_BYTES])
    plain = start is not None and is_utf8(buffer)
    if start is not None and plain:
        yield buffer[: start.end()]
        plain = between_items()
        buffer = buffer[start.end() :]
    while plain:
        end = buffer.rfind(_ITEM_END) + len(_ITEM_END)
        if end >= len(_ITEM_END):
            block, buffer = buffer[:end], buffer[end:]
            texts = plain_texts(block)
            if texts is not None:
                give(texts)
            else:
                for place, piece in enumerate(_RUN.split(block)):
                    texts = plain_texts(piece) if plain and place % 2 else None
                    if texts is not None:
                        give(texts)
                    elif piece:
                        yield piece
                        plain = plain and between_items() and b"<!" not in piece and b"<?" not in piece
        more = next(chunks, b"")
        plain = plain and bool(more) and len(buffer) < _LONGEST
        buffer += more
        yield b""
    yield buffer
    yield from chunks


def plain_texts(run: bytes) -> list[str] | None:
    """The texts of a run of plain items; None where it is none or where XML says more of it than is known here."""
    try:
        text = run.decode()
    except UnicodeDecodeError:
        return None
    if '"' in text:
        text = text.replace(_PRESERVED, "<t>")
    if not text.startswith(_OPEN) or not text.endswith(_CLOSE):
        return None
    texts = text[len(_OPEN) : -len(_CLOSE)].split(_CLOSE + _OPEN)
    if (
        text.count("<") != _TAGS * len(texts)
        or len(run.translate(None, _CONTROLS)) != len(run)
        or "\ufffe" in text
        or "\uffff" in text
        or ("]" in text and "]]>" in text)
    ):
        return None
    if "&" in text:
        try:
            texts = [_resolved(text) if "&" in text else text for text in texts]
        except ValueError:
            return None
        return [unescape(text) for text in texts]
    if "_" in text and "_x" in text:
        return [unescape(text) for text in texts]
    return texts


def _resolved(text: str) -> str:
    """The text with its references replaced; raises ``ValueError`` for one that XML does not allow."""
    before, *pieces = text.split("&")
    resolved = [before]
    for piece in pieces:
        name, end, after = piece.partition(";")
        character = _NAMED.get(name) or _numbered(name)
        if not end:
            raise ValueError
        resolved += (character, after)
    return "".join(resolved)


def _numbered(name: str) -> str:
    digits = _NUMBERED.fullmatch(name)
    if digits is None:
        raise ValueError
    code = int(digits[1]) if digits[1] else int(digits[2], 16)
    if (code < 32 and code not in (9, 10, 13)) or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF):
        raise ValueError
    return chr(code)  # beyond the last there is, a ValueError too
