"""One plan as different programs save it: for real where the program is at hand, else by what it is known to write."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment

from ktt_check.resources import workbooks_folder

PLAN = workbooks_folder() / "plans" / "cam-ranh-2023.xlsx"  # xlsxwriter's
Parts = dict[str, bytes]
_USUAL = b"http://schemas.openxmlformats.org/"
_STRICT = b"http://purl.oclc.org/ooxml/"
_FAMILIES = b"spreadsheetml|officeDocument|drawingml"


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def _edited(edit: Callable[[Parts], None]) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        parts = parts_of(PLAN)
        edit(parts)
        return pack(path, parts)

    return write


def _each_sheet(parts: Parts, edit: Callable[[bytes], bytes]) -> None:
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = edit(parts[name])


def _excel(parts: Parts) -> None:
    """Revision ids, compatibility, row heights in an extension's attribute, an extension list, printer settings."""
    spaces = (
        b' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr"'
        b' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
        b' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        b' xr:uid="{00000000-0001-0000-0000-000000000000}"'
    )
    extension = (
        b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings/></ext>'
        b"</extLst></worksheet>"
    )

    def edit(sheet: bytes) -> bytes:
        sheet = sheet.replace(b"<worksheet ", b"<worksheet" + spaces + b" ", 1)
        sheet = re.sub(rb"<row (?=r=)", b'<row x14ac:dyDescent="0.25" ', sheet)
        return sheet.replace(b"</worksheet>", extension)

    _each_sheet(parts, edit)
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations(
        ("printerSettings", "../printerSettings/printerSettings1.bin")
    )
    parts["xl/worksheets/sheet1.xml"] = re.sub(
        rb"<pageSetup ", b'<pageSetup r:id="rId1" ', parts["xl/worksheets/sheet1.xml"]
    )
    settings = b"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    _typed(parts, b'<Default Extension="bin" ContentType="%s"/>' % settings)


def _wps(parts: Parts) -> None:
    """Kingsoft's own properties, its namespace on the root, and sheet views with a normal zoom."""
    parts["docProps/custom.xml"] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        b'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>1033-12.2.0.13431'
        b"</vt:lpwstr></property></Properties>"
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId4" Type="' + _USUAL + b'officeDocument/2006/relationships/custom-properties" '
        b'Target="docProps/custom.xml"/></Relationships>',
    )
    _typed(
        parts,
        b'<Override PartName="/docProps/custom.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>',
    )
    space = b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
    _each_sheet(parts, lambda sheet: sheet.replace(b"<worksheet ", b"<worksheet" + space, 1))


def _google(parts: Parts) -> None:
    """An empty drawing for each sheet, absolute nothing, many namespaces, and no document properties."""
    for name in ("docProps/app.xml", "docProps/core.xml"):
        parts.pop(name)
    parts["_rels/.rels"] = _relations(("officeDocument", "xl/workbook.xml"))
    types = parts["[Content_Types].xml"]
    types = re.sub(rb'<Override PartName="/docProps/[^>]*/>', b"", types)
    drawing = b"application/vnd.openxmlformats-officedocument.drawing+xml"
    for number, name in enumerate(sorted(n for n in parts if n.startswith("xl/worksheets/sheet")), 1):
        part = f"xl/drawings/drawing{number}.xml"
        parts[part] = (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><xdr:wsDr '
            b'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
        )
        types = types.replace(
            b"</Types>", b'<Override PartName="/%s" ContentType="%s"/></Types>' % (part.encode(), drawing)
        )
        home = f"xl/worksheets/_rels/{name.rpartition('/')[2]}.rels"
        parts[home] = _relations(("drawing", f"../drawings/drawing{number}.xml"))
        sheet = parts[name].replace(b"</worksheet>", b'<drawing r:id="rId1"/></worksheet>')
        parts[name] = sheet.replace(b"<worksheet ", b'<worksheet xmlns:mv="urn:schemas-microsoft-com:mac:vml" ', 1)
    parts["[Content_Types].xml"] = types


def _relations(*targets: tuple[str, str]) -> bytes:
    items = b"".join(
        b'<Relationship Id="rId%d" Type="%sofficeDocument/2006/relationships/%s" Target="%s"/>'
        % (number, _USUAL, kind.encode(), target.encode())
        for number, (kind, target) in enumerate(targets, 1)
    )
    return b'<Relationships xmlns="%spackage/2006/relationships">%s</Relationships>' % (_USUAL, items)


def _typed(parts: Parts, entry: bytes) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", entry + b"</Types>")


def _strict(parts: Parts) -> None:
    """As Excel's "Strict Open XML Spreadsheet": the same elements under other namespaces."""

    def other(found: re.Match[bytes]) -> bytes:
        family, rest = found.groups()
        rest = {b"extended-properties": b"extendedProperties"}.get(rest, rest)
        rest = rest.replace(b"relationships/extended-properties", b"relationships/extendedProperties")
        return b'"' + _STRICT + family + b"/" + rest + b'"'

    pattern = re.compile(rb'"' + _USUAL + rb"(" + _FAMILIES + rb')/2006/([^"]*)"')
    for name, data in parts.items():
        if name != "[Content_Types].xml":
            parts[name] = pattern.sub(other, data)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbook ", b'<workbook conformance="strict" ', 1)


