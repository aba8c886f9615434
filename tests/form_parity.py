"""Fills generated forms, lets LibreOffice recalculate them, and sets each row's verdict beside the checker's own."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree
from msgspec import structs

from ktt_check.chunk import Chunk
from ktt_check.forms import PLAN, REPORT
from ktt_check.forms import Form as FormSpec
from ktt_check.journey import Outcome, Settings, TakenIn, answer, dossier_of, take_in
from ktt_check.layout import GIVEN_SHEET, find_tables
from ktt_check.library import Held, Library
from ktt_check.markdown import Formula, MarkdownWorkbook, Shown, typed
from ktt_check.places import position
from ktt_check.template.brief import Brief
from ktt_check.template.compiled import FOUND, Compiled
from ktt_check.template.context import FIRST_ROW
from ktt_check.template.grid import letters
from ktt_check.template.owed import Owed, owed_targets, owed_tasks
from ktt_check.template.pages import columns_of_page
from ktt_check.template.plan import plan_context, write_plan
from ktt_check.template.report import write_report
from ktt_check.values.text import fold
from ktt_check.views import view
from ktt_check.workbook import Sheet, Workbook, read
from ktt_check.workbook.calculated import LISTS

AS_OF = date(2026, 11, 21)
TABLES = ("references", "targets", "tasks")
Place = tuple[str, str, int]  # rule, table, sheet row


@dataclass(frozen=True)
class Form:
    """A form for one brief as it was written, and what its rules were compiled to."""

    path: Path
    brief: Brief
    compiled: Sequence[Compiled]
    laid_out: Mapping[str, Sequence[Owed]]  # what it lays out, by the rule that tells what is not carried out
    spec: FormSpec = PLAN
    against: tuple[Held, ...] | None = None  # with what a filled form is checked; else with the brief's programmes


Cells = Mapping[str, Mapping[str, Any]]
"""Values (of ``markdown.typed``) by sheet and address, as if they had been typed or pasted."""


def written(brief: Brief, folder: Path, rows: Mapping[str, int]) -> Form:
    """The brief's form, with so many rows to fill in."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "form.xlsx"
    context = plan_context(brief, dict(rows))
    laid_out = {"CT01": owed_targets(context), "NV01": owed_tasks(context)}
    return Form(path, brief, write_plan(brief, path, dict(rows)), laid_out)


def written_report(brief: Brief, plan: Held, folder: Path) -> Form:
    """The form to report on a plan."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "form.xlsx"
    return Form(path, brief, write_report(brief, plan, path), {}, REPORT, (plan, *brief.against))


def typed_plan(plan: MarkdownWorkbook) -> Cells:
    """A plan's cells at the places of a form, each where it belongs."""
    typed_in: dict[str, dict[str, Any]] = {}
    for source in plan.sheets:
        spec = next((one for one in PLAN.tables if fold(source.name) in one.sheet_keys), None)
        if spec is None or spec.name not in ("document", *TABLES):
            continue
        cells = typed_in.setdefault(spec.sheet, {})
        headers = [fold(header.removeprefix("✗").strip()) for header in source.header]
        for at, row in enumerate(source.rows):
            texts = [cell.removeprefix("✗").strip() for cell in row]
            if spec.by_label:
                column = next((one for one in spec.columns if fold(texts[0]) in one.keys), None)
                if column is not None:
                    place = FIRST_ROW + list(spec.by_name).index(column.name)
                    cells[f"B{place}"] = typed(texts[1], column.kind)
                continue
            columns = columns_of_page(spec, demands=spec.name in ("targets", "tasks"))
            for header, text in zip(headers, texts, strict=True):
                column = next((one for one in spec.columns if header in one.keys), None)
                if column is not None:
                    cells[f"{letters(columns[column.name])}{FIRST_ROW + at}"] = typed(text, column.kind)
    return typed_in


_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FORMATS = {"0%": 9, "d-mmm": 16, "mm/yyyy": 17, "dd/mm/yyyy": 14}


