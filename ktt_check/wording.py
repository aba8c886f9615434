"""The interface's own words, Vietnamese first: one file beside the code, ``wording.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct, field

from .kept import keep, recall
from .resources import wording_file
from .values.document_dates import cited


@cache
def _words() -> dict[str, dict[str, str]]:
    file = wording_file()
    text = file.read_bytes()
    words: dict[str, dict[str, str]] | None = recall("wording", file.parent, text)
    if words is None:
        words = _read(text.decode())
        keep("wording", file.parent, text, words)
    return words


def _read(text: str) -> dict[str, dict[str, str]]:
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    root: Any = yaml.compose(text, Loader=loader)  # what is not text stays as written
    return {key.value: {language.value: words.value for language, words in pair.value} for key, pair in root.value}


def say(key: str, language: str = "vi", /, **values: object) -> str:
    """The wording of a key in ``vi`` or ``en`` with its values filled in; raises KeyError for an unknown key."""
    if language == "en":
        values = {name: cited(value, language) if isinstance(value, str) else value for name, value in values.items()}
    return _words()[key][language].format(**values)


class Saying(Struct, frozen=True):
    """A wording chosen now and said later, in the language of whoever reads it; its values may be sayings too."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str = "vi") -> str:
        """The wording with its values filled in."""
        values = {name: said(value, language) for name, value in self.values.items()}
        return say(self.key, language, **values)


def said(value: object, language: str) -> object:
    """The value itself, or what a saying says."""
    return value.said(language) if isinstance(value, Saying) else value
