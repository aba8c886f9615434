"""The sheet ``Kết quả kiểm tra``: a block of four rows that stays in view, then one row a finding (contract §2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from ..findings import Severity
from .marks import ResultRow, ResultSheet
from .result_words import COLUMNS, OPINIONS, REASONS, SYMBOLS, Language, word
from .spans import without_control

HEADER_ROW = 4  # from 1; small enough that some findings show below it on a 1366 × 768 screen
_WIDTHS = (5, 8, 11.5, 11.5, 6.5, 38, 14, 15, 12, 18, 28, 9.5, 20, 14, 15, 12)
_WRAPPED = tuple(n for n, name in enumerate(COLUMNS) if name not in ("STT", "Ô", "Mã nhận dạng"))
_FACTS, _UNCHECKED, _NOTES = (0, 5), (6, 10), (11, 14)  # first and last column of the three panels
_LINES_A_PANEL = 6
_LINE, _SMALL_LINE = 13.2, 12.0  # points, Arial 10 and 9
_TALLEST = 400.0  # points; Excel allows 409
_MOST_LINKS = 65_530  # that Excel reads in one sheet
_MOST_TEXT = 32_000  # characters in a cell, below Excel's 32,767
_NOT_TEXT = re.compile("[\ud800-\udfff]")
_NAVY, _GREEN, _OCHRE, _LINE_COLOUR = "#1F3864", "#375623", "#7F6000", "#BFBFBF"
_PAINT: dict[str, dict[str, Any]] = {
    "error": {"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True},
    "warning": {"bg_color": "#FFC94D", "font_color": "#3F2A00", "bold": True},
    "info": {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    "none": {"bg_color": "#E2EFDA", "font_color": "#375623", "bold": True},
}

Link = Callable[[str, str], str | None]


def shown(text: str | None) -> str:
    """Any text as the cell shows it: within Excel's limit, and never taken for the writer's own mark-up."""
    text = _NOT_TEXT.sub("\ufffd", text or "")
    if len(text) > _MOST_TEXT // 2 and len(text.encode("utf-16-le")) > 2 * _MOST_TEXT:
        text = text[: _MOST_TEXT // 2] + "…"
    # xlsxwriter writes a string between these two tags as it is, unescaped; a blank behind it prevents that.
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


class _Painter:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __call__(self, **wanted: Any) -> Any:
        key = repr(sorted(wanted.items()))
        if key not in self._made:
            plain = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
            self._made[key] = self._book.add_format(plain | wanted)
        return self._made[key]

    @cache  # noqa: B019 -- lives as long as one workbook is written
    def row(self, severity: Severity) -> tuple[list[Any], Any]:
        """The formats of a finding's cells, and that of a cell with a link."""
        styles = [self.cell(indent=1)] * len(COLUMNS)
        for column in (0, 1, 4, 11):
            styles[column] = self.cell(align="center")
        styles[2] = self.cell(indent=1, **_PAINT[severity])
        styles[12] = self.cell(indent=1, bg_color="#FFF8E1")
        styles[13] = styles[14] = self.cell(indent=1, bg_color="#EDF5E8")
        return styles, self.cell(align="center", font_color="#0563C1", underline=1)

    def cell(self, **wanted: Any) -> Any:
        return self(**{"border": 1, "border_color": _LINE_COLOUR, "valign": "vcenter"} | wanted)


