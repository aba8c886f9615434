"""Which units must submit what by when: a province's own list, ``expected-submissions.tsv`` among its registries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from .rows import read_rows

FILE = "expected-submissions.tsv"
_COLUMNS = ("unit", "province", "form", "carries_out", "due", "source")
_FORMS = ("plan", "report")


class Expected(Struct, frozen=True):
    """One line of the list: a unit, what it sends (``plan`` or ``report``), carrying out which document, by when.

    ``carries_out`` is a document's number, None for any; ``source`` is what sets the deadline.
    """

    unit: str
    province: str | None
    form: str
    carries_out: str | None
    due: date
    source: str


def load_expected(folders: Sequence[Path]) -> tuple[Expected, ...]:
    """The lists of all folders that have one; raises RegistryError with every mistake."""
    return tuple(read_rows([folder / FILE for folder in folders], _COLUMNS, _read))


def _read(cells: list[str]) -> Expected | str:
    """The line, or what is wrong with it."""
    if len(cells) != len(_COLUMNS):
        return f"cần {len(_COLUMNS)} cột, có {len(cells)}"
    unit, province, form, carries_out, due, source = map(str.strip, cells)
    if not unit:
        return "chưa ghi đơn vị (unit)"
    if form not in _FORMS:
        return f"form phải là {' hoặc '.join(_FORMS)}: {form}"
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return f"due phải là ngày dạng 2026-12-15: {due}"
    return Expected(unit, province or None, form, carries_out or None, day, source)
