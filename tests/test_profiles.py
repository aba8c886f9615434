"""Profiles: a province's own settings, the whole way through real workbooks; found, inherited, named, and strict."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from openpyxl import load_workbook
from test_rules_command import fits

from ktt_check.profiles import put_in_force
from ktt_check.profiles.json_schema import FILE, as_text, json_schema
from ktt_check.resources import rules_folder
from ktt_check.rulebook import RuleBookError, load_rules

from journey_runner import Run, run, run_check, sheet, write_plan, write_programme

EXAMPLE = Path(__file__).resolve().parent.parent / "docs" / "profiles" / "vi-du"
WEAKER = ("| trên | 65 |", "| trên | 55 |")
ABOUT = ("| trên | 65 |", "| khoảng | 62 |")
BOOK = load_rules(rules_folder())
HEAD = "name: Tỉnh mẫu\nversion: '1'\n"


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path / "chương trình.xlsx")


def write_profile(folder: Path, settings: str = "", head: str = HEAD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ktt-check.yaml"
    path.write_text(head + settings, encoding="utf-8")
    return path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_rule(folder: Path, more: str = "", stem: str = "QN01-own") -> Path:
    """An own rule that speaks of every plan, at its date of issue."""
    text = (
        "title: {vi: Quy tắc riêng, en: Own rule}\nbasis: {vi: Tỉnh, en: Province}\nseverity: error\neach: document\n"
        "check: {holds: {that: document.draft and not document.draft}}\nmarks: [date]\n"
        'message: {vi: "Quy tắc riêng.", en: "Own rule."}\nfix: {vi: "Sửa.", en: "Mend."}\n'
    )
    write(folder / f"{stem}.md", "# QN01 · Quy tắc riêng\n")
    return write(folder / f"{stem}.yaml", text + more)


def checked(plan: Path, programme: Path, *options: str) -> tuple[Run, dict[str, Any]]:
    """The plan against the programme, nothing written: the run, and its JSON document."""
    ran = run_check(str(plan), "--against", str(programme), "--no-annotate", "--format", "json", *options)
    return ran, json.loads(ran.stdout) if ran.stdout else {}


def told(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["severity"]) for finding in document["results"][0]["findings"]]


# What a profile changes


def test_a_finding_that_is_rerated_changes_severity_and_exit_status(tmp_path: Path, programme: Path) -> None:
    """Nothing else of the finding does."""
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER)
    shipped, before = checked(plan, programme)
    profile = write_profile(tmp_path / "tinh", "adjust:\n  CT02: {severity: warning}\n")
    own, after = checked(plan, programme, "--profile", str(profile))
    assert (shipped.status, own.status) == (1, 0)
    assert (told(before), told(after)) == ([("CT02", "error")], [("CT02", "warning")])
    one, other = (document["results"][0]["findings"][0] for document in (before, after))
    assert one | {"severity": "warning"} == other
    assert after["profile"]["changed"] == [
        {"rule": "CT02", "what": "severity", "before": "error", "after": "warning"}
    ]  # fmt: skip


def test_no_finding_is_more_severe_than_its_rerated_rule_and_milder_ones_stay(tmp_path: Path) -> None:
    """A rule's variants have severities of their own."""
    down = write_profile(tmp_path / "a", "adjust:\n  NV01: {severity: info}\n")
    up = write_profile(tmp_path / "b", "adjust:\n  NV03: {severity: error}\n")
    capped = [one.words.severity for one in put_in_force(down).rules["NV01"].variants if one.words.severity]
    kept = [one.words.severity for one in put_in_force(up).rules["NV03"].variants if one.words.severity]
    assert {one.words.severity for one in BOOK["NV01"].variants} - {None} == {"warning"}
    assert (set(capped), set(kept)) == ({"info"}, {"info"})


def test_a_rule_that_is_off_finds_nothing_and_is_named_with_its_reason_everywhere(
    tmp_path: Path, programme: Path
) -> None:
    """On the result sheet, in the text, in JSON, SARIF and JUnit."""
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER)
    reason = "Tỉnh xét chỉ tiêu này tại hội nghị"
    profile = write_profile(tmp_path / "tinh", f"adjust:\n  CT02: {{off: {reason}}}\n")
    arguments = (str(plan), "--against", str(programme), "--profile", str(profile), "--out", str(tmp_path / "out"))
    text = run_check(*arguments)
    title = "Chỉ tiêu thấp hơn cấp trên"
    digest = put_in_force(profile).profile
    assert digest is not None
    assert text.status == 0
    assert "Không phát hiện nội dung cần sửa." in text.stdout
    assert f"Hồ sơ cấu hình: Tỉnh mẫu, phiên bản 1 (mã {digest.digest})\n" in text.stdout
    assert f"  – Tắt CT02 “{title}”: {reason}" in text.stdout
    page = sheet(load_workbook(tmp_path / "out" / "plan.ket-qua.xlsx"), "Kết quả kiểm tra")
    cells = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    at = cells.index("Quy tắc đã tắt")
    assert cells[at + 1] == f"Tắt CT02 “{title}”: {reason}"
    assert f"Tỉnh mẫu, phiên bản 1 (mã {digest.digest})" in cells
    document = json.loads(run_check(*arguments, "--format", "json").stdout)
    assert document["profile"] == {
        "name": "Tỉnh mẫu", "version": "1", "digest": digest.digest, "inherits": [], "rules": BOOK.version,
        "off": [{"rule": "CT02", "reason": reason}], "changed": [],
    }  # fmt: skip
    sarif = json.loads(run_check(*arguments, "--format", "sarif").stdout)["runs"][0]
    (rule,) = (one for one in sarif["tool"]["driver"]["rules"] if one["id"] == "CT02")
    assert (rule["defaultConfiguration"]["enabled"], rule["properties"]) == (False, {"off": reason})
    assert sarif["properties"]["profile"]["name"] == "Tỉnh mẫu"
    junit = ElementTree.fromstring(run_check(*arguments, "--format", "junit").stdout)
    (case,) = (one for one in junit.iter("testcase") if one.attrib["name"] == f"CT02 {title}")
    assert case[0].attrib == {"message": f"Tắt theo hồ sơ cấu hình: {reason}"}


