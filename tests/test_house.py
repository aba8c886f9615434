"""The house rules that a reader relies on: no cooperatives in the code, whole rules, whole wording."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import ktt_check
from ktt_check.resources import registries_folder, rules_folder, wording_file
from ktt_check.rulebook import load_rules
from ktt_check.wording import say

PACKAGE = Path(ktt_check.__file__).parent
SOURCES = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".yaml", ".tsv", ".md", ".txt"})
MODULES = [path for path in SOURCES if path.suffix == ".py"]
RULES = load_rules(rules_folder()).rules
COOPERATIVE = re.compile(
    r"hợp tác|kinh tế tập thể|\bHTX\b|\bTHT\b|\bLHHTX\b|\bKTTT\b|cooperative|collective econom", re.IGNORECASE
)


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_nothing_in_the_code_speaks_of_cooperatives(path: Path) -> None:
    """Another resolution is another programme workbook: its words are data in rules/ and workbooks/."""
    text = path.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if COOPERATIVE.search(line)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_no_shipped_rule_speaks_of_one_programme(rule: ktt_check.rulebook.Rule) -> None:
    """The general rules serve a plan of digital transformation too: no cooperatives, no NQ20 in what they tell."""
    text = rule.path.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if COOPERATIVE.search(line) or re.search(r"NQ ?20|20-NQ", line)] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_file_says_in_its_first_sentence_what_it_is_for(path: Path) -> None:
    """A docstring that begins with a sentence, and no file longer than four screens."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    first = (ast.get_docstring(tree) or "").partition("\n\n")[0]
    assert first.endswith((".", ":"))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_file_is_a_drawer_for_everything(path: Path) -> None:
    """Files are named for what they know."""
    assert path.stem not in {"utils", "util", "common", "base", "manager", "helpers", "misc"}


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", None)) == name:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_python_is_made_of_text(path: Path) -> None:
    """No eval, no exec: rules and workbooks are data.

    Only what the product kept itself is unpickled, by one file that takes nothing but its own types (test_kept.py).
    """
    assert [call.lineno for name in ("eval", "exec", "compile") for call in calls(path, name)
            if isinstance(call.func, ast.Name)] == []  # fmt: skip
    text = path.read_text(encoding="utf-8")
    unpickles = re.search(r"^\s*(?:import|from) +(?:pickle|shelve)\b", text, re.MULTILINE)
    assert unpickles is None or named(path) == "kept.py"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_two_files_of_one_stem(rule: ktt_check.rulebook.Rule) -> None:
    """The data and its page with cases, in the folder of its family; the page's heading names the rule."""
    page = rule.path.with_suffix(".md")
    assert page.is_file()
    assert page.read_text(encoding="utf-8").splitlines()[0] == f"# {rule.code} · {rule.data.title.vi}"


def test_every_page_beside_the_rules_belongs_to_a_rule() -> None:
    """No case file is left behind when a rule is renamed."""
    pages = {path for path in rules_folder().rglob("*.md") if not path.parent.name.startswith("_")}
    assert pages - {rule.path.with_suffix(".md") for rule in RULES} == {
        path for path in pages if path.parent in (registries_folder(), rules_folder())
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_the_same_things_in_both_languages(rule: ktt_check.rulebook.Rule) -> None:
    """Each placeholder of the Vietnamese stands in the English too, and sentences end as sentences."""
    data = rule.data
    texts = [data.message, data.fix, *([data.expected] if data.expected else [])]
    texts += [words for variant in data.variants for words in (variant.message, variant.fix) if words]
    texts += [one.message for one in data.once]
    for words in texts:
        assert set(re.findall(r"\{[\w.]+\}", words.en)) <= set(re.findall(r"\{[\w.]+\}", words.vi))
    for words in (data.message, data.fix):
        assert words.vi.strip()[-1] in ".?!"
        assert words.en.strip()[-1] in ".?!"


# The interface's wording

WORDING: dict[str, dict[str, str]] = yaml.safe_load(wording_file().read_text(encoding="utf-8"))


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("key", WORDING)
def test_every_key_of_the_wording_is_said_in_vietnamese_and_english(key: str) -> None:
    """Both are text, and name the same values."""
    words = WORDING[key]
    assert set(words) == {"vi", "en"}
    assert all(isinstance(text, str) and text.strip() for text in words.values())
    assert placeholders(words["en"]) <= placeholders(words["vi"])


def said() -> Iterator[tuple[str, str | None, set[str] | None]]:
    """Every key given to say() or Saying(), as text or as the beginning of an f-string, with the values it gets."""
    for path in MODULES:
        for call in calls(path, "Saying"):
            match call.args:
                case [ast.Constant(value=str(key))]:
                    yield named(path), key, set()
                case [ast.Constant(value=str(key)), ast.Dict(keys=keys)]:
                    yield named(path), key, {str(name.value) for name in keys if isinstance(name, ast.Constant)}
                case [ast.Constant(value=str(key)), *_]:
                    yield named(path), key, None
                case [ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]), *_]:
                    yield named(path), start + "*", None
                case _:
                    pass
        for call in calls(path, "say"):
            if not call.args or not isinstance(call.func, ast.Name):
                continue
            named_values = {keyword.arg for keyword in call.keywords if keyword.arg}
            values = named_values if all(keyword.arg for keyword in call.keywords) else None  # **counts: not known here
            match call.args[0]:
                case ast.Constant(value=str(key)):
                    yield named(path), key, values
                case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                    yield named(path), one, values
                    yield named(path), other, values
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                    yield named(path), start + "*", None
                case _:
                    pass


def test_every_key_that_is_said_exists_with_its_values() -> None:
    """No KeyError in front of a user: keys, and the values that fill their gaps."""
    wrong = []
    for path, key, values in said():
        assert key is not None
        if key.endswith("*"):
            known = any(name.startswith(key[:-1]) for name in WORDING)
        elif "." not in key and key not in WORDING:
            continue  # another function of that name, which says a value
        else:
            known = key in WORDING and (values is None or placeholders(WORDING[key]["vi"]) <= values)
        if not known:
            wrong.append((path, key))
    assert wrong == []


def test_no_wording_is_left_that_nobody_says() -> None:
    """What is not said any more goes."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    starts = {key[:-1] for _, key, _ in said() if key and key.endswith("*")}
    unsaid = [
        key for key in WORDING if f'"{key}"' not in text and f"'{key}'" not in text
        and not any(key.startswith(start) for start in starts)
    ]  # fmt: skip
    assert unsaid == []


def test_wording_is_filled_in_the_language_asked_for() -> None:
    """Vietnamese unless English is asked for; an unknown key is a fault of ours."""
    assert say("summary.annotated", path="a.xlsx") == "Bản có ghi chú: a.xlsx"
    assert say("summary.annotated", "en", path="a.xlsx") == "Annotated copy: a.xlsx"
    with pytest.raises(KeyError):
        say("summary.nothing")
