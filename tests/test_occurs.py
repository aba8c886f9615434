"""``occurs``: what a cell names is looked for on another sheet, and what cannot be told is not taken for missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from journey_runner import findings_of, run_check, write_plan, write_programme

RULE = """\
title: {{vi: Thử, en: Test}}
basis: {{vi: Thử, en: Test}}
severity: warning
each: {each}
when: {when}
check: {{occurs: {{{settings}}}}}
marks: [{mark}]
message: {{vi: "{{{said}}}: {{absent}} ({{verdict}})", en: "{{{said}}}: {{absent}}"}}
fix: {{vi: Sửa., en: Mend.}}
"""
LEADS = "what: responsible, list: tasks, columns: [lead]"


def told(
    tmp_path: Path, *changes: tuple[str, str], settings: str = LEADS, each: str = "targets", mark: str = "responsible",
    when: str = "", said: str = "key",
) -> list[str]:  # fmt: skip
    own = tmp_path / "own"
    own.mkdir()
    text = RULE.format(each=each, when=when or f"{mark} is not empty", settings=settings, mark=mark, said=said)
    (own / "QN01-test.yaml").write_text(text, encoding="utf-8")
    (own / "QN01-test.md").write_text("# QN01\n", encoding="utf-8")
    plan, programme = write_plan(tmp_path / "plan.xlsx", *changes), write_programme(tmp_path / "programme.xlsx")
    found = findings_of(plan, programme, "--rules", str(own))
    return [f"{one['cell']} {one['message']}" for one in found if one["rule"] == "QN01"]


TWICE = "| Phòng Văn hóa và Thông tin | Mục II"
LEAD = "| Phòng Văn hóa và Thông tin | UBND các xã, thị trấn | Hằng năm"


def test_a_unit_that_leads_a_task_is_found_there(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_a_unit_that_leads_none_is_named(tmp_path: Path) -> None:
    """Each of several in a cell; those that are there are not told."""
    changed = (TWICE, "| Phòng Nội vụ; Phòng Tư pháp; Phòng Y tế | Mục II")
    assert told(tmp_path, changed) == [
        "Q2 CT1/2025: Phòng Tư pháp; Phòng Y tế (fail)",
        "Q3 CT1/2030: Phòng Tư pháp; Phòng Y tế (fail)",
    ]


@pytest.mark.parametrize(
    ("lead", "responsible"),
    [
        ("Các phòng, ban liên quan", "Phòng Văn hóa và Thông tin"),
        ("Phòng Y tế", "Phòng Văn hoá và Thông tn"),
        ("UBND các xã, thị trấn", "UBND xã Kim Liên"),
    ],
    ids=["a phrase that may mean it", "a name that is doubtful", "a group that it belongs to"],
)
def test_what_cannot_be_told_is_undetermined(lead: str, responsible: str, tmp_path: Path) -> None:
    changes = ((TWICE, f"| {responsible} | Mục II"), (LEAD, f"| {lead} | UBND các xã, thị trấn | Hằng năm"))
    assert [line.rpartition("(")[2] for line in told(tmp_path, *changes)] == ["undetermined)", "undetermined)"]


def test_a_cell_there_that_cannot_be_read_leaves_it_open(tmp_path: Path) -> None:
    """A formula without a stored value may hold the very name."""
    changes = ((TWICE, "| Phòng Tư pháp | Mục II"), (LEAD, "| =F5 | UBND các xã, thị trấn | Hằng năm"))
    assert told(tmp_path, *changes) == [
        "Q2 CT1/2025: Phòng Tư pháp (undetermined)", "Q3 CT1/2030: Phòng Tư pháp (undetermined)",
    ]  # fmt: skip


def test_only_rows_that_fulfil_the_condition_count(tmp_path: Path) -> None:
    settings = f'{LEADS}, where: code != "NV1.1"'
    assert told(tmp_path, settings=settings) == [
        "Q2 CT1/2025: Phòng Văn hóa và Thông tin (fail)", "Q3 CT1/2030: Phòng Văn hóa và Thông tin (fail)",
    ]  # fmt: skip


def test_codes_are_looked_for_one_by_one(tmp_path: Path) -> None:
    """Each heading has a task below it: the code of a task stands in the column Nhóm of another."""
    settings = "what: code, list: tasks, columns: [group]"
    changed = ("| 1 | NV1.1 | NV1 |", "| 1 | NV1.1 | NV2 |")
    assert told(
        tmp_path, changed, settings=settings, each="tasks", mark="code", when="group is empty", said="code"
    ) == ["B2 NV1: NV1 (fail)"]


def test_a_document_cited_in_the_text_stands_among_those_it_rests_on(tmp_path: Path) -> None:
    settings = "what: number, list: references, columns: [number.key]"
    changed = ("Bồi dưỡng người làm thư viện", "Bồi dưỡng theo Kế hoạch số 12/KH-UBND ngày 05/01/2023")
    found = told(tmp_path, changed, settings=settings, each="citations", mark="cell", when="not own", said="place")
    assert found == ["D5 Nhiệm vụ!D5: 12/KH-UBND (fail)"]


def test_without_the_other_sheet_it_is_unchecked(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    asked = {"each": "targets", "when": "code is not empty", "mark": "code", "said": "key"}
    text = RULE.format(settings="what: code, list: allocations, columns: [code]", **asked)
    (own / "QN01-test.yaml").write_text(text, encoding="utf-8")
    (own / "QN01-test.md").write_text("# QN01\n", encoding="utf-8")
    plan, programme = write_plan(tmp_path / "plan.xlsx"), write_programme(tmp_path / "programme.xlsx")
    checked = run_check(str(plan), "--against", str(programme), "--rules", str(own), "--no-annotate").stdout
    assert "Không có trang tính “Phân bổ” nên chưa kiểm tra được." in checked
