"""Decides which unit a case goes to, and why: a list of rules as data. Knows no table and no clock.

The first rule that fits decides. It is not sure where another one that fits is at least as exact and names another unit,
where the unit is no longer at work, and where no rule fits and a street takes what nobody answers for (无责任主体：街道兜底).
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from app.permits.weekly import Hours, holds

MOST_RULES: Final = 300


class Place(NamedTuple):
    """Where a rule holds; empty: everywhere. `street` is what the codes of its segments and cells begin with."""

    segments: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    street: str | None = None

    @property
    def said(self) -> bool:
        """Whether it narrows anything."""
        return bool(self.segments or self.cells or self.street)

    def holds(self, segment: str | None, cell: str | None) -> bool:
        """Whether a case lies there: in one of the segments or cells, and in the street."""
        codes = [code for code in (segment, cell) if code]
        if self.street and not any(code.startswith(self.street) for code in codes):
            return False
        return not (self.segments or self.cells) or segment in self.segments or cell in self.cells


class Rule(NamedTuple):
    """What must hold of a case (what is empty holds of any) and the unit it goes to then. `ownership` is the type of the
    asset, which names its owner; `zones` are permits; `on_duty` tells whoever is on duty there by name."""

    unit: str
    categories: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    ownership: str | None = None
    place: Place = Place()
    zones: frozenset[str] = frozenset()
    hours: Hours = ()
    on_duty: bool = True
    note: str = ""

    @property
    def exactness(self) -> int:
        """How narrow it is: a category counts more than its group, a segment more than a street."""
        place = 2 if self.place.segments or self.place.cells else 1 if self.place.street else 0
        what = 2 if self.categories else 1 if self.groups else 0
        return what + place + 2 * bool(self.ownership) + 2 * bool(self.zones) + bool(self.hours)


class Fallback(NamedTuple):
    """The street that takes what no rule fits, in the order of the list."""

    unit: str
    place: Place = Place()


@dataclass(frozen=True)
class RuleSet:
    """All rules of a version. `automatic`: sure ones go by themselves, of these categories only if any are named;
    `green_channel`: an urgent case goes at once wherever the rules say, sure or not, unless rules disagree."""

    version: int = 0
    rules: tuple[Rule, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    automatic: bool = False
    automatic_categories: frozenset[str] = frozenset()
    green_channel: bool = True


class CaseFacts(NamedTuple):
    """What rules look at: the case as it was placed, and the minute of the city's week."""

    category: str | None
    group: str | None
    asset_type: str | None
    segment: str | None
    cell: str | None
    zones: frozenset[str]
    minute: int


class Why(NamedTuple):
    """One word of the reasoning with what fills its sentence."""

    word: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Suggestion:
    """Where a case goes: `rule` counts from 1 (None: no rule), `matching` are all that fit, `conflicts` those that disagree.

    Not `sure` means that a person decides.
    """

    unit: str | None
    rule: int | None
    sure: bool
    why: tuple[Why, ...]
    matching: tuple[int, ...] = ()
    conflicts: tuple[int, ...] = ()
    units: tuple[str, ...] = field(default=())


def fits(rule: Rule, facts: CaseFacts) -> bool:
    """Whether everything that a rule says holds of a case."""
    named = not (rule.categories or rule.groups) or facts.category in rule.categories or facts.group in rule.groups
    owned = rule.ownership is None or rule.ownership == facts.asset_type
    return (
        named
        and owned
        and rule.place.holds(facts.segment, facts.cell)
        and (not rule.zones or bool(rule.zones & facts.zones))
        and holds(rule.hours, facts.minute)
    )


def evaluate(rules: RuleSet, facts: CaseFacts, at_work: Container[str]) -> Suggestion:
    """Where a case goes and why; `at_work` holds the codes of units that can be given cases. Always answers."""
    matching = [number for number, rule in enumerate(rules.rules, start=1) if fits(rule, facts)]
    usable = [number for number in matching if rules.rules[number - 1].unit in at_work]
    retired = tuple(
        Why("retired", {"rule": number, "unit": rules.rules[number - 1].unit}) for number in matching if number not in usable
    )
    if not usable:
        return _last_resort(rules, facts, at_work, retired, tuple(matching))
    winner = usable[0]
    rule = rules.rules[winner - 1]
    others = [number for number in usable[1:] if _disagrees(rule, rules.rules[number - 1])]
    overtaken = [why for why in retired if why.facts["rule"] < winner]
    why = [*_said(rule, facts), *overtaken]
    if others:
        why.append(Why("conflict", {"rules": [winner, *others], "units": sorted({rules.rules[one - 1].unit for one in others})}))
    units = tuple(dict.fromkeys(rules.rules[number - 1].unit for number in usable))
    return Suggestion(rule.unit, winner, not others and not overtaken, tuple(why), tuple(matching), tuple(others), units)


def goes_by_itself(rules: RuleSet, suggestion: Suggestion, category: str | None, urgent: bool) -> bool:
    """Whether nobody has to give the case to its unit: it is sure and that is wanted, or urgent and not contested."""
    if suggestion.unit is None:
        return False
    if urgent and rules.green_channel:
        return not suggestion.conflicts
    wanted = not rules.automatic_categories or category in rules.automatic_categories
    return rules.automatic and wanted and suggestion.sure


def _disagrees(winner: Rule, other: Rule) -> bool:
    return other.unit != winner.unit and other.exactness >= winner.exactness


def _last_resort(
    rules: RuleSet, facts: CaseFacts, at_work: Container[str], retired: Sequence[Why], matching: tuple[int, ...]
) -> Suggestion:
    why = [*retired] or [Why("no-rule", {"category": facts.category, "ownership": facts.asset_type})]
    for fallback in rules.fallbacks:
        if fallback.unit in at_work and fallback.place.holds(facts.segment, facts.cell):
            why.append(Why("last-resort", {"unit": fallback.unit}))
            return Suggestion(fallback.unit, None, False, tuple(why), matching, (), (fallback.unit,))
    return Suggestion(None, None, False, (*why, Why("nowhere", {})), matching)


def _said(rule: Rule, facts: CaseFacts) -> list[Why]:
    """What of the rule held, in the order in which people read it."""
    place = rule.place
    said = (
        (facts.category in rule.categories, "category", {"category": facts.category}),
        (facts.category not in rule.categories and facts.group in rule.groups, "group", {"group": facts.group}),
        (rule.ownership is not None, "ownership", {"ownership": rule.ownership}),
        (facts.segment in place.segments, "segment", {"segment": facts.segment}),
        (facts.segment not in place.segments and facts.cell in place.cells, "cell", {"cell": facts.cell}),
        (place.street is not None, "street", {"street": place.street}),
        (bool(rule.zones), "zone", {"zones": sorted(rule.zones & facts.zones)}),
        (bool(rule.hours), "hours", {"hours": [span.as_dict() for span in rule.hours]}),
    )
    found = [Why(word, told) for holding, word, told in said if holding]
    return found or [Why("any", {})]
