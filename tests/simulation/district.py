"""Puts a district together: streets and cells as any city imports them, units with crews, people and who is on duty when,
the categories the city uses, its rules of dispatch, what it lets spare a check, and a campaign."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask

from app.accounts.rules import Role
from app.areas import service as areas
from app.areas.datum import Datum
from app.areas.reading import read_features
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction
from scripts.bench import city
from tests.simulation.oracle import Category
from tests.simulation.working_minutes import HOURS, Allowed, minute_of
from tests.simulation.world import World

DESK = (
    ("receptionist", Role.RECEPTIONIST, 2),
    ("dispatcher", Role.DISPATCHER, 2),
    ("shift-leader", Role.SHIFT_LEADER, 2),
    ("centre", Role.CENTRE, 2),
    ("oversight", Role.OVERSIGHT, 1),
    ("street", Role.STREET, 2),
    ("chief", Role.CHIEF, 2),
    ("inspector", Role.INSPECTOR, 6),
    ("admin", Role.ADMIN, 1),
)
SAMPLED = {"sl2_out_of_shop": 40, "sl1_shared_bike": 60, "other_road_dirty": 50, "sl3_misc_piles": 25}
"""Percent that are looked at on the spot. What is of safety cannot be on the list: it is always looked at."""
CLOSES_ITSELF = ("sl4_handbills", "sl1_shared_bike")
WEEK_EXEMPT = ("sl6_illegal_building", "sl3_misc_piles")
GOES_TO = {"manhole_missing": "unit-00", "sl1_fire_lane": "unit-01", "manhole_raised": "unit-00", "other_road_dirty": "unit-02"}
"""Sure rules of dispatch. Of what is urgent, the others wait for a dispatcher."""
MAIN_STEPS = ("cover", "repair", "handle")
"""Of several steps of a limit, the one the unit's clock runs to: a missing cover is covered within three hours."""


@dataclass(frozen=True)
class Size:
    """How large a district is simulated."""

    streets: city.City
    patrols: int
    units: int
    cases: int
    days: int


SMALL = Size(city.City(columns=10, rows=10, eastward_streets=2, northward_streets=2), patrols=4, units=4, cases=30, days=6)
FULL = Size(city.SMALL, patrols=60, units=12, cases=10_000, days=14)


def settle(app: Flask, size: Size, begins: datetime, seed: int, folder: Path) -> World:
    """A district on its first morning."""
    world = World(app, random.Random(seed), minute_of(begins))
    with app.app_context(), clock.stopped_at(begins):
        segments, cells = city.write(size.streets, folder)
        in_transaction(lambda: areas.import_segments(read_features(segments), Datum.WGS84, clock.now(), RoadOptions("410104")))
        in_transaction(lambda: areas.import_cells(read_features(cells), Datum.WGS84, clock.now()))
    for post, role, count in DESK:
        for number in range(count):
            world.hire(post, f"{post}{number:02d}", role)
    for number in range(size.patrols):
        world.hire("patrol", f"patrol{number:02d}", Role.PATROL)
    for number in range(size.units):
        _unit(world, f"unit-{number:02d}", on_duty=number % 2 == 0, days=size.days)
    admin = world.people["admin"][0]
    rules = [{"categories": [slug], "unit": unit} for slug, unit in GOES_TO.items()]
    said = {"rules": rules, "automatic": True, "automatic_categories": ["other_road_dirty"], "reason": "试行"}
    world.ask(admin, "PUT", "/dispatch/rules", json=said, headers={"If-Match": "*"})
    set_handling(world, dict(SAMPLED))
    campaign = {
        "first_day": begins.date().isoformat(),
        "last_day": (begins.date() + timedelta(60)).isoformat(),
        "categories": [],
        "aim": "清",
    }
    world.ask(admin, "PUT", f"/campaigns/{world.campaign}", json=campaign)
    return world


def set_handling(world: World, sampled: dict[str, int], files_apart: bool = False) -> dict[str, Any]:
    """What the city decides of handling, all of it; what counts then."""
    stages = {"dispatch": [30, 10], "arrange": [30, 10], "check": [60, 60], "close": [30, 30]}
    body = {"separate_filing": files_apart, "auto_close": list(CLOSES_ITSELF), "sampled": sampled, "stages": stages}
    world.files_apart = files_apart
    said = {**body, "seven_days_exempt": list(WEEK_EXEMPT)}
    return dict(world.ask(world.people["admin"][0], "PUT", "/handling-settings", json=said))


def categories(world: World) -> list[Category]:
    """What may be reported, with its limit and the hours it is counted in; snow waits for winter."""
    admin = world.people["admin"][0]
    plans = world.ask(admin, "GET", "/time-plans")["items"]
    plan_of = {group: plan["code"] for plan in plans for group in plan["groups"]}
    found = []
    for entry in world.ask(admin, "GET", "/catalog")["items"]:
        steps = {one["step"]: Allowed(one["value"], one["unit"]) for one in entry["limits"]}
        main = next(name for name in MAIN_STEPS if name in steps)
        if entry["starts"] == "dispatched" and entry["enabled"]:
            slug, group = entry["slug"], entry["group"]
            found.append(
                Category(
                    slug, group, entry["urgency"] == "urgent", steps[main], HOURS[plan_of.get(group, "office")],
                    tuple(steps.items()) if len(steps) > 1 else (), entry["duplicate_radius_m"], entry["duplicate_days"],
                    SAMPLED.get(slug), slug in CLOSES_ITSELF, slug in WEEK_EXEMPT, GOES_TO.get(slug),
                )
            )  # fmt: skip
    return found


def _unit(world: World, code: str, on_duty: bool, days: int) -> None:
    admin = world.people["admin"][0]
    crew = f"{code}-crew"
    for body in (
        {"code": code, "name": f"养护{code}队", "kind": "unit", "parent_code": None},
        {"code": crew, "name": f"养护{code}一班", "kind": "crew", "parent_code": code},
    ):
        world.ask(admin, "POST", "/units", json=body)
    people = [world.hire("unit", f"{code}-{number}", Role.UNIT, code, frozenset({crew})) for number in range(2)]
    world.hire("unit", f"{crew}-0", Role.UNIT, crew)
    if on_duty:
        first = world.moment.date() + timedelta(1)
        _duty(world, code, people[0].id, None, first, first + timedelta(days + 10))
        _duty(world, code, people[1].id, people[0].id, first + timedelta(2), first + timedelta(4))


def _duty(world: World, unit: str, person: str, stands_in_for: str | None, first: date, last: date) -> None:
    """On duty from one midnight of the city to another."""
    zone = world.moment.tzinfo
    starts, ends = (datetime.combine(day, datetime.min.time(), zone) for day in (first, last))
    body = {"unit": unit, "person": person, "stand_in_for": stands_in_for}
    times = {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()}
    world.ask(world.people["admin"][0], "PUT", f"/duty/{uuid4()}", json={**body, **times})
    world.duties.append((unit, person, stands_in_for, minute_of(starts), minute_of(ends)))
