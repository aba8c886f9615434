"""What a progress report is set against beside its plan: the unit's earlier reports, and a plan without a number.

A report names its plan by number and date; a plan that was issued without a number is found by its day and its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from .identity import Citation, Identity
from .library import Held, Library
from .registry.units import Kinship, Named, UnitRegistry
from .values.reporting import Window, reporting_window
from .values.text import fold


class Earlier(Struct, frozen=True):
    """A report of an earlier period, with the days that its figures are for."""

    held: Held
    window: Window


class Doubt(Struct, frozen=True):
    """Reports of one earlier period that were left out, because nobody can say whose figures continue in this one.

    ``several`` of one day say different things or come from different units that are now one; ``joined`` names what
    has become part of the unit since, so that figures are of different places.
    """

    report: Identity
    files: tuple[str, ...]
    window: Window
    joined: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """The earlier reports, the latest first, and those that could not be taken."""

    reports: tuple[Earlier, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def earlier_reports(path: Path, own: Identity, library: Library, registry: UnitRegistry) -> Found:
    """The unit's reports on the same plan for periods that closed before.

    Of several reports of one unit for one period the one dated last counts. A unit that took another's work over, as
    a department does, continues its reports; one whose territory has grown does not. They are looked for among the
    programmes' folders and beside the report.
    """
    window = reporting_window(own.period) if own.period is not None else None
    if window is None:
        return Found()
    periods: dict[date, list[tuple[Held, Window, Kinship]]] = {}
    for held in library.reports_for(path):
        other = held.identity
        closed = reporting_window(other.period) if other.period is not None else None
        if closed is None or closed.end >= window.end or not _same_plan(own, other):
            continue
        kin = registry.kinship(_named(other), _named(own))
        if kin is not None:
            periods.setdefault(closed.end, []).append((held, closed, kin))
    taken = [_of_period(periods[end]) for end in sorted(periods, reverse=True)]
    return Found(
        tuple(one for one in taken if isinstance(one, Earlier)), tuple(one for one in taken if isinstance(one, Doubt))
    )


def _of_period(there: Sequence[tuple[Held, Window, Kinship]]) -> Earlier | Doubt:
    """The report that counts for a period: of the unit itself before one of a unit whose work it took over."""
    kind = "same" if any(kin.kind == "same" for *_, kin in there) else "successor"
    own = [(held, window, kin) for held, window, kin in there if kin.kind == kind]
    last = max(_day(held.identity) for held, *_ in own)
    issuers = {fold(held.identity.issuer or "") for held, *_ in own}
    final = own if kind == "successor" and len(issuers) > 1 else [one for one in own if _day(one[0].identity) == last]
    held, window, kin = final[0]
    files = tuple(one.path.name for one, *_ in final)
    if kin.joined:
        return Doubt(held.identity, files, window, kin.joined)
    if any(_figures(one) != _figures(held) for one, *_ in final):
        return Doubt(held.identity, files, window)
    return Earlier(held, window)


def _figures(held: Held) -> Sequence[Sequence[object]]:
    """The figures that a later report is set against, so that a copy of a report is no other report."""
    table = held.layout.tables.get("target_progress")
    names = ("code", "year", "unit", "actual")
    return [] if table is None else [[table.raw(row, name) for name in names] for row in table.rows]


def series(own: Identity, registry: UnitRegistry) -> tuple[str, ...]:
    """Names that a report shares with every report of its unit on its plan, as ``earlier_reports`` takes them."""
    if not own.citations:
        return ()
    number = _number(own.citations[0])
    return tuple(f"{number} {whose}" for whose in (fold(own.issuer or ""), _unit(own, registry)) if whose is not None)


def unnumbered_plan(citation: Citation, own: Identity, library: Library, registry: UnitRegistry) -> Sequence[Held]:
    """The plans without a number that were issued on the cited day by the report's unit, or for its place."""
    if citation.number_text is not None or citation.date is None or citation.date.grain != "day":
        return []
    plans = (held for shelf in library.shelves for held in shelf if held.identity.number is None)
    dated = (held for held in plans if held.identity.date == citation.date)
    return [held for held in dated if _one_place(own, held.identity, registry)]


def _same_plan(one: Identity, other: Identity) -> bool:
    plans = [identity.citations[0] for identity in (one, other) if identity.citations]
    if len(plans) < 2 or _number(plans[0]) != _number(plans[1]):
        return False
    dates = [plan.date for plan in plans]
    return dates[0] is None or dates[1] is None or dates[0].agrees_with(dates[1]) is not False


def _named(identity: Identity) -> Named:
    """The unit of a document on its day; one without a day is taken at the end of its period."""
    period = identity.period
    day = identity.date.last if identity.date is not None else period.end if period is not None else None
    return Named(identity.issuer or "", day or date.min, identity.province)


def _number(plan: Citation) -> str:
    return plan.number.key if plan.number is not None else fold(plan.number_text or "")


def _one_place(one: Identity, other: Identity, registry: UnitRegistry) -> bool:
    places = [(_unit(identity, registry) or "").partition("@")[2] for identity in (one, other)]
    return fold(one.issuer or "") == fold(other.issuer or "") or (places[0] != "" and places[0] == places[1])


def _unit(identity: Identity, registry: UnitRegistry) -> str | None:
    return registry.resolve(identity.issuer or "", _day(identity), identity.province).unit_id


def _day(identity: Identity) -> date:
    return identity.date.last if identity.date is not None else date.min


def joined_since(plan: Identity, own: Identity, registry: UnitRegistry) -> tuple[str, ...]:
    """The places that have become part of the reporting unit since it issued its plan."""
    kin = registry.kinship(_named(plan), _named(own)) if plan.issuer and plan.date is not None else None
    return kin.joined if kin is not None and own.issuing_level == plan.issuing_level else ()


def nearest_of(window: Window, found: Found) -> Earlier | Doubt | None:
    """The report of the period just before, which a report's ``Kỳ trước`` repeats, or the doubt which one it is.

    None where none is at hand.
    """
    months = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
    longest = {9: 3}.get(months, months)
    there: list[Earlier | Doubt] = [*found.reports, *found.doubts]
    if not there:
        return None
    last = max(there, key=lambda one: one.window.end)
    gap = (window.end.year - last.window.end.year) * 12 + window.end.month - last.window.end.month
    return last if gap <= longest else None
