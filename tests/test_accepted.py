"""The shipped workbooks: built from their sources as they stand, and found exactly what was accepted for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ktt_check.forms import PLAN, REPORT
from ktt_check.markdown import parse, write_workbook
from ktt_check.resources import workbooks_folder

from journey_runner import accepted, run_check

FOLDERS = [workbooks_folder(), *sorted(path for path in (workbooks_folder() / "examples").iterdir() if path.is_dir())]
SOURCES = sorted(
    path for folder in FOLDERS for kind in ("programmes", "plans", "reports") for path in (folder / kind).glob("*.md")
)
NAMES = [source.stem for source in SOURCES]


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_a_shipped_workbook_is_what_its_source_says(source: Path, tmp_path: Path) -> None:
    """`make workbooks` was run after the last change of the source."""
    again = tmp_path / "again.xlsx"
    form = REPORT if source.parent.name == "reports" else PLAN
    write_workbook(parse(source.read_text(encoding="utf-8")), form, again)
    assert again.read_bytes() == source.with_suffix(".xlsx").read_bytes()


@pytest.mark.parametrize("source", SOURCES, ids=NAMES)
def test_a_shipped_workbook_gives_the_accepted_outcomes(source: Path, request: pytest.FixtureRequest) -> None:
    """Every finding, unchecked question and obligation to read, a line each; `--rewrite-accepted` rewrites them."""
    beside = source.parents[1] / "programmes"  # an example's programmes are not among the shipped ones
    own = [] if beside.parent == workbooks_folder() else ["--programmes", str(beside)]
    if source.parent.name == "reports":  # their earlier reports lie beside them; one plan has no number to be found by
        own = ["--programmes", str(source.parents[1] / "plans")]
    options = ["--no-annotate", "--format", "json", "--as-of", "2026-11-21"]
    run = run_check(str(source.with_suffix(".xlsx")), *own, *options)
    result = json.loads(run.stdout)["results"][0]
    lines = [*map(_finding, result["findings"]), *map(_unchecked, result["unchecked"])]
    lines += map(_to_read, result.get("to_read", []))
    told = "".join(f"{line}\n" for line in lines)
    assert told == accepted(told, source.with_suffix(".accepted.txt"), request)


def _finding(finding: dict[str, Any]) -> str:
    place = "!".join(filter(None, (finding["sheet"], finding["cell"])))
    return f"{finding['rule']} {finding['severity']} {finding['verdict']} {place} {finding['message']}"


def _unchecked(entry: dict[str, Any]) -> str:
    place = "!".join(filter(None, (entry["sheet"], entry["cell"])))
    return f"{entry['rule'] or '-'} unchecked {place or '-'} {entry['reason']}"


def _to_read(one: dict[str, Any]) -> str:
    looks = [(look["words"], look["place"] or {}) for look in one["look_in"]]
    told = [f"{words} [{place.get('sheet')}!{place.get('cell')}]" if place else words for words, place in looks]
    return f"{one['key']} to-read {one['title']} → {'; '.join(told) or '-'}"
