"""A real form with a few things changed: parts, tags, attributes, values of cells, bytes; the same seed, the same form.

Most changes leave a workbook that can be read, so that what lies behind the guard is reached too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from .phrases import changed_text

Parts = dict[str, bytes]

_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_ATTRIBUTE = re.compile(rb'\s([\w:.-]+)="([^"]*)"')
_TEXT = re.compile(rb"<(?:\w+:)?t(?: [^>]*)?>([^<]*)</(?:\w+:)?t>")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>")
_ROW = re.compile(rb"<row\b[^>]*>.*?</row>", re.DOTALL)
_MOST_BYTES = 400_000  # of one part after a change: time is for finding faults, not for large files

_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"255", b"65535", b"65536", b"1048576", b"1048577", b"16384", b"16385", b"4294967295",
    b"4294967296", b"9" * 30, b"1e308", b"1e999", b"-1e-300", b"nan", b"inf", b"0.1", b"1,5", b"", b" 1", b"+1", b"1_0",
    b"\xc2\xb2", b"\xd9\xa3", b"0x10", b"45000", b"60", b"-2958466", b"2958465.99999",
)  # fmt: skip
_VALUES = (
    b"A1", b"XFD1048576", b"A1:XFD1048576", b"B2:A1", b"$C$3", b"1A", b"", b"#REF!", b"true", b"false", b"on", b"\n",
    b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"n", b"array", b"shared", b"dataTable", b"veryHidden", b"rId1",
    b"rId2", b"rId99", b"../../../etc/passwd", b"/xl/workbook.xml", b"xl/worksheets/sheet1.xml", b"External",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"urn:x", b"x" * 300, "Chỉ tiêu".encode(), "Kế\u0302t".encode(),
    b"yyyy-mm-dd", b"[h]:mm", b"&#10;", b"&lt;", b"_x000D_", b"_xD83D_", b"'a'!$A$1", b"Notes", b"=1+1",
)  # fmt: skip
_ELEMENTS = (
    b'<mergeCell ref="A1:C3"/>', b'<c r="B2"><v>1</v></c>', b"<c/>", b"<row/>", b'<row r="3"/>', b"<f>1+1</f>",
    b'<f t="array" ref="A1:C9">1</f>', b"<v>7</v>", b"<is><t>x</t></is>", b'<col min="1" max="3" hidden="1"/>',
    b"<rPh sb=\"0\" eb=\"1\"><t>x</t></rPh>", b"<!-- x -->", b"<?x y?>", b"<![CDATA[x]]>", b"<extLst/>", b"<x/>",
    b'<legacyDrawing r:id="rId1"/>', b"<definedName name=\"_ktt_check\">'A'!$A$1</definedName>",
    b'<conditionalFormatting sqref="A1"/>', b"<dimension/>", b"\xef\xbb\xbf", b"&amp;", b"&nbsp;", b"\0", b"\xff",
)  # fmt: skip


def workbook_parts(data: bytes) -> Parts | None:
    """The parts of a package; None where there is none, or one that is not worth the time."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > 20 * _MOST_BYTES:
                return None
            return {name: package.read(name) for name in package.namelist()}
    except Exception:  # whatever zipfile says of what was mutated before
        return None