@pytest.mark.parametrize(
    ("changes", "settings", "before", "after"),
    [
        ((ABOUT,), "about: 2%", [("CT03", "warning")], []),
        ((ABOUT,), "about: 0%", [("CT03", "warning")], []),
        ((("| trên | 65 |", "| khoảng | 58 |"),), "about: 2%", [("CT03", "warning")], [("CT02", "error")]),
        ((("| trên | 65 |", "| gần | 62 |"),), "nearly_from: 98%", [("CT03", "warning")], []),
    ],
    ids=["about 2 %", "about 0 %", "about becomes weaker", "nearly"],
)
def test_what_about_and_nearly_mean_is_the_provinces_to_say(
    changes: tuple[tuple[str, str], ...],
    settings: str,
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
    tmp_path: Path,
    programme: Path,
) -> None:
    """“khoảng 62” against “trên 60”: 58,9–65,1 cannot be told, 60,76–63,24 conforms."""
    plan = write_plan(tmp_path / "plan.xlsx", *changes)
    profile = write_profile(tmp_path / "tinh", f"parameters: {{{settings}}}\n")
    assert told(checked(plan, programme)[1]) == before
    assert told(checked(plan, programme, "--profile", str(profile))[1]) == after


def test_the_tolerance_counts_for_what_the_programme_demands_too(tmp_path: Path) -> None:
    """Of “khoảng 70” with 10 % the demand is 63."""
    programme = write_programme(tmp_path / "p.xlsx", ("| trên | 60 |", "| khoảng | 70 |"))
    plan = write_plan(tmp_path / "plan.xlsx")
    profile = write_profile(tmp_path / "tinh", "parameters: {about: 10%}\n")
    assert told(checked(plan, programme)[1]) == [("CT02", "error")]
    assert told(checked(plan, programme, "--profile", str(profile))[1]) == []


