"""Abbreviations in document symbols: types of document, and the organs that tell the Party's notation from the State's.

Source: NĐ 30/2020/NĐ-CP, annex III, for the State's types; the Party's as they occur in its symbols.
"""

from __future__ import annotations

from .text import plain

# Abbreviation as properly spelled -> its name in a Vietnamese and in an English sentence.
TYPES: dict[str, tuple[str, str]] = {
    "NQ": ("Nghị quyết", "Resolution"),
    "NQLT": ("Nghị quyết liên tịch", "Joint resolution"),
    "QĐ": ("Quyết định", "Decision"),
    "CT": ("Chỉ thị", "Directive"),
    "KL": ("Kết luận", "Conclusion"),
    "QC": ("Quy chế", "Regulation"),
    "QyĐ": ("Quy định", "Rule"),
    "QĐi": ("Quy định", "Rule"),
    "TC": ("Thông cáo", "Communiqué"),
    "TB": ("Thông báo", "Notice"),
    "HD": ("Hướng dẫn", "Guidance"),
    "CTr": ("Chương trình", "Programme"),
    "CTHĐ": ("Chương trình hành động", "Action programme"),
    "KH": ("Kế hoạch", "Plan"),
    "PA": ("Phương án", "Scheme"),
    "ĐA": ("Đề án", "Project"),
    "DA": ("Dự án", "Project"),
    "BC": ("Báo cáo", "Report"),
    "BB": ("Biên bản", "Minutes"),
    "TTr": ("Tờ trình", "Submission"),
    "HĐ": ("Hợp đồng", "Contract"),
    "CĐ": ("Công điện", "Telegram"),
    "CV": ("Công văn", "Letter"),
    "GM": ("Giấy mời", "Invitation"),
    "NĐ": ("Nghị định", "Decree"),
    "TT": ("Thông tư", "Circular"),
    "TTLT": ("Thông tư liên tịch", "Joint circular"),
    "PL": ("Pháp lệnh", "Ordinance"),
    "L": ("Lệnh", "Order"),
    "SL": ("Sắc lệnh", "Decree-law"),
    "VBHN": ("Văn bản hợp nhất", "Consolidated text"),
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
