"""The decisions of the register about each workbook, beside what this check found."""

from __future__ import annotations

from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
from ..decisions import Weighed
from ..values.days import say_day
from ..vocabulary import WB
from .frames import list_of


def decisions(chunk: Chunk) -> pl.DataFrame:
    """One row a decision; asked about after all other rules, when it is known what they found."""
    rows = (
        {WB: at} | row_of(one, _about(one), dossier.language)
        for at, dossier in enumerate(chunk.dossiers)
        for one in dossier.weighed
    )
    return list_of(rows, vocabulary.DECISIONS)


def row_of(one: Weighed, about: str, language: str) -> dict[str, Any]:
    """A decision as rules see it; ``about`` is its finding in a few words."""
    decision = one.decision
    return {
        "_item": decision.mark, "key": decision.rule, "about": about,
        "accepted": decision.opinion == "accept", "reason": decision.reason or None,
        "found": one.finding is not None, "unasked": one.unasked, "expired": one.expired, "changed": one.changed,
        "expiry": say_day(decision.expiry, language) if decision.expiry else None,
        "was": decision.message.rstrip("."),
    }  # fmt: skip


def _about(one: Weighed) -> str:
    """The finding in a few words: its rule and where it stands now, or stood."""
    place = one.decision.place
    if one.finding is not None:
        place = "!".join(filter(None, (one.finding.place.sheet, one.finding.place.cell)))
    return " ".join(filter(None, (one.decision.rule, place)))
