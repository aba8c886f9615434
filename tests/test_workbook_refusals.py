"""Every way in which a file is refused, with the sentence that people read."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ktt_check.workbook import Refusal, Workbook, limits, read, start_reading
from ktt_check.workbook.refusal import _WORDS

import hostile
from hostile import honest, packed, parts, relationships, sheet, strings, zipped

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
GOOD = parts(sheet(ONE), names=["Chỉ tiêu"])
AGAIN = "hãy mở tệp bằng Excel, lưu lại thành tệp .xlsx mới rồi thử lại."
SAVE_AS = "hãy mở bằng Excel, chọn “Lưu thành” (Save As) với kiểu “Excel Workbook (*.xlsx)”, rồi dùng tệp .xlsx đó."
CROOKED = "Tệp “kế hoạch.xlsx” không được đọc vì"
NAMES = f"{CROOKED} tên các phần bên trong bị trùng hoặc trỏ ra ngoài tệp; {AGAIN}"
DTD = f"{CROOKED} có khai báo DTD mà Excel không bao giờ ghi, có dấu hiệu tệp gây hại; {AGAIN}"
BOMB = f"{CROOKED} phần nén bên trong bung ra quá lớn, có dấu hiệu tệp gây hại; {AGAIN}"
DAMAGED = f"Tệp “kế hoạch.xlsx” bị hỏng hoặc không đúng cấu trúc tệp .xlsx; {AGAIN}"
DAMAGED_SHEET = f"Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”) bị hỏng hoặc không đúng cấu trúc tệp .xlsx; {AGAIN}"


def other(kind: str) -> str:
    return f"Tệp “kế hoạch.xlsx” không phải là sổ tính Excel mà là {kind}; {SAVE_AS}"


def old(kind: str) -> str:
    return f"Tệp “kế hoạch.xlsx” là {kind}, chưa phải tệp .xlsx; {SAVE_AS}"


def one_sheet(xml: hostile.Part, **more: hostile.Part) -> bytes:
    return zipped(parts(xml, names=["Chỉ tiêu"], **more))  # type: ignore[arg-type]


def document(main_type: str, main: str = "word/document.xml") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": str(GOOD["[Content_Types].xml"])
            .replace("/xl/workbook.xml", f"/{main}")
            .replace(hostile.WORKBOOK_TYPE, main_type),
            "_rels/.rels": relationships(("officeDocument", main)),
            main: "<document/>",
        }
    )


def renamed(old_name: str, **lies: object) -> bytes:
    """The good workbook in which one member lies."""
    return packed(
        replace(honest(name, content), **lies) if name == old_name else honest(name, content)  # type: ignore[arg-type]
        for name, content in GOOD.items()
    )


def doctype(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE worksheet><worksheet xmlns="{hostile.MAIN}"/>'
    return text.encode(encoding)


FILES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "empty", "Tệp “kế hoạch.xlsx” rỗng, không có dữ liệu nào; hãy chép hoặc tải lại tệp."),
    "a renamed csv": (
        lambda: "Mã,Chỉ tiêu\nCT1,Số HTX\n".encode(),
        "not-a-workbook",
        other("văn bản phân cách kiểu CSV"),
    ),
    "a csv of semicolons with a byte order mark": (
        lambda: "Mã;Chỉ tiêu\nCT1;Số HTX\n".encode("utf-8-sig"),
        "not-a-workbook",
        other("văn bản phân cách kiểu CSV"),
    ),
    "Excel's Unicode text": (
        lambda: "Mã\tChỉ tiêu\r\nCT1\tSố HTX\r\n".encode("utf-16"),
        "not-a-workbook",
        other("văn bản phân cách kiểu CSV"),
    ),
    "a csv that begins like a picture": (
        lambda: b"BM01,BM02\n1,2\n",
        "not-a-workbook",
        other("văn bản phân cách kiểu CSV"),
    ),
    "plain text": (lambda: "Kế hoạch năm 2024\n".encode(), "not-a-workbook", other("tệp văn bản thuần")),
    "a web page called .xlsx": (
        lambda: b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</table></html>",
        "not-a-workbook",
        other("trang web (HTML)"),
    ),
    "some XML": (lambda: b"<?xml version='1.0'?><plan/>", "not-a-workbook", other("tệp XML")),
    "an XML spreadsheet of 2003": (
        lambda: b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
        "old-format",
        old("bảng tính XML 2003 (.xml)"),
    ),
    "a PDF": (lambda: b"%PDF-1.7\n\x00", "not-a-workbook", other("tệp PDF")),
    "an RTF document": (lambda: b"{\\rtf1 plan}", "not-a-workbook", other("văn bản RTF")),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0", "not-a-workbook", other("tệp hình ảnh")),
    "a gzip file": (lambda: b"\x1f\x8b\x08\0", "not-a-workbook", other("tệp nén")),
    "bytes of no known kind": (lambda: bytes(range(256)), "not-a-workbook", other("tệp thuộc loại khác")),
    "a zip of photos": (lambda: zipped({"ảnh.jpg": b"x"}), "not-a-workbook", other("tệp nén")),
    "a Word document": (
        lambda: document("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
        "not-a-workbook",
        other("văn bản Word"),
    ),
    "a presentation": (
        lambda: document(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "ppt/p.xml"
        ),
        "not-a-workbook",
        other("bài trình chiếu PowerPoint"),
    ),
    "a drawing": (
        lambda: document("application/vnd.ms-visio.drawing.main+xml", "visio/document.xml"),
        "not-a-workbook",
        other("tệp thuộc loại khác"),
    ),
    "an old Word document": (
        lambda: hostile.compound("WordDocument", "1Table"),
        "not-a-workbook",
        other("văn bản Word"),
    ),
    "an old presentation": (
        lambda: hostile.compound("PowerPoint Document"),
        "not-a-workbook",
        other("bài trình chiếu PowerPoint"),
    ),
    "some compound file": (lambda: hostile.compound("VisioDocument"), "not-a-workbook", other("tệp thuộc loại khác")),
    "an xls of 97": (lambda: hostile.compound("Workbook"), "old-format", old("sổ tính Excel 97-2003 (.xls)")),
    "an xls of 95": (lambda: hostile.compound("Book"), "old-format", old("sổ tính Excel 97-2003 (.xls)")),
    "an xls of 4.0": (lambda: b"\x09\x04\x06\x00\0\0\x10\0", "old-format", old("sổ tính Excel 97-2003 (.xls)")),
    "an xlsb": (
        lambda: document("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin"),
        "old-format",
        old("sổ tính Excel nhị phân (.xlsb)"),
    ),
    "an ods": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        "old-format",
        old("bảng tính OpenDocument (.ods)"),
    ),
    "an odt": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
        "not-a-workbook",
        other("tài liệu OpenDocument"),
    ),
    "a workbook with a password": (
        lambda: hostile.compound("EncryptionInfo", "EncryptedPackage"),
        "encrypted",
        "Tệp “kế hoạch.xlsx” được khóa bằng mật khẩu nên không đọc được; hãy mở bằng Excel, bỏ mật khẩu mở tệp, "
        "lưu lại rồi thử lại.",
    ),
    "a zip with a password": (
        lambda: renamed("xl/workbook.xml", flags=1),
        "encrypted",
        "Tệp “kế hoạch.xlsx” được khóa bằng mật khẩu nên không đọc được; hãy mở bằng Excel, bỏ mật khẩu mở tệp, "
        "lưu lại rồi thử lại.",
    ),
    "a download cut off": (
        lambda: zipped(GOOD)[:-200],
        "truncated",
        "Tệp “kế hoạch.xlsx” bị cắt cụt, có lẽ do chép hoặc tải về chưa xong; hãy chép hoặc tải lại tệp.",
    ),
    "a byte changed": (lambda: zipped(GOOD).replace(b"PK\1\2", b"PK\1\0", 1), "unreadable", DAMAGED),
    "a wrong checksum": (lambda: renamed("xl/worksheets/sheet1.xml", crc=1), "unreadable", DAMAGED_SHEET),
    "two archives in one": (
        lambda: (second := zipped(GOOD)) and zipped(GOOD)[:-2] + len(second).to_bytes(2, "little") + second,
        "unreadable",
        DAMAGED,
    ),
    "a count of parts that lies": (lambda: packed(map(honest, GOOD, GOOD.values()), count=99), "unreadable", DAMAGED),
    "a way of compression that Office does not use": (
        lambda: renamed("xl/workbook.xml", method=14),
        "unreadable",
        DAMAGED,
    ),
    "no stream where one should be": (
        lambda: renamed("xl/worksheets/sheet1.xml", stored=b"\xff" * 50),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a part that inflates to less than it says": (
        lambda: renamed("xl/worksheets/sheet1.xml", says_inflated=5_000),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a part that inflates to more than it says": (
        lambda: renamed("xl/workbook.xml", says_inflated=100),
        "bomb",
        BOMB,
    ),
    "a part without end": (
        lambda: renamed("xl/worksheets/sheet1.xml", says_inflated=300 * limits.MIB),
        "bomb",
        BOMB,
    ),
    "parts upon each other": (lambda: renamed("xl/worksheets/sheet1.xml", at=0), "bomb", BOMB),
    "a stored part with two sizes": (
        lambda: renamed("xl/worksheets/sheet1.xml", method=0, says_inflated=7),
        "bomb",
        BOMB,
    ),
    "a doubled part": (
        lambda: packed([*map(honest, GOOD, GOOD.values()), honest("XL/Workbook.xml", "<a/>")]),
        "part-names",
        NAMES,
    ),
    "a part that leaves the file": (lambda: zipped(GOOD | {"xl/../../tệp.xml": "<a/>"}), "part-names", NAMES),
    "an absolute part": (lambda: zipped(GOOD | {"/etc/passwd": "x"}), "part-names", NAMES),
    "a part on a drive": (lambda: zipped(GOOD | {"C:/x.xml": "<a/>"}), "part-names", NAMES),
    "a part with another name inside": (
        lambda: renamed("xl/workbook.xml", local_name="xl/workbook.bin"),
        "part-names",
        NAMES,
    ),
    "a target that leaves the file": (
        lambda: zipped(
            GOOD | {"xl/_rels/workbook.xml.rels": relationships(("worksheet", "../../../worksheets/sheet1.xml"))}
        ),
        "part-names",
        NAMES,
    ),
    "25,000 parts": (
        lambda: zipped(GOOD | {f"xl/media/{number}": b"" for number in range(25_000)}),
        "parts",
        f"{CROOKED} gồm quá nhiều phần (hơn 20.000); {AGAIN}",
    ),
    "a DTD": (lambda: one_sheet(doctype("utf-8")), "dtd", DTD),
    "a DTD in UTF-16": (lambda: one_sheet(doctype("utf-16")), "dtd", DTD),
    "a DTD behind a long comment": (
        lambda: one_sheet(f"<!--{'x' * 9000}--><!DOCTYPE a><a/>"),
        "dtd",
        DTD,
    ),
    "a DTD in a part that is never parsed": (
        lambda: zipped(GOOD | {"customXml/item1.xml": doctype("utf-16-le")}),
        "dtd",
        DTD,
    ),
    "an entity that would read a file of ours": (
        lambda: one_sheet(
            sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
            strings='<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + strings("&e;").partition("?>")[2],
        ),
        "dtd",
        DTD,
    ),
    "a sheet in UTF-32": (
        lambda: one_sheet(sheet(ONE).replace("UTF-8", "UTF-32").encode("utf-32")),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a sheet in UTF-7": (
        lambda: one_sheet(sheet(ONE).replace("UTF-8", "UTF-7").encode("utf-7")),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a sheet in the characters of a mainframe": (
        lambda: one_sheet(sheet(ONE).replace("UTF-8", "cp500").encode("cp500")),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a sheet that is not in the encoding that it says": (
        lambda: one_sheet(sheet('<row><c t="str"><v>Số</v></c></row>').encode("utf-16-le")[:-1]),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a workbook within an archive": (
        lambda: zipped({"kế hoạch.xlsx": zipped(GOOD)}),
        "not-a-workbook",
        other("tệp nén"),
    ),
    "300 sheets": (
        lambda: zipped(parts(*[sheet(ONE)] * 300)),
        "sheets",
        "Tệp “kế hoạch.xlsx” có quá nhiều trang tính (hơn 256); hãy bỏ các trang tính không thuộc biểu rồi thử lại.",
    ),
    "a cell beyond the last column": (
        lambda: one_sheet(sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>')),
        "extent",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô XFE1) có địa chỉ ô nằm ngoài phạm vi của Excel (XFD1048576); "
        + AGAIN,
    ),
    "a row beyond the last": (
        lambda: one_sheet(sheet('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')),
        "extent",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô A1048577) có địa chỉ ô nằm ngoài phạm vi của Excel "
        "(XFD1048576); " + AGAIN,
    ),
    "an address that is none": (
        lambda: one_sheet(sheet('<row r="1"><c r="1A"><v>1</v></c></row>')),
        "extent",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô 1A) có địa chỉ ô nằm ngoài phạm vi của Excel (XFD1048576); "
        + AGAIN,
    ),
    "a row of 20,000 cells without addresses": (
        lambda: one_sheet(sheet("<row>" + "<c/>" * 20_000 + "</row>")),
        "extent",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô XFE1) có địa chỉ ô nằm ngoài phạm vi của Excel (XFD1048576); "
        + AGAIN,
    ),
    "too many merges": (
        lambda: one_sheet(sheet(ONE, after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_001 + "</mergeCells>")),
        "counts",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”) có quá nhiều vùng gộp ô so với một biểu; hãy bỏ dữ liệu không "
        "thuộc biểu rồi thử lại.",
    ),
    "too many names": (
        lambda: zipped(
            parts(
                sheet(ONE),
                workbook="<definedNames>"
                + "".join(f'<definedName name="n{number}">1</definedName>' for number in range(50_001))
                + "</definedNames>",
            )
        ),
        "counts",
        "Tệp “kế hoạch.xlsx” có quá nhiều tên vùng so với một biểu; hãy bỏ dữ liệu không thuộc biểu rồi thử lại.",
    ),
    "a shared string that is not there": (
        lambda: one_sheet(sheet('<row r="1"><c r="B1" t="s"><v>7</v></c></row>'), strings=strings("một", count=8)),
        "references",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô B1) trỏ tới chuỗi văn bản không có trong tệp; " + AGAIN,
    ),
    "a sheet that is not there": (
        lambda: zipped({name: part for name, part in GOOD.items() if "sheet1" not in name}),
        "references",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”) trỏ tới phần dữ liệu không có trong tệp; " + AGAIN,
    ),
    "one cell twice": (
        lambda: one_sheet(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
        "twice",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô A1) có một ô được ghi hai lần nên không rõ giá trị nào đúng; "
        + AGAIN,
    ),
    "one cell in two rows of the same number": (
        lambda: one_sheet(sheet(ONE + ONE)),
        "twice",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô A1) có một ô được ghi hai lần nên không rõ giá trị nào đúng; "
        + AGAIN,
    ),
    "a text that is too long": (
        lambda: one_sheet(sheet(f'<row r="3"><c r="C3" t="inlineStr"><is><t>{"á" * 32_768}</t></is></c></row>')),
        "text",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô C3) có ô chứa văn bản dài hơn 32.767 ký tự, quá giới hạn của "
        "Excel; hãy rút ngắn rồi thử lại.",
    ),
    "a shared string that is too long": (
        lambda: one_sheet(sheet('<row r="3"><c r="C3" t="s"><v>0</v></c></row>'), strings=strings("á" * 32_768)),
        "text",
        "Tệp “kế hoạch.xlsx” (trang tính “Chỉ tiêu”, ô C3) có ô chứa văn bản dài hơn 32.767 ký tự, quá giới hạn của "
        "Excel; hãy rút ngắn rồi thử lại.",
    ),
    "XML that breaks off": (lambda: one_sheet("<worksheet><sheetData>"), "unreadable", DAMAGED_SHEET),
    "an entity without a DTD": (
        lambda: one_sheet(sheet('<row><c t="str"><v>&nbsp;</v></c></row>')),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a worksheet of another namespace": (
        lambda: one_sheet(sheet(ONE, namespace="urn:other")),
        "unreadable",
        DAMAGED_SHEET,
    ),
    "a column that is no number": (
        lambda: one_sheet(sheet(ONE, before='<cols><col min="x" hidden="1"/></cols>')),
        "unreadable",
        DAMAGED_SHEET,
    ),
}


def refused(read_it: Callable[[], Workbook]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_it()
    return caught.value


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_with_a_clear_sentence(name: str, tmp_path: Path) -> None:
    make, reason, sentence = FILES[name]
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(make())
    refusal = refused(lambda: read(path))
    assert (refusal.reason, refusal.sentence()) == (reason, sentence)


def test_a_worker_refuses_with_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    for name in ("a renamed csv", "a DTD in UTF-16", "one cell twice", "one cell in two rows of the same number"):
        path.write_bytes(FILES[name][0]())
        reading = start_reading(path)
        assert refused(reading.result).sentence() == FILES[name][2]
        assert refused(reading.result).sentence() == FILES[name][2]


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for missing in (tmp_path / "thiếu.xlsx", tmp_path / "a\0b.xlsx", Path(__file__) / "thiếu.xlsx"):
        for reads in (lambda: read(missing), start_reading(missing).result):  # noqa: B023
            assert refused(reads).reason == "missing"
    sentence = "Không tìm thấy tệp “thiếu.xlsx”; hãy kiểm tra lại tên tệp và thư mục."
    assert refused(lambda: read(tmp_path / "thiếu.xlsx")).sentence() == sentence


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "kế hoạch.xlsx"
    folder.mkdir()
    assert refused(start_reading(folder).result).sentence() == (
        "“kế hoạch.xlsx” là một thư mục, không phải tệp Excel; hãy chỉ rõ tệp .xlsx cần đọc."
    )


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert refused(start_reading(path).result).sentence() == (
        "Tệp “kế hoạch.xlsx” lớn hơn 100 MB; hãy bỏ bớt hình ảnh hoặc trang tính không cần thiết, lưu lại rồi thử lại."
    )


def test_a_file_that_is_being_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(b"PK\3\4" + bytes(60 * limits.MIB))
    done = threading.Event()

    def write_on() -> None:
        with path.open("ab", buffering=0) as file:
            while not done.is_set():
                file.write(b"x")

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        refusal = refused(start_reading(path).result)
    finally:
        done.set()
        writer.join()
    assert refusal.sentence() == ("Tệp “kế hoạch.xlsx” bị thay đổi trong khi đang đọc; hãy lưu, đóng tệp rồi thử lại.")


@pytest.mark.skipif(os.name != "posix", reason="rights and special files of POSIX")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(zipped(GOOD))
    path.chmod(0)
    user = os.geteuid()
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        if user == 0:
            folder.chmod(0o755)
    try:
        if user == 0:
            os.seteuid(65534)  # the superuser may read everything
        refusal = refused(lambda: read(path))
    finally:
        os.seteuid(user)
    assert refusal.sentence() == (
        "Không được phép mở tệp “kế hoạch.xlsx”; hãy đóng chương trình đang mở tệp hoặc xin quyền đọc, rồi thử lại."
    )


@pytest.mark.skipif(os.name != "posix", reason="rights and special files of POSIX")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    os.mkfifo(path)
    assert refused(start_reading(path).result).sentence() == (
        "“kế hoạch.xlsx” không phải là một tệp thông thường trên đĩa; hãy chép dữ liệu thành tệp .xlsx rồi thử lại."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="a file that fails to be read is at hand on Linux")
def test_a_disk_that_fails_is_a_refusal() -> None:
    assert refused(lambda: read("/proc/self/mem")).sentence() == (
        "Không đọc được tệp “mem” từ ổ đĩa hoặc mạng; hãy chép tệp về máy rồi thử lại."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and signals as on Linux")
def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(zipped(parts(sheet(ONE), strings=strings("ế" * 20_000_000)), compression=0))
    assert refused(start_reading(path, megabytes=120).result).sentence() == (
        "Tệp “kế hoạch.xlsx” cần nhiều bộ nhớ hơn mức cho phép nên không được đọc; hãy bỏ dữ liệu, định dạng không "
        "cần thiết, lưu lại rồi thử lại."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and signals as on Linux")
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            signal.SIGSTOP,
            "Tệp “kế hoạch.xlsx” không đọc xong trong 0,5 giây; hãy bỏ dữ liệu, định dạng không cần thiết, lưu lại "
            "rồi thử lại.",
        ),
        (signal.SIGSEGV, f"Tệp “kế hoạch.xlsx” khiến việc đọc dừng đột ngột; {AGAIN}"),
        (
            signal.SIGKILL,
            "Tệp “kế hoạch.xlsx” cần nhiều bộ nhớ hơn mức cho phép nên không được đọc; hãy bỏ dữ liệu, định dạng "
            "không cần thiết, lưu lại rồi thử lại.",
        ),
    ],
)
def test_a_worker_that_hangs_or_dies_is_a_refusal_of_its_file(
    number: signal.Signals, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "kế hoạch.xlsx"
    path.write_bytes(zipped(GOOD))
    reading = start_reading(path, seconds=0.5)
    assert reading._worker is not None
    os.kill(reading._worker.pid, number)
    assert refused(reading.result).sentence() == sentence


def test_a_sentence_keeps_to_one_line_whatever_the_names_hold() -> None:
    refusal = Refusal("unreadable", file="/tmp/a\nb\u202e{place}.xlsx", sheet="{file}\r\n" + "x" * 200, cell="A1")
    assert refusal.sentence("en") == (
        "The file “a�b�{place}.xlsx” (sheet “{file}��" + "x" * 91 + "…”, cell A1) is damaged or not built as an .xlsx "
        "file is; please open the file in Excel, save it as a new .xlsx file and try again."
    )


def test_every_reason_has_both_languages_and_a_file_in_these_tests() -> None:
    of_the_surroundings = {"missing", "permission", "directory", "not-a-file", "disk", "changed", "too-large"}
    of_the_surroundings |= {"closed-folder"}
    of_the_worker = {"timeout", "memory", "died"}
    tested = {reason for _, reason, _ in FILES.values()} | of_the_surroundings | of_the_worker
    assert tested == set(_WORDS)
    for reason in _WORDS:
        vietnamese, english = (Refusal(reason, file="x").sentence(language) for language in ("vi", "en"))
        assert vietnamese.endswith(".")
        assert english.endswith(".")
        assert vietnamese != english
