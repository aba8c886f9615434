"""Which document a workbook holds: number, date, issuer and the few facts by which others find and judge it.

Source of the key: ``domain.md`` §3, a number alone names several documents; number, date and issuer name one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from .cells import Reading, read_cell
from .forms import Form
from .layout import Layout, TableLayout
from .values.document import DocumentNumber, parse_document_number
from .values.document_dates import DocumentDate, say_document_date
from .values.period import Period
from .values.period_said import say as say_period
from .values.text import fold


class Citation(Struct, frozen=True):
    """A document as a ``Căn cứ`` row names it; any part may be missing. ``row`` is the sheet row."""

    row: int
    relation: str | None
    number_text: str | None
    number: DocumentNumber | None
    date: DocumentDate | None
    issuer: str | None
    subject: str | None

    @property
    def name(self) -> str:
        """As people cite it: number and date, or whatever there is of them."""
        return _cited(self.number_text or self.subject or "(không số)", self.date)


class Identity(Struct, frozen=True):
    """The facts of ``Thông tin`` that others rely on, and what the document says it carries out."""

    form: Form
    title: str
    number_text: str | None
    number: DocumentNumber | None
    date: DocumentDate | None
    issuer: str | None
    province: str | None
    issuing_level: str | None
    document_type: str | None
    short_name: str | None
    version: str | None
    citations: tuple[Citation, ...]
    period: Period | None = None
    period_text: str | None = None

    @property
    def name(self) -> str:
        """As people cite it, or its short name where it has no number; a report by its period and unit."""
        if self.form.name == "report":
            return " của ".join(filter(None, (f"Báo cáo {self.period_said('vi')}".strip(), self.issuer)))
        if self.number_text is None:
            return " của ".join(filter(None, (self.document_type, self.issuer))) or "(chưa rõ)"
        return _cited(self.number_text, self.date)

    def period_said(self, language: str) -> str:
        """The period of a report within a sentence ("năm 2024"); as it is written where it cannot be read."""
        return say_period(self.period, language) if self.period is not None else self.period_text or ""

    @property
    def key(self) -> tuple[str, DocumentDate | None, str] | None:
        """Number, date and issuer; None without a readable number."""
        return None if self.number is None else (self.number.key, self.date, fold(self.issuer or ""))

    @property
    def carries_out(self) -> tuple[Citation, ...]:
        """The citations with the relation "Thực hiện"."""
        return tuple(citation for citation in self.citations if citation.relation == "Thực hiện")


def identify(layout: Layout) -> Identity:
    """Read the identity from the workbook's ``Thông tin`` and ``Căn cứ``; what cannot be read is None."""
    table = layout.tables.get("document")
    cells = {spec.name: _read(table, 0, spec.name) for spec in layout.form.by_name["document"].columns}

    def text(name: str) -> str | None:
        return cells[name].text if name in cells else None

    def typed(name: str) -> str | None:
        value = cells[name].value if name in cells else None
        return value if isinstance(value, str) else text(name)

    period = cells["report_period"].value if "report_period" in cells else None
    return Identity(
        form=layout.form,
        title=text("subject") or "",
        number_text=text("number"),
        number=_number(text("number")),
        date=_date(cells.get("date")),
        issuer=text("issuer"),
        province=text("province"),
        issuing_level=typed("issuing_level"),
        document_type=typed("document_type"),
        short_name=text("short_name"),
        version=text("form_version"),
        citations=tuple(_citations(layout.tables.get("references"))) or tuple(_plan_reported(cells)),
        period=period if isinstance(period, Period) else None,
        period_text=text("report_period"),
    )


def _plan_reported(cells: Mapping[str, Reading]) -> Iterator[Citation]:
    """The plan that a report is about, as its ``Thông tin`` names it: what a report carries out."""
    if "plan_date" in cells:
        number = cells["number"].text
        yield Citation(0, "Thực hiện", number, _number(number), _date(cells["plan_date"]), None, None)


def _citations(table: TableLayout | None) -> list[Citation]:
    if table is None:
        return []
    citations = []
    for row in table.rows:
        cell = {spec.name: _read(table, row, spec.name) for spec in table.spec.columns}
        relation = cell["relation"].value
        citations.append(
            Citation(
                row,
                relation if isinstance(relation, str) else None,
                cell["number"].text,
                _number(cell["number"].text),
                _date(cell["date"]),
                cell["issuer"].text,
                cell["subject"].text,
            )
        )
    return citations


def _read(table: TableLayout | None, row: int, column: str) -> Reading:
    if table is None or (place := table.position(row, column)) is None:
        return Reading(None, None)
    return read_cell(table.spec.by_name[column], table.raw(row, column), table.sheet.notes.get(place))


def _number(text: str | None) -> DocumentNumber | None:
    number = parse_document_number(text) if text else None
    return number if isinstance(number, DocumentNumber) else None


def _date(reading: Reading | None) -> DocumentDate | None:
    return reading.value if reading is not None and isinstance(reading.value, DocumentDate) else None


def _cited(number: str, date: DocumentDate | None) -> str:
    return number if date is None else f"{number} {say_document_date(date)}"
