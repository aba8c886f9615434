"""The rule documentation: a page for each rule and an index, in Vietnamese and English, made from the rules' two files.

Reasons and cases are written in Vietnamese, on the rule's own page; the English pages give everything that the YAML
says and lead there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ..findings import SEVERITIES
from ..resources import rules_folder
from ..rulebook import Rule, RuleBook
from ..rulebook.cases import Case, read_cases
from ..rulebook.rule import PLACEHOLDER
from ..wording import say
from . import reference
from .rule_list import family_name, in_order

INDEX = "README.md"
_QUESTION = re.compile(r"(?m)^(?:from|until|levels|parameters|each|join|when|check|missing):.*\n(?:[ \t]+.*\n)*")
_SECTION = re.compile(r"(?m)^## ")


def pages(book: RuleBook, language: str) -> dict[str, str]:
    """File name to text; ``README.md`` is the index, ``reference.md`` what rules can name."""
    rules = in_order(book)
    return {INDEX: _index(rules, language), reference.FILE: reference.page(language)} | {
        _file(rule): _page(rule, language) for rule in rules
    }


def write_pages(book: RuleBook, folder: Path) -> list[Path]:
    """Write all pages below ``folder/vi`` and ``folder/en``, remove those of rules that are gone; returns the paths."""
    written = []
    for language in ("vi", "en"):
        below = folder / language
        below.mkdir(parents=True, exist_ok=True)
        texts = pages(book, language)
        for stale in below.glob("*.md"):
            if stale.name not in texts:
                stale.unlink()
        for name, text in texts.items():
            (below / name).write_text(text, encoding="utf-8")
            written.append(below / name)
    return written


def _file(rule: Rule) -> str:
    return f"{rule.path.stem}.md"


def _index(rules: list[Rule], language: str) -> str:
    lines = [f"# {say('pages.title', language)}", "", say("pages.intro", language, count=len(rules))]
    lines += ["", say("pages.write-your-own", language)]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        lines += [
            "",
            f"## {family_name(family, language)}",
            "",
            say("pages.table-header", language),
            "|---|---|---|---|",
        ]
        for rule in members:
            severity, stage = _severity(rule, language), say(f"stage.{rule.data.stage}", language)
            title = rule.data.title.in_language(language)
            lines.append(f"| [{rule.code}]({_file(rule)}) | {title} | {severity} | {stage} |")
    return "\n".join(lines) + "\n"


def _page(rule: Rule, language: str) -> str:
    data = rule.data
    source = rule.path.relative_to(rules_folder()).as_posix()
    facts = (
        ("pages.family", family_name(rule.family, language)),
        ("rule.severity", _severity(rule, language)),
        ("rule.stage", say(f"stage.{data.stage}", language)),
        ("rule.basis", data.basis.in_language(language)),
    )
    table = [f"| {say(key, language)} | {words.replace('|', chr(92) + '|')} |" for key, words in facts]
    parts = [
        f"# {rule.code} · {data.title.in_language(language)}",
        "\n".join(["| | |", "|---|---|", *table]),
        *_reasons(rule, language),
        f"## {say('pages.asked', language)}",
        f"```yaml\n{''.join(_QUESTION.findall(rule.path.read_text(encoding='utf-8')))}```",
        f"## {say('pages.told', language)}",
        _listed(_messages(rule, language)),
        f"## {say('summary.fix', language)}",
        _listed(_fixes(rule, language)),
        *_cases(rule, language),
        say("pages.sources", language, yaml=f"../../../rules/{source}", page=f"../../../rules/{source[:-5]}.md"),
    ]
    return "\n\n".join(parts) + "\n"


def _severity(rule: Rule, language: str) -> str:
    """The rule's severity, and those of its variants."""
    others = (variant.words.severity for variant in rule.variants)
    severities = {rule.data.severity, *others}
    return " · ".join(say(f"severity.{severity}", language) for severity in SEVERITIES if severity in severities)


def _messages(rule: Rule, language: str) -> Iterator[str]:
    data = rule.data
    variants = (variant.message for variant in data.variants if variant.message)
    for words in (data.message, *variants, *(once.message for once in data.once)):
        yield words.in_language(language)


def _fixes(rule: Rule, language: str) -> Iterator[str]:
    for words in (rule.data.fix, *(variant.fix for variant in rule.data.variants if variant.fix)):
        yield words.in_language(language)


def _listed(texts: Iterator[str]) -> str:
    return "\n".join(f"- {text}" for text in dict.fromkeys(PLACEHOLDER.sub("…", text) for text in texts))


def _reasons(rule: Rule, language: str) -> list[str]:
    """What the rule's page says before its first case."""
    if language != "vi":
        return [say("pages.reasons-elsewhere", language, file=f"../vi/{_file(rule)}")]
    page = rule.path.with_suffix(".md").read_text(encoding="utf-8")
    return [_SECTION.split(page)[0].partition("\n")[2].strip()]


def _cases(rule: Rule, language: str) -> list[str]:
    cases = read_cases(rule.path.with_suffix(".md"), rules_folder() / "_cases")
    speaking = sum(not case.quiet for case in cases)
    counted = say("pages.cases-counted", language, speaking=speaking, quiet=len(cases) - speaking)
    if language != "vi":
        return [f"## {say('pages.cases', language)}", counted]
    return [f"## {say('pages.cases', language)}", counted, "\n".join(_case(case) for case in cases)]


def _case(case: Case) -> str:
    told = [f"  - `{line}`" for line in case.expected] or [f"  - {say('pages.quiet')}"]
    return "\n".join([f"- {case.name}", *told])
