"""Defects of targets against the programmes: CT01 to CT04, CT09 to CT11."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from .clean_targets import EVERY, SHARED_OUT, TOTAL
from .forms import Injected, cell, header, injects, injects_each, pick
from .levels import FALLING, RISING, Figure, Need, easier, in_words, put, vietnamese
from .papers import Case, Percent, Row
from .topics import COOPERATIVES, PEOPLE, Topic


def answering(case: Case) -> Iterator[Row]:
    """The rows that answer a demand at its horizon, where a change touches nothing else: no milestone, no baseline."""
    codes = [row["code"] for row in case.targets]
    for row in case.targets:
        if row.meant.get("double"):
            continue  # what it misses it misses of both demands
        if "need" in row.meant and codes.count(row["code"]) == 1 and row["base_value"] is None:
            yield row


def compared(case: Case) -> list[Row]:
    """Those of them that are compared one to one."""
    return [row for row in answering(case) if row.meant["demand"].meant["applies"] == EVERY]


def shared(case: Case) -> list[Row]:
    """Those of them that are held against the issuer's share."""
    return [row for row in answering(case) if "share" in row.meant["demand"].meant]


def weaker(comparator: str, need: Need, topic: Topic) -> Figure:
    """A level of that comparator of which nothing meets the need."""
    value = easier(need, topic, Decimal("0.25"))
    if comparator == "trong khoảng":
        if need.falling:
            return Figure(comparator, value, value * 2 if topic.share else value * 3)
        return Figure(comparator, (value * Decimal("0.5")).to_integral_value(), value)
    return Figure(comparator, value)


def place(row: Row, figure: Figure, random: Random) -> None:
    put(row, figure, row.meant["topic"], random)
    if row.meant["topic"].falling and figure.comparator not in ("không quá", "dưới"):
        row["direction"] = "giảm"


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


def _plainly_rising(case: Case) -> list[Row]:
    """Those whose demand says by its own comparator that more is better."""
    said = ("từ", "trên", "khoảng", "gần", "trong khoảng")
    return [
        row
        for row in compared(case)
        if not row.meant["topic"].falling and row.meant["demand"].meant["figure"].comparator in said
    ]


@injects("CT02", "chặn trên trong khi cấp trên đòi ít nhất")
def _upper_bound(case: Case, random: Random) -> Injected:
    row = pick(_plainly_rising(case), random)
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
    row = pick(_plainly_rising(case), random)
    if row is None:
        return None
    place(row, Figure(random.choice(("không quá", "dưới")), row.meant["figure"].value + 2), random)
    return [cell("CT03", "targets", row, "value", "warning", "undetermined")]


def _shares(case: Case) -> list[Row]:
    return [row for row in compared(case) if row.meant["topic"].share and row["part_of"] is None]


@injects("CT04", "phạm vi tính khác")
def _other_base(case: Case, random: Random) -> Injected:
    row = pick(_shares(case), random)
    if row is None:
        return None
    row.meant["demand"]["base"] = row.meant["topic"].base[0]
    row["base"] = random.choice(("hộ khẩu thường trú", "nhân khẩu thường trú", "Hộ khẩu thường trú"))
    return [cell("CT04", "targets", row, "title", "warning", "undetermined")]


@injects("CT04", "thước đo khác")
def _other_measure(case: Case, random: Random) -> Injected:
    row = pick(_shares(case), random)
    if row is None:
        return None
    other = random.choice([n for n in case.programmes[0].tables["catalogue"]
                           if n["kind"] == "Thước đo" and n["name"] != row.meant["topic"].measure])  # fmt: skip
    row["title"] = f"Tỷ lệ {other['name']}"
    return [cell("CT04", "targets", row, "title", "warning")]


@injects("CT04", "đơn vị tính khác")
def _other_unit(case: Case, random: Random) -> Injected:
    row = pick(_shares(case), random)
    if row is None:
        return None
    row["unit"], row["kind"], row["comparator"] = random.choice(("người", "lao động", "mô hình")), None, "từ"
    row["value"], row["upper"] = 500, None
    return [cell("CT04", "targets", row, "title", "warning")]


