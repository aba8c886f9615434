"""Abbreviations in document symbols: types of document, and the organs that tell the Party's notation from the State's.

Source: NĐ 30/2020/NĐ-CP, annex III, for the State's types; the Party's as they occur in its symbols.
"""

from __future__ import annotations

from .text import plain

# Abbreviation as properly spelled -> what it stands for.
TYPES: dict[str, str] = {
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "QĐi": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "CTHĐ": "Chương trình hành động",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "CV": "Công văn",
    "GM": "Giấy mời",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "PL": "Pháp lệnh",
    "L": "Lệnh",
    "SL": "Sắc lệnh",
    "VBHN": "Văn bản hợp nhất",
}

# Organs whose own capitals are mixed or that belong to one notation only.
PARTY_ORGANS = ("TW", "TU", "HU", "ĐU")
STATE_ORGANS = ("UBND", "HĐND", "CP", "TTg", "CTN", "VPCP", "VPQH", "TTCP")
# Organs that are one in the country: their symbol and date already say who issued the document.
SINGLE_ORGANS = ("TW", "CP", "TTg", "CTN")

_PROPER_TYPES = {spelling.casefold(): spelling for spelling in TYPES}
_PLAIN_TYPES = {plain(spelling): spelling for spelling in reversed(TYPES) if plain(spelling) not in _PROPER_TYPES}
_PROPER_ORGANS = {spelling.casefold(): spelling for spelling in (*PARTY_ORGANS, *STATE_ORGANS)}
_SLIPS_IN_ORGANS = {"hdnd": "HĐND", "tư": "TW", "t.ư": "TW", "t.w": "TW"}


def proper_type(written: str) -> tuple[str, bool] | None:
    """The type as properly spelled and whether a letter had to be mended (QD for QĐ); None for no type."""
    folded = written.casefold()
    if folded in _PROPER_TYPES:
        return _PROPER_TYPES[folded], False
    return (_PLAIN_TYPES[folded], True) if folded in _PLAIN_TYPES else None


def proper_organ(written: str) -> tuple[str, bool]:
    """The organ in capitals (TTg keeps its own) and whether a letter had to be mended (HDND, TƯ)."""
    segments = [segment.casefold() for segment in written.split("-")]
    mended = any(segment in _SLIPS_IN_ORGANS for segment in segments)
    proper = (_SLIPS_IN_ORGANS.get(s) or _PROPER_ORGANS.get(s) or s.upper() for s in segments)
    return "-".join(proper), mended


def spellings_of_types() -> list[str]:
    """Every spelling by which a type may be recognised, the longest first, for a pattern."""
    return sorted({*TYPES, *(spelling.upper() for spelling in _PLAIN_TYPES)}, key=len, reverse=True)
