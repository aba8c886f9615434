"""Two submissions side by side: fixed, open, new, changed, gone, and what else changed (contract §3, §4)."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from edited_workbooks import Change, edited, rows_and_columns_inserted, rows_turned_around, sheets_renamed_and_moved
from openpyxl import Workbook
from reviewer import rows_of, texts_of, write_beside

from ktt_check.annotate import read_remarks, read_told

from journey_runner import Run, run, sheet, write_plan, write_programme

# Two weaker targets, a task without lead, one with two leads.
FAULTS = (
    ("| trên | 65 |", "| từ | 55 |"),
    ("| từ | 50 |", "| từ | 20 |"),
    ("| Phòng Nội vụ |", "| |"),
    ("| Hạn báo cáo | Trước ngày 05/12 |", "| Hạn báo cáo | |"),
)
TARGET_1 = "CT1/2030: mức “ít nhất 55%” chưa đạt mức “trên 60%” của A1 (15-CTr/TU ngày 15/3/2023): thấp hơn 5 điểm %."


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_programme(tmp_path_factory.mktemp("programme") / "programme.xlsx")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, programme: Path) -> Path:
    """The folder of the first submission ``lan-1.xlsx``, its annotated copy and its JSON result."""
    folder = tmp_path_factory.mktemp("first")
    plan = write_plan(folder / "lan-1.xlsx", *FAULTS)
    ran = run("check", str(plan), "--against", str(programme), "--format", "json")
    (folder / "lan-1.json").write_text(ran.stdout, encoding="utf-8")
    return folder


def second(folder: Path, change: Change | None = None, *changes: tuple[str, str]) -> Path:
    return edited(write_plan(folder / "lan-2.xlsx", *FAULTS, *changes), change)


def diff(old: Path, new: Path, programme: Path, *options: str) -> Run:
    return run("diff", str(old), str(new), "--against", str(programme), *options)


def compared(old: Path, new: Path, programme: Path, *options: str) -> dict[str, Any]:
    ran = diff(old, new, programme, "--format", "json", *options)
    result: dict[str, Any] = json.loads(ran.stdout)["results"][0]
    return result


def statuses(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = [(one["rule"], one["key"], one["status"]) for one in result["findings"]]
    return found + [(one["rule"], one["key"], one["status"]) for one in result["previous"]["ended"]]


MENDED = (
    ("| từ | 55 |", "| từ | 70 |"),  # mended
    ("| từ | 20 |", "| từ | 25 |"),  # another figure, still weaker
    ("| không quá | 4 |", "| không quá | 40 |"),  # new
)


@pytest.mark.parametrize("old", ["lan-1.xlsx", "lan-1.ket-qua.xlsx", "lan-1.json"])
def test_each_finding_is_told_from_whatever_the_earlier_check_left(
    old: str, first: Path, programme: Path, tmp_path: Path
) -> None:
    """The workbook as submitted, as annotated, or its JSON result: the same statuses."""
    result = compared(first / old, second(tmp_path, None, *MENDED), programme)
    assert [(rule, status) for rule, _, status in statuses(result)] == [
        ("VB07", "open"), ("CT02", "changed"), ("CT02", "new"), ("NV02", "open"), ("CT02", "fixed"),
    ]  # fmt: skip
    assert result["previous"]["counts"] == {
        "new": 1, "open": 2, "changed": 1, "waived": 0, "fixed": 1, "gone": 0,
    }  # fmt: skip
    assert result["previous"]["ended"][0]["message"] == TARGET_1
    before = next(one for one in result["findings"] if one["status"] == "changed")["before"]
    assert before["value"] == "ít nhất 20%"
    assert sum(result["counts"].values()) == 4  # what is fixed counts nowhere


def test_counts_are_of_what_is_found_now(first: Path, programme: Path, tmp_path: Path) -> None:
    """The exit status of diff says only that it was done."""
    ran = diff(first / "lan-1.xlsx", second(tmp_path, None, *MENDED), programme)
    assert (ran.status, ran.stderr) == (0, "")


def test_the_earlier_result_may_be_in_another_language(first: Path, programme: Path, tmp_path: Path) -> None:
    """The words differ, the figures do not."""
    result = compared(first / "lan-1.ket-qua.xlsx", second(tmp_path, None, *MENDED), programme, "--lang", "en")
    assert result["previous"]["counts"] == {
        "new": 1, "open": 2, "changed": 1, "waived": 0, "fixed": 1, "gone": 0,
    }  # fmt: skip


def renumbered(book: Workbook) -> None:
    for name in ("Chỉ tiêu", "Nhiệm vụ"):
        for row in range(2, 8):
            sheet(book, name).cell(row, 1).value = f"{row}."


def spelled_decomposed(book: Workbook) -> None:
    for name in ("Chỉ tiêu", "Nhiệm vụ", "Thông tin"):
        for row in sheet(book, name).iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = unicodedata.normalize("NFD", cell.value)


SAME = [rows_and_columns_inserted, rows_turned_around, renumbered, sheets_renamed_and_moved, spelled_decomposed]


@pytest.mark.parametrize("old", ["lan-1.xlsx", "lan-1.ket-qua.xlsx"])
@pytest.mark.parametrize("change", SAME, ids=lambda change: change.__name__)
def test_what_only_moved_is_no_change(change: Change, old: str, first: Path, programme: Path, tmp_path: Path) -> None:
    """Rows and columns put in, turned around, numbered anew, sheets renamed, letters decomposed."""
    result = compared(first / old, second(tmp_path, change), programme)
    assert {status for _, _, status in statuses(result)} == {"open"}
    assert len(result["findings"]) == 4
    assert (result["previous"]["values"], result["previous"]["rows"]) == ([], [])


def codes_given_anew(book: Workbook) -> None:
    """A task put in before the one without lead, the codes behind it given anew."""
    page = sheet(book, "Nhiệm vụ")
    page.insert_rows(5)
    for column, text in {
        2: "NV2.1", 3: "NV2", 4: "Mua sách", 6: "Phòng Văn hóa và Thông tin", 8: "2024", 9: "Sách", 10: "N2.1",
    }.items():  # fmt: skip
        page.cell(5, column).value = text
    page["B6"], page["B7"] = "NV2.2", "NV2.3"


@pytest.mark.parametrize("old", ["lan-1.xlsx", "lan-1.ket-qua.xlsx"])
def test_a_row_with_another_code_is_known_by_its_title(old: str, first: Path, programme: Path, tmp_path: Path) -> None:
    """NV2.1 is another task now: its finding has gone with the row to NV2.2, and is not called fixed and new."""
    result = compared(first / old, second(tmp_path, codes_given_anew), programme)
    assert ("NV02", "NV2.2", "changed") in statuses(result)
    assert [one for one in statuses(result) if one[2] in ("new", "fixed", "gone")] == []
    previous = result["previous"]
    assert previous["rows"] == [{"sheet": "Nhiệm vụ", "key": "NV2.1", "title": "Mua sách", "change": "added"}]
    assert [(v["cell"], v["column"], v["old"], v["new"]) for v in previous["values"]] == [
        ("B6", "Mã", "NV2.1", "NV2.2"), ("B7", "Mã", "NV2.2", "NV2.3"),
    ]  # fmt: skip


# Fixed, or only not seen


def ended(result: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(one["rule"], one["status"], one["reason"]) for one in result["previous"]["ended"]]


@pytest.mark.parametrize("old", ["lan-1.xlsx", "lan-1.ket-qua.xlsx", "lan-1.json"])
def test_a_row_that_was_taken_out_is_not_mended(old: str, first: Path, programme: Path, tmp_path: Path) -> None:
    """The weaker target is simply no longer there."""

    def taken_out(book: Workbook) -> None:
        sheet(book, "Chỉ tiêu").delete_rows(3)

    result = compared(first / old, second(tmp_path, taken_out), programme)
    assert ended(result) == [("CT02", "gone", "Dòng “CT1/2030” không còn trong biểu.")]


@pytest.mark.parametrize(("value", "rule"), [(None, "CT08"), ("#N/A", "BM06"), ("cao hơn", "BM03")])
def test_a_cell_that_cannot_be_read_any_more_is_not_mended(
    value: str | None, rule: str, first: Path, programme: Path, tmp_path: Path
) -> None:
    """Emptied, an error value, or words that say no level."""

    def unreadable(book: Workbook) -> None:
        sheet(book, "Chỉ tiêu")["K3"] = value

    result = compared(first / "lan-1.xlsx", second(tmp_path, unreadable), programme)
    reason = f"Ô Chỉ tiêu!K3 nay để trống hoặc chưa đọc được (xem {rule})."
    assert ended(result) == [("CT02", "gone", reason)]


def test_a_missing_sheet_mends_nothing(first: Path, programme: Path, tmp_path: Path) -> None:
    """The rules about it are unchecked, and so are their earlier findings."""

    def without_tasks(book: Workbook) -> None:
        book.remove(sheet(book, "Nhiệm vụ"))

    result = compared(first / "lan-1.xlsx", second(tmp_path, without_tasks), programme)
    assert ("NV02", "gone", "Dòng “NV2.1” không còn trong biểu.") in ended(result)
    json_only = compared(first / "lan-1.json", tmp_path / "lan-2.xlsx", programme)
    assert ("NV02", "gone", "Không có trang tính “Nhiệm vụ” nên chưa kiểm tra được.") in ended(json_only)


def test_a_programme_that_is_not_at_hand_mends_nothing(first: Path, tmp_path: Path) -> None:
    """Nothing was compared with it this time; the exit status says so too."""
    (tmp_path / "none").mkdir()
    ran = run("diff", str(first / "lan-1.ket-qua.xlsx"), str(second(tmp_path)), "--programmes", str(tmp_path / "none"),
              "--format", "json")  # fmt: skip
    result = json.loads(ran.stdout)["results"][0]
    assert ran.status == 3
    reason = "Chưa có biểu của văn bản cấp trên nào để đối chiếu."
    assert ended(result) == [("CT02", "gone", reason)] * 2


def test_a_document_that_is_no_longer_carried_out_mends_nothing(programme: Path, tmp_path: Path) -> None:
    """Two higher levels before, one now: what was owed to the other is gone, however often it is found."""
    shelf = tmp_path / "shelf"
    write_programme(shelf / "other.xlsx", ("15-CTr/TU", "16-CTr/TU"))
    (shelf / "programme.xlsx").write_bytes(programme.read_bytes())
    cited = "| 15-CTr/TU | 15/3/2023 | Tỉnh ủy Nghệ An | Chương trình đọc sách | Thực hiện | Phần căn cứ |"
    both = (cited, f"{cited}\n{cited.replace('15-CTr/TU', '16-CTr/TU')}")
    old = write_plan(tmp_path / "old.xlsx", *FAULTS, both)
    ran = run("diff", str(old), str(second(tmp_path)), "--programmes", str(shelf), "--format", "json")
    result = json.loads(ran.stdout)["results"][0]
    assert len(ended(result)) == 7
    assert {(status, reason) for _, status, reason in ended(result)} == {
        ("gone", "Lần này không đối chiếu với 16-CTr/TU ngày 15/3/2023.")
    }


def test_a_rule_that_is_no_longer_in_force_mends_nothing(first: Path, programme: Path, tmp_path: Path) -> None:
    """A province's own rule found something; now its folder is not named."""
    own = tmp_path / "rules"
    own.mkdir()
    text = (
        "title: {vi: Ghi chú trống, en: Note empty}\nbasis: {vi: x, en: x}\nseverity: info\neach: document\n"
        "check: {required: {columns: [short_name]}}\nmarks: [cell]\n"
        'message: {vi: "Chưa ghi ký hiệu tắt.", en: "No short name."}\nfix: {vi: "Ghi.", en: "Fill in."}\n'
    )
    (own / "QN01-short-name.yaml").write_text(text, encoding="utf-8")
    (own / "QN01-short-name.md").write_text("# QN01 · Ghi chú trống\n", encoding="utf-8")
    plan = write_plan(tmp_path / "lan-1.xlsx", *FAULTS)
    run("check", str(plan), "--against", str(programme), "--rules", str(own))
    result = compared(tmp_path / "lan-1.ket-qua.xlsx", second(tmp_path), programme)
    assert ended(result) == [("QN01", "gone", "Quy tắc QN01 nay không áp dụng.")]
    # The other way round: the unit was never told, so it is new to it; two workbooks are judged by the same rules.
    told = compared(first / "lan-1.ket-qua.xlsx", tmp_path / "lan-2.xlsx", programme, "--rules", str(own))
    assert ("QN01", "", "new") in statuses(told)
    again = compared(first / "lan-1.xlsx", tmp_path / "lan-2.xlsx", programme, "--rules", str(own))
    assert ("QN01", "", "open") in statuses(again)


