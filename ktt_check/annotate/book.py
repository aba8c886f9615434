"""``workbook.xml``: its sheets, ours put first or taken out, and every index by position remapped."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from ..layout import OUR_SHEET_NAME
from ..places import sheet_of
from .marks import Unsuitable
from .package import Package, Relation
from .relations import Relations
from .spans import MAIN, RELATIONSHIPS, Edits, Node, attribute_text, escape_text, parse

SHEET = "Kết quả kiểm tra"
_LAST_ID = 65534  # of a sheet, the most that Excel reads
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")


class Entry(Struct, frozen=True):
    """One sheet of the workbook; ``part`` is None where the relationship leads nowhere."""

    name: str
    sheet_id: int
    relation: str
    part: str | None
    worksheet: bool
    hidden: bool


class Book:
    """The workbook part, its relationships, and its sheets in their order."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = [r for r in Relations(package, "").of("officeDocument") if package.find(r.target)]
        if len(main) != 1:
            raise Unsuitable("Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được.")
        if not main[0].standard:
            raise Unsuitable("Tệp ở dạng Strict Open XML nên không sửa trực tiếp được.")
        self.part = package.find(main[0].target) or main[0].target
        self.relations = Relations(package, self.part)
        self.data = package.read(self.part)
        self.root = parse(self.data)
        if self.root.space != MAIN or self.root.child("sheets") is None:
            raise Unsuitable("Tệp ở dạng Strict Open XML nên không sửa trực tiếp được.")
        self.sheets = tuple(self._entry(node) for node in self._sheets().named("sheet"))

    def target(self, kind: str) -> str | None:
        """The part to which the workbook relates in this way, as ``styles``; None if there is none."""
        found: list[Relation] = self.relations.of(kind)
        return self.package.find(found[0].target) if found else None

    def result_sheet(self) -> tuple[int, Entry] | None:
        """The sheet to which our defined name points, with its position."""
        for node in self._names():
            if _is_ours(node):
                wanted = sheet_of(node.text)
                for index, entry in enumerate(self.sheets):
                    if wanted is not None and _key(entry.name) == _key(wanted):
                        return index, entry
        return None

    def take_out(self, at: int | None) -> None:
        """Write the workbook without our defined names and, where it still has it, without our sheet at ``at``."""
        edits = Edits(self.data)
        names = self._names()
        kept = [node for node in names if not _is_ours(node) and (at is None or _local(node) != at)]
        holder = self.root.child("definedNames")
        if holder is not None and names and not kept:
            edits.delete(holder)
        else:
            for node in names:
                if _is_ours(node) or (at is not None and _local(node) == at):
                    edits.delete(node)
        if at is not None:
            edits.delete(self._sheets().named("sheet")[at])
            last = len(self.sheets) - 2

            def move(index: int) -> int:
                return index - 1 if index > at else max(min(index, last), 0)

            self._move_names(edits, kept, move)
            self._move_view(edits, "activeTab", move)
            self._move_view(edits, "firstSheet", move)
            self.relations.remove(self.sheets[at].relation)
            self.relations.save()
        if edits:
            self.package.write(self.part, edits.result())

    def put_first(self, name: str, relation: str, names: Sequence[tuple[str, str]], *, opens: bool) -> None:
        """Write the workbook with our sheet before all others; ``names`` are (name, reference) local to it.

        ``opens`` makes it the sheet that is seen first; otherwise the one that was active stays so.
        """
        edits = Edits(self.data)
        holder = self._sheets()
        tag = edits.prefix(holder).decode()
        used = {entry.sheet_id for entry in self.sheets}
        sheet_id = min(max(used, default=0) + 1, _LAST_ID)
        while sheet_id in used:
            sheet_id -= 1
        first = (
            f'<{tag}sheet name="{attribute_text(name)}" sheetId="{sheet_id}" '
            f'xmlns:r="{RELATIONSHIPS}" r:id="{relation}"/>'
        )
        edits.insert(holder.inner, first.encode())
        self._add_names(edits, name, names)
        self._move_names(edits, self._names(), lambda index: index + 1)
        self._move_view(edits, "activeTab", lambda index: 0 if opens else index + 1)
        self._move_view(edits, "firstSheet", lambda index: 0)
        if self.root.child("bookViews") is None and not opens:
            edits.insert(holder.start, f'<{tag}bookViews><{tag}workbookView activeTab="1"/></{tag}bookViews>'.encode())
        self.package.write(self.part, edits.result())
        self.relations.save()

    def name_result_sheet(self, name: str, names: Sequence[tuple[str, str]]) -> None:
        """Write the workbook with our defined name for its first sheet; ``names`` are local to that."""
        edits = Edits(self.data)
        self._add_names(edits, name, names)
        self.package.write(self.part, edits.result())

    def _add_names(self, edits: Edits, sheet: str, names: Sequence[tuple[str, str]]) -> None:
        tag = edits.prefix(self.root).decode()
        own = [(OUR_SHEET_NAME, f"{quoted(sheet)}!$A$1", ' hidden="1"')]
        own += [(n, ref, ' localSheetId="0"' + ' hidden="1"' * n.endswith("FilterDatabase")) for n, ref in names]
        written = "".join(
            f'<{tag}definedName name="{attribute_text(n)}"{extra}>{escape_text(ref)}</{tag}definedName>'
            for n, ref, extra in own
        )
        existing = self.root.child("definedNames")
        if existing is not None:
            edits.append(existing, written.encode())
        else:
            after = [child for child in self.root.children if child.name in _BEFORE_NAMES][-1]
            edits.insert(after.end, f"<{tag}definedNames>{written}</{tag}definedNames>".encode())

    def _move_names(self, edits: Edits, names: Sequence[Node], move: Callable[[int], int]) -> None:
        for node in names:
            local = _local(node)
            if local is not None:
                edits.set_attribute(node, "localSheetId", str(move(local)))

    def _move_view(self, edits: Edits, attribute: str, move: Callable[[int], int]) -> None:
        """Renumber ``activeTab`` or ``firstSheet``, which stand for 0 where they are not written."""
        views = self.root.child("bookViews")
        for view in views.named("workbookView") if views is not None else ():
            index = view.attributes.get(attribute, "0")
            if index.isdigit() and move(int(index)) != int(index):
                edits.set_attribute(view, attribute, str(move(int(index))))

    def _sheets(self) -> Node:
        holder = self.root.child("sheets")
        assert holder is not None
        return holder

    def _names(self) -> list[Node]:
        holder = self.root.child("definedNames")
        return holder.named("definedName") if holder is not None else []

    def _entry(self, node: Node) -> Entry:
        relation = node.attributes.get(f"{RELATIONSHIPS} id", "")
        found = self.relations[relation]
        part = None if found is None or found.external else self.package.find(found.target)
        sheet_id = node.attributes.get("sheetId", "")
        return Entry(
            name=node.attributes.get("name", ""),
            sheet_id=int(sheet_id) if sheet_id.isdigit() else 0,
            relation=relation,
            part=part,
            worksheet=found is not None and found.kind == "worksheet",
            hidden=node.attributes.get("state", "visible") != "visible",
        )


def _is_ours(node: Node) -> bool:
    return node.attributes.get("name", "").lower() == OUR_SHEET_NAME


def _local(node: Node) -> int | None:
    index = node.attributes.get("localSheetId", "")
    return int(index) if index.isdigit() else None


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """A sheet name that no other sheet has, numbered where it must be; Excel allows 31 characters."""
    keys = {_key(name) for name in taken}
    name, number = wanted, 1
    while _key(name) in keys:
        number += 1
        ending = f" ({number})"
        name = wanted[: 31 - len(ending)] + ending
    return name


def quoted(name: str) -> str:
    """A sheet's name as a formula has it."""
    return "'" + name.replace("'", "''") + "'"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
