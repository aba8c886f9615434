"""What the higher levels at hand expect of this document, and whether it is carried out."""

from __future__ import annotations

import polars as pl

from .. import vocabulary
from ..chain import Carried, Chain, owes
from ..dossier import Dossier
from ..tables.schema import polars_type
from ..values.level_words import say
from .frames import empty_frame, table_frame, target_years
from .links import carried_but_for_slips
from .shares import ALLOTTED, allocated_level, own_shares

_PER_UNIT, _TOTAL = "từng đơn vị", "cộng dồn"


def owed_targets(dossier: Dossier) -> pl.DataFrame:
    """The targets of the cited higher levels that this document owes, each with whether it is carried out.

    Of a target that was shared out the issuer owes its share, which is then the row's ``level``. What would be
    carried out through a missing target of a nearer level hangs on that one and is left out.
    """
    chain = Chain(dossier.documents, "targets")
    carried, answered = carried_but_for_slips(dossier, chain), chain.answered_years()
    first, last = _first_year(dossier), _last_year(dossier)
    frames = [_owed_frame(dossier, "targets").clear()]
    hanging: set[Carried] = set()
    for document in (d for d in dossier.higher if d.cited):
        frame = table_frame(dossier, "targets", document.index).drop("_table")
        horizons: dict[str, set[str | None]] = {}
        for code, year in frame.select("code", "year").iter_rows():
            horizons.setdefault(code, set()).add(year)
        shares = own_shares(dossier, document.index)
        rows = []
        for code, year, applies, responsible, end in frame.select(
            "code", "year", "applies", "responsible", "year.end"
        ).iter_rows():
            link = (document.index, code)
            inside = end is None or ((last is None or end.year <= last) and (first is None or end.year >= first))
            allotted = applies in ALLOTTED and (code, year) in shares
            owed = (applies in (_PER_UNIT, _TOTAL) or allotted) and inside and dossier.owes(responsible)
            done = link in carried and _at_horizon(year, horizons[code], answered.get(link))
            share = allocated_level(dossier, document.index, shares[code, year]) if allotted else None
            said = None if share is None else say(share, dossier.language)
            total = applies == _TOTAL and not allotted
            owed = owed and (done or link not in hanging)
            if owed and not done and not total:
                hanging |= chain.carried_through(link)
            rows.append({"owed": owed, "carried": done, "total": total, "share": allotted, "_said": said})
        extra = pl.DataFrame(rows, schema=_OWED_TYPES)
        owing = frame.hstack(extra).filter("owed").with_columns(level=pl.coalesce("_said", "level"))
        frames.append(_owed_frame(dossier, "targets", owing, document.index))
    return pl.concat(frames).with_columns(
        _table=pl.lit("targets"), linked=pl.lit(bool(answered)), unread=_unread(dossier, "targets")
    )


_OWED_TYPES = dict.fromkeys(("owed", "carried", "total", "share"), pl.Boolean) | {"_said": pl.Utf8}


def _at_horizon(year: str | None, horizons: set[str | None], answered: set[str | None] | None) -> bool:
    """Whether a target carried out is so at this horizon: one that has several is owed at each of them.

    What is carried out through another level counts for all; where no horizon is met, that is not missing but
    another horizon, which the comparison tells.
    """
    if answered is None or None in answered or year is None or len(horizons) < 2:
        return True
    return year in answered or not (horizons & answered)


def _owed_frame(dossier: Dossier, name: str, frame: pl.DataFrame | None = None, index: int = 0) -> pl.DataFrame:
    frame = empty_frame(dossier.submitted.identity.form.by_name[name]) if frame is None else frame
    programme = dossier.documents[index].identity.name
    named = pl.format("{} (“{}”)", pl.col("key").fill_null(""), pl.col("title").fill_null(""))
    frame = frame.with_columns(_doc=pl.lit(index, pl.Int64), programme=pl.lit(programme), label=named)
    promised = vocabulary.columns(dossier.submitted.identity.form, f"owed {name}", None) or {}
    wanted = [column for column in promised if not column.startswith("document.") and column != "_table"]
    missing = [pl.lit(None, polars_type(promised[c])).alias(c) for c in wanted if c not in frame.columns]
    return frame.with_columns(missing).select(wanted)


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
    return max((year for year in target_years(dossier) if year is not None), default=None)


def owed_tasks(dossier: Dossier) -> pl.DataFrame:
    """The tasks owed as they are to be told: a group nobody took up, or the missing parts of an itemised one.

    What would be carried out through a missing task of a nearer level hangs on that one and is left out.
    """
    chain = Chain(dossier.documents, "tasks")
    carried = carried_but_for_slips(dossier, chain)
    hanging: set[Carried] = set()
    identity = dossier.submitted.identity
    frames = [_owed_frame(dossier, "tasks").clear()]
    for document in (d for d in dossier.higher if d.cited):
        frame = table_frame(dossier, "tasks", document.index).drop("_table")
        groups = {
            code: group
            for code, group, levels in frame.select("code", "group", "owed_by.items").iter_rows()
            if code is not None and owes(identity, levels)
        }
        taken = {code for code in groups if (document.index, code) in carried}
        hangs = {code for code in groups if (document.index, code) in hanging - carried}
        told = {code: part for code, part in _told(groups, taken).items() if code not in hangs}
        for code in told.keys() - taken:
            hanging |= chain.carried_through((document.index, code))
        rows = [
            {
                "owed": code in told,
                "carried": code in taken,
                "group_code": told.get(code),
                "itemised": told.get(code) != code,
            }
            for code in frame["code"]
        ]
        types = {"owed": pl.Boolean, "carried": pl.Boolean, "group_code": pl.Utf8, "itemised": pl.Boolean}
        frames.append(
            _owed_frame(dossier, "tasks", frame.hstack(pl.DataFrame(rows, schema=types)).filter("owed"), document.index)
        )
    return pl.concat(frames).with_columns(
        _table=pl.lit("tasks"), linked=pl.lit(bool(carried)), unread=_unread(dossier, "tasks")
    )


def _unread(dossier: Dossier, name: str) -> pl.Expr:
    """Whether some cell of Mã cấp trên holds an error or an uncalculated formula, which may be what is missed here."""
    table = dossier.submitted.tables.get(name)
    return pl.lit(table is not None and any(column == "higher_codes" for _, column in table.odd))


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
