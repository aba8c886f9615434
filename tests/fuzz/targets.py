"""What any input is put to: the parsers of texts, the whole way of a workbook; and what must hold after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from ktt_check import registries
from ktt_check.annotate import Mark, ResultSheet, annotate
from ktt_check.annotate.inplace import annotate_in_place
from ktt_check.annotate.marks import Unsuitable
from ktt_check.identity import identify
from ktt_check.journey import Outcome, Settings, answer, take_in
from ktt_check.layout import find_tables, recognise
from ktt_check.library import Held, Library, LibraryError
from ktt_check.outputs import annotated
from ktt_check.outputs.json_document import render as as_json
from ktt_check.outputs.junit import render as as_junit
from ktt_check.outputs.sarif import render as as_sarif
from ktt_check.outputs.text import render as as_text
from ktt_check.profiles import InForce, put_in_force
from ktt_check.resources import workbooks_folder
from ktt_check.values.citations import find_citations
from ktt_check.values.comparison import compare, step
from ktt_check.values.containment import inside
from ktt_check.values.document import DocumentNumber, parse_document_number
from ktt_check.values.document_dates import DocumentDate, parse_document_date, say_document_date
from ktt_check.values.level import Level, Tolerance, flat
from ktt_check.values.level_words import LevelProblem, parse_level
from ktt_check.values.level_words import say as say_level
from ktt_check.values.measure import parse_measure
from ktt_check.values.number import read_digits, say_number
from ktt_check.values.period import flat as flat_period
from ktt_check.values.period_cells import read_period
from ktt_check.values.period_said import say as say_period
from ktt_check.values.period_words import parse_period
from ktt_check.values.reporting import cadences_in, deadline_of, parse_reporting_period, reporting_window
from ktt_check.values.text import fold, nearest, plain, tidy
from ktt_check.workbook import Refusal, Workbook, read

AS_OF = date(2026, 11, 21)
_NOUNS = {fold(name): name for name in ("HTX", "hợp tác xã", "THT", "thành viên", "người", "tổ chức", "điểm")}
_DEMAND = parse_level("trên 60%", _NOUNS, Tolerance())
_SPAN = parse_period("giai đoạn 2021-2025")
_REPORTED = parse_period("Quý III/2024")


def any_text(text: str) -> None:
    """Every parser of what stands in a cell answers any text, and what it answers can be said in both languages."""
    fold(text), tidy(text), plain(text)
    nearest(text, _NOUNS)
    _levels(text)
    _periods(text)
    _documents(text)
    number = read_digits(text)
    if number is not None:
        say_number(number.value), say_number(number.value, "en")
    registries.units().mentions(text, AS_OF, "Nghệ An")
    registries.units().mentions(text, None)


def _levels(text: str) -> None:
    parse_measure(text, _NOUNS)
    for measure in (None, parse_measure("%", _NOUNS), parse_measure("nghìn người", _NOUNS)):
        level = parse_level(text, _NOUNS, Tolerance(), measure=measure)
        match level:
            case LevelProblem():
                assert level.words("vi") != level.words("en")
            case Level():
                said, _ = say_level(level), say_level(level, "en")
                again = parse_level(said, _NOUNS, Tolerance())
                assert isinstance(again, Level) or level.measure.of or not level.measure.known, (text, said, again)
                flat(level)
                assert isinstance(_DEMAND, Level)
                compare(level, _DEMAND), compare(_DEMAND, level), step(level, _DEMAND)


def _periods(text: str) -> None:
    for period in (parse_period(text), parse_period(text, year_hint=2024), read_period(text)):
        if period is not None:
            say_period(period), say_period(period, "en")
            flat_period(period)
            reporting_window(period)
            inside(period, _SPAN), inside(_SPAN, period)
    parse_reporting_period(text)
    cadences_in(text)
    deadline_of(text, _REPORTED)


def _documents(text: str) -> None:
    number = parse_document_number(text)
    if isinstance(number, DocumentNumber):
        assert parse_document_number(number.key) == number, (text, number)
    found = parse_document_date(text)
    if isinstance(found, DocumentDate):
        say_document_date(found), say_document_date(found, "en")
    find_citations(text)


def any_number(number: float) -> None:
    """The same for what Excel stores as a number."""
    value = Decimal(repr(number))
    if value.is_finite():
        say_number(value), say_number(value, "en")
        read_period(value), parse_document_date(value)


@cache
def force() -> InForce:
    """The shipped rules."""
    return put_in_force(None, ())


@cache
def _settings() -> Settings:
    held = []
    for folder in (workbooks_folder(), workbooks_folder() / "examples" / "chuyen-doi-so"):
        for path in sorted((folder / "programmes").glob("*.xlsx")):
            layout = find_tables(read(path), recognise(read(path)))  # type: ignore[arg-type]
            held.append(Held(path, read(path), layout, identify(layout)))
    return Settings(force().rules, Library([held]), (), AS_OF)


def any_workbook(data: bytes, folder: Path, *, whole: bool = True) -> str:
    """A file of these bytes is refused in a sentence, or read, checked, annotated, and its result checked again.

    Returns how far it came. Without ``whole`` it ends where the rules would be asked.
    """
    path, target = folder / "bieu.xlsx", folder / "bieu.ket-qua.xlsx"
    target.unlink(missing_ok=True)
    path.write_bytes(data)
    workbook = _read(path)
    if workbook is None:
        return "refused"
    if not whole:
        form = recognise(workbook)
        if form is not None:
            identify(find_tables(workbook, form))
        return "read"
    try:
        outcome = _checked(path, workbook)
    except LibraryError:
        return "read"
    if outcome.facts is None:
        assert outcome.error
        _annotated_alone(path, workbook, target)
        return "no form"
    _said([outcome])
    run = annotated.Run(force(), AS_OF, "vi")
    marks = annotated.marks(outcome.answers.findings, str(path), "vi")
    method = _in_place(path, target, marks)
    done, _ = annotated.write(outcome, target, run)
    assert done.method == method or done.reason, (done, method)
    again = _read(done.path)
    assert again is not None, "our own result is refused"
    second = _checked(done.path, again)
    if done.method == "in place":
        assert _told(second) == _told(outcome)
    return done.method


def _checked(path: Path, workbook: Workbook) -> Outcome:
    taken = take_in(path, workbook, _settings())
    return taken if isinstance(taken, Outcome) else answer([taken], force().rules)[0]


def _told(outcome: Outcome) -> Counter[tuple[str, str | None, str | None, str]]:
    found = outcome.answers.findings
    return Counter((one.rule, one.place.sheet, one.place.cell, one.message) for one in found)


def _said(outcomes: list[Outcome]) -> None:
    """Every form of the answer can be written."""
    as_json(outcomes, AS_OF, force()), as_text(outcomes, {}, force(), "vi"), as_text(outcomes, {}, force(), "en")
    as_sarif(outcomes, force(), "vi"), as_junit(outcomes, force().rules, "vi", "error")


def _read(path: Path) -> Workbook | None:
    try:
        return read(path)
    except Refusal as refusal:
        _one_sentence(refusal)
        return None


_RESULT = ResultSheet("vi", "Kết quả", "Có lỗi.", {"error": 1})


def _annotated_alone(path: Path, workbook: Workbook, target: Path) -> None:
    """A workbook in no form of ours can be annotated all the same."""
    cells = [
        (sheet.name, row, column) for sheet in workbook.sheets for row, cells in sheet.rows.items() for column in cells
    ]
    marks = [
        Mark(name, "C4" if at % 2 else "A1", "error", ("STT 1 · X: y",)) for at, (name, _, _) in enumerate(cells[:4])
    ]
    _in_place(path, target, marks)
    done = annotate(path, target, marks, _RESULT)
    assert _read(done.path) is not None, "our own result is refused"


def _in_place(path: Path, target: Path, marks: Sequence[Mark]) -> str:
    """The edit itself, whose faults would otherwise be hidden behind the copy that takes its place."""
    try:
        annotate_in_place(path.read_bytes(), target, marks, _RESULT)
    except Unsuitable:
        return "copy"
    target.unlink()
    return "in place"


def _one_sentence(refusal: Refusal) -> None:
    for language in ("vi", "en"):
        assert refusal.sentence(language).endswith(".")
        assert "\n" not in refusal.sentence(language)
