"""One workbook's way from file to outcome, station by station."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from . import registries
from .catalogue import Catalogue, Name
from .chain import Document, nearest_first
from .dossier import Dossier
from .engine import Answers, ask_all
from .findings import Unchecked
from .identity import Identity, identify
from .layout import Layout, find_tables, recognise
from .library import Held, Library, Link
from .obligations import ToRead, to_read
from .registries import Folders
from .rulebook import RuleBook
from .shapes import Fault, find_faults
from .tables import ReadingContext, read_table
from .values.level import Tolerance
from .wording import say
from .workbook import Reading, Refusal, Workbook


class Settings(Struct, frozen=True):
    """What holds for every workbook of a run; ``registries`` are folders of a province's own."""

    rules: RuleBook
    library: Library
    against: Sequence[Held] = ()
    as_of: date = date.min
    language: str = "vi"
    tolerance: Tolerance = Tolerance()
    registries: Folders = ()


class Facts(Struct, frozen=True):
    """What the outputs say about a workbook beside its findings; light enough to keep for hundreds of them."""

    identity: Identity
    higher: tuple[tuple[str, str], ...]  # path and name of each higher level used, nearest first
    judged_on: date | None
    judged_by: str
    possible_days: tuple[date | None, date | None] = (None, None)


class Outcome(Struct, frozen=True):
    """What became of one workbook: its facts and answers, or in one sentence why it could not be checked."""

    path: Path
    facts: Facts | None = None
    answers: Answers = field(default_factory=Answers)
    error: str | None = None
    to_read: tuple[ToRead, ...] = ()


def check(path: Path, reading: Reading, settings: Settings) -> Outcome:
    """Take a workbook through all stations; a file that cannot be read or has no form is an outcome."""
    try:
        workbook = reading.result()
    except Refusal as refusal:
        return Outcome(path, error=refusal.sentence(settings.language))
    taken = take_in(path, workbook, settings)
    return taken if isinstance(taken, Outcome) else answer([taken], settings.rules)[0]


class TakenIn(Struct, frozen=True):
    """A workbook whose tables were read, with those of its higher levels; what is left is to ask the rules."""

    path: Path
    layout: Layout
    documents: list[Document]
    links: list[Link]
    catalogue: Catalogue
    settings: Settings


def take_in(path: Path, workbook: Workbook, settings: Settings) -> TakenIn | Outcome:
    """Find and read the tables of a workbook and its higher levels; one that has no form is an outcome."""
    form = recognise(workbook)
    if form is None:
        return Outcome(path, error=say("error.not-a-form", settings.language, file=path.name))
    layout = find_tables(workbook, form)
    identity = identify(layout)
    settings.library.expect(identity.carries_out)
    _fetch_frames()
    links, higher = _higher_levels(layout, identity, settings)
    held = [higher[at] for at in nearest_first([one.identity for one, _ in higher])]
    catalogue = _catalogue([layout, *(one.layout for one, _ in held)], settings.registries)
    context = ReadingContext(catalogue, settings.tolerance, settings.language)
    own = {name: read_table(table, context) for name, table in layout.tables.items()}
    documents = [Document(0, str(path), identity, own)]
    for index, (one, cited) in enumerate(held, 1):
        headless = tuple(spec.sheet for spec in one.layout.missing if spec.optional)
        documents.append(Document(index, str(one.path), one.identity, one.tables_in(context), cited, headless))
    return TakenIn(path, layout, documents, links, catalogue, settings)


def answer(taken: Sequence[TakenIn], rules: RuleBook) -> list[Outcome]:
    """Ask the rules of workbooks of one language, those of one form at once: what a frame costs, it costs per frame."""
    outcomes: dict[int, Outcome] = {}
    for form in dict.fromkeys(one.layout.form.name for one in taken):
        places = [at for at, one in enumerate(taken) if one.layout.form.name == form]
        faults = find_faults([(taken[at].layout, taken[at].documents[0].tables) for at in places])
        dossiers = [dossier_of(taken[at], own) for at, own in zip(places, faults, strict=True)]
        for at, dossier, answers in zip(places, dossiers, ask_all(rules.rules, dossiers), strict=True):
            outcomes[at] = _outcome(taken[at], dossier, answers)
    return [outcomes[at] for at in range(len(taken))]


def dossier_of(one: TakenIn, faults: Sequence[Fault] = ()) -> Dossier:
    """Everything that is known of a workbook whose tables were read."""
    settings = one.settings
    units, superseded = registries.units(settings.registries), registries.superseded(settings.registries)
    day, language = settings.as_of, settings.language
    return Dossier(one.documents, units, one.catalogue, day, one.links, faults, language, superseded)


def _outcome(one: TakenIn, dossier: Dossier, answers: Answers) -> Outcome:
    answers.unchecked = [*_missing_links(dossier, one.settings), *answers.unchecked]
    higher = tuple((document.path, document.identity.name) for document in dossier.higher)
    facts = Facts(dossier.submitted.identity, higher, dossier.judged_on, dossier.judged_by, dossier.possible_days)
    return Outcome(one.path, facts, answers, to_read=to_read(dossier))


def _fetch_frames() -> None:
    """Import what frames need now, while the readers work; it takes longer than a reading."""
    import pandera.polars  # noqa: F401


def _higher_levels(
    layout: Layout, identity: Identity, settings: Settings
) -> tuple[list[Link], list[tuple[Held, bool]]]:
    """The citations it carries out and where they led, and every higher level at hand with whether it is cited."""
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


def _catalogue(layouts: Sequence[Layout], own: Folders) -> Catalogue:
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
    return Catalogue(tuple(names), registries.nouns(own))


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
    """Sheets of the higher levels without their header, and cells with an error or an uncalculated formula."""
    found = []
    for document in dossier.higher:
        for sheet in document.headless:
            words = say("unchecked.headless-in-programme", language, sheet=sheet, document=document.identity.name)
            found.append(Unchecked(None, None, None, words))
        for name in ("targets", "tasks", "obligations"):
            table = document.tables.get(name)
            places = (
                [dossier.place(name, row, column, document.index) for row, column in sorted(table.odd)] if table else []
            )
            if places:
                cells = ", ".join(f"{place.sheet}!{place.cell}" for place in places)
                words = say("unchecked.unread-in-programme", language, cells=cells, document=document.identity.name)
                found.append(Unchecked(None, None, None, words))
    return found
