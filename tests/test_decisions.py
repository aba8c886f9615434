"""The reviewer's decisions: read into the register, waiving what was accepted, and never from submissions."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from reviewer import PAGE, accept, rows_of, texts_of, write_beside

from journey_runner import Run, run_check, sheet, write_plan, write_programme

WEAKER = ("| trên | 65 |", "| từ | 55 |")
NO_DEADLINE = ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |")
MESSAGE = "CT1/2030: mức “ít nhất 55%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày 15/3/2023): thấp hơn 5 điểm %."
REASON = "Đặc thù của địa phương"


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_programme(tmp_path_factory.mktemp("programme") / "programme.xlsx")


@pytest.fixture
def desk(tmp_path: Path, programme: Path) -> Path:
    """A folder with a weaker plan ``x.xlsx`` and its annotated copy."""
    write_plan(tmp_path / "x.xlsx", WEAKER)
    run_check(str(tmp_path / "x.xlsx"), "--against", str(programme))
    return tmp_path


def check(plan: Path, programme: Path, *options: str) -> Run:
    return run_check(str(plan), "--against", str(programme), "--as-of", "2026-11-21", *options)


def result_of(plan: Path, programme: Path, *options: str) -> dict[str, Any]:
    run = check(plan, programme, "--no-annotate", "--format", "json", *options)
    result: dict[str, Any] = json.loads(run.stdout)["results"][0]
    return result


def told(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["rule"], finding["status"]) for finding in result["findings"]]


def test_an_accepted_finding_is_listed_counted_apart_and_not_in_the_status(desk: Path, programme: Path) -> None:
    """What the reviewer wrote in the annotated workbook is in force once that workbook is named."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    run = check(desk / "x.xlsx", programme, "--decisions", str(desk / "x.ket-qua.xlsx"), "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    assert run.status == 0
    assert result["counts"] == {"error": 0, "warning": 0, "info": 0, "waived": 1, "unchecked": 0}
    (finding,) = result["findings"]
    assert (finding["rule"], finding["severity"], finding["status"]) == ("CT02", "error", "waived")
    assert (finding["message"], finding["waived_because"]) == (MESSAGE, REASON)
    told = f"Đã đọc 1 quyết định trong x.ket-qua.xlsx; sổ {desk}/quyet-dinh.yaml: thêm 1, sửa 0.\n"
    assert run.stderr == told


def test_the_register_is_a_plain_file_that_people_read(desk: Path, programme: Path) -> None:
    """One block a decision; strings need few quotes, and what is empty waits to be filled in."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    result = result_of(desk / "x.xlsx", programme, "--decisions", str(desk / "x.ket-qua.xlsx"))
    text = (desk / "quyet-dinh.yaml").read_text(encoding="utf-8")
    header, _, entries = text.partition("các quyết định:\n")
    assert all(line.startswith("# ") for line in header.splitlines())
    assert entries == (
        f"- phát hiện: {result['findings'][0]['fingerprint']}\n"
        "  văn bản: 88/KH-UBND ngày 20/5/2023, UBND huyện Nam Đàn\n"
        "  quy tắc: CT02\n"
        "  mức độ: Lỗi\n"
        "  vị trí: Chỉ tiêu!K3\n"
        f"  nội dung: '{MESSAGE}'\n"
        "  giá trị: ít nhất 55%\n"
        "  quyết định: Chấp nhận giải trình\n"
        f"  lý do: {REASON}\n"
        "  người quyết định:\n"
        "  ngày: 2026-11-21\n"
        "  hết hạn:\n\n"
    )


def test_the_register_alone_is_enough_afterwards(desk: Path, programme: Path) -> None:
    """The nightly job names the register; nothing is written to it."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    register = desk / "quyet-dinh.yaml"
    before = (register.read_bytes(), register.stat().st_mtime_ns)
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(register))
    assert (run.status, run.stderr) == (0, "")
    assert (register.read_bytes(), register.stat().st_mtime_ns) == before


