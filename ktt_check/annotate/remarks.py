"""Remarks of units and reviewers read back from a result sheet, also after LibreOffice or Excel saved it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..findings import SEVERITIES, Severity
from ..layout import OUR_SHEET_NAME
from ..values.text import fold
from .book import Book
from .cells import cell_at
from .marks import Remark, ToldRow, UnreadableResult, Unsuitable
from .package import Package
from .result_words import ADDED, COLUMNS, EXPLANATION, LANGUAGES, SYMBOLS, Language, word
from .spans import MAIN, unescape_text

if TYPE_CHECKING:
    from lxml import etree

    from ..workbook.package import Package as Guarded

_WORKBOOK, _LIST = "xl/workbook.xml", "_rels/.rels"
_DEEPEST_HEADER = 60  # rows that may have been inserted above the table
_TELLING = ("STT", "Mã quy tắc", "Nội dung", "Giải trình")
_UNREADABLE = "Không đọc được tệp kết quả cũ nên chưa mang được giải trình và ý kiến thẩm định trong đó sang."


def read_remarks(path: Path) -> tuple[Remark, ...]:
    """What is written in the unit's and the reviewer's columns; empty for a workbook without a sheet of ours.

    Raises UnreadableResult for a file that is damaged, and OSError for one that cannot be opened.
    """
    return tuple(_remarks(_texts(path) or ()))


def read_told(path: Path) -> tuple[ToldRow, ...] | None:
    """Every finding that an earlier result sheet lists, in its order; None for a workbook without a sheet of ours.

    Raises as ``read_remarks``.
    """
    rows = _texts(path)
    return None if rows is None else tuple(_told(rows))


def _texts(path: Path) -> list[dict[str, str]] | None:
    """The rows below the header of our sheet, each by the names of our columns; None where there is no such sheet.

    An earlier result may come from anywhere: it is looked at behind the guard, and read where strangers' files are.
    """
    from ..workbook import Refusal, start_reading

    try:
        name = _result_sheet(path)
        if name is None:
            return None
        sheets = start_reading(path).result().sheets
    except Refusal as refusal:
        if refusal.reason in ("missing", "permission", "disk"):
            raise OSError(refusal.sentence()) from None
        raise UnreadableResult(_UNREADABLE) from refusal
    sheet = next((sheet for sheet in sheets if sheet.name == name), None)
    return None if sheet is None else list(_below_header(map(_shown, sheet.rows.values())))


def _result_sheet(path: Path) -> str | None:
    """The name of our sheet in a workbook, None where it has none; raises Refusal and UnreadableResult."""
    from ..workbook import load
    from ..workbook.package import Package as Guarded

    data = load(path)
    if _has_no_sheet_of_ours(Guarded(data)):
        return None
    try:
        package = Package(data)
        try:
            found = Book(package).result_sheet()
        except (Unsuitable, ValueError) as error:
            if not any(OUR_SHEET_NAME.encode() in package.read(n) for n in package.names if n.endswith("workbook.xml")):
                return None
            raise UnreadableResult(_UNREADABLE) from error
    except Unsuitable as error:
        raise UnreadableResult(_UNREADABLE) from error
    return found[1].name if found and found[1].part else None


def _has_no_sheet_of_ours(package: Guarded) -> bool:
    """Whether that is plain at once: the workbook stands where all writers put it, and our name is not in it."""
    if not package.has(_WORKBOOK) or not package.has(_LIST) or _WORKBOOK.encode() not in package.read(_LIST):
        return False
    return OUR_SHEET_NAME.encode() not in package.read(_WORKBOOK).lower()


def _shown(row: Mapping[int, object]) -> dict[int, str]:
    return {column: f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value) for column, value in row.items()}


def is_result_sheet(package: Package, part: str) -> bool:
    """Whether a sheet has the header of our table, so that no sheet of the submitter's is ever taken for ours."""
    return any(header_columns(row) for row in islice(_rows(package, part), _DEEPEST_HEADER))


def header_columns(row: dict[int, str]) -> dict[str, int]:
    """Our columns by name, wherever they were moved; empty where the row is not our header."""
    places = {fold(text): column for column, text in row.items() if len(text) < 40}
    found = {name: places[fold(name)] for name in (*COLUMNS, *ADDED) if fold(name) in places}
    return found if all(name in found for name in _TELLING) else {}


