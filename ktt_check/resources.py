"""Where the shipped rules and workbooks lie: beside the code in a checkout, inside the package when installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PROFILE = "ktt-check.yaml"
"""What a province's settings are called, wherever they lie."""

_PACKAGE = Path(__file__).resolve().parent


@cache
def _root() -> Path:
    installed = _PACKAGE / "data"
    return installed if installed.is_dir() else _PACKAGE.parent


def rules_folder() -> Path:
    """The shipped rules, by family."""
    return _root() / "rules"


def registries_folder() -> Path:
    """The shipped registries: units, successions, documents."""
    return _root() / "rules" / "registries"


def workbooks_folder() -> Path:
    """The shipped workbooks: programmes and plans."""
    return _root() / "workbooks"


def wording_file() -> Path:
    """The interface's own wording, Vietnamese and English."""
    return _PACKAGE / "wording.yaml"


def meanings_file() -> Path:
    """A word of explanation for all that rules can name."""
    return _PACKAGE / "meanings.yaml"
