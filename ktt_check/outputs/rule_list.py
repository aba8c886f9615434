"""The rule book for people: a list by family, and one rule with its reasons and cases."""

from __future__ import annotations

from itertools import groupby

from ..rulebook import Rule, RuleBook
from ..rulebook.rule import PLACEHOLDER
from ..wording import say

_FAMILIES = ("form", "documents", "targets", "tasks", "units", "periods", "reports", "across-units", "decisions")


def render_list(book: RuleBook, language: str) -> str:
    """One line a rule, by family."""
    lines: list[str] = []
    for family, rules in groupby(in_order(book), key=lambda rule: rule.family):
        lines.append(family_name(family, language))
        for rule in rules:
            stage = "" if rule.data.stage == "active" else f" [{say(f'stage.{rule.data.stage}', language)}]"
            own = " *" if rule.code in book.replaced else ""
            severity = say(f"severity.{rule.data.severity}", language)
            lines.append(f"  {rule.code}  {severity:<9} {rule.data.title.in_language(language)}{stage}{own}")
    return "\n".join(lines)


def render_rule(rule: Rule, language: str) -> str:
    """Title, severity, basis and fix from the YAML, then the rule's own page."""
    data = rule.data
    page = rule.path.with_suffix(".md").read_text(encoding="utf-8").strip()
    head = [
        f"{rule.code} · {data.title.in_language(language)}",
        f"{say('rule.severity', language)}: {say(f'severity.{data.severity}', language)}",
        *([] if data.stage == "active" else [f"{say('rule.stage', language)}: {say(f'stage.{data.stage}', language)}"]),
        f"{say('rule.basis', language)}: {data.basis.in_language(language)}",
        f"{say('summary.fix', language)}: {PLACEHOLDER.sub('…', data.fix.in_language(language))}",
        "",
    ]
    return "\n".join([*head, page])


def in_order(book: RuleBook) -> list[Rule]:
    """By family, then code."""
    return sorted(book.rules, key=_order)


def family_name(family: str, language: str) -> str:
    """What a family is called; a province's own folder by its name."""
    return say(f"family.{family}", language) if family in _FAMILIES else family


def _order(rule: Rule) -> tuple[int, str]:
    family = _FAMILIES.index(rule.family) if rule.family in _FAMILIES else len(_FAMILIES)
    return family, rule.code
