"""What a report leaves out of its plan or adds to it, and what it says otherwise than the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from .. import vocabulary
from ..chain import DEPARTMENT, owes
from ..chunk import Chunk
from ..dossier import Dossier
from ..progress import binds, planned_row, progress_of
from ..tables import Table
from ..values.level import Comparator, Kind, Level
from ..values.level_words import parse_level
from ..values.text import fold
from ..vocabulary import WB
from .frames import list_of
from .sums import codes_related

_FAR = 10  # years: a horizon beyond them is a vision, on which nobody reports yet
_PAIRS = (("target_progress", "targets"), ("task_progress", "tasks"))


def plan_rows(chunk: Chunk) -> pl.DataFrame:
    """One row for each row of the plan that a report owes and lacks, and for each of the report's that no plan has."""
    rows = ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _of_plan(dossier))
    return list_of(rows, vocabulary.PLAN_ROWS)


def _of_plan(dossier: Dossier) -> Iterator[dict[str, Any]]:
    if dossier.plan is None:
        return
    for name, above in _PAIRS:
        own, planned = dossier.submitted.tables.get(name), dossier.plan.tables.get(above)
        if own is None or planned is None:
            continue
        beside = {"_table": name, "programme": dossier.plan.identity.name, "sheet": own.layout.sheet.name}
        named = {code for code in own.columns["code"] if code is not None}
        columns = planned.columns
        missing = {
            code: columns["title"][at] for at in _owed(dossier, planned) if (code := columns["code"][at]) not in named
        }
        unknown = list(_unknown(dossier, own, planned, missing))
        meant = {row["meant"] for row in unknown}
        for code, title in missing.items():
            if code not in meant:
                yield beside | {"state": "missing", "key": code, "code": code, "title": title,
                                "label": f"{code} (“{title or ''}”)"}  # fmt: skip
        yield from (beside | row for row in unknown)


def _owed(dossier: Dossier, planned: Table) -> Iterable[int]:
    """The places of the plan's rows that are to be reported on."""
    read, window = planned.columns, dossier.window
    if planned.spec.name == "tasks":
        for at, (code, heading, start) in enumerate(
            zip(read["code"], read["heading"], read["time.start"], strict=True)
        ):
            begun = start is None or window is None or start <= window.end
            if code is not None and not heading and begun and _falls_to(dossier, planned, at):
                yield at
        return
    seen: set[str] = set()
    for at, (code, end, level) in enumerate(zip(read["code"], read["year.end"], planned.levels, strict=True)):
        waived = level is None or level.comparator is Comparator.NOT_APPLICABLE or level.kind is Kind.QUALITATIVE
        if code is None or waived or code in seen or not binds(dossier, planned, at):
            continue
        if end is None or window is None or 0 <= end.year - window.end.year <= _FAR:
            seen.add(code)
            yield at


def _falls_to(dossier: Dossier, tasks: Table, at: int) -> bool:
    """Whether a task of the plan is the reporting unit's: all of its own plan, else what is given to it."""
    if dossier.reports_own_plan:
        return True
    identity, lead = dossier.submitted.identity, tasks.columns["lead"][at] or ""
    own = {dossier.unit_key(mention) for mention in dossier.mentions(identity.issuer or "")} - {None}
    led = any(dossier.unit_key(mention) in own for mention in dossier.mentions(lead))
    return led or (identity.issuing_level != DEPARTMENT and owes(identity, tasks.columns["owed_by.items"][at]))


def _unknown(
    dossier: Dossier, own: Table, planned: Table, missing: Mapping[str, str | None]
) -> Iterator[dict[str, Any]]:
    """The report's rows whose code, or horizon, the plan does not have; ``meant`` is the code they may stand for."""
    called = {fold(title): code for code, title in missing.items() if title}
    codes = {code for code in planned.columns["code"] if code is not None} | codes_related(dossier)
    alike = {_bare(code): code for code in codes}
    years = own.columns.get("year") or [None] * own.height
    for at, (row, code, key) in enumerate(zip(*(own.columns[n] for n in ("_row", "code", "key")), strict=True)):
        if code is None:
            continue
        read = {"_row": row, "_column": "code", "key": key, "code": code, "title": own.columns["title"][at]}
        if code not in codes:
            meant = called.get(fold(own.columns["title"][at] or "")) or alike.get(_bare(code))
            yield read | {"state": "unknown", "meant": meant}
        elif years[at] is not None and code in planned.coded and planned_row(planned, code, years[at]) is None:
            pairs = zip(planned.columns["code"], planned.columns["year"], strict=True)
            meant = ", ".join(year for one, year in pairs if one == code and year is not None)
            yield read | {"state": "other year", "_column": "year", "meant": meant or None, "year": years[at]}


