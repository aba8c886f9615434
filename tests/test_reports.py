"""A progress report's way: its plan and the unit's earlier reports found, and what cannot be looked at said so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from ktt_check.forms import PLAN, REPORT
from ktt_check.markdown import parse, write_workbook
from ktt_check.resources import rules_folder, workbooks_folder

from journey_runner import Run, run_check, sheet
from rich_workbooks import opened

BASES = {"report": REPORT, "report-before": REPORT, "plan": PLAN, "programme": PLAN}


def write(target: Path, base: str, *changes: tuple[str, str]) -> Path:
    """One of the clean workbooks of the rules' cases, with pieces of its Markdown replaced."""
    text = (rules_folder() / "_cases" / f"{base}.md").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} is not in {base}.md"
        text = text.replace(old, new)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(parse(text), BASES[base], target)
    return target


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the plan and the programme in ``cap-tren``, and the report before in ``bao-cao``."""
    write(tmp_path / "cap-tren" / "plan.xlsx", "plan")
    write(tmp_path / "cap-tren" / "programme.xlsx", "programme")
    write(tmp_path / "bao-cao" / "2023.xlsx", "report-before")
    return tmp_path


def checked(report: Path, desk: Path, *options: str) -> tuple[Run, dict[str, Any]]:
    programmes = ["--programmes", str(desk / "cap-tren")]
    run = run_check(str(report), *programmes, "--format", "json", "--no-annotate", *options)
    return run, json.loads(run.stdout)["results"][0]


def told(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["rule"], f"{one['sheet']}!{one['cell']}", one["message"]) for one in result["findings"]]


def unchecked(result: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(one["rule"], one["reason"]) for one in result["unchecked"]]


NO_EARLIER = ("BC13", "Chưa có biểu báo cáo của kỳ liền trước nên chưa đối chiếu được số liệu kỳ trước.")
NO_BASELINE = (
    "BC07",
    "Kế hoạch chưa ghi giá trị năm gốc và chưa có báo cáo kỳ trước để tính từ đó, nên chưa xét được tiến độ của 4 chỉ"
    " tiêu: CT2/2030, CT3/2030, CT4/2030, CT5/2030.",
)
RESTATED = ("| thư viện | 2030 | khoảng 12 | 4 | 2 | 4 |", "| thư viện | 2030 | khoảng 12 | 4 | 3 | 4 |")
BC13 = (
    "BC13",
    "Tiến độ chỉ tiêu!H4",
    "CT3/2030: cột Kỳ trước ghi 3 thư viện, trong khi báo cáo năm 2023 đã ghi 2 thư viện, chưa giải trình.",
)


def test_the_plan_is_found_among_the_programmes_and_the_earlier_report_beside(desk: Path) -> None:
    run, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    assert (run.status, told(result), unchecked(result)) == (0, [BC13], [])
    assert [Path(path).name for path in result["programmes"]] == ["plan.xlsx", "programme.xlsx"]


def test_the_earlier_report_is_found_among_the_programmes_too(desk: Path) -> None:
    (desk / "bao-cao" / "2023.xlsx").rename(desk / "cap-tren" / "2023.xlsx")
    _, result = checked(write(desk / "rieng" / "2024.xlsx", "report", RESTATED), desk)
    assert told(result) == [BC13]


def test_without_its_plan_a_reports_content_is_unchecked_and_the_status_says_so(desk: Path) -> None:
    report = write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED)
    run = run_check(str(report), "--no-annotate", "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    assert (run.status, told(result)) == (3, [])
    assert any(
        reason.startswith("Chưa có biểu của kế hoạch 88/KH-UBND ngày 20/5/2023") for _, reason in unchecked(result)
    )


def test_a_plan_of_another_date_is_not_taken_for_the_reports(desk: Path) -> None:
    report = write(desk / "bao-cao" / "2024.xlsx", "report", ("| 20/5/2023 |", "| 21/5/2023 |"))
    run, result = checked(report, desk)
    assert run.status == 3
    assert (
        None,
        "Biểu có trong tay là 88/KH-UBND ngày 20/5/2023, không đúng ngày của kế hoạch 88/KH-UBND ngày 21/5/2023 mà báo"
        " cáo nêu, nên chưa đối chiếu được nội dung báo cáo.",
    ) in unchecked(result)


@pytest.mark.parametrize(
    "change",
    [("UBND huyện Nam Đàn", "UBND huyện Thanh Chương"), ("| 88/KH-UBND |", "| 89/KH-UBND |")],
    ids=["another unit", "another plan"],
)
def test_what_is_no_report_of_this_unit_on_this_plan_is_no_earlier_one(desk: Path, change: tuple[str, str]) -> None:
    write(desk / "bao-cao" / "2023.xlsx", "report-before", change)
    run, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    assert (run.status, told(result), unchecked(result)) == (0, [], [NO_EARLIER, NO_BASELINE])


def test_of_two_reports_for_one_period_the_later_counts(desk: Path) -> None:
    later = [("| 04/12/2023 |", "| 20/12/2023 |"), ("| 2 | | 2 | 2 | 100 |", "| 2 | | 3 | 3 | 150 |")]
    write(desk / "bao-cao" / "2023-gui-lai.xlsx", "report-before", *later)
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    assert told(result) == []


def test_a_units_first_report_wants_no_earlier_one(desk: Path) -> None:
    run, result = checked(desk / "bao-cao" / "2023.xlsx", desk)
    assert (run.status, told(result), unchecked(result)) == (0, [], [NO_BASELINE])


def test_a_plan_without_a_number_is_found_by_its_day_and_place(desk: Path) -> None:
    write(desk / "cap-tren" / "plan.xlsx", "plan", ("| 88/KH-UBND |", "| |"))
    write(desk / "bao-cao" / "2023.xlsx", "report-before", ("| 88/KH-UBND |", "| |"))
    run, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED, ("| 88/KH-UBND |", "| |")), desk)
    assert run.status == 0
    assert [rule for rule, *_ in told(result)] == ["BM02", "BC13"]
    assert [Path(path).name for path in result["programmes"]] == ["plan.xlsx", "programme.xlsx"]


def test_a_report_against_a_plan_named_on_the_command_line(desk: Path) -> None:
    report = write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED)
    against = ["--against", str(desk / "cap-tren" / "plan.xlsx")]
    run = run_check(str(report), *against, "--no-annotate", "--format", "json")
    assert told(json.loads(run.stdout)["results"][0]) == [BC13]


def test_reports_of_different_periods_have_different_fingerprints(desk: Path) -> None:
    slip = ("| Đạt | |\n| 4 |", "| Vượt | |\n| 4 |")
    prints = []
    for base, name in (("report", "2024.xlsx"), ("report-before", "2023.xlsx")):
        _, result = checked(write(desk / "bao-cao" / name, base, slip), desk)
        (found,) = (one["fingerprint"] for one in result["findings"] if one["rule"] == "BC08")
        prints.append(found.split("."))
    assert prints[0][0] != prints[1][0]
    assert prints[0][1] == prints[1][1]


def test_the_result_sheet_shows_each_targets_path_and_what_was_reported(tmp_path: Path) -> None:
    """Sparklines of one scale, their figures in hidden columns of the same sheet."""
    reports = workbooks_folder() / "reports"
    report = reports / "nghe-an-363-nam-2025.xlsx"
    run_check(str(report), "--programmes", str(reports), "--out", str(tmp_path))
    copy = tmp_path / "nghe-an-363-nam-2025.ket-qua.xlsx"
    page = sheet(opened(copy), "Kết quả kiểm tra")
    rows = {str(cell.value): cell.row for (cell,) in page["B1:B80"] if cell.value}
    path, reached = ([page.cell(rows["CT1/2030"] + at, column).value for column in range(18, 26)] for at in (0, 1))
    assert path == [762, 788, 815, 842, 869, 896, 923, 950]
    assert reached == [762, 741, 758, None, None, None, None, None]
    assert page.cell(rows["CT1/2030"], 7).value == (
        "Lộ trình: đến kỳ này 815 THT; mục tiêu khoảng 1.000 THT (năm 2030)"
    )
    assert page.cell(rows["CT1/2030"] + 1, 12).value == "Năm 2023: 762 THT; Năm 2024: 741 THT; Năm 2025: 758 THT"
    assert page.column_dimensions["R"].hidden
    with ZipFile(copy) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    (ours,) = (part for part in parts if "sparklineGroups" in part)
    first = rows["CT1/2030"]
    assert f"<xm:f>'Kết quả kiểm tra'!R{first}:Y{first}</xm:f>" in ours
    assert f"<xm:sqref>K{first}</xm:sqref>" in ours
    assert f"<xm:sqref>K{first + 1}</xm:sqref>" in ours


def test_the_sparklines_are_written_as_excel_wants_them(tmp_path: Path) -> None:
    """LibreOffice forgives much that Excel does not: the order of elements, namespaces, and the extension's own uri."""
    reports = workbooks_folder() / "reports"
    run_check(str(reports / "nghe-an-363-nam-2025.xlsx"), "--out", str(tmp_path))
    with ZipFile(tmp_path / "nghe-an-363-nam-2025.ket-qua.xlsx") as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    (ours,) = (part for part in parts if b"sparklineGroups" in part)
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    x14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
    xm = "{http://schemas.microsoft.com/office/excel/2006/main}"
    root = ElementTree.fromstring(ours)
    assert [child.tag.removeprefix(main) for child in root] == [  # a subsequence of CT_Worksheet, the extension last
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
        "dataValidations", "hyperlinks", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors", "extLst",
    ]  # fmt: skip
    (extension,) = root[-1]
    assert (extension.tag, extension.attrib) == (f"{main}ext", {"uri": "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"})
    (groups,) = extension
    assert groups.tag == f"{x14}sparklineGroups"
    assert len(groups) == 18
    colours = ("Series", "Negative", "Axis", "Markers", "First", "Last", "High", "Low")
    shown = {cell.get("r") for cell in root.iter(f"{main}c")}
    for group in groups:
        assert [child.tag for child in group] == [*(f"{x14}color{name}" for name in colours), f"{x14}sparklines"]
        assert (group.get("type"), group.get("minAxisType"), group.get("maxAxisType")) == ("column", "custom", "custom")
        assert float(group.get("manualMin", "")) < float(group.get("manualMax", ""))
        assert group.get("displayHidden") == "1"  # its figures stand in hidden columns
        ((formula, place),) = group[-1]
        assert (formula.tag, place.tag) == (f"{xm}f", f"{xm}sqref")
        assert place.text in shown


