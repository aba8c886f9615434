"""One audit from beginning to end: what is there, what of it is new, its answers, and what the run as a whole found."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import __version__, registries
from ..across.ask import Across, Given, ask_across
from ..across.decided import decide
from ..across.gathered import Gathered
from ..outputs import annotated
from ..outputs.profile_words import profile_name
from ..profiles import put_in_force
from ..session import cannot_write
from ..whole_files import unfinished_below
from ..wording import say
from . import summary
from .basis import Basis, Standing
from .checking import Checked, Order, Task, library_of
from .closing import Closing, Ending
from .cluster import Cluster, ClusterError
from .decided import decided
from .discover import Entry, discover
from .lock import AuditRunningError, lock
from .memory import DATABASE_ERRORS, Known, Memory, Run
from .pool import Pool, WorkersError
from .province.gathered import gather
from .province.sheets import write_whole as write_province
from .records import Row
from .remote import StoreError, fetch, shown
from .schema import NewerSchemaError
from .series import Before, Series
from .summary import Summary

Progress = Callable[[int, int, str], None]


class AuditError(Exception):
    """The audit cannot be done, or not be ended; the text is a sentence for the user."""


class Done(Struct, frozen=True):
    """A finished audit."""

    summary: Summary
    closing: Closing
    province: Path
    notes: tuple[str, ...] = ()


class Means(Struct, frozen=True):
    """What an audit is done with: processes here or a cluster, a database, decisions beside those among the results.

    ``store`` is the URL of the folder where that is in an object store; the order's folder is then where it is fetched
    to. ``scheduler`` is a dask cluster's address; None with the engine ``dask``: processes of this machine.
    """

    jobs: int
    engine: str = "local"
    scheduler: str | None = None
    database: str | None = None
    decisions: tuple[Path, ...] = ()
    store: str | None = None
    telling: bool = False  # whether what is new is to be told one by one


ENGINES = ("local", "dask")


def audit(order: Order, means: Means, progress: Progress) -> Done:
    """Check what is new below the order's folder and end the run.

    Raises RuleBookError, RegisterError, LibraryError, SessionError and AuditError. Cut off at any instant, it is
    continued by the next one.
    """
    language, url = order.language, means.database
    try:
        with lock(order.out):
            _tidy(order.out)
            lines, notes = decided(means.decisions, order.out, order.folder, order.as_of, language)
            memory = Memory(order.out, url)
            try:
                return replace(_audited(replace(order, decisions=lines), means, memory, progress), notes=tuple(notes))
            finally:
                memory.close()
    except AuditRunningError:
        raise AuditError(say("audit.running", language, out=order.out)) from None
    except NewerSchemaError:
        raise AuditError(say("audit.newer-database", language)) from None
    except WorkersError:
        raise AuditError(say("audit.no-workers", language)) from None
    except ClusterError as problem:
        raise AuditError(say(f"audit.cluster-{problem.reason}", language, path=problem.path)) from None
    except StoreError as problem:
        raise AuditError(say(f"audit.store-{problem.reason}", language, url=shown(means.store or ""))) from None
    except DATABASE_ERRORS as problem:
        raise AuditError(_database_words(problem, order, url)) from None
    except OSError as problem:
        raise AuditError(cannot_write(order.out, problem, language)) from None


def _audited(order: Order, means: Means, memory: Memory, progress: Progress) -> Done:
    force = put_in_force(order.profile, order.rules)
    basis = Basis(force, library_of(order, force), order.as_of, order.language, order.decisions)
    profile = None if force.profile is None else profile_name(force, order.language)
    folder = str(order.folder) if means.store is None else shown(means.store)
    run = memory.begin(Run(folder, order.as_of, __version__, force.rules.version, profile))
    away = [] if means.store is None else fetch(means.store, order.out)
    entries = [*discover(order.folder, order.out), *away]
    work = _Work(entries, order, memory.known(), basis)
    memory.list_others(run, work.others)
    memory.remember(run, work.hopeless)
    at, tasks = 0, work.tasks
    with ExitStack() as ending:
        workers = _workers(order, means, ending) if tasks else None
        while tasks:
            assert workers is not None
            of = at + len(tasks)
            for answers in workers.run(tasks):
                memory.remember(run, [(one, work.done(one)) for one in answers])
                for one in answers:
                    at += 1
                    progress(at, of, one.path)
            tasks = work.again()
    asked = {rule.code for rule in force.rules.rules if rule.data.stage != "retired"}
    expected, units = registries.expected(force.registries), registries.units(force.registries)

    def across(
        gathered: Gathered, found: list[tuple[str, str, str]], contents: dict[str, str], copied: list[Row] | None
    ) -> Across:
        given = Given(gathered, found, contents, expected, units, order.as_of, order.language, copied)
        told = ask_across(force.rules.rules, given)
        decide(told, force.rules.rules, order.decisions, order.language, order.as_of)
        return told

    present = {entry.path for entry in entries}
    last = Ending(present, asked, order.decisions, basis.across(bool(expected)), means.telling)
    with memory.finishing(run, last, across) as (connection, closing, together, counts):
        told = summary.summarise(connection, run, closing, counts)
        rules = [rule for rule in force.rules.rules if rule.data.stage != "retired"]
        gathered = gather(connection, told, rules, together, counts, order.language)
        province = write_province(order.out, gathered, order.language)
        summary.write(order.out, told)
    return Done(told, closing, province)


def _workers(order: Order, means: Means, ending: ExitStack) -> Pool | Cluster:
    if means.engine == "local":
        return Pool(order, means.jobs)
    cluster = Cluster(order, means.jobs, means.scheduler)
    ending.callback(cluster.close)
    return cluster


class _Work:
    """What there is to do: workbooks to check, those of which it is plain why they cannot be, other files not yet
    listed.
    """

    def __init__(self, entries: Sequence[Entry], order: Order, known: Mapping[str, Known], basis: Basis) -> None:
        self._basis = basis
        self._series = Series()
        self._targets: dict[str, str] = {}
        self._given: dict[str, Before] = {}
        self._reports: dict[str, tuple[str, Standing, str | None]] = {}
        self.tasks: list[Task] = []
        self.hopeless: list[tuple[Checked, str]] = []
        self.others: list[str] = []
        same: list[tuple[Entry, Known]] = []
        taken: set[str] = set()
        for entry in entries:
            was = known.get(entry.path)
            if not entry.submitted:
                if was is None or was.state != "other":
                    self.others.append(entry.path)
                continue
            if entry.trouble is not None:
                key = basis.key(entry.trouble, None)
                if was is None or was.key != key:
                    words = say(f"audit.{entry.trouble}", order.language, path=entry.path)
                    self.hopeless.append((Checked(entry.path, error=words), key))
                continue
            path = Path(entry.path)
            target = annotated.result_path(path, path.parent).as_posix()
            self._targets[entry.path] = _free(target, taken)
            if was is not None and was.key is not None and was.sha == entry.sha and entry.sha is not None:
                self._series.put(entry.path, was.sha, was.standing)
                same.append((entry, was))
            else:
                self.tasks.append(Task(entry.path, self._targets[entry.path]))
        for entry, was in same:
            assert was.sha is not None
            before = self._series.before(entry.path, was.standing)
            there = was.target is None or os.path.exists(f"{order.out}{os.sep}{was.target}")
            if not there or was.key != basis.key(was.sha, was.standing, before):
                self.tasks.append(self._task(entry.path, before))
            elif was.standing is not None and was.standing.closes is not None:
                self._reports[entry.path] = (was.sha, was.standing, was.key)

    def _task(self, path: str, before: Before) -> Task:
        self._given[path] = before
        return Task(path, self._targets[path], tuple(other for other, _ in before))

    def done(self, one: Checked) -> str | None:
        """The key of what an answer rests on; None where the next run is to try again."""
        self._series.put(one.path, one.sha, one.standing)
        self._reports.pop(one.path, None)
        if one.passing or one.sha is None:
            return None
        key = self._basis.key(one.sha, one.standing, self._given.get(one.path, ()))
        if one.standing is not None and one.standing.closes is not None:
            self._reports[one.path] = (one.sha, one.standing, key)
        return key

    def again(self) -> list[Task]:
        """The reports that are to be set against earlier ones which nobody knew of when they were checked."""
        found = []
        for path, (sha, standing, key) in self._reports.items():
            before = self._series.before(path, standing)
            if key != self._basis.key(sha, standing, before):
                found.append(self._task(path, before))
        return found


def _free(target: str, taken: set[str]) -> str:
    """The target, or with a number where another workbook's copy has that name, also in capitals or small letters."""
    free, number = target, 1
    while free.casefold() in taken:
        number += 1
        free = Path(target).with_name(f"{Path(target).stem} ({number}){Path(target).suffix}").as_posix()
    taken.add(free.casefold())
    return free


def _tidy(out: Path) -> None:
    """Take away what a run that was cut off had not finished writing."""
    for path in unfinished_below(out):
        path.unlink(missing_ok=True)


def _database_words(problem: Exception, order: Order, url: str | None) -> str:
    told = str(getattr(problem, "orig", ""))
    if url is None and "full" in told:
        return cannot_write(order.out, OSError(errno.ENOSPC, ""), order.language)
    return no_database(order.out, url, order.language)


def no_database(out: Path, url: str | None, language: str) -> str:
    """That the database cannot be used, for the user; never its URL, which may hold a password."""
    return say("audit.no-database" if url is not None else "audit.bad-database", language, out=out)
