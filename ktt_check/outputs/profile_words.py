"""What every output says of the profile in force: its name, what it changes, and which rules it switches off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..profiles import InForce
from ..rulebook import Change
from ..rulebook.parameters import Value, say_value
from ..values.number import say_number
from ..wording import say


def profile_name(force: InForce, language: str) -> str:
    """The profile with its version, its digest and what it inherits; "mặc định" where none is in force."""
    profile = force.profile
    if profile is None:
        return say("result.default-profile", language)
    told = say(
        "profile.named", language, name=profile.name, version=profile.version, digest=profile.digest
    )  # fmt: skip
    if profile.inherits:
        names = "; ".join(f"{name} {version}" for name, version in profile.inherits)
        told += say("profile.inherits", language, names=names)
    return told


def changes(force: InForce, language: str) -> list[str]:
    """One line for each thing that the profile sets otherwise than it is shipped."""
    return [*_general(force, language), *(say_change(change, language) for change in force.rules.changes_asked)]


def _general(force: InForce, language: str) -> Iterator[str]:
    for change in force.changed:
        before, after = (f"{say_number(value * Decimal(100), language)}%" for value in (change.before, change.after))
        yield say(f"profile.word-{change.what}", language, before=before, after=after)


def say_change(change: Change, language: str) -> str:
    """What a profile sets otherwise in one rule, beside what the rule's own file says."""
    values = (change.before, change.after)
    if change.about is not None:
        what = change.about.in_language(language)
        before, after = (_given(value, language) for value in values)
    else:
        what = say(f"profile.of-{change.what}", language)
        before, after = (_of_key(change.what, value, language) for value in values)
    return say("profile.change", language, code=change.code, what=what, before=before, after=after)


def _of_key(what: str, value: Value, language: str) -> str:
    if what in ("severity", "stage"):
        return say(f"{what}.{value}", language)
    if what == "levels" and not value:
        return say("profile.all-levels", language)
    return _given(value, language)


def _given(value: Value, language: str) -> str:
    return say("profile.unset", language) if value is None else say_value(value, language)


def off(force: InForce, language: str) -> list[str]:
    """One line for each rule that is off, with the reason."""
    return [
        say("profile.off-rule", language, code=one.rule.code, title=one.rule.data.title.in_language(language),
            reason=one.reason)
        for one in force.rules.off
    ]  # fmt: skip


def as_data(force: InForce) -> dict[str, Any] | None:
    """The profile for other programs; None where none is in force."""
    profile = force.profile
    if profile is None:
        return None
    general = [(None, one.what, one.before, one.after) for one in force.changed]
    of_rules = [(one.code, one.what, one.before, one.after) for one in force.rules.changes_asked]
    return {
        "name": profile.name,
        "version": profile.version,
        "digest": profile.digest,
        "inherits": [{"name": name, "version": version} for name, version in profile.inherits],
        "rules": force.rules.version,
        "off": [{"rule": one.rule.code, "reason": one.reason} for one in force.rules.off],
        "changed": [
            {"rule": code, "what": what, "before": _plain(before), "after": _plain(after)}
            for code, what, before, after in (*general, *of_rules)
        ],
    }


def _plain(value: Value) -> Any:
    match value:
        case bool() | None:
            return value
        case tuple():
            return list(value)
        case _:
            return str(value)