def test_a_waived_finding_is_shown_so_in_text_sarif_junit_and_on_the_sheet(desk: Path, programme: Path) -> None:
    """Quiet, but never gone: with its reason wherever it is told."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    named = ("--decisions", str(desk / "x.ket-qua.xlsx"))
    text = check(desk / "x.xlsx", programme, "--out", str(desk / "kq"), *named).stdout
    assert "→ Phát hiện 0 lỗi, 0 cảnh báo, 0 lưu ý. Đã chấp nhận giải trình: 1." in text
    assert "○ CT02 (Lỗi – Đã chấp nhận giải trình) [Chỉ tiêu!K3]" in text
    assert f"Lý do: {REASON}" in text
    sarif = json.loads(check(desk / "x.xlsx", programme, "--no-annotate", "--format", "sarif", *named).stdout)
    (found,) = sarif["runs"][0]["results"]
    assert found["suppressions"] == [{"kind": "external", "status": "accepted", "justification": REASON}]
    junit = check(desk / "x.xlsx", programme, "--no-annotate", "--format", "junit", *named).stdout
    assert "<failure" not in junit
    assert f"[waived: {REASON}]" in junit
    (row,) = rows_of(desk / "kq" / "x.ket-qua.xlsx")
    assert (row["Trạng thái"], row["Ý kiến thẩm định"], row["Lý do"]) == (
        "Đã chấp nhận giải trình", "Chấp nhận giải trình", REASON,
    )  # fmt: skip
    assert "Đã chấp nhận giải trình: 1" in texts_of(desk / "kq" / "x.ket-qua.xlsx")
    comment = sheet(load_workbook(desk / "kq" / "x.ket-qua.xlsx"), "Chỉ tiêu")["K3"].comment
    assert comment is not None
    assert f"STT 1 · CT02 · Đã chấp nhận giải trình: {MESSAGE}" in comment.text


# What stands in a submission is a proposal


def forged(desk: Path) -> Path:
    """A submission that brings a result sheet of ours along, with the reviewer's column filled in by the unit."""
    accept(desk / "x.ket-qua.xlsx", "CT02", "Đã thống nhất với Sở")
    (desk / "nop").mkdir()
    return Path(shutil.copy(desk / "x.ket-qua.xlsx", desk / "nop" / "ke-hoach.xlsx"))


def test_nothing_in_a_submitted_workbook_waives_anything(desk: Path, programme: Path) -> None:
    """A forged result sheet that says it was accepted: still an error, shown to the reviewer as what it is."""
    plan = forged(desk)
    run = check(plan, programme, "--out", str(desk / "kq"), "--format", "json")
    result = json.loads(run.stdout)["results"][0]
    assert run.status == 1
    assert (told(result), result["counts"]["waived"]) == ([("CT02", "new")], 0)
    (row,) = rows_of(desk / "kq" / "ke-hoach.ket-qua.xlsx")
    assert (row["Trạng thái"], row["Ý kiến thẩm định"]) == ("Mới", "Đề xuất: Chấp nhận giải trình")


def test_a_forged_opinion_does_not_become_one_by_being_carried_over(desk: Path, programme: Path) -> None:
    """Naming our own result of the forged submission decides nothing until the reviewer chooses from the list."""
    plan = forged(desk)
    check(plan, programme, "--out", str(desk / "kq"))
    named = ("--decisions", str(desk / "kq" / "ke-hoach.ket-qua.xlsx"))
    assert told(result_of(plan, programme, *named)) == [("CT02", "new")]
    check(plan, programme, "--out", str(desk / "kq"), *named)
    assert told(result_of(plan, programme, *named)) == [("CT02", "new")]
    accept(desk / "kq" / "ke-hoach.ket-qua.xlsx", "CT02")
    assert told(result_of(plan, programme, *named)) == [("CT02", "waived")]


def planted(desk: Path, programme: Path) -> Path:
    """A submission that brings along a forged result, where ours would be written."""
    forged(desk)
    write_plan(desk / "nop" / "x.xlsx", WEAKER)
    (desk / "nop" / "ke-hoach.xlsx").rename(desk / "nop" / "x.ket-qua.xlsx")
    return desk / "nop" / "x.xlsx"


