"""Programmes are found by what they are (number, date, issuer), never by where they lie or what the file is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ktt_check.forms import PLAN
from ktt_check.identity import Citation, identify
from ktt_check.layout import find_tables
from ktt_check.library import Held, Library, LibraryError, Link, shelve
from ktt_check.submissions import workbooks_below
from ktt_check.values.document import DocumentNumber, parse_document_number
from ktt_check.values.document_dates import DocumentDate, parse_document_date
from ktt_check.workbook import read, start_reading

from journey_runner import Run, run_check, write_plan, write_programme

DATE = "| Ngày ban hành | 15/3/2023 |"
NUMBER = "| Số, ký hiệu | 15-CTr/TU |"
ISSUER = "| Đơn vị ban hành | Tỉnh ủy Nghệ An |"
CITED = "| 15-CTr/TU | 15/3/2023 | Tỉnh ủy Nghệ An | Chương trình đọc sách | Thực hiện | Phần căn cứ |"
HEADER = "| Số, ký hiệu | Ngày ban hành | Cơ quan ban hành | Trích yếu | Quan hệ | Vị trí trong văn bản |\n"
NOTHING_CITED = HEADER + "|---|---|---|---|---|---|\n"


def held(path: Path) -> Held:
    layout = find_tables(read(path), PLAN)
    return Held(path, read(path), layout, identify(layout))


def programme(folder: Path, name: str, *changes: tuple[str, str]) -> Held:
    return held(write_programme(folder / f"{name}.xlsx", *changes))


def dated(day: str) -> tuple[str, str]:
    return DATE, f"| Ngày ban hành | {day} |"


def issued_by(unit: str) -> tuple[str, str]:
    return ISSUER, f"| Đơn vị ban hành | {unit} |"


def citation(number: str | None = "15-CTr/TU", day: str | None = "15/3/2023", issuer: str | None = None) -> Citation:
    read_number = parse_document_number(number) if number else None
    read_day = parse_document_date(day) if day else None
    return Citation(
        2,
        "Thực hiện",
        number,
        read_number if isinstance(read_number, DocumentNumber) else None,
        read_day if isinstance(read_day, DocumentDate) else None,
        issuer,
        None,
    )


def led_to(link: Link) -> tuple[str, list[str], list[str]]:
    return link.state, [one.path.stem for one in link.held], [one.path.stem for one in link.instead]


def test_a_programme_is_found_by_number_and_date(tmp_path: Path) -> None:
    """The file's name says nothing; small letters, blanks and leading zeros in the number do not count."""
    library = Library([[programme(tmp_path, "bieu-so-7")]])
    assert led_to(library.find(citation())) == ("found", ["bieu-so-7"], [])
    assert led_to(library.find(citation("15 - ctr/TU", "15.3.2023"))) == ("found", ["bieu-so-7"], [])


def test_the_right_number_with_another_day_of_the_same_year_is_a_wrong_date(tmp_path: Path) -> None:
    """A slip: the programme is not taken, but named."""
    library = Library([[programme(tmp_path, "a")]])
    assert led_to(library.find(citation(day="16/3/2023"))) == ("wrong date", [], ["a"])


def test_the_same_number_of_another_year_is_another_document(tmp_path: Path) -> None:
    """A number is no key: 20-NQ/TW was given in 2008, 2012, 2017, 2022 and 2026."""
    library = Library([[programme(tmp_path, "a", dated("15/3/2018"))]])
    assert led_to(library.find(citation())) == ("absent", [], [])


def test_a_year_alone_will_do_for_a_date(tmp_path: Path) -> None:
    """Where the citation or the programme gives only the year, nothing contradicts the match."""
    library = Library([[programme(tmp_path, "a")]])
    assert led_to(library.find(citation(day="2023"))) == ("found", ["a"], [])
    assert led_to(library.find(citation(day="2022"))) == ("absent", [], [])


