"""The targets of a clean plan, each of which meets what the programmes ask of it."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .clean_targets import EVERY, TOTAL, Asked, a_horizon, a_title
from .levels import Figure, Need, a_demand, committed, put, shown
from .papers import Row, Value
from .topics import COOPERATIVES, HUNDRED, NUMBERS, PEOPLE, WORDS_ONLY, Topic


def answer(asked: Asked, random: Random, issued_year: int, horizon: int, leads: list[str]) -> list[Row]:
    """The plan's targets: every demand that it owes is met, with milestones on the way and baselines below."""
    rows: list[Row] = []
    own_codes: dict[int, str] = {}
    for demand in (*asked.targets, *asked.above):
        topic = demand.meant["topic"]
        if topic is None or demand.meant.get("passed") or demand.meant.get("carried"):
            continue
        code = f"CT{len(own_codes) + 1}" if random.random() < 0.9 else f"CT{len(own_codes) + 1:02}"
        own_codes[id(demand)] = code
        rows += _answer_one(demand, topic, code, random, issued_year, horizon, leads)
    for row in rows:
        whole = row.meant["demand"].meant.get("whole")
        if whole is not None:
            row["part_of"] = own_codes[id(whole)]
            row["base"] = None if random.random() < 0.5 else row["base"]
    _quotients(rows)
    if random.random() < 0.3:
        rows.append(Row({"code": "CT90", "title": random.choice(WORDS_ONLY), "kind": "định tính"}, {"topic": None}))
    if random.random() < 0.3:
        own = [t for t in NUMBERS if t not in {r.meant["topic"] for r in (*asked.targets, *asked.above)}]
        if own:
            rows.append(_own(random.choice(own), random, horizon))
    return rows


def _answer_one(
    demand: Row, topic: Topic, code: str, random: Random, issued_year: int, horizon: int, leads: list[str]
) -> list[Row]:
    need: Need = demand.meant.get("share") or demand.meant["need"]
    free = demand.meant["applies"] == TOTAL and "share" not in demand.meant
    if free:
        need = Need(need.bound / 10, False, topic.falling)
    if random.random() < 0.06 and demand.meant["applies"] == EVERY and "whole" not in demand.meant:
        waived = _row(demand, topic, code, random)
        waived |= {"unit": topic.units[0][0], "comparator": "không áp dụng", "note": "Địa bàn không có đối tượng này",
                   "year": a_horizon(topic, horizon, random, yearly=demand.meant["yearly"])}  # fmt: skip
        return [Row(waived, {"topic": topic, "demand": demand, "waived": True})]
    final = Row(_row(demand, topic, code, random), {"topic": topic, "demand": demand, "need": need, "free": free})
    final.meant["double"] = demand.meant.get("through", "…") in str(final["higher_codes"])
    figure = committed(need, topic, random)
    put(final, figure, topic, random)
    final["year"] = a_horizon(topic, horizon, random, yearly=demand.meant["yearly"])
    _direct(final, demand, figure.comparator, random)
    rows = [final]
    if (
        random.random() < 0.35
        and topic.kind != "tốc độ tăng"
        and topic not in (PEOPLE, COOPERATIVES)
        and horizon - issued_year > 2
    ):
        rows.insert(0, _milestone(final, need, topic, random, horizon))
    if random.random() < 0.4 and topic.kind not in ("tốc độ tăng", "tăng mới"):
        _baseline(rows, topic, need, issued_year)
    if random.random() < 0.3:
        final["responsible"] = random.choice(leads)
    return rows


