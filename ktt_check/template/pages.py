"""The sheets that are filled in: headers, locked parts, drop-downs, hints, and beside each row what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ..findings import Severity
from ..forms import ColumnSpec, TableSpec
from ..markdown import _WIDTHS
from ..wording import say
from .compiled import Compiled
from .context import FIRST_ROW, Context
from .grid import letters
from .owed import DEMAND
from .paint import DAY, DEMANDED, NUMBER, Paint

WIDTHS = _WIDTHS | {"explanation": 34, "obstacle": 30, "proposal": 30, "target": 18, "location": 16}
HEADER_ROW = FIRST_ROW - 2  # from 0
CHECK_WIDTH, DEMAND_WIDTH, LINES = 46, 38, 3
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_TEXT_KINDS = ("code", "codes", "choice", "choices", "units", "period", "document number", "measure")
_A3 = 8
_LIST_BOX, _HINT_BOX, _TITLE_BOX = 255, 255, 32  # characters that Excel allows


@dataclass
class Page:
    """One sheet to fill in: which table, what stands in it beforehand, and what the rules say of its rows.

    ``given`` are the values of locked cells by row (from 0 below the header) and column; ``demands`` what the higher
    level asks, a text for each row.
    """

    spec: TableSpec
    given: Sequence[Mapping[str, Any]] = ()
    demands: Sequence[str] | None = None
    fixed: frozenset[str] = field(default_factory=frozenset)  # columns locked in the given rows only

    @property
    def how_to(self) -> str:
        """Which words say how it is filled in."""
        if self.demands is not None:
            return "demand"
        return "plain" if self.spec.name == "references" else "progress"


def columns_of_page(spec: TableSpec, *, demands: bool) -> dict[str, int]:
    """Where the form's columns stand on the page, from 0, behind what the form says itself."""
    first = 2 if demands else 1
    return {column.name: at for at, column in enumerate(spec.columns, first)}


def write_page(page: Page, sheet: Any, context: Context, paint: Paint, compiled: Sequence[Compiled]) -> None:
    """Fill one table's worksheet."""
    spec, columns = page.spec, context.columns[page.spec.name]
    count = context.rows[spec.name]
    last = FIRST_ROW + count - 1
    language = context.brief.language
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, spec.sheet, paint.title())
    how_to = say(f"template.page.{page.how_to}", language)
    sheet.write_string(1, 0, how_to, paint.note())
    sheet.write_url(2, 0, f"internal:'{say('template.check-sheet')}'!A1", paint(font_color="#0563C1", underline=1),
                    say("template.to-check", language))  # fmt: skip
    _headers(page, sheet, columns, paint, language)
    _rows(page, sheet, context, paint)
    hidden = max(columns.values()) + 1
    _verdicts(page, sheet, context, paint, compiled, hidden)
    for column in spec.columns:
        at = columns[column.name]
        _validate(sheet, FIRST_ROW - 1, at, last - 1, column, context)
    _conditional(page, sheet, columns, paint, last, hidden)
    _layout(sheet, spec, columns, last, hidden, frozen=2 if page.demands is not None else 1)


def _headers(page: Page, sheet: Any, columns: Mapping[str, int], paint: Paint, language: str) -> None:
    sheet.set_row(HEADER_ROW, 48)
    sheet.write_string(HEADER_ROW, 0, say("template.check-column"), paint.header(needed=False))
    if page.demands is not None:
        sheet.write_string(HEADER_ROW, 1, say("template.demand-column"), paint.header(needed=False))
    for column in page.spec.columns:
        sheet.write_string(HEADER_ROW, columns[column.name], column.header, paint.header(needed=column.needed))
    sheet.set_column(0, 0, CHECK_WIDTH)
    if page.demands is not None:
        sheet.set_column(1, 1, DEMAND_WIDTH)
    for column in page.spec.columns:
        at = columns[column.name]
        sheet.set_column(at, at, max(WIDTHS.get(column.name, 13), 9))


