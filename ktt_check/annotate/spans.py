"""XML parts read with the byte offset of every element, and edited by splicing: what is not edited stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.parsers import expat

from msgspec import Struct

from .marks import TOO_LARGE, Unsuitable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_MOST_BYTES = 32 << 20  # of one part around its cell data
_MOST_ELEMENTS = 250_000  # of one part around its cell data; each costs about half a kilobyte while it is edited
_MOST_IN_CELL = 32_000  # UTF-16 units of text, below Excel's 32,767
_SMALL = 8 << 10  # bytes of a part that is kept parsed
_DEEPEST = 500  # elements within one another
_OPEN_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_TAG_NAME = re.compile(rb"<([^\s/>]+)")
# Not XML at all, even escaped, in version 1.0; Excel writes them as _xHHHH_.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LITERAL_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x")  # what escaping may change
_WRITTEN_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Node(Struct, eq=False):
    """An element: ``data[start:end]``, its content ``data[inner:close]``; names are local, ``space`` the namespace.

    Keys of ``attributes`` are local names, with the namespace and a blank before them where they have one.
    """

    space: str
    name: str
    attributes: dict[str, str]
    start: int
    inner: int
    empty: bool
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = []

    def child(self, name: str) -> Node | None:
        return next((c for c in self.children if c.name == name), None)

    def named(self, name: str) -> list[Node]:
        return [c for c in self.children if c.name == name]

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def parse(data: bytes) -> Node:
    """The root element of a part; raises Unsuitable for a DTD, another encoding than UTF-8 or broken XML.

    Nodes are read and never changed: the small parts, which one edit asks for again and again and forms have in
    common, are parsed once.
    """
    return _parse_small(data) if len(data) <= _SMALL else _parse(data, 0, 0)


@lru_cache(maxsize=64)
def _parse_small(data: bytes) -> Node:
    return _parse(data, 0, 0)


def parse_without(data: bytes, start: int, end: int, filler: bytes) -> Node:
    """As ``parse`` with ``data[start:end]`` unread, ``filler`` in its place; offsets are those in ``data``."""
    return _parse(data[:start] + filler + data[end:], start, end - start - len(filler))


def _parse(data: bytes, cut: int, shift: int) -> Node:
    if len(data) > _MOST_BYTES:
        raise Unsuitable(TOO_LARGE)
    if b"\0" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unsuitable("Một phần của tệp không ghi bằng mã UTF-8 nên không sửa trực tiếp được.")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = Node("", "", {}, 0, 0, False)
    stack = [top]
    texts: list[list[str]] = [[]]
    left = _MOST_ELEMENTS

    def place(index: int) -> int:
        return index + shift if index > cut else index

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise Unsuitable("Một phần của tệp không ghi bằng mã UTF-8 nên không sửa trực tiếp được.")

    def doctype(*_: object) -> None:
        raise Unsuitable("Một phần của tệp có khai báo DTD nên không sửa trực tiếp được.")

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0 or len(stack) > _DEEPEST:
            raise Unsuitable(TOO_LARGE)
        start = parser.CurrentByteIndex
        tag = _OPEN_TAG.match(data, start)
        if tag is None:
            raise Unsuitable("Một phần của tệp có cấu trúc XML khác thường nên không sửa trực tiếp được.")
        space, _, local = name.rpartition(" ")
        node = Node(space, local, attributes, place(start), place(tag.end()), data[tag.end() - 2] == 0x2F)
        stack[-1].children.append(node)
        stack.append(node)
        texts.append([])

    def closed(_: str) -> None:
        node = stack.pop()
        node.text = "".join(texts.pop())
        if node.empty:
            node.close, node.end = node.inner, node.inner
        else:
            index = parser.CurrentByteIndex
            node.close, node.end = place(index), place(data.index(b">", index) + 1)

    def text(content: str) -> None:
        texts[-1].append(content)

    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unsuitable("Một phần của tệp có nội dung XML bị lỗi nên không sửa trực tiếp được.") from error
    return top.children[0]


class Edits:
    """Changes to one part, put together once at the end; positions are those of the part as it was."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, bytes]] = []
        self._filled: dict[int, tuple[Node, list[bytes]]] = {}

    def __bool__(self) -> bool:
        return bool(self._changes or self._filled)

    def insert(self, at: int, content: bytes) -> None:
        self._changes.append((at, at, content))

    def replace(self, start: int, end: int, content: bytes) -> None:
        self._changes.append((start, end, content))

    def delete(self, node: Node) -> None:
        self._changes.append((node.start, node.end, b""))

    def append(self, node: Node, content: bytes) -> None:
        """Put ``content`` last inside ``node``, opening it where it was written as an empty element."""
        if node.empty:
            self._filled.setdefault(node.start, (node, []))[1].append(content)
        else:
            self.insert(node.close, content)

    def set_attribute(self, node: Node, name: str, value: str) -> None:
        """Give an attribute without namespace another value, or add it."""
        tag = self.data[node.start : node.inner]
        found = re.search(rb"""(\s%s\s*=\s*)("[^"]*"|'[^']*')""" % name.encode(), tag)
        if found is None:
            name_end = node.start + 1 + len(self.tag_name(node))
            self.insert(name_end, f' {name}="{attribute_text(value)}"'.encode())
        elif node.attributes.get(name) != value:
            start = node.start + found.start(2)
            self.replace(start + 1, node.start + found.end(2) - 1, attribute_text(value).encode())

    def tag_name(self, node: Node) -> bytes:
        """The element's name as written, prefix included."""
        found = _TAG_NAME.match(self.data, node.start)
        return found[1] if found else node.name.encode()

    def prefix(self, node: Node) -> bytes:
        """The namespace prefix of the element with its colon, or nothing."""
        before, colon, _ = self.tag_name(node).rpartition(b":")
        return before + colon

    def result(self) -> bytes:
        """The part with all changes made."""
        changes = list(self._changes)
        for node, contents in self._filled.values():
            slash = self.data.rindex(b"/", node.start, node.inner)
            closing = b"".join([b">", *contents, b"</", self.tag_name(node), b">"])
            changes.append((slash, node.inner, closing))
        changes.sort(key=lambda change: change[:2])
        view, done = memoryview(self.data), 0
        pieces: list[bytes | memoryview] = []
        for start, end, content in changes:
            if start < done:
                raise Unsuitable("Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được.")
            pieces += [view[done:start], content]
            done = end
        return b"".join([*pieces, view[done:]])


def escape_text(text: str) -> str:
    """User text as XML content in which nothing is markup and control characters are Excel's ``_xHHHH_``."""
    if _is_plain(text) or _ESCAPED.search(text) is None:
        return text
    text = _SURROGATE.sub("\ufffd", _LITERAL_ESCAPE.sub("_x005F_", text))
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_plain(text: str) -> bool:
    """Whether it is sure that escaping changes nothing: told in half the time that looking for it takes."""
    marked = "&" in text or "<" in text or ">" in text or "_x" in text
    return not marked and (text.isprintable() or text.replace("\n", "").isprintable())


def cut_to_cell(text: str) -> str:
    """As much of a text as a cell holds, with an ellipsis where it is more."""
    if len(text) > _MOST_IN_CELL // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * _MOST_IN_CELL:
        return text[: _MOST_IN_CELL // 2] + "…"
    return text


def without_control(text: str) -> str:
    """Text without the characters that XML cannot hold at all, for where Excel knows no escape."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def unescape_text(text: str) -> str:
    """Text of a cell or comment with Excel's ``_xHHHH_`` undone."""
    return _WRITTEN_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def attribute_text(text: str) -> str:
    """User text as the value of a double-quoted attribute."""
    return escape_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
