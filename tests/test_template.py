"""Forms to fill in: what is laid out and locked, what a correctly filled one gives, and what its formulas may use."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from ktt_check.forms import PLAN, REPORT
from ktt_check.markdown import Shown, parse, typed
from ktt_check.resources import rules_folder, workbooks_folder
from ktt_check.rulebook import load_rules
from ktt_check.template.context import FIRST_ROW
from ktt_check.template.pages import columns_of_page
from ktt_check.template.spellings import spellings
from ktt_check.values.text import fold

from journey_runner import findings_of, run, write_plan, write_programme

UNIT = "UBND huyện Nam Đàn"
# What Excel 2010, WPS Office and LibreOffice share and what does not make every change recalculate everything.
SHARED = {
    "ABS", "AND", "COUNT", "COUNTIF", "DATE", "EXACT", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISERROR",
    "ISLOGICAL", "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MID", "MIN", "N", "NOT", "OR", "REPT",
    "ROUND", "ROW", "SMALL", "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM", "UPPER", "YEAR", "CHAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_programme(tmp_path_factory.mktemp("programme") / "chuong-trinh.xlsx")


@pytest.fixture(scope="module")
def form(programme: Path) -> Path:
    target = programme.with_name("bieu.xlsx")
    made = run("template", "plan", "--against", str(programme), "--unit", UNIT, "-o", str(target))
    assert made.status == 0
    assert made.stdout == ""
    return target


def builder() -> Any:
    """``workbooks/build_templates.py``."""
    spec = importlib.util.spec_from_file_location("build_templates", workbooks_folder() / "build_templates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def put(cell: Any, value: Any) -> None:
    """Put a value as ``markdown.typed`` gives it into an openpyxl cell."""
    if isinstance(value, Shown):
        cell.value, cell.number_format = value.value, value.code
    else:
        cell.value = value


def opened(path: Path) -> Any:
    return load_workbook(path)


def formulas(path: Path) -> set[str]:
    """Every formula of the workbook's sheets, conditional formats and validations, its texts taken out."""
    found: set[str] = set()
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                part = package.read(name).decode("utf-8")
                found |= set(re.findall(r"<(?:f|formula|formula1)(?: [^/>]*)?>([^<]*)<", part))
    return {re.sub(r'"[^"]*"', '""', formula.replace("&quot;", '"')) for formula in found}


def test_a_form_filled_in_correctly_gives_no_finding(form: Path, programme: Path, tmp_path: Path) -> None:
    """The clean plan of the rules' cases, typed beside what the higher level asks, through the whole journey."""
    plan = parse((rules_folder() / "_cases" / "plan.md").read_text(encoding="utf-8"))
    book = opened(form)
    for source in plan.sheets:
        spec = next(one for one in PLAN.tables if fold(source.name) in one.sheet_keys)
        page = book[spec.sheet]
        for at, cells in enumerate(source.rows):
            if spec.by_label:
                column = next(one for one in spec.columns if fold(cells[0]) in one.keys)
                row = FIRST_ROW + list(spec.by_name).index(column.name)
                put(page.cell(row, 2), typed(cells[1], column.kind))
                continue
            places = columns_of_page(spec, demands=spec.name in ("targets", "tasks"))
            for header, text in zip(source.header, cells, strict=True):
                column = next(one for one in spec.columns if fold(header) in one.keys)
                cell = page.cell(FIRST_ROW + at, places[column.name] + 1)
                if not cell.protection.locked:
                    put(cell, typed(text, column.kind))
    filled = tmp_path / "ke-hoach.xlsx"
    book.save(filled)
    assert findings_of(filled, programme) == []


