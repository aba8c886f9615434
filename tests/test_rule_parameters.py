"""A rule's own parameters and dates: declared, typed and bounded, put where the rule refers to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from test_rules_command import fits

from ktt_check.profiles import put_in_force
from ktt_check.resources import rules_folder
from ktt_check.rulebook import RuleBookError, load_rules
from ktt_check.rulebook.json_schema import json_schema

from journey_runner import findings_of, write_plan, write_programme

RULE = """\
title: {vi: Giá trị quá lớn, en: Too large a value}
basis: {vi: Quy chế của tỉnh, en: The province's rules}
severity: warning
each: targets
when: code in parameter.codes and (parameter.strict or document.date.end >= parameter.since)
check: {holds: {that: base_value <= parameter.most}}
missing: {base_value: skip}
marks: [base_value]
message:
  vi: "{key}: quá {parameter.most} {parameter.what} (từ {parameter.since}; {parameter.codes}; {parameter.strict}; {parameter.other})."
  en: "{key}: over {parameter.most} {parameter.what} ({parameter.since}; {parameter.codes}; {parameter.strict}; {parameter.other})."
fix: {vi: Xem lại., en: Look again.}
variants:
  - when: parameter.other is not empty
    severity: info
parameters:
  codes:  {kind: list, about: {vi: mã xét, en: codes}, default: [CT1]}
  most:   {kind: number, about: {vi: mức cao nhất, en: the most}, default: 20.5, at_least: 10, at_most: 100}
  since:  {kind: date, about: {vi: từ ngày, en: since}, default: 2023-05-21, at_least: 2020-01-01}
  strict: {kind: yes-or-no, about: {vi: xét cả văn bản cũ, en: old ones too}, default: true}
  what:   {kind: text, about: {vi: gọi là, en: called}, default: phần, choices: [phần, mục]}
  other:  {kind: text, about: {vi: khác, en: other}}
"""  # noqa: E501


def write_rule(folder: Path, text: str = RULE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "QN01-most.yaml").write_text(text, encoding="utf-8")
    (folder / "QN01-most.md").write_text("# QN01 · Giá trị quá lớn\n", encoding="utf-8")
    return folder


def write_profile(folder: Path, parameters: str) -> Path:
    path = folder / "ktt-check.yaml"
    text = f"name: a\nversion: b\nrules: [quy-tac]\nadjust:\n  QN01:\n    parameters:\n      {parameters}\n"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, *options: str) -> list[tuple[str, str]]:
    plan, programme = write_plan(folder / "plan.xlsx"), write_programme(folder / "programme.xlsx")
    return [(one["severity"], one["message"]) for one in findings_of(plan, programme, *options)]


def test_a_rule_is_asked_with_its_parameters_as_declared(tmp_path: Path) -> None:
    """In conditions, in the settings of the question and in the wording, where each is said as people say it."""
    own = write_rule(tmp_path / "quy-tac")
    words = "quá 20,5 phần (từ 21/5/2023; CT1; có; (để trống))."
    assert told(tmp_path, "--rules", str(own)) == [
        ("warning", f"CT1/2025: {words}"), ("warning", f"CT1/2030: {words}"),
    ]  # fmt: skip
    words = "over 20.5 phần (21 May 2023; CT1; yes; (empty))."
    assert told(tmp_path, "--rules", str(own), "--lang", "en")[0] == ("warning", f"CT1/2025: {words}")


def test_a_year_is_told_as_years_are(tmp_path: Path) -> None:
    """Without the dot that stands in other numbers; it is compared with the form's years, and bounded."""
    number = "{kind: number, about: {vi: mức cao nhất, en: the most}, default: 20.5, at_least: 10, at_most: 100}"
    assert number in RULE
    year = RULE.replace(number, "{kind: year, about: {vi: muộn nhất, en: the latest}, default: 2021, at_least: 2000}")
    own = write_rule(tmp_path / "quy-tac", year.replace("base_value", "base_year"))
    assert told(tmp_path, "--rules", str(own))[0][1].startswith("CT1/2025: quá 2021 phần")
    assert told(tmp_path, "--profile", str(write_profile(tmp_path, "most: 2022"))) == []
    for value, words in (("22", "a year of four digits is expected"), ("1999", "must be from 2000 to …")):
        with pytest.raises(RuleBookError) as caught:
            put_in_force(write_profile(tmp_path, f"most: {value}"))
        assert caught.value.lines("en") == [f"{tmp_path}/ktt-check.yaml:7: most: {words}"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("most: 25", []),
        ("codes: [CT9]", []),
        ("codes: []", []),
        ("strict: false", []),
        ("{strict: false, since: 2023-05-20}",
         [("warning", "quá 20,5 phần (từ 20/5/2023; CT1; không; (để trống)).")] * 2),
        ("other: thêm", [("info", "quá 20,5 phần (từ 21/5/2023; CT1; có; thêm).")] * 2),
        ("what: mục", [("warning", "quá 20,5 mục (từ 21/5/2023; CT1; có; (để trống)).")] * 2),
    ],
)  # fmt: skip
def test_a_profile_sets_them_for_the_rule(
    parameters: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:  # fmt: skip
    write_rule(tmp_path / "quy-tac")
    profile = write_profile(tmp_path, parameters)
    if parameters.startswith("{"):
        text = profile.read_text(encoding="utf-8").replace("parameters:\n      {", "parameters: {")
        profile.write_text(text, encoding="utf-8")
    found = told(tmp_path, "--profile", str(profile))
    assert [(severity, words.partition(": ")[2]) for severity, words in found] == expected


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ("most: 9", "most: must be from 10 to 100"),
        ("most: 20,5", "most: a number is expected"),
        ("most: [20]", "most: text is expected"),
        ("since: 2019-12-31", "since: must be from 2020-01-01 to …"),
        ("since: 31/12/2023", "since: a day like 2025-07-01 is expected"),
        ("since: 2023-02-30", "since: a day like 2025-07-01 is expected"),
        ("strict: có", "strict: choose one of true, false"),
        ("what: đoạn", "what: choose one of phần, mục"),
        ("codes: CT1", "codes: a list in square brackets is expected"),
        ("other: 'a \"b\"'", "other: text on one line without straight quotes and braces is expected"),
        ("most: 20.50", "most: changes nothing of what is shipped or inherited; take it out"),
        ("moost: 20", "the rule has no parameter 'moost'; did you mean 'most'?"),
    ],
)
def test_a_value_that_it_cannot_have_is_told_with_its_line(parameters: str, words: str, tmp_path: Path) -> None:
    write_rule(tmp_path / "quy-tac")
    with pytest.raises(RuleBookError) as caught:
        put_in_force(write_profile(tmp_path, parameters))
    assert caught.value.lines("en") == [f"{tmp_path}/ktt-check.yaml:7: {words}"]