def _below_header(rows: Iterable[dict[int, str]]) -> Iterator[dict[str, str]]:
    columns: dict[str, int] = {}
    for number, row in enumerate(rows):
        if columns:
            yield {name: row.get(column, "").strip() for name, column in columns.items()}
            continue
        columns = header_columns(row)
        if not columns and number > _DEEPEST_HEADER:
            return


def _remarks(rows: Iterable[dict[str, str]]) -> Iterator[Remark]:
    for texts in rows:
        explanation, opinion, reason = _written(texts)
        if fold(explanation) == fold(EXPLANATION):
            continue  # the header of the list for the reader, under the findings
        if explanation or opinion or reason:
            yield Remark(
                fingerprint=texts.get("Mã nhận dạng", ""),  # people delete hidden columns
                rule=texts["Mã quy tắc"],
                message=texts["Nội dung"],
                explanation=explanation,
                opinion=opinion,
                reason=reason,
            )


def _told(rows: Iterable[dict[str, str]]) -> Iterator[ToldRow]:
    for texts in rows:
        severity = _severity(texts.get("Mức độ", ""))
        if severity is None:
            continue  # no finding: the lists under the table
        explanation, opinion, reason = _written(texts)
        yield ToldRow(
            fingerprint=texts.get("Mã nhận dạng", ""),
            rule=texts["Mã quy tắc"],
            severity=severity[0],
            language=severity[1],
            sheet=texts.get("Trang tính") or None,
            cell=texts.get("Ô") or None,
            message=texts["Nội dung"],
            value=texts.get("Giá trị hiện tại") or None,
            explanation=explanation,
            opinion=opinion,
            reason=reason,
            by=texts.get(ADDED[0], ""),
            expiry=texts.get(ADDED[1], ""),
        )


def _written(texts: dict[str, str]) -> tuple[str, str, str]:
    return texts.get("Giải trình", ""), texts.get("Ý kiến thẩm định", ""), texts.get("Lý do", "")


def _severity(text: str) -> tuple[Severity, Language] | None:
    """The severity that a cell names, and the language in which it does."""
    key = fold(text.strip().lstrip("".join(SYMBOLS.values())))
    named = ((severity, language) for language in LANGUAGES for severity in SEVERITIES)
    return next((pair for pair in named if fold(word(*pair)) == key), None)


def _rows(package: Package, part: str) -> Iterator[dict[int, str]]:
    """The texts of a sheet row by row, by column from 1."""
    strings: list[str] | None = None
    for row in _elements(package.read(part), "row"):
        texts: dict[int, str] = {}
        column = 0
        for cell in row.iterchildren(f"{{{MAIN}}}c"):
            place = cell_at(cell.get("r", ""))
            column = place[1] if place is not None else column + 1
            kind = cell.get("t")
            if kind == "inlineStr":
                texts[column] = _text(cell)
                continue
            value = cell.findtext(f"{{{MAIN}}}v") or ""
            if kind == "s":
                if strings is None:
                    strings = _shared(package)
                value = strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
            texts[column] = unescape_text(value)
        yield texts


def _shared(package: Package) -> list[str]:
    part = Book(package).target("sharedStrings")
    return [] if part is None else [_text(item) for item in _elements(package.read(part), "si")]


def _text(node: etree._Element) -> str:
    """A string item's text, without the phonetic one."""
    phonetic = f"{{{MAIN}}}rPh"
    pieces = (t.text or "" for t in node.iter(f"{{{MAIN}}}t") if next(t.iterancestors(phonetic), None) is None)
    return unescape_text("".join(pieces))


def _elements(data: bytes, name: str) -> Iterator[etree._Element]:
    """The elements of one name, each forgotten after it was seen."""
    from lxml import etree  # only a workbook that has our sheet needs it

    for _, node in etree.iterparse(
        io.BytesIO(data), events=("end",), tag=f"{{{MAIN}}}{name}", resolve_entities=False, no_network=True
    ):
        yield node
        node.clear()
        while node.getprevious() is not None:
            parent = node.getparent()
            if parent is None:
                break
            del parent[0]
