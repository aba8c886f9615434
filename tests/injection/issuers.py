"""Who issues plans and who works on them, at each level, before and after the mergers of 2025."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE, AFTER = "before 2025", "after 1/7/2025"


@dataclass(frozen=True)
class Issuer:
    """A body that issues plans: its level, its own number's symbol, and units that it may give work to."""

    era: str
    level: str
    name: str
    province: str
    symbol: str
    leads: tuple[str, ...]
    others: tuple[str, ...]
    document_type: str = "Kế hoạch"


_DEPARTMENTS_BEFORE = (
    "Sở Nông nghiệp và Phát triển nông thôn", "Sở Nội vụ", "Sở Kế hoạch và Đầu tư", "Sở Tài chính",
    "Sở Khoa học và Công nghệ", "Sở Công Thương", "Sở Văn hóa và Thể thao", "Sở Giáo dục và Đào tạo",
    "Sở Tư pháp", "UBND các huyện, thành phố, thị xã",
)  # fmt: skip
_DEPARTMENTS_AFTER = (
    "Sở Nông nghiệp và Môi trường", "Sở Nội vụ", "Sở Tài chính", "Sở Khoa học và Công nghệ", "Sở Công Thương",
    "Sở Giáo dục và Đào tạo", "Sở Tư pháp", "UBND các xã, phường", "Sở Dân tộc và Tôn giáo",
)  # fmt: skip
_MASS = ("Hội Nông dân tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "Liên minh Hợp tác xã tỉnh")
_OFFICES = (
    "Phòng Văn hóa và Thông tin", "Phòng Nội vụ", "Phòng Tài chính - Kế hoạch", "Phòng Tư pháp",
    "Phòng Giáo dục và Đào tạo", "Phòng Tài nguyên và Môi trường", "Phòng Y tế", "UBND các xã, thị trấn",
    "Phòng Lao động - Thương binh và Xã hội",
)  # fmt: skip
_OF_COMMUNE = ("Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND", "Trung tâm Phục vụ hành chính công")
_MASS_OF_COMMUNE = ("Hội Nông dân xã", "Hội Liên hiệp Phụ nữ xã", "Hội Cựu chiến binh xã", "Công an xã")

ISSUERS = (
    Issuer(BEFORE, "Tỉnh", "UBND tỉnh Nghệ An", "Nghệ An", "KH-UBND", _DEPARTMENTS_BEFORE, _MASS),
    Issuer(BEFORE, "Tỉnh", "Ủy ban nhân dân tỉnh Quảng Ngãi", "Quảng Ngãi", "KH-UBND", _DEPARTMENTS_BEFORE, _MASS),
    Issuer(BEFORE, "Huyện", "UBND huyện Nam Đàn", "Nghệ An", "KH-UBND", _OFFICES,
           ("Hội Nông dân huyện", "Đài Truyền thanh - Truyền hình huyện", "Trung tâm Dịch vụ nông nghiệp")),
    Issuer(BEFORE, "Huyện", "UBND thị xã Đức Phổ", "Quảng Ngãi", "KH-UBND", _OFFICES,
           ("Hội Nông dân thị xã", "Trung tâm Dịch vụ nông nghiệp")),
    Issuer(BEFORE, "Huyện", "Ủy ban nhân dân huyện Thanh Chương", "Nghệ An", "KH-UBND", _OFFICES,
           ("Hội Liên hiệp Phụ nữ huyện", "Trung tâm Phát triển quỹ đất")),
    Issuer(BEFORE, "Xã", "UBND xã Kim Liên", "Nghệ An", "KH-UBND",
           ("Hội Nông dân xã", "Công an xã", "Hội Liên hiệp Phụ nữ xã"),
           ("Hội Cựu chiến binh xã", "Ban Chỉ huy Quân sự xã")),
    Issuer(AFTER, "Tỉnh", "UBND tỉnh Nghệ An", "Nghệ An", "KH-UBND", _DEPARTMENTS_AFTER, _MASS),
    Issuer(AFTER, "Tỉnh", "UBND tỉnh Khánh Hòa", "Khánh Hòa", "KH-UBND", _DEPARTMENTS_AFTER, _MASS),
    Issuer(AFTER, "Xã", "UBND xã Kim Liên", "Nghệ An", "KH-UBND", _OF_COMMUNE, _MASS_OF_COMMUNE),
    Issuer(AFTER, "Xã", "Ủy ban nhân dân xã Đô Lương", "Nghệ An", "KH-UBND", _OF_COMMUNE, _MASS_OF_COMMUNE),
    Issuer(BEFORE, "Sở ngành", "Sở Nông nghiệp và Phát triển nông thôn", "Nghệ An", "KH-SNN",
           ("Chi cục Phát triển nông thôn", "Chi cục Kiểm lâm", "Chi cục Thủy lợi", "Trung tâm Khuyến nông"),
           ("Chi cục Thủy sản", "Chi cục Chăn nuôi và Thú y")),
    Issuer(AFTER, "Sở ngành", "Sở Nông nghiệp và Môi trường", "Nghệ An", "KH-SNNMT",
           ("Chi cục Phát triển nông thôn", "Chi cục Kiểm lâm", "Chi cục Thủy lợi", "Trung tâm Khuyến nông"),
           ("Chi cục Thủy sản", "Chi cục Chăn nuôi và Thú y")),
)  # fmt: skip

OF_THE_PARTY = (
    Issuer(BEFORE, "Huyện", "Huyện ủy Nam Đàn", "Nghệ An", "NQ/HU",
           ("Ban Tuyên giáo Huyện ủy", "Văn phòng Huyện ủy", "UBND huyện Nam Đàn", "Phòng Nội vụ"),
           ("Hội Nông dân huyện", "Ban Tổ chức Huyện ủy"), "Nghị quyết"),
    Issuer(BEFORE, "Huyện", "Huyện ủy Thanh Chương", "Nghệ An", "CTr/HU",
           ("Ban Dân vận Huyện ủy", "Văn phòng Huyện ủy", "UBND huyện Thanh Chương"),
           ("Hội Nông dân huyện",), "Chương trình hành động"),
    Issuer(AFTER, "Xã", "Đảng ủy xã Kim Liên", "Nghệ An", "NQ/ĐU",
           ("UBND xã Kim Liên", "Văn phòng HĐND và UBND", "Phòng Kinh tế"), ("Hội Nông dân xã",), "Nghị quyết"),
)  # fmt: skip
"""Party bodies: their resolutions need name no lead and no time for each task."""
