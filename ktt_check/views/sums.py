"""Sums and parts that a programme or plan declares (``Quan hệ chỉ tiêu``, ``Trong đó của``), with what they come to.

``Tổng``: the figure of ``Tử số`` is what ``Mẫu số`` spells, as ``đầu năm + CT3.1 - CT3.2``; its words ``kỳ trước`` and
``đầu năm`` are the figure's own at the period before and at the last year's end. ``Trong đó``: ``Tử số`` is a part of
``Mẫu số``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

import polars as pl
from msgspec import Struct

from .. import vocabulary
from ..cells import as_code
from ..chain import Document
from ..chunk import Chunk
from ..dossier import Dossier
from ..progress import row_of
from ..tables import Table
from ..values.level import Comparator
from ..values.measure import PERCENT, Measure, counted_in, parse_measure
from ..values.number import say_number
from ..values.text import fold
from ..vocabulary import WB
from .frames import list_of

_SUM, _PART = "Tổng", "Trong đó"
_BETWEEN_TERMS = re.compile(r"\s*(\+|;|(?<=\s)[-−–](?=\s)|[−–])\s*")
_SAID = {fold(words): words for words in ("kỳ trước", "đầu năm")}
_BEFORE, _YEAR_BEGAN = _SAID
_EXACT = (Comparator.BARE, Comparator.EQUAL, Comparator.AT_LEAST)


class Figure(Struct, frozen=True):
    """One figure of a document, with its row, key and unit; ``slack`` is how far "khoảng" may be from a sum."""

    row: int
    key: str
    figure: Decimal
    measure: Measure
    slack: Decimal = Decimal(0)
    before: Decimal | None = None
    began: Decimal | None = None

    def said(self, figure: Decimal, language: str) -> str:
        number = say_number(figure.normalize() if figure else Decimal(0), language)
        unit = counted_in(self.measure)[1]
        return f"{number}%" if self.measure.numerator == PERCENT else f"{number} {unit}".strip()


class _Submitted(Struct, frozen=True):
    """The submitted figures by code and horizon, and the codes that carry out each code of a higher level."""

    figures: Mapping[str, Mapping[str | None, Figure]]
    own: int
    carriers: Mapping[tuple[int, str], set[str]]

    def meant(self, document: int, code: str) -> Mapping[str | None, Figure]:
        """By horizon, the figure for a code that a document's relation names; none where several rows carry it out."""
        codes = {code} if document == self.own else self.carriers.get((document, code), set())
        return self.figures.get(next(iter(codes)), {}) if len(codes) == 1 else {}


def sums(chunk: Chunk) -> pl.DataFrame:
    """One row for each declared relation and horizon of which every figure is known, with what it comes to."""
    rows = ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _of(dossier))
    return list_of(rows, vocabulary.SUMS)


def codes_related(dossier: Dossier) -> set[str]:
    """The codes that the plan's relations name: a report may have rows for them that are no targets."""
    table = dossier.plan.tables.get("target_relations") if dossier.plan is not None else None
    if table is None:
        return set()
    sums = (
        text for kind, text in zip(table.columns["kind"], table.columns["denominator"], strict=True) if kind == _SUM
    )
    return {code for text in sums for _, code in _terms(text) if code not in (_BEFORE, _YEAR_BEGAN)}


def _of(dossier: Dossier) -> Iterator[dict[str, Any]]:
    name = "targets" if dossier.submitted.identity.form.name == "plan" else "target_progress"
    table = dossier.submitted.tables.get(name)
    if table is None or (name == "target_progress" and dossier.plan is None):
        return
    relations = {document.index: (*_declared(document), *_parts(document)) for document in dossier.documents}
    if not any(relations.values()):
        return
    figures = _planned(table) if name == "targets" else _reported(dossier, table)
    own = 0 if dossier.plan is None else dossier.plan.index
    submitted = _Submitted(figures, own, _carriers(dossier, own))
    beside = {"_table": name, "_column": "value" if name == "targets" else "actual"}
    told: set[tuple[str, ...]] = set()
    for document in dossier.documents:
        shares = {code for _, code, *_ in _parts(document)}
        for relation in relations[document.index]:
            for row in _come_to(dossier, document.index, relation, submitted, shares):
                sign = (row["kind"], row["key"], row["parts"])
                if sign not in told:  # declared at two levels, or in two ways
                    told.add(sign)
                    yield beside | row | {"programme": document.identity.name}


_Relation = tuple[str, str, Sequence[tuple[int, str]], str | None]


def _declared(document: Document) -> Iterator[_Relation]:
    table = document.tables.get("target_relations")
    if table is not None:
        columns = (table.columns[name] for name in ("kind", "numerator", "denominator", "note"))
        for kind, code, text, note in zip(*columns, strict=True):
            if kind in (_SUM, _PART) and code is not None and text is not None:
                yield kind, code, _terms(text), note


def _parts(document: Document) -> Iterator[_Relation]:
    """The targets that say in ``Trong đó của`` of which they are a part."""
    table = document.tables.get("targets")
    if table is not None:
        for code, whole in dict.fromkeys(zip(table.columns["code"], table.columns["part_of"], strict=True)):
            if code is not None and whole is not None:
                yield _PART, code, [(1, whole)], None


