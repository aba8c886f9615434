"""The names of measures and bases that programmes declare (sheet ``Danh mục``), with their synonyms.

Two wordings are told apart only when each holds another declared name (``domain.md`` §4): the code itself knows
no measure. Nouns that any unit of measure may use come from ``rules/registries/measure-nouns.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from msgspec import Struct

from .values.text import fold, nearest, plain

NOUNS = "measure-nouns.tsv"
MEASURE, BASE = "Thước đo", "Phạm vi"


class Name(Struct, frozen=True):
    """One declared name: a measure or a base, with everything else it is called and the base it belongs to."""

    kind: str
    name: str
    synonyms: tuple[str, ...] = ()
    part_of: str | None = None


class Catalogue(Struct, frozen=True, dict=True):
    """All names that count in one check: those of the higher levels at hand and of the workbook itself."""

    names: tuple[Name, ...] = ()
    general_nouns: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def nouns(self) -> dict[str, str]:
        """Folded noun of a unit of measure to its one key."""
        nouns = dict(self.general_nouns)
        for name in self.names:
            for word in (name.name, *name.synonyms):
                nouns[fold(word)] = fold(name.name)
        return nouns

    @cached_property
    def _measures(self) -> _Wordings:
        return _Wordings(name for name in self.names if name.kind == MEASURE)

    @cached_property
    def _bases(self) -> _Wordings:
        return _Wordings(name for name in self.names if name.kind == BASE)

    def measures_in(self, text: str | None) -> Sequence[str]:
        """The declared measures that a wording holds, the longest name winning where names overlap."""
        return () if text is None else self._measures.names_in(text)

    def base_of(self, text: str | None) -> str | None:
        """The declared base that a wording names, or None when it names none or several."""
        if text is None:
            return None
        if (whole := self._bases.names.get(fold(text))) is not None:
            return whole
        found = self._bases.names_in(text)
        return found[0] if len(found) == 1 else None

    def nearest_noun(self, text: str) -> str | None:
        """The declared noun that was probably meant by an unknown unit of measure."""
        return nearest(text, {plain(noun): noun for noun in self.nouns}, at_least=85)


_STARTS = re.compile(r"(?<!\w)\S")
_GOES_ON = re.compile(r"\w")
_KEPT, _LONG = 1024, 400  # texts of which it is remembered what they hold, unless they are longer


class _Wordings:
    """Names by every folded wording of theirs, found in running text."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = {fold(word): name.name for name in names for word in (name.name, *name.synonyms)}
        lengths: dict[str, set[int]] = {}
        for words in self.names:
            lengths.setdefault(words[:1], set()).add(len(words))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        self._remembered = lru_cache(maxsize=_KEPT)(self._found)

    def names_in(self, text: str) -> Sequence[str]:
        """The names of which a wording stands in the text as whole words, the longest at each place."""
        return self._remembered(text) if len(text) <= _LONG else self._found(text)

    def _found(self, text: str) -> Sequence[str]:
        folded, end = fold(text), 0
        found: set[str] = set()
        for start in _STARTS.finditer(folded):
            if start.start() < end:
                continue
            for length in self._lengths.get(start[0], ()):
                beyond = start.start() + length
                name = self.names.get(folded[start.start() : beyond])
                if name is not None and not _GOES_ON.match(folded, beyond):
                    found.add(name)
                    end = beyond
                    break
        return tuple(sorted(found))


@lru_cache(maxsize=4)
def general_nouns(paths: tuple[Path, ...]) -> frozenset[tuple[str, str]]:
    """The nouns of ``measure-nouns.tsv``: one a line, its synonyms behind it, separated by tabs; ``#`` comments.

    A word that stands in several files means what the last one says; files that are not there are passed over.
    """
    keys: dict[str, str] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else ():
            words = [word.strip() for word in line.split("\t") if word.strip()]
            if words and not words[0].startswith("#"):
                keys |= {fold(word): fold(words[0]) for word in words}
    return frozenset(keys.items())