def _rows(page: Page, sheet: Any, context: Context, paint: Paint) -> None:
    columns = context.columns[page.spec.name]
    for at in range(context.rows[page.spec.name]):
        row = FIRST_ROW - 1 + at
        given = page.given[at] if at < len(page.given) else {}
        demand = page.demands[at] if page.demands is not None and at < len(page.demands) else ""
        if page.demands is not None:
            sheet.write_string(row, 1, demand, paint.locked(bg_color=DEMANDED if demand else "#F7F7F7"))
        for column in page.spec.columns:
            value = given.get(column.name)
            locked = value is not None or (column.name in page.fixed and bool(given))
            style = _style(column, paint, locked=locked)
            _write(sheet, row, columns[column.name], value, style)
        longest = max(
            [
                sum(-(-len(line) // (DEMAND_WIDTH + 1)) for line in demand.split("\n")),
                *(_lines(given, column) for column in page.spec.columns),
            ]
        )
        sheet.set_row(row, 15.5 * max(LINES, longest))


def _lines(given: Mapping[str, Any], column: ColumnSpec) -> int:
    text = given.get(column.name)
    return -(-len(text) // max(WIDTHS.get(column.name, 13) - 1, 8)) if isinstance(text, str) else 1


def _write(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, style)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
        case str():
            sheet.write_string(row, column, value, style)
        case _:
            sheet.write_number(row, column, value, style)


def _style(column: ColumnSpec, paint: Paint, *, locked: bool) -> Any:
    wanted: dict[str, Any] = {}
    if column.kind == "number":
        wanted["num_format"] = NUMBER
    elif column.kind == "date":
        wanted |= {"num_format": DAY, "align": "left"}
    elif column.kind in ("year", "horizon"):
        wanted |= {"num_format": "0", "align": "center"}
    elif column.kind in _TEXT_KINDS:
        wanted["num_format"] = "@"
    return paint.locked(**wanted) if locked else paint.input(**wanted)


def _verdicts(
    page: Page, sheet: Any, context: Context, paint: Paint, compiled: Sequence[Compiled], hidden: int
) -> None:
    """The row's own verdict in words, and the hidden column of marks by which cells are coloured."""
    table = page.spec.name
    grid = context.grids[table]
    marks = context.show(grid.column(marks_text(compiled, table)))
    text = verdict_text(compiled, table, context.brief.language)
    words = context.show(grid.column(f'IF({marks.here}="","",{text})'))
    style = paint.locked(bg_color="#FFFFFF", font_size=10, font_color="#833C0B")
    for row in range(FIRST_ROW, FIRST_ROW + context.rows[table]):
        sheet.write_formula(row - 1, 0, f"={words.here.replace('§', str(row))}", style, "")
        sheet.write_formula(row - 1, hidden, f"={marks.here.replace('§', str(row))}", None, "")


def verdict_text(compiled: Sequence[Compiled], table: str, language: str) -> str:
    """The formula of a row's verdict: codes with their titles, then the codes of what is told when it is sent in."""
    found, later = [], []
    for one in compiled:
        for verdict in one.verdicts:
            if verdict.table == table:
                title = one.rule.data.title.in_language(language).replace('"', '""')
                found.append(f'IF({verdict.cells.here}=1,"; {one.rule.code} {title}","")')
                later.append(f'IF({verdict.cells.here}=2,"{one.rule.code} ","")')
    if not found:
        return '""'
    return told_in_words(found, later, language)


def told_in_words(found: Sequence[str], later: Sequence[str], language: str) -> str:
    """The formula that joins what was found ("; BM02 …" each) and the codes of what is told later ("BM02 " each)."""
    waiting = say("template.later", language).replace('"', '""')
    rest = "&".join(later)
    return f'MID({"&".join(found)}&IF(LEN({rest})=0,"","; {waiting} "&TRIM({rest})),3,2000)'


def marks_text(compiled: Sequence[Compiled], table: str) -> str:
    """The formula of a row's marks: ``|error:value|`` for each cell with a finding."""
    marks = [verdict.marks.here for one in compiled for verdict in one.verdicts if verdict.table == table]
    return "&".join(marks) or '""'


def _conditional(page: Page, sheet: Any, columns: Mapping[str, int], paint: Paint, last: int, hidden: int) -> None:
    places = dict(columns) | ({DEMAND: 1} if page.demands is not None else {})
    for name, at in places.items():
        for severity in _SEVERITIES:
            formula = f'=ISNUMBER(FIND("|{severity}:{name}|",${letters(hidden)}{FIRST_ROW}))'
            rule = {"type": "formula", "criteria": formula, "format": paint.found(severity), "stop_if_true": True}
            sheet.conditional_format(FIRST_ROW - 1, at, last - 1, at, rule)


def _validate(sheet: Any, first: int, at: int, last: int, column: ColumnSpec, context: Context) -> None:
    language = context.brief.language
    hint = say(f"template.hint.{column.kind.replace(' ', '-')}", language)
    options: dict[str, Any] = {"validate": "any", "input_title": column.header[:_TITLE_BOX],
                               "input_message": hint[:_HINT_BOX]}  # fmt: skip
    source = offered(column, context)
    if source is not None:
        options |= {"validate": "list", "source": f"={source}"}
        if column.kind == "choice":
            options |= {"error_title": say("template.not-offered.title", language)[:_TITLE_BOX],
                        "error_message": say("template.not-offered", language)[:_HINT_BOX],
                        "error_type": "warning"}  # fmt: skip
        else:
            options["show_error"] = False
    elif column.kind == "number":
        title, message = say("template.no-number.title", language), say("template.no-number", language)
        options |= {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15,
                    "error_title": title[:_TITLE_BOX], "error_message": message[:_HINT_BOX],
                    "error_type": "warning"}  # fmt: skip
    sheet.data_validation(first, at, last, at, options)


def offered(column: ColumnSpec, context: Context) -> str | None:
    """The range that a column's drop-down offers."""
    if column.choices is not None:
        return context.lists.column(tuple(column.choices.values))
    if column.kind == "units":
        names = [name for name, facts in context.unit_names.items() if facts["status"] in ("known", "group")]
        return context.lists.column(names)
    if column.kind == "measure":
        return context.lists.column(context.printed_units)
    return context.offered_codes(column.name)


def _layout(sheet: Any, spec: TableSpec, columns: Mapping[str, int], last: int, hidden: int, *, frozen: int) -> None:
    sheet.set_column(hidden, hidden, 3, None, {"hidden": True})
    sheet.freeze_panes(HEADER_ROW + 1, frozen)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, last - 1, hidden - 1)
    sheet.set_footer("&L&A&R&P/&N")
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    sheet.set_zoom(90)
