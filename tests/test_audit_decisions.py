"""What reviewers decided holds in audits: waived findings are counted apart, and the history tells of them."""

from __future__ import annotations

import csv
import io
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path

import pytest
from audits import WARNED, WEAKER, Province, province
from openpyxl import load_workbook
from reviewer import accept, rows_of

from journey_runner import run

REASON = "Đặc thù của địa phương"


@pytest.fixture
def two(tmp_path: Path) -> Province:
    """A plan with an error and a warning, and one with an error, audited; the first error was accepted."""
    made = province(tmp_path)
    made.plan("a/x.xlsx", 1, *WEAKER, *WARNED)
    made.plan("a/y.xlsx", 2, *WEAKER)
    assert made.audit().status == 0
    accept(made.out / "a" / "x.ket-qua.xlsx", "CT02", REASON)
    return made


def named(made: Province) -> tuple[str, str]:
    """The option that has the accepted copy read into the register beside it."""
    return "--decisions", str(made.out / "a" / "x.ket-qua.xlsx")


def history(made: Province, *options: str) -> str:
    outcome = run("history", "--out", str(made.out), *options)
    assert outcome.status == 0
    return outcome.stdout


COUNTS = ("looked_at", "error", "warning", "waived", "new", "fixed", "gone")


def test_what_was_accepted_counts_apart_from_then_on(two: Province) -> None:
    """Only the document that was decided about is looked at again; the finding is neither fixed nor new."""
    outcome = two.audit(*named(two))
    register = two.out / "a" / "quyet-dinh.yaml"
    assert outcome.stderr.splitlines()[-1] == (
        f"Đã đọc 1 quyết định trong x.ket-qua.xlsx; sổ {register}: thêm 1, sửa 0."
    )
    assert outcome.stdout.splitlines()[1:4] == [
        "Hiện có: 1 lỗi, 1 cảnh báo, 0 lưu ý; 0 nội dung chưa kiểm tra được.",
        "Trong số các phát hiện, 1 đã được chấp nhận giải trình và không tính vào các con số trên.",
        "So với lần trước: 0 phát hiện mới, 0 đã sửa, 0 không còn kiểm tra được.",
    ]
    assert two.counts(*COUNTS) == (1, 1, 1, 1, 0, 0, 0)
    assert [(row["Mã quy tắc"], row["Trạng thái"]) for row in rows_of(two.out / "a" / "x.ket-qua.xlsx")] == [
        ("CT02", "Đã chấp nhận giải trình"),
        ("NV02", "Mới"),
    ]
    assert two.audit("--fail-on", "warning").status == 1
    assert two.counts(*COUNTS) == (0, 1, 1, 1, 0, 0, 0)  # the register among the results is found by itself


def test_the_history_tells_what_was_decided_and_what_is_waived(two: Province) -> None:
    """By unit apart from what is open; the decision with its reason, day and whether it holds; both as CSV."""
    two.audit(*named(two))
    assert [line.split()[1:] for line in history(two, "--by", "rule").splitlines()[2:]] == [
        ["1", "0", "1", "0", "–", "0"],
        ["1", "0", "0", "0", "–", "0"],
    ]
    assert history(two, "--decisions").splitlines() == [
        "1 quyết định của người thẩm định:",
        "1/KH-UBND ngày 20/5/2023, UBND huyện Nam Đàn",
        f"  21/11/2026 CT02 [Chỉ tiêu!K3] Chấp nhận giải trình · Lý do: {REASON} (đang có hiệu lực)",
    ]
    told = two.home / "x.csv"
    history(two, "-o", str(told))
    rows = list(csv.DictReader(io.StringIO(told.read_text(encoding="utf-8-sig"))))
    assert sorted((row["rule"], row["workbook"], row["waived_because"]) for row in rows) == [
        ("CT02", "a/x.xlsx", REASON),
        ("CT02", "a/y.xlsx", ""),
        ("NV02", "a/x.xlsx", ""),
    ]
    history(two, "--decisions", "-o", str(told))
    (row,) = csv.DictReader(io.StringIO(told.read_text(encoding="utf-8-sig")))
    assert (row["rule"], row["opinion"], row["reason"], row["waives"], row["closed"]) == (
        "CT02", "accept", REASON, "True", "",
    )  # fmt: skip


