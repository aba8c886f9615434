"""Targets that are missing, and codes that lead nowhere: CT01 and CT09."""

from __future__ import annotations

from random import Random

from .choosing import alone, compared
from .clean_targets import EVERY, SHARED_OUT, TOTAL
from .forms import Injected, cell, header, injects, injects_each, pick
from .papers import Case, Row


def _missing(severity: str) -> Injected:
    """A demand without its answer; what that demand carries out in its turn is not told again."""
    return [header("CT01", "targets", "higher_codes", severity)]


def _take_out(case: Case, row: Row) -> None:
    case.targets[:] = [other for other in case.targets if other["code"] != row["code"]]
    if case.plan.document["to_year"] is None:
        case.plan.document["to_year"] = case.span[1]


@injects("CT01", "thiếu chỉ tiêu “từng đơn vị”")
def _left_out(case: Case, random: Random) -> Injected:
    row = pick(alone(case, EVERY), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("error")


@injects("CT01", "thiếu phần được phân bổ")
def _share_left_out(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, SHARED_OUT)), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("error")


@injects("CT01", "thiếu chỉ tiêu cộng dồn")
def _total_left_out(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, TOTAL) if "share" not in r.meant["demand"].meant), random)
    if row is None:
        return None
    _take_out(case, row)
    return _missing("info")


@injects("CT01", "có chỉ tiêu nhưng không ghi mã cấp trên")
def _not_linked(case: Case, random: Random) -> Injected:
    row = pick((r for r in alone(case, EVERY) if not r.meant.get("waived") and r["part_of"] is None), random)
    if row is None:
        return None
    for one in case.targets:
        if one["code"] == row["code"]:
            one["higher_codes"] = random.choice((None, "-", " "))
            if one.meant["topic"].falling and one["comparator"] not in ("không quá", "dưới"):
                one["direction"] = "giảm"
    return _missing("error")


@injects("CT01", "thiếu một trong hai năm đích")
def _one_horizon(case: Case, random: Random) -> Injected:
    row = pick((r for r in compared(case) if r.meant["topic"].kind != "tốc độ tăng"), random)
    if row is None:
        return None
    programme = next(p for p in case.programmes if row.meant["demand"] in p.tables["targets"])
    earlier = Row({**row.meant["demand"].cells, "year": case.span[1] - 1, "higher_codes": None})
    programme.tables["targets"].append(earlier)
    return [header("CT01", "targets", "higher_codes", "error")]


@injects("CT01", "thiếu hai chỉ tiêu")
def _two_left_out(case: Case, random: Random) -> Injected:
    rows = [r for r in alone(case, EVERY) if "milestone" not in r.meant]
    if len(rows) < 2:
        return None
    one, other = random.sample(rows, 2)
    _take_out(case, one)
    _take_out(case, other)
    return [header("CT01", "targets", "higher_codes", "error")] * 2


@injects_each("CT09", "mã lạ ghi thêm, ngăn bằng “{}”", ("; ", "\n", ";", ", "))
def _unknown_code(case: Case, random: Random, between: str) -> Injected:
    row = pick((r for r in case.targets if "demand" in r.meant), random)
    if row is None:
        return None
    unknown = random.choice(("X99", "KHAC-7", "Q.12.3"))
    row["higher_codes"] = between.join(random.sample((row.text("higher_codes").strip(), unknown), 2))
    return [cell("CT09", "targets", row, "higher_codes", "error")]


@injects("CT09", "mã lạ ở chỉ tiêu riêng")
def _unknown_own(case: Case, random: Random) -> Injected:
    row = pick((r for r in case.targets if r.meant.get("own") or r.meant["topic"] is None), random)
    if row is None:
        return None
    row["higher_codes"] = random.choice(("X99", "A99", "T.99", "NQ77/T1", 99))
    return [cell("CT09", "targets", row, "higher_codes", "error")]


@injects("CT09", "mã lệch một số 0")
def _slip(case: Case, random: Random) -> Injected:
    found = [r for r in case.targets if "demand" in r.meant and not r.meant.get("double")]
    codes = [r["code"] for r in found]
    row = pick((r for r in found if "milestone" in r.meant or codes.count(r["code"]) == 1), random)
    if row is None:
        return None
    code = str(row.meant["demand"]["code"])
    row["higher_codes"] = f"{code[:-1]}0{code[-1]}"
    return [cell("CT09", "targets", row, "higher_codes", "error")]
