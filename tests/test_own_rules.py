"""The page on writing a rule holds: its worked example is a rule of the example folder, which does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.cases import Case, read_cases

from case_runner import expected, walk
from journey_runner import findings_of, run, write_plan, write_programme

DOCS = Path(__file__).resolve().parent.parent / "docs" / "quy-tac-rieng"
EXAMPLE = DOCS / "vi-du"
RULES = EXAMPLE / "quy-tac"
STEM = "QN11-nam-goc-khac-cap-tren"
PAGES = [DOCS / "vi.md", DOCS / "en.md"]
CASES = [case for page in sorted(RULES.glob("*.md")) for case in read_cases(page, rules_folder() / "_cases")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_worked_example_is_the_rule_of_the_example_folder(page: Path) -> None:
    """Word for word, but for the line that an editor reads."""
    text = page.read_text(encoding="utf-8")
    printed, cases = (
        re.findall(r"```yaml\n(.*?)```", text, re.S)[0],
        re.findall(r"```markdown\n(.*?)```", text, re.S)[0],
    )
    assert printed == (RULES / f"{STEM}.yaml").read_text(encoding="utf-8").partition("\n")[2]
    assert cases == (RULES / f"{STEM}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_prints_what_the_commands_print(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new rule is made by the printed command, filled in as printed, and its printed outcome is the command's."""
    text = page.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    made = run(*re.findall(r"\nktt-check (rules new .*)\n", text)[0].split())
    assert made.stdout.split() == [f"quy-tac/{STEM}.yaml", f"quy-tac/{STEM}.md"]
    assert run("rules", "test", "quy-tac").status == 0
    for name, block in ((f"{STEM}.yaml", "yaml"), (f"{STEM}.md", "markdown")):
        Path("quy-tac", name).write_text(re.findall(rf"```{block}\n(.*?)```", text, re.S)[0], encoding="utf-8")
    assert f"```\n{run('rules', 'test', 'quy-tac').stdout}```" in text
    for command in re.findall(r"\nktt-check (rules columns.*?) *(?:#.*)?\n", text):
        assert run(*command.split()).status == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_pieces_and_links_of_the_page_are_those_of_the_examples(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [link for link in re.findall(r"\]\((?!http)([^)#]+)\)", text) if not (DOCS / link).exists()] == []
    written = "".join(path.read_text(encoding="utf-8") for path in (*RULES.glob("*.yaml"), EXAMPLE / "ktt-check.yaml"))
    squeezed = re.sub(r"[ \t]+", " ", written)
    pieces = [*re.findall(r"```yaml\n(.*?)```", text, re.S)[1:], *re.findall(r"`(QN13: .*?)`", text)]
    lines = [line for piece in pieces for line in re.sub(r"[ \t]+", " ", piece).splitlines()]
    assert [line for line in lines if line not in squeezed] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_mistakes_that_the_page_explains_are_told_so(page: Path, tmp_path: Path) -> None:
    """Those of rule files, as far as the page quotes them."""
    table = page.read_text(encoding="utf-8").rpartition("\n## ")[2]
    told = re.findall(r"(?m)^\| (.+?) \| .+ \|$", table)[1:]
    rule = (RULES / f"{STEM}.yaml").read_text(encoding="utf-8")
    lines = (
        "marks: [Năm gốc]",
        "marks: [lead]",
        "when: lead = Phòng Nội vụ",
        'when: applies = "Từng đơn vị"',
        "when: year = 2030",
    )
    assert len(told) > len(lines)  # those that follow are of cases and commands
    for line, quoted in zip(lines, told, strict=False):
        key = line.partition(":")[0]
        (tmp_path / f"{STEM}.yaml").write_text(re.sub(rf"(?m)^{key}:.*$", line, rule), encoding="utf-8")
        (tmp_path / f"{STEM}.md").write_text("# QN11\n", encoding="utf-8")
        said = run("rules", "test", str(tmp_path), "--lang", page.stem).stderr
        assert quoted.removesuffix("…").strip() in said


def test_the_example_rules_are_proved_by_their_cases() -> None:
    tested = run("rules", "test", str(RULES))
    assert (tested.status, tested.stdout.splitlines()[-1]) == (0, f"3 quy tắc, {len(CASES)} trường hợp: đúng cả.")


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.name}" for case in CASES])
def test_a_case_of_the_examples_holds_the_whole_way(case: Case, tmp_path: Path) -> None:
    """Written as a real workbook, checked, annotated and read back."""
    walked = walk(case, tmp_path, "--rules", str(RULES))
    assert walked.told == expected(case)
    copy = load_workbook(walked.copy)
    for sheet, cell in walked.marked:
        assert copy[sheet][cell].comment is not None


def test_the_example_profile_sets_the_parameter(tmp_path: Path) -> None:
    """2021 is early enough for the rule as written, and too early under the profile."""
    plan = write_plan(tmp_path / "plan.xlsx", ("| 2022 | 25 |", "| 2021 | 25 |"))
    programme = write_programme(tmp_path / "programme.xlsx")
    assert findings_of(plan, programme, "--rules", str(RULES)) == []
    found = findings_of(plan, programme, "--profile", str(EXAMPLE / "ktt-check.yaml"))
    assert [(one["rule"], one["cell"], one["message"]) for one in found] == [
        ("QN13", "O2", "CT1/2025 lấy năm gốc 2021, trước năm 2022."),
        ("QN13", "O3", "CT1/2030 lấy năm gốc 2021, trước năm 2022."),
    ]


def test_failing_cases_say_that_a_profile_sets_a_parameter() -> None:
    """The cases are written for the default; whoever runs them under a profile is told why they fail."""
    tested = run("rules", "test", "QN13", "--profile", str(EXAMPLE / "ktt-check.yaml"))
    assert tested.status == 1
    told = "    hồ sơ cấu hình đặt earliest là 2022 (đi kèm: 2020); các trường hợp chạy theo hồ sơ"
    assert told in tested.stdout.splitlines()


def test_the_example_rules_take_the_place_of_no_shipped_one() -> None:
    book = load_rules(rules_folder(), [RULES])
    assert (len(book.rules), tuple(book.replaced)) == (len(load_rules(rules_folder()).rules) + 3, ())
