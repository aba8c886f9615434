"""A new rule's two files to fill in: they load and their cases hold as they are; only the words in ‹ › are missing."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ..forms import PLAN, REPORT
from ..resources import rules_folder
from . import STEM
from .json_schema import FILE


class _Start(Struct, frozen=True):
    """What a family's new rule asks to begin with: a column that the clean workbook has filled in, in one row."""

    each: str
    column: str
    key: str
    cell: str


_STARTS = {
    "CT": _Start("targets", "location", "CT1/2030", "R3"),
    "NV": _Start("tasks", "location", "NV2.1", "L5"),
    "TG": _Start("tasks", "location", "NV2.1", "L5"),
    "VB": _Start("references", "location", "15-CTr/TU", "F2"),
    "BC": _Start("target_progress", "target", "CT1/2025", "F2"),
}

_YAML = """\
# yaml-language-server: $schema={schema}
title:    {{vi: "‹tên quy tắc›", en: "‹title›"}}
basis:    {{vi: "‹văn bản nào buộc đơn vị phải làm vậy›", en: "‹what obliges the unit›"}}
severity: warning                       # error · warning · info
stage:    beta                          # beta: báo mà không chặn · active · retired
{form}each:     {each:<30}# xét từng dòng của bảng nào
# join:   higher                        # đặt cạnh cái gì; các cột: ktt-check rules columns {each}
# when:   location is not empty         # chỉ những dòng nào
check:    {{required: {{columns: [{column}]}}}}
marks:    [{column}]                    # ô mang ghi chú
message:
  vi: "{name}: ‹điều gì chưa đúng›."
  en: "{name}: ‹what is wrong›."
fix:
  vi: "‹Sửa thế nào›."
  en: "‹How to mend it›."
"""

_PAGE = """\
# {code} · ‹tên quy tắc›

‹Vì sao cần quy tắc này, một hai câu.›

Không báo: ‹những gì trông giống mà không sai›.

Chưa thấy được: ‹những gì quy tắc này chưa nhận ra›.

## ‹Khi nào phải báo›

### {sheet}

| {key_header} | {header} |
|---|---|
| {key} | ✗ |

> {code} Cảnh báo {sheet}!{cell}: {said}: ‹điều gì chưa đúng›.

## ‹Khi nào không báo›

### {sheet}

| {key_header} | {header} |
|---|---|
| {key} | Mục II.1 |
"""


def new_rule(name: str, folder: Path) -> tuple[Path, Path]:
    """Write ``CODE-slug.yaml`` and ``.md`` into the folder; returns both paths.

    Raises ValueError for a name that is none, FileExistsError (with the file) where one of them is there.
    """
    stem = STEM.fullmatch(name)
    if stem is None:
        raise ValueError(name)
    code = stem["code"]
    start = _STARTS.get(code[:2], _STARTS["CT"])
    spec = PLAN.by_name.get(start.each) or REPORT.by_name[start.each]
    named = "{key}" if "code" in spec.by_name else "{number}"
    shown = {
        "code": code, "each": start.each, "column": start.column, "name": named, "schema": _schema_beside(folder),
        "sheet": spec.sheet, "key": start.key, "cell": start.cell, "header": spec.by_name[start.column].header,
        "form": "" if start.each in PLAN.by_name else "form:     report\n",
        "key_header": spec.by_name["code" if "code" in spec.by_name else "number"].header, "said": start.key,
    }  # fmt: skip
    files = (folder / f"{name}.yaml", folder / f"{name}.md")
    for file in files:
        if file.exists():
            raise FileExistsError(file)
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in zip(files, (_YAML, _PAGE), strict=True):
        file.write_text(text.format(**shown), encoding="utf-8")
    return files


def _schema_beside(folder: Path) -> str:
    """How the new file points to the schema: as the shipped ones do among them, else by the schema's whole path."""
    schema = rules_folder() / FILE
    return f"../{FILE}" if folder.resolve().parent == schema.parent.resolve() else schema.resolve().as_uri()
