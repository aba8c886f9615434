"""Whether a commitment satisfies a demand, and whether a target rises between horizons, each asked by one tree.

The same tree answers for two levels (``compare``, ``step``) and for a frame whose columns are two levels laid flat
(``level.FLAT_COLUMNS`` under a prefix each). Source: ``domain.md`` §4, "Demand and commitment", "Comparable".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from .. import expressions as ask
from ..expressions import And, Choose, Column, Compare, Expression, In, IsEmpty, Literal, Not, Or
from .comparison_words import reason_in_words
from .level import Kind, Level, flat


class Outcome(StrEnum):
    """The answers of a comparison; none at all (None) where the demand or the commitment has no level."""

    CONFORMS = "conforms"
    WEAKER = "weaker"
    UNDETERMINED = "undetermined"
    NOT_COMPARABLE = "not comparable"
    NOT_APPLICABLE = "not applicable"  # the author waives the target, with a reason, by không áp dụng


class Step(StrEnum):
    """How a target goes from one horizon to the next: RISES is towards more ambition, also for a falling target."""

    RISES = "rises"
    KEPT = "kept"  # stands still rightly: already everything, or "duy trì" is what was promised
    EQUAL = "equal"
    FALLS = "falls"
    UNDETERMINED = "undetermined"
    NOT_COMPARABLE = "not comparable"


class Comparison(Struct, frozen=True):
    """The outcome for two levels, with its reason code and words; ``difference`` is in the commitment's own unit.

    The difference is between the figures that stand in the documents, not between what the tolerance makes of
    them, and only where the commitment's is the weaker one.
    """

    outcome: Outcome | None
    reason: str | None
    difference: Decimal | None
    words: str


class _Case(Struct, frozen=True):
    when: Expression
    outcome: Outcome | None
    reason: str | None


class _End(Struct, frozen=True):
    """One end of a level as expressions; ``up`` tells which way is stricter: a higher low end, a lower high end."""

    at: Expression
    open: Expression
    up: bool

    def beyond(self, other: _End) -> Expression:
        return Compare(">" if self.up else "<", self.at, other.at)


def outcome_tree(commitment_prefix: str, demand_prefix: str, comparable: Mapping[str, str]) -> Expression:
    """The question "does the commitment satisfy the demand?", answered by an ``Outcome`` value or missing.

    ``comparable`` maps a reason code ("measure", "base", "horizon", "part") to the boolean column that says whether
    the two rows agree in it; only a plain no makes them not comparable. Without it, the answer is what the comparison
    would be if they agreed.
    """
    cases = _cases(commitment_prefix, demand_prefix, tuple(comparable.items()))
    return Choose(tuple((case.when, Literal(case.outcome and case.outcome.value)) for case in cases), Literal(None))


def reason_tree(commitment_prefix: str, demand_prefix: str, comparable: Mapping[str, str]) -> Expression:
    """The reason code of the same question; missing where the commitment conforms."""
    cases = _cases(commitment_prefix, demand_prefix, tuple(comparable.items()))
    return Choose(tuple((case.when, Literal(case.reason)) for case in cases), Literal(None))


@lru_cache(maxsize=64)
def _cases(c: str, d: str, comparable: tuple[tuple[str, str], ...]) -> tuple[_Case, ...]:
    """What is asked, in order; the first yes decides, and a case one cannot tell is passed."""
    no_demand = And((IsEmpty(Column(f"{d}need_low")), IsEmpty(Column(f"{d}need_high"))))
    no_unit = Or((IsEmpty(Column(f"{c}dimension")), IsEmpty(Column(f"{d}dimension"))))
    refused = [
        _Case(Compare("=", Column(f"{c}shape"), Literal("waived")), Outcome.NOT_APPLICABLE, "waived"),
        _Case(Or((IsEmpty(Column(f"{c}shape")), no_demand)), None, "no-bound"),
        _Case(no_unit, None, "no-unit"),
        _Case(Compare("!=", Column(f"{c}dimension"), Column(f"{d}dimension")), Outcome.NOT_COMPARABLE, "unit"),
        _Case(_kinds_differ(c, d), Outcome.NOT_COMPARABLE, "kind"),
        *(_Case(Not(Column(name)), Outcome.NOT_COMPARABLE, reason) for reason, name in comparable),
    ]
    bound = Compare("=", Column(f"{c}shape"), Literal("bound"))
    rising_demand = _against(
        need=_end(d, "need_low", up=True),
        near=_end(c, "low", up=True),
        far=_end(c, "high", up=True),
        bound=bound,
        same_way=Not(Column(f"{c}falling")),
    )
    falling_demand = _against(
        need=_end(d, "need_high", up=False),
        near=_high(c),
        far=_end(c, "low", up=False),
        bound=bound,
        same_way=Or((Column(f"{c}falling"), Not(IsEmpty(Column(f"{c}exact"))))),
    )
    undecided_demand = _against(
        need=_End(_follows(c, d), Literal(False), up=False),
        near=_high(c),
        far=_end(c, "low", up=False),
        bound=bound,
        same_way=Column(f"{c}falling"),
    )
    return (*refused, *undecided_demand, *rising_demand, *falling_demand)


def _follows(c: str, d: str) -> Expression:
    """The number of a demand that nobody gave a direction, where the commitment's own words make it a falling one."""
    follows = And((Not(IsEmpty(Column(f"{d}exact"))), Column(f"{c}falling")))
    return Choose(((follows, Column(f"{d}exact")),), Literal(None))


