"""What came of the rules' cases, for whoever writes rules: a line a rule, and the difference where a case fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..proof import Examined, Proof
from ..rulebook import Rule
from ..rulebook.parameters import default_values, say_value
from ..wording import say


def render_rule(rule: Rule, examined: Examined, language: str) -> str:
    """One rule's line, with what differs below it."""
    failed = [proof for proof in examined.proofs if not proof.holds]
    title, count = rule.data.title.in_language(language), len(examined.proofs)
    if failed:
        words = say("proof.rule-failed", language, code=rule.code, title=title, failed=len(failed), count=count)
    else:
        words = say("proof.rule", language, code=rule.code, title=title, count=count)
    lines = [f"{'✓' if examined.holds else '✗'} {words}"]
    if not examined.speaks:
        lines.append(f"    {say('proof.never-speaks', language)}")
    if not examined.keeps_quiet:
        lines.append(f"    {say('proof.never-quiet', language)}")
    for proof in failed:
        lines.append(f"    {say('proof.case', language, case=proof.case)}")
        lines += [f"      {line}" for line in _differences(proof, language)]
    for proof in examined.proofs:
        if proof.holds:  # it may hold only because it does not touch what it was to touch
            likely = [slip.said(language) for slip in proof.slips if slip.key == "mistake.meant"]
            lines += [f"    {say('proof.case', language, case=proof.case)} {line}" for line in likely]
    if failed:
        lines += [f"    {line}" for line in _set_otherwise(rule, language)]
    return "\n".join(lines)


def _set_otherwise(rule: Rule, language: str) -> Iterator[str]:
    """The parameters that a profile has set, with which the cases were run."""
    defaults, _ = default_values(rule.written, rule.written.parameters)
    for name, value in rule.values.items():
        if value != defaults[name]:
            own, shipped = say_value(value, language), say_value(defaults[name], language)
            yield say("proof.parameter-set", language, name=name, value=own, default=shipped)


def render_total(all_examined: Sequence[Examined], language: str) -> str:
    """The last line: how many rules and cases, and whether all hold."""
    rules, cases = len(all_examined), sum(len(examined.proofs) for examined in all_examined)
    failed = sum(not examined.holds for examined in all_examined)
    if failed:
        return say("proof.some-fail", language, rules=rules, cases=cases, failed=failed)
    return say("proof.all-hold", language, rules=rules, cases=cases)


def _differences(proof: Proof, language: str) -> Iterator[str]:
    if proof.error is not None:
        yield proof.error
    for line in proof.missing:
        yield say("proof.missing", language, line=line)
    for line in proof.surplus:
        yield say("proof.surplus", language, line=line)
    if proof.unmarked:
        yield say("proof.unmarked", language, cells=", ".join(proof.unmarked))
    if proof.reordered:
        yield say("proof.reordered", language)
    for slip in proof.slips:
        yield slip.said(language)
