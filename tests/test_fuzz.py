"""A short run over inputs changed at random, the same ones every time; what a long run found stands below by name."""

from __future__ import annotations

import time
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from reading_ways import each_way

from ktt_check import registries
from ktt_check.annotate import annotate
from ktt_check.values.document import DocumentNumber, parse_document_number
from ktt_check.workbook import Refusal, limits

from fuzz.mutations import changed_workbook
from fuzz.phrases import PHRASES, changed_text
from fuzz.seeds import forms
from fuzz.targets import any_number, any_text, any_workbook
from rich_workbooks import MARKS, parts_of, plain_plan, replaced, result, rework, rich_plan, row


def test_texts_changed_at_random_are_answered_by_every_parser() -> None:
    began = time.monotonic()
    for seed in range(700):
        random = Random(seed)
        any_text(changed_text(random.choice(PHRASES), random))
        any_number(
            random.choice(
                (random.uniform(-1e6, 1e6), float(random.randrange(-10, 60_000)), 10.0**seed if seed < 300 else 0.1)
            )
        )
    assert time.monotonic() - began < 120


@pytest.mark.parametrize("part", range(4))
def test_workbooks_changed_at_random_are_refused_or_checked_and_annotated(part: int, tmp_path: Path) -> None:
    ends: Counter[str] = Counter()
    originals = list(forms())
    for seed in range(part * 25, part * 25 + 25):
        random = Random(seed)
        ends[any_workbook(changed_workbook(random.choice(originals), random), tmp_path)] += 1
    assert ends["in place"] > 5, ends


def test_forms_changed_at_random_are_read_alike_by_pattern_and_by_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where both refuse a file, another of its faults may be told first."""
    path, originals = tmp_path / "a.xlsx", list(forms())
    readings, usual = 0, limits.PLAIN_FROM
    for seed in range(300):
        random = Random(seed)
        path.write_bytes(changed_workbook(random.choice(originals), random))
        ways = [None if isinstance(one, Refusal) else one.sheets for one in each_way(path, monkeypatch, usual)]
        assert ways[0] == ways[1] == ways[2], seed
        readings += ways[0] is not None
    assert readings > 60


def test_a_list_of_places_within_places_is_understood_in_time() -> None:
    """A find: each “xã” could be within each that follows, and every way was tried; one cell took five seconds."""
    began = time.monotonic()
    text = "UBND CÁC XÃ" + ",C XÃ" * 19 + "?" + ",C XÃ" * 6 + "— PHƯỜNG; SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"
    assert registries.units().mentions(text, date(2026, 11, 21), "Nghệ An")
    assert time.monotonic() - began < 3


OWN_TEXT = '<row r="40"><c r="A40" t="str"><v>Số hợp tác xã</v></c></row></sheetData>'


def test_an_encoding_whose_name_only_begins_like_utf_8_is_the_parsers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A find: rows and strings were taken by pattern from parts in an encoding that no XML parser knows."""
    for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet2.xml"):
        path = rework(plain_plan(tmp_path / "a.xlsx"), {part: replaced("UTF-8", "utf-8-sig")})
        if "worksheets" in part:  # rows with text of their own
            rework(path, {part: replaced("</sheetData>", OWN_TEXT)})
        assert [isinstance(one, Refusal) for one in each_way(path, monkeypatch)] == [True] * 3


def test_a_part_named_with_backslashes_is_not_written_a_second_time(tmp_path: Path) -> None:
    """A find: our sheet took the name of one that was written with backslashes, and our own result was refused."""
    source = plain_plan(tmp_path / "a.xlsx")
    parts = parts_of(source)
    with zipfile.ZipFile(source, "w") as package:
        for name, data in parts.items():
            package.writestr(name.replace("/", "\\") if "sheet2" in name else name, data)
    done = annotate(source, tmp_path / "b.xlsx", MARKS[:1], result(row()))
    assert done.method == "in place"
    names = [name.replace("\\", "/").lower() for name in parts_of(done.path)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("figure", ["nan", "inf", "-1e999", "1e308", ""])
def test_sizes_of_cells_that_are_no_numbers_cost_nothing(figure: str, tmp_path: Path) -> None:
    """A find: a column that begins at NaN, or is infinitely wide, cost the edit in place."""
    source = rich_plan(tmp_path / "a.xlsx")
    for old in ('min="2"', 'width="4.7109375"', 'defaultRowHeight="15"'):
        rework(source, {"xl/worksheets/sheet2.xml": replaced(old, f'{old.split("=")[0]}="{figure}"')})
    assert annotate(source, tmp_path / "b.xlsx", MARKS, result(row())).method == "in place"


def test_a_letter_that_becomes_two_when_made_small_leaves_a_symbol_a_symbol() -> None:
    """A find: the Turkish İ behind a number made a key that was no symbol any more."""
    number = parse_document_number("23İ-CTr/TU")
    assert isinstance(number, DocumentNumber)
    assert number.key == "23i-CTr/TU"
    assert parse_document_number(number.key) == number