@pytest.mark.parametrize("options", [(), ("--out", "nop"), ("--out", "nop/kq")], ids=["beside", "named", "below"])
def test_a_forged_result_where_ours_is_written_stays_a_proposal(
    options: tuple[str, ...], desk: Path, programme: Path
) -> None:
    """Whatever lies where submissions do may have come with them; our own result of it decides nothing either."""
    plan = planted(desk, programme)
    named = [str(desk / words) if words.startswith("nop") else words for words in options]
    if options and options[1] == "nop/kq":
        (desk / "nop" / "kq").mkdir()
        (desk / "nop" / "x.ket-qua.xlsx").rename(desk / "nop" / "kq" / "x.ket-qua.xlsx")
    run = check(plan.parent, programme, *named)
    (result,) = plan.parent.rglob("x.ket-qua.xlsx")
    (row,) = rows_of(result)
    assert (row["Trạng thái"], row["Ý kiến thẩm định"], row["Lý do"]) == (
        "Mới", "Đề xuất: Chấp nhận giải trình", "Đề xuất: Đã thống nhất với Sở",
    )  # fmt: skip
    assert "1 ý kiến chấp nhận có sẵn trong x.ket-qua.xlsx chỉ được coi là đề xuất" in " ".join(run.stdout.split())
    assert told(result_of(plan, programme, "--decisions", str(result))) == [("CT02", "new")]


def test_a_register_sent_along_beside_the_named_result_decides_nothing(desk: Path, programme: Path) -> None:
    """Naming a result does not name what lies beside it: a planted register is told and not applied."""
    accept(desk / "x.ket-qua.xlsx", "CT02", "Đã thống nhất với Sở")
    check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    (desk / "nop").mkdir()
    shutil.copy(desk / "x.xlsx", desk / "nop")
    shutil.copy(desk / "quyet-dinh.yaml", desk / "nop")
    check(desk / "nop" / "x.xlsx", programme)
    run = check(desk / "nop" / "x.xlsx", programme, "--decisions", str(desk / "nop" / "x.ket-qua.xlsx"))
    assert run.status == 1
    assert f"1 quyết định khác trong sổ {desk}/nop/quyet-dinh.yaml chỉ để xem lại, chưa có hiệu lực" in run.stderr
    (row,) = rows_of(desk / "nop" / "x.ket-qua.xlsx")
    assert (row["Trạng thái"], row["Ý kiến thẩm định"], row["Lý do"]) == (
        "Mới", "Cần xem lại: Chấp nhận giải trình", "Đề xuất: Đã thống nhất với Sở",
    )  # fmt: skip


def test_what_the_reviewer_wrote_in_a_folder_apart_is_the_reviewers_own(desk: Path, programme: Path) -> None:
    """Checking again before the decisions were read loses and demotes nothing."""
    out = ("--out", str(desk / "kq"))
    check(desk / "x.xlsx", programme, *out)
    accept(desk / "kq" / "x.ket-qua.xlsx", "CT02")
    check(desk / "x.xlsx", programme, *out)
    (row,) = rows_of(desk / "kq" / "x.ket-qua.xlsx")
    assert (row["Ý kiến thẩm định"], row["Lý do"]) == ("Chấp nhận giải trình", REASON)


def test_a_submission_lends_no_words_to_the_reviewer(desk: Path, programme: Path) -> None:
    """An opinion in free words is a proposal, and the unit's reason is none for an acceptance without one."""
    write_beside(desk / "x.ket-qua.xlsx", "CT02", Ý_kiến_thẩm_định="Sở đã đồng ý", Lý_do="Đã họp")
    (desk / "nop").mkdir()
    plan = Path(shutil.copy(desk / "x.ket-qua.xlsx", desk / "nop" / "x.xlsx"))
    out = ("--out", str(desk / "kq"))
    check(plan, programme, *out)
    result = desk / "kq" / "x.ket-qua.xlsx"
    (row,) = rows_of(result)
    assert (row["Ý kiến thẩm định"], row["Lý do"]) == ("Đề xuất: Sở đã đồng ý", "Đề xuất: Đã họp")
    assert "0 quyết định" in check(plan, programme, "--no-annotate", "--decisions", str(result)).stderr
    write_beside(result, "CT02", Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do="")
    check(plan, programme, *out)
    (row,) = rows_of(result)
    assert (row["Ý kiến thẩm định"], row["Lý do"]) == ("Chấp nhận giải trình", None)


