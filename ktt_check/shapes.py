"""Whether the tables have the shape their form declares: columns, kinds, lists, unique keys, required cells.

The schemas are built from the forms and validate, through pandera, frames whose cells were typed before: a text in
a number column is there as a doubt and not as a schema error. pandera's messages never leave this module: its
failure cases are mapped to faults at a table, row and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .cells import ODD
from .forms import ColumnSpec, TableSpec
from .layout import Layout
from .tables import CellDoubt, Table
from .values.text import fold

if TYPE_CHECKING:
    import polars as pl

SORTS = ("sheet", "column", "empty", "prose", "not-of-kind", "read-as", "not-in-list", "unknown-unit", "repeated",
         "error-value", "uncalculated")  # fmt: skip

Fault = dict[str, Any]
_Texts = tuple[tuple[str, tuple[str | None, ...]], ...]  # the columns of a table by name
_SORT_OF = {
    "date-accident": "not-of-kind",
    "two-readings": "not-of-kind",
    "level": "not-of-kind",
    "text-number": "read-as",
}
_FREE_FOR_QUALITATIVE = ("unit", "year")
_KEY, _DOUBTS = "\x1fkey", "\x1fdoubts"  # beside the form's columns, whose names never begin so


def find_faults(layout: Layout, tables: dict[str, Table]) -> list[Fault]:
    """Every fault of shape, in the order of the form: ``fault``, ``_table``, ``_row``, ``_column`` and its words."""
    faults: list[Fault] = [
        {"fault": "sheet", "_table": spec.name, "_row": None, "_column": None, "sheet": spec.sheet}
        for spec in layout.missing
    ]
    for table in tables.values():
        faults += _Shape(table).faults()
    return faults


class _Shape:
    """One table on its way through its schema."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.spec = table.spec
        self.rows: list[int] = table.columns["_row"]
        self.keys: list[str | None] = table.columns.get("key") or [None] * table.height
        self.prose = self._prose_rows()

    def faults(self) -> list[Fault]:
        """What the schema finds, each failure case as the fault it stands for."""
        cases = _failure_cases(self.spec, self._texts())
        if not cases:
            return []
        return sorted(self._mapped(cases), key=lambda fault: (fault["_row"] is not None, fault["_row"] or 0))

    def _texts(self) -> _Texts:
        """The columns there of which something is asked, as text; beside them the key of each row and its doubts."""
        frame = self.table.frame()
        there = [column for column in self.spec.columns if _is_bound(column) and self._is_there(column)]
        texts: dict[str, Any] = {column.name: self._filled(frame, column) for column in there}
        doubts = {doubt.row: doubt.doubt.code for doubt in self._told_doubts()} | dict.fromkeys(self.prose, "prose")
        texts[_KEY] = self._unique_keys(frame)
        texts[_DOUBTS] = [doubts.get(row) for row in self.rows]
        return tuple((name, tuple(values)) for name, values in texts.items())

    def _is_there(self, column: ColumnSpec) -> bool:
        return self.table.layout.where(None, column.name) is not None

    def _filled(self, frame: pl.DataFrame, column: ColumnSpec) -> list[str | None]:
        """A column's texts; what need not be filled in a row, or is there but unreadable, counts as filled."""
        texts = frame[f"{column.name}.text" if column.kind == "number" else column.name].cast(str).to_list()
        if not column.identity and column.choices is None:
            return texts
        free = self.prose | {row for row, name in self.table.odd if name == column.name}
        if self.spec.name == "targets" and column.name in _FREE_FOR_QUALITATIVE:
            qualitative = self.table.columns["qualitative"]
            free |= {row for row, is_so in zip(self.rows, qualitative, strict=True) if is_so}
        filled = _ANY if column.choices is None else next(iter(column.choices.values))
        return [filled if row in free and text is None else text for row, text in zip(self.rows, texts, strict=True)]

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
        for at, row in enumerate(self.rows):
            below = below or (at > last and row > self.rows[at - 1] + 1)
            words = all(values[at] is None and (row, name) not in told for name, values in columns)
            if codes[at] is None and (words or below or fold(titles[at] or "").startswith(_TOTALS)):
                prose.add(row)
        return prose

    def _unique_keys(self, frame: pl.DataFrame) -> list[str | None]:
        """The key of each row that has a whole one; null where a part is empty or its column is not there."""
        if not self.spec.unique or not all(self._is_there(self.spec.by_name[name]) for name in self.spec.unique):
            return [None] * self.table.height
        parts = [frame[name].cast(str).to_list() for name in self.spec.unique]
        qualitative = self.table.columns.get("qualitative") or [False] * self.table.height
        return [
            "\x1f".join(part or "" for part in row).lower() if row[0] and (all(row) or free) else None
            for free, *row in zip(qualitative, *parts, strict=True)
        ]

    def _told_doubts(self) -> Iterator[CellDoubt]:
        for doubt in self.table.doubts:
            if doubt.row in self.prose:
                continue
            column = self.spec.by_name[doubt.column]
            own_identity = column.kind == "document number" or (self.spec.name == "document" and column.name == "date")
            if doubt.doubt.code in ODD or not own_identity:  # what else ails those belongs to the documents' rules
                yield doubt

    def _mapped(self, cases: Iterable[dict[str, Any]]) -> Iterator[Fault]:
        empty: dict[str, list[int]] = {}
        for case in cases:
            match case["check"], case["column"]:
                case "column_in_dataframe", _:
                    yield from self._absent(self.spec.by_name[case["failure_case"]])
                case "not_nullable", name:
                    empty.setdefault(name, []).append(self.rows[case["index"]])
                case _:
                    pass  # lists, doubts and keys are told below, with what is known of each
        for name, rows in empty.items():
            yield from self._empty(name, rows)
        for doubt in self._told_doubts():
            yield self._doubt(doubt)
        yield from self._repeated()
        for row in sorted(self.prose):
            at = self.table.places[row]
            texts = (self.table.columns[column.name][at] for column in self.spec.columns if column.name != "ordinal")
            yield self._fault("prose", row, "code") | {
                "value": next((text for text in texts if isinstance(text, str)), "")
            }

    def _absent(self, column: ColumnSpec) -> Iterator[Fault]:
        if self.spec.by_label and column.identity and not column.needed:
            yield self._fault("empty", None, column.name) | {"whole": True}
        else:
            yield self._fault("column", None, None) | {"column": column.header}

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
        for at, key in enumerate(self._unique_keys(self.table.frame())):
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
_ANY = "\x1f"