# What else changed


def test_values_that_changed_where_nothing_was_found_are_listed(first: Path, programme: Path, tmp_path: Path) -> None:
    """By table and row key, old and new; cells that a finding points at are told by their finding."""
    changes = (
        ("| từ | 25 |", "| từ | 28 |"),
        ("| Lớp bồi dưỡng |", "| Giấy chứng nhận |"),
        ("| Nơi nhận báo cáo | Phòng Văn hóa và Thông tin |", "| Nơi nhận báo cáo | Văn phòng |"),
        ("| từ | 55 |", "| từ | 70 |"),
    )
    previous = compared(first / "lan-1.xlsx", second(tmp_path, None, *changes), programme)["previous"]
    assert [(v["sheet"], v["cell"], v["key"], v["column"], v["old"], v["new"]) for v in previous["values"]] == [
        ("Thông tin", "B17", "", "Nơi nhận báo cáo", "Phòng Văn hóa và Thông tin", "Văn phòng"),
        ("Chỉ tiêu", "K7", "CT5/2030", "Giá trị", "25", "28"),
        ("Nhiệm vụ", "I5", "NV2.1", "Sản phẩm", "Lớp bồi dưỡng", "Giấy chứng nhận"),
    ]


def test_a_json_result_has_no_values_and_that_is_said(first: Path, programme: Path, tmp_path: Path) -> None:
    """Not compared is not unchanged."""
    result = compared(first / "lan-1.json", second(tmp_path), programme)
    assert result["previous"]["values"] is None
    told = " ".join(diff(first / "lan-1.json", tmp_path / "lan-2.xlsx", programme).stdout.split())
    assert "Kết quả lần trước không kèm biểu nên không so được các giá trị khác." in told


