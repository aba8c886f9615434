"""Where each target of a progress report stands: its row of the plan, the way to the target, what was reported so far.

All figures are in the unit that the report's own row is written in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import gcd
from typing import Any

from msgspec import Struct

from .chain import Document
from .dossier import Dossier
from .tables import Table
from .values.level import Comparator, Kind, Level
from .values.level_words import say as level_words
from .values.measure import PERCENT, POINTS, Measure, counted_in, parse_measure
from .values.number import say_number
from .values.path import Path, Point, path_of
from .values.period import Grain, Unit
from .wording import say

_NEVER_ON_A_PATH = (Kind.ADDED, Kind.GROWTH, Kind.QUALITATIVE)
_MADE = "progress"
_DECEMBER = 12
_EACH_UNIT = "từng đơn vị"
_SOME = 2  # points that make a line
_PLACES = Decimal("1E-9")


class Progress(Struct, frozen=True):
    """One row of ``Tiến độ chỉ tiêu``: ``at`` is its place in the table, ``planned`` the place of its row of the plan.

    ``reported`` are the figures of the unit's reports, earliest first, this one last; ``since`` says in words where
    the path begins. ``path`` is None where no baseline is known or the figures cannot be set on one.
    """

    at: int
    key: str
    title: str
    planned: int | None
    level: Level | None
    measure: Measure
    same_unit: bool
    path: Path | None
    since: str | None
    reported: tuple[Point, ...]

    def said(self, figure: Decimal, language: str, *, apart: bool = False) -> str:
        """A figure with its unit; ``apart`` for a difference, which of shares is in percentage points."""
        number = say_number(figure.normalize() if figure else Decimal(0), language)
        if self.measure.numerator == PERCENT:
            points = " percentage points" if language == "en" else f" {POINTS}"
            return f"{number}{points if apart else '%'}"
        return f"{number} {counted_in(self.measure)[1]}".strip()


def progress_of(dossier: Dossier) -> list[Progress]:
    """One for each row of the report that has a code; none where the plan is not at hand."""
    if _MADE not in dossier.kept:
        dossier.kept[_MADE] = _all_progress(dossier)
    return dossier.kept[_MADE]  # type: ignore[no-any-return]


def _all_progress(dossier: Dossier) -> list[Progress]:
    table, plan = dossier.submitted.tables.get("target_progress"), dossier.plan
    targets = plan.tables.get("targets") if plan is not None else None
    if table is None or targets is None:
        return []
    return [_progress(dossier, table, targets, at) for at, code in enumerate(table.columns["code"]) if code is not None]


def _progress(dossier: Dossier, table: Table, targets: Table, at: int) -> Progress:
    read = {name: table.columns[name][at] for name in ("code", "year", "key", "title", "unit", "actual")}
    measure = parse_measure(read["unit"] or "", dossier.catalogue.nouns)
    planned = planned_row(targets, read["code"], read["year"])
    level = targets.levels[planned] if planned is not None and binds(dossier, targets, planned) else None
    same = level is not None and (not read["unit"] or measure.dimension == level.measure.dimension)
    reported = tuple(_reported(dossier, read["key"], measure))
    path, since = None, None
    if planned is not None and level is not None and same:
        path, since = _path(dossier, targets, planned, level, measure if read["unit"] else level.measure, reported)
    if read["actual"] is not None and dossier.counted_to is not None:
        reported = (*reported, (dossier.counted_to, read["actual"]))
    shown = measure if read["unit"] or level is None else level.measure
    key, title = read["key"] or read["code"], read["title"] or ""
    return Progress(at, key, title, planned, level, shown, same, path, since, reported)


class Course(Struct, frozen=True):
    """A target's path and reported figures as a reader sees them.

    ``points`` are (day, path, reported) in equal steps of time; ``path`` (baseline, milestones, target; none where no
    baseline is known) and ``figures`` are what they come from, in ``unit``, and ``due`` is what is expected by now.
    """

    key: str
    title: str
    points: tuple[tuple[date, Decimal | None, Decimal | None], ...]
    expected: str
    since: str
    reached: str
    reported: str
    unit: str
    path: tuple[Point, ...]
    figures: tuple[Point, ...]
    due: Decimal | None


def courses(dossier: Dossier) -> tuple[Course, ...]:
    """The course of every target of a report of which there is more than one point to show."""
    return tuple(
        course for one in progress_of(dossier) if one.planned is not None
        if (course := _course(dossier, one)) is not None
    )  # fmt: skip


def _course(dossier: Dossier, one: Progress) -> Course | None:
    day, language = dossier.counted_to, dossier.language
    reported = dict(one.reported)
    if day is None or not reported or (one.path is None and len(reported) < _SOME):
        return None
    days = set(reported)
    if one.path is not None:
        days |= {one.path.points[0][0], one.path.points[-1][0]}
    points = tuple(
        (when, one.path.at(when) if one.path is not None and when >= one.path.points[0][0] else None,
         reported.get(when))
        for when in _evenly(days)
    )  # fmt: skip
    names = {report.day: report.document.identity.period_text for report in dossier.earlier}
    names[day] = dossier.submitted.identity.period_text
    goal = level_words(one.level, language) if one.level is not None else ""
    year = one.path.points[-1][0].year if one.path is not None else ""
    expected = ""
    if one.path is not None:
        now = one.said(one.path.at(day), language)
        expected = say("course.expected", language, expected=now, goal=goal, year=year)
    told = "; ".join(f"{names.get(when) or when}: {one.said(figure, language)}" for when, figure in one.reported)
    since = say("course.since", language, since=one.since) if one.since else say("course.no-path", language)
    reached = one.said(reported[day], language) if day in reported else say("empty", language)
    unit = PERCENT if one.measure.numerator == PERCENT else counted_in(one.measure)[1]
    path = tuple(one.path.points) if one.path is not None else ()
    due = one.path.at(day) if one.path is not None else None
    return Course(one.key, one.title, points, expected, since, reached, told, unit, path, one.reported, due)


def _evenly(days: Collection[date]) -> list[date]:
    """The days and the ends of months between them in equal steps, for a line that knows no dates."""
    months = sorted(day.year * 12 + day.month - 1 for day in days)
    step = gcd(*(month - months[0] for month in months)) or 1
    ends = (Unit.of(Grain.MONTH, month // 12, month % 12 + 1).last for month in range(months[0], months[-1] + 1, step))
    return list(ends)


def without_baseline(dossier: Dossier) -> list[Progress]:
    """The rows whose way to the target cannot be judged, because nobody says where it begins."""
    actual = dossier.submitted.tables["target_progress"].columns["actual"] if dossier.plan is not None else []
    never = (*_NEVER_ON_A_PATH, *([Kind.AVERAGE] if not _year_over(dossier) else []))
    return [
        one for one in progress_of(dossier)
        if one.path is None and one.same_unit and one.level is not None and one.level.headline is not None
        and one.level.kind not in never and actual[one.at] is not None
    ]  # fmt: skip


def _year_over(dossier: Dossier) -> bool:
    return dossier.counted_to is not None and dossier.counted_to.month == _DECEMBER


def planned_row(targets: Table, code: str, year: str | None) -> int | None:
    """The place of the plan's row with this code and horizon; where the report names none, of the code's first."""
    places = targets.coded.get(code, ())
    return next((at for at in places if year in (None, targets.columns["year"][at])), None)


def binds(dossier: Dossier, targets: Table, at: int) -> bool:
    """Whether a level of the plan is asked of the reporting unit: of another's plan, what each unit must reach."""
    if dossier.reports_own_plan:
        return True
    applies, responsible = (targets.columns[name][at] for name in ("applies", "responsible"))
    return applies == _EACH_UNIT and dossier.owes(responsible)


