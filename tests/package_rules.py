"""What Excel asks of a workbook before it opens it without offering a repair, as far as ECMA-376 says it in rules.

No validator for the schemas is at hand where the tests run; these are the rules that an edit of a package can break.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML = "{urn:schemas-microsoft-com:vml}"
_VML_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# The order of elements: CT_Worksheet 18.3.1.99, CT_Workbook 18.2.27, CT_Stylesheet 18.8.39 of ECMA-376 part 1.
_ORDERS = {
    "worksheet": """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
        protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
        conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
        colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
        picture oleObjects controls webPublishItems tableParts extLst""",
    "workbook": """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
        externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
        webPublishing fileRecoveryPr webPublishObjects extLst""",
    "styleSheet": """numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst""",
    "comments": "authors commentList extLst",
}
_MAY_REPEAT = {"conditionalFormatting"}


def faults(path: Path) -> list[str]:
    """Everything that is wrong with the package; empty for one that opens without a question."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        parts = {name.replace("\\", "/"): package.read(name) for name in names}
        found = [f"damaged: {package.testzip()}"] if package.testzip() else []
    found += [f"part twice: {name}" for name, times in Counter(n.lower() for n in parts).items() if times > 1]
    roots = {name: _root(data) for name, data in parts.items() if name.endswith((".xml", ".rels", ".vml"))}
    for check in (_types, _relations, _ids, _orders, _book, _styles, _sheets, _drawings):
        found += check(parts, roots)
    return found


def _root(data: bytes) -> Element:
    return ElementTree.fromstring(data)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _types(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    types = roots["[Content_Types].xml"]
    defaults = [one.get("Extension", "").lower() for one in types.iter(f"{_TYPES}Default")]
    overrides = [one.get("PartName", "").lower() for one in types.iter(f"{_TYPES}Override")]
    for kind, listed in (("Default", defaults), ("Override", overrides)):
        yield from (f"{kind} twice: {name}" for name, times in Counter(listed).items() if times > 1)
    known = {f"/{name.lower()}" for name in parts}
    yield from (f"type of a part that is not there: {name}" for name in overrides if name not in known)
    for name in parts:
        typed = f"/{name.lower()}" in overrides or name.rpartition(".")[2].lower() in defaults
        if not typed and name != "[Content_Types].xml":
            yield f"part without a type: {name}"


def _targets(parts: dict[str, bytes], roots: dict[str, Element], part: str) -> dict[str, tuple[str, str]]:
    """The part's relationships: id to kind and target; an external target is empty."""
    folder, name = posixpath.split(part)
    home = roots.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for one in home if home is not None else ():
        target = unquote(one.get("Target", "")).replace("\\", "/")
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        outside = one.get("TargetMode") == "External"
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], "" if outside else target)
    return found


