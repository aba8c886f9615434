"""The standard workbooks (biểu chuẩn), declared once: what to look for when reading and what to lay out when writing.

Source: ``contract.md`` §1. A form is a ``Thông tin`` sheet of named cells, seen here as a table of one row, and
tables found by sheet and header. The closed lists are in ``lists``; nothing else spells a sheet or a header.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from .lists import (
    APPLIES,
    ASSESSMENTS,
    CATALOGUE_KINDS,
    COMPARATORS,
    DIRECTIONS,
    DOCUMENT_TYPES,
    DUTIES,
    FORM_KINDS,
    LEVELS,
    NUMBER_KINDS,
    OWED_BY,
    RELATIONS,
    STATES,
    STATUSES,
    TARGET_RELATIONS,
    Choices,
)
from .values.text import fold

Kind = Literal[
    "text", "number", "code", "codes", "choice", "choices", "horizon", "year", "date", "document number", "units",
    "period", "measure",
]  # fmt: skip


class ColumnSpec(Struct, frozen=True, dict=True):
    """A column of a table, or a row of ``Thông tin``.

    ``needed``: its absence is a fault of the form; ``identity``: an empty cell is a fault of the form (other empty
    cells belong to the rules of their own subject).
    """

    name: str
    header: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    needed: bool = False
    identity: bool = False
    choices: Choices | None = None

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(fold(word) for word in (self.header, *self.aliases))


class TableSpec(Struct, frozen=True, dict=True):
    """A table of the form; ``unique`` names the columns that together must not repeat."""

    name: str
    sheet: str
    columns: tuple[ColumnSpec, ...]
    unique: tuple[str, ...] = ()
    optional: bool = False
    by_label: bool = False  # a sheet of label and content, read as one row
    sheet_aliases: tuple[str, ...] = ()
    anchor: str = "code"  # where a finding about something absent is marked, unless the rule says otherwise

    @cached_property
    def by_name(self) -> dict[str, ColumnSpec]:
        return {column.name: column for column in self.columns}

    @cached_property
    def headed(self) -> dict[str, tuple[str, ...]]:
        """Folded header or label to the names of the columns that it may stand for, in the form's order."""
        names: dict[str, tuple[str, ...]] = {}
        for column in self.columns:
            for key in column.keys:
                names[key] = (*names.get(key, ()), column.name)
        return names

    @cached_property
    def sheet_keys(self) -> frozenset[str]:
        return frozenset(fold(word) for word in (self.sheet, *self.sheet_aliases))


class Form(Struct, frozen=True, dict=True):
    """One kind of standard workbook; ``title`` is the value of ``Loại biểu``."""

    name: Literal["plan", "report", "across"]  # across: no workbook, but all of them together
    title: str
    tables: tuple[TableSpec, ...]
    versions: tuple[str, ...] = field(default=("1.0",))

    @cached_property
    def by_name(self) -> dict[str, TableSpec]:
        return {table.name: table for table in self.tables}

    def age_of(self, version: str | None) -> Literal["current", "older", "newer", "unknown"] | None:
        """How a workbook's ``Phiên bản biểu`` stands to the current version; None where it names none.

        "1", "1,0" and "bản 1.0" are 1.0; "unknown" has no figures in it.
        """
        if version is None:
            return None
        own, current = _figures(version), _figures(self.versions[-1])
        if not own:
            return "unknown"
        return "current" if own == current else "older" if own < current else "newer"


def _figures(version: str) -> tuple[int, ...]:
    """A version's numbers without the zeros at its end, so that 1 and 1.0 are one."""
    return tuple(int(figure) for figure in re.findall(r"\d{1,9}", re.sub(r"(?:[.,]0+)+$", "", version.strip())))


_C = ColumnSpec

_FORM_KIND = _C("form_kind", "Loại biểu", "choice", needed=True, identity=True, choices=FORM_KINDS)
_FORM_VERSION = _C("form_version", "Phiên bản biểu", "text")
_PROVINCE = _C("province", "Tỉnh, thành phố", "text", ("Tỉnh", "Tỉnh/thành phố"))

