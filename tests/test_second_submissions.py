"""Second submissions of shipped plans: what is told of each since the first is what was accepted, line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ktt_check.forms import PLAN
from ktt_check.markdown import parse, write_workbook
from ktt_check.resources import workbooks_folder

from journey_runner import accepted, run

SOURCES = sorted((workbooks_folder() / "second-submissions").glob("*.md"))
NAMES = [source.stem for source in SOURCES]


def first_of(source: Path) -> Path:
    """The plan as it came the first time: ``cam-ranh-2023.xlsx`` of ``cam-ranh-2023-lan-2.md``."""
    return workbooks_folder() / "plans" / f"{source.stem.removesuffix('-lan-2')}.xlsx"


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_a_second_submission_is_what_its_source_says(source: Path, tmp_path: Path) -> None:
    """`make workbooks` was run after the last change of the source."""
    again = tmp_path / "again.xlsx"
    write_workbook(parse(source.read_text(encoding="utf-8")), PLAN, again)
    assert again.read_bytes() == source.with_suffix(".xlsx").read_bytes()


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_what_became_of_the_first_submission_is_what_was_accepted(source: Path, request: pytest.FixtureRequest) -> None:
    """Every finding with its status, every one that ended, every value and row that changed, a line each."""
    new = source.with_suffix(".xlsx")
    told = run("diff", str(first_of(source)), str(new), "--format", "json", "--as-of", "2026-11-21")
    assert (told.status, told.stderr) == (0, "")
    result = json.loads(told.stdout)["results"][0]
    since = result["previous"]
    lines = [" ".join(f"{name} {number}" for name, number in since["counts"].items())]
    lines += [f"{one['status']} {_finding(one)}" for one in result["findings"]]
    lines += [f"{one['status']} {_finding(one)}" + _reason(one) for one in since["ended"]]
    lines += [f"{row['change']} row {row['sheet']} {row['key']} {row['title']}" for row in since["rows"]]
    lines += [
        f"value {v['sheet']}!{v['cell']} {v['key']} {v['column']}: {v['old']} → {v['new']}" for v in since["values"]
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert text == accepted(text, source.with_suffix(".accepted.txt"), request)


def _finding(finding: dict[str, Any]) -> str:
    place = "!".join(filter(None, (finding["sheet"], finding["cell"])))
    return f"{finding['rule']} {finding['severity']} {place} {finding['message']}"


def _reason(one: dict[str, Any]) -> str:
    return f" ← {one['reason'] or one['now']}" if one["reason"] or one["now"] else ""


def test_a_second_submission_is_nobodys_programme() -> None:
    """Invented figures must not be found under a document's number."""
    index = (workbooks_folder() / "index.tsv").read_text(encoding="utf-8")
    assert "second-submissions" not in index
