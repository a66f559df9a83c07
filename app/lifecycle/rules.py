"""Decides how long evidence is kept, by what became of it and by category. Knows no table and no clock.

A rule is data: {rule, for, keep, categories}. The first one that fits counts; what none fits is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from app.core.errors import InvalidBody

LEAST_DAYS: Final = 30
"""No rule may be shorter: a slip of the pen must not destroy what came this month."""
MOST_YEARS: Final = 100
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MEMBERS: Final = frozenset({"rule", "for", "keep", "categories"})


class Fate(StrEnum):
    """What became of evidence; its time runs from then on."""

    CASE = "case"
    """Its case was closed."""
    NOT_FILED = "not-filed"
    """It was rejected, or repeats a report that was."""
    QUARANTINE = "quarantine"
    """It was refused as a report, and a person decided that nothing comes of it."""
    CLOSED_SHOP = "closed-shop"
    """It says whom a shop was reached by, and the shop was closed."""


@dataclass(frozen=True)
class Keep:
    """How long: years of the calendar and days together."""

    years: int = 0
    days: int = 0

    def last_day(self, since: date) -> date:
        """The last day on which something is kept whose time began on `since`."""
        try:
            then = since.replace(year=since.year + self.years)
        except ValueError:
            then = since.replace(year=since.year + self.years, month=3, day=1)  # a 29 February
        return then + timedelta(days=self.days)

    @property
    def least_days(self) -> int:
        """As many days it is at least: a year never has fewer than 365."""
        return 365 * self.years + self.days

    def as_data(self) -> dict[str, int]:
        """The form in a file of rules."""
        return {name: value for name, value in (("years", self.years), ("days", self.days)) if value}


@dataclass(frozen=True)
class Rule:
    """For what became so (and only these categories, if any are named) how long it is kept; None: for ever."""

    name: str
    fate: Fate
    keep: Keep | None
    categories: frozenset[str] = field(default_factory=frozenset)

    def fits(self, fate: Fate, category: str | None) -> bool:
        """Whether the rule speaks of this."""
        return fate is self.fate and (not self.categories or category in self.categories)

    def as_data(self) -> dict[str, Any]:
        """The form in a file of rules."""
        named = {"categories": sorted(self.categories)} if self.categories else {}
        return {"rule": self.name, "for": self.fate.value, "keep": self.keep.as_data() if self.keep else None, **named}


DEFAULT: Final = (
    Rule("case", Fate.CASE, Keep(years=3)),
    Rule("not-filed", Fate.NOT_FILED, Keep(days=180)),
    Rule("dismissed", Fate.QUARANTINE, Keep(days=180)),
    Rule("closed-shop", Fate.CLOSED_SHOP, Keep(years=2)),
)
"""What counts until a city sets rules of its own."""


def rule_for(rules: Sequence[Rule], fate: Fate, category: str | None) -> Rule | None:
    """The first rule that fits."""
    return next((rule for rule in rules if rule.fits(fate, category)), None)


def read_rules(value: Any) -> tuple[Rule, ...]:
    """Rules from a file's JSON, an array in the order in which they count. Raises InvalidBody with a sentence."""
    if not isinstance(value, list) or not value:
        raise InvalidBody("Rules are an array of {rule, for, keep, categories}.")
    rules = tuple(_read(one, place) for place, one in enumerate(value, 1))
    names = [rule.name for rule in rules]
    if len(set(names)) < len(names):
        raise InvalidBody("Two rules have one name: a record of what was destroyed could not say which it was.")
    return rules


def latest_start(rules: Sequence[Rule], fate: Fate, today: date) -> date | None:
    """The last day on which a time may have begun that is over today; None when nothing that became so ever goes."""
    keeps = [rule.keep for rule in rules if rule.fate is fate and rule.keep is not None]
    return max((today - timedelta(days=keep.least_days) for keep in keeps), default=None)


def _read(value: Any, place: int) -> Rule:
    if not isinstance(value, Mapping) or not set(value) <= _MEMBERS or not {"rule", "for", "keep"} <= set(value):
        raise InvalidBody(f"Rule {place} is no object of rule, for, keep and, if wanted, categories.")
    name = value["rule"]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InvalidBody(f"The name of rule {place} has other characters than a-z, 0-9 and -.")
    if value["for"] not in [*Fate]:
        raise InvalidBody(f"Rule {name} is for {value['for']!r}: it can be for {', '.join(Fate)}.")
    categories = value.get("categories", [])
    if not isinstance(categories, list) or not all(isinstance(one, str) for one in categories):
        raise InvalidBody(f"The categories of rule {name} are no array of names.")
    if categories and value["for"] in {Fate.QUARANTINE, Fate.CLOSED_SHOP}:
        raise InvalidBody(f"Rule {name}: what it is for has no category.")
    return Rule(name, Fate(value["for"]), _keep(value["keep"], name), frozenset(categories))


def _keep(value: Any, name: str) -> Keep | None:
    if value is None:
        return None
    counted = isinstance(value, Mapping) and bool(value) and set(value) <= {"years", "days"}
    if not counted or not all(isinstance(number, int) and not isinstance(number, bool) for number in value.values()):
        raise InvalidBody(f'Rule {name} keeps {value!r}: write {{"years": 3}}, {{"days": 180}}, both, or null for ever.')
    keep = Keep(**value)
    if min(keep.years, keep.days) < 0 or not LEAST_DAYS <= keep.least_days <= 365 * MOST_YEARS:
        raise InvalidBody(f"Rule {name} keeps less than {LEAST_DAYS} days or more than {MOST_YEARS} years.")
    return keep
