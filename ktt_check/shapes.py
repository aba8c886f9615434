"""Whether the tables have the shape their form declares: columns, kinds, lists, unique keys, required cells.

The schemas are built from the forms and validate, through pandera, frames whose cells were typed before: a text in
a number column is there as a doubt and not as a schema error. pandera's messages never leave this module: its
failure cases are mapped to faults at a table, row and column.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Literal, get_args

from .cells import ODD
from .forms import ColumnSpec, Form, TableSpec
from .layout import Layout
from .tables import CellDoubt, Table
from .values.text import fold

Sort = Literal[
    "sheet", "column", "empty", "prose", "not-of-kind", "read-as", "not-in-list", "unknown-unit", "repeated",
    "error-value", "uncalculated", "hidden-sheet", "hidden-row", "hidden-column", "struck", "outside",
    "given-changed", "given-formula", "given-column", "other-programme",
]  # fmt: skip
"""What can be wrong with a workbook's shape, here and in ``irregular.py`` and ``given.py``."""
SORTS: tuple[str, ...] = get_args(Sort)

Fault = dict[str, Any]
Shaped = tuple[Layout, Mapping[str, Table]]
"""A workbook's layout and its tables as they were read."""

_SORT_OF = {
    "date-accident": "not-of-kind",
    "two-readings": "not-of-kind",
    "level": "not-of-kind",
    "text-number": "read-as",
}
_FREE_FOR_QUALITATIVE = ("unit", "year")


def find_faults(workbooks: Sequence[Shaped]) -> list[list[Fault]]:
    """Every fault of shape of each workbook, in the order of their form: ``fault``, ``_table``, ``_row``, ``_column``.

    The workbooks are of one form; all are validated at once, for pandera's price is per call.
    """
    shapes = [[_Shape(table) for table in tables.values()] for _, tables in workbooks]
    _validate(workbooks[0][0].form, [shape for some in shapes for shape in some])
    faults = []
    for (layout, _), some in zip(workbooks, shapes, strict=True):
        missing: list[Fault] = [
            {"fault": "sheet", "_table": spec.name, "_row": None, "_column": None, "sheet": spec.sheet}
            for spec in layout.missing
        ]
        faults.append([*missing, *(fault for shape in some for fault in shape.faults())])
    return faults