def test_the_workbook_that_is_checked_cannot_be_the_one_that_decides(desk: Path, programme: Path) -> None:
    """Also when it is named by another path."""
    plan = forged(desk)
    run = check(plan, programme, "--decisions", str(desk / "nop" / ".." / "nop" / "ke-hoach.xlsx"))
    assert (run.status, run.stdout) == (2, "")
    assert run.stderr.startswith(f"Tệp {desk}/nop/../nop/ke-hoach.xlsx vừa là biểu được kiểm tra vừa được nêu ở")
    assert not (desk / "nop" / "quyet-dinh.yaml").exists()


def test_a_register_that_lies_among_the_submissions_is_not_looked_for(desk: Path, programme: Path) -> None:
    """A unit may send anything along; only what is named with --decisions counts."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert (desk / "quyet-dinh.yaml").is_file()
    assert check(desk / "x.xlsx", programme, "--no-annotate").status == 1


def test_an_explanation_is_a_proposal_for_the_reviewer(desk: Path, programme: Path) -> None:
    """It changes no result; the reviewer is told that it waits."""
    write_beside(desk / "x.ket-qua.xlsx", "CT02", Giải_trình="Địa bàn miền núi")
    run = check(desk / "x.ket-qua.xlsx", programme, "--out", str(desk / "kq"))
    assert run.status == 1
    assert "1 nội dung có giải trình của đơn vị, chờ ý kiến thẩm định" in " ".join(run.stdout.split())
    (row,) = rows_of(desk / "kq" / "x.ket-qua-2.xlsx")
    assert (row["Trạng thái"], row["Giải trình"], row["Ý kiến thẩm định"]) == ("Mới", "Địa bàn miền núi", None)


# When a decision does not hold


def test_a_waiver_without_a_reason_is_a_finding_and_waives_nothing(desk: Path, programme: Path) -> None:
    """The finding still counts."""
    accept(desk / "x.ket-qua.xlsx", "CT02", "")
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert run.status == 1
    result = result_of(desk / "x.xlsx", programme, "--decisions", str(desk / "quyet-dinh.yaml"))
    assert told(result) == [("CT02", "new"), ("QD01", "new")]
    assert result["findings"][1]["message"] == (
        "Đã chấp nhận giải trình đối với CT02 Chỉ tiêu!K3 nhưng chưa ghi lý do, nên nội dung này vẫn được tính."
    )


def test_a_waiver_holds_to_its_last_day(desk: Path, programme: Path) -> None:
    """The expiry is written into the register by hand, as people write days."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    register = desk / "quyet-dinh.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("  hết hạn:\n", "  hết hạn: 31/12/2026\n"), encoding="utf-8")
    named = ("--decisions", str(register))
    assert told(result_of(desk / "x.xlsx", programme, *named, "--as-of", "2026-12-31")) == [("CT02", "waived")]
    late = result_of(desk / "x.xlsx", programme, *named, "--as-of", "2027-01-01")
    assert told(late) == [("CT02", "new"), ("QD03", "new")]
    assert late["findings"][1]["message"] == (
        "Quyết định chấp nhận giải trình đối với CT02 Chỉ tiêu!K3 đã hết hạn ngày 31/12/2026, nên nội dung này lại được"
        " tính."
    )


def test_a_waiver_of_what_was_mended_is_told(desk: Path, programme: Path) -> None:
    """An unused entry could hide something else one day."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    write_plan(desk / "x.xlsx")
    result = result_of(desk / "x.xlsx", programme, "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert told(result) == [("QD02", "new")]
    assert (result["findings"][0]["severity"], result["findings"][0]["message"]) == (
        "info",
        "Quyết định chấp nhận giải trình đối với CT02 Chỉ tiêu!K3 không còn ứng với nội dung nào được phát hiện"
        f" (trước đây: {MESSAGE.rstrip('.')}).",
    )


def test_an_acceptance_of_55_percent_is_none_of_41_percent(desk: Path, programme: Path) -> None:
    """Nor does it become one by being copied from result to result."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    named = ("--decisions", str(desk / "x.ket-qua.xlsx"))
    write_plan(desk / "x.xlsx", ("| trên | 65 |", "| từ | 41 |"))
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "new"), ("QD04", "new")]
    check(desk / "x.xlsx", programme, *named)  # replaces the result that the reviewer wrote into
    assert rows_of(desk / "x.ket-qua.xlsx")[0]["Ý kiến thẩm định"] == "Cần xem lại: Chấp nhận giải trình"
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "new"), ("QD04", "new")]
    accept(desk / "x.ket-qua.xlsx", "CT02", "Đã thẩm tra")
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "waived")]


