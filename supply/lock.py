"""Writes ``requirements.txt``: every package of the pinned set with the hashes of all files of its release.

    python supply/lock.py            pins as they are in constraints.txt, hashes as the package index has them

The pins are chosen in ``constraints.txt``, by hand or by ``pip freeze``. The index is asked by pip itself, as it is set
up on the machine; nothing is written that names it. Run it where pip is the one that ``.venv/`` has.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "constraints.txt"
LOCK = ROOT / "requirements.txt"
_HEAD = "# Made by supply/lock.py of constraints.txt: what `make` installs, and nothing whose hash is not here.\n"


def pins() -> dict[str, str]:
    """Version by name, as constraints.txt has them."""
    lines = (line.partition("#")[0].strip() for line in PINS.read_text(encoding="utf-8").splitlines())
    return dict(line.split("==") for line in lines if line)


def key(name: str) -> str:
    """The name under which an index keeps a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _finder() -> Any:
    from pip._internal.commands import create_command

    command: Any = create_command("download")
    options, _ = command.parse_args(["--no-deps", "x"])
    return command._build_package_finder(options, command._build_session(options))


def hashes(finder: Any, name: str, version: str) -> Iterator[str]:
    """The SHA-256 of every file of a release that the index offers; local folders of wheels are not asked."""
    from pip._internal.index.collector import parse_links

    collector = finder._link_collector
    for location in collector.search_scope.get_index_urls_locations(key(name)):
        if not location.startswith("http"):
            continue
        from pip._internal.models.link import Link

        page = collector.fetch_response(Link(location))
        for link in parse_links(page) if page is not None else ():
            found = re.match(r"(.+?)-(\d[^-]*?)(?:-.*\.whl|\.tar\.gz|\.zip)$", link.filename)
            if (
                found
                and key(found[1]) == key(name)
                and found[2] == version
                and link.hash
                and link.hash_name == "sha256"
            ):
                yield link.hash


def main() -> None:
    finder = _finder()
    lines = [_HEAD]
    for name, version in sorted(pins().items(), key=lambda pin: key(pin[0])):
        found = sorted(set(hashes(finder, name, version)))
        if not found:
            sys.exit(f"{name} {version}: the index offers no file with a hash")
        written = " \\\n".join(f"    --hash=sha256:{one}" for one in found)
        lines.append(f"{name}=={version} \\\n{written}\n")
    LOCK.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
