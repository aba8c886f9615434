"""The cells of one worksheet, from XML to rows of plain builtins, given out as they are read and not kept.

A row is ``(number, columns, kinds, raw values, {column: note} or None)``. The kinds are one letter for each value:
``s`` the place of a shared string, ``n`` a number (``float``), ``t`` text, ``b`` ``bool``, ``d`` an ISO date (its text
in a tuple). A note is ``(formula, uncalculated, error, number format, struck)``. Missing ``r`` attributes count on
(ECMA-376 part 1, 18.3.1.4 and 18.3.1.73); what the file states about its own extent and counts is not looked at.
A *ready* row, where nothing has to be sent to another process, is ``(number, {column: value}, notes)``.
"""

from __future__ import annotations

from ..places import address_of
from . import limits
from .markup import true
from .places import place_of, range_of, row_of
from .refusal import Refusal
from .texts import unescape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pyexpat import XMLParserType
    from typing import Any

    from .budget import Budget
    from .markup import Attributes
    from .places import Range
    from .styles import Note, Styles
    from .texts import SharedStrings

    Raw = int | float | str | bool | tuple[str]
    Row = tuple[int, tuple[int, ...], str, list[Raw], dict[int, Note] | None]
    ReadyRow = tuple[int, dict[int, Any], dict[int, Note] | None]

_ERROR_LENGTH = 32  # Excel's own are shorter
_KINDS = {int: "s", float: "n", str: "t", bool: "b", tuple: "d"}
_STRUCK = (False, False, None, None, True)
_FORMULA = (True, False, None, None, False)


