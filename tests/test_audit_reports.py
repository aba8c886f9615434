"""Reports among the submissions: each is set against the unit's earlier ones, and again when those change."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from audits import Province
from test_reports import BC13, NO_BASELINE, NO_EARLIER, RESTATED, write

from journey_runner import run, run_check


@pytest.fixture
def made(tmp_path: Path) -> Province:
    """A province whose programmes are the plan and what it carries out, and a report that restates a figure."""
    write(tmp_path / "chuong-trinh" / "plan.xlsx", "plan")
    write(tmp_path / "chuong-trinh" / "programme.xlsx", "programme")
    write(tmp_path / "nop" / "2024" / "nam-dan.xlsx", "report", RESTATED)
    return Province(tmp_path)


def told(made: Province) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The findings and what is unchecked, of all workbooks."""
    with closing(sqlite3.connect(made.out / "audit.sqlite")) as database:
        found = database.execute("select rule, sheet || '!' || cell, message from ktt_findings where not across")
        return found.fetchall(), database.execute("select rule, reason from ktt_unchecked order by rule").fetchall()


def test_a_report_is_set_against_the_earlier_one_wherever_that_lies(made: Province) -> None:
    """In the same night, and when it comes later or is corrected; the first report is not looked at again for it."""
    made.audit()
    assert told(made) == ([], [NO_BASELINE, NO_EARLIER])
    earlier = made.inbox / "2023" / "nam-dan.xlsx"
    write(earlier, "report-before")
    made.audit()
    assert (made.counts("looked_at", "new"), told(made)) == ((2, 1), ([BC13], [NO_BASELINE]))
    made.audit()
    assert made.counts("looked_at", "new") == (0, 0)
    write(earlier, "report-before", ("| 2 | | 2 | 2 | 100 |", "| 2 | | 3 | 3 | 150 |"))
    made.audit()
    assert (made.counts("looked_at", "fixed"), told(made)) == ((2, 1), ([], [NO_BASELINE]))
    earlier.unlink()
    made.audit()
    assert (made.counts("looked_at"), told(made)) == ((1,), ([], [NO_BASELINE, NO_EARLIER]))


def test_both_in_one_night_give_what_they_give_in_two(made: Province) -> None:
    """Whichever is read first."""
    write(made.inbox / "2023" / "nam-dan.xlsx", "report-before")
    made.audit()
    assert told(made) == ([BC13], [NO_BASELINE])
    assert made.counts("looked_at") == (2,)


def test_an_earlier_report_or_a_plan_among_the_programmes_counts_too(made: Province) -> None:
    """What a report rests on there is part of what decides whether it is checked again."""
    made.audit()
    write(made.home / "chuong-trinh" / "2023.xlsx", "report-before")
    made.audit()
    assert (made.counts("looked_at"), told(made)) == ((1,), ([BC13], []))
    write(made.inbox / "x.xlsx", "report", ("| 88/KH-UBND |", "| |"))
    made.audit()
    write(made.home / "chuong-trinh" / "khac.xlsx", "plan", ("| 88/KH-UBND |", "| |"))
    made.audit()
    assert made.counts("looked_at") == (1,)


def test_another_day_changes_nothing_that_check_would_not_say_that_day(made: Province) -> None:
    """Reports are judged on their own dates: nothing is asked again, and the answers are those of ``check``."""
    made.audit()
    found = told(made)[0]
    later = made.command("--jobs", "1")
    later[later.index("--as-of") + 1] = "2027-11-21"
    assert run(*later).status == 0
    assert made.counts("looked_at") == (0,)
    report = made.inbox / "2024" / "nam-dan.xlsx"
    programmes = "--programmes", str(made.home / "chuong-trinh")
    day = "--as-of", "2027-11-21"
    outcome = run_check(str(report), *programmes, *day, "--no-annotate", "--format", "json")
    (result,) = json.loads(outcome.stdout)["results"]
    assert [(one["rule"], f"{one['sheet']}!{one['cell']}", one["message"]) for one in result["findings"]] == found