class _Shape:
    """One table on its way through its schema."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.spec = table.spec
        self.rows: list[int] = table.columns["_row"]
        self.keys: list[str | None] = table.columns.get("key") or [None] * table.height
        self.prose = self._prose_rows()
        self.failed = False
        self.empty: dict[str, set[int]] = {}  # the places of empty cells, by column

    def faults(self) -> list[Fault]:
        """What the schema found (``failed``), each as the fault it stands for."""
        if not self.failed:
            return []
        return sorted(self._told(), key=lambda fault: (fault["_row"] is not None, fault["_row"] or 0))

    def cells(self) -> Iterator[tuple[str, int, list[int]]]:
        """The columns that must be there, how many cells they have and the places of the empty ones.

        An absent column has a single cell, which is empty.
        """
        for column in self.spec.columns:
            if not self._is_there(column):
                if column.needed or (self.spec.by_label and column.identity):
                    yield column.name, 1, [0]
            elif column.identity:
                yield column.name, self.table.height, self._empty_places(column)

    def choices(self) -> Iterator[str]:
        """What stands in the columns that have a list, each value once, with its column's name before it."""
        for column in self.spec.columns:
            if column.choices is not None and column.kind != "choices" and self._is_there(column):
                free = self.prose | {row for row, name in self.table.odd if name == column.name}
                told = set(self.table.columns.different(column.name))
                if free:
                    pairs = zip(self.rows, self.table.columns[column.name], strict=True)
                    told = {text for row, text in pairs if row not in free}
                yield from (f"{self.spec.name}.{column.name}={text}" for text in told if text is not None)

    def doubts(self) -> list[str]:
        """The code of every doubt about its cells."""
        return [doubt.doubt.code for doubt in self._told_doubts()] + ["prose" for _ in self.prose]

    def _is_there(self, column: ColumnSpec) -> bool:
        return self.table.layout.where(None, column.name) is not None

    def _empty_places(self, column: ColumnSpec) -> list[int]:
        """What need not be filled in a row, or is there but unreadable, counts as filled."""
        texts = self.table.columns[f"{column.name}.text" if column.kind == "number" else column.name]
        empty = [at for at, text in enumerate(texts) if text is None]
        if not empty:
            return []
        free = self.prose | {row for row, name in self.table.odd if name == column.name}
        if self.spec.name == "targets" and column.name in _FREE_FOR_QUALITATIVE:
            qualitative = self.table.columns["qualitative"]
            free |= {row for row, is_so in zip(self.rows, qualitative, strict=True) if is_so}
        return [at for at in empty if self.rows[at] not in free]

    def _prose_rows(self) -> set[int]:
        """Rows without a code that are none of the table's: headings, notes, totals, signatures below a gap."""
        if self.spec.by_label or "code" not in self.spec.by_name or not self._is_there(self.spec.by_name["code"]):
            return set()
        telling = [c.name for c in self.spec.columns if c.kind != "text" and self._is_there(c)]
        told = {(doubt.row, doubt.column) for doubt in self.table.doubts}
        columns = [(name, self.table.columns[name]) for name in telling]
        codes = self.table.columns["code"]
        last = max((at for at, code in enumerate(codes) if code is not None), default=len(codes))
        titles = self.table.columns.get("title") or [None] * len(codes)
        below = False
        prose: set[int] = set()
        for at in (at for at, code in enumerate(codes) if code is None):
            row = self.rows[at]
            below = below or (at > last and row > self.rows[at - 1] + 1)
            words = all(values[at] is None and (row, name) not in told for name, values in columns)
            if words or below or fold(titles[at] or "").startswith(_TOTALS):
                prose.add(row)
        return prose

    @cached_property
    def unique_keys(self) -> list[str | None]:
        """The key of each row that has a whole one; null where a part is empty or its column is not there."""
        if not self.spec.unique or not all(self._is_there(self.spec.by_name[name]) for name in self.spec.unique):
            return [None] * self.table.height
        parts = [self.table.columns[name] for name in self.spec.unique]
        qualitative = self.table.columns.get("qualitative") or [False] * self.table.height
        return [
            "\x1f".join(str(part or "") for part in row).lower() if row[0] and (all(row) or free) else None
            for free, *row in zip(qualitative, *parts, strict=True)
        ]

    def _told_doubts(self) -> Iterator[CellDoubt]:
        for doubt in self.table.doubts:
            if doubt.row in self.prose:
                continue
            column = self.spec.by_name[doubt.column]
            issued = self.spec.name == "document" and column.name == "date" and "plan_date" not in self.spec.by_name
            own_identity = column.kind == "document number" or issued
            if doubt.doubt.code in ODD or not own_identity:  # what else ails those belongs to the documents' rules
                yield doubt

    def _told(self) -> Iterator[Fault]:
        for name, places in self.empty.items():
            if not self._is_there(self.spec.by_name[name]):
                yield self._absent(self.spec.by_name[name])
            else:
                yield from self._empty(name, [self.rows[at] for at in sorted(places)])
        for doubt in self._told_doubts():
            yield self._doubt(doubt)
        yield from self._repeated()
        for row in sorted(self.prose):
            at = self.table.places[row]
            texts = (self.table.columns[column.name][at] for column in self.spec.columns if column.name != "ordinal")
            yield self._fault("prose", row, "code") | {
                "value": next((text for text in texts if isinstance(text, str)), "")
            }

    def _absent(self, column: ColumnSpec) -> Fault:
        if self.spec.by_label and column.identity and not column.needed:
            return self._fault("empty", None, column.name) | {"whole": True}
        return self._fault("column", None, None) | {"column": column.header}

    def _empty(self, name: str, rows: list[int]) -> Iterator[Fault]:
        if len(rows) == self.table.height > 1:
            yield self._fault("empty", None, name) | {"whole": True}
        else:
            yield from (self._fault("empty", row, name) | {"whole": False} for row in rows)

    def _doubt(self, doubt: CellDoubt) -> Fault:
        code = doubt.doubt.code
        words = dict(doubt.doubt.words)
        return self._fault(_SORT_OF.get(code, code), doubt.row, doubt.column) | {"reason": code} | words

    def _repeated(self) -> Iterator[Fault]:
        """Each further row with a key that an earlier row has, beside that row."""
        first: dict[str, int] = {}
        column = self.spec.unique[0] if self.spec.unique else ""
        for at, key in enumerate(self.unique_keys):
            if key is None:
                continue
            if key in first:
                before = self.rows[first[key]]
                said = self.keys[at] or self.table.columns[column][at]
                where = self.table.layout.where(before, column)
                words = {"value": said, "first_row": str(before), "first": where}
                yield self._fault("repeated", self.rows[at], column) | words
            first.setdefault(key, at)

    def _fault(self, sort: str, row: int | None, column: str | None) -> Fault:
        at = self.table.places.get(row) if row is not None else None
        return {
            "fault": sort,
            "_table": self.spec.name,
            "_row": row,
            "_column": column,
            "sheet": self.table.layout.sheet.name,
            "column": self.spec.by_name[column].header if column else None,
            "key": self.keys[at] if at is not None else None,
        }


