"""A run over many workbooks keeps none of them."""

from __future__ import annotations

import gc
from pathlib import Path

from xlsxwriter import Workbook

from ktt_check.annotate import annotate

from rich_workbooks import mark, plain_plan, result, row


def test_no_workbook_is_kept_once_it_is_annotated(tmp_path: Path) -> None:
    source = plain_plan(tmp_path / "a.xlsx")
    for number in range(3):
        annotate(source, tmp_path / f"{number}.xlsx", [mark("Chỉ tiêu", "D3")], result(row()))
    gc.collect()
    assert [one for one in gc.get_objects() if isinstance(one, Workbook)] == []
