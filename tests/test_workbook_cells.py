"""What stands in a cell arrives as it stands there: values, notes, and what surrounds the cells."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ktt_check.workbook import CellNote, Refusal, Sheet, Value, Workbook, read

from hostile import DECLARATION, MACRO_TYPE, MAIN, Part, parts, relationships, sheet, strings, zipped


def book(folder: Path, *sheets: Part, **more: object) -> Workbook:
    path = folder / "a.xlsx"
    path.write_bytes(zipped(parts(*sheets, **more)))  # type: ignore[arg-type]
    return read(path)


def one(folder: Path, rows: str, **more: object) -> Sheet:
    return book(folder, sheet(rows), **more).sheets[0]


def cell(folder: Path, xml: str, **more: object) -> tuple[Value | None, CellNote | None]:
    """The value and the note of A1, the only cell."""
    read_ = one(folder, f'<row r="1">{xml}</row>', **more)
    assert read_.rows in ({}, {1: {1: read_.rows.get(1, {}).get(1)}})
    return read_.rows.get(1, {}).get(1), read_.notes.get((1, 1))


def styles(*cell_formats: tuple[int, int], custom: str = "") -> str:
    """A styles part: ``(number format id, font)`` per style; font 1 is struck through, font 2 is not after all."""
    formats = "".join(f'<xf numFmtId="{code}" fontId="{font}"/>' for code, font in cell_formats)
    return (
        f'{DECLARATION}<styleSheet xmlns="{MAIN}"><numFmts count="99">{custom}</numFmts>'
        '<fonts><font><sz val="11"/></font><font><strike/></font><font><strike val="0"/></font></fonts>'
        '<cellStyleXfs><xf numFmtId="9" fontId="1"/></cellStyleXfs>'
        f"<cellXfs>{formats}</cellXfs>"
        '<dxfs><dxf><font><strike/></font><numFmt numFmtId="170" formatCode="yyyy"/></dxf></dxfs></styleSheet>'
    )


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("-0", "0"),
        ("0.59999999999999998", "0.6"),
        ("7.0000000000000007E-2", "0.07"),
        ("45000", "45000"),
        ("1234567890123456", "1234567890123456"),
        ("12345678901234567890", "12345678901234567000"),
        ("1E-3", "0.001"),
        (" 12 ", "12"),
    ],
)
def test_a_number_is_the_decimal_that_was_typed(stored: str, value: str, tmp_path: Path) -> None:
    read_, note = cell(tmp_path, f'<c r="A1"><v>{stored}</v></c>')
    assert (read_, note) == (Decimal(value), None)
    assert isinstance(read_, Decimal)


def test_a_whole_number_shows_no_decimal_point(tmp_path: Path) -> None:
    assert str(cell(tmp_path, '<c r="A1"><v>2030.0</v></c>')[0]) == "2030"


@pytest.mark.parametrize("stored", ["NaN", "INF", "1e999", "1_000", "không", "1,5"])
def test_what_is_stored_as_a_number_and_is_none_stays_the_text_that_it_is(stored: str, tmp_path: Path) -> None:
    assert cell(tmp_path, f'<c r="A1"><v>{stored}</v></c>') == (stored, None)


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="b"><v>true</v></c>', True),
        ('<c r="A1" t="str"><v>Đạt</v></c>', "Đạt"),
        ('<c r="A1" t="inlineStr"><is><t> Đạt </t></is></c>', " Đạt "),
        ('<c r="A1" t="inlineStr"><is><r><t>Đạ</t></r><r><rPr><b/></rPr><t>t</t></r></is></c>', "Đạt"),
        ('<c r="A1" t="inlineStr"><is><t>漢字</t><rPh sb="0" eb="2"><t>かんじ</t></rPh></is></c>', "漢字"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000A_b_x005F_x000D__xD83D__xDE00_</t></is></c>', "a\nb_x000D_😀"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D_ _x00_ _xzzzz_ __x0041_</t></is></c>', "\ufffd _x00_ _xzzzz_ _A"),
        ('<c r="A1" t="inlineStr"><is><t>&lt;a&gt; &amp; &#273;</t></is></c>', "<a> & đ"),
        ('<c r="A1"><is><t>không có kiểu</t></is></c>', "không có kiểu"),
        ('<c r="A1" t="mới"><v>kiểu lạ</v></c>', "kiểu lạ"),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1" s="1"/>', None),
        ('<c r="A1" t="s"/>', None),
        ('<c r="A1" t="str"><v></v></c>', None),
        ('<c r="A1" t="inlineStr"><is><t></t></is></c>', None),
        ('<c r="A1"><v>1</v><extLst><ext><v>2</v><c r="B1"><v>3</v></c></ext></extLst></c>', Decimal(1)),
    ],
)
def test_a_cell_is_the_value_of_its_kind(xml: str, value: Value | None, tmp_path: Path) -> None:
    assert cell(tmp_path, xml) == (value, None)


def test_shared_strings_are_read_with_their_runs_and_without_their_phonetics(tmp_path: Path) -> None:
    table = (
        f'<sst xmlns="{MAIN}" count="0" uniqueCount="4000000000"><si><t>Mã</t></si><si/>'
        "<si><r><rPr><strike/></rPr><t>Chỉ </t></r><r><t>tiêu</t></r><rPh><t>x</t></rPh><phoneticPr/></si>"
        '<si><t xml:space="preserve">  hai cách_x0009_ </t></si></sst>'
    )
    cells = "".join(f'<c t="s"><v>{index}</v></c>' for index in (0, 1, 2, 3, 0))
    assert one(tmp_path, f"<row>{cells}</row>", strings=table).rows == {
        1: {1: "Mã", 3: "Chỉ tiêu", 4: "  hai cách\t ", 5: "Mã"}
    }


@pytest.mark.parametrize(
    ("xml", "value", "note"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', Decimal(2), CellNote(formula=True)),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', Decimal(2), CellNote(formula=True)),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a", CellNote(formula=True)),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None, CellNote(formula=True)),
        ('<c r="A1"><f>1+1</f></c>', None, CellNote(formula=True, uncalculated=True)),
        ('<c r="A1"><f>1+1</f><v/></c>', None, CellNote(formula=True, uncalculated=True)),
        ('<c r="A1" t="str"><f>1+1</f></c>', None, CellNote(formula=True, uncalculated=True)),
        ('<c r="A1" t="e"><v>#N/A</v></c>', None, CellNote(error="#N/A")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', None, CellNote(formula=True, error="#DIV/0!")),
        ('<c r="A1" t="e"><v></v></c>', None, CellNote(error="#?")),
    ],
)
def test_formulas_and_errors_are_told_from_values_and_blanks(
    xml: str, value: Value | None, note: CellNote, tmp_path: Path
) -> None:
    assert cell(tmp_path, xml) == (value, note)


def test_every_cell_that_an_array_formula_fills_is_a_formula(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:B2">{1}</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>'
        '</row><row r="2"><c r="A2"><v>4</v></c><c r="B2"/></row><row r="3"><c r="A3"><v>5</v></c></row>'
    )
    read_ = one(tmp_path, rows)
    assert read_.rows == {1: {1: Decimal(1), 2: Decimal(2), 3: Decimal(3)}, 2: {1: Decimal(4)}, 3: {1: Decimal(5)}}
    assert read_.notes == {
        (1, 1): CellNote(formula=True),
        (1, 2): CellNote(formula=True),
        (2, 1): CellNote(formula=True),
        (2, 2): CellNote(formula=True, uncalculated=True),
    }


def test_a_percentage_is_its_number_with_its_format(tmp_path: Path) -> None:
    made = styles((0, 0), (9, 0), (10, 0), (200, 0), custom='<numFmt numFmtId="200" formatCode="0.0&quot; %&quot;"/>')
    xml = "".join(f'<c s="{style}"><v>0.59999999999999998</v></c>' for style in (0, 1, 2, 3, 99))
    read_ = one(tmp_path, f"<row>{xml}</row>", styles=made)
    assert set(read_.rows[1].values()) == {Decimal("0.6")}
    assert {place: note.number_format for place, note in read_.notes.items()} == {
        (1, 2): "0%",
        (1, 3): "0.00%",
        (1, 4): '0.0" %"',
    }


def test_a_struck_cell_is_noted_and_a_struck_run_is_not(tmp_path: Path) -> None:
    made = styles((0, 0), (0, 1), (9, 1), (0, 2))
    xml = (
        '<c r="A1" s="1" t="inlineStr"><is><t>bỏ</t></is></c><c r="B1" s="2"><v>1</v></c><c r="C1" s="3"><v>1</v></c>'
        '<c r="D1" s="1"/><c r="E1" t="inlineStr"><is><r><rPr><strike/></rPr><t>bỏ</t></r></is></c>'
        '<c r="F1" s="2" t="e"><f>1/0</f><v>#REF!</v></c>'
    )
    assert one(tmp_path, f'<row r="1">{xml}</row>', styles=made).notes == {
        (1, 1): CellNote(struck=True),
        (1, 2): CellNote(number_format="0%", struck=True),
        (1, 6): CellNote(formula=True, error="#REF!", struck=True),
    }


@pytest.mark.parametrize(
    ("serial", "in_1900", "in_1904"),
    [
        ("1", datetime(1900, 1, 1), datetime(1904, 1, 2)),
        ("59", datetime(1900, 2, 28), datetime(1904, 2, 29)),
        ("60", Decimal(60), datetime(1904, 3, 1)),
        ("60.5", Decimal("60.5"), datetime(1904, 3, 1, 12)),
        ("61", datetime(1900, 3, 1), datetime(1904, 3, 2)),
        ("45353", datetime(2024, 3, 2), datetime(2028, 3, 3)),
        ("45353.999999", datetime(2024, 3, 2, 23, 59, 59, 914000), datetime(2028, 3, 3, 23, 59, 59, 914000)),
        ("0", Decimal(0), datetime(1904, 1, 1)),
        ("0.5", Decimal("0.5"), datetime(1904, 1, 1, 12)),
        ("-1", Decimal(-1), Decimal(-1)),
        ("2958465", datetime(9999, 12, 31), Decimal(2958465)),
        ("2958466", Decimal(2958466), Decimal(2958466)),
        ("1e300", Decimal("1e300"), Decimal("1e300")),
    ],
)
def test_a_number_with_a_date_format_is_a_day_where_there_is_such_a_day(
    serial: str, in_1900: Value, in_1904: Value, tmp_path: Path
) -> None:
    xml = f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'
    made = styles((0, 0), (16, 0))
    for switch, expected in (("0", in_1900), ("1", in_1904)):
        read_ = book(tmp_path, sheet(xml), styles=made, workbook=f'<workbookPr date1904="{switch}"/>')
        assert read_.date1904 is (switch == "1")
        assert read_.sheets[0].rows == {1: {1: expected}}
        assert read_.sheets[0].notes == {(1, 1): CellNote(number_format="d-mmm")}


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True),
        ("[$-42A]dd/mm/yyyy;@", True),
        ("mmm-yy", True),
        ('"Tháng "m', True),
        ("h:mm", True),
        ("[h]:mm", False),
        ("#,##0", False),
        ('#,##0" đồng/hợp tác xã"', False),
        ("0.00E+00", False),
        ("[Red]0", False),
        ("General", False),
        ('General" thành viên"', False),
        ("#,##0 [$đ-42A]", False),
        ("_(* #,##0_);_(* (#,##0);@", False),
        ("0\\d", False),
        ("@", False),
        ("", False),
    ],
)
def test_a_format_is_one_of_dates_by_its_tokens_not_by_its_literals(code: str, is_date: bool, tmp_path: Path) -> None:
    written = code.replace("&", "&amp;").replace('"', "&quot;")
    made = styles((0, 0), (200, 0), custom=f'<numFmt numFmtId="200" formatCode="{written}"/>')
    value, note = cell(tmp_path, '<c r="A1" s="1"><v>45353</v></c>', styles=made)
    assert value == (datetime(2024, 3, 2) if is_date else Decimal(45353))
    assert note == (CellNote(number_format=code) if code not in ("", "General") else None)


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("2024-03-02", datetime(2024, 3, 2)),
        ("2024-03-02T10:30:00Z", datetime(2024, 3, 2, 10, 30)),
        ("10:30:00", "10:30:00"),
        ("hôm nay", "hôm nay"),
    ],
)
def test_an_iso_date_is_a_day(stored: str, value: Value, tmp_path: Path) -> None:
    assert cell(tmp_path, f'<c r="A1" s="1" t="d"><v>{stored}</v></c>', styles=styles((0, 0), (14, 0))) == (
        value,
        CellNote(number_format="mm-dd-yy"),
    )


def calculating(state: str, content: str) -> dict[str, str | bytes]:
    """A workbook with the sheet ``Chỉ tiêu`` and one in which a form calculates, in that state."""
    made = parts(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'), content, names=("Chỉ tiêu", "_ct"))
    main = str(made["xl/workbook.xml"])
    made["xl/workbook.xml"] = main.replace('sheetId="2"', f'sheetId="2" state="{state}"')
    return made


def test_hidden_sheets_in_which_a_form_calculates_are_told_but_not_read(tmp_path: Path) -> None:
    """They hold a hundred times more cells than what was filled in; one that is visible is read like any other."""
    content = sheet('<row r="1"><c r="B1"><f>SUM(A1:A9)</f><v>45</v></c></row>', after='<mergeCells count="x"/>')
    for state, unread in (("hidden", True), ("veryHidden", True), ("visible", False)):
        path = tmp_path / f"{state}.xlsx"
        path.write_bytes(zipped(calculating(state, content)))
        kept, other = read(path).sheets
        assert (kept.name, kept.unread, kept.rows) == ("Chỉ tiêu", False, {1: {1: Decimal(1)}})
        assert (other.name, other.hidden, other.unread) == ("_ct", unread, unread)
        assert other.rows == ({} if unread else {1: {2: Decimal(45)}})


def test_a_sheet_that_is_not_read_is_no_way_in(tmp_path: Path) -> None:
    """Its head, its size and its being there are looked at as in any part."""
    declared = sheet("").replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
    made = calculating("hidden", declared)
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(made))
    with pytest.raises(Refusal) as refused:
        read(path)
    assert refused.value.reason == "dtd"
    del made["xl/worksheets/sheet2.xml"]
    path.write_bytes(zipped(made))
    with pytest.raises(Refusal) as refused:
        read(path)
    assert refused.value.reason == "references"


def test_hidden_rows_columns_and_sheets_and_merges_are_told(tmp_path: Path) -> None:
    rows = '<row r="2" hidden="1"/><row r="3" hidden="true"><c r="A3"><v>1</v></c></row><row r="4" hidden="0"/>'
    made = parts(
        sheet(
            rows,
            before='<cols><col min="2" max="4" hidden="1"/><col min="16384" max="99999" hidden="true"/>'
            '<col min="6" max="7" hidden="false"/></cols>',
            after='<mergeCells count="9"><mergeCell ref="A1:C2"/><mergeCell ref="$F$9:D7"/></mergeCells>',
        ),
        sheet(""),
        sheet(""),
        names=["Chỉ tiêu", "Danh mục", "Ẩn"],
    )
    main = str(made["xl/workbook.xml"])
    made["xl/workbook.xml"] = main.replace('sheetId="2"', 'sheetId="2" state="hidden"').replace(
        'sheetId="3"', 'sheetId="3" state="veryHidden"'
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(made))
    read_ = read(path)
    assert [(s.name, s.hidden) for s in read_.sheets] == [("Chỉ tiêu", False), ("Danh mục", True), ("Ẩn", True)]
    first = read_.sheets[0]
    assert first.hidden_rows == {2, 3}
    assert first.hidden_columns == {2, 3, 4, 16384}
    assert first.merges == ((1, 1, 2, 3), (7, 4, 9, 6))


def test_classic_notes_are_read_with_their_runs(tmp_path: Path) -> None:
    remarks = (
        f'<comments xmlns="{MAIN}"><authors><author>Sở KHĐT</author></authors><commentList>'
        '<comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>Sở KHĐT:</t></r><r><t>\nxem lại</t></r></text>'
        '</comment><comment ref="C3" authorId="0"><text><t>một dòng</t></text></comment></commentList></comments>'
    )
    more = {
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(
            ("vmlDrawing", "../drawings/a.vml"), ("comments", "/xl/c.xml")
        ),
        "xl/c.xml": remarks,
        "xl/drawings/a.vml": "<xml/>",
    }
    assert one(tmp_path, "", more=more).comments == {(2, 2): "Sở KHĐT:\nxem lại", (3, 3): "một dòng"}


def test_names_of_the_whole_workbook_are_kept_with_their_targets(tmp_path: Path) -> None:
    names = (
        '<definedNames><definedName name="_ktt_check" hidden="1">\'Kết quả\'!$A$1</definedName>'
        '<definedName name="Vùng_in" localSheetId="0">Sheet1!$A:$B</definedName>'
        '<definedName name="Năm">2030</definedName></definedNames>'
    )
    read_ = book(tmp_path, sheet(""), workbook=names)
    assert read_.defined_names == {"_ktt_check": "'Kết quả'!$A$1", "Năm": "2030"}


def test_a_workbook_knows_its_bytes_and_whether_it_carries_macros(tmp_path: Path) -> None:
    read_ = book(tmp_path, sheet(""))
    path = tmp_path / "a.xlsx"
    assert read_.path == str(path)
    assert read_.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_.macro is False
    assert book(tmp_path, sheet(""), main_type=MACRO_TYPE).macro is True
    targets = relationships(("worksheet", "worksheets/sheet1.xml"), ("vbaProject", "vbaProject.bin"))
    assert book(tmp_path, sheet(""), more={"xl/_rels/workbook.xml.rels": targets}).macro is True


def test_sheets_of_charts_and_macros_are_left_out(tmp_path: Path) -> None:
    targets = relationships(("worksheet", "worksheets/sheet1.xml"), ("chartsheet", "chartsheets/sheet1.xml"))
    read_ = book(tmp_path, sheet(""), sheet(""), more={"xl/_rels/workbook.xml.rels": targets})
    assert [read_sheet.name for read_sheet in read_.sheets] == ["Sheet1"]


def test_equal_texts_and_notes_of_many_cells_are_kept_once(tmp_path: Path) -> None:
    rows = '<row><c t="s" s="1"><v>0</v></c><c s="1"><v>0.5</v></c></row>' * 50
    read_ = one(tmp_path, rows, strings=strings("thành viên"), styles=styles((0, 0), (9, 0)))
    assert len({id(row[1]) for row in read_.rows.values()}) == 1
    assert len({id(row[2]) for row in read_.rows.values()}) == 1
    assert len({id(note) for note in read_.notes.values()}) == 1