PLAN = Form(
    "plan",
    "Kế hoạch",
    (
        TableSpec(
            "document",
            "Thông tin",
            (
                _FORM_KIND,
                _FORM_VERSION,
                _C("status", "Tình trạng", "choice", choices=STATUSES),
                _C("document_type", "Loại văn bản", "choice", identity=True, choices=DOCUMENT_TYPES),
                _C("issuing_level", "Cấp ban hành", "choice", identity=True, choices=LEVELS),
                _C("issuer", "Đơn vị ban hành", "text", ("Cơ quan ban hành",), identity=True),
                _PROVINCE,
                _C("number", "Số, ký hiệu", "document number", ("Số ký hiệu", "Số/ký hiệu", "Số và ký hiệu")),
                _C("date", "Ngày ban hành", "date", ("Ngày, tháng ban hành",)),
                _C("subject", "Trích yếu"),
                _C("short_name", "Ký hiệu tắt"),
                _C("from_year", "Từ năm", "year"),
                _C("to_year", "Đến năm", "year"),
                _C("report_periods", "Kỳ báo cáo định kỳ"),
                _C("report_deadline", "Hạn báo cáo"),
                _C("report_recipient", "Nơi nhận báo cáo"),
            ),
            by_label=True,
            anchor="form_kind",
            sheet_aliases=("Thông tin chung",),
        ),
        TableSpec(
            "references",
            "Căn cứ",
            (
                _C("number", "Số, ký hiệu", "document number", ("Số ký hiệu", "Số/ký hiệu"), needed=True),
                _C("date", "Ngày ban hành", "date", needed=True),
                _C("issuer", "Cơ quan ban hành", "text", ("Đơn vị ban hành",)),
                _C("subject", "Trích yếu"),
                _C("relation", "Quan hệ", "choice", needed=True, identity=True, choices=RELATIONS),
                _C("location", "Vị trí trong văn bản"),
            ),
            anchor="number",
            sheet_aliases=("Căn cứ, dẫn chiếu",),
        ),
        TableSpec(
            "targets",
            "Chỉ tiêu",
            (
                _C("ordinal", "TT", aliases=("STT", "Số TT")),
                _C("code", "Mã", "code", ("Mã chỉ tiêu",), needed=True, identity=True),
                _C("title", "Chỉ tiêu", "text", ("Tên chỉ tiêu",), needed=True, identity=True),
                _C("unit", "Đơn vị tính", "measure", ("ĐVT",), needed=True, identity=True),
                _C("base", "Phạm vi tính"),
                _C("part_of", "Trong đó của", "code"),
                _C("kind", "Loại số", "choice", choices=NUMBER_KINDS),
                _C("direction", "Chiều", "choice", choices=DIRECTIONS),
                _C("year", "Năm đích", "horizon", needed=True, identity=True),
                _C("comparator", "So sánh", "choice", choices=COMPARATORS),
                _C("value", "Giá trị", "number", needed=True),
                _C("upper", "Đến giá trị", "number"),
                _C("applies", "Áp dụng cho cấp dưới", "choice", choices=APPLIES),
                _C("higher_codes", "Mã cấp trên", "codes", needed=True),
                _C("base_year", "Năm gốc", "year"),
                _C("base_value", "Giá trị năm gốc", "number"),
                _C("responsible", "Đơn vị chịu trách nhiệm", "units"),
                _C("location", "Vị trí trong văn bản"),
                _C("note", "Ghi chú"),
            ),
            unique=("code", "year"),
            anchor="higher_codes",
        ),
        TableSpec(
            "tasks",
            "Nhiệm vụ",
            (
                _C("ordinal", "TT", aliases=("STT", "Số TT")),
                _C("code", "Mã", "code", ("Mã nhiệm vụ",), needed=True, identity=True),
                _C("group", "Nhóm", "code", ("Mã nhóm",)),
                _C(
                    "title",
                    "Nhiệm vụ, giải pháp",
                    "text",
                    ("Nội dung nhiệm vụ", "Nội dung", "Nhiệm vụ"),
                    needed=True,
                    identity=True,
                ),
                _C("director", "Cơ quan chỉ đạo", "units"),
                _C("lead", "Đơn vị chủ trì", "units", ("Cơ quan chủ trì", "Cơ quan thực hiện"), needed=True),
                _C("coordinator", "Đơn vị phối hợp", "units", ("Cơ quan phối hợp",)),
                _C(
                    "time",
                    "Thời gian thực hiện",
                    "period",
                    ("Thời hạn", "Mốc hoàn thành", "Tiến độ", "Thời gian"),
                    needed=True,
                ),
                _C("product", "Sản phẩm", "text", ("Sản phẩm đầu ra", "Kết quả")),
                _C("higher_codes", "Mã cấp trên", "codes", needed=True),
                _C("owed_by", "Cấp dưới phải triển khai", "choices", choices=OWED_BY),
                _C("location", "Vị trí trong văn bản"),
                _C("note", "Ghi chú"),
            ),
            unique=("code",),
            anchor="higher_codes",
        ),
        TableSpec(
            "catalogue",
            "Danh mục",
            (
                _C("kind", "Loại", "choice", needed=True, identity=True, choices=CATALOGUE_KINDS),
                _C("name", "Tên", needed=True, identity=True),
                _C("synonyms", "Tên gọi khác"),
                _C("part_of", "Thuộc"),
            ),
            unique=("kind", "name"),
            optional=True,
            anchor="name",
        ),
        TableSpec(
            "allocations",
            "Phân bổ",
            (
                _C("code", "Mã chỉ tiêu", "code", ("Mã",), needed=True, identity=True),
                _C("allocated_to", "Đơn vị", "units", needed=True, identity=True),
                _C("year", "Năm đích", "horizon", needed=True),
                _C("comparator", "So sánh", "choice", choices=COMPARATORS),
                _C("value", "Giá trị", "number", needed=True),
                _C("upper", "Đến giá trị", "number"),
            ),
            unique=("code", "allocated_to", "year"),
            optional=True,
        ),
        TableSpec(
            "duties",
            "Chế độ báo cáo",
            (
                _C("what", "Việc", "choice", needed=True, identity=True, choices=DUTIES),
                _C("owed_by", "Ai", "choices", ("Cấp thực hiện",), needed=True, choices=OWED_BY),
                _C("due", "Hạn", "period", ("Thời hạn",), needed=True),
                _C("note", "Ghi chú"),
            ),
            optional=True,
            anchor="what",
        ),
        TableSpec(
            "target_relations",
            "Quan hệ chỉ tiêu",
            (
                _C("kind", "Loại", "choice", needed=True, identity=True, choices=TARGET_RELATIONS),
                _C("numerator", "Tử số", "code", ("Chỉ tiêu", "Mã chỉ tiêu"), needed=True, identity=True),
                _C("denominator", "Mẫu số", "text", ("Gồm", "Mẫu số hoặc gồm"), needed=True, identity=True),
                _C("low", "Từ", "number"),
                _C("high", "Đến", "number"),
                _C("note", "Ghi chú"),
            ),
            unique=("kind", "numerator", "denominator"),
            optional=True,
            anchor="kind",
        ),
        TableSpec(
            "obligations",
            "Yêu cầu khác",
            (
                _C("code", "Mã", "code", ("Mã yêu cầu",)),
                _C(
                    "title", "Yêu cầu", "text", ("Nội dung yêu cầu", "Nội dung", "Nghĩa vụ"), needed=True, identity=True
                ),
                _C("owed_by", "Áp dụng cho cấp", "choices", ("Cấp dưới phải triển khai", "Ai"), choices=OWED_BY),
                _C("look_in", "Xem ở", "text", ("Xem tại", "Nơi xem")),
                _C("location", "Vị trí trong văn bản", "text", ("Căn cứ",)),
                _C("note", "Ghi chú"),
            ),
            unique=("code",),
            optional=True,
            anchor="title",
            sheet_aliases=("Các yêu cầu khác",),
        ),
    ),
)

