"""Defects of what stands in a cell: BM03, BM04 and BM06."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from random import Random

from ktt_check.forms import PLAN

from .choosing import alone, answering, compared, stands_alone
from .clean_targets import EVERY
from .forms import Injected, cell, header, injects, injects_each, pick
from .levels import Figure, put
from .of_tasks import leading, rows
from .papers import Case, Day, Formula, Row, Value

_NOT_NUMBERS: tuple[tuple[str, Value, str], ...] = (
    ("nhiều", "nhiều", "error"), ("tăng dần", "tăng dần", "error"), ("1,200", "1,200", "error"),
    ("2-3 thành ngày", Day(datetime(2024, 3, 2), "d-mmm"), "error"), ("số quá lớn", Decimal(10) ** 25, "error"),
    ("theo cấp trên", "theo cấp trên", "error"),
)  # fmt: skip


@injects_each("BM03", "giá trị: “{}”", _NOT_NUMBERS)
def _no_number(case: Case, random: Random, way: tuple[str, Value, str]) -> Injected:
    row = pick(answering(case), random)
    if row is None or row.meant["topic"].share:
        return None
    row["value"], row["upper"] = way[1], None
    if row["comparator"] == "trong khoảng":
        row["comparator"] = "từ"
    case.plan.keep_raw(row, "value")
    return [cell("BM03", "targets", row, "value", way[2])]


@injects_each("BM03", "số dạng văn bản ở ô {}", (("value", "value"), ("base_value", "base_value")))
def _text_number(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    row = pick((r for r in compared(case) if r.meant["topic"].share and r["upper"] is None), random)
    if row is None:
        return None
    figure = row.meant["figure"]
    if way[0] == "base_value":
        row["base_year"] = case.issued.year - 1
        base = min(figure.value * 2, Decimal(100)) if row.meant["topic"].falling else figure.value / 4
        row["base_value"] = f"{base.quantize(Decimal('0.1'))}".replace(".", ",")
    else:
        row["value"] = random.choice((str(int(figure.value)), f"{int(figure.value)},0", f"{int(figure.value)}%"))
    return [cell("BM03", "targets", row, way[0], "info")]


@injects("BM03", "số dạng văn bản, có dấu chấm phần nghìn")
def _grouped_number(case: Case, random: Random) -> Injected:
    row = pick(
        (r for r in compared(case) if any(u[1] == 1000 for u in r.meant["topic"].units) and r["upper"] is None), random
    )
    if row is None or row.meant["figure"].value < 1000 or row.meant["topic"].size[0] < 1000:
        return None
    topic = row.meant["topic"]
    row["unit"], row.meant["scale"] = next(u for u in topic.units if u[1] == 1)
    put(row, row.meant["figure"], topic, random, plainly=True)
    row["value"] = f"{int(row.meant['figure'].value):,}".replace(",", random.choice((".", " ")))
    return [cell("BM03", "targets", row, "value", "info")]


@injects_each("BM03", "mức bằng chữ: “{}”", ("{0}", "đạt {0}", "phấn đấu đạt {0}", "{0} trở lên"))
def _words(case: Case, random: Random, words: str) -> Injected:
    row = pick(
        (r for r in compared(case) if r.meant["topic"].share and not r.meant["topic"].falling and r["upper"] is None),
        random,
    )
    if row is None:
        return None
    value = int(row.meant["figure"].value)
    row["comparator"] = None
    row.meant["figure"] = Figure("từ", Decimal(value))
    if (row.meant["need"].strict and value <= row.meant["need"].bound) or value < row.meant["need"].bound:
        return None
    row["value"] = words.format(f"ít nhất {value}%" if "trở lên" not in words else f"{value}%")
    return [cell("BM03", "targets", row, "value", "warning")]


_LEVELS: tuple[tuple[str, dict[str, Value]], ...] = (
    ("trong khoảng mà thiếu số sau", {"comparator": "trong khoảng", "value": 60, "upper": None}),
    ("khoảng ghi ngược", {"comparator": "trong khoảng", "value": 80, "upper": 60}),
    ("trên mà có hai số", {"comparator": "trên", "value": 60, "upper": 80}),
    ("không áp dụng mà có số", {"comparator": "không áp dụng", "value": 60, "upper": None, "note": "Không có"}),
)


@injects_each("BM03", "mức mâu thuẫn: {}", _LEVELS)
def _contradictory(case: Case, random: Random, way: tuple[str, dict[str, Value]]) -> Injected:
    row = pick((r for r in compared(case) if stands_alone(case, r)), random)
    if row is None:
        return None
    row.cells |= way[1]
    return [cell("BM03", "targets", row, "value", "error")]


_OTHERS: tuple[tuple[str, str, str, Value, str], ...] = (
    ("căn cứ: ngày", "references", "date", "hôm trước", "error"),
    ("căn cứ: ngày không có", "references", "date", "31/02/2020", "error"),
    ("chỉ tiêu: năm đích", "targets", "year", "sớm", "error"),
    ("chỉ tiêu: năm gốc", "targets", "base_year", "năm ngoái", "warning"),
    ("chỉ tiêu: giá trị năm gốc", "targets", "base_value", "chưa rõ", "warning"),
    ("chỉ tiêu: mã thành ngày", "targets", "code", Day(datetime(2024, 1, 2), "d-mmm"), "error"),
    ("nhiệm vụ: mã cấp trên thành ngày", "tasks", "higher_codes", Day(datetime(2024, 2, 1), "d-mmm"), "error"),
    ("nhiệm vụ: thời gian thành ngày", "tasks", "time", Day(datetime(2026, 3, 2), "d-mmm"), "error"),
    ("nhiệm vụ: 9/2027 thành ngày", "tasks", "time", Day(datetime(2027, 9, 1), "mm/yyyy"), "info"),
    ("nhiệm vụ: 2027 thành ngày", "tasks", "time", Day(datetime(1905, 7, 19)), "info"),
)  # fmt: skip


@injects_each("BM03", "{}", _OTHERS)
def _not_of_kind(case: Case, random: Random, way: tuple[str, str, str, Value, str]) -> Injected:
    _, table, column, value, severity = way
    row: Row | None
    if table == "references":
        row = pick((r for r in case.references if "programme" not in r.meant), random)
    elif table == "targets":
        row = pick((r for r in answering(case) if stands_alone(case, r)), random)
    else:
        row = pick((r for r in rows(case) if r["time"] is not None and r["product"] is not None), random)
        if column == "higher_codes":
            row = pick((r for r in rows(case) if "above" not in r.meant), random)
        if row is not None and column == "time" and (_bound(row) or case.issued.year > 2026):
            return None
        if row is not None and column == "time" and case.issued.year == 2026 and severity == "error":
            row.cells["product"] = "Báo cáo"
    if row is None:
        return None
    row[column] = value
    return [cell("BM03", table, row, column, severity)]


def _bound(row: Row) -> bool:
    """Whether a heading or a higher task has a time in which the row's must lie."""
    heading, above = row.meant.get("heading"), row.meant.get("above")
    bound = [one for one in (heading, above, above and above.meant.get("heading")) if isinstance(one, Row)]
    return any(one["time"] is not None for one in bound)


