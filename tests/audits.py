"""A province's folder of submissions to audit, the audit as a process of its own, and what it leaves to compare."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from journey_runner import Run, run, write_plan, write_programme

WEAKER = ("| trên | 65 |", "| từ | 55 |"), ("| từ | 40 |", "| từ | 30 |")
EASY = ("| khoảng | 300 |", "| khoảng | 10 |")
WARNED = (("| Phòng Nội vụ |", "| |"),)


@dataclass(frozen=True)
class Province:
    """A folder of submissions, one of programmes, and where the results go."""

    home: Path

    @property
    def inbox(self) -> Path:
        return self.home / "nop"

    @property
    def out(self) -> Path:
        return self.home / "kiem-tra"

    def command(self, *options: str) -> list[str]:
        """The arguments of an audit of it, as of one day."""
        programmes = "--programmes", str(self.home / "chuong-trinh")
        return ["audit", str(self.inbox), *programmes, "--out", str(self.out), "--as-of", "2026-11-21", *options]

    def audit(self, *options: str) -> Run:
        """An audit to its end, in this process."""
        return run(*self.command("--jobs", "2", *options))

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        """An audit as a process of its own, to be disturbed."""
        command = [sys.executable, "-m", "ktt_check", *self.command("--jobs", "2", *options)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def summary(self) -> dict[str, Any]:
        """What ``audit.json`` says, without the times."""
        told: dict[str, Any] = json.loads((self.out / "audit.json").read_text(encoding="utf-8"))
        del told["started"], told["finished"]
        return told

    def counts(self, *names: str) -> tuple[int, ...]:
        """Some numbers of ``audit.json``."""
        return tuple(self.summary()["counts"][name] for name in names)

    def plan(self, name: str, number: int, *changes: tuple[str, str]) -> Path:
        """A clean plan of that number, with changes, as a submission."""
        return write_plan(self.inbox / name, ("88/KH-UBND", f"{number}/KH-UBND"), *changes)

    def ended(self) -> bool:
        """Whether the database knows the end of an audit; a copy is asked, so that the next run finds what was left."""
        with TemporaryDirectory() as aside:
            for file in self.out.glob("audit.sqlite*"):
                shutil.copy(file, aside)
            with closing(sqlite3.connect(Path(aside, "audit.sqlite"))) as database:
                if not database.execute("select 1 from sqlite_master where name = 'ktt_runs'").fetchone():
                    return False
                return bool(database.execute("select 1 from ktt_runs where finished is not null").fetchone())

    def left(self) -> dict[str, Any]:
        """Everything that an audit leaves behind, without times and database numbers: rows, summary, copies."""
        found: dict[str, Any] = {"summary": self.summary()}
        with closing(sqlite3.connect(self.out / "audit.sqlite")) as database:
            for table in ("runs", "files", "findings", "unchecked", "spells"):
                columns = [row[1] for row in database.execute(f"pragma table_info(ktt_{table})")]
                wanted = ", ".join(name for name in columns if name not in ("id", "started", "finished"))
                found[table] = sorted(map(repr, database.execute(f"select {wanted} from ktt_{table}")))
        found["copies"] = {path.relative_to(self.out).as_posix(): parts(path) for path in copies(self.out)}
        return found


def copies(out: Path) -> list[Path]:
    """The annotated workbooks."""
    return sorted(path for path in out.rglob("*") if ".ket-qua" in path.name)


def parts(path: Path) -> dict[str, bytes]:
    """The parts of an annotated workbook; being whole, it can be opened."""
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        return {name: book.read(name) for name in book.namelist() if not name.startswith("docProps/")}


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def province(home: Path, plans: int = 0) -> Province:
    """A programme, whose total any plan reaches, and so many plans in nested folders, every other one with an error."""
    write_programme(home / "chuong-trinh" / "15-CTr-TU.xlsx", EASY)
    made = Province(home)
    made.inbox.mkdir(exist_ok=True)
    for number in range(plans):
        changes = WEAKER if number % 2 else ()
        made.plan(f"huyen {number % 4}/xa/ke-hoach-{number}.xlsx", 100 + number, *changes)
    return made


def alive(process: int) -> bool:
    """Whether a process still runs."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