_TOTALS = tuple(map(fold, ("tổng cộng", "tổng số", "cộng")))


def _validate(form: Form, shapes: Sequence[_Shape]) -> None:
    """Lay the cells of all tables under each other, validate them, and tell each table what failed in it."""
    import polars as pl
    from pandera.errors import SchemaErrors

    stack = _Stack()
    for shape in shapes:
        for name, cells, empty in shape.cells():  # all that are filled are as good as one
            filled = [None] if cells > len(empty) else []
            once = [*(str(stack.height) for _ in filled), *(None for _ in empty)]
            stack.add(shape, name, once=once, places=[*filled, *empty])
        stack.add(shape, None, once=[f"{stack.height}\x1f{key}" for key in shape.unique_keys if key])
        stack.add(shape, None, listed=[*shape.choices(), *shape.doubts()])
    try:
        _schema(form).validate(pl.DataFrame(stack.columns, schema=dict.fromkeys(stack.columns, pl.Utf8)), lazy=True)
    except SchemaErrors as errors:
        for index in errors.failure_cases["index"]:
            failed, of_column, place = stack.place_of(index)
            failed.failed = True
            if of_column is not None and place is not None:
                failed.empty.setdefault(of_column, set()).add(place)


class _Stack:
    """Two columns, each block of rows filling one of them with what one table has to be validated.

    ``once``: keys, and of each column that must be filled its empty cells beside one for all that are not. ``listed``:
    choices, and doubts, which no list has.
    """

    def __init__(self) -> None:
        self.columns: dict[str, list[str | None]] = {"once": [], "listed": []}
        self.blocks: list[tuple[_Shape, str | None, Sequence[int | None]]] = []
        self._begins: list[int] = []

    @property
    def height(self) -> int:
        return len(self.columns["once"])

    def add(
        self, shape: _Shape, name: str | None, *, once: Sequence[str | None] = (), listed: Sequence[str] = (),
        places: Sequence[int | None] = (),
    ) -> None:  # fmt: skip
        if not once and not listed:
            return
        begins = self.height
        self._begins.append(begins)
        self.blocks.append((shape, name, places))
        self.columns["once"] += once or map(str, range(begins, begins + len(listed)))
        self.columns["listed"] += listed or [None] * len(once)

    def place_of(self, index: int) -> tuple[_Shape, str | None, int | None]:
        """Of a row of the stack its table, and of a cell that must be filled its column and place."""
        block = bisect_right(self._begins, index) - 1
        shape, name, places = self.blocks[block]
        return shape, name, places[index - self._begins[block]] if name is not None else None


@cache
def _schema(form: Form) -> Any:
    """The pandera schema of a form: cells are filled, keys are there once, choices are listed, no cell is doubtful."""
    import pandera.polars as pa
    import polars as pl

    return pa.DataFrameSchema(
        {
            "once": pa.Column(pl.Utf8, nullable=False, unique=True),
            "listed": pa.Column(pl.Utf8, pa.Check.isin(list(_listed(form.tables))), nullable=True),
        }
    )


def _listed(specs: Iterable[TableSpec]) -> Iterator[str]:
    for spec in specs:
        for column in spec.columns:
            if column.choices is not None:
                yield from (f"{spec.name}.{column.name}={value}" for value in column.choices.values)
