"""The file named with ``--decisions``: the register itself, or an annotated workbook that the reviewer wrote into.

What stands in a workbook named so is put into the register beside it first; a check goes by the register alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from .annotate import ToldRow, read_told
from .decisions import Decision, Decisions
from .identity import Identity, identify
from .layout import find_tables, recognise
from .register import NAME, awaits_the_reviewer, merged, opinion_of, read_register, write_register
from .stamp import document_half
from .values.text import fold, tidy
from .wording import say
from .workbook import start_reading

REGISTERS, WORKBOOKS = frozenset({".yaml", ".yml"}), frozenset({".xlsx", ".xlsm"})


class Reviewed(Struct, frozen=True):
    """The decisions that a run goes by, and what to tell about how they were read."""

    decisions: Decisions
    notes: tuple[str, ...]


class NoResultError(Exception):
    """A workbook named for its decisions that has no result sheet of ours."""


def read_reviewed(path: Path, day: date, language: str, *, alone: bool) -> Reviewed:
    """Read the register, or bring it up to date from an annotated workbook; ``alone`` where one workbook is checked.

    That one is then what the annotated workbook was made of, even if it got its number since. Raises RegisterError,
    NoResultError, Refusal, UnreadableResult or OSError.
    """
    if path.suffix.lower() in REGISTERS:
        return Reviewed(Decisions(read_register(path)), ())
    identity = _identity(path)  # first through the guarded door
    rows = read_told(path)
    if rows is None:
        raise NoResultError
    notes: list[str] = []
    read = tuple(_decisions(rows, identity, path.name, language, notes))
    register = path.with_name(NAME)
    kept = read_register(register) if register.exists() else ()
    lines, added, changed = merged(kept, read, day)
    if lines != kept:
        write_register(register, lines)
    count = say("decisions.read", language, count=len(read), file=path.name, register=register, added=added,
                changed=changed)  # fmt: skip
    paired = {document_half(identity): fold(identity.issuer or "")} if identity and alone else {}
    return Reviewed(Decisions(lines, paired), (count, *notes))


def _identity(path: Path) -> Identity | None:
    workbook = start_reading(path).result()
    form = recognise(workbook)
    return None if form is None else identify(find_tables(workbook, form))


def _decisions(
    rows: tuple[ToldRow, ...], identity: Identity | None, file: str, language: str, notes: list[str]
) -> Iterator[Decision]:
    """What the rows decide; an opinion that is none of the list's decides nothing and is told."""
    document = tidy(", ".join(filter(None, (identity.name, identity.issuer)))) if identity else file
    for row in rows:
        opinion = opinion_of(row.opinion)
        if opinion is None:
            if row.opinion and not awaits_the_reviewer(row.opinion):
                notes.append(say("decisions.not-listed", language, file=file, text=row.opinion, rule=row.rule))
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
        )