def bind(form: Form, fillings: Sequence[Cells], target: Path) -> None:
    """One workbook of as many copies of the form as there are fillings, and beside it one of their pages alone.

    LibreOffice takes longer to open and to save the lists than to calculate a form. Only what is calculated is copied.
    """
    with zipfile.ZipFile(form.path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    book = etree.fromstring(parts["xl/workbook.xml"])
    names = [sheet.get("name") or "" for sheet in book.iter(f"{_NS}sheet")]
    sheets = {name: parts[f"xl/worksheets/sheet{at}.xml"] for at, name in enumerate(names, 1)}
    lists = sheets.pop(LISTS)
    pages = [spec.sheet for spec in form.spec.tables if spec.sheet in sheets]
    grids = [name for name in sheets if name.startswith("_") and name != GIVEN_SHEET]
    styles, style_of = _with_formats(parts["xl/styles.xml"])
    bound: dict[str, bytes] = {LISTS: lists}
    for at, cells in enumerate(fillings):
        for name in (*pages, *grids):
            part = _bare(sheets[name]) if name in pages else sheets[name]
            part = _with_cells(part, cells.get(name, {}), style_of)
            for page in pages:
                part = part.replace(f"'{page}'!".encode(), f"'{page} {at}'!".encode())
            for grid in grids:
                part = part.replace(f"{grid}!".encode(), f"{grid}{at}!".encode())
            bound[f"{name} {at}" if name in pages else f"{name}{at}"] = part
    typed_in = {name: part for name, part in bound.items() if not name.startswith("_")}
    for path, some in ((target, bound), (target.with_suffix(".pages.xlsx"), typed_in)):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
            _write_package(new, some, styles, parts["xl/sharedStrings.xml"])


def _write_package(new: zipfile.ZipFile, sheets: Mapping[str, bytes], styles: bytes, strings: bytes) -> None:
    kinds, spaces = "application/vnd.openxmlformats-officedocument.spreadsheetml", "http://schemas.openxmlformats.org"
    of = f"{spaces}/officeDocument/2006/relationships"
    parts = [f"worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)]
    own = [*((part, "worksheet") for part in parts), ("styles.xml", "styles"), ("sharedStrings.xml", "sharedStrings")]
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{kinds}.{kind}+xml"/>'
        for part, kind in (("workbook.xml", "sheet.main"), *own)
    )
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    new.writestr(
        "[Content_Types].xml", f'<Types xmlns="{spaces}/package/2006/content-types">{defaults}{overrides}</Types>'
    )
    relations = f'<Relationships xmlns="{spaces}/package/2006/relationships">'
    new.writestr(
        "_rels/.rels",
        f'{relations}<Relationship Id="rId1" Type="{of}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{of}/{kind}" Target="{part}"/>' for at, (part, kind) in enumerate(own, 1)
    )
    new.writestr("xl/_rels/workbook.xml.rels", f"{relations}{listed}</Relationships>")
    names = "".join(f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1))
    new.writestr("xl/workbook.xml", f'<workbook xmlns="{_NS[1:-1]}" xmlns:r="{of}"><sheets>{names}</sheets></workbook>')
    new.writestr("xl/styles.xml", styles)
    new.writestr("xl/sharedStrings.xml", strings)
    for part, content in zip(parts, sheets.values(), strict=True):
        new.writestr(f"xl/{part}", content)


def _with_formats(styles: bytes) -> tuple[bytes, dict[str, str]]:
    """The styles with those of pasted cells, and the number of each."""
    tree = etree.fromstring(styles)
    formats = tree.find(f"{_NS}cellXfs")
    assert formats is not None
    first = len(formats)
    for code in _FORMATS.values():
        etree.SubElement(formats, f"{_NS}xf", numFmtId=str(code), fontId="0", fillId="0", borderId="0", xfId="0",
                         applyNumberFormat="1")  # fmt: skip
    formats.set("count", str(len(formats)))
    return etree.tostring(tree), {code: str(first + at) for at, code in enumerate(_FORMATS)}


def _bare(part: bytes) -> bytes:
    """A page's cells without its formulas and everything around them."""
    tree = etree.fromstring(part)
    for child in list(tree):
        if child.tag != f"{_NS}sheetData":
            tree.remove(child)
    for cell in [one for one in tree.iter(f"{_NS}c") if one.find(f"{_NS}f") is not None]:
        parent = cell.getparent()
        assert parent is not None
        parent.remove(cell)
    return bytes(etree.tostring(tree))


