"""The cells of the five real plans: how each is taken apart and understood, whatever the spelling habits."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ktt_check.registry.units import UnitRegistry, accountable

REGISTRY = UnitRegistry.load(Path(__file__).parents[1] / "rules" / "registries")
IN_2023 = date(2023, 5, 30)

KNOWN, ALIAS, GROUP, VAGUE = "known", "alias", "group", "vague"


def read(text: str, on: date, province: str) -> list[tuple[str, str]]:
    return [(m.text, m.status) for m in REGISTRY.mentions(text, on, province)]


# Every cell of leading, coordinating, directing or executing bodies of the five real plans, with its entries.
NGHE_AN = {
    "Các sở, ngành và UBND cấp huyện": [("Các sở, ngành", VAGUE), ("UBND cấp huyện", GROUP)],
    "Sở Thông tin và Truyền thông; các cơ quan báo, Đài Phát thanh, truyền hình": [
        ("Sở Thông tin và Truyền thông", KNOWN),
        ("các cơ quan báo", VAGUE),
        ("Đài Phát thanh, truyền hình", KNOWN),
    ],
    "Sở Thông tin và Truyền thông": [("Sở Thông tin và Truyền thông", KNOWN)],
    "Các sở, ngành, UBND cấp huyện và các cơ quan truyền thanh, truyền hình, thông tấn, báo chí": [
        ("Các sở, ngành", VAGUE),
        ("UBND cấp huyện", GROUP),
        ("các cơ quan truyền thanh, truyền hình, thông tấn, báo chí", VAGUE),
    ],
    "Liên minh Hợp tác xã tỉnh": [("Liên minh Hợp tác xã tỉnh", KNOWN)],
    "Sở Nội vụ": [("Sở Nội vụ", KNOWN)],
    "Liên minh Hợp tác xã tỉnh và các sở, ngành, UBND cấp huyện": [
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("các sở, ngành", VAGUE),
        ("UBND cấp huyện", GROUP),
    ],
    "Sở Nông nghiệp và PTNT": [("Sở Nông nghiệp và PTNT", ALIAS)],
    "Liên minh Hợp tác xã tỉnh, các sở, ngành và UBND cấp huyện": [
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("các sở, ngành", VAGUE),
        ("UBND cấp huyện", GROUP),
    ],
    "Các sở, ngành, UBND cấp huyện": [("Các sở, ngành", VAGUE), ("UBND cấp huyện", GROUP)],
    "Các cơ quan, đơn vị có liên quan": [("Các cơ quan, đơn vị có liên quan", VAGUE)],
    "Sở Kế hoạch và Đầu tư": [("Sở Kế hoạch và Đầu tư", KNOWN)],
    "Các sở, ngành liên quan, UBND cấp huyện": [("Các sở, ngành liên quan", VAGUE), ("UBND cấp huyện", GROUP)],
    "UBND cấp huyện": [("UBND cấp huyện", GROUP)],
    "Sở Tài chính, UBND cấp huyện": [("Sở Tài chính", KNOWN), ("UBND cấp huyện", GROUP)],
    "Ban Dân tộc tỉnh": [("Ban Dân tộc tỉnh", KNOWN)],
    "Sở Lao động - Thương binh và xã hội": [("Sở Lao động - Thương binh và xã hội", KNOWN)],
    "Sở Tài nguyên và Môi trường": [("Sở Tài nguyên và Môi trường", KNOWN)],
    "UBND các huyện": [("UBND các huyện", GROUP)],
    "Ngân hàng Nhà nước chi nhánh tỉnh Nghệ An": [("Ngân hàng Nhà nước chi nhánh tỉnh Nghệ An", KNOWN)],
    "Liên minh Hợp tác xã tỉnh, các sở, ngành liên quan và UBND cấp huyện": [
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("các sở, ngành liên quan", VAGUE),
        ("UBND cấp huyện", GROUP),
    ],
    "Sở Nông nghiệp và PTNT, Liên minh Hợp tác xã tỉnh và các cơ quan, đơn vị có liên quan": [
        ("Sở Nông nghiệp và PTNT", ALIAS),
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("các cơ quan, đơn vị có liên quan", VAGUE),
    ],
    "Sở Nông nghiệp và PTNT, Liên minh Hợp tác xã tỉnh": [
        ("Sở Nông nghiệp và PTNT", ALIAS),
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
    ],
    "UBND cấp huyện và các cơ quan, đơn vị có liên quan": [
        ("UBND cấp huyện", GROUP),
        ("các cơ quan, đơn vị có liên quan", VAGUE),
    ],
    "Liên minh Hợp tác xã tỉnh, UBND cấp huyện": [
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("UBND cấp huyện", GROUP),
    ],
    "Sở Nông nghiệp và PTNT, Liên minh Hợp tác xã tỉnh, các sở, ngành và cơ quan, đơn vị có liên quan": [
        ("Sở Nông nghiệp và PTNT", ALIAS),
        ("Liên minh Hợp tác xã tỉnh", KNOWN),
        ("các sở, ngành", VAGUE),
        ("cơ quan, đơn vị có liên quan", VAGUE),
    ],
    "Sở Khoa học và Công nghệ": [("Sở Khoa học và Công nghệ", KNOWN)],
    "Sở Công Thương": [("Sở Công Thương", KNOWN)],
    "Các sở, ngành và cơ quan, đơn vị có liên quan": [
        ("Các sở, ngành", VAGUE),
        ("cơ quan, đơn vị có liên quan", VAGUE),
    ],
    "Các sở, ngành; UBND cấp huyện": [("Các sở, ngành", VAGUE), ("UBND cấp huyện", GROUP)],
    "Các sở, ngành và các đơn vị có liên quan": [("Các sở, ngành", VAGUE), ("các đơn vị có liên quan", VAGUE)],
    "Sở Kế hoạch và Đầu tư, UBND cấp huyện": [("Sở Kế hoạch và Đầu tư", KNOWN), ("UBND cấp huyện", GROUP)],
    "Các sở, ban, ngành; UBND cấp huyện": [("Các sở, ban, ngành", VAGUE), ("UBND cấp huyện", GROUP)],
    "Ngân hàng Nhà nước - Chi nhánh tỉnh Nghệ An": [("Ngân hàng Nhà nước - Chi nhánh tỉnh Nghệ An", KNOWN)],
    "Các sở, ngành, UBND cấp huyện và các đơn vị có liên quan": [
        ("Các sở, ngành", VAGUE),
        ("UBND cấp huyện", GROUP),
        ("các đơn vị có liên quan", VAGUE),
    ],
    "Ủy ban Mặt trận Tổ quốc Việt": [("Ủy ban Mặt trận Tổ quốc Việt", "cut off")],
    "Các tổ chức thành viên của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nghệ An": [
        ("Các tổ chức thành viên của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Nghệ An", VAGUE)
    ],
    "Hội Liên hiệp Phụ nữ tỉnh": [("Hội Liên hiệp Phụ nữ tỉnh", KNOWN)],
    "Các sở, ngành liên quan và UBND cấp huyện": [("Các sở, ngành liên quan", VAGUE), ("UBND cấp huyện", GROUP)],
    "Liên Minh Hợp tác xã tỉnh": [("Liên Minh Hợp tác xã tỉnh", KNOWN)],
}
DUC_PHO = {
    "Ban Thường vụ Thị ủy": [("Ban Thường vụ Thị ủy", KNOWN)],
    "Thường trực Hội đồng nhân dân thị xã; Ủy ban nhân dân thị xã; các cơ quan chuyên trách tham mưu, giúp việc "
    "Thị ủy; các đảng ủy, chi bộ trực thuộc Thị ủy; Mặt trận Tổ quốc, các tổ chức chính trị - xã hội thị xã": [
        ("Thường trực Hội đồng nhân dân thị xã", KNOWN),
        ("Ủy ban nhân dân thị xã", KNOWN),
        ("các cơ quan chuyên trách tham mưu, giúp việc Thị ủy", VAGUE),
        ("các đảng ủy, chi bộ trực thuộc Thị ủy", GROUP),
        ("Mặt trận Tổ quốc", ALIAS),
        ("các tổ chức chính trị - xã hội thị xã", VAGUE),
    ],
    "Ủy ban nhân dân thị xã và các cơ quan, đơn vị liên quan.": [
        ("Ủy ban nhân dân thị xã", KNOWN),
        ("các cơ quan, đơn vị liên quan", VAGUE),
    ],
    "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội, xã hội - nghề nghiệp thị xã; Đảng ủy các xã, phường và các "
    "cơ quan, đơn vị liên quan": [
        ("Mặt trận Tổ quốc", ALIAS),
        ("các tổ chức chính trị - xã hội, xã hội - nghề nghiệp thị xã", VAGUE),
        ("Đảng ủy các xã, phường", GROUP),
        ("các cơ quan, đơn vị liên quan", VAGUE),
    ],
    "Các cấp ủy, tổ chức đảng": [("Các cấp ủy, tổ chức đảng", VAGUE)],
    "Hội đồng nhân dân thị xã": [("Hội đồng nhân dân thị xã", KNOWN)],
    "Ủy ban nhân dân thị xã": [("Ủy ban nhân dân thị xã", KNOWN)],
    "Ủy ban Mặt trận Tổ quốc Việt Nam và các tổ chức chính trị - xã hội thị xã": [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam", KNOWN),
        ("các tổ chức chính trị - xã hội thị xã", VAGUE),
    ],
    "Ban Tuyên giáo Thị ủy": [("Ban Tuyên giáo Thị ủy", KNOWN)],
    "Các cơ quan chuyên trách tham mưu, giúp việc Thị ủy": [
        ("Các cơ quan chuyên trách tham mưu, giúp việc Thị ủy", VAGUE)
    ],
}
CAM_RANH = {
    "Các cấp ủy, tổ chức đảng, chính quyền các cấp": [("Các cấp ủy, tổ chức đảng, chính quyền các cấp", VAGUE)],
    "các cơ quan, đơn vị liên quan": [("các cơ quan, đơn vị liên quan", VAGUE)],
    "Phòng Kinh tế": [("Phòng Kinh tế", KNOWN)],
    "phòng Kinh tế": [("phòng Kinh tế", KNOWN)],
    "Phòng Tài chính – Kế hoạch": [("Phòng Tài chính - Kế hoạch", KNOWN)],
    "Phòng Quản lý đô thị": [("Phòng Quản lý đô thị", KNOWN)],
    "Phòng Tài nguyên và Môi trường": [("Phòng Tài nguyên và Môi trường", KNOWN)],
    "Phòng Văn hoá – Thông tin": [("Phòng Văn hoá - Thông tin", KNOWN)],
    "Trung tâm Văn hóa – Thông tin và thể thao": [("Trung tâm Văn hóa - Thông tin và thể thao", KNOWN)],
    "các ngành chức năng của thành phố": [("các ngành chức năng của thành phố", VAGUE)],
    "Đề nghị UBMTTQ và các đoàn thể thành phố": [
        ("Đề nghị UBMTTQ", ALIAS),
        ("các đoàn thể thành phố", VAGUE),
    ],
    "UBND các xã, phường": [("UBND các xã, phường", GROUP)],
}
QUANG_BINH = {
    "Các huyện ủy, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy": [
        ("Các huyện ủy, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy", GROUP)
    ],
    "Ban cán sự đảng Ủy ban nhân dân tỉnh": [("Ban cán sự đảng Ủy ban nhân dân tỉnh", KNOWN)],
    "Mặt trận và các tổ chức chính trị - xã hội cấp tỉnh": [
        ("Mặt trận", ALIAS),
        ("các tổ chức chính trị - xã hội cấp tỉnh", VAGUE),
    ],
    "Ban Tuyên giáo Tỉnh ủy, Ban Dân vận Tỉnh ủy": [
        ("Ban Tuyên giáo Tỉnh ủy", KNOWN),
        ("Ban Dân vận Tỉnh ủy", KNOWN),
    ],
    "các cơ quan liên quan": [("các cơ quan liên quan", VAGUE)],
    "các ban Tỉnh ủy": [("các ban Tỉnh ủy", VAGUE)],
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và tổ chức chính trị - xã hội, xã hội - nghề nghiệp": [
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", KNOWN),
        ("tổ chức chính trị - xã hội, xã hội - nghề nghiệp", VAGUE),
    ],
}
TP_QUANG_NGAI = {
    "Ban Thường vụ Thành ủy": [("Ban Thường vụ Thành ủy", KNOWN)],
    "các cấp ủy, tổ chức đảng": [("các cấp ủy, tổ chức đảng", VAGUE)],
    "Mặt trận Tổ quốc Việt Nam thành phố và các đoàn thể chính trị - xã hội thành phố": [
        ("Mặt trận Tổ quốc Việt Nam thành phố", ALIAS),
        ("các đoàn thể chính trị - xã hội thành phố", VAGUE),
    ],
    "Các cơ quan chuyên trách tham mưu, giúp việc Thành ủy": [
        ("Các cơ quan chuyên trách tham mưu, giúp việc Thành ủy", VAGUE)
    ],
}
SEEDS = [
    *((text, want, date(2023, 5, 30), "Nghệ An") for text, want in NGHE_AN.items()),
    *((text, want, date(2023, 2, 7), "Quảng Ngãi") for text, want in DUC_PHO.items()),
    *((text, want, date(2023, 1, 31), "Khánh Hòa") for text, want in CAM_RANH.items()),
    *((text, want, date(2022, 6, 16), "Quảng Bình") for text, want in QUANG_BINH.items()),
    *((text, want, date(2022, 11, 8), "Quảng Ngãi") for text, want in TP_QUANG_NGAI.items()),
]


@pytest.mark.parametrize(("text", "want", "on", "province"), SEEDS)
def test_every_cell_of_the_real_plans_is_taken_apart_and_understood(
    text: str, want: list[tuple[str, str]], on: date, province: str
) -> None:
    assert read(text, on, province) == want


@pytest.mark.parametrize(("text", "want", "on", "province"), SEEDS)
def test_no_name_in_the_real_plans_is_held_against_its_date(
    text: str, want: list[tuple[str, str]], on: date, province: str
) -> None:
    assert [m.text for m in REGISTRY.mentions(text, on, province) if m.valid is False] == []


# Bodies that the real plans name elsewhere: issuers, recipients, in running text.
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("UBND thành phố Cam Ranh", "ubnd-huyen@huyen/cam-ranh"),
        ("Thành uỷ Cam Ranh (báo cáo)", "huyen-uy@huyen/cam-ranh"),
        ("Ban Thường vụ Thị ủy Đức Phổ", "ban-thuong-vu-huyen-uy@huyen/duc-pho"),
        ("Thành ủy Quảng Ngãi", "huyen-uy@huyen/quang-ngai"),
        ("Ban Thường vụ Tỉnh ủy Quảng Bình", "ban-thuong-vu-tinh-uy"),
        ("Tỉnh uỷ Khánh Hoà", "tinh-uy"),
        ("UBND tỉnh Nghệ An", "ubnd-tinh"),
        ("BTV Tỉnh ủy (b/c)", "ban-thuong-vu-tinh-uy"),
        ("BTG Tỉnh ủy (b/c)", "ban-tuyen-giao-tinh-uy"),
        ("UBKT Tỉnh ủy", "uy-ban-kiem-tra-tinh-uy"),
        ("VPTU", "van-phong-tinh-uy"),
        ("TT HĐND", "thuong-truc-hdnd-tinh"),
        ("UBMTTQVN thị xã", "mat-tran-huyen"),
        ("Văn phòng Trung ương Đảng", "van-phong-trung-uong-dang"),
        ("Ban Kinh tế Trung ương", "ban-kinh-te-trung-uong"),
        ("Ban Bí thư Trung ương Đảng", "ban-bi-thu"),
        ("Ban Chấp hành Trung ương Đảng", "ban-chap-hanh-trung-uong"),
        ("Ban Chỉ đạo Phát triển kinh tế tập thể tỉnh", "ban-chi-dao-phat-trien-kinh-te-tap-the-tinh"),
        ("Ban Chỉ đạo phát triển kinh tế tập thể thị xã", "ban-chi-dao-phat-trien-kinh-te-tap-the-huyen"),
        ("Quỹ Hỗ trợ phát triển hợp tác xã tỉnh", "quy-ho-tro-phat-trien-hop-tac-xa-tinh"),
        ("Các Chi, Đảng bộ trực thuộc", "to-chuc-dang-truc-thuoc"),
        ("UBND các huyện, thành phố, thị xã", "ubnd-huyen"),
        ("UBND các huyện, thành, thị", "ubnd-huyen"),
    ],
)
def test_a_body_named_in_the_real_plans_is_found(name: str, unit: str) -> None:
    found = REGISTRY.resolve(name, IN_2023)
    assert (found.unit_id, found.valid) == (unit, True)


NAMES = st.sampled_from(
    [text for text, *_ in SEEDS]
    + ["Sở Y tế tỉnh Nghê An", "Phòng Quản lí đô thi", "Công ty Hoà Bình", "Các sở: Y tế, Tài chính"]
)


def _old_tones(text: str) -> str:
    for new, old in (("ủy", "uỷ"), ("óa", "oá"), ("òa", "oà"), ("Ủy", "Uỷ"), ("ý", "í")):
        text = text.replace(new, old)
    return text


@settings(deadline=None)
@given(NAMES, st.sampled_from(["–", "—", "-", "‑", " - "]), st.sampled_from([" ", "  ", "\u00a0"]), st.booleans())
def test_spelling_habits_change_nothing(text: str, dash: str, blank: str, decomposed: bool) -> None:
    want = [(m.unit_id, m.status, m.suggestion) for m in REGISTRY.mentions(text, IN_2023, "Nghệ An")]
    other = _old_tones(text).replace("-", dash).replace(" ", blank)
    other = unicodedata.normalize("NFD", other) if decomposed else other
    assert [(m.unit_id, m.status, m.suggestion) for m in REGISTRY.mentions(other, IN_2023, "Nghệ An")] == want


PIECES = st.sampled_from(
    [
        "Sở_Y_tế",
        "các",
        "và",
        ",",
        ";",
        "\n",
        "(",
        ")",
        ":",
        "cấp",
        "huyện",
        "xã",
        "UBND",
        "thị",
        "tỉnh",
        "Nghệ_An",
        "-",
        "1.",
        "Đề_nghị",
    ]
).map(lambda piece: piece.replace("_", " "))


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join)), st.sampled_from([None, IN_2023]))
@example("CÁC", None)
@example("các" * 500, None)
@example("và " * 5000, IN_2023)
@example("Sở A (" * 200, IN_2023)
def test_any_text_is_read_without_failing(text: str, on: date | None) -> None:
    found = REGISTRY.mentions(text, on, "Nghệ An")
    assert [m.item for m in found] == list(range(len(found)))
    assert all(m.text and (m.unit_id is None) == (m.status not in ("known", "alias", "group")) for m in found)
    assert accountable(found).answer in ("one", "none", "several")


@settings(deadline=None)
@given(st.sampled_from([text for text, *_ in SEEDS]), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_an_invalid_name_always_says_since_when_or_until_when(text: str, on: date) -> None:
    for found in REGISTRY.mentions(text, on, "Nghệ An"):
        assert (found.valid is False) == (found.ended is not None or found.begins is not None)
