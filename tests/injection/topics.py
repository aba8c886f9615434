"""What targets may be about: measures with the words, units and bases that mean the same; from many fields of work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Topic:
    """One measure. ``units`` are its spellings with how many of the smallest unit each is; ``size`` is where demands
    lie, in that unit. ``base`` is what it is a share of, with its other names. ``wider`` is a declared base that is
    another one.
    """

    measure: str
    synonyms: tuple[str, ...]
    units: tuple[tuple[str, int], ...]
    size: tuple[int, int, int]  # from, to, step
    kind: str
    titles: tuple[str, ...]
    base: tuple[str, ...] = ()
    falling: bool = False

    @property
    def share(self) -> bool:
        return self.kind == "tỷ lệ"


_PERCENT = (("%", 1), ("%", 1), ("phần trăm", 1), ("tỷ lệ %", 1))

SHARES = (
    Topic("có tủ sách dùng chung", ("đã lập tủ sách",), _PERCENT, (30, 75, 5), "tỷ lệ",
          ("Thôn {}", "Tỷ lệ thôn {}", "Số thôn {} trên tổng số thôn"), ("thôn", "bản", "tổ dân phố")),
    Topic("đạt loại tốt, khá", ("xếp loại tốt, khá",), _PERCENT, (40, 75, 5), "tỷ lệ",
          ("Tổ chức kinh tế tập thể {}", "Tỷ lệ tổ chức {}"), ("tổ chức kinh tế tập thể", "tổ chức KTTT")),
    Topic("nộp hồ sơ trực tuyến toàn trình", ("nộp hồ sơ qua mạng toàn trình",), _PERCENT, (50, 75, 5), "tỷ lệ",
          ("Hồ sơ được {}", "Tỷ lệ {}"), ("hồ sơ", "hồ sơ thủ tục hành chính")),
    Topic("được cấp nước sạch", ("dùng nước sạch",), _PERCENT, (45, 75, 5), "tỷ lệ",
          ("Hộ gia đình {}", "Tỷ lệ hộ {}"), ("hộ gia đình", "hộ")),
    Topic("tái nghèo", ("nghèo trở lại",), _PERCENT, (4, 12, 1), "tỷ lệ",
          ("Hộ {}", "Tỷ lệ hộ {}"), ("hộ thoát nghèo", "hộ mới thoát nghèo"), falling=True),
    Topic("bỏ học giữa chừng", ("thôi học giữa chừng",), _PERCENT, (4, 10, 1), "tỷ lệ",
          ("Học sinh {}", "Tỷ lệ {}"), ("học sinh",), falling=True),
)  # fmt: skip

PARTS = (
    Topic("mở cửa hằng tuần", ("hoạt động hằng tuần",), _PERCENT, (30, 70, 5), "tỷ lệ",
          ("Trong đó: {}", "trong đó {}"), ("nơi đã đạt", "nơi đã có")),
    Topic("liên kết theo chuỗi giá trị", ("tham gia chuỗi liên kết",), _PERCENT, (30, 70, 5), "tỷ lệ",
          ("Trong đó: {}", "Trong đó số {}"), ("đơn vị đã đạt", "đơn vị đạt")),
)  # fmt: skip

NUMBERS = (
    Topic("thư viện được nâng cấp", ("nâng cấp thư viện",),
          (("thư viện", 1), ("thư viện xã", 1)), (200, 900, 20), "có đến thời điểm", ("Số {}", "{} đến cuối kỳ")),
    Topic("diện tích trồng rừng gỗ lớn", ("rừng trồng gỗ lớn",),
          (("ha", 1), ("nghìn ha", 1000), ("1.000 ha", 1000)), (20000, 90000, 1000), "có đến thời điểm",
          ("{}", "Tổng {}")),
    Topic("thu nhập bình quân", ("thu nhập trung bình",),
          (("triệu đồng/người/năm", 1), ("triệu đồng/người", 1), ("nghìn đồng/người/năm", 0)), (40, 90, 5),
          "bình quân", ("{} đầu người", "{} một người")),
    Topic("kinh phí mua sách", ("chi mua sách",),
          (("triệu đồng/thư viện", 1), ("tỷ đồng/thư viện", 1000), ("triệu đồng/thư viện xã", 1)), (200, 800, 20),
          "bình quân", ("{} bình quân", "Mức {} của một thư viện")),
    Topic("thời gian giải quyết thủ tục", ("thời gian xử lý thủ tục",),
          (("ngày/hồ sơ", 1), ("ngày/thủ tục hành chính", 0)), (20, 60, 5), "bình quân",
          ("{}", "{} bình quân"), falling=True),
    Topic("lao động được đào tạo mới", ("đào tạo mới lao động",),
          (("lao động", 1), ("nghìn lao động", 1000)), (2000, 9000, 100), "tăng mới", ("Số {}", "{} trong kỳ")),
    Topic("cây xanh trồng phân tán", ("trồng cây phân tán",),
          (("cây", 1), ("triệu cây", 1000000), ("nghìn cây", 1000)), (2000000, 6000000, 50000), "lũy kế",
          ("Số {}", "{} cả giai đoạn")),
)  # fmt: skip

GROWTH = (
    Topic("giá trị sản xuất nông nghiệp", ("giá trị sản xuất ngành nông nghiệp",),
          (("%/năm", 1), ("% / năm", 1), ("%/1 năm", 1)), (3, 8, 1), "tốc độ tăng", ("Tốc độ tăng {}", "{} tăng")),
)  # fmt: skip

PEOPLE = Topic("thành viên hợp tác xã", ("thành viên của hợp tác xã", "thành viên HTX"),
               (("thành viên", 1), ("nghìn thành viên", 1000)), (20000, 60000, 1000), "có đến thời điểm",
               ("Số {}", "{}"))  # fmt: skip
COOPERATIVES = Topic("hợp tác xã", ("HTX",), (("HTX", 1), ("hợp tác xã", 1)), (300, 700, 10), "có đến thời điểm",
                     ("Số {}", "{} hoạt động"))  # fmt: skip

WORDS_ONLY = (
    "Chất lượng dịch vụ ngang tầm khu vực",
    "Người dân hài lòng hơn với thủ tục hành chính",
    "Hình thành nếp sống văn minh ở khu dân cư",
)

NOUNS = {"thư viện": ("thư viện xã",), "ha": ("héc ta",), "cây": ()}
"""Nouns of the units above that no registry has; the programme declares them among its measures' bases."""

HUNDRED = Decimal(100)
