"""ktt-check: checks plans and progress reports in standard workbooks against the higher level's programme."""

from __future__ import annotations

__version__ = "0.1.0"
