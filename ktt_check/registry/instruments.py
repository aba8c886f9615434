"""Instruments that were replaced, by what and from which day (``rules/registries/superseded-instruments.tsv``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from ..values.document import DocumentNumber, parse_document_number
from ..values.document_dates import DocumentDate, parse_document_date
from .rows import read_rows

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
    return tuple(read_rows([place / FILE for place in (folder, *extra)], _COLUMNS, _read))


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
