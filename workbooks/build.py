"""Builds the shipped workbooks from their Markdown sources, beside them: ``python workbooks/build.py``."""

from __future__ import annotations

from pathlib import Path

from ktt_check.forms import PLAN
from ktt_check.markdown import parse, write_workbook

FOLDER = Path(__file__).resolve().parent


def sources() -> list[Path]:
    """Every Markdown source, in order."""
    return sorted(path for kind in ("programmes", "plans") for path in (FOLDER / kind).glob("*.md"))


def main() -> None:
    for source in sources():
        write_workbook(parse(source.read_text(encoding="utf-8")), PLAN, source.with_suffix(".xlsx"))
        print(source.with_suffix(".xlsx").relative_to(FOLDER.parent))


if __name__ == "__main__":
    main()
