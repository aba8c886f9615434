"""What travels to and from the annotated workbook (contract §2): marks and rows in, file and remarks out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from ..findings import Severity

Method = Literal["in place", "copy"]
TOO_LARGE = "Tệp quá lớn nên không sửa trực tiếp được."


class Mark(Struct, frozen=True):
    """One cell of the submitter's to be filled and commented; several marks of one cell are put together.

    ``severity`` is the strongest of the cell's findings and decides the fill. Each of ``lines`` becomes one line of
    the comment, ``STT 3 · CT02 · Lỗi: …``; a line that does not begin so is indented as belonging to the one above.
    """

    sheet: str
    cell: str
    severity: Severity
    lines: tuple[str, ...]


class ResultRow(Struct, frozen=True):
    """One finding as the result sheet shows it; ``explanation``, ``opinion`` and ``reason`` are carried over.

    ``trial``: of a rule in trial, which blocks nothing. A ``waived`` one is drawn quietly.
    """

    number: int
    rule: str
    severity: Severity
    sheet: str | None
    cell: str | None
    message: str
    value: str | None
    expected: str | None
    difference: str | None
    basis: str
    fix: str | None
    status: str
    explanation: str
    opinion: str
    reason: str
    fingerprint: str
    trial: bool = False
    waived: bool = False


class ReadingRow(Struct, frozen=True):
    """One obligation that a person must judge: ``looks`` are places in words, each with its sheet and cell to jump to.

    ``explanation`` and ``opinion`` are carried over; ``sign`` is what finds them again.
    """

    code: str
    title: str
    looks: tuple[tuple[str, str | None, str | None], ...]
    source: str
    explanation: str
    opinion: str
    sign: str


class CourseRow(Struct, frozen=True):
    """One target of a report with its path: each of ``points`` is a day, the figure of the path, the one reported.

    ``expected`` and ``reached`` say where both stand now, ``since`` and ``reported`` whence and through what.
    """

    key: str
    title: str
    points: tuple[tuple[date, float | None, float | None], ...]
    expected: str
    since: str
    reached: str
    reported: str


class ResultSheet(Struct, frozen=True):
    """All that the sheet ``Kết quả kiểm tra`` says; texts are shown as they are, in the order given.

    A key of ``counts`` that is a severity, ``waived`` or ``unchecked`` is worded in ``language``; any other is shown
    as it is. ``notes`` are further remarks, as those that match no finding any more.
    ``below`` are lists under the table: a heading, and for each line what it is about and the text.
    """

    language: Literal["vi", "en"]
    title: str
    verdict: str
    counts: Mapping[str, int]
    facts: tuple[tuple[str, str], ...] = ()
    unchecked: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[ResultRow, ...] = field(default=())
    reading: tuple[ReadingRow, ...] = ()
    below: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    courses: tuple[CourseRow, ...] = ()


class Annotated(Struct, frozen=True):
    """The written workbook; ``reason`` is a Vietnamese sentence that says why a copy was taken, else None.

    A copy of an ``.xlsm`` has no macros, so its ``path`` ends in ``.xlsx`` whatever the target was.
    """

    path: Path
    method: Method
    reason: str | None


class Remark(Struct, frozen=True):
    """What a unit or a reviewer wrote beside one finding in an earlier result sheet; at least one text is not empty."""

    fingerprint: str
    rule: str
    message: str
    explanation: str
    opinion: str
    reason: str


class ToldRow(Struct, frozen=True):
    """One finding as an earlier result sheet lists it, with what was written beside it; texts may be empty.

    ``by`` and ``expiry`` stand in columns that a reviewer added; a day that Excel knows for one is its serial number.
    """

    fingerprint: str
    rule: str
    severity: Severity
    language: Literal["vi", "en"]
    sheet: str | None
    cell: str | None
    message: str
    value: str | None
    explanation: str
    opinion: str
    reason: str
    by: str = ""
    expiry: str = ""


class Unsuitable(Exception):  # noqa: N818 -- a state of the file, not a fault of ours
    """A workbook cannot be edited in place; ``reason`` is a Vietnamese sentence for the person who reads the result."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnreadableResult(Exception):  # noqa: N818
    """A file that should hold earlier remarks cannot be read, so they would be lost if it were replaced."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
