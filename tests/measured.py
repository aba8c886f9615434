"""Runs the command line as a process of its own and measures it: time, and the most memory of it and its readers.

Time is the processor's, which is what a quiet machine's clock shows; a busy one's shows what its neighbours do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A small process between: the highest memory of a child counts from the one that starts it, pytest itself.
_BETWEEN = """
import json, os, sys
child = os.fork()
if child == 0:
    os.execv(sys.executable, [sys.executable, "-m", "ktt_check", *sys.argv[1:]])
_, status, used = os.wait4(child, 0)
seconds = used.ru_utime + used.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, used.ru_maxrss // 1024]), file=sys.stderr)
"""
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """How a run ended: exit status, what it said, seconds of processor time, megabytes of its largest process."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: int

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of a run with ``--format json``."""
        found: list[dict[str, Any]] = json.loads(self.out)["results"]
        return found


def measured(*arguments: str | Path, timeout: float = 120, under: Sequence[str] = ()) -> Measured:
    """``ktt-check …``, with the status that a shell would see; ``under`` is a command that runs it."""
    run = subprocess.run(
        [*under, sys.executable, "-c", _BETWEEN, *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        check=True,
        timeout=timeout,
    )
    err, _, last = run.stderr.decode().rstrip("\n").rpartition("\n")
    status, seconds, megabytes = json.loads(last)
    return Measured(status, run.stdout.decode(), err, seconds, megabytes)
