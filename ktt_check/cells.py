"""One cell's stored value read as its column's kind, honestly: what was understood, how, and what could not be.

The reading never raises: a value that is not of its kind becomes None with a ``Doubt``, and a rule of the form's
family turns the doubt into a finding (``contract.md`` §1, ``domain.md`` §7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .forms import Choices, ColumnSpec
from .values.document_dates import DocumentDate, parse_document_date
from .values.number import parse_number, say_number
from .values.period import Note
from .values.period_cells import read_period
from .values.period_said import say as say_period
from .values.text import fold, nearest, plain, tidy
from .workbook import CellNote

LARGEST = Decimal(10) ** 24  # beyond it a figure is no target of anybody's; Decimal(38, 9) holds it exactly


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a cell could not be taken as it stands.

    ``code`` is ``error-value``, ``uncalculated``, ``not-in-list``, ``not-of-kind`` or ``read-as`` (it could be
    understood, and how is said); ``words`` fill the wording of that code.
    """

    code: str
    words: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell as read: what people see in it, the typed value or None, and the doubt if there is one."""

    text: str | None
    value: object
    doubt: Doubt | None = None


EMPTY = Reading(None, None)


def shown(value: object, note: CellNote | None = None) -> str:
    """The cell's value as a person sees it, near enough to recognise it."""
    match value:
        case str():
            return tidy(value)
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            if note is not None and note.number_format is not None and "%" in note.number_format:
                return f"{say_number(value * 100)}%"
            return say_number(value)
        case datetime():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def odd_cell(note: CellNote) -> Reading | None:
    """A cell that holds an error value or a formula that was never calculated: present, but unreadable."""
    if note.error is not None:
        return Reading(note.error, None, Doubt("error-value", {"value": note.error}))
    if note.uncalculated:
        return Reading("(công thức chưa tính)", None, Doubt("uncalculated"))
    return None


def read_cell(spec: ColumnSpec, value: object, note: CellNote | None) -> Reading:
    """Read one cell as its column's kind."""
    if note is not None and (odd := odd_cell(note)) is not None:
        return odd
    if value is None:
        return EMPTY
    text = shown(value, note)
    if not text or (spec.kind in ("units", "period") and not any(map(str.isalnum, text))):
        return EMPTY  # a mere dash says "none"
    match spec.kind:
        case "number":
            return _number(text, value, note)
        case "year":
            return _year(text, value)
        case "choice":
            assert spec.choices is not None
            return _choice(text, spec.choices)
        case "choices":
            assert spec.choices is not None
            return _choices(text, spec.choices)
        case "code" | "codes" if isinstance(value, Decimal):
            return _code_typed_as_number(spec, value)
        case "codes":
            return Reading(text, tuple(code for part in text.replace("\n", ";").split(";") if (code := as_code(part))))
        case "code":
            return Reading(text, as_code(text))
        case "date":
            return _date(text, value)
        case "period" | "horizon":
            return _period(text, value, note)
        case _:
            return Reading(text, text)


def _code_typed_as_number(spec: ColumnSpec, value: Decimal) -> Reading:
    """A code that Excel took for a number: as it was typed, 1.1 or 1000, without the signs of a Vietnamese number."""
    code = f"{value.normalize():f}"
    return Reading(code, (code,) if spec.kind == "codes" else code)


def as_code(text: str) -> str:
    """A code's key: capitals, no blanks, so that ``t 07`` and ``T07`` are one code."""
    return "".join(tidy(text).split()).upper()


def _number(text: str, value: object, note: CellNote | None) -> Reading:
    match value:
        case bool():
            return _not_of_kind(text, "số")
        case Decimal():
            return Reading(text, value) if abs(value) < LARGEST else _not_of_kind(text, "số hợp lý")
        case datetime():
            return Reading(text, None, Doubt("date-accident", {"value": text, "read": f"{value.day}-{value.month}"}))
        case _:
            number = parse_number(text)
            if number is None or abs(number.value) >= LARGEST:
                return Reading(text, None, Doubt("not-of-kind", {"value": text, "kind": "số"}))
            return Reading(text, number.value, Doubt("read-as", {"value": text, "read": say_number(number.value)}))


def _year(text: str, value: object) -> Reading:
    if isinstance(value, datetime):
        return Reading(text, value.year, Doubt("read-as", {"value": text, "read": str(value.year)}))
    digits = text.casefold().removeprefix("năm").strip().replace(".", "")
    if digits.isascii() and digits.isdigit() and 1900 <= int(digits) <= 2200:
        return Reading(text, int(digits))
    return _not_of_kind(text, "năm (bốn chữ số)")


def _choice(text: str, choices: Choices) -> Reading:
    found = choices.by_key.get(fold(text))
    return Reading(text, found) if found is not None else Reading(text, None, _not_in_list(text, choices))


def _choices(text: str, choices: Choices) -> Reading:
    whole = choices.by_key.get(fold(text))
    if whole is not None:
        return Reading(text, (whole,))
    values: list[str] = []
    for part in text.replace("\n", ";").replace(",", ";").split(";"):
        if part.strip():
            found = choices.by_key.get(fold(part))
            if found is None:
                return Reading(text, None, _not_in_list(part.strip(), choices))
            values.append(found)
    return Reading(text, tuple(values))


def _not_in_list(text: str, choices: Choices) -> Doubt:
    meant = nearest(text, {plain(value): value for value in choices.values}, at_least=60)
    listed = " · ".join(choices.values)
    return Doubt("not-in-list", {"value": text, "choices": listed, "meant": meant or ""})


def _date(text: str, value: object) -> Reading:
    found = parse_document_date(value if isinstance(value, datetime | Decimal) else text)
    if isinstance(found, DocumentDate):
        return Reading(text, found)
    return _not_of_kind(text, "ngày (ngày/tháng/năm)")


def _period(text: str, value: object, note: CellNote | None) -> Reading:
    assert isinstance(value, str | bool | Decimal | datetime)
    period = read_period(text if isinstance(value, bool) else value, note.number_format if note else None)
    if period is None:
        return EMPTY
    if period.note in (Note.MONTH_AS_DATE, Note.YEAR_AS_DATE):
        return Reading(text, period, Doubt("read-as", {"value": text, "read": say_period(period)}))
    if period.note is Note.DATE_HIDES_YEAR:
        return Reading(text, None, Doubt("date-accident", {"value": text, "read": period.text}))
    return Reading(period.text, period)


def _not_of_kind(text: str, kind: str) -> Reading:
    return Reading(text, None, Doubt("not-of-kind", {"value": text, "kind": kind}))