def test_a_decision_that_expires_or_is_taken_back_holds_no_longer(two: Province) -> None:
    """The day after its last day the finding counts again, and the rule about expired decisions says so."""
    two.audit(*named(two))
    register = two.out / "a" / "quyet-dinh.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("hết hạn:", "hết hạn: 2026-11-21"), encoding="utf-8")
    two.audit()
    assert two.counts(*COUNTS) == (1, 1, 1, 1, 0, 0, 0)
    later = two.command("--jobs", "1")
    later[later.index("--as-of") + 1] = "2026-11-22"
    assert run(*later).status == 0
    assert two.counts("looked_at", "error", "waived", "new", "fixed") == (1, 2, 0, 1, 0)
    register.write_text("các quyết định:\n", encoding="utf-8")
    assert run(*later).status == 0
    assert two.counts("looked_at", "error", "waived", "fixed") == (1, 2, 0, 1)
    assert "đã rút hoặc thay bằng quyết định khác" in history(two, "--decisions")


def test_a_register_among_the_submissions_decides_nothing(two: Province) -> None:
    """A unit cannot waive its own findings; the province may name such a file."""
    two.audit(*named(two))
    register = two.out / "a" / "quyet-dinh.yaml"
    register.rename(two.inbox / "a" / "quyet-dinh.yaml")
    two.audit()
    assert two.counts("error", "waived", "others") == (2, 0, 1)
    two.audit("--decisions", str(two.inbox / "a" / "quyet-dinh.yaml"))
    assert two.counts("error", "waived") == (1, 1)
    outcome = two.audit("--decisions", str(two.inbox / "a" / "x.xlsx"))
    assert outcome.status == 2


def test_results_among_the_submissions_decide_nothing(tmp_path: Path) -> None:
    """Whoever submits could put a register or an annotated copy there: neither accepts anything."""
    made = province(tmp_path)
    made.plan("a/x.xlsx", 1, *WEAKER)
    out = made.inbox / "kiem-tra"
    command = made.command("--jobs", "1")
    command[command.index("--out") + 1] = str(out)
    assert run(*command).status == 0
    result = out / "a" / "x.ket-qua.xlsx"
    accept(result, "CT02", REASON)
    (out / "a" / "quyet-dinh.yaml").write_text("các quyết định:\n", encoding="utf-8")
    made.plan("a/x.xlsx", 1, *WEAKER, *WARNED)
    outcome = run(*command)
    assert outcome.stderr.splitlines()[-1] == (
        f"1 sổ quyết định trong {out} không được dùng, vì thư mục kết quả nằm trong thư mục biểu nộp; "
        "đặt --out ở thư mục riêng, hoặc nêu sổ ở --decisions."
    )
    (row,) = (row for row in rows_of(result) if row["Mã quy tắc"] == "CT02")
    assert (row["Trạng thái"], row["Ý kiến thẩm định"]) == ("Mới", "Đề xuất: Chấp nhận giải trình")


def test_a_register_that_cannot_be_read_stops_the_audit(two: Province) -> None:
    """Status 4 and every mistake: nothing that was decided is left aside silently."""
    before = two.summary()
    (two.out / "a" / "quyet-dinh.yaml").write_text("các quyết định:\n- x: y\n", encoding="utf-8")
    outcome = two.audit()
    assert outcome.status == 4
    assert "quyet-dinh.yaml:2" in outcome.stderr
    assert two.summary() == before


def test_what_is_found_across_units_can_be_accepted_too(tmp_path: Path) -> None:
    """By the number that stands beside it in the province's workbook."""
    made = province(tmp_path)
    made.plan("x.xlsx", 1)
    made.plan("y.xlsx", 1, ("| Trích yếu |", "| Trích  yếu |"))
    made.audit()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know sparklines
        page = load_workbook(made.out / "tong-hop.xlsx")["Giữa các đơn vị"]
    marks = [str(row[7]) for row in page.iter_rows(min_row=4, values_only=True) if row[0] == "TH04"]
    assert len(marks) == 2
    with closing(sqlite3.connect(made.out / "audit.sqlite")) as database:
        found = "select fingerprint, message from ktt_findings where rule = 'TH04'"
        lines = [
            f"- phát hiện: {mark}\n  quy tắc: TH04\n  mức độ: Cảnh báo\n  nội dung: '{message}'\n"
            f"  quyết định: Chấp nhận giải trình\n  lý do: Bản đóng dấu và bản mềm\n"
            for mark, message in database.execute(found)
        ]
    (made.out / "quyet-dinh.yaml").write_text("các quyết định:\n" + "".join(lines), encoding="utf-8")
    made.audit()
    assert made.counts("warning", "waived", "looked_at") == (0, 2, 0)


