"""What is wrong in a rule file, for its author: file, line, in their language, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..values.text import nearest
from ..wording import Saying

KeyPath = tuple[str | int, ...]
"""Keys and positions that lead to a value in a YAML file."""

_FEW = 20  # names that an author still reads through
_QUOTED = re.compile(r"'([^']*)'")


class Mistake(Struct, frozen=True):
    """One mistake; ``line`` counts from 1 and is None where it is the whole folder's.

    Without ``path`` the saying names the place itself.
    """

    path: Path | None
    line: int | None
    saying: Saying

    def said(self, language: str) -> str:
        """``file:line: what is wrong``."""
        if self.path is None:
            return self.saying.said(language)
        place = f"{self.path}:{self.line}" if self.line is not None else str(self.path)
        return f"{place}: {self.saying.said(language)}"


class RuleBookError(Exception):
    """Rule files with mistakes, all of them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.lines("en")))

    def lines(self, language: str) -> list[str]:
        """One line for each mistake."""
        return [mistake.said(language) for mistake in self.mistakes]


def unknown(what: str, name: str, known: Iterable[object], *, at_least: float = 60) -> Saying:
    """A name that does not exist among the known ones; ``what`` is column, list, join, placeholder, setting ….

    It says what was probably meant, at a similarity of ``at_least`` percent; else which there are, if they are few.
    """
    choices = {str(choice): str(choice) for choice in known}
    meant = nearest(name, choices, at_least=at_least)
    saying = Saying(f"mistake.no-{what}", {"name": name})
    if meant is not None:
        return Saying("mistake.meant", {"mistake": saying, "meant": meant})
    if what != "key" and 0 < len(choices) <= _FEW:  # which keys there are depends on what they stand in
        return Saying("mistake.there-are", {"mistake": saying, "choices": ", ".join(choices)})
    return saying


def file_fault(fault: Mapping[str, Any], keys: Iterable[str], inner_keys: Iterable[str]) -> Saying:
    """pydantic's fault in a rule file, in our words; an item of a list is called by the list."""
    key = str(next((key for key in reversed(fault["loc"]) if isinstance(key, str)), fault["loc"][-1]))
    match fault["type"]:
        case "extra_forbidden":
            return unknown("key", key, keys if len(fault["loc"]) == 1 else inner_keys)
        case "missing":
            return Saying("mistake.key-missing", {"name": key})
        case _:
            return _wrong_value(key, fault)


def setting_fault(kind: str, fault: Mapping[str, Any], settings: Iterable[str]) -> Saying:
    """pydantic's fault in the settings of a kind of question, in our words."""
    setting = str(fault["loc"][-1]) if fault["loc"] else ""
    match fault["type"]:
        case "extra_forbidden":
            return unknown("setting", setting, settings)
        case "missing":
            return Saying("mistake.setting-missing", {"name": setting, "kind": kind})
        case "model_type" | "dict_type" if not fault["loc"]:
            return Saying("mistake.settings-expected", {"kind": kind, "settings": ", ".join(settings)})
        case _:
            return _wrong_value(setting, fault)


def _wrong_value(key: str, fault: Mapping[str, Any]) -> Saying:
    match fault["type"]:
        case "literal_error":
            return Saying(
                "mistake.choice", {"name": key, "choices": ", ".join(_QUOTED.findall(fault["ctx"]["expected"]))}
            )
        case "tuple_type" | "list_type":
            return Saying("mistake.list-expected", {"name": key})
        case "dict_type" | "model_type":
            return Saying("mistake.mapping-expected", {"name": key})
        case "choice":
            return Saying("mistake.choice", {"name": key, "choices": fault["ctx"]["choices"]})
        case "day":
            return Saying("mistake.day-expected", {"name": key})
        case "percent":
            return Saying("mistake.percent-expected", {"name": key})
        case "line":
            return Saying("mistake.line-expected", {"name": key})
        case "string_type":
            return Saying("mistake.text-expected", {"name": key})
        case _:
            return Saying("mistake.wrong-value", {"name": key})
