"""A fortnight of a district, with a holiday in it, lived through the API and kept on paper beside it."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.core.db import db
from tests.faults.tally import scaled, seed
from tests.simulation import stories
from tests.simulation.district import FULL, SMALL, Size, categories, settle
from tests.simulation.working_minutes import CITY
from tests.simulation.world import World, places_of

MORNING = datetime(2026, 9, 28, 8, 0, tzinfo=CITY)
"""A Monday; from Thursday on it is a holiday, and the Saturday after it is worked."""
STATES = {"filed", "dispatched", "claimed", "disposed", "checking", "checked", "rework", "suspended", "closed", "voided"}


def live(world: World, size: Size) -> None:
    """Lets everything happen in the order of its time."""
    known = categories(world)
    chance = world.chance
    begun = [
        (world.now + chance.randrange(size.days * 24 * 60), number, place)
        for number, place in enumerate(places_of(size.streets, size.cases))
    ]
    waiting: list[tuple[int, int, stories.Story]] = [
        (at, number, stories.fate_of(world, chance.choice(known), place)) for at, number, place in begun
    ]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        world.now = at
        later = next(story, None)
        if later is not None:
            heapq.heappush(waiting, (at + later, number, story))


def test_a_fortnight_ends_as_the_rules_say(app: Flask, tmp_path: Path) -> None:
    size = scaled(SMALL, FULL)
    world = settle(app, size, MORNING, seed(), tmp_path)
    live(world, size)
    for case_no, told in world.cases.items():
        world.compare(told, world.read(case_no))
    print(Counter(told.state for told in world.cases.values()), f"{world.refusals} refused")
    assert not world.differences, "\n".join(world.differences[:20])
    assert world.refusals > 0
    with app.app_context():
        counted = dict(db.session.execute(text("SELECT state, count(*) FROM case_file GROUP BY state")).all())
    assert set(counted) <= STATES
    on_paper = Counter(told.state for told in world.cases.values())
    spot = counted.get("closed", 0) - on_paper["closed"]
    assert spot > 0, "some were put right on the spot"
    assert {state: count for state, count in counted.items() if state != "closed"} == {
        state: count for state, count in on_paper.items() if state != "closed"
    }
