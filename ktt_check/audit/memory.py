"""What audits remember: each file's latest answer as soon as it is there, and, run by run, what opened and closed.

A file's answer is written in one transaction, and everything that a run as a whole changes in one more at its end: cut
off anywhere, the next run finds the answers that were there and continues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any, TypeVar
from zlib import compress, decompress

from msgspec import Struct, json, structs
from sqlalchemy import (
    Connection,
    Engine,
    and_,
    create_engine,
    delete,
    event,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ..across.ask import SIGN, Across
from ..across.gathered import Gathered
from ..across.kept import Kept, KeptTask
from ..decisions import Decision
from ..findings import Finding, Unchecked
from .basis import Standing
from .checking import Checked
from .lock import AuditRunningError
from .schema import DECISIONS, FILES, FINDINGS, LISTS, RUNS, SPELLS, UNCHECKED, bring_up

FILE = "audit.sqlite"
_LOCK = 0x6B7474  # any number, the same for every audit of one server
DATABASE_ERRORS = (DBAPIError, ArgumentError, NoSuchModuleError, ModuleNotFoundError)
"""What SQLAlchemy raises where a database cannot be reached, read or written, or has no driver here."""
_MANY = 500  # values in one statement
_AT_ONCE = 64  # workbooks read from the database at once

Row = dict[str, Any]
_V = TypeVar("_V")


AskAcross = Callable[[Gathered, list[tuple[str, str, str]], dict[str, str], list[Row] | None], Across]
"""Asks the rules across units of what was gathered, the findings so far, the digests of the files and, where they are
known, the rows of the list ``copied tasks``.
"""


class Run(Struct, frozen=True):
    """What a run is made with, as results name it."""

    folder: str
    as_of: date
    tool: str
    rules: str
    profile: str | None


class Known(Struct, frozen=True):
    """What is remembered of a file, as far as it decides whether to look at it again."""

    state: str
    sha: str | None
    key: str | None
    standing: Standing | None
    target: str | None


class Closing(Struct, frozen=True):
    """What a run changed: how many findings opened in it that nobody waived, and how many closed.

    ``opened`` are those findings, where they were asked for.
    """

    new: int
    fixed: int
    gone: int
    opened: tuple[Row, ...] = ()


class Ending(Struct, frozen=True):
    """What a run ends with: the files that there are, the codes of the rules of this run, what the registers say.

    What is not found by a rule that was asked is fixed, what could not be asked is gone, and open again as it was when
    it is seen again. ``rests_on`` is a key of everything beside the files that rules across units rest on; ``telling``,
    whether what is new is to be told one by one.
    """

    present: Set[str]
    asked: Set[str]
    decisions: Sequence[Decision]
    rests_on: str
    telling: bool


def engine_of(out: Path, url: str | None) -> Engine:
    """The way to the database; raises SQLAlchemy's errors where the URL is none."""
    address = make_url(url) if url else make_url("sqlite://").set(database=str(out / FILE))
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _careful)
    return engine


