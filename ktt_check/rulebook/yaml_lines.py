"""YAML in which strings stay strings and every key knows its line, so that mistakes can be told with their place."""

from __future__ import annotations

from typing import Any

import yaml

Path = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML was built with it


class YamlError(ValueError):
    """The file is no YAML mapping that we take; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def load_with_lines(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The mapping of a YAML text, all scalars as strings, and the line of each key path.

    Raises YamlError for text that is not YAML, is no mapping, or names a key twice.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as mistake:
        line = mistake.problem_mark.line + 1 if mistake.problem_mark else 1
        raise YamlError(mistake.problem or "not YAML", line) from None
    except yaml.reader.ReaderError as mistake:
        line = text.count("\n", 0, text.find(chr(mistake.character))) + 1
        raise YamlError("a control character stands here", line) from None
    if not isinstance(node, yaml.MappingNode):
        raise YamlError("a mapping of keys and values is expected", 1)
    lines: dict[Path, int] = {}
    return _construct(node, (), lines), lines


def _construct(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in mapping:
                raise YamlError(f"{name!r} stands here a second time", key.start_mark.line + 1)
            lines[(*path, name)] = key.start_mark.line + 1
            mapping[name] = _construct(value, (*path, name), lines)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, at), lines) for at, item in enumerate(node.value)]
    return node.value
