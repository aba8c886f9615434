"""The register of decisions: a plain file beside the workbooks that people read, edit and compare line by line.

One entry a finding, in Vietnamese keys (``_KEYS``). It is the only memory of decisions: ``--decisions`` reads it, and
what a reviewer wrote in an annotated workbook is put into it. It is written beside and moved into place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from .decisions import Decision, Opinion, half, said
from .findings import SEVERITIES
from .rulebook.mistakes import Mistake
from .values.days import day_of
from .values.text import fold, tidy
from .whole_files import written_whole
from .wording import Saying, say

NAME = "quyet-dinh.yaml"
_ROOT = "các quyết định"
_KEYS = ("phát hiện", "văn bản", "quy tắc", "mức độ", "vị trí", "nội dung", "giá trị", "quyết định", "lý do",
         "người quyết định", "ngày", "hết hạn")  # fmt: skip
OPINIONS: Mapping[Opinion, str] = {"mend": "Yêu cầu sửa", "accept": "Chấp nhận giải trình"}
_CONFIRMED = ("decisions.proposed", "decisions.look-again")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_LARGEST = 20 * 1024 * 1024  # bytes; 10,000 decisions are 5 MB


class RegisterError(Exception):
    """A register that cannot be relied on, with every mistake."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(str(len(mistakes)))
        self.mistakes = mistakes


def opinion_of(text: str) -> Opinion | None:
    """What a cell of ``Ý kiến thẩm định`` decides; None for any other text, which decides nothing."""
    return next((opinion for opinion, words in OPINIONS.items() if fold(words) == fold(text)), None)


def proposed(text: str, language: str) -> str:
    """What stands in a submission as the proposal that it is; what a check marked so before is not marked twice."""
    return text if not text or awaits_the_reviewer(text) else say("decisions.proposed", language, opinion=text)


def awaits_the_reviewer(text: str) -> bool:
    """Whether a check put an opinion or a reason there for the reviewer to confirm, so that it decides nothing."""
    marks = (say(key, language, opinion="") for key in _CONFIRMED for language in ("vi", "en"))
    return fold(text).startswith(tuple(fold(mark) for mark in marks))


def read_register(path: Path) -> tuple[Decision, ...]:
    """The register's decisions in their order; raises RegisterError with every mistake, OSError for no such file."""
    from .rulebook.yaml_lines import YamlError, load_with_lines

    if path.stat().st_size > _LARGEST:
        raise RegisterError([Mistake(path, 1, Saying("register.too-large"))])
    try:
        raw, lines = load_with_lines(path.read_text(encoding="utf-8-sig"))
    except YamlError as error:
        raise RegisterError([Mistake(path, error.line, error.saying)]) from None
    except UnicodeDecodeError:
        raise RegisterError([Mistake(path, 1, Saying("mistake.not-text"))]) from None
    except PermissionError:
        raise RegisterError([Mistake(path, None, Saying("mistake.cannot-open"))]) from None
    root = next(((key, value) for key, value in raw.items() if fold(key) == fold(_ROOT)), None)
    entries = root[1] if root is not None else None
    if root is None or not isinstance(entries, list | str) or (isinstance(entries, str) and entries):
        raise RegisterError([Mistake(path, 1, Saying("register.no-list", {"name": _ROOT}))])
    mistakes: list[Mistake] = []
    decisions: dict[tuple[str, str], Decision] = {}
    for at, entry in enumerate(entries or ()):
        line = lines.get((root[0], at), 1)
        found = list(_faults(entry))
        mistakes += [Mistake(path, line, saying) for saying in found]
        if found:
            continue
        decision = _decision({tidy(key): tidy(value) for key, value in entry.items()})
        if _key(decision) in decisions:
            mistakes.append(Mistake(path, line, Saying("register.twice", {"rule": decision.rule})))
        decisions[_key(decision)] = decision
    if mistakes:
        raise RegisterError(mistakes)
    return tuple(decisions.values())


def _faults(entry: Any) -> Iterator[Saying]:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        yield Saying("register.no-entry")
        return
    words = {tidy(key): tidy(value) for key, value in entry.items()}
    yield from (Saying("mistake.no-key", {"name": key}) for key in words if key not in _KEYS)
    yield from (
        Saying("mistake.key-missing", {"name": key})
        for key in ("phát hiện", "quy tắc", "nội dung", "quyết định")
        if not words.get(key)
    )
    if words.get("quyết định") and opinion_of(words["quyết định"]) is None:
        yield Saying("mistake.choice", {"name": "quyết định", "choices": ", ".join(OPINIONS.values())})
    if words.get("mức độ") and _severity(words["mức độ"]) is None:
        choices = ", ".join(say(f"severity.{severity}") for severity in SEVERITIES)
        yield Saying("mistake.choice", {"name": "mức độ", "choices": choices})
    for key in ("ngày", "hết hạn"):
        if words.get(key) and read_day(words[key]) is None:
            yield Saying("register.no-day", {"name": key, "text": words[key]})