# How it is told


def test_diff_tells_the_summary_first_and_every_finding_under_its_heading(
    first: Path, programme: Path, tmp_path: Path
) -> None:
    """Read from the top: what is left, then what is done."""
    out = diff(first / "lan-1.xlsx", second(tmp_path, None, *MENDED), programme).stdout
    lines = out.splitlines()
    assert lines[:5] == [
        "So sánh hai lần gửi: lan-2.xlsx",
        "  Văn bản: 88/KH-UBND ngày 20/5/2023",
        "  → So với lần trước (lan-1.xlsx): đã sửa 1, chưa sửa 2, đã thay đổi 1, mới 1, không còn kiểm tra được 0.",
        "  → Phát hiện 2 lỗi, 1 cảnh báo, 1 lưu ý.",
        "",
    ]
    headings = [line.strip() for line in lines if line.startswith("  ") and line.endswith(")") and line[2] != " "]
    assert headings == ["Mới (1)", "Đã thay đổi (1)", "Chưa sửa (2)", "Đã sửa (1)"]
    assert f"✓ CT02 [Chỉ tiêu!K3] {TARGET_1} (Nay ghi: “70”.)" in " ".join(out.split())


def test_the_result_sheet_says_it_first_and_loses_nothing(first: Path, programme: Path, tmp_path: Path) -> None:
    """A sentence under the title, a status on every row, and what is no longer there below the table."""
    plan = second(tmp_path, None, *MENDED, ("| Lớp bồi dưỡng |", "| Giấy chứng nhận |"))
    named = ("--previous", str(first / "lan-1.ket-qua.xlsx"))
    ran = run("check", str(plan), "--against", str(programme), *named)
    assert ran.status == 1
    result = tmp_path / "lan-2.ket-qua.xlsx"
    assert [(row["Mã quy tắc"], row["Trạng thái"]) for row in rows_of(result)] == [
        ("VB07", "Chưa sửa"), ("CT02", "Đã thay đổi"), ("CT02", "Mới"), ("NV02", "Chưa sửa"),
    ]  # fmt: skip
    texts = texts_of(result)
    assert texts[1] == (
        "Phát hiện 2 lỗi, 1 cảnh báo, 1 lưu ý.\n"
        "So với lần trước (lan-1.ket-qua.xlsx): đã sửa 1, chưa sửa 2, đã thay đổi 1, mới 1, không còn kiểm tra được 0."
        " Giá trị khác đã thay đổi: 1; dòng thêm: 0, dòng bỏ: 0."
    )
    at = texts.index("Các nội dung đã thay đổi, trước đây là (1)")
    assert texts[at + 1] == "STT 2 · CT02"
    assert texts[at + 2] == (
        "Trước đây: Lỗi – CT2/2030: mức “ít nhất 20%” chưa đạt mức “ít nhất 50%” của A2 (15-CTr/TU ngày 15/3/2023):"
        " thấp hơn 30 điểm %."
    )
    at = texts.index("Các nội dung lần trước nay không còn (1)")
    assert texts[at + 1 : at + 3] == ["Đã sửa · CT02 · Chỉ tiêu!K3", f"{TARGET_1} (Nay ghi: “70”.)"]
    at = texts.index("Thay đổi ở những chỗ không có phát hiện (1)")
    assert texts[at + 1 : at + 3] == ["Nhiệm vụ!I5", "NV2.1, Sản phẩm: “Lớp bồi dưỡng” → “Giấy chứng nhận”"]
    told = read_told(result)
    assert told is not None
    assert (len(told), read_remarks(result)) == (4, ())  # the lists below are no findings and no remarks


