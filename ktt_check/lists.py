"""The closed lists of the forms: what each prints, and the other spellings taken for it."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from .values.level import Comparator
from .values.level_tokens import COMPARATORS as SPELLINGS
from .values.text import fold


class Choices(Struct, frozen=True, eq=False, dict=True):
    """A closed list as the form prints it, each value with other spellings that are taken for it."""

    name: str
    values: dict[str, tuple[str, ...]]

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Folded spelling to the printed value."""
        return {fold(word): value for value, others in self.values.items() for word in (value, *others)}


FORM_KINDS = Choices("Loại biểu", {"Kế hoạch": (), "Báo cáo tiến độ": ("Báo cáo",)})
STATUSES = Choices("Tình trạng", {"Dự thảo": (), "Đã ban hành": ("Ban hành",)})
DOCUMENT_TYPES = Choices(
    "Loại văn bản", {"Nghị quyết": (), "Chương trình hành động": ("Chương trình",), "Kế hoạch": ()}
)
LEVELS = Choices(
    "Cấp ban hành",
    {
        "Trung ương": ("TW",),
        "Tỉnh": ("Cấp tỉnh", "Thành phố trực thuộc Trung ương"),
        "Huyện": ("Cấp huyện", "Thị xã", "Quận", "Thành phố thuộc tỉnh"),
        "Xã": ("Cấp xã", "Phường", "Thị trấn", "Đặc khu"),
        "Sở ngành": ("Sở, ngành",),
    },
)
RELATIONS = Choices("Quan hệ", {"Thực hiện": (), "Căn cứ": (), "Dẫn chiếu": (), "Thay thế": ()})
NUMBER_KINDS = Choices(
    "Loại số",
    {
        "có đến thời điểm": (),
        "tăng mới": ("tăng thêm", "thành lập mới"),
        "lũy kế": (),
        "tỷ lệ": (),
        "tốc độ tăng": (),
        "bình quân": (),
        "định tính": (),
    },
)
DIRECTIONS = Choices("Chiều", {"tăng": (), "giảm": ()})
COMPARATORS = Choices(
    "So sánh",
    {
        comparator.value: tuple(word for word, meant in SPELLINGS.items() if meant is comparator)
        + (("đạt",) if comparator is Comparator.EQUAL else ())
        for comparator in Comparator
        if comparator is not Comparator.BARE
    },
)
APPLIES = Choices("Áp dụng cho cấp dưới", {"từng đơn vị": (), "cộng dồn": (), "theo phân bổ": (), "chỉ cấp này": ()})
OWED_BY = Choices(
    "Cấp dưới phải triển khai",
    {
        "Tất cả": ("Có",),
        "Tỉnh": ("Cấp tỉnh",),
        "Huyện": ("Cấp huyện",),
        "Xã": ("Cấp xã",),
        "Sở ngành": ("Sở, ngành", "Các sở, ngành"),
        "Không": (),
    },
)
CATALOGUE_KINDS = Choices("Loại", {"Thước đo": (), "Phạm vi": ()})
DUTIES = Choices("Việc", {"Ban hành kế hoạch": ("Xây dựng kế hoạch", "Kế hoạch"), "Báo cáo": ("Gửi báo cáo",)})
TARGET_RELATIONS = Choices("Loại", {"Thương số": ("Tỷ số",), "Tổng": ("Cộng",), "Trong đó": ()})
ASSESSMENTS = Choices("Đánh giá", {"Vượt": (), "Đạt": (), "Đúng tiến độ": (), "Chậm": (), "Không đạt": ()})
STATES = Choices(
    "Tình trạng", {"Chưa thực hiện": (), "Đang thực hiện": (), "Hoàn thành": (), "Tạm dừng": (), "Hủy": ()}
)
