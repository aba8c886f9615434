"""Writes ``THIRD-PARTY.md``: every package that is installed with ktt-check, with its version, licence and home.

    python supply/licences.py

It is read from the metadata of the packages in ``.venv/``. Which licences may be used is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "THIRD-PARTY.md"
# Licences under which a package may be used and shipped beside code of any licence; MPL asks that changes to its own
# files stay open, which nobody makes here.
ALLOWED = frozenset({"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ISC", "MPL-2.0"})
# LGPL where only those install it who keep their audits in PostgreSQL: used as it is, and anybody may replace it.
REPLACEABLE = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}
_SPELLED = {
    "mit license": "MIT",
    "the mit license": "MIT",
    "mit": "MIT",
    "expat license": "MIT",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "python software foundation license": "PSF-2.0",
    "psf-2.0": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "isc license (iscl)": "ISC",
}
_HEAD = """# Gói phần mềm của bên thứ ba · Third-party packages

Made by `supply/licences.py` from the packages' own metadata; a test keeps it current. ktt-check ships none of them:
they are installed beside it, as they are. "use" says for what: *run* to check workbooks, *develop* to test and build.

| package | version | licence | use |
| --- | --- | --- | --- |
"""


def key(name: str) -> str:
    """The name under which a package is known (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(package: Distribution) -> str:
    """The SPDX expression of a package; its own words where they are none that is known."""
    data = dict(package.metadata.items())  # type: ignore[attr-defined]
    said = data.get("License-Expression") or ""
    if not said:
        kinds = [
            line.rpartition("::")[2].strip()
            for line in package.metadata.get_all("Classifier") or ()
            if line.startswith("License")
        ]
        said = next((kind for kind in kinds if kind != "OSI Approved"), "") or (data.get("License") or "").strip()
    return _SPELLED.get(said.strip().lower(), said.strip().partition("\n")[0] or "?")


def needed_to_run() -> set[str]:
    """What ktt-check needs at run time, and what that needs."""
    waiting, found = ["ktt-check"], set()
    while waiting:
        name = waiting.pop()
        try:
            wanted = distribution(name).requires or []
        except Exception:  # not on this platform
            continue
        for line in wanted:
            asked = re.match(r"[A-Za-z0-9._-]+", line)
            extra = re.search(r"extra\s*==\s*['\"]([\w-]+)", line)
            if asked and (extra is None or (name == "pandera" and extra[1] == "polars")) and key(asked[0]) not in found:
                found.add(key(asked[0]))
                waiting.append(key(asked[0]))
    return found


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Name, version, licence and use of each package of the pinned set."""
    pinned = {key(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    run = needed_to_run()
    for package in sorted(distributions(), key=lambda one: key(one.metadata["Name"])):
        name = key(package.metadata["Name"])
        if name in pinned:
            yield name, package.version, licence(package), "run" if name in run else "develop"


def table() -> str:
    """The whole document."""
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
