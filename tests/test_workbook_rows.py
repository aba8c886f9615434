"""Rows that are taken by pattern read as the XML parser reads them, whatever stands between and within them."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_ways import Reason, alike, each_way

from ktt_check.workbook import CellNote, Refusal, Workbook, read, rowshapes

from hostile import DECLARATION, MAIN, parts, sheet, strings, zipped

STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{MAIN}"><fonts><font/><font><strike/></font></fonts>'
    '<cellXfs><xf/><xf numFmtId="9"/><xf numFmtId="14"/><xf fontId="1"/></cellXfs></styleSheet>'
)
CELLS = [
    '<c r="{c}{r}"><v>{n}</v></c>',
    '<c r="{c}{r}" s="1"><v>0.{n}</v></c>',
    '<c r="{c}{r}" s="2" t="n"><v>{n}</v></c>',
    '<c r="{c}{r}" s="3" t="s"><v>0</v></c>',
    '<c r="{c}{r}" t="s"><v>1</v></c>',
    '<c r="{c}{r}" s="1"><f>SUM(A1:A9)&gt;1</f><v>{n}</v></c>',
    '<c r="{c}{r}" s="1"><f>A1+{n}</f><v>{n}</v></c>',
    '<c r="{c}{r}" s="3"><f aca="false">A1</f><v>1E-3</v></c>',
    '<c r="{c}{r}" s="{r}"><v>{n}</v></c>',
    '<c r="{c}{r}" s="1{r}" t="s"><v>0</v></c>',
    '<c r="{c}{r}"><f t="shared" ref="A1:C3" si="0">"đ"&amp;"ã"</f><v>{n}</v></c>',
    '<c r="{c}{r}" s="2"><f t="shared" si="{n}"/><v>1</v></c>',
    '<c r="{c}{r}" s="1"/>',
    '<c r="{c}{r}"><f ca="1"/><v>{n}</v></c>',
    '<c r="{c}{r}"><f>SUM(A1)</f><v></v></c>',
    '<c r="{c}{r}" s="3"><f>A{r}</f></c>',
    '<c r="{c}{r}" s="2" t="str"><f>"Chưa"&amp;A{r}</f><v></v></c>',
    '<c r="{c}{r}" s="3" t="str"><f>A{r}</f><v>đạt &amp; {n}_x000A_</v></c>',
    '<c r="{c}{r}" s="3" t="b"><f>TRUE</f><v>1</v></c>',
    '<c r="{c}{r}" t="b"><v>0</v></c>',
    '<c r="{c}{r}" t="s"><f>A1</f><v>1</v></c>',
    '<c r="{c}{r}" t="s" s="1"><v/></c>',
    '<c r="{c}{r}" t="str"><v>a<b</v></c>',
    '<c r="{c}{r}" t="str"><v>a&b</v></c>',
    '<c r="{c}{r}" t="str"><v>a\rb</v></c>',
    '<c r="{c}{r}" t="str"><v>\ufffe]]></v></c>',
    '<c r="{c}{r}" t="str"><v></t></si><si><t></v></c>',
    '<c r="{c}{r}" t="b"><v>true</v></c>',
    '<c r="{c}{r}" t="b"><v>2</v></c>',
    '<c r="{c}{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="{c}{r}" t="d"><v>2026-01-01</v></c>',
    '<c r="{c}{r}" t="s"><v>{n}</v></c>',
    '<c r="{c}{r}"><f t="shared" t="shared" si="0"/><v>1</v></c>',
    '<c r="{c}{r}"><f>a]]>b</f><v>1</v></c>',
    '<c r="{c}{r}"><f>&nbsp;</f><v>1</v></c>',
    '<c r="{c}{r}"><f>a<b</f><v>1</v></c>',
    '<c r="{c}{r}"><f>\x0b</f><v>1</v></c>',
    '<c r="{c}{r}"><f>\uffff</f><v>1</v></c>',
    '<c r="{c}{r}"><v>\x0c1</v></c>',
    '<c r="{c}{r}"><v>1<v></c>',
    '<c r="{c}{r}"><v>1</v></v></c>',
    '<c r="{c}{r}"><v>1</v><v>2</v></c>',
    '<c r="{c}{r}"/><v>1</v>',
    '<c r="{c}{r}"/><v>1',
    '<c r="{c}{r}"><v></v></c>',
    '<c r="{c}{r}"><v> 7 </v></c>',
    '<c r="{c}{r}" t="s"><v> 1 </v></c>',
    '<c r="{c}{r}" t="s"><v>+1</v></c>',
    '<c r="{c}{r}" t="s"><v>-1</v></c>',
    '<c r="{c}{r}" t="s"><v>01</v></c>',
    '<c r="{c}{r}" t="s"><v>1_0</v></c>',
    '<c r="{c}{r}" t="s"><v>2</v></c>',
    '<c r="{c}{r}"><v>1_0</v></c>',
    '<c r="{c}{r}"><v>nan</v></c>',
    '<c r="{c}{r}"><v>12</v></c>',
    '<c r="{c}{r}"><v>&#49;2</v></c>',
    '<c r="{c}{r}" s="1" s="1"><v>1</v></c>',
    '<c r="{c}0{r}"><v>1</v></c>',
    '<c r="{c}\0"><v>1</v></c>',
    '<c r="{c}{r}"><f t="array" ref="A1:C3">1</f><v>1</v></c>',
    '<c r="{c}{r}"><f>1</f></c>',
    '<c r="{c}{r}" t="b"><v>1</v></c>',
    '<c r="{c}{r}" t="e"><v>#N/A</v></c>',
    '<c r="{c}{r}" t="str"><v>đạt</v></c>',
    '<c r="{c}{r}" t="inlineStr"><is><t>&lt;/row&gt;</t></is></c>',
    '<c r="{c}{r}"><v>1e999</v></c>',
    '<c r="{c}{r}"><v>1-2</v></c>',
    '<c r="{c}9"><v>9</v></c>',
    "<c><v>{n}</v></c>",
    '<c r="XFE{r}"/>',
    "<!-- </row> -->",
    "<![CDATA[</row>]]>",
    "<extLst><row r='1'><c r='A1'><v>1</v></c></row></extLst>",
    '<c xmlns="urn:x" r="{c}{r}"><v>1</v></c>',
    "\n",
]
ROWS = [
    '<row r="{r}">{cells}</row>',
    '<row r="{r}" spans="1:3" ht="15.5" customHeight="1" x14ac:dyDescent="0.25">{cells}</row>',
    '<row r="{r}" hidden="1">{cells}</row>',
    '<row r="{r}" customFormat="false" hidden="false" collapsed="false">{cells}</row>',
    '<row r="{r}" spans="1:{r}" s="{r}" customFormat="1">{cells}</row>',
    '<row r="{r}" spans="1:3" spans="1:3">{cells}</row>',
    '<row r="{r}" x15ac:dyDescent="0.25">{cells}</row>',
    '<row r="0{r}">{cells}</row>',
    '<row  r="{r}">{cells}</row>',
    '<row spans="1:3" r="{r}">{cells}</row>',
    '<row r="{r}" hidden="true">{cells}</row>',
    '<row r="0">{cells}</row>',
    '<row r="{r}"><row r="{r}">{cells}</row>',
    "</row>",
    "<row>{cells}</row>",
    '<row r="{r}"/>',
    '<row r="{r}">{cells}</row ><!-- ',
    '<!-- <row r="1">{cells}</row> -->',
    " --><!-- x -->",
    '<row xmlns="urn:x" r="{r}">{cells}</row>',
    f'<y:row xmlns:y="{MAIN}" r="{{r}}">{{cells}}</y:row>',
    "<extLst><a>{cells}</a><row r='4'>",
    "</row></extLst>",
    "\n ",
]
PLAIN_CELLS, PLAIN_ROWS = 22, 5  # how many of them are taken by pattern


@st.composite
def sheet_data(draw: st.DrawFn) -> str:
    """Plain rows in order, and up to two that may be anything."""
    rows = []
    number = 0
    odd_rows = draw(st.sets(st.integers(0, 7), max_size=2))
    for place in range(draw(st.integers(1, 8))):
        odd = place in odd_rows
        number = draw(st.sampled_from([number, number + 2, 1048576] if odd else [number + 1]))
        cells = [
            draw(st.sampled_from(CELLS if odd else CELLS[:PLAIN_CELLS])).format(
                c=column, r=number, n=draw(st.integers(0, 60))
            )
            for column in draw(st.sampled_from(["ABC", "AZ", "B", "BA", "", "AA"] if odd else ["ABC", "AZ"]))
        ]
        rows.append(draw(st.sampled_from(ROWS if odd else ROWS[:PLAIN_ROWS])).format(r=number, cells="".join(cells)))
    return "".join(rows)


def read_alike(path: Path, rows: str, patch: pytest.MonkeyPatch) -> Workbook | Reason:
    xml = sheet(rows).replace("<worksheet ", '<worksheet xmlns:x14ac="urn:x14ac" ')
    path.write_bytes(zipped(parts(xml, strings=strings("một", "hai"), styles=STYLES)))
    return alike(path, patch)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=sheet_data(), often=st.sampled_from([1, rowshapes.OFTEN]))
def test_the_pattern_and_the_parser_agree(
    rows: str, often: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rowshapes, "OFTEN", often)
    read_alike(tmp_path / "a.xlsx", rows, monkeypatch)


def test_what_stands_among_rows_of_one_shape_is_read_all_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such rows are matched whole; whatever differs from them must not be taken for one of them."""
    made: list[bytes] = []
    make = rowshapes._rows

    def told(text: bytes) -> re.Pattern[bytes]:
        made.append(text)
        return make(text)

    monkeypatch.setattr(rowshapes, "OFTEN", 1)
    monkeypatch.setattr(rowshapes, "_rows", told)
    usual = '<c r="{c}{r}" s="1"><v>{n}</v></c><c r="B{r}" s="2"/><c r="C{r}" t="str"><v>đạt {n}</v></c>'
    other = '<c r="{c}{r}" s="3" t="s"><v>1</v></c><c r="C{r}"><v>{n}</v></c>'
    taken = [
        book
        for way in (*((ROWS[0], odd) for odd in CELLS), *((odd, usual) for odd in ROWS))
        if isinstance(book := read_alike(tmp_path / "a.xlsx", _among(way, usual, other), monkeypatch), Workbook)
    ]
    assert len(taken) > len(CELLS) // 2
    assert max(len(book.sheets[0].rows) for book in taken) == 15
    assert len(made) == 2


