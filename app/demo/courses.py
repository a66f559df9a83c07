"""Tells what people did with a case of the demo's story once it was filed: who, when, with what words and which pictures.

A course is a case's deeds in the order of time. Those written here are the usual ones: given to the unit that the rules
name, claimed, done, checked, closed; `casting.py` tells the cases that are in the middle of it now. Knows no database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from app.cases.rules import Verb
from app.demo import duty, phrases
from app.demo.reckoning import Reckoning, reckoning
from app.demo.shops import SEED
from app.demo.told import Told

LATE_SHARE, FAILED_SHARE, MISSENT_SHARE, SLOW_DESK_SHARE = 0.08, 0.1, 0.04, 0.1
CAMPAIGN = "冬季小广告清零行动"
FLYPOSTED = frozenset({"flyposting_posted", "flyposting_sprayed"})
RECENT = timedelta(seconds=90)
"""Nothing is told of the last moments: the program has things to do there itself."""


class Hand(StrEnum):
    """Whose deed it is; units and checkers are found by the case."""

    DISPATCHER = "dispatcher01"
    LEADER = "leader01"
    DESK = "supervisor01"
    CENTRE = "centre01"
    STREET = "street01"
    CHIEF = "chief01"
    ENFORCEMENT_EAST = "unit03"
    PATROL = "patrol02"
    SHOP = "shop"
    UNIT = "unit"
    CHECKER = "checker"


@dataclass(frozen=True)
class Picture:
    """Evidence of a deed: its role, and whether the place is right by then."""

    role: str
    put_right: bool


@dataclass(frozen=True)
class Deed:
    """A move of the case machine; `said` are the fields of the request, `at` is in whole seconds."""

    at: datetime
    verb: Verb
    hand: Hand
    said: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()


Course = tuple[Deed, ...]
AFTER, STILL_WRONG, RIGHT = Picture("after", True), Picture("check", False), Picture("check", True)


class Telling:
    """Tells a course step by step; every step is later than the one before."""

    def __init__(self, report: Told) -> None:
        self.report = report
        self.chance = Random(f"{SEED} course {report.index}")
        self.clock: Reckoning = reckoning(report.spot.category)
        self.deeds: list[Deed] = []
        self.at = report.verdict.at if report.verdict else report.received_at  # what is urgent does not wait for one
        self.dispatched: datetime | None = report.received_at if self.clock.urgent else None

    def step(self, at: datetime, verb: Verb, hand: Hand, *pictures: Picture, **said: Any) -> "Telling":
        """Something is done at a moment, or right after the step before if that is later."""
        self.at = max(at, self.at + timedelta(seconds=40)).replace(microsecond=0)
        self.deeds.append(Deed(self.at, verb, hand, said, pictures))
        if verb in {Verb.DISPATCH, Verb.REDISPATCH}:
            self.dispatched = self.at
        return self

    def later(self, low: float, high: float, verb: Verb, hand: Hand, *pictures: Picture, **said: Any) -> "Telling":
        """So many minutes of patrol time after the step before."""
        return self.step(duty.after(self.at, self.chance.uniform(low, high)), verb, hand, *pictures, **said)

    def used(self, share: float) -> datetime:
        """When so much of the unit's limit is used."""
        if self.dispatched is None:
            raise ValueError("the case was not dispatched yet")
        return self.clock.used(self.dispatched, share)

    def until(self, now: datetime) -> Course:
        """What had been done by then."""
        return tuple(deed for deed in self.deeds if deed.at < now - RECENT)


def campaign_begins(now: datetime) -> datetime:
    """When the campaign began that runs now."""
    return duty.before(now, 20 * duty.MINUTES_PER_DAY)


def usual(report: Told, open_until: datetime | None, now: datetime) -> Telling:
    """From the dispatch to the closing: mostly in time, now and then late, sent wrongly or done twice.

    It stays open until then: what was seen twice is joined with an open case.
    """
    telling = Telling(report)
    chance = telling.chance
    if not telling.clock.urgent:
        _dispatch(telling)
    telling.later(5, 30, Verb.CLAIM, Hand.UNIT)
    late = chance.random() < LATE_SHARE
    telling.step(telling.used(chance.uniform(1.05, 1.6) if late else chance.uniform(0.25, 0.7)), Verb.DISPOSE, Hand.UNIT, AFTER,
                 note=chance.choice(phrases.HANDLED))  # fmt: skip
    if chance.random() < FAILED_SHARE:
        _send_check(telling)
        telling.later(10, 40, Verb.CHECK_FAIL, Hand.CHECKER, STILL_WRONG, reason=chance.choice(phrases.FAILED))
        telling.later(15, 28, Verb.DISPOSE, Hand.UNIT, AFTER, note=chance.choice(phrases.HANDLED_AGAIN))
    _send_check(telling)
    telling.later(10, 45, Verb.CHECK_PASS, Hand.CHECKER, RIGHT, note=chance.choice(phrases.PASSED))
    if report.spot.category in FLYPOSTED and telling.at > campaign_begins(now) + timedelta(days=1):
        telling.later(1, 2, Verb.TAG, Hand.DESK, campaign=CAMPAIGN, wanted={"value": chance.randrange(3, 18), "unit": "处"})
    closing = duty.after(telling.at, chance.uniform(3, 22))
    return telling.step(max(closing, open_until or closing) + timedelta(minutes=1), Verb.CLOSE, Hand.LEADER)


def _dispatch(telling: Telling) -> None:
    chance = telling.chance
    slow = chance.random() < SLOW_DESK_SHARE
    minutes = (32.0, 80.0) if slow else (2.0, 14.0)
    if chance.random() < MISSENT_SHARE:
        telling.later(*minutes, Verb.DISPATCH, Hand.DISPATCHER, unit="gardens")
        soon = telling.at + timedelta(minutes=chance.uniform(8, 25))  # also after the shift: by the morning it is too late
        telling.step(soon, Verb.ASK_RETURN, Hand.UNIT, reason="not-ours", note="不在绿化养护范围内，请改派。")
        telling.later(5, 20, Verb.APPROVE, Hand.LEADER)
        minutes = (3.0, 12.0)
    telling.later(*minutes, Verb.DISPATCH, Hand.DISPATCHER)


def _send_check(telling: Telling) -> None:
    telling.later(3, 22, Verb.SEND_CHECK, Hand.DESK)


def pictures_of(course: Course) -> Iterator[Picture]:
    """The pictures of a course, in the order of its deeds."""
    for deed in course:
        yield from deed.pictures
