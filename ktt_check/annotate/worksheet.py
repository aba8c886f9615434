"""A sheet's part around its cell data, which is never parsed: fills, the link to comment boxes, sizes of cells."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence

from ..findings import SEVERITIES, Severity
from .cells import LAST_COLUMN, Area, area_at, area_text
from .marks import Unsuitable
from .spans import MAIN, RELATIONSHIPS, Edits, escape_text, parse, parse_without

ODD_SHEET = "Một trang tính có cấu trúc khác thường nên không sửa trực tiếp được."
_FILL_MARK = "ktt-check"
_MOST_WIDTHS = LAST_COLUMN  # Excel writes no column twice
_AREAS_A_BLOCK = 1000  # Excel reads longer lists, but slowly
_CELL_DATA = re.compile(rb"<((?:[\w.-]+:)?sheetData)(?=[\s/>])[^>]*>")
_NUMBER = b' r="'
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_ROW_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_ROW_HEIGHT = re.compile(rb'\bht="(\d{1,3}(?:\.\d{1,9})?)')
_SELECTED = re.compile(rb"<(?:[\w.-]+:)?sheetView\s[^>]*tabSelected\s*=\s*[\"'](?:1|true)[\"']")

# The order of elements in a sheet (ECMA-376 part 1, §18.3.1.99), as far as the comment boxes.
_ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
)
_BEFORE_FILLS = frozenset(_ORDER[: _ORDER.index("conditionalFormatting")])
_BEFORE_BOXES = frozenset(_ORDER)


class SheetPart:
    """One sheet's XML, open for additions before and after its cell data."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.edits = Edits(data)
        self._cells = _cell_data(data)
        if self._cells is None:
            self.root = parse(data)
        else:
            start, end = self._cells
            self.root = parse_without(data, start, end, b"<" + self._tag() + b"/>")
        self._check()

    def merges(self) -> list[Area]:
        """The merged ranges."""
        holder = self.root.child("mergeCells")
        found = (area_at(node.attributes.get("ref", "")) for node in (holder.children if holder is not None else ()))
        return [area for area in found if area is not None]

    def boxes(self) -> str | None:
        """The relationship to the drawing that holds the comment boxes and form controls, if there is one."""
        node = self.root.child("legacyDrawing")
        return None if node is None else node.attributes.get(f"{RELATIONSHIPS} id")

    def link_boxes(self, relation: str) -> None:
        """Name the new drawing with the comment boxes."""
        prefix = self.edits.prefix(self.root).decode()
        self.edits.insert(
            self._after(_BEFORE_BOXES), f'<{prefix}legacyDrawing xmlns:r="{RELATIONSHIPS}" r:id="{relation}"/>'.encode()
        )

    def unlink_boxes(self) -> None:
        """Drop the link to a drawing that is left out."""
        node = self.root.child("legacyDrawing")
        if node is not None:
            self.edits.delete(node)

    def fill(self, areas: Mapping[Severity, Sequence[Area]], formats: Mapping[Severity, int]) -> None:
        """Fill the areas by a conditional format a severity, placed and ranked before the submitter's own.

        ``formats`` are indices of differential formats. The formula is always true and carries our mark.
        """
        prefix = self.edits.prefix(self.root).decode()
        blocks = (
            f'<{prefix}conditionalFormatting sqref="{cells}"><{prefix}cfRule type="expression" '
            f'dxfId="{formats[severity]}" priority="1"><{prefix}formula>{escape_text(fill_formula(severity))}'
            f"</{prefix}formula></{prefix}cfRule></{prefix}conditionalFormatting>"
            for severity in SEVERITIES
            for cells in in_blocks(areas.get(severity, ()))
        )
        theirs = self.root.child("conditionalFormatting")
        at = self._after(_BEFORE_FILLS) if theirs is None else theirs.start
        self.edits.insert(at, "".join(blocks).encode())

    def erase_fills(self) -> None:
        """Take out the conditional formats that carry our mark, and no other."""
        for block in self.root.named("conditionalFormatting"):
            rules = block.named("cfRule")
            ours = [rule for rule in rules if any(f'"{_FILL_MARK}' in part.text for part in rule.children)]
            if ours and len(ours) == len(block.children):
                self.edits.delete(block)
            else:
                for rule in ours:
                    self.edits.delete(rule)

    def deselect(self) -> None:
        """Let the sheet not be part of a group when ours is the one that opens."""
        views = self.root.child("sheetViews")
        for view in views.named("sheetView") if views is not None else ():
            if view.attributes.get("tabSelected") in ("1", "true"):
                self.edits.set_attribute(view, "tabSelected", "0")

    def row_heights(self) -> dict[int, float]:
        """The rows with a height of their own (0 where hidden), in points."""
        heights: dict[int, float] = {}
        if self._cells is None:
            return heights
        data, (at, end) = self.data, self._cells
        tag = b"<" + self._tag()[: -len("sheetData")] + b"row"
        known: dict[bytes, float | None] = {}  # by what is written after the number, in which few rows differ
        number = 0
        while (at := data.find(tag, at, end)) >= 0:
            at += len(tag)
            attributes = data[at : data.find(b">", at)]
            if attributes.startswith(_NUMBER):
                digits, _, attributes = attributes[len(_NUMBER) :].partition(b'"')
            else:
                given = _ROW_NUMBER.search(attributes)
                digits = given[1] if given else b""
            number = int(digits) if len(digits) < 8 and digits.isdigit() else number + 1
            if attributes not in known:
                known[attributes] = _height(attributes)
            height = known[attributes]
            if height is not None:
                heights[number] = height
        return heights

    def _tag(self) -> bytes:
        found = _CELL_DATA.search(self.data)
        return found[1] if found is not None else b"sheetData"

    def _after(self, before: frozenset[str]) -> int:
        earlier = [child.end for child in self.root.children if child.name in before]
        if not earlier:
            raise Unsuitable(ODD_SHEET)
        return earlier[-1]

    def _check(self) -> None:
        cells = self.root.named("sheetData")
        whole = self._cells is None or (len(cells) == 1 and (cells[0].start, cells[0].end) == self._cells)
        if self.root.space != MAIN or self.root.name != "worksheet" or self.root.text.strip() or not whole:
            raise Unsuitable(ODD_SHEET)


