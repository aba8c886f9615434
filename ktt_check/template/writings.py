"""How times and units of measure are usually written, with what the checker's own parsers make of each.

A form recognises exactly these: anything else is read when the form is sent in.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ..catalogue import BASE, Catalogue
from ..cells import read_cell
from ..forms import PLAN
from ..tables.flatten import flatten
from ..values import period as periods
from ..values.level import default_kind
from ..values.measure import PERCENT, POINTS, parse_measure
from ..values.period import Kind, Period
from ..values.period_words import parse_period
from ..values.text import tidy
from .spellings import spellings

_UNDATED = (
    "thường xuyên", "hằng năm", "hàng năm", "hằng quý", "hàng quý", "hằng tháng", "hàng tháng", "hằng tuần",
    "định kỳ", "định kỳ hằng năm", "định kỳ hàng năm", "kịp thời", "theo quy định", "liên tục", "thường niên",
    "hằng năm và thường xuyên", "thường xuyên, hằng năm", "6 tháng một lần", "cả giai đoạn", "theo kế hoạch",
    "không", "đột xuất", "trong năm", "theo tiến độ", "khi có yêu cầu", "đến khi hoàn thành",
)  # fmt: skip
_OF_A_YEAR = (
    "{y}", "năm {y}", "trong năm {y}", "đến năm {y}", "đến hết năm {y}", "trước năm {y}", "từ năm {y}", "cuối năm {y}",
    "đầu năm {y}", "hết năm {y}", "hoàn thành năm {y}", "hoàn thành trong năm {y}", "hằng năm, đến năm {y}",
    "6 tháng đầu năm {y}", "6 tháng cuối năm {y}", "9 tháng năm {y}", "31/12/{y}", "trước ngày 31/12/{y}",
)  # fmt: skip
_OF_TWO = (
    "{a}-{b}", "năm {a}-{b}", "giai đoạn {a}-{b}", "từ năm {a} đến năm {b}", "từ {a} đến {b}",
    "hằng năm, giai đoạn {a}-{b}", "các năm {a}-{b}",
)  # fmt: skip
_OF_A_QUARTER = ("quý {q}/{y}", "quý {q} năm {y}", "trong quý {q}/{y}", "quý {q}-{y}")
_OF_A_MONTH = ("tháng {m}/{y}", "{m}/{y}", "tháng {m} năm {y}", "trước tháng {m}/{y}")
_OF_A_DAY = ("{d}/{m}/{y}", "trước ngày {d}/{m}/{y}")
_FAR = (2035, 2040, 2045, 2050)


@lru_cache(maxsize=8)
def times(first: int, last: int) -> dict[str, dict[str, Any]]:
    """Writings of time between two years, in small letters: the flat columns of each, and its key as a horizon."""
    found: dict[str, dict[str, Any]] = {}
    for writing in _times(first, last):
        for key in dict.fromkeys((writing, *((spellings(writing) or ()) if len(writing) < 24 else ()))):
            if key in found or not _stays(key):
                continue
            period = parse_period(key)
            if isinstance(period, Period):
                found[key] = periods.flat(period) | {"horizon": _horizon(key), "text": key}
    return found


def _stays(key: str) -> bool:
    """Whether a form, which takes the blanks around hyphens away, still reads the same as the checker does."""
    spread = key.replace("-", " - ").replace("/", " / ")
    return parse_period(spread) == parse_period(key) and parse_period(key.upper()) == parse_period(key)


def _horizon(text: str) -> str:
    """The key of a target's horizon where the text is a year, a span of years, or says how often."""
    spec = PLAN.by_name["targets"].by_name["year"]
    columns = flatten(spec, [read_cell(spec, text, None)])
    dated = columns["year.kind"][0] in (Kind.POINT.value, Kind.SPAN.value) and columns["year.end"][0] is not None
    often = columns["year.kind"][0] in (Kind.RECURRING.value, Kind.CONTINUOUS.value)
    return str(columns["year"][0]) if dated or often else ""


def _times(first: int, last: int) -> Iterator[str]:
    years = [*range(first, last + 1)]
    yield from _UNDATED
    for y in [*years, *(year for year in _FAR if year > last)]:
        yield from (form.format(y=y) for form in _OF_A_YEAR)
    for a in years:
        for b in [*years, *(year for year in _FAR if year > last)]:
            if a < b:
                yield from (form.format(a=a, b=b) for form in _OF_TWO)
            elif a > b:
                yield f"{a}-{b}"
    for y in years:
        for number, numeral in enumerate(("i", "ii", "iii", "iv"), 1):
            yield from (form.format(q=q, y=y) for q in (numeral, number) for form in _OF_A_QUARTER)
        for month in range(1, 13):
            yield from (form.format(m=m, y=y) for m in (month, f"{month:02}") for form in _OF_A_MONTH)
            for day in (15, calendar.monthrange(y, month)[1]):
                yield from (form.format(d=day, m=month, y=y) for form in _OF_A_DAY)


def undated(row: dict[str, Any]) -> bool:
    """Whether a writing is no time at all, so that it is no horizon either."""
    return bool(row["kind"] == Kind.NOT_A_TIME.value)


_BELOW = ("người", "hộ", "ha", "xã", "đơn vị")


def measures(catalogue: Catalogue, printed: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Units of measure in small letters: those of the programmes, and the declared nouns with the usual words around.

    ``behind`` is the declared base that stands behind a percent sign; only units that are known are among them.
    """
    nouns = sorted(catalogue.nouns)
    money = ("đồng", "nghìn đồng", "triệu đồng", "tỷ đồng")
    below = sorted({unit.split("/")[1].strip() for unit in printed if "/" in unit} | set(_BELOW))
    writings = [*printed, "%", "%/năm", "% năm", "phần trăm", "điểm %", "điểm phần trăm", "‰", *nouns, *money]
    writings += [f"{scale} {noun}" for scale in ("nghìn", "triệu") for noun in nouns if " " not in noun]
    writings += [f"{one}/{noun}{year}" for one in money for noun in below for year in ("", "/năm")]
    writings += [f"{one}/năm" for one in money]
    writings += [f"% {name}" for name in _bases(catalogue)]
    found: dict[str, dict[str, Any]] = {}
    for writing in writings:
        folded = tidy(writing).lower().replace(" /", "/").replace("/ ", "/")
        for key in dict.fromkeys((folded, *(spellings(folded) or ()))):
            measure = parse_measure(key, catalogue.nouns)
            if key in found or not measure.known or any(mark in key for mark in "*?~"):
                continue
            found[key] = {
                "scale": measure.scale, "dimension": measure.dimension, "per_year": measure.per_year,
                "percent": measure.numerator in (PERCENT, POINTS), "share": measure.share,
                "kind": default_kind(measure).value, "behind": _behind(key, catalogue), "known": True,
            }  # fmt: skip
    return found


def _bases(catalogue: Catalogue) -> list[str]:
    return [word for name in catalogue.names if name.kind == BASE for word in (name.name, *name.synonyms)]


def _behind(key: str, catalogue: Catalogue) -> str | None:
    """The base behind a percent sign; "?" where it names none that is declared, or one cannot tell which."""
    if not key.startswith("% ") or not key[2:].strip():
        return None
    return catalogue.base_of(key[2:].strip()) or "?"
