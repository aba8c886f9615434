"""A rule's cases: small changes to a clean plan, written as Markdown tables, with every finding they must give.

A case is a ``## `` section of the rule's ``.md`` that has ``### `` sheets or ``> `` lines. A table names only the
cells that differ from ``rules/_cases/plan.md``: the first column is the row's key (``CT1/2030`` for a target). A key
with ``+`` is a further row, with ``-`` one taken out; ``-`` before a header or a sheet takes out the column or sheet.
``### Cấp trên: Chỉ tiêu`` changes the programme instead, ``### Cấp trên 2: …`` adds a second one like it with its
own changes; ``### -Cấp trên`` gives none at all. Of a rule for reports alone, and where a sheet is headed
``### Báo cáo: …``, the clean report is checked instead: ``### Kế hoạch: …`` then changes its plan, ``### Kỳ trước: …``
the unit's report before it (``### Kỳ trước 2: …`` gives one more), and ``-`` takes either away. ``### Sổ quyết định``
lists what the reviewer decided (columns of ``decisions_of``). ``✗`` marks each cell
that must carry a comment, and each quoted line is one finding in full: ``> CT02 Lỗi Chỉ tiêu!K2: message``;
``> ? reason`` is something unchecked. Nothing else may be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from ..decisions import Decision
from ..forms import PLAN, REPORT, Form
from ..markdown import MARK, MarkdownSheet, MarkdownWorkbook, SourceError, parse
from ..values.text import fold
from ..wording import Saying
from .mistakes import Mistake, RuleBookError
from .slips import slips

_HIGHER, _REPORT, _PLAN, _EARLIER = "Cấp trên", "Báo cáo", "Kế hoạch", "Kỳ trước"
_OTHERS = (_HIGHER, _PLAN, _EARLIER)
_REGISTER = "Sổ quyết định"


class Case(Struct, frozen=True):
    """One case: the workbook to check, the higher levels to write (none where it gives none), what must be said.

    Of a report the higher levels are its plan and the programme, and ``earlier`` are the unit's reports before it.
    """

    rule: str
    name: str
    submitted: MarkdownWorkbook
    programmes: tuple[MarkdownWorkbook, ...]
    expected: tuple[str, ...]
    form: Form = PLAN
    earlier: tuple[MarkdownWorkbook, ...] = ()
    slips: tuple[Saying, ...] = ()  # what may be meant otherwise, worth saying where the case fails
    decisions: tuple[Decision, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether the rule must say nothing here."""
        return not any(line.startswith(f"{self.rule} ") for line in self.expected)


def read_cases(page: Path, bases: Path) -> list[Case]:
    """The cases of a rule's page; ``bases`` is the folder with the clean workbooks.

    Raises RuleBookError for rows that do not fit their table's header.
    """
    clean = {
        name: parse((bases / f"{file}.md").read_text(encoding="utf-8"))
        for name, file in ((_PLAN, "plan"), (_HIGHER, "programme"), (_REPORT, "report"), (_EARLIER, "report-before"))
    }
    code = page.stem.partition("-")[0]
    cases = []
    before, *sections = re.split(r"(?m)^## ", page.read_text(encoding="utf-8"))
    line = before.count("\n") + 1
    rule = page.with_suffix(".yaml")
    reports = rule.is_file() and re.search(r"(?m)^form:\s*report\b", rule.read_text(encoding="utf-8")) is not None
    for section in sections:
        name, _, body = section.partition("\n")
        if "\n### " in f"\n{body}" or re.search(r"(?m)^> ", body):
            of_report = reports or re.search(rf"(?m)^### {_REPORT}: ", body) is not None
            try:
                cases.append(_case(code, name.strip(), body, clean, REPORT if of_report else PLAN))
            except SourceError as problem:
                raise RuleBookError([Mistake(page, line + problem.line, problem.saying)]) from None
        line += section.count("\n")
    return cases


def _case(code: str, name: str, body: str, clean: Mapping[str, MarkdownWorkbook], form: Form) -> Case:
    own = _REPORT if form is REPORT else _PLAN
    books = {other: book for other, book in clean.items() if form is REPORT or other in (_PLAN, _HIGHER)}
    removed = [sheet.strip() for sheet in re.findall(r"(?m)^### -(.+)$", body)]
    for sheet in removed:
        if sheet in _OTHERS and sheet != own:
            books = {other: book for other, book in books.items() if not other.startswith(sheet)}
        else:
            books[own] = MarkdownWorkbook(
                books[own].title, tuple(one for one in books[own].sheets if one.name != sheet)
            )
    doubts: list[Saying] = []
    changes = parse(re.sub(r"(?m)^### ", "## ", body)).sheets
    for change in changes:
        target, _, sheet = change.name.rpartition(": ")
        if change.name.startswith("-") or change.name == _REGISTER:
            continue
        base = next((one for one in clean if target == one or re.fullmatch(rf"{one} \d+", target)), None)
        if base is None:
            doubts += _slips_in(change, books[own])
            books[own] = _overlaid(books[own], change)
        elif base in books:
            before = books.get(target, clean[base])
            change = MarkdownSheet(sheet, change.header, change.rows)
            doubts += _slips_in(change, before)
            books[target] = _overlaid(before, change)
    expected = tuple(line.strip() for line in re.findall(r"(?m)^> (.+)$", body))
    decisions = tuple(one for change in changes if change.name == _REGISTER for one in decisions_of(change))

    def those(base: str) -> tuple[MarkdownWorkbook, ...]:
        return tuple(book for other, book in books.items() if other.startswith(base) and other != own)

    programmes = (*those(_PLAN), *those(_HIGHER))
    return Case(code, name, books[own], programmes, expected, form, those(_EARLIER), tuple(doubts), decisions)


