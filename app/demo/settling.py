"""Settles the demo city in the database: its people, its areas, its shops. What is there already stays as it is."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid5

from app.accounts import queries as accounts
from app.accounts import service as accounts_service
from app.accounts.passwords import given_password
from app.accounts.rules import Actor, Role
from app.areas import queries as areas
from app.areas import service as areas_service
from app.areas.datum import Datum
from app.areas.features import FeatureFile
from app.areas.reading import read_features
from app.areas.roads import RoadOptions
from app.demo import appointing
from app.demo.city import ADCODE, district_geojson, roads_geojson
from app.demo.people import PASSWORD, PATROLS, PEOPLE
from app.demo.sealing import CITY, device_id
from app.demo.shops import TRADE_NAMES, Shop, shops
from app.demo.told import Told
from app.shops import placing
from app.shops import queries as shop_queries
from app.shops import service as shop_service
from app.shops.persons import Contact
from app.shops.rules import ShopFacts, ShopStatus

FRONT_M, DEPTH_M = 8.0, 4.0  # of every shop: a usual one, with its pavement


def began_at() -> datetime | None:
    """When the demo city was first settled, by its first account; None before that."""
    first = accounts.person_by_username(PEOPLE[0].username)
    return first.created_at if first else None


def add_people(at: datetime) -> int:
    """Adds the demo accounts that are missing; returns how many."""
    missing = [person for person in PEOPLE if accounts.person_by_username(person.username) is None]
    if not missing:
        return 0
    password = given_password(PASSWORD, to_replace=False)  # one hash for all: it is slow by design, and everybody knows the word
    for person in missing:
        accounts_service.add_person(person.username, person.name, [Role(person.role)], password, at, demo=True)
    return len(missing)


def actors() -> Mapping[str, Actor]:
    """The demo people as they act, patrols with their phones."""
    found = {}
    for person in PEOPLE:
        row = accounts.person_by_username(person.username)
        if row is not None:
            found[person.username] = accounts.actor_of(row, device_id(row.username) if row.username in PATROLS else None)
    return found


def add_areas(at: datetime) -> tuple[int, int]:
    """Imports the roads and divides the district into cells unless there are areas; returns how many of each."""
    version = areas.current_version()
    if version is not None:
        return 0, 0
    roads, district = _as_file(roads_geojson(), "roads"), _as_file(district_geojson(), "district")
    segments = areas_service.import_segments(roads, Datum.WGS84, at, RoadOptions(ADCODE))
    cells = areas_service.generate_grid(district, Datum.WGS84, ADCODE, at)
    return segments.report.imported, cells.report.imported


def _as_file(collection: dict[str, Any], name: str) -> FeatureFile:
    """Through a file, as any city's roads come, so that the demo meets the same checks."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.geojson"
        path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        return read_features(path)


def segment_tapped(report: Told) -> str | None:
    """The segment of the road that the patrol stands on, where the place is ambiguous and the patrol taps one."""
    if report.fix is None or not report.chooses_road:
        return None
    placement = areas.current_index().place(report.fix.lon, report.fix.lat, report.fix.accuracy_m)
    offered = (
        one.code for one in placement.candidates if one.kind == "segment" and (one.name or "").startswith(report.spot.road)
    )
    return next(offered, None)


def shop_id(shop: Shop) -> str:
    """The id of a demo shop."""
    return str(uuid5(CITY, shop.key))


def add_shops(at: datetime) -> int:
    """Adds the shops that are missing; returns how many."""
    known = {shop["id"] for shop in shop_queries.pack_shops()}
    missing = [shop for shop in shops() if shop_id(shop) not in known]
    here = replace(placing.ground(), offices=appointing.streets())
    for shop in missing:
        facts, ring = here.placed(_facts(shop), FRONT_M)
        shop_service.add_shop(facts, at, shop_id=shop_id(shop), ring=ring)
    return len(missing)


def _facts(shop: Shop) -> ShopFacts:
    lon, lat = shop.lon_lat
    return ShopFacts(
        name=shop.name,
        door=shop.door,
        street=shop.road,
        lon=lon,
        lat=lat,
        kind=TRADE_NAMES[shop.trade],
        depth_m=DEPTH_M,
        contact=Contact(shop.keeper, shop.phone),
        status=ShopStatus.OPEN if shop.open else ShopStatus.CLOSED,
    )
