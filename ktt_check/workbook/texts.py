"""Text as stored: rich runs joined, phonetic readings left out, escapes decoded; shared strings and classic notes."""

from __future__ import annotations

from functools import cached_property

from . import limits
from .budget import Budget
from .markup import MAIN, feed, guarded_parser
from .places import place_of
from .refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from .markup import Attributes
    from .package import Package
    from .written import Makers

    Ready = Callable[[AbstractSet[int]], Makers]

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
    """How many shared strings there are and which are too long; the strings themselves are passed on, not kept.

    Who keeps them, in this process, gives what makes values of a workbook, when asked with those that are too long.
    """

    def __init__(self, ready: Ready | None = None) -> None:
        self.count = 0
        self.long: set[int] = set()
        self._ready = ready

    @cached_property
    def makers(self) -> Makers:
        """What makes values of their writings, once all strings were passed on."""
        from .written import RAW, Makers

        if self._ready is not None:
            return self._ready(self.long)
        return Makers(RAW, range(self.count), self.long, ready=False)

    def pass_on(self, package: Package, part: str, budget: Budget) -> Iterator[list[str]]:
        """The strings in order, in lists; the counts that the part states are not believed."""
        found: list[str] = []

        def take(text: str, attributes: Attributes) -> None:
            take_all([text])

        def take_all(texts: list[str]) -> None:
            sizes = list(map(len, texts))
            if max(sizes) > limits.TEXT_LENGTH:
                for place, size in enumerate(sizes):
                    if size > limits.TEXT_LENGTH:
                        self.long.add(self.count + place)
                        texts[place], sizes[place] = "", 0
            self.count += len(texts)
            if self.count > limits.STRINGS:
                raise Refusal("counts", detail="strings")
            budget.spend_characters(sum(sizes))
            found.extend(texts)

        reader = _TextReader("sst", "si", take)
        chunks = package.inflate(part)
        if package.size(part) > limits.PLAIN_FROM:
            from .plaintexts import cut_texts

            chunks = cut_texts(chunks, reader.between_items, take_all)
        for _ in feed(reader.parser, chunks):
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

    for _ in feed(_TextReader("comments", "comment", take).parser, package.inflate(part)):
        pass
    return found


class _TextReader:
    """Expat's handlers that call ``take`` with the text and the attributes of every ``item`` element."""

    def __init__(self, root: str, item: str, take: Callable[[str, Attributes], None]) -> None:
        self.parser = parser = guarded_parser()
        self._root, self._item, self._take = root, item, take
        self._depth = 0  # of all elements that are open
        self._skipped = 0  # of those whose content is not looked at
        self._parts: list[str] = []
        self._texts: list[str] = []
        self._attributes: Attributes = {}
        self._way: set[str] = set()
        self._t_name = self._item_name = ""
        parser.StartElementHandler = self._first
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._parts.append

    def between_items(self) -> bool:
        """Whether the root alone is open."""
        return self._depth == 1

    def _first(self, name: str, attributes: Attributes) -> None:
        namespace, _, local = name.rpartition("\n")
        if namespace not in MAIN or local != self._root:
            raise Refusal("unreadable")
        self._way.update(f"{namespace}\n{step}" for step in _WAY)
        self._t_name, self._item_name = f"{namespace}\nt", f"{namespace}\n{self._item}"
        self._depth = 1
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if name == self._t_name:
            self._parts.clear()
        elif name == self._item_name:
            self._attributes = attributes
            self._texts.clear()
        elif name not in self._way:
            self._skipped = 1
            self.parser.StartElementHandler = self._skip
            self.parser.EndElementHandler = self._skip_end

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == self._t_name:
            self._texts.append("".join(self._parts))
        elif name == self._item_name:
            self._take(unescape("".join(self._texts)), self._attributes)

    def _skip(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        self._skipped += 1

    def _skip_end(self, name: str) -> None:
        self._depth -= 1
        self._skipped -= 1
        if not self._skipped:
            self.parser.StartElementHandler = self._start
            self.parser.EndElementHandler = self._end
