"""The rule book: every rule file loaded strictly, all mistakes told together with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..wording import Saying
from .mistakes import KeyPath, Mistake, RuleBookError, file_fault
from .model import Once, RuleFile, Variant, Words
from .rule import Found, Rule, compile_rule
from .yaml_lines import YamlError, load_with_lines

__all__ = ["Mistake", "Rule", "RuleBook", "RuleBookError", "load_rules"]

_INNER_KEYS = (*Words.model_fields, *Variant.model_fields, *Once.model_fields)
STEM = re.compile(r"(?P<code>[A-Z]{2}\d{2})-[a-z0-9-]+")


class RuleBook(Struct, frozen=True):
    """The rules in force, by code, and which shipped ones were replaced by a province's own."""

    rules: tuple[Rule, ...]
    replaced: tuple[str, ...] = ()
    version: str = ""

    def __getitem__(self, code: str) -> Rule:
        return next(rule for rule in self.rules if rule.code == code)


def load_rules(shipped: Path, own: Iterable[Path] = ()) -> RuleBook:
    """Load the shipped rules and a province's own, which add to them or replace the rule of the same code.

    Raises RuleBookError with every mistake of every file.
    """
    mistakes: list[Mistake] = []
    rules = _load_folder(shipped, mistakes)
    replaced: list[str] = []
    for folder in own:
        added = _load_folder(folder, mistakes)
        replaced += [code for code in added if code in rules]
        rules |= added
    if mistakes:
        raise RuleBookError(mistakes)
    ordered = tuple(rules[code] for code in sorted(rules))
    return RuleBook(ordered, tuple(sorted(replaced)), _version(ordered))


def _version(rules: Sequence[Rule]) -> str:
    """A short digest of all rule files, so that a finding can be traced to the rules that made it."""
    from hashlib import sha256

    digest = sha256()
    for rule in rules:
        digest.update(rule.code.encode() + b"\0" + rule.path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def _load_folder(folder: Path, mistakes: list[Mistake]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    if not folder.is_dir():
        mistakes.append(Mistake(folder, None, Saying("mistake.no-folder")))
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent.name in {"registries"} or path.name.startswith("_") or path.parent.name.startswith("_"):
            continue
        stem = STEM.fullmatch(path.stem)
        if stem is None:
            mistakes.append(Mistake(path, 1, Saying("mistake.file-name")))
            continue
        rule, found = _load_file(stem["code"], path)
        mistakes += found
        if not path.with_suffix(".md").is_file():
            mistakes.append(Mistake(path, 1, Saying("mistake.no-page", {"file": path.with_suffix(".md").name})))
        if rule is not None and rule.code in rules:
            there = {"code": rule.code, "file": rules[rule.code].path.name}
            mistakes.append(Mistake(path, 1, Saying("mistake.twice", there)))
        elif rule is not None:
            rules[rule.code] = rule
    return rules


def _load_file(code: str, path: Path) -> tuple[Rule | None, list[Mistake]]:
    from pydantic import ValidationError

    try:
        raw, lines = load_with_lines(path.read_text(encoding="utf-8"))
    except YamlError as error:
        return None, [Mistake(path, error.line, error.saying)]
    except UnicodeDecodeError:
        return None, [Mistake(path, 1, Saying("mistake.not-text"))]
    except OSError:
        return None, [Mistake(path, None, Saying("mistake.cannot-open"))]
    try:
        data = RuleFile.model_validate(raw)
    except ValidationError as error:
        faults: list[Any] = error.errors(include_url=False, include_input=False)
        sayings = [(fault["loc"], file_fault(fault, RuleFile.model_fields, _INNER_KEYS)) for fault in faults]
        return None, _in_order(path, lines, sayings)
    rule, found = compile_rule(code, path.parent.name, path, data)
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
