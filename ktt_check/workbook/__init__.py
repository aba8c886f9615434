"""The only door for untrusted files: an .xlsx or .xlsm becomes cells with a place, or a refusal in one clear sentence.

``read`` works in this process behind the guard; ``start_reading`` does the same in a worker with a time and a memory
limit and is what everything that meets strangers' files uses. Importing this package costs next to nothing: the names
below are fetched when first used, and the worker fetches only what it needs.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import CellNote, Sheet, Value, Workbook
    from .reading import Reading, read, start_reading
    from .refusal import Refusal
    from .source import load

__all__ = ["CellNote", "Reading", "Refusal", "Sheet", "Value", "Workbook", "load", "read", "start_reading"]

_HOMES = {
    "CellNote": "model",
    "Reading": "reading",
    "Refusal": "refusal",
    "Sheet": "model",
    "Value": "model",
    "Workbook": "model",
    "load": "source",
    "read": "reading",
    "start_reading": "reading",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
