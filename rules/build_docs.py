"""Builds the rule documentation from the rules' files: ``python rules/build_docs.py`` writes docs/rules/{vi,en}/*.md.

It also writes the JSON Schema of rule files, ``rules/rule.schema.json``. A test holds that both are current.
"""

from __future__ import annotations

from pathlib import Path

from ktt_check.outputs.rule_pages import write_pages
from ktt_check.resources import rules_folder
from ktt_check.rulebook import load_rules
from ktt_check.rulebook.json_schema import FILE, as_text

DOCS = Path(__file__).resolve().parent.parent / "docs" / "rules"


def main() -> None:
    schema = rules_folder() / FILE
    schema.write_text(as_text(), encoding="utf-8")
    print(schema)
    for path in write_pages(load_rules(rules_folder()), DOCS):
        print(path)


if __name__ == "__main__":
    main()
