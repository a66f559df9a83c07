"""Decides how the city answers a promise that was not kept, and what may follow what. Knows no table and no clock.

First a reminder, then a notice, then a case (七分服务 before 三分管理): which time of the same item leads to which step, and by
when it is put right, are the city's settings. There is no list of bad shops: what is counted is one item of one shop within
a window of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from app.catalog.rules import Unit
from app.core.errors import AppError, InvalidBody, NotAllowed

MOST_STEPS: Final = 6
LONGEST_WINDOW_DAYS: Final = 366
LONGEST_DEADLINE: Final = 240
MOST_PHOTOS: Final = 6
LONGEST_TEXT: Final = 500
APPEAL_WITHIN: Final = timedelta(days=3)
"""From the moment it was found and can be read; the clock of the rectification runs on."""
APPEAL_ANSWERED_IN: Final = 2
"""Working days from the appeal."""
SHOP_CLOSED, NO_PLEDGE, NOT_PLEDGED, STILL_OPEN = "shop-closed", "no-pledge", "item-not-pledged", "earlier-open"
"""Doubts. The last one: the shop still has time to put the same thing right, so this may be no further time of it."""


class Step(StrEnum):
    """How the city answers."""

    REMIND = "remind"
    """提醒: told on the spot, no case."""
    NOTICE = "notice"
    """整改通知单 to the shop, with a case."""
    CASE = "case"
    """立案: a case at once."""


class State(StrEnum):
    """Where a breach stands."""

    OPEN = "open"
    HANDED_IN = "handed-in"
    """Somebody says with photos that it is put right; nobody has looked yet."""
    ESCALATED = "escalated"
    """It was not put right in time, and is a case since."""
    CLOSED = "closed"
    VOID = "void"
    """It was none: rejected, a duplicate, or the shop's appeal was granted."""


class Verb(StrEnum):
    """What may become of it; each is also the kind of the event it leaves."""

    HAND_IN = "handed-in"
    PASS = "passed"
    FAIL = "failed"
    ESCALATE = "escalated"
    CLOSE = "closed"
    VOID = "voided"
    RESTORE = "restored"


@dataclass(frozen=True)
class Path:
    """Where a verb may begin and where it leads; None: to where it was before."""

    starts: frozenset[State]
    leads_to: State | None


_LIVE: Final = frozenset({State.OPEN, State.HANDED_IN, State.ESCALATED})
MOVES: Final[dict[Verb, Path]] = {
    Verb.HAND_IN: Path(frozenset({State.OPEN, State.ESCALATED}), State.HANDED_IN),
    Verb.PASS: Path(frozenset({State.HANDED_IN}), State.CLOSED),
    Verb.FAIL: Path(frozenset({State.HANDED_IN}), None),
    Verb.ESCALATE: Path(frozenset({State.OPEN}), State.ESCALATED),
    Verb.CLOSE: Path(_LIVE, State.CLOSED),
    Verb.VOID: Path(_LIVE | {State.CLOSED}, State.VOID),
    Verb.RESTORE: Path(frozenset({State.CLOSED, State.VOID}), None),
}
"""The machine as data. A review that failed leads back to open, or to escalated where there is a case for it."""
LIVE: Final = _LIVE
"""Something is still to come of the shop or of us."""


class By(StrEnum):
    """Who hands in."""

    MERCHANT = "merchant"
    PATROL = "patrol"


