"""Builds the rule documentation from the rules' files: ``python rules/build_docs.py`` writes docs/rules/{vi,en}/*.md.

It also writes the JSON Schemas of rule files and of profiles, ``rules/*.schema.json``. A test holds both current.
"""

from __future__ import annotations

from pathlib import Path

from ktt_check.outputs.rule_pages import write_pages
from ktt_check.profiles import json_schema as profile_schema
from ktt_check.resources import rules_folder
from ktt_check.rulebook import json_schema, load_rules

DOCS = Path(__file__).resolve().parent.parent / "docs" / "rules"


def main() -> None:
    for schema in (json_schema, profile_schema):
        path = rules_folder() / schema.FILE
        path.write_text(schema.as_text(), encoding="utf-8")
        print(path)
    for path in write_pages(load_rules(rules_folder()), DOCS):
        print(path)


if __name__ == "__main__":
    main()
