"""What is installed is what was pinned, its hashes and licences are known, and nothing is fetched at run time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from ktt_check.resources import workbooks_folder

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "supply"))

import licences  # noqa: E402
import lock  # noqa: E402

REGISTRIES = re.compile("pypi[.]org|pythonhosted[.]org|index[-]url|find[-]links")  # written so that it is none itself


def locked() -> dict[str, tuple[str, int]]:
    """Version and number of hashes by name, as requirements.txt has them."""
    entries = re.split(r"\n(?=\S)", lock.LOCK.read_text(encoding="utf-8").partition("\n")[2])
    found = {}
    for entry in entries:
        named = re.match(r"([\w.-]+)==(\S+) \\\n", entry)
        assert named, entry
        found[named[1]] = (named[2], len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?= \\\n|\n?\Z)", entry)))
    return found


def test_every_pinned_package_is_locked_with_hashes() -> None:
    """``make lock`` after a change of constraints.txt."""
    assert {name: version_ for name, (version_, _) in locked().items()} == lock.pins()
    assert [name for name, (_, hashes) in locked().items() if not hashes] == []


def test_what_these_tests_run_with_is_what_is_pinned() -> None:
    installed = {}
    for name in lock.pins():
        try:
            installed[name] = version(name)
        except PackageNotFoundError:  # of another platform or Python
            continue
    assert len(installed) > 30
    assert installed == {name: lock.pins()[name] for name in installed}


def test_every_licence_is_listed_and_may_be_used() -> None:
    """``make lock`` writes THIRD-PARTY.md."""
    listed = re.findall(r"^\| ([a-z][\w-]*) \| (\S+) \| (.+?) \| (run|develop) \|$", licences.TARGET.read_text(), re.M)
    assert {(name, version_) for name, version_, _, _ in listed} == {
        (lock.key(name), version_) for name, version_ in lock.pins().items()
    }
    for name, version_, words, use in licences.rows():
        assert (name, version_, words, use) in listed
    for name, _, words, _ in listed:
        assert set(re.split(r" OR | AND ", words)) & licences.ALLOWED or licences.REPLACEABLE.get(name) == words, name


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is for whoever installs to say."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    texts = [ROOT / name for name in done.stdout.splitlines() if not name.endswith((".xlsx", ".png"))]
    assert [path.name for path in texts if path.is_file() and REGISTRIES.search(path.read_text(encoding="utf-8"))] == []


# Ends the run at the first question of a network's; files and pipes are none.
GUARD = """
import os, sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "socket.sendto"):
        sys.stderr.write(f"NETWORK {event} {arguments}")
        os._exit(97)
sys.addaudithook(watch)
sys.argv[0] = "ktt-check"
from ktt_check.cli import main
main()
"""
PLAN = str(workbooks_folder() / "plans" / "cam-ranh-2023.xlsx")
NOTICE = str(workbooks_folder() / "programmes" / "nq-20-nq-tw-2022.xlsx")
JOURNEYS = {
    "check": (["check", PLAN, "--out", "ra"], 1),
    "demo": (["demo", "--out", "ra"], 0),
    "rules test": (["rules", "test", "CT02"], 0),
    "template": (["template", "plan", "--against", NOTICE, "--rows", "20", "-o", "bieu.xlsx"], 0),
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_nothing_is_asked_of_a_network_at_run_time(journey: str, tmp_path: Path) -> None:
    arguments, status = JOURNEYS[journey]
    command = [sys.executable, "-c", GUARD, *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == status, done.stderr


def test_everything_works_where_there_is_no_network(tmp_path: Path) -> None:
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("no network namespace may be made here: the journeys were only watched, not cut off")
    reach = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    cut_off = subprocess.run([*alone, sys.executable, "-c", reach], capture_output=True, text=True)
    assert "unreachable" in cut_off.stderr
    for arguments, status in JOURNEYS.values():
        command = [*alone, sys.executable, "-m", "ktt_check", *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == status, done.stderr
