"""The drawing (VML) that holds a sheet's comment boxes: ours added behind theirs, each sized to its text.

VML is described in ECMA-376 part 4, §19; Excel takes a box's place from ``x:Anchor`` and ignores its ``style``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from itertools import islice

from .cells import LAST_COLUMN, LAST_ROW, Cell
from .marks import Unsuitable
from .package import Package
from .spans import Edits, Node, parse
from .worksheet import Sizes

_VML, _OFFICE, _EXCEL = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_PREFIXES = (("v", _VML), ("o", _OFFICE), ("x", _EXCEL))
_NEW = f'<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"></xml>'.encode()
_BOX_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_ID = re.compile(r"_x0000_s(\d{1,9})")
_IDS_A_BLOCK = 1024
_PAPER = "#fffbe6"
_ODD = "Khung ghi chú của một trang tính được lưu theo cách khác thường nên không ghi thêm trực tiếp được."
# Pixels: Tahoma 9 needs about this much a character and a line.
_CHARACTER, _LINE, _EDGE = 5.9, 15, 14
_WIDTHS = (300, 460)
_TALLEST = 620
_FURTHEST = 250  # rows or columns that a box may span, however many of them are hidden


class Blocks:
    """Numbers of shapes are dealt out to drawings in blocks of 1,024 that must differ across the workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._last: int | None = None

    def take(self) -> int:
        """A block that no drawing of the workbook has."""
        if self._last is None:
            drawings = [name for name in self._package.names if name.lower().endswith(".vml")]
            nodes = (node for name in drawings for node in parse(self._package.read(name)).walk())
            self._last = max((block for node in nodes if node.name == "idmap" for block in _blocks(node)), default=0)
        self._last += 1
        return self._last


class Boxes:
    """One drawing; pass None for a sheet that has none."""

    def __init__(self, data: bytes | None) -> None:
        self._edits = Edits(_NEW if data is None else data)
        self._root = parse(self._edits.data)
        self._new: list[str] = []
        self._notes: dict[Cell, Node] = {}
        self._gone = 0
        self._columns: dict[tuple[int, int], tuple[int, int]] = {}  # by the first column and width, where a box ends
        self._shapes = [node for node in self._root.children if node.space == _VML and node.name != "shapetype"]
        self._declared = self._undeclared()
        for shape in self._shapes:
            cell = _noted_cell(shape)
            if cell is not None:
                self._notes[cell] = shape

    def __len__(self) -> int:
        return len(self._shapes) - self._gone

    def _undeclared(self) -> str:
        """The declarations that our elements must bring along: openpyxl puts none on the root."""
        tag = self._edits.data[self._root.start : self._root.inner]
        found = ""
        for prefix, space in _PREFIXES:
            named = re.search(rb"""\sxmlns:%s\s*=\s*["']([^"']*)["']""" % prefix.encode(), tag)
            if named is None:
                found += f' xmlns:{prefix}="{space}"'
            elif named[1] != space.encode():
                raise Unsuitable(_ODD)
        return found

    def erase(self, cells: Set[Cell]) -> None:
        """Take out the boxes of comments that are gone."""
        for cell in cells & self._notes.keys():
            self._edits.delete(self._notes.pop(cell))
            self._gone += 1

    def add(self, cell: Cell, text: str, sizes: Sizes) -> None:
        """Draw a hidden box for a new comment beside its cell, as large as the text needs."""
        if cell in self._notes:
            return
        row, column = cell
        width, height = box_size(text)
        left, top = min(column + 1, LAST_COLUMN - 3), max(row - 1, 1)
        if (left, width) not in self._columns:
            self._columns[left, width] = _walk(left, 12 + width, sizes.width, LAST_COLUMN)
        right, right_rest = self._columns[left, width]
        bottom, bottom_rest = _walk(top, 6 + height, sizes.height, LAST_ROW)
        anchor = f"{left - 1}, 12, {top - 1}, 6, {right - 1}, {right_rest}, {bottom - 1}, {bottom_rest}"
        self._new.append(
            'type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:6pt;'
            f'width:{width * 0.75:g}pt;height:{height * 0.75:g}pt;z-index:1;visibility:hidden" '
            f'fillcolor="{_PAPER}" o:insetmode="auto"><v:fill color2="{_PAPER}"/>'
            '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        )

    def number(self, blocks: Blocks) -> None:
        """Give the new boxes their numbers; to be called once, after all were added."""
        if not self._new:
            return
        numbers = self._numbers(len(self._new), blocks)
        known = any(node.attributes.get("id") == "_x0000_t202" for node in self._root.children)
        spaces = self._declared
        shapes = (f'<v:shape{spaces} id="_x0000_s{n}" {shape}' for n, shape in zip(numbers, self._new, strict=True))
        box_type = "" if known else _BOX_TYPE.replace("<v:shapetype", f"<v:shapetype{spaces}", 1)
        self._edits.append(self._root, (box_type + "".join(shapes)).encode())

    def save(self, package: Package, part: str) -> None:
        """Write the part if it was changed."""
        if self._edits:
            package.write(part, self._edits.result())

    def _numbers(self, count: int, blocks: Blocks) -> list[int]:
        """Free numbers of shapes, from the drawing's own blocks first."""
        used = {
            int(found[1])
            for node in self._root.walk()
            if node.space == _VML and (found := _SHAPE_ID.fullmatch(node.attributes.get("id", "")))
        }
        maps = [node for node in self._root.walk() if node.name == "idmap"]
        own = [block for node in maps for block in _blocks(node)]
        free = list(islice(_free(own, used), count))
        more: list[int] = []
        while len(free) < count:
            more.append(blocks.take())
            free += islice(_free(more[-1:], used), count - len(free))
        if more and maps:
            self._edits.set_attribute(maps[0], "data", ",".join(map(str, [*_blocks(maps[0]), *more])))
        elif more:
            data = ",".join(map(str, more))
            layout = (
                f'<o:shapelayout{self._declared} v:ext="edit"><o:idmap v:ext="edit" data="{data}"/></o:shapelayout>'
            )
            self._edits.append(self._root, layout.encode())
        return free


def _free(blocks: Iterable[int], used: Set[int]) -> Iterable[int]:
    return (
        number
        for block in blocks
        for number in range(block * _IDS_A_BLOCK + 1, (block + 1) * _IDS_A_BLOCK)
        if number not in used
    )


def _blocks(idmap: Node) -> list[int]:
    return [int(part) for part in re.findall(r"\d{1,6}", idmap.attributes.get("data", ""))]


def _noted_cell(shape: Node) -> Cell | None:
    data = shape.child("ClientData")
    if data is None or data.attributes.get("ObjectType") != "Note":
        return None
    row, column = data.child("Row"), data.child("Column")
    if row is None or column is None or not (row.text.strip().isdigit() and column.text.strip().isdigit()):
        return None
    return int(row.text) + 1, int(column.text) + 1


def box_size(text: str) -> tuple[int, int]:
    """Width and height in pixels of a box that shows all of a text."""
    width = _WIDTHS[len(text) > 420]
    a_line = (width - _EDGE) / _CHARACTER
    lines = sum(1 + int(len(line) * 1.05 / a_line) for line in text.split("\n"))
    return width, min(max(lines * _LINE + _EDGE, 60), _TALLEST)


def _walk(start: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """Where one is after so many pixels from the start of a row or column: which one, and how far into it."""
    index, end = start, min(last, start + _FURTHEST)
    while pixels >= (here := size(index)) and index < end:
        pixels -= here
        index += 1
    return index, min(pixels, here)