def _against(need: _End, near: _End, far: _End, bound: Expression, same_way: Expression) -> list[_Case]:
    """The cases of one direction: ``near`` is the commitment's end that answers the need, ``far`` its other end.

    Everything is between ``near`` and ``far``; a bound the same way counts by its near end alone.
    """
    asked = Not(IsEmpty(need.at))
    same = Compare("=", near.at, need.at)
    met = Or((near.beyond(need), And((same, Or((near.open, Not(need.open)))))))
    touching = And((Compare("=", far.at, need.at), Or((far.open, need.open))))
    outside = Or((need.beyond(far), touching))
    below = "below" if need.up else "above"
    plain = And((bound, same_way))
    return [
        _Case(And((asked, met)), Outcome.CONFORMS, None),
        _Case(And((asked, plain, same)), Outcome.UNDETERMINED, "same-number-less-strict"),
        _Case(And((asked, plain)), Outcome.WEAKER, below),
        _Case(And((asked, bound, outside)), Outcome.WEAKER, "opposite-direction"),
        _Case(And((asked, bound)), Outcome.UNDETERMINED, "opposite-direction"),
        _Case(And((asked, outside)), Outcome.WEAKER, below),
        _Case(asked, Outcome.UNDETERMINED, "partly-inside"),
    ]


def _end(prefix: str, name: str, *, up: bool) -> _End:
    return _End(Column(f"{prefix}{name}"), Column(f"{prefix}{name}_open"), up)


def _high(prefix: str) -> _End:
    """The upper end of a level read as falling: of a bare number that has no direction of its own, the number."""
    exact = Column(f"{prefix}exact")
    at = Choose(((Not(IsEmpty(exact)), exact),), Column(f"{prefix}high"))
    return _End(at, Column(f"{prefix}high_open"), up=False)


def _kinds_differ(one: str, other: str) -> Expression:
    """Different kinds, but for a stock and an average that "/năm" alone has made so, since it is often left out."""
    kinds = (Kind.STOCK.value, Kind.AVERAGE.value)
    only_the_year = And(
        (
            In(Column(f"{one}kind"), kinds),
            In(Column(f"{other}kind"), kinds),
            Compare("!=", Column(f"{one}per_year"), Column(f"{other}per_year")),
        )
    )
    return And((Compare("!=", Column(f"{one}kind"), Column(f"{other}kind")), Not(only_the_year)))


