"""What the province's workbook says, asked of the database at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct, json
from sqlalchemy import Connection, func, select

from ...across.ask import FORM, Across
from ...findings import Finding
from ...outputs.rule_list import family_name, in_family_order
from ...rulebook import Rule
from ...rulebook.rule import PLACEHOLDER
from ...values.text import plain
from ...vocabulary import LAST
from ..closing import Count
from ..records import Row
from ..schema import FILES, RUNS, SPELLS, UNCHECKED
from ..summary import Summary

_NIGHTS = 12  # of which trends are shown
_Found = tuple[str, str, str, int]  # path, rule, severity, and how many such findings that nobody waived


class Workbook(Struct, frozen=True):
    """One submission's line; ``trend`` are its open findings at the end of the last audits, the oldest first."""

    path: str
    unit: str | None
    document: str | None
    form: str | None
    state: str
    error: str | None
    target: str | None
    counts: Mapping[str, int]
    waived: int
    unchecked: int
    new: int
    trend: tuple[int, ...]


class Mistake(Struct, frozen=True):
    """A rule that spoke: how often, in how many workbooks, and its advice."""

    rule: str
    title: str
    severity: str
    findings: int
    workbooks: int
    fix: str


class Gathered(Struct, frozen=True):
    """Everything that the workbook says. ``heat`` has a row a unit, with findings by family in their order.

    A family is there only where its rules could be asked: an empty column says that nothing was found.
    """

    summary: Summary
    workbooks: Sequence[Workbook]
    families: Sequence[str]
    heat: Sequence[tuple[str, tuple[int, ...]]]
    by_family: Sequence[tuple[str, int]]  # findings of each family that found something, those across units too
    mistakes: Sequence[Mistake]
    unchecked: Sequence[tuple[str, int, str]]  # reason, workbooks, rules
    nights: Sequence[tuple[str, Mapping[str, int]]]  # day and counts of the last audits
    totals: Sequence[Row]
    expected: Sequence[Row]
    not_carried: Sequence[Row]
    across: Sequence[Finding]


def gather(
    connection: Connection, told: Summary, rules: Sequence[Rule], across: Across, counts: Sequence[Count], language: str
) -> Gathered:
    """Ask it; all texts in the language of the run."""
    found = [(path, rule, severity, n) for path, rule, severity, _, waived, n in counts if not waived]
    accepted: Counter[str] = Counter()
    for path, _, _, _, waived, n in counts:
        if waived:
            accepted[path] += n
    workbooks = _workbooks(connection, told.run, found, accepted)
    family = {rule.code: family_name(rule.family, language) for rule in rules}
    forms = {one.form for one in workbooks}
    asked = [rule for rule in in_family_order(rules) if rule.data.form in forms or rule.data.form == "any"]
    spoke = {rule for path, rule, _, _ in found if path}
    families = tuple(
        dict.fromkeys(
            family_name(rule.family, language) for rule in asked if rule.data.each != LAST or rule.code in spoke
        )
    )
    unit_of = {one.path: one.unit or one.path for one in workbooks}
    heat: dict[str, Counter[str]] = {}
    for path, code, _, count in found:
        if path in unit_of:
            heat.setdefault(unit_of[path], Counter())[family.get(code, code)] += count
    for one in workbooks:
        if one.state == "checked":
            heat.setdefault(one.unit or one.path, Counter())
    rows = [(unit, tuple(counts[name] for name in families)) for unit, counts in heat.items()]
    runs = connection.execute(
        select(RUNS).where(RUNS.c.finished.is_not(None)).order_by(RUNS.c.id.desc()).limit(_NIGHTS)
    )
    return Gathered(
        summary=told,
        workbooks=workbooks,
        families=families,
        heat=sorted(rows, key=lambda row: (-sum(row[1]), plain(row[0]))),
        by_family=_by_family(found, rules, language),
        mistakes=_mistakes(found, [rule for rule in rules if rule.data.form != FORM], language),
        unchecked=_unchecked(connection),
        nights=[(f"{run.as_of:%d/%m}", json.decode(run.counts)) for run in reversed(runs.all())],
        totals=across.totals,
        expected=across.expected,
        not_carried=across.not_carried,
        across=[finding for finding, _ in across.findings],
    )


