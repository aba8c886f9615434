"""The rule book: every rule file loaded strictly, all mistakes told together with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..values.text import nearest
from .model import Once, RuleFile, Variant, Words
from .rule import Rule, compile_rule
from .yaml_lines import YamlError, load_with_lines

__all__ = ["Rule", "RuleBook", "RuleBookError", "load_rules"]

_INNER_KEYS = (*Words.model_fields, *Variant.model_fields, *Once.model_fields)
_STEM = re.compile(r"(?P<code>[A-Z]{2}\d{2})-[a-z0-9-]+")


class RuleBookError(Exception):
    """Rule files with mistakes; ``mistakes`` has one line each: file, line, what is wrong, did you mean."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class RuleBook:
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
    mistakes: list[str] = []
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


def _load_folder(folder: Path, mistakes: list[str]) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    if not folder.is_dir():
        mistakes.append(f"{folder}: no such folder")
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent.name in {"registries"} or path.name.startswith("_") or path.parent.name.startswith("_"):
            continue
        stem = _STEM.fullmatch(path.stem)
        if stem is None:
            mistakes.append(
                f"{path}:1: a rule file is named CODE-some-words.yaml, like CT02-weaker-than-higher-level.yaml"
            )
            continue
        rule, found = _load_file(stem["code"], path)
        mistakes += found
        if not path.with_suffix(".md").is_file():
            mistakes.append(f"{path}:1: its case file {path.with_suffix('.md').name} is missing")
        if rule is not None and rule.code in rules:
            mistakes.append(f"{path}:1: {rule.code} is there twice, also in {rules[rule.code].path.name}")
        elif rule is not None:
            rules[rule.code] = rule
    return rules


def _load_file(code: str, path: Path) -> tuple[Rule | None, list[str]]:
    from pydantic import ValidationError

    try:
        raw, lines = load_with_lines(path.read_text(encoding="utf-8"))
    except YamlError as error:
        return None, [f"{path}:{error.line}: {error}"]
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{path}:1: cannot be read ({type(error).__name__})"]
    try:
        data = RuleFile.model_validate(raw)
    except ValidationError as error:
        faults = [(fault["loc"], _words(fault)) for fault in error.errors(include_url=False, include_input=False)]
        return None, [_told(path, lines, where, words) for where, words in faults]
    rule, found = compile_rule(code, path.parent.name, path, data)
    return rule, [_told(path, lines, where, words) for where, words in found]


def _words(fault: object) -> str:
    """pydantic's fault in our words, with the key that was probably meant."""
    assert isinstance(fault, dict)
    key = str(fault["loc"][-1])
    match fault["type"]:
        case "extra_forbidden":
            keys = RuleFile.model_fields if len(fault["loc"]) == 1 else _INNER_KEYS
            meant = nearest(key, {name: name for name in keys}, at_least=60)
            return f"no key {key!r} here" + (f"; did you mean {meant!r}?" if meant else "")
        case "missing":
            return f"the key {key!r} is missing"
        case _:
            return f"{key}: {fault['msg']}"


def _told(path: Path, lines: dict[tuple[str | int, ...], int], where: tuple[str | int, ...], words: str) -> str:
    known = where
    while known and known not in lines:
        known = known[:-1]
    return f"{path}:{lines.get(known, 1)}: {words}"
