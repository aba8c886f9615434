"""The tasks of a programme and those of a clean plan that carries them out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import spelling
from .papers import Row, Value

_WORK = (
    "Tuyên truyền về",
    "Bồi dưỡng cán bộ phụ trách",
    "Rà soát, hoàn thiện",
    "Khảo sát hiện trạng",
    "Xây dựng mô hình",
    "Hướng dẫn, hỗ trợ",
    "Kiểm tra, đánh giá",
    "Tổng kết, nhân rộng",
    "Số hóa tài liệu",
    "Lắp đặt thiết bị cho",
)
_SUBJECT = (
    "thư viện cộng đồng",
    "hợp tác xã nông nghiệp",
    "dịch vụ công trực tuyến",
    "cấp nước sạch nông thôn",
    "trường học vùng khó khăn",
    "trồng rừng gỗ lớn",
    "đào tạo nghề",
    "an toàn giao thông",
    "chợ nông thôn",
)
_DETAIL = (
    "trên địa bàn",
    "theo cụm dân cư",
    "ở nơi còn khó khăn",
    "gắn với nông thôn mới",
    "cho cơ sở",
    "bằng nguồn lực tại chỗ",
    "theo nhu cầu của người dân",
)
GROUPS = ("Công tác tuyên truyền", "Cơ chế, chính sách", "Nâng cao chất lượng hoạt động", "Quản lý nhà nước",
          "Nguồn lực thực hiện")  # fmt: skip
ONCE = (
    "Báo cáo kết quả",
    "Kế hoạch chi tiết",
    "Đề án",
    "Công trình hoàn thành",
    "Tài liệu hướng dẫn",
    "Quy chế phối hợp",
)
OFTEN = ("Lớp tập huấn", "Báo cáo hằng năm", "Tin, bài", "Hội nghị", None, None)


def ask(random: Random, level: str, years: tuple[int, int], prefix: str) -> list[Row]:
    """A programme's groups with their parts: most owed by the level, some by others."""
    rows: list[Row] = []
    wordings = _wordings(random)
    owing = {"Sở ngành": ("Sở ngành", "Các sở, ngành"), "Tỉnh": ("Tỉnh", "Cấp tỉnh")}.get(
        level, (level, f"Cấp {level.lower()}")
    )
    for number, group in enumerate(random.sample(GROUPS, random.choice((2, 3))), 1):
        owed = random.choice(("Tất cả", "Có", *owing, f"{owing[0]}; Sở ngành", f"Sở ngành\n{owing[0]}"))
        code = f"{prefix}{number}"
        heading = Row({"code": code, "title": group, "owed_by": owed})
        heading.meant |= {"owed": True, "parts": []}
        if random.random() < 0.4:
            _time_above(heading, years, random)
        rows.append(heading)
        for part in range(1, random.choice((1, 3, 4))):
            row = Row({"code": f"{code}.{part}", "group": code, "title": next(wordings), "owed_by": owed})
            if random.random() < 0.2:
                row["owed_by"] = "Không"
            row.meant |= {"owed": row["owed_by"] != "Không", "heading": heading}
            if random.random() < 0.4:
                _time_above(row, (years[0], heading.meant.get("until", years[1])), random)
            heading.meant["parts"].append(row)
            rows.append(row)
    rows.append(
        Row({"code": f"{prefix}9", "title": "Hợp tác với nước ngoài", "owed_by": random.choice(("Không", None))})
    )
    rows[-1].meant |= {"owed": False, "parts": []}
    return rows


def _time_above(row: Row, years: tuple[int, int], random: Random) -> None:
    """Some time from the programme's first year until one in which plans can still end."""
    if random.random() < 0.25:
        row["time"] = spelling.recurring(random)
        return
    last = random.randint(min(2028, years[1]), years[1])
    row["time"] = spelling.years(years[0], last, random)
    row.meant["until"] = last


