"""Defects of tasks: NV01 to NV08."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random

from .forms import Injected, cell, header, injects, injects_each, pick
from .issuers import AFTER
from .papers import Case, Expected, Row


def rows(case: Case) -> list[Row]:
    """The tasks that are no headings."""
    return [row for row in case.tasks if row.meant.get("heading") is not True]


def leading(case: Case) -> list[Row]:
    """The tasks that name their own lead."""
    return [row for row in rows(case) if row["lead"] is not None]


def _heading(row: Row) -> Row:
    above = row.meant.get("heading")
    return above if isinstance(above, Row) else Row({}, {"parts": []})


def _alone(case: Case) -> Iterator[Row]:
    """Tasks that alone carry out one part of a group that the plan itemises."""
    for row in rows(case):
        above = row.meant.get("above")
        if above is None or "parts" in above.meant or row["higher_codes"] is None or ";" in row.text("higher_codes"):
            continue
        if "\n" not in row.text("higher_codes") and [r.meant.get("above") for r in rows(case)].count(above) == 1:
            yield row


def _remove(case: Case, row: Row) -> None:
    case.tasks.remove(row)
    heading = _heading(row)
    if row in heading.meant["parts"]:
        heading.meant["parts"].remove(row)
        if not heading.meant["parts"]:
            case.tasks.remove(heading)


@injects("NV01", "thiếu một phần của nhóm đã cụ thể hóa")
def _part_left_out(case: Case, random: Random) -> Injected:
    row = pick((r for r in _alone(case) if len(_heading(r).meant["parts"]) > 1), random)
    if row is None:
        return None
    _remove(case, row)
    return [header("NV01", "tasks", "higher_codes", "warning")]


@injects("NV01", "thiếu cả nhóm")
def _group_left_out(case: Case, random: Random) -> Injected:
    headings = [row for row in case.tasks if row.meant.get("heading") is True]
    if len(headings) < 2:
        return None
    heading = random.choice(headings)
    for row in [r for r in case.tasks if r is heading or _heading(r) is heading]:
        case.tasks.remove(row)
    return [header("NV01", "tasks", "higher_codes", "error")]


@injects("NV01", "có nhiệm vụ nhưng không ghi mã cấp trên")
def _not_linked(case: Case, random: Random) -> Injected:
    headings = [row for row in case.tasks if row.meant.get("heading") is True]
    if len(headings) < 2:
        return None
    heading = random.choice(headings)
    for row in [r for r in case.tasks if r is heading or _heading(r) is heading]:
        row["higher_codes"] = random.choice((None, "-"))
    return [header("NV01", "tasks", "higher_codes", "error")]


@injects("NV01", "cấp trên giao thêm một nhóm")
def _another_group(case: Case, random: Random) -> Injected:
    case.programmes[0].tables["tasks"].append(
        Row({"code": "V7", "title": "Việc mới được giao", "owed_by": random.choice(("Tất cả", "Có", case.level))})
    )
    return [header("NV01", "tasks", "higher_codes", "error")]


@injects_each("NV02", "ô đơn vị chủ trì: “{}”", ("", "-", "…", "  "))
def _no_lead(case: Case, random: Random, words: str) -> Injected:
    row = pick(leading(case), random)
    if row is None or len(rows(case)) < 2:
        return None
    row["lead"] = words or None
    return [cell("NV02", "tasks", row, "lead", "warning")]


@injects("NV02", "nhiều nhiệm vụ của một nhóm")
def _group_without_lead(case: Case, random: Random) -> Injected:
    headings = [
        h for h in case.tasks if h.meant.get("heading") is True and len(h.meant["parts"]) > 1 and h["lead"] is None
    ]
    heading = pick(headings, random)
    led = sum(row["lead"] is not None for row in case.tasks)
    if heading is None or len(heading.meant["parts"]) * 2 >= led:
        return None
    for row in heading.meant["parts"]:
        row["lead"] = None
    return [cell("NV02", "tasks", heading.meant["parts"][0], "lead", "warning")]


@injects("NV02", "không nhiệm vụ nào có đơn vị chủ trì")
def _no_leads_at_all(case: Case, random: Random) -> Injected:
    if len(rows(case)) < 2:
        return None
    for row in case.tasks:
        row["lead"] = None
    return [header("NV02", "tasks", "lead", "warning")]


@injects_each("NV03", "hai đơn vị nối bằng “{}”", ("; ", "\n", ", ", " và "))
def _two_leads(case: Case, random: Random, between: str) -> Injected:
    row = pick(leading(case), random)
    units = [unit for unit in case.leads if " - " not in unit and "các" not in unit]
    if row is None or len(units) < 2:
        return None
    one, other = random.sample(units, 2)
    row["lead"], row["coordinator"] = f"{one}{between}{other}", None
    return [cell("NV03", "tasks", row, "lead", "warning")]


@injects_each(
    "NV03", "không chỉ rõ ai: “{}”",
    ("Các sở, ngành", "Các cơ quan liên quan", "Các đơn vị có liên quan", "Các phòng, ban", "Các ngành, các cấp"),
)  # fmt: skip
def _nobody(case: Case, random: Random, words: str) -> Injected:
    row = pick(leading(case), random)
    if row is None:
        return None
    row["lead"], row["coordinator"] = words, None
    return [cell("NV03", "tasks", row, "lead", "warning")]


def _again(name: str, case: Case, random: Random) -> str:
    """The same unit, named in another way."""
    ways = [name, name.upper(), name.replace("UBND", "Ủy ban nhân dân"), unicodedata.normalize("NFD", name),
            name.replace(" và ", " & "), name.replace("hóa", "hoá"), name.lower(), f"{name}."]  # fmt: skip
    if case.level == "Tỉnh" and name.startswith("Sở"):
        ways += [f"{name} tỉnh {case.province}", f"{name} tỉnh", f"{name} (chủ trì)"]
    if case.level == "Huyện" and name.startswith("Phòng"):
        place = case.issuer.replace("Ủy ban nhân dân", "").replace("UBND", "").strip()
        ways += [f"{name} {place}", f"{name} huyện"]
    return random.choice(ways)


@injects_each("NV04", "chủ trì cũng phối hợp {}", ("đứng một mình", "đứng đầu", "đứng cuối", "trên dòng riêng"))
def _both(case: Case, random: Random, where: str) -> Injected:
    row = pick((r for r in leading(case) if "các " not in r.text("lead")), random)
    if row is None:
        return None
    again = _again(row.text("lead"), case, random)
    other = random.choice(case.others)
    row["coordinator"] = {"đứng một mình": again, "đứng đầu": f"{again}; {other}", "đứng cuối": f"{other}; {again}",
                          "trên dòng riêng": f"{other}\n{again}"}[where]  # fmt: skip
    return [cell("NV04", "tasks", row, "coordinator", "warning")]


_MERGED = (
    ("Sở Nông nghiệp và Môi trường", "Sở Tài nguyên và Môi trường"),
    ("Sở Nông nghiệp và Môi trường", "Sở NN&PTNT"),
    ("Sở Tài chính", "Sở Kế hoạch và Đầu tư"),
)


@injects_each("NV04", "đơn vị cũ đã nhập vào đơn vị chủ trì: “{}”", [(old, new) for new, old in _MERGED])
def _merged(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    old, new = way
    row = pick(leading(case), random)
    if row is None or case.era != AFTER or case.level != "Tỉnh":
        return None
    row["lead"], row["coordinator"] = new, old
    return [cell("NV04", "tasks", row, "coordinator", "warning"), cell("DV02", "tasks", row, "coordinator", "error")]


@injects_each("NV05", "mã lạ ghi thêm, ngăn bằng “{}”", ("; ", "\n", ", "))
def _unknown_code(case: Case, random: Random, between: str) -> Injected:
    row = pick((r for r in case.tasks if r["higher_codes"] is not None), random)
    if row is None:
        return None
    row["higher_codes"] = between.join(random.sample((row.text("higher_codes").strip(), "Y88"), 2))
    return [cell("NV05", "tasks", row, "higher_codes", "error")]


@injects("NV05", "mã lạ ở nhiệm vụ riêng")
def _unknown_own(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.tasks if "above" not in r.meant and r.meant.get("heading") is not True), random)
    if row is None:
        return None
    row["higher_codes"] = random.choice(("Y88", "NQ/Y8", 88, "N 77.1"))
    return [cell("NV05", "tasks", row, "higher_codes", "error")]


@injects("NV05", "mã lệch một dấu chấm")
def _slip(case: Case, random: Random) -> Injected:
    row = pick((r for r in _alone(case) if "." in r.text("higher_codes")), random)
    if row is None:
        return None
    row["higher_codes"] = row.text("higher_codes").replace(".", random.choice(("", "-", ".0")))
    return [cell("NV05", "tasks", row, "higher_codes", "error")]


@injects("NV05", "ghi mã của chỉ tiêu")
def _code_of_a_target(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.tasks if "above" not in r.meant and r.meant.get("heading") is not True), random)
    if row is None:
        return None
    row["higher_codes"] = case.programmes[0].tables["targets"][0]["code"]
    return [cell("NV05", "tasks", row, "higher_codes", "error")]


@injects_each("NV06", "ô sản phẩm: “{}”", ("", "-", "…"))
def _no_product(case: Case, random: Random, words: str) -> Injected:
    row = pick((r for r in rows(case) if r.meant.get("dated")), random)
    if row is None or len(rows(case)) < 2 or all(other["product"] is None for other in rows(case) if other is not row):
        return None
    row["product"] = words or None
    return [cell("NV06", "tasks", row, "product", "info")]


@injects("NV06", "thời gian lấy theo nhóm")
def _no_product_under_heading(case: Case, random: Random) -> Injected:
    row = pick((r for r in rows(case) if r["time"] is None), random)
    if row is None or all(other["product"] is None for other in rows(case) if other is not row):
        return None
    row["product"] = None
    return [cell("NV06", "tasks", row, "product", "info")]


def _copies(text: str) -> list[str]:
    return [text, text.upper(), f"- {text}.", f"{text};", unicodedata.normalize("NFD", text), text.replace(" ", "  "),
            f"“{text}”", text.replace(" ", "\u00a0")]  # fmt: skip


@injects_each("NV07", "chép nguyên văn, thời gian {}", ("Thường xuyên", "Hằng năm", "như cấp trên"))
def _copied(case: Case, random: Random, time: str) -> Injected:
    row = pick(_alone(case), random)
    if row is None:
        return None
    above = row.meant["above"]
    if time == "như cấp trên":
        above["time"] = f"{case.span[0]}-{case.span[1]}"
        row["time"], row["product"] = above["time"], "Báo cáo kết quả"
        above["product"] = "Báo cáo  kết quả"
    else:
        row["time"], row["product"] = time, None
        above["time"] = None
    row["title"] = random.choice(_copies(above.text("title")))
    case.plan.keep_raw(row, "title", "product")
    return [cell("NV07", "tasks", row, "title", "info")]


@injects("NV07", "chép cả nhóm")
def _copied_group(case: Case, random: Random) -> Injected:
    row = pick((r for r in rows(case) if "above" in r.meant and "parts" in r.meant["above"].meant), random)
    if row is None:
        return None
    row["title"], row["time"], row["product"] = (
        random.choice(_copies(row.meant["above"].text("title"))),
        "Thường xuyên",
        None,
    )
    return [cell("NV07", "tasks", row, "title", "info")]


def _twice(case: Case, random: Random) -> tuple[Row, Row] | None:
    row = pick((r for r in rows(case) if r["time"] is not None and r["lead"] is not None), random)
    if row is None:
        return None
    copy = Row({**row.cells, "code": "NV77.1", "group": None, "higher_codes": None}, dict(row.meant))
    case.tasks.append(copy)
    return row, copy


@injects("NV08", "hai dòng cùng câu chữ")
def _same_words(case: Case, random: Random) -> Injected:
    pair = _twice(case, random)
    if pair is None:
        return None
    row, copy = pair
    copy["title"] = random.choice(_copies(row.text("title")))
    case.plan.keep_raw(copy, "title")
    return [cell("NV08", "tasks", copy, "title", "warning")]


@injects("NV08", "giao cho đơn vị khác")
def _other_lead(case: Case, random: Random) -> Injected:
    pair = _twice(case, random)
    if pair is None:
        return None
    row, copy = pair
    copy["lead"] = random.choice([unit for unit in case.leads if unit != row["lead"]])
    copy["coordinator"] = None
    return [cell("NV08", "tasks", copy, "title", "info")]


@injects("NV08", "thời gian khác, gối nhau")
def _other_time(case: Case, random: Random) -> Injected:
    pair = _twice(case, random)
    if pair is None or not pair[0].meant.get("dated"):
        return None
    pair[0]["time"], pair[1]["time"] = f"Đến năm {case.span[1] - 2}", f"{case.span[0] + 1}-{case.span[1]}"
    if _heading(pair[0])["time"] is not None or _until(pair[0]) < case.span[1] - 2:
        return None
    return [cell("NV08", "tasks", pair[1], "title", "warning")]


def _until(row: Row) -> int:
    return int(row.meant.get("last", 0))


@injects("NV08", "ba dòng cùng câu chữ")
def _three_times(case: Case, random: Random) -> Injected:
    pair = _twice(case, random)
    if pair is None:
        return None
    third = Row({**pair[1].cells, "code": "NV78.1"})
    case.tasks.append(third)
    expected: list[Expected] = [cell("NV08", "tasks", row, "title", "warning") for row in (pair[1], third)]
    return expected


@injects("NV03", "ghi chung ở dòng nhóm")
def _nobody_of_a_group(case: Case, random: Random) -> Injected:
    heading = pick((row for row in case.tasks if row.meant.get("heading") is True), random)
    if heading is None:
        return None
    heading["lead"] = random.choice(("Các sở, ngành", "Các cơ quan liên quan"))
    for row in heading.meant["parts"]:
        row["lead"] = row["coordinator"] = None
    return [cell("NV03", "tasks", heading, "lead", "warning")]


@injects("NV05", "mã lạ ở dòng nhóm")
def _unknown_code_of_a_group(case: Case, random: Random) -> Injected:
    found = [row for row in case.tasks if row.meant.get("heading") is True]
    heading = pick((row for row in found if all(r["higher_codes"] is not None for r in row.meant["parts"])), random)
    if heading is None:
        return None
    own = [] if heading.cells.get("higher_codes") is None else [heading.text("higher_codes")]
    heading["higher_codes"] = "; ".join([*own, "Y88"])
    return [cell("NV05", "tasks", heading, "higher_codes", "error")]
