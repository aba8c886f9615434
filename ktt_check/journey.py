"""One workbook's way from file to outcome, station by station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from .catalogue import Catalogue, Name, general_nouns
from .chain import Document, nearest_first
from .dossier import Dossier
from .engine import Answers, ask_all
from .findings import Unchecked
from .given import find_changes
from .identity import Identity, identify
from .irregular import find_irregularities
from .layout import Layout, find_tables, recognise
from .library import Held, Library, Link
from .registry.instruments import Superseded, load_superseded
from .registry.units import UnitRegistry
from .resources import registries_folder
from .rulebook import RuleBook
from .shapes import find_faults
from .tables import ReadingContext, read_table
from .values.level import Tolerance
from .wording import say
from .workbook import Reading, Refusal, Workbook


@dataclass(frozen=True)
class Settings:
    """What holds for every workbook of a run."""

    rules: RuleBook
    library: Library
    against: Sequence[Held] = ()
    as_of: date = date.min
    language: str = "vi"
    tolerance: Tolerance = Tolerance()  # noqa: RUF009 -- frozen


@dataclass(frozen=True)
class Facts:
    """What the outputs say about a workbook beside its findings; light enough to keep for hundreds of them."""

    identity: Identity
    higher: tuple[tuple[str, str], ...]  # path and name of each higher level used, nearest first
    judged_on: date | None
    judged_by: str


@dataclass(frozen=True)
class Outcome:
    """What became of one workbook: its facts and answers, or in one sentence why it could not be checked."""

    path: Path
    facts: Facts | None = None
    answers: Answers = field(default_factory=Answers)
    error: str | None = None


def check(path: Path, reading: Reading, settings: Settings) -> Outcome:
    """Take a workbook through all stations; a file that cannot be read or has no form is an outcome."""
    try:
        workbook = reading.result()
    except Refusal as refusal:
        return Outcome(path, error=refusal.sentence(settings.language))
    return check_workbook(path, workbook, settings)


def check_workbook(path: Path, workbook: Workbook, settings: Settings) -> Outcome:
    """The stations after reading."""
    form = recognise(workbook)
    if form is None:
        return Outcome(path, error=say("error.not-a-form", settings.language, file=path.name))
    dossier = dossier_of(path, find_tables(workbook, form), settings)
    answers = ask_all(settings.rules.rules, dossier)
    answers.unchecked = [*_missing_links(dossier, settings), *answers.unchecked]
    higher = tuple((document.path, document.identity.name) for document in dossier.higher)
    facts = Facts(dossier.submitted.identity, higher, dossier.judged_on, dossier.judged_by)
    return Outcome(path, facts, answers)


def dossier_of(path: Path, layout: Layout, settings: Settings) -> Dossier:
    identity = identify(layout)
    settings.library.expect(identity.carries_out)
    _fetch_frames()
    links, higher = _higher_levels(layout, settings)
    held = [higher[at] for at in nearest_first([one.identity for one, _ in higher])]
    catalogue = _catalogue([layout, *(one.layout for one, _ in held)])
    context = ReadingContext(catalogue, settings.tolerance, settings.language)
    own = {name: read_table(table, context) for name, table in layout.tables.items()}
    documents = [Document(0, str(path), identity, own)]
    for index, (one, cited) in enumerate(held, 1):
        tables = {name: read_table(table, context) for name, table in one.layout.tables.items()}
        documents.append(Document(index, str(one.path), one.identity, tables, cited))
    above = {one.identity.number.key for one, _ in higher if one.identity.number is not None}
    faults = [*find_faults(layout, own), *find_irregularities(layout), *find_changes(layout, above)]
    return Dossier(documents, _units(), catalogue, settings.as_of, links, faults, settings.language, _superseded())


def _fetch_frames() -> None:
    """Import what frames need now, while the readers work; it takes longer than a reading."""
    import pandera.polars  # noqa: F401


def _higher_levels(layout: Layout, settings: Settings) -> tuple[list[Link], list[tuple[Held, bool]]]:
    """The citations it carries out and where they led, and every higher level at hand with whether it is cited."""
    identity = identify(layout)
    library = Library([settings.against]) if settings.against else settings.library
    if identity.form.name != "plan":
        return [], []
    links = [library.find(citation) for citation in identity.carries_out]
    cited = [held for link in links for held in link.held]
    cited += [held for held in settings.against if held not in cited]
    found = {id(held): (held, True) for held in cited}
    todo = list(cited)
    while todo:
        above = todo.pop()
        for held in (h for citation in above.identity.carries_out for h in library.find(citation).held):
            if id(held) not in found:
                found[id(held)] = (held, False)
                todo.append(held)
    return links, list(found.values())


def _catalogue(layouts: Sequence[Layout]) -> Catalogue:
    names: list[Name] = []
    for layout in layouts:
        table = layout.tables.get("catalogue")
        if table is None:
            continue
        columns = read_table(table, ReadingContext(Catalogue(), Tolerance())).columns
        for kind, name, others, part_of in zip(
            columns["kind"], columns["name"], columns["synonyms"], columns["part_of"], strict=True
        ):
            if kind is not None and name is not None:
                synonyms = tuple(word.strip() for word in (others or "").replace("\n", ";").split(";") if word.strip())
                names.append(Name(kind, name, synonyms, part_of))
    return Catalogue(tuple(names), general_nouns(registries_folder() / "measure-nouns.tsv"))


@cache
def _units() -> UnitRegistry:
    return UnitRegistry.load(registries_folder())


@cache
def _superseded() -> tuple[Superseded, ...]:
    return load_superseded(registries_folder())


def _missing_links(dossier: Dossier, settings: Settings) -> list[Unchecked]:
    """What the chain of documents lacks: told once a document; blocking only where nothing at all is at hand."""
    language = settings.language
    table = dossier.submitted.tables.get("references")
    found: list[Unchecked] = []
    once = {link.citation.name: link for link in reversed(dossier.links)}
    for link in reversed(once.values()):
        if link.state in ("absent", "unnamed"):
            wording = "unchecked.unnamed" if link.state == "unnamed" else "unchecked.not-at-hand"
            words = say(wording, language, document=link.citation.name)
            if dossier.higher and link.state == "absent":
                used = dossier.higher[0].identity.name
                words = say("unchecked.nearest", language, document=link.citation.name, used=used)
            sheet = table.layout.sheet.name if table else None
            cell = table.layout.where(link.citation.row, "number") if table else None
            found.append(Unchecked("VB02", sheet, cell, words, blocks=not dossier.higher))
    for path, refusal in settings.library.unreadable:
        words = say("unchecked.programme-unreadable", language, file=path.name, reason=refusal.sentence(language))
        found.append(Unchecked(None, None, None, words))
    found += _unread_in_programmes(dossier, language)
    if dossier.judged_on is None:
        found.append(Unchecked("DV02", None, None, say("unchecked.no-date", language)))
    if dossier.submitted.identity.form.name == "report":
        found.append(Unchecked(None, None, None, say("unchecked.report-content", language), blocks=True))
    return found


def _unread_in_programmes(dossier: Dossier, language: str) -> list[Unchecked]:
    """Cells of the higher levels that hold an error or an uncalculated formula: what they ask is not known."""
    found = []
    for document in dossier.higher:
        for name in ("targets", "tasks"):
            table = document.tables.get(name)
            places = (
                [dossier.place(name, row, column, document.index) for row, column in sorted(table.odd)] if table else []
            )
            if places:
                cells = ", ".join(f"{place.sheet}!{place.cell}" for place in places)
                words = say("unchecked.unread-in-programme", language, cells=cells, document=document.identity.name)
                found.append(Unchecked(None, None, None, words))
    return found