def test_what_was_written_beside_the_earlier_findings_comes_along(first: Path, programme: Path, tmp_path: Path) -> None:
    """From the annotated copy that is named as the earlier one; an acceptance only as a proposal."""
    earlier = tmp_path / "cu.ket-qua.xlsx"
    earlier.write_bytes((first / "lan-1.ket-qua.xlsx").read_bytes())
    write_beside(earlier, "NV02", Giải_trình="Chưa có biên chế", Ý_kiến_thẩm_định="Chấp nhận giải trình")
    write_beside(earlier, "VB07", Ý_kiến_thẩm_định="Yêu cầu sửa")
    run("check", str(second(tmp_path)), "--against", str(programme), "--previous", str(earlier))
    rows = {row["Mã quy tắc"]: row for row in rows_of(tmp_path / "lan-2.ket-qua.xlsx")}
    assert (rows["NV02"]["Giải trình"], rows["NV02"]["Ý kiến thẩm định"], rows["NV02"]["Trạng thái"]) == (
        "Chưa có biên chế", "Đề xuất: Chấp nhận giải trình", "Chưa sửa",
    )  # fmt: skip
    assert rows["VB07"]["Ý kiến thẩm định"] == "Yêu cầu sửa"


def test_a_waived_finding_stays_waived_and_is_counted_so(first: Path, programme: Path, tmp_path: Path) -> None:
    """Not as open: the reviewer need not look at it again."""
    earlier = tmp_path / "cu.ket-qua.xlsx"
    earlier.write_bytes((first / "lan-1.ket-qua.xlsx").read_bytes())
    write_beside(earlier, "NV02", Ý_kiến_thẩm_định="Chấp nhận giải trình", Lý_do="Chưa có biên chế")
    result = compared(earlier, second(tmp_path), programme, "--decisions", str(earlier))
    assert ("NV02", "NV2.1", "waived") in statuses(result)
    assert result["previous"]["counts"] == {
        "new": 0, "open": 3, "changed": 0, "waived": 1, "fixed": 0, "gone": 0,
    }  # fmt: skip


