"""A month of nightly audits: files arrive, are corrected, spoilt, withdrawn and come back; the history is right."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path

from audits import WEAKER, Province, province

from journey_runner import run

FIRST = date(2026, 10, 1)
NIGHTS = 28
UNITS = ("Nam Đàn", "Đô Lương", "Yên Thành")
CHANGES = {  # what may become of a unit's submission overnight, and how often
    "absent": ("absent", "absent", "faulty", "faulty", "clean"),
    "faulty": ("faulty", "faulty", "faulty", "clean", "broken", "absent"),
    "clean": ("clean", "clean", "clean", "faulty", "broken"),
    "broken": ("broken", "faulty", "clean"),
}

Spell = tuple[str, str, str, str]
"""A unit's finding: first seen, closed and ended ("" while open)."""


def put(made: Province, number: int, state: str) -> None:
    """The unit's submission as it is tonight."""
    unit, path = UNITS[number], made.inbox / f"huyen-{number}" / "ke-hoach.xlsx"
    path.unlink(missing_ok=True)
    if state == "broken":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"PK\x03\x04 half")
    elif state != "absent":
        changes = WEAKER if state == "faulty" else ()
        made.plan(
            f"huyen-{number}/ke-hoach.xlsx",
            100 + number,
            ("| UBND huyện Nam Đàn |", f"| UBND huyện {unit} |"),
            *changes,
        )


def lived_through(states: list[str]) -> list[tuple[date, date | None, str]]:
    """What the history of one unit's finding must be, told without the tool: what is mended is fixed, what cannot be
    seen is gone, and the same when it is seen again.
    """
    spells: list[tuple[date, date | None, str]] = []
    for night, state in enumerate(states):
        day = FIRST + timedelta(night)
        known = spells and spells[-1][2] != "fixed"
        if state == "faulty":
            spells[-1:] = [(spells[-1][0], None, "")] if known else [*spells[-1:], (day, None, "")]
        elif known and state == "clean":
            spells[-1] = (spells[-1][0], day, "fixed")
        elif known and spells[-1][2] == "":
            spells[-1] = (spells[-1][0], day, "gone")
    return spells


def test_a_month_of_nights_ends_with_a_history_that_is_right(tmp_path: Path) -> None:
    """Every finding opens, closes and ends on the nights on which it did, whatever happened in between."""
    made, chance = province(tmp_path), random.Random(28)
    states = {number: ["absent"] for number in range(len(UNITS))}
    for night in range(NIGHTS):
        for number, past in states.items():
            if night:
                past.append(chance.choice(CHANGES[past[-1]]))
            if not night or past[-1] != past[-2]:
                put(made, number, past[-1])
        command = made.command("--jobs", "1", "--quiet")
        command[command.index("--as-of") + 1] = (FIRST + timedelta(night)).isoformat()
        assert run(*command).status == 0
    assert run("history", "--out", str(made.out), "-o", str(tmp_path / "x.csv")).status == 0
    rows = csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig")))
    found = sorted((row["unit"], row["first_seen"], row["closed"], row["ended"]) for row in rows)
    wanted: list[Spell] = [
        (f"UBND huyện {UNITS[number]}", opened.isoformat(), closed.isoformat() if closed else "", ended)
        for number, past in states.items()
        for opened, closed, ended in lived_through(past)
    ]
    assert found == sorted(wanted)
    assert {ended for _, _, _, ended in wanted} >= {"fixed", ""}
    assert len(wanted) >= len(UNITS) + 2
