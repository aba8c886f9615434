"""The vocabulary with which unit names are read: abbreviations, set phrases, type words; all of it is data.

Words are compared folded and without punctuation or "và", so that "Sở NN&PTNT" and "Sở Nông nghiệp và Phát triển
nông thôn" come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ..values.text import fold

Words = tuple[str, ...]
Vocabulary = frozenset[Words]

AND = "và"
TOKEN = re.compile(r"[^\W_]+")
_LONGEST = 6  # words in the longest entry of a vocabulary


class WordingError(ValueError):
    """The words file cannot be used; ``mistakes`` are pairs of line and Vietnamese sentence."""

    def __init__(self, mistakes: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{line}: {message}" for line, message in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Wording:
    """One province's or the shipped vocabulary, every entry as folded words."""

    abbreviations: Mapping[Words, Words] = field(default_factory=dict)
    slips: Mapping[Words, Words] = field(default_factory=dict)  # words that are always a slip of the pen
    areas: Mapping[Words, frozenset[str]] = field(default_factory=dict)  # kind of territory -> tiers
    listed_areas: Mapping[Words, frozenset[str]] = field(default_factory=dict)  # short forms, only in lists of kinds
    seats: tuple[Mapping[str, Words], ...] = ()  # kind of territory -> the words by which a body there is called
    implied: Mapping[str, str] = field(default_factory=dict)  # tier -> id of the unit meant by a bare territory
    each: Mapping[Words, str] = field(default_factory=dict)  # set phrase -> id of the unit of which it means each
    quantifiers: Vocabulary = frozenset()
    nouns: Vocabulary = frozenset()
    modifiers: Vocabulary = frozenset()
    relating: Vocabulary = frozenset()
    alone: Vocabulary = frozenset()
    request_nouns: Vocabulary = frozenset()
    tails: Vocabulary = frozenset()
    links: Vocabulary = frozenset()
    request_leads: Vocabulary = frozenset()
    leads: Vocabulary = frozenset()
    chief_marks: Vocabulary = frozenset()
    offices: Vocabulary = frozenset()
    duties: Vocabulary = frozenset()
    type_words: Vocabulary = frozenset()
    closed_heads: Vocabulary = frozenset()
    _abbreviated: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_abbreviated", frozenset(words[0] for words in self.abbreviations))

    def words(self, text: str) -> Words:
        """The text as comparable words, abbreviations written out."""
        return self.expand(raw_words(text))

    def words_of_all(self, texts: Iterable[str]) -> list[Words]:
        """As ``words`` for many short texts at once: one folding for all of them, which is several times faster."""
        return [self.expand(words) for words in raw_words_of_all(texts)]

    def expand(self, words: Words) -> Words:
        """The words with abbreviations written out."""
        return words if self._abbreviated.isdisjoint(words) else _replaced(words, self.abbreviations)

    def mended(self, words: Words) -> Words:
        """The words with what is always a slip put right."""
        return _replaced(words, self.slips)


def raw_words(text: str) -> Words:
    """The folded words of a text, without punctuation and "và"."""
    return tuple(word for word in TOKEN.findall(fold(text)) if word != AND)


def raw_words_of_all(texts: Iterable[str]) -> list[Words]:
    """As ``raw_words`` for many short texts at once, folded together."""
    folded = fold(" | ".join(text.replace("|", " ") for text in texts))
    return [tuple(word for word in TOKEN.findall(part) if word != AND) for part in folded.split("|")]


def _replaced(words: Words, replacements: Mapping[Words, Words]) -> Words:
    out: list[str] = []
    at = 0
    while at < len(words):
        length = starts(words[at : at + _LONGEST], replacements)
        out += replacements[words[at : at + length]] if length else (words[at],)
        at += length or 1
    return tuple(out)


def starts(words: Words, vocabulary: Iterable[Words] | Vocabulary | Mapping[Words, object]) -> int:
    """How many words at the beginning of ``words`` the longest matching entry takes; 0 for none."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if words[:length] in vocabulary:
            return length
    return 0


def ends(words: Words, vocabulary: Vocabulary) -> int:
    """As ``starts``, at the end."""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        if words[-length:] in vocabulary:
            return length
    return 0


def read_wording(text: str, over: Wording) -> Wording:
    """The words file, its entries added to those of ``over``. Raises WordingError with every mistake."""
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar stays a string
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as mistake:
        mark = getattr(mistake, "problem_mark", None)
        raise WordingError([(mark.line + 1 if mark else 1, "không phải YAML hợp lệ.")]) from None
    if not isinstance(root, yaml.MappingNode):
        raise WordingError([(1, "tệp phải gồm các mục dạng 'khóa: giá trị'.")])
    reader = _Reader()
    values = {item.name: getattr(over, item.name) for item in fields(Wording) if item.init}
    for key, node in root.value:
        if key.value not in values:
            from difflib import get_close_matches

            close = get_close_matches(key.value, values, n=1)
            hint = f" Có phải là {close[0]!r}?" if close else ""
            reader.wrong(key, f"không có mục {key.value!r}.{hint}")
            continue
        values[key.value] = reader.section(key.value, node, values[key.value])
    if reader.mistakes:
        raise WordingError(reader.mistakes)
    return Wording(**values)


class _Reader:
    """Turns YAML nodes into vocabulary, collecting what is wrong with its line."""

    def __init__(self) -> None:
        self.mistakes: list[tuple[int, str]] = []

    def wrong(self, node: Any, message: str) -> None:
        self.mistakes.append((node.start_mark.line + 1, message))

    def section(self, name: str, node: Any, over: Any) -> Any:
        match name:
            case "abbreviations" | "slips":
                pairs = [(k, self.text(v)) for k, v in self.pairs(node)]
                short, full = (raw_words_of_all(texts) for texts in (zip(*pairs, strict=True) if pairs else ((), ())))
                return {**over, **dict(zip(short, full, strict=True))}
            case "areas" | "listed_areas":
                found = {raw_words(k): frozenset(self.texts(v)) for k, v in self.pairs(node)}
                return dict(sorted({**over, **found}.items(), key=lambda pair: -len(pair[0])))  # longest name first
            case "implied":
                return {**over, **{k: self.text(v) for k, v in self.pairs(node)}}
            case "each":
                return {**over, **{raw_words(p): k for k, v in self.pairs(node) for p in self.texts(v)}}
            case "seats":
                return (*over, *({k: raw_words(self.text(v)) for k, v in self.pairs(row)} for row in self.rows(node)))
            case _:
                return over | frozenset(raw_words_of_all(self.texts(node)))

    def pairs(self, node: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(node.value, list) or node.id != "mapping":
            self.wrong(node, "mục này phải gồm các cặp 'khóa: giá trị'.")
            return
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key.value, str) or not key.value.strip():
                self.wrong(key, "khóa phải là chữ.")
                continue
            if key.value in seen:
                self.wrong(key, f"khóa {key.value!r} xuất hiện lần thứ hai.")
            seen.add(key.value)
            yield key.value, value

    def rows(self, node: Any) -> list[Any]:
        if node.id != "sequence":
            self.wrong(node, "mục này phải là danh sách.")
            return []
        return list(node.value)

    def texts(self, node: Any) -> list[str]:
        return [self.text(item) for item in self.rows(node)]

    def text(self, node: Any) -> str:
        if node.id != "scalar" or not node.value.strip():
            self.wrong(node, "chỗ này phải là chữ, không được trống.")
            return "?"
        return str(node.value)