def test_a_number_without_date_is_ambiguous_even_with_one_candidate(tmp_path: Path) -> None:
    """The only candidate is taken, and that it is not sure is said."""
    library = Library([[programme(tmp_path, "a")]])
    assert led_to(library.find(citation(day=None))) == ("ambiguous", ["a"], [])


def test_the_issuer_decides_between_equal_numbers_of_one_day(tmp_path: Path) -> None:
    """Two provinces may issue 15-CTr/TU on one day."""
    shelf = [
        programme(tmp_path, "a"),
        programme(tmp_path, "b", issued_by("Tỉnh ủy Quảng Bình")),
    ]
    library = Library([shelf])
    assert led_to(library.find(citation(issuer="Tỉnh uỷ Quảng Bình"))) == ("found", ["b"], [])
    assert led_to(library.find(citation(issuer="Tỉnh ủy Nghệ An"))) == ("found", ["a"], [])
    assert led_to(library.find(citation())) == ("ambiguous", ["a"], ["b"])
    assert led_to(library.find(citation(issuer="Tỉnh ủy Hà Tĩnh"))) == ("ambiguous", ["a"], ["b"])


def test_another_issuer_makes_even_a_single_candidate_unsure(tmp_path: Path) -> None:
    """Every Tỉnh ủy numbers its programmes from one: the same number and day of another province is another one."""
    library = Library([[programme(tmp_path, "a")]])
    assert led_to(library.find(citation(issuer="Tỉnh ủy Hà Tĩnh"))) == ("ambiguous", ["a"], [])
    assert led_to(library.find(citation(issuer="Ban Thường vụ Tỉnh ủy Nghệ An"))) == ("found", ["a"], [])


def test_a_citation_without_number_leads_nowhere(tmp_path: Path) -> None:
    """ "Theo chỉ đạo của Thủ tướng" names no document."""
    library = Library([[programme(tmp_path, "a")]])
    assert led_to(library.find(citation(number=None))) == ("unnamed", [], [])
    assert led_to(library.find(citation(number="chương trình của Tỉnh ủy"))) == ("unnamed", [], [])


def test_the_first_place_that_has_the_document_wins(tmp_path: Path) -> None:
    """A folder of the user's comes before the shipped one; a wrong date there does not hide the right one here."""
    own = programme(tmp_path / "own", "own")
    shipped = programme(tmp_path / "shipped", "shipped")
    wrong = programme(tmp_path / "own", "wrong", dated("16/3/2023"))
    assert led_to(Library([[own], [shipped]]).find(citation())) == ("found", ["own"], [])
    assert led_to(Library([[wrong], [shipped]]).find(citation())) == ("found", ["shipped"], [])


def test_one_document_twice_in_one_place_is_refused(tmp_path: Path) -> None:
    """Number, date and issuer are the same, however the issuer is spelled; the sentence names both files."""
    one = write_programme(tmp_path / "a.xlsx")
    other = write_programme(tmp_path / "b.xlsx", issued_by("TỈNH UỶ  NGHỆ AN"))
    readings = [(path, start_reading(path)) for path in (one, other)]
    with pytest.raises(LibraryError) as caught:
        shelve(readings, Library())
    assert caught.value.sentence("vi") == (
        f"Hai tệp cùng chứa văn bản 15-CTr/TU ngày 15/3/2023: {one} và {other}; đề nghị chỉ để lại một tệp."
    )


def test_a_file_that_is_no_plan_form_is_left_on_the_desk(tmp_path: Path) -> None:
    """A report or a stray workbook among the programmes is no higher level."""
    path = write_programme(tmp_path / "a.xlsx", ("| Loại biểu | Kế hoạch |", "| Loại biểu | Báo cáo tiến độ |"))
    assert shelve([(path, start_reading(path))], Library()) == []


