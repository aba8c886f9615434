"""Columns of words read all at once: most hold nothing but tidy texts, which stand in the table just as they are."""

from __future__ import annotations

from collections.abc import Sequence

from ..cells import says_nothing
from ..values.text import is_tidy

KINDS = ("text", "units", "code")
"""The kinds of column of which the words, or their capitals, are all there is to read."""

_BETWEEN = "|"


def plain_words(values: Sequence[object], kind: str) -> list[str | None] | None:
    """What ``read_cell`` makes of each of these values of such a column; None where it must look at one of them.

    It need not where there are only texts, and ``tidy`` leaves them as they are.
    """
    texts = [value for value in values if type(value) is str]
    if len(texts) + values.count(None) < len(values):
        return None
    joined = _BETWEEN.join(texts)
    if f" {_BETWEEN}" in joined or f"{_BETWEEN} " in joined or not is_tidy(joined):
        return None
    told = [None if not isinstance(text, str) or _is_empty(text, kind) else text for text in values]
    return [text and "".join(text.split()).upper() for text in told] if kind == "code" else told


def _is_empty(text: str, kind: str) -> bool:
    return not text[:1].isalnum() and says_nothing(text, kind)