_LISTED: tuple[tuple[str, str, str, str], ...] = (
    ("Tình trạng", "document", "status", "Chờ ký"),
    ("Loại văn bản", "document", "document_type", "Công văn"),
    ("Chiều", "targets", "direction", "ngang"),
    ("Loại số", "targets", "kind", "số đếm"),
    ("So sánh", "targets", "comparator", "lớn lớn"),
    ("Áp dụng cho cấp dưới", "targets", "applies", "mọi nơi"),
    ("Quan hệ", "references", "relation", "Tham khảo"),
    ("Cấp dưới phải triển khai", "tasks", "owed_by", "Thôn"),
    ("Cấp dưới phải triển khai, một trong hai", "tasks", "owed_by", "Xã; Thôn"),
    ("Loại của Danh mục", "catalogue", "kind", "Đơn vị đo"),
)


@injects_each("BM04", "{}", _LISTED)
def _not_listed(case: Case, random: Random, way: tuple[str, str, str, str]) -> Injected:
    _, table, column, value = way
    if table == "document":
        case.plan.document[column] = value
        return [header("BM04", "document", column, "error")]
    if table == "catalogue":
        case.plan.tables["catalogue"] = [Row({"kind": "Phạm vi", "name": "tuyến đường mẫu"})]
    row = pick(case.plan.tables[table], random)
    if table == "targets":
        row = pick((r for r in answering(case) if stands_alone(case, r)), random)
    if table == "references":
        row = pick((r for r in case.references if "programme" not in r.meant), random)
    if row is None:
        return None
    row[column] = value
    return [cell("BM04", table, row, column, "error")]


