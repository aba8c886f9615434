"""Names that the registry has not, but nearly has: misspelt ones and ones that break off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from ..values.text import fold, plain
from .wording import AND, TOKEN, Words

_ENOUGH = 0.6  # of a name must be there before its rest is missed
_SHORT, _MIDDLE, _LONG = 9, 16, 28  # letters of a name; more letters forgive more slips


class Model(Struct, frozen=True):
    """A registered name to compare with; ``pauses`` are the numbers of words after which it has a natural break."""

    words: Words
    shown: str
    pauses: frozenset[int]


def model(words: Words, shown: str, printed: str) -> Model:
    """``printed`` is the spelling that goes with ``words``, with its commas, dashes and "và"."""
    pauses: set[int] = set()
    count, end = 0, 0
    for token in TOKEN.finditer(printed):
        between = printed[end : token.start()].strip()
        if count and (between or fold(token[0]) == AND):
            pauses.add(count)
        count += fold(token[0]) != AND
        end = token.end()
    return Model(words, shown, frozenset(pauses))


class Doubts:
    """Looks for the registered name that was probably meant."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = list(models)

    @cached_property
    def _joined(self) -> list[str]:
        return [" ".join(model.words) for model in self._models]

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(self._joined)

    @cached_property
    def _plain(self) -> dict[str, str]:
        shown = (model.shown for model in self._models)
        return {plain(text): name for text, name in reversed(list(zip(self._joined, shown, strict=True)))}

    def cut_off(self, words: Words, kind_words: int, dangling: bool) -> str | None:
        """The name of which ``words`` are the beginning, broken off where no name ends; None when it is none.

        ``kind_words`` is how many words only say the kind of body ("Hội"), which alone are no broken-off name. A name
        that stops at a natural break of the longer one ("Phòng Tài chính" - Kế hoạch) is taken for a name of its own,
        unless the text dangles.
        """
        if len(words) < 2 or len(words) <= kind_words:
            return None
        text = " ".join(words)
        found = [
            (len(joined), model.shown)
            for joined, model in zip(self._joined, self._models, strict=True)
            if joined.startswith(text)
            and len(joined) > len(text)
            and (dangling or (len(text) >= _ENOUGH * len(joined) and len(words) not in model.pauses))
        ]
        return min(found, default=(0, None), key=lambda pair: pair[0])[1]

    def near(self, words: Words, kind_words: int, *, closed: bool) -> tuple[str, int] | None:
        """The name that differs from ``words`` only by diacritics or few letters, and by how many.

        A kind of body that is spelled right is meant as it stands: a Bộ is not mistaken for a Sở. ``closed``: the
        names that begin so are a closed list (Sở, Bộ), so that more slips are forgiven.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if " ".join(words) in self._exact:
            return None  # spelled right; what is wrong is what follows
        text = plain(" ".join(words))
        size = len(text)
        slips = (size >= _SHORT) + (size >= _MIDDLE) + (size >= _LONG)
        if closed:
            slips = max(slips, size // 6)
        head = plain(" ".join(words[:kind_words]))
        choices = [name for name in self._plain if name.startswith(head)] if kind_words else self._plain.keys()
        found = process.extractOne(text, choices, scorer=OSA.distance, score_cutoff=slips)
        if found is None or _digits(found[0]) != _digits(text):
            return None
        return self._plain[found[0]], int(found[1])


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)