def test_a_rules_own_parameter_is_set_for_that_rule_alone(tmp_path: Path, programme: Path) -> None:
    """Kinds of document that need state no reporting duty; what was shipped and what holds are told."""
    plan = write_plan(tmp_path / "plan.xlsx", ("| Kỳ báo cáo định kỳ | Hằng năm |", "| Kỳ báo cáo định kỳ | |"),
                      ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |"))  # fmt: skip
    profile = write_profile(tmp_path / "tinh", "adjust:\n  VB07:\n    parameters: {exempt: [Nghị quyết, Kế hoạch]}\n")
    ran, document = checked(plan, programme, "--profile", str(profile))
    assert (told(checked(plan, programme)[1]), told(document), ran.status) == ([("VB07", "warning")], [], 0)
    assert document["profile"]["changed"] == [
        {"rule": "VB07", "what": "exempt", "before": ["Nghị quyết"], "after": ["Nghị quyết", "Kế hoạch"]}
    ]
    shown = run("rules", "show", "VB07", "--profile", str(profile)).stdout
    assert "  exempt = Nghị quyết, Kế hoạch  (loại văn bản không phải nêu chế độ báo cáo)\n" in shown


@pytest.mark.parametrize(
    ("level", "levels", "codes"),
    [
        ("Huyện", "[Huyện, Xã]", ["VB07"]),
        ("Huyện", "[Tỉnh, Sở ngành]", []),
        ("", "[Tỉnh, Sở ngành]", ["BM02", "VB07"]),
    ],
)
def test_a_rule_is_asked_of_the_levels_that_a_profile_names(
    level: str, levels: str, codes: list[str], tmp_path: Path, programme: Path
) -> None:
    """A document that does not say its level is asked; what a profile leaves out is told with what is shipped."""
    plan = write_plan(tmp_path / "plan.xlsx", ("| Cấp ban hành | Huyện |", f"| Cấp ban hành | {level} |"),
                      ("| Kỳ báo cáo định kỳ | Hằng năm |", "| Kỳ báo cáo định kỳ | |"),
                      ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |"))  # fmt: skip
    profile = write_profile(tmp_path / "tinh", f"adjust:\n  VB07: {{levels: {levels}}}\n")
    assert [code for code, _ in told(checked(plan, programme, "--profile", str(profile))[1])] == codes
    shown = run("rules", "list", "--profile", str(profile)).stdout
    assert f"[cấp ban hành được xét: {levels[1:-1]} (đi kèm: mọi cấp)]" in shown


def test_a_rule_of_any_list_can_be_kept_to_levels(tmp_path: Path, programme: Path) -> None:
    """Whatever it judges, row by row or as a whole."""
    adjust = "".join(f"  {rule.code}: {{levels: [Xã]}}\n" for rule in BOOK.rules)
    profile = write_profile(tmp_path / "tinh", f"adjust:\n{adjust}")
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER, ("| Phòng Nội vụ |", "| Các cơ quan liên quan |"))
    assert told(checked(plan, programme)[1]) != []
    document = checked(plan, programme, "--profile", str(profile))[1]
    assert (told(document), document["results"][0]["unchecked"]) == ([], [])


def test_registries_of_the_province_add_to_the_shipped_ones(tmp_path: Path, programme: Path) -> None:
    """A unit of measure, an instrument that was superseded, a unit that may be given work."""
    basis = "| 15-CTr/TU | 15/3/2023 | Tỉnh ủy Nghệ An | Chương trình đọc sách | Thực hiện | Phần căn cứ |"
    plan = write_plan(
        tmp_path / "plan.xlsx",
        ("được nâng cấp | thư viện |", "được nâng cấp | phòng đọc |"),
        (basis, f"{basis}\n| 45/2019/QĐ-UBND | 20/9/2019 | UBND tỉnh Nghệ An | Quy chế thư viện | Căn cứ | Căn cứ |"),
        ("| | Phòng Nội vụ | Phòng Văn hóa", "| | Tổ đọc sách huyện Nam Đàn | Phòng Văn hóa"),
    )
    assert told(checked(plan, programme)[1]) == [("BM04", "warning"), ("DV01", "info")]
    data = tmp_path / "tinh" / "danh-muc"
    write(data / "measure-nouns.tsv", "# của tỉnh\nphòng đọc\tphòng đọc sách\n")
    write(
        data / "superseded-instruments.tsv",
        "number\tdate\ttitle\treplaced_by\treplaced_by_date\tfrom\tverified\n"
        "45/2019/QĐ-UBND\t20/9/2019\tQuy chế thư viện\t12/2022/QĐ-UBND\t01/4/2022\t15/4/2022\tyes\n",
    )
    write(
        data / "units.tsv",
        "id\tname\tlevel\ttier\taliases\tvalid_from\tvalid_to\tinstrument\tverified\n"
        "to-doc-sach\tTổ đọc sách\thuyện\thuyện\t\t\t\t\t\n",
    )
    profile = write_profile(tmp_path / "tinh", "registries: [danh-muc]\n")
    _, document = checked(plan, programme, "--profile", str(profile))
    assert told(document) == [("VB04", "warning")]
    assert document["results"][0]["findings"][0]["message"] == (
        "45/2019/QĐ-UBND (Quy chế thư viện) đã được thay thế bằng 12/2022/QĐ-UBND ngày 01/4/2022 từ 15/4/2022, "
        "trước thời điểm 20/5/2023 của văn bản."
    )


def test_programmes_and_rules_of_the_province_are_used(tmp_path: Path) -> None:
    """The programme is found by number and date in the profile's folder; the own rule is asked."""
    plan = write_plan(tmp_path / "nop" / "plan.xlsx", WEAKER)
    write_programme(tmp_path / "tinh" / "chuong-trinh" / "p.xlsx")
    write_rule(tmp_path / "tinh" / "quy-tac")
    profile = write_profile(tmp_path / "tinh", "rules: [quy-tac]\nprogrammes: [chuong-trinh]\n")
    arguments = (str(plan), "--no-annotate", "--format", "json")
    assert run_check(*arguments).status == 3
    ran = run_check(*arguments, "--profile", str(profile))
    document = json.loads(ran.stdout)
    assert (ran.status, told(document)) == (1, [("QN01", "error"), ("CT02", "error")])
    assert document["results"][0]["programmes"] == [str(tmp_path / "tinh" / "chuong-trinh" / "p.xlsx")]


# Inheritance


def test_a_profile_is_laid_over_those_that_it_inherits_the_nearest_last(tmp_path: Path, programme: Path) -> None:
    """Three levels: what the nearest says counts; what it is silent about is inherited."""
    write_profile(tmp_path / "nuoc", "parameters: {about: 2%}\nadjust:\n  CT02: {severity: warning}\n"
                  "  CT03: {off: chưa xét}\n", "name: Cả nước\nversion: '3'\n")  # fmt: skip
    write_profile(tmp_path / "vung", "inherits: ../nuoc/ktt-check.yaml\nadjust:\n  CT02: {severity: info}\n",
                  "name: Vùng\nversion: '2'\n")  # fmt: skip
    profile = write_profile(tmp_path / "tinh", "inherits: ../vung/ktt-check.yaml\nparameters: {about: 4%}\n"
                            "adjust:\n  CT03: {on: Tỉnh vẫn xét, severity: info}\n")  # fmt: skip
    force = put_in_force(profile)
    assert force.profile is not None
    assert force.profile.inherits == (("Vùng", "2"), ("Cả nước", "3"))
    assert (force.tolerance.about, force.tolerance.nearly_from) == (Decimal("0.04"), Decimal("0.95"))
    assert (force.rules["CT02"].data.severity, force.rules["CT03"].data.severity, force.rules.off) == (
        "info", "info", (),
    )  # fmt: skip
    assert [(c.code, c.before, c.after) for c in force.rules.changed] == [
        ("CT02", "error", "info"), ("CT03", "warning", "info"),
    ]  # fmt: skip
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER)
    assert told(checked(plan, programme, "--profile", str(tmp_path / "nuoc"))[1]) == [("CT02", "warning")]
    assert told(checked(plan, programme, "--profile", str(profile))[1]) == [("CT02", "info")]


