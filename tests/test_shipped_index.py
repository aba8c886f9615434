"""The index of the shipped workbooks says what they hold, so that a check opens only those that are cited."""

from __future__ import annotations

from ktt_check.forms import PLAN
from ktt_check.identity import identify
from ktt_check.layout import find_tables
from ktt_check.library import Library, shipped_programmes
from ktt_check.resources import workbooks_folder
from ktt_check.workbook import read


def test_the_index_lists_every_shipped_workbook_that_has_a_number() -> None:
    """``python workbooks/build.py`` writes it anew."""
    folder = workbooks_folder()
    held = {path: identify(find_tables(read(path), PLAN)).number for path in folder.rglob("*.xlsx")}
    numbered = sorted((number.key, path) for path, number in held.items() if number is not None)
    indexed = sorted((key, path) for key, paths in shipped_programmes(folder).items() for path in paths)
    assert indexed == numbered


def test_no_document_is_shipped_twice() -> None:
    """Two workbooks under one number would have to be told apart by their date or issuer."""
    folder = workbooks_folder()
    keys = [identify(find_tables(read(path), PLAN)).key for path in folder.rglob("*.xlsx")]
    known = [key for key in keys if key is not None]
    assert len(known) == len(set(known))


def test_a_shipped_programme_is_opened_only_when_it_is_cited() -> None:
    folder = workbooks_folder()
    library = Library(shipped=shipped_programmes(folder))
    nghe_an = identify(find_tables(read(folder / "plans" / "nghe-an-363-kh-ubnd-2023.xlsx"), PLAN))
    library.expect(nghe_an.carries_out)
    links = [library.find(citation) for citation in nghe_an.carries_out]
    assert [(link.state, [held.path.name for held in link.held]) for link in links] == [
        ("absent", []),
        ("found", ["nq-20-nq-tw-2022.xlsx"]),
    ]
