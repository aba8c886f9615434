"""What officials write in the column "Thời gian thực hiện", read as a period; never raises, whatever the text.

Source of the forms: ``domain.md`` §5. Undated kinds keep their words: a condition ("theo Thông tư mới") may become
a time, "kịp thời" never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from msgspec.structs import replace

from .period import Kind, Note, Period, Recurrence, Unit, joined, repeated, span
from .period_tokens import Length, Mention, Other, Token, Word, tokens
from .text import fold, plain, tidy

_ROLES = (Word.FROM, Word.TO, Word.BEFORE, Word.AFTER)
_RUN = (*_ROLES, Word.DASH, Word.COMMA)

# A cell that tells a time is short; a longer one is prose that landed in the wrong column.
_LONGEST = 1000
_BRACKETS = re.compile(r"[()\[\]{}\"'“”‘’*•…_|<>?!=]")
_ARROWS = re.compile(r" ?[→÷~–] ?")
_SLASH = re.compile(r" ?/ ?")
_ISSUED = re.compile(
    r"(?:ke )?tu (?:khi|ngay) (?:duoc )?(?:ban hanh|ki)(?: ke hoach| van ban)?(?: nay)?(?= (?:den|toi)\b)"
)
# "quý I, II" and "tháng 3-9" name their unit once; each number gets it before the words are read.
_JOINT = r"(?: ?(?:,|-|&) ?| (?:va|hoac|den|toi) )"
_QUARTER = r"(?:iii|iv|ii|i|[1-4])(?![a-z0-9])"
_MONTH = r"[0-9]{1,2}(?![0-9]|/[0-9]{1,2}(?![0-9])| ?thang)"
_LISTS = (
    re.compile(rf"\b(?P<unit>qui) {_QUARTER}(?:{_JOINT}{_QUARTER})+"),
    re.compile(rf"\b(?P<unit>thang) {_MONTH}(?:{_JOINT}{_MONTH})+"),
)
_NEXT = re.compile(rf"({_JOINT})(?=[0-9i])")
_CONDITION = re.compile(
    r"\b(?:(?<!tiep )theo(?! (?:giai doan|nam|qui(?! dinh)|thang|hang|tung|moi|dinh ki|thoi ki|nhiem ki)\b)"
    r"|khi|ngay sau|can cu|tuy|neu|phu thuoc|(?:ke )?tu ngay (?:ban|ki|co|duoc|phe))\b"
)
_VAGUE_CONDITION = re.compile(
    r"(?:theo|tuy(?: theo| thuoc)?|khi|neu) (?:dung |cac |thoi gian |thoi han )?"
    r"(?:qui dinh|tham quyen|chuc nang|nhu cau|thuc te|tinh hinh|dieu kien|kha nang|can\b)"
)
_AROUND_AN_EVENT = re.compile(r"\b(?:sau|truoc)(?! mat\b)(?: [a-z0-9]+)")
_VAGUE = re.compile(
    r"\b(?:dinh ki|kip thoi|dot xuat|khan truong|som|ngay|nhanh chong|tung buoc|truoc mat|thoi gian toi"
    r"|dung tien do|dung han|dung thoi han|chua xac dinh|khong xac dinh|thuong ki|khong thuong xuyen|khong)\b"
)


def parse_period(text: str, *, year_hint: int | None = None) -> Period:
    """The period that the text means; ``year_hint`` stands in for a year left out ("quý III"), and the note says so."""
    return _undated(Kind.NOT_A_TIME, text, Note.NOT_UNDERSTOOD) if len(text) > _LONGEST else _parse(text, year_hint)


@lru_cache(maxsize=16384)
def _parse(text: str, year_hint: int | None) -> Period:
    words = _spread(plain(text))
    if not any(character.isalnum() for character in words):
        return _undated(Kind.NOT_A_TIME, text, Note.EMPTY)
    condition = _CONDITION.search(words)
    head = tokens(words[: condition.start()] if condition else words)
    if Word.IMPOSSIBLE in head:
        return _undated(Kind.NOT_A_TIME, text, Note.IMPOSSIBLE_DATE)
    period = _assemble(head, text, year_hint)
    return replace(period, text=tidy(text)) if period else _without_time(text, words, head, condition)


def _without_time(text: str, words: str, head: list[Token], condition: re.Match[str] | None) -> Period:
    if condition:
        vague = _VAGUE_CONDITION.match(words, condition.start())
        return _undated(Kind.NOT_A_TIME if vague else Kind.CONDITIONAL, text)
    if any(isinstance(token, Other) and any(c.isdigit() for c in token.text) for token in head):
        return _undated(Kind.NOT_A_TIME, text, Note.NOT_UNDERSTOOD)
    if _AROUND_AN_EVENT.search(words):
        return _undated(Kind.CONDITIONAL, text)
    if any(isinstance(token, Length) for token in head):
        return _undated(Kind.NOT_A_TIME, text, Note.DURATION)
    return _undated(Kind.NOT_A_TIME, text, None if _VAGUE.search(words) else Note.NOT_UNDERSTOOD)


def _undated(kind: Kind, text: str, note: Note | None = None) -> Period:
    return Period(kind, wording=fold(text), text=tidy(text), note=note)


def _spread(words: str) -> str:
    words = _ARROWS.sub("-", _BRACKETS.sub(" ", words).replace("+", " va "))
    words = " ".join(_SLASH.sub("/", " ".join(words.split())).split()).strip(" .,;:-/")
    words = _ISSUED.sub("tu nay", words)
    for listed in _LISTS:
        words = listed.sub(_name_each, words)
    return words


def _name_each(match: re.Match[str]) -> str:
    return _NEXT.sub(rf"\1{match['unit']} ", match[0])


def _assemble(found: list[Token], text: str, year_hint: int | None) -> Period | None:
    """One period from the words of time; None where they tell none, or where a number among them is not understood."""
    others = [token for token in found if isinstance(token, Other)]
    if any(character.isdigit() for token in others for character in token.text):
        return None
    line = _without_dates_of_the_recurring(_without_others(found))
    line, assumed = _with_years(line, year_hint)
    mentions = [token for token in line if isinstance(token, Mention)]
    if any(not mention.complete for mention in mentions):
        lone = len(mentions) == 1 and not set(_ROLES) & set(line)
        return _undated(Kind.POINT if lone else Kind.SPAN, text, Note.YEAR_MISSING)
    if any(mention.units is None for mention in mentions):
        return _undated(Kind.NOT_A_TIME, text, Note.IMPOSSIBLE_DATE)
    members = [member for segment in _segments(line) for member in _members(segment)]
    if not members:
        return None
    note = Note.YEAR_ASSUMED if assumed else Note.WORDS_LEFT if others else None
    return replace(joined(members), note=note)


def _without_others(found: list[Token]) -> list[Token]:
    """Only words of time; a "từ" or "sau" that belonged to another word ("đầu tư công") goes with it."""
    kept: list[Token] = []
    for token in found:
        if isinstance(token, Other):
            while kept and kept[-1] in _ROLES:
                kept.pop()
        elif token is not Word.VAGUE:
            kept.append(token)
    while kept and kept[-1] in _ROLES:
        kept.pop()
    return kept


def _without_dates_of_the_recurring(line: list[Token]) -> list[Token]:
    """Drop "trước ngày 15/12" from "trước ngày 15/12 hằng năm": a place within the recurrence, not on the calendar."""
    kept: list[Token] = []
    recurring = False
    for token in line:
        if isinstance(token, Recurrence) or token is Word.ALWAYS:
            while kept and (kept[-1] in _RUN or _yearless(kept[-1]) or _joins_yearless(kept)):
                kept.pop()
            recurring = True
        elif recurring and _yearless(token):
            while kept[-1] in _RUN or kept[-1] is Word.AND:
                kept.pop()
            continue
        elif isinstance(token, Mention):
            recurring = False
        kept.append(token)
    return kept


def _yearless(token: Token) -> bool:
    return isinstance(token, Mention) and not token.complete


def _joins_yearless(kept: list[Token]) -> bool:
    return kept[-1] is Word.AND and len(kept) > 1 and _yearless(kept[-2])


def _with_years(line: list[Token], year_hint: int | None) -> tuple[list[Token], bool]:
    """Each mention takes a missing year (a lone day its month too) from the next, the one before, or the hint."""
    assumed = False
    filled = list(line)
    for index, token in enumerate(line):
        if not isinstance(token, Mention) or token.complete:
            continue
        around = [*line[index + 1 :], *reversed(filled[:index])]
        source = next((t for t in around if isinstance(t, Mention) and t.complete and (token.months or t.day)), None)
        if source is not None:
            filled[index] = token.on(source)
        elif year_hint is not None and token.months:
            filled[index] = replace(token, year=year_hint)
            assumed = True
    return filled, assumed


def _segments(line: list[Token]) -> Iterator[list[Token]]:
    segment: list[Token] = []
    for token in line:
        if token is Word.AND:
            yield segment
            segment = []
        else:
            segment.append(token)
    yield segment


def _members(segment: list[Token]) -> list[Period]:
    """The periods between two "và": dated ones limit what recurs beside them ("hằng năm, giai đoạn 2023-2025")."""
    undated: list[Period] = []
    dated: list[Period] = []
    rest = list(segment)
    while rest:
        token = rest[0]
        if isinstance(token, Recurrence):
            undated.append(repeated(token))
        elif token is Word.ALWAYS:
            undated.append(repeated(None))
        elif isinstance(token, Mention) or token in _ROLES:
            dated += _read_dates(rest)
            continue
        elif token is Word.NOW and not any(later is Word.TO for later in rest):
            undated.append(repeated(None))
        rest.pop(0)
    recurrences = [period.recurrence for period in undated if period.recurrence]
    if undated:  # "hằng quý, 6 tháng": beside what recurs, six months do too
        undated += [repeated(Recurrence(6, "month")) for token in segment if token == Length(6, "thang")]
    if not dated or not undated:
        return undated or dated
    always = len(recurrences) < len(undated)
    return [repeated(recurrences[0] if recurrences else None, joined(dated), always=always)]


def _read_dates(rest: list[Token]) -> list[Period]:
    """Take one dated period off the front of ``rest``: [role] mention [- mention | đến mention] [trở đi]."""
    role = _take_role(rest)
    if not rest or not isinstance(rest[0], Mention):
        return []
    first, last = _take_units(rest)
    closing: Unit | None = None
    before = False
    while rest[:1] == [Word.DASH] and any(isinstance(token, Mention) for token in rest[1:2]):
        rest.pop(0)
        _, closing = _take_units(rest)
    if closing is None:
        closing, before = _take_closing(rest, role)
    if role is Word.AFTER:
        first = Unit(last.grain, last.last + timedelta(days=1))
    if rest[:1] == [Word.ONWARD]:
        rest.pop(0)
        return [span(first, None)]
    if closing is not None:
        return [span(first, closing, before=before)]
    if role in (Word.FROM, Word.AFTER):
        return [span(first, None)]
    if role is Word.BEFORE:
        return [span(None, first, before=True)]
    return [span(None if role is Word.TO else first, last)]


def _take_closing(rest: list[Token], role: Word | None) -> tuple[Unit | None, bool]:
    """The unit after "đến", and whether it is left out ("đến trước"); only after "từ" may a comma stand between."""
    ahead = rest[1:] if role is Word.FROM and rest[:1] == [Word.COMMA] else list(rest)
    if not ahead or not (ahead[0] is Word.TO or (ahead[0] is Word.BEFORE and role is Word.FROM)):
        return None, False
    before = _take_role(ahead) is Word.BEFORE
    if not ahead or not isinstance(ahead[0], Mention):
        return None, False
    start, end = _take_units(ahead)
    rest[:] = ahead
    return (start, True) if before else (end, False)


def _take_role(rest: list[Token]) -> Word | None:
    """The roles at the front as one: "đến trước" is before, "từ sau" is after."""
    taken: list[Word] = []
    while rest and isinstance(rest[0], Word) and rest[0] in _ROLES:
        taken.append(rest[0])
        rest.pop(0)
    return next((word for word in (Word.BEFORE, Word.AFTER) if word in taken), taken[-1] if taken else None)


def _take_units(rest: list[Token]) -> tuple[Unit, Unit]:
    mention = rest.pop(0)
    assert isinstance(mention, Mention)
    assert mention.units is not None  # _assemble looked
    return mention.units