class Memory:
    """The database of a folder of results, or the one at a URL; brought up to this version when it is opened."""

    def __init__(self, out: Path, url: str | None = None) -> None:
        self.engine = engine_of(out, url)
        self._holding: Connection | None = None
        try:
            self._hold()
            bring_up(self.engine)
        except BaseException:
            self.close()
            raise

    def _hold(self) -> None:
        """On a server, one audit at a time, wherever its results go; raises AuditRunningError."""
        if self.engine.dialect.name != "postgresql":
            return
        self._holding = self.engine.connect()
        if not self._holding.execute(select(func.pg_try_advisory_lock(_LOCK))).scalar():
            raise AuditRunningError
        self._holding.commit()

    def close(self) -> None:
        """Let everything go."""
        if self._holding is not None:
            self._holding.close()
        self.engine.dispose()

    def begin(self, run: Run) -> int:
        """The number of this run: that of one which was cut off, or a new one."""
        facts = {"folder": run.folder, "as_of": run.as_of, "tool": run.tool, "rules": run.rules, "profile": run.profile}
        with self.engine.begin() as connection:
            cut_off = connection.execute(select(RUNS.c.id).where(RUNS.c.finished.is_(None))).scalar()
            if cut_off is not None:
                connection.execute(update(RUNS).where(RUNS.c.id == cut_off).values(**facts))
                return int(cut_off)
            number = 1 + (connection.execute(select(func.max(RUNS.c.id))).scalar() or 0)
            connection.execute(insert(RUNS).values(id=number, started=_now(), counts="{}", **facts))
            return number

    def known(self) -> dict[str, Known]:
        """Every file that is remembered, by its path."""
        wanted = select(FILES.c.path, FILES.c.state, FILES.c.sha, FILES.c.key, FILES.c.standing, FILES.c.target)
        standings: dict[str | None, Standing | None] = {None: None}
        found = {}
        with self.engine.connect() as connection:
            for path, state, sha, key, standing, target in connection.execute(wanted):
                if standing not in standings:
                    standings[standing] = json.decode(standing, type=Standing)
                found[path] = Known(state, sha, key, standings[standing], target)
        return found

    def remember(self, run: int, answers: Sequence[tuple[Checked, str | None]]) -> None:
        """The answers of some files, each with the key of what it rests on; None: it is looked at again."""
        paths = [one.path for one, _ in answers]
        with self.engine.begin() as connection:
            for table in (FILES, FINDINGS, UNCHECKED):
                connection.execute(delete(table).where(table.c.path.in_(paths)))
            _add(connection, FILES, [_file(run, one, key) for one, key in answers])
            _add(connection, FINDINGS, [_finding(one.path, finding) for one, _ in answers for finding in one.findings])
            _add(connection, UNCHECKED, [_unchecked(one.path, entry) for one, _ in answers for entry in one.unchecked])

    def list_others(self, run: int, paths: Iterable[str]) -> None:
        """Files that are no submissions."""
        listed = list(paths)
        with self.engine.begin() as connection:
            for some in _parts(listed):
                for table in (FILES, FINDINGS, UNCHECKED):
                    connection.execute(delete(table).where(table.c.path.in_(some)))
            _add(connection, FILES, [_file(run, Checked(path), None) | {"state": "other"} for path in listed])

    @contextmanager
    def finishing(self, run: int, ending: Ending, across: AskAcross) -> Iterator[tuple[Connection, Closing, Across]]:
        """End the run: forget files that are gone, and see what opened and what closed; all of it or nothing.

        What is made of it is made inside: cut off before all is written, the whole end is repeated. ``across`` is asked
        of all that is remembered, unless it was asked of just that before.
        """
        with self.engine.begin() as connection:
            paths = connection.execute(select(FILES.c.path))
            absent = [path for (path,) in paths if path not in ending.present]
            for some in _parts(absent):
                for table in (FILES, FINDINGS, UNCHECKED):
                    connection.execute(delete(table).where(table.c.path.in_(some)))
            _put_decisions(connection, run, ending.decisions)
            told, put = _told_across(connection, ending.rests_on, across)
            looked_at = connection.execute(select(func.count()).where(FILES.c.run == run)).scalar_one()
            closing = _close(connection, run, ending) if put or looked_at or absent else Closing(0, 0, 0)
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(finished=_now()))
            yield connection, closing, told


def _told_across(connection: Connection, rests_on: str, across: AskAcross) -> tuple[Across, bool]:
    """What the rules across units say, and whether it is something else than before."""
    files = sha256()
    columns = select(FILES.c.path, FILES.c.sha, FILES.c.key, FILES.c.run).where(FILES.c.state == "checked")
    for path, sha, key, run in connection.execute(columns.order_by(FILES.c.path)):
        files.update(f"{path}\0{sha}\0{key or run}\0".encode("utf-8", "surrogateescape"))
    every = sha256(f"{files.hexdigest()} {rests_on}".encode()).hexdigest()
    known = _kept_list(connection, "across", every, Across)
    if known is not None:
        return known, False
    copied = _kept_list(connection, "copied tasks", files.hexdigest(), list[Row])
    told = across(_gathered(connection), *_found_so_far(connection), copied)
    if copied is None:
        _keep_list(connection, "copied tasks", files.hexdigest(), told.copied)
    told.copied.clear()
    _keep_list(connection, "across", every, told)
    return told, _put_across(connection, told)


def _kept_list(connection: Connection, name: str, key: str, kind: type[_V]) -> _V | None:
    wanted = select(LISTS.c.content).where(LISTS.c.name == name, LISTS.c.key == key)
    content = connection.execute(wanted).scalar()
    return None if content is None else json.decode(decompress(content), type=kind)


def _keep_list(connection: Connection, name: str, key: str, what: object) -> None:
    connection.execute(delete(LISTS).where(LISTS.c.name == name))
    connection.execute(insert(LISTS).values(name=name, key=key, content=compress(json.encode(what), 1)))


