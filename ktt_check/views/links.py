"""A row beside what it carries out at the higher level, and whether the two can be compared."""

from __future__ import annotations

import re

import polars as pl

from .. import vocabulary
from ..chain import Carried, Chain
from ..dossier import Dossier
from ..tables.schema import polars_type
from .frames import empty_frame, frame_of, table_frame
from .headings import headings, with_headings_time


def _links(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Each code that a row names in ``Mã cấp trên``, resolved: its document, code and how it was found."""
    name = own["_table"][0] if own.height else "targets"
    chain = Chain(dossier.documents, name)
    links = (
        own.with_columns(pl.col("higher_codes.items").alias("link.code"))
        .explode("link.code", empty_as_null=True, keep_nulls=True)
        .filter(pl.col("link.code").is_not_null())
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over("_row").alias("link.item"))
    )
    states = [_link_state(dossier, chain, code) for code in links["link.code"].unique().to_list()]
    types = dict.fromkeys(("link.code", "_code", "link.state", "link.meant"), pl.Utf8) | {"_doc": pl.Int64}
    return links.join(pl.DataFrame(states, schema=types), on="link.code", how="left")


def _link_state(dossier: Dossier, chain: Chain, code: str) -> dict[str, str | int | None]:
    """What a code leads to; one that leads nowhere may be of a document not at hand, unless it names one at hand."""
    found = chain.resolve(code)
    if found is not None:
        return {"link.code": code, "_doc": found[0], "_code": found[1], "link.state": "found", "link.meant": None}
    elsewhere = (dossier.chain_broken or not dossier.higher) and not chain.names_one_at_hand(code)
    meant = None if elsewhere else _meant(dossier, chain, code)
    return {
        "link.code": code, "_doc": None, "_code": None, "link.state": "unchecked" if elsewhere else "unknown",
        "link.meant": meant and meant[1],
    }  # fmt: skip


def _meant(dossier: Dossier, chain: Chain, code: str) -> Carried | None:
    """The higher row of which a code is probably a slip."""
    alike = {
        _bare(known): (document.index, known) for document in dossier.higher for known in chain.codes_of(document.index)
    }
    return alike.get(_bare(code.rpartition("/")[2]))


def _slip(dossier: Dossier, chain: Chain, code: str) -> Carried | None:
    """What a code leads to that leads nowhere as it is written, where it is a slip of one at hand."""
    unknown = _link_state(dossier, chain, code)
    return None if unknown["link.meant"] is None else _meant(dossier, chain, code)


def carried_but_for_slips(dossier: Dossier, chain: Chain) -> set[Carried]:
    """Every higher row carried out, also by rows whose code is a slip: that is told where the code stands."""
    carried = chain.carried()
    table = dossier.submitted.tables.get(chain.table)
    codes = {code for items in table.columns["higher_codes.items"] if items for code in items} if table else set()
    for slip in (_slip(dossier, chain, code) for code in sorted(codes)):
        if slip is not None:
            carried |= {slip} | chain.carried_through(slip)
    return carried


def _bare(code: str) -> str:
    """A code without the zeros and marks in which slips are made: T7 is T07, N21 is N2.1."""
    return re.sub(r"[\W_]", "", re.sub(r"(?<!\d)0+(?=\d)", "", code))


def _higher_rows(dossier: Dossier, name: str) -> pl.DataFrame:
    frames = [
        _read(dossier, name, document.index)
        .rename(lambda column: f"higher.{column}")
        .with_columns(_doc=pl.lit(document.index, pl.Int64), programme=pl.lit(document.identity.name))
        for document in dossier.higher
    ]
    if not frames:
        empty = empty_frame(dossier.submitted.identity.form.by_name[name]).rename(lambda column: f"higher.{column}")
        return empty.with_columns(_doc=pl.lit(None, pl.Int64), programme=pl.lit(None, pl.Utf8))
    return pl.concat(frames)


def _read(dossier: Dossier, name: str, document: int) -> pl.DataFrame:
    frame = table_frame(dossier, name, document).drop("_table")
    return with_headings_time(frame) if name == "tasks" else frame


def tasks_beside_higher(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Rows beside the higher tasks that they carry out, and (``link.state`` "group") beside their own heading.

    A row that names no code carries out what its heading does; a higher task without a time has its heading's.
    """
    higher = _higher_rows(dossier, "tasks").unique(["_doc", "higher.code"], keep="first", maintain_order=True)
    links = _links(dossier, _with_headings_codes(own))
    joined = links.join(higher, left_on=["_doc", "_code"], right_on=["_doc", "higher.code"], how="left")
    beside = _complete(joined.with_columns(pl.col("_code").alias("higher.code")), dossier, "tasks")
    inherited = pl.col("_inherited") & (pl.col("link.state") != "found")
    return pl.concat([beside, _beside_heading(dossier, own)]).filter(inherited.not_()).sort("_row", "link.item")


def _with_headings_codes(own: pl.DataFrame) -> pl.DataFrame:
    above = headings(own.drop("_table")).select(
        pl.col("code").alias("group"), pl.col("higher_codes.items").alias("_above")
    )
    joined = own.join(above, on="group", how="left", maintain_order="left")
    none = pl.col("higher_codes.items").is_null() & pl.col("_above").is_not_null()
    return joined.with_columns(pl.coalesce("higher_codes.items", "_above"), _inherited=none).drop("_above")


def _beside_heading(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    above = headings(own.drop("_table")).rename(lambda column: f"higher.{column}")
    rows = own.join(above, left_on="group", right_on="higher.code", how="inner").with_columns(
        pl.col("group").alias("higher.code"), pl.col("group").alias("link.code"), pl.lit("group").alias("link.state"),
        pl.lit(0, pl.Int64).alias("_doc"), pl.lit(-1, pl.Int64).alias("link.item"), _inherited=pl.lit(False),
    )  # fmt: skip
    return _complete(rows, dossier, "tasks")


def targets_beside_higher(dossier: Dossier, own: pl.DataFrame) -> pl.DataFrame:
    """Rows beside the higher target of the same horizon; where it has another one, beside its first horizon.

    A row of another horizon is a milestone, and not set beside anything, when another row answers the same code
    at the horizon asked.
    """
    higher = _higher_rows(dossier, "targets")
    links = _links(dossier, own).with_columns(pl.int_range(pl.len()).alias("_link"))
    pairs = links.join(higher, how="left", left_on=["_doc", "_code"], right_on=["_doc", "higher.code"]).with_columns(
        pl.col("_code").alias("higher.code")
    )
    same = (pl.col("year") == pl.col("higher.year")).fill_null(True) | pl.col("higher.year").is_null()
    same = same | pl.col("year.kind").is_null() | pl.col("higher.year.kind").is_null()  # no year, whatever stands there
    pairs = pairs.with_columns(same_horizon=same)
    best = pairs.sort("_link", ~pl.col("same_horizon"), maintain_order=True).unique(
        "_link", keep="first", maintain_order=True
    )
    answered = best.filter(pl.col("same_horizon")).select("_doc", "_code").unique().with_columns(_answered=pl.lit(True))
    best = best.join(answered, on=["_doc", "_code"], how="left").with_columns(
        pl.when(pl.col("link.state") != "found")
        .then(pl.col("link.state"))
        .when(pl.col("same_horizon"))
        .then(pl.lit("found"))
        .when(pl.col("_answered"))
        .then(pl.lit("milestone"))
        .otherwise(pl.lit("other horizon"))
        .alias("link.state")
    )
    return _complete(_comparability(dossier, best), dossier, "targets")


def _comparability(dossier: Dossier, pairs: pl.DataFrame) -> pl.DataFrame:
    """Whether measure, base and whole of the two targets agree as far as declared names can tell (domain §4)."""
    catalogue = dossier.catalogue
    pairs = pairs.with_columns(_base("base", "unit"), _base("higher.base", "higher.unit"))
    rows = []
    wholes = _wholes(dossier)
    for pair in pairs.select(
        "_row", "title", "base", "part_of", "_doc", "higher._row", "higher.title", "higher.base", "higher.part_of"
    ).rows():
        row, title, base, part_of, doc, h_row, h_title, h_base, h_part = pair
        own, other = catalogue.measures_in(title), catalogue.measures_in(h_title)
        one, two = catalogue.base_of(base), catalogue.base_of(h_base)
        whole = None if h_part is None and part_of is None else (doc, h_part) in wholes.get(part_of or "", ())
        if (h_part is None) != (part_of is None) and one is not None and one == two:
            whole = True  # the same part of the whole, named by its base alone
        if _odd_part(dossier, 0, row) or (doc is not None and _odd_part(dossier, doc, h_row)):
            whole = None  # what it is part of cannot be read
        rows.append(
            {"same_measure": not own or not other or bool(set(own) & set(other)),
             "same_base": one is None or two is None or one == two or whole is True,
             "same_whole": whole is not False,
             "own_measures": ", ".join(own) or None, "higher_measures": ", ".join(other) or None}
        )  # fmt: skip
    names = ("same_measure", "same_base", "same_whole", "own_measures", "higher_measures")
    return pairs.hstack(frame_of(rows, {name: vocabulary.LINK[name] for name in names}))


def _odd_part(dossier: Dossier, document: int, row: int | None) -> bool:
    return (row, "part_of") in dossier.documents[document].tables["targets"].odd


def _base(base: str, unit: str) -> pl.Expr:
    """The base of a share; where its column is empty, what stands behind the percent sign (% hộ gia đình)."""
    behind = pl.col(unit).str.extract(r"^\s*%\s+(\pL.*)$", 1)
    return pl.coalesce(pl.col(base), behind).alias(base)


def _wholes(dossier: Dossier) -> dict[str, set[tuple[int, str]]]:
    """For each own target that others may be part of, the higher targets it carries out."""
    table = dossier.submitted.tables.get("targets")
    chain = Chain(dossier.documents, "targets")
    wholes: dict[str, set[tuple[int, str]]] = {}
    if table is not None:
        for code, items in zip(table.columns["code"], table.columns["higher_codes.items"], strict=True):
            links = (chain.resolve(item) or _slip(dossier, chain, item) for item in items or ())
            found = {link for link in links if link is not None}
            wholes.setdefault(code or "", set()).update(found)
    return wholes


def _complete(frame: pl.DataFrame, dossier: Dossier, name: str) -> pl.DataFrame:
    """Only and all the columns that the vocabulary promises, in the rows' own order."""
    promised = vocabulary.columns(dossier.submitted.identity.form, name, "higher")
    assert promised is not None
    wanted = [column for column in promised if not column.startswith("document.")]
    missing = [pl.lit(None, polars_type(promised[c])).alias(c) for c in wanted if c not in frame.columns]
    return frame.with_columns(missing).sort("_row", "link.item").select(wanted)
