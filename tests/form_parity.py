"""Fills generated forms, lets LibreOffice recalculate them, and sets each row's verdict beside the checker's own."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree
from msgspec.structs import replace
from python_calamine import CalamineWorkbook

from ktt_check.chunk import Chunk
from ktt_check.forms import PLAN
from ktt_check.journey import Settings, TakenIn, answer, dossier_of, take_in
from ktt_check.layout import find_tables
from ktt_check.library import Library
from ktt_check.markdown import Formula, MarkdownWorkbook, Shown, typed
from ktt_check.places import position
from ktt_check.template.brief import Brief
from ktt_check.template.compiled import FOUND, Compiled
from ktt_check.template.context import FIRST_ROW
from ktt_check.template.grid import letters
from ktt_check.template.owed import owed_targets, owed_tasks
from ktt_check.template.pages import columns_of_page
from ktt_check.template.plan import plan_context
from ktt_check.values.text import fold
from ktt_check.views import view
from ktt_check.workbook import read

AS_OF = date(2026, 11, 21)
TABLES = ("references", "targets", "tasks")
Place = tuple[str, str, int]  # rule, table, sheet row


@dataclass(frozen=True)
class FilledForm:
    """A form with somebody's plan typed into it, and what its rules were compiled to."""

    path: Path
    brief: Brief
    compiled: Sequence[Compiled]
    rows: Mapping[str, int]


def fill(template: Path, plan: MarkdownWorkbook, target: Path) -> None:
    """Type a plan into a form: each cell where it belongs, over what stands there; the other parts stay as they are."""
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
    type_in(template, typed_in, target)


_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FORMATS = {"0%": 9, "d-mmm": 16, "mm/yyyy": 17, "dd/mm/yyyy": 14}


def type_in(template: Path, cells: Mapping[str, Mapping[str, Any]], target: Path) -> None:
    """Put values (of ``markdown.typed``) into cells by sheet and address, as if they had been typed or pasted."""
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        book = etree.fromstring(old.read("xl/workbook.xml"))
        names = [sheet.get("name") for sheet in book.iter(f"{_NS}sheet")]
        parts = {f"xl/worksheets/sheet{at}.xml": name for at, name in enumerate(names, 1)}
        styles = etree.fromstring(old.read("xl/styles.xml"))
        formats = styles.find(f"{_NS}cellXfs")
        assert formats is not None
        first = len(formats)
        for code in _FORMATS.values():
            etree.SubElement(formats, f"{_NS}xf", numFmtId=str(code), fontId="0", fillId="0", borderId="0", xfId="0",
                             applyNumberFormat="1")  # fmt: skip
        formats.set("count", str(len(formats)))
        style_of = {code: str(first + at) for at, code in enumerate(_FORMATS)}
        for item in old.infolist():
            wanted = cells.get(parts.get(item.filename) or "")
            if item.filename == "xl/styles.xml":
                new.writestr(item.filename, etree.tostring(styles))
            elif wanted:
                new.writestr(item.filename, _with_cells(old.read(item.filename), wanted, style_of))
            else:
                new.writestr(item.filename, old.read(item.filename))


def _with_cells(part: bytes, wanted: Mapping[str, Any], style_of: Mapping[str, str]) -> bytes:
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
                etree.SubElement(cell, f"{_NS}f").text = text.removeprefix("=")
                if error:
                    etree.SubElement(cell, f"{_NS}v").text = error
            case bool():
                cell.set("t", "b")
                etree.SubElement(cell, f"{_NS}v").text = str(int(value))
            case _:
                etree.SubElement(cell, f"{_NS}v").text = repr(value)
    return bytes(etree.tostring(tree))


def recalculated(files: Iterable[Path], out: Path) -> None:
    """Let LibreOffice calculate every formula of the files, which it saves into ``out``."""
    program = shutil.which("soffice")
    assert program is not None
    out.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=1800)


def said_by_form(form: FilledForm, calculated: Path) -> dict[Place, int]:
    """The verdicts that are not 0, by rule, table and row; those that are no number are told as -1."""
    book = CalamineWorkbook.from_path(str(calculated))
    sheets: dict[str, list[list[Any]]] = {}
    found: dict[Place, int] = {}
    for one in form.compiled:
        for verdict in one.verdicts:
            cells = verdict.cells
            if cells.sheet not in sheets:
                sheets[cells.sheet] = book.get_sheet_by_name(cells.sheet).to_python(skip_empty_area=False)
            rows = sheets[cells.sheet]
            column = position(f"{cells.letter}1")[1] - 1
            for row in range(cells.first, cells.last + 1):
                value = rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else ""
                answer = int(value) if isinstance(value, float | int) else -1
                if answer:
                    found[one.rule.code, verdict.table, row] = answer
    return found


def said_by_checker(path: Path, brief: Brief) -> set[Place]:
    """What the checker finds, by rule, table and row; a finding about a whole column is one of every row of it."""
    workbook = read(path)
    one_by_one = replace(brief.rules, rules=tuple(replace(rule, once=()) for rule in brief.rules.rules))
    settings = Settings(one_by_one, Library(), brief.against, AS_OF)
    taken = take_in(path, workbook, settings)
    assert isinstance(taken, TakenIn)
    (outcome,) = answer([taken], settings.rules)
    layout = find_tables(workbook, PLAN)
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


def missing_in(form: FilledForm, calculated: Path) -> set[Place]:
    """The laid out demands that the checker misses, at the rows in which the form lays them out."""
    taken = take_in(calculated, read(calculated), form.brief.settings)
    assert isinstance(taken, TakenIn)
    dossier = dossier_of(taken, ())
    context = plan_context(form.brief, dict(form.rows))
    found: set[Place] = set()
    for code, table, laid_out in (
        ("CT01", "targets", owed_targets(context)), ("NV01", "tasks", owed_tasks(context))
    ):  # fmt: skip
        if dossier.is_top:
            continue
        rows = view(Chunk([dossier]), f"owed {table}", None, ()).filter(~pl.col("carried"))
        missing = {(row["_doc"], row["code"], row.get("year")) for row in rows.to_dicts()}
        for at, one in enumerate(laid_out):
            if (*one.carried, one.row.get("year")) in missing:
                found.add((code, table, FIRST_ROW + at))
    return found


def differences(form: FilledForm, calculated: Path) -> list[str]:
    """Rows in which the form says fine where the checker finds, or faults what the checker accepts."""
    told = said_by_form(form, calculated)
    found = said_by_checker(calculated, form.brief) | missing_in(form, calculated)
    compiled = {one.rule.code for one in form.compiled if one.verdicts}
    wrong = [f"{place}: the form says {answer}" for place, answer in told.items() if answer == -1]
    for place in sorted(found):
        if place[0] in compiled and place not in told:
            wrong.append(f"{place}: the checker finds it, the form says fine")
    for place, verdict in told.items():
        if verdict == FOUND and place not in found:
            wrong.append(f"{place}: the form faults what the checker accepts")
    return wrong
