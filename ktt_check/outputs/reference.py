"""What rules can name, for those who write them: lists, joins, columns, kinds of question, each with a word about it.

The names come from the vocabulary, the forms and the kinds of question, the words from ``meanings.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from ..closed_values import closed_values
from ..forms import Form
from ..resources import meanings_file
from ..vocabulary import ACROSS, columns, forms_named, joins, lists, names_units, tables_beside
from ..wording import say

FILE = "reference.md"

_OWN_PARTS = {"codes": "list", "choices": "list", "horizon": "period"}
"""The kinds of column whose parts are another's."""


class Named(Struct, frozen=True):
    """One column: its name in rules, what it holds, and what it is; ``parts`` says whose parts it has, if any."""

    name: str
    sort: str
    meaning: str
    parts: str | None = None


@cache
def meanings() -> dict[str, Any]:
    """The words, by what they are about."""
    import yaml

    words: dict[str, Any] = yaml.safe_load(meanings_file().read_text(encoding="utf-8"))
    return words


def form_of(each: str) -> Form | None:
    """The form that has a list, the plan first, all workbooks together last; None where there is no such list."""
    return next((form for form in (*forms_named("any"), *forms_named("across")) if each in lists(form)), None)


def named(each: str, join: str | None, language: str) -> list[Named]:
    """The columns of a list seen beside something, without the parts of each and the document's own.

    Raises KeyError for a column without words.
    """
    form = form_of(each)
    known = None if form is None else columns(form, each, join)
    if form is None or known is None:
        return []
    closed = closed_values(form.name, each, join)
    found = []
    for name, kind in known.items():
        if name.rpartition(".")[2].startswith("_") or name.startswith(("higher.", "parent.", "document.")):
            continue
        whole, parts = _part(name, known, form, each, join)
        if not whole:
            continue
        sort = parts if parts in ("period", "level") else "units" if names_units(each, name) else kind.__name__
        meaning = _meaning(name, form, each, join)[language]
        if name in closed:
            meaning += f" ({', '.join(closed[name])})"
        found.append(Named(name, meanings()["sorts"][sort][language], meaning, parts))
    return found


def _part(name: str, known: Mapping[str, type], form: Form, each: str, join: str | None) -> tuple[bool, str | None]:
    """Whether a column stands for itself and is no part of another; and whose parts it has."""
    stem, _, last = name.rpartition(".")
    if last == "why" and stem in known:
        return False, None  # told of all columns at once
    own = next((sort for sort in ("level", "period") if stem and last in _parts(sort) and stem in known), None)
    spec = {
        f"{prefix}{column.name}": column
        for prefix, table in tables_beside(form, each, join)
        for column in table.columns
    }
    if own is not None and (f"{stem}.low" in known or f"{stem}.start_grain" in known):
        return False, None
    if stem in spec and last in _parts(_OWN_PARTS.get(spec[stem].kind, spec[stem].kind)):
        return False, None
    if f"{name}.low_open" in known:
        return True, "level"
    if f"{name}.start_grain" in known:
        return True, "period"
    kind = _OWN_PARTS.get(spec[name].kind, spec[name].kind) if name in spec else None
    return True, kind if kind in meanings()["parts"] else None


def _parts(sort: str) -> Mapping[str, Any]:
    parts: Mapping[str, Any] = meanings()["parts"].get(sort, {})
    return parts


def _meaning(name: str, form: Form, each: str, join: str | None) -> Mapping[str, str]:
    """The words for a column: the form's header, its own words, or those of the like column that it stands beside."""
    words = meanings()["columns"]
    spec = form.by_name.get(each.removeprefix("owed "))
    if spec is not None and name in spec.by_name:
        header = spec.by_name[name].header
        return {language: say("reference.header", language, name=header) for language in ("vi", "en")}
    groups = ["owed"] if each.startswith("owed ") else [each]
    if join is not None:
        groups += ["higher", join] if join == "allocated" else [join]
    for group in (*groups, "any"):
        if name in words.get(group, {}):
            found: Mapping[str, str] = words[group][name]
            return found
    beside, _, last = name.partition(".")
    if beside in meanings()["beside"] and last:
        found = meanings()["beside"][beside]
        return found
    raise KeyError(f"{each}+{join}: {name}")


def render_columns(each: str, join: str | None, language: str) -> str:
    """A list's columns for the terminal; the list and the join are there."""
    rows = [*named(each, join, language), *_beside(each, join, language)]
    if each == "document":
        rows += _of_document(language)
    elif each not in ACROSS:
        rows.append(Named("document.…", "", meanings()["beside"]["document"][language]))
    wide = max(len(row.name) for row in rows)
    head = _head(each, join, language)
    lines = [f"  {row.name:<{wide}}  {row.sort:<10}  {row.meaning}".rstrip() for row in rows]
    parts = dict.fromkeys(row.parts for row in rows if row.parts is not None)
    return "\n".join([head, *lines, *(line for part in parts for line in _part_lines(part, rows, language))])