def _with_cells(part: bytes, wanted: Mapping[str, Any], style_of: Mapping[str, str]) -> bytes:
    if not wanted:
        return part
    tree = etree.fromstring(part)
    there = {cell.get("r"): cell for cell in tree.iter(f"{_NS}c")}
    for address, value in wanted.items():
        cell = there[address]
        if "t" in cell.attrib:
            del cell.attrib["t"]
        for child in list(cell):
            cell.remove(child)
        match value:
            case None:
                pass
            case str():
                cell.set("t", "inlineStr")
                text = etree.SubElement(etree.SubElement(cell, f"{_NS}is"), f"{_NS}t")
                text.text = value
            case Shown(inner, code):
                cell.set("s", style_of.get(code, style_of["dd/mm/yyyy"]))
                number = (inner - datetime(1899, 12, 30)).days if isinstance(inner, datetime) else inner
                etree.SubElement(cell, f"{_NS}v").text = repr(number)
            case Formula(text, error):
                cell.set("t", "e" if error else "str")
                figure = text.removeprefix("=")  # of an empty cell LibreOffice makes something that is no number
                etree.SubElement(cell, f"{_NS}f").text = f"0+{figure}" if _EMPTY.fullmatch(figure) else figure
                if error:
                    etree.SubElement(cell, f"{_NS}v").text = error
            case bool():
                cell.set("t", "b")
                etree.SubElement(cell, f"{_NS}v").text = str(int(value))
            case _:
                etree.SubElement(cell, f"{_NS}v").text = repr(value)
    return bytes(etree.tostring(tree))


_VALUES = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"  # of every sheet
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
_EMPTY = re.compile(r"Z\d+")  # a cell beside the tables
_AT_ONCE = 12  # LibreOffice keeps some of the memory of each file


def recalculated(files: Sequence[Path], out: Path) -> None:
    """Let LibreOffice calculate every formula of the files; the values of each sheet come to lie in ``out``."""
    program = shutil.which("soffice")
    assert program is not None
    out.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", _VALUES, "--outdir", str(out)]
    for at in range(0, len(files), _AT_ONCE):
        some = map(str, files[at : at + _AT_ONCE])
        subprocess.run([*command, *some], check=True, capture_output=True, timeout=1800)


