"""Options of the test run, and how properties are tried."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from ktt_check import kept, rulebook

from injection.table import table

# A busy machine must not fail a property: no deadline, and in CI the same examples every time.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """What the product keeps from run to run is kept here during tests, not in the user's own folder; and the shipped
    rules, which a command fetches from there, are fetched once for the thousands of commands of one process.
    """
    if config.cache is not None:
        os.environ.setdefault("KTT_CHECK_CACHE", str(config.cache.mkdir("ktt-check")))
    setattr(rulebook, "recall", once(kept.recall))  # noqa: B010 - it is the module's own name for it


def once(recall: Callable[..., Any]) -> Callable[..., Any]:
    """The same, asked once for each thing that is there."""
    known: dict[object, Any] = {}

    def of(*asked: object) -> Any:
        if known.get(asked) is None:
            known[asked] = recall(*asked)
        return known[asked]

    return of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-accepted",
        action="store_true",
        help="write the present outcomes of the shipped workbooks as the accepted ones, to be reviewed as a diff",
    )
    parser.addoption(
        "--injection-rounds",
        type=int,
        default=1,
        help="into how many plans each form of a defect is put; there are thirty clean plans a round",
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of defects injected and found, gathered from whichever processes the tests ran in."""
    reports = (report for each in ("passed", "failed") for report in terminalreporter.stats.get(each, ()))
    rows = [row for report in reports for name, row in report.user_properties if name == "injection"]
    if rows:
        terminalreporter.section("defects injected and found")
        for line in table(rows):
            terminalreporter.write_line(line)
