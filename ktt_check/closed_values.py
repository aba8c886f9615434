"""The columns that hold one of a few values, with those values, so that a rule cannot wait for one that never comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import get_args

from .dossier import Standing
from .forms import TableSpec
from .library import LinkState
from .registry.understanding import Status
from .shapes import SORTS
from .values import level as levels
from .values import period as periods
from .vocabulary import Columns, columns, forms_named, tables_beside

Values = tuple[str, ...]

LEADS_TO: Mapping[str, Values] = {
    "targets": ("found", "other horizon", "unknown", "unchecked"),
    "tasks": ("found", "group", "unknown", "unchecked"),
    "references": get_args(LinkState),
}
"""``link.state``: what a code in ``Mã cấp trên``, or a citation, leads to."""

_GRAINS = tuple(grain.value for grain in periods.Grain)
_PERIOD = {"kind": tuple(kind.value for kind in periods.Kind), "start_grain": _GRAINS, "end_grain": _GRAINS,
           "note": tuple(note.value for note in periods.Note)}  # fmt: skip
_LEVEL = {"kind": tuple(kind.value for kind in levels.Kind), "shape": ("bound", "interval", "waived")}
_DOCUMENT = {
    "document.judged_by": ("own", "cited", "none"), "document.form_age": ("current", "older", "newer", "unknown"),
}  # fmt: skip
_LISTS: Mapping[str, Mapping[str, Values]] = {
    "units": {"status": get_args(Status), "standing": get_args(Standing)},
    "faults": {"fault": SORTS},
    "unit totals": {"outcome": ("conforms", "weaker", "undetermined", "no demand")},
    "shared totals": {"outcome": ("conforms", "weaker", "undetermined")},
    "expected submissions": {"state": ("sent", "due", "absent", "divided"), "form": ("plan", "report")},
}


@cache
def closed_values(form_name: str, each: str, join: str | None) -> Mapping[str, Values]:
    """Column to its values, for a list of the forms that a rule is for; a column of both forms has those of both."""
    found: dict[str, Values] = {}
    for form in forms_named(form_name):
        known = columns(form, each, join) or {}
        for name, values in _of(tables_beside(form, each, join), known):
            if name in known:
                found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
    return found | dict(_LISTS.get(each, {})) | _DOCUMENT | ({"link.state": LEADS_TO[each]} if each in LEADS_TO else {})


def _of(tables: Iterator[tuple[str, TableSpec]], known: Columns) -> Iterator[tuple[str, Values]]:
    for prefix, spec in tables:
        for column in spec.columns:
            if column.kind == "choice" and column.choices is not None:
                yield f"{prefix}{column.name}", tuple(column.choices.values)
    for name in known:
        stem, _, last = name.rpartition(".")
        if stem.rpartition(".")[2] == "level":
            own = _LEVEL
        elif f"{stem}.start_grain" in known:
            own = _PERIOD
        else:
            continue
        if last in own:
            yield name, own[last]
