"""What the audits remember over time: what is new since a day, how long things stay open, by unit and by rule."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct, json, structs
from sqlalchemy import Engine, select

from .memory import FILE, engine_of
from .schema import DECISIONS, FINDINGS, RUNS, SPELLS, bring_up
from .summary import put

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NoHistoryError(Exception):
    """No audit has ended here yet."""


class RunTold(Struct, frozen=True):
    """A run that ended."""

    number: int
    day: date
    counts: dict[str, int]


class Spell(Struct, frozen=True):
    """A finding from the audit that first saw it to the one that last did; ``ended`` is None while it is open.

    ``closed`` is the day of the first audit that did not see it, ``days`` how long it was open, or is by now.
    """

    fingerprint: str
    rule: str
    severity: str
    stage: str
    unit: str | None
    workbook: str
    sheet: str | None
    cell: str | None
    message: str
    first_seen: date
    last_seen: date
    closed: date | None
    ended: str | None
    days: int
    waived_because: str | None


class Decided(Struct, frozen=True):
    """A line of a register, from the audit that first read it to the one that found it taken back or changed."""

    fingerprint: str
    document: str
    rule: str
    severity: str
    place: str
    message: str
    value: str | None
    opinion: str
    reason: str
    decided_by: str
    day: date | None
    expiry: date | None
    first_read: date
    closed: date | None
    waives: bool  # whether a finding counts no longer by it, by now


class Standing(Struct, frozen=True):
    """A unit's or a rule's findings over all audits; days are of those open by now, and of those that were fixed.

    What a reviewer waived is not open, and counted apart.
    """

    of: str
    open: int
    waived: int
    fixed: int
    gone: int
    oldest: int | None  # days that the oldest open one has been open
    usual: float | None  # the median of days until one was fixed


class History(Struct, frozen=True):
    """All that ended runs remember."""

    runs: tuple[RunTold, ...]
    spells: tuple[Spell, ...]
    decisions: tuple[Decided, ...] = ()

    def since(self, day: date) -> History:
        """Only what opened, and the runs, from that day on."""
        runs = tuple(run for run in self.runs if run.day >= day)
        decisions = tuple(one for one in self.decisions if one.first_read >= day)
        return History(runs, tuple(spell for spell in self.spells if spell.first_seen >= day), decisions)

    def fixed_since(self, day: date) -> tuple[Spell, ...]:
        """What closed as fixed from that day on, whenever it opened."""
        return tuple(spell for spell in self.spells if spell.ended == "fixed" and spell.closed and spell.closed >= day)

    def by(self, of: Callable[[Spell], str]) -> list[Standing]:
        """How the findings of each unit or rule stand, those with the most open ones first."""
        groups: dict[str, list[Spell]] = {}
        for spell in self.spells:
            groups.setdefault(of(spell), []).append(spell)
        told = [_standing(name, spells) for name, spells in groups.items()]
        return sorted(told, key=lambda one: (-one.open, one.of))


def history(out: Path, url: str | None = None) -> History:
    """Read it; raises NoHistoryError, NewerSchemaError and SQLAlchemy's errors."""
    if url is None and not (out / FILE).is_file():
        raise NoHistoryError
    engine = engine_of(out, url)
    try:
        bring_up(engine)
        return _read(engine)
    finally:
        engine.dispose()


def _read(engine: Engine) -> History:
    with engine.connect() as connection:
        ended = connection.execute(select(RUNS).where(RUNS.c.finished.is_not(None)).order_by(RUNS.c.id)).all()
        decisions = connection.execute(select(DECISIONS).order_by(DECISIONS.c.opened, DECISIONS.c.id)).all()
        waived = set(
            connection.execute(select(FINDINGS.c.fingerprint).where(FINDINGS.c.waived_because.is_not(None))).scalars()
        )
        spells = connection.execute(select(SPELLS).order_by(SPELLS.c.opened, SPELLS.c.path, SPELLS.c.id)).all()
    if not ended:
        raise NoHistoryError
    days = {run.id: run.as_of for run in ended}
    last = {run.id: before.as_of for before, run in pairwise(ended)}
    runs = tuple(RunTold(run.id, run.as_of, json.decode(run.counts)) for run in ended)
    told = tuple(_decided(row, days, waived) for row in decisions if row.opened in days)
    return History(runs, tuple(_spell(row, days, last, ended[-1].as_of) for row in spells), told)


def _decided(row: Any, days: dict[int, date], waived: Set[str]) -> Decided:
    """``waived`` are the findings that count no longer."""
    return Decided(
        row.fingerprint, row.document, row.rule, row.severity, row.place, row.message, row.value, row.opinion,
        row.reason, row.decided_by, row.day, row.expiry, days[row.opened], days.get(row.closed),
        row.opinion == "accept" and row.closed is None and row.fingerprint in waived,
    )  # fmt: skip


def _spell(row: Any, days: dict[int, date], last: dict[int, date], today: date) -> Spell:
    """``last`` is the day of the run before each run."""
    first, closed = days[row.opened], None if row.closed is None else days[row.closed]
    seen = today if row.closed is None else last.get(row.closed, first)
    return Spell(
        row.fingerprint, row.rule, row.severity, row.stage, row.unit, row.path, row.sheet, row.cell, row.message,
        first, seen, closed, row.ended, ((closed or today) - first).days,
        row.waived_because,
    )  # fmt: skip


def _standing(of: str, spells: Sequence[Spell]) -> Standing:
    still = [spell.days for spell in spells if spell.ended is None and spell.waived_because is None]
    waived = sum(spell.ended is None for spell in spells) - len(still)
    fixed = [spell.days for spell in spells if spell.ended == "fixed"]
    gone = len(spells) - len(still) - waived - len(fixed)
    return Standing(
        of, len(still), waived, len(fixed), gone, max(still, default=None), median(fixed) if fixed else None
    )


def export(rows: Sequence[Spell] | Sequence[Decided], target: Path, of: type[Spell | Decided] = Spell) -> None:
    """Write them, which are ``of`` one kind, as ``.csv`` (for Excel: UTF-8 with a mark, no text
    that it would take for a formula) or ``.parquet``.

    The file appears whole or not at all; raises OSError.
    """
    if target.suffix.lower() == ".parquet":
        put(target, _as_parquet(rows, of))
    else:
        put(target, _as_csv(rows, of))


def _as_csv(rows: Iterable[Spell | Decided], of: type[Spell | Decided]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(of.__struct_fields__)
    for row in rows:
        writer.writerow([_plain(value) for value in structs.astuple(row)])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _as_parquet(rows: Iterable[Spell | Decided], of: type[Spell | Decided]) -> bytes:
    import polars as pl

    kinds: dict[str, Any] = dict.fromkeys(of.__struct_fields__, pl.Utf8)
    known: dict[str, Any] = dict.fromkeys(("first_seen", "last_seen", "closed", "day", "expiry", "first_read"), pl.Date)
    known |= {"days": pl.Int64, "waives": pl.Boolean}
    kinds |= {name: kind for name, kind in known.items() if name in kinds}
    file = io.BytesIO()
    pl.DataFrame([structs.asdict(row) for row in rows], schema=kinds).write_parquet(file)
    return file.getvalue()
