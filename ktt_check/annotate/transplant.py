"""The result sheet made in a workbook of its own, to be put into the submitter's with its formats renumbered."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from msgspec import Struct

from .marks import ResultSheet
from .result_sheet import Link, write_result
from .spans import parse

_MANY = 3000  # rows from which they are written through a temporary file
_STYLED = re.compile(rb'(<(?:c|row) [^>]*?\bs=")(\d+)(")')
_SHARED = re.compile(rb' t="s"><v>(\d+)</v></c>')
_STRING = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_SELECTED = re.compile(rb' tabSelected="1"')


class Graft(Struct, frozen=True):
    """The sheet's XML with its strings inline, its own styles part, and the defined names that are local to it."""

    sheet: bytes
    styles: bytes
    names: tuple[tuple[str, str], ...]

    def with_formats(self, formats: Sequence[int], *, selected: bool) -> bytes:
        """The sheet for a workbook in which its cell formats have these indices."""
        sheet = _STYLED.sub(lambda found: found[1] + b"%d" % formats[int(found[2])] + found[3], self.sheet)
        return sheet if selected else _SELECTED.sub(b"", sheet, count=1)


def build(name: str, result: ResultSheet, link: Link) -> Graft:
    """Write the result sheet alone, under the name that it will have."""
    from xlsxwriter import Workbook

    scratch = io.BytesIO()
    many = len(result.rows) > _MANY
    with Workbook(scratch, {"constant_memory": many, "in_memory": not many}) as book:
        write_result(book, name, result, link)
    with zipfile.ZipFile(scratch) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
        if not many:
            strings = _STRING.findall(package.read("xl/sharedStrings.xml"))
            sheet = _SHARED.sub(lambda found: b' t="inlineStr"><is>' + strings[int(found[1])] + b"</is></c>", sheet)
        holder = parse(package.read("xl/workbook.xml")).child("definedNames")
        names = tuple((node.attributes["name"], node.text) for node in (holder.children if holder else ()))
        return Graft(sheet, package.read("xl/styles.xml"), names)
