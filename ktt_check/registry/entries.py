"""One entry of a cell of units, freed of what surrounds the name: bullets, lead-ins, remarks, marks of the chief."""

from __future__ import annotations

import re

from msgspec import Struct

from ..values.text import fold, tidy
from .wording import AND, TOKEN, Vocabulary, Wording, Words, ends, raw_words, starts

_BULLET = re.compile(r"^(?:[-+*•●▪–]\s*|\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[ivx]{1,5})[.)]\s+)+", re.IGNORECASE)
_TRAILING = " \t.,;:…*_\"'”"
_REMARK = re.compile(r"\(([^()]*)(\)|$)")
_COLON = re.compile(r"^([^:;,()]{1,60}):\s*(?=\S)")
_CUT = re.compile(r"(?:(?:^|\s)và|&|\s-|-\s?|/)$", re.IGNORECASE)

_LONGEST = 300  # characters of one entry; a longer text is no name


class Entry(Struct, frozen=True):
    """``printed`` is shown to people; ``names`` are the readings of what the name itself is, the fullest first.

    ``dangling`` tells that the text stops where no name can stop ("Sở Kế hoạch và").
    """

    printed: str
    names: tuple[str, ...]
    request: bool
    chief: bool
    dangling: bool


def printed(text: str) -> str:
    """An entry as it is shown: one line, without bullet, numbering and trailing punctuation."""
    line = tidy(text).replace("\n", " ").lstrip(" *_\"'“")
    return _BULLET.sub("", line).strip().rstrip(_TRAILING).strip()


def read_entry(text: str, wording: Wording) -> Entry:
    """What one entry says besides the name; nothing is resolved yet."""
    shown = printed(text)
    if len(shown) > _LONGEST:
        return Entry(shown, (), request=False, chief=False, dangling=False)
    name = shown
    request = chief = False
    if (found := _COLON.match(name)) and (before := raw_words(found[1])):
        if ends(before, wording.chief_marks):
            chief, name = True, name[found.end() :]
        elif starts(before, wording.request_leads) == len(before):
            request, name = True, name[found.end() :]
        elif starts(before, wording.leads) == len(before):
            name = name[found.end() :]
        elif head := _list_head(before, wording):  # "Các sở: Tài chính, …"
            name = f"{head} {name[found.end() :]}"
    for remark in _REMARK.finditer(name):
        words = raw_words(remark[1])
        chief |= bool(starts(words, wording.chief_marks) or ends(words, wording.chief_marks))
    dangling = bool(_CUT.search(name)) or name.count("(") > name.count(")")
    name = _CUT.sub("", _REMARK.sub(" ", name)).rstrip(_TRAILING).strip()
    names = [name]
    while True:
        if taken := _taken(name, wording.request_leads):
            request = True
        elif taken := _taken(name, wording.leads):
            pass
        else:
            break
        name = name[taken:].lstrip(" ,:")
        names.append(name)
    words = raw_words(name)
    if (length := ends(words, wording.chief_marks)) and length < len(words):
        chief = True
        name = _without_last(name, length)
        names.append(name)
    while taken := _taken(name, wording.offices):
        name = name[taken:].lstrip(" ,:")
        names.append(name)
    return Entry(shown, tuple(dict.fromkeys(n for n in names if n)), request, chief, dangling)


def capitals(name: str) -> tuple[bool, ...]:
    """For each word of a name whether it is written as a proper name is: with a capital, or a number."""
    return tuple(word[0].isupper() or word[0].isdigit() for word in TOKEN.findall(name) if fold(word) != AND)


def _list_head(before: Words, wording: Wording) -> str:
    """The type word of "các sở:" or "Sở:", "" when the words before the colon are something else."""
    rest = before[starts(before, wording.quantifiers) :]
    for vocabulary in (wording.closed_heads, wording.type_words):
        if rest and starts(rest, vocabulary) == len(rest):
            return " ".join(rest)
    return ""


def _taken(name: str, vocabulary: Vocabulary) -> int:
    """How many characters at the start of a printed name belong to a lead-in that something still follows."""
    spans = [(fold(m[0]), m.end()) for m in TOKEN.finditer(name)]
    length = starts(tuple(word for word, _ in spans), vocabulary)
    return spans[length - 1][1] if 0 < length < len(spans) else 0


def _without_last(name: str, words: int) -> str:
    spans = [m for m in TOKEN.finditer(name) if fold(m[0]) != AND]
    return name[: spans[-words].start()].rstrip(" ,-:(")
