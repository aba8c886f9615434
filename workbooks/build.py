"""Builds the shipped workbooks from their Markdown sources, beside them: ``python workbooks/build.py``.

``index.tsv`` says which document each workbook holds (the key of its number): a check opens only those that it needs.
The reports (``reports/``, invented figures about real plans) are built but not indexed: they are nobody's higher level.
The invented documents below ``examples/`` and the second submissions are built too, but never indexed: nobody's plan
may be checked against them.
"""

from __future__ import annotations

from pathlib import Path

from ktt_check.forms import PLAN, REPORT
from ktt_check.identity import identify
from ktt_check.layout import find_tables
from ktt_check.markdown import parse, write_workbook
from ktt_check.workbook import read

FOLDER = Path(__file__).resolve().parent


def sources() -> list[Path]:
    """The Markdown source of every real document, in order."""
    return sorted(path for kind in ("programmes", "plans") for path in (FOLDER / kind).glob("*.md"))


def reports() -> list[Path]:
    """The sources of the progress reports."""
    return sorted((FOLDER / "reports").glob("*.md"))


def examples() -> list[Path]:
    """The sources of the invented ones."""
    return sorted(path for kind in ("programmes", "plans") for path in FOLDER.glob(f"examples/*/{kind}/*.md"))


def second_submissions() -> list[Path]:
    """The sources of submissions that came back mended; nobody's programme, and never indexed."""
    return sorted(FOLDER.glob("second-submissions/*.md"))


def index() -> str:
    """A line for each built workbook whose document has a number: the number's key, a tab, the file."""
    lines = []
    for source in sources():
        workbook = source.with_suffix(".xlsx")
        number = identify(find_tables(read(workbook), PLAN)).number
        if number is not None:
            lines.append(f"{number.key}\t{workbook.relative_to(FOLDER).as_posix()}\n")
    return "".join(sorted(lines))


def main() -> None:
    for source in (*sources(), *examples(), *second_submissions(), *reports()):
        form = REPORT if source.parent.name == "reports" else PLAN
        write_workbook(parse(source.read_text(encoding="utf-8")), form, source.with_suffix(".xlsx"))
        print(source.with_suffix(".xlsx").relative_to(FOLDER.parent))
    (FOLDER / "index.tsv").write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