def test_a_decision_holds_in_another_language_for_the_same_figures(desk: Path, programme: Path) -> None:
    """Decided in Vietnamese, checked in English; another figure is another thing in any language."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    named = ("--decisions", str(desk / "x.ket-qua.xlsx"), "--lang", "en")
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "waived")]
    write_plan(desk / "x.xlsx", ("| trên | 65 |", "| từ | 54 |"))
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "new"), ("QD04", "new")]


def test_an_opinion_that_is_none_of_the_list_decides_nothing_and_is_told(desk: Path, programme: Path) -> None:
    """LibreOffice and pasting get around the drop-down."""
    write_beside(desk / "x.ket-qua.xlsx", "CT02", Ý_kiến_thẩm_định="Đồng ý", Lý_do="x")
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert run.status == 1
    line = "x.ket-qua.xlsx: ý kiến “Đồng ý” đối với CT02 không có trong danh sách nên chưa thành quyết định."
    assert line in run.stderr.splitlines()


# The same finding, whatever people do to the plan


def rows_and_columns_inserted(book: Workbook) -> None:
    page = sheet(book, "Chỉ tiêu")
    page.insert_rows(2, 3)
    page.insert_rows(1, 2)
    page.insert_cols(3)


def sheets_renamed(book: Workbook) -> None:
    sheet(book, "Chỉ tiêu").title = "Biểu 1"


def spelled_decomposed(book: Workbook) -> None:
    for row in sheet(book, "Chỉ tiêu").iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = unicodedata.normalize("NFD", cell.value)


def date_corrected(book: Workbook) -> None:
    page = sheet(book, "Thông tin")
    page["B10"] = "22/5/2023"


@pytest.mark.parametrize(
    "change", [rows_and_columns_inserted, sheets_renamed, spelled_decomposed, date_corrected],
    ids=lambda change: change.__name__,
)  # fmt: skip
def test_a_decision_finds_its_finding_again(change: Callable[[Workbook], None], desk: Path, programme: Path) -> None:
    """By fingerprint, never by place; what it says is the same wherever it stands."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    book = load_workbook(desk / "x.xlsx")
    change(book)
    book.save(desk / "x.xlsx")
    assert told(result_of(desk / "x.xlsx", programme, "--decisions", str(desk / "x.ket-qua.xlsx"))) == [
        ("CT02", "waived")
    ]


def test_a_decision_survives_a_deleted_hidden_column(desk: Path, programme: Path) -> None:
    """What was said leads to the finding; twice read it is still one entry."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    named = ("--decisions", str(desk / "x.ket-qua.xlsx"))
    check(desk / "x.xlsx", programme, "--no-annotate", *named)
    book = load_workbook(desk / "x.ket-qua.xlsx")
    page = sheet(book, PAGE)
    page.delete_cols(page.max_column)
    book.save(desk / "x.ket-qua.xlsx")
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "waived")]
    (desk / "quyet-dinh.yaml").unlink()
    assert told(result_of(desk / "x.xlsx", programme, *named)) == [("CT02", "waived")]
    assert (desk / "quyet-dinh.yaml").read_text(encoding="utf-8").count("- phát hiện") == 1


def test_a_plan_that_got_its_number_keeps_its_decisions(tmp_path: Path, programme: Path) -> None:
    """The number changes the document's half; naming the plan's annotated copy pairs the two."""
    bare = ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | |")
    plan = write_plan(tmp_path / "x.xlsx", WEAKER, bare)
    check(plan, programme)
    accept(tmp_path / "x.ket-qua.xlsx", "CT02")
    write_plan(plan, WEAKER)
    assert told(result_of(plan, programme, "--decisions", str(tmp_path / "x.ket-qua.xlsx"))) == [("CT02", "waived")]


def test_a_decision_about_one_document_waives_nothing_in_another(desk: Path, programme: Path) -> None:
    """The same words stand in every unit's result; the register is for all of a folder."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    (desk / "nop").mkdir()
    other = ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | 89/KH-UBND |")
    shutil.copy(desk / "x.xlsx", desk / "nop" / "a.xlsx")
    write_plan(desk / "nop" / "b.xlsx", WEAKER, other)
    run = check(
        desk / "nop", programme, "--no-annotate", "--format", "json", "--decisions", str(desk / "quyet-dinh.yaml")
    )
    assert [told(result) for result in json.loads(run.stdout)["results"]] == [[("CT02", "waived")], [("CT02", "new")]]
    alone = check(desk / "nop" / "b.xlsx", programme, "--no-annotate", "--decisions", str(desk / "quyet-dinh.yaml"))
    named = "88/KH-UBND ngày 20/5/2023, UBND huyện Nam Đàn"
    assert alone.stderr == (f"Sổ quyết định có ý kiến về văn bản không được kiểm tra lần này: {named}.\n")


