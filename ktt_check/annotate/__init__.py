"""Findings put into the submitter's own workbook: a first sheet that lists them, a fill and a comment on each cell.

Nothing of the input is rewritten: its parts are spliced, and what a mark does not touch is copied as it is (contract
§2). A file that cannot be edited so gets a copy of its values instead. Importing this package loads no library.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from .marks import (
    Annotated,
    CourseRow,
    Mark,
    ReadingRow,
    Remark,
    ResultRow,
    ResultSheet,
    ToldRow,
    UnreadableResult,
    Unsuitable,
)

__all__ = [
    "Annotated",
    "CourseRow",
    "Mark",
    "ReadingRow",
    "Remark",
    "ResultRow",
    "ResultSheet",
    "ToldRow",
    "UnreadableResult",
    "annotate",
    "read_remarks",
    "read_told",
]

_COPIED = "Đây là bản sao giá trị các trang tính; biểu đồ, hình vẽ, công thức xem ở tệp gốc."
_UNFORESEEN = "Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được."


def annotate(
    source: Path, target: Path, marks: Sequence[Mark], result: ResultSheet, digest: str | None = None
) -> Annotated:
    """Write the annotated workbook to ``target``, whole or not at all; ``source`` is only read.

    What an earlier run left in ``source`` is replaced, never doubled. ``digest`` is the SHA-256 of what was checked:
    marks would stand in wrong cells of anything else. Raises OSError where the target cannot be written (on Windows
    also while Excel has it open) and Refusal where the file cannot be read for a copy, or is not what was checked.
    """
    if target.exists() and os.path.samefile(source, target):
        raise ValueError("the annotated workbook must not replace its input")
    from ..workbook import load
    from .inplace import annotate_in_place

    data = load(source, digest)
    try:
        told = annotate_in_place(data, target, marks, result)
    except (OSError, MemoryError):
        raise
    except Unsuitable as unsuitable:
        reason = unsuitable.reason
    except Exception:  # a shape of file that nobody foresaw must not cost the submitter the result
        reason = _UNFORESEEN
    else:
        return Annotated(target, "in place", " ".join(told) or None)
    from .copied import annotate_copy

    told_copy = replace(result, notes=(f"{_COPIED} {reason}", *result.notes))
    return Annotated(annotate_copy(source, target, marks, told_copy, digest), "copy", reason)


def read_remarks(path: Path) -> tuple[Remark, ...]:
    """What units and reviewers wrote in an earlier result sheet; empty for a workbook without one.

    Raises UnreadableResult for a damaged file, whose remarks would be lost if it were replaced.
    """
    from . import remarks

    return remarks.read_remarks(path)


def read_told(path: Path) -> tuple[ToldRow, ...] | None:
    """Every finding that an earlier result sheet lists; None for a workbook without one. Raises UnreadableResult."""
    from . import remarks

    return remarks.read_told(path)
