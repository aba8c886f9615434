"""The targets of a programme, and of one above it, with what else the programme says of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from .levels import Figure, a_demand, in_words, put, vietnamese
from .papers import Row, Value
from .topics import COOPERATIVES, GROWTH, NUMBERS, PARTS, PEOPLE, SHARES, WORDS_ONLY, Topic

EVERY, TOTAL, SHARED_OUT, OWN = "từng đơn vị", "cộng dồn", "theo phân bổ", "chỉ cấp này"


@dataclass
class Asked:
    """What the programmes ask: their tables, and for each target what the plan needs to know of it."""

    targets: list[Row] = field(default_factory=list)
    above: list[Row] = field(default_factory=list)
    catalogue: list[Row] = field(default_factory=list)
    allocations: list[Row] = field(default_factory=list)
    relations: list[Row] = field(default_factory=list)


def ask(
    random: Random, horizon: int, issuer: str, department: bool, codes: tuple[str, str], names: tuple[str, str]
) -> Asked:
    """A programme's targets for that horizon (``targets``) and, where there is a second, those above it.

    ``codes`` begin the codes of either, ``names`` are their short names; the second is empty where there is none.
    """
    asked = Asked()
    short = names[0]
    topics = [(topic, EVERY) for topic in random.sample(SHARES, 3)]
    ways = (EVERY, EVERY, SHARED_OUT, TOTAL, TOTAL)
    topics += [(topic, random.choice(ways)) for topic in random.sample(NUMBERS, 3)]
    if random.random() < 0.5:
        topics.append((random.choice(GROWTH), EVERY))
    if random.random() < 0.6:
        topics += [(PEOPLE, TOTAL), (COOPERATIVES, TOTAL)]
    for number, (topic, applies) in enumerate(topics, 1):
        row = _demand(random, topic, f"{codes[0]}{number}", horizon, applies)
        row.meant["short"] = short
        if department:
            row["responsible"] = issuer
        asked.targets.append(row)
        if (
            topic not in (PEOPLE, COOPERATIVES)
            and applies in (SHARED_OUT, TOTAL)
            and (applies == SHARED_OUT or random.random() < 0.4)
        ):
            _share_out(asked, row, issuer, random)
    whole = asked.targets[0]
    if not whole.meant["topic"].falling and random.random() < 0.7:
        part = _demand(random, random.choice(PARTS), f"{codes[0]}{len(topics) + 1}", horizon, EVERY)
        part["part_of"], part.meant["whole"] = whole["code"], whole
        if department:
            part["responsible"] = issuer
        asked.targets.append(part)
    if PEOPLE in (topic for topic, _ in topics):
        _declare_quotient(asked, random)
    _more(asked, random, horizon, codes[0], department, issuer)
    if names[1]:
        _add_above(asked, random, codes[1], names[1], horizon)
    _name_things(asked, random)
    return asked


def _demand(random: Random, topic: Topic, code: str, horizon: int, applies: str) -> Row:
    row = Row({"code": code, "title": a_title(topic, random), "unit": None, "applies": applies})
    if code.isdigit() and random.random() < 0.6:
        row["code"] = int(code)
    row.meant |= {"topic": topic, "applies": applies, "horizon": horizon}
    row.meant["yearly"] = topic.kind == "tốc độ tăng" and random.random() < 0.4
    row["year"] = a_horizon(topic, horizon, random, yearly=row.meant["yearly"])
    row["base"] = random.choice(topic.base) if topic.base else None
    if topic.kind in ("tăng mới", "lũy kế") or random.random() < 0.2:
        row["kind"] = topic.kind
    figure = a_demand(topic, random)
    put(row, figure, topic, random)
    if topic.falling and (figure.comparator not in ("không quá", "dưới") or random.random() < 0.5):
        row["direction"] = "giảm"
    row.meant["need"] = figure.need(topic.falling)
    if random.random() < 0.12 and isinstance(row["value"], Decimal):
        row["value"], row["upper"], row["comparator"] = in_words(figure, row, random), None, None
    elif random.random() < 0.08 and isinstance(row["value"], Decimal):
        words = vietnamese(row["value"])
        if len(words.partition(",")[2]) != 3:  # 1,125 has two readings
            row["value"] = words
    row["ordinal"] = code
    return row


def a_title(topic: Topic, random: Random) -> str:
    title = random.choice(topic.titles).format(random.choice((topic.measure, topic.measure, *topic.synonyms)))
    return title[0].upper() + title[1:]


def a_horizon(topic: Topic, horizon: int, random: Random, *, yearly: bool = False) -> Value:
    if yearly:
        return random.choice(("Hằng năm", "Hàng năm", "hằng năm", "Mỗi năm"))
    if topic.kind == "tốc độ tăng":
        return random.choice(
            (f"{horizon - 4}-{horizon}", f"{horizon - 4} - {horizon}", f"giai đoạn {horizon - 4}-{horizon}")
        )
    words = (f"Năm {horizon}", f"năm {horizon}", f"đến năm {horizon}", f"Đến hết năm {horizon}", f"{horizon} ")
    return random.choice((horizon, horizon, horizon, str(horizon), *words))


def _share_out(asked: Asked, row: Row, issuer: str, random: Random) -> None:
    """The issuer's share, and another unit's, of a target: in the unit and direction of that target."""
    topic = row.meant["topic"]
    part = Decimal(random.choice((5, 10, 20))) / 100 if row.meant["applies"] == TOTAL else Decimal(1)
    figure = a_demand(topic, random)
    own = Figure(figure.comparator, figure.value * part, figure.upper and figure.upper * part)
    allocated = []
    for unit, level in ((issuer, own), ("UBND huyện Anh Sơn", figure)):
        share = Row({"code": row["code"], "allocated_to": unit, "year": random.choice((row["year"], None))})
        share["unit"], share.meant["scale"] = row["unit"], row.meant["scale"]
        put(share, level, topic, random, plainly=True)
        share.cells.pop("unit")
        allocated.append(share)
    random.shuffle(allocated)
    asked.allocations += allocated
    row.meant["share"] = own.need(topic.falling)


def _declare_quotient(asked: Asked, random: Random) -> None:
    people, cooperatives = (next(r for r in asked.targets if r.meant["topic"] is t) for t in (PEOPLE, COOPERATIVES))
    band = random.choice(((20, 200), (20, None), (None, 200)))
    asked.relations.append(
        Row({"kind": random.choice(("Thương số", "Tỷ số")), "numerator": people["code"],
             "denominator": cooperatives["code"], "low": band[0], "high": band[1]})
    )  # fmt: skip
    for row in (people, cooperatives):
        row.meant["quotient"] = band


def _more(asked: Asked, random: Random, horizon: int, code: str, department: bool, issuer: str) -> None:
    """What a plan may pass over: what is of the programme's own level, in words alone, or for a later horizon."""
    for kind in random.sample(("own", "words", "later"), random.choice((0, 1, 2))):
        number = f"{code}{len(asked.targets) + 1}"
        if kind == "words":
            row = Row({"code": number, "title": random.choice(WORDS_ONLY), "kind": "định tính", "applies": OWN})
            row.meant |= {"applies": OWN, "topic": None}
        else:
            topic = random.choice([t for t in SHARES if t not in {r.meant["topic"] for r in asked.targets}])
            row = _demand(random, topic, number, horizon if kind == "own" else 2045, OWN if kind == "own" else EVERY)
            row.meant["passed"] = True
            if department:
                row["responsible"] = issuer
        asked.targets.append(row)


