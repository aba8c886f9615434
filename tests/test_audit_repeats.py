"""An audit does again only what changed, by content, and says what is new since the last one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from audits import EASY, WARNED, WEAKER, Province, copies, province

from ktt_check.catalogue import NOUNS
from ktt_check.resources import registries_folder

from journey_runner import write_programme

RULE = """title: {{vi: Ghi chú trống, en: No note}}
basis: {{vi: a, en: b}}
severity: info
from: {day}
each: targets
check: {{required: {{columns: [note]}}}}
marks: [note]
once: [{{list: key, message: {{vi: "{words}", en: x}}}}]
message: {{vi: "{words}", en: x}}
fix: {{vi: b, en: b}}
"""


@pytest.fixture
def four(tmp_path: Path) -> Province:
    """Two plans of May and two of June 2023, one of each with errors, audited once."""
    made = province(tmp_path)
    later = (("| 20/5/2023 |", "| 10/6/2023 |"),)
    made.plan("h1.xlsx", 1)
    made.plan("h2.xlsx", 2, *WEAKER)
    made.plan("x1.xlsx", 3, *later)
    made.plan("x2.xlsx", 4, *later, *WEAKER)
    assert (made.audit().status, made.counts("looked_at", "new")) == (0, (4, 2))
    return made


def looked_at(made: Province, *options: str) -> int:
    """How many workbooks another audit looks at."""
    assert made.audit(*options).status == 0
    return made.counts("looked_at")[0]


def test_nothing_changed_nothing_is_done(four: Province) -> None:
    """Not even when files were touched or copied anew: content counts."""
    before = {path: path.stat().st_mtime_ns for path in copies(four.out)}
    for path in four.inbox.iterdir():
        os.utime(path, (1, 1))
    assert looked_at(four) == 0
    assert four.counts("workbooks", "checked", "unchanged", "new", "error") == (4, 4, 4, 0, 2)
    assert {path: path.stat().st_mtime_ns for path in copies(four.out)} == before


def test_a_changed_file_is_checked_again_and_only_that(four: Province) -> None:
    """What it mended is fixed, what is new is new."""
    four.plan("h2.xlsx", 2, *WARNED)
    assert looked_at(four) == 1
    assert four.counts("new", "fixed", "gone") == (1, 1, 0)


def test_a_changed_programme_concerns_those_who_carry_it_out(four: Province) -> None:
    """Another programme beside it concerns nobody."""
    four.plan("khác.xlsx", 5, ("15-CTr/TU", "99-CTr/TU"))
    assert looked_at(four) == 1
    write_programme(four.home / "chuong-trinh" / "16.xlsx", ("15-CTr/TU", "16-CTr/TU"))
    assert looked_at(four) == 0
    write_programme(four.home / "chuong-trinh" / "99.xlsx", ("15-CTr/TU", "99-CTr/TU"))
    assert looked_at(four) == 1
    write_programme(four.home / "chuong-trinh" / "15-CTr-TU.xlsx", EASY, ("Chương trình", "Chương trình mới"))
    assert looked_at(four) == 4


def test_a_changed_rule_concerns_those_of_whom_it_is_asked(four: Province) -> None:
    """A rule from June on that is added, reworded and taken away; its page is no part of it."""
    rule = four.home / "rules" / "QN01-note.yaml"
    rule.parent.mkdir()
    rules = "--rules", str(rule.parent)
    rule.with_suffix(".md").write_text("# QN01\n", encoding="utf-8")
    rule.write_text(RULE.format(day="2023-06-01", words="Chưa có ghi chú"), encoding="utf-8")
    assert (looked_at(four, *rules), four.counts("info")) == (2, (2,))
    rule.with_suffix(".md").write_text("# QN01 · khác\n", encoding="utf-8")
    assert looked_at(four, *rules) == 0
    rule.write_text(RULE.format(day="2023-06-01", words="Ghi chú để trống"), encoding="utf-8")
    assert (looked_at(four, *rules), four.counts("new", "info")) == (2, (0, 2))
    assert (looked_at(four), four.counts("info", "fixed", "gone")) == (2, (0, 0, 2))
    assert (looked_at(four, *rules), four.counts("new", "info")) == (2, (0, 2))


def test_a_profile_concerns_those_whom_it_changes(four: Province) -> None:
    """Re-rated for all, a registry of its own for all; another name and version for none."""
    profile = four.home / "ktt-check.yaml"
    named = 'name: Tỉnh\nversion: "{}"\nadjust:\n  CT02: {{severity: warning}}\n'
    profile.write_text(named.format(1), encoding="utf-8")
    own = "--profile", str(profile)
    assert (looked_at(four, *own), four.counts("error", "warning", "new")) == (4, (0, 2, 0))
    profile.write_text(named.format(2), encoding="utf-8")
    assert looked_at(four, *own) == 0
    registry = four.home / "danh-muc"
    registry.mkdir()
    header = (registries_folder() / NOUNS).read_text(encoding="utf-8").splitlines()[0]
    nouns = registry / NOUNS
    nouns.write_text(f"{header}\n", encoding="utf-8")
    profile.write_text(named.format(2) + "registries: [danh-muc]\n", encoding="utf-8")
    assert looked_at(four, *own) == 4


def test_a_copy_that_is_gone_is_made_again(four: Province) -> None:
    """Whoever cleans the folder of results has them back the next night."""
    (four.out / "h1.ket-qua.xlsx").unlink()
    assert looked_at(four) == 1
    assert (four.out / "h1.ket-qua.xlsx").exists()


def test_what_could_not_be_read_for_the_moment_is_tried_again(four: Province) -> None:
    """Damage is remembered until the file changes; a file that was away or locked is not."""
    broken, away = four.inbox / "b.xlsx", four.inbox / "a.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    away.symlink_to(four.home / "later.xlsx")
    assert [looked_at(four) for _ in range(2)] == [2, 1]
    away.unlink()
    four.plan("a.xlsx", 9)
    assert [looked_at(four) for _ in range(2)] == [1, 0]


def test_a_file_that_cannot_be_read_any_more_has_not_mended_anything(four: Province) -> None:
    """Its findings are gone, not fixed; when it can be read again they are what they were, and not new."""
    whole = (four.inbox / "h2.xlsx").read_bytes()
    (four.inbox / "h2.xlsx").write_bytes(whole[:900])
    four.audit()
    assert four.counts("new", "fixed", "gone", "failed") == (0, 0, 1, 1)
    (four.inbox / "h2.xlsx").write_bytes(whole)
    four.audit()
    assert four.counts("new", "fixed", "gone", "error") == (0, 0, 0, 2)


def test_since_last_shows_only_what_is_new(four: Province) -> None:
    """A line for each finding under its workbook; nothing at all where nothing is new and it is to be quiet."""
    four.plan("h1.xlsx", 1, ("| trên | 65 |", "| từ | 55 |"))
    told = (
        "h1.xlsx\n  CT02 Lỗi [Chỉ tiêu!K3] CT1/2030: mức “ít nhất 55%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày "
        "15/3/2023): thấp hơn 5 điểm %.\n"
    )
    assert four.audit("--since-last").stdout == told
    assert four.audit("--since-last").stdout == "Không có gì mới so với lần trước.\n"
    assert four.audit("--since-last", "--quiet").stdout == ""


def test_a_log_has_plain_lines_and_cron_nothing(four: Province) -> None:
    """Without a terminal a line now and then on stderr, numbers on stdout; --quiet says nothing when all is well."""
    four.plan("h1.xlsx", 1, *WEAKER)
    outcome = four.audit()
    assert outcome.stderr == "Đã kiểm tra 1/1 biểu, còn khoảng 0 phút 0 giây.\n"
    assert outcome.stdout.splitlines() == [
        "4 biểu: 4 đã kiểm tra, 0 không kiểm tra được; lần này xem 1 biểu mới hoặc có thay đổi, 3 biểu giữ nguyên. "
        "Tệp khác: 0.",
        "Hiện có: 3 lỗi, 0 cảnh báo, 0 lưu ý; 0 nội dung chưa kiểm tra được.",
        "So với lần trước: 1 phát hiện mới, 0 đã sửa, 0 không còn kiểm tra được.",
        f"Bảng tổng hợp của tỉnh: {four.out}/tong-hop.xlsx",
        f"Tóm tắt cho máy đọc: {four.out}/audit.json",
    ]
    four.plan("h1.xlsx", 1)
    outcome = four.audit("--quiet")
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are of POSIX systems")
def test_a_terminal_shows_a_bar(four: Province) -> None:
    """In the language of the run, with how many of how many."""
    four.plan("h1.xlsx", 1, *WEAKER)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ktt_check", *four.command()]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
    assert process.wait() == 0
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Đang kiểm tra" in shown
    assert "1/1" in shown
