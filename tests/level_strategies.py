"""Levels and their spellings for the property tests of levels and of their comparison."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from hypothesis import strategies as st

from ktt_check.values.level import Comparator, Direction, Kind, Level, Tolerance
from ktt_check.values.level_words import LevelProblem, level_from_columns, parse_level
from ktt_check.values.measure import parse_measure
from ktt_check.values.text import fold

TOLERANCE = Tolerance()
NOUNS = {
    fold(name): key
    for key, names in {
        "HTX": "HTX|hợp tác xã",
        "THT": "THT|tổ hợp tác",
        "LHHTX": "LHHTX|liên hiệp|liên hiệp HTX|liên hiệp hợp tác xã",
        "HTX thành viên": "HTX thành viên|hợp tác xã thành viên",
        "thành viên": "thành viên",
        "người": "người|lao động",
        "cơ sở hoá chất": "cơ sở hoá chất",
    }.items()
    for name in names.split("|")
}
UNITS = [
    "%",
    "%/năm",
    "điểm %",
    "% dân số",
    "‰",
    "HTX",
    "hợp tác xã",
    "nghìn người",
    "triệu thành viên",
    "triệu đồng/HTX/năm",
    "tỷ đồng/hợp tác xã",
    "cơ sở hoá chất",
    "ha",
    "",
]


def level(text: str) -> Level:
    """The level that the words mean; the words of a test are always understood."""
    found = parse_level(text, NOUNS, TOLERANCE)
    assert isinstance(found, Level), f"{text}: {found}"
    return found


@st.composite
def levels(draw: st.DrawFn, *, units: list[str] = UNITS, plain: bool = False) -> Level:
    """Any consistent level; ``plain`` leaves out what has no number and what only columns can say."""
    comparator = draw(st.sampled_from([c for c in Comparator if not plain or c is not Comparator.NOT_APPLICABLE]))
    value: Decimal | None = draw(
        st.decimals(min_value=-10 if not plain else 0, max_value=20_000, places=draw(st.sampled_from([0, 1, 3])))
    )
    upper = value + draw(st.integers(0, 500)) if comparator is Comparator.WITHIN and value is not None else None
    kind = None if plain else draw(st.sampled_from([None, *(k.value for k in Kind if k is not Kind.QUALITATIVE)]))
    if comparator is Comparator.NOT_APPLICABLE:
        value = None
    if not plain and comparator is Comparator.BARE and draw(st.booleans()) and draw(st.booleans()):
        value, kind = None, Kind.QUALITATIVE.value
    direction = None if plain else draw(st.sampled_from([None, *(d.value for d in Direction)]))
    measure = parse_measure(draw(st.sampled_from(units)), NOUNS)
    maintained = not plain and draw(st.booleans())
    found = level_from_columns(comparator, value, upper, measure, kind, direction, TOLERANCE, maintained=maintained)
    assert not isinstance(found, LevelProblem), found
    return found


@st.composite
def spellings(draw: st.DrawFn, text: str) -> str:
    """The same words as other people and programs type them: NFD, blanks, dashes, case, tone placement, i for y."""
    if draw(st.booleans()):
        text = text.replace("oá", "óa").replace("tỷ", "tỉ").replace("kỹ", "kĩ")
    if draw(st.booleans()):
        text = text.upper() if draw(st.booleans()) else text.capitalize()
    if draw(st.booleans()):
        text = text.replace("%", " %")
    if draw(st.booleans()):
        text = re.sub(r" (đến|ĐẾN) ", draw(st.sampled_from([" - ", "-", " – ", "—", " -", " \u2212 "])), text)
    text = text.replace(" ", draw(st.sampled_from([" ", "  ", "\u00a0", " \u200b"])))
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), f" {text} ")
