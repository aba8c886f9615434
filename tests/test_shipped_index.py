"""The index of the shipped workbooks says what they hold, so that a check opens only those that are cited."""

from __future__ import annotations

from pathlib import Path

from ktt_check.forms import PLAN
from ktt_check.identity import identify
from ktt_check.layout import find_tables
from ktt_check.library import Library, shipped_programmes
from ktt_check.resources import workbooks_folder
from ktt_check.workbook import read


def real() -> list[Path]:
    """The workbooks that hold real documents."""
    return [path for kind in ("programmes", "plans") for path in (workbooks_folder() / kind).glob("*.xlsx")]


def test_the_index_lists_every_shipped_workbook_that_has_a_number() -> None:
    """``python workbooks/build.py`` writes it anew."""
    folder = workbooks_folder()
    held = {path: identify(find_tables(read(path), PLAN)).number for path in real()}
    numbered = sorted((number.key, path) for path, number in held.items() if number is not None)
    indexed = sorted((key, path) for key, paths in shipped_programmes(folder).items() for path in paths)
    assert indexed == numbered


def test_no_document_is_shipped_twice() -> None:
    """Two workbooks under one number would have to be told apart by their date or issuer."""
    keys = [identify(find_tables(read(path), PLAN)).key for path in real()]
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


def test_an_invented_document_is_never_found_as_a_real_one() -> None:
    """The examples are checked with ``--programmes``; without it their programme is not at hand."""
    folder = workbooks_folder()
    examples = sorted(folder.glob("examples/*/*/*.xlsx"))
    indexed = [path for paths in shipped_programmes(folder).values() for path in paths]
    assert examples
    assert set(examples).isdisjoint(indexed)
    for path in examples:
        layout = find_tables(read(path), PLAN)
        assert str(layout.tables["document"].raw(0, "subject")).startswith("(Giả định)")
        links = [Library(shipped=shipped_programmes(folder)).find(one) for one in identify(layout).carries_out]
        assert [link.state for link in links] == ["absent"]