def test_a_rule_that_is_switched_on_again_is_as_it_was_when_it_was_switched_off(tmp_path: Path) -> None:
    """With what was changed in it before, which is told again."""
    write_profile(tmp_path / "a", "adjust:\n  CT02: {severity: info}\n", "name: A\nversion: '1'\n")
    write_profile(tmp_path / "b", "inherits: ../a/ktt-check.yaml\nadjust:\n  CT02: {off: thôi}\n",
                  "name: B\nversion: '1'\n")  # fmt: skip
    last = write_profile(tmp_path / "c", "inherits: ../b/ktt-check.yaml\nadjust:\n  CT02: {on: lại xét}\n")
    off, on = (put_in_force(path).rules for path in (tmp_path / "b" / "ktt-check.yaml", last))
    assert ([one.reason for one in off.off], off.changes_asked) == (["thôi"], ())
    assert (on["CT02"].data.severity, [change.after for change in on.changes_asked]) == ("info", ["info"])


def test_the_digest_follows_everything_that_is_inherited(tmp_path: Path) -> None:
    """A change of the inherited profile or of a registry shows, though name and version stay."""
    write_profile(tmp_path / "vung", "adjust:\n  CT06: {severity: info}\n", "name: Vùng\nversion: '2'\n")
    nouns = write(tmp_path / "tinh" / "danh-muc" / "measure-nouns.tsv", "phòng đọc\n")
    profile = write_profile(tmp_path / "tinh", "inherits: ../vung/ktt-check.yaml\nregistries: [danh-muc]\n")

    def digest() -> str:
        named = put_in_force(profile).profile
        assert named is not None
        return named.digest

    first = digest()
    assert digest() == first
    write_profile(tmp_path / "vung", "adjust:\n  CT06: {severity: error}\n", "name: Vùng\nversion: '2'\n")
    second = digest()
    nouns.write_text("phòng đọc sách\n", encoding="utf-8")
    assert len({first, second, digest()}) == 3


def test_a_rule_replaced_further_down_is_what_its_own_file_says(tmp_path: Path) -> None:
    """What was inherited for the rule that it replaces does not reach it; --rules stands over all profiles."""
    write_profile(tmp_path / "vung", "adjust:\n  CT02: {off: chưa xét}\n", "name: Vùng\nversion: '2'\n")
    write_rule(tmp_path / "tinh" / "quy-tac", stem="CT02-own")
    profile = write_profile(tmp_path / "tinh", "inherits: ../vung/ktt-check.yaml\nrules: [quy-tac]\n")
    force = put_in_force(profile)
    assert (force.rules.replaced, force.rules.off) == (("CT02",), ())
    assert force.rules["CT02"].data.title.vi == "Quy tắc riêng"
    named = put_in_force(tmp_path / "vung" / "ktt-check.yaml", [tmp_path / "tinh" / "quy-tac"])
    assert named.rules["CT02"].data.title.vi == "Quy tắc riêng"


# Mistakes


