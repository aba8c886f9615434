"""What the door hands over: a workbook's sheets as cells with a place, and what a value alone does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

Value = str | Decimal | bool | datetime


@dataclass(frozen=True, slots=True)
class CellNote:
    """What a cell is beyond a plain typed value; cells with nothing to say have none.

    ``number_format`` is the format code of a number or date when it is not General (``0%``, ``d-mmm``), built-in
    formats resolved to their code (ECMA-376 part 1, 18.8.30): 60 % is the number 0.6 with the format ``0%``.
    ``uncalculated`` is a formula without a stored value, ``error`` an error value such as ``#N/A``: neither has a
    value in ``Sheet.rows``. ``struck`` is a strike-through of the whole cell, not of a part of its text.
    """

    formula: bool = False
    uncalculated: bool = False
    error: str | None = None
    number_format: str | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet; rows and columns count from 1, in ascending order, and empty cells are absent.

    Text stands exactly as stored (runs of rich text joined, phonetic readings left out, ``_xHHHH_`` decoded).
    A number is ``Decimal(repr(float))``: Excel keeps a double and writes it with up to 17 digits, so the stored
    0.59999999999999998 is the 0.6 that was typed. A number with a date format is a ``datetime`` where such a day
    exists (not 29/02/1900, which only Excel has). ``merges`` are top, left, bottom, right; ``comments`` are the
    texts of the classic notes, threaded comments' fallback included. ``unread``: a form of ours calculates there.
    """

    name: str
    hidden: bool
    rows: dict[int, dict[int, Value]]
    notes: dict[tuple[int, int], CellNote]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merges: tuple[tuple[int, int, int, int], ...]
    comments: dict[tuple[int, int], str]
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """One workbook as stored: its worksheets in order (chart and macro sheets hold no cells and are left out).

    ``defined_names`` are the workbook-wide ones, hidden ones included, with their target as written. ``sha256`` is
    of the very bytes that were read.
    """

    path: str
    sheets: tuple[Sheet, ...]
    defined_names: dict[str, str]
    sha256: str
    macro: bool
    date1904: bool
