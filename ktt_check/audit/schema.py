"""The tables in which audits remember, and the steps by which a database of an earlier version comes up to this one.

SQLite in the folder of results, or PostgreSQL by URL. A step is never changed once it was released: later ones are
added behind it, each in a transaction with the number it leads to.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    text,
    update,
)

METADATA = MetaData()

VERSION = Table("ktt_schema", METADATA, Column("version", Integer, nullable=False))

RUNS = Table(
    "ktt_runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("started", DateTime(timezone=True), nullable=False),
    Column("finished", DateTime(timezone=True)),  # empty: it is at work, or was cut off and will be continued
    Column("tool", String(40), nullable=False),
    Column("rules", String(40), nullable=False),
    Column("profile", Text),
    Column("counts", Text, nullable=False, default="{}"),
)

FILES = Table(
    "ktt_files",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("state", String(10), nullable=False),  # checked | failed | other
    Column("sha", String(64)),
    Column("key", String(64)),  # what the answer rests on (basis.py); empty: to be looked at again
    Column("standing", Text),
    Column("form", String(20)),
    Column("unit", Text),
    Column("province", Text),
    Column("name", Text),
    Column("document", String(12)),
    Column("higher", Text),
    Column("error", Text),
    Column("target", Text),
    Column("copied", Text),
    Column("notes", Text),
    Column("rows", LargeBinary),  # what rules across units ask of it, packed (across/kept.py)
    Column("tasks", LargeBinary),  # its tasks, likewise
    Column("run", Integer, nullable=False),  # in which it was last looked at
)

_ANSWER = (
    ("id", BigInteger().with_variant(Integer, "sqlite"), {"primary_key": True, "autoincrement": True}),
    ("path", Text, {"nullable": False, "index": True}),
)

FINDINGS = Table(
    "ktt_findings",
    METADATA,
    *(Column(name, kind, **more) for name, kind, more in _ANSWER),  # type: ignore[arg-type]
    Column("fingerprint", String(40), nullable=False),
    Column("rule", String(10), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("verdict", String(14), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("sheet", Text),
    Column("cell", String(20)),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("value", Text),
    Column("expected", Text),
    Column("difference", Text),
    Column("basis", Text, nullable=False),
    Column("fix", Text, nullable=False),
    Column("related", Text, nullable=False),
    Column("across", Boolean, nullable=False),  # whether it was found across units, of all workbooks together
    Column("unit", Text),  # whose it is, where it is across units
    Column("waived_because", Text),  # the reviewer's reason, of one that counts no longer
)

UNCHECKED = Table(
    "ktt_unchecked",
    METADATA,
    *(Column(name, kind, **more) for name, kind, more in _ANSWER),  # type: ignore[arg-type]
    Column("rule", String(10)),
    Column("sheet", Text),
    Column("cell", String(20)),
    Column("reason", Text, nullable=False),
    Column("blocks", Boolean, nullable=False),
)

SPELLS = Table(
    "ktt_spells",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("fingerprint", String(40), nullable=False),
    Column("rule", String(10), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("stage", String(10), nullable=False),
    Column("unit", Text),
    Column("path", Text, nullable=False),
    Column("sheet", Text),
    Column("cell", String(20)),
    Column("message", Text, nullable=False),
    Column("opened", Integer, nullable=False),  # the run that first saw it
    Column("closed", Integer),  # the run that first did not
    Column("ended", String(10)),  # fixed: it was asked and is not there | gone: it could not be asked
    Column("waived_because", Text),  # the reviewer's reason, while it counts no longer
)
Index("ktt_spells_open", SPELLS.c.closed)
Index("ktt_spells_fingerprint", SPELLS.c.fingerprint)

DECISIONS = Table(
    "ktt_decisions",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("fingerprint", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("place", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("value", Text),
    Column("opinion", String(10), nullable=False),  # mend | accept
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("day", Date),
    Column("expiry", Date),
    Column("opened", Integer, nullable=False),  # the run that first read it in a register
    Column("closed", Integer),  # the run that first did not: it was taken back or decided anew
)


LISTS = Table(
    "ktt_lists",
    METADATA,
    Column("name", String(20), primary_key=True),
    Column("key", String(64), nullable=False),  # what it was made of
    Column("content", LargeBinary, nullable=False),
)
"""What takes long to make of all workbooks together, kept for nights in which nothing of it changed."""


def _decisions(connection: Connection) -> None:
    for table in ("ktt_findings", "ktt_spells"):
        connection.execute(text(f"ALTER TABLE {table} ADD COLUMN waived_because TEXT"))
    number = BigInteger().with_variant(Integer, "sqlite")
    names = ("fingerprint", "document", "rule", "place", "message", "reason", "decided_by")
    Table(
        "ktt_decisions", MetaData(), Column("id", number, primary_key=True, autoincrement=True),
        *(Column(name, Text, nullable=False) for name in names),
        *(Column(name, String(10), nullable=False) for name in ("severity", "opinion")),
        Column("value", Text), Column("day", Date), Column("expiry", Date),
        Column("opened", Integer, nullable=False), Column("closed", Integer),
    ).create(connection)  # fmt: skip
    Table(
        "ktt_lists", MetaData(), Column("name", String(20), primary_key=True),
        Column("key", String(64), nullable=False), Column("content", LargeBinary, nullable=False),
    ).create(connection)  # fmt: skip
    binary = LargeBinary().compile(connection.dialect)
    connection.execute(text(f"ALTER TABLE ktt_files ADD COLUMN tasks {binary}"))


STEPS: tuple[Callable[[Connection], None], ...] = (_decisions,)
"""What turns a database of version 1 into one of version 2, and so on; a new one is made as the tables above are."""


class NewerSchemaError(Exception):
    """The database was written by a later version of the tool."""


def bring_up(engine: Engine, steps: tuple[Callable[[Connection], None], ...] = STEPS) -> int:
    """Make the tables, or take every step that the database has not taken yet; returns its version.

    Raises NewerSchemaError, and leaves such a database alone.
    """
    newest = 1 + len(steps)
    with engine.begin() as connection:
        VERSION.create(connection, checkfirst=True)
        version = connection.execute(select(VERSION.c.version)).scalar()
        if version is None:
            METADATA.create_all(connection)
            connection.execute(insert(VERSION).values(version=newest))
            return newest
    if version > newest:
        raise NewerSchemaError
    for number in range(version + 1, newest + 1):
        with engine.begin() as connection:
            steps[number - 2](connection)
            connection.execute(update(VERSION).values(version=number))
    return newest
