"""The sheet ``Kết quả kiểm tra``: a block of four rows that stays in view, then one row a finding (contract §2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .courses import write_courses
from .marks import ResultRow, ResultSheet
from .reading_list import write_reading
from .result_drawing import (
    GREEN,
    LINE,
    NAVY,
    OCHRE,
    PAINT,
    PANEL_LINE,
    TALLEST,
    WIDTHS,
    Painter,
    lines_of,
    merge,
    shown,
)
from .result_words import COLUMNS, OPINIONS, REASONS, SYMBOLS, Language, word
from .spans import without_control

HEADER_ROW = 4  # from 1; small enough that some findings show below it on a 1366 × 768 screen
_WRAPPED = tuple(n for n, name in enumerate(COLUMNS) if name not in ("STT", "Ô", "Mã nhận dạng"))
_FACTS, _UNCHECKED, _NOTES = (0, 5), (6, 10), (11, 14)  # first and last column of the three panels
_BELOW = (5, 7)  # where the texts of a list under the table stand; its labels are left of them
_LINES_A_PANEL = 6
_MOST_LINKS = 65_530  # that Excel reads in one sheet
Link = Callable[[str, str], str | None]


def write_result(book: Any, name: str, result: ResultSheet, link: Link) -> Any:
    """Add the sheet to an xlsxwriter workbook and return it; rows are written in order, as constant memory wants it.

    ``link`` gives the reference to which a finding's sheet and cell lead, or None where there is nothing to jump to.
    """
    sheet = book.add_worksheet(name)
    paint = Painter(book)
    last = len(COLUMNS) - 1
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, None, {"hidden": column == last})
    over = _write_head(sheet, paint, result)
    for column, title in enumerate(COLUMNS):
        colour = {"Giải trình": OCHRE, "Ý kiến thẩm định": GREEN, "Lý do": GREEN}.get(title, NAVY)
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
        style = paint.cell(valign="vcenter", align="center", **PAINT["none"])
        merge(sheet, end, (0, last - 1), word("none", result.language), style)
        end += 1
    if result.courses:
        end = write_courses(sheet, paint, end + 1, result, name)
    if result.reading:
        end = write_reading(sheet, paint, end + 1, result, link if links < _MOST_LINKS else None)
    for title, lines in (*result.below, *over):
        end = _write_below(sheet, paint, end + 1, title, lines)
    _set_up(sheet, result, last)
    return sheet


def _write_head(sheet: Any, paint: Painter, result: ResultSheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title, verdict with counts, and the three panels; what has no room in a panel is returned to go below."""
    language = result.language
    last = len(COLUMNS) - 2
    sheet.set_row(0, 28)
    style = paint(bold=True, font_size=15, font_color="#FFFFFF", bg_color=NAVY, valign="vcenter", indent=1)
    merge(sheet, 0, (0, last), result.title, style)

    width = sum(WIDTHS[_FACTS[0] : _FACTS[1] + 1])
    sheet.set_row(1, max(24, lines_of(result.verdict, width * 0.85) * 15 + 8))
    style = paint.cell(bold=True, font_size=11, valign="vcenter", indent=1, bg_color="#F2F2F2")
    merge(sheet, 1, _FACTS, result.verdict, style)
    column = _UNCHECKED[0]
    for key, number in result.counts.items():
        colours = PAINT.get(key, {"bg_color": "#F2F2F2"}) if number else {"font_color": "#808080"}
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
        width = sum(WIDTHS[first : until + 1]) * 1.05
        fitting, height = _fitting(items, width)
        if fitting < len(items):
            over.append((word(key, language), items))
            if not fitting:
                room = _LINES_A_PANEL - (len(items) > 1)
                shortened = _shortened(items[0], width, room, word("continued", language))
                items, fitting, height = [shortened, *items[1:]], 1, _LINES_A_PANEL
            if fitting < len(items):
                items = [*items[:fitting], ("", word("more", language).format(len(items) - fitting))]
        heights.append(height)
        written.append((first, until, word(key, language), items))
    sheet.set_row(2, max(heights) * PANEL_LINE + 18)
    for first, until, title, items in written:
        style = paint.cell(font_size=10.5, bg_color="#FAFAFA", valign="top", indent=1)
        merge(sheet, 2, (first, until), "", style)
        if items:
            sheet.write_rich_string(2, first, *_panel(paint, title, items), style)
    sheet.set_row(HEADER_ROW - 1, 30)
    return over


