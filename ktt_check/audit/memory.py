"""What audits remember: each file's latest answer as soon as it is there, and, run by run, what opened and closed.

A file's answer is written in one transaction, and everything that a run as a whole changes in one more at its end: cut
off anywhere, the next run finds the answers that were there and continues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from msgspec import Struct, json
from sqlalchemy import Connection, Engine, create_engine, delete, event, func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ..across.ask import SIGN, Across
from ..across.kept import Kept
from ..findings import Finding, Unchecked
from .basis import Standing
from .checking import Checked
from .lock import AuditRunningError
from .schema import FILES, FINDINGS, RUNS, SPELLS, UNCHECKED, bring_up

FILE = "audit.sqlite"
_LOCK = 0x6B7474  # any number, the same for every audit of one server
DATABASE_ERRORS = (DBAPIError, ArgumentError, NoSuchModuleError, ModuleNotFoundError)
"""What SQLAlchemy raises where a database cannot be reached, read or written, or has no driver here."""
_MANY = 500  # values in one statement

Row = dict[str, Any]


AskAcross = Callable[[list[Kept], list[tuple[str, str, str]], dict[str, str]], Across]
"""Asks the rules across units of what was kept, the findings so far and the digests of the files."""


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
    """What a run changed: the findings that opened in it, and how many closed."""

    opened: tuple[Row, ...]
    fixed: int
    gone: int


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
    def finishing(
        self, run: int, present: Set[str], asked: Set[str], across: AskAcross
    ) -> Iterator[tuple[Connection, Closing, Across]]:
        """End the run: forget files that are gone, and see what opened and what closed; all of it or nothing.

        What is made of it is made inside: cut off before all is written, the whole end is repeated. ``asked`` are the
        codes of the rules of this run: what is not found by a rule that was asked is fixed, what could not be asked
        is gone, and open again as it was when it is seen again. ``across`` is asked of all that is remembered.
        """
        with self.engine.begin() as connection:
            absent = [path for (path,) in connection.execute(select(FILES.c.path)) if path not in present]
            for some in _parts(absent):
                for table in (FILES, FINDINGS, UNCHECKED):
                    connection.execute(delete(table).where(table.c.path.in_(some)))
            told = across(*_given(connection))
            put = _put_across(connection, told)
            looked_at = connection.execute(select(func.count()).where(FILES.c.run == run)).scalar_one()
            closing = _close(connection, run, asked) if put or looked_at or absent else Closing((), 0, 0)
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(finished=_now()))
            yield connection, closing, told


def _given(connection: Connection) -> tuple[list[Kept], list[tuple[str, str, str]], dict[str, str]]:
    """What rules across units ask about: what was kept, the findings so far, the digests of the files."""
    packed = connection.execute(select(FILES.c.rows).where(FILES.c.rows.is_not(None)).order_by(FILES.c.path))
    kept = [json.decode(decompress(rows), type=Kept) for (rows,) in packed]
    wanted = select(FINDINGS.c.path, FINDINGS.c.rule, FINDINGS.c.title).where(FINDINGS.c.across.is_(False)).distinct()
    found = [(row.path, row.rule, row.title) for row in connection.execute(wanted)]
    contents = select(FILES.c.path, FILES.c.sha).where(FILES.c.sha.is_not(None))
    return kept, found, {row.path: row.sha for row in connection.execute(contents)}


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


def _close(connection: Connection, run: int, asked: Set[str]) -> Closing:
    """Hold what is found now against what was open before."""
    now = _found(connection)
    last = select(SPELLS).where(SPELLS.c.closed.is_(None) | (SPELLS.c.ended == "gone"))
    before = {row.fingerprint: row._asdict() for row in connection.execute(last)}
    sure = _sure_of(connection)
    opened = [row | {"opened": run} for fingerprint, row in now.items() if fingerprint not in before]
    _add(connection, SPELLS, opened)
    ended = {"fixed": 0, "gone": 0}
    for fingerprint, spell in before.items():
        row = now.get(fingerprint)
        its_own = update(SPELLS).where(SPELLS.c.id == spell["id"])
        if row is not None:
            if spell["closed"] is not None or any(spell[name] != value for name, value in row.items()):
                connection.execute(its_own.values(**row, closed=None, ended=None))
            continue
        how = "fixed" if spell["rule"] in asked and sure(fingerprint, spell["rule"]) else "gone"
        if spell["closed"] is None or how == "fixed":
            connection.execute(its_own.values(closed=run, ended=how))
            ended[how] += 1
    return Closing(tuple(opened), ended["fixed"], ended["gone"])


def _found(connection: Connection) -> dict[str, Row]:
    """Every finding of now, by fingerprint; of a document that was sent twice each counts once."""
    wanted = select(
        FINDINGS.c.fingerprint, FINDINGS.c.rule, FINDINGS.c.severity, FINDINGS.c.stage,
        func.coalesce(FINDINGS.c.unit, FILES.c.unit).label("unit"), FINDINGS.c.path,
        FINDINGS.c.sheet, FINDINGS.c.cell, FINDINGS.c.message,
    ).outerjoin(FILES, FILES.c.path == FINDINGS.c.path).order_by(FINDINGS.c.path.desc(), FINDINGS.c.id)  # fmt: skip
    return {row.fingerprint: row._asdict() for row in connection.execute(wanted)}


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
        "rows": None if one.kept is None else compress(json.encode(one.kept), 1),
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
    }


def _unchecked(path: str, entry: Unchecked) -> Row:
    return {
        "path": path, "rule": entry.rule, "sheet": entry.sheet, "cell": entry.cell, "reason": entry.reason,
        "blocks": entry.blocks,
    }  # fmt: skip


def _add(connection: Connection, table: Any, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _MANY] for at in range(0, len(values), _MANY))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _careful(connection: Any, _: object) -> None:
    """Everything is on the disk when a transaction ends, and a reader waits for a writer."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