def test_another_units_result_named_by_mistake_waives_nothing(desk: Path, programme: Path) -> None:
    """Even where one workbook is checked and the words are the same; it is told that nothing was about it."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    other = ("| UBND huyện Nam Đàn |", "| UBND huyện Thanh Chương |")
    plan = write_plan(desk / "y.xlsx", WEAKER, other)
    run = check(plan, programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert run.status == 1
    assert "Sổ quyết định có ý kiến về văn bản không được kiểm tra lần này: 88/KH-UBND" in run.stderr


# The register


def test_what_people_wrote_into_the_register_stays(desk: Path, programme: Path) -> None:
    """Who decided and until when; a changed reason is dated anew."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    named = ("--decisions", str(desk / "x.ket-qua.xlsx"))
    check(desk / "x.xlsx", programme, "--no-annotate", *named)
    register = desk / "quyet-dinh.yaml"
    text = register.read_text(encoding="utf-8").replace("người quyết định:\n", "người quyết định: Trần Thị B\n")
    register.write_text(text.replace("hết hạn:\n", "hết hạn: 2027-12-31\n"), encoding="utf-8")
    again = check(desk / "x.xlsx", programme, "--no-annotate", *named, "--as-of", "2026-12-01")
    assert "thêm 0, sửa 0." in again.stderr
    accept(desk / "x.ket-qua.xlsx", "CT02", "Lý do khác")
    changed = check(desk / "x.xlsx", programme, "--no-annotate", *named, "--as-of", "2026-12-01")
    assert "thêm 0, sửa 1." in changed.stderr
    lines = register.read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in lines if line.startswith(("  lý", "  người", "  ngày", "  hết"))] == [
        "lý do: Lý do khác", "người quyết định: Trần Thị B", "ngày: 2026-12-01", "hết hạn: 2027-12-31",
    ]  # fmt: skip


def decide(result: Path, **words: str | date) -> None:
    """Write into the one finding's row, adding columns that are not there yet behind the last."""
    book = load_workbook(result)
    page = sheet(book, PAGE)
    places = {str(cell.value): cell.column for cell in page[4] if cell.value}
    for name, word in words.items():
        header = name.replace("_", " ")
        if header not in places:
            places[header] = max(places.values()) + 1
            page.cell(4, places[header]).value = header
        page.cell(5, places[header]).value = word
    book.save(result)


@pytest.mark.parametrize("expiry", ["31/12/2027", date(2027, 12, 31)], ids=["as text", "as Excel's day"])
def test_by_whom_and_until_when_may_be_given_in_columns_of_their_own(
    expiry: str | date, desk: Path, programme: Path
) -> None:
    """Read wherever they were put, kept in the register, and shown to those who know only the result sheet."""
    result = desk / "x.ket-qua.xlsx"
    decide(result, Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do=REASON, Người_quyết_định="Trần Thị B", Hết_hạn=expiry)
    check(desk / "x.xlsx", programme, "--decisions", str(result), "--out", str(desk / "kq"))
    register = (desk / "quyet-dinh.yaml").read_text(encoding="utf-8")
    assert "  người quyết định: Trần Thị B\n  ngày: 2026-11-21\n  hết hạn: 2027-12-31\n" in register
    (row,) = rows_of(desk / "kq" / "x.ket-qua.xlsx")
    assert row["Trạng thái"] == "Đã chấp nhận giải trình (Trần Thị B, đến hết ngày 31/12/2027)"
    # The columns are not written again; what the register knows stays when that result is read.
    again = ("--decisions", str(desk / "kq" / "x.ket-qua.xlsx"))
    shutil.copy(desk / "quyet-dinh.yaml", desk / "kq" / "quyet-dinh.yaml")
    assert "thêm 0, sửa 0" in check(desk / "x.xlsx", programme, "--no-annotate", *again).stderr