@injects_each("CT04", "loại số khác, “{}”", ("tăng mới", "tốc độ tăng", "thành lập mới"))
def _other_kind(case: Case, random: Random, kind: str) -> Injected:
    row = pick(_shares(case), random)
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
    row = pick(_shares(case), random)
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


def _missing(severity: str) -> Injected:
    """A demand without its answer; what that demand carries out in its turn is not told again."""
    return [header("CT01", "targets", "higher_codes", severity)]


def alone(case: Case, applies: str) -> list[Row]:
    wholes = {row["part_of"] for row in case.targets}
    return [
        row
        for row in case.targets
        if "demand" in row.meant and (case.level != "Sở ngành" or row.meant["demand"]["responsible"] is not None)
        and row.meant["demand"].meant["applies"] == applies and row["code"] not in wholes
        and row.meant["topic"] not in (PEOPLE, COOPERATIVES)
    ]  # fmt: skip


def _take_out(case: Case, row: Row) -> None:
    case.targets[:] = [other for other in case.targets if other["code"] != row["code"]]
    if case.plan.document["to_year"] is None:
        case.plan.document["to_year"] = case.span[1]


@injects("CT01", "thiếu chỉ tiêu “từng đơn vị”")
def _left_out(case: Case, random: Random) -> Injected:
    row = pick(alone(case, EVERY), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("error")


@injects("CT01", "thiếu phần được phân bổ")
def _share_left_out(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, SHARED_OUT)), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("error")


@injects("CT01", "thiếu chỉ tiêu cộng dồn")
def _total_left_out(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, TOTAL) if "share" not in r.meant["demand"].meant), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("info")


@injects("CT01", "có chỉ tiêu nhưng không ghi mã cấp trên")
def _not_linked(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, EVERY) if not r.meant.get("waived") and r["part_of"] is None), random)
    if row is None:
        return None
    for one in case.targets:
        if one["code"] == row["code"]:
            one["higher_codes"] = random.choice((None, "-", " "))
            if one.meant["topic"].falling and one["comparator"] not in ("không quá", "dưới"):
                one["direction"] = "giảm"
    return _missing("error")


@injects("CT01", "thiếu một trong hai năm đích")
def _one_horizon(case: Case, random: Random) -> Injected:
    row = pick((r for r in compared(case) if r.meant["topic"].kind != "tốc độ tăng"), random)
    if row is None:
        return None
    programme = next(p for p in case.programmes if row.meant["demand"] in p.tables["targets"])
    earlier = Row({**row.meant["demand"].cells, "year": case.span[1] - 1, "higher_codes": None})
    programme.tables["targets"].append(earlier)
    return [header("CT01", "targets", "higher_codes", "error")]


@injects("CT01", "thiếu hai chỉ tiêu")
def _two_left_out(case: Case, random: Random) -> Injected:
    rows = [r for r in alone(case, EVERY) if "milestone" not in r.meant]
    if len(rows) < 2:
        return None
    one, other = random.sample(rows, 2)
    _take_out(case, one)
    _take_out(case, other)
    return [header("CT01", "targets", "higher_codes", "error")] * 2


@injects_each("CT09", "mã lạ ghi thêm, ngăn bằng “{}”", ("; ", "\n", ";", ", "))
def _unknown_code(case: Case, random: Random, between: str) -> Injected:
    row = pick((r for r in case.targets if "demand" in r.meant), random)
    if row is None:
        return None
    unknown = random.choice(("X99", "KHAC-7", "Q.12.3"))
    row["higher_codes"] = between.join(random.sample((row.text("higher_codes").strip(), unknown), 2))
    return [cell("CT09", "targets", row, "higher_codes", "error")]


@injects("CT09", "mã lạ ở chỉ tiêu riêng")
def _unknown_own(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.targets if r.meant.get("own") or r.meant["topic"] is None), random)
    if row is None:
        return None
    row["higher_codes"] = random.choice(("X99", "A99", "T.99", "NQ77/T1", 99))
    return [cell("CT09", "targets", row, "higher_codes", "error")]


