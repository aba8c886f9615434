"""Taking out what an earlier run left, also after others saved it; its fills go when the sheets are marked."""

from __future__ import annotations

from ..layout import OUR_SHEET_NAME
from .book import Book, Entry
from .boxes import Boxes
from .comments import Comments
from .package import Package, relations_part
from .relations import ContentTypes, Relations
from .remarks import is_result_sheet
from .spans import parse
from .worksheet import SheetPart

_OUR_WORD = b"ktt-check"
_OWNED = frozenset({"printerSettings", "comments", "vmlDrawing", "threadedComment", "drawing"})


def erase(package: Package) -> None:
    """Take out our sheet, its defined names and our comments; nothing where there was none."""
    book, types = Book(package), ContentTypes(package)
    found = None
    if OUR_SHEET_NAME.encode() in book.data.lower():
        found = _our_sheet(package, book)
        book.take_out(found[0] if found is not None else None)
    if found is not None:
        _drop_sheet(package, book, types, found[1])
    for entry in book.sheets:
        if entry.worksheet and entry.part and (found is None or entry is not found[1]):
            _take_comments_out(package, types, entry.part)
    types.save()


def _our_sheet(package: Package, book: Book) -> tuple[int, Entry] | None:
    found = book.result_sheet()
    return found if found is not None and found[1].part and is_result_sheet(package, found[1].part) else None


def _drop_sheet(package: Package, book: Book, types: ContentTypes, entry: Entry) -> None:
    """Leave out a sheet with what belongs to it alone."""
    part = entry.part or ""
    relations = Relations(package, part)
    for relation in relations.all():
        if relation.kind in _OWNED:
            types.remove(relation.target)
            package.remove(relation.target)
            package.remove(relations_part(relation.target))
    relations.drop()
    types.remove(part)
    package.remove(part)
    chain = book.target("calcChain")
    if chain is None or f'i="{entry.sheet_id}"'.encode() not in package.read(chain):
        return
    if any(cell.attributes.get("i") == str(entry.sheet_id) for cell in parse(package.read(chain)).children):
        # Someone calculated on our sheet. Excel rebuilds a chain that is missing, one that leads nowhere is damage.
        types.remove(chain)
        package.remove(chain)
        again = Relations(package, book.part)
        again.remove(again.of("calcChain")[0].id)
        again.save()


def _take_comments_out(package: Package, types: ContentTypes, part: str) -> None:
    relations = Relations(package, part)
    found = next((r for r in relations.of("comments") if package.find(r.target)), None)
    if found is None or _OUR_WORD not in package.read(found.target):
        return
    comments = Comments(package.read(found.target))
    gone = comments.erase()
    sheet = SheetPart(package.read(part))
    drawing = relations[sheet.boxes() or ""]
    if drawing is not None and package.find(drawing.target):
        boxes = Boxes(package.read(drawing.target))
        boxes.erase(gone)
        if not len(boxes) and not len(comments):
            sheet.unlink_boxes()
            relations.remove(drawing.id)
            types.remove(drawing.target)
            package.remove(drawing.target)
            package.write(part, sheet.edits.result())
        else:
            boxes.save(package, drawing.target)
    if not len(comments):
        relations.remove(found.id)
        types.remove(found.target)
        package.remove(found.target)
    else:
        comments.save(package, found.target)
    relations.save()