class Appeal(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Deadline:
    """How much time a step gives."""

    value: int
    unit: Unit


_ONE_DAY: Final = Deadline(1, Unit.WORKING_DAYS)


@dataclass(frozen=True)
class Settings:
    """What a city decides: the step of the first, second … time of one item within `window_days`, and each step's time."""

    steps: tuple[Step, ...] = (Step.REMIND, Step.NOTICE, Step.CASE)
    window_days: int = 90
    deadlines: Mapping[str, Deadline] = field(default_factory=lambda: {step.value: _ONE_DAY for step in Step})


class IllegalMove(AppError):
    """The breach is not in a state from which this is possible; `allowed` says what is."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible as the breach stands now: read it again."


class OwnHandIn(NotAllowed):
    """Whoever handed it in does not judge it."""

    title = "Somebody else judges what you handed in: leave it to another reviewer."


class OwnFinding(NotAllowed):
    """Whoever found it does not answer the appeal against it."""

    title = "Somebody else answers an appeal against what you found: leave it to another supervisor."


class TooLateToAppeal(AppError):
    """The time to appeal is over; `until` says since when."""

    status = 409
    slug = "illegal-move"
    title = "The time to appeal is over; you can still hand in what you have put right."


class NotDueYet(AppError):
    """The shop still has time; `deadline` says until when."""

    status = 409
    slug = "illegal-move"
    title = "The shop still has time to put it right: a case follows when the deadline is over."


def after(state: State, verb: Verb, back: State = State.OPEN) -> State:
    """The state a verb leads to, `back` where that is where it was before. Raises IllegalMove with what is possible."""
    path = MOVES[verb]
    if state not in path.starts:
        raise IllegalMove(state=state.value, allowed=allowed(state))
    return path.leads_to or back


def allowed(state: State) -> list[str]:
    """The verbs that are possible from a state."""
    return [verb.value for verb, path in MOVES.items() if state in path.starts]


def step_of(nth: int, settings: Settings, *, urgent: bool) -> Step:
    """The step of the `nth` time (from 1): after the last one of the settings that one for ever. What is urgent is no matter
    of reminding."""
    return Step.CASE if urgent else settings.steps[min(nth, len(settings.steps)) - 1]


def check(settings: Settings) -> Settings:
    """The settings if they can be used. Raises InvalidBody with pointers."""
    if not 1 <= len(settings.steps) <= MOST_STEPS:
        raise refusal("/steps", f"Give 1 to {MOST_STEPS} steps, the first time first.")
    order = list(Step)
    if [*settings.steps] != sorted(settings.steps, key=order.index):
        raise refusal("/steps", "A later time is not answered more mildly: order the steps remind, notice, case.")
    if not 1 <= settings.window_days <= LONGEST_WINDOW_DAYS:
        raise refusal("/window_days", f"The window has 1 to {LONGEST_WINDOW_DAYS} days.")
    if set(settings.deadlines) != {step.value for step in Step}:
        raise refusal("/deadlines", "Give a deadline for each of remind, notice and case.")
    if any(not 1 <= one.value <= LONGEST_DEADLINE for one in settings.deadlines.values()):
        raise refusal("/deadlines", f"A deadline has 1 to {LONGEST_DEADLINE} of its unit.")
    return settings


def read(body: Mapping[str, Any]) -> Settings:
    """Settings from their JSON form; what is absent is as it comes with the program."""
    default = Settings()
    said = body.get("deadlines")
    kept = default.deadlines
    if said is not None:
        kept = {name: Deadline(int(one["value"]), Unit(one["unit"])) for name, one in said.items()}
    steps = body.get("steps")
    return Settings(
        steps=tuple(Step(word) for word in steps) if steps is not None else default.steps,
        window_days=int(body.get("window_days", default.window_days)),
        deadlines=kept,
    )


def written(settings: Settings) -> dict[str, Any]:
    """Their JSON form."""
    return {
        "steps": [step.value for step in settings.steps],
        "window_days": settings.window_days,
        "deadlines": {name: {"value": one.value, "unit": one.unit.value} for name, one in settings.deadlines.items()},
    }


def appeal_until(found_at: datetime, arrived_at: datetime) -> datetime:
    """Until when the shop may appeal: what a phone without signal found is on no page before it arrives."""
    return max(found_at, arrived_at) + APPEAL_WITHIN


def refusal(pointer: str, detail: str) -> InvalidBody:
    """What is wrong in one field."""
    return InvalidBody(detail, errors=[{"pointer": pointer, "detail": detail}])
