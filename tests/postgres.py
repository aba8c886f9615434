"""A real PostgreSQL for tests: a cluster of its own in a temporary folder, run by an ordinary user, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_ORDINARY = "nobody"  # PostgreSQL refuses to be run by root


@contextmanager
def server() -> Iterator[str]:
    """Its URL; where there is no PostgreSQL the test is skipped, loudly, and fails in CI."""
    programs = [shutil.which(name) for name in ("initdb", "pg_ctl")]
    if None in programs:
        if "CI" in os.environ:
            pytest.fail("PostgreSQL (initdb, pg_ctl) is not installed")
        pytest.skip("PostgreSQL (initdb, pg_ctl) is not installed: --db is NOT tested")
    home = Path(tempfile.mkdtemp(prefix="ktt-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, _ORDINARY)
        _run("initdb", "-D", f"{home}/data", "-A", "trust", "-U", "ktt", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        _run("pg_ctl", "-D", f"{home}/data", "-w", "-l", f"{home}/log", "-o", options, "start")
        try:
            yield f"postgresql://ktt@/postgres?host={home}"
        finally:
            _run("pg_ctl", "-D", f"{home}/data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: str) -> None:
    user = {"user": _ORDINARY, "group": None} if os.geteuid() == 0 else {}
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp", check=False, **user
    )  # type: ignore[call-overload]
    assert done.returncode == 0, command
