"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-accepted",
        action="store_true",
        help="write the present outcomes of the shipped workbooks as the accepted ones, to be reviewed as a diff",
    )
