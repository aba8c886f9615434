"""A finding stays the same after rows moved and figures were corrected, and no two findings are one (contract §4)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from edited_workbooks import Change, edited, rows_and_columns_inserted, rows_turned_around, sheets_renamed_and_moved
from openpyxl import Workbook

from ktt_check.resources import workbooks_folder

from journey_runner import findings_of, run_check, sheet, write_plan, write_programme

Marks = dict[tuple[str, str, str], str]

# A weaker target, a row without code, a share beyond 100, a task without lead, a unit nobody knows, a duplicate.
FAULTS = (
    ("| trên | 65 |", "| từ | 55 |"),
    ("| từ | 40 |", "| từ | 30 |"),
    ("| 4 | CT3 | Thư viện", "| 4 | | Thư viện"),
    ("| không quá | 4 |", "| không quá | 400 |"),
    ("| Phòng Nội vụ |", "| |"),
    ("| UBND các xã, thị trấn | Phòng Tài chính - Kế hoạch |", "| Trung tâm Đọc sách | Trạm Sách lưu động |"),
    ("| 3 | NV2.2 |", "| 3 | NV2.1 |"),
)


LAST_ROW = "| Thư viện | N2.2 | | Mục III | |"
THIRD_OF_ONE_CODE = "| 4 | NV2.1 | NV2 | Việc khác | | Phòng Văn hóa và Thông tin | | 2024 | | N2.2 | | | |"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_programme(tmp_path_factory.mktemp("programme") / "programme.xlsx")


def marks(plan: Path, programme: Path) -> dict[str, tuple[str, str]]:
    """Fingerprint to rule and key of every finding."""
    return {one["fingerprint"]: (one["rule"], one["key"]) for one in findings_of(plan, programme)}


def faulty(folder: Path, change: Change | None = None, *changes: tuple[str, str]) -> Path:
    return edited(write_plan(folder / "plan.xlsx", *FAULTS, *changes), change)


def figure_corrected(book: Workbook) -> None:
    sheet(book, "Chỉ tiêu")["K3"] = 58


def spelled_otherwise(book: Workbook) -> None:
    page = sheet(book, "Chỉ tiêu")
    page["B3"] = " ct 1"
    page["C5"] = "THƯ VIỆN  xã được nâng cấp"
    sheet(book, "Nhiệm vụ")["B5"] = "nv2.1"


CHANGES = [rows_and_columns_inserted, sheets_renamed_and_moved, figure_corrected, spelled_otherwise]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_fingerprints_survive_what_people_do_to_a_plan(
    change: Callable[[Workbook], None], programme: Path, tmp_path: Path
) -> None:
    """Never made of cell or value, nor of the spelling of a code or title."""
    before = marks(faulty(tmp_path / "before"), programme)
    assert {rule for rule, _ in before.values()} >= {"BM02", "BM05", "CT02", "CT07", "DV01", "NV02"}
    assert marks(faulty(tmp_path / "after", change), programme) == before


def test_fingerprints_survive_rows_that_moved(programme: Path, tmp_path: Path) -> None:
    """All but the duplicate, which is the later of two equal rows, wherever they stand."""
    before = marks(faulty(tmp_path / "before"), programme)
    assert marks(faulty(tmp_path / "after", rows_turned_around), programme) == before


def test_every_finding_has_its_own_fingerprint(programme: Path, tmp_path: Path) -> None:
    """Two faults in one cell, two units in one cell, two further rows of one code."""
    plan = faulty(
        tmp_path,
        None,
        ("| Trạm Sách lưu động |", "| Trạm Sách lưu động; Trạm Thư viện số |"),
        (LAST_ROW, f"{LAST_ROW}\n{THIRD_OF_ONE_CODE}"),
    )
    found = findings_of(plan, programme)
    assert [mark for mark, times in Counter(one["fingerprint"] for one in found).items() if times > 1] == []
    assert len([one for one in found if one["rule"] == "BM05"]) == 2


@pytest.mark.parametrize("plan", sorted((workbooks_folder() / "plans").glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_finding_of_a_real_plan_has_its_own_fingerprint(plan: Path) -> None:
    """The shipped plans, against what is found for them."""
    outcome = run_check(str(plan), "--no-annotate", "--format", "json")
    found = json.loads(outcome.stdout)["results"][0]["findings"]
    assert [mark for mark, times in Counter(one["fingerprint"] for one in found).items() if times > 1] == []


def test_the_language_and_the_names_of_files_do_not_count(programme: Path, tmp_path: Path) -> None:
    """The same plan under another name, in English, against the programme lying elsewhere."""
    plan = faulty(tmp_path)
    before = [one["fingerprint"] for one in findings_of(plan, programme)]
    other = plan.rename(tmp_path / "khác.xlsx")
    elsewhere = write_programme(tmp_path / "cấp trên" / "x.xlsx")
    assert [one["fingerprint"] for one in findings_of(other, elsewhere, "--lang", "en")] == before


def test_another_document_has_another_first_half_only(programme: Path, tmp_path: Path) -> None:
    """The second half compares two submissions once the files are paired."""
    one = marks(faulty(tmp_path / "one"), programme)
    other = marks(faulty(tmp_path / "other", None, ("| 88/KH-UBND |", "| 89/KH-UBND |")), programme)
    assert [mark.split(".")[1] for mark in one] == [mark.split(".")[1] for mark in other]
    assert {mark.split(".")[0] for mark in one}.isdisjoint(mark.split(".")[0] for mark in other)
    assert len({mark.split(".")[0] for mark in one}) == 1


def test_a_corrected_date_or_title_of_the_document_leaves_it_the_same(programme: Path, tmp_path: Path) -> None:
    """The number names the plan of an issuer; a draft without number is known by its title."""
    one = set(marks(faulty(tmp_path / "one"), programme))
    other = set(marks(faulty(tmp_path / "other", None, ("| 20/5/2023 |", "| 22/5/2023 |")), programme))
    assert one == other
