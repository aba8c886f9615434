"""Workbooks that are written unusually and yet rightly are read like any other."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ktt_check.workbook import CellNote, Sheet, read

from hostile import (
    DECLARATION,
    MAIN,
    OFFICE,
    STRICT,
    STRICT_OFFICE,
    honest,
    packed,
    parts,
    relationships,
    sheet,
    strings,
    zip64,
    zipped,
)

ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>0.6</v></c></row>'
)
TEXTS = strings("Mã", "Giá trị", "CT1")
USUAL = parts(sheet(ROWS), strings=TEXTS, names=["Chỉ tiêu"])
EXPECTED = {1: {1: "Mã", 2: "Giá trị"}, 2: {1: "CT1", 2: Decimal("0.6")}}


def prefixed() -> bytes:
    """As the OpenXML SDK writes: every element with a prefix."""

    def prefix(xml: str) -> str:
        return (
            xml.replace("</", "</x:")
            .replace("<", "<x:")
            .replace("<x:/x:", "</x:")
            .replace("<x:?", "<?")
            .replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        )

    names = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
    return zipped(USUAL | {name: prefix(str(USUAL[name])) for name in names})


def strict() -> bytes:
    return zipped({name: str(xml).replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE) for name, xml in USUAL.items()})


def with_sheet(xml: str | bytes) -> bytes:
    return zipped(USUAL | {"xl/worksheets/sheet1.xml": xml})


def changed(old: str, new: str) -> bytes:
    """The usual workbook with one thing written otherwise in its sheet."""
    before = sheet(ROWS)
    assert old in before
    return with_sheet(before.replace(old, new))


def renamed(change: Callable[[str], str]) -> bytes:
    return packed(honest(change(name), content) for name, content in USUAL.items())


def streamed() -> bytes:
    """As a writer that cannot seek: sizes stand behind the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    target = Pipe()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in USUAL.items():
            archive.writestr(name, content)
    return target.getvalue()


