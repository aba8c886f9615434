"""Makes workbooks by hand, honest ones and such as claim whatever a zip archive can claim.

``parts`` gives the parts of a small workbook, ``zipped`` packs parts honestly, ``Lie`` and ``packed`` lie.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

Part = str | bytes


def sheet(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """A worksheet part whose ``sheetData`` holds ``rows``."""
    return (
        f'{DECLARATION}<worksheet xmlns="{namespace}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>'
        f"{after}</worksheet>"
    )


def strings(*texts: str, count: int | None = None) -> str:
    """A shared strings part of plain texts, given as XML; ``count`` is what it claims."""
    claimed = len(texts) if count is None else count
    items = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
    return f'{DECLARATION}<sst xmlns="{MAIN}" count="{claimed}" uniqueCount="{claimed}">{items}</sst>'


def relationships(*targets: tuple[str, str], office: str = OFFICE) -> str:
    """A relationships part: ``(kind, target)`` become rId1, rId2 …"""
    items = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def parts(
    *sheets: Part,
    names: Iterable[str] = (),
    strings: Part | None = None,
    styles: Part | None = None,
    main_type: str = WORKBOOK_TYPE,
    workbook: str = "",
    more: Mapping[str, Part] | None = None,
) -> dict[str, Part]:
    """The parts of a workbook of these worksheets, called Sheet1, Sheet2 … or by ``names``.

    ``workbook`` is XML before ``<sheets>``; ``more`` adds or replaces parts.
    """
    titles = list(names) or [f"Sheet{number}" for number in range(1, len(sheets) + 1)]
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    if strings is not None:
        targets.append(("sharedStrings", "sharedStrings.xml"))
    if styles is not None:
        targets.append(("styles", "styles.xml"))
    listed = "".join(
        f'<sheet name="{title}" sheetId="{number}" r:id="rId{number}"/>' for number, title in enumerate(titles, 1)
    )
    made: dict[str, Part] = {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="text/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relationships(*targets),
    }
    made |= {f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets, 1)}
    if strings is not None:
        made["xl/sharedStrings.xml"] = strings
    if styles is not None:
        made["xl/styles.xml"] = styles
    return made | dict(more or {})


def zipped(members: Mapping[str, Part], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive of the parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Lie:
    """One member with what is really stored and what the archive says of it; None is the truth."""

    name: str
    stored: bytes
    inflated: int
    crc: int
    method: int = 8
    flags: int = 0
    local_name: str | None = None
    says_inflated: int | None = None
    says_stored: int | None = None
    at: int | None = None  # offset of another member that is passed off as this one's


def honest(name: str, content: Part) -> Lie:
    """The truth in the shape of a lie, to be told in part otherwise."""
    data = content.encode() if isinstance(content, str) else content
    return Lie(name, _deflated(data), len(data), zlib.crc32(data))


def packed(members: Iterable[Lie], *, count: int | None = None) -> bytes:
    """An archive that says what it is told to say."""
    body, directory, number = b"", b"", 0
    for member in members:
        number += 1
        says_stored = len(member.stored) if member.says_stored is None else member.says_stored
        says_inflated = member.inflated if member.says_inflated is None else member.says_inflated
        name = member.name.encode()
        local = (member.local_name or member.name).encode()
        about = struct.pack("<4H3L", member.flags, member.method, 0, 33, member.crc, says_stored, says_inflated)
        offset = len(body)
        if member.at is None:
            body += b"PK\3\4" + struct.pack("<H", 20) + about + struct.pack("<2H", len(local), 0) + local
            body += member.stored
        else:
            offset = member.at
        directory += b"PK\1\2" + struct.pack("<2H", 20, 20) + about
        directory += struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, offset) + name
    number = number if count is None else count
    return body + directory + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, number, number, len(directory), len(body), 0)


def repeated(before: bytes, unit: bytes, times: int, after: bytes) -> tuple[bytes, int, int]:
    """``before + unit * times + after`` deflated without ever being held: stored bytes, size and checksum."""
    block = unit * (1 + (1 << 20) // len(unit))
    whole, single = divmod(times * len(unit), len(block))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = block[:single] + after
    tail = packer.compress(rest) + packer.flush(zlib.Z_FINISH)
    crc = zlib.crc32(before)
    for _ in range(whole):
        crc = zlib.crc32(block, crc)
    size = len(before) + whole * len(block) + len(rest)
    return head + middle * whole + tail, size, zlib.crc32(rest, crc)


def with_repeated(before: str, unit: str, times: int, after: str, says_inflated: int | None = None) -> bytes:
    """A small workbook whose one worksheet part is ``before + unit * times + after``."""
    part = "xl/worksheets/sheet1.xml"
    stored, size, crc = repeated(before.encode(), unit.encode(), times, after.encode())
    members = [honest(name, content) for name, content in parts(sheet("")).items() if name != part]
    return packed([*members, Lie(part, stored, size, crc, says_inflated=says_inflated)])


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def compound(*streams: str) -> bytes:
    """An OLE compound file as far as its directory tells: a head and names of streams in UTF-16."""
    names = b"".join(stream.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def zip64(members: Mapping[str, Part]) -> bytes:
    """An archive whose sizes, offsets and counts all stand in the 64-bit records, as streaming writers make it."""
    body, directory = b"", b""
    for name, content in members.items():
        truth = honest(name, content)
        about = struct.pack("<4H3L", 0, 8, 0, 33, truth.crc, 0xFFFFFFFF, 0xFFFFFFFF)
        title = name.encode()
        sizes = struct.pack("<2Q", truth.inflated, len(truth.stored))
        offset = len(body)
        body += b"PK\3\4" + struct.pack("<H", 45) + about + struct.pack("<2H", len(title), 20) + title
        body += struct.pack("<2H", 1, 16) + sizes + truth.stored
        directory += b"PK\1\2" + struct.pack("<2H", 45, 45) + about
        directory += struct.pack("<5H2L", len(title), 28, 0, 0, 0, 0, 0xFFFFFFFF) + title
        directory += struct.pack("<2H", 1, 24) + sizes + struct.pack("<Q", offset)
    record = struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, len(members), len(members), len(directory), len(body))
    place = struct.pack("<LQL", 0, len(body) + len(directory), 1)
    end = struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + directory + b"PK\6\6" + record + b"PK\6\7" + place + b"PK\5\6" + end
