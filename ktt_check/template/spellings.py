"""Every spelling that is taken for a word, so that Excel, which cannot fold text, may look it up as it is typed.

``fold`` (``values/text.py``) moves tone marks, writes i for y and shortens "Ủy ban nhân dân": each of these has
finitely many sources, and what is not among them is another word. Capitals are left to ``LOWER``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

from ..values.text import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MOST = 400  # spellings of one text; a longer list is not worth its place in a form
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
CHARACTERS = LETTERS + LETTERS.upper() + "0123456789 .,;:/%()[]{}+-=<>&'\"!@#$^_|\\≥≤≈°“”‘’…–—−‐‑\u00a0\n\r\t"
"""The characters that a form understands; a text with another one is left to the checker (nothing stands for * ? ~)."""


@lru_cache(maxsize=4096)
def spellings(text: str) -> tuple[str, ...] | None:
    """All lower-case texts in NFC, with single blanks, that fold to the same key; None where they are too many."""
    wanted = fold(text)
    words = [_of_word(word) for word in wanted.split(" ")]
    count = 1
    for word in words:
        count *= len(word)
    if count > _MOST:
        return None
    found = {" ".join(one) for one in product(*words)}
    for short, long in (("ubnd", "ủy ban nhân dân"), ("ubnd", "uỷ ban nhân dân"), ("hđnd", "hội đồng nhân dân")):
        found |= {one.replace(short, long) for one in found}
    return tuple(sorted(one for one in found if fold(one) == wanted))


def _of_word(word: str) -> set[str]:
    """The spellings of one word: its tone on either vowel, i or y at the end of each part between hyphens."""
    parts = [_of_syllable(part) for part in word.split("-")]
    return {"-".join(one) for one in product(*parts)}


@lru_cache(maxsize=4096)
def _of_syllable(word: str) -> tuple[str, ...]:
    letters = unicodedata.normalize("NFD", word)
    tone = next((mark for mark in letters if mark in _TONES), "")
    bare = letters.replace(tone, "") if tone else letters
    bases = {bare}
    if bare.endswith("i"):
        bases.add(bare[:-1] + "y")
    bases |= {base.replace("qui", "quy") for base in bases}
    found = set()
    for base in bases:
        places = [at for at, letter in enumerate(base, 1) if letter in "aeiouy"] if tone else [0]
        for at in places:
            end = at
            while end < len(base) and unicodedata.combining(base[end]):
                end += 1
            found.add(unicodedata.normalize("NFC", base[:end] + tone + base[end:]))
    key = fold(word)
    return tuple(sorted(one for one in found if fold(one) == key)) or (word,)
