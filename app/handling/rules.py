"""Decides what handling a case goes by: limits of moves, who decides requests, the draw for checks, a city's settings.

Knows no table and no clock. What has a number here is a default of the trade; `Settings` holds what a city may change.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from app.accounts.rules import Permission
from app.cases.rules import RequestKind
from app.catalog.limits import Length
from app.catalog.rules import Group, Limit, Step, Unit, Urgency

RECALL_WITHIN: Final = timedelta(seconds=30)
RETURN_WITHIN: Final = Length.of(2, Unit.WORKING_HOURS)
URGENT_RETURN_MINUTES: Final = 15
MAX_EXTENSIONS: Final = 2
URGENT_UNCLAIMED: Final = timedelta(minutes=10)
URGENT_AGAIN: Final = timedelta(minutes=20)
"""After this the unit has been told once and has still not claimed: its duty phone is next."""
REVIEW_EVERY: Final = timedelta(days=30)
"""A suspended case is looked at every month: whether it still has to wait."""
SEVEN_DAYS: Final = timedelta(days=7)
"""立刻办: natural days from the report's arrival."""
REWORKS_SUPERVISED, DUPLICATES_SUPERVISED = 2, 3
SCALE: Final = 10_000
"""The draw's fineness: a hundredth of a percent."""


class ReturnReason(StrEnum):
    """For what a unit may give a case back."""

    NOT_OURS = "not-ours"
    OWNERSHIP_UNCLEAR = "ownership-unclear"
    WRONG_PLACE = "wrong-place"
    WRONG_CATEGORY = "wrong-category"


class Level(StrEnum):
    """Who decides a step of a request."""

    APPROVE = "approve"
    DISPATCH = "dispatch"
    APPROVE_HIGHER = "approve-higher"


RIGHT_OF: Final = {
    Level.APPROVE: Permission.APPROVE,
    Level.DISPATCH: Permission.DISPATCH_CASES,
    Level.APPROVE_HIGHER: Permission.APPROVE_HIGHER,
}


class Stage(StrEnum):
    """What the desk does within a time of its own."""

    DISPATCH = "dispatch"
    """From the report's arrival to the dispatch; filing must have ended within it, too."""
    ARRANGE = "arrange"
    """From the feedback to the order for the check."""
    CHECK = "check"
    CLOSE = "close"
    VERIFY = "verify"
    """Of a report, before it is a case: from the order to look on the spot to its answer."""


class Cause(StrEnum):
    """Why a case is supervised."""

    BY_HAND = "by-hand"
    OVERDUE = "overdue"
    REWORK = "rework"
    DUPLICATES = "duplicates"
    SEVEN_DAYS = "seven-days"


class OrderLevel(StrEnum):
    """How high a supervision order comes from."""

    NORMAL = "normal"
    KEY = "key"
    DISTRICT = "district"
    CITY = "city"


@dataclass(frozen=True)
class MoveOrder:
    """What somebody wants done with a case, as it was sent; what is not said is None or empty.

    `report_id` names the report that brings its photos: the entry in the timeline tells it.
    """

    verb: str
    reason: str | None = None
    unit: str | None = None
    co_units: tuple[str, ...] = ()
    person: str | None = None
    photos: tuple[Mapping[str, str], ...] = ()
    note: str | None = None
    wanted: Mapping[str, Any] | None = None
    resume_on: date | None = None
    request: int | None = None
    answers: Mapping[str, bool] | None = None
    order: int | None = None
    whistle: int | None = None
    reply_by: datetime | None = None
    level: str | None = None
    campaign: str | None = None
    report_id: str | None = None

    def says(self, name: str) -> bool:
        """Whether this field was filled in."""
        value = getattr(self, name)
        return value is not None and value != "" and value != ()


@dataclass(frozen=True)
class Settings:
    """What a city decides of handling: `sampled` are percent by category, drawn with `seed`, which nobody is told while it
    is in use; stages in minutes by their name, the second number for urgent cases."""

    separate_filing: bool = False
    green_channel: bool = True
    auto_close: frozenset[str] = frozenset()
    sampled: Mapping[str, float] = field(default_factory=dict)
    seed: str = ""
    seven_days_exempt: frozenset[str] = frozenset()
    stages: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {
            "dispatch": (30, 10),
            "arrange": (30, 10),
            "check": (60, 60),
            "close": (30, 30),
            "verify": (60, 60),
        }
    )
    snow_stopped_at: datetime | None = None


@dataclass(frozen=True)
class Draw:
    """Whether a case is checked on the spot, and how that was found: anybody may draw again from `seed`."""

    checked: bool
    why: str
    seed: str | None = None
    percent: float | None = None
    value: int | None = None

    def facts(self) -> dict[str, Any]:
        """As the timeline keeps it."""
        drawn = {"seed": self.seed, "percent": self.percent, "value": self.value} if self.seed else {}
        return {"checked": self.checked, "why": self.why, **drawn}


def is_safety(category: Mapping[str, Any], urgent: bool) -> bool:
    """Whether the category is one of safety: urgent ones and everything about manholes are always checked on the spot."""
    return urgent or category.get("urgency") == Urgency.URGENT or category.get("group") == Group.MANHOLE


def draw(category: Mapping[str, Any], urgent: bool, case_no: str, turn: int, settings: Settings) -> Draw:
    """The draw of a case's `turn`-th feedback: safety and what is not listed is checked, of the rest `percent`."""
    percent = settings.sampled.get(str(category.get("slug")))
    if is_safety(category, urgent):
        return Draw(True, "safety")
    if percent is None or not settings.seed:
        return Draw(True, "not-sampled")
    seed = seed_of(settings.seed, case_no, turn)
    value = drawn_value(seed)
    return Draw(value < percent * SCALE / 100, "drawn", seed, percent, value)


def seed_of(secret: str, case_no: str, turn: int) -> str:
    """The seed of one draw: HMAC-SHA256 of `number:turn` under the city's secret, whose hash was published before.

    So no unit can reckon whether its next case will be looked at, and once the secret is told anybody can draw again.
    """
    return hmac.new(secret.encode(), f"{case_no}:{turn}".encode(), hashlib.sha256).hexdigest()


def drawn_value(seed: str) -> int:
    """The number below `SCALE` that a seed gives: its first sixteen hex digits."""
    return int(seed[:16], 16) % SCALE


def levels(kind: RequestKind, granted: int) -> tuple[Level, ...]:
    """Who decides a request, one after the other; `granted` counts the extensions that the case has had."""
    if kind is RequestKind.SUSPENSION or (kind is RequestKind.EXTENSION and granted):
        return (Level.APPROVE_HIGHER,)
    return (Level.APPROVE, Level.DISPATCH) if kind is RequestKind.EXTENSION else (Level.APPROVE,)


_MAIN: Final = (Step.HANDLE, Step.COVER, Step.REPAIR, Step.LATEST, Step.WARN)
"""Which step is the limit of the whole where a category has several: a missing cover is covered within its three hours."""


def limits_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Limit, ...]:
    """A case's copy of its category's limits."""
    return tuple(Limit(Step(row["step"]), int(row["value"]), Unit(row["unit"])) for row in rows)


def main_limit(limits: Sequence[Limit]) -> Limit | None:
    """The step that the unit's clock runs to; None for a category without a limit."""
    by_step = {limit.step: limit for limit in limits}
    return next((by_step[step] for step in _MAIN if step in by_step), None)