class Filled:
    """One filled form among those that are bound together: what was typed, and what LibreOffice made of it."""

    def __init__(self, bound: Path, calculated: Path, at: int, typed_in: Workbook) -> None:
        self.bound, self.calculated, self.at = bound, calculated, at
        pages = [(sheet.name.removesuffix(f" {at}"), sheet) for sheet in typed_in.sheets]
        own = [
            replace(sheet, name=name) for name, sheet in pages if name != sheet.name and name[-1:] not in "0123456789"
        ]
        self.workbook = replace(typed_in, sheets=tuple(self._with_values(sheet) for sheet in own))

    def values(self, sheet: str) -> list[list[str]]:
        """The calculated values of a sheet, as text."""
        name = f"{sheet}{self.at}" if sheet.startswith("_") else f"{sheet} {self.at}"
        with (self.calculated / f"{self.bound.stem}-{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))

    def _with_values(self, sheet: Sheet) -> Sheet:
        """A page with the results of the formulas that somebody pasted into it."""
        pasted = [place for place, note in sheet.notes.items() if note.uncalculated]
        if not pasted:
            return sheet
        values, rows, notes = (
            self.values(sheet.name),
            {at: dict(row) for at, row in sheet.rows.items()},
            dict(sheet.notes),
        )
        for row, column in pasted:
            text = values[row - 1][column - 1]
            notes[row, column] = replace(notes[row, column], uncalculated=False)
            rows.setdefault(row, {})[column] = Decimal(text) if _FIGURE.fullmatch(text) else text
        return replace(sheet, rows=rows, notes=notes)


def said_by_form(form: Form, filled: Filled) -> dict[Place, int]:
    """The verdicts that are not 0, by rule, table and row; those that are no number are told as -1."""
    sheets: dict[str, list[list[str]]] = {}
    found: dict[Place, int] = {}
    for one in form.compiled:
        for verdict in one.verdicts:
            cells = verdict.cells
            column = position(f"{cells.letter}1")[1] - 1
            if cells.sheet not in sheets:
                sheets[cells.sheet] = filled.values(cells.sheet)
            for row in range(cells.first, cells.last + 1):
                value = sheets[cells.sheet][row - 1][column]
                answer = int(value) if value in ("0", "1", "2") else -1
                if answer:
                    found[one.rule.code, verdict.table, row] = answer
    return found


def said_by_checker(form: Form, filled: Sequence[Workbook]) -> list[set[Place]]:
    """What the checker finds, by rule, table and row; a finding about a whole column is one of every row of it."""
    brief = form.brief
    one_by_one = structs.replace(brief.rules, rules=tuple(structs.replace(one, once=()) for one in brief.rules.rules))
    settings = Settings(one_by_one, Library(), form.against or brief.against, AS_OF)
    taken = [take_in(form.path.with_name(f"{at}.xlsx"), one, settings) for at, one in enumerate(filled)]
    told = answer([one for one in taken if isinstance(one, TakenIn)], settings.rules)
    assert len(told) == len(filled)
    return [_places(outcome, workbook, form.spec) for outcome, workbook in zip(told, filled, strict=True)]


def _places(outcome: Outcome, workbook: Workbook, spec: FormSpec) -> set[Place]:
    layout = find_tables(workbook, spec)
    tables = {table.sheet.name: (name, table) for name, table in layout.tables.items()}
    found: set[Place] = set()
    for finding in outcome.answers.findings:
        if finding.rule in ("CT01", "NV01"):
            continue  # told of the header; see missing_in
        sheet, cell = finding.place.sheet, finding.place.cell
        if sheet is None or cell is None:
            continue
        name, table = tables[sheet]
        row = position(cell)[0]
        if table.spec.by_label:
            found.add((finding.rule, name, 2))
        elif row <= table.header_row:
            found |= {(finding.rule, name, one) for one in table.rows} if finding.rule == "BM02" else set()
        else:
            found.add((finding.rule, name, row))
    return found


def missing_in(form: Form, filled: Workbook) -> set[Place]:
    """The laid out demands that the checker misses, at the rows in which the form lays them out."""
    if not form.laid_out:
        return set()
    taken = take_in(form.path, filled, form.brief.settings)
    assert isinstance(taken, TakenIn)
    dossier = dossier_of(taken, ())
    found: set[Place] = set()
    for code, laid_out in form.laid_out.items():
        if dossier.is_top:
            continue
        table = {"CT01": "targets", "NV01": "tasks"}[code]
        rows = view(Chunk([dossier]), f"owed {table}", None, ("carried", "code", "year")).filter(~pl.col("carried"))
        missing = {(row["_doc"], row["code"], row.get("year")) for row in rows.to_dicts()}
        for at, one in enumerate(laid_out):
            if (*one.carried, one.row.get("year")) in missing:
                found.add((code, table, FIRST_ROW + at))
    return found


def differences(form: Form, bound: Path, calculated: Path, count: int) -> Iterator[tuple[dict[Place, int], list[str]]]:
    """Of each form bound in a workbook what it says, and where it disagrees with the checker.

    It disagrees where it says fine and the checker finds something, or faults what the checker accepts.
    """
    typed_in = read(bound.with_suffix(".pages.xlsx"))
    assert isinstance(typed_in, Workbook)
    filled = [Filled(bound, calculated, at, typed_in) for at in range(count)]
    compiled = {one.rule.code for one in form.compiled if one.verdicts}
    for one, found in zip(filled, said_by_checker(form, [one.workbook for one in filled]), strict=True):
        told = said_by_form(form, one)
        found |= missing_in(form, one.workbook)
        wrong = [f"{place}: the form says {answer}" for place, answer in told.items() if answer == -1]
        for place in sorted(found):
            if place[0] in compiled and place not in told:
                wrong.append(f"{place}: the checker finds it, the form says fine")
        for place, verdict in told.items():
            if verdict == FOUND and place not in found:
                wrong.append(f"{place}: the form faults what the checker accepts")
        yield told, wrong
