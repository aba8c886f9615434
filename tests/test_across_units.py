"""Every case of every rule across units, as a whole audit of real workbooks with a list of who must submit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from audits import Province

from ktt_check.across.cases import UnitsCase, read_units_cases
from ktt_check.forms import PLAN, REPORT
from ktt_check.markdown import parse, write_workbook
from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.wording import say

PAGES = [rule.path.with_suffix(".md") for rule in load_rules(rules_folder()).rules if rule.data.form == "across"]
ALL = [case for page in PAGES for case in read_units_cases(page, rules_folder() / "_cases")]


def written(case: UnitsCase, home: Path) -> Province:
    """The case's workbooks where an audit finds them, and a profile with its list of who must submit."""
    made = Province(home)
    made.inbox.mkdir()
    (home / "chuong-trinh").mkdir()
    write_workbook(case.programme, PLAN, home / "chuong-trinh" / "chuong-trinh.xlsx")
    for file, plan in case.plans.items():
        write_workbook(plan, PLAN, made.inbox / file)
    (home / "danh-muc").mkdir()
    rows = [("unit", "province", "form", "carries_out", "due", "source")]
    rows += [
        (one.unit, one.province or "", one.form, one.carries_out or "", one.due.isoformat(), one.source)
        for one in case.expected
    ]
    lines = "".join("\t".join(row) + "\n" for row in rows)
    (home / "danh-muc" / "expected-submissions.tsv").write_text(lines, encoding="utf-8")
    (home / "ktt-check.yaml").write_text('name: Tỉnh\nversion: "1"\nregistries: [danh-muc]\n', encoding="utf-8")
    return made


def told(made: Province) -> list[str]:
    """What the rules across units said, as cases quote it."""
    with closing(sqlite3.connect(made.out / "audit.sqlite")) as database:
        wanted = "select rule, severity, path, sheet, cell, message from ktt_findings where across"
        found = database.execute(wanted).fetchall()
        unasked = database.execute("select reason from ktt_unchecked where path = ''").fetchall()
    lines = []
    for rule, severity, path, sheet, cell, message in found:
        place = "!".join(filter(None, (path, sheet, cell)))
        lines.append(f"{rule} {say(f'severity.{severity}')}{' ' if place else ''}{place}: {message}")
    return sorted(lines) + sorted(f"? {reason}" for (reason,) in unasked)


@pytest.mark.parametrize("case", ALL, ids=[f"{case.rule} {case.name}" for case in ALL])
def test_a_case_gives_exactly_the_findings_it_lists(case: UnitsCase, tmp_path: Path) -> None:
    """Of the rules across units: rule, severity, workbook, cell and message."""
    made = written(case, tmp_path)
    assert made.audit("--profile", str(tmp_path / "ktt-check.yaml")).status == 0
    assert "\n".join(told(made)) == "\n".join(sorted(case.said))


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_rule_has_a_failing_and_a_quiet_case(page: Path) -> None:
    """No rule without proof that it speaks, and that it stays silent."""
    quiet = {case.quiet for case in ALL if case.rule == page.stem.partition("-")[0]}
    assert quiet == {True, False}


def test_they_are_asked_of_workbooks_that_did_not_change_too(tmp_path: Path) -> None:
    """The second plan arrives a night later, and what both come to together is told then; it is fixed when it is."""
    case = next(case for case in ALL if case.name == "Cộng lại chưa đủ")
    made = written(case, tmp_path)
    late = (made.inbox / "don-vi-2.xlsx").read_bytes()
    (made.inbox / "don-vi-2.xlsx").unlink()
    made.audit()
    assert [line.partition(" (")[2].partition("đơn vị")[0] for line in told(made)] == [
        "15-CTr/TU ngày 15/3/2023): chưa xác định được có đạt “khoảng 300 thư viện” hay không: 1 "
    ]  # fmt: skip
    (made.inbox / "don-vi-2.xlsx").write_bytes(late)
    made.audit()
    both = (
        "TH01 Cảnh báo: A3/2030 “Thư viện xã được nâng cấp” (15-CTr/TU ngày 15/3/2023): chưa xác định được có đạt "
        "“khoảng 300 thư viện” hay không: 2 đơn vị cộng lại 220; chưa có số liệu dùng được của các đơn vị khác "
        "(chưa có danh sách đơn vị phải nộp)."
    )
    assert (told(made), made.counts("looked_at", "new")) == ([both], (1, 0))
    made.plan("don-vi-3.xlsx", 300, ("| khoảng | 12 |", "| từ | 900 |"))
    made.audit()
    assert (told(made), made.counts("looked_at", "fixed")) == ([], (1, 1))


REPORT_TEXT = """# Báo cáo

## Thông tin

| Mục | Nội dung |
|---|---|
| Loại biểu | Báo cáo tiến độ |
| Cấp | Huyện |
| Đơn vị báo cáo | UBND huyện Nam Đàn |
| Tỉnh, thành phố | Nghệ An |
| Số, ký hiệu kế hoạch | 88/KH-UBND |
| Ngày ban hành kế hoạch | 20/5/2023 |
| Kỳ báo cáo | {period} |

## Tiến độ chỉ tiêu

| Mã | Chỉ tiêu | Năm đích | Mục tiêu | Thực hiện đến kỳ này |
|---|---|---|---|---|
| CT1 | Thôn có tủ sách dùng chung | 2030 | 65 | {done} |
"""


def test_reports_of_two_periods_are_no_doubles(tmp_path: Path) -> None:
    """Of one unit and one plan, every period has its report; two different ones of one period are doubles."""
    made = Province(tmp_path)
    made.inbox.mkdir()
    (tmp_path / "chuong-trinh").mkdir()
    for name, period, done in (("a", "Quý I/2024", "30"), ("b", "Quý II/2024", "35"), ("c", "Quý II/2024", "36")):
        write_workbook(parse(REPORT_TEXT.format(period=period, done=done)), REPORT, made.inbox / f"{name}.xlsx")
    assert made.audit().status == 0
    assert [line.partition(":")[0] for line in told(made)] == ["TH04 Cảnh báo b.xlsx", "TH04 Cảnh báo c.xlsx"]
