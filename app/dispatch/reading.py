"""Decides how rules are written in JSON, and which cannot be used. Knows no table.

A rule on the wire: {categories, groups, ownership, segments, cells, street, zones, hours {from, to, days}|null, unit, on_duty,
note}; no day means every day, hours that end before they begin go past midnight. A fallback: {segments, cells, street, unit}.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.time_plan import WEEK
from app.core.errors import InvalidBody
from app.dispatch.rules import MOST_RULES, Fallback, Place, Rule, RuleSet
from app.permits.weekly import DAY_MINUTES, Hours, Span

EVERY_DAY = tuple(range(1, WEEK + 1))
Json = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """What a rule may name: units at work, and codes of the catalogue and of permits."""

    units: Collection[str]
    categories: Collection[str]
    groups: Collection[str]
    asset_types: Collection[str]
    zones: Collection[str]


def rule_set(version: int, body: Mapping[str, Any]) -> RuleSet:
    """The rules of a version from the JSON that is kept: {rules, fallbacks, automatic, automatic_categories, green_channel}."""
    return RuleSet(
        version,
        tuple(_rule(one) for one in body["rules"]),
        tuple(Fallback(one["unit"], _place(one)) for one in body["fallbacks"]),
        body["automatic"],
        frozenset(body["automatic_categories"]),
        body["green_channel"],
    )


def check(body: Mapping[str, Any], known: Known) -> None:
    """Raises InvalidBody with pointers to everything that cannot be used."""
    errors = [*_errors_of_rules(body["rules"], known)]
    for place, one in enumerate(body["fallbacks"]):
        errors += _unknown([one["unit"]], known.units, f"/fallbacks/{place}/unit", "unit at work")
    errors += _unknown(body["automatic_categories"], known.categories, "/automatic_categories", "category")
    if len(body["rules"]) > MOST_RULES:
        errors.append({"pointer": "/rules", "detail": f"At most {MOST_RULES} rules."})
    if errors:
        raise InvalidBody(errors[0]["detail"], errors=errors)


def _errors_of_rules(rules: Sequence[Json], known: Known) -> Iterable[dict[str, str]]:
    for place, one in enumerate(rules):
        at = f"/rules/{place}"
        yield from _unknown([one["unit"]], known.units, f"{at}/unit", "unit at work")
        yield from _unknown(one["categories"], known.categories, f"{at}/categories", "category")
        yield from _unknown(one["groups"], known.groups, f"{at}/groups", "group of categories")
        yield from _unknown([one["ownership"]] if one["ownership"] else [], known.asset_types, f"{at}/ownership", "type of asset")
        yield from _unknown(one["zones"], known.zones, f"{at}/zones", "permit")
        hours = one["hours"]
        if hours and hours["from"] == hours["to"]:
            yield {"pointer": f"{at}/hours/to", "detail": "The end is not the beginning: leave the hours out for always."}


def _unknown(named: Iterable[str], known: Collection[str], pointer: str, what: str) -> list[dict[str, str]]:
    return [{"pointer": pointer, "detail": f"There is no {what} '{name}'."} for name in named if name not in known]


def _rule(one: Mapping[str, Any]) -> Rule:
    return Rule(
        unit=one["unit"],
        categories=frozenset(one["categories"]),
        groups=frozenset(one["groups"]),
        ownership=one["ownership"] or None,
        place=_place(one),
        zones=frozenset(one["zones"]),
        hours=_hours(one["hours"]),
        on_duty=one["on_duty"],
        note=one["note"],
    )


def _place(one: Mapping[str, Any]) -> Place:
    return Place(frozenset(one["segments"]), frozenset(one["cells"]), one["street"] or None)


def _hours(hours: Mapping[str, Any] | None) -> Hours:
    if hours is None:
        return ()
    start, end = (int(hours[name][:2]) * 60 + int(hours[name][3:]) for name in ("from", "to"))
    days = tuple(sorted(set(hours["days"]))) or EVERY_DAY
    if start < end:
        return (Span(days, start, end),)
    later = tuple(sorted(day % WEEK + 1 for day in days))
    return tuple(span for span in (Span(days, start, DAY_MINUTES), Span(later, 0, end)) if span.start < span.end)
