"""``required``: a cell is filled in (and, where the rule says so, can be read as its column's kind)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS = frozenset({"column", "whole", "unreadable"})

FEW = 5  # below this many rows an empty majority is still told row by row


class Settings(BaseModel):
    """``columns`` must be filled in; with ``readable`` a value that cannot be read does not count as filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: tuple[str, ...]
    readable: tuple[str, ...] = ()


def columns(settings: Settings) -> set[str]:
    return {*settings.columns, *settings.readable}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """A row for each empty cell of a row that has a code to be called by; a column that may be left out may be so.

    ``whole`` where the column is empty in all of several rows and nowhere filled, or empty in most of many.
    """
    import polars as pl

    answers = []
    named = view["code"].is_not_null() if "code" in view.columns else pl.Series([True]).new_from_index(0, view.height)
    for at, name in enumerate(settings.columns):
        if dossier.does_without(name, view):
            continue
        empty = view[f"{name}.text" if f"{name}.text" in view.columns else name].is_null()
        unreadable = view[settings.readable[at]].is_null() & ~empty if at < len(settings.readable) else ~(empty | True)
        odd = dossier.odd(name, view)  # an error value is not empty, and is told by a rule of its own
        failing = (empty | unreadable) & ~odd & named
        count = int((empty & named).sum())
        filled = _filled(name, view, dossier)
        whole = view.height > 1 and ((count == view.height and not filled) or (view.height >= FEW and count >= filled))
        answers.append(
            view.with_columns(
                verdict=pl.lit("fail"),
                _column=pl.lit(name),
                column=pl.lit(dossier.header(name, view)),
                whole=pl.lit(whole),
                unreadable=unreadable,
            ).filter(failing)
        )
    return pl.concat(answers) if answers else view.clear()


def _filled(name: str, view: pl.DataFrame, dossier: Dossier) -> int:
    """In how many rows of the table the column is filled, those that are not asked among them."""
    table = dossier.submitted.tables.get(view["_table"][0]) if view.height else None
    columns = {} if table is None else table.columns
    return sum(value is not None for value in columns.get(f"{name}.text", columns.get(name, ())))
