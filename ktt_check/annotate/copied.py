"""The way round: a new workbook with the result sheet and a copy of the submitter's values, marked in the same way."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from msgspec.structs import replace

from ..findings import SEVERITIES, Severity
from ..layout import our_sheet
from ..wording import say
from .book import SHEET, Book, free_name, quoted
from .boxes import box_size
from .cells import Cell, cell_at
from .comments import AUTHOR, our_text, without_ours
from .gather import CellMark, areas_to_fill, cells_to_mark, to_top_left
from .marks import Mark, ResultSheet
from .package import Package
from .remarks import header_columns
from .result_sheet import local_names, write_result
from .spans import cut_to_cell, without_control
from .styles import COLOURS, Styles
from .worksheet import fill_formula, in_blocks

if TYPE_CHECKING:
    from ..workbook import Sheet, Value, Workbook

_NARROWEST, _WIDEST = 9, 48  # of copied columns, in characters
_LOOKED_AT = 300  # rows by which a column's width is judged
_LARGEST_MERGE = 2000  # cells; a larger one is left unmerged rather than written out
_MOST_FORMATS = 400
_MOST_COPIED = 200_000  # cells, as ``_weight`` counts them: about two seconds
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_DATE = "dd/mm/yyyy"
_NOT_TEXT = re.compile("[\ud800-\udfff]")


def annotate_copy(
    source: Path, target: Path, marks: Sequence[Mark], result: ResultSheet, digest: str | None = None
) -> Path:
    """Write the copy and say where: never as ``.xlsm``, since it has no macros.

    Raises Refusal if the file is unreadable, or is no longer the one of ``digest`` (SHA-256).
    """
    from xlsxwriter import Workbook as Writer

    from ..workbook import Refusal, start_reading

    workbook = start_reading(source).result()
    if digest not in (None, workbook.sha256):
        raise Refusal("changed", file=str(source))
    names = _names(workbook)
    if left_out := _take_large_out(workbook, names):
        note = say("annotate.left-out", result.language, sheets="; ".join(left_out))
        result = replace(result, notes=(*result.notes, note))
    wanted, _ = cells_to_mark(marks)
    written = io.BytesIO()
    own = free_name(SHEET, names.values())
    with Writer(written, {"in_memory": True}) as book:

        def link(sheet: str, cell: str) -> str | None:
            return f"{quoted(names[sheet])}!{cell}" if sheet in names and cell_at(cell) is not None else None

        book.add_worksheet(own)  # its place; what stands there is written below
        formats = Formats(book)
        for sheet in workbook.sheets:
            if sheet.name in names:
                _Copy(book, sheet, names[sheet.name], wanted.get(sheet.name, {}), formats).write()
    target = target.with_suffix(".xlsx")
    package = Package(written.getvalue())
    written_book = Book(package)
    styles_part, own_part = written_book.target("styles"), written_book.sheets[0].part
    assert styles_part is not None
    assert own_part is not None
    styles = Styles(package.read(styles_part))
    package.write(own_part, write_result(own, result, link, styles, seen=True))
    styles.save(package, styles_part)
    written_book.name_result_sheet(own, local_names(own, result))
    package.save(target)
    return target


def _names(workbook: Workbook) -> dict[str, str]:
    """The sheets to be copied with a name that Excel takes; an earlier result sheet, and where a form of ours
    calculates, is left out.
    """
    earlier = our_sheet(workbook)
    names: dict[str, str] = {}
    for sheet in workbook.sheets:
        if sheet.unread or (sheet.name == earlier and any(map(_is_header, sheet.rows.values()))):
            continue
        plain = _FORBIDDEN.sub("-", without_control(sheet.name)).strip("'")[:31] or SHEET
        names[sheet.name] = free_name(plain, names.values())
    return names


def _take_large_out(workbook: Workbook, names: dict[str, str]) -> list[str]:
    """Take the sheets that are too much to copy out of ``names``, the largest first."""
    weights = {sheet.name: _weight(sheet) for sheet in workbook.sheets if sheet.name in names}
    left_out = []
    while weights and sum(weights.values()) > _MOST_COPIED:
        largest = max(weights, key=lambda name: weights[name])
        del weights[largest], names[largest]
        left_out.append(largest)
    return left_out


def _weight(sheet: Sheet) -> int:
    """About how many cells a sheet is to the writer, which goes through every row from its first to its last column."""
    columns = [column for cells in sheet.rows.values() for column in (next(iter(cells)), next(reversed(cells)))]
    span = max(columns, default=0) - min(columns, default=0)
    merged = sum(_merged_cells(area) for area in sheet.merges)
    cells = sum(map(len, sheet.rows.values())) + len(sheet.notes) + len(sheet.hidden_rows) + len(sheet.hidden_columns)
    return cells + merged + span * len(sheet.rows) // 20 + 10 * len(sheet.comments)


def _merged_cells(area: tuple[int, int, int, int]) -> int:
    """How many cells are written for a merged range; none for one that is too large."""
    top, left, bottom, right = area
    cells = (bottom - top + 1) * (right - left + 1)
    return cells if cells <= _LARGEST_MERGE else 0


def _is_header(row: Mapping[int, object]) -> bool:
    return bool(header_columns({column: value for column, value in row.items() if isinstance(value, str)}))


def _shown(text: str) -> str:
    """Any text as the cell shows it: within Excel's limit, and never taken for the writer's own mark-up."""
    text = cut_to_cell(_NOT_TEXT.sub("\ufffd", text))
    # xlsxwriter writes a string between these two tags as it is, unescaped; a blank behind it prevents that.
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


class _Copy:
    """One sheet of the submitter's written anew: values, their formats, merges, comments, and our marks."""

    def __init__(self, book: Any, sheet: Sheet, name: str, cells: Mapping[Cell, CellMark], formats: Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._out = book.add_worksheet(name)
        self._cells, self._ranges = to_top_left(cells, sheet.merges)
        if sheet.hidden:
            self._out.hide()

    def write(self) -> None:
        from xlsxwriter.exceptions import XlsxWriterException

        for column, width in self._widths().items():
            hidden = {"hidden": column in self._sheet.hidden_columns}
            self._out.set_column(column - 1, column - 1, width, None, hidden)
        for row in self._sheet.hidden_rows:
            self._out.set_row(row - 1, None, None, {"hidden": True})
        for top, left, bottom, right in self._sheet.merges:
            if _merged_cells((top, left, bottom, right)) > 1:
                with contextlib.suppress(XlsxWriterException):
                    self._out.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", self._formats(None))
        for row, values in self._sheet.rows.items():
            for column, value in values.items():
                self._write_value((row, column), value)
        for cell, note in self._sheet.notes.items():
            if note.error is not None:
                self._out.write_string(cell[0] - 1, cell[1] - 1, note.error, self._formats(None))
        self._mark()

    def _write_value(self, cell: Cell, value: Value) -> None:
        row, column = cell[0] - 1, cell[1] - 1
        note = self._sheet.notes.get(cell)
        style = self._formats(note.number_format if note is not None else None)
        match value:
            case bool():
                self._out.write_boolean(row, column, value, style)
            case Decimal():
                self._out.write_number(row, column, float(value), style)
            case datetime() if value.year >= 1900:
                dated = style if note is not None and note.number_format else self._formats(_DATE)
                self._out.write_datetime(row, column, value.replace(tzinfo=None), dated)
            case datetime():
                self._out.write_string(row, column, value.isoformat(" "), self._formats(None))
            case str():
                self._out.write_string(row, column, _shown(value), self._formats(None))
            case _:
                assert_never(value)

    def _mark(self) -> None:
        areas = areas_to_fill(self._cells, self._ranges)
        for severity in SEVERITIES:
            for some in in_blocks(areas[severity]):
                settings = {"type": "formula", "criteria": f"={fill_formula(severity)}", "multi_range": some}
                settings["format"] = self._formats.fill(severity)
                first = some.partition(" ")[0]
                self._out.conditional_format(first, settings)
        theirs = {cell: without_ours(text) for cell, text in self._sheet.comments.items()}
        for cell in sorted(self._cells.keys() | {cell for cell, text in theirs.items() if text.strip()}):
            texts = [theirs.get(cell, "").strip("\n")] if theirs.get(cell, "").strip() else []
            if cell in self._cells:
                texts.append(our_text(self._cells[cell].lines))
            text = _shown(without_control("\n".join(texts)))
            width, height = box_size(text)
            self._out.write_comment(
                cell[0] - 1, cell[1] - 1, text, {"author": AUTHOR, "width": width, "height": height, "font_size": 9}
            )

    def _widths(self) -> dict[int, int]:
        """Column widths that suit what stands in the first rows; text is wrapped beyond the widest."""
        widths = dict.fromkeys(self._sheet.hidden_columns, _NARROWEST)
        for values in islice(self._sheet.rows.values(), _LOOKED_AT):
            for column, value in values.items():
                length = max(map(len, value.split("\n"))) if isinstance(value, str) else _NARROWEST
                widths[column] = min(max(widths.get(column, _NARROWEST), length + 2), _WIDEST)
        return widths


class Formats:
    """Cell formats of the copy by number format, up to a bound: a file may hold any number of them."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str | None, Any] = {}

    def __call__(self, number_format: str | None) -> Any:
        if number_format not in self._made:
            if len(self._made) > _MOST_FORMATS:
                number_format = None
            shape = {"valign": "top", "text_wrap": True} | ({"num_format": number_format} if number_format else {})
            self._made[number_format] = self._book.add_format(shape)
        return self._made[number_format]

    def fill(self, severity: Severity) -> Any:
        return self._book.add_format({"bg_color": f"#{COLOURS[severity]}"})
