"""Relationships and content types: the two lists by which the parts of a package find one another."""

from __future__ import annotations

import posixpath

from .package import Package, Relation, relations_part
from .spans import RELATIONSHIPS, Edits, Node, attribute_text, parse

CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NEW = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Relationships xmlns="' + _PACKAGE_RELATIONS + '"/>'
).encode()


class Relations:
    """The relationships of one part, read once; ``save`` writes what was added or removed."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._folder = posixpath.dirname(part)
        self._part = relations_part(part)
        data = package.read(self._part) if package.find(self._part) else _NEW
        self._root = parse(data)
        self._edits = Edits(data)
        self._nodes: dict[str, Node] = {}
        self._all: dict[str, Relation] = {}
        for node in self._root.named("Relationship"):
            relation = Relation(node.attributes, self._folder, package.find)
            self._nodes[relation.id], self._all[relation.id] = node, relation

    def __getitem__(self, identity: str) -> Relation | None:
        return self._all.get(identity)

    def of(self, kind: str) -> list[Relation]:
        """The relationships to other parts whose type ends in ``kind``."""
        return [r for r in self._all.values() if r.kind == kind and not r.external]

    def all(self) -> list[Relation]:
        """The relationships to other parts of this package."""
        return [r for r in self._all.values() if not r.external]

    def add(self, kind: str, target: str) -> str:
        """Relate to another part; the new relationship's id."""
        number = 1
        while f"rId{number}" in self._all:
            number += 1
        identity = f"rId{number}"
        relative = posixpath.relpath(target, self._folder or ".")
        attributes = {"Id": identity, "Type": f"{RELATIONSHIPS}/{kind}", "Target": relative}
        self._all[identity] = Relation(attributes, self._folder, self._package.find)
        written = "".join(f' {name}="{attribute_text(value)}"' for name, value in attributes.items())
        self._edits.append(self._root, b"<" + self._edits.prefix(self._root) + f"Relationship{written}/>".encode())
        return identity

    def remove(self, identity: str) -> None:
        """Drop a relationship that was read from the file."""
        self._edits.delete(self._nodes.pop(identity))
        del self._all[identity]

    def drop(self) -> None:
        """Leave the whole list out, as its part is."""
        self._package.remove(self._part)

    def save(self) -> None:
        """Write the list; one that has become empty is left out of the package."""
        if not self._edits:
            return
        if self._all:
            self._package.write(self._part, self._edits.result())
        else:
            self._package.remove(self._part)


class ContentTypes:
    """``[Content_Types].xml``: what kind each part is of."""

    def __init__(self, package: Package) -> None:
        self._package = package
        data = package.read(CONTENT_TYPES)
        self._root = parse(data)
        self._edits = Edits(data)
        self._defaults = {
            node.attributes.get("Extension", "").lower(): node.attributes.get("ContentType", "")
            for node in self._root.named("Default")
        }

    def add(self, part: str, kind: str) -> None:
        """Declare a new part; VML is declared once, by its extension, as Excel does."""
        extension = part.rpartition(".")[2].lower()
        if self._defaults.get(extension) == kind:
            return
        if extension == "vml" and extension not in self._defaults:
            self._defaults[extension] = kind
            self._edits.insert(self._root.inner, self._tag(f'Default Extension="vml" ContentType="{kind}"'))
        else:
            name = attribute_text(part)
            self._edits.append(self._root, self._tag(f'Override PartName="/{name}" ContentType="{kind}"'))

    def remove(self, part: str) -> None:
        """Drop the declaration of a part that is left out."""
        for node in self._root.named("Override"):
            if node.attributes.get("PartName", "").lower() == f"/{part}".lower():
                self._edits.delete(node)

    def save(self) -> None:
        """Write the list if it was changed."""
        if self._edits:
            self._package.write(CONTENT_TYPES, self._edits.result())

    def _tag(self, content: str) -> bytes:
        return b"<" + self._edits.prefix(self._root) + f"{content}/>".encode()
