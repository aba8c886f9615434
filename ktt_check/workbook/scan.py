"""One file to a stream of frames: plain builtins in the order in which a workbook is put together again.

    ("book", macro, date1904)  ("strings", [text …])  then per sheet  ("sheet", name, hidden)  ("rows", [row …])
    or  ("ready", [row …])  ("around", hidden rows, hidden columns, merges, comments)
    and last  ("end", defined names, sha256)

Everything before the last frame is provisional; the stream ends early by a ``Refusal`` and by nothing else.
"""

from __future__ import annotations

from .budget import Budget
from .calculated import is_calculated
from .cells import CellReader
from .package import Package
from .parts import open_book, relationships
from .refusal import Refusal
from .sheets import SheetReader
from .source import load
from .styles import cell_styles
from .texts import SharedStrings, comments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .styles import Styles
    from .texts import Ready

    Frame = tuple[Any, ...]


def scan(path: str, ready: Ready | None = None) -> Iterator[Frame]:
    """Guards and reads the file at ``path``; raises only ``Refusal``, whatever the file holds.

    ``ready``, of those shared strings that are too long, gives what makes values of a workbook, in this process.
    """
    sheet: str | None = None
    try:
        for frame in _scan(path, ready):
            if frame[0] == "sheet":
                sheet = frame[1]
            yield frame
    except Refusal as refusal:
        refusal.sheet = refusal.sheet or sheet
        raise
    except MemoryError:
        raise Refusal("memory") from None
    except Exception:  # a way of being damaged that nobody thought of is still damage
        raise Refusal("unreadable", sheet=sheet) from None


def _scan(path: str, ready: Ready | None) -> Iterator[Frame]:
    data = load(path)
    package = Package(data)
    book = open_book(package)
    read = [part for name, hidden, part in book.sheets if not is_calculated(name, hidden)]
    package.check_heads(part for part in (book.strings, book.styles, *read) if part)
    yield "book", book.macro, book.date1904
    budget = Budget()
    strings = SharedStrings(ready)
    if book.strings is not None:
        for texts in strings.pass_on(package, book.strings, budget):
            yield "strings", texts
    styles = cell_styles(package, book.styles)
    for name, hidden, part in book.sheets:
        yield "sheet", name, hidden
        if not is_calculated(name, hidden):
            yield from _sheet(package, part, styles, strings, budget)
        elif package.has(part):
            yield "around", [], [], [], {}
        else:
            raise Refusal("references", detail="part")
    from hashlib import sha256

    yield "end", book.names, sha256(data).hexdigest()


def _sheet(package: Package, part: str, styles: Styles, strings: SharedStrings, budget: Budget) -> Iterator[Frame]:
    sheet = SheetReader(CellReader(styles, strings, budget), budget)
    yield from sheet.rows(package, part)
    remarks: dict[tuple[int, int], str] = {}
    for kind, target in relationships(package, part).values():
        if kind == "comments":
            remarks.update(comments(package, target, budget))
    yield "around", sheet.hidden_rows, sheet.hidden_columns, sheet.merges, remarks
