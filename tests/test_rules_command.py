"""``ktt-check rules``: cases on tables in memory, the schema, a new rule, what a change does, the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ktt_check.forms import PLAN
from ktt_check.markdown import hold_workbook, parse, write_workbook
from ktt_check.outputs.rule_pages import pages, write_pages
from ktt_check.resources import rules_folder, workbooks_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.cases import read_cases
from ktt_check.rulebook.json_schema import FILE, POINTER, as_text, json_schema
from ktt_check.workbook import read

from journey_runner import accepted, run, write_plan, write_programme

ROOT = Path(__file__).resolve().parent.parent
BOOK = load_rules(rules_folder())
PAGES = [rule.path.with_suffix(".md") for rule in BOOK.rules if rule.data.form != "across"]
OWN = """\
title: {vi: Chỉ tiêu chưa có đơn vị chịu trách nhiệm, en: No responsible unit}
basis: {vi: Quy chế của tỉnh, en: The province's rules}
severity: warning
each: targets
when: code = "CT1"
check: {required: {columns: [responsible]}}
marks: [responsible]
message: {vi: "{key}: chưa ghi đơn vị chịu trách nhiệm.", en: "{key}: no unit."}
fix: {vi: Ghi tên đơn vị., en: Name the unit.}
"""
CASES = """\
# QN01 · Chỉ tiêu chưa có đơn vị chịu trách nhiệm

Ai chịu trách nhiệm phải ghi rõ.

## Bỏ trống

### Chỉ tiêu

| Mã | Đơn vị chịu trách nhiệm |
|---|---|
| CT1/2030 | ✗ |

> QN01 Cảnh báo Chỉ tiêu!Q3: CT1/2030: chưa ghi đơn vị chịu trách nhiệm.

## Có ghi

### Chỉ tiêu

| Mã | Đơn vị chịu trách nhiệm |
|---|---|
| CT1/2030 | Phòng Nội vụ |
"""


def write_own(folder: Path, rule: str = OWN, page: str = CASES, stem: str = "QN01-unit") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.yaml").write_text(rule, encoding="utf-8")
    (folder / f"{stem}.md").write_text(page, encoding="utf-8")
    return folder


def replaced(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


# rules test


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_workbook_in_memory_is_what_reading_the_written_one_gives(page: Path, tmp_path: Path) -> None:
    """Both come from one typing of cells, so that `rules test` sees what a whole journey sees."""
    for source, form in {case.submitted: case.form for case in read_cases(page, rules_folder() / "_cases")}.items():
        path = tmp_path / "plan.xlsx"
        marked = write_workbook(source, form, path)
        held, held_marks = hold_workbook(source, form, str(path))
        assert (held.sheets, held_marks) == (read(path).sheets, set(marked))


def test_every_sort_of_cell_is_held_as_it_is_read(tmp_path: Path) -> None:
    """Numbers, percentages, days, text in quotes, formulas and error values, in a sheet of the form and in another."""
    source = parse(
        "# a\n\n## Chỉ tiêu\n\n| Mã | Năm đích | Giá trị | Năm gốc |\n|---|---|---|---|\n"
        '| ✗ "05" | 2030 | 60% | @2/3/2026 |\n| =A1 | "2030" | 0.1 | @1/9/2024 mm/yyyy |\n'
        '| #N/A | a<br>b | -12.50 | "" |\n'
        "\n## Căn cứ\n\n| Ngày ban hành | Số, ký hiệu |\n|---|---|\n| 15/3/2023 | 15/3/2023 |\n| 2023 | 2023 |\n"
        "\n## Khác\n\n| ✗ Cột |\n|---|\n| 12 |\n"
    )
    path = tmp_path / "a.xlsx"
    marked = write_workbook(source, PLAN, path)
    held, held_marks = hold_workbook(source, PLAN, str(path))
    assert held.sheets == read(path).sheets
    assert held_marks == set(marked) == {("Chỉ tiêu", "A2"), ("Khác", "A1")}


def test_the_cases_of_one_rule_are_run_by_its_code_its_file_or_its_page() -> None:
    """A line a rule and a total; messages stay off stderr."""
    rule = BOOK["TG03"]
    for name in ("tg03", str(rule.path), str(rule.path.with_suffix(".md"))):
        done = run("rules", "test", name)
        assert (done.status, done.stderr) == (0, "")
        assert done.stdout == ("✓ TG03  Kết thúc trước khi bắt đầu: 7 trường hợp\n1 quy tắc, 7 trường hợp: đúng cả.\n")


def test_many_cases_are_shared_among_processes() -> None:
    """As the shell runs it; the rules keep their order."""
    command = [sys.executable, "-m", "ktt_check", "rules", "test", str(rules_folder()), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    rules = BOOK.rules
    cases = sum(len(read_cases(rule.path.with_suffix(".md"), rules_folder() / "_cases")) for rule in rules)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[1] for line in lines[:-1]] == [rule.code for rule in rules]
    assert lines[-1] == f"{len(rules)} rules, {cases} cases: all hold."


def test_an_own_rule_is_tested_with_the_shipped_ones_in_force(tmp_path: Path) -> None:
    """By naming its folder; and --rules adds it to the shipped ones, whose cases are run without it."""
    own = write_own(tmp_path / "quy-tac")
    done = run("rules", "test", str(own))
    assert (done.status, done.stdout.splitlines()[0]) == (
        0, "✓ QN01  Chỉ tiêu chưa có đơn vị chịu trách nhiệm: 2 trường hợp",
    )  # fmt: skip
    assert run("rules", "test", "QN01", "--rules", str(own)).status == 0
    strict = write_own(tmp_path / "khac", replaced(OWN, ('when: code = "CT1"\n', "")))
    assert run("rules", "test", str(strict)).status == 1
    assert run("rules", "test", "TG03", "--rules", str(strict)).status == 0


def test_a_case_that_fails_is_shown_with_its_difference(tmp_path: Path) -> None:
    """What was expected and not said, what was said and not expected, and where the marks disagree."""
    page = replaced(CASES, ("Chỉ tiêu!Q3", "Chỉ tiêu!Q2"), ("| CT1/2030 | Phòng Nội vụ |", "| CT1/2030 | |"))
    done = run("rules", "test", str(write_own(tmp_path / "quy-tac", page=page)))
    said = "QN01 Cảnh báo Chỉ tiêu!Q3: CT1/2030: chưa ghi đơn vị chịu trách nhiệm."
    assert (done.status, done.stderr) == (1, "")
    assert done.stdout == (
        "✗ QN01  Chỉ tiêu chưa có đơn vị chịu trách nhiệm: 2/2 trường hợp sai\n"
        "    “Bỏ trống”\n"
        f"      thiếu  {said.replace('!Q3', '!Q2')}\n"
        f"      thừa   {said}\n"
        "    “Có ghi”\n"
        f"      thừa   {said}\n"
        "      dấu ✗ và phát hiện không khớp ở ô Chỉ tiêu!Q3\n"
        "1 quy tắc, 2 trường hợp: 1 quy tắc có chỗ sai.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("| CT1/2030 | ✗ |", "| CT1 | ✗ |",
         "kế hoạch mẫu không có dòng “CT1” nên dòng này là dòng thêm (nếu đúng ý, viết “+CT1”); "
         "có phải 'CT1/2025, CT1/2030'?"),
        ("| CT1/2030 | ✗ |", "| CT01/2030 | ✗ |",
         "kế hoạch mẫu không có dòng “CT01/2030” nên dòng này là dòng thêm (nếu đúng ý, viết “+CT01/2030”); "
         "có phải 'CT1/2030'?"),
        ("| Mã | Đơn vị chịu trách nhiệm |\n|---|---|\n| CT1/2030 | ✗",
         "| Mã | Đơn vị phụ trách |\n|---|---|\n| CT1/2030 | ✗",
         "trang này không có cột “Đơn vị phụ trách”; có phải 'Đơn vị chịu trách nhiệm'?"),
        ("## Bỏ trống\n\n### Chỉ tiêu", "## Bỏ trống\n\n### Chi tiêu",
         "biểu không có trang “Chi tiêu”; có phải 'Chỉ tiêu'?"),
        ("## Có ghi\n\n### Chỉ tiêu\n\n| Mã", "## Có ghi\n\n### Chi tiêu\n\n| Mã",
         "“Có ghi” biểu không có trang “Chi tiêu”; có phải 'Chỉ tiêu'?"),
    ],
)  # fmt: skip
def test_a_case_that_names_what_the_clean_plan_does_not_have_is_told_what_was_meant(
    old: str, new: str, hint: str, tmp_path: Path
) -> None:
    """It becomes a further row, column or sheet: seldom what was meant, and one that holds proves nothing."""
    own = write_own(tmp_path, page=replaced(CASES, (old, new)))
    assert hint in [line.strip() for line in run("rules", "test", str(own)).stdout.splitlines()]


def test_a_rule_whose_cases_prove_only_one_side_fails(tmp_path: Path) -> None:
    """No rule without a failing and a quiet case, also in a province's own folder."""
    quiet = CASES.partition("## Có ghi")
    speaking = write_own(tmp_path / "a", page=quiet[0])
    silent = write_own(tmp_path / "b", page=f"# QN01\n\n{quiet[1]}{quiet[2]}")
    one, other = run("rules", "test", str(speaking)), run("rules", "test", str(silent))
    assert (one.status, other.status) == (1, 1)
    assert one.stdout.splitlines()[1] == "    chưa có trường hợp nào mà quy tắc này không phát hiện gì"
    assert other.stdout.splitlines()[1] == "    chưa có trường hợp nào mà quy tắc này phát hiện"


def test_a_case_that_cannot_be_read_is_a_mistake_of_the_rules(tmp_path: Path) -> None:
    """Told with file and line, status 4, like every mistake in a rule's files."""
    own = write_own(tmp_path / "quy-tac", page=replaced(CASES, ("| CT1/2030 | ✗ |", "| CT1/2030 |")))
    done = run("rules", "test", str(own))
    assert (done.status, done.stdout) == (4, "")
    assert done.stderr == f"Bộ quy tắc có sai sót:\n{own}/QN01-unit.md:11: dòng có 1 ô, còn tiêu đề có 2 ô\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("test", "{tmp}/khong-co"), 2, "Không có tệp hoặc thư mục {tmp}/khong-co.\n"),
        (("test", "{tmp}"), 2, "Không có quy tắc nào trong {tmp}.\n"),
        (("new", "thu"), 2, "“thu” không phải tên tệp quy tắc; viết mã (hai chữ hoa, hai số) và vài chữ thường không "
                            "dấu, như CT50-base-year.\n"),
        (("impact", "{tmp}/a.xlsx", "--rules", "{tmp}/khong-co"), 2, "Không có tệp hoặc thư mục {tmp}/khong-co.\n"),
        (("impact", "{tmp}", "--rules", "{tmp}"), 2, "Không tìm thấy biểu .xlsx hoặc .xlsm nào trong {tmp}.\n"),
        (("tset",), 2, "Không có lệnh tset (có phải test?). Xem: ktt-check --help\n"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_one_line(arguments: tuple[str, ...], status: int, words: str, tmp_path: Path) -> None:
    done = run("rules", *(argument.format(tmp=tmp_path) for argument in arguments))
    assert (done.status, done.stdout, done.stderr) == (status, "", words.format(tmp=tmp_path))


# rules schema


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a value fits the parts of JSON Schema that ours uses."""
    types: dict[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool,
                             "number": int | float}  # fmt: skip
    if "$ref" in schema:
        return fits(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    checks = [
        "type" not in schema or isinstance(value, types[schema["type"]]),
        "pattern" not in schema or not isinstance(value, str) or re.search(schema["pattern"], value),
        "enum" not in schema or value in schema["enum"],
        "const" not in schema or value == schema["const"],
        "anyOf" not in schema or any(fits(value, one, root) for one in schema["anyOf"]),
        all(
            fits(value, one.get("then", one), root) for one in schema.get("allOf", ())
            if "if" not in one or fits(value, one["if"], root)
        ),
    ]  # fmt: skip
    if isinstance(value, dict):
        named, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        checks += [fits(item, named[key], root) for key, item in value.items() if key in named]
        if isinstance(others, dict):
            checks += [fits(item, others, root) for key, item in value.items() if key not in named]
        checks += [others is not False or value.keys() <= named.keys(), set(schema.get("required", ())) <= value.keys()]
        checks += [len(value) <= schema.get("maxProperties", len(value)), len(value) >= schema.get("minProperties", 0)]
    if isinstance(value, list):
        checks += [fits(item, schema.get("items", {}), root) for item in value]
    return all(checks)


def test_the_shipped_schema_is_current() -> None:
    """Made by `python rules/build_docs.py` or `ktt-check rules schema -o rules/rule.schema.json`."""
    assert (rules_folder() / FILE).read_text(encoding="utf-8") == as_text()


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    target = tmp_path / "s.json"
    assert run("rules", "schema").stdout == as_text()
    done = run("rules", "schema", "-o", str(target))
    assert (done.status, done.stdout, done.stderr) == (0, "", f"Đã ghi {target}.\n")
    assert target.read_text(encoding="utf-8") == as_text()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.code)
def test_a_shipped_rule_points_to_the_schema_and_fits_it(rule: Any) -> None:
    """An editor completes and checks it as it is typed."""
    text = rule.path.read_text(encoding="utf-8")
    schema = json_schema()
    assert text.splitlines()[0] == POINTER
    assert fits(yaml.safe_load(text), schema, schema)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: warning", "severity: fatal"),
        ("each: targets", "each: target"),
        ("each: targets", "each: targets\njoin: parent"),
        ("marks:", "mark:"),
        ("{columns: [responsible]}", "{colums: [responsible]}"),
        ("{columns: [responsible]}", "{}"),
        ("required:", "requird:"),
        ("{columns: [responsible]}}", "{columns: [responsible]}, holds: {that: value}}"),
        (", en: Name the unit.", ""),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str, tmp_path: Path) -> None:
    schema = json_schema()
    wrong = replaced(OWN, (old, new))
    assert fits(yaml.safe_load(OWN), schema, schema)
    assert not fits(yaml.safe_load(wrong), schema, schema)
    assert run("rules", "list", "--rules", str(write_own(tmp_path / "own", wrong))).status == 4


# rules new


@pytest.mark.parametrize("code", ["CT50", "NV50", "TG50", "VB50", "QN50"])
def test_a_new_rule_loads_and_its_cases_hold_before_a_word_is_filled_in(code: str, tmp_path: Path) -> None:
    folder = tmp_path / "quy-tac"
    done = run("rules", "new", f"{code}-mau-thu", "--into", str(folder))
    files = [folder / f"{code}-mau-thu.yaml", folder / f"{code}-mau-thu.md"]
    assert (done.status, done.stdout.splitlines()) == (0, [str(file) for file in files])
    assert done.stderr == f"Điền những chỗ trong dấu ‹ ›, rồi thử: ktt-check rules test {folder}\n"
    assert run("rules", "test", str(folder)).status == 0
    schema = json_schema()
    text = files[0].read_text(encoding="utf-8")
    assert fits(yaml.safe_load(text), schema, schema)
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={(rules_folder() / FILE).as_uri()}"


def test_a_new_rule_overwrites_nothing_and_says_what_it_replaces(tmp_path: Path) -> None:
    """Neither of its files; also where only the page is there."""
    (tmp_path / "CT02-khac.md").write_text("của tôi", encoding="utf-8")
    done = run("rules", "new", "CT02-khac", "--into", str(tmp_path))
    assert (done.status, done.stderr) == (2, f"Đã có tệp {tmp_path}/CT02-khac.md; không ghi đè.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["CT02-khac.md"]
    told = run("rules", "new", "CT02-moi", "--into", str(tmp_path)).stderr.splitlines()[0]
    assert told == ("Mã CT02 đang là của quy tắc đi kèm “Chỉ tiêu thấp hơn cấp trên”; quy tắc mới sẽ thay quy tắc ấy.")


# rules impact


def desk(folder: Path) -> tuple[Path, Path]:
    plan = write_plan(folder / "nop" / "plan.xlsx", ("| trên | 65 |", "| trên | 10 |"))
    return plan, write_programme(folder / "programme.xlsx")


def retired(code: str) -> str:
    return re.sub(r"(?m)^severity:.*$", r"\g<0>\nstage: retired", BOOK[code].path.read_text(encoding="utf-8"))


def test_the_impact_of_changed_rules_is_what_they_find_and_no_longer_find(tmp_path: Path) -> None:
    """Rules added, retired and re-rated; each finding once, and the note on one page."""
    plan, programme = desk(tmp_path)
    new = write_own(tmp_path / "moi", replaced(OWN, ('"CT1"', '"CT2"')))
    write_own(new, retired("CT02"), stem="CT02-no-more")
    before = BOOK["CT05"].data.severity
    soft = replaced(BOOK["CT05"].path.read_text(encoding="utf-8"), (f"\nseverity: {before}", "\nseverity: info"))
    write_own(new, soft, stem="CT05-softer")
    note = tmp_path / "tac-dong.md"
    done = run(
        "rules", "impact", "--rules", str(new), str(plan), "--against", str(programme), "--as-of", "2026-11-21",
        "-o", str(note),
    )  # fmt: skip
    version = load_rules(rules_folder(), [new]).version
    assert (done.status, done.stderr) == (0, f"Đã ghi {note}.\n")
    added = "QN01 Cảnh báo Chỉ tiêu!Q4: CT2/2030: chưa ghi đơn vị chịu trách nhiệm."
    gone = (
        "CT02 Lỗi Chỉ tiêu!K3: CT1/2030: mức “trên 10%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày 15/3/2023): "
        "thấp hơn 50 điểm %."
    )
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        f"Bộ quy tắc {BOOK.version} → {version}",
        "  Bỏ: CT02 · Chỉ tiêu thấp hơn cấp trên (Lỗi)",
        "  Thay: CT05 · Chỉ tiêu giảm hoặc đứng yên giữa các năm đích (Lưu ý)",
        "  Thêm: QN01 · Chỉ tiêu chưa có đơn vị chịu trách nhiệm (Cảnh báo)",
    ]
    assert lines[5:8] == [
        "plan.xlsx · UBND huyện Nam Đàn", f"  Phát hiện thêm: {added}", f"  Thôi phát hiện: {gone}",
    ]  # fmt: skip
    assert lines[8].startswith("  Nêu khác đi: CT05 Lưu ý Chỉ tiêu!")
    assert lines[8].endswith("(trước là Cảnh báo)")
    assert lines[9:] == ["", "1 biểu: phát hiện thêm 1, thôi phát hiện 1, nêu khác đi 1."]
    text = note.read_text(encoding="utf-8").splitlines()
    assert text[:5] == [
        "# Tác động của thay đổi quy tắc",
        "",
        f"Lập ngày 21/11/2026; bộ quy tắc đang dùng: phiên bản {BOOK.version}; bộ quy tắc mới: phiên bản {version}.",
        "",
        "1 biểu: phát hiện thêm 1, thôi phát hiện 1, nêu khác đi 1.",
    ]
    assert "| UBND huyện Nam Đàn | plan.xlsx | 1 | 1 | 1 |" in text
    assert f"- plan.xlsx: Phát hiện thêm: {added}" in text
    assert not list((tmp_path / "nop").glob("*.ket-qua*"))


def test_rules_of_ones_own_are_compared_with_those_they_take_the_place_of(tmp_path: Path) -> None:
    """--instead-of names the folder that is in use now; what is the same in both is no change."""
    plan, programme = desk(tmp_path)
    old, new = write_own(tmp_path / "cu"), write_own(tmp_path / "moi")
    arguments = ("rules", "impact", "--rules", str(new), "--instead-of", str(old), str(plan), "--against",
                 str(programme), "--lang", "en")  # fmt: skip
    version = load_rules(rules_folder(), [old]).version
    assert run(*arguments).stdout == (
        f"Rules {version} → {version}\n\n1 workbooks: 0 newly found, 0 no longer found, 0 told otherwise.\n"
        "Nothing changes for 1 workbooks.\n"
    )


def test_a_workbook_that_cannot_be_read_has_its_line_and_status_3(tmp_path: Path) -> None:
    """The others are compared all the same."""
    plan, programme = desk(tmp_path)
    (plan.parent / "a.xlsx").write_bytes(b"not a workbook")
    done = run(
        "rules", "impact", str(plan.parent), "--rules", str(write_own(tmp_path / "moi")), "--against", str(programme)
    )
    assert done.status == 3
    assert "a.xlsx" in done.stdout.splitlines()
    assert done.stdout.splitlines()[-2] == "2 biểu: phát hiện thêm 0, thôi phát hiện 0, nêu khác đi 0."


def test_the_impact_of_changed_rules_on_the_shipped_plans_is_the_accepted_one(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """One rule added, one retired; `pytest --rewrite-accepted` rewrites the note, to be reviewed as a diff."""
    own = write_own(tmp_path / "quy-tac", replaced(OWN, ('when: code = "CT1"', 'when: year = "2030"')))
    write_own(own, retired("VB07"), stem="VB07-no-more")
    note = tmp_path / "note.md"
    plans = str(workbooks_folder() / "plans")
    assert run("rules", "impact", "--rules", str(own), plans, "--as-of", "2026-11-21", "-o", str(note)).status == 0
    told = re.sub(r"phiên bản [0-9a-f]{8}", "phiên bản …", note.read_text(encoding="utf-8"))
    assert told == accepted(told, ROOT / "tests" / "impact-on-the-shipped-plans.accepted.md", request)


def test_the_note_keeps_to_a_page_however_many_workbooks_there_are(tmp_path: Path) -> None:
    """Workbooks that nothing changes for are counted; of the others the first stand for all."""
    programme = write_programme(tmp_path / "programme.xlsx")
    for number in range(17):
        owner = ("Phòng Văn hóa và Thông tin | Mục II |", "| Mục II |" if number else "Phòng Nội vụ | Mục II |")
        write_plan(tmp_path / "nop" / f"{number:02}.xlsx", owner)
    note = tmp_path / "note.md"
    own = write_own(tmp_path / "moi", replaced(OWN, ('when: code = "CT1"', 'when: year = "2030" and code = "CT1"')))
    run("rules", "impact", str(tmp_path / "nop"), "--rules", str(own), "--against", str(programme), "-o", str(note))
    lines = note.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("| UBND")]) == 15
    assert "… và 1 biểu khác có thay đổi." in lines
    assert "Không thay đổi gì: 1 biểu." in lines
    assert len(lines) <= 60


# The documentation


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_rule_documentation_is_current(language: str) -> None:
    """`python rules/build_docs.py` was run after the last change of a rule."""
    folder = ROOT / "docs" / "rules" / language
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert texts == pages(BOOK, language)


def test_every_link_in_the_documentation_leads_somewhere() -> None:
    for page in (ROOT / "docs" / "rules").rglob("*.md"):
        links = re.findall(r"\]\(([^)#]+\.(?:md|yaml))\)", page.read_text(encoding="utf-8"))
        assert links
        assert [link for link in links if not (page.parent / link).exists()] == []


def test_a_page_of_a_rule_that_is_gone_is_removed(tmp_path: Path) -> None:
    stale = tmp_path / "en" / "XX01-gone.md"
    stale.parent.mkdir()
    stale.write_text("old", encoding="utf-8")
    written = write_pages(BOOK, tmp_path)
    assert len(written) == 2 * (len(BOOK.rules) + 2)
    assert not stale.exists()