def _wordings(random: Random) -> Iterator[str]:
    every = [f"{work} {subject} {detail}" for work in _WORK for subject in _SUBJECT for detail in _DETAIL]
    random.shuffle(every)
    return iter(every)


def answer(
    asked: list[Row], random: Random, years: tuple[int, int], leads: list[str], others: list[str], prefix: str
) -> list[Row]:
    """The plan's tasks: each owed group carried out as a whole or part by part, every row led, timed, with a result."""
    rows: list[Row] = []
    taken = {str(row["title"]) for row in asked}
    wordings = (words for words in _wordings(random) if words not in taken)
    parts = [row for row in asked if "parts" in row.meant and row.meant["owed"]]
    for number, group in enumerate(parts, 1):
        code = f"NV{number}"
        heading = Row({"code": code, "title": f"{group['title']} của đơn vị"}, {"heading": True, "parts": []})
        owed = [part for part in group.meant["parts"] if part.meant["owed"]]
        wholly = not owed or random.random() < 0.4
        codes: list[tuple[str | None, Row]] = []
        if wholly and random.random() < 0.6:
            heading["higher_codes"] = f"{prefix}{group['code']}"
            codes = [(None, group)] * random.choice((1, 2, 3))
        elif wholly:
            codes = [(f"{prefix}{group['code']}", group)] * random.choice((1, 2))
        else:
            codes = [(f"{prefix}{part['code']}", part) for part in owed]
            if len(codes) > 1 and random.random() < 0.3:
                joined = random.choice(("; ", ";", "\n", " ;\n")).join(str(c) for c, _ in codes[:2])
                until = [p for _, p in codes[:2]]
                codes = [(joined, min(until, key=lambda p: _until(p, years[1]))), *codes[2:]]
        last = min(_until(above, years[1]) for _, above in codes)
        inherited = random.random()
        if inherited < 0.15:
            heading["lead"] = random.choice(leads)
        if inherited < 0.1:
            heading["time"] = spelling.years(years[0], last, random)
        rows.append(heading)
        for part, (higher, above) in enumerate(codes, 1):
            row = Row({"code": f"{code}.{part}", "group": code, "title": next(wordings), "higher_codes": higher})
            row.meant |= {"above": above, "heading": heading, "last": min(last, _until(above, years[1]))}
            _fill(row, heading, random, years, leads, others)
            heading.meant["parts"].append(row)
            rows.append(row)
    if random.random() < 0.5:
        row = Row({"code": "NV90", "title": next(wordings)}, {"last": years[1]})
        _fill(row, Row({}), random, years, leads, others)
        rows.append(row)
    for number, row in enumerate(rows, 1):
        row["ordinal"] = number
    return rows


def _until(above: Row, last: int) -> int:
    own = above.meant.get("until")
    heading = above.meant.get("heading")
    if own is None and above["time"] is None and heading is not None:
        own = heading.meant.get("until")
    return min(last, own or last)


def _fill(row: Row, heading: Row, random: Random, years: tuple[int, int], leads: list[str], others: list[str]) -> None:
    if heading["lead"] is None:
        row["lead"] = random.choice(leads)
    who = row["lead"] or heading["lead"]
    helping = [unit for unit in random.sample([*leads, *others], min(3, len(leads))) if unit != who]
    if helping and random.random() < 0.7:
        row["coordinator"] = random.choice(("; ", ", ", "\n", ";\n")).join(helping)
    time: Value
    if heading["time"] is not None and random.random() < 0.6:
        time = None
    elif random.random() < 0.3:
        time = spelling.recurring(random)
        row.meant["recurs"] = True
    elif random.random() < 0.1:
        time = spelling.recurring_within(years[0], row.meant["last"], random)
        row.meant["recurs"] = True
    else:
        time = spelling.a_time(years[0] + 1, max(row.meant["last"], years[0] + 1), random)
        row.meant["dated"] = True
    row["time"] = time
    row["product"] = random.choice(OFTEN if row.meant.get("recurs") else ONCE)
