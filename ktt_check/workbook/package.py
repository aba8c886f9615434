"""The zip archive that a workbook is: its directory is judged before anything is inflated, and sizes while inflating.

The directory is read here and not by ``zipfile`` because the guard must know more than that tells (members that
overlap, local names that differ, sizes that lie), and because it is needed in a process that should start at once.
Format: APPNOTE.TXT 6.3.10, 4.3 and 4.5.3; part names: ECMA-376 part 2, 6.2.2 (case does not count).
"""

from __future__ import annotations

import struct
import zlib

try:
    from isal.isal_zlib import crc32  # a tenth of zlib's time
except ImportError:  # a reader that starts at once knows of no packages
    from zlib import crc32

from . import limits
from .recognise import not_a_package
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Stored = tuple[int, int, int, bytes]  # method, checksum, size when inflated, the stored bytes

_LOCAL = struct.Struct("<4s22x2H")
_CENTRAL = struct.Struct("<4s4x2H4x3L3H8xL")
_END = struct.Struct("<4s4H2LH")
_END64_PLACE = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")

_PIECE = 16 * 1024  # fed to the inflater at once
_CHUNK = 64 * 1024  # given out at once
_XML = (".xml", ".rels", ".vml")
_DOCTYPES = tuple(
    mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


_KNOWN = 100  # parts known to begin as they may …
_KNOWN_BYTES = 16 * 1024  # … each of up to so many bytes, inflated
_sound: set[Stored] = set()


class Member:
    """One part of the package: where its stored bytes lie and what the directory says of them.

    ``listed`` is where it stands in the directory, ``header`` where its own header stands.
    """

    __slots__ = ("crc", "head", "header", "inflated", "listed", "method", "name", "start", "stored")

    def __init__(self, name: str, listed: int, method: int, crc: int, stored: int, inflated: int, header: int) -> None:
        self.name = name
        self.listed = listed
        self.method = method
        self.crc = crc
        self.stored = stored
        self.inflated = inflated
        self.header = header
        self.start = 0
        self.head: bytes | None = None  # of a part that was inflated already


class Package:
    """A package whose directory has passed the guard; raises ``Refusal`` where it does not."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(b"PK\3\4"):
            raise not_a_package(data)
        self._data = data
        self._left = limits.TOTAL_BYTES
        self._members: dict[str, Member] = {}
        self.members, end = _directory(data)
        for member in self.members:
            name = _part_name(member.name)
            if name.endswith("/") and not member.inflated:
                continue
            if name in self._members:
                raise Refusal("part-names")
            if name.endswith(_XML):
                _check_size(member)
            self._members[name] = member
        _check_places(data, self.members, end)

    def has(self, name: str) -> bool:
        """Whether there is such a part; case does not count."""
        return name.lower() in self._members

    def size(self, name: str) -> int:
        """The part's size when inflated; 0 where there is no such part."""
        member = self._members.get(name.lower())
        return 0 if member is None else member.inflated

    def stored(self, name: str) -> Stored | None:
        """All that a small part is known by, without inflating it; None where there is none or it is not small."""
        member = self._members.get(name.lower())
        if member is None or max(member.inflated, member.stored) > _KNOWN_BYTES:
            return None
        return member.method, member.crc, member.inflated, self._data[member.start : member.start + member.stored]

    def check_heads(self, parsed: Iterable[str]) -> None:
        """Refuses a document type declaration in the head of any XML part but those that are ``parsed``: the parser
        refuses it in them.
        """
        known = {name.lower() for name in parsed}
        for name, member in self._members.items():
            if not name.endswith(_XML) or name in known:
                continue
            stored = self.stored(name)
            if stored in _sound:
                continue
            head = member.head
            if head is None:
                head = next(self._chunks(member, limits.HEAD_BYTES), b"")
            if (b"<!" in head or b"<\0!" in head) and any(mark in head for mark in _DOCTYPES):
                raise Refusal("dtd")
            if stored is not None:
                if len(_sound) >= _KNOWN:
                    _sound.clear()
                _sound.add(stored)

    def read(self, name: str) -> bytes:
        """A small part as a whole."""
        return b"".join(self.inflate(name, limits.SMALL_PART_BYTES))

    def inflate(self, name: str, limit: int = limits.PART_BYTES) -> Iterator[bytes]:
        """The part's bytes in chunks; no more is ever inflated than the directory says and the limits allow."""
        member = self._members.get(name.lower())
        if member is None:
            raise Refusal("references", detail="part")
        if member.inflated > limit or member.inflated > self._left:
            raise Refusal("bomb")
        chunks = self._chunks(member)
        crc = size = 0
        for chunk in chunks:
            if member.head is None:
                member.head = chunk[: limits.HEAD_BYTES]
            size += len(chunk)
            if size > member.inflated:
                raise Refusal("bomb")
            crc = crc32(chunk, crc)
            yield chunk
        self._left -= size
        if size != member.inflated or crc != member.crc:
            raise Refusal("unreadable")

    def _chunks(self, member: Member, length: int = _CHUNK) -> Iterator[bytes]:
        """Chunks of up to ``length`` bytes."""
        start, end = member.start, member.start + member.stored
        if member.method == 0:
            while start < end:
                yield self._data[start : min(start + length, end)]
                start += length
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = b""
        try:
            while not inflater.eof:
                if not rest and start < end:
                    rest = self._data[start : min(start + _PIECE, end)]
                    start += len(rest)
                exhausted = not rest
                chunk = inflater.decompress(rest, length)
                rest = inflater.unconsumed_tail
                if chunk:
                    yield chunk
                elif exhausted:
                    raise Refusal("unreadable")
        except zlib.error:
            raise Refusal("unreadable") from None


def _directory(data: bytes) -> tuple[list[Member], int]:
    """The central directory's members and the offset at which it begins."""
    place = _end_record(data)
    _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(data, place)
    if 0xFFFF in (count, disk) or 0xFFFFFFFF in (size, offset):
        disk, first_disk, count, size, offset, place = _directory64(data, place)
    if disk or first_disk or offset + size > place:
        raise Refusal("unreadable")
    if count > limits.PARTS or size > limits.PARTS * 512:
        raise Refusal("parts", detail=str(limits.PARTS))
    members = []
    at = offset
    while at < offset + size:
        member, at = _central(data, at)
        members.append(member)
        if len(members) > limits.PARTS:
            raise Refusal("parts", detail=str(limits.PARTS))
    if at != offset + size or len(members) != count:
        raise Refusal("unreadable")
    return members, offset


def _end_record(data: bytes) -> int:
    """Where the end record begins: its comment reaches to the file's end; two such records are two archives in one."""
    places = []
    place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF), len(data) - _END.size + 4)
    last = place
    while place >= 0:
        if place + _END.size + _END.unpack_from(data, place)[7] == len(data):
            places.append(place)
        place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF), place)
    if last < 0:
        raise Refusal("truncated")
    if len(places) > 1:
        raise Refusal("unreadable")
    return places[0] if places else last


