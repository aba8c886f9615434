"""Defects of targets that are compared one to one: CT02 to CT04."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .choosing import compared, place, plainly_rising, shares, weaker
from .forms import Injected, cell, injects, injects_each, pick
from .levels import FALLING, RISING, Figure, in_words, put, vietnamese
from .papers import Case, Percent


@injects_each("CT02", "mức thấp hơn, “{}”", [word for word in RISING if word] + ["(trống)"])
def _weaker_rising(case: Case, random: Random, comparator: str) -> Injected:
    return _weaker(case, random, comparator, falling=False)


@injects_each("CT02", "mức cao hơn của chỉ tiêu giảm, “{}”", [word for word in FALLING if word] + ["(trống)"])
def _weaker_falling(case: Case, random: Random, comparator: str) -> Injected:
    return _weaker(case, random, comparator, falling=True)


def _weaker(case: Case, random: Random, comparator: str, *, falling: bool) -> Injected:
    row = pick((row for row in compared(case) if row.meant["topic"].falling is falling), random)
    if row is None:
        return None
    word = "" if comparator == "(trống)" else comparator
    place(row, weaker(word, row.meant["need"], row.meant["topic"]), random)
    return [cell("CT02", "targets", row, "value", "error", "fail")]


@injects("CT02", "cùng con số, đơn vị tính nhỏ hơn")
def _smaller_unit(case: Case, random: Random) -> Injected:
    rows = [row for row in compared(case) if not row.meant["topic"].falling]
    row = pick((row for row in rows if max(unit[1] for unit in row.meant["topic"].units) >= 1000), random)
    if row is None:
        return None
    topic, figure = row.meant["topic"], Figure("từ", row.meant["figure"].value)
    large = random.choice([unit for unit in topic.units if unit[1] >= 1000])
    small = random.choice([unit for unit in topic.units if unit[1] == 1])
    row["unit"], row.meant["scale"] = large
    put(row, figure, topic, random, plainly=True)
    row["unit"] = small[0]
    return [cell("CT02", "targets", row, "value", "error")]


@injects("CT02", "chặn trên trong khi cấp trên đòi ít nhất")
def _upper_bound(case: Case, random: Random) -> Injected:
    row = pick(plainly_rising(case), random)
    if row is None:
        return None
    comparator = random.choice(("không quá", "dưới"))
    place(row, weaker(comparator, row.meant["need"], row.meant["topic"]), random)
    return [cell("CT02", "targets", row, "value", "error")]


@injects("CT02", "mức viết bằng chữ trong ô giá trị")
def _in_words(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row["unit"] is not None), random)
    if row is None:
        return None
    topic = row.meant["topic"]
    word = random.choice(("không quá", "dưới") if topic.falling else ("từ", "trên", "khoảng", "trong khoảng"))
    figure = weaker(word, row.meant["need"], topic)
    put(row, figure, topic, random)
    row["value"], row["upper"], row["comparator"] = in_words(figure, row, random), None, None
    return [cell("CT02", "targets", row, "value", "error"), cell("BM03", "targets", row, "value", "warning")]


@injects("CT02", "số ghi dưới dạng văn bản")
def _as_text(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if not row.meant["topic"].share), random)
    if row is None:
        return None
    topic = row.meant["topic"]
    row["unit"], row.meant["scale"] = next(unit for unit in topic.units if unit[1] == 1)
    figure = weaker("không quá" if topic.falling else "từ", row.meant["need"], topic)
    put(row, figure, topic, random, plainly=True)
    row["value"] = vietnamese(figure.value)
    return [cell("CT02", "targets", row, "value", "error"), cell("BM03", "targets", row, "value", "info")]


@injects("CT02", "ô phần trăm của Excel")
def _as_percent(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row.meant["topic"].share), random)
    if row is None:
        return None
    topic = row.meant["topic"]
    figure = weaker("không quá" if topic.falling else "từ", row.meant["need"], topic)
    place(row, figure, random)
    row["value"] = Percent(figure.value)
    return [cell("CT02", "targets", row, "value", "error")]


@injects("CT02", "0,6 nhập vào ô không phải phần trăm")
def _fraction(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row.meant["topic"].share and not row.meant["topic"].falling), random)
    if row is None:
        return None
    put(row, Figure("từ", row.meant["figure"].value), row.meant["topic"], random)
    row["value"] = row.meant["figure"].value / 100
    return [cell("CT02", "targets", row, "value", "error")]


@injects("CT02", "cấp trên đòi cao hơn")
def _more_asked(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row.meant["topic"].share), random)
    if row is None:
        return None
    demand, topic = row.meant["demand"], row.meant["topic"]
    bound = row.meant["figure"].need(topic.falling).bound
    if topic.falling:
        place(row, Figure("không quá", bound), random)
        bound = (bound / 2).to_integral_value()
        put(demand, Figure("dưới", bound), topic, random)
    else:
        place(row, Figure("từ", (bound * Decimal("0.9")).to_integral_value()), random)
        put(demand, Figure("trên", min(Decimal(99), (bound * Decimal("1.05")).to_integral_value())), topic, random)
    return [cell("CT02", "targets", row, "value", "error")]


@injects("CT03", "cùng con số nhưng không chặt bằng")
def _less_strict(case: Case, random: Random) -> Injected:
    row = pick(compared(case), random)
    if row is None:
        return None
    topic, demand = row.meant["topic"], row.meant["demand"]
    value = demand.meant["need"].bound.to_integral_value()
    put(demand, Figure("dưới" if topic.falling else "trên", value), topic, random)
    place(row, Figure(random.choice(("không quá", "bằng", "") if topic.falling else ("từ", "bằng", "")), value), random)
    return [cell("CT03", "targets", row, "value", "warning", "undetermined")]


@injects_each("CT03", "chỉ một phần đáp ứng, “{}”", ("khoảng", "trong khoảng", "gần"))
def _partly(case: Case, random: Random, comparator: str) -> Injected:
    row = pick(
        (
            r
            for r in compared(case)
            if comparator != "gần" or (not r.meant["topic"].falling and r.meant["need"].bound > 25)
        ),
        random,
    )
    if row is None:
        return None
    topic, demand = row.meant["topic"], row.meant["demand"]
    value = demand.meant["need"].bound.to_integral_value()
    put(demand, Figure("không quá" if topic.falling else "từ", value), topic, random)
    less, more = (value * Decimal(part) for part in ("0.5", "1.25"))
    own = Figure(comparator, value)
    if comparator == "trong khoảng":
        own = Figure(comparator, less.to_integral_value(), more.to_integral_value() + 1)
    if comparator == "gần":
        own = Figure(comparator, value + (1 if topic.share else (value * Decimal("0.02")).to_integral_value()))
    place(row, own, random)
    return [cell("CT03", "targets", row, "value", "warning", "undetermined")]


@injects("CT03", "chặn trên nhưng có thể vẫn đạt")
def _opposite(case: Case, random: Random) -> Injected:
    row = pick(plainly_rising(case), random)
    if row is None:
        return None
    place(row, Figure(random.choice(("không quá", "dưới")), row.meant["figure"].value + 2), random)
    return [cell("CT03", "targets", row, "value", "warning", "undetermined")]


@injects("CT04", "phạm vi tính khác")
def _other_base(case: Case, random: Random) -> Injected:
    row = pick(shares(case), random)
    if row is None:
        return None
    row.meant["demand"]["base"] = row.meant["topic"].base[0]
    row["base"] = random.choice(("hộ khẩu thường trú", "nhân khẩu thường trú", "Hộ khẩu thường trú"))
    return [cell("CT04", "targets", row, "title", "warning", "undetermined")]


@injects("CT04", "thước đo khác")
def _other_measure(case: Case, random: Random) -> Injected:
    row = pick(shares(case), random)
    if row is None:
        return None
    other = random.choice([n for n in case.programmes[0].tables["catalogue"]
                           if n["kind"] == "Thước đo" and n["name"] != row.meant["topic"].measure])  # fmt: skip
    row["title"] = f"Tỷ lệ {other['name']}"
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "đơn vị tính khác")
def _other_unit(case: Case, random: Random) -> Injected:
    row = pick(shares(case), random)
    if row is None:
        return None
    row["unit"], row["kind"], row["comparator"] = random.choice(("người", "lao động", "mô hình")), None, "từ"
    row["value"], row["upper"] = 500, None
    return [cell("CT04", "targets", row, "title", "warning")]


@injects_each("CT04", "loại số khác, “{}”", ("tăng mới", "tốc độ tăng", "thành lập mới"))
def _other_kind(case: Case, random: Random, kind: str) -> Injected:
    row = pick(shares(case), random)
    if row is None:
        return None
    row["kind"] = kind
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "năm đích khác")
def _other_horizon(case: Case, random: Random) -> Injected:
    row = pick((r for r in compared(case) if isinstance(r.meant["demand"]["year"], int) and r.meant["topic"]), random)
    if row is None or row["year"] in (None,):
        return None
    if row.meant["topic"].kind == "tốc độ tăng":
        return None
    row["year"] = case.span[1] - 1
    if case.plan.document["to_year"] is None:
        case.plan.document["to_year"] = case.span[1]
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "chỉ tiêu định tính")
def _in_words_only(case: Case, random: Random) -> Injected:
    row = pick(shares(case), random)
    if row is None or any(other["part_of"] == row["code"] for other in case.targets):
        return None
    row["kind"], row["value"], row["upper"], row["comparator"] = "định tính", None, None, None
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "“trong đó” của chỉ tiêu khác")
def _other_whole(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row["part_of"] is not None), random)
    if row is None:
        return None
    row["part_of"] = next(r["code"] for r in case.targets if r["code"] not in (row["part_of"], row["code"]))
    row["base"] = None
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "không ghi là “trong đó”")
def _no_whole(case: Case, random: Random) -> Injected:
    row = pick((row for row in compared(case) if row["part_of"] is not None), random)
    if row is None:
        return None
    row["part_of"] = row["base"] = None
    return [cell("CT04", "targets", row, "title", "warning")]