@injects_each("BM04", "đơn vị tính lạ: “{}”", ("bó hoa", "thư viện lưu động", "điểm cầu", "triệu đồng/bó hoa"))
def _unknown_unit(case: Case, random: Random, unit: str) -> Injected:
    row = pick((r for r in case.targets if r.meant.get("own")), random)
    if row is None:
        return None
    row["unit"], row["kind"] = unit, "có đến thời điểm"
    return [cell("BM04", "targets", row, "unit", "warning")]


_FORMULAS = (
    ("targets", "title"),
    ("targets", "value"),
    ("targets", "unit"),
    ("targets", "year"),
    ("targets", "base_value"),
    ("targets", "note"),
    ("targets", "responsible"),
    ("tasks", "title"),
    ("tasks", "lead"),
    ("tasks", "time"),
    ("tasks", "product"),
    ("tasks", "coordinator"),
    ("tasks", "ordinal"),
    ("references", "date"),
    ("references", "number"),
    ("document", "subject"),
    ("document", "date"),
    ("document", "number"),
    ("document", "report_deadline"),
)


@injects_each(
    "BM06",
    "{}",
    [
        (
            f"{PLAN.by_name[table].sheet}: {PLAN.by_name[table].by_name[column].header}, {error or 'chưa tính'}",
            table,
            column,
            error,
        )
        for table, column in _FORMULAS
        for error in (None, "#N/A")
    ],
)
def _odd(case: Case, random: Random, way: tuple[str, str, str, str | None]) -> Injected:
    _, table, column, error = way
    value = Formula(random.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?")) if error else None)
    if table == "document":
        case.plan.document[column] = value
        case.plan.document.cells |= {"from_year": case.span[0], "to_year": case.span[1]}
        return [header("BM06", "document", column, "error")]
    row: Row | None
    if table == "targets":
        row = pick((r for r in answering(case) if stands_alone(case, r)), random)
    elif table == "references":
        row = pick((r for r in case.references if "programme" not in r.meant), random)
    else:
        row = pick((r for r in leading(case) if r["time"] is not None and r["product"] is not None), random)
    if row is None:
        return None
    row[column] = value
    severity = "info" if column in ("ordinal", "note") else "error"
    return [cell("BM06", table, row, column, severity)]


@injects_each("BM06", "Chỉ tiêu: Mã cấp trên, {}", ("chưa tính", "#N/A"))
def _odd_code(case: Case, random: Random, error: str) -> Injected:
    """What the row carries out is not known, and whether its demand is met by it: one cause, two questions."""
    row = pick((r for r in alone(case, EVERY) if stands_alone(case, r) and not r.meant.get("waived")), random)
    if row is None or [r["code"] for r in case.targets].count(row["code"]) > 1:
        return None
    row["higher_codes"] = Formula("#REF!" if error == "#N/A" else None)
    if row.meant["topic"].falling and row["comparator"] not in ("không quá", "dưới"):
        row["direction"] = "giảm"
    unclear = header("CT01", "targets", "higher_codes", "warning", "undetermined")
    return [cell("BM06", "targets", row, "higher_codes", "error"), unclear]


@injects("BM06", "một cột nhiều ô chưa tính")
def _odd_column(case: Case, random: Random) -> Injected:
    found = rows(case)
    if len(found) < 3:
        return None
    for row in found[:3]:
        row["product"] = Formula()
    return [cell("BM06", "tasks", found[0], "product", "error")]


@injects_each(
    "BM06",
    "dòng nhóm: {}",
    [(f"{PLAN.by_name['tasks'].by_name[column].header}", column) for column in ("lead", "time", "product")],
)
def _odd_heading(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    """What a group has in common is not known, so nothing is missing under it."""
    heading = pick((row for row in case.tasks if row.meant.get("heading") is True), random)
    if heading is None:
        return None
    heading[way[1]] = Formula(random.choice((None, "#N/A")))
    for row in heading.meant["parts"]:
        row[way[1]] = None
        row["coordinator"] = None
    return [cell("BM06", "tasks", heading, way[1], "error")]


@injects("BM06", "Chỉ tiêu: Trong đó của")
def _odd_whole(case: Case, random: Random) -> Injected:
    row = pick((r for r in compared(case) if r["part_of"] is not None), random)
    if row is None:
        return None
    row["part_of"], row["base"] = Formula(random.choice((None, "#REF!"))), None
    return [cell("BM06", "targets", row, "part_of", "error")]
