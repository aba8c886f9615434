# ruff: noqa: E501 -- lists of cells, one column a line
"""Rows as people fill them in, and as they paste them: usual writings, hostile ones, blanks; the same for a seed."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from ktt_check.forms import PLAN, REPORT
from ktt_check.markdown import Formula, Shown
from ktt_check.template.context import FIRST_ROW
from ktt_check.template.grid import letters
from ktt_check.template.pages import columns_of_page

Cells = dict[str, dict[str, Any]]

_HOSTILE: tuple[Any, ...] = (
    " ", "-", "–", "…", "?", "*", "~", "\u00a0", "\u200b", "Có", "như trên", "#REF", "=1+1", "0", "☆", "x" * 300,
    "Ha\u0300ng na\u0306m", "trên  60", "60%", "1.200", "1,200", "2-3", "năm 2030", "1E3", "１２", "đạt",
    Shown(datetime(2026, 3, 2), "d-mmm"), Shown(0.6, "0%"), Formula("=#N/A", "#N/A"), 45353.0, -5.0, 0.5, 1e15,
)  # fmt: skip
_TARGETS: dict[str, tuple[Any, ...]] = {
    "title": ("Thôn có tủ sách dùng chung", "Trong đó: mở cửa hằng tuần", "Tỷ lệ sách hỏng", "Duy trì thư viện",
              "Kinh phí mua sách bình quân", "Thư viện xã được nâng cấp", "Tỷ lệ thôn hoạt động hằng tuần"),
    "unit": ("%", "%", "%", "thư viện", "triệu đồng/thư viện", "người", "%/năm", "tỷ đồng", "% thôn", "cuốn", "nghìn đồng/thư viện", "TỶ ĐỒNG"),
    "base": (None, None, "thôn", "Bản", "sách", "hộ", "thôn có tủ sách", "thư viện", "xóm"),
    "part_of": (None, None, None, "CT1", "CT2"),
    "kind": (None, None, None, "tỷ lệ", "tỉ lệ", "Có đến thời điểm", "tăng mới", "bình quân", "định tính", "tốc độ tăng", "tổng"),
    "direction": (None, None, None, "tăng", "giảm", "Giảm", "lên"),
    "year": (2030.0, 2030.0, 2030.0, 2025.0, "2030", "2026-2030", "Hằng năm", "năm 2030", "đến năm 2030", None, 2045.0, "kịp thời"),
    "comparator": (None, None, "từ", "trên", "TRÊN", "khoảng", "ít nhất", "tối thiểu", "gần", "không quá", "dưới", "bằng", "trong khoảng",
                   "không áp dụng", ">=", "xấp xỉ", "khỏang", "hơn hẳn"),
    "value": (60.0, 61.0, 65.0, 40.0, 5.0, 4.0, 20.0, 100.0, 0.0, 12.0, 25.0, 50.0, 101.0, 7.5, None, 300.0, 1200.0, 57.0, 63.0),
    "upper": (None, None, None, None, 70.0, 50.0),
    "applies": (None, None, "từng đơn vị", "cộng dồn"),
    "higher_codes": ("A1", "A1", "A2", "A3", "A4", "A5", "CT15/A1", "a 1", "A1; A2", None, None, "A9", "A1, A4"),
    "base_year": (None, None, 2022.0, 2021.0),
    "base_value": (None, None, 25.0, 60.0, 65.0, 4.0, 100.0),
    "responsible": (None, None, "Phòng Nội vụ", "Sở Nội vụ", "Phòng Văn hóa và Thông tin"),
    "note": (None, None, None, "Số liệu thống kê"),
}  # fmt: skip
_TASKS: dict[str, tuple[Any, ...]] = {
    "title": ("Tổ chức ngày hội đọc sách", "Bồi dưỡng người làm thư viện", "Nâng cấp nhà thư viện xã", "Tuyên truyền"),
    "director": (None, None, None, "UBND tỉnh", "Huyện ủy"),
    "lead": ("Phòng Nội vụ", "Phòng Văn hóa và Thông tin", "UBND các xã, thị trấn", "Các cơ quan liên quan", None,
             "Phòng Nội vụ; Phòng Tư pháp", "Sở Nội vụ", "Bộ Nội vụ", "Hội Nông dân huyện", "Phòng Nông nghiệp và Môi trường",
             "Phòng Nội vụ\nPhòng Tư pháp", "Ông Nguyễn Văn A", "phòng nội vụ", "UBND cấp huyện"),
    "coordinator": (None, "UBND các xã, thị trấn", "Phòng Nội vụ", "Phòng Tư pháp; Phòng Nội vụ", "Các phòng, ban liên quan",
                    "Phòng Tài chính - Kế hoạch", "Phòng Tư pháp, Phòng Nội vụ"),
    "time": ("Hằng năm", "Thường xuyên", "2023-2025", "2024 - 2026", "Quý III/2024", "quý 3/2024", "năm 2024", "Năm 2024", 2024.0,
             "đến năm 2030", "Đến năm 2030", "2025-2023", "2021", "giai đoạn 2023-2027", "trước ngày 30/6/2024", "31/12/2024",
             "kịp thời", "Theo quy định", None, None, "tháng 9/2024", "9/2024", "6 tháng đầu năm 2024", "2031", "đến năm 2045",
             "HẰNG  NĂM", "Hàng năm", "hằng năm và thường xuyên", "sau khi có hướng dẫn", "3 năm", "2023–2025"),
    "product": (None, None, "Lớp bồi dưỡng", "Đề án", "Kế hoạch", "Nghị quyết", "Báo cáo về đề án", "01 đề án", "Hội nghị"),
    "higher_codes": ("N1", "N2", "N2.1", "N2.2", "CT15/N2.1", "N3", None, None, "N1; N2.1", "N2.9", "n1", "N1,N2", "N2.1, N2.2"),
    "owed_by": (None, None, "Tất cả", "Xã", "Xã; Huyện", "Thôn"),
    "note": (None, None, None, "Ghi thêm"),
}  # fmt: skip
_DOCUMENT: dict[str, tuple[Any, ...]] = {
    "document_type": ("Kế hoạch", "Kế hoạch", "Kế hoạch", "kế  hoạch", "Nghị quyết", "Chương trình", None, "Công văn"),
    "date": (*[Shown(datetime(2023, 5, 20), "dd/mm/yyyy")] * 4, Shown(datetime(2026, 5, 20), "dd/mm/yyyy"), 2023.0, None,
             Shown(datetime(2023, 1, 5), "dd/mm/yyyy")),
    "number": ("88/KH-UBND", "88/KH-UBND", "12-CTr/HU", "088/KH-UBND", "số 88", None),
    "status": ("Đã ban hành", None, "Dự thảo"),
    "from_year": (None, None, 2023.0, 2024.0),
    "to_year": (None, None, 2030.0, 2025.0),
    "report_periods": ("Hằng năm", None),
    "report_deadline": ("Trước ngày 05/12", None),
    "form_version": ("1.0", "1.0", "1.0", "0.9", "1"),
}  # fmt: skip


_REFERENCES: dict[str, tuple[Any, ...]] = {
    "number": ("33/2022/NĐ-CP", "20-NQ/TW", "113/2024/NĐ-CP", None, "15-CTr/TU", "số 5"),
    "date": (Shown(datetime(2022, 6, 16), "dd/mm/yyyy"), Shown(datetime(2024, 9, 12), "dd/mm/yyyy"), 2022.0, None,
             "16/6/2022", "năm 2022"),
    "issuer": ("Chính phủ", "Tỉnh ủy Nghệ An", None),
    "subject": ("Về phát triển thư viện", None),
    "relation": ("Căn cứ", "Dẫn chiếu", "căn cứ", "Căn  cứ", "Thay thế", None, "tham khảo", "Thực hiện"),
}  # fmt: skip


_ODD = {"Hằng năm", "kịp thời", "tổng", "lên", "hơn hẳn", "cuốn", "xóm", "A1; A2", "A1, A4", "Thôn", "2026-2030",
        "sau khi có hướng dẫn", "Ông Nguyễn Văn A", "phòng nội vụ", "Phòng Tư pháp, Phòng Nội vụ"}  # fmt: skip


def filled(seed: int, targets: int, tasks: int, references: int = 0) -> Cells:
    """The cells of a plan of so many rows, by sheet and address; a third of the plans keep clean codes throughout.

    Its references come below the one that the form gives.
    """
    random = Random(seed)
    hostile = (0.0, 0.005, 0.04)[seed % 3]
    cells: Cells = {}
    document = PLAN.by_name["document"]
    places = {column.name: f"B{row}" for row, column in enumerate(document.columns, FIRST_ROW)}
    cells[document.sheet] = {places[name]: random.choice(values) for name, values in _DOCUMENT.items()}
    for table, count, pool in (("targets", targets, _TARGETS), ("tasks", tasks, _TASKS)):
        spec = PLAN.by_name[table]
        columns = columns_of_page(spec, demands=True)
        page = cells.setdefault(spec.sheet, {})
        for at in range(count):
            row = FIRST_ROW + at
            values = {name: random.choice(choices) for name, choices in pool.items()}
            if seed % 3 < 2:  # most people write what the form's lists offer
                values |= {name: pool[name][0] for name, value in values.items() if value in _ODD}
            values |= _codes(random, table, at)
            if random.random() < 0.06:
                values = dict.fromkeys(values) | {"title": "Ghi chú: số liệu ước"}
            for name, value in values.items():
                odd = random.random() < hostile
                page[f"{letters(columns[name])}{row}"] = random.choice(_HOSTILE) if odd else value
    spec = PLAN.by_name["references"]
    columns = columns_of_page(spec, demands=False)
    page = cells.setdefault(spec.sheet, {})
    for row in range(FIRST_ROW + 1, FIRST_ROW + 1 + references):
        for name, choices in _REFERENCES.items():
            value = random.choice(choices)
            if name == "relation" and value == "Thực hiện" and seed % 5:
                value = "Căn cứ"  # one more document to carry out leaves much of the form for the checker
            odd = random.random() < hostile
            page[f"{letters(columns[name])}{row}"] = random.choice(_HOSTILE) if odd else value
    return cells


def _codes(random: Random, table: str, at: int) -> dict[str, Any]:
    if table == "targets":
        return {"code": random.choice((f"CT{at // 2 + 1}", f"CT{at // 2 + 1}", f"ct {at // 2 + 1}", None, "CT1"))
                if random.random() < 0.2 else f"CT{at // 2 + 1}"}  # fmt: skip
    heads = at % 6 == 0
    group = None if heads else f"NV{at // 6}" if random.random() < 0.7 else None
    code = f"NV{at // 6}" if heads else f"NV{at // 6}.{at % 6}"
    return {"code": code if random.random() < 0.95 else None, "group": group}


_TARGET_PROGRESS: dict[str, tuple[Any, ...]] = {
    "year_plan": (36.0, 40.0, 4.0, 15.0, 50.0, 5.5, 0.0, None),
    "previous": (30.0, 2.0, 12.0, None),
    "actual": (36.0, 40.0, 31.0, 4.0, 12.0, 15.0, 25.0, 50.0, 5.5, 2.0, 60.0, None),
    "estimate": (36.0, 40.0, 4.0, 15.0, 50.0, None, None),
    "percentage": (100.0, 90.0, 102.9, 86.1, 50.0, None, None, None),
    "assessment": ("Vượt", "Đạt", "Đúng tiến độ", "Chậm", "Không đạt", "đạt", "ĐẠT", "khá", None),
    "explanation": (None, None, "Do thiếu kinh phí", "-"),
}
_TASK_PROGRESS: dict[str, tuple[Any, ...]] = {
    "state": ("Hoàn thành", "Đang thực hiện", "Chưa thực hiện", "Tạm dừng", "Hủy", "hoàn thành", "xong", None),
    "percentage": (100.0, 50.0, 30.0, 0.0, 120.0, -5.0, None, None),
    "finished": (
        Shown(datetime(2024, 9, 12), "dd/mm/yyyy"),
        Shown(datetime(2026, 1, 5), "dd/mm/yyyy"),
        None,
        None,
        "15/9/2024",
    ),
    "product": (None, "Báo cáo", "Lớp bồi dưỡng", "-"),
    "obstacle": (None, None, "Thiếu kinh phí"),
    "proposal": (None, None, "Bổ sung kinh phí"),
}
_REPORT: dict[str, tuple[Any, ...]] = {
    "report_period": ("Năm 2024", "Quý III/2024", "tháng 9/2024", "6 tháng đầu năm 2025", "Năm 2025", "NĂM  2026", "Năm 2024",
                      "9 tháng năm 2024", None, "quý này"),
    "date": (Shown(datetime(2024, 12, 4), "dd/mm/yyyy"), Shown(datetime(2026, 12, 10), "dd/mm/yyyy"), None, 2024.0,
             Shown(datetime(2025, 6, 20), "dd/mm/yyyy")),
}  # fmt: skip


def reported(seed: int, targets: int, tasks: int) -> Cells:
    """What is typed into a report form of so many laid out rows, and sometimes over what is given."""
    random = Random(seed)
    hostile = (0.0, 0.01, 0.05)[seed % 3]
    document = REPORT.by_name["document"]
    places = {column.name: f"B{row}" for row, column in enumerate(document.columns, FIRST_ROW)}
    cells: Cells = {document.sheet: {places[name]: random.choice(values) for name, values in _REPORT.items()}}
    for table, count, pool in (
        ("target_progress", targets, _TARGET_PROGRESS),
        ("task_progress", tasks, _TASK_PROGRESS),
    ):
        spec = REPORT.by_name[table]
        columns = columns_of_page(spec, demands=False)
        page = cells.setdefault(spec.sheet, {})
        for row in range(FIRST_ROW, FIRST_ROW + count):
            for name, choices in pool.items():
                odd = random.random() < hostile
                page[f"{letters(columns[name])}{row}"] = random.choice(_HOSTILE) if odd else random.choice(choices)
        if seed % 4 == 0:  # somebody takes the protection off, and reports on something else
            page[f"{letters(columns['code'])}{FIRST_ROW + random.randrange(count)}"] = "CT77"
            page[f"{letters(columns['code'])}{FIRST_ROW + count}"] = random.choice(("CT1", "NV1.1", "X1"))
            if "lead" in columns:
                page[f"{letters(columns['lead'])}{FIRST_ROW + random.randrange(count)}"] = "Ông Nguyễn Văn A"
    return cells