def _by_family(found: Sequence[_Found], rules: Sequence[Rule], language: str) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for _, code, _, count in found:
        counts[code] += count
    families: dict[str, int] = {}
    for rule in in_family_order(rules):
        name = family_name(rule.family, language)
        families[name] = families.get(name, 0) + counts[rule.code]
    return [(name, count) for name, count in families.items() if count]


def _workbooks(connection: Connection, run: int, found: Sequence[_Found], waived: Mapping[str, int]) -> list[Workbook]:
    counts: dict[str, dict[str, int]] = {}
    for path, _, severity, count in found:
        own = counts.setdefault(path, {})
        own[severity] = own.get(severity, 0) + count
    unasked = select(UNCHECKED.c.path, func.count()).group_by(UNCHECKED.c.path)
    unchecked = {row[0]: row[1] for row in connection.execute(unasked).all()}
    nights = sorted(connection.execute(select(RUNS.c.id).order_by(RUNS.c.id.desc()).limit(_NIGHTS)).scalars())
    trend: dict[str, list[int]] = {}
    new: Counter[str] = Counter()
    times = (SPELLS.c.path, SPELLS.c.opened, SPELLS.c.closed)
    spells = select(*times, func.count()).group_by(*times).where(
        SPELLS.c.closed.is_(None) | (SPELLS.c.closed > nights[0]), SPELLS.c.waived_because.is_(None)
    )  # fmt: skip
    for path, opened, closed, count in connection.execute(spells).all():
        line = trend.setdefault(path, [0] * len(nights))
        for at, night in enumerate(nights):
            line[at] += count * (opened <= night and (closed is None or closed > night))
        new[path] += count * (opened == run)
    told = (FILES.c[name] for name in ("path", "unit", "name", "form", "state", "error", "target"))
    files = connection.execute(select(*told).where(FILES.c.state != "other").order_by(FILES.c.path)).all()
    nothing = [0] * len(nights)
    workbooks = [
        Workbook(
            path, unit, name, form, state, error, target,
            counts.get(path, {}), waived.get(path, 0), unchecked.get(path, 0), new[path],
            tuple(trend.get(path, nothing)),
        )
        for path, unit, name, form, state, error, target in files
    ]  # fmt: skip
    return sorted(workbooks, key=lambda one: (one.error is None, plain(one.unit or "")))


def _mistakes(found: Sequence[_Found], rules: Sequence[Rule], language: str) -> list[Mistake]:
    findings: Counter[str] = Counter()
    workbooks: dict[str, set[str]] = {}
    for path, code, _, count in found:
        if path:  # what is of no workbook is among what shows across units
            findings[code] += count
            workbooks.setdefault(code, set()).add(path)
    told = [
        Mistake(
            rule.code, rule.data.title.in_language(language), rule.data.severity, findings[rule.code],
            len(workbooks[rule.code]), PLACEHOLDER.sub("…", rule.data.fix.in_language(language)),
        )
        for rule in rules if rule.code in findings
    ]  # fmt: skip
    return sorted(told, key=lambda one: (-one.workbooks, -one.findings, one.rule))


def _unchecked(connection: Connection) -> list[tuple[str, int, str]]:
    reasons: dict[str, tuple[set[str], set[str]]] = {}
    for path, rule, reason in connection.execute(select(UNCHECKED.c.path, UNCHECKED.c.rule, UNCHECKED.c.reason)):
        paths, rules = reasons.setdefault(reason, (set(), set()))
        paths.add(path)
        rules |= {rule} - {None}
    told = [(reason, len(paths), ", ".join(sorted(rules))) for reason, (paths, rules) in reasons.items()]
    return sorted(told, key=lambda one: (-one[1], one[0]))