MISTAKES: dict[str, tuple[str, list[str]]] = {
    "a key that does not exist": ("adjsut:\n  CT02: {off: a}\n", ["3: no key 'adjsut' here; did you mean 'adjust'?"]),
    "a key of a rule that does not exist": (
        "adjust:\n  CT02: {severty: info}\n", ["4: no key 'severty' here; did you mean 'severity'?"],
    ),
    "a rule that does not exist": (
        "adjust:\n  vb04: {severity: info}\n", ["4: there is no rule 'vb04'; did you mean 'VB04'?"],
    ),
    "two rules that do not exist": (
        "adjust:\n  XX01: {severity: info}\n  XX02: {off: a}\n",
        ["4: there is no rule 'XX01'", "5: there is no rule 'XX02'"],
    ),
    "a severity that does not exist": (
        "adjust:\n  CT02: {severity: fatal}\n", ["4: severity: choose one of error, warning, info"],
    ),
    "the severity that the rule has": (
        "adjust:\n  CT02: {severity: error}\n",
        ["4: severity: changes nothing of what is shipped or inherited; take it out"],
    ),
    "a rule with nothing to change": (
        "adjust:\n  CT02: {}\n", ["4: CT02: changes nothing of what is shipped or inherited; take it out"],
    ),
    "off without a reason": ("adjust:\n  CT02: {off: }\n", ["4: off: a line of text is expected"]),
    "nothing where something is expected": (
        "rules: []\nparameters: {}\nadjust:\n  CT02: {levels: []}\n  VB07: {parameters: {}}\n",
        [f"{line}: {name}: changes nothing of what is shipped or inherited; take it out"
         for line, name in ((3, "rules"), (4, "parameters"), (6, "levels"), (7, "parameters"))],
    ),
    "on for a rule that is": (
        "adjust:\n  CT02: {on: vẫn xét}\n", ["4: on: changes nothing of what is shipped or inherited; take it out"],
    ),
    "a severity for a rule that is off": (
        "adjust:\n  CT02:\n    off: không xét\n    severity: info\n", ["6: CT02 is off, so this has no effect"],
    ),
    "a parameter that the rule does not have": (
        "adjust:\n  VB07:\n    parameters:\n      exemt: [Kế hoạch]\n",
        ["6: the rule has no parameter 'exemt'; did you mean 'exempt'?"],
    ),
    "a value that the parameter cannot have": (
        "adjust:\n  VB07:\n    parameters:\n      exempt: [Kế họach]\n",
        ["6: exempt: choose one of Nghị quyết, Chương trình hành động, Kế hoạch"],
    ),
    "a text for a list": (
        "adjust:\n  VB07:\n    parameters:\n      exempt: Kế hoạch\n",
        ["6: exempt: a list in square brackets is expected"],
    ),
    "the value that the parameter has": (
        "adjust:\n  VB07:\n    parameters: {exempt: [Nghị quyết]}\n",
        ["5: exempt: changes nothing of what is shipped or inherited; take it out"],
    ),
    "a general parameter that does not exist": (
        "parameters: {abuot: 5%}\n", ["3: no key 'abuot' here; did you mean 'about'?"],
    ),
    "a fraction for a percentage": (
        "parameters: {about: 0.1}\n", ["3: about: a percentage below 100%, like 7.5%, is expected"],
    ),
    "the tolerance that is shipped": (
        "parameters: {about: 5%}\n", ["3: about: changes nothing of what is shipped or inherited; take it out"],
    ),
    "a day that is none": (
        "adjust:\n  CT02: {from: 1/7/2025}\n", ["4: from: a day like 2025-07-01 is expected"],
    ),
    "a level that does not exist": (
        "adjust:\n  CT02: {levels: [Huyện, Phường]}\n",
        ["4: levels: choose one of Trung ương, Tỉnh, Huyện, Xã, Sở ngành"],
    ),
    "until before from": (
        "adjust:\n  CT02: {from: 2025-07-01, until: 2025-06-30}\n", ["4: until is before from"],
    ),
    "a folder that is not there": ("rules: [quy-tac]\n", ["3: there is no folder 'quy-tac'"]),
    "a folder without anything": ("registries: [trong]\n", ["3: there is no registry in 'trong'"]),
    "a folder twice": (
        "rules: [co-quy-tac, ./co-quy-tac]\n",
        ["3: ./co-quy-tac: changes nothing of what is shipped or inherited; take it out"],
    ),
    "an inherited profile that is not there": ("inherits: khac.yaml\n", ["3: there is no file 'khac.yaml'"]),
    "itself inherited": ("inherits: ktt-check.yaml\n", ["3: the profiles inherit each other in a circle"]),
    "no YAML": ("adjust: [\n", ["4: a bracket is not closed, or a comma is missing"]),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_line(settings: str, words: list[str], tmp_path: Path) -> None:
    """What is wrong, and what was probably meant; a setting that matches nothing is a mistake."""
    (tmp_path / "trong").mkdir()
    write_rule(tmp_path / "co-quy-tac")
    profile = write_profile(tmp_path, settings)
    with pytest.raises(RuleBookError) as caught:
        put_in_force(profile)
    assert [line.removeprefix(f"{tmp_path}/ktt-check.yaml:") for line in caught.value.lines("en")] == words


def test_all_mistakes_are_told_at_once_before_a_workbook_is_opened(tmp_path: Path) -> None:
    """Those of the inherited profile, of the profile itself, of its rules and of its registries; exit status 4."""
    write_profile(tmp_path / "vung", "adjust:\n  CT02: {severity: error}\n", "name: Vùng\nverison: '2'\n")
    rule = write_rule(tmp_path / "tinh" / "quy-tac", "join: xyz\n")
    data = tmp_path / "tinh" / "danh-muc"
    write(data / "measure-noun.tsv", "phòng đọc\n")
    write(data / "superseded-instruments.tsv", "number\n")
    units = "id\tname\tlevel\ttier\taliases\tvalid_from\tvalid_to\tinstrument\tverified\nx\tX\tlàng\thuyện\n"
    write(data / "units.tsv", units)
    settings = (
        "inherits: ../vung/ktt-check.yaml\nrules: [quy-tac]\nregistries: [danh-muc]\nadjust:\n  CT02: {sev: info}\n"
    )
    profile = write_profile(tmp_path / "tinh", settings)
    ran = run_check("x.xlsx", "--profile", str(profile))
    assert (ran.status, ran.stdout) == (2, "")  # the workbook is not there
    plan = write(tmp_path / "plan.xlsx", "no workbook")
    ran = run_check(str(plan), "--profile", str(profile))
    assert (ran.status, ran.stdout) == (4, "")
    assert ran.stderr.splitlines() == [
        "Hồ sơ cấu hình hoặc bộ quy tắc có sai sót:",
        f"{tmp_path}/tinh/../vung/ktt-check.yaml:1: thiếu khóa 'version'",
        f"{tmp_path}/tinh/../vung/ktt-check.yaml:2: không có khóa 'verison' ở đây; có phải 'version'?",
        f"{profile}:7: không có khóa 'sev' ở đây",
        f"{tmp_path}/tinh/../vung/ktt-check.yaml:4: severity: không thay đổi gì so với bộ đi kèm hoặc hồ sơ được kế "
        "thừa; bỏ đi",
        f"{rule}:9: không có phép ghép 'xyz' cho danh sách này; có: due, reporting",
        f"{data}/measure-noun.tsv: không có danh mục 'measure-noun.tsv' để bổ sung; có phải 'measure-nouns.tsv'?",
        f"{data}/units.tsv, dòng 2: level 'làng' không thuộc: trung ương, tỉnh, huyện, xã, sở ngành, đảng TW, "
        "đảng tỉnh, đảng huyện, đảng xã, mặt trận/đoàn thể, ngành dọc.",
        f"{data}/superseded-instruments.tsv:1: hàng tiêu đề phải là number, date, title, replaced_by, "
        "replaced_by_date, from, verified",
    ]


def test_two_profiles_that_inherit_each_other_are_refused(tmp_path: Path) -> None:
    write_profile(tmp_path / "a", "inherits: ../b/ktt-check.yaml\n")
    write_profile(tmp_path / "b", "inherits: ../a/ktt-check.yaml\n")
    ran = run("rules", "list", "--profile", str(tmp_path / "a"))
    assert (ran.status, ran.stderr.splitlines()[1:]) == (
        4, [f"{tmp_path}/a/../b/ktt-check.yaml:3: các hồ sơ kế thừa lẫn nhau thành vòng"],
    )  # fmt: skip


# Where it is found


def test_a_profile_is_found_upwards_from_the_current_directory(
    tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest one; that it is used is told on stderr."""
    plan = write_plan(tmp_path / "nop" / "plan.xlsx", WEAKER)
    write_profile(tmp_path / "ban", "adjust:\n  CT02: {severity: info}\n")
    near = write_profile(tmp_path / "ban" / "to", "adjust:\n  CT02: {severity: warning}\n")
    (tmp_path / "ban" / "to" / "viec").mkdir()
    monkeypatch.chdir(tmp_path / "ban" / "to" / "viec")
    ran, document = checked(plan, programme)
    assert (told(document), ran.stderr) == ([("CT02", "warning")], f"Dùng hồ sơ cấu hình {near}.\n")
    monkeypatch.chdir(tmp_path / "ban")
    assert told(checked(plan, programme)[1]) == [("CT02", "info")]
    monkeypatch.chdir(tmp_path)
    ran, document = checked(plan, programme)
    assert (told(document), ran.stderr, "profile" in document) == ([("CT02", "error")], "", False)


def test_what_was_sent_in_does_not_bring_its_own_profile(
    tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither beside the workbooks nor above them; also where one stands in the checked folder, unless it is named."""
    plan = write_plan(tmp_path / "nop" / "huyen" / "plan.xlsx", WEAKER)
    planted = write_profile(tmp_path / "nop", "adjust:\n  CT02: {off: xin miễn}\n")
    write_profile(tmp_path / "nop" / "huyen", "adjust:\n  CT02: {off: xin miễn}\n")
    (tmp_path / "ban").mkdir()
    monkeypatch.chdir(tmp_path / "ban")
    for path in (plan, tmp_path / "nop"):
        assert told(checked(path, programme)[1]) == [("CT02", "error")]
    monkeypatch.chdir(tmp_path / "nop")
    ran, document = checked(Path("."), programme)
    assert told(document) == [("CT02", "error")]
    assert ran.stderr == (
        f"Không dùng {planted} vì tệp nằm trong thư mục được kiểm tra; nếu đúng là hồ sơ cần dùng, "
        "nêu rõ bằng --profile.\n"
    )
    assert told(checked(Path("."), programme, "--profile", str(planted))[1]) == []


def test_a_profile_that_is_named_and_not_there_is_wrong_use(tmp_path: Path) -> None:
    """The file, or a folder without one."""
    for name in (tmp_path / "khong.yaml", tmp_path):
        ran = run("rules", "list", "--profile", str(name))
        path = name if name.suffix else name / "ktt-check.yaml"
        assert (ran.status, ran.stderr) == (2, f"Không có tệp hoặc thư mục {path}.\n")


# Dates of rules


DATED = [
    ("| Ngày ban hành | 19/5/2023 |", "from: 2023-05-20", "not in force"),
    ("| Ngày ban hành | 20/5/2023 |", "from: 2023-05-20", "asked"),
    ("| Ngày ban hành | 20/5/2023 |", "until: 2023-05-20", "asked"),
    ("| Ngày ban hành | 21/5/2023 |", "until: 2023-05-20", "not in force"),
    ("| Ngày ban hành | 2023 |", "from: 2023-03-15", "asked"),
    ("| Ngày ban hành | 2023 |", "from: 2023-05-20", "unchecked"),
    ("| Ngày ban hành | 2023 |", "until: 2023-12-30", "unchecked"),
    ("| Ngày ban hành | 2023 |", "until: 2023-03-14", "not in force"),
]


@pytest.mark.parametrize(("date", "validity", "outcome"), DATED)
def test_a_rule_applies_by_the_documents_own_date(
    date: str, validity: str, outcome: str, tmp_path: Path, programme: Path
) -> None:
    """Both days belong to it; where the date given leaves it open, that is said and never counts as nothing found.

    A document that is dated by its year is not older than what it cites.
    """
    plan = write_plan(tmp_path / "plan.xlsx", ("| Ngày ban hành | 20/5/2023 |", date))
    write_rule(tmp_path / "quy-tac", validity + "\n")
    options = ("--rules", str(tmp_path / "quy-tac"))
    ran, document = checked(plan, programme, *options)
    (result,) = document["results"]
    text = run_check(str(plan), "--against", str(programme), "--out", str(tmp_path / "out"), *options).stdout
    page = sheet(load_workbook(tmp_path / "out" / "plan.ket-qua.xlsx"), "Kết quả kiểm tra")
    cells = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)
    found = ("QN01", "error") in told(document)
    unchecked = [entry for entry in result["unchecked"] if entry["rule"] == "QN01"]
    silent = "Không áp dụng vào ngày của văn bản: QN01." in text
    assert (found, len(unchecked), silent) == (outcome == "asked", outcome == "unchecked", outcome == "not in force")
    assert ("Quy tắc không áp dụng vào ngày của văn bản" in cells) == (outcome == "not in force")
    assert ran.status == (1 if found else 0)


@pytest.mark.parametrize(
    ("validity", "outcome"),
    [("from: 2023-03-15", "asked"), ("from: 2023-03-16", "unchecked"), ("until: 2030-01-01", "unchecked"),
     ("until: 2023-03-14", "not in force")],
)  # fmt: skip
def test_a_draft_without_date_is_of_a_day_not_before_what_it_cites(
    validity: str, outcome: str, tmp_path: Path, programme: Path
) -> None:
    """It may yet be issued on any day after 15/3/2023."""
    plan = write_plan(tmp_path / "plan.xlsx", ("| Ngày ban hành | 20/5/2023 |", "| Ngày ban hành | |"),
                      ("Tình trạng | Đã ban hành", "Tình trạng | Dự thảo"))  # fmt: skip
    write_rule(tmp_path / "quy-tac", validity + "\n")
    _, document = checked(plan, programme, "--rules", str(tmp_path / "quy-tac"))
    reasons = [one["reason"] for one in document["results"][0]["unchecked"] if one["rule"] == "QN01"]
    assert (("QN01", "error") in told(document)) == (outcome == "asked")
    assert len(reasons) == (outcome == "unchecked")
    if reasons and validity.startswith("from"):
        assert reasons == [
            "Ngày của văn bản chưa đủ rõ để biết quy tắc có áp dụng hay không (quy tắc áp dụng với văn bản từ ngày "
            "16/3/2023)."
        ]


def test_one_version_of_a_rule_follows_another_through_a_profile(tmp_path: Path, programme: Path) -> None:
    """The shipped rule until a day, the province's own from the next day on."""
    write_rule(tmp_path / "tinh" / "quy-tac", "from: 2023-05-20\n")
    settings = "rules: [quy-tac]\nadjust:\n  CT02: {until: 2023-05-19}\n"
    profile = write_profile(tmp_path / "tinh", settings)
    for day, codes in (("19/5/2023", ["CT02"]), ("20/5/2023", ["QN01"])):
        plan = write_plan(
            tmp_path / "plan.xlsx", WEAKER, ("| Ngày ban hành | 20/5/2023 |", f"| Ngày ban hành | {day} |")
        )
        assert [code for code, _ in told(checked(plan, programme, "--profile", str(profile))[1])] == codes


# Rules in trial


def test_a_rule_in_trial_reports_as_such_and_blocks_nothing(tmp_path: Path, programme: Path) -> None:
    """On the terminal, on the result sheet, in the comment, in JSON; never in the exit status."""
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER)
    profile = write_profile(tmp_path / "tinh", "adjust:\n  CT02: {stage: beta}\n")
    options = ("--profile", str(profile), "--fail-on", "info")
    ran, document = checked(plan, programme, *options)
    assert (ran.status, told(document), document["trial"]) == (0, [("CT02", "error")], ["CT02"])
    text = run_check(str(plan), "--against", str(programme), "--out", str(tmp_path / "out"), *options)
    assert text.status == 0
    assert "✗ CT02 Lỗi (thử nghiệm, không chặn) [Chỉ tiêu!K3]" in text.stdout
    assert "1 lỗi, 0 cảnh báo, 0 lưu ý. Trong đó 1 nội dung của quy tắc thử nghiệm, không chặn." in text.stdout
    copy = load_workbook(tmp_path / "out" / "plan.ket-qua.xlsx")
    assert sheet(copy, "Kết quả kiểm tra")["C5"].value == "■ Lỗi\n(thử nghiệm)"
    comment = sheet(copy, "Chỉ tiêu")["K3"].comment
    assert comment is not None
    assert "STT 1 · CT02 · Lỗi (thử nghiệm, không chặn): " in comment.text