def _relations(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    known = {name.lower() for name in parts}
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        ids = [one.get("Id", "") for one in root]
        yield from (f"{name}: id twice: {key}" for key, times in Counter(ids).items() if times > 1)
        folder, own = posixpath.split(name)
        source = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
        if source and source.lower() not in known:
            yield f"relationships of a part that is not there: {name}"
        for key, (_, target) in _targets(parts, roots, source).items():
            if target and target.lower() not in known:
                yield f"{name}: {key} leads to {target}, which is not there"


def _ids(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    """Every ``r:id`` stands in the part's own relationships."""
    for name, root in roots.items():
        targets = _targets(parts, roots, name)
        for element in root.iter():
            for key, value in element.attrib.items():
                if key.startswith(_OFFICE) and value not in targets:
                    yield f"{name}: {_local(element)} names {value}, which is no relationship"


def _orders(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    for name, root in roots.items():
        order = _ORDERS.get(_local(root), "").split()
        children = [_local(child) for child in root if not child.tag.startswith(_MC)]
        places = [order.index(child) for child in children if child in order]
        if order and places != sorted(places):
            yield f"{name}: elements out of order: {children}"
        for child, times in Counter(children).items():
            if child in order and times > 1 and child not in _MAY_REPEAT:
                yield f"{name}: {child} twice"


def _main(parts: dict[str, bytes], roots: dict[str, Element]) -> str:
    return next(target for kind, target in _targets(parts, roots, "").values() if kind == "officeDocument")


def _book(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    root = roots[_main(parts, roots)]
    sheets = [one for one in root.iter() if _local(one) == "sheet"]
    for attribute in ("name", "sheetId", f"{_OFFICE}id"):
        values = [one.get(attribute, "").casefold() for one in sheets]
        yield from (f"sheet {attribute} twice: {value}" for value, times in Counter(values).items() if times > 1)
    yield from (f"name too long: {one.get('name')}" for one in sheets if len(one.get("name", "")) > 31)
    names = [one for one in root.iter() if _local(one) == "definedName"]
    keys = [(one.get("name", "").casefold(), one.get("localSheetId")) for one in names]
    yield from (f"defined name twice: {key}" for key, times in Counter(keys).items() if times > 1)
    places = [one.get("localSheetId") for one in names]
    for view in (one for one in root.iter() if _local(one) == "workbookView"):
        places += [view.get("activeTab"), view.get("firstSheet")]
    yield from (f"no sheet has the place {at}" for at in places if at is not None and int(at) >= len(sheets))


def _styles(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    for name, root in roots.items():
        if _local(root) != "styleSheet":
            continue
        lists = {_local(child): child for child in root}
        for key, holder in lists.items():
            count = holder.get("count")
            if count is not None and int(count) != len(holder):
                yield f"{name}: {key} says {count} and has {len(holder)}"
        for xf in (one for key in ("cellXfs", "cellStyleXfs") for one in lists.get(key, ())):
            for attribute, key in (
                ("fontId", "fonts"),
                ("fillId", "fills"),
                ("borderId", "borders"),
                ("xfId", "cellStyleXfs"),
            ):
                if int(xf.get(attribute, "0")) >= len(lists.get(key, [0])):
                    yield f"{name}: {attribute} {xf.get(attribute)} is not there"


def _length(roots: dict[str, Element], kind: str, holder: str | None) -> int:
    for root in roots.values():
        if _local(root) == kind:
            found = [child for child in root if holder is None or _local(child) == holder]
            return len(found) if holder is None else sum(len(child) for child in found)
    return 1 if holder == "cellXfs" else 0


def _sheets(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    formats, differential = _length(roots, "styleSheet", "cellXfs"), _length(roots, "styleSheet", "dxfs")
    shared = _length(roots, "sst", None)
    selected = 0
    for name, root in roots.items():
        if _local(root) != "worksheet":
            continue
        last = (0, 0)
        for element in root.iter():
            local = _local(element)
            if local == "c":
                place = _place(element.get("r", ""))
                if place <= last:
                    yield f"{name}: {element.get('r')} is out of order"
                last = place
                if int(element.get("s", "0")) >= formats:
                    yield f"{name}: {element.get('r')} has the style {element.get('s')}, which is not there"
                if element.get("t") == "s" and int(_text(element, "v")) >= shared:
                    yield f"{name}: {element.get('r')} has a string that is not there"
            elif local == "cfRule":
                if element.get("dxfId") is not None and int(element.get("dxfId", "")) >= differential:
                    yield f"{name}: a rule has the format {element.get('dxfId')}, which is not there"
                if int(element.get("priority", "0")) < 1:
                    yield f"{name}: a rule without rank"
            elif local == "conditionalFormatting" and not (element.get("sqref") or "").strip():
                yield f"{name}: a conditional format of no cells"
            elif local == "sheetView":
                selected += element.get("tabSelected") in ("1", "true")
    if selected > 1:
        yield f"{selected} sheets are selected"


def _place(address: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]+)", address)
    assert found, address
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _text(element: Element, name: str) -> str:
    return next((child.text or "" for child in element if _local(child) == name), "")


def _drawings(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    blocks: list[str] = []
    for name, root in roots.items():
        if name.endswith(".vml"):
            ids = [shape.get("id", "") for shape in root.iter(f"{_VML}shape")]
            yield from (f"{name}: shape twice: {key}" for key, times in Counter(ids).items() if times > 1)
            for idmap in root.iter(f"{_VML_OFFICE}idmap"):
                blocks += re.findall(r"\d+", idmap.get("data", ""))
        elif _local(root) == "worksheet":
            yield from _notes(parts, roots, name)
    yield from (f"block of shapes twice: {block}" for block, times in Counter(blocks).items() if times > 1)


def _notes(parts: dict[str, bytes], roots: dict[str, Element], sheet: str) -> Iterator[str]:
    targets = _targets(parts, roots, sheet)
    comments = [roots[target] for kind, target in targets.values() if kind == "comments"]
    authors = [len([one for one in root.iter() if _local(one) == "author"]) for root in comments]
    listed = [one for root in comments for one in root.iter() if _local(one) == "comment"]
    cells = [one.get("ref", "") for one in listed]
    yield from (f"{sheet}: two comments in {cell}" for cell, times in Counter(cells).items() if times > 1)
    yield from (f"{sheet}: a comment of nobody" for one in listed if int(one.get("authorId", "0")) >= sum(authors))
    linked = [targets.get(one.get(f"{_OFFICE}id", "")) for one in roots[sheet] if _local(one) == "legacyDrawing"]
    boxes = set(_boxes(roots[target] for _, target in filter(None, linked)))
    yield from (f"{sheet}: the comment in {cell} has no box" for cell in cells if _place(cell) not in boxes)


def _boxes(drawings: Iterable[Element]) -> Iterator[tuple[int, int]]:
    for root in drawings:
        for data in root.iter(f"{_EXCEL}ClientData"):
            if data.get("ObjectType") == "Note":
                yield int(_text(data, "Row")) + 1, int(_text(data, "Column")) + 1