def _among(way: tuple[str, str], usual: str, other: str) -> str:
    row, cells = way
    lines = [(ROWS[number % 2], other if number > 8 else usual) for number in range(1, 14)]
    lines[3:3], lines[10:10] = [(row, cells)], [(row, cells)]
    return "".join(
        line.format(r=number, cells=within.format(c="A", r=number, n=number * 7))
        for number, (line, within) in enumerate(lines, 1)
    )


def test_a_head_with_an_unknown_prefix_is_refused_all_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = '<row r="{r}" x14ac:dyDescent="0.25"><c r="A{r}"><v>1</v></c></row>'
    rows = "".join(row.format(r=number) for number in range(1, 5))
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet(rows))))
    assert [getattr(one, "reason", None) for one in each_way(path, monkeypatch)] == ["unreadable"] * 3


HEADS = [
    '<cols><col min="2" max="3" hidden="1"/></cols>',
    '<cols><col min="2" max="3" width="5"/></cols>',
    '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
    '<sheetData ><row r="1"><c r="A1"><v>7</v></c></row></sheetData >',
    "<!-- <worksheet> -->",
    '<x:sheetData xmlns:x="urn:x"/>',
    "<oddHeader>&amp;L &lt;sheetData&gt;</oddHeader>",
    "<a><b></a>",
    "</worksheet>",
    "<sheetPr",
]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("root", ["worksheet", "x:worksheet", "chartsheet"])
def test_what_stands_before_the_rows_is_read_all_ways(
    head: str, root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = '<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c></row>'
    xml = sheet(rows, before=head).replace("worksheet ", f'{root} xmlns:x="{MAIN}" ', 1)
    path = tmp_path / "a.xlsx"
    for comment in ("", "<!-- <worksheet> -->"):
        written = xml.replace("</worksheet>", f"</{root}>").replace(f"<{root} ", f"{comment}<{root} ", 1)
        path.write_bytes(zipped(parts(written)))
        alike(path, monkeypatch)


def test_rows_are_the_same_where_a_chunk_ends_within_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c>{"<!-- x -->" if row % 97 == 0 else ""}'
        f'<c r="C{row}" s="1" t="{"s" if row % 3 else "n"}"><v>1</v></c></row>'
        for row in range(1, 9001)
    )
    book = read_alike(tmp_path / "a.xlsx", rows, monkeypatch)
    assert isinstance(book, Workbook)
    read_ = book.sheets[0]
    assert len(read_.rows) == 9000
    assert read_.rows[8999] == {1: Decimal(8999), 3: "hai"}
    assert read_.notes[9000, 3] == CellNote(number_format="0%")
    assert len(read_.notes) == 3000


