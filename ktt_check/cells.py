"""One cell's stored value read as its column's kind, honestly: what was understood, how, and what could not be.

The reading never raises: a value that is not of its kind becomes None with a ``Doubt``, and a rule of the form's
family turns the doubt into a finding (``contract.md`` §1, ``domain.md`` §7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from .forms import ColumnSpec
from .lists import Choices
from .values.document_dates import DocumentDate, parse_document_date
from .values.number import read_digits, say_number
from .values.period import Kind, Note, Period
from .values.period_cells import read_period
from .values.period_said import say as say_period
from .values.text import fold, nearest, plain, tidy
from .workbook import CellNote

_BETWEEN_CODES = re.compile(r"[;\n]|,(?!\d)")  # a comma before a digit may belong to the code

_SIGNS_COUNT = ("choice", "choices", "measure")  # where "≥" and "%" are answers
_SAYS_NONE = re.compile(r"[-–—_…. ]*")
LARGEST = Decimal(10) ** 24  # beyond it a figure is no target of anybody's; Decimal(38, 9) holds it exactly


class Doubt(Struct, frozen=True):
    """Why a cell could not be taken as it stands.

    ``code`` is ``error-value``, ``uncalculated``, ``not-in-list``, ``unknown-unit``, ``not-of-kind``,
    ``date-accident``, ``two-readings``, ``level`` (the row's cells make no level), or, where it could be understood and
    how is said, ``text-number`` or ``read-as``; ``words`` fill the wording of that code.
    """

    code: str
    words: Mapping[str, str] = {}

    def __hash__(self) -> int:
        return hash(self.code)


ODD = frozenset({"error-value", "uncalculated"})
"""The doubts of a cell that is not empty but of which nothing is known."""
UNDERSTOOD = frozenset({"read-as", "text-number"})
"""The doubts of a cell whose value was understood and is used."""


class Reading(Struct, frozen=True):
    """A cell as read: what people see in it, the typed value or None, and the doubt if there is one."""

    text: str | None
    value: object
    doubt: Doubt | None = None

    @property
    def odd(self) -> bool:
        return self.doubt is not None and self.doubt.code in ODD


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
    if type(value) is str:
        text = tidy(value)
    else:
        text = shown(value, note) if spec.kind == "number" else _as_typed(value, note)
    if not text[:1].isalnum() and says_nothing(text, spec.kind):
        return EMPTY
    match spec.kind:
        case "text" | "units":
            return Reading(text, text)
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
        case "code" | "codes" if isinstance(value, datetime):
            return _date_accident(text, value)
        case "code":
            return Reading(text, as_code(_typed_code(value, text)))
        case "codes":
            codes = (as_code(part) for part in _BETWEEN_CODES.split(_typed_code(value, text)))
            return Reading(text, tuple(code for code in codes if any(map(str.isalnum, code))))
        case "date":
            return _date(text, value)
        case "period":
            return _period(text, value, note)
        case "horizon":
            return _horizon(_period(text, value, note))
        case _:
            return Reading(text, text)


def says_nothing(text: str, kind: str) -> bool:
    """Whether there is nothing in a cell: a mere dash says "none"."""
    return _SAYS_NONE.fullmatch(text) is not None or (kind not in _SIGNS_COUNT and not any(map(str.isalnum, text)))


def _as_typed(value: object, note: CellNote | None) -> str:
    """What stands in a cell that is not for numbers: a number as it was typed there, 2030 and not 2.030."""
    if isinstance(value, Decimal) and not (note is not None and "%" in (note.number_format or "")):
        return f"{value.normalize():f}".replace(".", ",")
    return shown(value, note)


def _typed_code(value: object, text: str) -> str:
    """The words of a code; one that Excel took for a number keeps its point (1.1)."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else text


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
            return _date_accident(text, value)
        case _:
            return _digits(text)


def _digits(text: str) -> Reading:
    """A number that was typed as text; words beside it are left to whoever knows the row's unit."""
    number = read_digits(text.removesuffix("%").strip())
    if number is None or abs(number.value) >= LARGEST:
        return _not_of_kind(text, "số")
    if number.other is not None:
        both = f"{say_number(number.value)} / {say_number(number.other)}"
        return Reading(text, None, Doubt("two-readings", {"value": text, "read": both}))
    return Reading(text, number.value, Doubt("text-number", {"value": text, "read": say_number(number.value)}))


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
    parts = [part for part in text.replace("\n", ";").split(";") if part.strip()]
    for part in parts:
        whole = choices.by_key.get(fold(part))
        for piece in [part] if whole is not None else part.split(","):
            found = choices.by_key.get(fold(piece))
            if found is None:
                return Reading(text, None, _not_in_list(piece.strip(), choices))
            values.append(found)
    return Reading(text, tuple(values))


def _not_in_list(text: str, choices: Choices) -> Doubt:
    spellings = {plain(word): value for value, others in choices.values.items() for word in (value, *others)}
    meant = nearest(text, spellings, at_least=75)
    listed = " · ".join(choices.values)
    return Doubt("not-in-list", {"value": text, "choices": listed, "meant": meant or ""})


def _date(text: str, value: object) -> Reading:
    found = parse_document_date(value if isinstance(value, datetime | Decimal) else text)
    if isinstance(found, DocumentDate):
        return Reading(text, found)
    why = found.sentence() if found is not None else ""
    return Reading(text, None, Doubt("not-of-kind", {"value": text, "kind": "ngày (ngày/tháng/năm)", "why": why}))


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


def _horizon(reading: Reading) -> Reading:
    """The year or span for which a target is set: what is no time is no horizon."""
    if isinstance(reading.value, Period) and reading.value.kind is Kind.NOT_A_TIME:
        return _not_of_kind(reading.text or "", "năm đích (2030, 2026-2030, Hằng năm)")
    return reading


def _date_accident(text: str, value: datetime) -> Reading:
    """What Excel made a date of (2-3 became 2 March) cannot be told any more, only explained (domain §7)."""
    return Reading(text, None, Doubt("date-accident", {"value": text, "read": f"{value.day}-{value.month}"}))


def _not_of_kind(text: str, kind: str) -> Reading:
    return Reading(text, None, Doubt("not-of-kind", {"value": text, "kind": kind}))
