"""One workbook's way from file to outcome, station by station."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from . import registries
from .catalogue import Catalogue, Name
from .chain import Document, nearest_first
from .decisions import Decisions
from .dossier import Dossier, Reported
from .earlier import Doubt, Found, earlier_reports, joined_since, nearest_of, unnumbered_plan
from .engine import Answers, ask_all
from .findings import Unchecked
from .given import find_changes
from .identity import Citation, Identity, identify
from .irregular import find_irregularities
from .layout import Layout, find_tables, our_sheet, recognise
from .library import Held, Library, Link, declared_names
from .obligations import ToRead, to_read
from .progress import Course, courses, without_baseline
from .registries import Folders
from .rulebook import RuleBook
from .shapes import Fault, find_faults
from .since import Since
from .stamp import document_half
from .tables import ReadingContext, read_table
from .values.level import Tolerance
from .values.reporting import reporting_window
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
    decisions: Decisions = Decisions()


class Facts(Struct, frozen=True):
    """What the outputs say about a workbook beside its findings; light enough to keep for hundreds of them."""

    identity: Identity
    higher: tuple[tuple[str, str], ...]  # path and name of each higher level used, nearest first
    judged_on: date | None
    judged_by: str
    sign: str = ""  # the document's half of its findings' fingerprints
    absent: tuple[str, ...] = ()  # documents that it carries out and that are not at hand
    possible_days: tuple[date | None, date | None] = (None, None)
    digest: str = ""  # SHA-256 of the very bytes that were checked
    returned: bool = True  # whether an earlier result sheet of ours is in it


class Outcome(Struct, frozen=True):
    """What became of one workbook: its facts and answers, or in one sentence why it could not be checked."""

    path: Path
    facts: Facts | None = None
    answers: Answers = field(default_factory=Answers)
    error: str | None = None
    to_read: tuple[ToRead, ...] = ()
    since: Since | None = None
    courses: tuple[Course, ...] = ()


def check(path: Path, reading: Reading, settings: Settings) -> Outcome:
    """Take a workbook through all stations; a file that cannot be read or has no form is an outcome."""
    if _is_large(path):
        _spare_memory()
        _fetch_frames()  # its reader works longer than this takes
    try:
        workbook = reading.result()
    except Refusal as refusal:
        return Outcome(path, error=refusal.sentence(settings.language))
    taken = take_in(path, workbook, settings)
    return taken if isinstance(taken, Outcome) else answer([taken], settings.rules)[0]


_LARGE = 1_000_000  # bytes of a file whose reading takes longer than the rest of the program's start


def _is_large(path: Path) -> bool:
    try:
        return path.stat().st_size > _LARGE
    except OSError:
        return False


def _spare_memory() -> None:
    """Let polars give freed memory back at once: what a large workbook's lists leave behind is more than they are.

    The allocator of its wheels for Linux reads this when it is loaded.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")


class TakenIn(Struct, frozen=True):
    """A workbook whose tables were read, with those of its higher levels; what is left is to ask the rules."""

    path: Path
    layout: Layout
    documents: list[Document]
    links: list[Link]
    catalogue: Catalogue
    settings: Settings
    earlier: Sequence[Reported] = ()
    doubts: Sequence[Doubt] = ()
    digest: str = ""  # SHA-256 of the file's bytes
    returned: bool = True  # whether an earlier result sheet of ours is in it


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
    if form.name == "report":  # its plan comes first, whatever level the plan says that it is of
        plans = [plan for link in links for plan in link.held]
        held.sort(key=lambda pair: pair[0] not in plans)
    names = (*declared_names(layout), *(name for one, _ in held for name in one.names))
    catalogue = _catalogue(names, settings.registries)
    context = ReadingContext(catalogue, settings.tolerance, settings.language)
    own = {name: read_table(table, context) for name, table in layout.tables.items()}
    documents = [Document(0, str(path), identity, own)]
    for index, (one, cited) in enumerate(held, 1):
        headless = tuple(spec.sheet for spec in one.layout.missing if spec.optional)
        documents.append(Document(index, str(one.path), one.identity, one.tables_in(context), cited, headless))
    earlier, doubts = _earlier(path, identity, context, settings)
    returned = our_sheet(workbook) is not None
    return TakenIn(path, layout, documents, links, catalogue, settings, earlier, doubts, workbook.sha256, returned)