def _bare(code: str) -> str:
    return re.sub(r"[\W_]", "", re.sub(r"(?<!\d)0+(?=\d)", "", code))


def planned_values(chunk: Chunk) -> pl.DataFrame:
    """What a report repeats of the plan (figure, unit, deadline), one row each, and whether it is the same."""
    rows = ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _repeated(dossier))
    return list_of(rows, vocabulary.PLANNED)


def _repeated(dossier: Dossier) -> Iterator[dict[str, Any]]:
    table, plan = dossier.submitted.tables.get("target_progress"), dossier.plan
    if plan is None:
        return
    beside = {"_doc": plan.index, "programme": plan.identity.name}
    for one in progress_of(dossier):
        if table is None or one.level is None or one.planned is None:
            continue
        read = {name: table.columns[name][one.at] for name in ("_row", "key", "target", "unit")}
        row = beside | {
            "_table": "target_progress", "_row": read["_row"], "key": read["key"],
            "plan._row": plan.tables["targets"].columns["_row"][one.planned],
        }  # fmt: skip
        if read["unit"] is not None:
            unit = one.level.measure.text
            yield row | {"aspect": "unit", "_column": "unit", "said": read["unit"], "planned": unit,
                         "same": one.same_unit, "plan._column": "unit"}  # fmt: skip
        if read["target"] is not None and one.same_unit:
            same = _same_figure(read["target"], one.level, dossier.catalogue.nouns)
            said = plan.tables["targets"].columns["level"][one.planned]
            yield row | {"aspect": "figure", "_column": "target", "said": read["target"], "planned": said,
                         "same": same, "plan._column": "value"}  # fmt: skip
    yield from (beside | row for row in _deadlines(dossier))


def _same_figure(text: str, level: Level, nouns: Mapping[str, str]) -> bool | None:
    """Whether the words hold the plan's figure, whatever word of comparison they leave out; None where unreadable."""
    found = parse_level(text, nouns, level.tolerance, measure=level.measure)
    if not isinstance(found, Level):
        return None
    clash = found.comparator is not Comparator.BARE and found.comparator is not level.comparator
    figures = [found.in_base_unit(number) for number in (found.value, found.upper) if number is not None]
    wanted = [level.in_base_unit(number) for number in (level.value, level.upper) if number is not None]
    return figures == wanted and not (clash and _strictness(found.comparator) != _strictness(level.comparator))


def _strictness(comparator: Comparator) -> str:
    """Words of comparison that a person takes for one another when a plan is repeated."""
    loose = (Comparator.BARE, Comparator.EQUAL, Comparator.AT_LEAST, Comparator.AT_MOST)
    return "at least or at most" if comparator in loose else comparator.value


def _deadlines(dossier: Dossier) -> Iterator[dict[str, Any]]:
    own = dossier.submitted.tables.get("task_progress")
    planned = dossier.plan.tables.get("tasks") if dossier.plan is not None else None
    if own is None or planned is None:
        return
    places = {code: at for at, code in reversed(list(enumerate(planned.columns["code"])))}
    for at, (row, code, time) in enumerate(zip(*(own.columns[n] for n in ("_row", "code", "time")), strict=True)):
        place = places.get(code)
        wanted = planned.columns["time"][place] if place is not None else None
        if code is None or time is None or wanted is None or place is None:
            continue
        same = fold(time) == fold(wanted) or _when(own, at) == _when(planned, place) != (None, None, None)
        yield {"_table": "task_progress", "_row": row, "_column": "time", "key": code, "aspect": "deadline",
               "said": time, "planned": wanted, "same": same, "plan._row": planned.columns["_row"][place],
               "plan._column": "time"}  # fmt: skip


def _when(table: Table, at: int) -> tuple[Any, Any, Any]:
    """The end and the rhythm of a time: "2023-2025" and "đến năm 2025" are one deadline."""
    end, rhythm = table.columns["time.end"][at], table.columns["time.recurrence"][at]
    return end, rhythm, "continuous" if table.columns["time.kind"][at] == "continuous" else None
