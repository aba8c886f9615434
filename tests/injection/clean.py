"""A clean plan and the programmes above it, made from a seed: nothing in it is to be found fault with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from . import clean_answers, clean_targets, clean_tasks, spelling
from .issuers import BEFORE, ISSUERS, OF_THE_PARTY, Issuer
from .papers import Case, Day, Paper, Row, Value

HORIZON = 2030
_PERIODS = ("Hằng năm", "Hằng quý, hằng năm", "6 tháng, hằng năm", "Định kỳ hằng quý")
_DEADLINES = ("Trước ngày 05/12 hằng năm", "Trước ngày 15/12", "Ngày 20 tháng cuối quý", "10/12 hằng năm")


def make(seed: int, *, any_kind: bool = False) -> Case:
    """The case of a seed: always the same. ``any_kind``: also Party documents, and dates without day."""
    random = Random(seed)
    issuer = random.choice((*ISSUERS, *OF_THE_PARTY) if any_kind else ISSUERS)
    if issuer.era == BEFORE:
        above_on = date(2022, 9, 1) + timedelta(days=random.randrange(200))
        issued = date(2023, 5, 1) + timedelta(days=random.randrange(600))
    else:
        above_on = date(2025, 8, 1) + timedelta(days=random.randrange(90))
        issued = date(2025, 11, 15) + timedelta(days=random.randrange(250))
    two = random.random() < 0.4
    short, top_short = random.choice((("CT15", "NQ18"), ("KH", "NQ")))
    codes = random.choice((("A", "T"), ("T", "T"), ("CT.", "TW."), ("", "T")))
    department = issuer.level == "Sở ngành"
    asked = clean_targets.ask(random, HORIZON, issuer.name, department, codes, (short, top_short if two else ""))
    tasks = clean_tasks.ask(random, issuer.level, (above_on.year, HORIZON), random.choice(("N", "B")))
    programmes = [_programme(random, issuer, above_on, short, asked, tasks, two)]
    if two:
        programmes.append(_top(random, top_short, asked))
        if issuer.level != "Tỉnh":
            _carries_out(programmes[0], programmes[1], random)
    prefix = f"{short}/" if random.random() < 0.2 else ""
    plan_tasks = clean_tasks.answer(
        tasks, random, (issued.year, HORIZON), list(issuer.leads), list(issuer.others), prefix
    )
    leads = list(issuer.leads)
    targets = clean_answers.answer(asked, random, issued.year, HORIZON, leads)
    plan = Paper(_document(random, issuer, issued), {}, random.randrange(10**9))
    plan.tables["references"] = _references(random, programmes, issued)
    plan.tables["targets"] = targets
    plan.tables["tasks"] = plan_tasks
    if random.random() < 0.3:
        plan.tables["catalogue"] = [Row({"kind": "Phạm vi", "name": "tuyến đường mẫu", "synonyms": "đường mẫu"})]
    if any_kind and random.random() < 0.2:
        plan.document["date"] = random.choice((issued.year, f"Năm {issued.year}", f"{issued.month:02}/{issued.year}"))
    if issuer.document_type == "Nghị quyết":
        for row in (row for row in plan_tasks if random.random() < 0.4):
            row.cells |= {"lead": None, "coordinator": None, "time": None, "product": None}
    return Case(
        plan, programmes, random, issuer.level, issuer.province, issuer.name, issued, (issued.year, HORIZON),
        issuer.era, leads, list(issuer.others), shelved=random.random() < 0.5,
    )  # fmt: skip


def _document(random: Random, issuer: Issuer, issued: date) -> Row:
    level = {"Huyện": ("Huyện", "Cấp huyện", "huyện"), "Xã": ("Xã", "Cấp xã"), "Tỉnh": ("Tỉnh", "Cấp tỉnh")}
    cells: dict[str, Value] = {
        "form_kind": "Kế hoạch",
        "form_version": random.choice(("1.0", "1", "1,0", None)),
        "status": random.choice(("Đã ban hành", "Ban hành", None, "Dự thảo")),
        "document_type": issuer.document_type,
        "issuing_level": random.choice(level.get(issuer.level, (issuer.level, "Sở, ngành"))),
        "issuer": issuer.name,
        "province": issuer.province,
        "number": f"{random.randint(40, 900)}{'-' if '/' in issuer.symbol else '/'}{issuer.symbol}",
        "date": spelling.a_day(issued, random),
        "subject": "Kế hoạch thực hiện các chỉ tiêu, nhiệm vụ được giao",
        "report_periods": random.choice(_PERIODS),
        "report_deadline": random.choice(_DEADLINES),
        "report_recipient": random.choice(("Cơ quan cấp trên", None)),
    }
    if random.random() < 0.5:
        cells["from_year"] = random.choice((issued.year, str(issued.year), f"Năm {issued.year}"))
    if random.random() < 0.5:
        cells["to_year"] = random.choice((HORIZON, str(HORIZON)))
    return Row(cells)


def _programme(
    random: Random, issuer: Issuer, on: date, short: str, asked: clean_targets.Asked, tasks: list[Row], two: bool
) -> Paper:
    """The nearest higher level: a programme of the Party or a plan of the level above."""
    province = issuer.province
    if issuer.level == "Tỉnh":
        who = {"document_type": "Nghị quyết", "issuing_level": "Trung ương", "issuer": "Chính phủ",
               "number": f"{random.randint(70, 99)}/NQ-CP"}  # fmt: skip
    elif random.random() < 0.6:
        who = {"document_type": "Chương trình hành động", "issuing_level": "Tỉnh",
               "issuer": random.choice((f"Tỉnh ủy {province}", f"Ban Thường vụ Tỉnh ủy {province}")),
               "number": f"{random.randint(11, 39)}-CTr/TU"}  # fmt: skip
    else:
        who = {"document_type": "Kế hoạch", "issuing_level": "Tỉnh", "issuer": f"UBND tỉnh {province}",
               "number": f"{random.randint(10, 39)}/KH-UBND"}  # fmt: skip
    document = Row({"form_kind": "Kế hoạch", **who, "province": province if issuer.level != "Tỉnh" else None,
                    "date": spelling.a_day(on, random), "subject": "Chương trình phát triển đến năm 2030",
                    "short_name": short})  # fmt: skip
    document.meant["on"] = on
    if random.random() < 0.7:
        document.cells |= {"from_year": on.year, "to_year": HORIZON}
    paper = Paper(document, {"references": [], "targets": asked.targets, "tasks": tasks}, random.randrange(10**9))
    paper.tables |= {"catalogue": asked.catalogue}
    if asked.allocations:
        paper.tables["allocations"] = asked.allocations
    if asked.relations:
        paper.tables["target_relations"] = asked.relations
    if random.random() < 0.4:
        paper.tables["duties"] = [
            Row({"what": "Ban hành kế hoạch", "owed_by": "Tất cả", "due": "Trước ngày 31/12/2026"}),
            Row({"what": "Báo cáo", "owed_by": "Tất cả", "due": "Trước ngày 15/12 hằng năm"}),
        ]
    return paper


def _top(random: Random, short: str, asked: clean_targets.Asked) -> Paper:
    on = date(2022, 6, 16)
    document = Row(
        {"form_kind": "Kế hoạch", "document_type": "Nghị quyết", "issuing_level": "Trung ương",
         "issuer": "Ban Chấp hành Trung ương", "number": f"{random.randint(18, 29)}-NQ/TW",
         "date": Day(datetime(2022, 6, 16)), "subject": "Nghị quyết về phát triển", "short_name": short,
         "from_year": 2022, "to_year": 2045}
    )  # fmt: skip
    document.meant["on"] = on
    tables = {"references": [], "targets": asked.above, "tasks": [Row({"code": "Z1", "title": "Ngoại giao nhân dân"})]}
    return Paper(document, tables, random.randrange(10**9))


def _carries_out(lower: Paper, upper: Paper, random: Random) -> None:
    document = upper.document
    lower.tables["references"].append(
        Row({"number": document["number"], "date": spelling.a_day(document.meant["on"], random),
             "issuer": document["issuer"], "relation": "Thực hiện"})
    )  # fmt: skip


def _references(random: Random, programmes: list[Paper], issued: date) -> list[Row]:
    rows = []
    for paper in programmes:
        document = paper.document
        row = Row(
            {"number": document["number"], "date": spelling.a_day(document.meant["on"], random),
             "issuer": random.choice((document["issuer"], document["issuer"], None)),
             "subject": document["subject"], "relation": random.choice(("Thực hiện", "Thực hiện", "thực hiện"))},
            {"programme": paper},
        )  # fmt: skip
        rows.append(row)
    law = ("17/2023/QH15", "20/6/2023") if issued >= date(2024, 7, 1) else ("23/2012/QH13", "20/11/2012")
    others = (
        {"number": law[0], "date": law[1], "issuer": "Quốc hội", "subject": "Luật Hợp tác xã", "relation": "Căn cứ"},
        {"number": "30/2020/NĐ-CP", "date": "05/3/2020", "issuer": "Chính phủ", "relation": "Căn cứ"},
        {"subject": "Chỉ đạo của Thủ tướng Chính phủ", "relation": "Dẫn chiếu"},
        {"number": "09/2019/NĐ-CP", "date": "24/01/2019", "relation": "Dẫn chiếu"},
    )
    rows += [Row(dict(cells)) for cells in random.sample(others, random.choice((0, 1, 2, 3)))]
    random.shuffle(rows)
    return rows