class CellReader:
    """Expat's handlers for everything within ``sheetData``; the methods run for every cell and are written for it.

    ``rows`` and ``hidden_rows`` fill up as rows end, ``elements`` counts what went by; the owner empties them.
    """

    def __init__(self, styles: Styles, strings: SharedStrings, budget: Budget) -> None:
        self.rows: list[Row] = []
        self.ready_rows: list[ReadyRow] = []
        self.hidden_rows: list[int] = []
        self.elements = 0
        self.arrays: list[Range] = []  # formulas that fill several cells
        self.styles = styles
        self.strings = strings
        self._columns: dict[str, int] = {}
        self._budget = budget
        self._active: list[Range] = []  # arrays that may reach into this row
        self._parts: list[str] = []
        self._inline: list[str] = []
        self._row = self._column = 0
        self._row_text = ""  # of the open row; empty between rows
        self._row_width = 0
        self._row_in_row = False
        self._in_order = True
        self._cells: dict[int, Raw] = {}
        self._notes: dict[int, Note] = {}
        self._cell: Attributes = {}
        self._value: str | None = None
        self._formula = False
        self._taken_over = False
        self._skipped = 0

    def take_over(self, parser: XMLParserType, namespace: str, give_back: Callable[[], None]) -> None:
        """Handles the parser's events from the start of ``sheetData`` to its end."""
        self._parser = parser
        self._give_back = give_back
        self._v, self._c, self._f, self._t, self._r, self._is, self._row_name, self._data = (
            f"{namespace}\n{local}" for local in ("v", "c", "f", "t", "r", "is", "row", "sheetData")
        )
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append
        self._taken_over = True

    @property
    def between_rows(self) -> bool:
        """Whether the last that was heard was the start of ``sheetData`` or the end of a row in it."""
        return self._taken_over and not self._row_text and not self._skipped and not self._row_in_row

    def may_take(self, values: int, characters: int) -> bool:
        """Whether there is room for so many more cells and characters of text."""
        return values <= self._budget.cells and characters <= self._budget.characters

    def take_rows(
        self, last: int, rows: list[Any], hidden_rows: list[int], values: int, characters: int, elements: int
    ) -> None:
        """Rows that were read past the parser: the last one's number, those with values, and how much they hold."""
        self._row = last
        self.elements += elements
        self._budget.spend_cells(values)
        self._budget.spend_characters(characters)
        if self.strings.makers.ready:
            self.ready_rows += rows
        else:
            self.rows += rows
        self.hidden_rows += hidden_rows

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == self._v or name == self._t:
            self._parts.clear()
        elif name == self._c:
            self._cell = attributes
            self._value = None
            self._formula = False
            self.elements += 1
        elif name == self._row_name:
            self._start_row(attributes)
        elif name == self._f:
            self._start_formula(attributes)
        elif name == self._is:
            self._inline.clear()
        elif name != self._r:  # phonetic readings, run properties, extensions: not the cell's text
            self._skipped = 1
            self._parser.StartElementHandler = self._skip
            self._parser.EndElementHandler = self._skip_end

    def _end(self, name: str) -> None:
        if name == self._v:
            self._value = "".join(self._parts)
        elif name == self._c:
            self._end_cell(self._cell.get("r"))
        elif name == self._t:
            self._inline.append("".join(self._parts))
        elif name == self._row_name:
            self._row_text = ""
            cells = self._cells if self._in_order else dict(sorted(self._cells.items()))
            self._give_out(self._row, cells, self._notes)
        elif name == self._data:
            self._taken_over = False
            self._parser.CharacterDataHandler = None
            self._parser.EndElementHandler = None
            self._give_back()

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        row = self._row + 1 if given is None else row_of(given)
        if not 0 < row <= limits.LAST_ROW:
            raise Refusal("extent", cell=f"A{given or row}")
        if self.arrays:
            left = self._active if row > self._row else self.arrays
            self._active = [filled for filled in left if filled[2] >= row]
        self.elements += 1
        self._row_in_row = self._row_in_row or bool(self._row_text)
        self._row, self._row_text = row, str(row)
        self._row_width = len(self._row_text)
        self._column = 0
        self._in_order = True
        self._cells = {}
        self._notes = {}
        if true(attributes.get("hidden")):
            self.hidden_rows.append(row)

    def _end_cell(self, address: str | None) -> None:
        width = self._row_width
        if address is None:
            column = self._column + 1
            if column > limits.LAST_COLUMN or not self._row_text:
                raise Refusal("extent", cell=address_of(self._row, column))
        elif address[-width:] == self._row_text and address[:-width] in self._columns:
            column = self._columns[address[:-width]]
        else:
            row, column = place_of(address)
            if row != self._row or not self._row_text:
                self._stray(row, column)
                return
            if address[-width:] == self._row_text:
                self._columns[address[:-width]] = column
        if column <= self._column:
            self._in_order = False
        self._column = column
        if self._value is not None or self._formula or self._inline or self._active:
            self._store(self._row, column, self._cells, self._notes)

    def _stray(self, row: int, column: int) -> None:
        """A cell whose address is of another row than the one it stands in: the address counts."""
        cells: dict[int, Raw] = {}
        notes: dict[int, Note] = {}
        self._store(row, column, cells, notes)
        self._give_out(row, cells, notes)

    def _give_out(self, row: int, cells: dict[int, Raw], notes: dict[int, Note]) -> None:
        if cells or notes:
            self._budget.spend_cells(len(cells.keys() | notes.keys()))
            kinds = "".join([_KINDS[type(value)] for value in cells.values()])
            self.rows.append((row, tuple(cells), kinds, list(cells.values()), notes or None))

    def _start_formula(self, attributes: Attributes) -> None:
        self._formula = True
        if "ref" in attributes and attributes.get("t") in ("array", "dataTable"):
            filled = range_of(attributes["ref"])
            if filled[:2] != filled[2:]:
                self.arrays.append(filled)
                self._active.append(filled)
                if len(self._active) > limits.ARRAYS:
                    raise Refusal("counts", detail="arrays")

    def _store(self, row: int, column: int, cells: dict[int, Raw], notes: dict[int, Note]) -> None:
        raw, error = self._raw(row, column)
        formula = self._formula or (bool(self._active) and self._filled(row, column))
        if raw is None and error is None and not formula:
            return
        if raw is not None:
            if column in cells:
                raise Refusal("twice", cell=address_of(row, column))
            cells[column] = raw
        note = self.styles.get(self._cell.get("s", "0"))
        numeric = type(raw) is float or type(raw) is tuple
        if formula or error is not None:
            _, _, _, code, struck = note or _FORMULA
            empty_text = self._cell.get("t") == "str" and self._value is not None
            uncalculated = raw is None and error is None and not empty_text
            notes[column] = (formula, uncalculated, error, code if numeric else None, struck)
        elif note is not None:
            if numeric:
                notes[column] = note
            elif note[4]:
                notes[column] = _STRUCK

    def _raw(self, row: int, column: int) -> tuple[Raw | None, str | None]:
        """The cell's value, None where it is empty, and its error."""
        text = self._value
        kind = self._cell.get("t")
        if kind == "e":
            self._inline.clear()
            return None, (text or "").strip()[:_ERROR_LENGTH] or "#?"
        raw: Raw | None = None
        if not text:
            pass
        elif kind is None or kind == "n":
            raw = _number(text)
        elif kind == "s":
            raw = self._shared(text, row, column)
        elif kind == "b":
            raw = true(text)
        elif kind == "d":
            raw = (text[:64],)
        else:
            raw = text
        if self._inline:
            raw = "".join(self._inline) if raw is None else raw
            self._inline.clear()
        if type(raw) is str:
            raw = self._written(raw, row, column) or None
        return raw, None

    def _shared(self, text: str, row: int, column: int) -> int:
        try:
            index = int(text)
        except ValueError:
            index = -1
        if not 0 <= index < self.strings.count:
            raise Refusal("references", cell=address_of(row, column), detail="string")
        if index in self.strings.long:
            raise Refusal("text", cell=address_of(row, column), detail=str(limits.TEXT_LENGTH))
        return index

    def _written(self, text: str, row: int, column: int) -> str:
        text = unescape(text)
        if len(text) > limits.TEXT_LENGTH:
            raise Refusal("text", cell=address_of(row, column), detail=str(limits.TEXT_LENGTH))
        self._budget.spend_characters(len(text))
        return text

    def _filled(self, row: int, column: int) -> bool:
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in self._active)

    def _skip(self, name: str, attributes: Attributes) -> None:
        self._skipped += 1

    def _skip_end(self, name: str) -> None:
        self._skipped -= 1
        if not self._skipped:
            self._parser.StartElementHandler = self._start
            self._parser.EndElementHandler = self._end


def _number(text: str) -> float | str:
    """The stored number; what is no finite number stays the text that it is, to be shown to its author."""
    try:
        number = float(text)
    except ValueError:
        return text
    return number if number - number == 0.0 and "_" not in text else text
