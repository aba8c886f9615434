"""Defects of the units named: DV01 to DV03."""

from __future__ import annotations

from random import Random

from .forms import Injected, cell, injects, injects_each, pick
from .issuers import AFTER, BEFORE
from .of_tasks import leading, rows
from .papers import Case, Row


def _name(case: Case, row: Row, column: str, unit: str, random: Random) -> None:
    """Put a unit into a column, alone or (to coordinate) beside another."""
    if column == "coordinator" and random.random() < 0.5:
        others = [other for other in case.others if other != unit]
        row[column] = random.choice(("{}; {}", "{}\n{}")).format(*random.sample((random.choice(others), unit), 2))
    else:
        row[column] = unit
    if column == "lead":
        row["coordinator"] = None


def _row(case: Case, random: Random, column: str) -> Row | None:
    return pick(leading(case) if column == "lead" else rows(case), random)


_WRITTEN_WRONG = (
    ("Sở Nội vu", "warning"),
    ("Sở Tài chánh", "warning"),
    ("Sở Khoa hoc và Công nghê", "warning"),
    ("Sở Giáo dục và", "warning"),
    ("Như trên", "error"),
    ("Đồng chí Nguyễn Văn An", "error"),
    ("xyz", "error"),
    ("Phòng Chuyển đổi xanh", "info"),
    ("Trung tâm Đổi mới thư viện", "info"),
)


@injects_each("DV01", "phối hợp: “{}”", _WRITTEN_WRONG)
def _unknown(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    row = _row(case, random, "coordinator")
    if row is None:
        return None
    _name(case, row, "coordinator", way[0], random)
    return [cell("DV01", "tasks", row, "coordinator", way[1])]


@injects_each("DV01", "chủ trì: “{}”", _WRITTEN_WRONG[:3])
def _unknown_lead(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    row = _row(case, random, "lead")
    if row is None or case.level != "Tỉnh":
        return None
    _name(case, row, "lead", way[0], random)
    return [cell("DV01", "tasks", row, "lead", way[1])]


@injects_each("DV01", "chịu trách nhiệm về chỉ tiêu: “{}”", _WRITTEN_WRONG[:5])
def _unknown_responsible(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    row = pick((r for r in case.targets if r.meant["topic"] is not None), random)
    if row is None:
        return None
    row["responsible"] = way[0]
    return [cell("DV01", "targets", row, "responsible", way[1])]


@injects("DV01", "một tên lạ ở nhiều nhiệm vụ")
def _unknown_often(case: Case, random: Random) -> Injected:
    found = rows(case)
    if len(found) < 3:
        return None
    for row in found[:3]:
        row["coordinator"] = "Phòng Chuyển đổi xanh"
    return [cell("DV01", "tasks", found[0], "coordinator", "info")]


_ENDED = (
    ("Sở Nông nghiệp và Phát triển nông thôn", "Tỉnh"), ("Sở NN&PTNT", "Tỉnh"), ("Sở Tài nguyên và Môi trường", "Tỉnh"),
    ("Sở Kế hoạch và Đầu tư", "Tỉnh"), ("Sở Lao động - Thương binh và Xã hội", "Tỉnh"), ("Sở LĐTBXH", "Tỉnh"),
    ("Sở Thông tin và Truyền thông", "Tỉnh"), ("Sở Giao thông vận tải", "Tỉnh"), ("Ban Dân tộc tỉnh", "Tỉnh"),
    ("UBND các huyện, thành phố, thị xã", "Tỉnh"), ("UBND cấp huyện", "Tỉnh"), ("UBND huyện Thanh Chương", "Tỉnh"),
    ("Cục Thuế tỉnh", "Tỉnh"), ("Phòng Tài chính - Kế hoạch", "Xã"), ("Phòng Kinh tế và Hạ tầng", "Xã"),
    ("Phòng Văn hóa và Thông tin", "Xã"), ("Ban Tuyên giáo Tỉnh ủy", "Tỉnh"),
)  # fmt: skip


@injects_each("DV02", "không còn sau 01/7/2025: “{}”", _ENDED)
def _ended(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    unit, level = way
    if case.era != AFTER or case.level != level or ("Thanh Chương" in unit and case.province != "Nghệ An"):
        return None
    column = random.choice(("coordinator", "director", "lead"))
    row = _row(case, random, column)
    if row is None:
        return None
    _name(case, row, column, unit, random)
    if column == "director" and row["lead"] is None:
        return None
    return [cell("DV02", "tasks", row, column)]


_NOT_YET = (
    ("Sở Nông nghiệp và Môi trường", "Tỉnh"), ("Sở NN&MT", "Tỉnh"), ("Sở Dân tộc và Tôn giáo", "Tỉnh"),
    ("Phòng Nông nghiệp và Môi trường", "Huyện"),
    ("Phòng Văn hóa, Khoa học và Thông tin", "Huyện"), ("Thuế tỉnh", "Tỉnh"),
)  # fmt: skip


@injects_each("DV02", "chưa có trước năm 2025: “{}”", _NOT_YET)
def _not_yet(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    unit, level = way
    if case.era != BEFORE or case.level != level:
        return None
    column = random.choice(("coordinator", "director"))
    row = _row(case, random, column)
    if row is None:
        return None
    _name(case, row, column, unit, random)
    return [cell("DV02", "tasks", row, column)]


_NOT_THEIRS = (
    ("Sở Nội vụ", "Huyện", "warning"), ("UBND tỉnh Nghệ An", "Huyện", "warning"), ("Bộ Tài chính", "Tỉnh", "warning"),
    ("Bộ Nội vụ", "Huyện", "warning"), ("Chính phủ", "Tỉnh", "warning"), ("Sở Tài chính", "Xã", "warning"),
    ("UBND tỉnh Hà Tĩnh", "Tỉnh", "warning"), ("Sở Nội vụ tỉnh Hà Tĩnh", "Tỉnh", "warning"),
    ("UBND tỉnh Hà Tĩnh", "Huyện", "warning"), ("Ban Tổ chức Tỉnh ủy", "Tỉnh", "info"),
    ("Văn phòng Tỉnh ủy", "Tỉnh", "info"),
)  # fmt: skip


@injects_each(
    "DV03", "chủ trì: “{}”", [(f"{unit} ({level})", unit, level, severity) for unit, level, severity in _NOT_THEIRS]
)
def _not_theirs(case: Case, random: Random, way: tuple[str, str, str, str]) -> Injected:
    _, unit, level, severity = way
    if case.level != level or (level == "Huyện" and case.province != "Nghệ An"):
        return None
    row = _row(case, random, "lead")
    if row is None:
        return None
    _name(case, row, "lead", unit, random)
    return [cell("DV03", "tasks", row, "lead", severity)]


@injects_each(
    "DV03", "huyện khác chủ trì: “{}”", ("UBND huyện Anh Sơn", "UBND huyện Đô Lương", "Phòng Nội vụ huyện Anh Sơn")
)
def _other_district(case: Case, random: Random, unit: str) -> Injected:
    row = _row(case, random, "lead")
    if row is None or case.level != "Huyện" or case.province != "Nghệ An":
        return None
    _name(case, row, "lead", unit, random)
    return [cell("DV03", "tasks", row, "lead", "warning")]


@injects("DV03", "chịu trách nhiệm về chỉ tiêu")
def _responsible(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.targets if r.meant["topic"] is not None), random)
    if row is None or case.level not in ("Tỉnh", "Huyện"):
        return None
    row["responsible"] = "Bộ Tài chính"
    return [cell("DV03", "targets", row, "responsible", "warning")]
