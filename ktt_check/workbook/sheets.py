"""One worksheet as it goes by: its rows chunk by chunk, then what surrounds them (hidden parts, merges, comments)."""

from __future__ import annotations

from . import limits
from .cells import CellReader
from .markup import MAIN, feed, guarded_parser, true
from .places import range_of
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .budget import Budget
    from .cells import ReadyRow, Row
    from .markup import Attributes
    from .package import Package
    from .places import Range

_ROWS_AT_ONCE = 128


class SheetReader:
    """Reads one worksheet part; ``hidden_rows``, ``hidden_columns`` and ``merges`` are complete after ``rows``."""

    def __init__(self, cells: CellReader, budget: Budget) -> None:
        self.merges: list[Range] = []
        self.hidden_rows = cells.hidden_rows
        self._hidden_columns = bytearray(limits.LAST_COLUMN + 1)
        self._cells = cells
        self._budget = budget
        self._parser = guarded_parser()
        self._met = False  # the root

    @property
    def hidden_columns(self) -> list[int]:
        found, column = [], self._hidden_columns.find(1)
        while column >= 0:
            found.append(column)
            column = self._hidden_columns.find(1, column + 1)
        return found

    def rows(self, package: Package, part: str) -> Iterator[tuple[str, list[Row] | list[ReadyRow]]]:
        """The rows in lists, each with its kind, ``rows`` or ``ready``; each kind in the order of the file."""
        self._parser.StartElementHandler = self._root
        cells = self._cells
        chunks = package.inflate(part)
        if package.size(part) > limits.PLAIN_FROM:
            from .plainrows import cut_rows

            chunks = cut_rows(chunks, cells, self._listen)
        for _ in feed(self._parser, chunks):
            self._budget.spend_elements(cells.elements)
            cells.elements = 0
            if cells.ready_rows:
                yield "ready", cells.ready_rows.copy()
                cells.ready_rows.clear()
            if len(cells.rows) >= _ROWS_AT_ONCE:
                yield "rows", cells.rows.copy()
                cells.rows.clear()
        yield "rows", cells.rows

    def _root(self, name: str, attributes: Attributes) -> None:
        namespace, _, local = name.rpartition("\n")
        if local != "worksheet" or namespace not in MAIN:
            raise Refusal("unreadable")
        self._met = True
        self._parser.StartElementHandler = self._around

    def _around(self, name: str, attributes: Attributes) -> None:
        namespace, _, local = name.rpartition("\n")
        if namespace not in MAIN:
            return
        if local == "sheetData":
            self._cells.take_over(self._parser, namespace, self._go_on)
        elif local == "mergeCell":
            self._budget.spend_merge()
            self.merges.append(range_of(attributes.get("ref", "")))
        elif local == "col" and true(attributes.get("hidden")):
            first = max(int(attributes.get("min", "1")), 1)
            last = min(int(attributes.get("max", "1")), limits.LAST_COLUMN)
            if first <= last:
                self._hidden_columns[first : last + 1] = b"\1" * (last - first + 1)

    def _listen(self, on: bool) -> None:
        if self._met:
            self._parser.StartElementHandler = self._around if on else None

    def _go_on(self) -> None:
        self._parser.StartElementHandler = self._around
