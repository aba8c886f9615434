"""The zip package of a workbook: parts read one at a time, untouched members copied as they are, without inflating."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from isal import isal_zlib

from ..whole_files import written_whole
from ..workbook import Refusal
from ..workbook.package import Package as Guarded
from ..workbook.parts import resolved
from .marks import TOO_LARGE, Unsuitable

_ODD = "Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được."
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8, _STREAMED = 0x800, 0x8
_LIMIT = 0xFFFFFFFF
_KEPT = 256 << 10  # bytes of a part that stays inflated
_LEVEL = 2  # of compression, by isal: a tenth larger than zlib makes it, in a quarter of its time
_STAMP = (0, 0x21)  # 1 January 1980, as Office writes it: equal input gives equal output


class Package:
    """One workbook file open for editing; changes stay in memory until ``save`` writes another file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._changed: dict[str, bytes] = {}
        self._inflated: dict[str, bytes] = {}  # small parts, which are read more than once
        try:
            self._source = Guarded(data)
        except Refusal as refusal:
            raise Unsuitable(_ODD) from refusal
        self._members = {member.name: member for member in self._source.members}
        self._names = {_key(name): name for name in self._members}

    @property
    def names(self) -> list[str]:
        """Names of all parts as they are written in the zip directory, new ones last."""
        return list(self._names.values())

    def find(self, part: str) -> str | None:
        """The member that holds a part; part names are compared without case (ECMA-376 part 2, §7.2.3.5)."""
        return self._names.get(_key(part))

    def head(self, part: str, length: int = 65_536) -> bytes:
        """The first bytes of a part, without inflating the rest."""
        name = self.find(part)
        if name is None or name in self._changed or self._members[name].inflated <= _KEPT:
            return self.read(part)[:length]
        return self._bytes(name, length)

    def read(self, part: str) -> bytes:
        """The part's bytes, edits included; raises Unsuitable for a part that is missing or damaged."""
        name = self.find(part)
        if name is None:
            raise Unsuitable(_ODD)
        if name in self._changed:
            return self._changed[name]
        if name in self._inflated:
            return self._inflated[name]
        data = self._bytes(name)
        if len(data) <= _KEPT:
            self._inflated[name] = data
        return data

    def _bytes(self, name: str, length: int = _LIMIT) -> bytes:
        """At least the first ``length`` bytes, as far as there are so many."""
        chunks, size = [], 0
        try:
            for chunk in self._source.inflate(_key(name)):
                chunks.append(chunk)
                size += len(chunk)
                if size >= length:
                    break
        except Refusal as refusal:
            raise Unsuitable(TOO_LARGE if refusal.reason == "bomb" else _ODD) from refusal
        return b"".join(chunks)

    def write(self, part: str, data: bytes) -> None:
        """Set the bytes of a part, new or old."""
        name = self._names.setdefault(_key(part), part)
        self._changed[name] = data

    def remove(self, part: str) -> None:
        """Leave a part out of what is saved."""
        name = self._names.pop(_key(part), None)
        if name is not None:
            self._changed.pop(name, None)

    def free_name(self, pattern: str) -> str:
        """A part name that is not taken yet; ``pattern`` has ``{}`` for the number."""
        number = 1
        while _key(pattern.format(number)) in self._names:
            number += 1
        return pattern.format(number)

    def save(self, target: Path) -> None:
        """Write the package; the target appears whole or not at all, and its folder keeps nothing else."""
        with written_whole(target) as out:
            self._write_to(out)

    def _write_to(self, out: BinaryIO) -> None:
        directory: list[bytes] = []
        offset = 0
        for name in self._names.values():
            member = self._members.get(name)
            # A name has its own bytes: UTF-8 where it says so, else whatever it was written in.
            raw_name = name.encode("utf-8", "surrogateescape")
            made_by, flags, stamp, attributes = 0, _UTF8, _STAMP, 0
            if member is not None:
                listed = _CENTRAL.unpack_from(self._data, member.listed)
                made_by, flags, stamp, attributes = listed[1] & 0xFF00, listed[3] & ~_STREAMED, listed[5:7], listed[15]
            if name in self._changed:
                data = self._changed[name]
                method, crc, size = 8, isal_zlib.crc32(data), len(data)
                pieces = _deflated(data)
            elif member is not None:
                method, crc, size = member.method, member.crc, member.inflated
                pieces = [memoryview(self._data)[member.start : member.start + member.stored]]
            else:
                raise KeyError(name)
            packed = sum(map(len, pieces))
            if max(offset, size, packed) >= _LIMIT:
                raise Unsuitable(TOO_LARGE)
            fields = (flags, method, *stamp, crc, packed, size, len(raw_name), 0)
            out.write(_LOCAL.pack(b"PK\3\4", 20, *fields) + raw_name)
            out.writelines(pieces)
            entry = _CENTRAL.pack(b"PK\1\2", made_by | 20, 20, *fields, 0, 0, 0, attributes, offset)
            directory.append(entry + raw_name)
            offset += _LOCAL.size + len(raw_name) + packed
        if len(directory) >= 0xFFFF:
            raise Unsuitable(_ODD)
        listing = b"".join(directory)
        out.write(listing)
        out.write(_END.pack(b"PK\5\6", 0, 0, len(directory), len(directory), len(listing), offset, 0))


def _key(part: str) -> str:
    """Under which a part is found: case does not count, and some writers separate folders by backslashes."""
    return part.replace("\\", "/").lower()


def _deflated(data: bytes) -> list[bytes | memoryview]:
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
    return [packer.compress(data), packer.flush()]


class Relation:
    """One relationship of a part: ``kind`` is the last word of its type, ``target`` a part name, None if external."""

    __slots__ = ("external", "id", "kind", "standard", "target")

    def __init__(self, attributes: dict[str, str], folder: str, has: Callable[[str], object]) -> None:
        kind = attributes.get("Type", "")
        self.id = attributes.get("Id", "")
        self.kind = kind.rpartition("/")[2]
        self.standard = kind.startswith("http://schemas.openxmlformats.org/")
        self.external = attributes.get("TargetMode") == "External"
        target = attributes.get("Target", "")
        self.target = target if self.external else resolved(has, folder, target)


def relations_part(part: str) -> str:
    """Where a part's relationships are kept: ``xl/workbook.xml`` has ``xl/_rels/workbook.xml.rels``."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")