def _add_above(asked: Asked, random: Random, code: str, name: str, horizon: int) -> None:
    """A second programme above the first: some of its targets, carried out by the first, and one of its own."""
    carried = [row for row in asked.targets if row.meant["applies"] == EVERY and not row.meant.get("passed")]
    for number, row in enumerate(random.sample(carried, min(2, len(carried))), 1):
        above = Row({**row.cells, "code": f"{code}{number}", "part_of": None, "responsible": None})
        above.meant = {**row.meant, "carried": True}
        row.meant["through"] = f"{name}/{above['code']}"
        if row["part_of"] is not None:
            continue
        row["higher_codes"] = (
            random.choice((above["code"], f"{name}/{above['code']}"))
            if code not in str(row["code"])
            else f"{name}/{above['code']}"
        )
        asked.above.append(above)
    used = {row.meant["topic"] for row in asked.targets}
    topic = random.choice([t for t in (*SHARES, *NUMBERS) if t not in used])
    direct = _demand(random, topic, f"{code}{9}", horizon, EVERY)
    direct.meant["prefix"] = name
    asked.above.append(direct)


def _name_things(asked: Asked, random: Random) -> None:
    """Danh mục: every measure, base and noun, with synonyms; a wider base that is another one."""
    bases: dict[str, tuple[str, ...]] = {"thư viện": ("thư viện xã",), "ha": ("héc ta",), "cây": (), "thôn": (),
                                         "hộ khẩu thường trú": ("nhân khẩu thường trú",)}  # fmt: skip
    for row in (*asked.targets, *asked.above):
        topic = row.meant["topic"]
        if topic is None:
            continue
        joined = random.choice(("; ", ";", "\n")).join(topic.synonyms)
        asked.catalogue.append(Row({"kind": "Thước đo", "name": topic.measure, "synonyms": joined or None}))
        if topic.base:
            bases[topic.base[0]] = topic.base[1:]
    for name, others in bases.items():
        asked.catalogue.append(Row({"kind": "Phạm vi", "name": name, "synonyms": "; ".join(others) or None}))
    unique = {str(row["name"]): row for row in asked.catalogue}
    asked.catalogue = list(unique.values())
    random.shuffle(asked.catalogue)
