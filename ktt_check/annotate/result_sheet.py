"""The sheet ``Kết quả kiểm tra``: a block of four rows that stays in view, then one row a finding (contract §2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..places import column_letters
from .book import quoted
from .courses import write_courses
from .drawn_sheet import DrawnSheet, View
from .looks import look_of
from .marks import ResultRow, ResultSheet
from .reading_list import write_reading
from .result_drawing import (
    GREEN,
    LINE,
    NAVY,
    OCHRE,
    PAINT,
    PANEL_LINE,
    QUIET,
    TALLEST,
    WHITE,
    WIDTHS,
    Painter,
    lines_of,
)
from .result_words import COLUMNS, OPINIONS, REASONS, SYMBOLS, Language, word
from .spans import without_control
from .styles import Styles

HEADER_ROW = 4  # from 1; small enough that some findings show below it on a 1366 × 768 screen
_FROZEN = (HEADER_ROW, 5)
_WRAPPED = tuple(n for n, name in enumerate(COLUMNS) if name not in ("STT", "Ô", "Mã nhận dạng"))
_FACTS, _UNCHECKED, _NOTES = (0, 5), (6, 10), (11, 14)  # first and last column of the three panels
_BELOW = (5, 7)  # where the texts of a list under the table stand; its labels are left of them
_CELL, _LAST = COLUMNS.index("Ô"), len(COLUMNS) - 1
_LINES_A_PANEL = 6
_MOST_LINKS = 65_530  # that Excel reads in one sheet
Link = Callable[[str, str], str | None]


def write_result(name: str, result: ResultSheet, link: Link, styles: Styles, *, seen: bool) -> bytes:
    """The sheet's part under the name that it will have; its formats are added to ``styles``.

    ``link`` gives the reference to which a finding's sheet and cell lead, or None where there is nothing to jump to;
    ``seen`` makes it the sheet that is open.
    """
    sheet, paint = DrawnSheet(), Painter(styles)
    for column, width in enumerate(WIDTHS):
        sheet.width(column, column, width, hidden=column == _LAST)
    over = _write_head(sheet, paint, result)
    for column, title in enumerate(COLUMNS):
        colour = {"Giải trình": OCHRE, "Ý kiến thẩm định": GREEN, "Lý do": GREEN}.get(title, NAVY)
        style = paint.cell(bold=True, colour=WHITE, fill=colour, align="center")
        sheet.text(HEADER_ROW - 1, column, title, style)
    links = 0
    for row, finding in enumerate(result.rows, HEADER_ROW):
        target = link(finding.sheet, finding.cell) if finding.sheet and finding.cell and links < _MOST_LINKS else None
        links += target is not None
        _write_row(sheet, paint, row, finding, result.language, target)
        sheet.finish(row)
    end = HEADER_ROW + len(result.rows)
    if not result.rows:
        sheet.height(end, 30)
        style = paint.cell(align="center", **PAINT["none"])
        sheet.merge(end, (0, _LAST - 1), word("none", result.language), style)
        end += 1
    if result.courses:
        end = write_courses(sheet, paint, end + 1, result, name)
    if result.reading:
        end = write_reading(sheet, paint, end + 1, result, link if links < _MOST_LINKS else None)
    for title, lines in (*result.below, *over):
        end = _write_below(sheet, paint, end + 1, title, lines)
    return sheet.xml(_set_up(sheet, result, seen))


def local_names(name: str, result: ResultSheet) -> tuple[tuple[str, str], ...]:
    """The defined names that the sheet needs, local to it: what is filtered, and the header printed on every page."""
    sheet = quoted(name)
    printed = ("_xlnm.Print_Titles", f"{sheet}!${HEADER_ROW}:${HEADER_ROW}")
    if not result.rows:
        return (printed,)
    # The hidden column is part of the range: sorting must not part a remark from its fingerprint.
    last = f"${column_letters(len(COLUMNS))}${HEADER_ROW + len(result.rows)}"
    return ("_xlnm._FilterDatabase", f"{sheet}!$A${HEADER_ROW}:{last}"), printed


def _write_head(sheet: DrawnSheet, paint: Painter, result: ResultSheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title, verdict with counts, and the three panels; what has no room in a panel is returned to go below."""
    language = result.language
    last = len(COLUMNS) - 2
    sheet.height(0, 28)
    style = paint(bold=True, size=15, colour=WHITE, fill=NAVY, valign="center", indent=1)
    sheet.merge(0, (0, last), result.title, style)

    width = sum(WIDTHS[_FACTS[0] : _FACTS[1] + 1])
    sheet.height(1, max(24, lines_of(result.verdict, width * 0.85) * 15 + 8))
    style = paint.cell(bold=True, size=11, indent=1, fill=QUIET)
    sheet.merge(1, _FACTS, result.verdict, style)
    column = _UNCHECKED[0]
    for key, number in result.counts.items():
        colours = PAINT.get(key, {"fill": QUIET}) if number else {"colour": "808080"}
        style = paint.cell(align="center", **colours)
        symbol = f"{SYMBOLS[key]} " if key in SYMBOLS else ""
        sheet.text(1, column, f"{symbol}{word(key, language)}: {number}", style)
        column += 1
    for blank in range(column, last + 1):
        sheet.blank(1, blank, paint(fill=QUIET))

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
    sheet.height(2, max(heights) * PANEL_LINE + 18)
    for first, until, title, items in written:
        style = paint.cell(size=10.5, fill="FAFAFA", valign="top", indent=1)
        sheet.merge(2, (first, until), "", style)
        if items:
            sheet.rich(2, first, _panel(title, items), style)
    sheet.height(HEADER_ROW - 1, 30)
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


