"""Defects of the time of a task: TG01 to TG07."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

from . import spelling
from .forms import Injected, cell, header, injects, injects_each, pick
from .of_tasks import rows
from .papers import Case, Day, Row, Value

Writing = Callable[[int, Random], Value]

WRITINGS: tuple[tuple[str, Writing], ...] = (
    ("năm dạng số", lambda year, random: year),
    ("năm", lambda year, random: spelling.one_year(year, random)),
    ("giai đoạn", lambda year, random: spelling.years(year - 1, year, random)),
    ("quý, tháng, nửa năm", lambda year, random: spelling.part_of_year(year, random)),
    ("đến, trước, chậm nhất", lambda year, random: spelling.until(year, random)),
    ("ngày", lambda year, random: f"Ngày 15/{random.randint(1, 12)}/{year}"),
    ("ô ngày tháng", lambda year, random: Day(datetime(year, random.randint(1, 12), 20))),
    ("từ tháng đến tháng", lambda year, random: f"Từ tháng 02/{year} đến tháng 11/{year}"),
    ("quý đến quý", lambda year, random: f"Quý II/{year} - Quý III/{year}"),
)


def _free(case: Case) -> Iterator[Row]:
    """Tasks that no higher task and no heading binds to a time, with a lead and a result of their own."""
    for row in rows(case):
        heading, above = row.meant.get("heading"), row.meant.get("above")
        bound = [one for one in (heading, above, above and above.meant.get("heading")) if isinstance(one, Row)]
        if all(one["time"] is None for one in bound) and row["time"] is not None:
            yield row


def _dated(case: Case) -> list[Row]:
    return [row for row in _free(case) if row["product"] is not None]


def _is_shared(case: Case, above: Row) -> bool:
    return "parts" in above.meant or [r.meant.get("above") for r in rows(case)].count(above) > 1


@injects_each("TG01", "ô thời gian: “{}”", ("", "-", "…"))
def _no_time(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None or len(rows(case)) < 2:
        return None
    row["time"] = words or None
    return [cell("TG01", "tasks", row, "time", "warning")]


@injects("TG01", "không nhiệm vụ nào có thời gian")
def _no_times(case: Case, random: Random) -> Injected:
    if len(rows(case)) < 2:
        return None
    for row in case.tasks:
        row["time"] = None
        row["product"] = row["product"] or "Báo cáo"
    return [header("TG01", "tasks", "time", "warning")]


@injects("TG01", "nhiều nhiệm vụ của một nhóm")
def _group_without_time(case: Case, random: Random) -> Injected:
    found = [row for row in case.tasks if row.meant.get("heading") is True and row["time"] is None]
    timed = sum(row["time"] is not None for row in case.tasks)
    heading = pick((h for h in found if len(h.meant["parts"]) > 1 and len(h.meant["parts"]) * 2 < timed), random)
    if heading is None or all(row.meant.get("heading") is heading for row in rows(case) if row["time"] is not None):
        return None
    for row in heading.meant["parts"]:
        row["time"], row["product"] = None, row["product"] or "Báo cáo"
    return [cell("TG01", "tasks", heading.meant["parts"][0], "time", "warning")]


_NO_TIMES = (
    "Kịp thời",
    "Định kỳ",
    "theo quy định",
    "Khi cần thiết",
    "Sớm",
    "3 tháng",
    "trong 02 năm",
    "Khẩn trương",
    "Từng bước",
    "Đột xuất",
    "theo tình hình thực tế",
    "Đúng tiến độ",
    "Quý III",
    "tháng 9",
    "Trước ngày 15/12",
    "trong quý 2",
    "Không xác định",
    "abc",
)


@injects_each("TG02", "“{}”", _NO_TIMES)
def _not_a_time(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = words
    return [cell("TG02", "tasks", row, "time", "warning")]


@injects_each(
    "TG02", "không có trên lịch: “{}”", ("31/02/{}", "Quý V/{}", "Tháng 13/{}", "ngày 31/4/{}", "Trước 30/02/{}")
)
def _impossible(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = words.format(case.span[1] - 1)
    return [cell("TG02", "tasks", row, "time", "error")]


@injects_each(
    "TG03", "“{}”",
    ("{1}-{0}", "{1} - {0}", "Từ năm {1} đến năm {0}", "giai đoạn {1}–{0}", "Quý IV/{1} - Quý I/{0}",
     "từ ngày 30/6/{1} đến ngày 15/3/{0}", "tháng 12/{0} - tháng 02/{0}", "Từ quý III/{0} đến quý I/{0}",
     "Từ tháng 9/{1} đến tháng 3/{1}"),
)  # fmt: skip
def _reversed(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = words.format(case.span[0] + 1, case.span[0] + 2)
    return [cell("TG03", "tasks", row, "time", "error")]


@injects_each("TG04", "sau giai đoạn: {}", WRITINGS)
def _too_late(case: Case, random: Random, way: tuple[str, Writing]) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = way[1](case.span[1] + random.choice((1, 2, 5)), random)
    return [cell("TG04", "tasks", row, "time", "warning")]


@injects_each(
    "TG04",
    "kéo dài quá giai đoạn: “{}”",
    ("{0}-{1}", "Từ năm {0} đến năm {1}", "Hằng năm, giai đoạn {0}-{1}", "đến hết năm {1}", "Quý I/{0} - Quý II/{1}"),
)
def _too_long(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = words.format(case.span[0] + 1, case.span[1] + random.choice((1, 3)))
    row["product"] = "Báo cáo kết quả"
    return [cell("TG04", "tasks", row, "time", "warning")]


@injects_each(
    "TG04", "bắt đầu trước giai đoạn: “{}”", ("{0}-{1}", "Từ năm {0} đến năm {1}", "Từ tháng 3/{0} đến tháng 6/{1}")
)
def _too_early(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = words.format(case.span[0] - 1, case.span[1])
    return [cell("TG04", "tasks", row, "time", "warning")]


@injects("TG04", "ngoài thời gian của chương trình")
def _beyond_programme(case: Case, random: Random) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    case.plan.document["from_year"], case.plan.document["to_year"] = case.span[0], case.span[1] + 5
    programme = case.programmes[0]
    programme.document.cells |= {"from_year": programme.document.meant["on"].year, "to_year": case.span[1]}
    if any(r["year"] == 2045 for r in programme.tables["targets"]):
        return None
    row["time"] = spelling.years(case.span[0] + 1, case.span[1] + 2, random)
    return [cell("TG04", "tasks", row, "time", "warning")]


@injects_each("TG05", "muộn hơn nhiệm vụ cấp trên: {}", WRITINGS)
def _later_than_above(case: Case, random: Random, way: tuple[str, Writing]) -> Injected:
    row = pick((r for r in _dated(case) if "above" in r.meant and not _is_shared(case, r.meant["above"])), random)
    if row is None:
        return None
    row.meant["above"]["time"] = spelling.years(case.span[0], case.span[1] - 2, random)
    row["time"] = way[1](case.span[1] - random.choice((0, 1)), random)
    if way[0] == "giai đoạn":
        row["time"] = spelling.years(case.span[0] + 1, case.span[1], random)
    return [cell("TG05", "tasks", row, "time", "warning")]


@injects_each("TG05", "ngoài thời gian của nhóm: {}", WRITINGS)
def _later_than_group(case: Case, random: Random, way: tuple[str, Writing]) -> Injected:
    row = pick((r for r in _dated(case) if isinstance(r.meant.get("heading"), Row)
                and len(r.meant["heading"].meant["parts"]) == 1), random)  # fmt: skip
    if row is None:
        return None
    row.meant["heading"]["time"] = spelling.years(case.span[0], case.span[1] - 2, random)
    row["time"] = way[1](case.span[1], random)
    return [cell("TG05", "tasks", row, "time", "warning")]


@injects("TG05", "kết thúc trước khi nhiệm vụ cấp trên bắt đầu")
def _before_above(case: Case, random: Random) -> Injected:
    row = pick((r for r in _dated(case) if "above" in r.meant and not _is_shared(case, r.meant["above"])), random)
    if row is None:
        return None
    row.meant["above"]["time"] = spelling.years(case.span[1] - 1, case.span[1], random, whole=False)
    row["time"] = spelling.a_time(case.span[0] + 1, case.span[0] + 1, random)
    return [cell("TG05", "tasks", row, "time", "warning")]


@injects("TG05", "bắt đầu sớm hơn nhiệm vụ cấp trên")
def _earlier_than_above(case: Case, random: Random) -> Injected:
    row = pick((r for r in _dated(case) if "above" in r.meant and not _is_shared(case, r.meant["above"])), random)
    if row is None:
        return None
    row.meant["above"]["time"] = spelling.years(case.span[1] - 1, case.span[1], random)
    row["time"] = spelling.years(case.span[0] + 1, case.span[1], random)
    return [cell("TG05", "tasks", row, "time", "info")]


@injects_each("TG06", "đã qua: {}", WRITINGS)
def _over(case: Case, random: Random, way: tuple[str, Writing]) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"] = way[1](case.issued.year - random.choice((1, 2)), random)
    return [cell("TG06", "tasks", row, "time", "warning")]


@injects_each(
    "TG06",
    "đã qua trong năm ban hành: “{}”",
    ("Quý I/{}", "Tháng 3/{}", "Trước ngày 31/3/{}", "15/02/{}", "Quý 1 năm {}"),
)
def _over_this_year(case: Case, random: Random, words: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None or case.issued.month < 4:
        return None
    row["time"] = words.format(case.issued.year)
    return [cell("TG06", "tasks", row, "time", "warning")]


_ONCE = ("Đề án", "Đề án phát triển thư viện", "Dự án được duyệt", "Quy hoạch chi tiết", "Quy chế phối hợp",
         "01 Đề án", "- Đề án chuyển đổi số", "Báo cáo khảo sát; Đề án", "Quy định về quản lý", "Bộ tiêu chí đánh giá",
         "Chương trình hành động", "Chiến lược đến năm 2030")  # fmt: skip


@injects_each("TG07", "“{}”", _ONCE)
def _without_end(case: Case, random: Random, product: str) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"], row["product"] = spelling.recurring(random), product
    return [cell("TG07", "tasks", row, "time", "warning")]


@injects("TG07", "Nghị quyết, làm thường xuyên")
def _resolution(case: Case, random: Random) -> Injected:
    row = pick(_dated(case), random)
    if row is None:
        return None
    row["time"], row["product"] = (
        random.choice(("Thường xuyên", "Thường xuyên, liên tục")),
        random.choice(("Nghị quyết", "Chỉ thị về an toàn")),
    )
    return [cell("TG07", "tasks", row, "time", "warning")]


def _headings(case: Case) -> list[Row]:
    """Headings of their own, above which there is no time."""
    return [
        row
        for row in case.tasks
        if row.meant.get("heading") is True
        and all(part in _free_of_above(case) and part["product"] is not None for part in row.meant["parts"])
    ]


def _free_of_above(case: Case) -> list[Row]:
    found = []
    for row in rows(case):
        above = row.meant.get("above")
        bound = [one for one in (above, above and above.meant.get("heading")) if isinstance(one, Row)]
        if all(one["time"] is None for one in bound):
            found.append(row)
    return found


_OF_HEADINGS = (
    ("TG02", "kịp thời", "warning"), ("TG03", "{1}-{0}", "error"), ("TG04", "{0}-{2}", "warning"),
    ("TG04", "Năm {2}", "warning"), ("TG06", "Quý II/{3}", "warning"),
)  # fmt: skip


def _on_a_heading(rule: str, words: str, severity: str) -> None:
    @injects(rule, f"ghi chung ở dòng nhóm: “{words}”")
    def inject(case: Case, random: Random) -> Injected:
        heading = pick(_headings(case), random)
        if heading is None:
            return None
        heading["time"] = words.format(case.span[0] + 1, case.span[0] + 2, case.span[1] + 2, case.issued.year - 1)
        for part in heading.meant["parts"]:
            part["time"] = None
        return [cell(rule, "tasks", heading, "time", severity)]


for _rule, _words, _severity in _OF_HEADINGS:
    _on_a_heading(_rule, _words, _severity)
