"""One run over one or many workbooks: readers started ahead, each workbook checked and annotated in turn."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence, Set
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .annotate import UnreadableResult
from .decisions import Decisions, documents_of
from .identity import identify
from .journey import Outcome, Settings, check
from .layout import find_tables, recognise
from .library import Held, Library, refuse_doubles, shelve, shipped_programmes
from .outputs import annotated
from .outputs.text import Written
from .previous import Previous, PreviousError, check_since, read_previous
from .profiles import InForce, put_in_force
from .register import NAME
from .resources import workbooks_folder
from .reviewed import REGISTERS, WORKBOOKS, NoResultError, Reviewed, read_reviewed
from .rulebook import RuleBook
from .submissions import ReadAhead, Submission, Submissions, shelf
from .wording import say
from .workbook import Reading, Refusal, start_reading

_NAMED = 5  # documents that a note names
_REASONS = {
    errno.EACCES: "permission", errno.EPERM: "permission", errno.EBUSY: "permission", errno.ENOSPC: "space",
    errno.EROFS: "read-only", errno.ENOTDIR: "not-a-folder", errno.EEXIST: "not-a-folder",
    errno.EISDIR: "not-a-folder", errno.ENAMETOOLONG: "too-long",
}  # fmt: skip


class Request(Struct):
    """What the command line asked for."""

    submissions: Submissions
    against: Sequence[Path] = ()
    programmes: Sequence[Path] = ()
    rules: Sequence[Path] = ()
    as_of: date = date.min
    language: str = "vi"
    annotate: bool = True
    profile: Path | None = None
    decisions: Path | None = None
    previous: Path | None = None


class Done(Struct):
    """Everything a run made: what was in force, outcomes, and what was written of each workbook."""

    force: InForce
    outcomes: list[Outcome] = []
    written: dict[str, Written] = {}
    notes: list[str] = []

    @property
    def rules(self) -> RuleBook:
        return self.force.rules


class SessionError(Exception):
    """The run cannot be done as asked; the text is a sentence for the user."""


class MisuseError(SessionError):
    """What was asked makes no sense."""


def run(request: Request, progress: Callable[[int, int, Path], None]) -> Done:
    """Check every submission; raises RuleBookError, RegisterError, LibraryError or SessionError at once."""
    shelves = _shelves(request)
    against = ReadAhead(_once(request.against))
    force = put_in_force(request.profile, request.rules)
    if not request.against:
        shelves += [shelf(folder) for folder in force.programmes]
    library = Library(shipped=shipped_programmes(workbooks_folder()) if not request.against else {}, looks_beside=True)
    library.shelves = [shelve(shelf, library) for shelf in shelves]
    held = [_against(path, reading, request.language) for path, reading in against]
    refuse_doubles(held)
    reviewed = _reviewed(request)
    decisions = reviewed.decisions
    settings = Settings(
        force.rules, library, held, request.as_of, request.language, force.tolerance, force.registries, decisions
    )  # fmt: skip
    previous = _previous(request, settings)
    if previous is not None and previous.alone:  # the user paired the two, even if the plan got its number since
        known = {one.sign: one.issuer for one in previous.checks if one.sign and one.issuer is not None}
        decisions = replace(decisions, paired={**decisions.paired, **known})
        settings = replace(settings, decisions=decisions)
    done = Done(force, notes=list(reviewed.notes))
    alone = request.previous is not None and previous is not None and previous.alone
    compared = request.previous if alone else None
    context = annotated.Run(force, request.as_of, request.language, decisions, compared, request.decisions)
    taken = {path.resolve() for path in (*request.submissions.paths, *request.against)}
    for at, (submission, reading) in enumerate(request.submissions.read(), 1):
        progress(at, len(request.submissions.each), submission.path)
        outcome = _one(submission, reading, settings, previous)
        if request.annotate and outcome.facts is not None:
            target = _free(annotated.result_path(submission.path, submission.folder), taken)
            outcome = _annotate(outcome, target, context, done, theirs=submission.theirs)
            taken.add(target.resolve())
        done.outcomes.append(outcome)
    facts = [outcome.facts for outcome in done.outcomes if outcome.facts is not None]
    if decisions.lines and not any(decisions.about(one.sign, one.identity.issuer) for one in facts):
        documents = "; ".join(documents_of(decisions.lines)[:_NAMED])
        done.notes.append(say("decisions.elsewhere", request.language, documents=documents))
    return done


def _previous(request: Request, settings: Settings) -> Previous | None:
    if request.previous is None:
        return None
    try:
        return read_previous(request.previous, settings, alone=len(request.submissions.each) == 1)
    except PreviousError as problem:
        raise SessionError(str(problem)) from None


def _reviewed(request: Request) -> Reviewed:
    """What the reviewer decided; never what stands in a workbook that is itself checked."""
    if request.decisions is None:
        return Reviewed(Decisions(), ())
    submitted = {path.resolve() for path in request.submissions.paths}
    alone = len(request.submissions.each) == 1
    return reviewed(request.decisions, submitted, request.as_of, request.language, alone=alone)


def reviewed(path: Path, submitted: Set[Path], day: date, language: str, *, alone: bool) -> Reviewed:
    """What a file named with ``--decisions`` decides; raises MisuseError, SessionError and RegisterError."""
    if path.suffix.lower() not in REGISTERS | WORKBOOKS:
        raise MisuseError(say("error.decisions-kind", language, name=NAME, path=path))
    if path.resolve() in submitted:
        raise MisuseError(say("error.decisions-submitted", language, path=path))
    try:
        theirs = path.resolve().parent in {one.parent for one in submitted}
        return read_reviewed(path, day, language, alone=alone, theirs=theirs)
    except NoResultError:
        raise SessionError(say("error.no-result-sheet", language, file=path.name, option="--decisions")) from None
    except UnreadableResult as problem:
        raise SessionError(f"{path.name}: {problem.sentence}") from None
    except Refusal as refusal:
        raise SessionError(refusal.sentence(language)) from None
    except OSError as problem:
        raise SessionError(cannot_write(path.with_name(NAME), problem, language)) from None


def _one(submission: Submission, reading: Reading, settings: Settings, previous: Previous | None) -> Outcome:
    """One workbook checked; a fault of ours costs this workbook only and is told as such."""
    try:
        if previous is not None:
            return check_since(submission.path, reading, settings, previous)
        return check(submission.path, reading, settings)
    except Exception as problem:
        return Outcome(submission.path, error=told_as_ours(problem, submission.path, settings.language))


def told_as_ours(problem: Exception, path: Path, language: str) -> str:
    if os.environ.get("KTT_CHECK_DEBUG"):
        raise problem
    return say("error.ours", language, file=path.name, what=type(problem).__name__)


def _shelves(request: Request) -> list[ReadAhead]:
    """The user's own places where programmes are looked for, in order."""
    if request.against:
        return []
    return [shelf(folder) for folder in request.programmes]