def write_result(book: Any, name: str, result: ResultSheet, link: Link) -> Any:
    """Add the sheet to an xlsxwriter workbook and return it; rows are written in order, as constant memory wants it.

    ``link`` gives the reference to which a finding's sheet and cell lead, or None where there is nothing to jump to.
    """
    sheet = book.add_worksheet(name)
    paint = _Painter(book)
    last = len(COLUMNS) - 1
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": column == last})
    over = _write_head(sheet, paint, result)
    for column, title in enumerate(COLUMNS):
        colour = {"Giải trình": _OCHRE, "Ý kiến thẩm định": _GREEN, "Lý do": _GREEN}.get(title, _NAVY)
        style = paint.cell(bold=True, font_color="#FFFFFF", bg_color=colour, align="center", valign="vcenter")
        sheet.write_string(HEADER_ROW - 1, column, title, style)
    links = 0
    for row, finding in enumerate(result.rows, HEADER_ROW):
        target = link(finding.sheet, finding.cell) if finding.sheet and finding.cell and links < _MOST_LINKS else None
        links += target is not None
        _write_row(sheet, paint, row, finding, result.language, target)
    end = HEADER_ROW + len(result.rows)
    if not result.rows:
        sheet.set_row(end, 30)
        style = paint.cell(valign="vcenter", align="center", **_PAINT["none"])
        _merge(sheet, end, (0, last - 1), word("none", result.language), style)
        end += 1
    for title, lines in over:
        end = _write_below(sheet, paint, end + 1, title, lines)
    _set_up(sheet, result, last)
    return sheet