def _head(each: str, join: str | None, language: str) -> str:
    head = f"{each}: {meanings()['lists'][each][language]}"
    return head if join is None else f"{head}\njoin: {join}: {meanings()['joins'][f'{each} {join}'][language]}"


def _part_lines(part: str, rows: list[Named], language: str) -> Iterator[str]:
    whose = ", ".join(row.name for row in rows if row.parts == part)
    yield ""
    yield say("reference.parts-of", language, columns=whose)
    wide = max(len(name) for name in _parts(part)) + 1
    for name in _parts(part):
        yield f"  {'.' + name:<{wide}}  {_part_words(part, name, language)}"


def _part_words(part: str, name: str, language: str) -> str:
    """A part's words, with its values where it has few."""
    whose = {"period": "year", "level": "level"}.get(part)
    values = closed_values("plan", "targets", None).get(f"{whose}.{name}")
    words = str(_parts(part)[name][language])
    return words if values is None else f"{words} ({', '.join(values)})"


def render_lists(language: str) -> str:
    """The lists and their joins for the terminal."""
    lines = []
    for each, words in meanings()["lists"].items():
        lines.append(f"{each:<16}  {words[language]}")
        lines += [f"  join: {join:<10} {meanings()['joins'][f'{each} {join}'][language]}" for join in joins(each)]
    return "\n".join([*lines, "", say("reference.see", language)])


def _beside(each: str, join: str | None, language: str) -> Iterator[Named]:
    if join in ("higher", "parent"):
        yield Named(f"{join}.…", "", meanings()["beside"][join][language])


def page(language: str) -> str:
    """The reference as a page of the rule documentation."""
    lines = [f"# {say('reference.title', language)}", "", say("reference.intro", language), ""]
    lines += [f"## {say('reference.lists', language)}", ""]
    for each, words in meanings()["lists"].items():
        lines += [
            f"### {each}",
            "",
            f"{_sentence(words[language])}",
            "",
            *_table(named(each, None, language), language),
            "",
        ]
        for join in joins(each):
            lines += [
                f"#### {each}, `join: {join}`",
                "",
                _sentence(meanings()["joins"][f"{each} {join}"][language]),
                "",
            ]
            own = {row.name for row in named(each, None, language)}
            more = [row for row in named(each, join, language) if row.name not in own]
            more += _beside(each, join, language)
            lines += [*_table(more, language), ""]
    lines += [f"## {say('reference.every-list', language)}", ""]
    lines += [
        *_table([Named("document.…", "", meanings()["beside"]["document"][language]), *_any(language)], language),
        "",
    ]
    lines += [f"## {say('reference.parts', language)}", "", say("reference.parts-intro", language), ""]
    for part, names in meanings()["parts"].items():
        title = part.replace(" ", "-")
        lines += [f"### {say(f'reference.part-{title}', language)}", ""]
        lines += [*_table([Named(f".{name}", "", _part_words(part, name, language)) for name in names], language), ""]
    lines += [f"## {say('reference.kinds', language)}", ""]
    for kind, words in meanings()["kinds"].items():
        lines += [f"### {kind}", "", _sentence(words["says"][language]), ""]
        rows = [Named(name, "", said[language]) for name, said in words["settings"].items()]
        rows += [Named(f"{{{name}}}", "", said[language]) for name, said in words["adds"].items()]
        lines += [*_table(rows, language), ""]
    lines += [f"## {say('reference.parameters', language)}", "", say("reference.parameters-text", language)]
    return "\n".join(lines) + "\n"


def _any(language: str) -> list[Named]:
    return [*_of_document(language), Named("verdict", "", meanings()["columns"]["any"]["verdict"][language])]


def _of_document(language: str) -> list[Named]:
    """What follows from the document as a whole; every list has it."""
    known = columns(forms_named("plan")[0], "document", None) or {}
    closed = closed_values("plan", "document", None)
    found = []
    for name, words in meanings()["columns"]["document"].items():
        whole = f"document.{name}"
        parts = "period" if f"{whole}.start_grain" in known else None
        more = f" ({', '.join(closed[whole])})" if whole in closed else ""
        sort = meanings()["sorts"][parts or known[whole].__name__][language]
        found.append(Named(whole, sort, f"{words[language]}{more}", parts))
    return found


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _table(rows: list[Named], language: str) -> list[str]:
    told = [f"| `{row.name}` | {_sorted(row, language)} | {row.meaning.replace('|', chr(92) + '|')} |" for row in rows]
    return [say("reference.table-header", language), "|---|---|---|", *told]


def _sorted(row: Named, language: str) -> str:
    if row.parts is None or row.parts in ("period", "level"):
        return row.sort
    return f"{row.sort} · {', '.join(f'`.{name}`' for name in _parts(row.parts))}"