def test_an_annotated_report_checked_again_finds_the_same_and_draws_once(desk: Path) -> None:
    report = write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED)
    programmes = ["--programmes", str(desk / "cap-tren")]
    run_check(str(report), *programmes)
    report.unlink()
    run = run_check(str(desk / "bao-cao" / "2024.ket-qua.xlsx"), *programmes, "--format", "json")
    assert told(json.loads(run.stdout)["results"][0]) == [BC13]
    again = opened(desk / "bao-cao" / "2024.ket-qua-2.xlsx")
    assert [name for name in again.sheetnames if name.startswith("Kết quả")] == ["Kết quả kiểm tra"]


def test_a_programme_named_on_the_command_line_does_not_stand_for_the_plan(desk: Path) -> None:
    report = write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED)
    against = ["--against", str(desk / "cap-tren" / "programme.xlsx")]
    run = run_check(str(report), *against, "--no-annotate", "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    assert (run.status, told(result), result["programmes"]) == (3, [], [])


def test_a_workbook_beside_that_cannot_be_read_may_be_the_earlier_report(desk: Path) -> None:
    (desk / "bao-cao" / "2023.xlsx").write_bytes(b"PK\x03\x04 cut off")
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report"), desk)
    reasons = [reason for rule, reason in unchecked(result) if rule == "BC13"]
    assert reasons[0] == NO_EARLIER[1]
    assert reasons[1].startswith("Không đọc được tệp 2023.xlsx nằm cạnh báo cáo")


def test_a_unit_that_reports_on_another_level_s_plan_owes_what_falls_to_it(desk: Path) -> None:
    """A commune on its district's plan: the targets that bind each unit and the tasks given to communes, no totals."""
    plan = [
        ("| 2030 | trên | 65 | | | A1 |", "| 2030 | trên | 65 | | từng đơn vị | A1 |"),
        ("| 2030 | khoảng | 12 | | | A3 |", "| 2030 | khoảng | 12 | | cộng dồn | A3 |"),
        ("| 2023-2025 | Lớp bồi dưỡng | N2.1 | |", "| 2023-2025 | Lớp bồi dưỡng | N2.1 | Xã |"),
    ]
    write(desk / "cap-tren" / "plan.xlsx", "plan", *plan)
    commune = [
        ("| Huyện |", "| Xã |"),
        ("UBND huyện Nam Đàn", "UBND xã Kim Liên"),
        ("| 4 | 2 | 4 | 4 |", "| 0 | 0 | 0 | 0 |"),
    ]
    kept = (
        "| 3 | NV2.2 | Nâng cấp nhà thư viện xã | UBND các xã, thị trấn | 2024-2026 | Đang thực hiện | 30 | | | | |",
        "",
    )
    gone = ("| 2 | NV2.1 | Bồi dưỡng người làm thư viện | Phòng Nội vụ | 2023-2025 | Đang thực hiện | 60 | | | | |", "")
    target = ("| 1 | CT1 | Thôn có tủ sách dùng chung | % | 2025 | 40 | 36 | 31 | 36 | 36 | 100 | Đạt | |", "")
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", *commune, kept, gone, target), desk)
    said = [message for rule, _, message in told(result) if rule in ("BC03", "BC07")]
    assert said == [
        "Chưa báo cáo chỉ tiêu CT1 (“Thôn có tủ sách dùng chung”) của 88/KH-UBND ngày 20/5/2023.",
        "Chưa báo cáo 2 nhiệm vụ của 88/KH-UBND ngày 20/5/2023: NV2.1 (“Bồi dưỡng người làm thư viện”), NV2.2"
        " (“Nâng cấp nhà thư viện xã”).",
    ]


# Which earlier report counts, and when none does

OTHER_FIGURE = ("| 2 | | 2 | 2 | 100 |", "| 2 | | 3 | 3 | 150 |")
PROVINCE = (("UBND huyện Nam Đàn", "UBND tỉnh Quảng Ngãi"), ("| Nghệ An |", "| Quảng Ngãi |"))
AFTER = (("Năm 2024", "Năm 2025"), ("04/12/2024", "16/12/2025"))


def test_of_two_reports_of_one_day_with_different_figures_none_is_taken(desk: Path) -> None:
    write(desk / "bao-cao" / "2023-ban-2.xlsx", "report-before", OTHER_FIGURE)
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    several = (
        "Có nhiều báo cáo kỳ năm 2023 khác số liệu nhau (2023-ban-2.xlsx, 2023.xlsx) và không rõ báo cáo nào là bản"
        " chính thức, nên chưa đối chiếu với kỳ này."
    )
    assert (told(result), unchecked(result)) == ([], [("BC13", several), NO_BASELINE])


def test_a_copy_of_the_earlier_report_is_no_other_report(desk: Path) -> None:
    write(desk / "bao-cao" / "2023-ban-sao.xlsx", "report-before")
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    assert (told(result), unchecked(result)) == ([BC13], [])


def test_figures_of_a_province_that_others_joined_are_not_set_against_those_before(desk: Path) -> None:
    """Quảng Ngãi has kept its name, but since 1 July 2025 it is Kon Tum as well."""
    level = ("| Cấp | Huyện |", "| Cấp | Tỉnh |")
    write(desk / "cap-tren" / "plan.xlsx", "plan", *PROVINCE, ("| Cấp ban hành | Huyện |", "| Cấp ban hành | Tỉnh |"))
    (desk / "bao-cao" / "2023.xlsx").unlink()
    write(desk / "bao-cao" / "2024.xlsx", "report", *PROVINCE, level)
    report = write(desk / "bao-cao" / "2025.xlsx", "report", *PROVINCE, level, *AFTER)
    _, result = checked(report, desk)
    assert [rule for rule, *_ in told(result) if rule in ("BC05", "BC13")] == []
    assert unchecked(result)[:2] == [
        ("BC13", "Từ sau báo cáo năm 2024 (2024.xlsx), tỉnh Kon Tum đã nhập vào đơn vị, nên số liệu kỳ này không cùng"
                 " phạm vi và chưa đối chiếu với kỳ đó."),
        ("BC07", "tỉnh Kon Tum đã nhập vào đơn vị sau khi ban hành 88/KH-UBND ngày 20/5/2023, nên cần người xem lại mục"
                 " tiêu và lộ trình có còn cùng phạm vi với số liệu báo cáo hay không."),
    ]  # fmt: skip


def test_a_department_continues_the_reports_of_the_one_whose_work_it_took_over(desk: Path) -> None:
    (desk / "bao-cao" / "2023.xlsx").unlink()
    before = ("UBND huyện Nam Đàn", "Sở Kế hoạch và Đầu tư")
    now = ("UBND huyện Nam Đàn", "Sở Tài chính")
    department = ("| Cấp | Huyện |", "| Cấp | Sở ngành |")
    write(desk / "bao-cao" / "2024.xlsx", "report", before, department)
    report = write(desk / "bao-cao" / "2025.xlsx", "report", now, department, *AFTER)
    _, result = checked(report, desk)
    (one,) = (said for rule, cell, said in told(result) if (rule, cell) == ("BC13", "Tiến độ chỉ tiêu!H4"))
    assert (
        one == "CT3/2030: cột Kỳ trước ghi 2 thư viện, trong khi báo cáo năm 2024 đã ghi 4 thư viện, chưa giải trình."
    )


def test_the_json_document_has_each_targets_path_and_what_was_reported(tmp_path: Path) -> None:
    """At the end of a report's result; a plan has no such key."""
    reports = workbooks_folder() / "reports"
    run = run_check(str(reports / "nghe-an-363-nam-2025.xlsx"), "--no-annotate", "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    assert list(result)[-2:] == ["error", "progress"]
    assert result["progress"][0] == {
        "key": "CT1/2030",
        "title": "Số tổ hợp tác toàn tỉnh",
        "unit": "THT",
        "path": [{"date": "2023-12-31", "figure": 762}, {"date": "2030-12-31", "figure": 950}],
        "reported": [
            {"date": "2023-12-31", "figure": 762},
            {"date": "2024-12-31", "figure": 741},
            {"date": "2025-12-31", "figure": 758},
        ],
        "expected": 815,
    }


def test_the_figure_before_may_be_that_of_the_same_period_a_year_ago(desk: Path) -> None:
    """Kỳ trước of a year's report: the nine months of that year, or the year before; anything else is restated."""
    nine = (("Năm 2024", "9 tháng năm 2024"), ("04/12/2024", "16/9/2024"))
    figures = ("| 4 | 2 | 4 | 4 | 100 |", "| 4 | 2 | 3 | 4 | 75 |")
    write(desk / "bao-cao" / "2024-9-thang.xlsx", "report", *nine, figures)
    for before, found in (("2", []), ("3", []), ("1", ["báo cáo 9 tháng năm 2024 đã ghi 3 thư viện"])):
        change = ("| khoảng 12 | 4 | 2 | 4 |", f"| khoảng 12 | 4 | {before} | 4 |")
        _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", change), desk)
        restated = [said for rule, cell, said in told(result) if (rule, cell) == ("BC13", "Tiến độ chỉ tiêu!H4")]
        assert [words in said for said, words in zip(restated, found, strict=True)] == [True] * len(found)


def test_a_doubtful_period_just_before_is_not_replaced_by_one_further_back(desk: Path) -> None:
    """Of two reports on nine months none is taken, and the year before does not stand for them."""
    nine = (("Năm 2024", "9 tháng năm 2024"), ("04/12/2024", "16/9/2024"))
    write(desk / "bao-cao" / "9-thang-a.xlsx", "report", *nine)
    write(desk / "bao-cao" / "9-thang-b.xlsx", "report", *nine, ("| 4 | 2 | 4 | 4 | 100 |", "| 4 | 2 | 3 | 4 | 75 |"))
    _, result = checked(write(desk / "bao-cao" / "2024.xlsx", "report", RESTATED), desk)
    assert [one for one in told(result) if one[0] == "BC13"] == []
    assert [rule for rule, _ in unchecked(result)] == ["BC13"]
