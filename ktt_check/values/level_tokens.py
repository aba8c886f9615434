"""The words around a level's number, by meaning: which compare, which only resolve, which say that less is better.

Source of the words: ``domain.md`` §4 (prefixes, postfixes, modality) and §8 (scanning slips).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

from .level import Comparator, Direction, Kind
from .text import fold


def _folded(words: str) -> Iterable[str]:
    return map(fold, words.split("|"))


COMPARATORS: Mapping[str, Comparator] = MappingProxyType(
    {
        word: comparator
        for comparator, words in {
            Comparator.ABOUT: "khoảng|khoảng chừng|vào khoảng|ước|ước khoảng|xấp xỉ|~|≈",
            Comparator.NEARLY: "gần|gần bằng",
            Comparator.AT_LEAST: "từ|ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|trở lên|>=|≥",
            Comparator.ABOVE: "trên|hơn|lớn hơn|cao hơn|nhiều hơn|vượt|>",
            Comparator.EQUAL: "bằng|đúng|đúng bằng|=",
            Comparator.WITHIN: "trong khoảng|dao động",
            Comparator.AT_MOST: "không quá|tối đa|nhiều nhất|không vượt quá|không vượt|không cao hơn|không lớn hơn"
            "|không nhiều hơn|trở xuống|<=|≤",
            Comparator.BELOW: "dưới|nhỏ hơn|thấp hơn|ít hơn|<",
            Comparator.NOT_APPLICABLE: "không áp dụng",
        }.items()
        for word in _folded(words)
    }
)
"""The comparing words that officials use, by folded spelling."""

_STRICTER: Mapping[frozenset[Comparator], Comparator] = {
    frozenset({Comparator.AT_LEAST, Comparator.ABOVE}): Comparator.ABOVE,
    frozenset({Comparator.AT_MOST, Comparator.BELOW}): Comparator.BELOW,
    frozenset({Comparator.AT_LEAST, Comparator.WITHIN}): Comparator.WITHIN,
    frozenset({Comparator.AT_LEAST, Comparator.ABOUT}): Comparator.ABOUT,
    frozenset({Comparator.AT_LEAST, Comparator.EQUAL}): Comparator.AT_LEAST,
    frozenset({Comparator.AT_MOST, Comparator.EQUAL}): Comparator.AT_MOST,
}

# Words of resolve and verbs that carry a level but do not compare; "phần đầu" and its kin are scanning slips.
_MODALITY = frozenset(
    _folded(
        "phấn đấu|phần đầu|phần đấu|phấn đầu|bảo đảm|đảm bảo|có|đạt|đạt được|đạt mức|đạt tỷ lệ|chiếm|chiếm tỷ lệ|phải"
        "|hoàn thành|bình quân|trung bình|mức|tỷ lệ|thu hút|xây dựng"
    )
)
_MAINTAIN = frozenset(_folded("duy trì|duy trì ở mức|duy trì mức|giữ|giữ vững|giữ ổn định|giữ mức"))
_TURNS: Mapping[str, Direction] = {
    **dict.fromkeys(_folded("tăng lên|nâng lên|tăng lên đến|nâng lên đến"), Direction.RISING),
    **dict.fromkeys(_folded("còn|giảm còn|giảm xuống|giảm xuống còn|xuống còn"), Direction.FALLING),
}
_ALL = frozenset(_folded("đều|tất cả|toàn bộ"))
_QUALITATIVE = fold(Kind.QUALITATIVE.value)
_KNOWN = frozenset({*COMPARATORS, *_MODALITY, *_MAINTAIN, *_TURNS, *_ALL, _QUALITATIVE})

_SIGNS = re.compile(r"[<>]=?|[≥≤≈~=]")
_POSTFIX = re.compile(r"(?:^|(?<=[ %]))(trở lên|trở xuống)(?=$| )", re.IGNORECASE)


class Words(Struct, frozen=True):
    """What the words before a number mean together; ``everything`` is "đều", which is 100 % when alone."""

    comparators: frozenset[Comparator]
    direction: Direction | None
    maintained: bool
    everything: bool
    qualitative: bool


def read_words(text: str) -> Words | None:
    """The words, longest phrase first; None when one of them is not known, for none is ever passed over."""
    words = fold(_SIGNS.sub(r" \g<0> ", text)).split()
    phrases: list[str] = []
    while words:
        phrase = next((p for n in (4, 3, 2, 1) if (p := " ".join(words[:n])) in _KNOWN), None)
        if phrase is None:
            return None
        phrases.append(phrase)
        del words[: phrase.count(" ") + 1]
    return Words(
        comparators=frozenset(COMPARATORS[phrase] for phrase in phrases if phrase in COMPARATORS),
        direction=next((_TURNS[phrase] for phrase in phrases if phrase in _TURNS), None),
        maintained=not _MAINTAIN.isdisjoint(phrases),
        everything=not _ALL.isdisjoint(phrases),
        qualitative=_QUALITATIVE in phrases,
    )


def cut_postfix(text: str) -> tuple[str, frozenset[Comparator]]:
    """The text without "trở lên" or "trở xuống", and the comparator that it was."""
    match = _POSTFIX.search(text)
    if match is None:
        return text, frozenset()
    return f"{text[: match.start()]} {text[match.end() :]}", frozenset({COMPARATORS[fold(match[1])]})


def merge(found: frozenset[Comparator]) -> Comparator | None:
    """The one comparator that several words make together ("từ trên": trên), None where they clash."""
    if len(found) < 2:
        return next(iter(found), Comparator.BARE)
    return _STRICTER.get(found)
