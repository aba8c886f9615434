"""Pairs of targets whose quotient a programme has declared, with what it comes to in this document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from .. import vocabulary
from ..cells import as_code
from ..chain import Chain, Document
from ..chunk import Chunk
from ..dossier import Dossier
from ..tables import Table
from ..values.level import Kind
from ..values.number import say_number
from ..vocabulary import WB
from .frames import list_of

_PLACES, _SHOWN = Decimal("1E-9"), Decimal("0.1")
_QUOTIENT = "Thương số"
_STANDING = (Kind.STOCK, Kind.CUMULATIVE)


def quotients(chunk: Chunk) -> pl.DataFrame:
    """One row for each declared pair and horizon at which a document has exactly one figure for either side."""
    return list_of(_of_all(chunk), vocabulary.QUOTIENTS)


def _of_all(chunk: Chunk) -> Iterator[dict[str, Any]]:
    for at, dossier in enumerate(chunk.dossiers):
        targets = dossier.submitted.tables.get("targets")
        if targets is not None:
            yield from ({WB: at} | row for row in _rows(dossier, targets))


def _rows(dossier: Dossier, targets: Table) -> Iterator[dict[str, Any]]:
    chain = dossier.chain("targets")
    for document in dossier.documents:
        table = document.tables.get("target_relations")
        if table is None:
            continue
        names = ("kind", "numerator", "denominator", "low", "high", "note")
        for kind, numerator, denominator, low, high, note in zip(*(table.columns[n] for n in names), strict=True):
            if kind != _QUOTIENT:
                continue
            above = _figures(chain, targets, document, numerator)
            below = _figures(chain, targets, document, as_code(denominator or ""))
            for year, (one, figure) in above.items():
                other, divisor = below.get(year, (0, Decimal(0)))
                if divisor <= 0:
                    continue
                quotient = (figure / divisor).quantize(_PLACES)
                yield {
                    "_table": "targets", "_row": targets.columns["_row"][one], "_column": "value",
                    "key": targets.columns["key"][one], "title": targets.columns["title"][one], "year": year,
                    "over": targets.columns["key"][other], "quotient": quotient,
                    "said": say_number(quotient.quantize(_SHOWN), dossier.language), "low": low, "high": high,
                    "note": note, "programme": document.identity.name,
                }  # fmt: skip


def _figures(chain: Chain, targets: Table, document: Document, code: str | None) -> dict[str, tuple[int, Decimal]]:
    """By horizon, the place and the figure of the only own target that is, or carries out, a target of a document."""
    found: dict[str, list[tuple[int, Decimal]]] = {}
    columns = (targets.columns[name] for name in ("code", "year", "higher_codes.items"))
    for at, (own, year, items) in enumerate(zip(*columns, strict=True)):
        level = targets.levels[at]
        if document.index == 0:
            meant = own == code
        else:
            meant = any(chain.resolve(item) == (document.index, code) for item in items or ())
        counted = level is not None and level.kind in _STANDING and level.measure.dimension is not None
        if meant and year is not None and level is not None and counted:
            found.setdefault(year, []).append((at, level.headline or Decimal(0)))
    return {year: places[0] for year, places in found.items() if len(places) == 1}