def _slips_in(change: MarkdownSheet, book: MarkdownWorkbook) -> Iterator[Saying]:
    clean = next((sheet for sheet in book.sheets if sheet.name == change.name), None)
    header = [cell.removeprefix(MARK).strip() for cell in clean.header] if clean is not None else []
    keys = [_key(change.name, header, list(row)) for row in clean.rows] if clean is not None else []
    return slips(change, clean, keys)


def decisions_of(sheet: MarkdownSheet) -> list[Decision]:
    """The lines of a case's register: Quy tắc, Vị trí, Nội dung, Quyết định, and Lý do, Hết hạn where there are any.

    They find their findings by what was said, as where the result sheet lost its hidden column.
    """
    decisions = []
    for row in sheet.rows:
        cells = dict(zip(sheet.header, row, strict=True))
        accepted = fold(cells["Quyết định"]) == fold("Chấp nhận giải trình")
        expiry = cells.get("Hết hạn")
        decisions.append(
            Decision(
                fingerprint="", document="", rule=cells["Quy tắc"], severity="info", language="vi",
                place=cells["Vị trí"], message=cells["Nội dung"], value=None,
                opinion="accept" if accepted else "mend", reason=cells.get("Lý do", ""),
                expiry=date.fromisoformat(expiry) if expiry else None,
            )
        )  # fmt: skip
    return decisions


def overlaid(book: MarkdownWorkbook, sheet: str, change: MarkdownSheet) -> MarkdownWorkbook:
    """The workbook with the cells changed that a case's table names for a sheet."""
    return _overlaid(book, MarkdownSheet(sheet, change.header, change.rows))


def _overlaid(book: MarkdownWorkbook, change: MarkdownSheet) -> MarkdownWorkbook:
    sheets = list(book.sheets)
    at = next((i for i, sheet in enumerate(sheets) if sheet.name == change.name), None)
    if at is None:
        sheets.append(change)
    else:
        sheets[at] = _overlaid_sheet(sheets[at], change)
    return MarkdownWorkbook(book.title, tuple(sheets))


def _overlaid_sheet(sheet: MarkdownSheet, change: MarkdownSheet) -> MarkdownSheet:
    header = list(sheet.header)
    rows = [list(row) for row in sheet.rows]
    removed: list[str] = []
    places: list[int] = []
    for cell in change.header:
        name = cell.removeprefix(MARK).strip()
        if name.startswith("-"):
            removed.append(name[1:])
            name = name[1:]
        if name not in header:
            header.append(name)
            for row in rows:
                row.append("")
        at = header.index(name)
        places.append(at)
        if cell.startswith(MARK):
            header[at] = f"{MARK} {name}"
    plain = [name.removeprefix(MARK).strip() for name in header]
    keys = [_key(sheet.name, plain, row) for row in rows]
    for cells in change.rows:
        key = cells[0].removeprefix(MARK).strip()
        if key.startswith("-") and fold(key[1:]) in keys:
            at = keys.index(fold(key[1:]))
            del rows[at], keys[at]
            continue
        if key.startswith("+") or fold(key) not in keys:
            rows.append(_new_row(plain, key.removeprefix("+")))
            keys.append(fold(key.removeprefix("+")))
            row = rows[-1]
        else:
            row = rows[keys.index(fold(key))]
        if cells[0].startswith(MARK):
            row[places[0]] = f"{MARK} {row[places[0]]}"
        for at, cell in zip(places[1:], cells[1:], strict=True):
            row[at] = cell
    keep = [at for at, name in enumerate(header) if name not in removed]
    return MarkdownSheet(
        sheet.name, tuple(header[at] for at in keep), tuple(tuple(row[at] for at in keep) for row in rows)
    )


def _key(sheet: str, header: list[str], row: list[str]) -> str:
    """What a case calls a row: its code, with the year for a target; the first cell on sheets without codes."""
    if "Mã" not in header:
        return fold(row[0])
    code = row[header.index("Mã")]
    tables = (table for form in (PLAN, REPORT) for table in form.tables)
    table = next(table for table in tables if fold(sheet) in table.sheet_keys)
    year = row[header.index("Năm đích")] if "Năm đích" in header and "year" in table.unique else ""
    return fold(f"{code}/{year}" if year else code)


def _new_row(header: list[str], key: str) -> list[str]:
    row = [""] * len(header)
    code, _, year = key.partition("/")
    if "Mã" in header:
        row[header.index("Mã")] = code
        if year and "Năm đích" in header:
            row[header.index("Năm đích")] = year
    else:
        row[0] = key
    return row
