"""What audits remember, in a file or on a server: what opened and closed when, asked by date, unit and rule."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from audits import WARNED, WEAKER, Province, province
from postgres import server
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from ktt_check.audit.history import History, Spell
from ktt_check.audit.history_text import render_by, render_since
from ktt_check.audit.schema import METADATA, NewerSchemaError, bring_up

from journey_runner import Run, run

FIRST = date(2026, 10, 1)
OTHER_UNIT = ("| UBND huyện Nam Đàn |", "| UBND huyện Đô Lương |")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as address:
        yield address


def month(made: Province, *options: str) -> None:
    """Four audits: two faulty plans; one mended and one late; that one mended halfway; the first one unreadable."""
    made.plan("nam-dan.xlsx", 1, *WEAKER)
    made.plan("do-luong.xlsx", 2, OTHER_UNIT, *WARNED)
    assert audited(made, "2026-11-01", *options).status == 0
    made.plan("nam-dan.xlsx", 1)
    made.plan("muon.xlsx", 3, *WEAKER, *WARNED)
    assert audited(made, "2026-11-05", *options).status == 0
    made.plan("muon.xlsx", 3, *WARNED)
    assert audited(made, "2026-11-12", *options).status == 0
    (made.inbox / "do-luong.xlsx").write_bytes(b"PK\x03\x04")
    assert audited(made, "2026-11-20", *options).status == 0


def audited(made: Province, day: str, *options: str) -> Run:
    """An audit of some day."""
    programmes = "--programmes", str(made.home / "chuong-trinh")
    return run("audit", str(made.inbox), *programmes, "--out", str(made.out), "--as-of", day, "--jobs", "1", *options)


def asked(made: Province, *options: str) -> Run:
    """``ktt-check history`` of it."""
    return run("history", "--out", str(made.out), *options)


MONTH = [
    ("CT02", "UBND huyện Nam Đàn", "nam-dan.xlsx", "2026-11-01", "2026-11-01", "2026-11-05", "fixed", "4"),
    ("NV02", "UBND huyện Đô Lương", "do-luong.xlsx", "2026-11-01", "2026-11-12", "2026-11-20", "gone", "19"),
    ("CT02", "UBND huyện Nam Đàn", "muon.xlsx", "2026-11-05", "2026-11-05", "2026-11-12", "fixed", "7"),
    ("NV02", "UBND huyện Nam Đàn", "muon.xlsx", "2026-11-05", "2026-11-20", "", "", "15"),
]
WANTED = ("rule", "unit", "workbook", "first_seen", "last_seen", "closed", "ended", "days")


def exported(made: Province, *options: str) -> list[tuple[str, ...]]:
    """The rows of the CSV that it exports, some columns of them."""
    target = made.home / "lich-su.csv"
    assert asked(made, *options, "-o", str(target)).status == 0
    rows = csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig")))
    return sorted((tuple(row[name] for name in WANTED) for row in rows), key=lambda row: (row[3], row[0]))


def test_a_month_of_audits_ends_with_a_history_that_is_right(tmp_path: Path) -> None:
    """What was mended is fixed on the day it was seen to be, what cannot be read any more is gone, and not fixed."""
    made = province(tmp_path)
    month(made)
    assert exported(made) == MONTH
    assert asked(made).stdout.splitlines()[1:] == [
        "  Đợt 1, 01/11/2026: 2 biểu (0 không kiểm tra được); 1 lỗi, 1 cảnh báo, 0 lưu ý; 2 mới, 0 đã sửa, "
        "0 không còn kiểm tra được",
        "  Đợt 2, 05/11/2026: 3 biểu (0 không kiểm tra được); 1 lỗi, 2 cảnh báo, 0 lưu ý; 2 mới, 1 đã sửa, "
        "0 không còn kiểm tra được",
        "  Đợt 3, 12/11/2026: 3 biểu (0 không kiểm tra được); 0 lỗi, 2 cảnh báo, 0 lưu ý; 0 mới, 1 đã sửa, "
        "0 không còn kiểm tra được",
        "  Đợt 4, 20/11/2026: 3 biểu (1 không kiểm tra được); 0 lỗi, 1 cảnh báo, 0 lưu ý; 0 mới, 0 đã sửa, "
        "1 không còn kiểm tra được",
    ]
    assert exported(made, "--since", "2026-11-02") == MONTH[2:]
    told = asked(made, "--since", "2026-11-02").stdout.splitlines()
    assert told[:2] == ["Từ ngày 02/11/2026: 2 phát hiện mới, 2 phát hiện đã sửa.", "UBND huyện Nam Đàn"]
    assert [line.split(" muon.xlsx: ")[0] for line in told[2:]] == [
        "  05/11/2026 CT02 Lỗi (đã sửa)",
        "  05/11/2026 NV02 Cảnh báo (chưa sửa)",
    ]
    assert [line.split() for line in asked(made, "--by", "rule").stdout.splitlines()[2:]] == [
        ["NV02", "1", "15", "0", "0", "–", "1"],
        ["CT02", "0", "–", "0", "2", "5,5", "0"],
    ]
    assert [line.rsplit(maxsplit=6) for line in asked(made, "--by", "unit").stdout.splitlines()[2:]] == [
        ["  UBND huyện Nam Đàn", "1", "15", "0", "2", "5,5", "0"],
        ["  UBND huyện Đô Lương", "0", "–", "0", "0", "–", "1"],
    ]


def test_parquet_holds_the_same_with_its_types(tmp_path: Path) -> None:
    """For whoever analyses it further."""
    made = province(tmp_path)
    made.plan("x.xlsx", 1, *WEAKER)
    made.audit()
    assert asked(made, "-o", str(tmp_path / "x.parquet")).status == 0
    frame = pl.read_parquet(tmp_path / "x.parquet")
    assert frame.select("rule", "workbook", "days", "ended").rows() == [("CT02", "x.xlsx", 0, None)]
    assert [str(frame.schema[name]) for name in ("first_seen", "days")] == ["Date", "Int64"]


def test_what_a_unit_wrote_is_no_formula_in_the_export(tmp_path: Path) -> None:
    """A unit that calls itself =1+1 is text in Excel."""
    made = province(tmp_path)
    made.plan("=x.xlsx", 1, *WEAKER)
    made.audit()
    asked(made, "-o", str(tmp_path / "x.csv"))
    assert "\n" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert ",'=x.xlsx," in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")


def test_a_server_remembers_the_same(tmp_path: Path, url: str) -> None:
    """The month again, in PostgreSQL: same history, and no database file in the folder of results."""
    made = province(tmp_path)
    month(made, "--db", url)
    assert exported(made, "--db", url) == MONTH
    assert not (made.out / "audit.sqlite").exists()


def test_one_audit_at_a_time_on_a_server(tmp_path: Path, url: str) -> None:
    """Also when their folders of results differ."""
    made = province(tmp_path)
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    with engine.connect() as holding:
        assert holding.execute(text("select pg_try_advisory_lock(7042164)")).scalar()
        outcome = made.audit("--db", url)
    engine.dispose()
    assert (outcome.status, outcome.stderr.partition(" đang chạy")[0]) == (3, "Một đợt kiểm tra khác")


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    """Status 3, one line; the URL may hold a password and is not repeated."""
    made = province(tmp_path)
    for bad in ("postgresql://u:secret@127.0.0.1:1/x", "nonsense", "oracle://u:secret@h/x"):
        outcome = made.audit("--db", bad)
        assert (outcome.status, outcome.stdout, outcome.stderr) == (
            3,
            "",
            "Không dùng được cơ sở dữ liệu nêu ở --db; đề nghị kiểm tra địa chỉ, quyền truy cập và máy chủ rồi "
            "chạy lại.\n",
        )


def test_no_history_and_other_mistakes_are_told(tmp_path: Path) -> None:
    """Where no audit was, nothing is made."""
    made = province(tmp_path)
    outcome = asked(made)
    assert (outcome.status, outcome.stderr) == (
        2,
        "Chưa có đợt kiểm tra nào được ghi nhớ ở đây; --out là thư mục kết quả của lệnh audit.\n",
    )
    assert not made.out.exists()
    assert asked(made, "-o", "x.docx").status == 2


# The schema


def test_a_database_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    """Each step once, in its order; what was remembered stays."""
    engine = create_engine(f"sqlite:///{tmp_path}/x.sqlite")
    assert bring_up(engine, ()) == 1
    with engine.begin() as connection:
        connection.execute(text("insert into ktt_unchecked (path, reason, blocks) values ('x', 'y', 0)"))

    def second(connection):  # type: ignore[no-untyped-def]
        connection.execute(text("alter table ktt_unchecked add column further text"))

    def third(connection):  # type: ignore[no-untyped-def]
        connection.execute(text("update ktt_unchecked set further = 'z'"))

    assert [bring_up(engine, (second, third)) for _ in range(2)] == [3, 3]
    with engine.connect() as connection:
        assert connection.execute(text("select path, further from ktt_unchecked")).all() == [("x", "z")]
    with pytest.raises(NewerSchemaError):
        bring_up(engine, (second,))
    engine.dispose()


def test_the_first_version_of_the_schema_stays_readable(tmp_path: Path) -> None:
    """A database as version 1 made it, kept as a file of statements, becomes what a new one is."""
    statements = (Path(__file__).parent / "audit-schema-1.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as database:
        database.executescript(statements)
    shapes = []
    for name in ("old", "new"):
        engine = create_engine(f"sqlite:///{tmp_path}/{name}.sqlite")
        bring_up(engine)
        found = inspect(engine)
        columns = {table: found.get_columns(table) for table in found.get_table_names()}
        shapes.append({table: sorted(map(_said, some)) for table, some in columns.items()})
        engine.dispose()
    assert shapes[0] == shapes[1]
    assert set(shapes[1]) == set(METADATA.tables)


def _said(column: Any) -> tuple[str, str, bool]:
    return column["name"], str(column["type"]), column["nullable"]


def test_what_is_of_no_unit_is_told_as_what_units_have_together() -> None:
    """Findings across units have no workbook; a workbook that names no unit stands under its own name."""
    told = History(
        (),
        (
            _spell(rule="TH01", workbook="", message="Cộng lại chưa đạt."),
            _spell(rule="VB01", workbook="a/b.xlsx", message="Thiếu số."),
        ),
    )
    assert render_since(told, FIRST, "vi").splitlines()[1:] == [
        "Chung các đơn vị",
        "  01/10/2026 TH01 Cảnh báo (chưa sửa): Cộng lại chưa đạt.",
        "a/b.xlsx",
        "  01/10/2026 VB01 Cảnh báo (chưa sửa) a/b.xlsx: Thiếu số.",
    ]
    assert [line.split("  ")[1] for line in render_by(told, "unit", "en").splitlines()[2:]] == [
        "Units together",
        "a/b.xlsx",
    ]


def _spell(rule: str, workbook: str, message: str) -> Spell:
    return Spell(
        fingerprint=f"a.{rule}", rule=rule, severity="warning", stage="active", unit=None, workbook=workbook,
        sheet=None, cell=None, message=message, first_seen=FIRST, last_seen=FIRST, closed=None, ended=None, days=0,
        waived_because=None,
    )  # fmt: skip
