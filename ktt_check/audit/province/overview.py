"""The first sheet of the province's workbook: where it stands, on one printed page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...annotate.spans import without_control
from ...findings import SEVERITIES
from ...values.days import say_day
from ...wording import say
from .gathered import Gathered

_NAVY, _GREY = "#1F3864", "#595959"
_COLOURS = {"error": "#C55A11", "warning": "#BF9000", "info": "#2E75B6"}
_TILE = {"align": "center", "bg_color": "#F2F2F2"}
_COLUMNS = 12
_LISTED, _FURTHER = 10, 7
_DATA = "_so-lieu"


def write_overview(book: Any, told: Gathered, language: str) -> None:
    """Figures, two charts, the units with the most errors and the commonest mistakes."""
    page = _Overview(book, told, language)
    page.head()
    page.figures()
    page.charts()
    page.lists()
    page.set_up()


class _Overview:
    def __init__(self, book: Any, told: Gathered, language: str) -> None:
        self._book, self._told, self._language = book, told, language
        self._sheet = book.add_worksheet(self._say("sheet-overview"))
        self._data = book.add_worksheet(_DATA)
        self._data.hide()
        self._sheet.set_column(0, _COLUMNS - 1, 11.5)

    def head(self) -> None:
        title = self._book.add_format({"bold": True, "font_size": 18, "font_color": "#FFFFFF", "bg_color": _NAVY,
                                       "valign": "vcenter", "indent": 1})  # fmt: skip
        under = self._book.add_format({"font_size": 10, "font_color": _GREY, "valign": "vcenter", "indent": 1,
                                       "text_wrap": True})  # fmt: skip
        self._sheet.set_row(0, 34)
        self._sheet.merge_range(0, 0, 0, _COLUMNS - 1, self._say("title-overview"), title)
        told = self._told.summary
        words = say(
            "province.under", self._language, day=say_day(told.as_of, self._language), run=told.run, rules=told.rules,
            tool=told.tool, profile=told.profile or say("result.default-profile", self._language),
        )  # fmt: skip
        self._sheet.set_row(1, 20)
        self._sheet.merge_range(1, 0, 1, _COLUMNS - 1, without_control(words), under)

    def figures(self) -> None:
        """Six numbers, two columns each."""
        counts = self._told.summary.counts
        absent = sum(row["state"] == "absent" for row in self._told.expected)
        shown = [("workbooks", counts["workbooks"], _NAVY), ("failed", counts["failed"], "#7F7F7F"),
                 *((name, counts[name], _COLOURS[name]) for name in SEVERITIES),
                 ("absent", absent, "#833C0B")]  # fmt: skip
        self._sheet.set_row(3, 36)
        self._sheet.set_row(4, 30)
        for at, (name, number, colour) in enumerate(shown):
            big = self._book.add_format({**_TILE, "bold": True, "font_size": 24, "font_color": colour,
                                         "valign": "vcenter", "num_format": "#,##0"})  # fmt: skip
            small = self._book.add_format({**_TILE, "font_size": 10, "font_color": _GREY, "valign": "top",
                                           "text_wrap": True})  # fmt: skip
            self._sheet.merge_range(3, 2 * at, 3, 2 * at + 1, number, big)
            self._sheet.merge_range(4, 2 * at, 4, 2 * at + 1, self._say(f"figure-{name}"), small)
        line = self._book.add_format({"font_size": 11, "valign": "vcenter", "indent": 1})
        words = say("province.changed", self._language, **counts)
        self._sheet.set_row(5, 24)
        self._sheet.merge_range(5, 0, 5, _COLUMNS - 1, words, line)

    def charts(self) -> None:
        """The trend of the nights, and the findings by family."""
        nights = self._told.nights
        for at, (day, counts) in enumerate(nights):
            self._data.write_string(at, 0, day)
            for column, name in enumerate(SEVERITIES, 1):
                self._data.write_number(at, column, counts.get(name, 0))
        trend = self._book.add_chart({"type": "column", "subtype": "stacked"})
        for column, name in enumerate(SEVERITIES, 1):
            trend.add_series({
                "name": say(f"severity.{name}", self._language), "categories": [_DATA, 0, 0, len(nights) - 1, 0],
                "values": [_DATA, 0, column, len(nights) - 1, column], "fill": {"color": _COLOURS[name]}, "gap": 60,
            })  # fmt: skip
        self._place(trend, "chart-trend", 0)
        shown = self._told.by_family
        for at, (family, count) in enumerate(shown):
            self._data.write_string(at, 6, family)
            self._data.write_number(at, 7, count)
        bars = self._book.add_chart({"type": "bar"})
        last = max(len(shown) - 1, 0)
        bars.add_series({
            "categories": [_DATA, 0, 6, last, 6], "values": [_DATA, 0, 7, last, 7], "fill": {"color": "#2E75B6"},
            "data_labels": {"value": True}, "gap": 40,
        })  # fmt: skip
        bars.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        bars.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        bars.set_legend({"none": True})
        self._place(bars, "chart-family", 6)

    def _place(self, chart: Any, title: str, column: int) -> None:
        chart.set_title({"name": self._say(title), "name_font": {"size": 11, "color": _NAVY}, "overlay": False})
        if column == 0:
            chart.set_legend({"position": "bottom"})
            chart.set_y_axis(
                {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "num_format": "#,##0"}
            )
        chart.set_chartarea({"border": {"color": "#D9D9D9"}})
        chart.set_size({"width": 508, "height": 265})
        self._sheet.insert_chart(6, column, chart, {"x_offset": 4, "y_offset": 6})

    def lists(self) -> None:
        """The units with the most errors; the mistakes in the most workbooks; what shows across units, and the rest."""
        errors: dict[str, int] = {}
        for one in self._told.workbooks:
            if one.counts.get("error"):
                errors[one.unit or one.path] = errors.get(one.unit or one.path, 0) + one.counts["error"]
        units = sorted(errors.items(), key=lambda pair: (-pair[1], pair[0]))
        mistakes = [(f"{one.rule} {one.title}", one.workbooks) for one in self._told.mistakes]
        self._two(20, _LISTED, ("units", units), ("mistakes", mistakes))
        across: Counter[str] = Counter()
        for finding in self._told.across:
            if finding.status != "waived":
                across[f"{finding.rule} {finding.title}"] += 1
        self._two(22 + _LISTED, _FURTHER, ("across", across.most_common()), ("further", self._further()))

    def _further(self) -> list[tuple[str, int]]:
        """Numbers that a reader asks for next."""
        counts = self._told.summary.counts
        outcomes = Counter(row["outcome"] for row in self._told.totals)
        told = [
            ("totals-weaker", outcomes["weaker"]),
            ("totals-undetermined", outcomes["undetermined"]),
            ("not-carried", len(self._told.not_carried)),
            ("unchecked", counts["unchecked"]),
            ("waived", counts["waived"]),
        ]
        return [(self._say(f"further-{name}"), number) for name, number in told]

    def _two(self, at: int, most: int, *sides: tuple[str, list[tuple[str, int]]]) -> None:
        """Two lists side by side, of so many lines each."""
        head = self._book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": _NAVY, "valign": "vcenter",
                                      "indent": 1})  # fmt: skip
        text = self._book.add_format({"bottom": 1, "bottom_color": "#D9D9D9", "valign": "vcenter", "indent": 1,
                                      "shrink": True})  # fmt: skip
        number = self._book.add_format({"bottom": 1, "bottom_color": "#D9D9D9", "align": "right", "valign": "vcenter",
                                        "indent": 1, "num_format": "#,##0"})  # fmt: skip
        self._sheet.set_row(at, 20)
        for column, (name, rows) in zip((0, 6), sides, strict=True):
            self._sheet.merge_range(at, column, at, column + 5, self._say(f"list-{name}"), head)
            for below in range(most):
                words, count = rows[below] if below < len(rows) else ("", None)
                row = at + 1 + below
                self._sheet.set_row(row, 18)
                self._sheet.merge_range(row, column, row, column + 4, without_control(words), text)
                if count is None:
                    self._sheet.write_blank(row, column + 5, None, number)
                else:
                    self._sheet.write_number(row, column + 5, count, number)

    def set_up(self) -> None:
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.set_margins(0.4, 0.4, 0.4, 0.5)
        self._sheet.center_horizontally()
        self._sheet.fit_to_pages(1, 1)
        self._sheet.print_area(0, 0, 22 + _LISTED + _FURTHER, _COLUMNS - 1)
        self._sheet.set_footer(f"&L&8ktt-check {self._told.summary.tool}&R&8&D")
        self._sheet.activate()

    def _say(self, key: str) -> str:
        return say(f"province.{key}", self._language)
