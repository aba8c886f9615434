"""The interface's own words, Vietnamese first: one file beside the code, ``wording.yaml``."""

from __future__ import annotations

from functools import cache

from .resources import wording_file


@cache
def _words() -> dict[str, dict[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load(wording_file().read_text(encoding="utf-8"), Loader=loader)
    return found


def say(key: str, language: str = "vi", /, **values: object) -> str:
    """The wording of a key in ``vi`` or ``en`` with its values filled in; raises KeyError for an unknown key."""
    return _words()[key][language].format(**values)