@lru_cache(maxsize=64)
def _failure_cases(spec: TableSpec, texts: _Texts) -> tuple[dict[str, Any], ...]:
    """What pandera finds in a table; equal tables are validated once, for pandera's price is per call."""
    import polars as pl
    from pandera.errors import SchemaErrors

    frame = pl.DataFrame(dict(texts), schema=dict.fromkeys((name for name, _ in texts), pl.Utf8))
    try:
        _schema(spec).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return tuple(errors.failure_cases.select("column", "check", "failure_case", "index").to_dicts())
    return ()


@lru_cache(maxsize=16)
def _schema(spec: TableSpec) -> Any:
    """The pandera schema of a table of a form."""
    import pandera.polars as pa
    import polars as pl

    def column(one: ColumnSpec) -> Any:
        checks = None if one.choices is None or one.kind == "choices" else [pa.Check.isin(list(one.choices.values))]
        required = one.needed or (spec.by_label and one.identity)
        return pa.Column(pl.Utf8, checks, nullable=not one.identity, required=required)

    beside = {
        _KEY: pa.Column(pl.Utf8, nullable=True, unique=bool(spec.unique)),
        _DOUBTS: pa.Column(pl.Utf8, [pa.Check.isin([_ANY])], nullable=True),
    }
    return pa.DataFrameSchema({one.name: column(one) for one in spec.columns if _is_bound(one)} | beside)


def _is_bound(column: ColumnSpec) -> bool:
    """Whether the form asks anything of a column's cells; of the others there is nothing to validate."""
    return column.needed or column.identity or column.choices is not None