def test_a_report_form_filled_in_correctly_gives_no_finding(programme: Path, tmp_path: Path) -> None:
    """The clean report of the rules' cases, typed into the form made of its plan."""
    plan = write_plan(tmp_path / "ke-hoach.xlsx")
    target = tmp_path / "bao-cao.xlsx"
    assert run("template", "report", "--plan", str(plan), "-o", str(target)).status == 0
    report = parse((rules_folder() / "_cases" / "report.md").read_text(encoding="utf-8"))
    book = opened(target)
    for source in report.sheets:
        spec = next(one for one in REPORT.tables if fold(source.name) in one.sheet_keys)
        page = book[spec.sheet]
        if spec.by_label:
            for label, text in source.rows:
                column = next(one for one in spec.columns if fold(label) in one.keys)
                cell = page.cell(FIRST_ROW + list(spec.by_name).index(column.name), 2)
                if not cell.protection.locked:
                    put(cell, typed(text, column.kind))
            continue
        places = {name: at + 1 for name, at in columns_of_page(spec, demands=False).items()}
        keys = [name for name in ("code", "year") if name in places]
        rows = {tuple(str(page.cell(row, places[name]).value) for name in keys): row for row in range(FIRST_ROW, 20)}
        for cells in source.rows:
            read = {
                next(one for one in spec.columns if fold(header) in one.keys).name: text
                for header, text in zip(source.header, cells, strict=True)
            }
            row = rows[tuple(read[name] for name in keys)]
            for name, text in read.items():
                cell = page.cell(row, places[name])
                if not cell.protection.locked:
                    put(cell, typed(text, spec.by_name[name].kind))
    page = book["Tiến độ chỉ tiêu"]
    for row in range(FIRST_ROW, 20):
        if (page.cell(row, 3).value, page.cell(row, 6).value) == (
            "CT1",
            2030,
        ):  # the clean report has it for 2025 alone
            page.cell(row, 10).value = 36
    filled = tmp_path / "bao-cao-nop.xlsx"
    book.save(filled)
    assert findings_of(filled, plan, "--against", str(programme)) == []


