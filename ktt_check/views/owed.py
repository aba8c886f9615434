"""What the higher levels at hand expect of this document, and whether it is carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from .. import vocabulary
from ..chain import Carried, Document, owes
from ..chunk import Chunk
from ..dossier import Dossier
from ..tables.schema import polars_type
from ..values.level_words import say
from ..vocabulary import WB
from .frames import HigherRows, frame_of, higher_rows, target_years
from .links import carried_but_for_slips
from .shares import allocated_level, falling, own_shares

_Owing = dict[str, Any]


def owed_targets(chunk: Chunk) -> pl.DataFrame:
    """The targets of the cited higher levels that each document owes, each with whether it is carried out.

    Of a target that was shared out the issuer owes its share, which is then the row's ``level``. What would be
    carried out through a missing target of a nearer level hangs on that one and is left out.
    """
    rows = higher_rows(chunk, "targets")
    owing = [one for at, dossier in enumerate(chunk.dossiers) for one in _owing_targets(at, dossier, rows)]
    return _owed_frame(chunk, "targets", rows, owing, {"_said": str})


def _owing_targets(at: int, dossier: Dossier, rows: HigherRows) -> Iterator[_Owing]:
    """What a dossier owes; ``_at`` is the row among ``rows``."""
    chain = dossier.chain("targets")
    carried, answered = carried_but_for_slips(dossier, "targets"), chain.answered_years()
    first, last = _first_year(dossier), _last_year(dossier)
    beside = {"linked": bool(answered), "unread": _unread(dossier, "targets")}
    hanging: set[Carried] = set()
    for document, table in ((d, d.tables["targets"]) for d in dossier.higher if d.cited and "targets" in d.tables):
        columns = [table.columns[name] for name in ("code", "year", "applies", "responsible", "year.end")]
        horizons: dict[str, set[str | None]] = {}
        for code, year in zip(columns[0], columns[1], strict=True):
            horizons.setdefault(code, set()).add(year)
        shares = own_shares(dossier, document.index)
        for place, (code, year, applies, responsible, end) in enumerate(zip(*columns, strict=True)):
            inside = end is None or ((last is None or end.year <= last) and (first is None or end.year >= first))
            falls = falling(applies, (code, year), shares)
            if falls is None or not inside or not dossier.owes(responsible):
                continue
            link = (document.index, code)
            done = link in carried and _at_horizon(year, horizons[code], answered.get(link))
            if link in hanging and not done:
                continue
            if not done and not falls.total:
                hanging |= chain.carried_through(link)
            share = allocated_level(dossier, document.index, shares[code, year]) if falls.allotted else None
            yield beside | {
                "_at": rows.begins[at, document.index] + place, "carried": done,
                "share": falls.allotted, "total": falls.total,
                "_said": None if share is None else say(share, dossier.language),
            }  # fmt: skip


def _at_horizon(year: str | None, horizons: set[str | None], answered: set[str | None] | None) -> bool:
    """Whether a target carried out is so at this horizon: one that has several is owed at each of them.

    What is carried out through another level counts for all; where no horizon is met, that is not missing but
    another horizon, which the comparison tells.
    """
    if answered is None or None in answered or year is None or len(horizons) < 2:
        return True
    return year in answered or not (horizons & answered)


def _owed_frame(
    chunk: Chunk, name: str, rows: HigherRows, owing: list[_Owing], more: vocabulary.Columns
) -> pl.DataFrame:
    """The owed rows of higher levels with what is said of each, in the columns that the vocabulary promises."""
    promised = vocabulary.columns(chunk.form, f"owed {name}", None) or {}
    wanted = {column: kind for column, kind in promised.items() if not column.startswith("document.")}
    told = {column: kind for column, kind in (vocabulary.OWED | more).items() if owing and column in owing[0]}
    frame = rows.frame[[one["_at"] for one in owing]].hstack(frame_of(owing, told))
    named = pl.format("{} (“{}”)", pl.col("key").fill_null(""), pl.col("title").fill_null(""))
    level = [pl.coalesce("_said", "level").alias("level")] if "_said" in told else []
    there = {*frame.columns, "label", "_table"}
    missing = [pl.lit(None, polars_type(kind)).alias(column) for column, kind in wanted.items() if column not in there]
    return frame.with_columns(*level, *missing, label=named, _table=pl.lit(name)).select(WB, *wanted)


def _first_year(dossier: Dossier) -> int | None:
    """The year in which the plan begins: Từ năm, else the year of issue."""
    table = dossier.submitted.tables.get("document")
    stated = table.columns["from_year"][0] if table is not None and table.height else None
    issued = dossier.submitted.identity.date
    return int(stated) if stated is not None else issued.year if issued is not None else None


def _last_year(dossier: Dossier) -> int | None:
    table = dossier.submitted.tables.get("document")
    stated = table.columns["to_year"][0] if table is not None and table.height else None
    if stated is not None:
        return int(stated)
    return max(target_years(dossier), default=None)


def owed_tasks(chunk: Chunk) -> pl.DataFrame:
    """The tasks owed as they are to be told: a group nobody took up, or the missing parts of an itemised one.

    What would be carried out through a missing task of a nearer level hangs on that one and is left out.
    """
    rows = higher_rows(chunk, "tasks")
    owing = [one for at, dossier in enumerate(chunk.dossiers) for one in _owing_tasks(at, dossier, rows)]
    return _owed_frame(chunk, "tasks", rows, owing, {})


def _owing_tasks(at: int, dossier: Dossier, rows: HigherRows) -> Iterator[_Owing]:
    chain, carried = dossier.chain("tasks"), carried_but_for_slips(dossier, "tasks")
    beside = {"linked": bool(carried), "unread": _unread(dossier, "tasks")}
    hanging: set[Carried] = set()
    for document in (d for d in dossier.higher if d.cited and "tasks" in d.tables):
        groups = _owed_groups(dossier, document)
        taken = {code for code in groups if (document.index, code) in carried}
        hangs = {code for code in groups if (document.index, code) in hanging - carried}
        told = {code: part for code, part in _told(groups, taken).items() if code not in hangs}
        for code in told.keys() - taken:
            hanging |= chain.carried_through((document.index, code))
        for place, code in enumerate(document.tables["tasks"].columns["code"]):
            if code in told:
                yield beside | {
                    "_at": rows.begins[at, document.index] + place, "carried": code in taken,
                    "group_code": told[code], "itemised": told[code] != code,
                }  # fmt: skip


def _owed_groups(dossier: Dossier, document: Document) -> dict[str, str | None]:
    """The codes of the tasks that fall to the issuer's level, each with its group."""
    columns = (document.tables["tasks"].columns[name] for name in ("code", "group", "owed_by.items"))
    return {
        code: group
        for code, group, levels in zip(*columns, strict=True)
        if code is not None and owes(dossier.submitted.identity, levels)
    }


