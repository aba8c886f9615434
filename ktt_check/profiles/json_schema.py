"""The JSON Schema of a profile, for editors: what may stand where, made from the models and the shipped rules."""

from __future__ import annotations

import json
from typing import Any

from ..resources import rules_folder
from ..rulebook import Rule, load_rules
from ..rulebook.model import Parameter
from .model import ProfileFile

FILE = "profile.schema.json"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_OF_KIND: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "text": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
    "date": {"type": "string", "format": "date"},
    "yes-or-no": {"type": "boolean"},
}


def json_schema() -> dict[str, Any]:
    """The schema of a profile: the models, the shipped rules and their parameters; other codes are a province's own."""
    schema = ProfileFile.model_json_schema()
    adjust = schema["properties"]["adjust"]
    adjust["properties"] = {rule.code: _adjustment(rule) for rule in load_rules(rules_folder()).rules}
    schema["description"] = " ".join(schema["description"].split())
    return {"$schema": _DRAFT, **schema}


def as_text() -> str:
    """The schema as the file that is shipped beside the rules."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _adjustment(rule: Rule) -> dict[str, Any]:
    parameters = {name: _parameter(one) for name, one in rule.written.parameters.items()}
    own = {"properties": {"parameters": {"properties": parameters, "additionalProperties": False}}}
    return {"description": rule.data.title.vi, "allOf": [{"$ref": "#/$defs/Adjustment"}, own]}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told = {"description": parameter.about.vi} | _OF_KIND[parameter.kind]
    if parameter.choices and parameter.kind == "list":
        told["items"] = {"enum": list(parameter.choices)}
    elif parameter.choices:
        told["enum"] = list(parameter.choices)
    return told
