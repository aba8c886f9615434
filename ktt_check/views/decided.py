"""The decisions of the register about each workbook, beside what this check found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from .. import vocabulary
from ..chunk import Chunk
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
            "_item": decision.mark, "key": " ".join(filter(None, (decision.rule, decision.place))),
            "accepted": decision.opinion == "accept", "reason": decision.reason or None,
            "found": one.finding is not None, "unasked": one.unasked, "expired": one.expired, "changed": one.changed,
            "expiry": say_day(decision.expiry, dossier.language) if decision.expiry else None,
            "was": decision.message.rstrip("."), "now": one.finding.message if one.finding else None,
        }  # fmt: skip
