"""Workbooks as their authors mean them, before anybody decides how they look on sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any


@dataclass(frozen=True)
class Percent:
    """A share as Excel holds it: a fraction shown with a percent sign."""

    value: Decimal


@dataclass(frozen=True)
class Day:
    """A real date in a cell, in the number format that shows it."""

    value: datetime
    code: str = "dd/mm/yyyy"


@dataclass(frozen=True)
class Formula:
    """A formula without stored value, or with an error as its value."""

    error: str | None = None


Value = str | int | Decimal | Percent | Day | Formula | None


@dataclass(eq=False)
class Row:
    """One row of a table; two rows with the same cells are two rows. ``meant`` is what the generator knows of it."""

    cells: dict[str, Value]
    meant: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Value:
        return self.cells.get(column)

    def __setitem__(self, column: str, value: Value) -> None:
        self.cells[column] = value

    def text(self, column: str) -> str:
        """What is written in a cell that is known to be filled in."""
        value = self.cells[column]
        assert isinstance(value, str | int)
        return str(value)


@dataclass(eq=False)
class Paper:
    """One workbook: ``Thông tin`` by column name, the tables by name; ``look`` is the seed of how it is laid out.

    ``dropped`` are the tables whose sheets and (table, column) whose columns are left out. ``raw`` cells are written
    exactly as they are. ``missing_rows`` are the labels of ``Thông tin`` that have no row.
    """

    document: Row
    tables: dict[str, list[Row]]
    look: int
    dropped: set[str | tuple[str, str]] = field(default_factory=set)
    raw: set[tuple[int, str]] = field(default_factory=set)

    def keep_raw(self, row: Row, *columns: str) -> None:
        """Write these cells as they are, without another spelling of the same."""
        self.raw |= {(id(row), column) for column in columns}


@dataclass(eq=False)
class Case:
    """A plan, the programmes above it (nearest first), and the facts that they were made from."""

    plan: Paper
    programmes: list[Paper]
    random: Random
    level: str
    province: str
    issuer: str
    issued: date
    span: tuple[int, int]
    era: str
    leads: list[str]
    others: list[str]
    shelved: bool  # whether the programmes are found by number and date, or named one by one

    @property
    def targets(self) -> list[Row]:
        return self.plan.tables["targets"]

    @property
    def tasks(self) -> list[Row]:
        return self.plan.tables["tasks"]

    @property
    def references(self) -> list[Row]:
        return self.plan.tables["references"]


@dataclass(frozen=True)
class At:
    """A cell of the plan: of a row, of ``Thông tin`` (row None), or a header (``header``); no column: the sheet."""

    table: str
    column: str | None
    row: Row | None = None
    header: bool = False


@dataclass(frozen=True)
class Expected:
    """One finding that must be reported; severity and verdict where the injector says so."""

    rule: str
    at: At
    severity: str | None = None
    verdict: str | None = None
