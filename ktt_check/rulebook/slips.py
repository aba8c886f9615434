"""What a case's table names that the clean plan does not have: a new row, column or sheet is often a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..forms import PLAN
from ..markdown import MARK, MarkdownSheet
from ..values.text import fold, nearest, plain
from ..wording import Saying


def slips(change: MarkdownSheet, clean: MarkdownSheet | None, keys: Sequence[str]) -> Iterator[Saying]:
    """What may be meant otherwise in one table of a case; ``keys`` are what the clean sheet's rows are called.

    A further row is meant where its key has a ``+``.
    """
    spec = next((table for table in PLAN.tables if fold(change.name) in table.sheet_keys), None)
    if spec is None:
        yield _new("sheet", change.name, [table.sheet for table in PLAN.tables])
        return
    there = [header.removeprefix(MARK).strip() for header in clean.header] if clean is not None else []
    for header in (cell.removeprefix(MARK).strip() for cell in change.header):
        if header not in there and not header.startswith("-") and fold(header) not in spec.headed and not spec.by_label:
            yield _new("column", header, [column.header for column in spec.columns])
    for key in (row[0].removeprefix(MARK).strip() for row in change.rows):
        if key and keys and not key.startswith(("+", "-")) and fold(key) not in keys:
            longer = [one for one in keys if one.startswith(f"{fold(key)}/")]
            shown = {fold(one): one for one in (_shown(key, key_there) for key_there in keys)}
            yield _new("row", key, [shown[one] for one in longer] or list(shown.values()), surely=bool(longer))


def _shown(key: str, there: str) -> str:
    """A row's key, which is folded, in the capitals of codes."""
    return there.upper() if key.upper() == key else there


def _new(what: str, name: str, there: Sequence[str], *, surely: bool = False) -> Saying:
    meant = ", ".join(there) if surely else nearest(name, {plain(one): one for one in there}, at_least=70)
    saying = Saying(f"proof.new-{what}", {"name": name})
    return saying if not meant else Saying("mistake.meant", {"mistake": saying, "meant": meant})
