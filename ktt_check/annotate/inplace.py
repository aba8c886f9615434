"""Annotating by editing the package: what an earlier run left is taken out, then our marks and our sheet are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from ..wording import say
from ..workbook.calculated import is_calculated
from .book import SHEET, Book, Entry, free_name, quoted
from .boxes import Blocks, Boxes
from .cells import Cell, cell_at
from .comments import Comments, our_text
from .erase import erase
from .gather import MOST_NOTES, CellMark, areas_to_fill, cells_to_mark, to_top_left
from .marks import Mark, ResultSheet, Unsuitable
from .package import Package
from .relations import ContentTypes, Relations
from .result_sheet import local_names, write_result
from .spans import parse
from .styles import BROKEN, Styles
from .suited import make_suitable
from .worksheet import ODD_SHEET, SheetPart, Sizes, has_fills, is_selected

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def annotate_in_place(data: bytes, target: Path, marks: Sequence[Mark], result: ResultSheet) -> tuple[str, ...]:
    """Write the workbook ``data`` with our additions to ``target``; what had to be put right for it, in sentences.

    Raises Unsuitable where it cannot be edited safely.
    """
    package = Package(data)
    _refuse(package)
    told = make_suitable(package, result.language)
    erase(package)
    book, types = Book(package), ContentTypes(package)
    styles_part = book.target("styles")
    if styles_part is None:
        raise Unsuitable(BROKEN)
    styles = Styles(package.read(styles_part))
    wanted, without_note = cells_to_mark(marks)
    if without_note:
        told = (*told, say("annotate.only-filled", result.language, noted=MOST_NOTES, filled=without_note))
    _mark_sheets(package, book, types, styles, wanted)
    opens = not any(_selected(package, entry) for entry in book.sheets)
    result = replace(result, notes=(*told, *result.notes))
    _add_result(package, book, types, styles, result, opens=opens)
    types.save()
    styles.save(package, styles_part)
    package.save(target)
    return told


def _refuse(package: Package) -> None:
    """Packages that make a promise which an edit would break."""
    if any(name.replace("\\", "/").lower().startswith("xl/revisions/") for name in package.names):
        raise Unsuitable("Tệp đang dùng chung và ghi lại thay đổi nên không sửa trực tiếp được.")


def _mark_sheets(
    package: Package, book: Book, types: ContentTypes, styles: Styles, wanted: Mapping[str, Mapping[Cell, CellMark]]
) -> None:
    """Fill and comment the marked cells of all sheets, and take out the fills of an earlier run.

    A marked sheet stops being the selected one, so that ours can open: two selected sheets are a group, in which
    Excel writes what is typed into both. A selected sheet without marks keeps every byte, and stays the one that opens.
    """
    sheets = [entry for entry in book.sheets if entry.worksheet and entry.part]
    if any(entry.worksheet and not entry.part and wanted.get(entry.name) for entry in book.sheets):
        raise Unsuitable(ODD_SHEET)
    marked = [entry for entry in sheets if wanted.get(entry.name)]
    deselect = all(entry in marked for entry in book.sheets if _selected(package, entry))
    blocks = Blocks(package)
    for entry in sheets:
        part, cells = entry.part or "", wanted.get(entry.name, {})
        if not cells and is_calculated(entry.name, entry.hidden):
            continue
        data = package.read(part)
        if not cells and not has_fills(data):
            continue
        sheet = SheetPart(data)
        sheet.erase_fills()
        if cells:
            moved, ranges = to_top_left(cells, sheet.merges())
            sheet.fill(areas_to_fill(moved, ranges), styles.fills())
            _comment(package, part, sheet, moved, types, blocks)
            if deselect:
                sheet.deselect()
        if sheet.edits:
            package.write(part, sheet.edits.result())


def _comment(
    package: Package,
    part: str,
    sheet: SheetPart,
    cells: Mapping[Cell, CellMark],
    types: ContentTypes,
    blocks: Blocks,
) -> None:
    """Add our comments to a sheet, in its own comments part and drawing or in new ones."""
    relations = Relations(package, part)
    found = next((r for r in relations.of("comments") if package.find(r.target)), None)
    comments = Comments(package.read(found.target) if found is not None else None)
    threads = comments.threaded() | _conversations(package, relations)
    noted = {cell: mark for cell, mark in sorted(cells.items()) if mark.lines and cell not in threads}
    if not noted:
        return
    linked = sheet.boxes()
    drawing = relations[linked] if linked is not None else None
    if linked is not None and (drawing is None or not package.find(drawing.target)):
        raise Unsuitable(ODD_SHEET)
    boxes = Boxes(package.read(drawing.target) if drawing is not None else None)
    sizes = Sizes(sheet)
    for cell, mark in noted.items():
        text = our_text(mark.lines)
        comments.add(cell, text)
        boxes.add(cell, text, sizes)
    boxes.number(blocks)
    comments_part = found.target if found is not None else package.free_name("xl/comments{}.xml")
    comments.save(package, comments_part)
    if found is None:
        relations.add("comments", comments_part)
        types.add(comments_part, _COMMENTS)
    boxes_part = drawing.target if drawing is not None else package.free_name("xl/drawings/vmlDrawing{}.vml")
    boxes.save(package, boxes_part)
    if drawing is None:
        sheet.link_boxes(relations.add("vmlDrawing", boxes_part))
        types.add(boxes_part, _DRAWING)
    relations.save()


def _add_result(
    package: Package, book: Book, types: ContentTypes, styles: Styles, result: ResultSheet, *, opens: bool
) -> None:
    name = free_name(SHEET, (entry.name for entry in book.sheets))
    sheets = {entry.name for entry in book.sheets}

    def link(sheet: str, cell: str) -> str | None:
        return f"{quoted(sheet)}!{cell}" if sheet in sheets and cell_at(cell) is not None else None

    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.write(part, write_result(name, result, link, styles, seen=opens))
    types.add(part, _SHEET)
    book.put_first(name, book.relations.add("worksheet", part), local_names(name, result), opens=opens)


def _conversations(package: Package, relations: Relations) -> set[Cell]:
    """The cells with a threaded comment."""
    parts = (r.target for r in relations.of("threadedComment") if package.find(r.target))
    refs = (node.attributes.get("ref", "") for part in parts for node in parse(package.read(part)).children)
    return {cell for cell in map(cell_at, refs) if cell is not None}


def _selected(package: Package, entry: Entry) -> bool:
    return entry.part is not None and is_selected(package.head(entry.part))