def test_without_an_earlier_check_nothing_is_said_about_one(programme: Path, tmp_path: Path) -> None:
    """Every finding is new, and the document has no further key."""
    ran = run("check", str(second(tmp_path)), "--against", str(programme), "--no-annotate", "--format", "json")
    result = json.loads(ran.stdout)["results"][0]
    assert {finding["status"] for finding in result["findings"]} == {"new"}
    assert "previous" not in result


# Which is the earlier check


def test_in_a_folder_each_workbook_finds_its_own_earlier_check(programme: Path, tmp_path: Path) -> None:
    """One JSON document of all; a workbook that was not among them is told to have none."""
    other = ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | 89/KH-UBND |")
    third = ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | 90/KH-UBND |")
    for name, changes in {"a": FAULTS, "b": (*FAULTS, other)}.items():
        write_plan(tmp_path / "lan-1" / f"{name}.xlsx", *changes)
        write_plan(tmp_path / "lan-2" / f"{name}-moi.xlsx", *changes[1:])
    write_plan(tmp_path / "lan-2" / "c.xlsx", *FAULTS, third)
    common = ("--against", str(programme), "--no-annotate", "--format", "json")
    earlier = tmp_path / "lan-1.json"
    earlier.write_text(run("check", str(tmp_path / "lan-1"), *common).stdout, encoding="utf-8")
    ran = run("check", str(tmp_path / "lan-2"), *common, "--previous", str(earlier))
    results = json.loads(ran.stdout)["results"]
    assert [result.get("previous", {}).get("counts", {}).get("fixed") for result in results] == [1, 1, None]
    reason = "Trong lan-1.json không có lần kiểm tra trước nào của văn bản này nên chưa so sánh được."
    assert results[2]["unchecked"] == [{"rule": None, "sheet": None, "cell": None, "reason": reason}]


