"""What a run as a whole changes at its end: what opened and closed, what shows across units, decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from hashlib import sha256
from sys import intern
from typing import Any, TypeVar
from zlib import compress, decompress

from msgspec import Struct, json
from sqlalchemy import Connection, and_, delete, func, insert, literal, or_, select, update

from ..across.ask import SIGN, Across
from ..across.gathered import Gathered
from ..across.kept import Kept, KeptTask
from ..decisions import Decision
from .records import Row, add, decision_row, finding_row, parts, unchecked_row
from .schema import DECISIONS, FILES, FINDINGS, LISTS, SPELLS, UNCHECKED

_AT_ONCE = 64  # workbooks read from the database at once …
_COUNTS_AT_ONCE = 1_000  # … and counts of findings
_V = TypeVar("_V")

AskAcross = Callable[[Gathered, list[tuple[str, str, str]], dict[str, str], list[Row] | None], Across]
"""Asks the rules across units of what was gathered, the findings so far, the digests of the files and, where they are
known, the rows of the list ``copied tasks``.
"""


Count = tuple[str, str, str, str, bool, int]
"""Path, rule, severity, the rule's stage, whether they were waived, and how many such findings there are."""


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


def told_across(connection: Connection, rests_on: str, across: AskAcross) -> tuple[Across, bool, str]:
    """What the rules across units say, whether it is something else than before, and a key of all that is found."""
    files = sha256()
    columns = select(FILES.c.path, FILES.c.sha, FILES.c.key, FILES.c.run).where(FILES.c.state == "checked")
    for path, sha, key, run in connection.execute(columns.order_by(FILES.c.path)).all():
        files.update(f"{path}\0{sha}\0{key or run}\0".encode("utf-8", "surrogateescape"))
    every = sha256(f"{files.hexdigest()} {rests_on}".encode()).hexdigest()
    known = _kept_list(connection, "across", every, Across)
    if known is not None:
        return known, False, every
    copied = _kept_list(connection, "copied tasks", files.hexdigest(), list[Row])
    told = across(_gathered(connection), *_found_so_far(connection), copied)
    if copied is None:
        _keep_list(connection, "copied tasks", files.hexdigest(), told.copied)
    told.copied.clear()
    _keep_list(connection, "across", every, told)
    return told, _put_across(connection, told), every


def count_found(connection: Connection, key: str) -> list[Count]:
    """How many findings there are of each kind; ``key`` is of all that is found."""
    known = _kept_list(connection, "counts", key, list[Count])
    if known is not None:
        return list(map(_slim, known))
    columns = FINDINGS.c
    of = (columns.path, columns.rule, columns.severity, columns.stage, columns.waived_because.is_not(None))
    found = connection.execute(select(*of, func.count()).group_by(*of).order_by(*of))
    counts = [_slim(tuple(row)) for some in found.partitions(_COUNTS_AT_ONCE) for row in some]
    _keep_list(connection, "counts", key, counts)
    return counts


def _slim(count: Count) -> Count:
    """With words that many have in common held once."""
    path, rule, severity, stage, waived, number = count
    return intern(path), intern(rule), intern(severity), intern(stage), bool(waived), number


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
    found = [(intern(row.path), intern(row.rule), intern(row.title)) for row in connection.execute(wanted)]
    contents = select(FILES.c.path, FILES.c.sha).where(FILES.c.sha.is_not(None))
    return found, {row.path: row.sha for row in connection.execute(contents)}


def put_decisions(connection: Connection, run: int, decisions: Sequence[Decision]) -> None:
    """What is not decided any more, or otherwise, is closed; what is decided now and was not is opened."""
    now = {tuple(row.values()): row for row in map(decision_row, decisions)}
    columns = [DECISIONS.c.id, *(DECISIONS.c[name] for row in [*now.values()][:1] for name in row)]
    still = connection.execute(select(*columns).where(DECISIONS.c.closed.is_(None)))
    before = {tuple(row)[1:]: row[0] for row in still}
    for some in parts([at for told, at in before.items() if told not in now]):
        connection.execute(update(DECISIONS).where(DECISIONS.c.id.in_(some)).values(closed=run))
    add(connection, DECISIONS, [row | {"opened": run} for told, row in now.items() if told not in before])


def _put_across(connection: Connection, told: Across) -> bool:
    """What was found across units, in place of what was found so before; returns whether it is something else."""
    found = [
        finding_row(finding.place.workbook, finding) | {"across": True, "unit": unit} for finding, unit in told.findings
    ]
    unchecked = [unchecked_row("", entry) for entry in told.unchecked]
    changed = False
    for table, rows, ours in (
        (FINDINGS, found, FINDINGS.c.across.is_(True)),
        (UNCHECKED, unchecked, UNCHECKED.c.path == ""),
    ):
        before = [row._asdict() for row in connection.execute(select(table).where(ours).order_by(table.c.id))]
        if rows != [{name: value for name, value in row.items() if name != "id"} for row in before]:
            connection.execute(delete(table).where(ours))
            add(connection, table, rows)
            changed = True
    return changed


_OPEN = ("fingerprint", "rule", "severity", "stage", "unit", "path", "sheet", "cell", "message", "waived_because")


def settle(connection: Connection, run: int, ending: Ending) -> Closing:
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
