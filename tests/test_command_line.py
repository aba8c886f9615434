"""The command line as the contract has it: statuses, formats, output files, and one Vietnamese line for each error."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook

from ktt_check import __version__
from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules

from journey_runner import Run, run, run_check, write_plan, write_programme

WEAKER = ("| trên | 65 |", "| từ | 55 |"), ("| từ | 40 |", "| từ | 30 |")
WARNED = (("| Phòng Nội vụ |", "| |"),)
REMARKED = (("| Phòng Nội vụ |", "| Trung tâm Đọc sách |"),)

MESSAGE = "CT1/2030: mức “ít nhất 55%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày 15/3/2023): thấp hơn 5 điểm %."
FIX = "Nâng mức cho đạt “trên 60%”, hoặc giải trình căn cứ đặt mức khác."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the tests only read: plans of every outcome, the programme, and files that are no plans."""
    folder = tmp_path_factory.mktemp("desk")
    write_programme(folder / "chương trình.xlsx")
    write_plan(folder / "clean.xlsx")
    write_plan(folder / "weaker.xlsx", *WEAKER)
    write_plan(folder / "warned.xlsx", *WARNED)
    write_plan(folder / "remarked.xlsx", *REMARKED)
    (folder / "csv.xlsx").write_text("TT,Mã\n1,CT1\n", encoding="utf-8")
    book = Workbook()
    book.save(folder / "other.xlsx")
    rule = folder / "rules" / "QN01-cannot-run.yaml"
    rule.parent.mkdir()
    rule.write_text(
        "title: {vi: Quy tắc hỏng, en: Broken}\nbasis: {vi: a, en: b}\nseverity: info\neach: targets\n"
        "check: {accountable: {who: value}}\nmarks: [note]\n"
        "message: {vi: a, en: b}\nfix: {vi: a, en: b}\n",
        encoding="utf-8",
    )
    rule.with_suffix(".md").write_text("# QN01\n", encoding="utf-8")
    return folder


def check(desk: Path, name: str, *arguments: str) -> Run:
    """The plan against the programme, nothing written."""
    against = "--against", str(desk / "chương trình.xlsx")
    return run_check(str(desk / name), *against, "--no-annotate", *arguments)


