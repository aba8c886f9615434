"""Lists gathered from several tables: every unit named, every document cited, every fault of shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
from ..dossier import Dossier
from ..forms import ColumnSpec
from ..values.citations import Citation
from ..values.days import say_day
from ..values.document_dates import DocumentDate
from ..values.text import fold
from ..vocabulary import WB
from .frames import Beside, list_of, own_rows


def named_units(chunk: Chunk) -> Beside:
    """Every unit named in a column of units, one row a mention; equal cells of a workbook are understood once."""
    of_units = [(table.name, spec) for table in chunk.form.tables for spec in table.columns if spec.kind == "units"]
    cells = pl.concat([_filled(chunk, name, spec) for name, spec in of_units])
    texts = cells.select(WB, "_text").unique(maintain_order=True)
    told = [{WB: at, "_text": text} | one for at, text in texts.iter_rows() for one in _mentions(chunk[at], text)]
    said = {name: kind for name, kind in vocabulary.UNITS.items() if name not in cells.columns}
    mentions = list_of(told, {"_text": str} | said)
    named = cells.select(WB, "_text").with_row_index("_cell")
    meant = mentions.select(WB, "_text").with_row_index("_mention")
    pairs = named.join(meant, on=[WB, "_text"], maintain_order="left_right").select(WB, "_cell", "_mention")
    if len(chunk.dossiers) > 1:
        pairs = pairs.sort(WB, maintain_order=True)
    parts = ((cells.drop("_text"), pairs["_cell"]), (mentions.drop(WB, "_text", "as_planned"), pairs["_mention"]))
    return Beside(vocabulary.UNITS, (*parts, (_beside_plan(parts, chunk), None)))


def _filled(chunk: Chunk, name: str, spec: ColumnSpec) -> pl.DataFrame:
    """The filled cells of one column of units, without those of rows that have no code where rows have one."""
    rows = own_rows(chunk, name)
    names = [one for one in (WB, "_table", "_row", "code", "key", "title") if one in rows.columns]
    needed = [one for one in (spec.name, "code") if one in rows.columns]
    cells = rows[[*names, spec.name]].filter(pl.all_horizontal(pl.col(needed).is_not_null()))
    told = {one: pl.col(one) if one in names else pl.lit(None, pl.Utf8) for one in ("key", "title")}
    where = {"_column": pl.lit(spec.name), "column": pl.lit(spec.header)}
    return cells.select(WB, "_table", "_row", **where, **told, _text=pl.col(spec.name))


def _mentions(dossier: Dossier, text: str) -> Iterator[dict[str, Any]]:
    for mention in dossier.mentions(text):
        yield {
            "_item": mention.item, "text": mention.text,
            "status": mention.status, "suggestion": mention.suggestion, "valid": dossier.existed(mention),
            "begins": mention.begins, "ended": mention.ended,
            "successors": "; ".join(mention.successors) or None,
            "counterparts": "; ".join(mention.counterparts) or None, "verified": mention.verified,
            "request": mention.request, "level": mention.level, "standing": dossier.standing(mention),
            "became": " → ".join(filter(None, (f"“{mention.text}”", " / ".join(mention.successors)))),
        }  # fmt: skip


def _beside_plan(parts: Iterable[tuple[pl.DataFrame, pl.Series]], chunk: Chunk) -> pl.DataFrame:
    """Whether a report names a unit just as the plan's own row of that task does."""
    (cells, cell), (mentions, mention) = parts
    same = list_of(
        ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _as_planned(dossier)), _PLACE
    )
    if same.height == 0:
        return cell.to_frame().with_columns(as_planned=pl.lit(False)).select("as_planned")
    there = same.with_columns(as_planned=pl.lit(True))
    units = cells.select(WB, "_table", "_row", "_column")[cell].hstack(mentions.select("_item")[mention])
    beside = units.join(there, on=[WB, *_PLACE], how="left", maintain_order="left")
    return beside.select(pl.col("as_planned").fill_null(False))


_PLACE: vocabulary.Columns = {"_table": str, "_row": int, "_column": str, "_item": int}


