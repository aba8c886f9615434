"""Documents cited in running text ("Nghị quyết số 20-NQ/TW ngày 16/6/2022 của …"), found and said."""

from __future__ import annotations

import re

from msgspec import Struct

from .document import DocumentNumber, read_symbol
from .document_dates import DocumentDate, NotADate, parse_document_date
from .document_types import spellings_of_types
from .text import tidy


class Citation(Struct, frozen=True):
    """One mention of a document; ``span`` is where its symbol stands in the tidied text."""

    number: DocumentNumber
    date: DocumentDate | NotADate | None
    span: tuple[int, int]


# In running text a symbol starts with capitals and only its first separators may have blanks around them, so that
# "50-70% / năm" or a dash after the symbol is not taken in.
_TYPE = "|".join(map(re.escape, {s for spelling in spellings_of_types() for s in (spelling, spelling.upper())}))
_SEGMENT = r"[^\W\d_a-z][^\W_]*(?:[.&][^\W\d_a-z][^\W_]*)*"
_ORGAN = rf"{_SEGMENT}(?:-{_SEGMENT})*"
_NUMBER = r"(?<![\w/.,-])[0-9]{1,6}(?:\.[0-9]{1,3})*[a-zđ]?"
_YEAR = r"(?:(?:19|20|21)[0-9]{2}\s?/\s?)?"
_SYMBOL = re.compile(
    rf"{_NUMBER}\s?/\s?(?:19|20|21)[0-9]{{2}}\s?/\s?(?:UBTV)?QH[0-9]{{1,2}}\b"
    rf"|{_NUMBER}(?:\s?[/-]){{1,2}}\s?{_YEAR}(?:{_TYPE})\s?[/-]\s?{_ORGAN}"
    rf"|(?<=\b[sS]ố\s)(?:{_NUMBER}/{_ORGAN})|(?<=\bSỐ\s)(?:{_NUMBER}/{_ORGAN})|(?<=văn\s)(?:{_NUMBER}/{_ORGAN})"
)
_DAY = r"[0-9]{1,2}\s?[/.-]\s?[0-9]{1,2}\s?[/.-]\s?[0-9]{2,4}|[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4}"
_DATE = re.compile(
    rf"(?:\s+của\s+[^,;.()0-9]{{2,80}}?)?[\s,(]*(?:(?:ký|ban\s+hành)\s+)?(?:ngày\s+(?P<day>{_DAY})"
    r"|tháng\s+(?P<month>[0-9]{1,2}(?:/|\s+năm\s+)[0-9]{4})|năm\s+(?P<year>[0-9]{4}))|\s?\((?P<bracketed>[0-9/.-]{8,10})\)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"\s*([/-])\s*")


def find_citations(text: str) -> tuple[Citation, ...]:
    """Every symbol in the text that is in notation or can be mended to one, with the date that follows it."""
    text = tidy(text)
    found: list[Citation] = []
    if "/" not in text and "-" not in text:
        return ()  # no symbol is without; most texts are
    for match in _SYMBOL.finditer(text):
        number = read_symbol(_BLANKS.sub(r"\1", match[0]), match[0])
        if number is not None:
            found.append(Citation(number, _date_after(text, match.end()), match.span()))
    return tuple(found)


def _date_after(text: str, end: int) -> DocumentDate | NotADate | None:
    match = _DATE.match(text, end)
    if match is None:
        return None
    return parse_document_date(next(part for part in match.groups() if part))
