"""Tells what was reported in the four weeks before the story, at the places where it happens most: what figures compare with.

Nobody looks at these one by one, so a place looks the same on every visit, and its pictures are painted once.
"""

from datetime import datetime
from random import Random

from app.demo import duty
from app.demo.pictures.scenes import Kind
from app.demo.shops import SEED
from app.demo.spots import Spot, spots
from app.demo.story import DAYS, Event, author_at, tell
from app.demo.told import Told

FIRST_INDEX = 1_000
"""The reports of the story are numbered from 0, these from here."""
WEEKS, REPORTS = 4, 120
BUSY_KINDS = frozenset(
    {
        Kind.GOODS_OUT,
        Kind.TABLES_OUT,
        Kind.CART,
        Kind.SCOOTERS,
        Kind.SHARED_BIKES,
        Kind.BAGS,
        Kind.HEAP,
        Kind.HANDBILLS,
        Kind.POLE,
    }
)
BUSY_ROADS = 3


def earlier(now: datetime) -> tuple[Told, ...]:
    """All reports of those weeks, in the order in which they were captured."""
    chance = Random(f"{SEED} earlier")
    places = busy_spots()
    begin = float(DAYS * duty.MINUTES_PER_DAY) + 60
    minutes = [chance.uniform(begin, begin + WEEKS * 7 * duty.MINUTES_PER_DAY) for _ in range(REPORTS)]
    told: list[Told] = []
    arrived: dict[str, datetime] = {}
    for index, ago in enumerate(sorted(minutes, reverse=True), start=FIRST_INDEX):
        spot = chance.choice(places)
        event = Event(duty.before(now, ago), spot, author_at(spot, chance), pending=False)
        told.append(tell(index, event, None, arrived.get(event.author), now, chance))
        arrived[event.author] = told[-1].received_at
    return tuple(told)


def busy_spots() -> list[Spot]:
    """Where it happens most: on the roads that have most spots of these kinds."""
    fitting = [spot for spot in spots() if spot.kind in BUSY_KINDS]
    roads = sorted({spot.road for spot in fitting}, key=lambda road: (-sum(spot.road == road for spot in fitting), road))
    return [spot for spot in fitting if spot.road in roads[:BUSY_ROADS]]
