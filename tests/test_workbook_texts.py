"""Shared strings that are taken by pattern read as the XML parser reads them, however they are written."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_ways import Reason, alike

from ktt_check.workbook import Refusal, Workbook, limits, read

from hostile import DECLARATION, MAIN, parts, sheet, zipped

PLAIN = [
    "<si><t>Chỉ tiêu {n}</t></si>",
    '<si><t xml:space="preserve"> Nhiệm vụ {n}\n</t></si>',
    "<si><t>a &amp; b &lt;{n}&gt; &quot;c&quot; &apos;d&apos;</t></si>",
    "<si><t>&#272;ạt &#x1EBF; &#10; &#x1F600; &#13;{n}</t></si>",
    "<si><t>_x000D_ _x0041_ &#95;x0042_ _xD83D__xDE00_ _xD800_</t></si>",
    '<si><t>"trích" > {n} [x] \t \x7f \x85 \u2028</t></si>',
    "<si><t></t></si>",
]
ODD = [
    "<si><t/></si>",
    "<si/>",
    "\n",
    " <si> <t>cách</t> </si> ",
    '<si><r><rPr><b/></rPr><t>đậm</t></r><r><t xml:space="preserve"> nhạt</t></r></si>',
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>',
    '<si><t xml:lang="vi">thuộc tính</t></si>',
    "<si><t>a<!-- b -->c</t></si>",
    "<!-- <si><t>không</t></si> -->",
    "<!-- </si>",
    " -->",
    "<si><t><![CDATA[<si>]]></t></si>",
    "<?pi <si><t>không</t></si>?>",
    "<si><t>dòng\r\nhai\rba</t></si>",
    "<si><t>&nbsp;</t></si>",
    "<si><t>&</t></si>",
    "<si><t>&amp</t></si>",
    "<si><t>&#0;</t></si>",
    "<si><t>&#xD800;</t></si>",
    "<si><t>&#xFFFE;</t></si>",
    "<si><t>&#1114112;</t></si>",
    "<si><t>&#0000000065;</t></si>",
    "<si><t>&#x0000041;</t></si>",
    "<si><t>&#1_0;</t></si>",
    "<si><t>&#;&#x;</t></si>",
    "<si><t>]]></t></si>",
    "<si><t>\x01</t></si>",
    "<si><t>\uffff</t></si>",
    "<si><t>\ufffe</t></si>",
    "<si><t>a</t></si></si>",
    "<si><t>a</t>",
    "<si><t>a</si></t>",
    "<si><t>a</t><t>b</t></si>",
    "<si><si><t>a</t></si></si>",
    "<extLst><si><t>a</t></si>",
    "</extLst>",
    '<x:si xmlns:x="urn:x"><t>a</t></x:si>',
    f'<x:si xmlns:x="{MAIN}"><x:t>a</x:t></x:si>',
    "</sst>",
    '<si><t xml:space="preserve" xml:space="preserve">a</t></si>',
    "<si><t>" + "d" * 32_768 + "</t></si>",
]
HEADS = [
    f'{DECLARATION}<sst xmlns="{MAIN}" count="1" uniqueCount="1">',
    f'{DECLARATION}<sst xmlns="{MAIN}">',
    f'\ufeff<sst xmlns="{MAIN}">',
    f'<sst xmlns="{MAIN}" >\n',
]
ODD_HEADS = [
    "<sst>",
    '<sst xmlns="urn:x">',
    f'<x:sst xmlns:x="{MAIN}" xmlns="{MAIN}">',
    f'<x:sst xmlns:x="{MAIN}">',
    f'<?xml version="1.0" encoding="windows-1258"?><sst xmlns="{MAIN}">',
    f'<?xml version="1.0" encoding="ISO-8859-1"?><sst xmlns="{MAIN}">',
    f'<?xml version="1.0" encoding="utf-8-sig"?><sst xmlns="{MAIN}">',
    f'{DECLARATION}<!-- <sst> --><sst xmlns="{MAIN}">',
    f'{DECLARATION}<sst xmlns="{MAIN}" xmlns="{MAIN}">',
    f"{DECLARATION}<sst xmlns='{MAIN}'>",
    f'{DECLARATION}<!DOCTYPE sst><sst xmlns="{MAIN}">',
]


@st.composite
def shared_strings(draw: st.DrawFn) -> str:
    """Plain items with up to three that may be anything, sometimes below an odd head."""
    items = draw(st.lists(st.sampled_from(PLAIN), max_size=8))
    for odd in draw(st.lists(st.sampled_from(ODD), max_size=3)):
        items.insert(draw(st.integers(0, len(items))), odd)
    head = draw(st.sampled_from(HEADS * 4 + ODD_HEADS))
    tail = draw(st.sampled_from(["</sst>"] * 9 + ["</sst>\n", "</x:sst>", ""]))
    return head + "".join(item.replace("{n}", str(place)) for place, item in enumerate(items)) + tail


def read_alike(path: Path, strings: str | bytes, patch: pytest.MonkeyPatch) -> list[Workbook | Reason]:
    """What is read by pattern and by the parser alone: the strings in column A as far as there are some, or why not."""
    found = []
    for used in (0, 1, 6, 7):
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, used + 1))
        path.write_bytes(zipped(parts(sheet(rows), strings=strings)))
        found.append(alike(path, patch))
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strings=shared_strings())
def test_the_pattern_and_the_parser_agree_on_texts(
    strings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_alike(tmp_path / "a.xlsx", strings, monkeypatch)


@pytest.mark.parametrize("odd", ODD)
def test_each_odd_text_is_read_alike_among_plain_ones(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strings = f"{HEADS[0]}{PLAIN[0]}{odd}{PLAIN[1]}{PLAIN[2]}</sst>"
    read_alike(tmp_path / "a.xlsx", strings, monkeypatch)


def test_bytes_that_are_no_utf_8_are_refused_all_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for bad in (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"):
        strings = HEADS[0].encode() + b"<si><t>" + bad + b"</t></si></sst>"
        refused = read_alike(tmp_path / "a.xlsx", strings, monkeypatch)
        assert refused == [("unreadable", None, None, "")] * 4


def test_a_text_is_the_same_where_a_chunk_ends_within_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"chuỗi số {n} " + "ễ" * (n % 90) for n in range(1, 4000)]
    items = "".join(
        f"<si><t>{text}</t></si>" if n % 501 else f"<si><r><t>{text}</t></r></si>" for n, text in enumerate(texts)
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n - 1}</v></c></row>' for n in range(1, len(texts) + 1))
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet(rows), strings=f"{HEADS[0]}{items}</sst>")))
    book = alike(path, monkeypatch)
    assert isinstance(book, Workbook)
    assert [row[1] for row in book.sheets[0].rows.values()] == texts


@pytest.mark.parametrize(("limit", "allowed"), [("STRINGS", 9), ("CHARACTERS", 99), ("TEXT_LENGTH", 9)])
def test_the_limits_of_texts_hold_all_ways(
    limit: str, allowed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, length in ((9, 9), (10, 9), (9, 10), (11, 9), (9, 11), (12, 8), (13, 8)):
        strings = HEADS[0] + "".join("<si><t>" + "ộ" * length + "</t></si>" for _ in range(number)) + "</sst>"
        monkeypatch.setattr(limits, limit, allowed)
        read_alike(tmp_path / "a.xlsx", strings, monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        "<si><t>" * 200_000,
        "<si><t>a</t></si>" * 90_000 + "<si><t>&",
        "<si><t>" + "&amp;" * 200_000 + "&</t></si>",
        "<si><t>a</t></si><r/>" * 50_000,
        "<si><t>a</t></si>\r" * 60_000,
        "<si><t>" + "]" * 1_000_000 + "</t></si>",
    ],
    ids=["opened", "cut", "references", "broken-runs", "returns", "brackets"],
)
def test_texts_made_to_be_slow_are_read_or_refused_in_time(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts(sheet(""), strings=f"{HEADS[0]}{text}</sst>")))
    began = time.process_time()
    try:
        read(path)
    except Refusal as refusal:
        assert refusal.reason == "unreadable"  # noqa: PT017 - either is right, in time
    assert time.process_time() - began < 4
