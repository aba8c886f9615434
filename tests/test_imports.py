"""What needs no data frames loads none: help, the list of rules and the version answer at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

FRAMES_AND_FILES = ("sqlalchemy", "polars", "pandera", "xlsxwriter", "openpyxl", "lxml")
_RUN_AND_NAME_MODULES = """
import sys
from ktt_check.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    """The modules that a process of ``ktt-check ARGUMENTS`` has loaded when it ends."""
    command = [sys.executable, "-c", _RUN_AND_NAME_MODULES, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert run.stdout
    return set(run.stderr.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", "--help"),
        ("audit", "--help"),
        ("history", "--help"),
        ("rules", "list"),
        ("rules", "show", "CT02"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_commands_that_check_nothing_load_no_frames(arguments: tuple[str, ...]) -> None:
    loaded = modules_after(*arguments)
    assert "typer" in loaded
    assert loaded.isdisjoint(FRAMES_AND_FILES)


def test_help_loads_no_rules_either() -> None:
    assert modules_after("--help").isdisjoint({"pydantic", "ktt_check.rulebook", "ktt_check.journey"})
