"""A rule's cases: small changes to a clean plan, written as Markdown tables, with every finding they must give.

A case is a ``## `` section of the rule's ``.md`` that has ``### `` sheets or ``> `` lines. A table names only the
cells that differ from ``rules/_cases/plan.md``: the first column is the row's key (``CT1/2030`` for a target). A key
with ``+`` is a further row, with ``-`` one taken out; ``-`` before a header or a sheet takes out the column or sheet.
``### Cấp trên: Chỉ tiêu`` changes the programme instead, ``### Cấp trên 2: …`` adds a second one like it with its
own changes; ``### -Cấp trên`` gives none at all. ``✗`` marks each cell
that must carry a comment, and each quoted line is one finding in full: ``> CT02 Lỗi Chỉ tiêu!K2: message``;
``> ? reason`` is something unchecked. Nothing else may be found.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from ..forms import PLAN
from ..markdown import MARK, MarkdownSheet, MarkdownWorkbook, SourceError, parse
from ..values.text import fold
from .mistakes import Mistake, RuleBookError

_HIGHER = "Cấp trên"


class Case(Struct, frozen=True):
    """One case: the plan and the programmes to write (none where the case gives none), and what must be said."""

    rule: str
    name: str
    plan: MarkdownWorkbook
    programmes: tuple[MarkdownWorkbook, ...]
    expected: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether the rule must say nothing here."""
        return not any(line.startswith(f"{self.rule} ") for line in self.expected)


def read_cases(page: Path, bases: Path) -> list[Case]:
    """The cases of a rule's page; ``bases`` is the folder with ``plan.md`` and ``programme.md``.

    Raises RuleBookError for rows that do not fit their table's header.
    """
    plan = parse((bases / "plan.md").read_text(encoding="utf-8"))
    programme = parse((bases / "programme.md").read_text(encoding="utf-8"))
    code = page.stem.partition("-")[0]
    cases = []
    before, *sections = re.split(r"(?m)^## ", page.read_text(encoding="utf-8"))
    line = before.count("\n") + 1
    for section in sections:
        name, _, body = section.partition("\n")
        if "\n### " in f"\n{body}" or re.search(r"(?m)^> ", body):
            try:
                cases.append(_case(code, name.strip(), body, plan, programme))
            except SourceError as problem:
                raise RuleBookError([Mistake(page, line + problem.line, problem.saying)]) from None
        line += section.count("\n")
    return cases


def _case(code: str, name: str, body: str, plan: MarkdownWorkbook, programme: MarkdownWorkbook) -> Case:
    higher: dict[str, MarkdownWorkbook] = {_HIGHER: programme}
    changes = parse(re.sub(r"(?m)^### ", "## ", body)).sheets
    removed = re.findall(r"(?m)^### -(.+)$", body)
    for sheet in removed:
        if sheet.strip() == _HIGHER:
            higher = {}
        else:
            plan = MarkdownWorkbook(plan.title, tuple(s for s in plan.sheets if s.name != sheet.strip()))
    for change in changes:
        target, _, sheet = change.name.rpartition(": ")
        if change.name.startswith("-"):
            continue
        if target.startswith(_HIGHER) and higher:
            before = higher.get(target, programme)
            higher[target] = _overlaid(before, MarkdownSheet(sheet, change.header, change.rows))
        else:
            plan = _overlaid(plan, change)
    expected = tuple(line.strip() for line in re.findall(r"(?m)^> (.+)$", body))
    return Case(code, name, plan, tuple(higher.values()), expected)


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
    keys = [_key(sheet.name, header, row) for row in rows]
    for cells in change.rows:
        key = cells[0].removeprefix(MARK).strip()
        if key.startswith("-") and fold(key[1:]) in keys:
            at = keys.index(fold(key[1:]))
            del rows[at], keys[at]
            continue
        if key.startswith("+") or fold(key) not in keys:
            rows.append(_new_row(header, key.removeprefix("+")))
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
    table = next(table for table in PLAN.tables if fold(sheet) in table.sheet_keys)
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
