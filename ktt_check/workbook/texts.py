"""Text as stored: rich runs joined, phonetic readings left out, escapes decoded; shared strings and classic notes."""

from __future__ import annotations

from . import limits
from .budget import Budget
from .markup import MAIN, feed, guarded_parser
from .places import place_of
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .markup import Attributes
    from .package import Package

_HEX = frozenset("0123456789abcdefABCDEF")
# Elements through which a string's text is reached; whatever else there is (rPh, rPr …) is skipped with its content.
_WAY = frozenset({"sst", "si", "r", "t", "comments", "commentList", "comment", "text"})


def unescape(text: str) -> str:
    """``_xHHHH_`` is a UTF-16 unit (ECMA-376 part 1, 22.4.2.4); half a surrogate pair becomes U+FFFD."""
    found = text.find("_x")
    if found < 0:
        return text
    pieces: list[str] = []
    at = 0
    while found >= 0:
        digits = text[found + 2 : found + 6]
        if len(digits) == 4 and text[found + 6 : found + 7] == "_" and _HEX.issuperset(digits):
            pieces += (text[at:found], chr(int(digits, 16)))
            at = found + 7
            found = text.find("_x", at)
        else:
            found = text.find("_x", found + 2)
    pieces.append(text[at:])
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class SharedStrings:
    """How many shared strings there are and which are too long; the strings themselves are passed on, not kept."""

    __slots__ = ("count", "long")

    def __init__(self) -> None:
        self.count = 0
        self.long: set[int] = set()

    def pass_on(self, package: Package, part: str, budget: Budget) -> Iterator[list[str]]:
        """The strings in order, in lists; the counts that the part states are not believed."""
        found: list[str] = []

        def take(text: str, attributes: Attributes) -> None:
            if len(text) > limits.TEXT_LENGTH:
                self.long.add(self.count)
                text = ""
            self.count += 1
            if self.count > limits.STRINGS:
                raise Refusal("counts", detail="strings")
            budget.spend_characters(len(text))
            found.append(text)

        for _ in _rich(package, part, "sst", "si", take):
            if found:
                yield found.copy()
                found.clear()


def comments(package: Package, part: str, budget: Budget) -> dict[tuple[int, int], str]:
    """The classic notes of one sheet by row and column."""
    found: dict[tuple[int, int], str] = {}

    def take(text: str, attributes: Attributes) -> None:
        budget.spend_cells(1)
        budget.spend_characters(len(text))
        found[place_of(attributes.get("ref", ""))] = text

    for _ in _rich(package, part, "comments", "comment", take):
        pass
    return found


def _rich(package: Package, part: str, root: str, item: str, take: Callable[[str, Attributes], None]) -> Iterator[None]:
    """Calls ``take`` with the text and the attributes of every ``item`` element."""
    parser = guarded_parser()
    parts: list[str] = []
    texts: list[str] = []
    of_item: Attributes = {}
    way: set[str] = set()
    t_name = item_name = ""
    depth = 0

    def first(name: str, attributes: Attributes) -> None:
        nonlocal t_name, item_name
        namespace, _, local = name.rpartition("\n")
        if namespace not in MAIN or local != root:
            raise Refusal("unreadable")
        way.update(f"{namespace}\n{step}" for step in _WAY)
        t_name, item_name = f"{namespace}\nt", f"{namespace}\n{item}"
        parser.StartElementHandler = start

    def start(name: str, attributes: Attributes) -> None:
        nonlocal of_item, depth
        if name == t_name:
            parts.clear()
        elif name == item_name:
            of_item = attributes
            texts.clear()
        elif name not in way:
            depth = 1
            parser.StartElementHandler = skip
            parser.EndElementHandler = skipped

    def end(name: str) -> None:
        if name == t_name:
            texts.append("".join(parts))
        elif name == item_name:
            take(unescape("".join(texts)), of_item)

    def skip(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1

    def skipped(name: str) -> None:
        nonlocal depth
        depth -= 1
        if not depth:
            parser.StartElementHandler = start
            parser.EndElementHandler = end

    parser.StartElementHandler = first
    parser.EndElementHandler = end
    parser.CharacterDataHandler = parts.append
    yield from feed(parser, package.inflate(part))
