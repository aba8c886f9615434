"""What an answer rests on, as a key: a workbook is checked again when its key is another, and only then.

By content, never by time stamps: the file, the programmes that its citations lead to, the rules that are asked of
such a document as the profile has them, the registries, the tool's version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from hashlib import sha256

from msgspec import Struct, json

from .. import __version__, registries
from ..across.ask import SIGN
from ..decisions import Decision, Decisions
from ..earlier import series
from ..identity import Citation
from ..library import Held, Library
from ..profiles import InForce
from ..registries import ADDED_TO, EXPECTED
from ..resources import registries_folder
from ..rulebook import Rule
from ..vocabulary import LAST

_MADE_HERE = "2"  # changes with what the audit itself keeps of a workbook
_TODAY = "today"  # part of the names of columns that depend on the day of the check


class Standing(Struct, frozen=True):
    """What of a document decides which rules are asked of it and where its citations lead."""

    form: str
    level: str | None
    first: date | None
    last: date | None
    citations: tuple[Citation, ...]
    sign: str = ""  # the document's half of its findings' fingerprints
    series: tuple[str, ...] = ()  # of a report: names that it shares with the unit's others on its plan
    closes: date | None = None  # of a report: the last day of its period


class Basis:
    """Everything that one run's answers rest on beside the submitted files."""

    def __init__(
        self, force: InForce, library: Library, as_of: date, language: str, decisions: Sequence[Decision] = ()
    ) -> None:
        self._force, self._library, self._as_of, self._language = force, library, as_of, language
        self._decisions = Decisions(tuple(decisions))
        self._links: dict[tuple[Citation, ...], str] = {}
        self._rules: dict[tuple[str, str | None, date | None, date | None], str] = {}

    def key(self, sha: str, standing: Standing | None, before: Sequence[tuple[str, str]] = ()) -> str:
        """The key of a file's answer; ``standing`` is None where the file could not be read or has no form.

        ``before`` are paths and digests of the earlier reports among the submissions.
        """
        if standing is None:
            return _digest([_MADE_HERE, __version__, self._language, sha])
        parts = [self._general, sha, self._asked(standing), self._led_to(standing.citations)]
        parts += map(self._decided, self._decisions.about(standing.sign, None))
        if standing.form == "report":
            parts += [f"before {path} {digest}" for path, digest in before]
            parts += self._beside_its_plan(standing)
        return _digest(parts)

    def _beside_its_plan(self, standing: Standing) -> Iterator[str]:
        """Earlier reports that lie among the programmes, and plans without a number, which a report may be about."""
        for name in standing.series:
            yield from map(_content, self._reports.get(name, ()))
        if any(citation.number is None for citation in standing.citations):
            yield from (_content(one) for shelf in self._library.shelves for one in shelf if not one.identity.number)

    @cached_property
    def _reports(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for held in self._library.reports:
            for name in series(held.identity, registries.units(self._force.registries)):
                found.setdefault(name, []).append(held)
        return found

    def _decided(self, one: Decision) -> str:
        """A decision, and whether its time is over by now."""
        return f"{json.encode(one).decode()} {one.expiry is not None and one.expiry < self._as_of}"

    @cached_property
    def _general(self) -> str:
        names = [name for name in ADDED_TO if name != EXPECTED]  # asked about across units alone
        files = [folder / name for folder in (registries_folder(), *self._force.registries) for name in names]
        registries = [sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()]
        unreadable = [f"{path}\0{refusal.reason}" for path, refusal in self._library.unreadable]
        tolerance = repr(self._force.tolerance)
        return _digest([_MADE_HERE, __version__, self._language, tolerance, *registries, *unreadable])

    def across(self, dated: bool) -> str:
        """The key of what rules across units rest on beside the workbooks; ``dated``: the day of the check is part."""
        files = [folder / EXPECTED for folder in (registries_folder(), *self._force.registries)]
        parts = [sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()]
        rules = [rule.data for rule in self._force.rules.rules]
        parts += [rule.model_dump_json() for rule in rules if rule.form == "across" or rule.each == LAST]
        parts += map(self._decided, self._decisions.about(SIGN, None))
        return _digest([self._general, *parts, *([self._as_of.isoformat()] if dated else ())])

    def _asked(self, standing: Standing) -> str:
        """The rules that are asked of such a document, and those that its result tells as off."""
        about = (standing.form, standing.level, standing.first, standing.last)
        if about not in self._rules:
            parts = [part for rule in self._force.rules.rules for part in self._of_rule(rule, standing)]
            off = [one for one in self._force.rules.off if one.rule.data.form in (standing.form, "any")]
            parts += [f"off {one.rule.code} {one.reason}" for one in off]
            self._rules[about] = _digest(parts)
        return self._rules[about]

    def _of_rule(self, rule: Rule, standing: Standing) -> Iterator[str]:
        data = rule.data
        if data.stage == "retired" or data.form not in (standing.form, "any"):
            return
        if data.levels and standing.level is not None and standing.level not in data.levels:
            return
        if rule.in_force(standing.first, standing.last) is False:
            return
        yield f"{rule.code} {rule.family} {data.model_dump_json()}"
        if any(_TODAY in name for name in rule.mentions):
            yield self._as_of.isoformat()

    def _led_to(self, citations: tuple[Citation, ...]) -> str:
        """Every programme that is reached from what is carried out, by path and content, and how sure each link is."""
        led_to = self._links.get(citations)
        if led_to is None:
            led_to = self._links[citations] = _digest(_reached(citations, self._library))
        return led_to


def _reached(citations: Sequence[Citation], library: Library) -> Iterator[str]:
    todo, seen = list(citations), set[int]()
    while todo:
        link = library.find(todo.pop(0))
        yield json.encode(link.citation).decode()
        yield link.state
        yield from map(_content, link.instead)
        for held in link.held:
            yield _content(held)
            if id(held) not in seen:
                seen.add(id(held))
                todo += held.identity.carries_out


def _content(held: Held) -> str:
    return f"{held.path} {held.workbook.sha256}"


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join([*parts, ""]).encode("utf-8", "surrogateescape")).hexdigest()
