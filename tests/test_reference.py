"""What rules can name is all explained, on the screen and in the documentation, and nothing else is."""

from __future__ import annotations

from itertools import chain

import pytest

from ktt_check.checks import KINDS
from ktt_check.forms import PLAN, REPORT
from ktt_check.outputs.reference import form_of, meanings, named, page
from ktt_check.rulebook.model import keys_of
from ktt_check.tables.schema import KIND_COLUMNS
from ktt_check.values import level as levels
from ktt_check.values import period as periods
from ktt_check.vocabulary import ACROSS, JOINS, lists

from journey_runner import run

EVERY = list(dict.fromkeys(chain(lists(PLAN), lists(REPORT), ACROSS)))
SEEN = [(each, None) for each in EVERY] + list(JOINS)


def test_every_list_and_join_has_its_words() -> None:
    assert list(meanings()["lists"]) == list(dict.fromkeys(meanings()["lists"]))
    assert set(meanings()["lists"]) == set(EVERY)
    assert set(meanings()["joins"]) == {f"{each} {join}" for each, join in JOINS}


@pytest.mark.parametrize(("each", "join"), SEEN)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_column_has_its_words(each: str, join: str | None, language: str) -> None:
    """A column without words would raise; the name is what a rule writes, the words are not empty."""
    rows = named(each, join, language)
    assert len(rows) == len({row.name for row in rows}) > 0
    assert all(row.meaning.strip() and row.sort.strip() for row in rows)


def test_every_word_is_about_a_column_that_there_is() -> None:
    """What is gone from the vocabulary goes from here too."""
    there = {(each, row.name) for each in EVERY for row in named(each, None, "vi")}
    there |= {("owed", name) for each, name in there if each.startswith("owed ")} | {("any", "verdict")}
    there |= {("any", name) for _, name in there}
    for each, join in JOINS:
        there |= {(join, row.name) for row in named(each, join, "vi")}
    there |= {("document", name.removeprefix("document.")) for name in _of_the_document()}
    assert [(group, name) for group, words in meanings()["columns"].items() for name in words
            if (group, name) not in there] == []  # fmt: skip


def _of_the_document() -> set[str]:
    from ktt_check.vocabulary import columns

    return {name for name in columns(PLAN, "targets", None) or {} if name.startswith("document.")}


def test_the_parts_of_columns_are_those_there_are() -> None:
    parts = meanings()["parts"]
    assert set(parts["period"]) == set(periods.FLAT_COLUMNS)
    assert set(parts["level"]) == set(levels.FLAT_COLUMNS)
    for kind in ("date", "number", "document number"):
        assert {f".{name}" for name in parts[kind]} == set(KIND_COLUMNS[kind]) - {""}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_is_explained_with_its_settings(kind: str) -> None:
    words = meanings()["kinds"][kind]
    assert list(words["settings"]) == list(keys_of(KINDS[kind].Settings))
    assert set(words["adds"]) == set(KINDS[kind].ADDS)
    assert set(meanings()["kinds"]) == set(KINDS)


def test_the_command_lists_the_columns_beside_the_higher_level() -> None:
    """By the form's own headers, with the values that a column can have."""
    told = run("rules", "columns", "targets", "--join", "higher").stdout
    assert "  base_year        số nguyên   cột “Năm gốc”\n" in told
    assert "(found, other horizon, unknown, unchecked)" in told
    assert "  higher.…" in told
    assert "  .end          ngày cuối\n" in told


def test_the_command_lists_the_lists_and_refuses_others() -> None:
    assert "tasks             trang Nhiệm vụ, kể cả dòng nhóm\n" in run("rules", "columns").stdout
    refused = run("rules", "columns", "Nhiệm vụ")
    assert (refused.status, refused.stderr) == (2, "không có danh sách 'Nhiệm vụ'; có phải 'tasks'?\n")
    refused = run("rules", "columns", "tasks", "--join", "late")
    assert (refused.status, "higher, parent" in refused.stderr) == (2, True)


def test_the_page_names_every_list_and_kind() -> None:
    for language in ("vi", "en"):
        text = page(language)
        assert [one for one in (*EVERY, *KINDS) if f"\n### {one}\n" not in text] == []
    assert form_of("none") is None