def _row(demand: Row, topic: Topic, code: str, random: Random) -> dict[str, Value]:
    prefix = demand.meant.get("prefix")
    written = str(demand["code"])
    prefix = prefix or (demand.meant.get("short") if random.random() < 0.1 else None)
    codes: Value = (
        f"{prefix}/{written}" if prefix else random.choice((written, written, written.lower(), f" {written}"))
    )
    if demand["higher_codes"] is not None and random.random() < 0.4:
        codes = f"{codes}{random.choice(('; ', ';', chr(10)))}{demand.meant['through']}"
    elif written.isdigit() and not prefix and random.random() < 0.5:
        codes = int(written)
    return {
        "code": code,
        "title": a_title(topic, random),
        "unit": None,
        "base": random.choice((*topic.base, topic.base[0].capitalize()))
        if topic.base and random.random() < 0.8
        else None,
        "kind": topic.kind if topic.kind in ("tăng mới", "lũy kế") or random.random() < 0.2 else None,
        "higher_codes": codes,
        "location": "Mục II" if random.random() < 0.3 else None,
    }


def _direct(row: Row, demand: Row, comparator: str, random: Random) -> None:
    """Chiều, where the comparator does not tell that less is better (or just so)."""
    if row.meant["topic"].falling and (comparator not in ("không quá", "dưới") or random.random() < 0.3):
        row["direction"] = "giảm"


def _milestone(final: Row, need: Need, topic: Topic, random: Random, horizon: int) -> Row:
    """The same target at an earlier horizon, asking for clearly less."""
    row = Row(dict(final.cells), {"topic": topic, "milestone": True, "scale": final.meant["scale"],
                                  "demand": final.meant["demand"]})  # fmt: skip
    bound = final.meant["figure"].need(topic.falling).bound
    if topic.falling:
        milestone = Figure(random.choice(("không quá", "dưới")), (bound * Decimal("1.3")).to_integral_value() + 2)
    else:
        milestone = Figure(random.choice(("từ", "trên", "khoảng")), (bound * Decimal("0.6")).to_integral_value())
    put(row, milestone, topic, random)
    row["year"] = horizon - random.choice((1, 2))
    _direct(row, final.meant["demand"], milestone.comparator, random)
    return row


def _baseline(rows: list[Row], topic: Topic, need: Need, issued_year: int) -> None:
    """Năm gốc with a figure that every row of the target goes beyond, in each row's own unit."""
    bounds = [row.meant["figure"].need(topic.falling).bound for row in rows]
    base = (max(bounds) * Decimal("1.5") if topic.falling else min(bounds) * Decimal("0.5")).to_integral_value()
    base = min(base, HUNDRED) if topic.share else base
    for row in rows:
        row["base_year"] = issued_year - 1
        row["base_value"] = base / row.meant["scale"]
        row.meant["base"] = base


def _quotients(rows: list[Row]) -> None:
    """Where a quotient is declared, there are as many members as fit the cooperatives."""
    cooperatives = [r for r in rows if r.meant["topic"] is COOPERATIVES and "figure" in r.meant]
    people = [r for r in rows if r.meant["topic"] is PEOPLE and "figure" in r.meant]
    for row in people:
        wanted = cooperatives[0].meant["figure"].value * 60
        figure = Figure(row.meant["figure"].comparator, wanted, row.meant["figure"].upper and wanted * 2)
        row.meant["figure"] = figure
        row["value"] = shown(figure.value, row.meant["scale"])
        row["upper"] = None if figure.upper is None else shown(figure.upper, row.meant["scale"])
        row["base_value"] = row["base_year"] = None


def _own(topic: Topic, random: Random, horizon: int) -> Row:
    """A target of the plan's own, which carries out nothing."""
    row = Row({"code": "CT80", "title": f"Việc riêng của địa phương {random.randint(1, 9)}", "unit": None})
    row.meant |= {"topic": topic, "own": True}
    figure = a_demand(topic, random)
    put(row, figure, topic, random)
    row["unit"], row.meant["scale"] = "mô hình", 1
    row["value"], row["upper"] = figure.value, figure.upper
    row["year"] = horizon
    if topic.falling and figure.comparator not in ("không quá", "dưới"):
        row["direction"] = "giảm"
    return row