def _inline(parts: Parts) -> None:
    """No shared strings: each text in its cell."""
    strings = re.findall(rb"<si>(.*?)</si>", parts.pop("xl/sharedStrings.xml"), re.DOTALL)

    def edit(sheet: bytes) -> bytes:
        return re.sub(
            rb' t="s"><v>(\d+)</v></c>', lambda m: b' t="inlineStr"><is>' + strings[int(m[1])] + b"</is></c>", sheet
        )

    _each_sheet(parts, edit)
    _without(parts, rb"sharedStrings")


def _without(parts: Parts, word: bytes) -> None:
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = re.sub(rb"<(?:Relationship|Override) [^>]*" + word + rb"[^>]*/>", b"", parts[name])


def _unstyled(parts: Parts) -> None:
    """No styles part, and no cell that names a style."""
    parts.pop("xl/styles.xml")
    _without(parts, rb"styles")
    _each_sheet(parts, lambda sheet: re.sub(rb'(<(?:c|row|col) [^>]*?) (?:s|style)="\d+"', rb"\1", sheet))
    _each_sheet(parts, lambda sheet: re.sub(rb"<conditionalFormatting .*?</conditionalFormatting>", b"", sheet))


def _prefixed(parts: Parts) -> None:
    """As the Open XML SDK: every element with a prefix."""
    for name in parts:
        main = b'xmlns="' + _USUAL + b'spreadsheetml/2006/main"'
        if main in parts[name]:
            data = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", parts[name])
            parts[name] = data.replace(main, main.replace(b"xmlns=", b"xmlns:x="))


def _absolute(parts: Parts) -> None:
    for name in ("xl/_rels/workbook.xml.rels", "_rels/.rels"):
        home = "" if name.startswith("_rels") else "xl/"
        parts[name] = re.sub(rb'Target="(?=[a-z])', f'Target="/{home}'.encode(), parts[name])


def _protected(parts: Parts) -> None:
    lock = b'<sheetProtection algorithmName="SHA-512" hashValue="AAAA" saltValue="AAAA" spinCount="100000" sheet="1"/>'
    _each_sheet(parts, lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + lock, 1))
    parts["xl/workbook.xml"] = re.sub(
        rb"(<workbookPr[^>]*/>)", rb'\1<workbookProtection lockStructure="1"/>', parts["xl/workbook.xml"]
    )


def _signed(parts: Parts) -> None:
    """A digital signature as Office keeps it."""
    signature = b"application/vnd.openxmlformats-package.digital-signature-"
    parts["_xmlsignatures/origin.sigs"] = b""
    parts["_xmlsignatures/sig1.xml"] = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'
    parts["_xmlsignatures/_rels/origin.sigs.rels"] = (
        b'<Relationships xmlns="%spackage/2006/relationships"><Relationship Id="rId1" '
        b'Type="%spackage/2006/relationships/digital-signature/signature" Target="sig1.xml"/></Relationships>'
        % (_USUAL, _USUAL)
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId9" Type="%spackage/2006/relationships/digital-signature/origin" '
        b'Target="_xmlsignatures/origin.sigs"/></Relationships>' % _USUAL,
    )
    _typed(parts, b'<Default Extension="sigs" ContentType="%sorigin"/>' % signature)
    _typed(parts, b'<Override PartName="/_xmlsignatures/sig1.xml" ContentType="%sxmlsignature+xml"/>' % signature)


def _openpyxl(path: Path) -> Path:
    book = openpyxl.load_workbook(PLAN)
    sheet = book["Chỉ tiêu"]
    sheet["C3"].comment = Comment("Xem lại", "Lan")
    book.save(path)
    return path


def libreoffice(path: Path) -> Path:
    """Saved by LibreOffice for real; ``soffice`` must be there."""
    program = shutil.which("soffice")
    assert program is not None
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    out = path.parent / "converted"
    command = [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
    subprocess.run([*command, str(PLAN)], check=True, capture_output=True, timeout=180)
    return (out / PLAN.name).replace(path)


WRITERS: dict[str, Callable[[Path], Path]] = {
    "xlsxwriter": lambda path: Path(shutil.copy(PLAN, path)),
    "openpyxl": _openpyxl,
    "Excel": _edited(_excel),
    "WPS": _edited(_wps),
    "Google Sheets": _edited(_google),
    "strict": _edited(_strict),
    "inline strings": _edited(_inline),
    "no styles": _edited(_unstyled),
    "prefixes": _edited(_prefixed),
    "absolute targets": _edited(_absolute),
    "protected": _edited(_protected),
    "signed": _edited(_signed),
}
