"""A document's symbol in both notations, and what makes two citations one document (``domain.md`` §3).

State: ``363/KH-UBND``, ``113/2024/NĐ-CP``, a letter ``2085/SNN-PTNT``; law: ``17/2023/QH15``; Party: ``23-CTr/TU``.
A number is not a key: "20-NQ/TW" names resolutions of several years. Citations in running text: ``citations``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Literal, TypeAlias

from msgspec import Struct

from .document_dates import DocumentDate
from .document_types import PARTY_ORGANS, SINGLE_ORGANS, STATE_ORGANS, proper_organ, proper_type
from .text import fold, tidy


class Notation(StrEnum):
    """How a symbol is built; a letter (công văn) has no type, a law's number ends in its legislature."""

    STATE = "state"
    PARTY = "party"
    LETTER = "letter"
    LAW = "law"


class DocumentNumber(Struct, frozen=True, eq=False):
    """A symbol taken apart; equal to another when both are the same symbol, however they are spelled.

    ``number`` has no leading zeros; ``suffix`` is the letter of "12a"; ``oddly_spelled`` marks a symbol that had to
    be mended ("50-/CTr-TU"), whose ``key`` is then what it should have been.
    """

    number: str
    suffix: str
    year: int | None
    type: str | None
    organ: str
    notation: Notation
    text: str = ""
    oddly_spelled: bool = False

    @property
    def _said(self) -> tuple[object, ...]:
        return (self.number, self.suffix, self.year, self.type, self.organ, self.notation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentNumber) and self._said == other._said

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own, which goes by every field
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def key(self) -> str:
        """The symbol in its normal form, a number below 10 with a zero before it (NĐ 30/2020/NĐ-CP)."""
        number = self.number.zfill(2) + self.suffix
        year = f"{self.year}/" if self.year else ""
        match self.notation:
            case Notation.PARTY:
                return f"{number}-{self.type}/{self.organ}"
            case Notation.STATE:
                return f"{number}/{year}{self.type}-{self.organ}"
            case Notation.LETTER | Notation.LAW:
                return f"{number}/{year}{self.organ}"


NumberReason = Literal["empty", "no-number", "no-symbol", "several", "not-in-notation"]


class NotANumber(Struct, frozen=True):
    """What stands in place of a symbol, and why it is none."""

    text: str
    reason: NumberReason

    def sentence(self, language: str = "vi") -> str:
        vietnamese, english = _WHY_NOT[self.reason]
        return vietnamese if language == "vi" else english


_WHY_NOT: dict[NumberReason, tuple[str, str]] = {
    "empty": ("Chưa ghi số, ký hiệu.", "No symbol is given."),
    "no-number": ("Mới có ký hiệu, chưa có số.", "There is a symbol but no number yet."),
    "no-symbol": ("Mới có số, chưa có ký hiệu.", "There is a number but no symbol."),
    "several": (
        "Ô ghi nhiều số, ký hiệu; mỗi văn bản cần một dòng riêng.",
        "Several symbols: one row for each, please.",
    ),
    "not-in-notation": (
        "Số, ký hiệu chưa theo cách ghi của cơ quan nhà nước (363/KH-UBND) hoặc của Đảng (23-CTr/TU).",
        "It follows neither the State's notation (363/KH-UBND) nor the Party's (23-CTr/TU).",
    ),
}

_DIGITS = r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3})*)(?P<suffix>[a-zđ](?=[/-])|bis(?=[/-]))?"
_YEAR = r"(?:(?P<year>(?:19|20|21)[0-9]{2})/)?"
_WORD = r"[^\W\d_][^\W_]*(?:[.&][^\W\d_][^\W_]*)*"
_ORGAN = rf"(?P<organ>{_WORD}(?:-{_WORD})*)"
_TYPE = r"(?P<type>[^\W\d_]{1,5})"
_FLAGS = re.IGNORECASE
_LAW = re.compile(rf"{_DIGITS}/(?P<year>(?:19|20|21)[0-9]{{2}})/(?P<organ>(?:UBTV)?QH[0-9]{{1,2}})", _FLAGS)
_STATE = re.compile(rf"{_DIGITS}/{_YEAR}{_TYPE}-{_ORGAN}", _FLAGS)
_PARTY = re.compile(rf"{_DIGITS}-{_TYPE}/{_ORGAN}", _FLAGS)
_LETTER = re.compile(rf"{_DIGITS}/{_ORGAN}", _FLAGS)
_MENDABLE = re.compile(rf"{_DIGITS}(?P<sep>[\s./-]*){_YEAR}{_TYPE}[\s./-]+{_ORGAN}", _FLAGS)
_UNNUMBERED = re.compile(rf"(?:0+|x+)?[/-]?{_YEAR}{_TYPE}[/-]{_ORGAN}", _FLAGS)

_BLANKS = re.compile(r"[\s…._*?\[\]]*([/-])[\s]*")
_DATE_OR_ISSUER = re.compile(r"[\s,(-]*\b(?:ngày|của|năm|về|ban hành)\b.*$", _FLAGS | re.DOTALL)
_BEFORE_NUMBER = re.compile(r"^[^0-9/]*?(?:\b(?:số|ký hiệu|kí hiệu|number|no)\b[\s:.,]*)+", _FLAGS)
_NAME_BEFORE = re.compile(r"^(?:[^\W\d_]+ )+(?=[0-9])")


def parse_document_number(value: object) -> DocumentNumber | NotANumber:
    """The symbol in a cell, tolerant of blanks, case, kinds of dash and a "Nghị quyết số" before it; never raises."""
    if value is None:
        return NotANumber("", "empty")
    if isinstance(value, str):
        return _parse(value) if len(value) <= _LONGEST else NotANumber(tidy(value), "not-in-notation")
    bare = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return NotANumber(str(value), "no-symbol" if bare else "not-in-notation")


