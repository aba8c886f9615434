"""What is said of a comparison: the difference and the reason, as a reviewer would put it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from .level import Level
from .level_words import say
from .measure import PERCENT, POINTS, Measure, counted_in
from .number import say_number

_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "below": ("{commitment} chưa tới {demand}", "{commitment} falls short of {demand}"),
        "above": ("{commitment} vượt quá {demand}", "{commitment} exceeds {demand}"),
        "same-number-less-strict": (
            "cùng con số nhưng “{commitment}” không chặt bằng “{demand}”",
            "the same number, but “{commitment}” is less strict than “{demand}”",
        ),
        "partly-inside": (
            "“{commitment}” chỉ đáp ứng một phần “{demand}”",
            "“{commitment}” lies only partly within “{demand}”",
        ),
        "opposite-direction": (
            "“{commitment}” và “{demand}” đi ngược chiều nhau",
            "“{commitment}” and “{demand}” go in opposite directions",
        ),
        "unit": (
            "khác đơn vị tính ({commitment_unit} và {demand_unit})",
            "units differ ({commitment_unit}, {demand_unit})",
        ),
        "kind": (
            "khác loại số ({commitment_kind} và {demand_kind})",
            "kinds differ ({commitment_kind}, {demand_kind})",
        ),
        "measure": ("khác thước đo", "what is measured differs"),
        "base": ("khác phạm vi tính", "what it is counted over differs"),
        "horizon": ("khác năm đích", "the target years differ"),
        "part": ("là phần của hai chỉ tiêu khác nhau", "they are parts of different targets"),
        "waived": ("đơn vị ghi không áp dụng", "the unit states that it does not apply"),
        "no-unit": ("chưa ghi đơn vị tính", "no unit of measure is given"),
        "no-bound": ("chưa có mức để so sánh", "there is no level to compare"),
    }
)
_CONFORMS = ("“{commitment}” đáp ứng “{demand}”", "“{commitment}” meets “{demand}”")
_OTHERWISE = ("không cùng cơ sở để so sánh", "there is no common ground for comparing")


def difference_in_words(amount: Decimal, measure: Measure, *, falling: bool = False, language: str = "vi") -> str:
    """By how much a commitment is the weaker one, in its own unit: "thấp hơn 20 điểm %", "cao hơn 5 đơn vị".

    ``amount`` is positive; ``falling`` is whether less is better, so that weaker means higher. Shares and rates of
    growth differ by percentage points.
    """
    english = language == "en"
    factor, unit = counted_in(measure)
    if measure.numerator in (PERCENT, POINTS):
        factor, unit = measure.scale, "percentage points" if english else POINTS
    if english:
        word = "higher" if falling else "lower"
        return f"{word} by {say_number(amount * factor, language)} {unit}".rstrip()
    return f"{'cao' if falling else 'thấp'} hơn {say_number(amount * factor)} {unit}".rstrip()


def reason_in_words(
    reason: str | None, demand: Level | None, commitment: Level | None, difference: Decimal | None, language: str = "vi"
) -> str:
    """The reason code of a comparison as a clause; where figures can be told apart, by how much they differ."""
    english = language == "en"
    if reason in ("below", "above") and difference is not None and commitment is not None:
        return difference_in_words(difference, commitment.measure, falling=reason == "above", language=language)
    pattern = _CONFORMS if reason is None else _REASONS.get(reason, _OTHERWISE)
    return pattern[english].format(
        demand="" if demand is None else say(demand, language),
        commitment="" if commitment is None else say(commitment, language),
        demand_unit="" if demand is None else demand.measure.text,
        commitment_unit="" if commitment is None else commitment.measure.text,
        demand_kind="" if demand is None else demand.kind,
        commitment_kind="" if commitment is None else commitment.kind,
    )