def _terms(text: str) -> list[tuple[int, str]]:
    """The signed terms of a sum."""
    pieces = _BETWEEN_TERMS.split(text.strip().lstrip("=").strip())
    terms = []
    for at in range(0, len(pieces), 2):
        words = fold(pieces[at])
        if words:
            sign = -1 if at and pieces[at - 1] not in ("+", ";") else 1
            terms.append((sign, words if words in (_BEFORE, _YEAR_BEGAN) else as_code(pieces[at])))
    return terms


def _come_to(
    dossier: Dossier, document: int, relation: _Relation, submitted: _Submitted, shares: Set[str]
) -> Iterator[dict[str, Any]]:
    kind, code, terms, note = relation
    of_code = submitted.meant(document, code)
    others = [(sign, term, submitted.meant(document, term)) for sign, term in terms]
    for year, one in of_code.items():
        found: list[tuple[int, str, Decimal, Decimal]] = []
        lacking: list[str] = []
        for sign, term, there in others:
            other = there.get(year) or there.get(None)
            if term in (_BEFORE, _YEAR_BEGAN):
                own = one.before if term == _BEFORE else one.began
                if own is None:
                    lacking.append(_SAID[term])
                else:
                    found.append((sign, _SAID[term], own, Decimal(0)))
            elif other is not None and other.measure.dimension == one.measure.dimension and one.measure.scale:
                scale = other.measure.scale / one.measure.scale
                found.append((sign, other.key, other.figure * scale, other.slack * scale))
            else:
                lacking.append(term)
        if kind == _SUM and one.measure.numerator == PERCENT:
            continue  # percentages are never added
        if len(found) < len(others):
            if found and kind == _SUM and dossier.plan is not None:
                yield {"_row": one.row, "kind": "sum", "key": one.key, "parts": "", "lacking": ", ".join(lacking)}
            continue
        if kind == _PART and one.measure.numerator == PERCENT and code in shares:
            continue  # a share of another target's units is no part of its figure
        total = sum((sign * figure for sign, _, figure, _ in found), Decimal(0))
        slack = one.slack + sum((slack for *_, slack in found), Decimal(0))
        fits = one.figure <= total + slack if kind == _PART else abs(one.figure - total) <= slack
        yield {
            "_row": one.row, "kind": "part" if kind == _PART else "sum", "key": one.key, "fits": fits, "note": note,
            "said": one.said(one.figure, dossier.language), "comes_to": one.said(total, dossier.language),
            "off": one.said(abs(one.figure - total), dossier.language), "parts": ", ".join(key for _, key, *_ in found),
            "spelled": _spelled(found, dossier.language),
        }  # fmt: skip


def _spelled(found: Sequence[tuple[int, str, Decimal, Decimal]], language: str) -> str:
    """The sum as people write it: 203 + 10 − 5."""
    words = ""
    for sign, _, figure, _ in found:
        number = say_number(figure.normalize() if figure else Decimal(0), language)
        words += number if not words and sign > 0 else f" {'+' if sign > 0 else '−'} {number}"
    return words.strip()


def _carriers(dossier: Dossier, own: int) -> dict[tuple[int, str], set[str]]:
    """For each code of a higher level the codes of document ``own`` that carry it out."""
    chain, table = dossier.chain("targets"), dossier.documents[own].tables.get("targets")
    found: dict[tuple[int, str], set[str]] = {}
    if table is not None:
        for code, items in zip(table.columns["code"], table.columns["higher_codes.items"], strict=True):
            for item in items or ():
                carried = chain.resolve(item, own)
                if carried is not None and code is not None:
                    found.setdefault(carried, set()).add(code)
    return found


def _planned(table: Table) -> dict[str, dict[str | None, Figure]]:
    found: dict[str, dict[str | None, Figure]] = {}
    columns = (table.columns[name] for name in ("_row", "code", "year", "key"))
    for (row, code, year, key), level in zip(zip(*columns, strict=True), table.levels, strict=True):
        if code is not None and level is not None and level.headline is not None and level.value is not None:
            figure = level.upper if level.falling and level.upper is not None else level.value
            slack = Decimal(0) if level.comparator in _EXACT else figure * level.tolerance.about
            found.setdefault(code, {}).setdefault(year, Figure(row, key or code, figure, level.measure, slack))
    return found


def _reported(dossier: Dossier, table: Table) -> dict[str, dict[str | None, Figure]]:
    found: dict[str, dict[str | None, Figure]] = {}
    columns = (table.columns[name] for name in ("_row", "code", "year", "key", "unit", "actual", "previous"))
    for row, code, year, key, unit, actual, before in zip(*columns, strict=True):
        if code is not None and actual is not None:
            measure = parse_measure(unit or "", dossier.catalogue.nouns)
            began = _began(dossier, key)
            one = Figure(row, key or code, actual, measure, Decimal(0), before, began)
            found.setdefault(code, {}).setdefault(year, one)
    return found


def _began(dossier: Dossier, key: str | None) -> Decimal | None:
    """What the report on the year before said of a target; at a year's report that is also the period before."""
    if dossier.window is None:
        return None
    for one in dossier.earlier:
        if one.window.end.year == dossier.window.end.year - 1 and one.window.end.month == 12:
            row = row_of(one.document, key)
            return None if row is None else row["actual"]
    return None