@injects("CT09", "mã lệch một số 0")
def _slip(case: Case, random: Random) -> Injected:
    found = [r for r in case.targets if "demand" in r.meant and not r.meant.get("double")]
    codes = [r["code"] for r in found]
    row = pick((r for r in found if "milestone" in r.meant or codes.count(r["code"]) == 1), random)
    if row is None:
        return None
    code = str(row.meant["demand"]["code"])
    row["higher_codes"] = f"{code[:-1]}0{code[-1]}"
    return [cell("CT09", "targets", row, "higher_codes", "error")]


@injects_each("CT10", "dưới phần được phân bổ, “{}”", ("từ", "trên", "khoảng", "bằng", "(trống)", "trong khoảng"))
def _below_share(case: Case, random: Random, comparator: str) -> Injected:
    row = pick((r for r in shared(case) if not r.meant["topic"].falling), random)
    if row is None:
        return None
    place(row, weaker(comparator.strip("()").replace("trống", ""), row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error", "fail")]


@injects_each("CT10", "chỉ tiêu giảm trên phần được phân bổ, “{}”", ("không quá", "dưới", "khoảng", "(trống)"))
def _above_share(case: Case, random: Random, comparator: str) -> Injected:
    row = pick((r for r in shared(case) if r.meant["topic"].falling), random)
    if row is None:
        return None
    place(row, weaker(comparator.strip("()").replace("trống", ""), row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error")]


@injects("CT10", "phần được ghi theo tên địa bàn")
def _share_of_a_place(case: Case, random: Random) -> Injected:
    if case.level not in ("Huyện", "Xã"):
        return None
    row = pick((r for r in shared(case) if not r.meant["topic"].falling), random)
    if row is None:
        return None
    place_name = case.issuer.replace("Ủy ban nhân dân ", "").replace("UBND ", "")
    for share in case.programmes[0].tables["allocations"]:
        if share["allocated_to"] == case.issuer:
            share["allocated_to"] = random.choice(
                (place_name, place_name[0].upper() + place_name[1:], f"UBND {place_name}")
            )
    place(row, weaker("từ", row.meant["need"], row.meant["topic"]), random)
    return [cell("CT10", "targets", row, "value", "error")]


def _pair(case: Case) -> tuple[Row, Row] | None:
    people = [r for r in case.targets if r.meant["topic"] is PEOPLE]
    cooperatives = [r for r in case.targets if r.meant["topic"] is COOPERATIVES]
    return (people[0], cooperatives[0]) if people and cooperatives and cooperatives[0]["base_value"] is None else None


@injects_each("CT11", "tử số {}", (("nhiều gấp mười", 10), ("ít đi mười lần", 0)))
def _out_of_line(case: Case, random: Random, way: tuple[str, int]) -> Injected:
    pair = _pair(case)
    if pair is None:
        return None
    row = pair[0]
    low, high = row.meant["demand"].meant["quotient"]
    if (high if way[1] else low) is None:
        return None
    figure = row.meant["figure"]
    times = Decimal(10) if way[1] else Decimal("0.1")
    figure = Figure(figure.comparator, figure.value * times, figure.upper and figure.upper * times)
    put(row, figure, PEOPLE, random)
    return [cell("CT11", "targets", row, "value", "warning")]


@injects("CT11", "nhầm nghìn thành viên")
def _scale_slip(case: Case, random: Random) -> Injected:
    pair = _pair(case)
    if pair is None or pair[0].meant["demand"].meant["quotient"][1] is None:
        return None
    row = pair[0]
    row["unit"], row.meant["scale"] = "thành viên", 1
    put(row, row.meant["figure"], PEOPLE, random, plainly=True)
    row["unit"] = "nghìn thành viên"
    return [cell("CT11", "targets", row, "value", "warning")]


@injects("CT11", "mẫu số nhiều gấp mười")
def _too_many_below(case: Case, random: Random) -> Injected:
    pair = _pair(case)
    if pair is None or pair[0].meant["demand"].meant["quotient"][0] is None:
        return None
    figure = pair[1].meant["figure"]
    put(pair[1], Figure("từ", figure.value * 10), COOPERATIVES, random)
    return [cell("CT11", "targets", pair[0], "value", "warning")]
