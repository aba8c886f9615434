"""Vietnamese text as people type it, brought to one form for comparing while their own spelling is kept for showing.

Source of the equivalences: ``domain.md`` §8 (NFC, NBSP, dashes, tone placement, case, i/y, UBND).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CACHED = 400  # longer texts are not remembered: a workbook may hold many of 32,767 characters
_WORD = 40  # nor longer words
_KEPT = 16_384  # texts, and words
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u00ad]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_AROUND_DASH = re.compile(r" ?- ?")

# Tone marks may stand on either vowel of an open oa/oe/uy; the key carries them on the first.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LATE_TONE = re.compile(f"(o[ae]|(?<!q)uy)([{_TONES}])")
_TONE_ON_GI = re.compile(f"gi([{_TONES}])([aeou])")  # gía is giá
_TONE_ON_QU = re.compile(f"qu([{_TONES}])([iy])")
# y and i are written for each other at the end of a syllable after these letters: kỹ/kĩ, tỷ/tỉ, quý/quí.
_FINAL_Y = re.compile(rf"(?:(?<=[hklmstv])|(?<=qu))y(?=[{_TONES}]?(?![a-z\u0300-\u036f]))")
_LONG_FORMS = tuple(
    (words, re.compile(rf"\b{words}\b"), short)
    for words, short in (("ủy ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"))
)


def tidy(text: str) -> str:
    """The text as shown to people: NFC, plain blanks and dashes, no invisible characters, line breaks kept."""
    if is_tidy(text):
        return text  # most texts are
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _DASHES.sub("-", _INVISIBLE.sub("", text))
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()


def is_tidy(text: str) -> bool:
    """Whether a text surely is as ``tidy`` leaves it: a printable one has no blanks but spaces, nothing invisible."""
    simple = text.isprintable() and "  " not in text and text.strip() == text
    return simple and (text.isascii() or (unicodedata.is_normalized("NFC", text) and _DASHES.search(text) is None))


def fold(text: str) -> str:
    """The key under which two spellings of the same words are equal; idempotent, never shown to people.

    Case, tone placement (hoá/hóa), final i/y (tỷ/tỉ), blanks, kinds of dash and "Ủy ban nhân dân"/UBND do not
    count; diacritics do ("bán" is not "ban").
    """
    return _fold(text) if len(text) > _CACHED else _fold_cached(text)


def _fold(text: str) -> str:
    text = tidy(text).casefold().replace("\n", " ")
    if "-" in text:
        text = _AROUND_DASH.sub("-", text)
    text = " ".join(map(_WORDS.__getitem__, text.split(" ")))
    for words, long, short in _LONG_FORMS:
        if words in text:
            text = long.sub(short, text)
    return text


class _Words(dict[str, str]):
    """Words as they are folded; a language has few of them, so that they are kept."""

    def __missing__(self, word: str) -> str:
        if word.isascii():
            return _FINAL_Y.sub("i", word) if "y" in word else word
        folded = unicodedata.normalize("NFD", word)
        folded = _LATE_TONE.sub(lambda m: m[1][0] + m[2] + m[1][1], folded)
        folded = _TONE_ON_GI.sub(r"gi\2\1", folded)
        folded = _FINAL_Y.sub("i", _TONE_ON_QU.sub(r"qu\2\1", folded))
        folded = unicodedata.normalize("NFC", folded)
        if len(word) <= _WORD:
            if len(self) >= _KEPT:
                self.clear()
            self[word] = folded
        return folded


_WORDS = _Words()
_fold_cached = lru_cache(maxsize=_KEPT)(_fold)


def wording_of(text: str) -> str:
    """The folded text without the marks around it: two rows that agree in it are worded the same."""
    return fold(text).strip(" .,;:…-*\"“”'")


def plain(text: str) -> str:
    """The folded text without diacritics, for finding near matches ("did you mean"), never for equality."""
    return _plain(text) if len(text) > _CACHED else _plain_cached(text)


def _plain(text: str) -> str:
    stripped = unicodedata.normalize("NFD", fold(text)).replace("đ", "d")
    return "".join(c for c in stripped if not unicodedata.combining(c))


_plain_cached = lru_cache(maxsize=_KEPT)(_plain)


def nearest(text: str, choices: dict[str, str], *, at_least: float = 80.0) -> str | None:
    """The choice that was probably meant by ``text``, or None; ``choices`` maps a plain key to what is shown.

    ``at_least`` is a similarity in percent (Indel, as rapidfuzz computes it).
    """
    from rapidfuzz import fuzz, process

    found = process.extractOne(plain(text), choices.keys(), scorer=fuzz.ratio, score_cutoff=at_least)
    return None if found is None else choices[found[0]]
