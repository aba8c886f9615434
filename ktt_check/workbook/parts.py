"""What leads to the cells: content types, relationships, and the workbook part with its sheets and names."""

from __future__ import annotations

from . import limits, recognise
from .markup import MAIN, RELATIONSHIPS, TYPES, small_part, true, walk
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .markup import Attributes
    from .package import Package

_CONTENT_TYPES = "[Content_Types].xml"


class Book:
    """The workbook part as written: where its sheets, strings and styles are, and what it says of the whole."""

    __slots__ = ("date1904", "macro", "names", "sheets", "strings", "styles")

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []  # name, hidden, part; worksheets only
        self.names: dict[str, str] = {}
        self.strings: str | None = None
        self.styles: str | None = None
        self.macro = False
        self.date1904 = False


def open_book(package: Package) -> Book:
    """Finds and reads the workbook part; raises ``Refusal`` where the package holds another kind of document."""
    main = next((target for kind, target in relationships(package, "").values() if kind == "officeDocument"), None)
    types = _content_types(package, _CONTENT_TYPES) if package.has(_CONTENT_TYPES) else {}
    if main is None:
        main = next((part for part, kind in types.items() if kind.endswith("main+xml") and "sheet" in kind), None)
    if main is None or not package.has(main):
        mimetype = package.read("mimetype") if package.has("mimetype") else b""
        raise recognise.other_archive(mimetype)
    main_type = types.get(main.lower(), "")
    other = recognise.other_document(main_type, main)
    if other is not None:
        raise other
    book = _book(package, main)
    book.macro = book.macro or "macroenabled" in main_type
    return book


def relationships(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The part's inner relationships: id to kind (the last word of its type) and target; ``""`` is the package."""
    folder, _, name = part.rpartition("/")
    home = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if not package.has(home):
        return {}
    return {key: (kind, resolved(package.has, folder, target)) for key, kind, target in _inner(package, home)}


@small_part
def _inner(chunks: Iterator[bytes]) -> list[tuple[str, str, str]]:
    """Id, kind and target as written of each relationship that stays within the package."""
    found: list[tuple[str, str, str]] = []

    def start(local: str, attributes: Attributes) -> None:
        if local == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append((attributes.get("Id", ""), kind, attributes.get("Target", "")))

    walk(chunks, "Relationships", RELATIONSHIPS, start)
    return found


def resolved(has: Callable[[str], object], folder: str, target: str) -> str:
    """The part that a target means: relative to its source's folder, or from the root where it begins with "/"."""
    if "%" in target:
        from urllib.parse import unquote

        target = unquote(target)
    target = target.replace("\\", "/").partition("#")[0]
    steps = folder.split("/") if folder and not target.startswith("/") else []
    for step in target.split("/"):
        if step == "..":
            if not steps:
                raise Refusal("part-names")
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    part = "/".join(steps)
    # Some writers give a target from the root without its slash.
    return target if not has(part) and has(target) else part


@small_part
def _content_types(chunks: Iterator[bytes]) -> dict[str, str]:
    """Part (without the leading slash) to content type, in lower case; only the parts named one by one."""
    types: dict[str, str] = {}

    def start(local: str, attributes: Attributes) -> None:
        if local == "Override":
            types[attributes.get("PartName", "").lstrip("/").lower()] = attributes.get("ContentType", "").lower()

    walk(chunks, "Types", TYPES, start)
    return types


@small_part
def _workbook(chunks: Iterator[bytes]) -> tuple[list[tuple[str, bool, str]], dict[str, str], bool]:
    """Name, hidden and relationship of each sheet; the workbook's own defined names; whether days are 1904's."""
    sheets: list[tuple[str, bool, str]] = []
    names: dict[str, str] = {}
    date1904 = False
    name: str | None = None

    def start(local: str, attributes: Attributes) -> None:
        nonlocal name, date1904
        name = None
        if local == "workbookPr":
            date1904 = true(attributes.get("date1904"))
        elif local == "sheet":
            hidden = attributes.get("state", "visible") in ("hidden", "veryHidden")
            sheets.append((attributes.get("name", ""), hidden, _relationship_id(attributes)))
            if len(sheets) > limits.SHEETS:
                raise Refusal("sheets", detail=str(limits.SHEETS))
        elif local == "definedName" and "localSheetId" not in attributes:
            name = attributes.get("name", "")

    def end(local: str, text: str) -> None:
        if local == "definedName" and name is not None:
            names[name] = text
            if len(names) > limits.NAMES:
                raise Refusal("counts", detail="names")

    walk(chunks, "workbook", MAIN, start, end)
    return sheets, names, date1904


def _book(package: Package, main: str) -> Book:
    book = Book()
    related = relationships(package, main)
    sheets, names, book.date1904 = _workbook(package, main)
    book.names = names.copy()
    taken: set[str] = set()
    for title, hidden, key in sheets:
        if key not in related:
            raise Refusal("references", sheet=title, detail="part")
        kind, part = related[key]
        if kind == "worksheet":
            if part.lower() in taken:
                raise Refusal("part-names")
            taken.add(part.lower())
            book.sheets.append((title, hidden, part))
    for kind, part in related.values():
        if kind == "sharedStrings":
            book.strings = part
        elif kind == "styles":
            book.styles = part
        elif kind == "vbaProject":
            book.macro = True
    return book


def _relationship_id(attributes: Attributes) -> str:
    """``r:id``, whose namespace differs between the transitional and the strict form."""
    return next((value for name, value in attributes.items() if name.endswith("/relationships\nid")), "")