def changed(form: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """The form with something done to it, as somebody who took the protection off."""
    book = opened(form)
    change(book)
    book.save(target)
    return target


def said(plan: Path, programme: Path, rule: str) -> list[tuple[str, str]]:
    """The findings of one rule: their places and words."""
    return [
        (f"{one['sheet']}!{one['cell']}", one["message"]) for one in findings_of(plan, programme) if one["rule"] == rule
    ]


def test_what_was_given_and_then_changed_is_noticed(form: Path, programme: Path, tmp_path: Path) -> None:
    """A demand lowered, a formula typed over: each is told with what it was."""

    def change(book: Any) -> None:
        book["Chỉ tiêu"].cell(FIRST_ROW, 2).value = "A1 · 2030 · trên 40%"
        book["Nhiệm vụ"].cell(FIRST_ROW, 1).value = None

    assert said(changed(form, tmp_path / "sua.xlsx", change), programme, "BM08") == [
        (
            "Chỉ tiêu!P4",
            "Ô B5 của trang “Chỉ tiêu” được ghi sẵn “A1 · 2030 · trên 60% · Thôn có tủ sách dùng chung”, "
            "nay là “A1 · 2030 · trên 40%”.",
        ),
        (
            "Nhiệm vụ!L4",
            "Công thức tự kiểm tra của trang này đã bị thay hoặc xóa (từ ô A5), nên kết quả tự kiểm tra trong biểu "
            "không dùng được.",
        ),
    ]


def test_a_column_taken_out_and_a_row_typed_over_are_noticed(form: Path, programme: Path, tmp_path: Path) -> None:
    """A column that may stay empty is told as a whole; one formula among many is missed as well."""

    def change(book: Any) -> None:
        tasks = book["Nhiệm vụ"]
        tasks.delete_cols(2)
        tasks["A7"].value = "đã xem"
        tasks["C7"].value = "NV7"

    assert said(changed(form, tmp_path / "cot.xlsx", change), programme, "BM08") == [
        ("Nhiệm vụ!K4", "Cột “Cấp trên giao” (ô B4) của biểu đã bị xóa khỏi trang này."),
        (
            "Nhiệm vụ!K4",
            "Công thức tự kiểm tra của trang này đã bị thay hoặc xóa (từ ô A7), nên kết quả tự kiểm tra trong biểu "
            "không dùng được.",
        ),
    ]


def test_rows_struck_through_are_told_with_how_they_were_taken(programme: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "ke-hoach.xlsx")

    def change(book: Any) -> None:
        for row in (3, 4):
            book["Chỉ tiêu"].cell(row, 3).font = Font(strike=True)

    assert said(changed(plan, tmp_path / "gach.xlsx", change), programme, "BM09") == [
        (
            "Chỉ tiêu!C3",
            "2 dòng bị gạch ngang nhưng vẫn còn trong bảng (dòng 3, 4); công cụ vẫn tính như các dòng khác.",
        )
    ]


def test_the_form_of_another_programme_is_noticed(form: Path, tmp_path: Path) -> None:
    other = write_programme(tmp_path / "khac.xlsx", ("15-CTr/TU", "77-CTr/TU"))
    assert said(form, other, "BM08") == [
        ("Thông tin!B5", "Biểu này được lập để thực hiện 15-CTr/TU, trong khi đang đối chiếu với 77-CTr/TU.")
    ]


def test_an_untouched_form_is_told_neither_as_changed_nor_as_hidden(form: Path, programme: Path) -> None:
    assert said(form, programme, "BM08") == []
    assert said(form, programme, "BM09") == []


def test_hidden_rows_columns_and_sheets_are_told_with_how_they_were_taken(programme: Path, tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "ke-hoach.xlsx")

    def change(book: Any) -> None:
        book["Chỉ tiêu"].row_dimensions[3].hidden = True
        book["Chỉ tiêu"].column_dimensions["E"].hidden = True
        book["Căn cứ"].sheet_state = "hidden"
        book["Nhiệm vụ"]["Q4"].value = "việc này bỏ"

    assert said(changed(plan, tmp_path / "an.xlsx", change), programme, "BM09") == [
        ("Căn cứ!A1", "Trang tính “Căn cứ” đang bị ẩn; công cụ vẫn đọc và tính mọi nội dung trong đó."),
        ("Chỉ tiêu!E1", "Cột “Phạm vi tính” đang bị ẩn; công cụ vẫn đọc nội dung trong đó."),
        ("Chỉ tiêu!A3", "Dòng 3 đang bị ẩn; công cụ vẫn tính như các dòng khác."),
        (
            "Nhiệm vụ!J1",
            "Cạnh bảng có nội dung ở cột chưa có tiêu đề (từ ô Q4: “việc này bỏ”); công cụ không đọc nội dung này.",
        ),
    ]


def test_the_higher_levels_demands_stand_beside_empty_cells(form: Path) -> None:
    """Code, year, level and wording in one locked cell; a total says that it is one."""
    page = opened(form)["Chỉ tiêu"]
    told = [page.cell(row, 2).value for row in range(FIRST_ROW, FIRST_ROW + 6)]
    assert told[0] == "A1 · 2030 · trên 60%\nThôn có tủ sách dùng chung"
    assert told[2] == "A3 · 2030 · khoảng 300 thư viện\nThư viện xã được nâng cấp\n(tổng chung, cộng dồn từ các đơn vị)"
    assert told[5] is None or told[5] == ""
    assert page.cell(FIRST_ROW, 2).protection.locked
    assert not page.cell(FIRST_ROW, 5).protection.locked
    tasks = opened(form)["Nhiệm vụ"]
    assert tasks.cell(FIRST_ROW + 3, 2).value == "N2.2 · 2023-2027\nCơ sở vật chất thư viện"
    assert [tasks.cell(FIRST_ROW + at, 2).value for at in (4, 5)] in ([None, None], ["", ""])  # N3 is nobody's


def test_everything_given_is_locked_without_a_password(form: Path) -> None:
    book = opened(form)
    for page in book.worksheets:
        assert page.protection.sheet, page.title
        assert not page.protection.password
    identity = book["Thông tin"]
    given = {identity.cell(row, 1).value: identity.cell(row, 2) for row in range(FIRST_ROW, FIRST_ROW + 16)}
    assert given["Đơn vị ban hành"].value == UNIT
    assert given["Cấp ban hành"].value == "Huyện"
    assert given["Tỉnh, thành phố"].value == "Nghệ An"
    assert given["Đơn vị ban hành"].protection.locked
    assert not given["Ngày ban hành"].protection.locked
    references = book["Căn cứ"]
    assert [cell.value for cell in references[FIRST_ROW]][1:2] == ["15-CTr/TU"]


def test_lists_lie_on_a_hidden_sheet_and_hints_are_short_enough_for_excel(form: Path) -> None:
    book = opened(form)
    hidden = [page.title for page in book.worksheets if page.sheet_state == "hidden"]
    assert hidden == ["_tt", "_cc", "_ct", "_nv", "_dm", "_mau"]
    for page in book.worksheets:
        for validation in page.data_validations.dataValidation:
            assert len(validation.prompt or "") <= 255
            assert len(validation.promptTitle or "") <= 32
            if validation.type == "list":
                assert validation.formula1.startswith("_dm!")


def test_formulas_use_only_what_old_excel_wps_and_libreoffice_share(form: Path) -> None:
    """No macros, no links, nothing volatile, nothing newer than Excel 2010, none longer than Excel reads."""
    used = formulas(form)
    assert {name for formula in used for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", formula)} <= SHARED
    assert max(map(len, used)) < 8192
    with zipfile.ZipFile(form) as package:
        assert not [name for name in package.namelist() if "externalLink" in name or "vba" in name.lower()]


def test_equal_formulas_of_a_column_are_stored_once_and_only_of_their_own_sheet(form: Path) -> None:
    """As Excel stores them itself: what refers to another sheet is written in full."""
    with zipfile.ZipFile(form) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/")]
    shared = [text for part in parts for text in re.findall(r'<f t="shared" ref="[^"]+" si="\d+">([^<]*)<', part)]
    assert len(shared) > 100
    assert [text for text in shared if "!" in re.sub(r'"[^"]*"', "", text)] == []


def test_each_sheet_is_made_to_be_read_and_printed(form: Path) -> None:
    book = opened(form)
    for name in ("Căn cứ", "Chỉ tiêu", "Nhiệm vụ"):
        page = book[name]
        assert page.freeze_panes is not None
        assert page.page_setup.orientation == "landscape"
        assert page.print_title_rows == "$4:$4"


def test_the_same_brief_gives_the_same_bytes(form: Path, programme: Path, tmp_path: Path) -> None:
    again = tmp_path / "bieu.xlsx"
    run("template", "plan", "--against", str(programme), "--unit", UNIT, "-o", str(again))
    assert again.read_bytes() == form.read_bytes()


@pytest.mark.parametrize("name", ["nq-20-cap-tinh", "nghe-an-cap-duoi", "quang-binh-cap-duoi"])
def test_the_ready_made_forms_are_current(name: str, tmp_path: Path) -> None:
    """``make templates`` rebuilds them after a change of rules, programmes or layout."""
    made = tmp_path / f"{name}.xlsx"
    builder().make(name, made)
    assert made.read_bytes() == (workbooks_folder() / "templates" / made.name).read_bytes()


def test_a_report_form_holds_the_plans_rows_locked(tmp_path: Path) -> None:
    plan = write_plan(tmp_path / "ke-hoach.xlsx")
    target = tmp_path / "bao-cao.xlsx"
    made = run("template", "report", "--plan", str(plan), "-o", str(target))
    assert made.status == 0
    page = opened(target)["Tiến độ chỉ tiêu"]
    first = [page.cell(FIRST_ROW, at) for at in range(2, 8)]
    assert [cell.value for cell in first] == ["1", "CT1", "Thôn có tủ sách dùng chung", "%", 2025, "ít nhất 40%"]
    assert all(cell.protection.locked for cell in first)
    assert not page.cell(FIRST_ROW, 10).protection.locked
    tasks = opened(target)["Tiến độ nhiệm vụ"]
    assert [tasks.cell(FIRST_ROW + 3, at).value for at in (3, 5, 6)] == ["NV2.1", "Phòng Nội vụ", "2023-2025"]
    assert opened(target)["Thông tin"].cell(FIRST_ROW + 5, 2).value == "88/KH-UBND"


def test_a_unit_nobody_knows_still_gets_a_form(programme: Path, tmp_path: Path) -> None:
    made = run("template", "plan", "--against", str(programme), "--unit", "Xyz", "-o", str(tmp_path / "bieu.xlsx"))
    assert made.status == 0
    assert "Không nhận ra “Xyz”" in made.stderr


def test_a_form_is_not_written_over_another_kind_of_file(programme: Path, tmp_path: Path) -> None:
    made = run("template", "plan", "--against", str(programme), "-o", str(tmp_path / "bieu.csv"))
    assert made.status == 2
    assert "phải có đuôi .xlsx" in made.stderr


@pytest.mark.parametrize("rule", load_rules(rules_folder()).rules, ids=lambda rule: rule.code)
def test_each_shipped_rule_says_whether_a_form_asks_it(rule: Any) -> None:
    """``excel: required``, or ``never`` with the reason in both languages."""
    assert rule.data.excel is not None


@pytest.mark.parametrize("word", ["tỷ lệ", "Hòa", "quý", "UBND các xã", "Thủy sản", "khoảng"])
def test_spellings_are_all_that_fold_to_a_word(word: str) -> None:
    """Each of them folds to the same key; the usual ones are among them."""
    found = spellings(word)
    assert found is not None
    assert word.lower() in found
    assert {fold(one) for one in found} == {fold(word)}
