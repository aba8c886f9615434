"""A sheet's comments part: our lines added under what stands there, found again and taken out without the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..places import address_of
from .cells import Cell, cell_at
from .marks import Unsuitable
from .package import Package
from .spans import MAIN, Edits, Node, escape_text, parse, unescape_text

AUTHOR = "ktt-check"
FIRST_LINE = "— ktt-check —"
_NEW = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<comments xmlns="{MAIN}"><authors/><commentList/>'
    "</comments>"
).encode()
_FONT = '<{0}sz val="9"/><{0}color indexed="81"/><{0}rFont val="Tahoma"/><{0}family val="2"/>'
_OURS = re.compile(r"(?:^|\n)[ \t]*[—–-]+ ktt-check [—–-]+[^\S\n]*(?=\n|$)")
_OUR_LINE = re.compile(r"\S+ \d+ · |  ")


def our_text(lines: Iterable[str]) -> str:
    """Our comment: under its first line one line a finding, what belongs to it indented below."""
    flat = (" ".join(filter(None, map(str.strip, line.splitlines()))) for line in lines)
    return "\n".join([FIRST_LINE, *(line if _OUR_LINE.match(line) else "  " + line for line in flat if line)])


def without_ours(text: str) -> str:
    """A comment's text without what an earlier run added; what a person wrote before or after ours is kept."""
    return "".join(text[start:end] for start, end in _theirs(text))


def _theirs(text: str) -> list[tuple[int, int]]:
    """The stretches of a comment's text that are not ours."""
    kept, at = [], 0
    while found := _OURS.search(text, at):
        kept.append((at, found.start()))
        at = found.end()
        while at < len(text):
            end = text.find("\n", at + 1)
            end = len(text) if end < 0 else end
            line = text[at + 1 : end]
            if line.strip() and not _OUR_LINE.match(line):
                break
            at = end
    if text[at : at + 1] == "\n" and not any(end > start for start, end in kept):
        at += 1  # the line break between ours and theirs, where ours came first
    return [*kept, (at, len(text))]


class Comments:
    """The comments of one sheet; pass None for a sheet that has none."""

    def __init__(self, data: bytes | None) -> None:
        self._edits = Edits(_NEW if data is None else data)
        self._root = parse(self._edits.data)
        authors, comments = self._root.child("authors"), self._root.child("commentList")
        if self._root.space != MAIN or authors is None or comments is None:
            raise Unsuitable("Phần chú thích của tệp có cấu trúc khác thường nên không sửa trực tiếp được.")
        self._authors, self._list = authors, comments
        self._prefix = self._edits.prefix(self._root).decode()
        self._run = _run(self._prefix)
        self._names = [unescape_text(node.text) for node in authors.named("author")]
        self._cells: dict[Cell, Node] = {}
        for node in comments.named("comment"):
            cell = cell_at(node.attributes.get("ref", ""))
            if cell is not None:
                self._cells[cell] = node
        self._erased: set[Cell] = set()

    def __len__(self) -> int:
        return len(self._cells) - len(self._erased)

    def threaded(self) -> set[Cell]:
        """The cells whose comment only stands in for a conversation; Excel rewrites it, so nothing is added."""
        stand_ins = {str(n) for n, name in enumerate(self._names) if name.startswith("tc=")}
        return {cell for cell, node in self._cells.items() if node.attributes.get("authorId") in stand_ins}

    def add(self, cell: Cell, text: str) -> None:
        """Write ``our_text`` into a new comment, or under the text of the one that is there."""
        first, _, rest = text.partition("\n")
        existing, prefix = self._cells.get(cell), self._prefix
        if existing is None:
            self._edits.append(
                self._list,
                f'<{prefix}comment ref="{address_of(*cell)}" authorId="{self._author()}" shapeId="0">'
                f"<{prefix}text>{self._runs(first, rest)}</{prefix}text></{prefix}comment>".encode(),
            )
            return
        holder = existing.child("text")
        if holder is None:
            raise Unsuitable("Phần chú thích của tệp có cấu trúc khác thường nên không sửa trực tiếp được.")
        written = [child for child in holder.children if child.name in ("t", "r")]
        apart = "\n" if any(part.text for node in written for part in _texts(node)) else ""
        runs = self._runs(apart + first, rest)
        if written:
            self._edits.insert(written[-1].end, runs.encode())
        else:
            self._edits.append(holder, runs.encode())

    def erase(self) -> set[Cell]:
        """Take out our text; the cells whose comment had nothing else and is gone."""
        for cell, node in self._cells.items():
            text = node.child("text")
            if text is None:
                continue
            whole = "".join(part.text for child in text.children if child.name in ("t", "r") for part in _texts(child))
            kept = _theirs(whole)
            if kept == [(0, len(whole))]:
                continue
            if not any(whole[start:end].strip() for start, end in kept):
                self._edits.delete(node)
                self._erased.add(cell)
            else:
                self._shorten(text, kept)
        return self._erased

    def save(self, package: Package, part: str) -> None:
        """Write the part if it was changed."""
        if self._edits:
            package.write(part, self._edits.result())

    def _author(self) -> int:
        if AUTHOR not in self._names:
            self._names.append(AUTHOR)
            self._edits.append(self._authors, f"<{self._prefix}author>{AUTHOR}</{self._prefix}author>".encode())
        return self._names.index(AUTHOR)

    def _runs(self, first: str, rest: str) -> str:
        """Our text as rich text: the first line bold, so that it is told from what stands above it."""
        bold, plain, end = self._run
        written = f"{bold}{escape_text(first)}{end}"
        return f"{written}{plain}\n{escape_text(rest)}{end}" if rest else written

    def _shorten(self, text: Node, kept: list[tuple[int, int]]) -> None:
        """Leave of each piece of text what lies in the stretches ``kept``, dropping runs that become empty."""
        at = 0
        for child in (child for child in text.children if child.name in ("t", "r")):
            left: list[tuple[Node, str]] = []
            for part in _texts(child):
                inside = ((max(start - at, 0), end - at) for start, end in kept if end > at)
                left.append((part, "".join(part.text[start:end] for start, end in inside)))
                at += len(part.text)
            if not any(share for _, share in left):
                self._edits.delete(child)
                continue
            for part, share in left:
                if share != part.text:
                    self._edits.replace(part.inner, part.close, escape_text(unescape_text(share)).encode())


def _texts(node: Node) -> list[Node]:
    return [node] if node.name == "t" else node.named("t")


def _run(prefix: str) -> tuple[str, str, str]:
    """What stands before a bold text of ours, before another, and behind either."""
    font = _FONT.format(prefix)
    bold, plain = (f"<{prefix}r><{prefix}rPr>{weight}{font}</{prefix}rPr>" for weight in (f"<{prefix}b/>", ""))
    text = f'<{prefix}t xml:space="preserve">'
    return bold + text, plain + text, f"</{prefix}t></{prefix}r>"
