"""A fortnight of a district, with a holiday in it, lived through the API and kept on paper beside it."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db
from tests.faults.tally import scaled, seed
from tests.simulation import stories
from tests.simulation.district import FULL, SMALL, Size, categories, settle
from tests.simulation.figures import on_paper
from tests.simulation.working_minutes import CITY
from tests.simulation.world import World, places_of

MORNING = datetime(2026, 9, 28, 8, 0, tzinfo=CITY)
"""A Monday; from Thursday on it is a holiday, and the Saturday after it is worked."""
LOOKS_EVERY = 6 * 60
"""Minutes between two looks of the background job; in a running server it is seconds."""
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
    look = world.now
    while waiting:
        at, number, story = heapq.heappop(waiting)
        while look <= at:
            world.now, look = look, look + LOOKS_EVERY
            world.look_at_the_clocks()
        world.now = at
        later = next(story, None)
        if later is not None:
            heapq.heappush(waiting, (at + later, number, story))


@pytest.mark.faults
def test_a_fortnight_ends_as_the_rules_say(app: Flask, tmp_path: Path) -> None:
    size = scaled(SMALL, FULL)
    world = settle(app, size, MORNING, seed(), tmp_path)
    live(world, size)
    for case_no, told in world.cases.items():
        body = world.read(case_no)
        world.compare(told, body)
        ordered = {order["cause"] for order in body["supervisions"]}
        if ordered != told.supervised_for:
            world.differ(told, f"supervised for {ordered}, on paper for {told.supervised_for}")
    print(Counter(told.state for told in world.cases.values()), f"{world.refusals} refused")
    assert not world.differences, "\n".join(world.differences[:20])
    assert world.refusals > 0
    _figures_agree(world)
    with app.app_context():
        counted = dict(db.session.execute(text("SELECT state, count(*) FROM case_file GROUP BY state")).all())
    assert set(counted) <= STATES
    on_paper = Counter(told.state for told in world.cases.values())
    spot = counted.get("closed", 0) - on_paper["closed"]
    assert spot > 0, "some were put right on the spot"
    assert {state: count for state, count in counted.items() if state != "closed"} == {
        state: count for state, count in on_paper.items() if state != "closed"
    }


RECOUNTED = {
    "rework-rate": "SELECT count(CASE WHEN rework_count > 0 THEN 1 END), count(*) FROM case_file "
    "WHERE disposed_at IS NOT NULL AND state <> 'voided'",
    "accurate-dispatch-rate": "SELECT count(CASE WHEN dispatch_count = 1 THEN 1 END), count(*) FROM case_file "
    "WHERE dispatched_at IS NOT NULL AND state <> 'voided'",
    "on-time-disposal-rate": "SELECT count(CASE WHEN on_time THEN 1 END), count(*) FROM case_file "
    "WHERE due_at IS NOT NULL AND state NOT IN ('voided', 'suspended') AND (disposed_at IS NOT NULL OR due_at <= :now)",
    "on-spot-rate": "SELECT count(DISTINCT e.case_no), count(DISTINCT c.case_no) FROM case_file c "
    "LEFT JOIN case_event e ON e.case_no = c.case_no AND e.kind = 'closed-on-spot' WHERE c.state <> 'voided'",
}
"""Some of the figures once more, straight from the rows of cases."""


def _figures_agree(world: World) -> None:
    """What the program counts is what is on paper, and every share opens to as many cases as it says."""
    period = {"period": "2026-09-01..2026-12-31"}
    centre = world.people["centre"][0]
    told = world.call(centre, "GET", "/figures", query_string=period).json
    counted = {figure["id"]: (figure["numerator"], figure["denominator"]) for figure in told["items"]}
    assert {name: counted[name] for name in on_paper(world)} == on_paper(world)
    now = world.moment.astimezone(UTC).replace(tzinfo=None)
    with world.app.app_context():
        rows = {name: db.session.execute(text(query), {"now": now}).one() for name, query in RECOUNTED.items()}
    assert {name: counted[name] for name in rows} == {name: tuple(row) for name, row in rows.items()}
