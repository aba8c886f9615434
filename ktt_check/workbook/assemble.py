"""Frames back to a workbook, in the process that asked for it; equal numbers and texts are kept once."""

from __future__ import annotations

from decimal import Decimal

from ..places import address_of
from .dates import iso_moment, moment, shows_dates
from .model import CellNote, Sheet, Value, Workbook
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .cells import Raw, Row
    from .places import Range
    from .scan import Frame
    from .styles import Note

_KEPT_NUMBERS = 100_000
_EXACT = 1e16  # whole doubles below this are shown without an exponent


def assemble(path: str, frames: Iterable[Frame]) -> Workbook:
    """The workbook of a complete stream of frames; raises ``Refusal`` for a cell that is stored twice."""
    sheets: list[Sheet] = []
    builder = _Builder()
    for frame in frames:
        match frame:
            case "rows", rows:
                builder.add(rows)
            case "strings", texts:
                builder.strings += texts
            case "book", macro, date1904:
                builder.date1904 = date1904
            case "sheet", name, hidden:
                builder.begin(name)
            case "around", hidden_rows, hidden_columns, merges, comments:
                sheets.append(builder.sheet(name, hidden, hidden_rows, hidden_columns, merges, comments))
            case "end", names, sha256:
                return Workbook(path, tuple(sheets), names, sha256, macro, builder.date1904)
    raise Refusal("died")


def plain_number(value: float) -> Decimal:
    """The number as it was typed, of the double that Excel keeps of it."""
    return Decimal(int(value)) if value.is_integer() and abs(value) < _EXACT else Decimal(repr(value))


class _Builder:
    """One sheet at a time, and what all sheets share."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.date1904 = False
        self._numbers: dict[float, Decimal] = {}
        self._written: dict[str, str] = {}
        self._notes: dict[Note, tuple[CellNote, bool]] = {}
        self.begin("")

    def begin(self, name: str) -> None:
        self._name = name
        self._rows: dict[int, dict[int, Value]] = {}
        self._cell_notes: dict[tuple[int, int], CellNote] = {}

    def add(self, rows: list[Row]) -> None:
        for row, raw, notes in rows:
            cells = self._values(raw)
            if notes is not None:
                self._annotate(row, cells, raw, notes)
            if not cells:
                continue
            earlier = self._rows.get(row)
            if earlier is None:
                self._rows[row] = cells
            else:
                for column in cells.keys() & earlier.keys():
                    raise Refusal("twice", sheet=self._name, cell=address_of(row, column))
                self._rows[row] = dict(sorted((earlier | cells).items()))

    def sheet(
        self,
        name: str,
        hidden: bool,
        hidden_rows: list[int],
        hidden_columns: list[int],
        merges: list[Range],
        comments: dict[tuple[int, int], str],
    ) -> Sheet:
        rows = self._rows
        numbers = list(rows)
        if numbers != sorted(numbers):
            rows = dict(sorted(rows.items()))
        return Sheet(
            name=name,
            hidden=hidden,
            rows=rows,
            notes=self._cell_notes,
            hidden_rows=frozenset(hidden_rows),
            hidden_columns=frozenset(hidden_columns),
            merges=tuple(merges),
            comments=comments,
        )

    def _values(self, raw: dict[int, Raw]) -> dict[int, Value]:
        strings, numbers = self.strings, self._numbers
        cells: dict[int, Value] = {}
        for column, value in raw.items():
            kind = type(value)
            if kind is int:
                text = strings[value]  # type: ignore[index]
                if text:
                    cells[column] = text
            elif kind is float:
                number = numbers.get(value)  # type: ignore[arg-type]
                cells[column] = self._number(value) if number is None else number  # type: ignore[arg-type]
            elif kind is str:
                cells[column] = self._written.setdefault(value, value)  # type: ignore[arg-type]
            elif kind is bool:
                cells[column] = value  # type: ignore[assignment]
            else:
                iso: str = value[0]  # type: ignore[index]
                cells[column] = iso_moment(iso) or iso
        return cells

    def _number(self, value: float) -> Decimal:
        if len(self._numbers) >= _KEPT_NUMBERS:
            self._numbers.clear()
        number = self._numbers[value] = plain_number(value)
        return number

    def _annotate(self, row: int, cells: dict[int, Value], raw: dict[int, Raw], notes: dict[int, Note]) -> None:
        known = self._notes
        for column, note in notes.items():
            kept = known.get(note)
            if kept is None:
                code = note[3]
                kept = known[note] = (CellNote(*note), code is not None and shows_dates(code))
            self._cell_notes[row, column] = kept[0]
            if kept[1]:
                serial = raw[column]
                if type(serial) is float:
                    cells[column] = moment(serial, self.date1904) or cells[column]