def _gathered(connection: Connection) -> Gathered:
    """What rules across units ask of the workbooks, read one by one."""

    def tasks() -> Iterator[tuple[str, list[KeptTask]]]:
        columns = select(FILES.c.path, FILES.c.tasks).where(FILES.c.tasks.is_not(None)).order_by(FILES.c.path)
        for path, content in connection.execute(columns.execution_options(yield_per=_AT_ONCE)):
            yield path, json.decode(decompress(content), type=list[KeptTask])

    gathered = Gathered(tasks)
    packed = select(FILES.c.rows).where(FILES.c.rows.is_not(None)).order_by(FILES.c.path)
    for (rows,) in connection.execute(packed.execution_options(yield_per=_AT_ONCE)):
        gathered.add(json.decode(decompress(rows), type=Kept))
    return gathered


def _found_so_far(connection: Connection) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """The findings by path, code and title, and the digests of the files."""
    wanted = select(FINDINGS.c.path, FINDINGS.c.rule, FINDINGS.c.title).where(FINDINGS.c.across.is_(False)).distinct()
    found = [(intern(row.path), row.rule, intern(row.title)) for row in connection.execute(wanted)]
    contents = select(FILES.c.path, FILES.c.sha).where(FILES.c.sha.is_not(None))
    return found, {row.path: row.sha for row in connection.execute(contents)}


def _put_decisions(connection: Connection, run: int, decisions: Sequence[Decision]) -> None:
    """What is not decided any more, or otherwise, is closed; what is decided now and was not is opened."""
    now = {tuple(row.values()): row for row in map(_decision, decisions)}
    columns = [DECISIONS.c.id, *(DECISIONS.c[name] for row in [*now.values()][:1] for name in row)]
    still = connection.execute(select(*columns).where(DECISIONS.c.closed.is_(None)))
    before = {tuple(row)[1:]: row[0] for row in still}
    for some in _parts([at for told, at in before.items() if told not in now]):
        connection.execute(update(DECISIONS).where(DECISIONS.c.id.in_(some)).values(closed=run))
    _add(connection, DECISIONS, [row | {"opened": run} for told, row in now.items() if told not in before])


def _decision(one: Decision) -> Row:
    return {
        "fingerprint": one.fingerprint, "document": one.document, "rule": one.rule, "severity": one.severity,
        "place": one.place, "message": one.message, "value": one.value, "opinion": one.opinion, "reason": one.reason,
        "decided_by": one.by, "day": one.day, "expiry": one.expiry,
    }  # fmt: skip


def _put_across(connection: Connection, told: Across) -> bool:
    """What was found across units, in place of what was found so before; returns whether it is something else."""
    found = [
        _finding(finding.place.workbook, finding) | {"across": True, "unit": unit} for finding, unit in told.findings
    ]
    unchecked = [_unchecked("", entry) for entry in told.unchecked]
    changed = False
    for table, rows, ours in (
        (FINDINGS, found, FINDINGS.c.across.is_(True)),
        (UNCHECKED, unchecked, UNCHECKED.c.path == ""),
    ):
        before = [row._asdict() for row in connection.execute(select(table).where(ours).order_by(table.c.id))]
        if rows != [{name: value for name, value in row.items() if name != "id"} for row in before]:
            connection.execute(delete(table).where(ours))
            _add(connection, table, rows)
            changed = True
    return changed


_OPEN = ("fingerprint", "rule", "severity", "stage", "unit", "path", "sheet", "cell", "message", "waived_because")


