"""Which street office answers for a segment: its people, its shops, or the segments beside it on its road."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.areas import service as areas
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction
from app.roster import service as roster
from app.roster.rules import UnitFacts, UnitKind
from app.shops import service as shops
from app.shops.offices import offices
from app.shops.placing import ground
from app.shops.rules import ShopFacts

EAST, WEST = "east-street", "west-street"
LON, LAT = 113.67, 34.74


def segment(code: str, name: str | None, place: int) -> dict[str, Any]:
    line = [[LON + 0.001 * place, LAT], [LON + 0.001 * (place + 1), LAT]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "LineString", "coordinates": line},
    }


def city(app: Flask, *roads: tuple[str, str | None]) -> None:
    """Two street offices, and these segments one behind the other."""
    features = [segment(code, name, place) for place, (code, name) in enumerate(roads)]
    collection = {"type": "FeatureCollection", "features": features}
    with app.app_context():
        options = RoadOptions("410104")
        in_transaction(lambda: areas.import_segments(features_of(collection, "roads"), Datum.WGS84, clock.now(), options))
        for code in (EAST, WEST):
            facts = UnitFacts(f"{code} 街道办", UnitKind.STREET, None)
            in_transaction(lambda code=code, facts=facts: roster.put_unit(code, facts, None, None, new=True))


def shop(app: Flask, segment_code: str, office: str) -> None:
    with app.app_context():
        facts = ShopFacts("小店", "1 号", "长街", LON, LAT, segment_code=segment_code, street_unit=office)
        in_transaction(lambda: shops.add_shop(facts, clock.now()))


def told(app: Flask) -> dict[str, str]:
    with app.app_context():
        return offices()


def road(number: int, count: int) -> list[str]:
    return [f"410104-000-R{number:03}-S{place:02}" for place in range(1, count + 1)]


def test_a_segment_without_shops_has_the_office_of_its_neighbours_where_they_agree(app: Flask) -> None:
    long = road(1, 5)
    city(app, *((code, "长街") for code in long), (road(2, 1)[0], "别街"))
    shop(app, long[1], EAST)
    assert told(app) == dict.fromkeys(long, EAST)
    shop(app, long[3], WEST)
    border_unknown = {long[0]: EAST, long[1]: EAST, long[3]: WEST, long[4]: WEST}
    assert told(app) == border_unknown


def test_codes_that_do_not_count_along_a_road_tell_nothing_of_each_other(app: Flask) -> None:
    unnamed = road(1, 2)
    city(app, *((code, None) for code in unnamed), ("X-01", "南街"), ("X-02", "北街"))
    shop(app, unnamed[0], EAST)
    shop(app, "X-01", WEST)
    assert told(app) == {unnamed[0]: EAST, "X-01": WEST}


def test_a_new_shop_gets_the_office_that_a_phone_names(app: Flask) -> None:
    long = road(1, 2)
    city(app, *((code, "长街") for code in long))
    shop(app, long[0], EAST)
    with app.app_context():
        placed, _ring = ground().placed(ShopFacts("新店", "3 号", "长街", LON + 0.0015, LAT))
    assert (placed.segment_code, placed.street_unit) == (long[1], EAST)