WRITTEN: dict[str, Callable[[], bytes]] = {
    "as usual": lambda: zipped(USUAL),
    "stored without compression": lambda: zipped(USUAL, compression=zipfile.ZIP_STORED),
    "with 64-bit records": lambda: zip64(USUAL),
    "streamed": streamed,
    "with a comment behind the archive": lambda: zipped(USUAL)[:-2] + b"\4\0PK\5\6",
    "with a line break behind the archive": lambda: zipped(USUAL) + b"\r\n",
    "with folders as members": lambda: zipped(USUAL | {"xl/": b"", "xl/worksheets/": b""}),
    "with other capitals in part names": lambda: renamed(
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("worksheets/sheet", "worksheets/Sheet")
    ),
    "with backslashes in part names": lambda: renamed(lambda name: name.replace("/", "\\")),
    "in strict form": strict,
    "with a prefix on every element": prefixed,
    "with another prefix within": lambda: changed(
        '<c r="A2" t="s"><v>2</v></c>', f'<y:c xmlns:y="{MAIN}" r="A2" t="s"><y:v>2</y:v></y:c>'
    ),
    "with absolute targets": lambda: zipped(
        USUAL
        | {
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "/xl/worksheets/sheet1.xml"), ("sharedStrings", "/xl/sharedStrings.xml")
            )
        }
    ),
    "with targets from the root but without its slash": lambda: zipped(
        USUAL
        | {
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "xl/worksheets/sheet1.xml"), ("sharedStrings", ".\\sharedStrings.xml")
            )
        }
    ),
    "with an escaped target": lambda: zipped(
        {name.replace("sheet1", "trang 1"): content for name, content in USUAL.items()}
        | {
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "worksheets/trang%201.xml"), ("sharedStrings", "sharedStrings.xml")
            )
        }
    ),
    "with a link to elsewhere": lambda: zipped(
        USUAL
        | {
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(("hyperlink", "../../../../x")).replace(
                "/>", ' TargetMode="External"/>'
            )
        }
    ),
    "without content types": lambda: zipped(
        {name: content for name, content in USUAL.items() if name != "[Content_Types].xml"}
    ),
    "without relationships of the package": lambda: zipped(
        {name: content for name, content in USUAL.items() if name != "_rels/.rels"}
    ),
    "with styles that are named but missing": lambda: zipped(
        USUAL
        | {
            "xl/_rels/workbook.xml.rels": relationships(
                ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
            )
        }
    ),
    "without addresses": lambda: changed(
        ROWS,
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c><v>0.6</v></c></row>',
    ),
    "with addresses of cells only": lambda: with_sheet(
        sheet(ROWS.replace('<row r="1">', "<row>").replace('<row r="2">', "<row>"))
    ),
    "with rows and cells out of order": lambda: with_sheet(
        sheet(
            '<row r="2"><c r="B2"><v>0.6</v></c><c r="A2" t="s"><v>2</v></c></row>'
            '<row r="1"><c r="B1" t="s"><v>1</v></c><c r="A1" t="s"><v>0</v></c></row>'
        )
    ),
    "with one row in two pieces": lambda: with_sheet(
        sheet(
            '<row r="1"><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>0.6</v>'
            '</c></row><row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        )
    ),
    "with a cell in another row's element": lambda: with_sheet(
        sheet(
            ROWS.replace('<c r="A2" t="s"><v>2</v></c>', "").replace("</row>", '<c r="A2" t="s"><v>2</v></c></row>', 1)
        )
    ),
    "with small letters in addresses": lambda: changed('r="B2"', 'r="b2"'),
    "with a row number that has a zero in front": lambda: changed('<row r="2">', '<row r="02">'),
    "with blanks and line breaks between elements": lambda: with_sheet(
        sheet(ROWS.replace("><", ">\n  <")).replace("\n  <v>", "<v>")
    ),
    "with a comment, CDATA and an instruction": lambda: changed(
        "<v>0.6</v>", "<!-- <v>7</v> </row> --><v><![CDATA[0]]>.6<?x <v>8</v>?></v>"
    ),
    "with numeric references": lambda: changed("<v>0.6</v>", "<v>&#48;.&#x36;</v>"),
    "in UTF-16": lambda: with_sheet(sheet(ROWS).replace("UTF-8", "UTF-16").encode("utf-16")),
    "with a byte order mark": lambda: with_sheet(sheet(ROWS).encode("utf-8-sig")),
    "in Latin-1": lambda: with_sheet(sheet(ROWS).replace("UTF-8", "ISO-8859-1").encode("latin-1")),
    "with an extent and spans that lie": lambda: with_sheet(
        sheet(ROWS.replace('r="1"', 'r="1" spans="9:3"'), before='<dimension ref="Z99:A1"/>')
    ),
    "with extensions and what may follow the cells": lambda: with_sheet(
        sheet(
            ROWS,
            after='<autoFilter ref="A1:B2"/><extLst><ext uri="x"><x14:row xmlns:x14="urn:x14"><c r="A1"><v>1</v></c>'
            "</x14:row></ext></extLst>",
        )
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_workbook_is_read_however_it_is_written(way: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(WRITTEN[way]())
    read_ = read(path)
    rows = read_.sheets[0].rows
    assert rows == EXPECTED
    assert [list(row) for row in rows.values()] == [[1, 2], [1, 2]]
    assert list(rows) == [1, 2]
    assert read_.sheets == (
        Sheet(
            name="Chỉ tiêu",
            hidden=False,
            rows=EXPECTED,  # type: ignore[arg-type]
            notes={},
            hidden_rows=frozenset(),
            hidden_columns=frozenset(),
            merges=(),
            comments={},
        ),
    )


def test_a_style_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    styles = f'{DECLARATION}<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="9" fontId="7"/></cellXfs></styleSheet>'
    path.write_bytes(zipped(parts(sheet('<row><c s="5"><v>1</v></c><c><v>1</v></c></row>'), styles=styles)))
    assert read(path).sheets[0].notes == {(1, 2): CellNote(number_format="0%")}