# A symbol is short; a longer text is prose that landed in the wrong column.
_LONGEST = 500


@lru_cache(maxsize=16384)
def _parse(value: str) -> DocumentNumber | NotANumber:
    text = tidy(value)
    if not any(character.isalnum() for character in text):
        return NotANumber(text, "empty")
    said = _BEFORE_NUMBER.sub("", text.replace("\n", " "))
    symbol = _NAME_BEFORE.sub("", _DATE_OR_ISSUER.sub("", said)).strip(" .,;:()*\"'")
    symbol = _BLANKS.sub(r"\1", symbol)
    number = read_symbol(symbol, text)
    if number is not None:
        return number
    unnumbered = _UNNUMBERED.fullmatch(symbol)
    if unnumbered and proper_type(unnumbered["type"]):
        return NotANumber(text, "no-number")
    if symbol.isdecimal() and (said != text.replace("\n", " ") or symbol == text):
        return NotANumber(text, "no-symbol")
    return NotANumber(text, "several" if _names_several(text) else "not-in-notation")


def _names_several(text: str) -> bool:
    pieces = re.split(r"[;,\n]|\bvà\b", text)
    return len(pieces) > 1 and all(isinstance(_parse(piece), DocumentNumber) for piece in pieces if piece.strip())


def read_symbol(symbol: str, text: str) -> DocumentNumber | None:
    """The symbol taken apart, without blanks around its separators; ``text`` is kept as what was written."""
    if match := _LAW.fullmatch(symbol):
        return _build(match, text, None, match["organ"].upper(), Notation.LAW, False)
    for form, notation in ((_STATE, Notation.STATE), (_PARTY, Notation.PARTY), (_MENDABLE, None)):
        match = form.fullmatch(symbol)
        kind = proper_type(match["type"]) if match else None
        if match is None or kind is None:
            continue
        organ, mended = proper_organ(match["organ"])
        groups = match.groupdict("")
        right = _notation_of(organ) or notation or _notation_by(groups["sep"])
        if right is not None and not (right is Notation.PARTY and groups.get("year")):
            return _build(match, text, kind[0], organ, right, mended or kind[1] or right is not notation)
    match = _LETTER.fullmatch(symbol)
    if match and ("-" in match["organ"] or len(match["organ"]) > 2):
        organ, mended = proper_organ(match["organ"])
        return _build(match, text, None, organ, Notation.LETTER, mended)
    return None


def _notation_of(organ: str) -> Notation | None:
    first = organ.split("-")[0]
    return Notation.PARTY if first in PARTY_ORGANS else Notation.STATE if first in STATE_ORGANS else None


def _notation_by(separator: str) -> Notation | None:
    return Notation.STATE if "/" in separator else Notation.PARTY if "-" in separator else None


def _build(
    match: re.Match[str], text: str, kind: str | None, organ: str, notation: Notation, mended: bool
) -> DocumentNumber | None:
    groups = match.groupdict()
    number, year = match["number"], groups.get("year")
    if "." in number and year is None and re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", number):
        number, mended = number.replace(".", ""), True  # 1.804/QĐ-TTg: digits grouped as in an amount
    number = number.lstrip("0")
    if not number or number.startswith("."):
        return None
    suffix = (match["suffix"] or "").lower().replace("\u0307", "")  # "İ" becomes two letters when made small
    return DocumentNumber(number, suffix, int(year) if year else None, kind, organ, notation, text, mended)


class DocumentKey(Struct, frozen=True):
    """What identifies a document: the symbol's key, its date as far as known, and the issuer, folded."""

    number: str | None
    date: DocumentDate | None
    issuer: str = ""


def document_key(
    number: DocumentNumber | NotANumber | None, when: DocumentDate | None, issuer: str | None = None
) -> DocumentKey:
    """The key of a document as cited; a symbol that cannot be read is left out."""
    return DocumentKey(number.key if isinstance(number, DocumentNumber) else None, when, fold(issuer or ""))


SameReason: TypeAlias = Literal[
    "same", "number-differs", "date-differs", "number-missing", "date-missing", "date-coarse", "issuer-differs"
]


class Sameness(Struct, frozen=True):
    """Whether two keys are one document, and why (not)."""

    answer: Literal["yes", "no", "undetermined"]
    reason: SameReason


def same_document(one: DocumentKey, other: DocumentKey) -> Sameness:
    """Number and date decide; the issuer only where the symbol leaves it open (every Tỉnh ủy has a 23-CTr/TU)."""
    if one.number is None or other.number is None:
        return Sameness("undetermined", "number-missing")
    if one.number != other.number:
        return Sameness("no", "number-differs")
    if one.date is None or other.date is None:
        return Sameness("undetermined", "date-missing")
    agrees = one.date.agrees_with(other.date)
    if agrees is False:
        return Sameness("no", "date-differs")
    if not _may_be_one_issuer(one, other):
        return Sameness("undetermined", "issuer-differs")
    return Sameness("yes", "same") if agrees else Sameness("undetermined", "date-coarse")


_NOT_NAMING = frozenset(("ban", "chấp", "hành", "thường", "vụ", "bch", "btv", "đảng", "của"))


def _may_be_one_issuer(one: DocumentKey, other: DocumentKey) -> bool:
    organ = re.split(r"[/-]", one.number or "")[-1]
    if organ in SINGLE_ORGANS or "QH" in organ:
        return True
    names = [frozenset(re.findall(r"\w+", key.issuer)) - _NOT_NAMING for key in (one, other)]
    return names[0] <= names[1] or names[1] <= names[0]
