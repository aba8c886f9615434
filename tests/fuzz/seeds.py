"""Real forms from which the changing starts: shipped plans, reports, programmes, and one rich in what Excel has."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ktt_check.resources import workbooks_folder

import hostile
from rich_workbooks import rich_plan

_SHIPPED = (
    "plans/cam-ranh-2023.xlsx", "plans/nghe-an-363-kh-ubnd-2023.xlsx", "reports/duc-pho-quy-1-2024.xlsx",
    "programmes/nq-20-nq-tw-2022.xlsx", "examples/chuyen-doi-so/plans/xa-doi-may-2025.xlsx",
)  # fmt: skip


def forms() -> Iterator[bytes]:
    """Their bytes, in the same order every time."""
    for name in _SHIPPED:
        yield (workbooks_folder() / name).read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        yield rich_plan(Path(folder) / "a.xlsm").read_bytes()
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c></row>'
    yield hostile.zipped(hostile.parts(hostile.sheet(cell)))