class Sizes:
    """Widths and heights of a sheet's cells in screen pixels."""

    def __init__(self, sheet: SheetPart) -> None:
        form = sheet.root.child("sheetFormatPr")
        given = form.attributes if form is not None else {}
        hidden = given.get("zeroHeight") in ("1", "true")
        self._height = 0 if hidden else round(min(max(_number(given.get("defaultRowHeight"), 15), 0), 409) * 4 / 3)
        self._width = _pixels(_number(given.get("defaultColWidth"), 9.14))
        self._rows = sheet.row_heights()
        self._widths = array("i", [self._width]) * (LAST_COLUMN + 1)
        holder = sheet.root.child("cols")
        for node in reversed(holder.children[:_MOST_WIDTHS] if holder is not None else ()):
            width = 0 if node.attributes.get("hidden") in ("1", "true") else _number(node.attributes.get("width"), 9.14)
            first = max(int(_number(node.attributes.get("min"), 0)), 1)
            last = min(int(_number(node.attributes.get("max"), 0)), LAST_COLUMN)
            if first <= last:
                self._widths[first : last + 1] = array("i", [_pixels(width)]) * (last + 1 - first)

    def width(self, column: int) -> int:
        """Of a column from 1."""
        return self._widths[column] if 0 < column <= LAST_COLUMN else self._width

    def height(self, row: int) -> int:
        """Of a row from 1."""
        return round(self._rows[row] * 4 / 3) if row in self._rows else self._height


def fill_formula(severity: Severity) -> str:
    """The formula of our fills: always true, and known by its text also after Excel or LibreOffice saved it."""
    return f'LEN("{_FILL_MARK} {severity}")>0'


def in_blocks(areas: Sequence[Area]) -> Iterator[str]:
    """Lists of ranges as one conditional format has them, none too long."""
    for start in range(0, len(areas), _AREAS_A_BLOCK):
        yield " ".join(map(area_text, areas[start : start + _AREAS_A_BLOCK]))


def is_selected(head: bytes) -> bool:
    """Whether the first bytes of a sheet's part say that its tab is selected."""
    cells = _CELL_DATA.search(head)
    return _SELECTED.search(head, 0, cells.start() if cells else len(head)) is not None


def has_fills(data: bytes) -> bool:
    """Whether the bytes of a sheet's part may hold a fill of ours."""
    cells = _cell_data(data)
    return data.find(f'"{_FILL_MARK}'.encode(), cells[1] if cells else 0) >= 0 or (
        data.find(f"&quot;{_FILL_MARK}".encode(), cells[1] if cells else 0) >= 0
    )


def _cell_data(data: bytes) -> tuple[int, int] | None:
    opened = _CELL_DATA.search(data)
    if opened is None:
        return None
    if opened[0].endswith(b"/>"):
        return opened.span()
    closing = b"</" + opened[1]
    close = data.find(closing, opened.end())
    if close < 0 or close != data.rfind(closing):
        raise Unsuitable(ODD_SHEET)
    return opened.start(), data.index(b">", close) + 1


def _height(attributes: bytes) -> float | None:
    if b"hidden=" in attributes and _ROW_HIDDEN.search(attributes):
        return 0
    height = _ROW_HEIGHT.search(attributes) if b"ht=" in attributes else None
    return None if height is None else float(height[1])


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if math.isfinite(number) else default


def _pixels(width: float) -> int:
    return round(min(max(width, 0), 255) * 7)
