"""One audit from beginning to end: what is there, what of it is new, its answers, and what the run as a whole found."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from .. import __version__, registries
from ..across.ask import Across, Given, ask_across
from ..across.kept import Kept
from ..outputs import annotated
from ..outputs.profile_words import profile_name
from ..profiles import put_in_force
from ..session import cannot_write
from ..wording import say
from . import summary
from .basis import Basis
from .checking import Checked, Order, Task, library_of
from .discover import Entry, discover
from .lock import AuditRunningError, lock
from .memory import DATABASE_ERRORS, Closing, Memory, Run
from .pool import Pool, WorkersError
from .province.gathered import gather
from .province.sheets import write_whole as write_province
from .schema import NewerSchemaError
from .summary import Summary

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp")

Progress = Callable[[int, int, str], None]


class AuditError(Exception):
    """The audit cannot be done, or not be ended; the text is a sentence for the user."""


class Done(Struct, frozen=True):
    """A finished audit."""

    summary: Summary
    closing: Closing
    province: Path


def audit(order: Order, jobs: int, url: str | None, progress: Progress) -> Done:
    """Check what is new below the order's folder and end the run.

    Raises RuleBookError, LibraryError and AuditError. Cut off at any instant, it is continued by the next one.
    """
    language = order.language
    try:
        with lock(order.out):
            _tidy(order.out)
            memory = Memory(order.out, url)
            try:
                return _audited(order, jobs, memory, progress)
            finally:
                memory.close()
    except AuditRunningError:
        raise AuditError(say("audit.running", language, out=order.out)) from None
    except NewerSchemaError:
        raise AuditError(say("audit.newer-database", language)) from None
    except WorkersError:
        raise AuditError(say("audit.no-workers", language)) from None
    except DATABASE_ERRORS as problem:
        raise AuditError(_database_words(problem, order, url)) from None
    except OSError as problem:
        raise AuditError(cannot_write(order.out, problem, language)) from None


def _audited(order: Order, jobs: int, memory: Memory, progress: Progress) -> Done:
    force = put_in_force(order.profile, order.rules)
    basis = Basis(force, library_of(order, force), order.as_of, order.language)
    profile = None if force.profile is None else profile_name(force, order.language)
    run = memory.begin(Run(str(order.folder), order.as_of, __version__, force.rules.version, profile))
    entries = discover(order.folder, order.out)
    tasks, hopeless, others = _to_do(entries, order, memory, basis)
    memory.list_others(run, others)
    memory.remember(run, hopeless)
    at = 0
    for answers in Pool(order, jobs).run(tasks):
        memory.remember(run, [(one, _key(one, basis)) for one in answers])
        for one in answers:
            at += 1
            progress(at, len(tasks), one.path)
    asked = {rule.code for rule in force.rules.rules if rule.data.stage != "retired"}
    expected, units = registries.expected(force.registries), registries.units(force.registries)

    def across(kept: list[Kept], found: list[tuple[str, str, str]], contents: dict[str, str]) -> Across:
        given = Given(kept, found, contents, expected, units, order.as_of, order.language)
        return ask_across(force.rules.rules, given)

    with memory.finishing(run, {entry.path for entry in entries}, asked, across) as (connection, closing, together):
        told = summary.summarise(connection, run, closing)
        rules = [rule for rule in force.rules.rules if rule.data.stage != "retired"]
        province = write_province(order.out, gather(connection, told, rules, together, order.language), order.language)
        summary.write(order.out, told)
    return Done(told, closing, province)


def _key(one: Checked, basis: Basis) -> str | None:
    return None if one.passing or one.sha is None else basis.key(one.sha, one.standing)


def _to_do(
    entries: Sequence[Entry], order: Order, memory: Memory, basis: Basis
) -> tuple[list[Task], list[tuple[Checked, str]], list[str]]:
    """The workbooks to check, those of which it is plain why they cannot be, and the other files not yet listed."""
    known = memory.known()
    tasks: list[Task] = []
    hopeless: list[tuple[Checked, str]] = []
    others: list[str] = []
    taken: set[str] = set()
    for entry in entries:
        was = known.get(entry.path)
        if not entry.submitted:
            if was is None or was.state != "other":
                others.append(entry.path)
            continue
        if entry.trouble is not None:
            key = basis.key(entry.trouble, None)
            if was is None or was.key != key:
                words = say(f"audit.{entry.trouble}", order.language, path=entry.path)
                hopeless.append((Checked(entry.path, error=words), key))
            continue
        target = _free(annotated.result_path(Path(entry.path), Path(entry.path).parent).as_posix(), taken)
        if was is not None and was.key is not None and was.sha == entry.sha and entry.sha is not None:
            there = was.target is None or (order.out / was.target).exists()
            if there and was.key == basis.key(entry.sha, was.standing):
                continue
        tasks.append(Task(entry.path, target))
    return tasks, hopeless, others


def _free(target: str, taken: set[str]) -> str:
    """The target, or with a number where another workbook's copy has that name, also in capitals or small letters."""
    path, number = Path(target), 1
    while path.as_posix().casefold() in taken:
        number += 1
        path = Path(target).with_name(f"{Path(target).stem} ({number}){Path(target).suffix}")
    taken.add(path.as_posix().casefold())
    return path.as_posix()


def _tidy(out: Path) -> None:
    """Take away what a run that was cut off had not finished writing."""
    for path in out.rglob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _database_words(problem: Exception, order: Order, url: str | None) -> str:
    told = str(getattr(problem, "orig", ""))
    if url is None and "full" in told:
        return cannot_write(order.out, OSError(errno.ENOSPC, ""), order.language)
    return no_database(order.out, url, order.language)


def no_database(out: Path, url: str | None, language: str) -> str:
    """That the database cannot be used, for the user; never its URL, which may hold a password."""
    return say("audit.no-database" if url is not None else "audit.bad-database", language, out=out)