def _earlier(
    path: Path, identity: Identity, context: ReadingContext, settings: Settings
) -> tuple[list[Reported], Sequence[Doubt]]:
    """The unit's earlier reports on the same plan, read, and those that could not be taken; none for a plan."""
    if identity.form.name != "report" or identity.period is None:
        return [], ()
    found = earlier_reports(path, identity, settings.library, registries.units(settings.registries))
    window = reporting_window(identity.period)
    nearest = nearest_of(window, found) if window is not None else None
    reports = [
        Reported(
            Document(-at, str(one.held.path), one.held.identity, one.held.tables_in(context)),
            one.window,
            one is nearest,
        )
        for at, one in enumerate(found.reports, 1)
    ]
    return reports, found.doubts


def answer(taken: Sequence[TakenIn], rules: RuleBook) -> list[Outcome]:
    """Ask the rules of workbooks of one language, those of one form at once: what a frame costs, it costs per frame."""
    return [outcome for outcome, _ in answer_with_dossiers(taken, rules)]


def answer_with_dossiers(taken: Sequence[TakenIn], rules: RuleBook) -> list[tuple[Outcome, Dossier]]:
    """The answers, each with what the rules looked at, for whoever has more to ask of it."""
    outcomes: dict[int, tuple[Outcome, Dossier]] = {}
    for form in dict.fromkeys(one.layout.form.name for one in taken):
        places = [at for at, one in enumerate(taken) if one.layout.form.name == form]
        faults = find_faults([(taken[at].layout, taken[at].documents[0].tables) for at in places])
        dossiers = [dossier_of(taken[at], own) for at, own in zip(places, faults, strict=True)]
        for at, dossier, answers in zip(places, dossiers, ask_all(rules.rules, dossiers), strict=True):
            outcomes[at] = _outcome(taken[at], dossier, answers), dossier
    return [outcomes[at] for at in range(len(taken))]


def dossier_of(one: TakenIn, faults: Sequence[Fault] = ()) -> Dossier:
    """What the rules look at, with the faults of shape and what is odd about rows, sheets and what was given."""
    numbers = {above.identity.number.key for above in one.documents[1:] if above.identity.number is not None}
    faults = [*faults, *find_irregularities(one.layout), *find_changes(one.layout, numbers)]
    settings = one.settings
    units, superseded = registries.units(settings.registries), registries.superseded(settings.registries)
    day, language = settings.as_of, settings.language
    identity = one.documents[0].identity
    decided = settings.decisions.about(document_half(identity), identity.issuer)
    calendar = registries.holidays(settings.registries)
    more = (one.links, faults, language, superseded, decided, (), one.earlier, calendar)
    return Dossier(one.documents, units, one.catalogue, day, *more)


def _outcome(one: TakenIn, dossier: Dossier, answers: Answers) -> Outcome:
    answers.unchecked = [*_missing_links(dossier, one), *answers.unchecked]
    higher = tuple((document.path, document.identity.name) for document in dossier.higher)
    identity = dossier.submitted.identity
    absent = tuple(link.citation.name for link in dossier.links if not link.held)
    half, days = document_half(identity), dossier.possible_days
    facts = Facts(identity, higher, dossier.judged_on, dossier.judged_by, half, absent, days, one.digest, one.returned)
    if one.layout.form.name == "report":
        return Outcome(one.path, facts, answers, courses=courses(dossier))
    return Outcome(one.path, facts, answers, to_read=to_read(dossier))


def _fetch_frames() -> None:
    """Import what frames need now, while the readers work; it takes longer than a reading."""
    import pandera.polars  # noqa: F401


def _higher_levels(
    layout: Layout, identity: Identity, settings: Settings
) -> tuple[list[Link], list[tuple[Held, bool]]]:
    """The citations it carries out and where they led, and every higher level at hand with whether it is cited."""
    library = Library([settings.against]) if settings.against else settings.library
    links = [_found(library, citation, identity, settings.registries) for citation in identity.carries_out]
    cited = [held for link in links for held in link.held]
    if identity.form.name == "report" and not cited:
        return links, []  # nothing else that is at hand can stand for the plan
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


