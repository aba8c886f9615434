"""Numbers as officials write them, read to exact decimals and said again with dots for thousands and a decimal comma.

Source of the conventions: ``domain.md`` §4 (digits) and §7 (what a locale does to dots and commas).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from .text import fold

_LONGEST = 40  # characters of digits; more is no number that anybody has written on purpose

# Digits as they stand in running text; blanks may group thousands ("278 000").
DIGITS = r"-?(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9.])(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"

SCALES: Mapping[str, Decimal] = MappingProxyType(
    {
        fold(word): Decimal(10) ** zeros
        for word, zeros in (("trăm", 2), ("nghìn", 3), ("ngàn", 3), ("vạn", 4), ("triệu", 6), ("tỷ", 9))
    }
)
"""The scale words by their folded spelling; they multiply when they follow each other ("nghìn tỷ")."""

_BLANKS_GROUP = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(,[0-9]+)?")
_DOTS_GROUP = re.compile(r"0{0,2}[1-9][0-9]{0,2}(?:\.[0-9]{3})+(,[0-9]+)?")
_COMMAS_GROUP = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(\.[0-9]+)?")
_ONE_COMMA_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"[0-9]+(?:,[0-9]+)?")
_DECIMAL_DOT = re.compile(r"[0-9]+\.[0-9]+")


class NumberNote(StrEnum):
    """How a number was read when its spelling is not the Vietnamese one, so that the reading can be shown."""

    DOT_AS_DECIMAL = "dot-as-decimal"  # 1.2 cannot be a thousand
    COMMAS_GROUP = "commas-group"  # 1,200,000 and 1,200.5 cannot be decimals
    COMMA_AMBIGUOUS = "comma-ambiguous"  # 1,200: 1.2 by our convention, 1200 by the other


class Number(Struct, frozen=True):
    """A number read from text, with a note and the other possible reading where the spelling leaves a doubt."""

    value: Decimal
    note: NumberNote | None = None
    other: Decimal | None = None


def read_digits(digits: str) -> Number | None:
    """The number written in digits alone: dots or blanks group thousands, a comma is the decimal sign (§4)."""
    if len(digits) > _LONGEST:
        return None
    sign = Decimal(-1) if digits.startswith("-") else Decimal(1)
    digits = digits.removeprefix("-")
    if _ONE_COMMA_GROUP.fullmatch(digits):
        ours, other = Decimal(digits.replace(",", ".")), Decimal(digits.replace(",", ""))
        return Number(sign * ours, NumberNote.COMMA_AMBIGUOUS, sign * other)
    if _BLANKS_GROUP.fullmatch(digits) or _DOTS_GROUP.fullmatch(digits) or _DECIMAL_COMMA.fullmatch(digits):
        plain = digits.replace(" ", "").replace(".", "").replace(",", ".")
        return Number(sign * Decimal(plain))
    if _DECIMAL_DOT.fullmatch(digits):
        return Number(sign * Decimal(digits), NumberNote.DOT_AS_DECIMAL)
    if _COMMAS_GROUP.fullmatch(digits):
        return Number(sign * Decimal(digits.replace(",", "")), NumberNote.COMMAS_GROUP)
    return None


def say_number(value: Decimal, language: str = "vi") -> str:
    """The number for people: ``1.200`` and ``7,5`` (``1,200`` and ``7.5`` in English); ours is read back as itself.

    Exactly three decimals get a fourth, "1,1250", because "1,125" could be taken for a thousand.
    """
    whole, _, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0")
    if language == "vi" and len(decimals) == 3 and whole.strip("-0"):
        decimals += "0"
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    dot, comma = (",", ".") if language == "en" else (".", ",")
    grouped = f"{int(whole):,}".replace(",", dot)
    if not decimals and grouped == "0":
        sign = ""
    return f"{sign}{grouped}{comma if decimals else ''}{decimals}"