def _write_head(sheet: Any, paint: _Painter, result: ResultSheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title, verdict with counts, and the three panels; what has no room in a panel is returned to go below."""
    language = result.language
    last = len(COLUMNS) - 2
    sheet.set_row(0, 28)
    style = paint(bold=True, font_size=15, font_color="#FFFFFF", bg_color=_NAVY, valign="vcenter", indent=1)
    _merge(sheet, 0, (0, last), result.title, style)

    width = sum(_WIDTHS[_FACTS[0] : _FACTS[1] + 1])
    sheet.set_row(1, max(24, _lines(result.verdict, width * 0.85) * 15 + 8))
    style = paint.cell(bold=True, font_size=11, valign="vcenter", indent=1, bg_color="#F2F2F2")
    _merge(sheet, 1, _FACTS, result.verdict, style)
    column = _UNCHECKED[0]
    for key, number in result.counts.items():
        colours = _PAINT.get(key, {"bg_color": "#F2F2F2"}) if number else {"font_color": "#808080"}
        style = paint.cell(valign="vcenter", align="center", **colours)
        symbol = f"{SYMBOLS[key]} " if key in SYMBOLS else ""
        sheet.write_string(1, column, shown(f"{symbol}{word(key, language)}: {number}"), style)
        column += 1
    for blank in range(column, last + 1):
        sheet.write_blank(1, blank, None, paint(bg_color="#F2F2F2"))

    panels = [
        (_FACTS, "facts", list(result.facts)),
        (_UNCHECKED, "not checked", list(result.unchecked) or [("", word("all checked", language))]),
        (_NOTES, "notes", [("", note) for note in result.notes]),
    ]
    over = []
    heights = [1]
    written = []
    for (first, until), key, items in panels:
        width = sum(_WIDTHS[first : until + 1]) * 1.1
        fitting, height = _fitting(items, width)
        if fitting < len(items):
            over.append((word(key, language), items))
            more = word("more", language).format(len(items) - fitting)
            items = [*items[:fitting], ("", more)]
        heights.append(height)
        written.append((first, until, word(key, language), items))
    sheet.set_row(2, max(heights) * _SMALL_LINE + 16)
    for first, until, title, items in written:
        style = paint.cell(font_size=9, bg_color="#FAFAFA", valign="top", indent=1)
        _merge(sheet, 2, (first, until), "", style)
        if items:
            sheet.write_rich_string(2, first, *_panel(paint, title, items), style)
    sheet.set_row(HEADER_ROW - 1, 30)
    return over


def _fitting(items: Sequence[tuple[str, str]], width: float) -> tuple[int, int]:
    """How many items have room in a panel, and how many lines it then has."""
    used = 0
    for number, item in enumerate(items):
        lines = _lines(_said(item), width)
        room = _LINES_A_PANEL - (number < len(items) - 1)
        if used + lines > room:
            return number, used + 1
        used += lines
    return len(items), used


def _said(item: tuple[str, str]) -> str:
    return f"{item[0]}: {item[1]}" if item[0] else item[1]


def _panel(paint: _Painter, title: str, items: Sequence[tuple[str, str]]) -> list[Any]:
    strong = paint(bold=True, font_size=9, font_color=_NAVY)
    plain = paint(font_size=9)
    pieces: list[Any] = [strong, shown(title)]
    for label, text in items:
        pieces += [strong, f"\n{shown(label)}: "] if label else [plain, "\n"]
        pieces += [plain, shown(text) or " "]
    return pieces


def _write_row(sheet: Any, paint: _Painter, row: int, found: ResultRow, language: Language, target: str | None) -> None:
    severity = f"{SYMBOLS[found.severity]} {word(found.severity, language)}"
    if found.trial:
        severity += f"\n({word('trial', language)})"
    written = (
        str(found.number),
        found.rule,
        severity,
        found.sheet,
        found.cell,
        found.message,
        found.value,
        found.expected,
        found.difference,
        found.basis,
        found.fix,
        word(found.status, language),
        found.explanation,
        found.opinion,
        found.reason,
        found.fingerprint,
    )
    texts = [shown(text) for text in written]
    lines = max(_lines(texts[n], _WIDTHS[n] - 1.5) for n in _WRAPPED)
    sheet.set_row(row, min(max(lines, 2) * _LINE + 6, _TALLEST))
    styles, linked = paint.row(found.severity)
    sheet.write_number(row, 0, found.number, styles[0])
    for column in range(1, len(COLUMNS)):
        if column == 4 and target is not None:
            sheet.write_url(row, column, f"internal:{target}", linked, texts[column])
        elif texts[column]:
            sheet.write_string(row, column, texts[column], styles[column])
        else:
            sheet.write_blank(row, column, None, styles[column])


def _write_below(sheet: Any, paint: _Painter, row: int, title: str, items: Sequence[tuple[str, str]]) -> int:
    """One list under the table, in full; the row after it."""
    _merge(sheet, row, (0, _UNCHECKED[1]), title, paint(bold=True, font_color=_NAVY, bottom=1))
    label_width, text_width = sum(_WIDTHS[:5]), sum(_WIDTHS[5 : _UNCHECKED[1] + 1])
    for row, (label, text) in enumerate(items, row + 1):  # noqa: B020
        lines = max(_lines(label, label_width), _lines(text, text_width))
        sheet.set_row(row, min(lines * _LINE + 4, _TALLEST))
        _merge(sheet, row, (0, 4), label, paint(valign="vcenter"))
        _merge(sheet, row, (5, _UNCHECKED[1]), text, paint(valign="vcenter"))
    return row + 1


def _merge(sheet: Any, row: int, columns: tuple[int, int], text: str, style: Any) -> None:
    """A text over several columns of one row; ``merge_range`` alone would make a formula or link of some texts."""
    sheet.merge_range(row, columns[0], row, columns[1], "", style)
    if text:
        sheet.write_string(row, columns[0], shown(text), style)


def _set_up(sheet: Any, result: ResultSheet, last: int) -> None:
    """What makes the sheet usable: frozen header, filter, drop-downs, and a print set-up for A4."""
    language, first, end = result.language, HEADER_ROW, HEADER_ROW + len(result.rows) - 1
    sheet.freeze_panes(HEADER_ROW, 5)
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#C00000" if result.counts.get("error") else _GREEN)
    if result.rows:
        # The hidden column is part of the range: sorting must not part a remark from its fingerprint.
        sheet.autofilter(HEADER_ROW - 1, 0, end, last)
        sheet.data_validation(first, 12, end, 12, {"validate": "any", "input_message": word("explain", language)})
        for column, choices, free, hint in ((13, OPINIONS, False, "decide"), (14, REASONS, True, "why")):
            settings: dict[str, Any] = {
                "validate": "list",
                "source": list(choices),
                "input_message": word(hint, language),
                "show_error": not free,
                "error_message": word("only", language),
            }
            sheet.data_validation(first, column, end, column, settings)
        sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:P{end + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.3, right=0.3, top=0.45, bottom=0.6)
    sheet.repeat_rows(HEADER_ROW - 1)
    footer = without_control(result.title)[:90].replace("&", "&&")
    sheet.set_footer(f"&L&8 {footer}&R&8 {word('page', language)} &P/&N")  # a blank parts the size from a digit


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a cell so many characters wide; rows are not fitted when a file opens."""
    return sum(1 + int(len(line) * 0.88 / width) for line in text.split("\n"))
