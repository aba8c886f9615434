"""A table's columns as they are kept: each different cell of a column of the form once, and which of them each row has.

A plan repeats itself, and most of its columns are empty: a list for each flat column would take ten times the room.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from .schema import polars_type

if TYPE_CHECKING:
    import polars as pl


class Block(Struct, frozen=True, eq=False):
    """Flat columns that are filled together: ``values`` has each different cell once, ``at`` says which a row has.

    A column in which no cell says anything has None for its values.
    """

    at: Sequence[int]
    size: int
    values: Mapping[str, list[Any] | None]

    @classmethod
    def of(cls, at: Sequence[int], size: int, columns: Mapping[str, list[Any]]) -> Block:
        told = {name: values if any(one is not None for one in values) else None for name, values in columns.items()}
        return cls(at, size, told)


class Columns(Mapping[str, list[Any]]):
    """The flat columns by name, each as a list with a value a row, which is made when it is asked for."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._blocks: dict[str, Block] = {}
        self._lists: dict[str, list[Any]] = {}

    def put(self, block: Block) -> None:
        """Add the columns of a block; of a name that was there before the new column counts."""
        for name in block.values:
            self._blocks[name] = block
            self._lists.pop(name, None)

    def __setitem__(self, name: str, values: list[Any]) -> None:
        """Add a column that has a value of its own for each row."""
        self._lists[name] = values
        self._blocks.pop(name, None)

    def __getitem__(self, name: str) -> list[Any]:
        found = self._lists.get(name)
        if found is None:
            block = self._blocks[name]
            values = block.values[name]
            found = [None] * self.height if values is None else list(map(values.__getitem__, block.at))
            self._lists[name] = found
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._blocks or name in self._lists

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(chain(self._blocks, self._lists)))

    def __len__(self) -> int:
        return len(self._blocks.keys() | self._lists.keys())

    def block(self, name: str) -> Block | None:
        """The block that a column lies in; None for one that has a value of its own for each row, or is not there."""
        return self._blocks.get(name)

    def different(self, name: str) -> list[Any]:
        """Each value of a column at least once, in no order that means anything."""
        block = self._blocks.get(name)
        return self[name] if block is None else block.values[name] or [None]


def stacked(parts: Sequence[Columns], columns: Mapping[str, type]) -> pl.DataFrame:
    """The columns of one or more tables of one kind beneath each other as one frame; what no part has is null.

    A column without any value is a constant in the frame, which costs next to nothing however many rows there are.
    """
    import polars as pl

    together: dict[tuple[int, ...], list[pl.Series]] = {}  # the different cells of columns that lie in one block
    places: dict[tuple[int, ...], pl.Series] = {}
    found: list[pl.Series] = []
    nothing: dict[str, pl.Expr] = {}
    for name, kind in columns.items():
        blocks = [part.block(name) for part in parts]
        own = polars_type(kind)
        if any(block is None and name in part for block, part in zip(blocks, parts, strict=True)):
            rows = [value for part in parts for value in (part[name] if name in part else repeat(None, part.height))]
            found.append(pl.Series(name, rows, dtype=own, strict=True))
        elif all(block is None or block.values[name] is None for block in blocks):
            nothing[name] = pl.lit(None, own)
        else:
            told: list[Any] = []
            for block in blocks:
                told += [None] if block is None else block.values[name] or repeat(None, block.size)
            key = tuple(map(id, blocks))
            if key not in places:
                places[key] = pl.Series(_places(parts, blocks), dtype=pl.UInt32)
            together.setdefault(key, []).append(pl.Series(name, told, dtype=own, strict=True))
    for key, different in together.items():
        found += pl.DataFrame(different)[places[key]].get_columns()
    return pl.DataFrame(found).with_columns(**nothing)[list(columns)]


def _places(parts: Sequence[Columns], blocks: Sequence[Block | None]) -> Sequence[int]:
    """Which of the different cells of all blocks, one after the other, each row has."""
    if len(blocks) == 1 and blocks[0] is not None:
        return blocks[0].at
    at = array("I")
    begins = 0
    for part, block in zip(parts, blocks, strict=True):
        at.extend(repeat(begins, part.height) if block is None else [begins + one for one in block.at])
        begins += 1 if block is None else block.size
    return at
