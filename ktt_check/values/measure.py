"""The unit of measure that an official writes beside a level, taken apart so that two units can be told equal.

The grammar (scale words, %, money, "/") is here; the nouns are data of the programme and come from the caller.
Source: ``domain.md`` §4 (units), contract §1 (``Đơn vị tính``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from .number import DIGITS, SCALES, read_digits
from .text import fold, tidy

PERCENT = "%"
POINTS = "điểm %"
MONEY = "đồng"

_MONEY = frozenset(map(fold, ("đồng", "đ", "VNĐ", "VND", "đồng Việt Nam", "Việt Nam đồng")))
_YEAR = frozenset(map(fold, ("năm", "1 năm", "01 năm", "một năm", "mỗi năm", "hằng năm", "hàng năm")))
_PERCENT = re.compile(rf"(?:{fold('tỷ lệ')} )?(?:%|{fold('phần trăm')})(?: ?(?P<of>.+))?")
_POINTS = re.compile(rf"{fold('điểm')} ?(?:%|{fold('phần trăm')})")
_PER_MILLE = re.compile(r"‰(?: ?(?P<of>.+))?")
_BRACKETS = re.compile(r" ?\([^()]*\)")
_SHORT_MILLION = re.compile(r"^tr(?:\. ?| )?(?=đ)")
_COUNTED = re.compile(rf"(?P<count>{DIGITS}) (?P<noun>.+)")
_ONE = re.compile(rf"^(?:0?1|{fold('một')}|{fold('mỗi')}) (?=\S)")


class Measure(Struct, frozen=True, eq=False):
    """What a level is counted in; equal for two spellings of one unit, whatever words they use.

    ``scale`` is the exact factor to the unit of ``dimension`` (triệu đồng: 1000000); shares are in percent.
    "/năm" is not part of the dimension, since it is often left out (§4). ``known`` is whether every noun was
    declared. ``of`` is what follows a percent sign ("% dân số"), as a key; it does not count for equality of units.
    """

    text: str
    scale: Decimal
    numerator: str
    denominators: tuple[str, ...] = ()
    per_year: bool = False
    known: bool = True
    of: str | None = None

    @property
    def _said(self) -> tuple[object, ...]:
        return (self.scale, self.numerator, self.denominators, self.per_year, self.known)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and self._said == other._said

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own, which goes by every field
        return not self == other

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def dimension(self) -> str | None:
        """The key under which units are equal but for scale and "/năm"; None when no unit is written."""
        return "/".join((self.numerator, *self.denominators)) or None

    @property
    def share(self) -> bool:
        """Whether it is a part of a whole, in percent."""
        return self.numerator == PERCENT and not self.per_year

    @property
    def growth(self) -> bool:
        """Whether it is a rate of growth, in percent a year."""
        return self.numerator == PERCENT and self.per_year

    @property
    def money(self) -> bool:
        """Whether it is an amount of money, also per something."""
        return self.numerator == MONEY


def parse_measure(text: str, nouns: Mapping[str, str]) -> Measure:
    """The unit that the words mean; ``nouns`` gives the canonical key of each folded name.

    Never fails: a noun that is not declared is its own dimension, with ``known`` false.
    """
    written = tidy(text).replace("\n", " ")
    head, *rest = (part.strip(" .;") for part in fold(_BRACKETS.sub("", written)).split("/"))
    per_year = any(part in _YEAR for part in rest)
    below = [part for part in rest if part and part not in _YEAR]

    percent = _PERCENT.fullmatch(head) or _PER_MILLE.fullmatch(head)
    if percent:
        words = [percent["of"], *below] if percent["of"] not in _YEAR else below
        per_year = per_year or percent["of"] in _YEAR
        of = "/".join(filter(None, words)) or None
        scale = Decimal("0.1") if head.startswith("‰") else Decimal(1)
        return Measure(written, scale, PERCENT, per_year=per_year, of=None if of is None else nouns.get(of, of))
    if _POINTS.fullmatch(head):
        return Measure(written, Decimal(1), POINTS, per_year=per_year)

    scale, noun = _cut_scale(_SHORT_MILLION.sub(f"{fold('triệu')} ", head))
    if noun in _MONEY:
        numerator, known = MONEY, True
    else:
        numerator, known = nouns.get(noun, noun), not noun or noun in nouns
    denominators = []
    for part in below:
        count, noun = _cut_count(_ONE.sub("", part))
        scale = scale / count
        known = known and noun in nouns
        denominators.append(nouns.get(noun, noun))
    return Measure(written, scale, numerator, tuple(sorted(denominators)), per_year, known)


def counted_in(measure: Measure) -> tuple[Decimal, str]:
    """How the unit is spoken after a number: of "1.000 đồng" the factor 1000 and "đồng", else 1 and all of it."""
    return _cut_count(measure.text)


def _cut_scale(head: str) -> tuple[Decimal, str]:
    scale, head = _cut_count(head)
    words = head.split()
    while words and words[0] in SCALES:
        scale *= SCALES[words.pop(0)]
    return scale, " ".join(words)


def _cut_count(head: str) -> tuple[Decimal, str]:
    """A power of ten before the noun ("1.000 đồng", "/10.000 dân") is scale; any other number belongs to the noun."""
    match = _COUNTED.fullmatch(head)
    number = read_digits(match["count"]) if match else None
    if match and number and number.value > 0 and number.value.normalize().as_tuple().digits == (1,):
        return number.value, match["noun"]
    return Decimal(1), head
