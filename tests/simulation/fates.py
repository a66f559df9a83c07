"""How often which fate befalls a report."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation import arrivals, calls, promises, stories
from tests.simulation.inbox import Place
from tests.simulation.oracle import Category
from tests.simulation.ways import Story
from tests.simulation.world import World

Fate = Callable[[World, Category, Place], Story]
FATES: dict[Fate, int] = {
    arrivals.on_the_spot: 18,
    arrivals.rejected: 4,
    arrivals.verified: 4,
    arrivals.amended: 3,
    arrivals.corrected: 2,
    arrivals.taken_back: 2,
    arrivals.joined: 3,
    arrivals.waited_together: 2,
    arrivals.supplemented: 2,
    arrivals.again_later: 3,
    arrivals.urgent: 6,
    stories.plain: 15,
    stories.late: 5,
    stories.rework: 6,
    stories.sent_back: 2,
    stories.extended: 5,
    stories.given_back: 4,
    stories.suspended: 4,
    stories.redispatched: 4,
    stories.recalled: 3,
    stories.handed_over: 3,
    stories.voided: 3,
    stories.tagged: 2,
    stories.by_the_unit_and_its_helper: 2,
    stories.left: 3,
    promises.put_right: 3,
    calls.street_whistle: 3,
    calls.chief_whistle: 2,
    calls.supervised: 2,
}
URGENT_SHARE = 0.06
"""How often one of the other fates befalls something urgent."""


def fates(world: World, known: list[Category], places: list[Place]) -> list[Story]:
    """One for each place, by the world's chance; of few, every fate comes before any comes twice."""
    chance = world.chance
    drawn = chance.choices(list(FATES), list(FATES.values()), k=len(places))
    drawn[: len(FATES)] = list(FATES)[: len(places)]
    urgent, normal = ([one for one in known if one.urgent is wanted] for wanted in (True, False))
    begun = []
    for fate, place in zip(drawn, places, strict=True):
        goes_green = fate is arrivals.urgent or chance.random() < URGENT_SHARE
        begun.append(fate(world, chance.choice(urgent if goes_green else normal), place))
    return begun
