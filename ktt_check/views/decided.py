"""The decisions of the register about each workbook, beside what this check found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
from ..decisions import Weighed
from ..dossier import Dossier
from ..values.days import say_day
from ..vocabulary import WB
from .frames import list_of


def decisions(chunk: Chunk) -> pl.DataFrame:
    """One row a decision; asked about after all other rules, when it is known what they found."""
    rows = ({WB: at} | row for at, dossier in enumerate(chunk.dossiers) for row in _rows(dossier))
    return list_of(rows, vocabulary.DECISIONS)


def _rows(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for one in dossier.weighed:
        decision = one.decision
        yield {
            "_item": decision.mark, "key": decision.rule, "about": _about(one),
            "accepted": decision.opinion == "accept", "reason": decision.reason or None,
            "found": one.finding is not None, "unasked": one.unasked, "expired": one.expired, "changed": one.changed,
            "expiry": say_day(decision.expiry, dossier.language) if decision.expiry else None,
            "was": decision.message.rstrip("."),
        }  # fmt: skip


def _about(one: Weighed) -> str:
    """The finding in a few words: its rule and where it stands now, or stood."""
    place = one.decision.place
    if one.finding is not None:
        place = "!".join(filter(None, (one.finding.place.sheet, one.finding.place.cell)))
    return " ".join(filter(None, (one.decision.rule, place)))
