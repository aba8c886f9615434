"""The rule book for people: a list by family, and one rule with its reasons and cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..rulebook import Rule, RuleBook
from ..rulebook.parameters import say_value
from ..rulebook.rule import PLACEHOLDER
from ..values.days import say_day
from ..wording import say
from .profile_words import say_change

_FAMILIES = ("form", "documents", "targets", "tasks", "units", "periods", "reports", "across-units", "decisions")


def render_list(book: RuleBook, language: str) -> str:
    """One line a rule, by family; those that a profile has off stand where they were, with the reason."""
    lines: list[str] = []
    off = {one.rule.code: one.reason for one in book.off}
    for family, rules in groupby(in_order(book), key=lambda rule: rule.family):
        lines.append(family_name(family, language))
        for rule in rules:
            stage = "" if rule.data.stage == "active" else f" [{say(f'stage.{rule.data.stage}', language)}]"
            stage += "".join(f" [{words}]" for words in _changes(rule, book, language, told=("stage",)))
            if rule.code in off:
                stage += f" [{say('profile.off', language, reason=off[rule.code])}]"
            own = " *" if rule.code in book.replaced else ""
            severity = say(f"severity.{rule.data.severity}", language)
            lines.append(f"  {rule.code}  {severity:<9} {rule.data.title.in_language(language)}{stage}{own}")
    return "\n".join(lines)


def _changes(rule: Rule, book: RuleBook, language: str, told: Sequence[str] = ()) -> Iterator[str]:
    """What a profile has set otherwise in a rule, but for what is told already."""
    for change in book.changes_asked:
        if change.code == rule.code and change.what not in told:
            yield say_change(change, language).partition(", ")[2]


def render_rule(rule: Rule, book: RuleBook, language: str) -> str:
    """Title, severity, basis and fix from the YAML with what a profile made of it, then the rule's own page."""
    data = rule.data
    page = rule.path.with_suffix(".md").read_text(encoding="utf-8").strip()
    head = [
        f"{rule.code} · {data.title.in_language(language)}",
        f"{say('rule.severity', language)}: {say(f'severity.{data.severity}', language)}",
        *([] if data.stage == "active" else [f"{say('rule.stage', language)}: {say(f'stage.{data.stage}', language)}"]),
        *_validity(rule, language),
        *(say("profile.off", language, reason=one.reason) for one in book.off if one.rule.code == rule.code),
        *(f"{say('result.profile', language)}: {words}" for words in _changes(rule, book, language)),
        f"{say('rule.basis', language)}: {data.basis.in_language(language)}",
        f"{say('summary.fix', language)}: {PLACEHOLDER.sub('…', data.fix.in_language(language))}",
        *_parameters(rule, language),
        "",
    ]
    return "\n".join([*head, page])


def _validity(rule: Rule, language: str) -> Iterator[str]:
    """Of which documents it is asked, where not of all."""
    days = {"since": rule.data.since, "until": rule.data.until}
    told = [say(f"valid.{name}", language, day=say_day(day, language)) for name, day in days.items() if day is not None]
    if told:
        yield f"{say('rule.validity', language)}: {' '.join(told)}"
    if rule.data.levels:
        yield f"{say('rule.levels', language)}: {', '.join(rule.data.levels)}"


def _parameters(rule: Rule, language: str) -> Iterator[str]:
    """The rule's own parameters with what they are now."""
    if rule.values:
        yield f"{say('rule.parameters', language)}:"
    for name, value in rule.values.items():
        about = rule.written.parameters[name].about.in_language(language)
        yield f"  {name} = {say_value(value, language)}  ({about})"


def in_order(book: RuleBook) -> list[Rule]:
    """By family, then code; those that are off among them."""
    return in_family_order([*book.rules, *(one.rule for one in book.off)])


def in_family_order(rules: Sequence[Rule]) -> list[Rule]:
    """By family, then code."""
    return sorted(rules, key=_order)


def family_name(family: str, language: str) -> str:
    """What a family is called; a province's own folder by its name."""
    return say(f"family.{family}", language) if family in _FAMILIES else family


def _order(rule: Rule) -> tuple[int, str]:
    family = _FAMILIES.index(rule.family) if rule.family in _FAMILIES else len(_FAMILIES)
    return family, rule.code
