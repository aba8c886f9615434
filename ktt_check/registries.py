"""The shipped registries with a province's own over them, each read once for all workbooks of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from .catalogue import NOUNS, general_nouns
from .registry.expected import FILE as _EXPECTED
from .registry.expected import Expected, load_expected
from .registry.holidays import FILE as HOLIDAYS
from .registry.holidays import load_holidays
from .registry.instruments import FILE as SUPERSEDED
from .registry.instruments import Superseded, load_superseded
from .registry.rows import RegistryError
from .registry.sources import SUCCESSION, TERRITORIES, UNITS, WORDS
from .registry.units import UnitRegistry
from .resources import registries_folder
from .values.workdays import Calendar

Folders = tuple[Path, ...]
EXPECTED = _EXPECTED
"""The list of who must submit: no registry that a single check asks."""

ADDED_TO = (UNITS, TERRITORIES, SUCCESSION, WORDS, SUPERSEDED, HOLIDAYS, NOUNS, EXPECTED)
"""The files that a folder of a province's own may have; their rows are added to those of the shipped ones."""


@cache
def units(own: Folders = ()) -> UnitRegistry:
    """The units, territories and successions, with the words that their names are made of; raises RegistryError."""
    return UnitRegistry.load(registries_folder(), own)


@cache
def superseded(own: Folders = ()) -> tuple[Superseded, ...]:
    """The instruments that others have replaced; raises RegistryError."""
    return load_superseded(registries_folder(), own)


@cache
def holidays(own: Folders = ()) -> Calendar:
    """The days on which nobody works; raises RegistryError."""
    return load_holidays(registries_folder(), own)


@cache
def nouns(own: Folders = ()) -> frozenset[tuple[str, str]]:
    """The nouns that any unit of measure may use; raises RegistryError for a file that is no text."""
    paths = (registries_folder() / NOUNS, *(folder / NOUNS for folder in own))
    try:
        return general_nouns(paths)
    except (OSError, UnicodeDecodeError):
        files = ", ".join(map(str, paths[1:]))
        raise RegistryError([f"{files}: không đọc được (cần tệp văn bản UTF-8)."]) from None


@cache
def expected(own: Folders = ()) -> tuple[Expected, ...]:
    """The units that must submit, by a province's own list; raises RegistryError."""
    return load_expected(own)


def faults(own: Folders) -> list[str]:
    """What is wrong in the files of these folders, each with its file and line."""
    told: list[str] = []
    readers: tuple[Callable[[Folders], Any], ...] = (units, superseded, holidays, nouns, expected)
    for read in readers:
        try:
            read(own)
        except RegistryError as error:
            told += error.messages
    return told
