"""JUnit XML, for build servers: a suite a workbook, a case a rule, its findings as failures, unchecked as skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from ..findings import Finding, counts_against
from ..journey import Outcome
from ..rulebook import RuleBook
from ..wording import say

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(outcomes: Sequence[Outcome], rules: RuleBook, language: str, fail_on: str = "error") -> str:
    """The suites as XML text."""
    root = ElementTree.Element("testsuites", name="ktt-check")
    for outcome in outcomes:
        _suite(root, outcome, rules, language, fail_on)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _suite(root: ElementTree.Element, outcome: Outcome, rules: RuleBook, language: str, fail_on: str) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=_clean(str(outcome.path)))
    if outcome.error is not None:
        case = ElementTree.SubElement(suite, "testcase", classname=_clean(outcome.path.name), name="workbook")
        ElementTree.SubElement(case, "error", message=_clean(outcome.error))
        suite.attrib |= {"tests": "1", "failures": "0", "errors": "1", "skipped": "0"}
        return
    failures = skipped = 0
    for one in rules.off:
        skipped += 1
        title = one.rule.data.title.in_language(language)
        case = ElementTree.SubElement(
            suite, "testcase", classname=_clean(outcome.path.name), name=f"{one.rule.code} {title}"
        )
        words = say("profile.off", language, reason=one.reason)
        ElementTree.SubElement(case, "skipped", message=_clean(words))
    general = [entry for entry in outcome.answers.unchecked if entry.rule is None]
    for rule in rules.rules:
        title = rule.data.title.in_language(language)
        case = ElementTree.SubElement(
            suite, "testcase", classname=_clean(outcome.path.name), name=f"{rule.code} {title}"
        )
        every = [finding for finding in outcome.answers.findings if finding.rule == rule.code]
        found = [finding for finding in every if counts_against(finding, fail_on)]
        unchecked = [entry for entry in outcome.answers.unchecked if entry.rule == rule.code]
        if found:
            failures += 1
            told = "\n".join(map(_line, found))
            failure = ElementTree.SubElement(case, "failure", message=_clean(f"{rule.code}: {len(found)}"))
            failure.text = _clean(told)
        elif unchecked:
            skipped += 1
            ElementTree.SubElement(case, "skipped", message=_clean("; ".join(entry.reason for entry in unchecked)))
        if len(found) < len(every):  # what is below --fail-on, in trial or waived
            out = ElementTree.SubElement(case, "system-out")
            out.text = _clean("\n".join(_line(finding) for finding in every if finding not in found))
    for entry in general:
        skipped += 1
        case = ElementTree.SubElement(suite, "testcase", classname=_clean(outcome.path.name), name="unchecked")
        ElementTree.SubElement(case, "skipped", message=_clean(entry.reason))
    suite.attrib |= {"tests": str(len(rules.rules) + len(rules.off) + len(general)), "failures": str(failures)}
    suite.attrib |= {"errors": "0", "skipped": str(skipped)}


def _line(finding: Finding) -> str:
    place = "!".join(filter(None, (finding.place.sheet, finding.place.cell)))
    waived = f" [waived: {finding.waived_because}]" if finding.status == "waived" else ""
    return f"{finding.severity} {place}: {finding.message}{waived}"


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold (§2.2)."""
    return _NOT_XML.sub("\ufffd", text)
