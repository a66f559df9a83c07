"""Settles the demo's organisation in the database: units and their people, duty, road chiefs, permits, rules of dispatch.

What is there already stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import uuid5

import shapely
from sqlalchemy import exists, select

from app.accounts import queries as accounts
from app.areas import queries as areas
from app.areas.shapes import Segment
from app.core.days import CITY_ZONE, city_day
from app.core.db import db
from app.demo.organisation import (
    CHIEFS,
    MIDDLE_EAST_M,
    MIDDLE_NORTH_M,
    NORTH_EAST,
    NORTH_WEST,
    PERMITS,
    SOUTH_EAST,
    SOUTH_WEST,
    THIRD_CHIEFS,
    UNITS,
    rules,
)
from app.demo.people import PEOPLE
from app.demo.plane import Point, degrees
from app.demo.sealing import CITY
from app.dispatch import queries as dispatch_queries
from app.dispatch import service as dispatch
from app.permits import queries as permit_queries
from app.permits import service as permits
from app.permits.rules import PermitFacts, PermitKind, checked_ring
from app.permits.weekly import Span
from app.roster import duty_service, service
from app.roster import queries as roster
from app.roster.chief_rules import ChiefFacts
from app.roster.duty_rules import DutyRow
from app.roster.models import DutyTime, RoadChief
from app.roster.rules import UnitFacts, UnitKind

WEEKS_OF_DUTY = 11
CHIEF, CHIEF_LEVEL = "chief01", 2
_MIDDLE_LON, _MIDDLE_LAT = degrees(Point(MIDDLE_EAST_M, MIDDLE_NORTH_M))
_QUARTERS = {(True, True): NORTH_EAST, (True, False): SOUTH_EAST, (False, True): NORTH_WEST, (False, False): SOUTH_WEST}
Sides = dict[str, list[str]]


def appoint(at: datetime) -> None:
    """Within a transaction: the whole organisation, as it was at that moment, some weeks of duty included."""
    add_units()
    add_duty(at)
    segments = _segments()
    add_chiefs(segments, at)
    add_permits(at)
    add_rules(segments, at)


def add_units() -> None:
    """The units that are missing, and their people."""
    there = roster.tree().units
    for unit in UNITS:
        if unit.code not in there:
            facts = UnitFacts(unit.name, UnitKind(unit.kind), unit.parent, duty_phone=unit.duty_phone, word=unit.word)
            service.put_unit(unit.code, facts, None, None, new=True)
    for person in PEOPLE:
        row = accounts.person_by_username(person.username)
        if row is not None and person.unit is not None:
            service.join(person.unit, row.id, None)


def add_duty(at: datetime) -> None:
    """Every unit that has people: a week each, in turn, from the Monday after the city was settled; one stand-in."""
    if db.session.scalar(select(exists().where(DutyTime.id.is_not(None)))):
        return
    first = datetime.combine(city_day(at) + timedelta(days=1), time(8), CITY_ZONE)
    for unit in UNITS:
        people = [row.id for row in roster.members(unit.code)]
        for week, person in enumerate(islice(cycle(people), WEEKS_OF_DUTY if people else 0)):
            start = first + timedelta(weeks=week)
            duty_id = str(uuid5(CITY, f"duty-{unit.code}-{week}"))
            duty_service.put_duty(
                DutyRow(duty_id, unit.code, person, None, start, start + timedelta(weeks=1)), None, None, at, new=True
            )


def add_chiefs(segments: Sequence[Segment], at: datetime) -> None:
    """Chiefs of three levels for every segment; the second one of the east has an account."""
    if db.session.scalar(select(exists().where(RoadChief.id.is_not(None)))):
        return
    person, today = accounts.person_by_username(CHIEF), city_day(at)
    for place, segment in enumerate(segments):
        third = (3, THIRD_CHIEFS[place % len(THIRD_CHIEFS)], "社区工作人员", None)
        for level, name, duty, number in (*CHIEFS, third):
            account = person.id if person and level == CHIEF_LEVEL and _is_east(segment) else None
            shown = number is not None
            facts = ChiefFacts(segment.code, level, name, duty, account, number, shown, today, None)
            duty_service.put_chief(str(uuid5(CITY, f"chief-{segment.code}-{level}")), facts, None, None, today, new=True)


def add_permits(at: datetime) -> None:
    """The permits that are missing, from the day on which the city was settled."""
    there = {zone.id for zone in permit_queries.zones()}
    for one in PERMITS:
        permit_id = str(uuid5(CITY, f"permit-{one['key']}"))
        if permit_id not in there and permit_queries.row(permit_id) is None:
            ring = checked_ring([degrees(Point(*corner)) for corner in one["corners"]])
            hours = (Span(*one["hours"]),) if one["hours"] else ()
            day = city_day(at)
            facts = PermitFacts(PermitKind(one["kind"]), one["name"], one["holder"], ring, one["categories"], hours, day, None)
            permits.put_permit(permit_id, facts, None, None, new=True)


def add_rules(segments: Sequence[Segment], at: datetime) -> None:
    """The rules of dispatch, unless there are some: every quarter has its street of last resort."""
    if dispatch_queries.in_force().version:
        return
    east = [segment.code for segment in segments if _is_east(segment)]
    west = [segment.code for segment in segments if not _is_east(segment)]
    quarters = _by_quarter(segments)
    nowhere: dict[str, Any] = {"segments": [], "cells": [], "street": None}
    streets = [(unit.code, quarters.get(unit.quarter, [])) for unit in UNITS if unit.quarter]
    fallbacks = [{**nowhere, "segments": codes, "unit": code} for code, codes in streets if codes]
    fallbacks.append({**nowhere, "unit": streets[0][0]})
    dispatch.save({"rules": rules(east, west), "fallbacks": fallbacks}, "演示分工", None, None, at)


def streets() -> dict[str, str]:
    """By segment the street that takes what nobody answers for, and that its shops sign with."""
    quarters = _by_quarter(_segments())
    return {code: unit.code for unit in UNITS if unit.quarter for code in quarters.get(unit.quarter, [])}


def _segments() -> Sequence[Segment]:
    version = areas.current_version()
    return areas.segments_of(version.id) if version else []


def _is_east(segment: Segment) -> bool:
    return bool(shapely.centroid(segment.line).x > _MIDDLE_LON)


def _by_quarter(segments: Sequence[Segment]) -> Mapping[str, list[str]]:
    found: Sides = {}
    for segment in segments:
        middle = shapely.centroid(segment.line)
        found.setdefault(_QUARTERS[bool(middle.x > _MIDDLE_LON), bool(middle.y > _MIDDLE_LAT)], []).append(segment.code)
    return found
