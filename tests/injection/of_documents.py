"""Defects of the document's own identity and of what it cites: VB01 to VB07."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from . import spelling
from .forms import Injected, cell, header, injects, injects_each
from .papers import Case, Row


def _own(rule: str, column: str, severity: str) -> Injected:
    """A finding at a row of Thông tin."""
    return [header(rule, "document", column, severity)]


@injects_each("VB01", "số, ký hiệu: “{}”", ("", "-", "/KH-UBND", "Số: …/KH-UBND", "123", "kế hoạch của huyện"))
def _no_number(case: Case, random: Random, words: str) -> Injected:
    case.plan.document["status"] = random.choice(("Đã ban hành", None))
    case.plan.document["number"] = words or None
    return _own("VB01", "number", "error")


@injects_each("VB01", "ký hiệu viết lệch: “{}”", ("88/KH/UBND", "88-KH-UBND", "88-KH/UBND", "88 KH-UBND"))
def _odd_number(case: Case, random: Random, words: str) -> Injected:
    case.plan.document["number"], case.plan.document["status"] = words, None
    return _own("VB01", "number", "warning")


@injects_each(
    "VB01", "ngày ban hành: “{}”", ("30/02/{}", "31/4/{}", "ngày 32 tháng 5 năm {}", "hôm nay", "tháng 13/{}")
)
def _no_day(case: Case, random: Random, words: str) -> Injected:
    case.plan.document["status"] = None
    case.plan.document["date"] = words.format(case.issued.year)
    case.plan.document.cells |= {"from_year": case.span[0], "to_year": case.span[1]}
    return _own("VB01", "date", "error")


@injects("VB01", "chưa ghi ngày ban hành")
def _without_date(case: Case, random: Random) -> Injected:
    case.plan.document["status"] = "Đã ban hành"
    case.plan.document["date"] = None
    case.plan.document.cells |= {"from_year": case.span[0], "to_year": case.span[1]}
    return _own("VB01", "date", "error")


@injects("VB01", "dự thảo chưa có số")
def _draft_without_number(case: Case, random: Random) -> Injected:
    case.plan.document["status"], case.plan.document["number"] = "Dự thảo", None
    return _own("VB01", "number", "info")


@injects("VB01", "dự thảo chưa có số và ngày")
def _bare_draft(case: Case, random: Random) -> Injected:
    case.plan.document["status"] = "Dự thảo"
    case.plan.document["number"] = case.plan.document["date"] = None
    case.plan.document.cells |= {"from_year": case.span[0], "to_year": case.span[1]}
    return _own("VB01", "number", "info")


def _carried(case: Case) -> Row:
    """The citation of the nearest programme."""
    return next(row for row in case.references if row.meant.get("programme") is case.programmes[0])


@injects("VB02", "ngày của văn bản cấp trên ghi sai")
def _wrong_day(case: Case, random: Random) -> Injected:
    case.shelved = False
    row = _carried(case)
    on = case.programmes[0].document.meant["on"]
    other = on + timedelta(days=random.choice((-3, 1, 7, 20)))
    if other.year != on.year:
        return None
    row["date"] = spelling.a_day(other, random)
    return [cell("VB02", "references", row, "date", "error")]


@injects("VB02", "tháng của văn bản cấp trên ghi sai")
def _wrong_month(case: Case, random: Random) -> Injected:
    case.shelved = False
    row = _carried(case)
    on = case.programmes[0].document.meant["on"]
    row["date"] = f"{(on.month % 12) + 1}/{on.year}" if on.month < 12 else f"01/{on.year}"
    return [cell("VB02", "references", row, "date", "error")]


@injects_each("VB02", "văn bản cấp trên không ghi ngày: “{}”", ("", "-", "…"))
def _undated(case: Case, random: Random, words: str) -> Injected:
    row = _carried(case)
    row["date"] = words or None
    return [cell("VB02", "references", row, "date", "warning", "undetermined")]


@injects("VB03", "ban hành trước văn bản mà mình thực hiện")
def _too_early(case: Case, random: Random) -> Injected:
    on = case.programmes[0].document.meant["on"]
    _settled(case)
    case.plan.document["date"] = spelling.a_day(on - timedelta(days=random.choice((1, 12))), random)
    _only_reference(case)
    return [cell("VB03", "references", _carried(case), "date", "error")]


@injects("VB03", "ban hành năm trước")
def _year_before(case: Case, random: Random) -> Injected:
    on = case.programmes[0].document.meant["on"]
    _settled(case)
    if case.era != "before 2025":
        return None
    case.plan.document["date"] = random.choice((str(on.year - 1), f"Năm {on.year - 1}", f"12/{on.year - 1}"))
    _only_reference(case)
    if len(case.programmes) > 1:
        return None
    return [cell("VB03", "references", _carried(case), "date", "error")]


@injects("VB03", "văn bản thực hiện chưa có biểu, ban hành sau")
def _after_ours(case: Case, random: Random) -> Injected:
    row = _carried(case)
    on = case.issued + timedelta(days=random.randrange(1, 40))
    case.programmes[0].document["date"] = spelling.a_day(on, random)
    row["date"] = spelling.a_day(on, random)
    case.programmes[0].document.cells.pop("from_year", None)
    case.programmes[0].document.cells |= {"from_year": case.issued.year, "to_year": case.span[1]}
    return [cell("VB03", "references", row, "date", "error")]


def _settled(case: Case) -> None:
    case.plan.document.cells |= {"from_year": case.span[0], "to_year": case.span[1]}


def _only_reference(case: Case) -> None:
    """Leave what is carried out alone among the citations, so that no later one is."""
    case.references[:] = [row for row in case.references if "programme" in row.meant]


_OLD = (("23/2012/QH13", "20/11/2012", date(2024, 7, 1), "warning"),
        ("193/2013/NĐ-CP", "21/11/2013", date(2024, 11, 1), "info"),
        ("77/2015/QH13", "19/6/2015", date(2025, 3, 1), "info"))  # fmt: skip


@injects_each("VB04", "{}", _OLD)
def _superseded(case: Case, random: Random, way: tuple[str, str, date, str]) -> Injected:
    number, day, since, severity = way
    if case.issued < since:
        return None
    case.references[:] = [row for row in case.references if row["number"] != number]
    written = random.choice((number, number, f"Luật số {number}", f" {number} ")) if "QH" in number else number
    row = Row({"number": written, "date": random.choice((day, None)), "relation": "Căn cứ"})
    case.references.insert(random.randrange(len(case.references) + 1), row)
    return [cell("VB04", "references", row, "number", severity)]


_DUE: tuple[tuple[str, Callable[[date], str]], ...] = (
    ("Trước ngày", lambda day: f"Trước ngày {day.day}/{day.month}/{day.year}"),
    ("ngày", lambda day: f"{day:%d/%m/%Y}"),
    ("Trong tháng", lambda day: f"Trong tháng {day.month}/{day.year}"),
    ("Quý", lambda day: f"Quý {('I', 'II', 'III', 'IV')[(day.month - 1) // 3]}/{day.year}"),
    ("đến hết năm", lambda day: f"đến hết năm {day.year}"),
    ("6 tháng đầu năm", lambda day: f"6 tháng đầu năm {day.year}"),
)


@injects_each("VB05", "hạn ghi “{} …”", _DUE)
def _late(case: Case, random: Random, way: tuple[str, Callable[[date], str]]) -> Injected:
    name, said = way
    day = case.issued - timedelta(days=random.choice((40, 100)))
    if case.plan.document["status"] == "Dự thảo":
        case.plan.document["status"] = None
    if name == "Quý":
        day = case.issued - timedelta(days=120)
    if name == "đến hết năm":
        day = date(case.issued.year - 1, 6, 1)
    if name == "6 tháng đầu năm":
        if case.issued.month < 7:
            return None
        day = case.issued
    levels = {"Sở ngành": ("Sở ngành", "Các sở, ngành")}.get(
        case.level, (case.level, f"Cấp {case.level.lower()}", "Tất cả")
    )
    case.programmes[0].tables["duties"] = [
        Row({"what": "Báo cáo", "owed_by": "Tất cả", "due": "Trước ngày 15/12 hằng năm"}),
        Row(
            {
                "what": random.choice(("Ban hành kế hoạch", "Xây dựng kế hoạch")),
                "owed_by": random.choice(levels),
                "due": said(day),
            }
        ),
    ]
    return _own("VB05", "date", "warning")


def _cite(case: Case, random: Random, words: str) -> tuple[str, Row, str]:
    """Put a citation into some running text; the cell it has come to."""
    table, row, column = random.choice((
        ("tasks", case.tasks[-1], "note"), ("targets", case.targets[0], "note"), ("tasks", case.tasks[0], "note"),
        ("tasks", case.tasks[-1], "title"),
    ))  # fmt: skip
    row[column] = f"{row[column] or 'Thực hiện'} theo {words}"
    return table, row, column


@injects_each(
    "VB06",
    "dẫn với ngày khác: “{}”",
    ("{} ngày {}", "văn bản số {} ngày {}", "Kế hoạch số {} ngày {} của cấp trên", "{} ({})"),
)
def _two_days(case: Case, random: Random, words: str) -> Injected:
    document = case.programmes[0].document
    on: date = document.meant["on"]
    other = on + timedelta(days=random.choice((1, 5, 11)))
    if other.year != on.year or ("Kế hoạch" in words and "KH" not in str(document["number"])):
        return None
    said = f"{other.day}/{other.month}/{other.year}"
    table, row, column = _cite(
        case, random, words.format(document["number"], said if "(" not in words else f"ngày {said}")
    )
    case.plan.keep_raw(row, column)
    return [cell("VB06", table, row, column, "warning")]


@injects("VB06", "ký hiệu viết hai cách")
def _two_spellings(case: Case, random: Random) -> Injected:
    document = case.programmes[0].document
    number = str(document["number"])
    if "-CTr/TU" not in number:
        return None
    odd = random.choice((number.replace("-CTr/TU", "/CTr-TU"), number.replace("-CTr/TU", "-CTr-TU")))
    table, row, column = _cite(case, random, f"Chương trình số {odd} ngày {document.meant['on']:%d/%m/%Y}")
    case.plan.keep_raw(row, column)
    return [cell("VB06", table, row, column, "warning")]


@injects("VB06", "một căn cứ ghi hai dòng, hai ngày")
def _two_rows(case: Case, random: Random) -> Injected:
    case.references[:] = [row for row in case.references if row["number"] != "45/2021/QĐ-TTg"]
    case.references.append(
        Row({"number": "45/2021/NĐ-CP", "date": "31/3/2021", "issuer": "Chính phủ", "relation": "Căn cứ"})
    )
    row = Row({"number": "45/2021/NĐ-CP", "date": "30/3/2021", "issuer": "Chính phủ", "relation": "Dẫn chiếu"})
    case.references.append(row)
    return [cell("VB06", "references", row, "date", "warning")]


@injects_each("VB07", "ô kỳ báo cáo: “{}”", ("", "-"))
def _no_periods(case: Case, random: Random, words: str) -> Injected:
    case.plan.document["report_periods"] = words or None
    return _own("VB07", "report_periods", "info")


@injects_each("VB07", "ô hạn báo cáo: “{}”", ("", "…"))
def _no_deadline(case: Case, random: Random, words: str) -> Injected:
    case.plan.document["report_deadline"] = words or None
    return _own("VB07", "report_deadline", "info")


@injects("VB07", "không có gì về báo cáo")
def _no_reports(case: Case, random: Random) -> Injected:
    case.plan.document["report_periods"] = case.plan.document["report_deadline"] = None
    return _own("VB07", "report_periods", "warning")
