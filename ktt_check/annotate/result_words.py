"""The result sheet's own wording, in Vietnamese and English; names of columns and lists stay Vietnamese."""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

# Contract §2; the last one is hidden.
COLUMNS = (
    "STT",
    "Mã quy tắc",
    "Mức độ",
    "Trang tính",
    "Ô",
    "Nội dung",
    "Giá trị hiện tại",
    "Yêu cầu",
    "Chênh lệch",
    "Căn cứ",
    "Cách sửa",
    "Trạng thái",
    "Giải trình",
    "Ý kiến thẩm định",
    "Lý do",
    "Mã nhận dạng",
)
ADDED = ("Người quyết định", "Hết hạn")
"""What a reviewer may write in columns of their own: they are read wherever they were put, and never written."""

EXPLANATION = COLUMNS[12]
OPINIONS = ("Yêu cầu sửa", "Chấp nhận giải trình")
REASONS = (
    "Giải trình có căn cứ",
    "Đặc thù của địa phương",
    "Nhiệm vụ do đơn vị khác thực hiện",
    "Giải trình chưa có căn cứ",
    "Chưa nêu thời hạn sửa",
)

# Three shapes of three weights: they are told apart on a grey print.
SYMBOLS = {"error": "■", "warning": "▲", "info": "●"}

_WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "error": "Lỗi",
        "warning": "Cảnh báo",
        "info": "Lưu ý",
        "waived": "Đã chấp nhận giải trình",
        "unchecked": "Chưa kiểm tra được",
        "new": "Mới",
        "open": "Chưa sửa",
        "changed": "Đã thay đổi",
        "fixed": "Đã sửa",
        "gone": "Không còn để kiểm tra",
        "trial": "thử nghiệm",
        "facts": "Cơ sở kiểm tra",
        "not checked": "Chưa kiểm tra được",
        "all checked": "Mọi nội dung đều đã được kiểm tra.",
        "notes": "Ghi chú",
        "continued": "… (xem đủ dưới bảng)",
        "more": "… và {} nội dung khác, xem dưới bảng.",
        "none": "Không có nội dung nào cần sửa. Cảm ơn đơn vị đã chuẩn bị kỹ.",
        "explain": "Đơn vị ghi lý do nếu giữ nguyên nội dung này.",
        "decide": "Người thẩm định chọn trong danh sách.",
        "only": "Chỉ chọn một trong các ý kiến có trong danh sách.",
        "why": "Chọn một lý do có sẵn hoặc tự ghi.",
        "reading": "Cần người đọc xem xét",
        "reading why": "Các yêu cầu của cấp trên mà máy không kiểm tra được; không tính vào số lỗi, cảnh báo, lưu ý.",
        "obligation": "Yêu cầu",
        "look": "Xem ở",
        "source": "Văn bản, vị trí, ghi chú",
        "reader": "Nhận xét của người đọc",
        "whole plan": "toàn bộ kế hoạch",
        "page": "Trang",
        "courses": "Lộ trình đến năm đích và số đã báo cáo",
        "courses why": "Hai biểu đồ nhỏ cùng thang đo: lộ trình (xám; năm đích màu xanh) và số đã báo cáo (cam).",
        "figures": "Số liệu",
        "line": "Diễn biến",
        "in detail": "Chi tiết",
        "path": "Lộ trình",
        "reported": "Thực hiện",
    },
    "en": {
        "error": "Error",
        "warning": "Warning",
        "info": "Remark",
        "waived": "Waived",
        "unchecked": "Unchecked",
        "new": "New",
        "open": "Still open",
        "changed": "Changed",
        "fixed": "Fixed",
        "gone": "No longer checkable",
        "trial": "in trial",
        "facts": "Checked against",
        "not checked": "Not checked",
        "all checked": "Everything was checked.",
        "notes": "Notes",
        "continued": "… (in full below the table)",
        "more": "… and {} more, see below the table.",
        "none": "Nothing needs to be changed. Thank you for the careful work.",
        "explain": "The unit says why this is kept as it is.",
        "decide": "The reviewer chooses from the list.",
        "only": "Please choose one of the opinions in the list.",
        "why": "Choose a reason or write one.",
        "reading": "For a person to judge",
        "reading why": "What the higher level asks and no machine can check; none of it counts as a finding.",
        "obligation": "Obligation",
        "look": "Where to look",
        "source": "Document, place, note",
        "reader": "The reader's remark",
        "whole plan": "the whole plan",
        "page": "Page",
        "courses": "The path to each target and what was reported",
        "courses why": "Two small charts of one scale: the path (grey; the target green), what was reported (orange).",
        "figures": "Figures",
        "line": "Course",
        "in detail": "In detail",
        "path": "Path",
        "reported": "Reached",
    },
}


def word(key: str, language: Language) -> str:
    """The wording for a key; what is no key is a text already and stays as it is."""
    return _WORDS[language].get(key, key)
