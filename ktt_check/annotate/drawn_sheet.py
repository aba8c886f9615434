"""A worksheet written straight as XML: what the result sheet needs of one, with formats of the workbook it goes into.

Written here because it is most of what annotating costs: a library makes a whole workbook around the sheet, of which
strings and formats would have to be taken over one by one. Rows and columns count from 0. The order of elements is
that of ECMA-376 part 1, 18.3.1.99; sparklines are MS-XLSX 2.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from ..places import address_of, column_letters
from .cells import area_text
from .spans import MAIN, RELATIONSHIPS, attribute_text, cut_to_cell, escape_text

Rows = tuple[int, int]  # the first and the last

_PIXEL = 0.75  # points
_ALL = 1 << 30
_SHORT = 400  # characters of a text that is kept as it is written: sheets of one language have most in common
_SPARKLINES = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
)
# Colours of a sparkline that are never seen; Excel asks for them before and after the one of the last column.
_UNSEEN = (
    '<x14:colorNegative theme="5"/><x14:colorAxis rgb="FF000000"/>'
    '<x14:colorMarkers theme="4"/><x14:colorFirst theme="4"/>',
    '<x14:colorHigh theme="4"/><x14:colorLow theme="4"/>',
)
_SEEN = ' tabSelected="1"'
_PAGE = (
    '<pageMargins left="0.3" right="0.3" top="0.45" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>'
)


class View(Struct, frozen=True):
    """How the sheet shows: ``frozen`` rows and columns stay in view, ``tab`` is the colour of its tab, ``table`` what
    can be filtered (from its header on, columns up to the given one), ``footer`` in Excel's codes, printed on A4 laid
    across; ``seen`` makes it the sheet that is open.
    """

    frozen: tuple[int, int]
    tab: str
    table: tuple[Rows, int] | None
    footer: str
    seen: bool


class DrawnSheet:
    """Rows may be written in any order until they are finished, from the top on; a cell that is written again replaces
    the earlier.
    """

    def __init__(self) -> None:
        self._widths: dict[int, str] = {}
        self._heights: dict[int, str] = {}
        self._cells: dict[int, dict[int, str]] = {}
        self._rows: list[bytes] = []
        self._merges: list[str] = []
        self._validations: list[str] = []
        self._links: list[str] = []
        self._sparklines: list[str] = []
        self._corner = (0, 0)
        self._finished = 0  # rows above this one

    def width(self, first: int, last: int, characters: float, *, hidden: bool = False) -> None:
        """Columns so many characters wide, with the five pixels around them that Excel counts in."""
        width = int((int(characters * 7 + 0.5) + 5) / 7 * 256) / 256
        shown = ' hidden="1"' if hidden else ""
        self._widths[first] = f'<col min="{first + 1}" max="{last + 1}" width="{width}"{shown} customWidth="1"/>'

    def height(self, row: int, points: float) -> None:
        """A row's height, in whole pixels."""
        self._heights[row] = f' ht="{int(points / _PIXEL + 0.5) * _PIXEL:g}" customHeight="1"'
        self._cells.setdefault(row, {})

    def text(self, row: int, column: int, text: str, style: int = 0) -> None:
        """A text that stays text whatever it begins with; where there is none, an empty cell."""
        self._put(row, column, style, _written(text))

    def number(self, row: int, column: int, number: float, style: int = 0) -> None:
        """A number as it is, in as many digits as a double holds."""
        self._put(row, column, style, f"><v>{number:.16G}</v></c>")

    def blank(self, row: int, column: int, style: int) -> None:
        """An empty cell that has a look."""
        self._put(row, column, style, "/>")

    def rich(self, row: int, column: int, runs: Sequence[tuple[str, str]], style: int) -> None:
        """Pieces of text, each after its run properties."""
        pieces = "".join(f"<r>{properties}{_text(text)}</r>" for properties, text in runs)
        self._put(row, column, style, f' t="inlineStr"><is>{pieces}</is></c>')

    def link(self, row: int, column: int, text: str, place: str, style: int) -> None:
        """A text that leads to a place in this workbook."""
        self.text(row, column, text, style)
        words = f'location="{attribute_text(place)}" display="{attribute_text(text)}"'
        self._links.append(f'<hyperlink ref="{_cell(row, column)}" {words}/>')

    def merge(self, row: int, columns: tuple[int, int], text: str, style: int) -> None:
        """A text over several columns of one row."""
        first, last = columns
        self._merges.append(f'<mergeCell ref="{_cell(row, first)}:{_cell(row, last)}"/>')
        self.text(row, first, text, style)
        for column in range(first + 1, last + 1):
            self._put(row, column, style, "/>")

    def hint(self, rows: Rows, column: int, prompt: str) -> None:
        """Words that show beside a cell of this column while it is chosen; anything may be written there."""
        self._validate(rows, column, "", f' showErrorMessage="1" prompt="{attribute_text(prompt)}"', "")

    def choices(self, rows: Rows, column: int, choices: Sequence[str], prompt: str, only: str | None = None) -> None:
        """A drop-down with a hint; ``only`` is told to whoever writes something else, None lets everybody."""
        words = f' showErrorMessage="1" error="{attribute_text(only)}"' if only else ""
        listed = f'<formula1>"{escape_text(",".join(choices))}"</formula1>'
        self._validate(rows, column, ' type="list"', f'{words} prompt="{attribute_text(prompt)}"', listed)

    def sparkline(
        self, row: int, column: int, place: str, bounds: tuple[float, float], colours: tuple[str, str | None]
    ) -> None:
        """Small columns for the figures at ``place``, between ``bounds``; a second colour is of the last column."""
        (low, high), (colour, last) = bounds, colours
        marked = ' last="1"' if last else ""
        self._sparklines.append(
            f'<x14:sparklineGroup manualMax="{high}" manualMin="{low}" type="column" displayEmptyCellsAs="gap"{marked} '
            'displayHidden="1" minAxisType="custom" maxAxisType="custom">'
            f'<x14:colorSeries rgb="FF{colour}"/>{_UNSEEN[0]}<x14:colorLast rgb="FF{last or colour}"/>{_UNSEEN[1]}'
            f"<x14:sparklines><x14:sparkline><xm:f>{escape_text(place)}</xm:f>"
            f"<xm:sqref>{_cell(row, column)}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        )

    def finish(self, before: int = _ALL) -> None:
        """Put the rows above this one into their last form; nothing is written there any more."""
        for row in sorted(row for row in self._cells if row < before):
            cells = self._cells.pop(row)
            columns = sorted(cells)
            content = "".join([cells[column] for column in columns])
            self._rows.append(f'<row r="{row + 1}"{self._heights.pop(row, "")}>{content}</row>'.encode())
            self._corner = row, max(self._corner[1], *columns[-1:], 0)
        self._finished = before

    def xml(self, view: View) -> bytes:
        """The part as a whole; nothing more can be written."""
        self.finish()
        rows, columns = view.frozen
        right, below, corner = _cell(0, columns), _cell(rows, 0), _cell(rows, columns)
        head = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" '
            f'xmlns:r="{RELATIONSHIPS}"><sheetPr><tabColor rgb="FF{view.tab}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{_cell(*self._corner)}"/>'
            f'<sheetViews><sheetView showGridLines="0"{_SEEN * view.seen} workbookViewId="0">'
            f'<pane xSplit="{columns}" ySplit="{rows}" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
            f'<selection pane="topRight" activeCell="{right}" sqref="{right}"/>'
            f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/><selection pane="bottomRight"/>'
            '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f"{_list('cols', [self._widths[first] for first in sorted(self._widths)])}<sheetData>"
        )
        return b"".join([head.encode(), *self._rows, b"</sheetData>", self._after(view).encode()])

    def _after(self, view: View) -> str:
        parts = [
            "",
            "",
            "",
            "",
            _PAGE,
            f"<headerFooter><oddFooter>{escape_text(view.footer)}</oddFooter></headerFooter>",
        ]
        parts[1] = _list("mergeCells", self._merges, counted=True)
        parts[2] = _list("dataValidations", self._validations, counted=True)
        parts[3] = _list("hyperlinks", self._links)
        if view.table is not None:
            (top, bottom), last = view.table
            parts[0] = f'<autoFilter ref="{_cell(top, 0)}:{_cell(bottom, last)}"/>'
            below = f"{_cell(top + 1, 0)}:{_cell(bottom, last)}"
            parts.append(f'<ignoredErrors><ignoredError sqref="{below}" numberStoredAsText="1"/></ignoredErrors>')
        if self._sparklines:
            parts.append(f"<extLst>{_SPARKLINES}{''.join(self._sparklines)}</x14:sparklineGroups></ext></extLst>")
        return "".join([*parts, "</worksheet>"])

    def _put(self, row: int, column: int, style: int, written: str) -> None:
        look = f' s="{style}"' if style else ""
        cells = self._cells.get(row)
        if cells is None:
            if row < self._finished:
                raise ValueError(f"row {row + 1} is finished")
            cells = self._cells[row] = {}
        cells[column] = f'<c r="{column_letters(column + 1)}{row + 1}"{look}{written}'

    def _validate(self, rows: Rows, column: int, kind: str, words: str, listed: str) -> None:
        cells = area_text((rows[0] + 1, column + 1, rows[1] + 1, column + 1))
        words = f'{kind} allowBlank="1" showInputMessage="1"{words} sqref="{cells}"'
        self._validations.append(f"<dataValidation{words}>{listed}</dataValidation>")


def _written(text: str) -> str:
    """What follows the attributes of a text's cell."""
    return _kept(text) if len(text) < _SHORT else _inline(text)


def _inline(text: str) -> str:
    return f' t="inlineStr"><is>{_text(text)}</is></c>' if text else "/>"


_kept = lru_cache(maxsize=4096)(_inline)


def _text(text: str) -> str:
    """The element of a text within Excel's limit; blanks around it are kept only where it says so (XML 1.0, 2.10)."""
    text = cut_to_cell(text)
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<t{kept}>{escape_text(text)}</t>"


def _list(name: str, items: Sequence[str], *, counted: bool = False) -> str:
    count = f' count="{len(items)}"' if counted else ""
    return f"<{name}{count}>{''.join(items)}</{name}>" if items else ""


def _cell(row: int, column: int) -> str:
    return address_of(row + 1, column + 1)
