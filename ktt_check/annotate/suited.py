"""What stands in the way of an edit and can be put right in the copy that we write; what was done is told.

A digital signature holds for the submitted file alone. The strict form of Open XML is turned into the usual one, which
has the same elements under other namespaces (ECMA-376 part 1, annex A). Styles that are missing are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..wording import say
from .package import Package
from .relations import CONTENT_TYPES, ContentTypes, Relations
from .spans import MAIN

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACE = re.compile(rb"""(=\s*["'])http://purl\.oclc\.org/ooxml/([A-Za-z]+)/([A-Za-z]+)((?:/[A-Za-z]+)*)(?=["'])""")
_CONFORMANCE = re.compile(rb"""\sconformance\s*=\s*["']strict["']""")
# Words that are spelled otherwise in the usual form, and the one type that moved to another family.
_SPELLED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_THUMBNAIL = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
_STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLED_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row|col)\s[^>]*\b(?:s|style)\s*=\s*["'](?!0["'])""")
_PLAIN_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


def make_suitable(package: Package, language: str) -> tuple[str, ...]:
    """Put right what can be; one sentence for each thing that whoever reads the result should know."""
    return tuple(_put_right(package, language))


def _put_right(package: Package, language: str) -> Iterator[str]:
    if _take_signatures_out(package):
        yield say("annotate.signed", language)
    if _STRICT + b"officeDocument/relationships/officeDocument" in _package_relations(package):
        _make_transitional(package)
        yield say("annotate.strict", language)
    _add_styles(package)


def _package_relations(package: Package) -> bytes:
    return package.read("_rels/.rels") if package.find("_rels/.rels") else b""


def _take_signatures_out(package: Package) -> bool:
    """Whether there were any. A signature of the macros alone is not touched: the macros are not either."""
    signed = [name for name in package.names if name.replace("\\", "/").lower().startswith("_xmlsignatures/")]
    if not signed:
        return False
    types, relations = ContentTypes(package), Relations(package, "")
    for name in signed:
        types.remove(name)
        package.remove(name)
    for relation in relations.of("origin"):
        relations.remove(relation.id)
    types.save()
    relations.save()
    return True


def _make_transitional(package: Package) -> None:
    for name in package.names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            data = package.read(name)
            if _STRICT in data:
                package.write(name, _CONFORMANCE.sub(b"", _NAMESPACE.sub(_usual, data), count=1))


def _usual(found: re.Match[bytes]) -> bytes:
    before, family, word, rest = found.groups()
    if rest == b"/metadata/thumbnail":
        return before + _THUMBNAIL
    head, slash, last = (word + rest).rpartition(b"/")
    return before + b"http://schemas.openxmlformats.org/" + family + b"/2006/" + head + slash + _SPELLED.get(last, last)


def _add_styles(package: Package) -> None:
    """Give a workbook without styles those that it means, unless its cells name others."""
    main = [relation for relation in Relations(package, "").of("officeDocument") if package.find(relation.target)]
    if len(main) != 1 or not package.find(CONTENT_TYPES):
        return
    relations = Relations(package, main[0].target)
    named = relations.of("styles")
    if any(package.find(relation.target) for relation in named):
        return
    sheets = (package.find(relation.target) for relation in relations.of("worksheet"))
    if any(_STYLED_CELL.search(package.read(sheet)) for sheet in sheets if sheet):
        return
    part = named[0].target if named else main[0].target.rpartition("/")[0] + "/styles.xml"
    if package.find(part):
        return
    package.write(part, _PLAIN_STYLES)
    if not named:
        relations.add("styles", part)
        relations.save()
    types = ContentTypes(package)
    types.remove(part)
    types.add(part, _STYLES)
    types.save()
