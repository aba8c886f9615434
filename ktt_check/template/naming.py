"""The names of units that a form knows, judged by the registry in every spell of time in which it is steady."""

from __future__ import annotations

from typing import Any

from ..dossier import Dossier
from ..registry.units import UnitMention
from .brief import Brief

_GROUPS = (
    "Các sở, ngành", "Các sở, ban, ngành", "Các sở, ban, ngành tỉnh", "các sở, ngành liên quan",
    "Các cơ quan liên quan", "Các đơn vị liên quan", "Các sở, ban, ngành, UBND các huyện, thành phố, thị xã",
    "UBND các huyện, thành phố, thị xã", "UBND các xã, phường", "UBND các xã, phường, thị trấn",
    "UBND các xã, thị trấn", "UBND các huyện", "UBND cấp huyện", "UBND cấp xã", "UBND các xã", "Các phòng, ban",
    "Các phòng, ban liên quan", "các cơ quan, đơn vị liên quan", "Các địa phương", "Các doanh nghiệp", "UBND huyện",
    "UBND tỉnh", "UBND thị xã", "UBND thành phố", "UBND xã", "Ủy ban nhân dân các xã, phường",
)  # fmt: skip


def names_of_units(brief: Brief) -> dict[str, dict[str, Any]]:
    """Each name as typed, with what the registry says of it; ``valid 0``, ``key 0``, ``standing 0`` in the first spell.

    Only names that are one unit, group or phrase in every spell, and that mean the same whatever the date.
    """
    spelled = dict.fromkeys([*brief.registry.names(), *_GROUPS, *_named_above(brief), *_of_the_province(brief)])
    dossiers = [brief.dossier_on(first) for first, _ in brief.spells]
    found: dict[str, dict[str, Any]] = {}
    for name in spelled:
        if any(mark in name for mark in "*?~;\n") or not 1 < len(name) <= 120 or name.lower() in found:
            continue
        facts = _facts(name, dossiers)
        if facts is not None:
            found[name] = facts
    kept: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for name, facts in found.items():  # Excel's MATCH does not tell capitals: the first spelling is the one known
        if name.lower() not in seen:
            seen.add(name.lower())
            kept[name] = facts
    return kept


def _named_above(brief: Brief) -> list[str]:
    names = []
    for document in brief.dossier.higher:
        for table in document.tables.values():
            for spec in (column for column in table.spec.columns if column.kind == "units"):
                for text in table.columns[spec.name]:
                    names += [mention.text for mention in brief.dossier.mentions(text)] if text else []
    return names


def _of_the_province(brief: Brief) -> list[str]:
    """The departments with the province's name behind them, as they are often written."""
    own = [brief.unit] if brief.unit else []
    if brief.province is None:
        return own
    short = [name for name in brief.registry.names() if name.endswith(" tỉnh")]
    return own + [f"{name} {brief.province}" for name in short]


def _facts(name: str, dossiers: list[Dossier]) -> dict[str, Any] | None:
    facts: dict[str, Any] = {}
    for at, dossier in enumerate(dossiers):
        mentions = dossier.mentions(name)
        if len(mentions) != 1 or mentions[0].candidates:
            return None
        told = _of_one(mentions[0])
        if any(facts.setdefault(key, value) != value for key, value in told.items()):
            return None
        facts[f"valid {at}"] = dossier.existed(mentions[0])
        facts[f"key {at}"] = dossier.unit_key(mentions[0])
        facts[f"standing {at}"] = dossier.standing(mentions[0])
    return facts


def _of_one(mention: UnitMention) -> dict[str, Any]:
    return {
        "status": mention.status, "request": mention.request, "chief": mention.chief,
    }  # fmt: skip
