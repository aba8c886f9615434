"""The zip package of a workbook: parts read one at a time, untouched members copied as they are, without inflating."""

from __future__ import annotations

import os
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from isal import isal_zlib

from ..whole_files import written_whole
from ..workbook import limits
from ..workbook.parts import resolved
from .marks import TOO_LARGE, Unsuitable

_ODD = "Cấu trúc bên trong của tệp khác thường nên không sửa trực tiếp được."
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8, _STREAMED = 0x800, 0x8
_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_LIMIT = 0xFFFFFFFF
_MOST = limits.PART_BYTES  # of one part, inflated
_MOST_IN_ALL = limits.TOTAL_BYTES  # of all that is inflated for one edit
_KEPT = 256 << 10  # bytes of a part that stays inflated
_LEVEL = 2  # of compression, by isal: a tenth larger than zlib makes it, in a quarter of its time
_STAMP = (0, 0x21)  # 1 January 1980, as Office writes it: equal input gives equal output


class Package:
    """One workbook file open for editing; changes stay in memory until ``save`` writes another file."""

    def __init__(self, source: Path | BinaryIO) -> None:
        self._file: BinaryIO = source.open("rb") if isinstance(source, Path) else source
        self._changed: dict[str, bytes] = {}
        self._inflated: dict[str, bytes] = {}  # small parts, which are read more than once
        self._left = _MOST_IN_ALL
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._members = {info.filename: info for info in self._zip.infolist()}
            self._names = {_key(name): name for name in self._members}
            if len(self._names) != len(self._zip.infolist()):
                raise Unsuitable(_ODD)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()
        self._file.close()

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
        if name is None or name in self._changed or self._members[name].file_size <= _KEPT:
            return self.read(part)[:length]
        try:
            with self._zip.open(name) as member:
                return member.read(length)
        except _DAMAGE as error:
            raise Unsuitable(_ODD) from error

    def read(self, part: str) -> bytes:
        """The part's bytes, edits included; raises Unsuitable for a part that is missing or damaged."""
        name = self.find(part)
        if name is None:
            raise Unsuitable(_ODD)
        if name in self._changed:
            return self._changed[name]
        if name in self._inflated:
            return self._inflated[name]
        size = self._members[name].file_size
        self._left -= size
        if size > _MOST or self._left < 0:
            raise Unsuitable(TOO_LARGE)
        try:
            with self._zip.open(name) as member:
                data = member.read(size + 1)  # zipfile would go on for as long as the stream does
            if len(data) != size:
                raise Unsuitable(_ODD)
        except _DAMAGE as error:
            raise Unsuitable(_ODD) from error
        if size <= _KEPT:
            self._inflated[name] = data
        return data

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
            info = self._members.get(name)
            if name in self._changed:
                data = self._changed[name]
                method, crc, size = 8, isal_zlib.crc32(data), len(data)
                pieces = _deflated(data)
            elif info is not None:
                method, crc, size = info.compress_type, info.CRC, info.file_size
                pieces = [self._raw(info)]
            else:
                raise KeyError(name)
            flags, raw_name, stamp, attributes, made_by = _UTF8, name.encode(), _STAMP, 0, 0
            if info is not None:
                # The name's own bytes: a member not flagged as UTF-8 was read as code page 437.
                flags = info.flag_bits & ~_STREAMED
                raw_name = info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
                stamp, attributes, made_by = _dos_time(info), info.external_attr, info.create_system << 8
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

    def _raw(self, info: zipfile.ZipInfo) -> bytes:
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
            raise Unsuitable(_ODD)
        *_, name_length, extra_length = _LOCAL.unpack(header)
        self._file.seek(name_length + extra_length, os.SEEK_CUR)
        data = self._file.read(info.compress_size)
        if len(data) != info.compress_size:
            raise Unsuitable(_ODD)
        return data


def _key(part: str) -> str:
    """Under which a part is found: case does not count, and some writers separate folders by backslashes."""
    return part.replace("\\", "/").lower()


def _deflated(data: bytes) -> list[bytes]:
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
    return [packer.compress(data), packer.flush()]


def _dos_time(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day


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
