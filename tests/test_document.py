"""Symbols and dates of documents: read, said again, compared, found in running text."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktt_check.values.citations import Citation, find_citations
from ktt_check.values.document import (
    DocumentKey,
    DocumentNumber,
    NotANumber,
    Notation,
    Sameness,
    document_key,
    parse_document_number,
    same_document,
)
from ktt_check.values.document_dates import DocumentDate, NotADate, cited, parse_document_date, say_document_date
from ktt_check.values.document_types import TYPES


def number(text: str) -> DocumentNumber:
    read = parse_document_number(text)
    assert isinstance(read, DocumentNumber)
    return read


# Symbols

# Every symbol in domain.md and in the five plans, and how it is built.
SYMBOLS = [
    ("363/KH-UBND", Notation.STATE, "363", None, "KH", "UBND"),
    ("113/2024/NĐ-CP", Notation.STATE, "113", 2024, "NĐ", "CP"),
    ("45/2021/NĐ-CP", Notation.STATE, "45", 2021, "NĐ", "CP"),
    ("30/2020/NĐ-CP", Notation.STATE, "30", 2020, "NĐ", "CP"),
    ("66.25/2026/NQ-CP", Notation.STATE, "66.25", 2026, "NQ", "CP"),
    ("09/NQ-CP", Notation.STATE, "9", None, "NQ", "CP"),
    ("1804/QĐ-TTg", Notation.STATE, "1804", None, "QĐ", "TTg"),
    ("23/2018/QĐ-TTg", Notation.STATE, "23", 2018, "QĐ", "TTg"),
    ("17/2023/QH15", Notation.LAW, "17", 2023, None, "QH15"),
    ("23/2012/QH13", Notation.LAW, "23", 2012, None, "QH13"),
    ("76/2025/UBTVQH15", Notation.LAW, "76", 2025, None, "UBTVQH15"),
    ("2085/SNN-PTNT", Notation.LETTER, "2085", None, None, "SNN-PTNT"),
    ("279/SNN-PTNT", Notation.LETTER, "279", None, None, "SNN-PTNT"),
    ("23-CTr/TU", Notation.PARTY, "23", None, "CTr", "TU"),
    ("46-CTr/TU", Notation.PARTY, "46", None, "CTr", "TU"),
    ("50-CTr/TU", Notation.PARTY, "50", None, "CTr", "TU"),
    ("20-NQ/TW", Notation.PARTY, "20", None, "NQ", "TW"),
    ("1357-CV/TU", Notation.PARTY, "1357", None, "CV", "TU"),
    ("17-CT/TW", Notation.PARTY, "17", None, "CT", "TW"),
]


@pytest.mark.parametrize(("text", "notation", "digits", "year", "kind", "organ"), SYMBOLS)
def test_both_notations_are_read(
    text: str, notation: Notation, digits: str, year: int | None, kind: str | None, organ: str
) -> None:
    read = number(text)
    assert (read.notation, read.number, read.year, read.type, read.organ) == (notation, digits, year, kind, organ)
    assert (read.key, read.text, read.oddly_spelled) == (text, text, False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Số: 363 /KH-UBND", "363/KH-UBND"),
        ("số 363/KH-UBND", "363/KH-UBND"),
        ("363 / KH - UBND", "363/KH-UBND"),
        ("Kế hoạch số 363/KH-UBND ngày 31/5/2023", "363/KH-UBND"),
        ("NQ số 20-NQ/TW", "20-NQ/TW"),
        ("NQ 20-NQ/TW", "20-NQ/TW"),
        ("Nghị quyết 20-NQ/TW của Ban Chấp hành Trung ương", "20-NQ/TW"),
        ("20 – NQ/TW", "20-NQ/TW"),
        ("20‑nq/tw", "20-NQ/TW"),
        ("NGHỊ QUYẾT SỐ 20-NQ/TW NGÀY 16/6/2022", "20-NQ/TW"),
        ("50-CTR/TU", "50-CTr/TU"),
        ("1804/qđ-ttg", "1804/QĐ-TTg"),
        ("9/NQ-CP", "09/NQ-CP"),
        ("009/NQ-CP", "09/NQ-CP"),
        ("12A-KH/TU", "12a-KH/TU"),
        ("12/SKH&ĐT-KTTT", "12/SKH&ĐT-KTTT"),
        ("01/2020/TTLT-BTC-BTP", "01/2020/TTLT-BTC-BTP"),
    ],
)
def test_another_proper_spelling_is_the_same_symbol(text: str, key: str) -> None:
    read = number(text)
    assert (read.key, read.oddly_spelled) == (key, False)
    assert read == number(key)


def test_equal_symbols_do_not_differ() -> None:
    """``!=`` goes by the symbol as ``==`` does, not by its spelling."""
    one, other = number("20-NQ/TW"), number("20-nq/tw")
    assert (one.text != other.text, one == other, one != other) == (True, True, False)
    assert one != number("21-NQ/TW")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("50-/CTr-TU", "50-CTr/TU"),
        ("50/CTr-TU", "50-CTr/TU"),
        ("20-NQ-TW", "20-NQ/TW"),
        ("20NQ/TW", "20-NQ/TW"),
        ("20-NQ/TƯ", "20-NQ/TW"),
        ("363-KH/UBND", "363/KH-UBND"),
        ("363/KH/UBND", "363/KH-UBND"),
        ("1804/QD-TTg", "1804/QĐ-TTg"),
        ("1.804/QĐ-TTg", "1804/QĐ-TTg"),
        ("12/NQ-HDND", "12/NQ-HĐND"),
    ],
)
def test_an_odd_spelling_is_mended_and_marked(text: str, key: str) -> None:
    read = number(text)
    assert (read.key, read.text, read.oddly_spelled) == (key, text, True)
    assert read == number(key)


@pytest.mark.parametrize(
    ("value", "reason", "sentence"),
    [
        (None, "empty", "Chưa ghi số, ký hiệu."),
        (" - ", "empty", "Chưa ghi số, ký hiệu."),
        ("Số          KH/TU", "no-number", "Mới có ký hiệu, chưa có số."),
        ("Số:      /KH-UBND", "no-number", "Mới có ký hiệu, chưa có số."),
        ("…/2024/QĐ-UBND", "no-number", "Mới có ký hiệu, chưa có số."),
        ("xx/KH-UBND", "no-number", "Mới có ký hiệu, chưa có số."),
        ("00/KH-UBND", "no-number", "Mới có ký hiệu, chưa có số."),
        ("363", "no-symbol", "Mới có số, chưa có ký hiệu."),
        (Decimal(363), "no-symbol", "Mới có số, chưa có ký hiệu."),
        ("Chương trình hành động số 23", "no-symbol", "Mới có số, chưa có ký hiệu."),
        ("20-NQ/TW; 09/NQ-CP", "several", "Ô ghi nhiều số, ký hiệu; mỗi văn bản cần một dòng riêng."),
    ],
)
def test_what_is_no_symbol_says_why(value: object, reason: str, sentence: str) -> None:
    read = parse_document_number(value)
    assert isinstance(read, NotANumber)
    assert (read.reason, read.sentence()) == (reason, sentence)


@pytest.mark.parametrize(
    "value",
    ["Luật Hợp tác xã năm 2012", "theo chỉ đạo của Thủ tướng", "16/6/2022", "NQ20", "20/TW", "50%", "x" * 5000, True,
     datetime(2023, 5, 30)],
)  # fmt: skip
def test_other_words_are_not_in_notation(value: object) -> None:
    read = parse_document_number(value)
    assert isinstance(read, NotANumber)
    assert read.reason == "not-in-notation"
    assert read.sentence("en").endswith("(23-CTr/TU).")


# Dates


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("16/6/2022", DocumentDate(2022, 6, 16)),
        ("16-6-2022", DocumentDate(2022, 6, 16)),
        ("16.06.2022", DocumentDate(2022, 6, 16)),
        ("ngày 16 tháng 6 năm 2022", DocumentDate(2022, 6, 16)),
        ("ngày 02/2/2023", DocumentDate(2023, 2, 2)),
        ("NGÀY 13/4/2023", DocumentDate(2023, 4, 13)),
        ("Nghệ An, ngày 30 tháng 5 năm 2023", DocumentDate(2023, 5, 30)),
        ("Đức Phổ, ngày 07 tháng 02 năm 2023", DocumentDate(2023, 2, 7)),
        ("2022-06-16", DocumentDate(2022, 6, 16)),
        (date(2022, 6, 16), DocumentDate(2022, 6, 16)),
        (datetime(2022, 6, 16, 8, 30), DocumentDate(2022, 6, 16)),
        ("TP. Quảng Ngãi, ngày       tháng    năm 2023", DocumentDate(2023)),
        ("ngày … tháng … năm 2023", DocumentDate(2023)),
        ("tháng 6/2022", DocumentDate(2022, 6)),
        ("năm 2022", DocumentDate(2022)),
        ("2022", DocumentDate(2022)),
        (2022, DocumentDate(2022)),
        (Decimal(2022), DocumentDate(2022)),
        (datetime(1905, 7, 14), DocumentDate(2022)),
    ],
)
def test_a_documents_date_is_read_as_far_as_it_is_given(value: object, when: DocumentDate) -> None:
    assert parse_document_date(value) == when


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("31/02/2023", "“31/02/2023”: không có ngày này trong lịch."),
        ("13/2022", "“13/2022”: không có ngày này trong lịch."),
        ("chưa rõ", "“chưa rõ”: không phải là ngày, tháng, năm."),
        ("16/6/2022; 17/6/2022", "“16/6/2022; 17/6/2022”: không phải là ngày, tháng, năm."),
        (Decimal("44728"), "“44728”: không phải là ngày, tháng, năm."),
        (True, "“True”: không phải là ngày, tháng, năm."),
    ],
)
def test_an_impossible_date_is_a_problem_in_words(value: object, sentence: str) -> None:
    problem = parse_document_date(value)
    assert isinstance(problem, NotADate)
    assert problem.sentence() == sentence


def test_an_empty_date_is_none() -> None:
    assert (parse_document_date(None), parse_document_date(" ")) == (None, None)


def test_a_coarse_date_knows_its_earliest_and_latest_day() -> None:
    assert (DocumentDate(2024).first, DocumentDate(2024).last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (DocumentDate(2024, 2).first, DocumentDate(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert DocumentDate(2024, 2, 3).first == DocumentDate(2024, 2, 3).last == date(2024, 2, 3)


# One document or two

NQ20 = document_key(number("20-NQ/TW"), DocumentDate(2022, 6, 16), "Ban Chấp hành Trung ương Đảng khóa XIII")


@pytest.mark.parametrize(
    ("other", "sameness"),
    [
        (document_key(number("20-NQ/TW"), DocumentDate(2022, 6, 16)), Sameness("yes", "same")),
        (document_key(number("20 - nq/tw"), DocumentDate(2022, 6, 16), "BCH Trung ương"), Sameness("yes", "same")),
        (document_key(number("20-NQ/TW"), DocumentDate(2017, 10, 25)), Sameness("no", "date-differs")),
        (document_key(number("20-NQ/TW"), DocumentDate(2026)), Sameness("no", "date-differs")),
        (document_key(number("20-NQ/TW"), DocumentDate(2022)), Sameness("undetermined", "date-coarse")),
        (document_key(number("20-NQ/TW"), None), Sameness("undetermined", "date-missing")),
        (document_key(number("19-NQ/TW"), DocumentDate(2022, 6, 16)), Sameness("no", "number-differs")),
        (document_key(parse_document_number("số 20"), None), Sameness("undetermined", "number-missing")),
    ],
)
def test_number_and_date_make_one_document(other: DocumentKey, sameness: Sameness) -> None:
    assert same_document(NQ20, other) == sameness
    assert same_document(other, NQ20) == sameness


@pytest.mark.parametrize(
    ("issuer", "answer"),
    [("Tỉnh ủy Khánh Hòa", "yes"), ("Tỉnh uỷ Khánh Hoà", "yes"), ("Ban Thường vụ Tỉnh ủy", "yes"), ("", "yes"),
     ("Tỉnh ủy Nghệ An", "undetermined")],
)  # fmt: skip
def test_two_provinces_may_share_a_symbol(issuer: str, answer: str) -> None:
    when = DocumentDate(2022, 12, 6)
    one = document_key(number("46-CTr/TU"), when, "Tỉnh ủy Khánh Hòa")
    assert same_document(one, document_key(number("46-CTr/TU"), when, issuer)).answer == answer


# Citations

CITED = [
    ("Nghị quyết số 20-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương", "20-NQ/TW", DocumentDate(2022, 6, 16)),
    ("NGHỊ QUYẾT SỐ 20-NQ/TW NGÀY 16/6/2022 CỦA BAN CHẤP HÀNH", "20-NQ/TW", DocumentDate(2022, 6, 16)),
    ("thực hiện hiệu quả Nghị quyết số 20-NQ/TW, các quy định pháp luật", "20-NQ/TW", None),
    ("Nghị quyết số 09/NQ-CP ngày 02/2/2023 của Chính phủ", "09/NQ-CP", DocumentDate(2023, 2, 2)),
    ("Nghị quyết số 09/NQ-CP ngày 02/02/2023 của Chính phủ", "09/NQ-CP", DocumentDate(2023, 2, 2)),
    ("Nghị quyết 09/NQ-CP của Chính phủ ngày 02/02/2023 về", "09/NQ-CP", DocumentDate(2023, 2, 2)),
    ("Chương trình hành động số 23-CTr/TU ngày 08/11/2022 của \nTỉnh ủy", "23-CTr/TU", DocumentDate(2022, 11, 8)),
    ("Chương trình hành động số 46-CTr/TU ngày 06/12/2022 của Tỉnh uỷ", "46-CTr/TU", DocumentDate(2022, 12, 6)),
    ("CHƯƠNG TRÌNH HÀNH ĐỘNG SỐ 50-CTr/TU NGÀY 13/4/2023 CỦA", "50-CTr/TU", DocumentDate(2023, 4, 13)),
    ("(Ban hành kèm theo Kế hoạch số 363/KH-UBND ngày 31/5/2023 của UBND)", "363/KH-UBND", DocumentDate(2023, 5, 31)),
    ("Nghị định số 45/2021/NĐ-CP ngày 31/3/2021 của Chính phủ", "45/2021/NĐ-CP", DocumentDate(2021, 3, 31)),
    ("Công văn số 1357-CV/TU ngày 11/01/2023 của Thành uỷ", "1357-CV/TU", DocumentDate(2023, 1, 11)),
    ("Chỉ thị số 17-CT/TW của Ban Bí thư.", "17-CT/TW", None),
    ("tại Công văn số 279/SNN-PTNT ngày 31/01/2023 về việc", "279/SNN-PTNT", DocumentDate(2023, 1, 31)),
    ("Công văn số 2085/SNN-PTNT ngày 01/7/2021 của Sở", "2085/SNN-PTNT", DocumentDate(2021, 7, 1)),
    ("Quyết định số 1804/QĐ-TTg ngày 13/11/2020 của Thủ tướng", "1804/QĐ-TTg", DocumentDate(2020, 11, 13)),
    ("Luật số 17/2023/QH15 ngày 20 tháng 6 năm 2023", "17/2023/QH15", DocumentDate(2023, 6, 20)),
    ("Nghị quyết số 20-NQ/TW (16/6/2022)", "20-NQ/TW", DocumentDate(2022, 6, 16)),
    ("Nghị quyết số 20-NQ/TW năm 2022", "20-NQ/TW", DocumentDate(2022)),
]


@pytest.mark.parametrize(("text", "key", "when"), CITED)
def test_a_citation_is_found_with_its_date(text: str, key: str, when: DocumentDate | None) -> None:
    (citation,) = find_citations(text)
    assert (citation.number.key, citation.date, citation.number.oddly_spelled) == (key, when, False)
    assert text[slice(*citation.span)] == key


def test_an_oddly_spelled_citation_is_found_and_marked() -> None:
    (citation,) = find_citations("Chương trình hành động số 50-/CTr-TU ngày 13/4/2023 của Ban Thường vụ Tỉnh ủy")
    assert citation.number.key == "50-CTr/TU"
    assert (citation.number.text, citation.number.oddly_spelled) == ("50-/CTr-TU", True)
    assert citation.date == DocumentDate(2023, 4, 13)


def test_each_of_several_citations_keeps_its_own_date() -> None:
    found = find_citations(
        "Nghị quyết số 20-NQ/TW ngày 16/6/2022, Nghị quyết số 09/NQ-CP và Chương trình số 50-CTr/TU ngày 13/4/2023"
    )
    assert [(citation.number.key, citation.date) for citation in found] == [
        ("20-NQ/TW", DocumentDate(2022, 6, 16)),
        ("09/NQ-CP", None),
        ("50-CTr/TU", DocumentDate(2023, 4, 13)),
    ]


def test_a_citation_with_an_impossible_date_keeps_the_problem() -> None:
    (citation,) = find_citations("Nghị quyết số 20-NQ/TW ngày 31/02/2022")
    assert citation.date == NotADate("31/02/2022", "impossible")


@pytest.mark.parametrize(
    "text",
    ["đạt từ 50% - 70%", "4.000 triệu đồng/HTX/năm", "04 tỷ đồng/hợp tác xã", "2021 -2030", "Nghị quyết số 20",
     "thương mại 24/7", "13/4/2023", "tiêu chí số 13 - Tổ chức sản xuất"],
)  # fmt: skip
def test_figures_and_dates_are_no_citations(text: str) -> None:
    assert find_citations(text) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20-NQ/TW ngày 16/6/2022", "20-NQ/TW of 16 June 2022"),
        (
            "66.25/2026/NQ-CP ngày 02/02/2026; 23-CTr/TU ngày 08/11/2022",
            "66.25/2026/NQ-CP of 2 February 2026; 23-CTr/TU of 8 November 2022",
        ),
        ("ngày 31/12/2024", "31 December 2024"),
        ("“Trước ngày 30/6/2024”", "“Trước ngày 30/6/2024”"),
        ("20-NQ/TW ngày 31/02/2022", "20-NQ/TW ngày 31/02/2022"),
    ],
)
def test_a_document_is_cited_in_the_readers_language(text: str, said: str) -> None:
    """What a cell itself says is quoted as it is."""
    assert (cited(text, "vi"), cited(text, "en")) == (text, said)


# Properties

number_text = st.integers(1, 99999).map(str)
years = st.integers(1945, 2100)
dates = st.one_of(
    st.dates(date(1945, 1, 1), date(2100, 1, 1)).filter(lambda day: day.year > 1910).map(DocumentDate.on),
    st.builds(DocumentDate, years, st.integers(1, 12)),
    st.builds(DocumentDate, years),
)
suffixes = st.sampled_from(["", "a", "b"])
kinds = st.sampled_from(sorted(TYPES))
state_organs = st.sampled_from(["UBND", "HĐND", "CP", "TTg", "BKHĐT", "SNN-PTNT", "BTC-BTP"])
party_organs = st.sampled_from(["TW", "TU", "HU", "ĐU", "BTCTU", "VPTW"])
numbers = st.one_of(
    st.builds(DocumentNumber, number_text, suffixes, st.none() | years, kinds, state_organs, st.just(Notation.STATE)),
    st.builds(DocumentNumber, number_text, suffixes, st.none(), kinds, party_organs, st.just(Notation.PARTY)),
    st.builds(
        DocumentNumber, number_text, suffixes, st.none(), st.none(), st.just("SNN-PTNT"), st.just(Notation.LETTER)
    ),
    st.builds(
        DocumentNumber, number_text, st.just(""), years, st.none(), st.sampled_from(["QH15", "UBTVQH15"]),
        st.just(Notation.LAW),
    ),
)  # fmt: skip


@given(numbers)
def test_a_normal_form_reads_as_itself(meant: DocumentNumber) -> None:
    read = number(meant.key)
    assert (read, read.oddly_spelled) == (meant, False)


@given(numbers, st.none() | dates)
def test_what_is_said_is_found_again(meant: DocumentNumber, when: DocumentDate | None) -> None:
    said = f"Văn bản số {meant.key}" + (f" {say_document_date(when)}" if when is not None else "")
    begin = said.index(meant.key)
    assert find_citations(said) == (Citation(meant, when, (begin, begin + len(meant.key))),)


@given(dates)
def test_a_said_date_reads_as_itself(when: DocumentDate) -> None:
    assert parse_document_date(say_document_date(when)) == when


@given(
    numbers,
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["-", "–", "—", "‑", "−"]),
    st.sampled_from(["", " ", "\u00a0"]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_spelling_does_not_change_a_symbol(
    meant: DocumentNumber, form: str, dash: str, blank: str, case: type[str]
) -> None:
    spaced = meant.key.replace("/", f"{blank}/{blank}").replace("-", blank + dash + blank)
    respelled = number(unicodedata.normalize(form, "Số: " + case(spaced)))  # type: ignore[arg-type]
    if respelled.type is not None and meant.type is not None:
        assert respelled.type.casefold() == meant.type.casefold()
    assert (respelled.key.casefold(), respelled.oddly_spelled) == (meant.key.casefold(), False)


@given(numbers, st.none() | dates, st.text())
def test_a_document_is_itself_when_its_day_is_known(meant: DocumentNumber, when: DocumentDate | None, who: str) -> None:
    key = document_key(meant, when, who)
    expected = "yes" if when is not None and when.grain == "day" else "undetermined"
    assert same_document(key, key).answer == expected


@given(st.text())
def test_no_text_whatever_makes_the_reading_fail(text: str) -> None:
    assert isinstance(parse_document_number(text), DocumentNumber | NotANumber)
    assert parse_document_date(text) is None or isinstance(parse_document_date(text), DocumentDate | NotADate)
    assert isinstance(find_citations(text), tuple)


@given(st.text(alphabet="0123456789/-. KHNQTUĐưđa…số:,;ngàynăm\n"))
def test_bits_of_symbols_in_any_order_are_read_without_fail(text: str) -> None:
    read = parse_document_number(text)
    if isinstance(read, DocumentNumber):
        assert number(read.key) == read
    for citation in find_citations(text):
        assert number(citation.number.key) == citation.number
