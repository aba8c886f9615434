"""What audits remember: each file's latest answer as soon as it is there, and, run by run, what opened and closed.

A file's answer is written in one transaction, and everything that a run as a whole changes in one more at its end: cut
off anywhere, the next run finds the answers that were there and continues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, json
from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ..across.ask import Across
from .basis import Standing
from .checking import Checked
from .closing import AskAcross, Closing, Count, Ending, count_found, put_decisions, settle, told_across
from .lock import AuditRunningError
from .records import add, file_row, finding_row, parts, unchecked_row
from .schema import FILES, FINDINGS, RUNS, UNCHECKED, bring_up

FILE = "audit.sqlite"
_LOCK = 0x6B7474  # any number, the same for every audit of one server
DATABASE_ERRORS = (DBAPIError, ArgumentError, NoSuchModuleError, ModuleNotFoundError)
"""What SQLAlchemy raises where a database cannot be reached, read or written, or has no driver here."""


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
            for path, state, sha, key, standing, target in connection.execute(wanted).all():  # at once, as it is kept
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
            add(connection, FILES, [file_row(run, one, key) for one, key in answers])
            add(
                connection, FINDINGS, [finding_row(one.path, finding) for one, _ in answers for finding in one.findings]
            )
            add(
                connection, UNCHECKED, [unchecked_row(one.path, entry) for one, _ in answers for entry in one.unchecked]
            )

    def list_others(self, run: int, paths: Iterable[str]) -> None:
        """Files that are no submissions."""
        listed = list(paths)
        with self.engine.begin() as connection:
            for some in parts(listed):
                for table in (FILES, FINDINGS, UNCHECKED):
                    connection.execute(delete(table).where(table.c.path.in_(some)))
            add(connection, FILES, [file_row(run, Checked(path), None) | {"state": "other"} for path in listed])

    @contextmanager
    def finishing(
        self, run: int, ending: Ending, across: AskAcross
    ) -> Iterator[tuple[Connection, Closing, Across, list[Count]]]:
        """End the run: forget files that are gone, and see what opened and what closed; all of it or nothing.

        What is made of it is made inside: cut off before all is written, the whole end is repeated. ``across`` is asked
        of all that is remembered, unless it was asked of just that before.
        """
        with self.engine.begin() as connection:
            paths = connection.execute(select(FILES.c.path))
            absent = [path for (path,) in paths if path not in ending.present]
            for some in parts(absent):
                for table in (FILES, FINDINGS, UNCHECKED):
                    connection.execute(delete(table).where(table.c.path.in_(some)))
            put_decisions(connection, run, ending.decisions)
            told, put, key = told_across(connection, ending.rests_on, across)
            looked_at = connection.execute(select(func.count()).where(FILES.c.run == run)).scalar_one()
            closing = settle(connection, run, ending) if put or looked_at or absent else Closing(0, 0, 0)
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(finished=_now()))
            yield connection, closing, told, count_found(connection, key)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _careful(connection: Any, _: object) -> None:
    """Everything is on the disk when a transaction ends, and a reader waits for a writer."""
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
