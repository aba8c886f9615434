"""The registry's data files: what they hold, and how mistakes in them are told."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest

from ktt_check.registry.records import LEVELS, Lifetime, moment
from ktt_check.registry.units import RegistryError, UnitRegistry

DATA = Path(__file__).parents[1] / "rules" / "registries"
REGISTRY = UnitRegistry.load(DATA)
IN_2023, TWO_TIERS = date(2023, 5, 30), date(2025, 7, 1)


def test_there_are_sixty_three_former_and_thirty_four_present_provinces() -> None:
    def provinces(on: date) -> set[str]:
        found = (REGISTRY.resolve(f"Sở Tài chính {name}", on) for name in REGISTRY.names())
        return {m.text for m in found if m.status == "known" and m.valid}

    assert (len(provinces(IN_2023)), len(provinces(TWO_TIERS)), len(provinces(date(2026, 5, 1)))) == (63, 34, 34)


def test_every_official_name_is_known_by_itself() -> None:
    strange = [n for n in REGISTRY.names() if REGISTRY.resolve(n, None).status not in ("known", "alias", "group")]
    assert strange == []


def test_a_rough_date_leaves_the_days_between_open() -> None:
    life = Lifetime(moment("2025-02"), moment("2025-06-30/2025-09-30"))
    answers = [life.covers(date(2025, m, d)) for m, d in ((1, 31), (2, 15), (2, 28), (6, 30), (7, 1), (9, 30), (10, 1))]
    assert answers == [False, None, True, True, None, None, False]


def test_loading_takes_milliseconds() -> None:
    best = min(_seconds() for _ in range(5))
    assert best < 0.1  # a bound for slow machines; typically under 0.015


def _seconds() -> float:
    begin = time.perf_counter()
    UnitRegistry.load(DATA)
    return time.perf_counter() - begin


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "registries"))


def test_all_mistakes_of_the_data_are_told_at_once_with_file_and_line(data: Path) -> None:
    units, words, changes = data / "units.tsv", data / "unit-words.yaml", data / "unit-succession.tsv"
    lines = units.read_text(encoding="utf-8").count("\n")
    with units.open("a", encoding="utf-8") as file:
        file.write("so-noi-vu\tSở Nội vụ mới\tsở ngành\ttỉnh\n")
        file.write("so-la\tSở Lạ\tsở\ttỉnh\t\t2025-13-01\t\t\tyes\n")
        file.write("so-khac\tSở Khác\tsở ngành\ttỉnh\t\t2025-03-01\n")
        file.write("so-trung\tSở Y tế\tsở ngành\ttỉnh\n")
    with words.open("a", encoding="utf-8") as file:
        file.write("noun: [phòng]\n")
    last = words.read_text(encoding="utf-8").count("\n")
    with pytest.raises(RegistryError) as caught:
        UnitRegistry.load(data)
    assert caught.value.messages == (
        f"{words}, dòng {last}: không có mục 'noun'. Có phải là 'nouns'?",
        f"{units}, dòng {lines + 1}: id 'so-noi-vu' đã có ở {units}, dòng {_line(units, 'so-noi-vu')}.",
        f"{units}, dòng {lines + 2}: level 'sở' không thuộc: {', '.join(LEVELS)}.",
        f"{units}, dòng {lines + 2}: valid_from, valid_to phải là ngày (2025-03-01), tháng hoặc khoảng.",
        f"{units}, dòng {lines + 3}: dòng nêu ngày thì verified phải là yes, partly hoặc no.",
    )
    assert changes.exists()


def test_rows_that_do_not_fit_together_are_told(data: Path) -> None:
    units, changes = data / "units.tsv", data / "unit-succession.tsv"
    at = units.read_text(encoding="utf-8").count("\n") + 1
    with units.open("a", encoding="utf-8") as file:
        file.write("so-trung\tSở Y tế\tsở ngành\ttỉnh\n")
    line = changes.read_text(encoding="utf-8").count("\n")
    with changes.open("a", encoding="utf-8") as file:
        file.write("so-giao-thong-van-tai\tso-y-te\t2025-03-01\tn:1\n")
        file.write("so-y-te\tso-khong-co\t2025-03-01\t1:1\n")
        file.write("cuc-thue-tinh\tso-y-te\t2024-03-01\t1:n\n")
    with pytest.raises(RegistryError) as caught:
        UnitRegistry.load(data)
    messages = caught.value.messages
    assert (
        f"{units}, dòng {at}: tên 'sở y tế' cùng lúc là của 'so-y-te' ({units}, dòng {_line(units, 'so-y-te')})."
        in messages
    )
    assert f"{changes}, dòng {line + 2}: không có 'so-khong-co' trong danh mục." in messages
    assert f"{changes}, dòng {line + 3}: date phải là ngày liền sau valid_to của 'cuc-thue-tinh'." in messages
    assert any("'so-giao-thong-van-tai' có nhiều đơn vị thay thế" in message for message in messages)


def _line(path: Path, key: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(f"{key}\t"))


def test_a_province_adds_its_own_units_and_words_over_the_shipped_ones(tmp_path: Path) -> None:
    header = "id\tname\tlevel\ttier\taliases\tvalid_from\tvalid_to\tinstrument\tverified\n"
    (tmp_path / "units.tsv").write_text(
        f"{header}so-kinh-te\tSở Kinh tế\tsở ngành\ttỉnh\n"
        "so-y-te\tSở Y tế\tsở ngành\ttỉnh\t\t\t2023-01-31\tQĐ 1/QĐ-UBND\tyes\n",
        encoding="utf-8",
    )
    (tmp_path / "unit-words.yaml").write_text("alone: [tổ công tác chung]\n", encoding="utf-8")
    own = UnitRegistry.load(DATA, [tmp_path])
    assert own.resolve("Sở Kinh tế", IN_2023).status == "known"
    assert own.resolve("Sở Y tế", IN_2023).ended == date(2023, 1, 31)
    assert own.resolve("Tổ công tác chung", IN_2023).status == "vague"


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(RegistryError) as caught:
        UnitRegistry.load(DATA, [tmp_path / "khong-co"])
    assert caught.value.messages == (f"{tmp_path / 'khong-co'}: không có thư mục này.",)
