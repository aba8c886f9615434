"""What a change of rules does to given workbooks: newly found, no longer found, told otherwise; read before issuing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from ..findings import Finding
from ..journey import Outcome
from ..profiles import InForce
from ..rulebook import Rule, RuleBook
from ..values.days import say_day
from ..wording import say
from .text import printable

_LINES, _ROWS = 25, 15  # findings and workbooks that a page has room for


class WorkbookImpact(Struct, frozen=True):
    """What changes for one workbook; ``changed`` pairs a finding with itself as it is told now."""

    name: str
    issuer: str
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    changed: tuple[tuple[Finding, Finding], ...] = ()
    unchecked: tuple[str, ...] = ()  # questions that cannot be asked now and could be before
    error: str | None = None

    @property
    def nothing(self) -> bool:
        return not (self.appeared or self.gone or self.changed or self.unchecked or self.error)


class Impact(Struct, frozen=True):
    """The whole change: the rules that differ, with what is done to each, and every workbook in order."""

    versions: tuple[str, str]
    rules: tuple[tuple[str, Rule], ...]  # added, replaced or removed
    workbooks: tuple[WorkbookImpact, ...]


def compare(old: InForce, new: InForce, before: Sequence[Outcome], after: Sequence[Outcome]) -> Impact:
    """The outcomes of the same workbooks under two sets of rules; findings are paired by their fingerprint."""
    workbooks = tuple(_compared(one, other) for one, other in zip(before, after, strict=True))
    return Impact((_version(old), _version(new)), tuple(_differing(old.rules, new.rules)), workbooks)


def _version(force: InForce) -> str:
    profile = force.profile
    named = "" if profile is None else f" + {profile.name} {profile.version} ({profile.digest})"
    return f"{force.rules.version}{named}"


def _differing(old: RuleBook, new: RuleBook) -> Iterator[tuple[str, Rule]]:
    olds, news = ({rule.code: rule for rule in book.rules} for book in (old, new))
    for code in sorted(olds.keys() | news.keys()):
        if code not in olds:
            yield "added", news[code]
        elif code not in news:
            yield "removed", olds[code]
        elif olds[code].data != news[code].data:
            yield ("removed" if news[code].data.stage == "retired" else "replaced"), news[code]


def _compared(before: Outcome, after: Outcome) -> WorkbookImpact:
    facts = after.facts or before.facts
    issuer = facts.identity.issuer if facts is not None else None
    name = before.path.name
    error = after.error or before.error
    if error is not None:
        return WorkbookImpact(name, issuer or "", error=error)
    olds, news = ({f.fingerprint: f for f in outcome.answers.findings} for outcome in (before, after))
    known = {entry.reason for entry in before.answers.unchecked}
    return WorkbookImpact(
        name,
        issuer or "",
        tuple(finding for mark, finding in news.items() if mark not in olds),
        tuple(finding for mark, finding in olds.items() if mark not in news),
        tuple((olds[m], f) for m, f in news.items() if m in olds and _told(olds[m]) != _told(f)),
        tuple(dict.fromkeys(entry.reason for entry in after.answers.unchecked if entry.reason not in known)),
    )


def _told(finding: Finding) -> tuple[str, ...]:
    return finding.severity, finding.stage, finding.verdict, finding.message, finding.fix


def render(impact: Impact, language: str) -> str:
    """For the terminal: the rules that differ, each workbook that is concerned, and the totals."""
    lines = [say("impact.rules", language, old=impact.versions[0], new=impact.versions[1])]
    lines += [f"  {_rule(what, rule, language)}" for what, rule in impact.rules]
    for workbook in impact.workbooks:
        if not workbook.nothing:
            lines += ["", printable(_named(workbook)), *(f"  {line}" for line in _lines(workbook, language))]
    untouched = sum(workbook.nothing for workbook in impact.workbooks)
    lines += ["", _total(impact, language)]
    if untouched:
        lines.append(say("impact.untouched", language, count=untouched))
    return "\n".join(lines)


def render_note(impact: Impact, today: date) -> str:
    """A note of one page in Markdown, in Vietnamese, for those who decide about the change."""
    lines = [
        f"# {say('impact.title')}",
        "",
        say("impact.prepared", day=say_day(today, "vi"), old=impact.versions[0], new=impact.versions[1]),
        "",
        _total(impact, "vi"),
        "",
        f"## {say('impact.heading-rules')}",
        "",
        *(f"- {_rule(what, rule, 'vi')}" for what, rule in impact.rules),
        "",
        f"## {say('impact.heading-units')}",
        "",
        *_table(impact),
        "",
        f"## {say('impact.heading-findings')}",
        "",
    ]
    details = [f"- {_escaped(line)}" for workbook in impact.workbooks for line in _summed_up(workbook)]
    lines += details[:_LINES] or [say("impact.nothing")]
    if len(details) > _LINES:
        lines += ["", say("impact.more", count=len(details) - _LINES)]
    return "\n".join(lines) + "\n"


def _table(impact: Impact) -> list[str]:
    """A row for each workbook that something changes for, the first of many, and how many there are beside."""
    concerned = [workbook for workbook in impact.workbooks if not workbook.nothing]
    lines = [say("impact.table-header"), "|---|---|---|---|---|"] if concerned else []
    for one in concerned[:_ROWS]:
        counts = f"{len(one.appeared)} | {len(one.gone)} | {len(one.changed)}"
        lines.append(f"| {_cell(one.issuer)} | {_cell(one.name)} | {counts} |")
    if len(concerned) > _ROWS:
        lines += ["", say("impact.more-workbooks", count=len(concerned) - _ROWS)]
    if len(concerned) < len(impact.workbooks):
        lines += ["", say("impact.untouched", count=len(impact.workbooks) - len(concerned))]
    return lines


def _summed_up(workbook: WorkbookImpact) -> Iterator[str]:
    """A line for each rule and sort of change, with the first finding as an example."""
    if workbook.error is not None:
        yield f"{workbook.name}: {printable(workbook.error)}"
    sorts = {"appeared": workbook.appeared, "gone": workbook.gone, "changed": tuple(new for _, new in workbook.changed)}
    for sort, findings in sorts.items():
        for code in dict.fromkeys(finding.rule for finding in findings):
            alike = [finding for finding in findings if finding.rule == code]
            what, example = say(f"impact.{sort}"), _finding(alike[0], "vi")
            if len(alike) > 1:
                example = say("impact.example", count=len(alike), rule=code, example=example)
            yield f"{workbook.name}: {what}: {example}"
    for reason in workbook.unchecked:
        yield f"{workbook.name}: {say('severity.unchecked')}: {printable(reason)}"


def _rule(what: str, rule: Rule, language: str) -> str:
    title, severity = rule.data.title.in_language(language), say(f"severity.{rule.data.severity}", language)
    stage = "" if rule.data.stage != "beta" else f", {say('stage.beta', language)}"
    return f"{say(f'impact.{what}', language)}: {rule.code} · {title} ({severity}{stage})"


def _lines(workbook: WorkbookImpact, language: str) -> Iterator[str]:
    if workbook.error is not None:
        yield printable(workbook.error)
    for key, findings in (("appeared", workbook.appeared), ("gone", workbook.gone)):
        for finding in findings:
            yield f"{say(f'impact.{key}', language)}: {_finding(finding, language)}"
    for old, new in workbook.changed:
        words = _finding(new, language)
        if old.severity != new.severity:
            words += f" ({say('impact.was', language, severity=say(f'severity.{old.severity}', language))})"
        yield f"{say('impact.changed', language)}: {words}"
    for reason in workbook.unchecked:
        yield f"{say('severity.unchecked', language)}: {printable(reason)}"


def _finding(finding: Finding, language: str) -> str:
    place = "!".join(filter(None, (finding.place.sheet, finding.place.cell)))
    severity = say(f"severity.{finding.severity}", language)
    return printable(" ".join(filter(None, (finding.rule, severity, f"{place}:", finding.message))))


def _named(workbook: WorkbookImpact) -> str:
    return f"{workbook.name} · {workbook.issuer}" if workbook.issuer else workbook.name


def _total(impact: Impact, language: str) -> str:
    books = impact.workbooks
    return say(
        "impact.total", language, files=len(books), appeared=sum(len(w.appeared) for w in books),
        gone=sum(len(w.gone) for w in books), changed=sum(len(w.changed) for w in books),
    )  # fmt: skip


def _cell(text: str) -> str:
    return _escaped(printable(text)).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Text of a submission as text: nothing in it becomes markup."""
    for sign in "\\`*_[]<":
        text = text.replace(sign, f"\\{sign}")
    return text