# What else tells of it


def test_version_list_show_test_and_impact_go_by_the_profile(
    tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version names it; the list and the page of a rule say what it made of them."""
    plan = write_plan(tmp_path / "plan.xlsx", WEAKER)
    settings = "adjust:\n  CT02: {severity: info}\n  CT03: {off: chưa xét}\n"
    profile = write_profile(tmp_path / "tinh", settings)
    done = run("rules", "impact", "--profile", str(profile), str(plan), "--against", str(programme))
    named = put_in_force(profile).profile
    assert named is not None
    assert done.stdout.splitlines()[:3] == [
        f"Bộ quy tắc {BOOK.version} → {BOOK.version} + Tỉnh mẫu 1 ({named.digest})",
        "  Thay: CT02 · Chỉ tiêu thấp hơn cấp trên (Lưu ý)",
        "  Bỏ: CT03 · Chưa rõ chỉ tiêu có đạt mức cấp trên (Cảnh báo)",
    ]
    assert "nêu khác đi 1." in done.stdout
    monkeypatch.chdir(tmp_path / "tinh")
    assert run("--version").stdout.splitlines()[1:] == [
        f"Bộ quy tắc: {BOOK.version} ({len(BOOK.rules) - 1})",
        f"Hồ sơ cấu hình: Tỉnh mẫu, phiên bản 1 (mã {named.digest})",
    ]
    lines = run("rules", "list").stdout.splitlines()
    assert "  CT02  Lưu ý     Chỉ tiêu thấp hơn cấp trên [mức độ: Lưu ý (đi kèm: Lỗi)]" in lines
    assert (
        "  CT03  Cảnh báo  Chưa rõ chỉ tiêu có đạt mức cấp trên [Tắt theo hồ sơ cấu hình: chưa xét]" in lines
    )  # fmt: skip
    assert run("rules", "show", "CT03").stdout.splitlines()[2] == "Tắt theo hồ sơ cấu hình: chưa xét"
    assert run("rules", "impact", str(plan)).status == 2


def test_the_cases_of_own_rules_are_run_with_the_profile_and_those_of_shipped_rules_without(tmp_path: Path) -> None:
    """A shipped rule's cases prove what is shipped."""
    profile = write_profile(tmp_path / "tinh", f"inherits: {EXAMPLE}/ktt-check.yaml\nadjust:\n  VB07: {{off: a}}\n")
    own = run("rules", "test", "QN01", "--profile", str(profile))
    assert (own.status, own.stdout.splitlines()[0]) == (0, "✓ QN01  Ban hành sau hạn của tỉnh: 2 trường hợp")
    assert run("rules", "test", "VB07", "--profile", str(profile)).status == 0
    strict = write_profile(tmp_path / "khac", f"inherits: {EXAMPLE}/ktt-check.yaml\nadjust:\n"
                           "  QN01: {parameters: {deadline: 2023-01-01}}\n")  # fmt: skip
    assert run("rules", "test", "QN01", "--profile", str(strict)).status == 1


def test_the_demo_shows_what_is_shipped_whatever_profile_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profile(tmp_path, "adjust:\n  NV06: {off: a}\n")
    monkeypatch.chdir(tmp_path)
    done = run("demo", "--out", str(tmp_path / "out"))
    assert (done.status, "NV06" in done.stdout, "Tỉnh mẫu" in done.stdout + done.stderr) == (0, True, False)


def test_without_a_profile_nothing_of_profiles_is_read() -> None:
    """Looking for one costs no imports."""
    code = "import sys\nfrom ktt_check.cli import main\ntry: main(['rules', 'list'])\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    loaded = {name for name in done.stdout.split() if name.startswith("ktt_check.profiles")}
    assert loaded == {"ktt_check.profiles", "ktt_check.profiles.finding"}


# The schema, and the example of the documentation


def test_the_shipped_schema_of_profiles_is_current() -> None:
    """Made by `python rules/build_docs.py` or `ktt-check rules schema --profile -o rules/profile.schema.json`."""
    assert (rules_folder() / FILE).read_text(encoding="utf-8") == as_text()
    assert run("rules", "schema", "--profile").stdout == as_text()


@pytest.mark.parametrize("path", sorted(EXAMPLE.rglob("ktt-check.yaml")), ids=lambda path: path.parent.name)
def test_the_examples_fit_the_schema_to_which_they_point(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pointer = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / pointer).resolve() == (rules_folder() / FILE).resolve()
    schema = json_schema()
    assert fits(yaml.load(text, yaml.BaseLoader), schema, schema)


@pytest.mark.parametrize(
    "settings",
    ["adjsut: {}", "adjust: {CT02: {severity: fatal}}", "adjust: {CT02: {severty: info}}",
     "adjust: {VB07: {parameters: {exemt: [Kế hoạch]}}}", "parameters: {abuot: 1%}", "rules: quy-tac"],
)  # fmt: skip
def test_the_schema_refuses_what_the_loader_refuses(settings: str, tmp_path: Path) -> None:
    schema = json_schema()
    assert fits(yaml.load(HEAD, yaml.BaseLoader), schema, schema)
    assert not fits(yaml.load(HEAD + settings, yaml.BaseLoader), schema, schema)
    with pytest.raises(RuleBookError):
        put_in_force(write_profile(tmp_path, settings))


@pytest.mark.parametrize("page", sorted(EXAMPLE.parent.glob("*.md")), ids=lambda page: page.name)
def test_a_page_about_profiles_prints_what_the_example_says(page: Path) -> None:
    """Its links lead somewhere, and the rule that it shows is that of the example."""
    text = page.read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not (page.parent / link).exists()] == []
    rule = (EXAMPLE / "quy-tac" / "QN01-issued-after-deadline.yaml").read_text(encoding="utf-8").splitlines()
    (shown,) = (
        block for block in re.findall(r"```yaml\n(.*?)```", text, re.S) if "deadline:" in block and "kind" in block
    )
    lines = [line.partition("  #")[0].rstrip() for line in shown.splitlines() if not line.startswith("#")]
    assert [line for line in lines if line not in rule] == []


