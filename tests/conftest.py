"""Options of the test run, and how properties are tried."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# A busy machine must not fail a property: no deadline, and in CI the same examples every time.
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-accepted",
        action="store_true",
        help="write the present outcomes of the shipped workbooks as the accepted ones, to be reviewed as a diff",
    )
