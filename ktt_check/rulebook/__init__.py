"""The rule book: every rule file loaded strictly, all mistakes told together with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct
from pydantic import VERSION

from ..below import files_below
from ..kept import keep, recall
from ..resources import PROFILE
from ..wording import Saying
from .known import Found
from .mistakes import KeyPath, Mistake, RuleBookError, file_fault
from .model import Once, Parameter, RuleFile, Variant, Words, keys_of
from .parameters import Value
from .rule import Rule, compile_rule
from .yaml_lines import YamlError, load_with_lines

__all__ = ["Change", "Mistake", "Off", "Rule", "RuleBook", "RuleBookError", "load_rules", "with_rules"]

_INNER_KEYS = tuple(key for model in (Words, Variant, Once, Parameter) for key in keys_of(model))
STEM = re.compile(r"(?P<code>[A-Z]{2}\d{2})-[a-z0-9-]+")


class Off(Struct, frozen=True):
    """A rule that a profile has switched off, and its reason."""

    rule: Rule
    reason: str


class Change(Struct, frozen=True):
    """One thing that a profile has changed in a rule: ``what`` is a key of the rule's file, or a parameter's name.

    ``about`` tells people what a parameter is for, and is None for keys; ``before`` is what the rule's own file says.
    """

    code: str
    what: str
    before: Value
    after: Value
    about: Words | None = None


class RuleBook(Struct, frozen=True):
    """The rules that are asked, by code, which of them replace others, and what a profile made of them.

    ``version`` is a digest of the files of all rules, those that are off included.
    """

    rules: tuple[Rule, ...]
    replaced: tuple[str, ...] = ()
    version: str = ""
    off: tuple[Off, ...] = ()
    changed: tuple[Change, ...] = ()  # also in rules that are off, which may be switched on again

    @property
    def changes_asked(self) -> tuple[Change, ...]:
        """What a profile has changed in the rules that are asked."""
        off = {one.rule.code for one in self.off}
        return tuple(change for change in self.changed if change.code not in off)

    def __getitem__(self, code: str) -> Rule:
        return next(rule for rule in self.rules if rule.code == code)


def load_rules(shipped: Path, own: Iterable[Path] = ()) -> RuleBook:
    """Load the shipped rules and a province's own, which add to them or replace the rule of the same code.

    Raises RuleBookError with every mistake of every file.
    """
    mistakes: list[Mistake] = []
    rules = _load_folder(shipped, mistakes, kept=True)
    try:
        book = with_rules(RuleBook(tuple(rules.values())), own)
    except RuleBookError as error:
        mistakes += error.mistakes
    if mistakes:
        raise RuleBookError(mistakes)
    return book


def with_rules(book: RuleBook, folders: Iterable[Path]) -> RuleBook:
    """The book with the rules of further folders; one that replaces a rule comes as its own file says it.

    Raises RuleBookError with every mistake of every file.
    """
    mistakes: list[Mistake] = []
    rules = {rule.code: rule for rule in book.rules}
    off = {one.rule.code: one for one in book.off}
    replaced = set(book.replaced)
    changed = book.changed
    for folder in folders:
        added = _load_folder(folder, mistakes)
        replaced |= {code for code in added if code in rules or code in off}
        changed = tuple(change for change in changed if change.code not in added)
        off = {code: one for code, one in off.items() if code not in added}
        rules |= added
    if mistakes:
        raise RuleBookError(mistakes)
    ordered = tuple(rules[code] for code in sorted(rules))
    every = sorted([*ordered, *(one.rule for one in off.values())], key=lambda rule: rule.code)
    return RuleBook(ordered, tuple(sorted(replaced)), _version(every), tuple(off.values()), changed)


def _version(rules: Sequence[Rule]) -> str:
    """A short digest of all rule files, so that a finding can be traced to the rules that made it."""
    digest = sha256()
    for rule in rules:
        digest.update(rule.code.encode() + rule.digest)
    return digest.hexdigest()[:8]


def _load_folder(folder: Path, mistakes: list[Mistake], *, kept: bool = False) -> dict[str, Rule]:
    """The folder's rules by code; where ``kept``, as an earlier run compiled them if nothing has changed since."""
    if not folder.is_dir():
        mistakes.append(Mistake(folder, None, Saying("mistake.no-folder")))
    found: list[Mistake] = []
    files = list(_rule_files(folder, found))
    digests = [(str(path), sha256(content).digest(), _has_page(path)) for path, content in files]
    made_from = repr((VERSION, digests)).encode()
    rules: dict[str, Rule] | None = recall("rules", folder, made_from) if kept and not found else None
    if rules is None:
        rules = _compiled(files, found)
        if kept and not found:
            keep("rules", folder, made_from, rules)
    mistakes += sorted(found, key=lambda mistake: str(mistake.path))
    return rules


def _rule_files(folder: Path, mistakes: list[Mistake]) -> Iterator[tuple[Path, bytes]]:
    """What stands in each file that is a rule."""
    files, closed = files_below(folder)
    mistakes += [Mistake(one, None, Saying("mistake.closed-folder")) for one in closed]
    for path in files:
        if (
            path.suffix != ".yaml"
            or path.name == PROFILE
            or path.parent.name == "registries"
            or "_" in (path.name[0], path.parent.name[:1])
        ):
            continue
        if STEM.fullmatch(path.stem) is None:
            mistakes.append(Mistake(path, 1, Saying("mistake.file-name")))
            continue
        try:
            yield path, path.read_bytes()
        except OSError:
            mistakes.append(Mistake(path, None, Saying("mistake.cannot-open")))


def _has_page(path: Path) -> bool:
    return path.with_suffix(".md").is_file()


def _compiled(files: Iterable[tuple[Path, bytes]], mistakes: list[Mistake]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for path, content in files:
        rule, found = _compile_file(path, content)
        mistakes += found
        if not _has_page(path):
            mistakes.append(Mistake(path, 1, Saying("mistake.no-page", {"file": path.with_suffix(".md").name})))
        if rule is not None and rule.code in rules:
            there = {"code": rule.code, "file": rules[rule.code].path.name}
            mistakes.append(Mistake(path, 1, Saying("mistake.twice", there)))
        elif rule is not None:
            rules[rule.code] = rule
    return rules


def _compile_file(path: Path, content: bytes) -> tuple[Rule | None, list[Mistake]]:
    from pydantic import ValidationError

    try:
        raw, lines = load_with_lines(content.decode())
    except YamlError as error:
        return None, [Mistake(path, error.line, error.saying)]
    except UnicodeDecodeError:
        return None, [Mistake(path, 1, Saying("mistake.not-text"))]
    try:
        data = RuleFile.model_validate(raw)
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
        sayings = [(fault["loc"], file_fault(fault, keys_of(RuleFile), _INNER_KEYS)) for fault in faults]
        return None, _in_order(path, lines, sayings)
    code = path.stem.partition("-")[0]
    rule, found = compile_rule(code, path.parent.name, path, sha256(content).digest(), data)
    return rule, _in_order(path, lines, found)


def _in_order(path: Path, lines: dict[KeyPath, int], found: Iterable[Found]) -> list[Mistake]:
    """The file's mistakes from its first line to its last."""
    mistakes = []
    for where, saying in found:
        known = where
        while known and known not in lines:
            known = known[:-1]
        mistakes.append((lines.get(known, 1), saying))
    return [Mistake(path, line, saying) for line, saying in sorted(mistakes, key=lambda mistake: mistake[0])]
