"""A level of ambition: what a target demands of the level below, or what a plan commits itself to.

An object exists for parsing and saying; in frames a level lies as flat columns (``flat``), which is what the
comparison asks about. Source: ``domain.md`` §4; contract §1 (columns So sánh, Giá trị, Đến giá trị, Loại số, Chiều).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple, assert_never

from msgspec import Struct
from msgspec.structs import replace

from .measure import POINTS, Measure

_PLACES = Decimal("1E-9")  # what a frame's decimal column holds
_ALL_OF_IT = Decimal(100)  # percent; the author alone may go beyond, which is another question's to mark


class Comparator(StrEnum):
    """How a number is meant, by the word in the column So sánh; BARE is a number without any word."""

    ABOUT = "khoảng"
    NEARLY = "gần"
    AT_LEAST = "từ"
    ABOVE = "trên"
    EQUAL = "bằng"
    WITHIN = "trong khoảng"
    AT_MOST = "không quá"
    BELOW = "dưới"
    NOT_APPLICABLE = "không áp dụng"
    BARE = ""


class Kind(StrEnum):
    """What sort of figure it is, by the word in the column Loại số; different sorts are never compared."""

    STOCK = "có đến thời điểm"
    ADDED = "tăng mới"
    CUMULATIVE = "lũy kế"
    SHARE = "tỷ lệ"
    GROWTH = "tốc độ tăng"
    AVERAGE = "bình quân"
    QUALITATIVE = "định tính"


class Direction(StrEnum):
    """Whether more (tăng) or less (giảm) is better, by the word in the column Chiều."""

    RISING = "tăng"
    FALLING = "giảm"


class Tolerance(Struct, frozen=True):
    """What the vague words mean: khoảng is ± ``about`` (a fraction), gần begins at the fraction ``nearly_from``.

    The values are the declared defaults of ``domain.md`` §4; a profile may change them. Raises ValueError for
    fractions outside [0, 1).
    """

    about: Decimal = Decimal("0.05")
    nearly_from: Decimal = Decimal("0.95")

    def __post_init__(self) -> None:
        if not (0 <= self.about < 1 and 0 <= self.nearly_from < 1):
            raise ValueError("a tolerance is a fraction of at least 0 and below 1")


class Bounds(NamedTuple):
    """Where a level begins and ends, in the unit of its dimension; a missing end is None and counts as closed."""

    low: Decimal | None
    low_open: bool
    high: Decimal | None
    high_open: bool


class Level(Struct, frozen=True):
    """A level as it was meant; ``value`` and ``upper`` are in the measure's own unit.

    Made by ``level_words`` (from columns or from words), which keeps it consistent. ``direction`` is None while
    nobody has said it: such a level is read as rising, and a bare number or bằng then follows whatever demand it
    is held against (§4). ``maintained`` is "duy trì": to stand still is what was promised. ``value`` is None only
    for không áp dụng and for a qualitative target.
    """

    comparator: Comparator
    value: Decimal | None
    upper: Decimal | None
    measure: Measure
    kind: Kind
    direction: Direction | None
    tolerance: Tolerance
    maintained: bool = False

    @property
    def falling(self) -> bool:
        """Whether less is better."""
        return self.direction is Direction.FALLING

    @property
    def shape(self) -> str | None:
        """As a commitment a "bound" or an "interval"; "waived" for không áp dụng; None without a number."""
        match self.comparator:
            case Comparator.NOT_APPLICABLE:
                return "waived"
            case _ if self.value is None:
                return None
            case Comparator.ABOUT | Comparator.NEARLY | Comparator.WITHIN:
                return "interval"
            case _:
                return "bound"

    @property
    def bounds(self) -> Bounds:
        """The set of figures that the level stands for, exact to nine places; "about" a share ends at 100."""
        if self.value is None:
            return Bounds(None, False, None, False)
        value = self.in_base_unit(self.value)
        match self.comparator:
            case Comparator.ABOUT:
                margin = _product(abs(value), self.tolerance.about)
                high = value + margin
                if self.kind is Kind.SHARE and self.measure.share and value <= _ALL_OF_IT:
                    high = min(high, _ALL_OF_IT)
                return Bounds(value - margin, False, high, False)
            case Comparator.NEARLY:
                margin = _product(abs(value), 1 - self.tolerance.nearly_from)
                return Bounds(value - margin, False, value, True)
            case Comparator.WITHIN:
                return Bounds(value, False, None if self.upper is None else self.in_base_unit(self.upper), False)
            case Comparator.AT_LEAST | Comparator.ABOVE:
                return Bounds(value, self.comparator is Comparator.ABOVE, None, False)
            case Comparator.AT_MOST | Comparator.BELOW:
                return Bounds(None, False, value, self.comparator is Comparator.BELOW)
            case Comparator.EQUAL | Comparator.BARE:
                return Bounds(None, False, value, False) if self.falling else Bounds(value, False, None, False)
            case Comparator.NOT_APPLICABLE:
                return Bounds(None, False, None, False)
            case _:
                assert_never(self.comparator)

    @property
    def need(self) -> Bounds:
        """The same level as a demand: only its lower end counts when rising, only its upper end when falling."""
        low, low_open, high, high_open = self.bounds
        return Bounds(None, False, high, high_open) if self.falling else Bounds(low, low_open, None, False)

    @property
    def exact(self) -> Decimal | None:
        """The figure, in the base unit, of a bare number or bằng whose direction nobody has said."""
        undecided = self.direction is None and self.comparator in (Comparator.EQUAL, Comparator.BARE)
        return self.in_base_unit(self.value) if undecided and self.value is not None else None

    @property
    def headline(self) -> Decimal | None:
        """The figure, in the base unit, that people name when they say by how much two levels differ."""
        figure = self.upper if self.falling and self.upper is not None else self.value
        return None if figure is None else self.in_base_unit(figure)

    def towards(self, direction: Direction | None) -> Level:
        """The level read in a direction known from elsewhere (the higher level's), unless it has said its own."""
        return self if self.direction is not None else replace(self, direction=direction)

    def in_base_unit(self, number: Decimal) -> Decimal:
        """A number of the measure's own unit in the unit of the dimension (2 triệu đồng: 2000000)."""
        return _product(number, self.measure.scale)


FLAT_COLUMNS: dict[str, type] = {
    "low": Decimal,
    "low_open": bool,
    "high": Decimal,
    "high_open": bool,
    "shape": str,
    "need_low": Decimal,
    "need_low_open": bool,
    "need_high": Decimal,
    "need_high_open": bool,
    "exact": Decimal,
    "dimension": str,
    "per_year": bool,
    "kind": str,
    "falling": bool,
    "maintained": bool,
    "known": bool,
}
"""The columns in which a level lies in a frame; decimals are in the dimension's unit, with at most nine places."""


def flat(level: Level | None) -> dict[str, Decimal | bool | str | None]:
    """The level as plain values under the names of ``FLAT_COLUMNS``; no level is a row of missing values."""
    if level is None:
        return dict.fromkeys(FLAT_COLUMNS)
    bounds, need = level.bounds, level.need
    return {
        "low": bounds.low,
        "low_open": bounds.low_open,
        "high": bounds.high,
        "high_open": bounds.high_open,
        "shape": level.shape,
        "need_low": need.low,
        "need_low_open": need.low_open,
        "need_high": need.high,
        "need_high_open": need.high_open,
        "exact": level.exact,
        "dimension": level.measure.dimension,
        "per_year": level.measure.per_year,
        "kind": level.kind.value,
        "falling": level.falling,
        "maintained": level.maintained,
        "known": level.measure.known,
    }


def default_kind(measure: Measure) -> Kind:
    """The kind that a blank Loại số means, by the unit as the contract's column says; điểm % is what was added."""
    if measure.growth:
        return Kind.GROWTH
    if measure.share:
        return Kind.SHARE
    if measure.numerator == POINTS:
        return Kind.ADDED
    return Kind.AVERAGE if measure.denominators or measure.per_year else Kind.STOCK


def _product(one: Decimal, other: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        product = one * other
        rounded = product.quantize(_PLACES, ROUND_HALF_EVEN)
    return product if rounded == product else rounded
