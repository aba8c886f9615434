"""The submitter's ``styles.xml`` with our fonts, fills, borders, cell formats and differential formats added to it."""

from __future__ import annotations

import re

from ..findings import Severity
from .looks import Look
from .marks import Unsuitable
from .package import Package
from .spans import MAIN, Edits, Node, parse

BROKEN = "Bảng định dạng (styles) của tệp thiếu hoặc bị lỗi nên không sửa trực tiếp được."
COLOURS: dict[Severity, str] = {"error": "F4B183", "warning": "FFE699", "info": "D9E8F6"}  # of marked cells
_LISTS = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_BEFORE_DXFS = {"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"}
_APPLIED = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
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

    def format_of(self, look: Look) -> int:
        """The index of the cell format that looks so."""
        font, fill, border = (
            self.add(name, entry)
            for name, entry in (("fonts", look.font), ("fills", look.fill), ("borders", look.border))
        )
        shape = f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" {_APPLIED}>'
        return self.add("cellXfs", b"".join((shape.encode(), look.alignment, b"</xf>")))

    def save(self, package: Package, part: str) -> None:
        """Write the part if something was added."""
        if not any(self._added.values()):
            return
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
        package.write(part, self._edits.result())
