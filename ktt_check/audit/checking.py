"""Some workbooks taken from file to outcome together, each annotated: what a worker does with what it is given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct, field, json, to_builtins
from msgspec.structs import replace

from .. import registries
from ..across.kept import Kept, keep
from ..decisions import Decision, Decisions
from ..dossier import Dossier
from ..earlier import series
from ..findings import Finding, Unchecked
from ..identity import identify
from ..journey import Outcome, Settings, TakenIn, answer_with_dossiers, take_in
from ..layout import find_tables, recognise
from ..library import Held, Library, shelve, shipped_programmes
from ..outputs import annotated
from ..profiles import InForce, put_in_force
from ..resources import workbooks_folder
from ..session import cannot_write, told_as_ours
from ..submissions import shelf
from ..values.reporting import reporting_window
from ..wording import say
from ..workbook import Refusal, Workbook, limits, start_reading
from .basis import Standing
from .content import content_of

_T = TypeVar("_T")

PASSING = frozenset({"missing", "permission", "disk", "changed", "timeout", "memory", "died"})
"""Refusals that say nothing about a file's content: it is looked at again the next time."""


class Order(Struct, frozen=True):
    """What an audit checks its workbooks with; ``folder`` is what paths are relative to."""

    folder: Path
    out: Path
    programmes: tuple[Path, ...]
    rules: tuple[Path, ...]
    profile: Path | None
    as_of: date
    language: str
    decisions: tuple[Decision, ...] = ()

    @property
    def results_among_submissions(self) -> bool:
        """Whether those who submit may put files where the results are."""
        return self.out.resolve().is_relative_to(self.folder.resolve())

    def message(self) -> bytes:
        """As it goes to a worker."""
        return json.encode(self, enc_hook=str)

    @classmethod
    def of(cls, message: bytes) -> Order:
        """As it comes to a worker."""
        return json.decode(message, type=cls, dec_hook=lambda kind, value: kind(value))


class Task(Struct, frozen=True):
    """A workbook to check and where its annotated copy goes, both below the order's folders.

    ``before`` are the earlier reports among the submissions that a report is set against.
    """

    path: str
    target: str
    before: tuple[str, ...] = ()


class Checked(Struct, frozen=True):
    """What became of one workbook; all texts in the language of the run.

    ``sha`` is of the content that was checked; ``standing`` is None where the file could not be read or has no form.
    ``error`` says why it could not be, or why its copy could not be written; ``passing``: the next run tries again.
    """

    path: str
    sha: str | None = None
    error: str | None = None
    passing: bool = False
    standing: Standing | None = None
    unit: str | None = None
    province: str | None = None
    name: str | None = None
    document: str | None = None
    higher: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)
    target: str | None = None
    copied: str | None = None
    notes: tuple[str, ...] = ()
    kept: Kept | None = None


def library_of(order: Order, force: InForce) -> Library:
    """The programmes of the order's folders, then the profile's, then the shipped ones; raises LibraryError."""
    library = Library(shipped=shipped_programmes(workbooks_folder()))
    shelves = [shelf(folder) for folder in (*order.programmes, *force.programmes)]
    library.shelves = [shelve(shelf, library) for shelf in shelves]
    return library


