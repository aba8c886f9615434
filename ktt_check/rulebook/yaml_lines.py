"""YAML in which strings stay strings and every key knows its line, so that mistakes can be told with their place."""

from __future__ import annotations

from typing import Any

import yaml

from ..wording import Saying

Path = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML was built with it


class YamlError(ValueError):
    """The file is no YAML mapping that we take; ``saying`` tells why, ``line`` counts from 1."""

    def __init__(self, saying: Saying, line: int) -> None:
        super().__init__(saying.said("en"))
        self.saying = saying
        self.line = line


# What the YAML parser complains of most, by a piece of its words, and what is said instead.
_COMPLAINTS = (
    ("expected ',' or ", "bracket"), ("expected node content", "bracket"), ("end of stream", "quote"),
    ("mapping values are not allowed", "colon"), ("could not find expected ':'", "colon"),
    ("expected key", "indent"), ("expected '-' indicator", "indent"), ("not allowed in this context", "indent"),
    ("escape", "escape"), ("cannot start any token", "character"), ("undefined alias", "alias"),
)  # fmt: skip


def _complaint(problem: str) -> Saying:
    key = next((key for piece, key in _COMPLAINTS if piece in problem), "other")
    return Saying(f"yaml.{key}")


def load_with_lines(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The mapping of a YAML text, all scalars as strings, and the line of each key path.

    Raises YamlError for text that is not YAML, is no mapping, or names a key twice.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as mistake:
        line = mistake.problem_mark.line + 1 if mistake.problem_mark else 1
        raise YamlError(_complaint(mistake.problem or ""), line) from None
    except yaml.reader.ReaderError as mistake:
        line = text.count("\n", 0, text.find(chr(mistake.character))) + 1
        raise YamlError(Saying("yaml.control"), line) from None
    if not isinstance(node, yaml.MappingNode):
        raise YamlError(Saying("yaml.no-mapping"), 1)
    lines: dict[Path, int] = {}
    return _construct(node, (), lines), lines


def _construct(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in mapping:
                raise YamlError(Saying("yaml.twice", {"name": name}), key.start_mark.line + 1)
            lines[(*path, name)] = key.start_mark.line + 1
            mapping[name] = _construct(value, (*path, name), lines)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, at), lines) for at, item in enumerate(node.value)]
    return node.value
