"""A row beside what it carries out at the higher level, and whether the two can be compared."""

from __future__ import annotations

import re

import polars as pl

from .. import vocabulary
from ..chain import Carried
from ..chunk import Chunk
from ..dossier import Dossier
from ..tables.schema import polars_type
from ..vocabulary import WB
from .frames import Beside, frame_of, higher_rows, list_of, own_rows, promised
from .headings import headings, with_headings_time

_DOCUMENT = [WB, "_doc"]


def _links(chunk: Chunk, name: str, own: pl.LazyFrame) -> pl.LazyFrame:
    """Each code that a row names in ``Mã cấp trên``, resolved: its document, code and how it was found."""
    links = (
        own.with_columns(pl.col("higher_codes.items").alias("link.code"))
        .explode("link.code", empty_as_null=True, keep_nulls=True)
        .filter(pl.col("link.code").is_not_null())
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).over(WB, "_row").alias("link.item"))
    )
    named = dict.fromkeys(links.select(WB, "link.code").collect().iter_rows())
    states = [{WB: at, "link.code": code} | _link_state(chunk[at], name, code) for at, code in named]
    types = {"link.code": str, "_code": str, "link.state": str, "link.meant": str, "_doc": int}
    return links.join(list_of(states, types).lazy(), on=[WB, "link.code"], how="left", maintain_order="left")


def _link_state(dossier: Dossier, name: str, code: str) -> dict[str, str | int | None]:
    """What a code leads to; one that leads nowhere may be of a document not at hand, unless it names one at hand."""
    chain = dossier.chain(name)
    found = chain.resolve(code)
    if found is not None:
        return {"_doc": found[0], "_code": found[1], "link.state": "found"}
    elsewhere = (dossier.chain_broken or not dossier.higher) and not chain.names_one_at_hand(code)
    meant = None if elsewhere else _meant(dossier, name, code)
    return {"link.state": "unchecked" if elsewhere else "unknown", "link.meant": meant and meant[1]}


def _meant(dossier: Dossier, name: str, code: str) -> Carried | None:
    """The higher row of which a code is probably a slip."""
    codes_of = dossier.chain(name).codes_of
    alike = {_bare(known): (document.index, known) for document in dossier.higher for known in codes_of(document.index)}
    return alike.get(_bare(code.rpartition("/")[2]))


def _slip(dossier: Dossier, name: str, code: str) -> Carried | None:
    """What a code leads to that leads nowhere as it is written, where it is a slip of one at hand."""
    unknown = _link_state(dossier, name, code)
    return None if unknown.get("link.meant") is None else _meant(dossier, name, code)


def carried_but_for_slips(dossier: Dossier, name: str) -> set[Carried]:
    """Every higher row carried out, also by rows whose code is a slip: that is told where the code stands."""
    chain = dossier.chain(name)
    carried = chain.carried()
    table = dossier.submitted.tables.get(name)
    codes = {code for items in table.columns["higher_codes.items"] if items for code in items} if table else set()
    for slip in (_slip(dossier, name, code) for code in sorted(codes) if chain.resolve(code) is None):
        if slip is not None:
            carried |= {slip} | chain.carried_through(slip)
    return carried


def _bare(code: str) -> str:
    """A code without the zeros and marks in which slips are made: T7 is T07, N21 is N2.1."""
    return re.sub(r"[\W_]", "", re.sub(r"(?<!\d)0+(?=\d)", "", code))


