"""Districts and communes, former and present: all there, dated, followed to what they became, read only when needed."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from ktt_check.registry.communes import Section, read_section
from ktt_check.registry.records import Territory
from ktt_check.registry.sources import read_sources
from ktt_check.registry.units import RegistryError, UnitMention, UnitRegistry

DATA = Path(__file__).parents[1] / "rules" / "registries"
REGISTRY = UnitRegistry.load(DATA)
SOURCES = read_sources(DATA)
KINDS = [" ".join(words) for words in SOURCES.wording.areas]
IN_2023, LAST_OF_DISTRICTS, TWO_TIERS = date(2023, 5, 30), date(2025, 6, 30), date(2025, 7, 1)
IN_2026 = date(2026, 1, 15)
NGHE_AN, KHANH_HOA, QUANG_NGAI, HANOI = "Nghệ An", "Khánh Hòa", "Quảng Ngãi", "Hà Nội"
HCM = "Thành phố Hồ Chí Minh"


def _section(province: str) -> Section:
    section = read_section(DATA / "communes.tsv", [province], KINDS)
    assert section is not None
    return section


LINES = (DATA / "communes.tsv").read_text(encoding="utf-8").split("\n")
RESOLUTIONS = dict(line.split("\t") for line in LINES if line.startswith("tinh/"))
SECTIONS = {province: _section(province) for province in RESOLUTIONS}
HERE = {key: section[key] for section in SECTIONS.values() for key in section}
ALL = {**HERE, **SOURCES.territories}


def there(on: date, level: str) -> list[Territory]:
    return [t for t in ALL.values() if t.level == level and t.life.covers(on)]


def read(name: str, on: date, province: str | None = NGHE_AN) -> UnitMention:
    return REGISTRY.resolve(name, on, province)


@pytest.mark.parametrize("on", [TWO_TIERS, date(2026, 5, 1), date(2026, 11, 1)])
def test_there_are_thirty_four_provinces_and_3321_communes_since_july_2025(on: date) -> None:
    assert (len(there(on, "tỉnh")), len(there(on, "huyện")), len(there(on, "xã"))) == (34, 0, 3321)


@pytest.mark.parametrize(
    ("on", "wards", "communes"),
    [(TWO_TIERS, 687, 2621), (date(2026, 4, 30), 697, 2611), (date(2026, 9, 20), 709, 2599)],
)
def test_communes_became_wards_in_2026_and_special_zones_stayed(on: date, wards: int, communes: int) -> None:
    kinds = Counter(t.kind for t in there(on, "xã"))
    assert kinds == {"phường": wards, "xã": communes, "đặc khu": 13}


def test_there_were_sixty_three_provinces_696_districts_and_10035_communes_before() -> None:
    on = LAST_OF_DISTRICTS
    assert (len(there(on, "tỉnh")), len(there(on, "huyện")), len(there(on, "xã"))) == (63, 696, 10_035)


def test_there_were_705_districts_in_2023() -> None:
    assert len(there(IN_2023, "huyện")) == 705


def test_each_present_province_has_its_resolution_on_communes() -> None:
    numbers = sorted(text.removeprefix("Nghị quyết ").removesuffix("/NQ-UBTVQH15") for text in RESOLUTIONS.values())
    assert numbers == [str(number) for number in range(1654, 1688)]
    listed = {t.parent: t.instrument for t in SOURCES.territories.values() if t.level == "xã"}
    assert {province: RESOLUTIONS[province] for province in listed} == listed  # where the reference has it too


def test_all_that_rows_refer_to_is_there() -> None:
    lost = [(t.id, area) for t in HERE.values() for area in (t.parent, *t.earlier) if area not in ALL]
    lost += [(c.old, c.new) for s in SECTIONS.values() for key in s for c in s.after(key) if c.new not in ALL]
    assert lost == []
    assert len(HERE) == sum(len(list(section)) for section in SECTIONS.values())  # no id is there twice


def test_every_district_and_commune_of_june_2025_became_something_the_next_day() -> None:
    kinds: Counter[tuple[str, str]] = Counter()
    for section in SECTIONS.values():
        for key in section:
            if section[key].life.ends == (LAST_OF_DISTRICTS, LAST_OF_DISTRICTS):
                changes = section.after(key)
                assert changes, key
                assert {c.when for c in changes} == {(TWO_TIERS, TWO_TIERS)}
                assert {c.instrument for c in changes} == {RESOLUTIONS[section.province]}
                kinds[section[key].level, changes[0].kind] += 1
    assert kinds == {
        ("xã", "n:1"): 9460,
        ("xã", "1:n"): 443,
        ("xã", "1:1"): 132,
        ("huyện", "1:n"): 679,  # and the three that territories.tsv has
        ("huyện", "1:1"): 13,
        ("huyện", "n:1"): 1,
    }


def test_every_present_commune_came_from_something() -> None:
    olds = {c.new for s in SECTIONS.values() for key in s for c in s.after(key)}
    assert [t.name for t in there(TWO_TIERS, "xã") if t.id not in olds] == []


def test_divided_communes_are_marked_as_unverified() -> None:
    divided = [key for section in SECTIONS.values() for key in section if _divided(section, key)]
    assert {HERE[key].verified for key in divided} == {"no"}


def _divided(section: Section, key: str) -> bool:
    return section[key].level == "xã" and [c.kind for c in section.after(key)[:1]] == ["1:n"]


@pytest.mark.parametrize("district", ["huyen/cam-ranh", "huyen/duc-pho"])
def test_the_communes_of_a_listed_district_became_what_the_reference_says(district: str) -> None:
    changes = [c for s in SECTIONS.values() for key in s if district in (s[key].parent,) for c in s.after(key)]
    assert {c.new for c in changes} == {c.new for c in SOURCES.successions if c.old == district}


@pytest.mark.parametrize("province", sorted(RESOLUTIONS))
def test_every_name_is_known_in_its_own_province_and_time(province: str) -> None:
    section = SECTIONS[province]
    strange = []
    for key in section:
        found = read(f"UBND {section[key].name}", _held(section[key]), _province(section[key]).name)
        itself = (found.unit_id or "").endswith(f"@{key}") or key in found.candidates
        if found.status != "known" or found.valid is False or not itself:
            strange.append(section[key].name)
    assert strange == (["phường Phường Đúc"] if province == "tinh/hue" else [])  # reads like a list of kinds


def _held(territory: Territory) -> date:
    """A day on which the name held."""
    life = territory.life
    return life.begins[1] if life.begins else life.ends[0] - timedelta(days=1) if life.ends else TWO_TIERS


def _province(territory: Territory) -> Territory:
    while territory.parent:
        territory = ALL[territory.parent]
    return territory


@pytest.mark.parametrize(
    ("name", "on", "province", "valid", "instead"),
    [
        ("UBND thành phố Vinh", IN_2023, NGHE_AN, True, ()),
        ("UBND thành phố Vinh", LAST_OF_DISTRICTS, NGHE_AN, True, ()),
        (
            "UBND thành phố Vinh",
            IN_2026,
            NGHE_AN,
            False,
            (
                "UBND phường Thành Vinh",
                "UBND phường Trường Vinh",
                "UBND phường Vinh Phú",
                "UBND phường Vinh Lộc",
                "UBND phường Cửa Lò",
                "UBND phường Vinh Hưng",
            ),
        ),
        ("UBND thị xã Cửa Lò", IN_2023, NGHE_AN, True, ()),
        ("UBND thị xã Cửa Lò", date(2024, 10, 1), NGHE_AN, None, ()),  # some day of 2024 or early 2025
        ("UBND thị xã Cửa Lò", date(2025, 4, 1), NGHE_AN, False, ("UBND thành phố Vinh",)),
        ("UBND thị xã Cửa Lò", IN_2026, NGHE_AN, False, ("UBND phường Cửa Lò",)),
        ("Thị ủy Cửa Lò", IN_2026, NGHE_AN, False, ("Đảng ủy phường Cửa Lò",)),
        ("UBND phường Trường Thi", IN_2026, NGHE_AN, False, ("UBND phường Trường Vinh",)),
        ("UBND thị trấn Nam Đàn", IN_2023, NGHE_AN, True, ()),
        ("UBND thị trấn Nam Đàn", IN_2026, NGHE_AN, False, ("UBND xã Vạn An",)),
        ("UBND xã Nam Đàn", IN_2026, NGHE_AN, True, ()),
        ("UBND xã Kim Liên", IN_2023, NGHE_AN, True, ()),  # a commune of that name existed before as well
        ("UBND xã Kim Liên", IN_2026, NGHE_AN, True, ()),
        ("UBND phường Cam Linh", date(2023, 1, 31), KHANH_HOA, True, ()),
        ("UBND phường Cam Linh", IN_2026, KHANH_HOA, True, ()),
        ("UBND phường Cam Nghĩa", IN_2026, KHANH_HOA, False, ("UBND phường Bắc Cam Ranh",)),
        ("UBND xã Tịnh Khê", date(2022, 11, 8), QUANG_NGAI, True, ()),
        ("UBND huyện Côn Đảo", IN_2026, HCM, False, ("UBND đặc khu Côn Đảo",)),
        ("UBND thành phố Phú Quốc", IN_2026, "An Giang", False, ("UBND đặc khu Phú Quốc", "UBND đặc khu Thổ Châu")),
        ("UBND đặc khu Phú Quốc", IN_2026, "An Giang", True, ()),
        ("UBND huyện Cư M'gar", IN_2023, "Đắk Lắk", True, ()),
        ("UBND xã Cư M’gar", IN_2026, "Đắk Lắk", True, ()),
        ("UBND phường Văn Miếu – Quốc Tử Giám", IN_2026, HANOI, True, ()),
        ("UBND thị trấn Liên Quan", IN_2023, HANOI, True, ()),
        ("UBND xã Ca Thành", IN_2023, "Cao Bằng", True, ()),  # "ca" is also short for "công an"
        (
            "UBND phường Điện Biên",  # divided
            IN_2026,
            HANOI,
            False,
            (
                "UBND phường Ba Đình",
                "UBND phường Hoàn Kiếm",
                "UBND phường Ô Chợ Dừa",
                "UBND phường Văn Miếu - Quốc Tử Giám",
            ),
        ),
        ("UBND huyện Lệ Thủy", IN_2023, "Quảng Bình", True, ()),
        ("UBND thành phố Hoa Lư", LAST_OF_DISTRICTS, "Ninh Bình", True, ()),
        ("UBND huyện Phong Điền", IN_2023, "Thừa Thiên Huế", True, ()),
        ("UBND phường An Cựu", IN_2023, "Thừa Thiên Huế", True, ()),
        ("Phòng Kinh tế quận Thuận Hóa", LAST_OF_DISTRICTS, "Huế", True, ()),
        (
            "Phòng Kinh tế huyện Côn Đảo",
            IN_2026,
            HCM,
            False,
            ("Phòng Kinh tế đặc khu Côn Đảo",),  # not that of a phường
        ),
        ("UBND xã Long Thành", date(2026, 4, 29), "Đồng Nai", True, ()),
        ("UBND xã Long Thành", date(2026, 4, 30), "Đồng Nai", False, ("UBND phường Long Thành",)),
        ("UBND phường Long Thành", date(2026, 4, 30), "Thành phố Đồng Nai", True, ()),
        ("UBND thị trấn Lộc Ninh", date(2026, 4, 30), "Đồng Nai", False, ("UBND phường Lộc Ninh",)),  # by way of a xã
        ("UBND tỉnh Đồng Nai", date(2026, 4, 30), "Đồng Nai", False, ("UBND thành phố Đồng Nai",)),
        ("UBND thành phố", date(2026, 4, 30), "Đồng Nai", True, ()),
        ("UBND thành phố", date(2026, 4, 29), "Đồng Nai", False, ("UBND cấp xã", "UBND tỉnh")),
        ("UBND tỉnh Quảng Ninh", date(2026, 9, 1), "Quảng Ninh", False, ("UBND thành phố Quảng Ninh",)),
        ("UBND thành phố Bắc Ninh", IN_2023, "Bắc Ninh", True, ()),  # then the district
        ("UBND thành phố Bắc Ninh", IN_2023, None, True, ()),
        ("UBND thành phố Bắc Ninh", date(2026, 9, 20), "Bắc Ninh", True, ()),  # now the province
        ("UBND phường Bố Hạ", date(2026, 9, 20), "Bắc Ninh", True, ()),
    ],
)
def test_a_name_is_judged_on_the_date_in_the_documents_province(
    name: str, on: date, province: str | None, valid: bool | None, instead: tuple[str, ...]
) -> None:
    found = read(name, on, province)
    assert (found.status, found.valid, found.successors) == ("known", valid, instead)


@pytest.mark.parametrize(
    ("name", "on", "begins", "then"),
    [
        ("UBND xã Nam Đàn", IN_2023, TWO_TIERS, ("UBND xã Nam Hưng", "UBND xã Nam Thanh", "UBND xã Nam Thái")),
        ("UBND phường Vinh Lộc", LAST_OF_DISTRICTS, TWO_TIERS, None),
    ],
)
def test_a_present_commune_was_not_yet_in_an_older_plan(
    name: str, on: date, begins: date, then: tuple[str, ...] | None
) -> None:
    found = read(name, on)
    assert (found.valid, found.begins, found.ended, found.successors) == (False, begins, None, ())
    assert then is None or found.counterparts == then


def test_an_abolished_name_says_its_last_day() -> None:
    found = read("UBND huyện Nam Đàn", IN_2026)
    assert (found.ended, found.begins, found.verified) == (LAST_OF_DISTRICTS, None, "partly")
    assert (found.name, found.tier) == ("UBND huyện Nam Đàn", "huyện")


def test_communes_of_one_name_are_told_apart_by_their_district_only() -> None:
    alone = read("UBND phường 1", IN_2023, HCM)
    assert (alone.status, alone.valid, alone.unit_id, alone.name) == ("known", True, "ubnd-xa@1", "UBND phường 1")
    assert len(alone.candidates) == 11
    told = read("UBND phường 01, quận 4", IN_2023, HCM)
    assert (told.unit_id, told.candidates, told.name) == ("ubnd-xa@xa/27298/cu", (), "UBND phường 1")
    assert told.unit_id == read("UBND Phường 1 - Quận 4", IN_2023, HCM).unit_id
    assert told.unit_id == read("UBND phường 1, quận 4, thành phố Hồ Chí Minh", IN_2023, NGHE_AN).unit_id


def test_all_that_an_ambiguous_name_can_have_become_is_named() -> None:
    found = read("UBND xã Tân Thành", IN_2026, "Lạng Sơn")
    apart = [
        read(f"UBND xã Tân Thành, {district}", IN_2026, "Lạng Sơn") for district in ("huyện Bắc Sơn", "huyện Hữu Lũng")
    ]
    assert (found.valid, found.candidates) == (True, ())  # there is one such commune now
    assert [(m.valid, m.successors) for m in apart] == [(False, ("UBND xã Nhất Hòa",)), (False, ("UBND xã Tân Thành",))]
    numbered = read("UBND phường 2", IN_2026, HCM)
    assert (numbered.valid, numbered.ended) == (False, LAST_OF_DISTRICTS)
    assert {"UBND phường Bàn Cờ", "UBND phường Tân Sơn Hòa"} < set(numbered.successors)


def test_a_wrong_district_or_another_province_leads_to_no_commune() -> None:
    assert read("UBND xã Kim Liên, huyện Đô Lương", IN_2023).unit_id == "ubnd-xa@kim-lien"
    assert read("UBND phường Cam Linh", IN_2023, NGHE_AN).unit_id == "ubnd-xa@cam-linh"
    assert read("UBND xã Kim Liên", IN_2023, None).unit_id == "ubnd-xa@kim-lien"  # of which province?
    elsewhere = read("UBND xã Kim Liên, huyện Nam Đàn, tỉnh Nghệ An", IN_2026, HANOI)
    assert elsewhere.unit_id == "ubnd-xa@xa/17971/cu"


def test_what_lies_in_the_documents_own_former_province_is_meant() -> None:
    """Châu Thành is a district of many provinces, two of which are one province now."""
    own = {p: read("UBND huyện Châu Thành", IN_2023, p).unit_id for p in ("Tây Ninh", "Long An", "Bến Tre", "Trà Vinh")}
    assert len(set(own.values())) == 4
    merged = read("UBND huyện Châu Thành", IN_2026, "Tây Ninh")
    assert {f"ubnd-huyen@{key}" for key in merged.candidates} == {own["Tây Ninh"], own["Long An"]}
    assert merged.valid is False


def test_a_district_before_its_rename_is_a_name_of_its_own() -> None:
    assert read("UBND huyện Thủy Nguyên", IN_2023, "Hải Phòng").valid is True
    city = read("UBND thành phố Thủy Nguyên", IN_2023, "Hải Phòng")
    assert (city.valid, city.begins) == (False, date(2024, 2, 1))
    assert read("UBND thành phố Thủy Nguyên", LAST_OF_DISTRICTS, "Hải Phòng").valid is True


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("UBND các xã, phường", ["UBND các xã, phường"]),
        ("UBND xã Kim Liên, UBND xã Nam Đàn", ["UBND xã Kim Liên", "UBND xã Nam Đàn"]),
        ("Xã Kim Liên, huyện Nam Đàn; Sở Nội vụ", ["Xã Kim Liên, huyện Nam Đàn", "Sở Nội vụ"]),
        ("UBND xã Kim Liên, huyện Nam Đàn, tỉnh Nghệ An", ["UBND xã Kim Liên, huyện Nam Đàn, tỉnh Nghệ An"]),
        ("các tổ chức chính trị - xã hội", ["các tổ chức chính trị - xã hội"]),
    ],
)
@pytest.mark.parametrize("on", [IN_2023, IN_2026])
def test_a_list_of_communes_is_split_as_before(text: str, parts: list[str], on: date) -> None:
    assert REGISTRY.split(text, on, NGHE_AN) == parts


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    asked = [("UBND xã An Phú", QUANG_NGAI), ("UBND xã An Phú", "An Giang"), ("UBND thành phố Huế", "Huế")]
    forth, back = UnitRegistry.load(DATA), UnitRegistry.load(DATA)
    there_ = [forth.resolve(name, IN_2023, province) for name, province in asked]
    assert there_ == [back.resolve(name, IN_2023, province) for name, province in reversed(asked)][::-1]


@pytest.fixture
def broken(tmp_path: Path) -> UnitRegistry:
    """A registry whose data for Nghệ An cannot be read."""
    folder = Path(shutil.copytree(DATA, tmp_path / "registries"))
    path = folder / "communes.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\ntinh/nghe-an\t", "\ntinh/nghe-an\tNghị quyết\tlạ\t"), encoding="utf-8")
    return UnitRegistry.load(folder)


def test_communes_are_not_read_unless_a_name_needs_them(broken: UnitRegistry) -> None:
    for name in ("UBND tỉnh Nghệ An", "Sở Nội vụ", "UBND các xã, phường", "UBND cấp huyện", "Phòng Kinh tế", "UBND xã"):
        assert broken.resolve(name, IN_2023, NGHE_AN).valid is True
    assert broken.resolve("UBND phường Cam Linh", IN_2023, KHANH_HOA).valid is True  # another province's part is whole
    with pytest.raises(RegistryError) as caught:
        broken.resolve("UBND xã Kim Liên", IN_2023, NGHE_AN)
    assert [message.partition(": ")[2] for message in caught.value.messages] == ["phần của 'tinh/nghe-an' có dòng sai."]


def test_without_the_communes_names_are_understood_by_their_kind(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "registries"))
    (folder / "communes.tsv").unlink()
    found = UnitRegistry.load(folder).resolve("UBND xã Kim Liên", IN_2026, NGHE_AN)
    assert (found.status, found.unit_id, found.valid) == ("known", "ubnd-xa@kim-lien", True)


def test_reading_a_provinces_communes_takes_milliseconds() -> None:
    best = min(_seconds() for _ in range(5))
    assert best < 0.05  # a bound for slow machines; typically under 0.005


def _seconds() -> float:
    registry = UnitRegistry.load(DATA)
    registry.resolve("Sở Nội vụ", IN_2023, HANOI)
    begin = time.perf_counter()
    registry.resolve("UBND phường Ba Đình", IN_2026, HANOI)
    return time.perf_counter() - begin
