"""The JSON Schema of a rule file, for editors: what may stand where, with what it means, made from the models."""

from __future__ import annotations

import inspect
import json
from typing import Any

from ..checks import KINDS
from ..vocabulary import forms_named, joins, lists
from .model import RuleFile

FILE = "rule.schema.json"
POINTER = f"# yaml-language-server: $schema=../{FILE}"
"""The first line of a shipped rule; an editor with the YAML language server completes and checks what follows."""

_REFERENCE = {"type": "string", "pattern": r"^parameter\.[a-z][a-z0-9_]*$", "description": "the value of a parameter"}
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a rule file: the models, the lists and joins there are, and each kind of question's settings."""
    schema = RuleFile.model_json_schema()
    definitions: dict[str, Any] = schema.pop("$defs")
    properties = schema.pop("properties")
    kinds: dict[str, Any] = {}
    for name, kind in KINDS.items():
        settings = kind.Settings.model_json_schema()
        definitions |= settings.pop("$defs", {})
        settings["properties"] = {key: _or_parameter(value) for key, value in settings["properties"].items()}
        settings["title"] = name
        settings["description"] = f"{_first_sentence(kind)} {_flat(settings.get('description', ''))}".strip()
        kinds[name] = settings
    every = sorted({each for name in ("any", "across") for form in forms_named(name) for each in lists(form)})
    properties["each"]["enum"] = every
    properties["join"]["anyOf"] = [{"enum": sorted({join for each in every for join in joins(each)})}, {"type": "null"}]
    properties["check"] = properties["check"] | {
        "properties": kinds, "additionalProperties": False, "minProperties": 1, "maxProperties": 1,
    }  # fmt: skip
    schema["description"] = _flat(schema["description"])
    only = [
        {"if": {"properties": {"each": {"const": each}}, "required": ["each"]},
         "then": {"properties": {"join": {"enum": [*joins(each), None]}}}}
        for each in every
    ]  # fmt: skip
    definitions["ParameterReference"] = _REFERENCE
    return {"$schema": _DRAFT, **schema, "properties": properties, "allOf": only, "$defs": definitions}


def _or_parameter(setting: dict[str, Any]) -> dict[str, Any]:
    """A setting, in the place of which a parameter of the rule may stand; any text may name one already."""
    if setting.get("type") == "string" and "enum" not in setting:
        return setting
    return {"anyOf": [setting, {"$ref": "#/$defs/ParameterReference"}]}


def as_text() -> str:
    """The schema as the file that is shipped beside the rules."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _first_sentence(kind: Any) -> str:
    return _flat((inspect.getdoc(kind) or "").partition("\n\n")[0])


def _flat(text: str) -> str:
    return " ".join(text.split())