DECLARED: dict[str, tuple[str, str, list[str]]] = {
    "used but not declared": (
        "  other:  {kind: text, about: {vi: khác, en: other}}\n", "",
        [f"{line}: the rule has no parameter 'other'; there are: codes, most, since, strict, what" for line in (10, 11, 14)],  # noqa: E501
    ),
    "declared but not used": (
        "  other:", "  more:   {kind: text, about: {vi: a, en: b}}\n  other:",
        ["22: the parameter 'more' is used nowhere in the rule"],
    ),
    "a default out of bounds": ("default: 20.5", "default: 200", ["18: most: must be from 10 to 100"]),
    "a default that is no choice": ("default: phần", "default: phân", ["21: what: choose one of phần, mục"]),
    "a bound that is none": (
        "at_least: 2020-01-01", "at_least: 2020", ["19: since: a day like 2025-07-01 is expected"],
    ),
    "a kind that does not exist": (
        "kind: number", "kind: integer", ["18: kind: choose one of number, year, text, list, date, yes-or-no"],
    ),
    "a key that does not exist": ("at_most: 100", "atmost: 100", ["18: no key 'atmost' here; did you mean 'at_most'?"]),
    "without saying what it is for": (", about: {vi: khác, en: other}", "", ["22: the key 'about' is missing"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), DECLARED.values(), ids=DECLARED)
def test_what_is_wrong_in_a_declaration_is_told_with_its_line(
    old: str, new: str, words: list[str], tmp_path: Path
) -> None:  # fmt: skip
    assert old in RULE
    with pytest.raises(RuleBookError) as caught:
        load_rules(write_rule(tmp_path / "own", RULE.replace(old, new)))
    assert [line.removeprefix(f"{tmp_path}/own/QN01-most.yaml:") for line in caught.value.lines("en")] == words


def test_a_parameter_is_compared_with_what_is_like_it(tmp_path: Path) -> None:
    """As with any other value: a number with numbers, a day with days."""
    text = RULE.replace("document.date.end >= parameter.since", "document.date.end >= parameter.most")
    text = text.replace("{parameter.since}; ", "").replace("từ {", "{")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("  since:")) + "\n"
    with pytest.raises(RuleBookError) as caught:
        load_rules(write_rule(tmp_path / "own", text))
    (line,) = caught.value.lines("en")
    assert line.endswith("yaml:5: document.date.end is a date, 20.5 is a number")


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ("from: 1/7/2025", "from: a day like 2025-07-01 is expected"),
        ("until: 2025-02-29", "until: a day like 2025-07-01 is expected"),
        ("until: 1751328000", "until: a day like 2025-07-01 is expected"),
        ("until: 2025-06-30\nfrom: 2025-07-01", "until is before from"),
    ],
)
def test_the_dates_of_a_rule_are_days_in_their_order(dates: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(RuleBookError) as caught:
        load_rules(write_rule(tmp_path / "own", RULE + dates + "\n"))
    assert [line.partition(": ")[2] for line in caught.value.lines("en")] == [words]


def test_an_editor_completes_parameters_and_dates() -> None:
    """A parameter may stand for any setting; a day is written one way."""
    schema = json_schema()
    rule: dict[str, Any] = yaml.load(RULE + "from: 2025-07-01\n", yaml.BaseLoader)
    assert fits(rule, schema, schema)
    most = rule["parameters"]["most"] | {"default": 20.5, "at_least": 10}  # as an editor sees them
    assert fits(rule | {"parameters": rule["parameters"] | {"most": most}}, schema, schema)
    assert not fits(rule | {"parameters": {"most": {"kind": "integer"}}}, schema, schema)
    names: dict[str, Any] = {"what": "product", "names": "parameter.names", "recurrence": "time.recurrence"}
    assert fits(rule | {"check": {"names_none": names}}, schema, schema)


def test_every_shipped_parameter_says_what_it_is_for() -> None:
    """In both languages, and has a value without a profile."""
    book = load_rules(rules_folder())
    for rule in book.rules:
        for name, parameter in rule.written.parameters.items():
            assert (bool(parameter.about.vi), bool(parameter.about.en), rule.values[name] is None) == (
                True,
                True,
                False,
            )
