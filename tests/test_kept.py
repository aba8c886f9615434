"""What is kept of the shipped rules and registries from run to run: the same as made anew, never stale, never code."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest

from ktt_check import kept
from ktt_check.registry.sources import read_sources
from ktt_check.resources import registries_folder, rules_folder
from ktt_check.rulebook import RuleBookError, load_rules


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(kept.ENVIRONMENT, str(folder))
    monkeypatch.setattr("ktt_check.rulebook.recall", kept.recall)  # and not once for all tests
    return folder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(rules_folder(), tmp_path / "rules"))


def only_entry(cache: Path, name: str = "rules") -> Path:
    (entry,) = cache.glob(f"{name}-*")
    return entry


def test_rules_that_were_kept_are_those_that_were_compiled(cache: Path) -> None:
    compiled = load_rules(rules_folder())
    inode = only_entry(cache).stat().st_ino
    assert load_rules(rules_folder()) == compiled
    assert only_entry(cache).stat().st_ino == inode  # taken from there, not written again


def test_registries_that_were_kept_are_those_that_were_read(cache: Path) -> None:
    read = read_sources(registries_folder())
    assert only_entry(cache, "registries").is_file()
    assert read_sources(registries_folder()) == read


def test_a_changed_rule_is_compiled_anew_though_size_and_time_are_the_same(cache: Path, rules: Path) -> None:
    file = next((rules / "targets").glob("CT02-*.yaml"))
    load_rules(rules)
    before, stat = file.read_text("utf-8"), file.stat()
    file.write_text(before.replace("severity: error", "severity: wrong"), "utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(RuleBookError):
        load_rules(rules)
    file.write_text(before.replace("severity: error", "severity: info "), "utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert load_rules(rules)["CT02"].data.severity == "info"


def test_a_rule_that_lost_its_page_is_a_mistake_though_the_rule_was_kept(cache: Path, rules: Path) -> None:
    load_rules(rules)
    next((rules / "targets").glob("CT02-*.md")).unlink()
    with pytest.raises(RuleBookError, match="CT02"):
        load_rules(rules)


@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_damaged_entry_is_made_anew(damage: str, cache: Path) -> None:
    compiled = load_rules(rules_folder())
    entry = only_entry(cache)
    whole = entry.read_bytes()
    entry.write_bytes({"cut": whole[:-1000], "empty": b"", "other": whole[:32] + b"not what was kept"}[damage])
    assert load_rules(rules_folder()) == compiled
    assert entry.read_bytes() == whole


class _Forged:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch forged",)


def test_a_forged_entry_runs_no_code(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    compiled = load_rules(rules_folder())
    entry = only_entry(cache)
    entry.write_bytes(entry.read_bytes()[:32] + pickle.dumps(_Forged()))
    assert load_rules(rules_folder()) == compiled
    assert not (tmp_path / "forged").exists()


def test_a_name_reached_through_a_module_of_ours_is_refused_too(cache: Path, tmp_path: Path) -> None:
    kept.keep("forged", tmp_path, b"", frozenset())
    entry = only_entry(cache, "forged")
    call = b"\x80\x05\x8c\x0ektt_check.kept\x8c\x0fpickle.Unpickler\x93."
    entry.write_bytes(entry.read_bytes()[:32] + call)
    assert kept.recall("forged", tmp_path, b"") is None


def test_where_nothing_can_be_kept_everything_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("", str(tmp_path / "file")):
        monkeypatch.setenv(kept.ENVIRONMENT, folder)
        assert load_rules(rules_folder()).rules
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
