"""A province's own settings: which rules are asked and how severely, what vague words mean, what is added to the book.

A profile never touches what is shipped: it is laid over it when a run begins, and results name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from ..resources import rules_folder
from ..rulebook import RuleBook, load_rules
from ..values.level import Tolerance

__all__ = ["GeneralChange", "InForce", "Named", "put_in_force"]


class Named(Struct, frozen=True):
    """A profile as results name it; ``digest`` is of all its settings, those that it inherits included."""

    path: Path
    name: str
    version: str
    digest: str
    inherits: tuple[tuple[str, str], ...] = ()  # name and version, the nearest first


class GeneralChange(Struct, frozen=True):
    """What a vague word means with a profile: ``what`` is a key of its ``parameters``, both values are fractions."""

    what: str
    before: Decimal
    after: Decimal


class InForce(Struct, frozen=True):
    """Everything that holds for a run: the shipped rules and settings with a province's own over them."""

    rules: RuleBook
    tolerance: Tolerance = Tolerance()
    own_rules: tuple[Path, ...] = ()  # folders, of profiles and of the command line
    registries: tuple[Path, ...] = ()
    programmes: tuple[Path, ...] = ()
    profile: Named | None = None
    changed: tuple[GeneralChange, ...] = ()


def put_in_force(profile: Path | None, own: Sequence[Path] = ()) -> InForce:
    """The shipped rules with those of a profile (None: no profile) and, over both, of further folders.

    Raises RuleBookError with every mistake of the profile, of what it names and of the rules.
    """
    if profile is None:
        return InForce(load_rules(rules_folder(), own), own_rules=tuple(own))
    from .applying import apply
    from .reading import read_chain

    return apply(read_chain(profile), own)
