"""Text of a submission is text in every output: no formula, link or markup comes of it."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from ktt_check.resources import workbooks_folder

from hostile.in_forms import plan_parts, shared_changes
from journey_runner import run, run_check
from rich_workbooks import comments, opened
from writers import PLAN, pack

ATTACKS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("http://x";"y")',
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "{=1+1}",
    '"&HYPERLINK("http://x","y")&"',
    "<script>alert(1)</script>]]><f>1</f>",
    "http://example.org/",
    "internal:'x'!A1",
    "_x003D_1+1",
)
OURS = "Kết quả kiểm tra"
NOTICE = str(workbooks_folder() / "programmes" / "nq-20-nq-tw-2022.xlsx")


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    """The plan with such texts in every column of its tables, in the values that findings quote."""
    book = openpyxl.load_workbook(PLAN)
    for name in ("Chỉ tiêu", "Nhiệm vụ", "Căn cứ"):
        sheet = book[name]
        for at, cells in enumerate(sheet.iter_rows(min_row=2, max_row=30)):
            for number, cell in enumerate(cells):
                if (at + number) % 3 == 0:
                    cell.value = ATTACKS[(at + number) % len(ATTACKS)]
                    cell.data_type = "s"
    book["Thông tin"]["B10"].value = "=1+1"
    book["Thông tin"]["B10"].data_type = "s"
    path = tmp_path / "kế hoạch.xlsx"
    book.save(path)
    return path


def formulas(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/")]
    return [found for part in parts for found in re.findall(r"<(?:\w+:)?f\b[^>]*>([^<]*)", part)]


@pytest.mark.parametrize("copied", [False, True])
def test_no_formula_is_made_of_text_in_the_annotated_workbook(attacked: Path, copied: bool, tmp_path: Path) -> None:
    if copied:
        parts = plan_parts(attacked)
        shared_changes(parts)
        pack(attacked, parts)
    assert run_check(str(attacked), "--against", NOTICE, "--out", str(tmp_path / "ra")).status == 1
    done = tmp_path / "ra" / "kế hoạch.ket-qua.xlsx"
    assert formulas(done) == []
    ours = opened(done)[OURS]
    texts = [cell for cells in ours.iter_rows() for cell in cells if cell.value is not None]
    assert {cell.data_type for cell in texts} <= {"s", "n", "inlineStr"}
    quoted = [str(cell.value) for cell in texts if any(attack.strip() in str(cell.value) for attack in ATTACKS)]
    assert len(quoted) > 5
    for cell in texts:
        link = cell.hyperlink
        assert link is None or (link.target is None and str(link.location).startswith("'"))
    assert comments(done)


def test_json_sarif_junit_and_text_hold_the_same_text_and_stay_well_formed(attacked: Path) -> None:
    found = {
        form: run_check(str(attacked), "--against", NOTICE, "--no-annotate", "--format", form)
        for form in ("json", "sarif", "junit")
    }
    values = [one["value"] for one in json.loads(found["json"].stdout)["results"][0]["findings"]]
    assert any(value and "=1+1" in value for value in values)
    json.loads(found["sarif"].stdout)
    root = ElementTree.fromstring(found["junit"].stdout)
    assert not [one for one in root.iter() if one.tag in ("script", "f")]
    text = run_check(str(attacked), "--against", NOTICE, "--no-annotate").stdout
    assert not [c for c in text if not c.isprintable() and c != "\n"]


def bare(path: Path) -> set[str]:
    """The formulas of a workbook without the text in quotation marks."""
    return {re.sub('"[^"]*"', '""', html.unescape(formula)) for formula in formulas(path)}


def functions(formulas: set[str]) -> set[str]:
    return {name for formula in formulas for name in re.findall(r"([A-Za-z][\w.]*)\(", formula)}


def test_a_form_made_for_a_programme_has_no_formula_of_the_programmes_text(tmp_path: Path) -> None:
    attacked, target = tmp_path / "a.xlsx", tmp_path / "biểu.xlsx"
    book = openpyxl.load_workbook(NOTICE)
    for sheet in (book["Chỉ tiêu"], book["Nhiệm vụ"]):
        column = next(cell.column for cell in sheet[1] if str(cell.value).startswith(("Chỉ tiêu", "Nhiệm vụ")))
        for at, (cell,) in enumerate(sheet.iter_rows(min_row=2, max_row=12, min_col=column, max_col=column)):
            cell.value = ATTACKS[at % len(ATTACKS)]
            cell.data_type = "s"
    book.save(attacked)
    done = run("template", "plan", "--against", str(attacked), "--rows", "20", "-o", str(target))
    assert done.status == 0, done.stderr
    made = bare(target)
    assert functions(made) <= functions(bare(workbooks_folder() / "templates" / "nq-20-cap-tinh.xlsx"))
    assert not [formula for formula in made if re.search(r"cmd|calc'|http|script|\[", formula)]
    opens = [html.unescape(formula) for formula in formulas(target) if "HYPERLINK" in formula]
    assert not [formula for formula in opens if re.search(r'HYPERLINK\("(?!#)', formula)]
