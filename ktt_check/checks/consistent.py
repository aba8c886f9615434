"""``consistent``: what is said in several places of the workbook is said the same way each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import polars as pl

    from ..dossier import Dossier

ADDS = frozenset({"aspect", "said", "first_said", "first_place"})


class Settings(BaseModel):
    """Rows alike in ``among`` speak of one thing; each of ``aspects`` must then have one value.

    ``aspects`` maps the column of a value to the one that names the form's column where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    among: tuple[str, ...]
    aspects: dict[str, str]


def columns(settings: Settings) -> set[str]:
    return {*settings.among, *settings.aspects, *settings.aspects.values()}


def ask(view: pl.DataFrame, settings: Settings, dossier: Dossier) -> pl.DataFrame:
    """One row for each further value of an aspect, at the first place that has it, beside the value met first."""
    import polars as pl

    answers = []
    for aspect, column in settings.aspects.items():
        told = view.filter(pl.col(aspect).is_not_null()).filter(
            pl.all_horizontal(*[pl.col(name).is_not_null() for name in settings.among])
        )
        first = pl.col(aspect).first().over(*settings.among)
        answers.append(
            told.with_columns(
                aspect=pl.lit(aspect),
                _column=pl.col(column),
                said=pl.col(aspect),
                first_said=first,
                first_place=pl.col("place").first().over(*settings.among),
                verdict=pl.lit("fail"),
            )
            .filter(pl.col(aspect) != pl.col("first_said"))
            .unique([*settings.among, aspect], keep="first", maintain_order=True)
        )
    return pl.concat(answers)