def _close(connection: Connection, run: int, ending: Ending) -> Closing:
    """Hold what is found now against what was open before; the database compares, so that only what differs is read."""
    now, last = _found(), SPELLS.alias("last")
    before = last.c.closed.is_(None) | (last.c.ended == "gone")
    both = now.outerjoin(last, and_(last.c.fingerprint == now.c.fingerprint, before))
    own = [now.c[name] for name in _OPEN]
    differs = or_(last.c.closed.is_not(None), *(last.c[name].is_distinct_from(now.c[name]) for name in _OPEN))
    changed = connection.execute(select(last.c.id, *own).select_from(both).where(last.c.id.is_not(None), differs)).all()
    ended = connection.execute(
        select(last.c.id, last.c.fingerprint, last.c.rule, last.c.closed)
        .select_from(last.outerjoin(now, last.c.fingerprint == now.c.fingerprint))
        .where(before, now.c.fingerprint.is_(None))
    ).all()
    fresh = select(*own, literal(run)).select_from(both).where(last.c.id.is_(None))
    fresh = fresh.order_by(now.c.path, now.c.id)  # as they stand in their workbook
    connection.execute(insert(SPELLS).from_select([*_OPEN, "opened"], fresh))
    for row in changed:
        values = {name: getattr(row, name) for name in _OPEN}
        connection.execute(update(SPELLS).where(SPELLS.c.id == row.id).values(**values, closed=None, ended=None))
    count = {"fixed": 0, "gone": 0}
    sure = _sure_of(connection) if ended else None
    for row in ended:
        how = "fixed" if sure and row.rule in ending.asked and sure(row.fingerprint, row.rule) else "gone"
        if row.closed is None or how == "fixed":
            connection.execute(update(SPELLS).where(SPELLS.c.id == row.id).values(closed=run, ended=how))
            count[how] += 1
    new = (SPELLS.c.opened == run, SPELLS.c.closed.is_(None), SPELLS.c.waived_because.is_(None))
    number = connection.execute(select(func.count()).select_from(SPELLS).where(*new)).scalar_one()
    opened = connection.execute(select(SPELLS).where(*new)).all() if ending.telling else []
    return Closing(number, count["fixed"], count["gone"], tuple(row._asdict() for row in opened))


def _found() -> Any:
    """Every finding of now; of a document that was sent twice each counts once, in the first workbook by path."""
    place = func.row_number().over(
        partition_by=FINDINGS.c.fingerprint, order_by=[FINDINGS.c.path, FINDINGS.c.id.desc()]
    )
    columns = [FINDINGS.c[name] for name in _OPEN if name != "unit"]
    each = (
        select(
            FINDINGS.c.id, *columns, func.coalesce(FINDINGS.c.unit, FILES.c.unit).label("unit"), place.label("place")
        )
        .outerjoin(FILES, FILES.c.path == FINDINGS.c.path)
        .subquery()
    )
    return select(each.c.id, *(each.c[name] for name in _OPEN)).where(each.c.place == 1).subquery("now")


def _sure_of(connection: Connection) -> Any:
    """Whether a finding of a document that is not found now could have been found: it was read, its rule was asked."""
    read = {document for (document,) in connection.execute(select(FILES.c.document).where(FILES.c.state == "checked"))}
    read.add(SIGN)
    wanted = select(FILES.c.document, UNCHECKED.c.rule).outerjoin(FILES, FILES.c.path == UNCHECKED.c.path)
    unasked = {(document or SIGN, rule) for document, rule in connection.execute(wanted)}

    def sure(fingerprint: str, rule: str) -> bool:
        document = fingerprint.partition(".")[0]
        return document in read and (document, rule) not in unasked

    return sure


def _file(run: int, one: Checked, key: str | None) -> Row:
    return {
        "path": one.path,
        "state": "checked" if one.standing is not None else "failed",
        "sha": one.sha,
        "key": key,
        "standing": None if one.standing is None else json.encode(one.standing).decode(),
        "form": None if one.standing is None else one.standing.form,
        "unit": one.unit,
        "province": one.province,
        "name": one.name,
        "document": one.document,
        "higher": json.encode(one.higher).decode(),
        "error": one.error,
        "target": one.target,
        "copied": one.copied,
        "notes": json.encode(one.notes).decode(),
        "rows": None if one.kept is None else compress(json.encode(structs.replace(one.kept, tasks=[])), 1),
        "tasks": None if one.kept is None or not one.kept.tasks else compress(json.encode(one.kept.tasks), 1),
        "run": run,
    }


def _finding(path: str, finding: Finding) -> Row:
    return {
        "path": path,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity,
        "verdict": finding.verdict,
        "stage": finding.stage,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "key": finding.key,
        "title": finding.title,
        "message": finding.message,
        "value": finding.value,
        "expected": finding.expected,
        "difference": finding.difference,
        "basis": finding.basis,
        "fix": finding.fix,
        "related": json.encode(finding.related).decode(),
        "across": False,
        "unit": None,
        "waived_because": finding.waived_because,
    }


def _unchecked(path: str, entry: Unchecked) -> Row:
    return {
        "path": path, "rule": entry.rule, "sheet": entry.sheet, "cell": entry.cell, "reason": entry.reason,
        "blocks": entry.blocks,
    }  # fmt: skip


def _add(connection: Connection, table: Any, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _parts(values: Sequence[_V]) -> Iterable[Sequence[_V]]:
    return (values[at : at + _MANY] for at in range(0, len(values), _MANY))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _careful(connection: Any, _: object) -> None:
    """Everything is on the disk when a transaction ends, and a reader waits for a writer."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