def _reported(dossier: Dossier, key: str | None, measure: Measure) -> Iterator[Point]:
    """The figures of the earlier reports in this row's unit, earliest first."""
    for one in reversed(dossier.earlier):
        row = row_of(one.document, key)
        if row is None or row["actual"] is None:
            continue
        other = parse_measure(row["unit"] or "", dossier.catalogue.nouns)
        if other.dimension == measure.dimension and measure.scale:
            yield one.day, (row["actual"] * other.scale / measure.scale).quantize(_PLACES)


def row_of(report: Document, key: str | None) -> Mapping[str, Any] | None:
    """What an earlier report says of a target; None where it has no such row."""
    table = report.tables.get("target_progress")
    at = table.keyed.get(key) if table is not None and key is not None else None
    if table is None or at is None:
        return None
    return {name: values[at] for name, values in table.columns.items()}


def _path(
    dossier: Dossier, targets: Table, planned: int, level: Level, measure: Measure, reported: Sequence[Point]
) -> tuple[Path | None, str | None]:
    """From the plan's baseline, else the first report at hand, through the plan's own milestones to the target."""
    read = targets.columns
    end = read["year.end"][planned]
    if level.kind in _NEVER_ON_A_PATH or level.comparator is Comparator.NOT_APPLICABLE or end is None:
        return None, None
    milestones = {}
    for at in targets.coded[read["code"][planned]]:
        one, ends = targets.levels[at], read["year.end"][at]
        if one is not None and ends is not None and ends <= end and one.measure.dimension == level.measure.dimension:
            figure = _asked(one, measure)
            if figure is not None:
                milestones[ends] = figure
    if level.kind is Kind.AVERAGE:  # of a year's revenue or income; part of a year says nothing of it
        if not _year_over(dossier):
            return None, None
        reported = [point for point in reported if point[0].month == _DECEMBER]
    year, value = read["base_year"][planned], read["base_value"][planned]
    if year is not None and value is not None:
        base = (date(year, 12, 31), _in_unit(level.in_base_unit(value), measure))
        since = say("path.base-year", dossier.language, year=year)
    elif reported:
        base, since = reported[0], say("path.first-report", dossier.language, report=_first(dossier))
    else:
        return None, None
    ahead = sorted(point for point in milestones.items() if point[0] > base[0])
    return path_of([base, *ahead], whole=_counted(measure)), since


def _first(dossier: Dossier) -> str:
    return next((one.document.identity.period_said(dossier.language) for one in reversed(dossier.earlier)), "")


def _asked(level: Level, measure: Measure) -> Decimal | None:
    """The figure that meets a level: the lower end of what it demands, the upper one where less is better."""
    bound = level.need.high if level.falling else level.need.low
    if bound is None:
        return None
    figure = _in_unit(bound, measure)
    return figure.to_integral_value(ROUND_FLOOR if level.falling else ROUND_CEILING) if _counted(measure) else figure


def _counted(measure: Measure) -> bool:
    """Whether only whole units can be there."""
    return not measure.denominators and measure.numerator != PERCENT and not measure.money


def _in_unit(figure: Decimal, measure: Measure) -> Decimal:
    return (figure / measure.scale).quantize(_PLACES)