def test_the_example_profile_does_what_its_page_says(tmp_path: Path, programme: Path) -> None:
    """Its rule with a parameter, its registries, and what it inherits, on a plan of 2023."""
    basis = "| 15-CTr/TU | 15/3/2023 | Tỉnh ủy Nghệ An | Chương trình đọc sách | Thực hiện | Phần căn cứ |"
    plan = write_plan(
        tmp_path / "plan.xlsx",
        ("| Ngày ban hành | 20/5/2023 |", "| Ngày ban hành | 03/7/2023 |"),
        ("được nâng cấp | thư viện |", "được nâng cấp | tủ sách |"),
        (basis, f"{basis}\n| 45/2019/QĐ-UBND | 20/9/2019 | UBND tỉnh Nghệ An | Quy chế thư viện | Căn cứ | Căn cứ |"),
    )
    ran, document = checked(plan, programme, "--profile", str(EXAMPLE))
    assert (ran.status, told(document)) == (0, [("QN01", "warning"), ("VB04", "warning")])
    assert document["results"][0]["findings"][0]["message"] == (
        "Kế hoạch ban hành ngày 03/7/2023, sau hạn 30/6/2023 của tỉnh."
    )
    assert [one["rule"] for one in document["profile"]["off"]] == ["CT06"]