def _once(paths: Sequence[Path]) -> list[Path]:
    """Each file once, however often and by whatever path it is named."""
    return list({path.resolve(): path for path in reversed(paths)}.values())[::-1]


def against(path: Path, language: str) -> Held:
    """A workbook in the plan form, read by itself; raises SessionError where it is none."""
    return _against(path, start_reading(path), language)


def _against(path: Path, reading: Reading, language: str) -> Held:
    try:
        workbook = reading.result()
    except Refusal as refusal:
        raise SessionError(refusal.sentence(language)) from None
    form = recognise(workbook)
    if form is None or form.name != "plan":
        raise SessionError(say("error.against-not-plan", language, file=path.name))
    layout = find_tables(workbook, form)
    return Held(path, workbook, layout, identify(layout))


def _annotate(outcome: Outcome, target: Path, context: annotated.Run, done: Done, *, theirs: bool) -> Outcome:
    """The outcome with its annotated copy written; where it cannot be, the findings stand and the error says why."""
    try:
        result, lost = annotated.write(outcome, target, context, theirs=theirs)
    except OSError as problem:
        return replace(outcome, error=cannot_write(target, problem, context.language))
    except Refusal as refusal:
        return replace(outcome, error=refusal.sentence(context.language))
    except Exception as problem:
        return replace(outcome, error=told_as_ours(problem, outcome.path, context.language))
    copied = result.method == "copy"
    notes = [*lost, result.reason] if result.reason and not copied else lost
    done.written[str(outcome.path)] = Written(str(result.path), result.reason if copied else None, tuple(notes))
    return outcome


def cannot_write(target: Path, problem: OSError, language: str) -> str:
    """Why nothing could be written there, for the user."""
    reason = say(f"reason.{_REASONS.get(problem.errno or 0, 'other')}", language)
    return say("error.cannot-write", language, path=target, reason=reason)


def _free(target: Path, taken: Set[Path]) -> Path:
    """The target, or with a number where it is an input or the result of another workbook of this run."""
    candidate, number = target, 1
    while candidate.resolve() in taken:
        number += 1
        candidate = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return candidate