def test_another_document_is_compared_but_told_apart(first: Path, programme: Path, tmp_path: Path) -> None:
    """The user named the two; a number that was filled in since is the common case."""
    plan = second(tmp_path, None, ("| Số, ký hiệu | 88/KH-UBND |", "| Số, ký hiệu | 89/KH-UBND |"))
    result = compared(first / "lan-1.xlsx", plan, programme)
    assert result["previous"]["other_document"] == "88/KH-UBND ngày 20/5/2023"
    assert {status for _, _, status in statuses(result)} == {"open"}
    told = " ".join(diff(first / "lan-1.xlsx", plan, programme).stdout.split())
    assert "Lần trước văn bản được ghi là 88/KH-UBND ngày 20/5/2023" in told


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.json", "{", "Tệp x.json không phải kết quả JSON của ktt-check."),
        ("x.json", '{"version": 1, "results": [{"findings": [{}]}]}', "Tệp x.json không phải kết quả JSON"),
        ("x.json", '{"version": 2, "results": []}', "Tệp x.json không phải kết quả JSON"),
        ("x.json", "[" * 100_000, "Tệp x.json không phải kết quả JSON"),
        ("x.xlsx", "TT,Mã\n", "Tệp “x.xlsx” không phải là sổ tính Excel"),
    ],
)
def test_an_earlier_check_that_cannot_be_read_ends_the_run(
    name: str, text: str, words: str, programme: Path, tmp_path: Path
) -> None:
    """One sentence and status 3: nothing may look as if it had been compared."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    ran = diff(tmp_path / name, second(tmp_path), programme)
    assert (ran.status, ran.stdout) == (3, "")
    assert ran.stderr.startswith(words)


def test_a_new_submission_that_cannot_be_read_is_told(first: Path, programme: Path, tmp_path: Path) -> None:
    """In text as in JSON."""
    (tmp_path / "x.xlsx").write_text("TT,Mã\n", encoding="utf-8")
    ran = diff(first / "lan-1.xlsx", tmp_path / "x.xlsx", programme)
    assert ran.status == 3
    assert "không phải là sổ tính Excel" in ran.stdout


def test_what_is_said_of_decisions_stands_apart_from_what_is_new(first: Path, programme: Path, tmp_path: Path) -> None:
    """The summary counts what was submitted; an expired decision is about the register."""
    earlier = tmp_path / "cu.ket-qua.xlsx"
    earlier.write_bytes((first / "lan-1.ket-qua.xlsx").read_bytes())
    write_beside(earlier, "NV02", Ý_kiến_thẩm_định="Chấp nhận giải trình")
    lines = diff(earlier, second(tmp_path), programme, "--decisions", str(earlier)).stdout.splitlines()
    assert lines[2].endswith("đã sửa 0, chưa sửa 4, đã thay đổi 0, mới 0, không còn kiểm tra được 0.")
    assert [line.strip() for line in lines if re.fullmatch(r"  \S.* \(\d+\)", line)] == [
        "Chưa sửa (4)", "Về các quyết định trong sổ (1)",
    ]  # fmt: skip
    assert any(line.strip().startswith("! QD01 Cảnh báo") for line in lines)
