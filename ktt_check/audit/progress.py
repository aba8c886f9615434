"""How far an audit is: a bar with an estimate on a terminal, a plain line now and then in a log, nothing when quiet."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

from ..wording import say

_EVERY = 30.0  # seconds between two lines of a log


class Teller:
    """Told of each workbook that is done; ``end`` leaves the terminal as it should be."""

    def __init__(self, language: str, *, quiet: bool) -> None:
        self._language, self._quiet = language, quiet
        self._bar: Any = None
        self._began = self._told = monotonic()

    def __call__(self, at: int, of: int, path: str) -> None:
        if self._quiet:
            return
        if sys.stderr.isatty():
            self._on_terminal(of)
        elif at == of or monotonic() - self._told >= _EVERY:
            self._told = monotonic()
            left = round((self._told - self._began) / at * (of - at))
            minutes, seconds = divmod(left, 60)
            words = say("audit.progress", self._language, at=at, all=of, minutes=minutes, seconds=seconds)
            sys.stderr.write(words + "\n")
            sys.stderr.flush()

    def _on_terminal(self, of: int) -> None:
        if self._bar is None:
            import typer

            label = say("audit.progress-label", self._language)
            self._bar = typer.progressbar(length=of, label=label, file=sys.stderr, show_pos=True)
            self._bar.__enter__()
        self._bar.update(1)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
