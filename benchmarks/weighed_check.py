"""Runs ``ktt-check ARGUMENTS`` in this process and prints its cost as JSON on stdout: for ``large_workbook.py``.

``seconds`` of wall time, and the greatest resident memory in MB of this process (``own``) and of any reader
(``reader``), which starts while this process is still small.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from time import perf_counter


def main() -> None:
    begun = perf_counter()
    from ktt_check.cli import main as ktt_check

    said = io.StringIO()
    status: object = 0
    with contextlib.redirect_stdout(said):
        try:
            ktt_check(sys.argv[1:])
        except SystemExit as ended:
            status = ended.code
    seconds = perf_counter() - begun
    kilobytes = 1024 if sys.platform == "linux" else 1024 * 1024
    own, reader = (
        resource.getrusage(who).ru_maxrss / kilobytes for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    json.dump({"status": status, "seconds": seconds, "own": own, "reader": reader}, sys.stdout)


if __name__ == "__main__":
    main()
