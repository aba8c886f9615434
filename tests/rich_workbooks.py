"""Real workbooks rich in all that an edit could lose: made with xlsxwriter, and by hand what it cannot write."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.workbook import Workbook

from ktt_check.annotate import Mark, ResultRow, ResultSheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Edit = Callable[[bytes], bytes]


def picture() -> BytesIO:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = b"".join(b"\0" + b"\xc0\x10\x20" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    )


def plain_plan(path: Path) -> Path:
    """Two sheets without anything special; ``Chỉ tiêu`` is the one that was active."""
    with xlsxwriter.Workbook(path) as book:
        guide = book.add_worksheet("Hướng dẫn")
        guide.write("A1", "Điền từng dòng.")
        targets = book.add_worksheet("Chỉ tiêu")
        targets.write_row(0, 0, ["TT", "Mã", "Chỉ tiêu", "Giá trị", "Mã cấp trên"])
        percent = book.add_format({"num_format": "0%"})
        for row in range(1, 21):
            targets.write_row(row, 0, [row, f"CT{row}", f"Tỷ lệ thứ {row}"])
            targets.write_number(row, 3, 0.5, percent)
        targets.activate()
    return path


def rich_plan(path: Path) -> Path:
    """Charts, pictures, shapes, sparklines, every kind of format and rule, comments, controls, names, protection, a
    table, macros where ``path`` is an .xlsm; then pivots, threads, custom XML and printer settings by hand."""
    with xlsxwriter.Workbook(path) as book:
        _write_sheets(book)
        if path.suffix == ".xlsm":
            binary = path.with_name("vbaProject.bin")
            binary.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 8)
            book.add_vba_project(str(binary))
    _add_by_hand(path)
    return path


def _write_sheets(book: xlsxwriter.Workbook) -> None:
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0%", "bg_color": "#DDFFDD"})
    guide = book.add_worksheet("Hướng dẫn")
    guide.insert_textbox("B2", "Đọc kỹ trước khi điền", {"width": 200, "height": 80})
    guide.insert_image("B10", "logo.png", {"image_data": picture()})
    guide.set_background(picture())

    targets = book.add_worksheet("Chỉ tiêu")
    targets.merge_range("A1:H1", "CHỈ TIÊU KẾ HOẠCH", bold)
    targets.write_row(1, 0, ["TT", "Mã", "Chỉ tiêu", "Đơn vị tính", "Năm đích", "Giá trị", "Đến", "Mã cấp trên"])
    for row in range(2, 32):
        targets.write_row(row, 0, [row - 1, f"CT{row}", f"Tỷ lệ & <mức> thứ {row}", "%", 2030])
        targets.write_number(row, 5, row / 40, percent)
        targets.write_formula(row, 6, f"=F{row + 1}*2", percent, row / 20)
        targets.write(row, 7, "T07")
    targets.write_rich_string("I3", "đậm ", bold, "thường", " hết")
    targets.merge_range("J5:K7", "gộp")
    targets.set_column("B:B", 4, None, {"hidden": True})
    targets.set_row(9, 60)
    targets.conditional_format("F3:F32", {"type": "3_color_scale"})
    targets.conditional_format("G3:G32", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    targets.conditional_format("G3:G32", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    targets.conditional_format("E3:E32", {"type": "cell", "criteria": ">", "value": 2029, "format": bold})
    targets.data_validation("D3:D32", {"validate": "list", "source": ["%", "HTX"]})
    targets.add_sparkline("L3", {"range": "'Chỉ tiêu'!F3:G3"})
    targets.write_comment("C4", "Chị Lan: kiểm tra lại số này.", {"author": "Lan"})
    targets.write_comment("F6", "Số của năm 2022", {"author": "Minh", "visible": True})
    targets.write_url("I10", "https://example.org/", string="liên kết")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Chỉ tiêu'!$F$3:$F$10"})
    targets.insert_chart("N3", chart)
    targets.set_header("&L&G&CKế hoạch", {"image_left": "logo.png", "image_data_left": picture()})
    targets.autofilter("A2:H32")
    targets.filter_column("D", "x == %")
    targets.freeze_panes(2, 3)
    targets.set_h_pagebreaks([20])
    targets.repeat_rows(1)
    targets.print_area("A1:L32")
    targets.protect("mật khẩu", {"format_cells": True})
    targets.ignore_errors({"number_stored_as_text": "A1:H40"})
    targets.activate()

    tasks = book.add_worksheet("Nhiệm vụ")
    tasks.add_table("A1:C6", {"columns": [{"header": "Mã"}, {"header": "Nhiệm vụ"}, {"header": "Chủ trì"}]})
    tasks.insert_button("E2", {"macro": "chay", "caption": "Chạy"})
    tasks.insert_checkbox(7, 0, True)
    hidden = book.add_worksheet("Ẩn")
    hidden.write("A1", "dữ liệu ẩn")
    hidden.hide()
    sheet_chart = book.add_chartsheet("Biểu đồ")
    lines = book.add_chart({"type": "line"})
    lines.add_series({"values": "='Chỉ tiêu'!$F$3:$F$10"})
    sheet_chart.set_chart(lines)
    book.add_worksheet("Trao đổi").write("A1", "có hội thoại")
    book.define_name("'Nhiệm vụ'!ds_noi_bo", "='Nhiệm vụ'!$A$2:$A$6")
    book.define_name("ds_chung", "='Chỉ tiêu'!$B$3:$B$32")


def _add_by_hand(path: Path) -> None:
    parts = {
        "customXml/item1.xml": '<?xml version="1.0"?><ghi xmlns="urn:x">giữ nguyên</ghi>'.encode(),
        "xl/printerSettings/printerSettings1.bin": bytes(range(200)),
        "xl/calcChain.xml": f'{_HEAD}<calcChain xmlns="{MAIN}"><c r="G3" i="2"/></calcChain>'.encode(),
        "xl/pivotCache/pivotCacheDefinition1.xml": (
            f'{_HEAD}<pivotCacheDefinition xmlns="{MAIN}" refreshOnLoad="1"><cacheSource type="worksheet">'
            '<worksheetSource ref="A2:B6" sheet="Chỉ tiêu"/></cacheSource><cacheFields count="2">'
            '<cacheField name="TT"><sharedItems/></cacheField><cacheField name="Mã"><sharedItems/></cacheField>'
            "</cacheFields></pivotCacheDefinition>"
        ).encode(),
        "xl/persons/person.xml": (
            f'{_HEAD}<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            '<person displayName="Lan" id="{11111111-1111-1111-1111-111111111111}" userId="Lan" providerId="None"/>'
            "</personList>"
        ).encode(),
        "xl/threadedComments/threadedComment1.xml": (
            f'{_HEAD}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            '<threadedComment ref="A1" dT="2023-05-30T08:00:00.00" personId="{11111111-1111-1111-1111-111111111111}" '
            'id="{22222222-2222-2222-2222-222222222222}"><text>Đã thống nhất</text></threadedComment>'
            "</ThreadedComments>"
        ).encode(),
        "xl/comments9.xml": (
            f'{_HEAD}<comments xmlns="{MAIN}"><authors><author>tc={{22222222-2222-2222-2222-222222222222}}</author>'
            '</authors><commentList><comment ref="A1" authorId="0" shapeId="0"><text><t>[Hội thoại] Đã thống nhất</t>'
            "</text></comment></commentList></comments>"
        ).encode(),
        "xl/worksheets/_rels/sheet5.xml.rels": (
            f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/comments" Target="../comments9.xml"/>'
            '<Relationship Id="rId2" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
            'Target="../threadedComments/threadedComment1.xml"/>'
            f'<Relationship Id="rId3" Type="{OFFICE}/printerSettings" '
            'Target="../printerSettings/printerSettings1.bin"/></Relationships>'
        ).encode(),
    }
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in {
            "xl/calcChain.xml": _TYPES + "calcChain+xml",
            "xl/pivotCache/pivotCacheDefinition1.xml": _TYPES + "pivotCacheDefinition+xml",
            "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
            "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
            "xl/comments9.xml": _TYPES + "comments+xml",
        }.items()
    )
    relations = (
        f'<Relationship Id="rId91" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
        f'<Relationship Id="rId92" Type="{OFFICE}/pivotCacheDefinition" Target="pivotCache/pivotCacheDefinition1.xml"/>'
        '<Relationship Id="rId93" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" '
        'Target="persons/person.xml"/>'
    )
    rework(
        path,
        {
            "[Content_Types].xml": before(
                "</Types>", '<Default Extension="bin" ContentType="application/octet"/>' + overrides
            )
            if path.suffix == ".xlsx"
            else before("</Types>", overrides),
            "xl/_rels/workbook.xml.rels": before("</Relationships>", relations),
            "xl/workbook.xml": before(
                "</workbook>", '<pivotCaches><pivotCache cacheId="7" r:id="rId92"/></pivotCaches>'
            ),
            "_rels/.rels": before(
                "</Relationships>", f'<Relationship Id="rId90" Type="{OFFICE}/customXml" Target="customXml/item1.xml"/>'
            ),
        },
        parts,
    )


def rework(path: Path, edits: Mapping[str, Edit], parts: Mapping[str, bytes] | None = None) -> Path:
    """Change some members of a zip and add others; the rest keeps its order and compression."""
    with zipfile.ZipFile(path) as old:
        members = [(info, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in members:
            new.writestr(info, edits[info.filename](data) if info.filename in edits else data)
        for name, data in (parts or {}).items():
            new.writestr(name, data)
    return path


def before(mark: str, addition: str) -> Edit:
    """An edit that puts text before the last occurrence of another."""

    def edit(data: bytes) -> bytes:
        head, found, tail = data.rpartition(mark.encode())
        assert found
        return head + addition.encode() + found + tail

    return edit


def replaced(old: str, new: str) -> Edit:
    """An edit that replaces text which must be there."""

    def edit(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return edit


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def opened(path: Path) -> Workbook:
    """The workbook as openpyxl reads it, which warns of all that it would lose if it saved the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def comments(path: Path) -> dict[str, dict[str, str]]:
    """Texts of comments by sheet and cell."""
    return {
        sheet.title: {c.coordinate: c.comment.text for line in sheet.iter_rows() for c in line if c.comment is not None}
        for sheet in opened(path).worksheets
    }


