"""What is written between ``<v>`` and ``</v>``, by its kind: made once of equal writings, by a call for each value.

The makers raise ``ValueError`` for what is left to the parser.
"""

from __future__ import annotations

import re

from . import limits
from .plaintexts import plain_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    Maker = Callable[[bytes], Any]

_KEPT = 50_000  # different values of one kind …
_SHORT = 64  # … up to so many bytes
_KEPT_KINDS = 1_000
_NUMBER = re.compile(rb"[0-9.eE+-]{1,32}")
_PLACES: list[bytes] = []  # the first places of shared strings, as they are written


class ByKinds(dict[str, "list[Any]"]):
    """The kinds of a row's values, one letter each, to what there is for each kind."""

    def __init__(self, by_kind: Mapping[str, Any]) -> None:
        self._by_kind = by_kind

    def __missing__(self, kinds: str) -> list[Any]:
        if len(self) >= _KEPT_KINDS:
            self.clear()
        found = self[kinds] = list(map(self._by_kind.__getitem__, kinds))
        return found


class Makers(ByKinds):
    """What makes each value of a row of its writing.

    ``ready`` says that values of a workbook are made, and not what is sent from one process to another.
    """

    def __init__(self, by_kind: Mapping[str, Maker], strings: Sequence[object], long: AbstractSet[int], ready: bool):
        super().__init__({**by_kind, "s": _Strings(strings, long).__getitem__})
        self.ready = ready


class Kept(dict[bytes, object]):
    """Writings of one kind to what they are."""

    def __init__(self, make: Maker) -> None:
        self._make = make

    def __missing__(self, written: bytes) -> object:
        value = self._make(written)
        if len(written) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = value
        return value


class _Strings(Kept):
    """Places of shared strings to what stands there; those that are not there or too long are the parser's."""

    def __init__(self, strings: Sequence[object], long: AbstractSet[int]) -> None:
        super().__init__(self._string)
        self._strings, self._long = strings, long
        if len(strings) <= _KEPT:
            _PLACES.extend(b"%d" % place for place in range(len(_PLACES), len(strings)))
            self.update(zip(_PLACES, strings, strict=False))
            for place in long:
                del self[_PLACES[place]]

    def _string(self, written: bytes) -> object:
        if not written.isdigit():
            raise ValueError
        place = int(written)
        if place >= len(self._strings) or place in self._long:
            raise ValueError
        return self._strings[place]


def number(written: bytes) -> float:
    """A number that is finite."""
    if _NUMBER.fullmatch(written) is None:
        raise ValueError
    found = float(written)
    if found - found != 0.0:
        raise ValueError
    return found


def _text(written: bytes) -> str:
    texts = plain_texts(b"<si><t>" + written + b"</t></si>")
    if texts is None or len(texts) != 1 or not 0 < len(texts[0]) <= limits.TEXT_LENGTH:
        raise ValueError
    return texts[0]


def _truth(written: bytes) -> bool:
    return (b"0", b"1").index(written) == 1


RAW: dict[str, Maker] = {
    "n": Kept(number).__getitem__,
    "t": Kept(_text).__getitem__,
    "b": Kept(_truth).__getitem__,
}
