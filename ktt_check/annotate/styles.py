"""The submitter's ``styles.xml`` with our fonts, fills, borders, cell formats and differential formats added to it."""

from __future__ import annotations

import re

from ..findings import Severity
from .marks import Unsuitable
from .spans import MAIN, Edits, Node, parse

BROKEN = "Bảng định dạng (styles) của tệp thiếu hoặc bị lỗi nên không sửa trực tiếp được."
COLOURS: dict[Severity, str] = {"error": "F4B183", "warning": "FFE699", "info": "D9E8F6"}  # of marked cells
_LISTS = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_BEFORE_DXFS = {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"}
_TAG = re.compile(rb"<(/?)(?=[A-Za-z])")


class Styles:
    """Lists to which entries are added; an entry that is there already is used again, so that runs do not pile up."""

    def __init__(self, data: bytes) -> None:
        self._edits = Edits(data)
        self._root = parse(data)
        if self._root.space != MAIN:
            raise Unsuitable(BROKEN)
        self._prefix = self._edits.prefix(self._root)
        self._holders: dict[str, Node] = {}
        self._known: dict[str, dict[bytes, int]] = {}
        self._added: dict[str, list[bytes]] = {name: [] for name in _LISTS}
        for name, entry in _LISTS.items():
            holder = self._root.child(name)
            if holder is None and name == "dxfs":
                self._known[name] = {}
                continue
            if holder is None or any(child.name != entry for child in holder.children):
                raise Unsuitable(BROKEN)
            if not holder.children and name != "dxfs":
                raise Unsuitable(BROKEN)
            self._holders[name] = holder
            known: dict[bytes, int] = {}
            for index, child in enumerate(holder.children):
                known.setdefault(data[child.start : child.end], index)
            self._known[name] = known

    def add(self, name: str, entry: bytes) -> int:
        """The index of an entry of one list, written without namespace prefix."""
        entry = _TAG.sub(rb"<\1" + self._prefix, entry) if self._prefix else entry
        known = self._known[name]
        if entry not in known:
            holder = self._holders.get(name)
            before = len(holder.children) if holder is not None else 0
            known[entry] = before + len(self._added[name])
            self._added[name].append(entry)
        return known[entry]

    def fills(self) -> dict[Severity, int]:
        """Our differential formats by severity."""
        return {
            severity: self.add(
                "dxfs",
                f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor rgb="FF{colour}"/>'
                "</patternFill></fill></dxf>".encode(),
            )
            for severity, colour in COLOURS.items()
        }

    def take_in(self, theirs: bytes) -> list[int]:
        """Add all cell formats of another workbook's styles; their indices here, in the order of theirs."""
        root = parse(theirs)
        lists = {name: root.child(name) for name in _LISTS}

        def entries(name: str) -> list[bytes]:
            holder = lists[name]
            return [] if holder is None else [theirs[child.start : child.end] for child in holder.children]

        fonts = [self.add("fonts", entry) for entry in entries("fonts")]
        fills = [self.add("fills", entry) for entry in entries("fills")]
        borders = [self.add("borders", entry) for entry in entries("borders")]
        formats = []
        holder = lists["cellXfs"]
        for node in holder.children if holder is not None else ():
            given = node.attributes
            inside = b"".join(theirs[child.start : child.end] for child in node.children)
            head = (
                f'<xf numFmtId="{given["numFmtId"]}" fontId="{fonts[int(given["fontId"])]}" '
                f'fillId="{fills[int(given["fillId"])]}" borderId="{borders[int(given["borderId"])]}" xfId="0" '
                'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
            ).encode()
            formats.append(self.add("cellXfs", head + (b">" + inside + b"</xf>" if inside else b"/>")))
        return formats

    def result(self) -> bytes | None:
        """The part as it is now; None when nothing was added."""
        if not any(self._added.values()):
            return None
        for name, added in self._added.items():
            if not added:
                continue
            holder = self._holders.get(name)
            if holder is not None:
                self._edits.append(holder, b"".join(added))
                if "count" in holder.attributes:
                    self._edits.set_attribute(holder, "count", str(len(holder.children) + len(added)))
                continue
            earlier = [child.end for child in self._root.children if child.name in _BEFORE_DXFS]
            tag = (self._prefix + b"dxfs").decode()
            opened, closed = f'<{tag} count="{len(added)}">'.encode(), f"</{tag}>".encode()
            self._edits.insert(earlier[-1], b"".join([opened, *added, closed]))
        return self._edits.result()
