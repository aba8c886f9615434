"""Units in a cell: where the list is taken apart, who each entry is, and whether that name holds on the date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ktt_check.registry.units import UnitRegistry, accountable

REGISTRY = UnitRegistry.load(Path(__file__).parents[1] / "rules" / "registries")
IN_2023 = date(2023, 5, 30)
BEFORE_MERGERS, MERGERS = date(2025, 2, 28), date(2025, 3, 1)
LAST_OF_DISTRICTS, TWO_TIERS = date(2025, 6, 30), date(2025, 7, 1)
NOW_OF_THE_COMMUNE = ("Phòng Kinh tế (xã, đặc khu)", "Phòng Kinh tế, Hạ tầng và Đô thị (phường)")


def ids(text: str, on: date | None = IN_2023, province: str | None = None) -> list[str | None]:
    return [m.unit_id for m in REGISTRY.mentions(text, on, province)]


@pytest.mark.parametrize(
    "name",
    [
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Sở Nông nghiệp & PTNT",
        "Sở NN&PTNT",
        "Sở NN và PTNT",
        "Sở NN-PTNT",
        "Sở NNPTNT",
        "Sở Nông nghiệp - PTNT",
        "Sở Nông nghiệp",
        "sở nông nghiệp và phát triển nông thôn tỉnh",
        "Sở Nông nghiệp và Phát triển nông thôn tỉnh Nghệ An",
        "Sở NN&PTNT Nghệ An",
        "Sở Nông nghiệp và Phát triển nông thôn (Chi cục Phát triển nông thôn)",
        "- Sở NN&PTNT.",
        "1. Sở NN&PTNT;",
        "Giám đốc Sở NN&PTNT",
        "Giao Sở NN&PTNT",
        "Sở NN&PTNT tham mưu",
    ],
)
def test_one_department_goes_by_many_spellings(name: str) -> None:
    assert REGISTRY.resolve(name, IN_2023, "Nghệ An").unit_id == "so-nong-nghiep-va-phat-trien-nong-thon"


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Sở KH&ĐT", "so-ke-hoach-va-dau-tu"),
        ("Sở KH&CN", "so-khoa-hoc-va-cong-nghe"),
        ("Sở TT&TT", "so-thong-tin-va-truyen-thong"),
        ("Sở TN&MT", "so-tai-nguyen-va-moi-truong"),
        ("Sở LĐTBXH", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở LĐ-TB&XH", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở VHTT&DL", "so-van-hoa-the-thao-va-du-lich"),
        ("Bộ NN&PTNT", "bo-nong-nghiep-va-phat-trien-nong-thon"),
        ("Hội LHPN tỉnh", "hoi-phu-nu-tinh"),
        ("Tỉnh Đoàn", "doan-thanh-nien-tinh"),
        ("LMHTX tỉnh", "lien-minh-hop-tac-xa-tinh"),
        ("NHNN chi nhánh tỉnh", "ngan-hang-nha-nuoc-chi-nhanh-tinh"),
        ("UBND TP.HCM", "ubnd-tinh"),
        ("Thành ủy Hà Nội", "tinh-uy"),
        ("Huyện ủy Nam Đàn", "huyen-uy@nam-dan"),
        ("UBND huyện Nam Đàn, tỉnh Nghệ An", "ubnd-huyen@huyen/430"),
        ("UBND phường 1", "ubnd-xa@1"),
        ("TP Cam Ranh", "ubnd-huyen@huyen/cam-ranh"),
        ("Trưởng phòng Tài chính - Kế hoạch", "phong-tai-chinh-ke-hoach"),
        ("Văn phòng HĐND và UBND thị xã", "van-phong-hdnd-va-ubnd-huyen"),
        ("các huyện, thành, thị", "ubnd-huyen"),
        ("Các huyện ủy, thành ủy và đảng ủy trực thuộc", "huyen-uy"),
        ("các thị ủy, huyện ủy, thành ủy", "huyen-uy"),
        ("các tỉnh ủy, thành ủy", "tinh-uy"),
        ("UBND các huyện, thị xã và thành phố Huế", "ubnd-huyen"),
    ],
)
def test_abbreviations_places_and_offices_lead_to_the_unit(text: str, unit: str) -> None:
    assert ids(text) == [unit]


def test_another_province_is_another_unit_but_the_documents_own_is_not() -> None:
    assert ids("Sở Tài chính tỉnh Nghệ An", province="Nghệ An") == ["so-tai-chinh"]
    assert ids("Sở Tài chính tỉnh Hà Tĩnh", province="Nghệ An") == ["so-tai-chinh@tinh/ha-tinh"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Sở Nội vụ\nSở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
        ("- Sở Nội vụ;\n- Sở Tài chính.", ["Sở Nội vụ", "Sở Tài chính"]),
        ("Sở Kế hoạch\nvà Đầu tư", ["Sở Kế hoạch và Đầu tư"]),
        ("UBND các huyện,\nthành phố, thị xã", ["UBND các huyện, thành phố, thị xã"]),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Phòng Kinh tế, Khoa học và Hạ tầng", ["Phòng Kinh tế, Khoa học và Hạ tầng"]),
        ("Sở Tài chính, Nội vụ, Giao thông vận tải", ["Sở Tài chính", "Nội vụ", "Giao thông vận tải"]),
        ("Các sở: Tài chính, Nội vụ", ["Các sở: Tài chính", "Nội vụ"]),
        (
            "Sở Tài chính (phòng Ngân sách, phòng Giá), Sở Nội vụ",
            ["Sở Tài chính (phòng Ngân sách, phòng Giá)", "Sở Nội vụ"],
        ),
        ("Phòng Chuyển đổi số, Sở Tài chính", ["Phòng Chuyển đổi số", "Sở Tài chính"]),
        ("Sở Kế hoạch và Dầu tư, Sở Tài chính", ["Sở Kế hoạch và Dầu tư", "Sở Tài chính"]),
        ("Huyện ủy, UBND huyện", ["Huyện ủy", "UBND huyện"]),
        ("Phòng Kinh tế phối hợp với Phòng Y tế", ["Phòng Kinh tế", "phối hợp với Phòng Y tế"]),
        ("UBND các quận, huyện, thành phố Thủ Đức", ["UBND các quận, huyện, thành phố Thủ Đức"]),
        ("theo dõi, đôn đốc và báo cáo", ["theo dõi, đôn đốc và báo cáo"]),
        ("chuyên gia, Sở Tài chính", ["chuyên gia, Sở Tài chính"]),
        ("chuyên gia, Sở Tài chính, Sở Nội vụ", ["chuyên gia", "Sở Tài chính", "Sở Nội vụ"]),
        ("", []),
        (" - ", []),
    ],
)
def test_a_list_is_split_only_where_units_meet(text: str, want: list[str]) -> None:
    assert REGISTRY.split(text, IN_2023) == want


def test_what_joins_names_on_one_date_may_be_one_name_on_another() -> None:
    text = "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert ids(text, IN_2023) == ["ban-tuyen-giao-tinh-uy", "ban-dan-van-tinh-uy"]
    assert ids(text, TWO_TIERS) == ["ban-tuyen-giao-va-dan-van-tinh-uy"]


@pytest.mark.parametrize(
    ("text", "status", "suggestion"),
    [
        ("Sở Kế hoạch và Dầu tư", "near", "Sở Kế hoạch và Đầu tư"),
        ("Sở Kế hoạch và Dầu tư tỉnh Nghệ An", "near", "Sở Kế hoạch và Đầu tư"),
        ("So Tai chinh", "near", "Sở Tài chính"),
        ("Ủy ban Mặt trận Tổ quốc Viêt Nam tỉnh", "near", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
        ("UBDN tỉnh", "near", "UBND tỉnh"),
        ("Sở Nông nghiệp và PNTN", "near", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở Y tế tỉnh Nghê An", "near", "Sở Y tế tỉnh Nghệ An"),
        ("Phòng Quản lí đô thi", "near", "Phòng Quản lý đô thị"),
        ("Ủy ban Mặt trận Tổ quốc Việt", "cut off", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
        ("Hội Liên hiệp Phụ", "cut off", "Hội Liên hiệp Phụ nữ tỉnh"),
        ("Liên minh Hợp tác", "cut off", "Liên minh Hợp tác xã tỉnh"),
        ("Sở Nông nghiệp và Phát triển", "cut off", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Sở Kế hoạch và", "cut off", "Sở Kế hoạch và Đầu tư"),
        ("Phòng Quản lý đô", "cut off", "Phòng Quản lý đô thị"),
        ("Phòng Tài chính", "plausible", None),  # stops at a natural break: a name of its own
        ("Phòng Dân số", "plausible", None),  # not Phòng Dân tộc
        ("Phòng Kinh tế số 2", "plausible", None),
        ("Trung tâm Y tế", "plausible", None),
        ("Công ty TNHH Sông Hàn", "plausible", None),
        ("Vụ Địa phương I", "plausible", None),
        ("Sở Kinh tế", "unknown", None),  # the departments are a closed list
        ("triển khai kịp thời", "unknown", None),
    ],
)
def test_a_slip_is_told_from_a_local_name(text: str, status: str, suggestion: str | None) -> None:
    found = REGISTRY.resolve(text, IN_2023, "Nghệ An")
    assert (found.status, found.suggestion, found.unit_id) == (status, suggestion, None)


def test_slips_are_looked_for_in_a_long_list_of_units_but_not_in_a_long_text_of_other_things() -> None:
    """Found by fuzzing: sixty figures between commas took ten times as long as sixty units."""
    slip = "Phòng Quản lí đô thi"
    units = ", ".join([*["Sở Y tế", "Sở Xây dựng", "Sở Tài chính", "Sở Nội vụ"] * 4, slip])
    figures = ", ".join([*(f"{n},5 HỢP {n}" for n in range(16)), slip])
    assert [(m.text, m.status) for m in REGISTRY.mentions(units, IN_2023, "Nghệ An")][-1] == (slip, "near")
    assert "near" not in {m.status for m in REGISTRY.mentions(figures, IN_2023, "Nghệ An")}


@pytest.mark.parametrize(
    ("name", "on", "valid", "instead"),
    [
        ("Sở KH&ĐT", IN_2023, True, ()),
        ("Sở KH&ĐT", BEFORE_MERGERS, True, ()),
        ("Sở KH&ĐT", MERGERS, False, ("Sở Tài chính",)),  # n:1
        ("Sở Giao thông vận tải", TWO_TIERS, False, ("Sở Xây dựng",)),
        ("Ủy ban Dân tộc", MERGERS, False, ("Bộ Dân tộc và Tôn giáo",)),  # 1:1
        (
            "Bộ Thông tin và Truyền thông",
            MERGERS,
            False,
            ("Bộ Khoa học và Công nghệ", "Bộ Văn hóa, Thể thao và Du lịch"),
        ),
        (
            "Sở LĐTBXH",
            MERGERS,
            False,
            ("Sở Nội vụ", "Sở Nông nghiệp và Môi trường", "Sở Y tế", "Sở Giáo dục và Đào tạo"),  # 1:n
        ),
        ("UBND cấp huyện", LAST_OF_DISTRICTS, True, ()),
        ("UBND cấp huyện", TWO_TIERS, False, ("UBND cấp xã", "UBND tỉnh")),
        ("UBND các huyện, thành phố, thị xã", TWO_TIERS, False, ("UBND cấp xã", "UBND tỉnh")),
        ("UBND các xã, phường", TWO_TIERS, True, ()),
        (
            "UBND thành phố Cam Ranh",
            TWO_TIERS,
            False,
            (
                "UBND phường Bắc Cam Ranh",
                "UBND phường Cam Ranh",
                "UBND phường Cam Linh",
                "UBND phường Ba Ngòi",
                "UBND xã Nam Cam Ranh",
            ),
        ),
        (
            "Thị xã Đức Phổ",
            TWO_TIERS,
            False,
            ("phường Trà Câu", "phường Đức Phổ", "phường Sa Huỳnh", "xã Nguyễn Nghiêm", "xã Khánh Cường"),
        ),
        (
            "Phòng Tài chính - Kế hoạch",
            TWO_TIERS,
            False,
            NOW_OF_THE_COMMUNE,
        ),
        ("Phòng Kinh tế", TWO_TIERS, True, ()),  # now of the commune
        (
            "Phòng Kinh tế thị xã",
            TWO_TIERS,
            False,
            NOW_OF_THE_COMMUNE,
        ),
        ("Sở Tài chính tỉnh Quảng Bình", LAST_OF_DISTRICTS, True, ()),
        ("Sở Tài chính tỉnh Quảng Bình", TWO_TIERS, False, ("Sở Tài chính tỉnh Quảng Trị",)),
        ("Sở KH&ĐT tỉnh Quảng Nam", TWO_TIERS, False, ("Sở Tài chính thành phố Đà Nẵng",)),  # both have gone
        ("Tỉnh ủy Quảng Nam", TWO_TIERS, False, ("Thành ủy Đà Nẵng",)),
        ("UBND tỉnh Đồng Nai", date(2026, 4, 30), False, ("UBND thành phố Đồng Nai",)),
        ("UBND thành phố Huế", IN_2023, True, ()),  # then of the province, since 2025 the province itself
        ("UBND thành phố Huế", TWO_TIERS, True, ()),
        ("Cục Thuế tỉnh", MERGERS, False, ("Chi cục Thuế khu vực",)),
        ("Cục Thuế tỉnh", TWO_TIERS, False, ("Thuế tỉnh",)),  # the successor's successor
        ("Ban Tuyên giáo Tỉnh ủy", date(2025, 1, 31), True, ()),
        ("Ban Tuyên giáo Tỉnh ủy", date(2025, 2, 10), None, ()),  # only the month is known
        ("Ban Tuyên giáo Tỉnh ủy", MERGERS, False, ("Ban Tuyên giáo và Dân vận Tỉnh ủy",)),
        ("Sở Nội vụ", None, None, ()),
    ],
)
def test_a_name_is_judged_on_the_date_of_the_document(
    name: str, on: date | None, valid: bool | None, instead: tuple[str, ...]
) -> None:
    (found,) = REGISTRY.mentions(name, on)
    assert (found.valid, found.successors) == (valid, instead)


def test_an_ended_name_says_its_last_day_and_how_sure_that_is() -> None:
    (found,) = REGISTRY.mentions("Ngân hàng Nhà nước chi nhánh tỉnh Nghệ An", TWO_TIERS, "Nghệ An")
    assert (found.ended, found.begins, found.verified) == (BEFORE_MERGERS, None, "no")


def test_a_name_that_is_not_yet_says_its_first_day_and_what_was_there_then() -> None:
    found = REGISTRY.resolve("Sở Nông nghiệp và Môi trường", IN_2023)
    assert (found.valid, found.begins, found.ended, found.successors) == (False, MERGERS, None, ())
    assert found.counterparts == ("Sở Nông nghiệp và Phát triển nông thôn", "Sở Tài nguyên và Môi trường")
    assert REGISTRY.resolve("Sở Nông nghiệp và Môi trường", BEFORE_MERGERS).valid is False
    assert REGISTRY.resolve("Sở Nông nghiệp và Môi trường", MERGERS).valid is True


@pytest.mark.parametrize(
    ("province", "valid", "unit"),
    [("Quảng Ngãi", False, "ubnd-huyen"), ("Hà Nội", True, "ubnd-tinh"), (None, True, "ubnd-tinh")],
)
def test_the_documents_province_tells_which_kind_of_city_is_meant(province: str | None, valid: bool, unit: str) -> None:
    (found,) = REGISTRY.mentions("UBND thành phố", TWO_TIERS, province)
    assert (found.valid, found.unit_id) == (valid, unit)


def test_two_old_units_that_became_one_are_told_by_their_key() -> None:
    (planning,) = REGISTRY.mentions("Sở Kế hoạch và Đầu tư", TWO_TIERS)
    (finance,) = REGISTRY.mentions("Sở Tài chính", TWO_TIERS)
    assert REGISTRY.unit_key(planning, TWO_TIERS) == REGISTRY.unit_key(finance, TWO_TIERS) == "so-tai-chinh"
    assert REGISTRY.unit_key(planning, IN_2023) != REGISTRY.unit_key(finance, IN_2023)
    assert REGISTRY.successor_ids("so-thong-tin-va-truyen-thong", MERGERS) == (
        "so-khoa-hoc-va-cong-nghe",
        "so-van-hoa-the-thao-va-du-lich",
    )
    (information,) = REGISTRY.mentions("Sở Thông tin và Truyền thông", MERGERS)
    assert REGISTRY.unit_key(information, MERGERS) == "so-thong-tin-va-truyen-thong"  # several: nobody can say which


def test_a_level_is_claimed_only_where_the_name_says_it() -> None:
    (open_,) = REGISTRY.mentions("Mặt trận Tổ quốc", IN_2023)
    assert (open_.level, open_.tier, open_.name) == ("mặt trận/đoàn thể", None, "Ủy ban Mặt trận Tổ quốc Việt Nam")
    (said,) = REGISTRY.mentions("Mặt trận Tổ quốc thị xã", IN_2023)
    assert (said.level, said.tier) == ("mặt trận/đoàn thể", "huyện")
    (department,) = REGISTRY.mentions("Sở KH&ĐT", IN_2023)
    assert (department.level, department.tier, department.name) == ("sở ngành", "tỉnh", "Sở Kế hoạch và Đầu tư")


def test_mat_tran_and_mass_organisations_are_asked_and_so_is_whoever_follows_de_nghi() -> None:
    asked = [
        m.request
        for m in REGISTRY.mentions("Đề nghị Công an tỉnh, Sở Tài chính; Sở Nội vụ; Hội Nông dân tỉnh", IN_2023)
    ]
    assert asked == [True, True, False, True]


@pytest.mark.parametrize(
    ("text", "answer", "who"),
    [
        ("Sở Nội vụ", "one", ["Sở Nội vụ"]),
        ("UBND cấp huyện", "one", ["UBND cấp huyện"]),
        ("UBND các xã, phường", "one", ["UBND các xã, phường"]),
        ("Trung tâm Y tế", "one", ["Trung tâm Y tế"]),
        ("Các sở, ngành", "none", []),
        ("các cơ quan liên quan", "none", []),
        ("Các sở, ngành và UBND cấp huyện", "none", []),
        ("Ủy ban nhân dân thị xã và các cơ quan, đơn vị liên quan", "one", ["Ủy ban nhân dân thị xã"]),
        ("", "none", []),
        ("Sở Kế hoạch và Đầu tư, UBND cấp huyện", "several", ["Sở Kế hoạch và Đầu tư", "UBND cấp huyện"]),
        ("Sở NN&PTNT (chủ trì chính), Sở Tài chính", "one", ["Sở NN&PTNT (chủ trì chính)"]),
        ("Sở Nội vụ chịu trách nhiệm chính; Sở Tài chính", "one", ["Sở Nội vụ chịu trách nhiệm chính"]),
        ("Chủ trì: Sở Nội vụ; phối hợp: Sở Tài chính", "one", ["Chủ trì: Sở Nội vụ"]),
        ("Sở Nội vụ chủ trì, phối hợp với Sở Tài chính và các đơn vị liên quan", "one", ["Sở Nội vụ chủ trì"]),
        ("Sở Nội vụ (đầu mối), Sở Tài chính (đầu mối)", "several", ["Sở Nội vụ (đầu mối)", "Sở Tài chính (đầu mối)"]),
    ],
)
def test_a_cell_of_leads_names_one_who_answers_none_or_several(text: str, answer: str, who: list[str]) -> None:
    found = accountable(REGISTRY.mentions(text, IN_2023))
    assert (found.answer, [m.text for m in found.who]) == (answer, who)