def _decision(words: Mapping[str, str]) -> Decision:
    severity, language = _severity(words.get("mức độ", "")) or (SEVERITIES[0], "vi")
    return Decision(
        fingerprint=words.get("phát hiện", ""),
        document=words.get("văn bản", ""),
        rule=words["quy tắc"],
        severity=severity,
        language="en" if language == "en" else "vi",
        place=words.get("vị trí", ""),
        message=words["nội dung"],
        value=words.get("giá trị") or None,
        opinion=opinion_of(words["quyết định"]) or "mend",
        reason=words.get("lý do", ""),
        by=words.get("người quyết định", ""),
        day=read_day(words.get("ngày", "")),
        expiry=read_day(words.get("hết hạn", "")),
    )


def _severity(text: str) -> tuple[Any, str] | None:
    pairs = ((severity, language) for language in ("vi", "en") for severity in SEVERITIES)
    return next((pair for pair in pairs if fold(say(f"severity.{pair[0]}", pair[1])) == fold(text)), None)


def read_day(text: str) -> date | None:
    """The day that people write as 31/12/2027 or 2027-12-31."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    return day_of(int(year), int(month), int(day))


def _key(decision: Decision) -> tuple[str, str]:
    return decision.document_half, decision.mark


def merged(kept: Iterable[Decision], read: Iterable[Decision], day: date) -> tuple[tuple[Decision, ...], int, int]:
    """The register with what was read from a workbook, and how many entries are new and changed.

    An entry that says the same keeps its date, who decided and its expiry; one decided anew is dated ``day``. What
    the workbook says nothing about stays.
    """
    lines = {_key(one): one for one in kept}
    names = {(one.document_half, said(one.rule, one.message)): one.fingerprint for one in lines.values()}
    added = changed = 0
    for one in read:
        if not half(one.fingerprint):  # the hidden column was lost: what was said leads to the entry
            known = names.get((one.document_half, said(one.rule, one.message)), one.fingerprint)
            one = replace(one, fingerprint=known)
        old = lines.get(_key(one))
        if old is None:
            added += 1
        elif _same(old, one):
            continue
        else:
            changed += 1
        by, expiry = (old.by, old.expiry) if old is not None and old.opinion == one.opinion else ("", None)
        lines[_key(one)] = replace(one, by=one.by or by, day=day, expiry=one.expiry or expiry)
    return tuple(lines.values()), added, changed


def _same(old: Decision, new: Decision) -> bool:
    """Whether a line read from a workbook says what the register says already; what it leaves open stays."""
    there = (old.opinion, old.reason, old.message, old.severity, new.by or old.by, new.expiry or old.expiry)
    return there == (new.opinion, new.reason, new.message, new.severity, old.by, old.expiry)


def write_register(path: Path, lines: Iterable[Decision]) -> None:
    """Write the register whole or not at all; raises OSError."""
    text = say("register.header") + f"{_ROOT}:\n" + "".join(_entry(one) for one in lines)
    with written_whole(path) as out:
        out.write(text.encode())


def _entry(one: Decision) -> str:
    values = (
        one.fingerprint, one.document, one.rule, say(f"severity.{one.severity}", one.language), one.place, one.message,
        one.value or "", OPINIONS[one.opinion], one.reason, one.by, _said(one.day), _said(one.expiry),
    )  # fmt: skip
    written = [f"{key}: {_scalar(value)}".rstrip() for key, value in zip(_KEYS, values, strict=True)]
    return "- " + "\n  ".join(written) + "\n\n"


def _said(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _scalar(text: str) -> str:
    """A text as YAML has it on one line; strings stay strings when it is read, so few need quotes."""
    import yaml

    class Plain(yaml.SafeDumper):
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- as the library declares it

    if not text:
        return ""
    style = '"' if "\n" in text else None
    dumped = yaml.dump(text, Dumper=Plain, allow_unicode=True, width=float("inf"), default_style=style)
    return str(dumped).removesuffix("\n").removesuffix("...").removesuffix("\n")
