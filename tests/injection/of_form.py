"""Defects of the form itself: BM01, BM02, BM05 and BM07."""

from __future__ import annotations

from random import Random

from ktt_check.forms import PLAN

from .choosing import answering, stands_alone
from .forms import Injected, cell, header, injects, injects_each, pick
from .of_tasks import leading
from .papers import At, Case, Expected, Row, Value

_SHEETS = ("references", "targets", "tasks")
_COLUMNS = [(f"{table}: {PLAN.by_name[table].by_name[column].header}", table, column)
            for table, columns in (("references", ("number", "date", "relation")),
                                   ("targets", ("code", "title", "unit", "year", "value", "higher_codes")),
                                   ("tasks", ("code", "title", "lead", "time", "higher_codes")))
            for column in columns]  # fmt: skip


@injects_each("BM01", "thiếu trang “{}”", [(PLAN.by_name[name].sheet, name) for name in _SHEETS], unchecked=True)
def _no_sheet(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    case.shelved = False
    case.plan.dropped.add(way[1])
    return [Expected("BM01", At(way[1], None), "error")]


@injects_each("BM01", "thiếu cột {}", _COLUMNS, unchecked=True)
def _no_column(case: Case, random: Random, way: tuple[str, str, str]) -> Injected:
    case.shelved = False
    _, table, column = way
    case.plan.dropped.add((table, column))
    return [Expected("BM01", At(table, _anchor(table, column)), "error")]


def _anchor(table: str, column: str) -> str | None:
    """The header at which something absent is marked: the table's own anchor, else the next that is there."""
    names = [PLAN.by_name[table].anchor, "code", "number", "name"]
    return next((name for name in names if name != column and name in PLAN.by_name[table].by_name), None)


_IDENTITY = (("document_type", "error"), ("issuing_level", "error"), ("issuer", "error"), ("form_kind", "warning"))


@injects_each("BM02", "Thông tin: {}", _IDENTITY)
def _no_identity(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    if way[0] == "issuer" and (
        case.level == "Sở ngành" or any("share" in r.meant["demand"].meant for r in case.targets if "demand" in r.meant)
    ):
        return None  # what falls to the unit cannot be told without its name
    if way[0] == "issuing_level" and case.level == "Sở ngành":
        return None
    case.plan.document[way[0]] = random.choice((None, "-", " ")) if way[0] != "form_kind" else None
    return [header("BM02", "document", way[0], way[1])]


@injects("BM02", "căn cứ không ghi quan hệ")
def _no_relation(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.references if "programme" not in r.meant), random)
    if row is None or len(case.references) < 2:
        return None
    row["relation"] = random.choice((None, "-"))
    return [cell("BM02", "references", row, "relation", "warning")]


@injects_each("BM02", "chỉ tiêu: ô {}", (("title", "title"), ("unit", "unit"), ("year", "year"), ("code", "code")))
def _no_cell(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    column = way[0]
    row = pick((r for r in answering(case) if stands_alone(case, r)), random)
    if row is None:
        return None
    row[column] = random.choice((None, "-", "  "))
    return [cell("BM02", "targets", row, column, "error")]


@injects_each("BM02", "nhiệm vụ: ô {}", (("title", "title"), ("code", "code")))
def _no_task_cell(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    row = pick(leading(case), random)
    if row is None or row["time"] is None:
        return None
    row[way[0]] = random.choice((None, "-", "  "))
    return [cell("BM02", "tasks", row, way[0], "error")]


@injects("BM02", "dòng chữ không có mã")
def _prose(case: Case, random: Random) -> Injected:
    row = Row({"title": "Ghi chú: số liệu đến cuối năm"})
    rows_of = random.choice(("targets", "tasks"))
    case.plan.tables[rows_of].insert(random.randrange(1, len(case.plan.tables[rows_of]) + 1), row)
    return [cell("BM02", rows_of, row, "code", "info")]


@injects("BM02", "danh mục không ghi tên")
def _unnamed_name(case: Case, random: Random) -> Injected:
    row = Row({"kind": "Phạm vi", "name": None, "synonyms": "đường mẫu"})
    case.plan.tables["catalogue"] = [Row({"kind": "Phạm vi", "name": "tuyến đường mẫu"}), row]
    return [cell("BM02", "catalogue", row, "name", "error")]


@injects("BM05", "hai chỉ tiêu cùng mã, cùng năm đích")
def _repeated_target(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.targets if r.meant.get("own")), random)
    if row is None:
        return None
    again = Row({**row.cells, "title": "Việc khác của địa phương", "code": f" {str(row['code']).lower()}"})
    case.targets.append(again)
    return [cell("BM05", "targets", again, "code", "error")]


@injects("BM05", "hai nhiệm vụ cùng mã")
def _repeated_task(case: Case, random: Random) -> Injected:
    row = pick((r for r in leading(case) if r["time"] is not None), random)
    if row is None:
        return None
    again = Row({**row.cells, "title": "Một việc khác hẳn"})
    at = random.choice((case.tasks.index(row) + 1, len(case.tasks)))
    case.tasks.insert(at, again)
    return [cell("BM05", "tasks", again, "code", "error")]


@injects_each(
    "BM05", "{}", (("Danh mục", "catalogue"), ("Phân bổ", "allocations"), ("Quan hệ chỉ tiêu", "target_relations"))
)
def _repeated_line(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    first: dict[str, dict[str, Value]] = {
        "catalogue": {"kind": "Phạm vi", "name": "tuyến đường mẫu"},
        "allocations": {"code": "CT1", "allocated_to": "UBND các xã, phường", "year": 2030, "value": 5},
        "target_relations": {"kind": "Thương số", "numerator": "CT1", "denominator": "CT99", "low": 1},
    }
    cells = first[way[1]]
    again = Row(dict(cells))
    case.plan.tables[way[1]] = [Row(dict(cells)), again]
    if way[1] == "allocations":
        case.plan.tables[way[1]][0]["allocated_to"] = again["allocated_to"] = random.choice(case.leads)
    return [cell("BM05", way[1], again, PLAN.by_name[way[1]].unique[0], "error")]


_VERSIONS = (("0.9", "warning"), ("bản 0.5", "warning"), ("2.0", "info"), ("1.1", "info"), ("mới nhất", "info"))


@injects_each("BM07", "phiên bản “{}”", _VERSIONS)
def _version(case: Case, random: Random, way: tuple[str, str]) -> Injected:
    case.plan.document["form_version"] = way[0]
    return [header("BM07", "document", "form_version", way[1])]