def _unread(dossier: Dossier, name: str) -> bool:
    """Whether some cell of Mã cấp trên holds an error or an uncalculated formula, which may be what is missed here."""
    table = dossier.submitted.tables.get(name)
    return table is not None and any(column == "higher_codes" for _, column in table.odd)


def _told(groups: dict[str, str | None], taken: set[str]) -> dict[str, str]:
    """The owed codes that are asked about one by one, each with the group it is asked as part of (itself if none).

    A group of which something is taken up is itemised: then each of its parts is asked about, whatever is coded to
    the group as a whole; otherwise a row coded to the group covers all of it (``domain.md`` §4).
    """
    parts: dict[str, list[str]] = {}
    for code, group in groups.items():
        if group in groups and group != code:
            parts.setdefault(group, []).append(code)
    told: dict[str, str] = {}

    def itemised(code: str, above: frozenset[str]) -> bool:
        below = [part for part in parts.get(code, ()) if part not in above]
        return any(part in taken or itemised(part, above | {part}) for part in below)

    def tell(code: str, asked_as: str, above: frozenset[str]) -> None:
        if not itemised(code, above):
            told[code] = asked_as
            return
        for part in parts[code]:
            if part not in above:
                tell(part, code, above | {part})

    for code, group in groups.items():
        if group not in groups or group == code:
            tell(code, code, frozenset({code}))
    return told
