"""Makes workbooks by hand: odd ones that must be read, and harmful ones that must be read or refused in bounds.

``parts`` gives the parts of a small workbook, ``zipped`` packs parts honestly, ``Lie`` and ``packed`` pack whatever a
zip archive can claim. ``TABLE`` holds the files that hang or kill other readers, each with what reading it must give.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

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


def _cells(*addresses: str) -> str:
    return "".join(
        f'<row r="{address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{address}"><v>1</v></c></row>'
        for address in addresses
    )


def _merges(*ranges: str) -> str:
    merged = "".join(f'<mergeCell ref="{merged}"/>' for merged in ranges)
    return f'<mergeCells count="{len(ranges)}">{merged}</mergeCells>'


def compound(*streams: str) -> bytes:
    """An OLE compound file as far as its directory tells: a head and names of streams in UTF-16."""
    names = b"".join(stream.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(512)


def _ten_thousand_sheets() -> bytes:
    return zipped(parts(*[sheet(_cells("A1"))] * 10_000))


# Each of these takes seconds to read, so that a busy machine may well run out of time with it.
LONG = {
    "20 million cells that are not quite a bomb",
    "2 million numbers",
    "a million shared strings",
    "elements 4 million deep",
}
# name -> how to make it, and the reason of its refusal or the number of cells that it reads as
TABLE: dict[str, tuple[Callable[[], bytes], str | int]] = {
    "A1 and XFD1048576": (lambda: zipped(parts(sheet(_cells("A1", "XFD1048576")))), 2),
    "A1 and L1048576": (lambda: zipped(parts(sheet(_cells("A1", "L1048576")))), 2),
    "a claim of 4 billion shared strings": (
        lambda: zipped(
            parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=strings("một", count=4_000_000_000))
        ),
        1,
    ),
    "a claim of the whole sheet as its extent": (
        lambda: zipped(parts(sheet(_cells("A1"), before='<dimension ref="A1:XFD1048576"/>'))),
        1,
    ),
    "a merge of the whole sheet": (
        lambda: zipped(parts(sheet(_cells("A1"), after=_merges("A1:XFD1048576")))),
        1,
    ),
    "5,000 wide merges": (
        lambda: zipped(parts(sheet(_cells("A1"), after=_merges(*(f"A{row}:XFD{row}" for row in range(1, 5001)))))),
        1,
    ),
    "30,000 merges": (
        lambda: zipped(parts(sheet(_cells("A1"), after=_merges(*(f"A{row}:C{row}" for row in range(1, 30_001)))))),
        1,
    ),
    "10,000 sheets": (_ten_thousand_sheets, "sheets"),
    "2 GB of blanks in 2 MB": (
        lambda: with_repeated(sheet("")[:-24], " ", 2 << 30, "</sheetData></worksheet>"),
        "bomb",
    ),
    "20 million cells in 0.6 MB": (
        lambda: with_repeated(
            sheet("")[:-24],
            "<row>" + "<c/>" * 100 + "</row>",
            200_000,
            "</sheetData></worksheet>",
        ),
        "bomb",
    ),
    "20 million cells that are not quite a bomb": (
        lambda: zipped(parts(sheet(("<row>" + '<c s="1"/>' * 90 + "</row>") * 7_000 * 10)), compression=0),
        "counts",
    ),
    "2 million numbers": (
        lambda: zipped(parts(sheet(("<row>" + "<c><v>7</v></c>" * 100 + "</row>") * 20_000)), compression=0),
        "counts",
    ),
    "a million shared strings": (
        lambda: zipped(
            parts(
                sheet('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
                strings=strings(*(f"chuỗi {number}" for number in range(1_000_000))),
            )
        ),
        1,
    ),
    "encrypted": (lambda: compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    "a shared string of 50 million characters": (
        lambda: zipped(
            parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=strings("ế" * 17_000_000)),
            compression=0,
        ),
        "text",
    ),
    "an attribute of 80 million characters": (
        lambda: zipped(parts(sheet(f'<row r="1"><c r="A1" x="{"y" * 80_000_000}"><v>1</v></c></row>')), compression=0),
        "unreadable",
    ),
    "elements 4 million deep": (
        lambda: zipped(parts(sheet("<a>" * 4_000_000 + "</a>" * 4_000_000)), compression=0),
        "memory",
    ),
    "10,000 tall array formulas": (
        lambda: zipped(
            parts(
                sheet(
                    '<row r="1">'
                    + '<c r="A1"><f t="array" ref="A1:A1048576">1</f></c>' * 10_000
                    + "</row>"
                    + "".join(f'<row r="{row}"><c r="B{row}"><v>1</v></c></row>' for row in range(2, 100_000))
                )
            )
        ),
        "counts",
    ),
    "200,000 merges": (
        lambda: zipped(parts(sheet(_cells("A1"), after=_merges(*(f"A{row}:C{row}" for row in range(1, 200_001)))))),
        "counts",
    ),
    "100,000 times the same hidden columns": (
        lambda: zipped(
            parts(
                sheet(
                    _cells("A1"),
                    before="<cols>" + '<col min="1" max="4294967295" hidden="1"/>' * 100_000 + "</cols>",
                )
            )
        ),
        1,
    ),
    "one part shown as 200 sheets": (
        lambda: zipped(
            parts(*[sheet(_cells("A1"))] * 200, more=_all_sheets_are_one(200, "<row><c/></row>" * 100_000)),
            compression=0,
        ),
        "part-names",
    ),
    "a gigabyte that says it is 100 bytes": (
        lambda: with_repeated(sheet("")[:-24], " ", 1 << 30, "</sheetData></worksheet>", says_inflated=100),
        "bomb",
    ),
    "a thousand parts upon the same bytes": (lambda: _overlapping(1000), "bomb"),
    "a billion laughs": (
        lambda: zipped(
            parts(
                '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "ha">'
                + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
                + f']><worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>&j;</v></c></row></sheetData></worksheet>'
            )
        ),
        "dtd",
    ),
}


def _overlapping(number: int) -> bytes:
    first = honest("xl/media/part0.bin", bytes(10_000))
    return packed([first, *(replace(first, name=f"xl/media/part{at}.bin", at=0) for at in range(1, number))])


def _all_sheets_are_one(number: int, rows: str) -> dict[str, Part]:
    return {
        "xl/_rels/workbook.xml.rels": relationships(*[("worksheet", "worksheets/sheet1.xml")] * number),
        "xl/worksheets/sheet1.xml": sheet(rows),
    }


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
