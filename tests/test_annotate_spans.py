"""Splicing: every element is found at its bytes, and an edit changes nothing beside itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ktt_check.annotate import annotate
from ktt_check.annotate.marks import Unsuitable
from ktt_check.annotate.package import Package
from ktt_check.annotate.spans import Edits, attribute_text, escape_text, parse, parse_without, unescape_text

from rich_workbooks import mark, opened, parts_of, plain_plan, result, row

PART = (
    '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- đầu --><a xmlns="u" xmlns:p="v" k=\'x > "y"\'>'
    '<b/><p:c p:d="1 &gt; 0">é<![CDATA[<b>]]></p:c ><b  />đuôi</a>'
).encode()


def test_elements_are_found_at_their_bytes() -> None:
    root = parse(PART)
    assert PART[root.start : root.inner] == b'<a xmlns="u" xmlns:p="v" k=\'x > "y"\'>'
    assert [PART[node.start : node.end].decode() for node in root.children] == [
        "<b/>",
        '<p:c p:d="1 &gt; 0">é<![CDATA[<b>]]></p:c >',
        "<b  />",
    ]
    middle = root.children[1]
    assert (middle.space, middle.name, middle.attributes, middle.text) == ("v", "c", {"v d": "1 > 0"}, "é<b>")
    assert [node.empty for node in root.children] == [True, False, True]
    assert PART[root.close : root.end] == b"</a>"


def test_a_region_can_be_left_unread_with_all_offsets_those_of_the_whole() -> None:
    start, end = PART.index(b"<p:c"), PART.index(b"</p:c >") + len(b"</p:c >")
    root = parse_without(PART, start, end, b"<p:c/>")
    assert [(node.start, node.end) for node in root.children] == [(n.start, n.end) for n in parse(PART).children]


def test_edits_change_what_they_name_and_nothing_else() -> None:
    root = parse(PART)
    edits = Edits(PART)
    edits.append(root.children[0], b"<p:n/>")
    edits.append(root.children[0], b"<p:m/>")
    edits.set_attribute(root.children[1], "e", 'một "hai"')
    edits.delete(root.children[2])
    edits.append(root, b"<z/>")
    edits.set_attribute(root, "k", "2")
    assert edits.result().decode() == (
        '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- đầu --><a xmlns="u" xmlns:p="v" k=\'2\'>'
        '<b><p:n/><p:m/></b><p:c e="một &quot;hai&quot;" p:d="1 &gt; 0">é<![CDATA[<b>]]></p:c >đuôi<z/></a>'
    )


def test_edits_that_overlap_are_refused() -> None:
    root = parse(PART)
    edits = Edits(PART)
    edits.delete(root)
    edits.delete(root.children[0])
    with pytest.raises(Unsuitable):
        edits.result()


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b'<?xml version="1.0" encoding="windows-1258"?><a/>',
        "<a/>".encode("utf-16"),
        "<a/>".encode("utf-16-be"),
        b"<a><b></a>",
        b"",
    ],
)
def test_what_cannot_be_spliced_safely_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Unsuitable) as caught:
        parse(data)
    assert caught.value.reason.startswith("Một phần của tệp ")


@given(st.text())
def test_any_text_survives_as_content_and_as_an_attribute(text: str) -> None:
    shown = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    shown = shown.replace("\r\n", "\n").replace("\r", "\n")
    element = etree.fromstring(f'<a b="{attribute_text(text)}">{escape_text(text)}</a>')
    assert unescape_text(element.text or "") == shown
    assert unescape_text(str(element.get("b"))) == shown


def test_a_package_that_was_streamed_keeps_its_bytes_and_names(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        """An output that cannot seek, so that sizes follow the data."""

        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as streamed:
        for name, data in parts_of(plain_plan(tmp_path / "a.xlsx")).items():
            streamed.writestr(name, data)
        streamed.writestr("customXml/ghi chú.xml", b"<a/>")
    source = tmp_path / "b.xlsx"
    source.write_bytes(bytes(pipe.data))
    assert annotate(source, tmp_path / "c.xlsx", [mark("Chỉ tiêu", "D3")], result(row())).method == "in place"
    with zipfile.ZipFile(tmp_path / "c.xlsx") as package:
        assert package.testzip() is None
        assert package.read("customXml/ghi chú.xml") == b"<a/>"
    assert opened(tmp_path / "c.xlsx").sheetnames[0] == "Kết quả kiểm tra"


def test_a_package_with_one_part_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/a.xml", b"<a/>")
        package.writestr("xl/A.xml", b"<a/>")
    with pytest.raises(Unsuitable):
        Package(path.read_bytes())
