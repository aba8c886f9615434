"""``satisfies``, ``progresses`` and ``ambitious`` in Excel: a level beside a demand, a later horizon, its base."""

from __future__ import annotations

from typing import Any

from ...expressions import columns_of
from ...values.comparison import outcome_tree, steps
from ..formulas import CannotCompileError, constant
from .parts import Part, Row

COMPARABLE = {"horizon": "same_horizon", "part": "same_whole", "base": "same_base", "measure": "same_measure"}


def satisfies(settings: Any, row: Row) -> list[Part]:
    """The comparison has the answer that the rule reports."""
    tree = outcome_tree(f"{settings.what}.", f"{settings.demand}.", COMPARABLE)
    outcome = row.printer.value(tree)
    wordless = f'AND({row.facts("qualitative").value}=1,{row.facts(settings.demand).value}<>"")'
    told = row.keep(f'IF({wordless},"not comparable",{outcome})')
    names = columns_of(tree) | {"qualitative", settings.demand, settings.what}
    return [Part(f"{told}={constant(settings.answer)}", row.known_of(names))]


def progresses(settings: Any, row: Row) -> list[Part]:
    """The target falls or stands still, or one cannot tell which."""
    tree = steps(f"{settings.what}.", f"{settings.then}.", "falling_above")
    step = row.printer.value(tree)
    fails = f'OR({step}="falls",{step}="equal",{step}="undetermined")'
    return [Part(fails, row.known_of(columns_of(tree)))]


def ambitious(settings: Any, row: Row) -> list[Part]:
    """The figure was there already in the base year."""
    from ..facts_targets import TargetFacts

    facts = getattr(row.facts, "targets", None)
    if not isinstance(facts, TargetFacts):
        raise CannotCompileError("ambitious")
    level, keep = facts.parts, row.keep
    base, falling_above = row.facts(settings.base), row.facts("falling_above")
    scale, percent = facts.measure("scale"), facts.measure("share")
    falls = keep(f'IF({level["falling"]}=1,1,IF(AND({level["way"]}="",{falling_above.value}=1),1,0))')
    asked = keep(f'IF(AND({falls}=1,{level["upper_figure"]}<>""),{level["upper_figure"]},{level["figure"]})')
    had = keep(f'IF({base.value}="","",ROUND({base.value}*IF({scale}="",1,{scale}),9))')
    anew = f'OR({level["kind"]}="tăng mới",{level["kind"]}="tốc độ tăng",{level["shape"]}="waived")'
    maintained = row.facts(f"{settings.what}.maintained")
    end = f"IF({falls}=1,0,100)"
    everything = f'AND({asked}={end},OR({falls}=1,{level["kind"]}="tỷ lệ"))'
    strict = f'OR({level["word"]}="trên",{level["word"]}="dưới")'
    same = f"IF(OR({everything},{strict}),FALSE,TRUE)"
    beyond = f"IF({falls}=1,{had}<={asked},{had}>={asked})"
    fails = f'IF(OR({asked}="",{had}="",{maintained.value}=1,{anew}),FALSE,IF({had}={asked},{same},{beyond}))'
    accident = (
        f'IF({base.value}="",FALSE,IF({base.value}=0,FALSE,IF({percent}=1,ABS({base.value})<=1,ABS({base.value})<1)))'
    )
    clear = keep(f"IF({accident},0,1)")
    return [
        Part(
            f"{keep(f'IF({fails},1,0)')}=1",
            (*row.known_of([f"{settings.what}.maintained", settings.base, "falling_above", "level"]), clear),
        )
    ]
