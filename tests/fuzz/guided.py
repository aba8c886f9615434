"""A run led by coverage: ``PYTHONPATH=tests python -m fuzz.guided texts|workbooks FOLDER``, with atheris installed.

The folder keeps the corpus. What is found is kept beside it in ``…-found/``, one input and its traceback for each place
in the code, and the run goes on; a hang or a death of the process ends it with an input in the corpus. Further options
are libFuzzer's: ``-max_total_time=3600``, ``-seed=1``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["ktt_check"]):
    from fuzz.targets import any_text, any_workbook

from fuzz.mutations import changed_workbook
from fuzz.phrases import PHRASES, changed_text
from fuzz.seeds import forms


def _kept(target: Callable[[bytes], object], found: Path) -> Callable[[bytes], None]:
    """The target, with every exception written down once for the place that it came from."""

    def run(data: bytes) -> None:
        try:
            target(data)
        except Exception as problem:
            every = traceback.extract_tb(problem.__traceback__)
            frames = [one for one in every if "ktt_check" in one.filename] or every
            place = "-".join(f"{Path(one.filename).stem}.{one.name}.{one.lineno}" for one in frames[-2:])
            name = f"{type(problem).__name__}-{place}".replace("<", "").replace(">", "")
            if not (found / name).exists():
                (found / name).write_bytes(data)
                (found / f"{name}.txt").write_text(traceback.format_exc(), encoding="utf-8", errors="replace")
                print("FOUND", name, flush=True)

    return run


def _text(data: bytes) -> None:
    any_text(data.decode("utf-8", "surrogatepass" if data.isascii() else "replace"))


def _other_text(data: bytes, most: int, seed: int) -> bytes:
    return changed_text(data.decode("utf-8", "replace"), Random(seed)).encode("utf-8", "replace")[:most]


_FOLDER = Path(tempfile.mkdtemp(prefix="ktt-check-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))


def _workbook(data: bytes) -> None:
    any_workbook(data, _FOLDER)


def _other_workbook(data: bytes, most: int, seed: int) -> bytes:
    return changed_workbook(data, Random(seed))[:most]


def main() -> None:
    what, corpus, *options = sys.argv[1:]
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    seeds = [phrase.encode() for phrase in PHRASES] if what == "texts" else list(forms())
    for number, seed in enumerate(seeds):
        (folder / f"seed-{number:03}").write_bytes(seed)
    found = folder.parent / f"{folder.name}-found"
    found.mkdir(exist_ok=True)
    plain, mutator = (_text, _other_text) if what == "texts" else (_workbook, _other_workbook)
    target = _kept(plain, found)
    longest = 2000 if what == "texts" else 300_000
    given = [sys.argv[0], f"-max_len={longest}", "-timeout=20", "-rss_limit_mb=8000", f"-artifact_prefix={folder}/"]
    atheris.Setup([*given, *options, str(folder)], target, custom_mutator=mutator)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