def row(number: int = 1, **other: str | None) -> ResultRow:
    """One finding as the result sheet takes it."""
    texts: dict[str, str | None] = {
        "rule": "CT02",
        "sheet": "Chỉ tiêu",
        "cell": "F4",
        "message": "Chỉ tiêu thấp hơn cấp trên.",
        "value": "từ 50 %",
        "expected": "trên 60 %",
        "difference": "thấp hơn 10 điểm phần trăm",
        "basis": "Nghị quyết 20-NQ/TW",
        "fix": "Nâng chỉ tiêu.",
        "status": "new",
        "explanation": "",
        "opinion": "",
        "reason": "",
        "fingerprint": f"d.{number:04x}",
    }
    severity = other.pop("severity", "error")
    return ResultRow(number=number, severity=severity, **(texts | other))  # type: ignore[arg-type]


def result(*rows: ResultRow, **other: object) -> ResultSheet:
    """A result sheet with these findings."""
    given: dict[str, object] = {
        "language": "vi",
        "title": "Kết quả kiểm tra: 363/KH-UBND",
        "verdict": "Kế hoạch có 1 lỗi phải sửa.",
        "counts": {"error": len(rows), "warning": 0, "info": 0, "unchecked": 1},
        "facts": (("Cấp trên", "Nghị quyết 20-NQ/TW"), ("Bộ quy tắc", "bản 1.0")),
        "unchecked": (("Căn cứ, dòng 4", "chưa có văn bản này"),),
        "rows": rows,
    }
    return ResultSheet(**(given | other))  # type: ignore[arg-type]


