"""What people write into cells, and near misses of it: levels, periods, numbers, documents, units, and mere noise."""

from __future__ import annotations

import unicodedata
from random import Random

PHRASES = (
    "trên 60%", "từ 50% - 70%", "phấn đấu có khoảng 20 %", "ít nhất 5.935 nghìn", "3 đơn vị trở lên", "không quá 0,5 %",
    "gần 1.200 HTX", "2-3", "đạt 100% (đều)", "tăng 7,0 %/năm", "2 triệu thành viên", "05", "duy trì 12",
    "đến năm 2030", "giai đoạn 2021-2025", "Quý III/2026", "6 tháng đầu năm 2024", "trước ngày 30/6/2024",
    "tháng 9/2024",
    "Thường xuyên", "Hằng năm và thường xuyên", "2021 -2030", "trước ngày 15 của tháng cuối quý", "năm 2023-2024",
    "9 tháng năm 2024", "ngày 31 tháng 2 năm 2025", "20 ngày sau khi kết thúc kỳ", "định kỳ", "Năm 0000", "Quý V/2024",
    "363/KH-UBND", "23-CTr/TU", "20-NQ/TW", "113/2024/NĐ-CP", "66.25/2026/NQ-CP", "2085/SNN-PTNT", "17/2023/QH15",
    "Nghị quyết số 20-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương", "16/6/2022", "ngày 16 tháng 6 năm 2022",
    "triệu đồng/HTX/năm", "điểm %", "% dân số", "‰", "tỷ đồng/hợp tác xã", "1.234.567,89", "1,2.3", "1e400", "½", "²",
    "UBND các xã, phường; Sở Nông nghiệp và Môi trường", "T07; T08\nNQ20/T09", "không áp dụng", "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)", "-2+3", "\u202eOCR", "Hợp ta\u0301c xa\u0303", "_x000D_", "\u00a0", "\ufeff", "…", "—", "#N/A", "TRUE",
    "Từ ngày 15/12 năm trước đến ngày 14/12", "nửa đầu năm", "đầu năm 2026 - cuối năm 2027", "Trước 2025, sau 2030",
    "đầu năm + CT3.1 - CT3.2", "trong 3 năm 2024, 2025, 2026", "II/2024", "2024-2025-2026", "31/12/9999", "01/01/0001",
)  # fmt: skip
_PIECES = (
    "%", "/", "-", " - ", "–", ",", ".", ";", "\n", "(", ")", "  ", "\t", "năm", "tháng", "ngày", "quý", "từ", "đến",
    "trên", "dưới", "khoảng", "triệu", "nghìn", "0", "9", "99999999999", "00", "²", "٣", "𝟗", "Ⅲ", "\u0301", "\u200b",
    "\x00", "\ud800", "\U0010ffff", "İ", "ß", "ǆ", "'", '"', "{", "}", "{0}", "%s", "\\", "_x0000_", "UBND", "số",
)  # fmt: skip


def changed_text(text: str, random: Random) -> str:
    """Another text, near to this one or to something people write."""
    if random.random() < 0.3:
        text = random.choice(PHRASES)
    for _ in range(random.choice((0, 1, 1, 2, 3, 6))):
        at = random.randrange(len(text) + 1)
        match random.randrange(9):
            case 0:
                text = text[:at] + text[at + random.randint(1, 4) :]
            case 1:
                text = text[:at] + random.choice(PHRASES) + text[at:]
            case 2:
                text = text[:at] + text[max(0, at - 5) : at] * random.randint(1, 30) + text[at:]
            case 3:
                text = unicodedata.normalize(random.choice(("NFC", "NFD", "NFKD")), text)
            case 4:
                text = random.choice((text.upper(), text.title(), text.swapcase(), text[::-1]))
            case 5:
                text = "".join(str(random.randrange(10)) if c.isdigit() else c for c in text)
            case 6 if random.random() < 0.02:
                text = (text or "9") * 400
            case _:
                text = text[:at] + random.choice(_PIECES) + text[at:]
    return text[:20_000]