@lru_cache(maxsize=64)
def steps(earlier: str, later: str, falling: str | None = None) -> Expression:
    """The question "does the target rise from the earlier horizon to the later?", answered by a ``Step`` value.

    ``earlier`` and ``later`` are prefixes; ``falling`` names a boolean column that tells the target's direction where
    its own rows do not (the higher level's). Missing where a horizon has no level.
    """
    less_is_better = Or(tuple(Column(name) for name in (f"{earlier}falling", f"{later}falling", falling) if name))
    shapes = (Column(f"{earlier}shape"), Column(f"{later}shape"))
    silent = Or(tuple(Or((IsEmpty(shape), Compare("=", shape, Literal("waived")))) for shape in shapes))
    dimensions_differ = Compare("!=", Column(f"{earlier}dimension"), Column(f"{later}dimension"))
    maintained = Column(f"{later}maintained")

    lows = (_end(earlier, "low", up=True), _end(later, "low", up=True))
    tops = (_end(earlier, "high", up=True), _end(later, "high", up=True))
    everything = And(
        (
            Compare("=", Column(f"{later}kind"), Literal(Kind.SHARE.value)),
            Compare(">=", lows[0].at, Literal(Decimal(100))),
        )
    )
    anew = In(Column(f"{later}kind"), (Kind.GROWTH.value, Kind.ADDED.value))  # as much again is no standing still
    upwards = _step(lows, tops, shapes, Or((everything, maintained, anew)))

    highs = (_high(earlier), _high(later))
    bottoms = (_end(earlier, "low", up=False), _end(later, "low", up=False))
    nothing = Compare("=", highs[0].at, Literal(Decimal(0)))
    downwards = _step(highs, bottoms, shapes, Or((nothing, maintained, anew)))

    return Choose(
        (
            (silent, Literal(None)),
            (Or((dimensions_differ, _kinds_differ(earlier, later))), Literal(Step.NOT_COMPARABLE.value)),
            (less_is_better, downwards),
        ),
        upwards,
    )


def _step(
    near: tuple[_End, _End], far: tuple[_End, _End], shapes: tuple[Column, Column], rightly_still: Expression
) -> Expression:
    """One direction: the near ends decide; a later interval that reaches further than before leaves a doubt (CT05)."""
    before, after = near
    same = Compare("=", after.at, before.at)
    stricter = Or((after.beyond(before), And((same, after.open, Not(before.open)))))
    top_before = Choose(((Compare("=", shapes[0], Literal("interval")), far[0].at),), before.at)
    reaches_further = And(
        (
            Compare("=", shapes[1], Literal("interval")),
            Compare(">" if after.up else "<", far[1].at, top_before),
        )
    )
    less_strict = And((same, before.open, Not(after.open)))
    return Choose(
        (
            (stricter, Literal(Step.RISES.value)),
            (And((same, rightly_still)), Literal(Step.KEPT.value)),
            (Or((reaches_further, less_strict)), Literal(Step.UNDETERMINED.value)),
            (same, Literal(Step.EQUAL.value)),
            (before.beyond(after), Literal(Step.FALLS.value)),
        ),
        Literal(Step.UNDETERMINED.value),
    )


def compare(
    demand: Level | None,
    commitment: Level | None,
    comparable: Mapping[str, bool | None] | None = None,
    language: str = "vi",
) -> Comparison:
    """The answer of ``outcome_tree`` for two levels, with words; ``comparable`` maps reason codes to answers."""
    agreed = comparable or {}
    columns = {reason: f"agree.{reason}" for reason in agreed}
    row = {
        **{f"commitment.{name}": value for name, value in flat(commitment).items()},
        **{f"demand.{name}": value for name, value in flat(demand).items()},
        **{columns[reason]: answer for reason, answer in agreed.items()},
    }
    code = ask.evaluate(outcome_tree("commitment.", "demand.", columns), row)
    outcome = None if code is None else Outcome(code)
    reason: str | None = ask.evaluate(reason_tree("commitment.", "demand.", columns), row)
    difference = None
    if demand is not None and commitment is not None and outcome in (Outcome.WEAKER, Outcome.UNDETERMINED):
        difference = _shortfall(demand, commitment)
    words = reason_in_words(reason, demand, commitment, difference, language)
    return Comparison(outcome, reason, difference, words)


def step(earlier: Level, later: Level, *, falling: bool = False) -> Step | None:
    """The answer of ``steps`` for two levels of one target; ``falling`` is the direction known from elsewhere."""
    row = {
        **{f"earlier.{name}": value for name, value in flat(earlier).items()},
        **{f"later.{name}": value for name, value in flat(later).items()},
        "falling": falling,
    }
    code = ask.evaluate(steps("earlier.", "later.", "falling"), row)
    return None if code is None else Step(code)


def _shortfall(demand: Level, commitment: Level) -> Decimal | None:
    """By how much the commitment's stated figure misses the demand's, in the commitment's unit; None if it does not."""
    asked, given = demand.headline, commitment.towards(demand.direction).headline
    if asked is None or given is None:
        return None
    missing = given - asked if demand.falling else asked - given
    return missing / commitment.measure.scale if missing > 0 else None
