"""Tasks worded as a neighbour words them, and mistakes that many units make."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zlib import crc32

from ..values.text import fold, wording_of
from .gathered import Tasks
from .kept import Kept, KeptTask

_OFTEN = 50  # a phrase in the tasks of more units than this says nothing about who copied whom
_PHRASE = 5  # words
_PHRASES = 12  # of one text; two that are alike but for a word share one of so many as good as always
_ALIKE = 92  # of 100: the same sentence but for a slip or a name
_SHORTEST = 25  # characters: "Tổ chức hội nghị sơ kết" is nobody's own
_NUMBER = re.compile(r"\d+")

Row = dict[str, Any]


def copied(each: Mapping[str, Kept], tasks: Tasks) -> Iterator[Row]:
    """For each plan the one whose tasks it repeats most; of two it is the later one that repeats.

    Tasks are compared only where they share a phrase that is rare, so that thousands of units stay quick; of a text
    only some phrases are looked at, always the same, and each text is held once.
    """
    plans = [one for one in each.values() if one.form == "plan"]
    at_of = {one.path: at for at, one in enumerate(plans)}
    texts: dict[str, int] = {}
    own: list[array[int]] = [array("L") for _ in plans]
    whose: list[set[int]] = []
    for path, its in tasks():
        if path in at_of:
            at = at_of[path]
            for task in its:
                number = texts.setdefault(_own(task, plans[at]), len(texts))
                own[at].append(number)
                if number == len(whose):
                    whose.append(set())
                whose[number].add(at)
    words = list(texts)
    near = _near(words, whose)
    found: dict[int, tuple[int, int, int]] = {}  # plan: the other, how many tasks, which is the first
    for at, numbers in enumerate(own):
        count: Counter[int] = Counter()
        first: dict[int, int] = {}
        for place, number in enumerate(numbers):
            for other in near[number]:
                if other != at and _later(plans[at], plans[other]) and _has(own[other], number, words):
                    count[other] += 1
                    first.setdefault(other, place)
        if count:
            other, many = max(count.items(), key=lambda pair: (pair[1], plans[pair[0]].path))
            found[at] = (other, many, first[other])
    if not found:
        return
    examples = {path: its[found[at_of[path]][2]] for path, its in tasks() if at_of.get(path) in found}
    for at, (other, many, _) in found.items():
        one, of, task = plans[at], len(own[at]), examples[plans[at].path]
        yield {
            "key": one.document, "unit": one.unit, "other": plans[other].unit, "document": one.name,
            "other_document": plans[other].name, "count": many, "tasks": of, "share": Decimal(many * 100 // of),
            "example": task.shown, "_path": one.path, "_sheet": one.sheets.get("tasks"), "_cell": task.cell,
        }  # fmt: skip


def _near(texts: Sequence[str], whose: Sequence[set[int]]) -> list[set[int]]:
    """For each text the plans in which a rare phrase of it stands."""
    index: dict[int, set[int]] = {}
    for text, plans in zip(texts, whose, strict=True):
        if len(text) >= _SHORTEST:
            for phrase in _phrases(text):
                known = index.get(phrase)
                if known is None:
                    index[phrase] = plans  # most stand in one text: one set for both
                elif len(known) <= _OFTEN:
                    index[phrase] = known | plans
    near = []
    for text in texts:
        rare = (index.get(phrase, set()) for phrase in (_phrases(text) if len(text) >= _SHORTEST else ()))
        near.append(set[int]().union(*(plans for plans in rare if len(plans) <= _OFTEN)))
    return near


def _own(task: KeptTask, one: Kept) -> str:
    """The wording without the unit's own name and without numbers."""
    text = task.text.replace(wording_of(one.unit or ""), "") if one.unit else task.text
    return " ".join(_NUMBER.sub("", text).split())


def _phrases(text: str) -> list[int]:
    """Some of its phrases as numbers: those of the smallest, so that like texts have some in common."""
    words = text.split()
    phrases = {" ".join(words[at : at + _PHRASE]) for at in range(max(1, len(words) - _PHRASE + 1))}
    return sorted(crc32(phrase.encode()) for phrase in phrases)[:_PHRASES]


def _has(numbers: array[int], number: int, texts: Sequence[str]) -> bool:
    if number in numbers:
        return True
    from rapidfuzz import fuzz, process

    others = [texts[one] for one in numbers]
    return process.extractOne(texts[number], others, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


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
