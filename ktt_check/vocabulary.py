"""What rules can speak of: the lists that ``each`` names, what ``join`` sets beside a row, and all their columns.

Known without reading a workbook, so that a rule that names a column nobody has is refused before one is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

from .forms import PLAN, REPORT, Form, TableSpec
from .tables.schema import LEVEL_COLUMNS, schema
from .values import period as periods

Columns = dict[str, type]

WB = "_wb"
"""The column of every list that says whose a row is: a position among the workbooks that are checked together."""

SPAN: Columns = {"programme": str}
for _span in ("span", "programme_span"):
    SPAN |= {_span: str} | {f"{_span}.{name}": kind for name, kind in periods.FLAT_COLUMNS.items()}
DOCUMENT: Columns = {
    "party": bool, "chain_broken": bool, "judged_on": date, "judged_from": date, "judged_by": str, "judged_when": str,
    "draft": bool, "form_age": str, "form_current": str,
}  # fmt: skip
UNITS: Columns = {
    "_table": str, "_row": int, "_column": str, "_item": int, "column": str, "key": str, "title": str, "text": str,
    "status": str, "suggestion": str, "valid": bool, "begins": date, "ended": date, "successors": str,
    "counterparts": str, "verified": str,
    "request": bool, "level": str, "standing": str, "as_planned": bool,
    "became": str,
}  # fmt: skip
CITATIONS: Columns = {
    "_table": str, "_row": int, "_column": str, "_item": int, "_dated_column": str, "key": str, "place": str,
    "number": str, "year": str, "spelled": str, "dated": str, "own": bool, "issuer": str,
}  # fmt: skip
FAULTS: Columns = {
    "fault": str, "_table": str, "_row": int, "_column": str, "sheet": str, "column": str, "key": str, "reason": str,
    "value": str, "kind": str, "read": str, "choices": str, "meant": str, "first": str, "first_row": str, "whole": bool,
}  # fmt: skip
OWED: Columns = {
    "_doc": int, "_row": int, "programme": str, "carried": bool, "group_code": str, "itemised": bool, "total": bool,
    "linked": bool, "unread": bool, "label": str, "share": bool,
}  # fmt: skip
LINK: Columns = {
    "link.code": str, "link.item": int, "link.state": str, "link.meant": str, "programme": str, "_doc": int,
    "higher._row": int,
    "same_measure": bool, "same_base": bool, "same_whole": bool, "same_horizon": bool, "_inherited": bool,
    "own_measures": str, "higher_measures": str,
}  # fmt: skip
REFERENCE_LINK: Columns = {"link.state": str, "link.found": str}
SUPERSEDED: Columns = {
    "superseded.title": str,
    "superseded.by": str,
    "superseded.from": date,
    "superseded.verified": str,
}
LATER: Columns = {f"later.{name}": kind for name, kind in LEVEL_COLUMNS.items()} | {
    "later.year": str, "later.key": str, "later.value": Decimal, "later._row": int, "falling_above": bool,
}  # fmt: skip
DUE: Columns = {"due": str, "due.end": date, "due.programme": str, "due._row": int, "_doc": int}
ALLOCATED: Columns = {f"allocated.{name}": kind for name, kind in LEVEL_COLUMNS.items()} | {
    "allocated._row": int, "allocated.to": str, "higher.code": str, "higher.title": str, "higher.applies": str,
}  # fmt: skip
QUOTIENTS: Columns = {
    "_table": str, "_row": int, "_column": str, "key": str, "title": str, "year": str, "over": str,
    "quotient": Decimal, "said": str, "low": Decimal, "high": Decimal, "note": str, "programme": str,
}  # fmt: skip
SUMS: Columns = {
    "_table": str, "_row": int, "_column": str, "kind": str, "key": str, "fits": bool, "note": str, "said": str,
    "comes_to": str, "off": str, "parts": str, "spelled": str, "lacking": str, "programme": str,
}  # fmt: skip
PLAN_ROWS: Columns = {
    "_table": str, "_row": int, "_column": str, "state": str, "key": str, "code": str, "title": str, "label": str,
    "meant": str, "year": str, "sheet": str, "programme": str,
}  # fmt: skip
PLANNED: Columns = {
    "_table": str, "_row": int, "_column": str, "key": str, "aspect": str, "said": str, "planned": str, "same": bool,
    "programme": str, "_doc": int, "plan._row": int, "plan._column": str,
}  # fmt: skip
REPORTING: Columns = {
    "is_reported": bool, "plan": str, "plan_issued": date, "plan_over": date, "window.start": date, "window.end": date,
    "cadence": str, "expected": bool, "expected.said": str, "expected.source": str, "deadline": date,
    "deadline.last": date, "deadline.said": str, "deadline.source": str, "closes_early": bool,
}  # fmt: skip
PROGRESS: Columns = {
    "_doc": int, "plan._row": int, "plan.key": str, "plan.value": Decimal, "plan.level": str, "plan.falling": bool,
    "plan.kind": str, "programme": str, "same_unit": bool, "year_over": bool, "reached": str, "estimate_reached": str,
    "actual.said": str, "year_plan.said": str, "previous.said": str,
    "percentage.right": Decimal, "percentage.off": Decimal,
    "earlier.actual": Decimal, "earlier.said": str, "earlier.period": str,
    "last.said": str, "last.period": str, "fallen": str,
    "path.expected": str, "path.lag": Decimal, "path.short": str, "path.since": str, "path.pace": str,
    "path.rest": str, "path.over": bool,
}  # fmt: skip
TASK_PROGRESS: Columns = {
    "_doc": int, "plan._row": int, "plan.title": str, "plan.time": str, "plan.product": str, "plan.heading": bool,
    "programme": str, "due": date, "standing": str,
}  # fmt: skip
DECISIONS: Columns = {
    "_row": int, "_item": str, "key": str, "about": str, "accepted": bool, "reason": str, "found": bool,
    "unasked": bool, "expired": bool, "changed": bool, "expiry": str, "was": str,
}  # fmt: skip
DIRECTION: Columns = {"falling_above": bool}
PARENT: Columns = {f"parent.{name}": kind for name, kind in schema(PLAN.by_name["tasks"]).items()}

ACROSS: dict[str, Columns] = {
    "unit totals": {
        "key": str, "title": str, "programme": str, "demand": str, "sum": str, "units": int, "listed": str,
        "missing": str, "gap": str, "outcome": str,
    },
    "shared totals": {
        "key": str, "title": str, "programme": str, "total": str, "sum": str, "units": int, "gap": str, "outcome": str,
    },
    "expected submissions": {
        "key": str, "unit": str, "form": str, "document": str, "due": str, "state": str, "late": int, "sent_by": str,
        "source": str,
    },
    "submissions": {
        "key": str, "unit": str, "document": str, "twins": int, "others": str, "same_content": bool,
    },
    "peers": {
        "key": str, "unit": str, "title": str, "programme": str, "level": str, "count": int, "middle": str,
        "distance": Decimal, "peers": str,
    },
    "copied tasks": {
        "key": str, "unit": str, "other": str, "document": str, "other_document": str, "count": int, "tasks": int,
        "share": Decimal, "example": str,
    },
    "common mistakes": {
        "key": str, "rule": str, "title": str, "units": int, "of": int, "share": Decimal, "listed": str,
    },
}  # fmt: skip
"""The lists that rules across units ask about, made of all workbooks of an audit together."""

LAST = "decisions"
"""The list that is asked about when everything else was: what the reviewer decided, beside what was found."""

VIEWS: dict[str, Columns] = {
    "units": UNITS, "citations": CITATIONS, "faults": FAULTS, "quotients": QUOTIENTS, "sums": SUMS,
    "plan rows": PLAN_ROWS, "planned values": PLANNED,
    LAST: DECISIONS,
}  # fmt: skip
JOINS: dict[tuple[str, str], Columns] = {
    ("targets", "higher"): LINK,
    ("tasks", "higher"): LINK,
    ("targets", "later"): LATER,
    ("targets", "direction"): DIRECTION,
    ("targets", "allocated"): LINK | ALLOCATED,
    ("document", "due"): DUE,
    ("tasks", "parent"): PARENT,
    ("references", "link"): REFERENCE_LINK,
    ("references", "superseded"): SUPERSEDED,
    ("document", "reporting"): REPORTING,
    ("target_progress", "plan"): PROGRESS,
    ("task_progress", "plan"): TASK_PROGRESS,
}


def columns(form: Form, each: str, join: str | None) -> Columns | None:
    """Every column of a list seen beside something, with its plain type; None where there is no such list or join."""
    return _columns(form.name, each, join)


@cache
def _columns(form_name: str, each: str, join: str | None) -> Columns | None:
    if form_name == "across":
        return ACROSS.get(each) if join is None else None
    form = next(form for form in (PLAN, REPORT) if form.name == form_name)
    own = _own(form, each)
    if own is None or (join is not None and (each, join) not in JOINS):
        return None
    beside = JOINS[each, join] if join is not None else {}
    if join == "higher":
        beside = beside | {f"higher.{name}": kind for name, kind in schema(form.by_name[each]).items()}
    document = {f"document.{name}": kind for name, kind in schema(form.by_name["document"]).items()}
    return (
        own
        | {"_table": str}
        | beside
        | document
        | {f"document.{name}": kind for name, kind in (DOCUMENT | SPAN).items()}
    )


def _own(form: Form, each: str) -> Columns | None:
    if each in VIEWS:
        return VIEWS[each]
    name = each.removeprefix("owed ")
    if name not in form.by_name:
        return None
    own = schema(form.by_name[name])
    return own | OWED if each.startswith("owed ") else own


def tables_beside(form: Form, each: str, join: str | None) -> Iterator[tuple[str, TableSpec]]:
    """The form's tables whose columns a rule sees, each with what stands before their names (``higher.lead``)."""
    name = each.removeprefix("owed ")
    if name in form.by_name:
        yield "", form.by_name[name]
        if join == "higher":
            yield "higher.", form.by_name[name]
    if join == "parent" and "tasks" in form.by_name:
        yield "parent.", form.by_name["tasks"]
    if "document" in form.by_name:
        yield "document.", form.by_name["document"]


def names_units(each: str, column: str) -> bool:
    """Whether a list's column holds names of units, which are compared as units and not by their letters."""
    if each == "units":
        return column == "text"
    for form in (PLAN, REPORT):
        for prefix, spec in (*tables_beside(form, each, "higher"), *tables_beside(form, each, "parent")):
            found = spec.by_name.get(column.removeprefix(prefix)) if column.startswith(prefix) else None
            if found is not None and found.kind == "units":
                return True
    return False


def lists(form: Form) -> list[str]:
    """All values that ``each`` can have for a form."""
    if form.name == "across":
        return list(ACROSS)
    owed = ["owed targets", "owed tasks"] if form.name == "plan" else []
    return [*form.by_name, *owed, *VIEWS]


def joins(each: str) -> list[str]:
    """All values that ``join`` can have for a list."""
    return [join for name, join in JOINS if name == each]


_ALL_TOGETHER = Form("across", "", ())


def forms_named(name: str) -> tuple[Form, ...]:
    """The forms that a rule is for."""
    return {"plan": (PLAN,), "report": (REPORT,), "any": (PLAN, REPORT), "across": (_ALL_TOGETHER,)}[name]
