"""Puts a district together: streets and cells as any city imports them, units, people, the categories the city uses."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from app.accounts.rules import Role
from app.areas import service as areas
from app.areas.datum import Datum
from app.areas.reading import read_features
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction
from scripts.bench import city
from tests.simulation.oracle import Person
from tests.simulation.working_minutes import Allowed, minute_of
from tests.simulation.world import HOURS, Category, World

UNIT_KINDS = ("unit",)
DESK = (
    ("receptionist", Role.RECEPTIONIST, 2),
    ("dispatcher", Role.DISPATCHER, 2),
    ("shift-leader", Role.SHIFT_LEADER, 2),
    ("centre", Role.CENTRE, 2),
    ("inspector", Role.INSPECTOR, 6),
    ("admin", Role.ADMIN, 1),
)


@dataclass(frozen=True)
class Size:
    """How large a district is simulated."""

    streets: city.City
    patrols: int
    units: int
    cases: int
    days: int


SMALL = Size(city.City(columns=10, rows=10, eastward_streets=2, northward_streets=2), patrols=6, units=4, cases=30, days=6)
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
            world.show_photos(world.hire(post, f"{post}{number:02d}", role))
    for number in range(size.patrols):
        world.hire("patrol", f"patrol{number:02d}", Role.PATROL)
    for number in range(size.units):
        _unit(world, f"unit-{number:02d}")
    return world


def categories(world: World) -> list[Category]:
    """What may be reported without being urgent, with its limit and the hours it is counted in."""
    admin = world.people["admin"][0]
    plans = world.call(admin, "GET", "/time-plans").json["items"]
    plan_of = {group: plan["code"] for plan in plans for group in plan["groups"]}
    found = []
    for entry in world.call(admin, "GET", "/catalog").json["items"]:
        limit = entry["limits"][-1]
        if entry["urgency"] != "urgent" and entry["starts"] == "dispatched" and entry["enabled"]:
            hours = HOURS[plan_of.get(entry["group"], "office")]
            found.append(Category(entry["slug"], entry["group"], False, Allowed(limit["value"], limit["unit"]), hours))
    return found


def _unit(world: World, code: str) -> None:
    admin = world.people["admin"][0]
    body = {"code": code, "name": f"养护{code}队", "kind": "unit", "parent_code": None}
    answer = world.call(admin, "POST", "/units", json=body)
    assert answer.status_code == 201, answer.text
    for number in range(2):
        person: Person = world.hire("unit", f"{code}-{number}", Role.UNIT, code)
        world.show_photos(person)
