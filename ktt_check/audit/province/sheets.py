"""The sheets of the province's workbook: each a table with a filter and panes that stay, laid out for print."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from ...annotate.spans import without_control
from ...findings import SEVERITIES
from ...whole_files import written_whole
from ...wording import say
from .gathered import Gathered, Workbook
from .overview import write_overview

NAVY, LINE = "#1F3864", "#BFBFBF"
_TINTS = {"error": "#F8CBAD", "warning": "#FFE699", "info": "#DDEBF7"}
_MOST_LINKS = 65_000  # that Excel reads in one sheet, and some to spare
_HEAT = {
    "type": "3_color_scale", "min_type": "num", "min_value": 0, "mid_type": "num", "mid_value": 3,
    "min_color": "#FFFFFF", "mid_color": "#FFE699", "max_type": "num", "max_value": 12, "max_color": "#F4845F",
}  # fmt: skip
_BARS = {"type": "data_bar", "bar_solid": True, "bar_color": "#9DC3E6"}
_LINE = 13.5  # points
_WORKBOOK_WIDTHS = (34, 28, 17, 8, 10, 9, 11, 11, 8, 14, 11, 30)
_MOST_LINES = 12
_TREND_SHEET, _TREND = "_xu-huong", 9  # and the column that shows it


FILE = "tong-hop.xlsx"


def write_whole(out: Path, told: Gathered, language: str) -> Path:
    """Put the workbook into the folder of results, whole or not at all, and return where; raises OSError.

    Where the last one cannot be replaced (on Windows while it is open), a further one stands beside it.
    """
    content = _workbook(told, language)
    for number in range(1, 10):
        target = out / (FILE if number == 1 else f"tong-hop ({number}).xlsx")
        try:
            with written_whole(target) as file:
                file.write(content)
        except PermissionError:
            continue
        return target
    raise PermissionError(errno.EACCES, "")


def _workbook(told: Gathered, language: str) -> bytes:
    """The workbook as a file has it; raises OSError, since its sheets are put aside while it is made."""
    import xlsxwriter

    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False})
    sheets = _Sheets(book, told, language)
    write_overview(book, told, language)
    sheets.heat()
    sheets.workbooks()
    sheets.totals()
    sheets.across()
    sheets.not_carried()
    sheets.expected()
    sheets.unchecked()
    sheets.mistakes()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise OSError(*problem.args[0].args) from None
    return made.getvalue()


class _Sheets:
    def __init__(self, book: Any, told: Gathered, language: str) -> None:
        self._book, self._told, self._language = book, told, language
        cell = {"border": 1, "border_color": LINE, "valign": "top", "font_size": 10}
        self._plain = book.add_format({**cell, "text_wrap": True})
        self._number = book.add_format({**cell, "align": "right", "indent": 1, "num_format": "#,##0;-#,##0;–"})
        self._centred = book.add_format({**cell, "align": "center", "num_format": "#,##0;-#,##0;–"})
        self._right = book.add_format({**cell, "align": "right", "indent": 1})
        self._head = book.add_format(
            {**cell, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "text_wrap": True, "valign": "vcenter",
             "align": "center"}
        )  # fmt: skip
        self._title = book.add_format({"bold": True, "font_size": 14, "font_color": NAVY, "valign": "vcenter"})
        self._note = book.add_format({"italic": True, "font_color": "#595959", "valign": "vcenter"})
        self._link = book.add_format({**cell, "font_color": "#0563C1", "underline": 1})
        self._tints = {name: book.add_format({"bg_color": colour}) for name, colour in _TINTS.items()}

    def heat(self) -> None:
        """Units × families of rules."""
        heads = [self._say("unit"), *self._told.families, self._say("together")]
        rows = [[unit, *counts, sum(counts)] for unit, counts in self._told.heat]
        formats = [self._plain, *[self._centred] * (len(heads) - 1)]
        sheet = self._table("heat", heads, [34, *[13] * len(self._told.families), 10], rows, frozen=1, formats=formats)
        if rows:
            last = len(rows) + 2
            sheet.conditional_format(3, 1, last, len(self._told.families), _HEAT)
            sheet.conditional_format(3, len(heads) - 1, last, len(heads) - 1, _BARS)

    def workbooks(self) -> None:
        """A line for each submission."""
        names = ["unit", "document", "state", *SEVERITIES, "waived", "unchecked", "new", "trend", "copy", "file"]
        heads, count = [self._say(name) for name in names], len(self._told.workbooks)
        sheet = self._table("workbooks", heads, _WORKBOOK_WIDTHS, [], count, 1)
        hidden = self._book.add_worksheet(_TREND_SHEET) if self._told.workbooks else None
        for at, one in enumerate(self._told.workbooks):
            self._workbook(sheet, at, one)
        if hidden is not None:
            hidden.hide()
            self._trends(sheet, hidden)
        last = len(self._told.workbooks) + 2
        for column, name in enumerate(SEVERITIES, 3):
            more = {"type": "cell", "criteria": ">", "value": 0, "format": self._tints[name]}
            sheet.conditional_format(3, column, max(last, 3), column, more)

    def _workbook(self, sheet: Any, at: int, one: Workbook) -> None:
        row = at + 3
        told = {0: one.unit or "", 1: one.document or "", _TREND + 2: one.path}
        lines = max(_lines(text, _WORKBOOK_WIDTHS[column]) for column, text in told.items())
        if lines > 1:
            sheet.set_row(row, _height(lines))
        for column, text in told.items():
            self._write(sheet, row, column, text)
        self._write(sheet, row, 2, self._say(f"state-{one.state}"))
        numbers = [*(one.counts.get(name, 0) for name in SEVERITIES), one.waived, one.unchecked, one.new]
        for column, number in enumerate(numbers, 3):
            if one.state == "checked":
                sheet.write_number(row, column, number, self._number)
            else:
                self._write(sheet, row, column, "")
        self._write(sheet, row, _TREND, "")
        if one.target is not None and at < _MOST_LINKS:
            address = "external:" + one.target.replace("%", "%25").replace("#", "%23")
            sheet.write_url(row, _TREND + 1, address, self._link, self._say("open"))
        else:
            self._write(sheet, row, _TREND + 1, "")

    def _trends(self, sheet: Any, hidden: Any) -> None:
        """A small line in each row, equal ones of the same figures; given at once, since each giving has its price."""
        rows: dict[tuple[int, ...], int] = {}
        for one in self._told.workbooks:
            rows.setdefault(one.trend, len(rows))
        for trend, at in rows.items():
            for column, number in enumerate(trend):
                hidden.write_number(at, column, number)
        nights = len(self._told.workbooks[0].trend)
        if nights > 1:
            last = chr(ord("A") + nights - 1)
            letter = chr(ord("A") + _TREND)
            places = [f"{letter}{at + 4}" for at in range(len(self._told.workbooks))]
            shown = [rows[one.trend] + 1 for one in self._told.workbooks]
            cells = [f"'{_TREND_SHEET}'!A{line}:{last}{line}" for line in shown]
            look = {"min": 0, "series_color": "#2E75B6", "last_point": True}
            sheet.add_sparkline(places[0], {"location": places, "range": cells, **look})

    def totals(self) -> None:
        """Each shared target's cascade."""
        names = ["programme", "target", "title", "demand", "sum", "gap", "units", "outcome", "missing", "listed"]
        rows = [
            [row["programme"], row["key"], row["title"], row["demand"], row["sum"] or "", row["gap"] or "",
             row["units"], self._say(f"outcome-{row['outcome'].replace(' ', '-')}"), row["missing"] or "",
             row["listed"]]
            for row in self._told.totals
        ]  # fmt: skip
        formats = [self._right if name in ("sum", "gap") else None for name in names]
        widths = [16, 9, 26, 16, 11, 11, 8, 13, 24, 40]
        self._table("totals", [self._say(name) for name in names], widths, rows, formats=formats)

    def across(self) -> None:
        """What the rules across units found."""
        rows = [
            [one.rule, one.title, say(f"severity.{one.severity}", self._language), one.message, one.fix,
             one.waived_because or "", one.place.workbook, one.fingerprint]
            for one in sorted(self._told.across, key=lambda one: (SEVERITIES.index(one.severity), one.rule))
        ]  # fmt: skip
        names = ["rule", "title", "severity", "message", "advice", "accepted-because", "file", "fingerprint"]
        self._table("across", [self._say(name) for name in names], [8, 26, 10, 60, 36, 20, 26, 14], rows)

    def not_carried(self) -> None:
        """Tasks that nobody carries out."""
        rows = [[row["programme"], row["key"], row["title"], row["units"]] for row in self._told.not_carried]
        names = ["programme", "task", "title", "owing"]
        self._table("not-carried", [self._say(name) for name in names], [28, 10, 70, 14], rows)

    def expected(self) -> None:
        """Who has to submit, and has or has not."""
        rows = [
            [row["unit"], row["document"] or "", row["due"], self._say(f"sent-{row['state']}"),
             row["late"] if row["state"] == "absent" else "", row["source"]]
            for row in sorted(self._told.expected, key=lambda row: (row["state"] == "sent", -row["late"], row["unit"]))
        ]  # fmt: skip
        names = ["unit", "document", "due", "sent", "late", "source"]
        self._table("expected", [self._say(name) for name in names], [36, 22, 14, 22, 12, 40], rows)

    def unchecked(self) -> None:
        """What could not be checked, files first."""
        rows: list[list[Any]] = [
            [one.error, 1, "", one.path] for one in self._told.workbooks if one.error is not None
        ]  # fmt: skip
        rows += [[reason, count, rules, ""] for reason, count, rules in self._told.unchecked]
        names = ["reason", "workbooks", "rules", "file"]
        self._table("unchecked", [self._say(name) for name in names], [60, 9, 18, 36], rows)

    def mistakes(self) -> None:
        """The commonest mistakes, with the rule's advice."""
        rows = [
            [one.rule, one.title, say(f"severity.{one.severity}", self._language), one.workbooks, one.findings, one.fix]
            for one in self._told.mistakes
        ]  # fmt: skip
        names = ["rule", "title", "severity", "workbooks", "findings", "advice"]
        self._table("mistakes", [self._say(name) for name in names], [9, 36, 11, 9, 11, 60], rows)

    def _table(
        self, name: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Any]],
        height: int | None = None, frozen: int = 0, formats: Sequence[Any] = (),
    ) -> Any:  # fmt: skip
        """A sheet with a title, a line that says what it is, heads with a filter, and rows."""
        sheet = self._book.add_worksheet(self._say(f"sheet-{name}"))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, self._say(f"title-{name}"), self._title)
        count = len(rows) if height is None else height
        sheet.write_string(1, 0, self._say(f"note-{name}") if count else self._say("nothing"), self._note)
        sheet.set_row(2, 32)
        for column, head in enumerate(heads):
            sheet.write_string(2, column, head, self._head)
        for at, row in enumerate(rows, 3):
            sheet.set_row(at, _height(max(_lines(value, width) for value, width in zip(row, widths, strict=True))))
            for column, value in enumerate(row):
                self._write(sheet, at, column, value, formats[column] if formats else None)
        sheet.autofilter(2, 0, max(2 + count, 3), len(heads) - 1)
        sheet.freeze_panes(3, frozen)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&C&P/&N")
        return sheet

    def _write(self, sheet: Any, row: int, column: int, value: object, look: Any = None) -> None:
        if isinstance(value, int | float):
            sheet.write_number(row, column, value, look or self._number)
        elif value == "":
            sheet.write_blank(row, column, None, look or self._plain)
        else:
            sheet.write_string(row, column, without_control(str(value))[:32_000], look or self._plain)

    def _say(self, key: str) -> str:
        return say(f"province.{key}", self._language)


def _height(lines: int) -> float:
    """Points of a row of so many lines."""
    return _LINE * lines + 3


def _lines(value: object, width: int) -> int:
    """How many lines a text takes in a column, at most as many as a row can show."""
    return min(_MOST_LINES, sum(-(-len(part) // max(1, round(width * 1.05))) or 1 for part in str(value).split("\n")))
