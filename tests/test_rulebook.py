"""The rule book: loaded strictly, every mistake told together with its file, its line and what was probably meant."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ktt_check.resources import rules_folder
from ktt_check.rulebook import RuleBookError, load_rules
from ktt_check.rulebook.yaml_lines import YamlError, load_with_lines

from journey_runner import run, run_check, write_plan, write_programme

GOOD = """\
title: {vi: Chỉ tiêu chưa có đơn vị chịu trách nhiệm, en: No responsible unit}
basis: {vi: Quy chế của tỉnh, en: The province's rules}
severity: warning
each: targets
check: {required: {columns: [responsible]}}
marks: [responsible]
message: {vi: "{key}: chưa ghi đơn vị chịu trách nhiệm.", en: "{key}: no unit."}
fix: {vi: Ghi tên đơn vị., en: Name the unit.}
"""


def write_rule(folder: Path, name: str, text: str = GOOD, *, cases: bool = True) -> Path:
    path = folder / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if cases:
        path.with_suffix(".md").write_text("# Quy tắc riêng\n", encoding="utf-8")
    return path


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(RuleBookError) as caught:
        load_rules(folder)
    return [mistake.removeprefix(f"{folder}/own/") for mistake in caught.value.lines("en")]


MISTAKES: dict[str, tuple[str, list[str]]] = {
    "a list that does not exist": (
        changed("each: targets", "each: target"),
        ["4: no list 'target' here; did you mean 'targets'?"],
    ),
    "a sheet's name instead of its list": (
        changed("each: targets", "each: Chỉ tiêu"),
        ["4: no list 'Chỉ tiêu' here; did you mean 'targets'?"],
    ),
    "a header instead of its column": (
        changed("marks: [responsible]", "marks: [Năm đích, Giá trị]"),
        ["6: no column 'Năm đích' here; did you mean 'year'?", "6: no column 'Giá trị' here; did you mean 'value'?"],
    ),
    "a header in a condition": (
        GOOD + "when: Năm gốc is not empty\n",
        [
            "9: 'gốc' is too much in 'Năm gốc is not empty'; text is in double quotes, conditions are joined by "
            "and, or; in rules the form's column “Năm gốc” is called 'base_year'"
        ],
    ),
    "a column that is only a little like another": (
        changed("marks: [responsible]", "marks: [target_year]"),
        ["6: no column 'target_year' here; for the columns: ktt-check rules columns targets"],
    ),
    "a parameter without its first word": (
        changed("check: {required: {columns: [responsible]}}", "check: {holds: {that: value > least}}")
        + "parameters: {least: {kind: number, about: {vi: a, en: b}, default: 1}}\nwhen: value != parameter.least\n",
        ["5: no column 'least' here; did you mean 'parameter.least'?"],
    ),
    "a value that the column never has": (
        GOOD + 'join: higher\nwhen: applies = "Từng đơn vị" or link.state in ["found", "lost"]\n',
        [
            '10: applies is never "Từng đơn vị"; choose among "từng đơn vị", "cộng dồn", "theo phân bổ", "chỉ cấp này"',
            '10: link.state is never "lost"; choose among "found", "other horizon", "unknown", "unchecked"',
        ],
    ),
    "a comparison of unlike things in the question": (
        changed("{required: {columns: [responsible]}}", "{holds: {that: level >= 10}}"),
        ["5: level is text, 10 is a number"],
    ),
    "another list that does not exist": (
        changed(
            "{required: {columns: [responsible]}}", "{occurs: {what: responsible, list: Nhiệm vụ, columns: [lead]}}"
        ),
        ["5: no list 'Nhiệm vụ' here; did you mean 'tasks'?"],
    ),
    "a column of another list that does not exist": (
        changed(
            "{required: {columns: [responsible]}}",
            "{occurs: {what: responsible, list: tasks, columns: [led], where: cod is empty}}",
        ),
        ["5: no column 'cod' here; did you mean 'code'?", "5: no column 'led' here; did you mean 'lead'?"],
    ),
    "another list's column of another sort": (
        changed("{required: {columns: [responsible]}}", "{occurs: {what: responsible, list: tasks, columns: [title]}}"),
        ["5: responsible is names of units, tasks.title is text"],
    ),
    "a join that no list has": (
        GOOD + "join: cấp trên\n",
        ["9: no join 'cấp trên' here; there are: higher, later, direction, allocated"],
    ),
    "a join that does not exist": (
        GOOD + "join: highr\n",
        ["9: no join 'highr' here; did you mean 'higher'?"],
    ),
    "a column that does not exist": (
        changed("marks: [responsible]", "marks: [responsable]"),
        ["6: no column 'responsable' here; did you mean 'responsible'?"],
    ),
    "a column in the question that does not exist": (
        changed("{columns: [responsible]}", "{columns: [responsble]}"),
        ["5: no column 'responsble' here; did you mean 'responsible'?"],
    ),
    "a placeholder that does not exist": (
        changed("{key}: no unit", "{kye}: no unit"),
        ["7: no placeholder 'kye' here; did you mean 'key'?"],
    ),
    "a kind of question that does not exist": (
        changed("required", "requierd"),
        ["5: no kind of question 'requierd' here; did you mean 'required'?"],
    ),
    "two questions at once": (
        changed("check: {required:", "check: {holds: {that: value}, required:"),
        ["5: exactly one kind of question is expected"],
    ),
    "a setting that does not exist": (
        changed("{columns:", "{colums:"),
        ["5: the setting 'columns' of 'required' is missing", "5: no setting 'colums' here; did you mean 'columns'?"],
    ),
    "a question without settings": (
        changed("{columns: [responsible]}", "[responsible]"),
        ["5: 'required' expects settings: columns, readable"],
    ),
    "a column in a condition that does not exist": (
        GOOD + 'when: valu > 3 and kidn = "x"\n',
        ["9: no column 'kidn' here; did you mean 'kind'?", "9: no column 'valu' here; did you mean 'value'?"],
    ),
    "a condition that cannot be read": (
        GOOD + "when: value >\n",
        ["9: a column or value expected, not 'the end', in 'value >'"],
    ),
    "a comparison of unlike things": (
        GOOD + 'when: year = 2030 and (value in ["a"] or not code = true)\n',
        [
            "9: year is text, 2030 is a number",
            '9: value is a number, "a" is text',
            "9: code is text, True is yes or no",
        ],
    ),
    "a column that is made and no cell": (
        changed("columns: [responsible]", "columns: [level, year.end, qualitative]"),
        [
            "5: 'level' is no cell of the table; did you mean 'value'?",
            "5: 'year.end' is no cell of the table; did you mean 'year'?",
            "5: 'qualitative' is no cell of the table",
        ],
    ),
    "a comparison with a list": (
        GOOD + 'when: higher_codes.items = "A1"\n',
        ['9: higher_codes.items is a list, "A1" is text'],
    ),
    "a condition that is no question": (
        GOOD + "when: qualitative or base\n",
        ["9: base is text and answers no question"],
    ),
    "a condition of a variant": (
        GOOD + 'variants:\n  - when: year is emty\n    severity: info\n  - when: laeve = "x"\n    severity: info\n',
        ["10: 'empty' expected before 'emty' in 'year is emty'", "12: no column 'laeve' here; did you mean 'level'?"],
    ),
    "a key that does not exist": (
        changed("marks:", "mark:"),
        ["1: the key 'marks' is missing", "6: no key 'mark' here; did you mean 'marks'?"],
    ),
    "a severity that does not exist": (
        changed("severity: warning", "severity: fatal"),
        ["3: severity: choose one of error, warning, info"],
    ),
    "a policy that does not exist": (
        GOOD + "missing: {value: ignore}\n",
        ["9: value: choose one of skip, unchecked, ask"],
    ),
    "a wording in one language only": (
        changed("{vi: Ghi tên đơn vị., en: Name the unit.}", "{vi: Ghi tên đơn vị.}"),
        ["8: the key 'en' is missing"],
    ),
    "a key within a key that does not exist": (
        GOOD + "once:\n  - {by: [base], lst: key, message: {vi: a, en: b}}\n",
        ["10: the key 'list' is missing", "10: no key 'lst' here; did you mean 'list'?"],
    ),
    "a key twice": (GOOD + "severity: error\n", ["9: 'severity' stands here a second time"]),
    "no YAML at all": ("title: [\n", ["2: a bracket is not closed, or a comma is missing"]),
    "no mapping": ("- a\n", ["1: a mapping of keys and values is expected"]),
    "an empty file": ("", ["1: a mapping of keys and values is expected"]),
    "a control character": (GOOD + 'when: "\x07"\n', ["9: a control character stands here"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_rule_is_told_with_its_line_and_what_was_meant(name: str, tmp_path: Path) -> None:
    """One cause, told once, before a workbook is opened."""
    text, mistakes = MISTAKES[name]
    write_rule(tmp_path, "QN01-unit.yaml", text)
    assert mistakes_of(tmp_path) == [f"QN01-unit.yaml:{mistake}" for mistake in mistakes]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_vietnamese_with_the_same_place(name: str, tmp_path: Path) -> None:
    """File, line and names stay; no English sentence is in front of a Vietnamese author."""
    text, mistakes = MISTAKES[name]
    write_rule(tmp_path, "QN01-unit.yaml", text)
    with pytest.raises(RuleBookError) as caught:
        load_rules(tmp_path)
    told = [line.removeprefix(f"{tmp_path}/own/QN01-unit.yaml:") for line in caught.value.lines("vi")]
    assert [line.partition(":")[0] for line in told] == [mistake.partition(":")[0] for mistake in mistakes]
    english = re.compile(r"\b(?:no|is|the|here|missing|expected|meant?|choose|stands?|cannot|did)\b")
    assert [line for line in told if english.search(re.sub(r"'[^']*'", "", line))] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('title: "a', "chữ trong ngoặc kép chưa đóng"),
        ("title: {vi: a", "ngoặc vuông hoặc ngoặc nhọn chưa đóng, hoặc thiếu dấu phẩy"),
        ("title: a: b", "dấu hai chấm thừa hoặc thiếu; chữ có dấu hai chấm phải đặt trong ngoặc kép"),
        ("a: 1\n  b: 2\n c: 3", "dấu hai chấm thừa hoặc thiếu; chữ có dấu hai chấm phải đặt trong ngoặc kép"),
        ('title: "\\q"', "dấu \\ trong ngoặc kép phải viết hai lần"),
        ("title: @a", "chữ không được bắt đầu bằng ký tự này; đặt trong ngoặc kép"),
        ("title: *a", "dấu * ở đầu có nghĩa riêng; đặt trong ngoặc kép"),
    ],
)
def test_what_is_no_yaml_is_told_in_vietnamese(line: str, words: str) -> None:
    """The slips that people make, not the parser's vocabulary."""
    with pytest.raises(YamlError) as caught:
        load_with_lines(line)
    assert caught.value.saying.said("vi") == words


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Names, case files and doubles included: nobody mends a rule book line by line, run by run."""
    write_rule(tmp_path, "QN01-unit.yaml")
    write_rule(tmp_path, "QN01-unit-again.yaml")
    write_rule(tmp_path, "QN02-other.yaml", changed("each: targets", "each: target"), cases=False)
    write_rule(tmp_path, "qn3.yaml")
    write_rule(tmp_path, "QN04-bytes.yaml").write_bytes(b"\xff\xfe")
    assert mistakes_of(tmp_path) == [
        "QN01-unit.yaml:1: QN01 is there twice, also in QN01-unit-again.yaml",
        "QN02-other.yaml:4: no list 'target' here; did you mean 'targets'?",
        "QN02-other.yaml:1: its case file QN02-other.md is missing",
        "QN04-bytes.yaml:1: cannot be read as UTF-8 text",
        "qn3.yaml:1: a rule file is named CODE-some-words.yaml, like CT02-weaker-than-higher-level.yaml",
    ]


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    """A mistyped --rules must not read as "no rules of our own"."""
    with pytest.raises(RuleBookError) as caught:
        load_rules(rules_folder(), [tmp_path / "quy-tac"])
    assert caught.value.lines("en") == [f"{tmp_path}/quy-tac: no such folder"]


def test_an_own_rule_adds_to_the_shipped_ones(tmp_path: Path) -> None:
    """A new code changes nothing else; the version of the rule set tells that it is another."""
    write_rule(tmp_path, "QN01-unit.yaml")
    shipped, both = load_rules(rules_folder()), load_rules(rules_folder(), [tmp_path])
    assert {rule.code for rule in both.rules} - {rule.code for rule in shipped.rules} == {"QN01"}
    assert (both.replaced, both["QN01"].family) == ((), "own")
    assert both.version != shipped.version
    assert [rule.code for rule in both.rules] == sorted(rule.code for rule in both.rules)


def test_registries_and_bases_are_no_rules(tmp_path: Path) -> None:
    """YAML under registries/ or in a folder that begins with an underscore is data."""
    for folder in ("registries", "_cases"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "words.yaml").write_text("a: b\n", encoding="utf-8")
    assert load_rules(tmp_path).rules == ()


@pytest.mark.parametrize("value", ["no", "on", "1.10", "2030", "2023-05-20", "null", "~", "0x1F", "12:30", "1_000"])
def test_yaml_strings_stay_strings(value: str) -> None:
    """What YAML would make a truth value, number, date or nothing is the text that was written."""
    assert load_with_lines(f"key: {value}\nlist: [{value}]\n")[0] == {"key": value, "list": [value]}


def test_every_key_knows_its_line() -> None:
    """Also keys in braces and in lists."""
    found, lines = load_with_lines("a: 1\nb:\n  - c: 2\n    d: {e: 3,\n        f: 4}\n")
    assert found == {"a": "1", "b": [{"c": "2", "d": {"e": "3", "f": "4"}}]}
    assert (lines["a",], lines["b", 0, "d"], lines["b", 0, "d", "f"]) == (1, 4, 5)


@pytest.mark.parametrize("text", ["!!python/object:os.system x", "a: !!python/name:os.system", "&a [*a]"])
def test_yaml_makes_nothing_but_text(text: str) -> None:
    """Tags of YAML have no meaning here: no Python comes out of a rule file."""
    try:
        found = load_with_lines(text)[0]
    except YamlError:
        return
    assert found == {"a": ""}


# Through the command line


def test_mistakes_in_own_rules_end_with_status_4_and_nothing_is_checked(tmp_path: Path) -> None:
    """One heading in Vietnamese, then a line a mistake; stdout stays empty."""
    path = write_rule(tmp_path, "QN01-unit.yaml", changed("each: targets", "each: target"))
    plan = write_plan(tmp_path / "plan.xlsx")
    outcome = run_check(str(plan), "--rules", str(tmp_path / "own"))
    assert (outcome.status, outcome.stdout) == (4, "")
    assert outcome.stderr == f"Bộ quy tắc có sai sót:\n{path}:4: không có danh sách 'target'; có phải 'targets'?\n"
    assert [file.name for file in tmp_path.glob("*.ket-qua*")] == []


def test_an_own_rule_replaces_the_shipped_one_and_the_result_says_so(tmp_path: Path) -> None:
    """On the terminal and on the result sheet; the shipped rule of that code is silent."""
    write_rule(tmp_path, "CT02-own.yaml")
    plan = write_plan(tmp_path / "plan.xlsx", ("| trên | 65 |", "| trên | 10 |"))
    programme = write_programme(tmp_path / "programme.xlsx")
    arguments = (str(plan), "--against", str(programme), "--rules", str(tmp_path / "own"))
    outcome = run_check(*arguments)
    assert "Quy tắc riêng thay cho quy tắc đi kèm: CT02." in outcome.stdout.splitlines()
    told = run_check(*arguments, "--no-annotate", "--format", "json")
    findings = [f for f in json.loads(told.stdout)["results"][0]["findings"] if f["rule"] == "CT02"]
    assert [(f["severity"], f["cell"], f["message"]) for f in findings] == [
        ("warning", f"Q{row}", f"{key}: chưa ghi đơn vị chịu trách nhiệm.")
        for row, key in ((4, "CT2/2030"), (5, "CT3/2030"), (6, "CT4/2030"), (7, "CT5/2030"))
    ]
    page = load_workbook(tmp_path / "plan.ket-qua.xlsx")["Kết quả kiểm tra"]
    told_on_sheet = [str(cell.value) for row in page.iter_rows(max_row=40) for cell in row if cell.value]
    assert any(text.endswith("; thay bằng quy tắc riêng: CT02") for text in told_on_sheet)


def test_rules_list_and_show_tell_of_own_rules(tmp_path: Path) -> None:
    """The list marks what was replaced; show gives title, severity, basis, fix and the page."""
    write_rule(tmp_path, "CT02-own.yaml")
    listed = run("rules", "list", "--rules", str(tmp_path / "own"))
    assert "  CT02  Cảnh báo  Chỉ tiêu chưa có đơn vị chịu trách nhiệm *" in listed.stdout.splitlines()
    shown = run("rules", "show", "ct02", "--rules", str(tmp_path / "own"))
    assert shown.stdout == (
        "CT02 · Chỉ tiêu chưa có đơn vị chịu trách nhiệm\nMức độ: Cảnh báo\nCăn cứ: Quy chế của tỉnh\n"
        "Cách sửa: Ghi tên đơn vị.\n\n# Quy tắc riêng\n"
    )
