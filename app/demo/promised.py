"""Tells which promises the demo's shops did not keep, and what became of each: one at every step of the ladder.

They are reports like those of the story, numbered from `PROMISED_INDEX`; what the shops hand in is part of their courses.
Knows no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from app.cases.rules import Verb
from app.catalog.default_file import default_catalog
from app.demo import duty
from app.demo.courses import AFTER, Course, Deed, Hand, Picture
from app.demo.shops import SEED
from app.demo.spots import Spot, spots
from app.demo.story import Event, author_at, tell
from app.demo.told import Judgement, Told, Verdict

PROMISED_INDEX = 900
"""The reports of the story are numbered from 0 and stay far below, those of the weeks before it from 1000."""
GOODS, CARS = "pledge_pingcheng_order_out_of_shop", "pledge_pingcheng_order_parking"
RUBBISH, LITTER, SIGN = (f"pledge_pingcheng_{word}" for word in ("cleanliness_garbage", "cleanliness_litter", "lighting_sign"))
_NOT_YET = Picture("after", False)


@dataclass(frozen=True)
class Plan:
    """What was found at which of the spots of a category, how many days of patrol time ago; after how many hours it was handed
    in, by whom, and with which picture."""

    category: str
    which: int
    days_ago: float
    handed_in: float | None = None
    hand: Hand = Hand.SHOP
    picture: Picture = AFTER


FRESH, WAITING, PASSED, LATE, AGAIN, ESCALATED, APPEALED, GRANTED, LOOKED = range(9)
PLANS: Mapping[int, Plan] = {
    FRESH: Plan(GOODS, 0, 0.25),
    WAITING: Plan(RUBBISH, 0, 0.7, 2),
    PASSED: Plan(GOODS, 1, 4.0, 3),
    LATE: Plan(SIGN, 0, 3.0),
    AGAIN: Plan(GOODS, 1, 0.9),
    ESCALATED: Plan(CARS, 0, 6.0, 4, picture=_NOT_YET),
    APPEALED: Plan(LITTER, 0, 1.1),
    GRANTED: Plan(SIGN, 1, 5.0),
    LOOKED: Plan(LITTER, 1, 2.5, 5, Hand.PATROL),
}
"""Open with time left; handed in; put right in time; late; the second time of one shop, a notice with its case; not put right,
late and a case; an appeal that waits; one that was granted; put right, as a patrol saw."""


def promised(now: datetime) -> tuple[Told, ...]:
    """The reports, in the order of `PLANS`."""
    return tuple(_told(number, plan, now) for number, plan in PLANS.items())


def index_of(number: int) -> int:
    """The report of a plan."""
    return PROMISED_INDEX + number


def put_right(told: tuple[Told, ...], now: datetime) -> dict[int, Course]:
    """By report, what was handed in."""
    found: dict[int, Course] = {}
    for one, plan in zip(told, PLANS.values(), strict=True):
        if plan.handed_in is None:
            continue
        at = min(duty.after(one.received_at, plan.handed_in * 60), one.received_at + (now - one.received_at) * 0.6)
        note = "已收拾好，请看照片。" if plan.hand == Hand.SHOP else "现场看过，已整改到位。"
        found[one.index] = (Deed(at.replace(microsecond=0), Verb.RECTIFIED, plan.hand, {"note": note}, (plan.picture,)),)
    return found


def _told(number: int, plan: Plan, now: datetime) -> Told:
    chance = Random(f"{SEED} promised {number}")
    spot = _spots(plan.category)[plan.which]
    at = duty.before(now, plan.days_ago * duty.MINUTES_PER_DAY)
    event = Event(at, spot, author_at(spot, chance), pending=False)
    one = tell(index_of(number), event, None, None, now, chance)
    entry = default_catalog().entry(plan.category)
    item = entry.pledge.item if entry and entry.pledge else None
    received = min(one.received_at, at + (now - at) / 10)
    judged = received + (now - received) / 10
    return replace(one, pledge_item=item, received_at=received, verdict=Verdict(Judgement.ACCEPT, "", judged))


def _spots(category: str) -> list[Spot]:
    return [spot for spot in spots() if spot.category == category and spot.shop is not None]