REPORT = Form(
    "report",
    "Báo cáo tiến độ",
    (
        TableSpec(
            "document",
            "Thông tin",
            (
                _FORM_KIND,
                _FORM_VERSION,
                _C("issuing_level", "Cấp", "choice", identity=True, choices=LEVELS),
                _C("issuer", "Đơn vị báo cáo", identity=True),
                _PROVINCE,
                _C("number", "Số, ký hiệu kế hoạch", "document number", identity=True),
                _C("plan_date", "Ngày ban hành kế hoạch", "date", identity=True),
                _C("report_period", "Kỳ báo cáo", "period", identity=True),
                _C("date", "Ngày báo cáo", "date", identity=True),
            ),
            by_label=True,
            anchor="form_kind",
        ),
        TableSpec(
            "target_progress",
            "Tiến độ chỉ tiêu",
            (
                _C("ordinal", "TT", aliases=("STT",)),
                _C("code", "Mã", "code", needed=True, identity=True),
                _C("title", "Chỉ tiêu", aliases=("Tên chỉ tiêu",), needed=True),
                _C("unit", "Đơn vị tính", "measure", ("ĐVT",), needed=True),
                _C("year", "Năm đích", "horizon", needed=True),
                _C("target", "Mục tiêu", "text"),
                _C("year_plan", "Kế hoạch năm", "number"),
                _C("previous", "Kỳ trước", "number"),
                _C("actual", "Thực hiện đến kỳ này", "number", needed=True),
                _C("estimate", "Ước cả năm", "number"),
                _C("percentage", "Tỷ lệ so với kế hoạch năm (%)", "number", ("Tỷ lệ so với kế hoạch năm",)),
                _C("assessment", "Đánh giá", "choice", choices=ASSESSMENTS),
                _C("explanation", "Giải trình"),
            ),
            unique=("code", "year"),
        ),
        TableSpec(
            "task_progress",
            "Tiến độ nhiệm vụ",
            (
                _C("ordinal", "TT", aliases=("STT",)),
                _C("code", "Mã", "code", needed=True, identity=True),
                _C("title", "Nhiệm vụ, giải pháp", aliases=("Nội dung nhiệm vụ", "Nội dung"), needed=True),
                _C("lead", "Đơn vị chủ trì", "units", ("Cơ quan chủ trì", "Cơ quan thực hiện")),
                _C("time", "Thời hạn", "period", ("Thời gian thực hiện",)),
                _C("state", "Tình trạng", "choice", needed=True, choices=STATES),
                _C("percentage", "Tỷ lệ hoàn thành (%)", "number", ("Tỷ lệ hoàn thành",)),
                _C("finished", "Ngày hoàn thành", "date"),
                _C("product", "Sản phẩm, văn bản"),
                _C("obstacle", "Vướng mắc"),
                _C("proposal", "Kiến nghị"),
            ),
            unique=("code",),
        ),
    ),
)

FORMS = (PLAN, REPORT)
