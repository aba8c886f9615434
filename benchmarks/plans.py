"""Writes plans of any size in the standard form, as a province below NQ 20-NQ/TW might send them, defects included.

Run as a process of its own (``python benchmarks/plans.py TARGET TARGETS TASKS``), so that what it imports and holds is
no part of a measurement. The same numbers give the same file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ktt_check.forms import PLAN
from ktt_check.markdown import MarkdownSheet, MarkdownWorkbook, write_workbook

TYPICAL = (60, 150)

_IDENTITY = (
    ("Loại biểu", "Kế hoạch"),
    ("Phiên bản biểu", "1.0"),
    ("Tình trạng", "Đã ban hành"),
    ("Loại văn bản", "Kế hoạch"),
    ("Cấp ban hành", "Tỉnh"),
    ("Đơn vị ban hành", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
    ("Tỉnh, thành phố", "Quảng Ngãi"),
    ("Số, ký hiệu", "118/KH-UBND"),
    ("Ngày ban hành", "20/7/2023"),
    ("Trích yếu", "Thực hiện Nghị quyết số 20-NQ/TW trên địa bàn tỉnh"),
    ("Kỳ báo cáo định kỳ", "Hằng năm"),
    ("Hạn báo cáo", "15/12"),
    ("Nơi nhận báo cáo", "Sở Kế hoạch và Đầu tư"),
)
_CITED = (
    ("20-NQ/TW", "16/6/2022", "Ban Chấp hành Trung ương Đảng", "Nghị quyết về kinh tế tập thể", "Thực hiện"),
    ("09/NQ-CP", "02/02/2023", "Chính phủ", "Nghị quyết của Chính phủ", "Căn cứ"),
    ("45/2021/NĐ-CP", "31/3/2021", "Chính phủ", "Quỹ hỗ trợ phát triển hợp tác xã", "Dẫn chiếu"),
)
# wording, unit, base, comparator, level at the first horizon, step to the next, the target of NQ20 that it carries out
_TARGETS = (
    ("Tổ chức KTTT đạt loại tốt, khá", "%", "tổ chức KTTT", "trên", 61, 5, "T07"),
    ("Số hợp tác xã", "HTX", "", "khoảng", 420, 60, "T03"),
    ("Số thành viên hợp tác xã", "thành viên", "", "từ", 98000, 4000, "T04"),
    ("Số tổ hợp tác", "THT", "", "khoảng", 1200, 150, "T01"),
    ("HTX ứng dụng công nghệ cao", "HTX", "", "trên", 40, 10, "T09"),
    ("Dân số tham gia tổ chức KTTT", "%", "dân số", "từ", 21, 2, "T10"),
    ("Doanh thu bình quân của hợp tác xã", "tỷ đồng/HTX/năm", "HTX", "từ", 3, 1, ""),
    ("Lợi nhuận bình quân của hợp tác xã", "triệu đồng/HTX/năm", "HTX", "", 250, 40, ""),
    ("Cán bộ quản lý tốt nghiệp cao đẳng, đại học", "%", "cán bộ quản lý HTX", "gần", 40, 10, ""),
    ("Tốc độ tăng doanh thu", "%/năm", "", "trên", 6, 1, ""),
)
_HORIZONS = ("2025", "2030", "2045")
_LEADS = (
    "Sở Kế hoạch và Đầu tư",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Liên minh Hợp tác xã tỉnh",
    "Sở Tài chính",
    "Sở Khoa học và Công nghệ",
    "Sở Công Thương",
    "UBND các huyện, thị xã, thành phố",
    "Sở Nội vụ",
    "Sở Tài nguyên và Môi trường",
)
_TIMES = (
    "Hằng năm",
    "2023-2025",
    "Thường xuyên",
    "Quý IV/2024",
    "Trước ngày 31/12/2025",
    "2026 - 2030",
    "Tháng 6/2025",
)
_GROUPS = 5
_DEFECT_EVERY = 15  # rows; with what is owed and missing, twenty findings in a typical plan


def plan(targets: int, tasks: int) -> MarkdownWorkbook:
    """A plan with so many rows of targets and tasks; every fifteenth row is one that a reviewer would mark."""
    sheets = (
        MarkdownSheet("Thông tin", ("Mục", "Nội dung"), _IDENTITY),
        MarkdownSheet("Căn cứ", _headers("references")[:5], _CITED),
        MarkdownSheet("Chỉ tiêu", _headers("targets"), tuple(_target(at) for at in range(targets))),
        MarkdownSheet("Nhiệm vụ", _headers("tasks"), tuple(_task(at) for at in range(tasks))),
    )
    return MarkdownWorkbook("Kế hoạch dùng để đo", sheets)


def _headers(table: str) -> tuple[str, ...]:
    return tuple(column.header for column in PLAN.by_name[table].columns)


def _target(at: int) -> tuple[str, ...]:
    number, horizon = divmod(at, len(_HORIZONS))
    wording, unit, base, comparator, level, step, above = _TARGETS[number % len(_TARGETS)]
    field = number // len(_TARGETS)
    amount = level + step * horizon
    if at % _DEFECT_EVERY == _DEFECT_EVERY - 1:
        amount = level // 2
    return _row(
        "targets",
        ordinal=str(at + 1),
        code=f"CT{number + 1}",
        title=wording if field == 0 else f"{wording}, địa bàn {field}",
        unit=unit,
        base=base,
        year=_HORIZONS[horizon],
        comparator=comparator,
        value=str(amount),
        higher_codes=above if field == 0 else "",
        responsible=_LEADS[number % len(_LEADS)],
        location=f"Mục II.{number + 1}",
    )


def _task(at: int) -> tuple[str, ...]:
    group = at % _GROUPS + 1
    if at < _GROUPS:
        return _row("tasks", code=f"NV{group}", title=f"Nhóm nhiệm vụ {group}", higher_codes=f"N{group}")
    lead, coordinator = _LEADS[at % len(_LEADS)], _LEADS[(at + 4) % len(_LEADS)]
    if at % _DEFECT_EVERY == _DEFECT_EVERY - 1:
        coordinator = lead
    return _row(
        "tasks",
        ordinal=str(at + 1),
        code=f"NV{group}.{at + 1}",
        group=f"NV{group}",
        title=f"Hướng dẫn, hỗ trợ các tổ chức kinh tế tập thể, nội dung {at + 1}",
        lead=lead,
        coordinator=f"{coordinator}; Sở Tư pháp",
        time="" if at % (2 * _DEFECT_EVERY) == 7 else _TIMES[at % len(_TIMES)],
        product=f"Báo cáo kết quả {at + 1}",
        higher_codes=f"N{group}",
        location=f"Phụ lục, dòng {at + 1}",
    )


def _row(table: str, **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(column.name, "") for column in PLAN.by_name[table].columns)


if __name__ == "__main__":
    write_workbook(plan(int(sys.argv[2]), int(sys.argv[3])), PLAN, Path(sys.argv[1]))
