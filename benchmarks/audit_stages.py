"""The stages of an audit's worker, one after the other in one process, and what their limit would be.

Run as a process of its own (``python benchmarks/audit_stages.py FOLDER OUT [--profile]``); prints the processor seconds
of each stage as JSON: ``bytes`` is reading the files and their digests alone.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
from datetime import date
from pathlib import Path
from time import process_time

from ktt_check.across.kept import keep
from ktt_check.audit.checking import Checked, Order, as_message, library_of, read_limited
from ktt_check.audit.content import content_of
from ktt_check.audit.pool import CHUNK
from ktt_check.audit.worker import look_for_garbage_seldom
from ktt_check.journey import Settings, TakenIn, answer_with_dossiers, take_in
from ktt_check.outputs import annotated
from ktt_check.profiles import put_in_force

STAGES = ("bytes", "reading", "tables", "rules", "keeping", "annotating", "sending")


def stages(folder: Path, out: Path) -> dict[str, float]:
    """Processor seconds of each stage for all workbooks of a folder, after one was gone through to warm up."""
    order = Order(folder, out, (), (), None, date(2026, 11, 21), "vi")
    force = put_in_force(None)
    settings = Settings(force.rules, library_of(order, force), (), order.as_of, order.language)
    run = annotated.Run(force, order.as_of, order.language)
    paths = sorted(folder.rglob("*.xlsx"))
    _chunk(paths[:1], order, settings, run, dict.fromkeys(STAGES, 0.0))
    look_for_garbage_seldom()
    spent = dict.fromkeys(STAGES, 0.0)
    for at in range(0, len(paths), CHUNK):
        _chunk(paths[at : at + CHUNK], order, settings, run, spent)
    return spent


def _chunk(paths: list[Path], order: Order, settings: Settings, run: annotated.Run, spent: dict[str, float]) -> None:
    times = [process_time()]
    for path in paths:
        content_of(path)
    times.append(process_time())
    books = [read_limited(path) for path in paths]
    times.append(process_time())
    taken = [take_in(path, book, settings) for path, book in zip(paths, books, strict=True)]
    ready = [one for one in taken if isinstance(one, TakenIn)]
    times.append(process_time())
    answered = answer_with_dossiers(ready, settings.rules)
    times.append(process_time())
    results = [
        Checked(str(outcome.path), findings=outcome.answers.findings, kept=keep(str(outcome.path), "", dossier))
        for outcome, dossier in answered
    ]
    times.append(process_time())
    for outcome, _ in answered:
        annotated.write(outcome, order.out / outcome.path.name, run)
    times.append(process_time())
    as_message(results)
    times.append(process_time())
    for name, begun, ended in zip(STAGES, times, times[1:], strict=False):
        spent[name] += ended - begun


if __name__ == "__main__":
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(stages, Path(sys.argv[1]), target)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    else:
        print(json.dumps(stages(Path(sys.argv[1]), target)))
