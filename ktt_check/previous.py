"""The earlier check that a workbook is compared with: a workbook, an annotated one, or a JSON document of ours.

Of an annotated workbook it is what its result sheet tells, as that is what the unit was told; any other workbook is
checked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from .annotate import UnreadableResult, read_told
from .compared import Before, since
from .contents import contents_of
from .decisions import Decisions
from .findings import SEVERITIES, Finding, Unchecked
from .journey import Outcome, Settings, TakenIn, answer, take_in
from .since import Told
from .values.text import fold
from .wording import say
from .workbook import Reading, Refusal, start_reading

_LARGEST = 200 * 1024 * 1024  # bytes of a JSON document; 700 workbooks make 20 MB


class PreviousError(Exception):
    """The earlier check cannot be used; the text is a sentence for the user."""


class Previous(Struct, frozen=True):
    """What was checked earlier; ``alone`` where one workbook is compared with one."""

    checks: tuple[Before, ...]
    source: str
    alone: bool

    def of(self, outcome: Outcome) -> Before | None:
        """The earlier check of a document: by what fingerprints tell of it, else by the file's name."""
        assert outcome.facts is not None
        same = [one for one in self.checks if one.sign == outcome.facts.sign]
        named = [one for one in self.checks if not one.sign and Path(one.workbook).name == outcome.path.name]
        found = same or named or (self.checks if self.alone and len(self.checks) == 1 else ())
        return found[0] if len(found) == 1 else None


def read_previous(path: Path, settings: Settings, *, alone: bool) -> Previous:
    """Read or check the earlier submission; raises PreviousError with the reason where that cannot be done."""
    if path.suffix.lower() == ".json":
        checks = tuple(_from_json(path, settings.language))
    else:
        checks = (_from_workbook(path, settings),)
    return Previous(checks, path.name, alone)


def check_since(path: Path, reading: Reading, settings: Settings, previous: Previous) -> Outcome:
    """Take a workbook through all stations and set it beside its earlier check."""
    try:
        workbook = reading.result()
    except Refusal as refusal:
        return Outcome(path, error=refusal.sentence(settings.language))
    taken = take_in(path, workbook, settings)
    if isinstance(taken, Outcome):
        return taken
    (outcome,) = answer([taken], settings.rules)
    before = previous.of(outcome)
    if before is None:
        words = say("since.no-earlier", settings.language, file=previous.source)
        outcome.answers.unchecked.append(Unchecked(None, None, None, words))
        return outcome
    return since(before, outcome, taken, settings.rules, settings.language)


def _from_workbook(path: Path, settings: Settings) -> Before:
    try:
        workbook = start_reading(path).result()
    except Refusal as refusal:
        raise PreviousError(refusal.sentence(settings.language)) from None
    taken = take_in(path, workbook, replace(settings, decisions=Decisions()))
    if isinstance(taken, Outcome):
        raise PreviousError(taken.error or "")
    (outcome,) = answer([taken], settings.rules)
    assert outcome.facts is not None
    return Before(
        source=path.name,
        workbook=str(path),
        document=outcome.facts.identity.name,
        sign=outcome.facts.sign,
        told=tuple(_told(path, outcome, taken)),
        contents=contents_of(taken.documents[0].tables),
        higher=tuple(name for _, name in outcome.facts.higher),
        issuer=fold(outcome.facts.identity.issuer or ""),
    )


def _told(path: Path, outcome: Outcome, taken: TakenIn) -> Iterator[Told]:
    found = {one.fingerprint: one for one in outcome.answers.findings}
    try:
        rows = read_told(path)
    except UnreadableResult as problem:
        raise PreviousError(f"{path.name}: {problem.sentence}") from None
    if rows is None:
        for one in found.values():
            yield Told(one.rule, one.severity, taken.settings.language, one.place.sheet, one.place.cell, one.key,
                       one.message, one.value, one.fingerprint, _also(one))  # fmt: skip
        return
    for row in rows:
        known = found.get(row.fingerprint)
        yield Told(row.rule, row.severity, row.language, row.sheet, row.cell, known.key if known else "",
                   row.message, row.value, row.fingerprint, _also(known))  # fmt: skip


def _also(finding: Finding | None) -> tuple[tuple[str | None, str | None], ...]:
    """The further cells of its own workbook that a finding concerns."""
    if finding is None:
        return ()
    own = finding.place.workbook
    return tuple((place.sheet, place.cell) for place in finding.related if place.workbook == own)


def _from_json(path: Path, language: str) -> Iterator[Before]:
    wrong = PreviousError(say("since.not-ours", language, file=path.name))
    try:
        if path.stat().st_size > _LARGEST:
            raise wrong
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except PermissionError:
        raise PreviousError(Refusal("permission", file=str(path)).sentence(language)) from None
    except (OSError, ValueError, RecursionError):
        raise wrong from None
    results = document.get("results") if isinstance(document, dict) and document.get("version") == 1 else None
    if not isinstance(results, list):
        raise wrong
    for result in results:
        try:
            told = tuple(_line(one, language) for one in result["findings"])
            name = str(result["workbook"])
            failed = result["error"] is not None
        except (KeyError, TypeError, ValueError):
            raise wrong from None
        if failed and not told:
            continue  # nothing was looked for, so nothing can be said to have been mended
        signs = {one.fingerprint.partition(".")[0] for one in told}
        sign = signs.pop() if len(signs) == 1 else ""
        yield Before(path.name, name, Path(name).name, sign, told)


def _line(one: Mapping[str, Any], language: str) -> Told:
    severity, texts = one["severity"], [one["rule"], one["key"], one["message"], one["fingerprint"]]
    maybe: Sequence[Any] = [one["sheet"], one["cell"], one["value"]]
    if severity not in SEVERITIES or not all(isinstance(text, str) for text in texts):
        raise ValueError
    if not all(text is None or isinstance(text, str) for text in maybe):
        raise ValueError
    rule, key, message, fingerprint = texts
    return Told(rule, severity, language, maybe[0], maybe[1], key, message, maybe[2], fingerprint)