def test_a_row_within_a_comment_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = '<row r="2"><c r="A2"><v>666</v></c></row>'
    for before in ("<!-- ", '<row r="1"></row ><!-- </row>', '<row r="1"></row><!-- '):
        book = read_alike(tmp_path / "a.xlsx", f"{before}{hidden} -->", monkeypatch)
        assert isinstance(book, Workbook)
        assert book.sheets[0].rows == {}


SLOW = {
    "formula-unended": '<row r="1"><c r="A1"><f>' + "a" * 400_000 + "<v>1</v></c></row>",
    "formulas-unended": '<row r="1">' + "<f>" * 200_000 + "</row>",
    "references": '<row r="1"><c r="A1"><f>' + "&amp;" * 150_000 + "&x;</f><v>1</v></c></row>",
    "one-head": '<row r="1"' + ' ht="1"' * 100_000 + "><c/></row>",
    "heads": "".join(f'<row r="{n}" ht="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 30_000)),
    "shapes": "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" s="{n % 997 * 7 + k}"/>' for k, c in enumerate("ABCDEFGH"))
        + "</row>"
        for n in range(1, 12_000)
    ),
    "values": "".join(f'<row r="{n}"><c r="A{n}"><v>{n}.{n}</v></c></row>' for n in range(1, 40_000)),
    "empty-values": "".join(f'<row r="{n}"><c r="A{n}" t="str"><v></v></c></row>' for n in range(1, 40_000)),
    "odd-rows": "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 30_000)),
    "long-row": '<row r="1">' + "".join(f'<c r="A1" s="{n}"/>' for n in range(60_000)) + "</row>",
    "digits": f'<row r="{"1" * 500_000}"></row>',
    "quotes": "<row" + '"' * 500_000 + "</row>",
    "styles": '<row r="1"><c r="A1" s="' + "1" * 500_000 + '"/></row>',
}


@pytest.mark.parametrize("rows", SLOW.values(), ids=SLOW.keys())
def test_rows_made_to_be_slow_are_read_or_refused_in_time(rows: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet(rows), strings=strings("một"))))
    began = time.process_time()
    with suppress(Refusal):
        read(path)
    assert time.process_time() - began < 4
