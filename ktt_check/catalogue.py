"""The names of measures and bases that programmes declare (sheet ``Danh mục``), with their synonyms.

Two wordings are told apart only when each holds another declared name (``domain.md`` §4): the code itself knows
no measure. Nouns that any unit of measure may use come from ``rules/registries/measure-nouns.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from .values.text import fold, nearest, plain

MEASURE, BASE = "Thước đo", "Phạm vi"


@dataclass(frozen=True)
class Name:
    """One declared name: a measure or a base, with everything else it is called and the base it belongs to."""

    kind: str
    name: str
    synonyms: tuple[str, ...] = ()
    part_of: str | None = None


@dataclass(frozen=True)
class Catalogue:
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
    def _measures(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        return _finder(name for name in self.names if name.kind == MEASURE)

    @cached_property
    def _bases(self) -> tuple[re.Pattern[str] | None, dict[str, str]]:
        return _finder(name for name in self.names if name.kind == BASE)

    def measures_in(self, text: str | None) -> list[str]:
        """The declared measures that a wording holds, the longest name winning where names overlap."""
        return _found(text, *self._measures)

    def base_of(self, text: str | None) -> str | None:
        """The declared base that a wording names, or None when it names none or several."""
        if text is None:
            return None
        finder, keys = self._bases
        if (whole := keys.get(fold(text))) is not None:
            return whole
        found = _found(text, finder, keys)
        return found[0] if len(found) == 1 else None

    def nearest_noun(self, text: str) -> str | None:
        """The declared noun that was probably meant by an unknown unit of measure."""
        return nearest(text, {plain(noun): noun for noun in self.nouns}, at_least=85)


def _finder(names: Iterable[Name]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    keys = {fold(word): name.name for name in names for word in (name.name, *name.synonyms)}
    if not keys:
        return None, {}
    words = sorted(keys, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"), keys


def _found(text: str | None, finder: re.Pattern[str] | None, keys: dict[str, str]) -> list[str]:
    if text is None or finder is None:
        return []
    return sorted({keys[match[0]] for match in finder.finditer(fold(text))})


@lru_cache(maxsize=4)
def general_nouns(path: Path) -> frozenset[tuple[str, str]]:
    """The nouns of ``measure-nouns.tsv``: one a line, its synonyms behind it, separated by tabs; ``#`` comments."""
    pairs: set[tuple[str, str]] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        words = [word.strip() for word in line.split("\t") if word.strip()]
        if words and not words[0].startswith("#"):
            pairs |= {(fold(word), fold(words[0])) for word in words}
    return frozenset(pairs)
