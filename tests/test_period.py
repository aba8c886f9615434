"""Times as officials write them: read, said again, compared."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check import registries
from ktt_check.expressions import evaluate, to_polars
from ktt_check.values.containment import (
    Containment,
    Reason,
    containment_tree,
    inside,
    inside_columns,
    reason_in_words,
    reason_tree,
)
from ktt_check.values.period import (
    FLAT_COLUMNS,
    YEARLY,
    Grain,
    Kind,
    Note,
    Period,
    Recurrence,
    Unit,
    flat,
    joined,
    plan_span,
    point,
    repeated,
    span,
)
from ktt_check.values.period_cells import period_from_date, read_period
from ktt_check.values.period_said import say
from ktt_check.values.period_words import parse_period
from ktt_check.values.reporting import Window, cadences_in, deadline_of, parse_reporting_period, reporting_window


def year(number: int) -> Unit:
    return Unit.of(Grain.YEAR, number)


def quarter(number: int, of: int) -> Unit:
    return Unit.of(Grain.QUARTER, of, number)


def month(number: int, of: int) -> Unit:
    return Unit.of(Grain.MONTH, of, number)


def half(number: int, of: int) -> Unit:
    return Unit.of(Grain.HALF_YEAR, of, number)


def day(number: int, in_month: int, of: int) -> Unit:
    return Unit(Grain.DAY, date(of, in_month, number))


ALWAYS = repeated(None)
EVERY_YEAR = repeated(YEARLY)
EVERY_QUARTER = repeated(Recurrence(3, "month"))
EVERY_MONTH = repeated(Recurrence(1, "month"))
EVERY_HALF_YEAR = repeated(Recurrence(6, "month"))

# Every time that stands in the five plans, as printed there.
SEEDS = [
    ("Thường xuyên", ALWAYS),
    ("Thường xuyên.", ALWAYS),
    ("Hàng năm", EVERY_YEAR),
    ("hằng năm", EVERY_YEAR),
    ("Hằng năm và thường xuyên.", joined([EVERY_YEAR, ALWAYS])),
    ("2023-2024", span(year(2023), year(2024))),
    ("2023-2025", span(year(2023), year(2025))),
    ("2023-2030", span(year(2023), year(2030))),
    ("Năm 2023-2024", span(year(2023), year(2024))),
    ("thời kỳ 2021 -2030, tầm nhìn đến năm 2050", span(year(2021), year(2030))),
    ("giai đoạn 2021 - 2030", span(year(2021), year(2030))),
    ("giai đoạn 2021 -2025", span(year(2021), year(2025))),
    ("giai đoạn 2021-2025", span(year(2021), year(2025))),
    ("năm 2023", point(year(2023))),
    ("Đến năm 2030", span(None, year(2030))),
    ("Đến năm 2045", span(None, year(2045))),
    ("tới năm 2030; tầm nhìn đến năm 2045", span(None, year(2030))),
]

CONTINUOUS_AND_RECURRING = [
    ("Thường xuyên, liên tục", ALWAYS),
    ("Thường xuyên hằng năm", joined([ALWAYS, EVERY_YEAR])),
    ("Thường xuyên trong năm", ALWAYS),
    ("Trong suốt quá trình thực hiện", ALWAYS),
    ("Hằng năm", EVERY_YEAR),
    ("mỗi năm", EVERY_YEAR),
    ("Định kỳ hằng năm", EVERY_YEAR),
    ("các năm", EVERY_YEAR),
    ("hằng quý", EVERY_QUARTER),
    ("Theo quý", EVERY_QUARTER),
    ("3 tháng một lần", EVERY_QUARTER),
    ("hằng tháng", EVERY_MONTH),
    ("6 tháng một lần", EVERY_HALF_YEAR),
    ("06 tháng 1 lần", EVERY_HALF_YEAR),
    ("6 tháng/lần", EVERY_HALF_YEAR),
    ("định kỳ 6 tháng", EVERY_HALF_YEAR),
    ("2 lần/năm", EVERY_HALF_YEAR),
    ("mỗi năm 2 lần", EVERY_HALF_YEAR),
    ("5 năm một lần", repeated(Recurrence(5, "year"))),
    ("hằng quý, hằng năm", joined([EVERY_QUARTER, EVERY_YEAR])),
    ("Trước ngày 15/12 hằng năm", EVERY_YEAR),
    ("Quý IV hằng năm", EVERY_YEAR),
    ("Ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm", EVERY_YEAR),
    ("Hằng năm, trước 15/12", EVERY_YEAR),
    ("Ngày 15 hằng tháng", EVERY_MONTH),
    ("Thường xuyên/hằng năm", joined([ALWAYS, EVERY_YEAR])),
    ("Thường xuyên, theo quy định", ALWAYS),
    ("Thường xuyên, giai đoạn 2023-2030", repeated(None, span(year(2023), year(2030)))),
    ("Hằng năm, từ năm 2024", repeated(YEARLY, span(year(2024), None))),
    ("Quý IV/2023 và hằng năm", joined([point(quarter(4, 2023)), EVERY_YEAR])),
]

ON_THE_CALENDAR = [
    ("2030", point(year(2030))),
    ("trong năm 2024", point(year(2024))),
    ("cuối năm 2025", point(year(2025))),
    ("Hoàn thành trong quý II năm 2024", point(quarter(2, 2024))),
    ("Quý III/2026", point(quarter(3, 2026))),
    ("quý 3 năm 2026", point(quarter(3, 2026))),
    ("Q3/2026", point(quarter(3, 2026))),
    ("Quý III - 2026", point(quarter(3, 2026))),
    ("6 tháng đầu năm 2024", point(half(1, 2024))),
    ("Sáu tháng cuối năm 2024", point(half(2, 2024))),
    ("nửa đầu năm 2024", point(half(1, 2024))),
    ("9 tháng năm 2024", span(month(1, 2024), month(9, 2024))),
    ("3 tháng đầu năm 2024", span(month(1, 2024), month(3, 2024))),
    ("12 tháng năm 2024", point(year(2024))),
    ("tháng 9/2024", point(month(9, 2024))),
    ("09/2024", point(month(9, 2024))),
    ("T9/2024", point(month(9, 2024))),
    ("tháng 9 năm 2024", point(month(9, 2024))),
    ("30/6/2024", point(day(30, 6, 2024))),
    ("30.6.2024", point(day(30, 6, 2024))),
    ("2024-06-30", point(day(30, 6, 2024))),
    ("ngày 15 tháng 3 năm 2024", point(day(15, 3, 2024))),
    ("2023 đến 2025", span(year(2023), year(2025))),
    ("từ năm 2023 đến năm 2025", span(year(2023), year(2025))),
    ("từ 2023-2025", span(year(2023), year(2025))),
    ("Quý I-II/2024", span(quarter(1, 2024), quarter(2, 2024))),
    ("Quý III/2023-2025", span(quarter(3, 2023), year(2025))),
    ("từ tháng 3 đến tháng 9/2024", span(month(3, 2024), month(9, 2024))),
    ("tháng 3-9/2024", span(month(3, 2024), month(9, 2024))),
    ("từ tháng 10/2023 đến tháng 3/2024", span(month(10, 2023), month(3, 2024))),
    ("từ ngày 01/3 đến ngày 30/6/2024", span(day(1, 3, 2024), day(30, 6, 2024))),
    ("ngày 15-20/6/2024", span(day(15, 6, 2024), day(20, 6, 2024))),
    ("từ 15 đến 30/6/2024", span(day(15, 6, 2024), day(30, 6, 2024))),
    ("từ năm 2023", span(year(2023), None)),
    ("2023 trở đi", span(year(2023), None)),
    ("năm 2023 và những năm tiếp theo", span(year(2023), None)),
    ("sau năm 2025", span(year(2026), None)),
    ("đến năm 2030", span(None, year(2030))),
    ("từ nay đến năm 2030", span(None, year(2030))),
    ("đến hết năm 2025", span(None, year(2025))),
    ("trước năm 2025", span(None, year(2024))),
    ("trước cuối năm 2025", span(None, year(2025))),
    ("chậm nhất ngày 30/6/2024", span(None, day(30, 6, 2024))),
    ("trước ngày 30/6/2024", span(None, day(30, 6, 2024), before=True)),
    ("từ 01/3 đến trước ngày 30/6/2024", span(day(1, 3, 2024), day(30, 6, 2024), before=True)),
    ("2023, 2030", joined([point(year(2023)), point(year(2030))])),
    ("Quý I, II/2024", joined([point(quarter(1, 2024)), point(quarter(2, 2024))])),
    ("Quý III hoặc IV/2024", joined([point(quarter(3, 2024)), point(quarter(4, 2024))])),
    ("Tháng 9+10/2024", joined([point(month(9, 2024)), point(month(10, 2024))])),
    (
        "Giai đoạn 1: 2023-2025; giai đoạn 2: 2026-2030",
        joined([span(year(2023), year(2025)), span(year(2026), year(2030))]),
    ),
    ("Tháng 9 và tháng 10/2024", joined([point(month(9, 2024)), point(month(10, 2024))])),
    ("Năm 2024 (sau khi có hướng dẫn)", point(year(2024))),
]


@pytest.mark.parametrize(("text", "meaning"), [*SEEDS, *CONTINUOUS_AND_RECURRING, *ON_THE_CALENDAR])
def test_every_usual_way_of_writing_a_time_is_understood(text: str, meaning: Period) -> None:
    period = parse_period(text)
    assert period == meaning
    assert period.note is None
    assert period.text == text


def test_a_deadline_has_an_end_but_no_start() -> None:
    period = parse_period("đến năm 2030")
    assert (period.kind, period.start, period.end, period.end_grain) == (Kind.SPAN, None, date(2030, 12, 31), "year")


def test_before_a_day_leaves_that_day_out() -> None:
    period = parse_period("trước ngày 30/6/2024")
    assert (period.end, period.before) == (date(2024, 6, 29), True)
    assert say(period) == "trước ngày 30/6/2024"


@pytest.mark.parametrize(
    "text",
    ["theo Thông tư mới", "khi có hướng dẫn", "sau khi Trung ương ban hành", "Ngay sau khi Kế hoạch được ban hành",
     "theo tiến độ dự án", "30 ngày kể từ ngày ký", "sau Đại hội XIV", "Đến khi có chỉ đạo mới"],
)  # fmt: skip
def test_a_time_that_hangs_on_an_event_is_conditional(text: str) -> None:
    period = parse_period(text)
    assert (period.kind, period.dated, period.note) == (Kind.CONDITIONAL, False, None)


@pytest.mark.parametrize(
    "text",
    ["định kỳ", "kịp thời", "theo quy định", "Theo quy định hiện hành", "khi cần", "khi cần thiết", "đột xuất",
     "Tùy tình hình", "khẩn trương", "không thường xuyên"],
)  # fmt: skip
def test_some_usual_words_are_not_a_time(text: str) -> None:
    assert (parse_period(text).kind, parse_period(text).note) == (Kind.NOT_A_TIME, None)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", Note.EMPTY),
        ("…", Note.EMPTY),
        ("abc", Note.NOT_UNDERSTOOD),
        ("3-9/2024", Note.NOT_UNDERSTOOD),
        ("Nghị quyết số 20-NQ/TW ngày 16/6/2022", Note.NOT_UNDERSTOOD),
        ("năm " * 5000, Note.NOT_UNDERSTOOD),
        ("31/02/2024", Note.IMPOSSIBLE_DATE),
        ("tháng 13/2024", Note.IMPOSSIBLE_DATE),
        ("quý 5/2024", Note.IMPOSSIBLE_DATE),
        ("3 năm", Note.DURATION),
    ],
)
def test_what_cannot_be_a_time_is_no_time_and_says_why(text: str, note: Note) -> None:
    assert (parse_period(text).kind, parse_period(text).note) == (Kind.NOT_A_TIME, note)


def test_a_year_left_out_is_missing_unless_the_documents_year_is_given() -> None:
    alone, hinted = parse_period("Quý III"), parse_period("Quý III", year_hint=2024)
    assert (alone.kind, alone.dated, alone.note) == (Kind.POINT, False, Note.YEAR_MISSING)
    assert (hinted, hinted.note) == (point(quarter(3, 2024)), Note.YEAR_ASSUMED)
    assert alone != parse_period("Quý II")


def test_words_around_a_time_are_left_out_and_the_note_says_so() -> None:
    period = parse_period("Báo cáo UBND tỉnh trước ngày 30/6/2024")
    assert period == span(None, day(30, 6, 2024), before=True)
    assert period.note is Note.WORDS_LEFT


def test_a_week_of_a_month_is_told_by_its_month() -> None:
    assert parse_period("Tuần 2 tháng 9/2024") == point(month(9, 2024))


def test_a_time_that_ends_before_it_starts_is_kept_as_written() -> None:
    period = parse_period("2025-2023")
    assert (period.start, period.end, period.reversed) == (date(2025, 1, 1), date(2023, 12, 31), True)
    assert say(period) == "từ năm 2025 đến năm 2023"


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        (ALWAYS, "thường xuyên", "continuously"),
        (joined([EVERY_YEAR, ALWAYS]), "hằng năm và thường xuyên", "every year and continuously"),
        (EVERY_HALF_YEAR, "6 tháng một lần", "every six months"),
        (span(year(2023), year(2024)), "giai đoạn 2023-2024", "2023-2024"),
        (span(None, year(2030)), "đến năm 2030", "by 2030"),
        (span(year(2023), None), "từ năm 2023", "from 2023"),
        (point(quarter(3, 2026)), "quý III/2026", "Q3/2026"),
        (point(half(1, 2024)), "6 tháng đầu năm 2024", "the first half of 2024"),
        (span(month(1, 2024), month(9, 2024)), "9 tháng năm 2024", "the first nine months of 2024"),
        (point(day(2, 2, 2023)), "ngày 02/02/2023", "2 February 2023"),
        (span(month(1, 2024), quarter(3, 2024)), "từ tháng 01/2024 đến quý III/2024", "from 01/2024 to Q3/2024"),
        (span(None, day(30, 6, 2024), before=True), "trước ngày 30/6/2024", "before 30 June 2024"),
        (repeated(YEARLY, span(year(2024), None)), "hằng năm, từ năm 2024", "every year, from 2024"),
    ],
)
def test_a_period_is_said_as_an_official_would(period: Period, vietnamese: str, english: str) -> None:
    assert (say(period), say(period, "en")) == (vietnamese, english)


# Cells


@pytest.mark.parametrize(
    ("stored", "number_format", "meaning", "note", "text"),
    [
        (datetime(2024, 9, 1), "mm/yyyy", point(month(9, 2024)), Note.MONTH_AS_DATE, "9/2024"),
        (datetime(2024, 9, 1), "mmm-yy", point(month(9, 2024)), Note.MONTH_AS_DATE, "9/2024"),
        (datetime(2024, 6, 30), "dd/mm/yyyy", point(day(30, 6, 2024)), Note.DATE_CELL, "30/6/2024"),
        (datetime(2024, 6, 30), '[$-42A]d" tháng "m" năm "yyyy', point(day(30, 6, 2024)), Note.DATE_CELL, "30/6/2024"),
        (datetime(2024, 6, 30), None, point(day(30, 6, 2024)), Note.DATE_CELL, "30/6/2024"),
        (datetime(2024, 6, 30), "yyyy", point(year(2024)), Note.YEAR_AS_DATE, "2024"),
        (datetime(1905, 7, 22), "dd/mm/yyyy", point(year(2030)), Note.YEAR_AS_DATE, "2030"),
    ],
)
def test_a_date_in_a_period_cell_is_explained(
    stored: datetime, number_format: str | None, meaning: Period, note: Note, text: str
) -> None:
    period = period_from_date(stored, number_format)
    assert (period, period.note, period.text) == (meaning, note, text)


def test_a_range_that_excel_made_into_a_day_without_year_is_not_guessed() -> None:
    period = period_from_date(datetime(2026, 3, 2), "d-mmm")
    assert (period.kind, period.note, period.text) == (Kind.NOT_A_TIME, Note.DATE_HIDES_YEAR, "2-3")


def test_a_number_in_a_period_cell_is_a_year_or_nothing() -> None:
    assert read_period(Decimal(2030)) == point(year(2030))
    assert read_period(2030) == point(year(2030))
    for odd in (Decimal("2030.5"), Decimal("NaN"), Decimal(45), True):
        period = read_period(odd)
        assert period is not None
        assert (period.kind, period.note) == (Kind.NOT_A_TIME, Note.NUMBER)


def test_an_empty_cell_has_no_period() -> None:
    assert (read_period(None), read_period("  ")) == (None, None)
    assert flat(None) == dict.fromkeys(FLAT_COLUMNS)


def test_the_flat_columns_are_plain_values_of_the_declared_types() -> None:
    row = flat(parse_period("Quý III/2023 đến trước ngày 30/6/2024"))
    assert row == {
        "kind": "span",
        "start": date(2023, 7, 1),
        "start_until": date(2023, 9, 30),
        "start_grain": "quarter",
        "end": date(2024, 6, 29),
        "end_from": date(2024, 6, 29),
        "end_latest": date(2024, 6, 30),
        "end_grain": "day",
        "recurrence": None,
        "reversed": False,
        "note": None,
    }
    assert all(value is None or type(value) is FLAT_COLUMNS[name] for name, value in row.items())


# Reporting


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Tháng 9/2024", date(2024, 8, 15), date(2024, 9, 14)),
        ("Tháng 01/2024", date(2023, 12, 15), date(2024, 1, 14)),
        ("Quý III/2024", date(2024, 6, 15), date(2024, 9, 14)),
        ("Quý I/2024", date(2023, 12, 15), date(2024, 3, 14)),
        ("6 tháng đầu năm 2024", date(2023, 12, 15), date(2024, 6, 14)),
        ("9 tháng năm 2024", date(2023, 12, 15), date(2024, 9, 14)),
        ("Năm 2024", date(2023, 12, 15), date(2024, 12, 14)),
    ],
)
def test_a_reporting_period_counts_from_the_15th_to_the_14th(text: str, start: date, end: date) -> None:
    period = parse_reporting_period(text)
    assert period is not None
    assert reporting_window(period) == Window(start, end)


@pytest.mark.parametrize(
    "text", ["2023-2024", "30/6/2024", "Thường xuyên", "đến năm 2030", "Quý III", "Quý I, II/2024"]
)
def test_other_times_are_no_reporting_period(text: str) -> None:
    assert parse_reporting_period(text) is None


# Containment

NGHE_AN = plan_span(date(2023, 5, 30), None, 2045)


@pytest.mark.parametrize(
    ("inner", "outer", "answer", "reason"),
    [
        ("2023-2024", "2023-2025", "yes", Reason.WITHIN),
        ("Quý III/2026", "2021-2030", "yes", Reason.WITHIN),
        ("đến năm 2030", "2023-2030", "yes", Reason.WITHIN),
        ("từ năm 2024", "2023-2030", "yes", Reason.WITHIN),
        ("từ năm 2022", "2023-2030", "no", Reason.STARTS_BEFORE),
        ("2023-2026", "2023-2025", "no", Reason.ENDS_AFTER),
        ("2022-2024", "2023-2025", "no", Reason.STARTS_BEFORE),
        ("đến năm 2022", "2023-2025", "no", Reason.ENDS_BEFORE_START),
        ("năm 2026", "2023-2025", "no", Reason.STARTS_AFTER_END),
        ("đến năm 2035", "đến năm 2030", "no", Reason.ENDS_AFTER),
        ("quý II/2024", "trước ngày 01/7/2024", "yes", Reason.WITHIN),
        ("30/6/2024", "trước ngày 30/6/2024", "undetermined", Reason.ON_THE_DAY),
        ("năm 2024", "trước ngày 30/6/2024", "undetermined", Reason.COARSER),
        ("năm 2024", "quý III/2024", "undetermined", Reason.COARSER),
        ("Thường xuyên", "2023-2025", "yes", Reason.ALWAYS),
        ("Hằng năm", "quý III/2024", "yes", Reason.ALWAYS),
        ("Hằng năm, giai đoạn 2023-2030", "2023-2025", "no", Reason.ENDS_AFTER),
        ("năm 2024", "Thường xuyên", "yes", Reason.OUTER_ALWAYS),
        ("theo Thông tư mới", "2023-2025", "undetermined", Reason.CONDITIONAL),
        ("kịp thời", "2023-2025", "undetermined", Reason.NOT_A_TIME),
        ("Quý III", "2023-2025", "undetermined", Reason.NO_YEAR),
        ("năm 2024", "kịp thời", "undetermined", Reason.OUTER_UNKNOWN),
        ("2025-2023", "2023-2025", "undetermined", Reason.REVERSED),
        ("2023-2024", "2025-2023", "undetermined", Reason.OUTER_UNKNOWN),
        ("Thường xuyên", "kịp thời", "yes", Reason.ALWAYS),
        ("Quý IV/2026 và hằng năm", "2023-2025", "no", Reason.STARTS_AFTER_END),
    ],
)
def test_one_time_inside_another(inner: str, outer: str, answer: str, reason: Reason) -> None:
    found = inside(parse_period(inner), parse_period(outer))
    assert (found.answer, found.reason) == (answer, reason)


def test_an_empty_time_cannot_be_told() -> None:
    assert inside(None, ALWAYS) == Containment("undetermined", Reason.MISSING)
    assert inside(ALWAYS, None) == Containment("yes", Reason.ALWAYS)
    assert inside(point(year(2024)), None) == Containment("undetermined", Reason.OUTER_UNKNOWN)


@pytest.mark.parametrize(
    ("task", "answer"),
    [("2023-2024", "yes"), ("Quý II/2023", "yes"), ("Quý I/2023", "no"), ("2022-2024", "no"), ("2023-2050", "no")],
)
def test_a_plan_of_30_may_2023_may_say_2023_2024(task: str, answer: str) -> None:
    assert inside(parse_period(task), NGHE_AN).answer == answer


def test_a_plans_span_is_what_it_states_or_its_year_of_issue() -> None:
    assert plan_span(date(2023, 5, 30), 2022, 2030) == span(year(2022), year(2030))
    assert plan_span(2023, None, 2030) == span(year(2023), year(2030))
    assert plan_span(datetime(2023, 5, 30), None, None) == span(day(30, 5, 2023), None)
    assert plan_span(None, None, None) is None


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_said(reason: Reason) -> None:
    assert reason_in_words(reason)
    assert reason_in_words(reason, "en")


def test_a_frame_is_asked_the_same_as_a_row() -> None:
    texts = [text for text, _ in (*SEEDS, *CONTINUOUS_AND_RECURRING, *ON_THE_CALENDAR)]
    periods = [parse_period(text) for text in (*texts, "theo Thông tư mới", "kịp thời", "Quý III", "2025-2023")]
    rows = [
        {f"task.{k}": v for k, v in flat(inner).items()} | {f"plan.{k}": v for k, v in flat(outer).items()}
        for inner, outer in product([*periods, None], repeat=2)
    ]
    types = {str: pl.String(), date: pl.Date(), bool: pl.Boolean()}
    schema = {f"{side}.{name}": types[kind] for side in ("task", "plan") for name, kind in FLAT_COLUMNS.items()}
    frame = pl.DataFrame(rows, schema=schema)
    answer, reason = containment_tree("task.", "plan."), reason_tree("task.", "plan.")
    asked = frame.select(answer=to_polars(answer), reason=to_polars(reason))
    assert asked["answer"].to_list() == [evaluate(answer, row) for row in rows]
    assert asked["reason"].to_list() == [inside_columns(row, "task.", "plan.").reason for row in rows]


# Properties

years = st.integers(1990, 2100)
calendar_units = st.one_of(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(lambda first: Unit(Grain.DAY, first)),
    st.builds(month, st.integers(1, 12), years),
    st.builds(quarter, st.integers(1, 4), years),
    st.builds(half, st.integers(1, 2), years),
    st.builds(year, years),
)
dated = st.one_of(
    st.builds(point, calendar_units),
    st.builds(span, calendar_units, calendar_units, before=st.booleans()),
    st.builds(span, st.none(), calendar_units, before=st.booleans()),
    st.builds(span, calendar_units, st.none()),
)
often = st.sampled_from(
    [Recurrence(1, "day"), Recurrence(1, "week"), Recurrence(1, "month"), Recurrence(2, "month"),
     Recurrence(3, "month"), Recurrence(6, "month"), YEARLY, Recurrence(2, "year"), Recurrence(5, "year")]
)  # fmt: skip
single = st.one_of(
    dated,
    st.builds(repeated, st.none() | often),
    st.builds(repeated, st.none() | often, dated, always=st.booleans()),
)
periods = st.one_of(single, st.lists(single, min_size=2, max_size=4).map(joined))


@given(periods)
def test_what_is_said_reads_as_what_was_meant(period: Period) -> None:
    assert parse_period(say(period)) == period


@given(st.text())
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    period = parse_period(text, year_hint=2024)
    assert parse_period(say(period), year_hint=2024) == period
    assert read_period(text, "General") is None or say(period, "en") is not None
    assert parse_reporting_period(text) is None or period.dated


WORDS = [
    "từ", "đến", "đến hết", "trước", "sau", "trước ngày", "sau khi", "và", ",", ";", "-", "–", "/", "(", ")", "năm",
    "quý", "tháng", "ngày", "giai đoạn", "cuối", "đầu", "trong", "hằng năm", "hằng quý", "thường xuyên", "trở đi",
    "nay", "định kỳ", "theo", "kịp thời", "một lần", "lần/năm", "6 tháng", "9 tháng", "đầu năm", "tầm nhìn",
    "các năm", "I", "II", "IV", "2", "3", "15", "30/6", "31/02", "30/6/2024", "9/2024", "2023", "2024", "2025-2023",
    "abc", "số", "các", "tiếp theo", "suốt quá trình",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.none() | st.just(2024))
def test_words_of_time_in_any_order_are_read_without_fail(text: str, year_hint: int | None) -> None:
    period = parse_period(text, year_hint=year_hint)
    assert parse_period(say(period), year_hint=year_hint) == period
    assert (period.kind in (Kind.CONDITIONAL, Kind.NOT_A_TIME)) <= (not period.dated)


@given(periods)
def test_every_time_lies_inside_itself(period: Period) -> None:
    expected = "undetermined" if period.reversed else "yes"
    assert inside(period, period).answer == expected


@given(dated, dated, dated)
def test_inside_something_inside_is_inside(inner: Period, middle: Period, outer: Period) -> None:
    """Not claimed of coarse starts: "2023-2024" is inside a plan of 30/5/2023 by its year alone."""
    by_the_day = {period.start_grain for period in (inner, middle, outer)} <= {Grain.DAY, None}
    both = inside(inner, middle).answer == inside(middle, outer).answer == "yes"
    if both and by_the_day and inner.start and middle.start and inner.end and middle.end:
        assert inside(inner, outer).answer == "yes"


@given(
    st.sampled_from([text for text, _ in (*SEEDS, *CONTINUOUS_AND_RECURRING, *ON_THE_CALENDAR)]),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["-", "–", "—", "‑", "−"]),
    st.sampled_from([" ", "  ", "\u00a0", "\n"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_spelling_does_not_change_a_time(text: str, form: str, dash: str, blank: str, case: type[str]) -> None:
    spaced = text if "-06-" in text else text.replace("-", f" {dash} ")
    respelled = unicodedata.normalize(form, case(spaced.replace(" ", blank)))  # type: ignore[arg-type]
    assert parse_period(respelled) == parse_period(text)


def test_equal_times_do_not_differ() -> None:
    """``!=`` goes by what is said as ``==`` does, not by how it is written."""
    one, other = parse_period("Quý III/2024"), parse_period("quý III/2024")
    assert (one.text, one == other, one != other) == ("Quý III/2024", True, False)
    assert one != parse_period("Quý IV/2024")


def test_tone_placement_does_not_change_a_time() -> None:
    assert parse_period("Tuỳ tình hình") == parse_period("Tùy tình hình")
    assert parse_period("Qúy III/2026") == parse_period("Quý III/2026") == parse_period("Quí III/2026")


# reporting duties: which periods, by when


@pytest.mark.parametrize(
    ("text", "cadences"),
    [
        ("Hằng năm", {"year"}),
        ("hàng quý, 6 tháng, năm", {"quarter", "half-year", "year"}),
        ("6 tháng đầu năm và cả năm", {"half-year", "year"}),
        ("Quý, 6 tháng, 9 tháng, năm", {"quarter", "half-year", "nine-months", "year"}),
        ("Hằng tháng", {"month"}),
        ("3 tháng một lần", {"quarter"}),
        ("định kỳ", set()),
        ("đột xuất", set()),
    ],
)
def test_a_reporting_duty_names_its_periods(text: str, cadences: set[str]) -> None:
    assert cadences_in(text) == cadences


@pytest.mark.parametrize(
    ("text", "period", "deadline"),
    [
        ("Trước ngày 05/12", "Năm 2024", date(2024, 12, 5)),
        ("Trước ngày 15/01 năm sau", "Năm 2024", date(2025, 1, 15)),
        ("Ngày 18 của tháng cuối kỳ", "Quý III/2024", date(2024, 9, 18)),
        ("trước ngày 05 tháng sau", "Tháng 12/2024", date(2025, 1, 5)),
        ("chậm nhất 10 ngày sau khi kết thúc kỳ", "6 tháng đầu năm 2024", date(2024, 6, 24)),
        ("6 tháng: trước ngày 20/6; năm: trước ngày 20/12", "6 tháng đầu năm 2024", date(2024, 6, 20)),
        ("6 tháng: trước ngày 20/6; năm: trước ngày 20/12", "Năm 2024", date(2024, 12, 20)),
        ("Trước ngày 05/12", "Quý I/2024", None),
        ("Ngày 31 của tháng cuối kỳ", "Quý III/2024", None),
        ("định kỳ", "Năm 2024", None),
        ("Trước ngày 05/12", "Giai đoạn 2023-2024", None),
    ],
)
def test_a_deadline_is_a_day_for_each_period_or_unknown(text: str, period: str, deadline: date | None) -> None:
    assert deadline_of(text, parse_period(period)) == deadline


@pytest.mark.parametrize(
    ("text", "period", "deadline"),
    [
        ("chậm nhất 5 ngày làm việc sau khi hết kỳ", "Năm 2024", date(2024, 12, 20)),  # closes on a Saturday
        ("05 ngày làm việc kể từ ngày kết thúc kỳ", "Tháng 2/2026", date(2026, 2, 27)),  # a week of Tết between
        ("5 ngày sau khi hết kỳ", "Tháng 2/2026", date(2026, 2, 19)),
    ],
)
def test_a_deadline_in_working_days_leaves_out_weekends_and_holidays(text: str, period: str, deadline: date) -> None:
    assert deadline_of(text, parse_period(period), registries.holidays()) == deadline


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2024, 12, 15), date(2024, 12, 16)),  # a Sunday
        (date(2025, 5, 1), date(2025, 5, 2)),  # each year's holiday
        (date(2026, 2, 16), date(2026, 2, 23)),  # Tết and the week's end
        (date(2024, 12, 18), date(2024, 12, 18)),
    ],
)
def test_a_deadline_on_a_day_off_moves_to_the_next_working_day(day: date, moved: date) -> None:
    assert registries.holidays().from_day(day) == moved


def test_every_mistake_in_a_file_of_holidays_is_told(tmp_path: Path) -> None:
    lines = [
        "first\tlast\tname\tverified",
        "31/02\t31/02\tx\tno",
        "02/9\t01/9\tx\tno",
        "02/9\t02/9/2025\tx\tno",
        "1/1\t1/1\tx\tmaybe",
        "1/1",
    ]
    (tmp_path / "public-holidays.tsv").write_text("\n".join(lines), encoding="utf-8")
    assert [told.partition("public-holidays.tsv:")[2] for told in registries.faults((tmp_path,))] == [
        "2: “31/02” không phải ngày",
        "3: từ “02/9” đến “01/9” không phải một đợt nghỉ",
        "4: “02/9/2025” không phải ngày",
        "5: cột verified ghi “maybe”, cần một trong: yes, partly, no",
        "6: có 1 cột, cần 4",
    ]