def packed(parts: Parts) -> bytes:
    """The parts as a package, the same bytes for the same parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def changed_workbook(data: bytes, random: Random) -> bytes:
    """Another workbook, near to this one."""
    parts = workbook_parts(data)
    if parts is None or not parts or random.random() < 0.08:
        return _changed_bytes(data, random, 4)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        _change(parts, random)
    return packed(parts)


def _change(parts: Parts, random: Random) -> None:
    name = _some_part(parts, random)
    if random.random() < 0.07:
        random.choice(_OF_PARTS)(parts, name, random)
        return
    ways, weights = zip(*_OF_CONTENT, strict=True)
    (way,) = random.choices(ways, weights)
    parts[name] = way(parts[name], random)[:_MOST_BYTES]


def _some_part(parts: Parts, random: Random) -> str:
    """Any part, those with cells and texts more often."""
    names = list(parts)
    likely = [name for name in names if "sheet" in name or "haredStrings" in name or "omments" in name]
    return random.choice(likely if likely and random.random() < 0.7 else names)


def _changed_bytes(data: bytes, random: Random, times: int) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, times)):
        at = random.randrange(len(changed) + 1)
        match random.randrange(4):
            case 0 if changed:
                changed[at % len(changed)] ^= 1 << random.randrange(8)
            case 1:
                changed[at:at] = random.randbytes(random.randint(1, 4))
            case 2:
                del changed[at : at + random.randint(1, 60)]
            case _:
                del changed[at:]
    return bytes(changed)


def _attribute(data: bytes, random: Random) -> bytes:
    """One attribute another value, or none, or twice."""
    tag = _some(_TAG, data, random)
    if tag is None:
        return data
    found = list(_ATTRIBUTE.finditer(data, tag.start(), tag.end()))
    if not found:
        return data
    one = random.choice(found)
    if random.random() < 0.15:
        return data[: one.start()] + data[one.end() :]
    old = one[2]
    pool = _NUMBERS if old.isdigit() and random.random() < 0.8 else _VALUES
    new = random.choice(pool) if random.random() < 0.8 else _other_value(data, one[1], random)
    return data[: one.start(2)] + new + data[one.end(2) :]


def _other_value(data: bytes, name: bytes, random: Random) -> bytes:
    """What the same attribute has elsewhere in the part."""
    others = re.findall(rb"\s" + re.escape(name) + rb'="([^"]*)"', data)
    return bytes(random.choice(others)) if others else b""


def _renamed_attribute(data: bytes, random: Random) -> bytes:
    tag = _some(_TAG, data, random)
    found = list(_ATTRIBUTE.finditer(data, tag.start(), tag.end())) if tag else []
    if not found:
        return data
    one = random.choice(found)
    names = re.findall(rb"\s([\w:.-]+)=", data)
    return data[: one.start(1)] + bytes(random.choice(names)) + data[one.end(1) :]


def _value(data: bytes, random: Random) -> bytes:
    """The value of one cell."""
    one = _some(_VALUE, data, random)
    if one is None:
        return _text(data, random)
    return data[: one.start(1)] + random.choice(_NUMBERS) + data[one.end(1) :]


def _text(data: bytes, random: Random) -> bytes:
    """The text of one cell, shared string, comment or name."""
    one = _some(_TEXT, data, random)
    if one is None:
        return data
    text = changed_text(one[1].decode("utf-8", "replace"), random)
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return data[: one.start(1)] + text.encode("utf-8", "replace") + data[one.end(1) :]


def _element(data: bytes, random: Random) -> bytes:
    """An element put somewhere between two tags."""
    tag = _some(_TAG, data, random)
    at = tag.end() if tag else len(data)
    return data[:at] + random.choice(_ELEMENTS) + data[at:]


def _twice(data: bytes, random: Random) -> bytes:
    """One stretch from tag to tag again, at the same place or another."""
    one, other = _some(_TAG, data, random), _some(_TAG, data, random)
    if one is None or other is None:
        return data
    start, end = sorted((one.start(), other.start()))
    piece = data[start : min(end, start + 3000)]
    at = random.choice((start, end))
    return data[:at] + piece + data[at:]


def _without(data: bytes, random: Random) -> bytes:
    """One tag, or all from one to another, left out."""
    one = _some(_TAG, data, random)
    if one is None:
        return data
    if random.random() < 0.7:
        return data[: one.start()] + data[one.end() :]
    other = data.find(b"<", one.end() + random.randrange(400))
    return data[: one.start()] + (data[other:] if other >= 0 else b"")


def _renamed_tag(data: bytes, random: Random) -> bytes:
    """An element under another's name, its end too where it is near."""
    one, other = _some(_TAG, data, random), _some(_TAG, data, random)
    if one is None or other is None:
        return data
    old = re.split(rb"[\s/>]", one[0][1:], maxsplit=1)[0]
    new = re.split(rb"[\s/>]", other[0][1:], maxsplit=1)[0]
    start = one.start() + 1
    changed = data[:start] + new + data[start + len(old) :]
    end = changed.find(b"</" + old + b">", start)
    if end >= 0 and not one[0].endswith(b"/>"):
        changed = changed[: end + 2] + new + changed[end + 2 + len(old) :]
    return changed


def _rows_moved(data: bytes, random: Random) -> bytes:
    """Two rows in each other's place, numbers and all."""
    rows = list(_ROW.finditer(data))
    if len(rows) < 2:
        return data
    one, other = sorted(random.sample(rows, 2), key=lambda row: row.start())
    pieces = (data[: one.start()], other[0], data[one.end() : other.start()], one[0], data[other.end() :])
    return b"".join(pieces)


def _bytes(data: bytes, random: Random) -> bytes:
    return _changed_bytes(data, random, 3)


def _some(pattern: re.Pattern[bytes], data: bytes, random: Random) -> re.Match[bytes] | None:
    """A match at random, without looking at all of them."""
    at = random.randrange(len(data) + 1)
    return pattern.search(data, at) or pattern.search(data)


_OF_CONTENT: tuple[tuple[Callable[[bytes, Random], bytes], int], ...] = (
    (_text, 30), (_value, 15), (_attribute, 25), (_renamed_attribute, 3), (_element, 6), (_twice, 5), (_without, 6),
    (_renamed_tag, 4), (_rows_moved, 3), (_bytes, 2),
)  # fmt: skip


def _drop(parts: Parts, name: str, random: Random) -> None:
    del parts[name]
    if not parts:
        parts[name] = b""


def _swap(parts: Parts, name: str, random: Random) -> None:
    other = random.choice(list(parts))
    parts[name], parts[other] = parts[other], parts[name]


def _rename(parts: Parts, name: str, random: Random) -> None:
    named = random.choice((name.upper(), name.replace("/", "\\"), f"/{name}", name + "2", f"xl/{name}", "x:/y.xml"))
    parts[named] = parts.pop(name)


def _again(parts: Parts, name: str, random: Random) -> None:
    parts[random.choice((name.upper(), f"x{name}", "_xmlsignatures/sig1.xml", "xl/revisions/a.xml"))] = parts[name]


def _encoded(parts: Parts, name: str, random: Random) -> None:
    encoding = random.choice(("utf-16", "utf-16-be", "utf-8-sig", "latin-1", "utf-7", "cp1258"))
    text = parts[name].decode("utf-8", "replace")
    parts[name] = text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding, "replace")


_OF_PARTS: tuple[Callable[[Parts, str, Random], None], ...] = (_drop, _swap, _rename, _again, _encoded)