def _higher(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of higher levels under the names that they have beside an own row."""
    kept = {*_DOCUMENT, "programme"}
    return rows.rename({column: f"higher.{column}" for column in rows.columns if column not in kept})


def tasks_beside_higher(chunk: Chunk, own: pl.DataFrame) -> Beside:
    """Rows beside the higher tasks that they carry out, and (``link.state`` "group") beside their own heading.

    A row that names no code carries out what its heading does; a higher task without a time has its heading's. Which
    row stands beside which is found first: there are many columns, and a plan may have many rows.
    """
    rows = with_headings_time(higher_rows(chunk, "tasks").frame, _DOCUMENT)
    higher = _higher(rows).unique([*_DOCUMENT, "higher.code"], keep="first", maintain_order=True)
    above = own_headings(chunk)
    narrow = own.select(WB, "_row", "group", "higher_codes.items").with_row_index("_own")
    links = _links(chunk, "tasks", _with_headings_codes(narrow.lazy(), above)).collect()
    places = higher.select(*_DOCUMENT, pl.col("higher.code").alias("_code")).with_row_index("_above")
    joined = links.join(places, on=[*_DOCUMENT, "_code"], how="left", maintain_order="left")
    inherited = pl.col("_inherited") & (pl.col("link.state") != "found")
    beside = joined.filter(inherited.not_()).with_columns(pl.col("_code").alias("higher.code"))
    under = _beside_heading(narrow, above, higher.height)
    pairs = pl.concat([beside.select(under.columns), under]).sort(WB, "_row", "link.item")
    heads = above.rename({column: f"higher.{column}" for column in above.columns}).drop(f"higher.{WB}")
    stood = pl.concat([higher.drop(_DOCUMENT), heads], how="diagonal")
    parts = ((pairs.drop("_own", "_above"), None), (own, pairs["_own"]), (stood, pairs["_above"]))
    return Beside(promised(chunk, "tasks", "higher"), parts)


def own_headings(chunk: Chunk) -> pl.DataFrame:
    """The headings of the tasks of every submitted workbook."""
    if ("headings", "tasks") not in chunk.made:
        chunk.made["headings", "tasks"] = headings(own_rows(chunk, "tasks").drop("_table"), [WB])
    return chunk.made["headings", "tasks"]  # type: ignore[no-any-return]


def _with_headings_codes(own: pl.LazyFrame, above: pl.DataFrame) -> pl.LazyFrame:
    if above.height == 0:
        return own.with_columns(_inherited=pl.lit(False))
    codes = above.lazy().select(WB, pl.col("code").alias("group"), pl.col("higher_codes.items").alias("_above"))
    joined = own.join(codes, on=[WB, "group"], how="left", maintain_order="left")
    none = pl.col("higher_codes.items").is_null() & pl.col("_above").is_not_null()
    return joined.with_columns(pl.coalesce("higher_codes.items", "_above"), _inherited=none).drop("_above")


def _beside_heading(own: pl.DataFrame, above: pl.DataFrame, begins: int) -> pl.DataFrame:
    """Rows beside their own heading; ``_above`` is its place among the headings, which begin there."""
    heads = above.select(WB, pl.col("code").alias("group")).with_row_index("_above", offset=begins)
    rows = own.join(heads, on=[WB, "group"], how="inner", maintain_order="left")
    return rows.select(
        WB, "_row", "_own", "_above", "higher_codes.items", pl.col("group").alias("higher.code"),
        pl.col("group").alias("link.code"), pl.lit(-1, pl.Int64).alias("link.item"),
        pl.lit("group").alias("link.state"), pl.lit(None, pl.Utf8).alias("link.meant"),
        pl.lit(0, pl.Int64).alias("_doc"), pl.lit(False).alias("_inherited"),
    )  # fmt: skip


def targets_beside_higher(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    """Rows beside the higher target of the same horizon; where it has another one, beside its first horizon.

    A row of another horizon is a milestone, and not set beside anything, when another row answers the same code
    at the horizon asked.
    """
    if ("targets", "higher") not in chunk.made:
        chunk.made["targets", "higher"] = _targets_beside_higher(chunk, own)
    return chunk.made["targets", "higher"]  # type: ignore[no-any-return]


def _targets_beside_higher(chunk: Chunk, own: pl.DataFrame) -> pl.DataFrame:
    higher = _higher(higher_rows(chunk, "targets").frame)
    links = _links(chunk, "targets", own.lazy()).collect().with_row_index("_link")
    pairs = links.join(
        higher, how="left", left_on=[*_DOCUMENT, "_code"], right_on=[*_DOCUMENT, "higher.code"], maintain_order="left"
    ).with_columns(pl.col("_code").alias("higher.code"))
    same = (pl.col("year") == pl.col("higher.year")).fill_null(True) | pl.col("higher.year").is_null()
    same = same | pl.col("year.kind").is_null() | pl.col("higher.year.kind").is_null()  # no year, whatever stands there
    pairs = pairs.with_columns(same_horizon=same)
    best = pairs.sort("_link", ~pl.col("same_horizon"), maintain_order=True).unique(
        "_link", keep="first", maintain_order=True
    )
    key = [*_DOCUMENT, "_code"]
    answered = best.filter(pl.col("same_horizon")).select(key).unique().with_columns(_answered=pl.lit(True))
    best = best.join(answered, on=key, how="left", maintain_order="left").with_columns(
        pl.when(pl.col("link.state") != "found")
        .then(pl.col("link.state"))
        .when(pl.col("same_horizon"))
        .then(pl.lit("found"))
        .when(pl.col("_answered"))
        .then(pl.lit("milestone"))
        .otherwise(pl.lit("other horizon"))
        .alias("link.state")
    )
    return _complete(_comparability(chunk, best).lazy(), chunk, "targets").sort(WB, "_row", "link.item").collect()


def _comparability(chunk: Chunk, pairs: pl.DataFrame) -> pl.DataFrame:
    """Whether measure, base and whole of the two targets agree as far as declared names can tell (domain §4)."""
    pairs = pairs.with_columns(_base("base", "unit"), _base("higher.base", "higher.unit"))
    rows = []
    wholes = [_wholes(dossier) for dossier in chunk.dossiers]
    for pair in pairs.select(
        WB, "_row", "title", "base", "part_of", "_doc", "higher._row", "higher.title", "higher.base", "higher.part_of"
    ).iter_rows():
        at, row, title, base, part_of, doc, h_row, h_title, h_base, h_part = pair
        catalogue = chunk[at].catalogue
        own, other = catalogue.measures_in(title), catalogue.measures_in(h_title)
        one, two = catalogue.base_of(base), catalogue.base_of(h_base)
        whole = None if h_part is None and part_of is None else (doc, h_part) in wholes[at].get(part_of or "", ())
        if (h_part is None) != (part_of is None) and one is not None and one == two:
            whole = True  # the same part of the whole, named by its base alone
        if _odd_part(chunk[at], 0, row) or (doc is not None and _odd_part(chunk[at], doc, h_row)):
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
    chain = dossier.chain("targets")
    wholes: dict[str, set[tuple[int, str]]] = {}
    if table is not None:
        for code, items in zip(table.columns["code"], table.columns["higher_codes.items"], strict=True):
            links = (chain.resolve(item) or _slip(dossier, "targets", item) for item in items or ())
            found = {link for link in links if link is not None}
            wholes.setdefault(code or "", set()).update(found)
    return wholes


def _complete(frame: pl.LazyFrame, chunk: Chunk, name: str) -> pl.LazyFrame:
    """Only and all the columns that the vocabulary promises."""
    wanted = promised(chunk, name, "higher")
    there = set(frame.collect_schema())
    missing = [pl.lit(None, polars_type(kind)).alias(column) for column, kind in wanted.items() if column not in there]
    return frame.with_columns(missing).select(WB, *wanted)
