"""A fortnight of a district, with a holiday in it, lived through the API and kept on paper beside it."""

from __future__ import annotations

import heapq
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.db import db
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed
from tests.simulation import endings
from tests.simulation.comparing import compare
from tests.simulation.district import FULL, SAMPLED, SMALL, Size, categories, set_handling, settle
from tests.simulation.fates import fates
from tests.simulation.figures import on_paper
from tests.simulation.ways import Story
from tests.simulation.working_minutes import CITY
from tests.simulation.world import World, places_of

MORNING = datetime(2026, 9, 28, 8, 0, tzinfo=CITY)
"""A Monday; from Thursday on it is a holiday, and the Saturday after it is worked."""
LOOKS_EVERY = 6 * 60
"""Minutes between two looks of the background jobs; in a running server it is seconds."""
DAY = 24 * 60
READ_IN_THE_END = 5
"""At full size every fifth case is read once more by the desk."""
FILED_APART = (2 * DAY, 3 * DAY)
"""From the third to the fourth morning two people take in and file, as larger bureaus have it."""
CASES_ENV = "XUNJIE_SIMULATED_CASES"
"""Another number of reports than the full one, for a machine that has less time."""


def live(world: World, size: Size) -> None:
    """Lets everything happen in the order of its time."""
    chance, begins = world.chance, world.now
    places = places_of(size.streets, size.cases)
    begun = [world.now + chance.randrange(size.days * DAY) for _ in places]
    stories = fates(world, categories(world), places)
    waiting: list[tuple[int, int, Story]] = [
        (at, number, story) for number, (at, story) in enumerate(zip(begun, stories, strict=True))
    ]
    heapq.heapify(waiting)
    look, started, done = world.now, time.monotonic(), 0
    while waiting:
        at, number, story = heapq.heappop(waiting)
        while look <= at:
            world.now, look = look, look + LOOKS_EVERY
            world.look_at_the_clocks()
            _how_filed(world, begins)
        world.now = at
        later = next(story, None)
        if later is not None:
            heapq.heappush(waiting, (at + later, number, story))
        elif (done := done + 1) % 500 == 0:
            spent = time.monotonic() - started
            print(
                f"{done} of {len(places)} reports at an end, {world.calls} calls in {spent:.0f} s, {len(world.differences)} odd"
            )


def _how_filed(world: World, begins: int) -> None:
    apart = FILED_APART[0] <= world.now - begins < FILED_APART[1]
    if apart != world.files_apart:
        set_handling(world, dict(SAMPLED), files_apart=apart)


@pytest.mark.faults
def test_a_fortnight_ends_as_the_rules_say(app: Flask, tmp_path: Path) -> None:
    size, watch = scaled(SMALL, FULL), Stopwatch()
    size = replace(size, cases=int(os.environ.get(CASES_ENV) or size.cases))
    world = settle(app, size, MORNING, seed(), tmp_path)
    live(world, size)
    _every_case_agrees(world)
    assert world.refusals > 0
    print(Counter(told.state for told in world.cases.values()), f"{world.calls} calls, {world.refusals} refused")
    found = [*world.differences, *_figures_differ(world), *_campaign_differs(world)]
    found += [*endings.told_wrongly(world), *endings.misdrawn(world)]
    with app.app_context():
        found += [*endings.impossible(), *endings.approved_by_who_asked(), *endings.unvouched()]
    cases = f"{len(world.reports)} reports, {len(world.cases)} cases"
    record(Tally("a fortnight of a district against its papers", cases, damaged=len(found), seconds=watch.seconds), found)


