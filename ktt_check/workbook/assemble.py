"""Frames back to a workbook, in the process that asked for it; equal numbers and texts are kept once."""

from __future__ import annotations

from decimal import Decimal

from ..places import address_of
from .calculated import is_calculated
from .dates import iso_moment, moment, shows_dates
from .model import CellNote, Sheet, Value, Workbook
from .refusal import Refusal
from .written import RAW, ByKinds, Kept, Makers, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

    from .cells import Raw, ReadyRow, Row
    from .places import Range
    from .scan import Frame
    from .styles import Note
    from .texts import Ready

_KEPT = 100_000  # different values of one kind
_EXACT = 1e16  # whole doubles below this are shown without an exponent


def assemble(path: str, frames: Callable[[Ready], Iterable[Frame]]) -> Workbook:
    """The workbook of a complete stream of frames, which may ask for makers of ready values; raises ``Refusal`` for a
    cell that is stored twice.
    """
    sheets: list[Sheet] = []
    builder = _Builder()
    for frame in frames(builder.makers):
        match frame:
            case "ready", rows:
                builder.add(rows)
            case "rows", rows:
                builder.add(builder.made(rows))
            case "strings", texts:
                builder.add_strings(texts)
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


class _Made(dict["Raw", Value]):
    """Raw values of one kind to what they are, made when first met; equal ones are the same object."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make

    def __missing__(self, raw: Raw) -> Value:
        if len(self) >= _KEPT:
            self.clear()
        value = self[raw] = self._make(raw)
        return value


_READY = RAW | {"n": Kept(lambda written: plain_number(number(written))).__getitem__}


def _iso(raw: tuple[str]) -> Value:
    return iso_moment(raw[0]) or raw[0]


class _Builder:
    """One sheet at a time, and what all sheets share."""

    def __init__(self) -> None:
        self.date1904 = False
        self._strings: list[str] = []
        self._empty_strings = False
        self._by_kinds = ByKinds(
            {
                "s": self._strings,
                "n": _Made(plain_number),
                "t": _Made(str),
                "b": (False, True),
                "d": _Made(_iso),
            }
        )
        self._notes: dict[Note, tuple[CellNote, bool]] = {}
        self.begin("")

    def begin(self, name: str) -> None:
        self._name = name
        self._rows: dict[int, dict[int, Value]] = {}
        self._cell_notes: dict[tuple[int, int], CellNote] = {}

    def add_strings(self, texts: list[str]) -> None:
        self._strings += texts
        self._empty_strings = self._empty_strings or not all(texts)

    def makers(self, long: AbstractSet[int]) -> Makers:
        """What makes values of their writings, once all shared strings are there."""
        return Makers(_READY, self._strings, long, ready=True)

    def made(self, rows: list[Row]) -> Iterator[ReadyRow]:
        """Rows as they are sent, with their values."""
        by_kinds = self._by_kinds
        for row, columns, kinds, raw, notes in rows:
            cells: dict[int, Value] = {}
            # A third quicker than dict(zip(…)).
            for column, made, value in zip(columns, by_kinds[kinds], raw, strict=False):
                cells[column] = made[value]
            yield row, cells, notes

    def add(self, rows: Iterable[ReadyRow]) -> None:
        known = self._rows
        for row, cells, notes in rows:
            if notes is not None:
                self._annotate(row, cells, notes)
            if self._empty_strings:
                cells = {column: value for column, value in cells.items() if value != ""}
            if not cells:
                continue
            if row not in known:
                known[row] = cells
            else:
                self._join(row, cells)

    def _join(self, row: int, cells: dict[int, Value]) -> None:
        """More cells of a row that was given already."""
        earlier = self._rows[row]
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
            unread=is_calculated(name, hidden),
        )

    def _annotate(self, row: int, cells: dict[int, Value], notes: dict[int, Note]) -> None:
        known, cell_notes = self._notes, self._cell_notes
        for column, note in notes.items():
            kept = known.get(note)
            if kept is None:
                code = note[3]
                kept = known[note] = (CellNote(*note), code is not None and shows_dates(code))
            cell_notes[row, column] = kept[0]
            if kept[1]:
                serial = cells[column]
                if type(serial) is Decimal:
                    cells[column] = moment(float(serial), self.date1904) or serial
