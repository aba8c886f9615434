"""The file named with ``--decisions``: the register itself, or an annotated workbook that the reviewer wrote into.

What stands in a workbook named so is put into the register beside it first; a check goes by the register alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .annotate import ToldRow, read_told
from .decisions import Decision, Decisions, said
from .identity import Identity, identify
from .layout import find_tables, recognise
from .register import NAME, awaits_the_reviewer, merged, opinion_of, read_day, read_register, write_register
from .stamp import document_half
from .values.days import day_of_serial
from .values.text import fold, tidy
from .wording import say
from .workbook import start_reading

_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
REGISTERS, WORKBOOKS = frozenset({".yaml", ".yml"}), frozenset({".xlsx", ".xlsm"})


class Reviewed(Struct, frozen=True):
    """The decisions that a run goes by, and what to tell about how they were read."""

    decisions: Decisions
    notes: tuple[str, ...]


class NoResultError(Exception):
    """A workbook named for its decisions that has no result sheet of ours."""


def read_reviewed(path: Path, day: date, language: str, *, alone: bool, theirs: bool) -> Reviewed:
    """Read the register, or bring it up to date from an annotated workbook; ``alone`` where one workbook is checked.

    That one is then what the annotated workbook was made of, even if it got its number since. ``theirs`` where it lies
    among submissions: a register there may have been sent along, so of it only what the named workbook says as well
    holds. Raises RegisterError, NoResultError, Refusal, UnreadableResult or OSError.
    """
    if path.suffix.lower() in REGISTERS:
        return Reviewed(Decisions(read_register(path)), ())
    workbook = start_reading(path).result()  # first through the guarded door
    form = recognise(workbook)
    identity = None if form is None else identify(find_tables(workbook, form))
    rows = read_told(path)
    if rows is None:
        raise NoResultError
    notes: list[str] = []
    told_in = _ToldIn(path.name, language, workbook.date1904)
    read = tuple(_decisions(rows, identity, told_in, notes))
    register = path.with_name(NAME)
    kept = read_register(register) if register.exists() else ()
    lines, added, changed = merged(kept, read, day)
    if lines != kept:
        write_register(register, lines)
    count = say("decisions.read", language, count=len(read), file=path.name, register=register, added=added,
                changed=changed)  # fmt: skip
    if theirs:
        lines = tuple(_sure_as_read(lines, read))
        left = sum(not one.sure for one in lines)
        if left:
            notes.append(say("decisions.beside", language, count=left, register=register))
    paired = {document_half(identity): fold(identity.issuer or "")} if identity and alone else {}
    return Reviewed(Decisions(lines, paired), (count, *notes))


def _sure_as_read(lines: Iterable[Decision], read: Iterable[Decision]) -> Iterator[Decision]:
    """The register's lines; sure are those that were read from the named workbook just now."""
    there = {(one.document_half, said(one.rule, one.message)) for one in read}
    for one in lines:
        yield one if (one.document_half, said(one.rule, one.message)) in there else replace(one, sure=False)


class _ToldIn(Struct, frozen=True):
    """The workbook that the decisions stand in, and the language to speak of it in."""

    file: str
    language: str
    date1904: bool

    def day(self, text: str) -> date | None:
        """The day in a cell, as text or as the number that Excel makes of it."""
        serial = _SERIAL.fullmatch(text)
        return read_day(text) if serial is None else day_of_serial(int(serial[1]), from_1904=self.date1904)


def _decisions(
    rows: tuple[ToldRow, ...], identity: Identity | None, told_in: _ToldIn, notes: list[str]
) -> Iterator[Decision]:
    """What the rows decide; an opinion that is none of the list's, or an expiry that is no day, decides nothing."""
    file, language = told_in.file, told_in.language
    document = tidy(", ".join(filter(None, (identity.name, identity.issuer)))) if identity else file
    for row in rows:
        opinion = opinion_of(row.opinion)
        if opinion is None:
            if row.opinion and not awaits_the_reviewer(row.opinion):
                notes.append(say("decisions.not-listed", language, file=file, text=row.opinion, rule=row.rule))
            continue
        expiry = told_in.day(row.expiry) if row.expiry else None
        if row.expiry and expiry is None:
            notes.append(say("decisions.no-day", language, file=file, text=row.expiry, rule=row.rule))
            continue
        named = row.fingerprint or f"{document_half(identity) if identity else file}."
        yield Decision(
            fingerprint=named,
            document=document,
            rule=row.rule,
            severity=row.severity,
            language=row.language,
            place="!".join(filter(None, (row.sheet, row.cell))),
            message=tidy(row.message),
            value=tidy(row.value) if row.value else None,
            opinion=opinion,
            reason=tidy(row.reason),
            by=tidy(row.by),
            expiry=expiry,
        )