class Checker:
    """An order made ready: rules and programmes loaded once for all workbooks."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._force = put_in_force(order.profile, order.rules)
        force, decisions = self._force, Decisions(order.decisions)
        self._settings = Settings(
            force.rules, library_of(order, force), (), order.as_of, order.language, force.tolerance, force.registries,
            decisions,
        )  # fmt: skip
        self._run = annotated.Run(force, order.as_of, order.language, decisions)

    def check(self, tasks: Sequence[Task]) -> list[Checked]:
        """Check these together; whatever a workbook does, the others have their answer."""
        found: dict[str, Checked] = {}
        taken: list[tuple[Task, str, TakenIn]] = []
        for task in tasks:
            ready = self._guarded(task.path, lambda task=task: self._taken(task))  # type: ignore[misc]
            if isinstance(ready, Checked):
                found[task.path] = ready
            else:
                taken.append((task, *ready))
        answered = self._answered([one for _, _, one in taken])
        for (task, sha, _), (outcome, dossier) in zip(taken, answered, strict=True):
            checked = self._kept(self._told(task.path, sha, outcome), dossier)
            if outcome.facts is not None:
                checked = self._annotated(task, outcome, checked)
            found[task.path] = checked
        return [found[task.path] for task in tasks]

    def _guarded(self, path: str, step: Callable[[], _T]) -> _T | Checked:
        try:
            return step()
        except Refusal as refusal:
            words = refusal.sentence(self._order.language)
            return Checked(path, content_of(self._order.folder / path), words, refusal.reason in PASSING)
        except MemoryError:
            words = Refusal("memory", file=path).sentence(self._order.language)
            return Checked(path, error=words, passing=True)
        except Exception as problem:
            words = told_as_ours(problem, Path(path), self._order.language)
            return Checked(path, content_of(self._order.folder / path), words, True)

    def _taken(self, task: Task) -> tuple[str, TakenIn] | Checked:
        path = self._order.folder / task.path
        workbook = read_limited(path)
        settings = self._settings
        if task.before:
            reports = [*settings.library.reports, *filter(None, map(self._report, task.before))]
            settings = replace(settings, library=replace(settings.library, reports=reports))
        taken = take_in(path, workbook, settings)
        if isinstance(taken, Outcome):
            return Checked(task.path, workbook.sha256, taken.error)
        return workbook.sha256, taken

    def _report(self, path: str) -> Held | None:
        """An earlier report; None where it cannot be read any more, as the next run will see."""
        try:
            workbook = read_limited(self._order.folder / path)
        except Refusal:
            return None
        form = recognise(workbook)
        if form is None:
            return None
        layout = find_tables(workbook, form)
        return Held(self._order.folder / path, workbook, layout, identify(layout))

    def _answered(self, taken: Sequence[TakenIn]) -> Sequence[tuple[Outcome, Dossier | None]]:
        """The outcomes of all, with what the rules looked at; should they not get on together, each by itself."""
        try:
            return answer_with_dossiers(taken, self._settings.rules) if taken else []
        except Exception as problem:
            if len(taken) == 1:
                words = told_as_ours(problem, taken[0].path, self._order.language)
                return [(Outcome(taken[0].path, error=words), None)]
        return [answered for one in taken for answered in self._answered([one])]

    def _told(self, path: str, sha: str, outcome: Outcome) -> Checked:
        facts = outcome.facts
        if facts is None:
            return Checked(path, sha, outcome.error, passing=True)
        identity = facts.identity
        window = None if identity.period is None else reporting_window(identity.period)
        standing = Standing(
            identity.form.name, identity.issuing_level, *facts.possible_days, identity.carries_out, facts.sign,
            series(identity, registries.units(self._force.registries)) if window is not None else (),
            window.end if window is not None else None,
        )  # fmt: skip
        return Checked(
            path,
            sha,
            standing=standing,
            unit=identity.issuer,
            province=identity.province,
            name=identity.name,
            document=facts.sign,
            higher=tuple(name for _, name in facts.higher),
            findings=outcome.answers.findings,
            unchecked=outcome.answers.unchecked,
        )

    def _kept(self, checked: Checked, dossier: Dossier | None) -> Checked:
        """With what rules across units ask of it; what cannot be kept is told as unchecked."""
        if checked.document is None or dossier is None:
            return checked
        try:
            return replace(checked, kept=keep(checked.path, checked.document, dossier))
        except Exception as problem:
            told_as_ours(problem, Path(checked.path), self._order.language)
        words = say("audit.not-kept", self._order.language)
        return replace(checked, unchecked=[*checked.unchecked, Unchecked(None, None, None, words)])

    def _annotated(self, task: Task, outcome: Outcome, checked: Checked) -> Checked:
        language, target = self._order.language, self._order.out / task.target
        try:
            result, lost = annotated.write(outcome, target, self._run, theirs=self._order.results_among_submissions)
        except OSError as problem:
            return replace(checked, error=cannot_write(target, problem, language), passing=True)
        except Refusal as refusal:
            return replace(checked, error=refusal.sentence(language), passing=True)
        except Exception as problem:
            return replace(checked, error=told_as_ours(problem, outcome.path, language), passing=True)
        if content_of(outcome.path) != checked.sha:
            words = Refusal("changed", file=task.path).sentence(language)
            return replace(checked, error=words, passing=True)
        written = result.path.relative_to(self._order.out).as_posix()
        return replace(checked, target=written, copied=result.reason, notes=tuple(lost))


def as_message(answers: Sequence[Checked]) -> bytes:
    """The answers as JSON, without what neither JSON nor a database can hold (a workbook's text can be anything)."""
    return b"[" + b",".join(map(_encoded, answers)) + b"]"


def _encoded(one: Checked) -> bytes:
    with suppress(UnicodeEncodeError):
        message = json.encode(one)
        if b"\\u0000" not in message:
            return message
    return json.encode(_cleaned(to_builtins(one)))


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_cleaned(one) for one in value]
        case dict():
            return {name: _cleaned(one) for name, one in value.items()}
        case _:
            return value


def read_limited(path: Path) -> Workbook:
    """The workbook, read here within the limits of time and memory of a reading; raises Refusal.

    A worker may be lost, so that no further process is needed for each file; where the system cannot limit a step of
    a process (it can on Linux), one is started all the same.
    """
    if sys.platform != "linux":
        return start_reading(path).result()
    from ..workbook import read
    from .limited import memory, time

    too_slow = Refusal("timeout", file=str(path), detail=str(limits.SECONDS))
    try:
        with time(limits.SECONDS, limits.SECONDS * limits.PATIENCE, too_slow), memory(limits.MEGABYTES):
            return read(path)
    except MemoryError:
        raise Refusal("memory", file=str(path)) from None
