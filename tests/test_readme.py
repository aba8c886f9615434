"""The README holds: its rule works as printed, its commands and files exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ktt_check.profiles import put_in_force
from ktt_check.resources import rules_folder
from ktt_check.rulebook.cases import read_cases

from case_runner import expected, walk
from journey_runner import findings_of, run, write_plan, write_programme

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_printed_rule_finds_what_its_printed_cases_say(tmp_path: Path) -> None:
    """Copied from the README into a folder of one's own, rule and cases run as they stand."""
    yaml = re.findall(r"```yaml\n(.*?)```", README, re.S)[0]
    page = re.findall(r"```markdown\n(.*?)```", README, re.S)[0]
    stem = "CT50-base-year-without-value"
    own = tmp_path / "quy-tac"
    own.mkdir()
    (own / f"{stem}.yaml").write_text(yaml, encoding="utf-8")
    (own / f"{stem}.md").write_text(page, encoding="utf-8")
    cases = read_cases(own / f"{stem}.md", rules_folder() / "_cases")
    assert [case.quiet for case in cases] == [False, True]
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert walk(case, folder, "--rules", str(own)).told == expected(case)


def test_the_printed_profile_does_what_it_says(tmp_path: Path) -> None:
    """Copied from the README beside the printed rule: no setting is without effect, and findings follow it."""
    printed = re.findall(r"```yaml\n(.*?)```", README, re.S)
    own = tmp_path / "quy-tac"
    own.mkdir()
    (own / "CT50-base-year-without-value.yaml").write_text(printed[0], encoding="utf-8")
    (own / "CT50-base-year-without-value.md").write_text("# CT50\n", encoding="utf-8")
    profile = tmp_path / "ktt-check.yaml"
    profile.write_text(printed[1], encoding="utf-8")
    force = put_in_force(profile)
    assert [one.rule.code for one in force.rules.off] == ["CT06"]
    assert [change.code for change in force.rules.changed] == ["CT03", "NV06", "VB07"]
    plan = write_plan(tmp_path / "plan.xlsx", ("| trên | 65 |", "| khoảng | 62 |"), ("| 2022 | 25 |", "| 2022 | |"))
    found = findings_of(plan, write_programme(tmp_path / "programme.xlsx"), "--profile", str(profile))
    assert [(one["rule"], one["severity"]) for one in found] == [
        ("CT50", "warning"), ("CT03", "info"), ("CT50", "warning"),
    ]  # fmt: skip


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)`", README))))
def test_a_make_target_that_the_readme_names_exists(target: str) -> None:
    assert re.search(rf"(?m)^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"))


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_a_file_that_the_readme_links_exists(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"(?m)^  (\w+(?:/|\.py)) ", README))))
def test_a_part_that_the_readme_lists_exists(name: str) -> None:
    assert (ROOT / "ktt_check" / name.rstrip("/")).exists()


@pytest.mark.parametrize("options", sorted(set(re.findall(r"(?m)ktt-check check [^\n]*?(--[a-z-]+)", README))))
def test_an_option_that_the_readme_names_exists(options: str) -> None:
    assert options in run("check", "--help").stdout
