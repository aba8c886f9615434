"""The lists that rules ask about, as frames: a table's rows alone or beside what they carry out, what is owed, ….

Their columns are those that ``vocabulary.py`` promises. Each is made once per check.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from .. import vocabulary
from ..dossier import Dossier
from ..values import period as periods
from ..values.period import plan_span
from ..values.period_said import say
from .beside import references_beside_link, targets_beside_later, tasks_beside_parent
from .frames import frame_of, table_frame, target_years
from .gathered import cited_documents, named_units, shape_faults
from .links import targets_beside_higher, tasks_beside_higher
from .owed import owed_targets, owed_tasks


def view(dossier: Dossier, each: str, join: str | None) -> pl.DataFrame:
    """The list that a rule asks about, with the document's own facts beside every row."""
    if (each, join) not in dossier.views:
        frame = _BUILDERS[each](dossier) if each in _BUILDERS else table_frame(dossier, each)
        if join is not None:
            frame = _JOINS[each, join](dossier, frame)
        dossier.views[each, join] = frame.join(_document_facts(dossier), how="cross")
    return dossier.views[each, join]  # type: ignore[no-any-return]


def _document_facts(dossier: Dossier) -> pl.DataFrame:
    own = table_frame(dossier, "document").drop("_table")
    if own.height == 0:
        own = pl.DataFrame({"_row": [None]}, schema={"_row": pl.Int64}).join(own, on="_row", how="left")
    row = own.row(0, named=True)
    identity = dossier.submitted.identity
    issued = identity.date
    years = [year for year in target_years(dossier) if year is not None]
    span = plan_span(
        None if issued is None else issued.first if issued.grain == "day" else issued.year,
        row.get("from_year"),
        row.get("to_year") or max(years, default=None),
    )
    facts: dict[str, Any] = {
        "party": dossier.party, "chain_broken": dossier.chain_broken, "judged_on": dossier.judged_on,
        "judged_by": dossier.judged_by, "draft": row.get("status") == "Dự thảo",
        "span": None if span is None else say(span),
    }  # fmt: skip
    facts |= {f"span.{name}": value for name, value in periods.flat(span).items()}
    known = vocabulary.DOCUMENT | vocabulary.SPAN
    added = frame_of([facts], known)
    return own.hstack(added).rename(lambda name: f"document.{name}")


_BUILDERS = {
    "units": named_units,
    "citations": cited_documents,
    "faults": shape_faults,
    "owed targets": owed_targets,
    "owed tasks": owed_tasks,
}
_JOINS = {
    ("targets", "higher"): targets_beside_higher,
    ("tasks", "higher"): tasks_beside_higher,
    ("targets", "later"): targets_beside_later,
    ("tasks", "parent"): tasks_beside_parent,
    ("references", "link"): references_beside_link,
}