def _fitting(items: Sequence[tuple[str, str]], width: float) -> tuple[int, int]:
    """How many items have room in a panel, and how many lines it then has."""
    used = 0
    for number, item in enumerate(items):
        lines = lines_of(_said(item), width)
        room = _LINES_A_PANEL - (number < len(items) - 1)
        if used + lines > room:
            return number, used + 1
        used += lines
    return len(items), used


def _shortened(item: tuple[str, str], width: float, room: int, ending: str) -> tuple[str, str]:
    """The beginning of a text that has no room in a panel, so that something of it is read at once."""
    label, text = item
    words = text[: int(width * room * 2)].replace("\n", " ").split(" ")
    while len(words) > 1 and lines_of(_said((label, f"{' '.join(words)} {ending}")), width) > room:
        words.pop()
    return label, f"{' '.join(words)} {ending}"


def _said(item: tuple[str, str]) -> str:
    return f"{item[0]}: {item[1]}" if item[0] else item[1]


def _panel(paint: Painter, title: str, items: Sequence[tuple[str, str]]) -> list[Any]:
    strong = paint(bold=True, font_size=10.5, font_color=NAVY)
    plain = paint(font_size=10.5)
    pieces: list[Any] = [strong, shown(title)]
    for label, text in items:
        pieces += [strong, f"\n{shown(label)}: "] if label else [plain, "\n"]
        pieces += [plain, shown(text) or " "]
    return pieces


def _write_row(sheet: Any, paint: Painter, row: int, found: ResultRow, language: Language, target: str | None) -> None:
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
    lines = max(lines_of(texts[n], WIDTHS[n] - 1.5) for n in _WRAPPED)
    sheet.set_row(row, min(max(lines, 2) * LINE + 6, TALLEST))
    styles, linked = paint.row("waived" if found.waived else found.severity)
    sheet.write_number(row, 0, found.number, styles[0])
    for column in range(1, len(COLUMNS)):
        if column == 4 and target is not None:
            sheet.write_url(row, column, f"internal:{target}", linked, texts[column])
        elif texts[column]:
            sheet.write_string(row, column, texts[column], styles[column])
        else:
            sheet.write_blank(row, column, None, styles[column])


def _write_below(sheet: Any, paint: Painter, row: int, title: str, items: Sequence[tuple[str, str]]) -> int:
    """One list under the table, in full and no wider than is read easily; the row after it."""
    merge(sheet, row, (0, _BELOW[1]), title, paint(bold=True, font_size=11, font_color=NAVY, bottom=1))
    for row, (label, text) in enumerate(items, row + 1):  # noqa: B020
        first = _BELOW[0] if label else 0
        label_width, text_width = sum(WIDTHS[: _BELOW[0]]), sum(WIDTHS[first : _BELOW[1] + 1])
        height = max(lines_of(label, label_width), lines_of(text, text_width))
        sheet.set_row(row, min(height * LINE + 4, TALLEST))
        if label:
            merge(sheet, row, (0, _BELOW[0] - 1), label, paint(valign="vcenter"))
        merge(sheet, row, (first, _BELOW[1]), text, paint(valign="vcenter"))
    return row + 1


def _set_up(sheet: Any, result: ResultSheet, last: int) -> None:
    """What makes the sheet usable: frozen header, filter, drop-downs, and a print set-up for A4."""
    language, first, end = result.language, HEADER_ROW, HEADER_ROW + len(result.rows) - 1
    sheet.freeze_panes(HEADER_ROW, 5)
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#C00000" if result.counts.get("error") else GREEN)
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
