"""What a person must judge: the obligations of the higher levels (sheet ``Yêu cầu khác``) that fall to this document.

No machine can check them, so they are neither findings nor unchecked: they are listed for the reader's eye, each with
the place in the submitted workbook where to look. Source: contract §1 (``Yêu cầu khác``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

from .cells import as_code
from .chain import Document, owes
from .dossier import Dossier
from .findings import Place
from .values.text import fold
from .wording import say

_BETWEEN_ITEMS = re.compile(r"[;\n]")
_SHEET_AND_COLUMN = re.compile(r"\s*(?:[:!/]|,\s*(?:cột|dòng|mục)?|\s(?:cột|dòng|mục)\s)\s*", re.IGNORECASE)
_LISTED = 8  # rows named for one code; the link leads to the first
_CODED = ("targets", "tasks")


class Look(Struct, frozen=True):
    """One place where to look: in words, and the cell, or the sheet's header, that a link can lead to."""

    words: str
    place: Place | None


class ToRead(Struct, frozen=True):
    """An obligation that falls to the document: whose, what, where it stands there, where to look here.

    ``sign`` finds a reader's remark again in a later check; like a finding's, it never depends on cells.
    """

    programme: str
    code: str
    title: str
    location: str | None
    note: str | None
    looks: tuple[Look, ...]
    sign: str


def to_read(dossier: Dossier) -> tuple[ToRead, ...]:
    """The obligations owed by the document's level, of each higher level that it carries out, nearest first."""
    return tuple(one for document in dossier.higher if document.cited for one in _owed(dossier, document))


def _owed(dossier: Dossier, document: Document) -> Iterator[ToRead]:
    table = document.tables.get("obligations")
    if table is None:
        return
    read = table.columns
    for at, row in enumerate(read["_row"]):
        title, levels = read["title"][at], read["owed_by.items"][at]
        # Without a level it falls to everyone: better read once too often than never.
        if title is None or not (owes(dossier.submitted.identity, levels) or not levels):
            continue
        code = read["code"][at] or say("row", dossier.language, row=row)
        named = fold(document.identity.number_text or document.identity.title)
        digest = sha256("\x1f".join((named, read["code"][at] or fold(title))).encode()).hexdigest()[:12]
        looks = tuple(_looks(dossier, document, read["look_in"][at]))
        location, note = read["location"][at], read["note"][at]
        yield ToRead(document.identity.name, code, title, location, note, looks, f"to-read.{digest}")


def _looks(dossier: Dossier, document: Document, text: str | None) -> Iterator[Look]:
    for item in (part.strip() for part in _BETWEEN_ITEMS.split(text or "")):
        if item:
            yield _rows(dossier, document, item) or _cell(dossier, item) or Look(item, None)


def _rows(dossier: Dossier, document: Document, item: str) -> Look | None:
    """The rows that carry out a code of the higher level; its parts' or its heading's where none names it."""
    own = document.identity.short_name
    code = as_code(item).removeprefix(f"{as_code(own)}/" if own else "")
    for name in _CODED:
        chain = dossier.chain(name)
        if code not in chain.codes_of(document.index):
            continue
        rows: list[int] = []
        for wider in ([code], _parts(document, code), _headings(document, code)):
            rows = rows or chain.rows_carrying((document.index, one) for one in wider)
        if not rows:
            where = dossier.place(name, None, "higher_codes")
            return Look(say("to-read.no-row", dossier.language, code=code), where if where.sheet else None)
        codes = dict(zip(*(dossier.submitted.tables[name].columns[c] for c in ("_row", "code")), strict=True))
        told = [codes[row] or say("row", dossier.language, row=row) for row in rows]
        told = list(dict.fromkeys(told))
        more = [say("listed.more", dossier.language, count=len(told) - _LISTED)] if len(told) > _LISTED else []
        words = say("to-read.rows", dossier.language, code=code, rows=", ".join([*told[:_LISTED], *more]))
        return Look(words, dossier.place(name, rows[0], "title"))
    return None


def _parts(document: Document, code: str) -> list[str]:
    return _beside(document, "group", "code", code)


def _headings(document: Document, code: str) -> list[str]:
    return _beside(document, "code", "group", code)


def _beside(document: Document, known: str, wanted: str, code: str) -> list[str]:
    tasks = document.tables.get("tasks")
    if tasks is None:
        return []
    pairs = zip(tasks.columns[known], tasks.columns[wanted], strict=True)
    return [other for one, other in pairs if one == code and other is not None]


def _cell(dossier: Dossier, item: str) -> Look | None:
    """A sheet of the form ("Nhiệm vụ"), a column or label ("Hạn báo cáo"), or both ("Nhiệm vụ: Sản phẩm")."""
    tables = dossier.submitted.identity.form.tables
    for spec in tables:
        if fold(item) in spec.sheet_keys:
            return _at(dossier, item, spec.name, ())
    holding = [spec for spec in tables if fold(item) in spec.headed and spec.name != "obligations"]
    if len(holding) == 1:
        return _at(dossier, item, holding[0].name, holding[0].headed[fold(item)])
    sheet, *column = _SHEET_AND_COLUMN.split(item, 1)
    for spec in tables:
        if column and fold(sheet) in spec.sheet_keys:
            return _at(dossier, item, spec.name, spec.headed.get(fold(column[0]), ()))
    return None


def _at(dossier: Dossier, words: str, table: str, columns: Sequence[str]) -> Look:
    read = dossier.submitted.tables.get(table)
    if read is None:
        return Look(words, None)
    row = read.columns["_row"][0] if read.spec.by_label and read.height else None
    seen = columns or tuple(name for name in ("title", "number") if name in read.spec.by_name and row is None)
    return Look(words, dossier.place(table, row, seen[0] if seen else None))