def shown_across(made: Province) -> list[tuple[str, str]]:
    """Rule and message of each line of the province's sheet about what shows across units."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know sparklines
        page = load_workbook(made.out / "tong-hop.xlsx")["Giữa các đơn vị"]
    return [(str(row[0]), str(row[3])) for row in page.iter_rows(min_row=4, values_only=True) if row[0]]


def test_a_decision_across_units_that_does_not_hold_is_told(tmp_path: Path) -> None:
    """Without a reason, expired, given for other words, or about nothing any more, as for a workbook's own findings."""
    made = province(tmp_path)
    for name, number, title in (("x", 1, ""), ("y", 1, " "), ("z", 2, ""), ("t", 2, " ")):
        made.plan(f"{name}.xlsx", number, ("| Trích yếu |", f"| Trích {title}yếu |"))
    made.audit()
    with closing(sqlite3.connect(made.out / "audit.sqlite")) as database:
        found = "select path, fingerprint, message from ktt_findings where rule = 'TH04' order by path"
        marks = {path: (mark, message) for path, mark, message in database.execute(found)}
    assert list(marks) == ["t.xlsx", "x.xlsx", "y.xlsx", "z.xlsx"]

    def accept_all(**more: tuple[str, str, str]) -> None:
        lines = ["các quyết định:\n"]
        for path, (mark, message) in marks.items():
            reason, until, was = more.get(path[0], ("Bản đóng dấu và bản mềm", "", message))
            lines.append(
                f"- phát hiện: {mark}\n  quy tắc: TH04\n  mức độ: Cảnh báo\n  vị trí: {path}\n  nội dung: '{was}'\n"
                f"  quyết định: Chấp nhận giải trình\n  lý do: {reason}\n  hết hạn: {until}\n"
            )
        (made.out / "quyet-dinh.yaml").write_text("".join(lines), encoding="utf-8")

    accept_all()
    made.audit()
    held = made.counts("error", "warning", "info", "waived")
    assert held == (0, 0, 0, 4)
    accept_all(
        x=("", "", marks["x.xlsx"][1]), y=("Có lý do", "2026-11-20", marks["y.xlsx"][1]), z=("Có", "", "Khác 5.")
    )
    made.audit()
    assert made.counts("warning", "waived", "looked_at") == (6, 1, 0)
    told = [line for line in shown_across(made) if line[0] != "TH04"]
    assert told == [
        ("QD01", "Đã chấp nhận giải trình đối với TH04 x.xlsx nhưng chưa ghi lý do, nên nội dung này vẫn được tính."),
        (
            "QD03",
            "Quyết định chấp nhận giải trình đối với TH04 y.xlsx đã hết hạn ngày 20/11/2026, nên nội dung này lại được "
            "tính.",
        ),
        (
            "QD04",
            "TH04 z.xlsx đã thay đổi sau khi chấp nhận giải trình, nên nội dung này lại được tính (trước đây: Khác 5).",
        ),
    ]
    accept_all()
    (made.inbox / "y.xlsx").unlink()
    made.audit()
    assert made.counts("warning", "info", "waived") == (0, 2, 2)
    assert [line for line in shown_across(made) if line[0] != "TH04"] == [
        (
            "QD02",
            f"Quyết định chấp nhận giải trình đối với TH04 {path} không còn ứng với nội dung nào được phát hiện "
            f"(trước đây: {marks[path][1].rstrip('.')}).",
        )
        for path in ("x.xlsx", "y.xlsx")
    ]
    (made.out / "quyet-dinh.yaml").unlink()
    made.audit()
    assert made.counts("warning", "info", "waived") == (2, 0, 0)