def _panel(title: str, items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    strong, plain = look_of(bold=True, size=10.5, colour=NAVY).run, look_of(size=10.5).run
    pieces = [(strong, title)]
    for label, text in items:
        pieces += [(strong, f"\n{label}: ") if label else (plain, "\n"), (plain, text or " ")]
    return pieces


def _write_row(
    sheet: DrawnSheet, paint: Painter, row: int, found: ResultRow, language: Language, target: str | None
) -> None:
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
    texts = [text or "" for text in written]
    lines = max(lines_of(texts[n], WIDTHS[n] - 1.5) for n in _WRAPPED)
    sheet.height(row, min(max(lines, 2) * LINE + 6, TALLEST))
    styles, linked = paint.row("waived" if found.waived else found.severity)
    sheet.number(row, 0, found.number, styles[0])
    for column in range(1, len(COLUMNS)):
        if column == _CELL and target is not None:
            sheet.link(row, column, texts[column], target, linked)
        else:
            sheet.text(row, column, texts[column], styles[column])


def _write_below(sheet: DrawnSheet, paint: Painter, row: int, title: str, items: Sequence[tuple[str, str]]) -> int:
    """One list under the table, in full and no wider than is read easily; the row after it."""
    sheet.merge(row, (0, _BELOW[1]), title, paint(bold=True, size=11, colour=NAVY, underlined=True))
    for row, (label, text) in enumerate(items, row + 1):  # noqa: B020
        first = _BELOW[0] if label else 0
        label_width, text_width = sum(WIDTHS[: _BELOW[0]]), sum(WIDTHS[first : _BELOW[1] + 1])
        height = max(lines_of(label, label_width), lines_of(text, text_width))
        sheet.height(row, min(height * LINE + 4, TALLEST))
        if label:
            sheet.merge(row, (0, _BELOW[0] - 1), label, paint(valign="center"))
        sheet.merge(row, (first, _BELOW[1]), text, paint(valign="center"))
    return row + 1


def _set_up(sheet: DrawnSheet, result: ResultSheet, seen: bool) -> View:
    """What makes the sheet usable: frozen header, filter, drop-downs, and a footer in print."""
    language, last_row = result.language, HEADER_ROW + len(result.rows) - 1
    if result.rows:
        rows = (HEADER_ROW, last_row)
        sheet.hint(rows, 12, word("explain", language))
        sheet.choices(rows, 13, OPINIONS, word("decide", language), word("only", language))
        sheet.choices(rows, 14, REASONS, word("why", language))
    title = without_control(result.title)[:90].replace("&", "&&")
    return View(
        frozen=_FROZEN,
        tab=PAINT["error"]["fill"] if result.counts.get("error") else GREEN,
        table=((HEADER_ROW - 1, last_row), _LAST) if result.rows else None,
        footer=f"&L&8 {title}&R&8 {word('page', language)} &P/&N",  # a blank parts the size from a digit
        seen=seen,
    )
