"""Tasks worded as a neighbour words them, and mistakes that many units make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..values.text import fold, wording_of
from .kept import Kept, KeptTask

_OFTEN = 50  # a phrase in the tasks of more units than this says nothing about who copied whom
_PHRASE = 5  # words
_ALIKE = 92  # of 100: the same sentence but for a slip or a name
_SHORTEST = 25  # characters: "Tổ chức hội nghị sơ kết" is nobody's own
_NUMBER = re.compile(r"\d+")

Row = dict[str, Any]


def copied(kept: Sequence[Kept]) -> Iterator[Row]:
    """For each plan the one whose tasks it repeats most; of two it is the later one that repeats.

    Tasks are compared only where they share a phrase that is rare, so that thousands of units stay quick.
    """
    plans = [one for one in kept if one.form == "plan" and one.tasks]
    texts = [[(task, _own(task, one)) for task in one.tasks] for one in plans]
    whose: dict[str, set[int]] = {}
    for at, tasks in enumerate(texts):
        for _, text in tasks:
            if len(text) >= _SHORTEST:
                whose.setdefault(text, set()).add(at)
    index: dict[str, set[int]] = {}
    for text, units in whose.items():
        for phrase in _phrases(text):
            index.setdefault(phrase, set()).update(units)
    near_to = {
        text: set[int]().union(*(index[phrase] for phrase in _phrases(text) if len(index[phrase]) <= _OFTEN))
        for text in whose
    }
    by_text = [dict.fromkeys(text for _, text in tasks) for tasks in texts]
    for at, tasks in enumerate(texts):
        one, found = plans[at], Counter[int]()
        first: dict[int, KeptTask] = {}
        for task, text in tasks:
            for other in near_to.get(text, set()) - {at}:
                if _later(one, plans[other]) and _has(by_text[other], text):
                    found[other] += 1
                    first.setdefault(other, task)
        if found:
            other, count = max(found.items(), key=lambda pair: (pair[1], plans[pair[0]].path))
            yield {
                "key": one.document, "unit": one.unit, "other": plans[other].unit, "document": one.name,
                "other_document": plans[other].name, "count": count, "tasks": len(tasks),
                "share": Decimal(count * 100 // len(tasks)), "example": first[other].shown,
                "_path": one.path, "_sheet": one.sheets.get("tasks"), "_cell": first[other].cell,
            }  # fmt: skip


def _own(task: KeptTask, one: Kept) -> str:
    """The wording without the unit's own name and without numbers."""
    text = task.text.replace(wording_of(one.unit or ""), "") if one.unit else task.text
    return " ".join(_NUMBER.sub("", text).split())


def _phrases(text: str) -> set[str]:
    words = text.split()
    return {" ".join(words[at : at + _PHRASE]) for at in range(max(1, len(words) - _PHRASE + 1))}


def _has(texts: dict[str, None], text: str) -> bool:
    if text in texts:
        return True
    from rapidfuzz import fuzz, process

    return process.extractOne(text, list(texts), scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def _later(one: Kept, other: Kept) -> bool:
    """Whether it came after the other, of another unit; of the same day, by path."""
    if fold(one.unit or "") == fold(other.unit or ""):
        return False
    when = (one.day.toordinal() if one.day else 0, one.path)
    return when > (other.day.toordinal() if other.day else 0, other.path)


def mistakes(kept: Sequence[Kept], found: Sequence[tuple[str, str, str]]) -> Iterator[Row]:
    """A row for each rule with how many units it speaks to; ``found`` are path, code and title of each finding."""
    units = {one.path: (one.form, one.unit_id or fold(one.unit or "") or one.path, one.unit or one.path)
             for one in kept}  # fmt: skip
    whose: dict[tuple[str, str, str], dict[str, str]] = {}
    for path, rule, title in found:
        if path in units:
            form, unit, shown = units[path]
            whose.setdefault((form, rule, title), {})[unit] = shown
    for (form, rule, title), names in sorted(whose.items()):
        of = len({unit for its, unit, _ in units.values() if its == form})
        yield {
            "key": rule, "rule": rule, "title": title, "units": len(names), "of": of,
            "share": Decimal(len(names) * 100 // of), "listed": "; ".join(sorted(names.values())[:8]),
        }  # fmt: skip