def mark(sheet: str, cell: str, severity: str = "error", line: str = "STT 1 · CT02 · Lỗi: Thấp hơn cấp trên.") -> Mark:
    """One marked cell."""
    return Mark(sheet, cell, severity, (line,))  # type: ignore[arg-type]


MARKS = (
    mark("Chỉ tiêu", "F4"),
    mark("Chỉ tiêu", "C4", "warning", "STT 2 · CT03 · Cảnh báo: Chưa xác định."),
    mark("Chỉ tiêu", "K6", "info", "STT 3 · CT08 · Lưu ý: Ô gộp."),
    mark("Nhiệm vụ", "C3", "error", "STT 4 · NV02 · Lỗi: Chưa ghi đơn vị chủ trì."),
    mark("Trao đổi", "A1", "warning", "STT 5 · BM04 · Cảnh báo: Có hội thoại."),
)

_TOKEN = re.compile(rb"<[^>]*>|[^<]+")
# Positions, counts and the one selected tab must change when a sheet comes first; nothing else may.
_MOVING = re.compile(rb'\s(?:localSheetId|activeTab|firstSheet|tabSelected|count)="[^"]*"|(?<=\sdata=)"[\d,]*"')


def tokens(data: bytes) -> list[bytes]:
    """Tags and texts of a part, without what has to change when our sheet comes first."""
    found: list[bytes] = []
    for token in _TOKEN.findall(data):
        token = _MOVING.sub(b"", token)
        if token.startswith(b"<") and token.endswith(b"/>"):
            name = re.match(rb"<([^\s/>]+)", token)
            assert name is not None
            found += [token[:-2] + b">", b"</" + name[1] + b">"]
        else:
            found.append(token)
    return found


def only_added(old: bytes, new: bytes) -> bool:
    """Whether all of ``old`` is in ``new``, in its order."""
    rest = iter(tokens(new))
    return all(token in rest for token in tokens(old))