def _as_planned(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """The places of a report's tasks where it repeats a unit of its plan."""
    own = dossier.submitted.tables.get("task_progress")
    planned = dossier.plan.tables.get("tasks") if dossier.plan is not None else None
    if own is None or planned is None:
        return
    for name in (spec.name for spec in own.spec.columns if spec.kind == "units" and spec.name in planned.columns):
        for row, code, text in zip(*(own.columns[one] for one in ("_row", "code", name)), strict=True):
            texts = [planned.columns[name][at] for at in planned.coded.get(code, ())] if text and code else []
            named = {fold(mention.text) for one in texts if one for mention in dossier.mentions(one)}
            for mention in dossier.mentions(text) if named else ():
                if fold(mention.text) in named:
                    yield {"_table": "task_progress", "_row": row, "_column": name, "_item": mention.item}


_CITING = {
    "document": ("number", "subject"),
    "references": ("number", "subject"),
    "targets": ("title", "note"),
    "tasks": ("title", "note", "time"),
}


def cited_documents(chunk: Chunk) -> pl.DataFrame:
    """Every document named anywhere in a workbook: its own number, the rows of ``Căn cứ``, and in running text."""
    rows = ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _citations(dossier))
    return list_of(rows, vocabulary.CITATIONS)


def _citations(dossier: Dossier) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for name, columns in _CITING.items():
        table = dossier.submitted.tables.get(name)
        if table is None:
            continue
        for column in columns:
            texts = (text for text in table.columns.different(column) if text is not None and column != "number")
            citing = {text: cited for text in texts if (cited := dossier.citations_in(text))}
            rows_there = table.columns[column] if citing or column == "number" else ()
            for at, text in enumerate(rows_there):
                cited = citing.get(text, ())
                if text is None or not (cited or column == "number"):
                    continue
                row = table.columns["_row"][at]
                place = f"{table.layout.sheet.name}!{table.layout.where(row, column)}"
                base = {
                    "_table": name,
                    "_row": row,
                    "_column": column,
                    "_dated_column": "date" if column == "number" else column,
                    "place": place,
                    "own": name == "document" and column == "number",
                }
                if column == "number":
                    rows.append(base | {"_item": 0} | _own_citation(table.columns, at))
                else:
                    rows += [base | {"_item": item} | _text_citation(found) for item, found in enumerate(cited)]
    named = [row for row in rows if row.get("number")]
    for row in named:
        row["year"] = row["year"] or _only_year(named, row["number"])
    return named


def _only_year(rows: list[dict[str, Any]], number: str) -> str | None:
    """The year of a citation without a date: the one that this number has elsewhere, if it is one."""
    years = {row["year"] for row in rows if row["number"] == number and row["year"]}
    return next(iter(years)) if len(years) == 1 else None


def _own_citation(columns: Mapping[str, list[Any]], at: int) -> dict[str, Any]:
    start, end, key = columns["date.start"][at], columns["date.end"][at], columns["number.key"][at]
    whole = start is not None and start == end
    return {
        "number": key,
        "key": key,
        "year": _year(columns["number.year"][at], start.year if start else None),
        "dated": say_day(start) if whole else None,
        "spelled": columns["number"][at] if columns["number.normal"][at] else key,
        "issuer": fold(columns["issuer"][at] or ""),
    }  # fmt: skip


def _year(numbered: int | None, dated: int | None) -> str | None:
    """The year that tells two documents of one number apart: the symbol's own, else the date's."""
    year = numbered or dated
    return str(year) if year else None


def _text_citation(found: Citation) -> dict[str, Any]:
    day = found.date if isinstance(found.date, DocumentDate) else None
    return {
        "number": found.number.key, "key": found.number.key,
        "year": _year(found.number.year, day.year if day else None),
        "dated": say_day(day.first) if day and day.grain == "day" else None,
        "spelled": found.number.text if found.number.oddly_spelled else found.number.key, "issuer": None,
    }  # fmt: skip


def shape_faults(chunk: Chunk) -> pl.DataFrame:
    rows = ({WB: at} | fault for at, dossier in enumerate(chunk.dossiers) for fault in dossier.faults)
    return list_of(rows, vocabulary.FAULTS)
