"""Runs the command line inside the test process, as a user's shell would see it: output, messages, exit status."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ktt_check.cli import main
from ktt_check.forms import PLAN
from ktt_check.markdown import parse, write_workbook
from ktt_check.resources import rules_folder


@dataclass(frozen=True)
class Run:
    status: int
    stdout: str
    stderr: str


def run_check(*arguments: str) -> Run:
    """``ktt-check check …``."""
    return run("check", *arguments)


def run(*arguments: str) -> Run:
    """``ktt-check …``."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as ended:
            return Run(int(ended.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError("the command line ends with an exit status")


def findings_of(plan: Path, programme: Path, *arguments: str) -> list[dict[str, Any]]:
    """The findings of the plan beside the programme, as the JSON document has them."""
    outcome = run_check(str(plan), "--against", str(programme), "--no-annotate", "--format", "json", *arguments)
    found: list[dict[str, Any]] = json.loads(outcome.stdout)["results"][0]["findings"]
    return found


def accepted(told: str, path: Path, request: pytest.FixtureRequest) -> str:
    """What was accepted; with ``--rewrite-accepted`` what is told now is, to be reviewed as a diff."""
    if request.config.getoption("--rewrite-accepted"):
        path.write_text(told, encoding="utf-8")
    return path.read_text(encoding="utf-8")


def sheet(book: Workbook, name: str) -> Worksheet:
    """The worksheet of that name, which is there."""
    page = book[name]
    assert isinstance(page, Worksheet)
    return page


def write_plan(target: Path, *changes: tuple[str, str]) -> Path:
    """The clean plan of the rules' cases as a real workbook, with pieces of its Markdown replaced."""
    return _write("plan", target, changes)


def write_programme(target: Path, *changes: tuple[str, str]) -> Path:
    """The clean programme that the clean plan carries out, with pieces of its Markdown replaced."""
    return _write("programme", target, changes)


def _write(base: str, target: Path, changes: tuple[tuple[str, str], ...]) -> Path:
    text = (rules_folder() / "_cases" / f"{base}.md").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} is not in {base}.md"
        text = text.replace(old, new)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(parse(text), PLAN, target)
    return target