def _every_case_agrees(world: World) -> None:
    """Some as the desk sees them in the end, all in their rows; orders that ended with the case are known by their causes."""
    leader = world.people["shift-leader"][0]
    for case_no in list(world.cases)[:: scaled(1, READ_IN_THE_END)]:
        compare(world, world.cases[case_no], world.read(case_no), leader)
    with world.app.app_context():
        cases = db.session.execute(text("SELECT case_no, state, unit_code, rework_count, on_time FROM case_file")).all()
        reports = db.session.execute(text("SELECT id, status, case_no FROM report WHERE reply_to IS NULL")).all()
        orders = db.session.execute(text("SELECT case_no, cause FROM supervision_order")).all()
    paper = {told.case_no: (told.state, told.unit, told.reworks, told.on_time) for told in world.cases.values()}
    sent = {sent.id: (sent.status, sent.case_no) for sent in world.reports.values()}
    given = Counter((told.case_no, order.cause) for told in world.cases.values() for order in told.orders)
    rows = {row[0]: (row[1], row[2], row[3], None if row[4] is None else bool(row[4])) for row in cases}
    _differ(world, "case", paper, rows)
    _differ(world, "report", sent, {row[0]: (row[1], row[2]) for row in reports})
    _differ(world, "supervised", given, Counter((row[0], row[1]) for row in orders))


def _differ(world: World, what: str, paper: Mapping[Any, Any], rows: Mapping[Any, Any]) -> None:
    for name in {*paper, *rows}:
        if paper.get(name) != rows.get(name):
            world.differ(f"{what} {name} in the end: paper {paper.get(name)}, rows {rows.get(name)}")


RECOUNTED = {
    "rework-rate": "SELECT count(CASE WHEN rework_count > 0 THEN 1 END), count(*) FROM case_file "
    "WHERE disposed_at IS NOT NULL AND state <> 'voided'",
    "accurate-dispatch-rate": "SELECT count(CASE WHEN dispatch_count = 1 THEN 1 END), count(*) FROM case_file "
    "WHERE dispatched_at IS NOT NULL AND state <> 'voided'",
    "on-time-disposal-rate": "SELECT count(CASE WHEN on_time THEN 1 END), count(*) FROM case_file "
    "WHERE due_at IS NOT NULL AND state NOT IN ('voided', 'suspended') AND (disposed_at IS NOT NULL OR due_at <= :now)",
    "on-spot-rate": "SELECT count(DISTINCT e.case_no), count(DISTINCT c.case_no) FROM case_file c "
    "LEFT JOIN case_event e ON e.case_no = c.case_no AND e.kind = 'closed-on-spot' WHERE c.state <> 'voided'",
    "recurrence-rate": "SELECT count(recurs_of), count(*) FROM case_file WHERE state <> 'voided'",
    "accurate-filing-rate": "SELECT count(CASE WHEN state <> 'voided' THEN 1 END), count(*) FROM case_file",
    "filing-rate": "SELECT count(CASE WHEN status = 'accepted' THEN 1 END), count(*) FROM report "
    "WHERE superseded_by IS NULL AND reply_to IS NULL",
}
"""Some of the figures once more, straight from the rows of cases and reports."""


def _figures_differ(world: World) -> list[str]:
    """What the program counts is what is on paper and in the rows, and a share opens to as many cases as it says."""
    period = {"period": "2026-09-01..2026-12-31"}
    centre = world.people["centre"][0]
    told = world.ask(centre, "GET", "/figures", query_string=period)
    counted = {figure["id"]: (figure["numerator"], figure["denominator"]) for figure in told["items"]}
    now = world.moment.astimezone(UTC).replace(tzinfo=None)
    with world.app.app_context():
        rows = {name: tuple(db.session.execute(text(query), {"now": now}).one()) for name, query in RECOUNTED.items()}
    found = [f"{name}: paper {share}, told {counted[name]}" for name, share in on_paper(world).items() if counted[name] != share]
    return found + [f"{name}: rows {share}, told {counted[name]}" for name, share in rows.items() if counted[name] != share]


def _campaign_differs(world: World) -> list[str]:
    """The summary of the campaign is what its cases said."""
    told = world.ask(world.people["centre"][0], "GET", f"/campaigns/{world.campaign}/summary")
    tagged = [case for case in world.cases.values() if case.campaign]
    wanted = (len(tagged), [{"value": sum(case.quantity for case in tagged), "unit": "处", "wanted": None}])
    there = (told["cases"], told["quantities"])
    return [] if there == wanted else [f"the campaign: paper {wanted}, server {there}"]
