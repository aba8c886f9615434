"""Where the submissions stand at the end of a run, in numbers; as JSON for whoever watches over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, json
from sqlalchemy import Connection, func, select, update

from ..findings import SEVERITIES
from ..whole_files import written_whole
from .closing import Closing, Count
from .records import Row
from .schema import FILES, RUNS, UNCHECKED

FILE = "audit.json"


class Failed(Struct, frozen=True):
    """A workbook that could not be checked, or whose result could not be written, and why."""

    workbook: str
    error: str


class Summary(Struct, frozen=True):
    """A finished run. ``counts``: files by what became of them, what was found in all of them, what changed; what a
    reviewer waived is counted apart.

    ``counting`` are findings by severity that count against a submission: those of rules in trial do not.
    """

    version: int
    run: int
    folder: str
    as_of: date
    started: datetime
    finished: datetime
    tool: str
    rules: str
    profile: str | None
    counts: Mapping[str, int]
    counting: Mapping[str, int]
    blocked: int  # workbooks that have no higher level at hand, or of which a rule could not be asked
    failed: tuple[Failed, ...]
    duplicates: tuple[tuple[str, ...], ...]  # workbooks of one content


def summarise(connection: Connection, run: int, closing: Closing, found: Sequence[Count]) -> Summary:
    """The numbers of a run at its end; ``found`` are all findings, counted."""
    facts = connection.execute(select(RUNS).where(RUNS.c.id == run)).one()
    files = connection.execute(
        select(FILES.c.path, FILES.c.state, FILES.c.error, FILES.c.run, FILES.c.sha).order_by(FILES.c.path)
    ).all()
    sent = [file for file in files if file.state != "other"]
    same: dict[str, list[str]] = {}
    for file in sent:
        if file.sha is not None:
            same.setdefault(file.sha, []).append(file.path)
    of: Counter[tuple[str, str, bool]] = Counter()
    for _, _, severity, stage, waived, number in found:
        of[severity, stage, waived] += number
    counts: dict[str, int] = {
        "workbooks": len(sent),
        "checked": sum(file.state == "checked" for file in sent),
        "failed": sum(file.state == "failed" for file in sent),
        "others": len(files) - len(sent),
        "looked_at": sum(file.run == run for file in sent),
        "unchanged": sum(file.run != run for file in sent),
        **{severity: sum(n for (its, _, waived), n in of.items() if its == severity and not waived)
           for severity in SEVERITIES},
        "waived": sum(n for (*_, waived), n in of.items() if waived),
        "unchecked": connection.execute(select(func.count()).select_from(UNCHECKED)).scalar_one(),
        "new": closing.new,
        "fixed": closing.fixed,
        "gone": closing.gone,
    }  # fmt: skip
    connection.execute(update(RUNS).where(RUNS.c.id == run).values(counts=json.encode(counts).decode()))
    blocked = select(func.count(UNCHECKED.c.path.distinct())).where(UNCHECKED.c.blocks)
    return Summary(
        version=1,
        run=run,
        folder=facts.folder,
        as_of=facts.as_of,
        started=facts.started,
        finished=facts.finished,
        tool=facts.tool,
        rules=facts.rules,
        profile=facts.profile,
        counts=counts,
        counting={severity: n for severity in SEVERITIES if (n := of[severity, "active", False])},
        blocked=connection.execute(blocked).scalar_one(),
        failed=tuple(Failed(file.path, file.error) for file in sent if file.error is not None),
        duplicates=tuple(tuple(paths) for paths in same.values() if len(paths) > 1),
    )


def write(out: Path, summary: Summary) -> None:
    """Put the summary into the folder of results, whole or not at all; raises OSError."""
    put(out / FILE, json.format(json.encode(summary), indent=2) + b"\n")


def put(target: Path, content: bytes) -> None:
    """A file that appears whole or not at all; raises OSError."""
    with written_whole(target) as out:
        out.write(content)


def opened_by_workbook(closing: Closing) -> dict[str, list[Row]]:
    """What is new, workbook by workbook."""
    found: dict[str, list[Row]] = {}
    for row in sorted(closing.opened, key=lambda row: (row["path"], row["rule"], row["message"])):
        found.setdefault(row["path"], []).append(row)
    return found
