"""Instruments that were replaced, by what and from which day (``rules/registries/superseded-instruments.tsv``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from ..values.document import DocumentNumber, parse_document_number
from ..values.document_dates import DocumentDate, parse_document_date
from .sources import RegistryError

FILE = "superseded-instruments.tsv"
_COLUMNS = ("number", "date", "title", "replaced_by", "replaced_by_date", "from", "verified")
_VERIFIED = ("yes", "partly", "no")


class Superseded(Struct, frozen=True):
    """One replaced instrument; from ``since`` on a new document no longer rests on it."""

    number: DocumentNumber
    issued: DocumentDate
    title: str
    by: str
    since: date
    verified: str


def load_superseded(folder: Path, extra: Sequence[Path] = ()) -> tuple[Superseded, ...]:
    """The instruments of the registries' folder and of a province's own; raises RegistryError with every mistake."""
    found: list[Superseded] = []
    mistakes: list[str] = []
    for path in (folder / FILE, *(other / FILE for other in extra)):
        if not path.is_file():
            continue
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            mistakes.append(f"{path}: không đọc được (cần tệp văn bản UTF-8).")
            continue
        rows = [(n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
        if not rows or tuple(rows[0][1]) != _COLUMNS:
            mistakes.append(f"{path}:{rows[0][0] if rows else 1}: hàng tiêu đề phải là {', '.join(_COLUMNS)}")
            continue
        for number, cells in rows[1:]:
            one = _read(cells)
            if isinstance(one, str):
                mistakes.append(f"{path}:{number}: {one}")
            else:
                found.append(one)
    if mistakes:
        raise RegistryError(mistakes)
    return tuple(found)


def _read(cells: list[str]) -> Superseded | str:
    """The instrument of a line, or what is wrong with the line."""
    if len(cells) != len(_COLUMNS):
        return f"có {len(cells)} cột, cần {len(_COLUMNS)}"
    number, issued, title, by, by_date, since, verified = cells
    symbols = [parse_document_number(text) for text in (number, by)]
    days = [parse_document_date(text) for text in (issued, by_date, since)]
    for text, symbol in zip((number, by), symbols, strict=True):
        if not isinstance(symbol, DocumentNumber):
            return f"“{text}” không phải số, ký hiệu văn bản"
    for text, day in zip((issued, by_date, since), days, strict=True):
        if not isinstance(day, DocumentDate) or day.grain != "day":
            return f"“{text}” không phải ngày"
    if verified not in _VERIFIED:
        return f"cột verified ghi “{verified}”, cần một trong: {', '.join(_VERIFIED)}"
    first, start = symbols[0], days[2]
    assert isinstance(first, DocumentNumber)
    assert isinstance(days[0], DocumentDate)
    assert isinstance(start, DocumentDate)
    return Superseded(first, days[0], title, f"{by} ngày {by_date}", start.first, verified)
