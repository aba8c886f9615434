"""Files that hang or kill other readers, each with what reading it must give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from .making import MAIN, Part, compound, honest, packed, parts, relationships, sheet, strings, with_repeated, zipped


def _cells(*addresses: str) -> str:
    return "".join(
        f'<row r="{address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{address}"><v>1</v></c></row>'
        for address in addresses
    )


def _merges(*ranges: str) -> str:
    merged = "".join(f'<mergeCell ref="{merged}"/>' for merged in ranges)
    return f'<mergeCells count="{len(ranges)}">{merged}</mergeCells>'


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