def test_an_expiry_that_is_no_day_decides_nothing_and_is_told(desk: Path, programme: Path) -> None:
    """An acceptance until some day is none for ever."""
    result = desk / "x.ket-qua.xlsx"
    decide(result, Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do=REASON, Hết_hạn="hết quý sau")
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(result))
    assert run.status == 1
    assert (
        "x.ket-qua.xlsx: “hết quý sau” ở cột Hết hạn (dòng CT02) không phải là ngày, ví dụ 31/12/2027, nên ý kiến ở"
        " dòng ấy chưa thành quyết định." in run.stderr
    )


def test_every_mistake_in_a_register_is_told_with_its_line(desk: Path, programme: Path) -> None:
    """A register that cannot be relied on waives nothing: the run ends before a workbook is opened."""
    register = desk / "quyet-dinh.yaml"
    register.write_text(
        "các quyết định:\n"
        "- phát hiện: a.b\n  quy tắc: CT02\n  nội dung: x\n  quyết định: Đồng ý\n"
        "- phát hiện: a.b\n  quy tắc: CT02\n  nội dung: x\n  quyết định: Yêu cầu sửa\n  hết hạn: mai\n"
        "- quy tắc: CT02\n  nội dung: x\n  quyết định: Yêu cầu sửa\n  lí do: y\n"
        "- phát hiện: c.d\n  quy tắc: CT02\n  nội dung: x\n  quyết định: Yêu cầu sửa\n"
        "- phát hiện: c.d\n  quy tắc: CT02\n  nội dung: x\n  quyết định: Yêu cầu sửa\n",
        encoding="utf-8",
    )
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(register))
    assert (run.status, run.stdout) == (4, "")
    assert run.stderr.splitlines() == [
        "Sổ quyết định có sai sót:",
        f"{register}:2: quyết định: chọn một trong Yêu cầu sửa, Chấp nhận giải trình",
        f"{register}:6: hết hạn: “mai” không phải ngày; viết dạng 2027-12-31",
        f"{register}:11: không có khóa 'lí do' ở đây",
        f"{register}:11: thiếu khóa 'phát hiện'",
        f"{register}:19: phát hiện này (CT02) đã có quyết định ở trên",
    ]


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("x.docx", 2, "Tệp nêu ở --decisions phải là sổ quyết định (quyet-dinh.yaml) hoặc bản có ghi chú .xlsx, .xlsm"),
        ("plain.xlsx", 3, "Tệp plain.xlsx nêu ở --decisions không có trang Kết quả kiểm tra của ktt-check."),
        ("damaged.xlsx", 3, "“damaged.xlsx”"),
        ("none.yaml", 2, "Không có tệp hoặc thư mục"),
    ],
)
def test_a_file_that_cannot_decide_is_refused(name: str, status: int, words: str, desk: Path, programme: Path) -> None:
    """In one sentence, before anything is checked."""
    write_plan(desk / "plain.xlsx")
    (desk / "x.docx").write_bytes(b"PK")
    (desk / "damaged.xlsx").write_bytes(b"PK\x03\x04 damaged")
    run = check(desk / "x.xlsx", programme, "--decisions", str(desk / name))
    assert (run.status, run.stdout) == (status, "")
    assert words in run.stderr


def test_a_register_that_cannot_be_written_ends_the_run(desk: Path, programme: Path) -> None:
    """A folder stands in its place; no decision may hold that is not in the register."""
    accept(desk / "x.ket-qua.xlsx", "CT02")
    (desk / "quyet-dinh.yaml").mkdir()
    run = check(desk / "x.xlsx", programme, "--no-annotate", "--decisions", str(desk / "x.ket-qua.xlsx"))
    assert (run.status, run.stdout, run.stderr.count("\n")) == (3, "", 1)
    assert [path.name for path in desk.iterdir() if path.name.startswith(".")] == []
