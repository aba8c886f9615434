"""A report's targets beside the plan's, the way to them, and what the report before said."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from .. import vocabulary
from ..chain import Document
from ..chunk import Chunk
from ..dossier import Dossier, Reported
from ..progress import Progress, progress_of, row_of
from ..values.level import Kind
from ..values.reporting import cadence_of
from ..vocabulary import WB
from .frames import list_of

_TENTH = Decimal("0.1")
_SAME_YEAR = (Kind.ADDED,)


def targets_beside_plan(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Each row of the report beside its row of the plan, if the plan has it, and beside the earlier figures."""
    rows = [{WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _rows(dossier)]
    beside = list_of(rows, {"_row": int} | vocabulary.PROGRESS)
    return own.join(beside, on=[WB, "_row"], how="inner", maintain_order="left")


def _rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    table = dossier.submitted.tables.get("target_progress")
    if table is None or dossier.plan is None:
        return
    for one in progress_of(dossier):
        read = {name: values[one.at] for name, values in table.columns.items()}
        yield {"_row": read["_row"]} | _beside(dossier, dossier.plan, one, read)


def _beside(dossier: Dossier, plan: Document, one: Progress, read: dict[str, Any]) -> dict[str, Any]:
    actual = read["actual"]
    falling = one.level is not None and one.level.falling
    row: dict[str, Any] = {
        "programme": plan.identity.name, "same_unit": one.same_unit, "plan.falling": falling,
        "plan.kind": one.level.kind.value if one.level is not None else None,
        "year_over": dossier.window.end.month == 12 if dossier.window is not None else None,
        "reached": _reached(actual, read["year_plan"], falling),
        "estimate_reached": _reached(read["estimate"], read["year_plan"], falling),
        "actual.said": _said(one, actual, dossier), "year_plan.said": _said(one, read["year_plan"], dossier),
        "previous.said": _said(one, read["previous"], dossier),
    }  # fmt: skip
    if one.planned is not None:
        planned = {
            name: plan.tables["targets"].columns[name][one.planned] for name in ("_row", "key", "level", "value")
        }
        row |= {"_doc": plan.index} | {f"plan.{name}": value for name, value in planned.items()}
    return row | _percentage(read, falling) | _earlier(dossier, one, read) | _on_path(dossier, one, actual)


def _reached(figure: Decimal | None, plan: Decimal | None, falling: bool) -> str | None:
    if figure is None or plan is None:
        return None
    if figure == plan:
        return "met"
    return "over" if (figure < plan) == falling else "short"


def _percentage(read: dict[str, Any], falling: bool) -> dict[str, Any]:
    actual, plan, said = read["actual"], read["year_plan"], read["percentage"]
    if actual is None or plan is None or said is None or plan <= 0 or falling:
        return {}
    right = (actual / plan * 100).quantize(_TENTH, ROUND_HALF_UP)
    return {"percentage.right": right, "percentage.off": abs(said - actual / plan * 100).quantize(_TENTH)}


def _earlier(dossier: Dossier, one: Progress, read: dict[str, Any]) -> dict[str, Any]:
    """The figure of the period before, and by how much this one is below the last that was reported."""
    row: dict[str, Any] = {}
    nearest = _repeated(dossier, read)
    if nearest is not None:
        before = row_of(nearest.document, read["key"])
        if before is not None and before["unit"] == read["unit"]:
            row = {"earlier.actual": before["actual"], "earlier.said": _said(one, before["actual"], dossier),
                   "earlier.period": nearest.document.identity.period_said(dossier.language)}  # fmt: skip
    past, now = one.reported[:-1], one.reported[-1:]
    if read["actual"] is None or not past or not now or one.level is None:
        return row
    day, figure = past[-1]
    anew = one.level.kind in _SAME_YEAR and day.year != now[0][0].year
    if figure > now[0][1] and not anew:
        period = next(
            (r.document.identity.period_said(dossier.language) for r in dossier.earlier if r.day == day), None
        )
        row |= {"last.said": _said(one, figure, dossier), "last.period": period,
                "fallen": one.said(figure - now[0][1], dossier.language, apart=True)}  # fmt: skip
    return row


def _repeated(dossier: Dossier, read: dict[str, Any]) -> Reported | None:
    """The report whose figure ``Kỳ trước`` repeats: the period just before, or the last of as long a period.

    People mean either by it; the one is taken that gave the figure which stands there.
    """
    nearest = next((report for report in dossier.earlier if report.nearest), None)
    own = dossier.submitted.identity.period
    cadence = cadence_of(own) if own is not None else None
    alike = (
        report for report in dossier.earlier
        if report.document.identity.period is not None and cadence_of(report.document.identity.period) == cadence
    )  # fmt: skip
    last = next(alike, None)
    row = row_of(last.document, read["key"]) if last is not None else None
    meant = row is not None and row["unit"] == read["unit"] and row["actual"] == read["previous"] is not None
    return last if meant else nearest


def _said(one: Progress, figure: Decimal | None, dossier: Dossier) -> str | None:
    return None if figure is None else one.said(figure, dossier.language)


def _on_path(dossier: Dossier, one: Progress, actual: Decimal | None) -> dict[str, Any]:
    path, day, language = one.path, dossier.counted_to, dossier.language
    if path is None or day is None or actual is None:
        return {}
    short, pace = path.short(day, actual), path.pace(day, actual)
    return {
        "path.expected": one.said(path.at(day), language), "path.lag": path.lag(day, actual),
        "path.short": one.said(short, language, apart=True) if short > 0 else None, "path.since": one.since,
        "path.pace": one.said(pace, language, apart=True) if pace is not None else None,
        "path.rest": one.said(path.rest(actual), language, apart=True), "path.over": path.over(day),
    }  # fmt: skip
