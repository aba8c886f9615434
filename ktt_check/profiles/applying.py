"""A chain of profiles laid over what is shipped, one after the other; a setting that changes nothing is a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ..findings import SEVERITIES
from ..resources import rules_folder
from ..rulebook import Change, Off, Rule, RuleBook, RuleBookError, load_rules, with_rules
from ..rulebook.mistakes import Mistake, unknown
from ..rulebook.model import RuleFile
from ..rulebook.parameters import Value, ValueFault, read_value
from ..rulebook.rule import compile_rule
from ..values.level import Tolerance
from ..wording import Saying
from . import GeneralChange, InForce, Named
from .folders import data_files, folders, registry_mistakes
from .model import Adjustment, General
from .reading import Level, digest

_OF_THE_RULE = ("severity", "stage", "since", "until", "levels")  # keys of an adjustment that are keys of a rule's file


def apply(levels: tuple[Level, ...], own: Sequence[Path]) -> InForce:
    """What holds with these profiles, the farthest inherited first, and the rules of further folders over them.

    Raises RuleBookError with every mistake.
    """
    mistakes = [mistake for level in levels for mistake in level.faults]
    book = load_rules(rules_folder())
    rules: list[Path] = []
    registries: list[Path] = []
    programmes: list[Path] = []
    tolerance = Tolerance()
    whole = True  # whether every rule that is named could be loaded
    for level in levels:
        before = len(mistakes)
        added = folders(level, "rules", mistakes, tuple(rules))
        rules += added
        book = _with(book, added, mistakes)
        dropped = ("rules",) in level.lines and not level.data.rules
        whole = whole and len(mistakes) == before and not dropped
        mistakes += _empty(level)
        registries += folders(level, "registries", mistakes, tuple(registries))
        programmes = [*folders(level, "programmes", mistakes, tuple(programmes)), *programmes]
        tolerance = _tolerance(level, tolerance, mistakes)
        known = {rule.code for rule in book.rules} | {one.rule.code for one in book.off}
        for code, adjustment in level.data.adjust.items():
            if code not in known and not whole:
                continue  # it may stand in what could not be loaded
            book = _Adjusting(level, code, mistakes).adjusted(book, adjustment)
    mistakes += registry_mistakes(registries)
    book = _with(book, own, mistakes)
    if mistakes:
        raise RuleBookError(mistakes)
    return InForce(
        book, tolerance, (*rules, *own), tuple(registries), tuple(programmes),
        _named(levels, data_files(registries)), tuple(_changes(tolerance)),
    )  # fmt: skip


def _with(book: RuleBook, own: Sequence[Path], mistakes: list[Mistake]) -> RuleBook:
    try:
        return with_rules(book, own)
    except RuleBookError as error:
        mistakes += error.mistakes
        return book


def _empty(level: Level) -> Iterator[Mistake]:
    """Keys that are there with nothing in them."""
    for key in ("rules", "registries", "programmes", "parameters", "adjust"):
        value = getattr(level.data, key)
        nothing = not (value.model_fields_set if isinstance(value, General) else value)
        if key in level.data.model_fields_set and nothing and not level.faults:
            yield level.mistake((key,), Saying("mistake.no-effect", {"name": key}))


def _named(levels: tuple[Level, ...], further: tuple[Path, ...]) -> Named:
    *inherited, own = levels
    names = tuple((level.data.name, level.data.version) for level in reversed(inherited))
    return Named(own.path, own.data.name, own.data.version, digest(levels, further), names)


def _tolerance(level: Level, before: Tolerance, mistakes: list[Mistake]) -> Tolerance:
    general = level.data.parameters
    told: dict[str, Decimal] = {name: value for name in type(general).model_fields
                                if (value := getattr(general, name)) is not None}  # fmt: skip
    for name, value in told.items():
        if value == getattr(before, name):
            mistakes.append(level.mistake(("parameters", name), Saying("mistake.no-effect", {"name": name})))
    return replace(before, **told)


def _changes(tolerance: Tolerance) -> Iterator[GeneralChange]:
    shipped = Tolerance()
    for name in ("about", "nearly_from"):
        before, after = getattr(shipped, name), getattr(tolerance, name)
        if before != after:
            yield GeneralChange(name, before, after)


class _Adjusting:
    """One rule being adjusted by one profile."""

    def __init__(self, level: Level, code: str, mistakes: list[Mistake]) -> None:
        self.level, self.code, self.mistakes = level, code, mistakes
        self.failed = False

    def wrong(self, saying: Saying, *where: str) -> None:
        self.failed = True
        self.mistakes.append(self.level.mistake(("adjust", self.code, *where), saying))

    def no_effect(self, name: str, *where: str) -> None:
        self.wrong(Saying("mistake.no-effect", {"name": name}), *where)

    def adjusted(self, book: RuleBook, asked: Adjustment) -> RuleBook:
        """The book with the rule as this profile wants it; unchanged where the profile has mistakes."""
        rules = {rule.code: rule for rule in book.rules}
        off = {one.rule.code: one for one in book.off}
        if self.code not in rules and self.code not in off:
            self.wrong(_no_rule(self.code, (*rules, *off)))
            return book
        wanted = {name: getattr(asked, name) for name in type(asked).model_fields if name in asked.model_fields_set}
        if not wanted:
            if not self.level.faults:  # what stands there may be what is wrong
                self.no_effect(self.code)
            return book
        if self.code in off and "on" not in wanted:
            return self._still_off(book, off[self.code], wanted)
        if self.code in rules and "on" in wanted:
            self.no_effect("on", "on")
        if "off" in wanted:
            return self._switched_off(book, rules, wanted)
        rule = off[self.code].rule if self.code in off else rules[self.code]
        if rule.data.stage == "retired":
            self.wrong(Saying("mistake.rule-retired", {"code": self.code}))
        changed = self._changed(rule, wanted)
        if self.failed or changed is None:
            return book
        rules[self.code] = changed
        changes = _merged(book.changed, _differences(rule, changed))
        left = tuple(one for code, one in off.items() if code != self.code)
        return replace(book, rules=tuple(rules[code] for code in sorted(rules)), off=left, changed=changes)

    def _still_off(self, book: RuleBook, before: Off, wanted: Mapping[str, Any]) -> RuleBook:
        for name in (name for name in wanted if name != "off"):
            self.wrong(Saying("mistake.rule-off", {"code": self.code}), _key(name))
        if wanted.get("off") == before.reason:
            self.no_effect("off", "off")
        if self.failed:
            return book
        return replace(book, off=tuple(Off(one.rule, wanted["off"]) if one is before else one for one in book.off))

    def _switched_off(self, book: RuleBook, rules: dict[str, Rule], wanted: Mapping[str, Any]) -> RuleBook:
        for name in (name for name in wanted if name not in ("off", "on")):
            self.wrong(Saying("mistake.rule-off", {"code": self.code}), _key(name))
        if "on" in wanted and not self.failed:
            self.no_effect("on", "on")
        if self.code in rules and rules[self.code].data.stage == "retired":
            self.wrong(Saying("mistake.rule-retired", {"code": self.code}), "off")
        if self.failed:
            return book
        off = sorted([*book.off, Off(rules.pop(self.code), wanted["off"])], key=lambda one: one.rule.code)
        return replace(book, rules=tuple(rules.values()), off=tuple(off))

    def _changed(self, rule: Rule, wanted: Mapping[str, Any]) -> Rule | None:
        update = {name: wanted[name] for name in _OF_THE_RULE if name in wanted}
        for name, value in update.items():
            if value == getattr(rule.written, name):
                self.no_effect(_key(name), _key(name))
        if "severity" in update:
            update["variants"] = _capped(rule.written, update["severity"])
        if "parameters" in wanted and not wanted["parameters"]:
            self.no_effect("parameters", "parameters")
        values = self._values(rule, wanted.get("parameters", {}))
        if self.failed:
            return None
        written = rule.written.model_copy(update=update)
        compiled, found = compile_rule(rule.code, rule.family, rule.path, rule.digest, written, values)
        for where, saying in found:
            key = str(where[0]) if where else ""
            self.wrong(saying, *((key,) if key in wanted or key == "until" else ("parameters",)))
        return compiled

    def _values(self, rule: Rule, wanted: Mapping[str, Any]) -> dict[str, Value]:
        values = dict(rule.values)
        for name, raw in wanted.items():
            where = ("parameters", name)
            if name not in rule.written.parameters:
                self.wrong(unknown("parameter", name, rule.written.parameters), *where)
                continue
            try:
                values[name] = read_value(name, rule.written.parameters[name], raw)
            except ValueFault as fault:
                self.wrong(fault.saying, *where)
                continue
            if values[name] == rule.values[name]:
                self.no_effect(name, *where)
        return values


def _no_rule(code: str, known: Iterable[str]) -> Saying:
    """Codes are too alike for likeness: meant is one that the text is, or begins with, in small letters or capitals."""
    absent = Saying("mistake.no-rule", {"name": code})
    meant = next((one for one in known if code.upper().startswith(one)), None)
    return absent if meant is None else Saying("mistake.meant", {"mistake": absent, "meant": meant})


def _key(name: str) -> str:
    """A field of an adjustment as the file writes it."""
    return "from" if name == "since" else name


def _capped(written: RuleFile, severity: str) -> tuple[Any, ...]:
    """The variants of a re-rated rule: milder ones stay as they are, none is more severe than the rule."""
    worst = SEVERITIES.index(severity)
    return tuple(
        one.model_copy(update={"severity": severity})
        if one.severity is not None and SEVERITIES.index(one.severity) < worst else one
        for one in written.variants
    )  # fmt: skip


def _differences(before: Rule, after: Rule) -> Iterator[Change]:
    for name in _OF_THE_RULE:
        one, other = getattr(before.written, name), getattr(after.written, name)
        if one != other:
            yield Change(before.code, _key(name), one, other)
    for name, parameter in before.written.parameters.items():
        if before.values[name] != after.values[name]:
            yield Change(before.code, name, before.values[name], after.values[name], parameter.about)


def _merged(known: tuple[Change, ...], further: Iterator[Change]) -> tuple[Change, ...]:
    """The changes with further ones; what is changed back to what the rule's file says is none any more."""
    found = {(change.code, change.about is not None, change.what): change for change in known}
    for change in further:
        key = (change.code, change.about is not None, change.what)
        first = found.pop(key, change)
        if first.before != change.after:
            found[key] = replace(change, before=first.before)
    return tuple(found[key] for key in sorted(found))