def document(outcome: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


# Exit statuses


@pytest.mark.parametrize(
    ("name", "fail_on", "status"),
    [
        ("clean.xlsx", "info", 0),
        ("remarked.xlsx", "error", 0),
        ("remarked.xlsx", "warning", 0),
        ("remarked.xlsx", "info", 1),
        ("warned.xlsx", "error", 0),
        ("warned.xlsx", "warning", 1),
        ("warned.xlsx", "info", 1),
        ("weaker.xlsx", "error", 1),
        ("weaker.xlsx", "warning", 1),
        ("weaker.xlsx", "never", 0),
        ("csv.xlsx", "never", 3),
        ("other.xlsx", "never", 3),
    ],
)
def test_the_status_counts_findings_at_or_above_fail_on(desk: Path, name: str, fail_on: str, status: int) -> None:
    """0 and 1 by severity; "never" takes away only the 1."""
    assert check(desk, name, "--fail-on", fail_on).status == status


def test_without_fail_on_errors_count(desk: Path) -> None:
    """The default is --fail-on error."""
    assert (check(desk, "warned.xlsx").status, check(desk, "weaker.xlsx").status) == (0, 1)


def test_no_higher_level_at_hand_is_status_3(desk: Path) -> None:
    """Nothing could be compared: that is not "nothing found"."""
    assert run_check(str(desk / "clean.xlsx"), "--no-annotate", "--fail-on", "never").status == 3


def test_a_rule_that_cannot_run_is_status_3_and_unchecked(desk: Path) -> None:
    """Its findings are not known; the other rules ran."""
    outcome = check(desk, "weaker.xlsx", "--rules", str(desk / "rules"), "--format", "json")
    result = document(outcome)["results"][0]
    assert outcome.status == 3
    assert [finding["rule"] for finding in result["findings"]] == ["CT02"]
    reason = "Quy tắc QN01 gặp sự cố khi chạy; đề nghị báo cho người quản trị công cụ."
    assert result["unchecked"] == [{"rule": "QN01", "sheet": None, "cell": None, "reason": reason}]


def test_over_several_workbooks_the_highest_status_counts(desk: Path) -> None:
    """A clean one, a weaker one and an unreadable one: 3; without the last: 1."""
    clean, csv = str(desk / "clean.xlsx"), str(desk / "csv.xlsx")
    assert check(desk, "weaker.xlsx", clean, csv).status == 3
    assert check(desk, "weaker.xlsx", clean).status == 1


NO_FOLDER = "Không có tệp hoặc thư mục {desk}/none.xlsx.\n"
LINES: list[tuple[list[str], int, str]] = [
    (["check", "{desk}/none.xlsx"], 2, NO_FOLDER),
    (["check", "{desk}/clean.xlsx", "--against", "{desk}/none.xlsx"], 2, NO_FOLDER),
    (["check", "{desk}/clean.xlsx", "--rules", "{desk}/none.xlsx"], 2, NO_FOLDER),
    (["check", "{desk}/clean.xlsx", "--programmes", "{desk}/none.xlsx"], 2, NO_FOLDER),
    (
        ["check", "{desk}/clean.xlsx", "--programmes", "{desk}/csv.xlsx"],
        2,
        "--programmes phải là một thư mục: {desk}/csv.xlsx\n",
    ),
    (["check", "{desk}/rules"], 2, "Không tìm thấy biểu .xlsx hoặc .xlsm nào trong {desk}/rules.\n"),
    (
        ["check", "{desk}/clean.xlsx", "--format", "xml"],
        2,
        "“xml” không phải là giá trị của --format; chọn một trong: text, json, sarif, junit.\n",
    ),
    (
        ["check", "{desk}/clean.xlsx", "--lang", "fr"],
        2,
        "“fr” không phải là giá trị của --lang; chọn một trong: vi, en.\n",
    ),
    (
        ["check", "{desk}/clean.xlsx", "--fail-on", "all"],
        2,
        "“all” không phải là giá trị của --fail-on; chọn một trong: error, warning, info, never.\n",
    ),
    (
        ["check", "{desk}/clean.xlsx", "--as-of", "21/11/2026"],
        2,
        "Ngày “21/11/2026” không hợp lệ; viết dạng 2026-11-21.\n",
    ),
    (["check"], 2, "Thiếu đối số PATH. Xem: ktt-check --help\n"),
    (["check", "a.xlsx", "--out"], 2, "Chưa ghi giá trị của tùy chọn --out. Xem: ktt-check --help\n"),
    (
        ["check", "a.xlsx", "--no-annotate=1"],
        2,
        "Tùy chọn --no-annotate không nhận giá trị. Xem: ktt-check --help\n",
    ),
    (
        ["check", "a.xlsx", "--programs", "x"],
        2,
        "Không có tùy chọn --programs (có phải --programmes?). Xem: ktt-check --help\n",
    ),
    (["chek", "a.xlsx"], 2, "Không có lệnh chek (có phải check?). Xem: ktt-check --help\n"),
    (["audit", "{desk}/none.xlsx"], 2, NO_FOLDER),
    (["audit", "{desk}/csv.xlsx"], 2, "FOLDER phải là một thư mục: {desk}/csv.xlsx\n"),
    (["demo", "x"], 2, "Thừa đối số: x. Xem: ktt-check --help\n"),
    (["rules", "show", "XX99"], 2, "Không có quy tắc XX99. Quy tắc riêng thì thêm --rules và thư mục của nó.\n"),
    (
        ["check", "{desk}/clean.xlsx", "--against", "{desk}/other.xlsx"],
        3,
        "Tệp other.xlsx nêu ở --against không phải biểu Kế hoạch nên không dùng làm văn bản cấp trên được.\n",
    ),
    (
        ["check", "{desk}/clean.xlsx", "--rules", "{desk}/csv.xlsx"],
        4,
        "Bộ quy tắc có sai sót:\n{desk}/csv.xlsx: không có thư mục này\n",
    ),
]


@pytest.mark.parametrize(("arguments", "status", "line"), LINES, ids=[" ".join(line[0][:4]) for line in LINES])
def test_what_is_wrong_is_one_vietnamese_line_on_stderr(
    desk: Path, arguments: list[str], status: int, line: str
) -> None:
    """Wrong use is 2, an unusable --against 3, invalid rules 4; stdout stays empty for whoever parses it."""
    outcome = run(*(argument.replace("{desk}", str(desk)) for argument in arguments))
    assert (outcome.status, outcome.stdout, outcome.stderr) == (status, "", line.replace("{desk}", str(desk)))


def test_an_unreadable_programme_named_by_against_is_status_3(desk: Path) -> None:
    """The refusal's own sentence is the line."""
    outcome = run_check(str(desk / "clean.xlsx"), "--against", str(desk / "csv.xlsx"))
    assert (outcome.status, outcome.stdout, outcome.stderr.count("\n")) == (3, "", 1)
    assert outcome.stderr.startswith("Tệp “csv.xlsx” không phải là sổ tính Excel mà là văn bản phân cách kiểu CSV; ")


def test_without_a_command_the_help_is_shown_on_stderr() -> None:
    """A bare ktt-check is wrong use, but helpful."""
    outcome = run()
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Cách dùng: ktt-check ")


# Help and version


def test_help_shows_examples_and_statuses_in_vietnamese() -> None:
    """--help of check: two-line examples to copy, every option, every status."""
    outcome = run_check("--help")
    assert (outcome.status, outcome.stderr) == (0, "")
    lines = outcome.stdout.splitlines()
    assert "    ktt-check check nop/ --programmes chuong-trinh/ --out ket-qua/" in lines
    assert "    ktt-check check ke-hoach.xlsx --against nghi-quyet.xlsx --no-annotate --format json" in lines
    assert [line for line in lines if line and line[0] != " "][1:] == ["Đối số:", "Tùy chọn:"]
    for option in ("--against", "--programmes", "--rules", "--profile", "--out", "--no-annotate", "--format", "--lang",
                   "--as-of", "--fail-on"):  # fmt: skip
        assert sum(line.startswith(f"  {option} ") for line in lines) == 1


def test_the_version_names_tool_rule_set_and_profile() -> None:
    """Three things that a result can be traced to."""
    book = load_rules(rules_folder())
    outcome = run("--version")
    assert (outcome.status, outcome.stdout) == (
        0,
        f"ktt-check {__version__}\nBộ quy tắc: {book.version} ({len(book.rules)})\nHồ sơ cấu hình: mặc định\n",
    )


# JSON, SARIF, JUnit, text


def test_the_json_document_has_exactly_the_keys_of_the_contract(desk: Path) -> None:
    """One finding, whole."""
    outcome = check(desk, "weaker.xlsx", "--format", "json", "--as-of", "2026-11-21")
    plan, programme = str(desk / "weaker.xlsx"), str(desk / "chương trình.xlsx")
    found = document(outcome)
    fingerprint = found["results"][0]["findings"][0].pop("fingerprint")
    assert found == {
        "version": 1,
        "as_of": "2026-11-21",
        "results": [
            {
                "workbook": plan,
                "form": "plan",
                "unit": "UBND huyện Nam Đàn",
                "programmes": [programme],
                "counts": {"error": 1, "warning": 0, "info": 0, "waived": 0, "unchecked": 0},
                "findings": [
                    {
                        "rule": "CT02",
                        "severity": "error",
                        "verdict": "fail",
                        "sheet": "Chỉ tiêu",
                        "cell": "K3",
                        "key": "CT1/2030",
                        "message": MESSAGE,
                        "value": "ít nhất 55%",
                        "expected": "trên 60%",
                        "difference": "thấp hơn 5 điểm %",
                        "basis": load_rules(rules_folder())["CT02"].data.basis.vi,
                        "fix": FIX,
                        "related": [
                            {"workbook": plan, "sheet": "Chỉ tiêu", "cell": "J3"},
                            {"workbook": programme, "sheet": "Chỉ tiêu", "cell": "K2"},
                        ],
                        "status": "new",
                    }
                ],
                "unchecked": [],
                "error": None,
            }
        ],
    }
    halves = fingerprint.split(".")
    assert [len(half) for half in halves] == [12, 12]
    assert outcome.stderr == ""


def test_a_file_that_cannot_be_read_is_a_whole_result_with_its_error(desk: Path) -> None:
    """Never an exception, never a missing entry."""
    outcome = check(desk, "csv.xlsx", "--format", "json")
    result = document(outcome)["results"][0]
    assert result.pop("error").startswith("Tệp “csv.xlsx” không phải là sổ tính Excel mà là văn bản phân cách kiểu CSV")
    assert result == {
        "workbook": str(desk / "csv.xlsx"),
        "form": None,
        "unit": None,
        "programmes": [],
        "counts": {"error": 0, "warning": 0, "info": 0, "waived": 0, "unchecked": 0},
        "findings": [],
        "unchecked": [],
    }


def test_the_sarif_log_holds_the_finding_with_its_place_and_fingerprint(desk: Path) -> None:
    """SARIF 2.1.0: rules listed once, the result points into them, addresses are logical locations."""
    outcome = check(desk, "weaker.xlsx", str(desk / "csv.xlsx"), "--format", "sarif")
    log = document(outcome)
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (whole,) = log["runs"]
    driver = whole["tool"]["driver"]
    codes = [rule.code for rule in load_rules(rules_folder()).rules]
    assert (driver["name"], driver["version"]) == ("ktt-check", __version__)
    assert [rule["id"] for rule in driver["rules"]] == codes
    (result,) = whole["results"]
    fingerprint = result.pop("partialFingerprints")["kttCheck/v1"]
    json_finding = document(check(desk, "weaker.xlsx", "--format", "json"))["results"][0]["findings"][0]
    assert fingerprint == json_finding["fingerprint"]
    assert result == {
        "ruleId": "CT02",
        "ruleIndex": codes.index("CT02"),
        "level": "error",
        "kind": "fail",
        "message": {"text": f"{MESSAGE} {FIX}"},
        "locations": [location(desk / "weaker.xlsx", "Chỉ tiêu!K3")],
        "relatedLocations": [
            location(desk / "weaker.xlsx", "Chỉ tiêu!J3"),
            location(desk / "chương trình.xlsx", "Chỉ tiêu!K2"),
        ],
        "properties": {"verdict": "fail", "key": "CT1/2030"},
    }
    (invocation,) = whole["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert (invocation["executionSuccessful"], note["level"]) == (False, "error")
    assert note["locations"] == [location(desk / "csv.xlsx", "")]


def location(path: Path, name: str) -> dict[str, Any]:
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": path.as_uri()}}}
    return place | ({"logicalLocations": [{"fullyQualifiedName": name, "kind": "cell"}]} if name else {})


def test_the_junit_report_is_well_formed_with_one_failure(desk: Path) -> None:
    """A suite a workbook, a case a rule; a file that cannot be read is an error."""
    outcome = check(desk, "weaker.xlsx", str(desk / "csv.xlsx"), "--format", "junit")
    rules = load_rules(rules_folder()).rules
    root = ElementTree.fromstring(outcome.stdout)
    first, second = root
    assert (root.tag, root.attrib) == ("testsuites", {"name": "ktt-check"})
    assert first.attrib == {
        "name": str(desk / "weaker.xlsx"), "tests": str(len(rules)), "failures": "1", "errors": "0", "skipped": "0",
    }  # fmt: skip
    assert [case.attrib["name"] for case in first] == [f"{rule.code} {rule.data.title.vi}" for rule in rules]
    (failing,) = [case for case in first if len(case)]
    (failure,) = failing
    assert failing.attrib == {"classname": "weaker.xlsx", "name": "CT02 Chỉ tiêu thấp hơn cấp trên"}
    assert (failure.tag, failure.attrib, failure.text) == (
        "failure",
        {"message": "CT02: 1"},
        f"error Chỉ tiêu!K3: {MESSAGE}",
    )
    assert second.attrib == {
        "name": str(desk / "csv.xlsx"), "tests": "1", "failures": "0", "errors": "1", "skipped": "0",
    }  # fmt: skip
    assert second[0][0].tag == "error"


def test_what_could_not_be_checked_is_skipped_in_junit(desk: Path) -> None:
    """Without a higher level the rules about it are neither passed nor failed."""
    outcome = run_check(str(desk / "clean.xlsx"), "--no-annotate", "--format", "junit")
    suite = ElementTree.fromstring(outcome.stdout)[0]
    skipped = {case.attrib["name"][:4]: case[0].attrib["message"] for case in suite if case.find("skipped") is not None}
    assert skipped["CT02"] == "Chưa có biểu của văn bản cấp trên nào để đối chiếu."
    assert suite.attrib["skipped"] == str(len(skipped))


def test_the_summary_says_first_what_a_reviewer_reads_first(desk: Path) -> None:
    """The document, what it was checked against, the verdict, then each finding with its cell and what to do."""
    assert check(desk, "weaker.xlsx").stdout == (
        "Kết quả kiểm tra: weaker.xlsx\n"
        "  Văn bản: 88/KH-UBND ngày 20/5/2023\n"
        "  Đơn vị: UBND huyện Nam Đàn\n"
        "  Đối chiếu với: 15-CTr/TU ngày 15/3/2023\n"
        "  → Phát hiện 1 lỗi, 0 cảnh báo, 0 lưu ý.\n"
        "    ✗ CT02 Lỗi [Chỉ tiêu!K3] CT1/2030: mức “ít nhất 55%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày\n"
        "      15/3/2023): thấp hơn 5 điểm %.\n"
        "        Yêu cầu: trên 60%\n"
        f"        Cách sửa: {FIX}\n"
    )


def test_english_is_an_option_for_everything_but_the_form(desk: Path) -> None:
    """--lang en: words in English, the names of sheets as they are."""
    outcome = check(desk, "weaker.xlsx", "--lang", "en", "--format", "json")
    finding = document(outcome)["results"][0]["findings"][0]
    assert (finding["sheet"], finding["expected"], finding["difference"]) == (
        "Chỉ tiêu",
        "more than 60%",
        "lower by 5 percentage points",
    )
    assert finding["fix"] == "Raise it to “more than 60%”, or explain why another level is set."
    assert check(desk, "clean.xlsx", "--lang", "en").stdout.splitlines()[-1] == (
        "  → Nothing found that needs mending."
    )
    missing = run_check(str(desk / "none.xlsx"), "--lang", "en")
    assert missing.stderr == f"There is no file or folder {desk}/none.xlsx.\n"


def test_progress_goes_to_stderr_and_only_over_several_workbooks(desk: Path) -> None:
    """stdout is the document and nothing else."""
    outcome = check(desk, "weaker.xlsx", str(desk / "clean.xlsx"), "--format", "json")
    assert [Path(result["workbook"]).name for result in document(outcome)["results"]] == ["weaker.xlsx", "clean.xlsx"]
    assert outcome.stderr == "[1/2] weaker.xlsx\n[2/2] clean.xlsx\n"


def test_a_total_stands_under_several_summaries(desk: Path) -> None:
    """Files that could not be checked are counted apart."""
    outcome = check(desk, "weaker.xlsx", str(desk / "clean.xlsx"), str(desk / "csv.xlsx"))
    assert outcome.stdout.splitlines()[-1] == ("Đã xem 3 biểu, 1 biểu chưa có kết quả: 1 lỗi, 0 cảnh báo, 0 lưu ý.")


def test_a_workbook_named_twice_is_checked_once(desk: Path) -> None:
    """By the file and by its folder."""
    outcome = check(desk, "clean.xlsx", str(desk / "." / "clean.xlsx"), "--format", "json")
    assert len(document(outcome)["results"]) == 1


def test_a_real_shell_gets_utf8_whatever_its_locale(desk: Path) -> None:
    """The only run in a process of its own: bytes on stdout, the exit status of the process."""
    done = subprocess.run(
        [sys.executable, "-m", "ktt_check", "check", str(desk / "csv.xlsx"), "--no-annotate"],
        capture_output=True,
        env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, b"")
    assert done.stdout.decode("utf-8").startswith("Kết quả kiểm tra: csv.xlsx\n  ✗ Tệp “csv.xlsx” ")


# Files written


def annotated(desk: Path, plan: Path, *arguments: str) -> Run:
    return run_check(str(plan), "--against", str(desk / "chương trình.xlsx"), *arguments)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_result_stands_beside_the_input_and_further_rounds_are_numbered(desk: Path, tmp_path: Path) -> None:
    """x.xlsx, x.ket-qua.xlsx, x.ket-qua-2.xlsx, x.ket-qua-3.xlsx."""
    plan = Path(shutil.copy(desk / "weaker.xlsx", tmp_path / "x.xlsx"))
    first = annotated(desk, plan)
    assert first.stdout.splitlines()[-1] == f"  Bản có ghi chú: {tmp_path}/x.ket-qua.xlsx"
    annotated(desk, tmp_path / "x.ket-qua.xlsx")
    annotated(desk, tmp_path / "x.ket-qua-2.xlsx")
    assert names(tmp_path) == ["x.ket-qua-2.xlsx", "x.ket-qua-3.xlsx", "x.ket-qua.xlsx", "x.xlsx"]


def test_a_workbook_with_macros_stays_one(desk: Path, tmp_path: Path) -> None:
    """.xlsm in, .xlsm out, with its content type."""
    plan = tmp_path / "x.xlsm"
    with zipfile.ZipFile(desk / "weaker.xlsx") as old, zipfile.ZipFile(plan, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            new.writestr(name, data.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert annotated(desk, plan).status == 1
    assert names(tmp_path) == ["x.ket-qua.xlsm", "x.xlsm"]
    with zipfile.ZipFile(tmp_path / "x.ket-qua.xlsm") as result:
        assert b"sheet.macroEnabled.main+xml" in result.read("[Content_Types].xml")


def test_folders_are_read_recursively_and_kept_below_out(desk: Path, tmp_path: Path) -> None:
    """Results and lock files are left out; each result lies in the sub-folder of its input."""
    inbox, out = tmp_path / "nop", tmp_path / "kq"
    for name in ("a.xlsx", "huyen/b.xlsx", "huyen/xa/c.xlsx", "huyen/b.ket-qua.xlsx", "huyen/~$b.xlsx"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(desk / "clean.xlsx", inbox / name)
    outcome = annotated(desk, inbox, "--out", str(out), "--format", "json")
    read = [result["workbook"] for result in document(outcome)["results"]]
    assert read == [str(inbox / name) for name in ("a.xlsx", "huyen/b.xlsx", "huyen/xa/c.xlsx")]
    assert names(out) == ["a.ket-qua.xlsx", "huyen/b.ket-qua.xlsx", "huyen/xa/c.ket-qua.xlsx"]


def test_an_old_excel_file_in_a_folder_is_told_and_not_passed_over(desk: Path, tmp_path: Path) -> None:
    """A submission as .xls looks checked when nobody mentions it."""
    shutil.copy(desk / "clean.xlsx", tmp_path / "a.xlsx")
    (tmp_path / "b.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    outcome = annotated(desk, tmp_path, "--no-annotate", "--format", "json")
    errors = [result["error"] for result in document(outcome)["results"]]
    assert (outcome.status, errors[0], "b.xls" in errors[1]) == (3, None, True)


def test_the_input_is_never_written_to(desk: Path, tmp_path: Path) -> None:
    """Bytes and time stay, in every way of asking; also where one input is where another's result would go."""
    for name in ("x.xlsx", "x.ket-qua.xlsx", "sub/x.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_plan(tmp_path / name, *WEAKER)
    inputs = [tmp_path / name for name in ("x.xlsx", "x.ket-qua.xlsx", "sub/x.xlsx")]
    before = [(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in inputs]
    outcome = annotated(desk, inputs[0], *map(str, inputs[1:]), "--format", "json", "--out", str(tmp_path))
    assert [result["error"] for result in document(outcome)["results"]] == [None, None, None]
    assert [(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in inputs] == before
    assert names(tmp_path) == [
        "sub/x.xlsx", "x.ket-qua (2).xlsx", "x.ket-qua (3).xlsx", "x.ket-qua-2.xlsx", "x.ket-qua.xlsx", "x.xlsx",
    ]  # fmt: skip


def test_two_inputs_of_one_name_have_two_results(desk: Path, tmp_path: Path) -> None:
    """Two districts that both call their file ke-hoach.xlsx do not overwrite each other."""
    one, other = write_plan(tmp_path / "a" / "x.xlsx"), write_plan(tmp_path / "b" / "x.xlsx", *WEAKER)
    outcome = annotated(desk, one, str(other), "--out", str(tmp_path / "out"))
    assert names(tmp_path / "out") == ["x.ket-qua (2).xlsx", "x.ket-qua.xlsx"]
    written = [line.strip() for line in outcome.stdout.splitlines() if line.startswith("  Bản có ghi chú: ")]
    assert written == [
        f"Bản có ghi chú: {tmp_path}/out/x.ket-qua.xlsx",
        f"Bản có ghi chú: {tmp_path}/out/x.ket-qua (2).xlsx",
    ]


def test_an_out_that_cannot_be_written_is_told_and_the_findings_stand(desk: Path, tmp_path: Path) -> None:
    """Status 3, the reason in Vietnamese, and everything that was found."""
    (tmp_path / "file").write_bytes(b"")
    out = tmp_path / "file" / "kq"
    reason = f"Không ghi được kết quả vào {out}/weaker.ket-qua.xlsx: trên đường dẫn có một tệp, không phải thư mục"
    outcome = annotated(desk, desk / "weaker.xlsx", "--out", str(out), "--format", "json")
    result = document(outcome)["results"][0]
    assert (outcome.status, result["error"], result["counts"]["error"]) == (3, reason, 1)
    told = annotated(desk, desk / "weaker.xlsx", "--out", str(out)).stdout
    assert " ".join(told.split()).endswith(f"✗ {reason}")
    assert "CT02" in told


def test_a_file_name_too_long_for_its_result_is_told(desk: Path, tmp_path: Path) -> None:
    """255 bytes are soon full in Vietnamese."""
    plan = Path(shutil.copy(desk / "clean.xlsx", tmp_path / ("ế" * 82 + ".xlsx")))
    outcome = annotated(desk, plan, "--format", "json")
    assert (outcome.status, document(outcome)["results"][0]["error"]) == (
        3,
        f"Không ghi được kết quả vào {tmp_path}/{'ế' * 82}.ket-qua.xlsx: tên tệp quá dài",
    )


def test_an_unreadable_file_among_others_never_stops_the_run(desk: Path, tmp_path: Path) -> None:
    """The files after it are checked and annotated."""
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "gone.xlsx")
    shutil.copy(desk / "weaker.xlsx", tmp_path / "c.xlsx")
    outcome = annotated(desk, tmp_path, "--format", "json", "--out", str(tmp_path / "kq"))
    results = document(outcome)["results"]
    assert [result["error"] is None for result in results] == [False, False, True]
    assert (outcome.status, results[2]["counts"]["error"]) == (3, 1)
    assert names(tmp_path / "kq") == ["c.ket-qua.xlsx"]


def remark(path: Path, **words: str) -> None:
    """Write into the unit's and the reviewer's columns of the first finding."""
    book = load_workbook(path)
    page = book["Kết quả kiểm tra"]
    header = next(row for row in page.iter_rows() if row[0].value == "STT")
    for cell in header:
        if (name := str(cell.value)) in words:
            below = page.cell((cell.row or 0) + 1, cell.column or 0, words[name])
            below.data_type = "s"
    book.save(path)


def remarks(path: Path) -> list[tuple[object, ...]]:
    """Rule, explanation, opinion and reason of each row of the result sheet."""
    page = load_workbook(path)["Kết quả kiểm tra"]
    rows = list(page.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == "STT")
    places = [rows[at].index(name) for name in ("Mã quy tắc", "Giải trình", "Ý kiến thẩm định", "Lý do")]
    return [tuple(row[place] or "" for place in places) for row in rows[at + 1 :] if row[1]]


def test_remarks_are_carried_over_when_a_result_is_replaced(desk: Path, tmp_path: Path) -> None:
    """The figure was corrected a little, rows moved: the finding is the same, and so is what was written beside it."""
    plan = write_plan(tmp_path / "x.xlsx", *WEAKER)
    annotated(desk, plan)
    remark(tmp_path / "x.ket-qua.xlsx", **{"Giải trình": "=1+1 là lý do", "Ý kiến thẩm định": "Yêu cầu sửa"})
    write_plan(plan, ("| trên | 65 |", "| từ | 58 |"), ("| từ | 40 |", "| từ | 30 |"))
    annotated(desk, plan)
    assert remarks(tmp_path / "x.ket-qua.xlsx") == [("CT02", "=1+1 là lý do", "Yêu cầu sửa", "")]


def test_the_units_words_come_from_what_it_sent_the_reviewers_from_the_reviewers_own_file(
    desk: Path, tmp_path: Path
) -> None:
    """A result that came back with an explanation meets an older result with the reviewer's opinion."""
    plan = write_plan(tmp_path / "x.xlsx", *WEAKER)
    annotated(desk, plan)
    sent = tmp_path / "x.ket-qua.xlsx"
    annotated(desk, sent)
    remark(sent, **{"Giải trình": "đã rà soát"})
    remark(tmp_path / "x.ket-qua-2.xlsx", **{"Ý kiến thẩm định": "Yêu cầu sửa", "Lý do": "chưa đủ căn cứ"})
    annotated(desk, sent)
    assert remarks(tmp_path / "x.ket-qua-2.xlsx") == [("CT02", "đã rà soát", "Yêu cầu sửa", "chưa đủ căn cứ")]


def test_a_remark_that_matches_no_finding_any_more_is_listed(desk: Path, tmp_path: Path) -> None:
    """On the terminal and on the result sheet, before the old result is gone."""
    plan = write_plan(tmp_path / "x.xlsx", *WEAKER)
    annotated(desk, plan)
    remark(tmp_path / "x.ket-qua.xlsx", **{"Giải trình": "đã có lý do"})
    write_plan(plan)
    outcome = annotated(desk, plan)
    told = f"Phát hiện trước đây đã có ý kiến nay không còn: CT02 — {MESSAGE} (Giải trình: đã có lý do)."
    assert told in " ".join(outcome.stdout.split())
    page = load_workbook(tmp_path / "x.ket-qua.xlsx")["Kết quả kiểm tra"]
    texts = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell]
    assert any(told in text for text in texts)


def test_a_damaged_earlier_result_is_left_alone(desk: Path, tmp_path: Path) -> None:
    """Its remarks cannot be carried over, so it is not replaced; the new result stands beside it, run after run."""
    plan = write_plan(tmp_path / "x.xlsx", *WEAKER)
    (tmp_path / "x.ket-qua.xlsx").write_bytes(b"PK damaged")
    for _ in range(2):
        outcome = annotated(desk, plan)
        assert "x.ket-qua.xlsx: Không đọc được tệp kết quả cũ" in outcome.stdout
        assert outcome.stdout.splitlines()[-1] == f"  Bản có ghi chú: {tmp_path}/x.ket-qua (2).xlsx"
    assert (tmp_path / "x.ket-qua.xlsx").read_bytes() == b"PK damaged"
    assert names(tmp_path) == ["x.ket-qua (2).xlsx", "x.ket-qua.xlsx", "x.xlsx"]


def test_nothing_is_written_without_annotation(desk: Path, tmp_path: Path) -> None:
    """--no-annotate makes no file and no folder."""
    shutil.copy(desk / "weaker.xlsx", tmp_path / "x.xlsx")
    annotated(desk, tmp_path / "x.xlsx", "--no-annotate", "--out", str(tmp_path / "kq"))
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_control_characters_never_reach_the_terminal(desk: Path, tmp_path: Path) -> None:
    """A file or a cell cannot steer the reviewer's terminal, nor turn its lines around."""
    plan = write_plan(
        tmp_path / "x\x1b[31m.xlsx",
        ("| UBND huyện Nam Đàn |", "| UBND huyện \u202enàĐ maN |"),
        *WEAKER,
    )
    outcome = annotated(desk, plan, "--no-annotate")
    assert [c for c in outcome.stdout if c != "\n" and not c.isprintable()] == []
    assert ElementTree.fromstring(annotated(desk, plan, "--no-annotate", "--format", "junit").stdout) is not None


def test_demo_does_the_main_job_on_the_shipped_workbooks(tmp_path: Path) -> None:
    """Status 0 whatever it finds, an annotated copy of each plan, and the folder named at the end."""
    outcome = run("demo", "--out", str(tmp_path / "kq"))
    plans = sorted(path.stem for path in (rules_folder().parent / "workbooks" / "plans").glob("*.xlsx"))
    assert (outcome.status, names(tmp_path / "kq")) == (0, [f"{plan}.ket-qua.xlsx" for plan in plans])
    assert outcome.stdout.splitlines()[-1] == f"Các bản có ghi chú nằm trong thư mục: {tmp_path}/kq"
    assert outcome.stderr.splitlines()[0] == "Kiểm tra các biểu đi kèm"