def test_folders_are_searched_deep_without_results_lock_files_and_folders(tmp_path: Path) -> None:
    """Capitals in the suffix count as well; what must be converted first is found, so that it is told."""
    names = [
        "a.xlsx", "B.XLSX", "c.xlsm", "sub/deep/d.xlsx", "cu.xls", "e.ods",
        "a.ket-qua.xlsx", "a.ket-qua-2.xlsx", "~$a.xlsx", "._a.xlsx", "ghi-chu.docx", "x.xlsx.bak",
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.xlsx").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in workbooks_below(tmp_path)]
    assert found == ["B.XLSX", "a.xlsx", "c.xlsm", "cu.xls", "e.ods", "sub/deep/d.xlsx"]


# The same through the command line


def checked(plan: Path, *arguments: str) -> tuple[Run, dict[str, Any]]:
    run = run_check(str(plan), "--no-annotate", "--format", "json", *arguments)
    result: dict[str, Any] = json.loads(run.stdout)["results"][0]
    return run, result


def reasons(result: dict[str, Any]) -> list[str]:
    return [entry["reason"] for entry in result["unchecked"]]


def test_the_users_folder_is_searched_before_the_shipped_programmes(tmp_path: Path) -> None:
    """--programmes DIR holds an own workbook of NQ 20-NQ/TW: it is used, not the shipped one."""
    own = write_programme(
        tmp_path / "dir" / "nq20.xlsx",
        (NUMBER, "| Số, ký hiệu | 20-NQ/TW |"),
        dated("16/6/2022"),
        issued_by("Ban Chấp hành Trung ương"),
        ("| Cấp ban hành | Tỉnh |", "| Cấp ban hành | Trung ương |"),
    )
    plan = write_plan(
        tmp_path / "plan.xlsx",
        (CITED, "| 20-NQ/TW | 16/6/2022 | Ban Chấp hành Trung ương | Nghị quyết | Thực hiện | Phần căn cứ |"),
    )
    assert checked(plan, "--programmes", str(tmp_path / "dir"))[1]["programmes"] == [str(own)]
    shipped = checked(plan)[1]["programmes"]
    assert [Path(path).name for path in shipped] == ["nq-20-nq-tw-2022.xlsx"]


def test_one_document_twice_in_the_users_folder_ends_with_status_4(tmp_path: Path) -> None:
    """The settings are invalid: nothing is checked, and one line says which two files."""
    plan = write_plan(tmp_path / "plan.xlsx")
    one, other = (write_programme(tmp_path / "dir" / name) for name in ("a.xlsx", "b.xlsx"))
    run = run_check(str(plan), "--programmes", str(tmp_path / "dir"))
    assert (run.status, run.stdout) == (4, "")
    assert run.stderr == (
        f"Hai tệp cùng chứa văn bản 15-CTr/TU ngày 15/3/2023: {one} và {other}; đề nghị chỉ để lại một tệp.\n"
    )


def test_the_same_programme_named_twice_is_used_once(tmp_path: Path) -> None:
    """--against a.xlsx --against ./a.xlsx is one programme; two files with one document are an error."""
    plan, one = write_plan(tmp_path / "plan.xlsx"), write_programme(tmp_path / "a.xlsx")
    run, result = checked(plan, "--against", str(one), "--against", str(tmp_path / "." / "a.xlsx"))
    assert (run.status, result["programmes"]) == (0, [str(one)])
    other = write_programme(tmp_path / "b.xlsx")
    assert run_check(str(plan), "--against", str(one), "--against", str(other)).status == 4


def test_an_unreadable_file_in_the_users_folder_is_unchecked_and_stops_nothing(tmp_path: Path) -> None:
    """The file is named with its reason; the programme beside it is used, and the status stays 0."""
    plan = write_plan(tmp_path / "plan.xlsx")
    write_programme(tmp_path / "dir" / "good.xlsx")
    (tmp_path / "dir" / "hong.xlsx").write_bytes(b"TT,Ma\n1,CT1\n")
    run, result = checked(plan, "--programmes", str(tmp_path / "dir"))
    assert (run.status, [Path(path).name for path in result["programmes"]]) == (0, ["good.xlsx"])
    assert len(reasons(result)) == 1
    assert reasons(result)[0].startswith("Không đọc được biểu hong.xlsx: Tệp ")


def test_a_cited_programme_that_is_not_at_hand_is_told_once(tmp_path: Path) -> None:
    """With nothing at hand the status is 3; with another higher level the check goes on against that one."""
    plan = write_plan(tmp_path / "plan.xlsx")
    run, result = checked(plan)
    told = "Chưa có biểu của 15-CTr/TU ngày 15/3/2023; phần đối chiếu với văn bản này chưa kiểm tra được."
    assert (run.status, reasons(result).count(told)) == (3, 1)
    both = write_plan(tmp_path / "both.xlsx", (CITED, CITED + "\n| 46-CTr/TU | 01/02/2023 | Tỉnh ủy | | Thực hiện | |"))
    programme_path = write_programme(tmp_path / "p.xlsx")
    run, result = checked(both, "--against", str(programme_path))
    assert (run.status, reasons(result)) == (
        0,
        [
            "Chưa có biểu của 46-CTr/TU ngày 01/02/2023 nên chưa đối chiếu được với văn bản này; "
            "đã đối chiếu với 15-CTr/TU ngày 15/3/2023."
        ],
    )


def test_what_a_programme_carries_out_is_loaded_too_and_the_nearest_comes_first(tmp_path: Path) -> None:
    """The plan cites only the province; the resolution that the province carries out comes along behind it."""
    folder = tmp_path / "dir"
    top = write_programme(
        folder / "a-resolution.xlsx",
        (NUMBER, "| Số, ký hiệu | 7-NQ/TW |"),
        dated("01/02/2022"),
        issued_by("Ban Chấp hành Trung ương"),
        ("| Cấp ban hành | Tỉnh |", "| Cấp ban hành | Trung ương |"),
        ("| Ký hiệu tắt | CT15 |", "| Ký hiệu tắt | NQ7 |"),
        (
            "| A1 | Thôn có tủ sách dùng chung | % | thôn | | | | 2030 | trên | 60 |",
            "| A1 | Thôn có tủ sách dùng chung | % | thôn | | | | 2030 | trên | 70 |",
        ),
    )
    province = write_programme(
        folder / "z-province.xlsx",
        (
            NOTHING_CITED,
            NOTHING_CITED + "| 7-NQ/TW | 01/02/2022 | Ban Chấp hành Trung ương | | Thực hiện | |\n",
        ),
    )
    plan = write_plan(tmp_path / "plan.xlsx")
    result = checked(plan, "--programmes", str(folder))[1]
    assert result["programmes"] == [str(province), str(top)]
    assert result["findings"] == []
    # A1 means the nearest level that has it; the short name before a slash means another.
    named = write_plan(
        tmp_path / "named.xlsx",
        ("| từ | 40 | | | A1 |", "| từ | 40 | | | NQ7/A1 |"),
        ("| trên | 65 | | | A1 |", "| trên | 65 | | | nq7 / a1 |"),
    )
    weaker = [f for f in checked(named, "--programmes", str(folder))[1]["findings"] if f["rule"] == "CT02"]
    assert [(f["cell"], f["expected"], f["related"][-1]["workbook"]) for f in weaker] == [("K3", "trên 70%", str(top))]


def test_against_replaces_the_search(tmp_path: Path) -> None:
    """What --against names is used although the plan does not cite it, and nothing else is looked for."""
    plan = write_plan(
        tmp_path / "plan.xlsx",
        (CITED, "| 20-NQ/TW | 16/6/2022 | Ban Chấp hành Trung ương | Nghị quyết | Thực hiện | |"),
    )
    programme_path = write_programme(tmp_path / "p.xlsx")
    result = checked(plan, "--against", str(programme_path))[1]
    assert result["programmes"] == [str(programme_path)]
    assert reasons(result) == [
        "Chưa có biểu của 20-NQ/TW ngày 16/6/2022 nên chưa đối chiếu được với văn bản này; "
        "đã đối chiếu với 15-CTr/TU ngày 15/3/2023."
    ]
