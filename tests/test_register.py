"""The register as a file: whatever people wrote into a cell comes back as it was, and merging loses nothing."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ktt_check.decisions import Decision, Opinion
from ktt_check.register import merged, read_register, write_register
from ktt_check.values.text import tidy

TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60).map(tidy)
SAID = TEXT.filter(bool)
OPINION: st.SearchStrategy[Opinion] = st.sampled_from(["mend", "accept"])
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    return Decision(
        fingerprint=draw(st.from_regex(r"[0-9a-f]{12}\.[0-9a-f]{12}", fullmatch=True)),
        document=draw(TEXT),
        rule=draw(st.from_regex(r"[A-Z]{2}[0-9]{2}", fullmatch=True)),
        severity=draw(st.sampled_from(["error", "warning", "info"])),
        language=draw(st.sampled_from(["vi", "en"])),
        place=draw(TEXT),
        message=draw(SAID),
        value=draw(st.none() | SAID),
        opinion=draw(OPINION),
        reason=draw(TEXT),
        by=draw(TEXT),
        day=draw(DAYS),
        expiry=draw(DAYS),
    )


REGISTERS = st.lists(decisions(), max_size=4, unique_by=lambda one: one.fingerprint)


@given(lines=REGISTERS)
def test_any_text_comes_back_as_it_was_written(lines: list[Decision]) -> None:
    """Quotes, colons, line breaks, dashes and control characters of a cell; nothing becomes YAML of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quyet-dinh.yaml"
        write_register(path, lines)
        assert read_register(path) == tuple(lines)
        first = path.read_bytes()
        write_register(path, read_register(path))
        assert path.read_bytes() == first
        assert [one.name for one in path.parent.iterdir()] == ["quyet-dinh.yaml"]


@given(kept=REGISTERS, read=REGISTERS)
def test_merging_keeps_what_the_workbook_says_nothing_about(kept: list[Decision], read: list[Decision]) -> None:
    """And reading the same workbook twice changes nothing the second time."""
    lines, added, _ = merged(kept, read, date(2026, 11, 21))
    assert len(lines) == len(kept) + added
    decided = {one.fingerprint for one in read}
    assert [one for one in lines if one.fingerprint not in decided] == [
        one for one in kept if one.fingerprint not in decided
    ]
    assert merged(lines, read, date(2027, 1, 1)) == (lines, 0, 0)


def test_a_decision_that_is_turned_round_loses_its_expiry() -> None:
    """Who accepted it, and until when, says nothing about who wants it mended."""
    old = Decision(
        "a.b", "x", "CT02", "error", "vi", "", "m", None, "accept", "vì thế", "Trần Thị B", None, date(2027, 1, 1)
    )
    (line,), added, changed = merged([old], [replace(old, opinion="mend", by="", expiry=None)], date(2026, 11, 21))
    assert (line.opinion, line.by, line.day, line.expiry, added, changed) == (
        "mend", "", date(2026, 11, 21), None, 0, 1,
    )  # fmt: skip
