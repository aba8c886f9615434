"""Runs the command line inside the test process, as a user's shell would see it: output, messages, exit status."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

from ktt_check.cli import main


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