def _found(library: Library, citation: Citation, identity: Identity, own: Folders) -> Link:
    """What a citation leads to; a report may be about a plan that has no number."""
    link = library.find(citation)
    if link.state == "unnamed" and identity.form.name == "report":
        plans = unnumbered_plan(citation, identity, library, registries.units(own))
        if len(plans) == 1:
            return Link(citation, "found", tuple(plans))
    return link


@lru_cache(maxsize=4)
def _catalogue(names: tuple[Name, ...], own: Folders) -> Catalogue:
    """One for all plans that go by the same names: what it finds out about words, it finds out once."""
    return Catalogue(names, registries.nouns(own))


def _missing_links(dossier: Dossier, one: TakenIn) -> list[Unchecked]:
    """What the chain of documents lacks: told once a document; blocking only where nothing at all is at hand."""
    settings, language = one.settings, one.settings.language
    table = dossier.submitted.tables.get("references")
    found: list[Unchecked] = []
    report = dossier.submitted.identity.form.name == "report"
    if report:
        found += [*_plan_missing(dossier), *_not_compared(dossier, one)]
    once = {link.citation.name: link for link in reversed(dossier.links) if not report}
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
    return found


def _plan_missing(dossier: Dossier) -> Iterator[Unchecked]:
    """That a report's plan is not at hand, or is only another of its number: nothing of its content was checked."""
    for link in dossier.links:
        if dossier.plan is None:
            instead = "; ".join(held.identity.name for held in link.instead)
            state: str = link.state if link.state in ("wrong date", "unnamed") else "absent"
            if state == "unnamed" and link.citation.number_text is not None:
                state = "unreadable"
            words = say(
                f"unchecked.plan-{state}".replace(" ", "-"), dossier.language, plan=link.citation.name, found=instead
            )
            place = dossier.place("document", 0, "number")
            yield Unchecked(None, place.sheet, place.cell, words, blocks=True)
        elif link.state == "ambiguous":
            plan = dossier.plan.identity.name
            yield Unchecked(None, None, None, say("unchecked.plan-ambiguous", dossier.language, plan=plan))


def _not_compared(dossier: Dossier, one: TakenIn) -> Iterator[Unchecked]:
    """What of a report could not be looked at although its plan is at hand: figures before, and ways to targets."""
    plan, window, language = dossier.plan, dossier.window, dossier.language
    if plan is None or window is None:
        return
    issued = plan.identity.date
    first = issued is not None and window.start <= issued.last
    for doubt in one.doubts:
        words = "unchecked.grown-since-report" if doubt.joined else "unchecked.several-reports"
        files, joined = ", ".join(doubt.files), ", ".join(doubt.joined)
        yield Unchecked(
            "BC13",
            None,
            None,
            say(words, language, period=doubt.report.period_said(language), files=files, joined=joined),
        )
    lacking = not any(report.nearest for report in dossier.earlier)
    if not first and lacking and nearest_of(window, Found(doubts=tuple(one.doubts))) is None:
        yield Unchecked("BC13", None, None, say("unchecked.no-earlier", language))
        for path, refusal in one.settings.library.unread_beside(Path(dossier.submitted.path)):
            words = say("unchecked.beside", language, file=path.name, reason=refusal.sentence(language))
            yield Unchecked("BC13", None, None, words)
    joined_to_unit = joined_since(plan.identity, dossier.submitted.identity, dossier.registry)
    if joined_to_unit:
        joined = ", ".join(joined_to_unit)
        yield Unchecked(
            "BC07", None, None, say("unchecked.grown-since-plan", language, joined=joined, plan=plan.identity.name)
        )
    if "target_progress" in dossier.submitted.tables and (rows := without_baseline(dossier)):
        place = dossier.place("target_progress", None, "actual")
        keys = ", ".join(row.key for row in rows)
        words = say("unchecked.no-baseline", dossier.language, count=len(rows), keys=keys)
        yield Unchecked("BC07", place.sheet, place.cell, words)


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
