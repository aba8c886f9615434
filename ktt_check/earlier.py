"""What a progress report is set against beside its plan: the unit's earlier reports, and a plan without a number.

A report names its plan by number and date; a plan that was issued without a number is found by its day and its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from .identity import Citation, Identity
from .library import Held, Library
from .registry.units import UnitRegistry
from .values.reporting import Window, reporting_window
from .values.text import fold


class Earlier(Struct, frozen=True):
    """A report of an earlier period, with the days that its figures are for."""

    held: Held
    window: Window


def earlier_reports(path: Path, own: Identity, library: Library, registry: UnitRegistry) -> list[Earlier]:
    """The unit's reports on the same plan for periods that closed before, the latest first.

    Of several reports for one period the one dated last counts. They are looked for among the programmes' folders
    and beside the report.
    """
    window = reporting_window(own.period) if own.period is not None else None
    if window is None:
        return []
    found: dict[date, Earlier] = {}
    for held in library.reports_for(path):
        other = held.identity
        closed = reporting_window(other.period) if other.period is not None else None
        if closed is None or closed.end >= window.end or not _same_report(own, other, registry):
            continue
        known = found.get(closed.end)
        if known is None or _day(known.held.identity) < _day(other):
            found[closed.end] = Earlier(held, closed)
    return [found[end] for end in sorted(found, reverse=True)]


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


def _same_report(one: Identity, other: Identity, registry: UnitRegistry) -> bool:
    plans = [identity.citations[0] for identity in (one, other) if identity.citations]
    if len(plans) < 2 or _number(plans[0]) != _number(plans[1]):
        return False
    dates = [plan.date for plan in plans]
    if dates[0] is not None and dates[1] is not None and dates[0].agrees_with(dates[1]) is False:
        return False
    if fold(one.issuer or "") == fold(other.issuer or ""):
        return True
    units = [_unit(identity, registry) for identity in (one, other)]
    return units[0] is not None and units[0] == units[1]


def _number(plan: Citation) -> str:
    return plan.number.key if plan.number is not None else fold(plan.number_text or "")


def _one_place(one: Identity, other: Identity, registry: UnitRegistry) -> bool:
    places = [(_unit(identity, registry) or "").partition("@")[2] for identity in (one, other)]
    return fold(one.issuer or "") == fold(other.issuer or "") or (places[0] != "" and places[0] == places[1])


def _unit(identity: Identity, registry: UnitRegistry) -> str | None:
    return registry.resolve(identity.issuer or "", _day(identity), identity.province).unit_id


def _day(identity: Identity) -> date:
    return identity.date.last if identity.date is not None else date.min


def held_nearest(window: Window, earlier: Iterable[Earlier]) -> Earlier | None:
    """The report of the period just before, which a report's ``Kỳ trước`` repeats; None where it is not at hand."""
    months = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
    longest = {9: 3}.get(months, months)
    for one in earlier:
        gap = (window.end.year - one.window.end.year) * 12 + window.end.month - one.window.end.month
        return one if gap <= longest else None
    return None