def _directory64(data: bytes, place: int) -> tuple[int, int, int, int, int, int]:
    """Disk, first disk, count, size, offset from the zip64 end record, and the offset of that record."""
    if place < _END64_PLACE.size or not data.startswith(b"PK\6\7", place - _END64_PLACE.size):
        raise Refusal("unreadable")
    _, _, record, _ = _END64_PLACE.unpack_from(data, place - _END64_PLACE.size)
    if not data.startswith(b"PK\6\6", record) or record + _END64.size > place:
        raise Refusal("unreadable")
    _, _, _, _, disk, first_disk, _, count, size, offset = _END64.unpack_from(data, record)
    return disk, first_disk, count, size, offset, record


def _central(data: bytes, at: int) -> tuple[Member, int]:
    if at + _CENTRAL.size > len(data):
        raise Refusal("unreadable")
    found = _CENTRAL.unpack_from(data, at)
    signature, flags, method, crc, stored, inflated, name_size, extra_size, comment_size, header = found
    if signature != b"PK\1\2":
        raise Refusal("unreadable")
    if flags & 1:
        raise Refusal("encrypted")
    if method not in (0, 8):  # Office stores or deflates, nothing else
        raise Refusal("unreadable")
    listed = at
    at += _CENTRAL.size
    name = data[at : at + name_size]
    at += name_size
    inflated, stored, header = _sizes64(data[at : at + extra_size], inflated, stored, header)
    if method == 0 and stored != inflated:
        raise Refusal("bomb")
    member = Member(name.decode("utf-8", "surrogateescape"), listed, method, crc, stored, inflated, header)
    return member, at + extra_size + comment_size


def _sizes64(extra: bytes, *sizes: int) -> tuple[int, int, int]:
    """Inflated size, stored size, offset; those that do not fit into 32 bits stand in the zip64 extra field."""
    if 0xFFFFFFFF not in sizes:
        return sizes[0], sizes[1], sizes[2]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
            values = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            try:
                inflated, stored, header = (next(values) if size == 0xFFFFFFFF else size for size in sizes)
            except (RuntimeError, ValueError):
                raise Refusal("unreadable") from None
            return inflated, stored, header
        at += 4 + length
    raise Refusal("unreadable")


def _part_name(name: str) -> str:
    """The name under which a part is found; some writers separate folders by backslashes."""
    name = name.replace("\\", "/")
    steps = name.split("/")
    if not name or name.startswith("/") or ":" in steps[0] or ".." in steps or "." in steps or "\0" in name:
        raise Refusal("part-names")
    return name.lower()


def _check_size(member: Member) -> None:
    if member.inflated > limits.PART_BYTES:
        raise Refusal("bomb")
    if member.inflated > limits.RATIO_FROM and member.inflated > limits.RATIO * member.stored:
        raise Refusal("bomb")


def _check_places(data: bytes, members: list[Member], end: int) -> None:
    """Every member lies where it says, under the same name, before the directory and not upon another member."""
    following = end
    for member in sorted(members, key=lambda m: m.header, reverse=True):
        if member.header + _LOCAL.size > following:
            raise Refusal("bomb")
        signature, name_size, extra_size = _LOCAL.unpack_from(data, member.header)
        name_at = member.header + _LOCAL.size
        member.start = name_at + name_size + extra_size
        if signature != b"PK\3\4":
            raise Refusal("unreadable")
        if data[name_at : name_at + name_size] != member.name.encode("utf-8", "surrogateescape"):
            raise Refusal("part-names")
        if member.start + member.stored > following:
            raise Refusal("bomb")
        following = member.header
