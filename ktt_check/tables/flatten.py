"""One column's different readings laid flat: a level, a period or a date becomes several plain columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..cells import Reading
from ..forms import ColumnSpec
from ..values import period as periods
from ..values.document import DocumentNumber, parse_document_number
from ..values.document_dates import DocumentDate, say_document_date
from ..values.period import Kind, Period
from ..values.period_said import say as say_period
from .schema import KIND_COLUMNS

Flat = dict[str, Any]


def names(spec: ColumnSpec) -> list[str]:
    """The flat columns that a column becomes, its own first."""
    return [f"{spec.name}{suffix}" for suffix in KIND_COLUMNS[spec.kind]]


def flatten(spec: ColumnSpec, readings: Sequence[Reading]) -> dict[str, list[Any]]:
    """The flat columns of a column's readings, each of which is there once."""
    read = _FLAT.get(spec.kind, _as_text)
    flats = [_odd(reading) if reading.odd else read(reading) for reading in readings]
    pairs = zip(names(spec), KIND_COLUMNS[spec.kind], strict=True)
    return {name: [flat.get(suffix) for flat in flats] for name, suffix in pairs}


def _odd(reading: Reading) -> Flat:
    """Of an error value or an uncalculated formula nothing is known but why."""
    return {".why": reading.text}


def _as_text(reading: Reading) -> Flat:
    return {"": reading.text}


def _as_value(reading: Reading) -> Flat:
    return {"": reading.value}


def _as_number_with_text(reading: Reading) -> Flat:
    return {"": reading.value, ".text": reading.text}


def _as_choice(reading: Reading) -> Flat:
    return {"": reading.value if reading.value is not None else reading.text}


def _as_list(reading: Reading) -> Flat:
    return {"": reading.text, ".items": list(reading.value) if isinstance(reading.value, tuple) else None}


def _as_code_text(reading: Reading) -> Flat:
    return {"": reading.value if reading.value is not None else reading.text}


def _as_date(reading: Reading) -> Flat:
    if not isinstance(reading.value, DocumentDate):
        return {"": reading.text, ".why": None if reading.doubt is None else reading.doubt.words.get("why")}
    return {"": say_document_date(reading.value), ".start": reading.value.first, ".end": reading.value.last}


def _as_number(reading: Reading) -> Flat:
    if reading.text is None:
        return {}
    number = parse_document_number(reading.text)
    if not isinstance(number, DocumentNumber):
        return {"": reading.text, ".why": number.sentence()}
    odd = number.key if number.oddly_spelled else None
    return {
        "": reading.text,
        ".key": number.key,
        ".normal": odd,
        ".right": None if odd else number.key,
        ".year": number.year,
    }


def _as_period(reading: Reading) -> Flat:
    if not isinstance(reading.value, Period):
        return {"": reading.text, ".why": reading.text}
    return {"": reading.text} | {f".{name}": value for name, value in periods.flat(reading.value).items()}


def _as_horizon(reading: Reading) -> Flat:
    if not isinstance(reading.value, Period):
        return {"": reading.text}
    key = _horizon_key(reading.value) or _recurring_key(reading.value) or reading.text
    return {"": key} | {f".{name}": value for name, value in periods.flat(reading.value).items()}


def _horizon_key(period: Period) -> str | None:
    """The year, or the years, that a target is set for: "đến hết năm 2030" and 31/12/2030 are 2030."""
    if period.end is None or period.kind not in (Kind.POINT, Kind.SPAN):
        return None
    first = period.start.year if period.kind is Kind.SPAN and period.start is not None else period.end.year
    return str(period.end.year) if first == period.end.year else f"{first}-{period.end.year}"


def _recurring_key(period: Period) -> str | None:
    """How often a target is set: "hàng năm", "mỗi năm" are "Hằng năm"."""
    said = say_period(period) if period.kind in (Kind.RECURRING, Kind.CONTINUOUS) else ""
    return said[:1].upper() + said[1:] or None


_FLAT: dict[str, Callable[[Reading], Flat]] = {
    "code": _as_code_text,
    "codes": _as_list,
    "choice": _as_choice,
    "choices": _as_list,
    "number": _as_number_with_text,
    "year": _as_value,
    "date": _as_date,
    "document number": _as_number,
    "period": _as_period,
    "horizon": _as_horizon,
}
