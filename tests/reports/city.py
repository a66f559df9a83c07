"""A city of two roads and a grid, brought in as any city is."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app.areas import service
from app.areas.datum import Datum
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions
from app.core import clock
from app.core.transaction import in_transaction

WEST, EAST, SOUTH, NORTH = 113.6700, 113.6760, 34.7400, 34.7440
MAIN_LAT, BACK_LAT = 34.7419, 34.7414
"""Two roads from west to east, 55 m apart: between them nobody can be sure."""
MAIN, BACK = "410104-000-R901-S01", "410104-000-R902-S01"
ON_MAIN, ON_BACK = (113.6730, MAIN_LAT), (113.6730, BACK_LAT)
BETWEEN = (113.6730, (MAIN_LAT + BACK_LAT) / 2)
OUTSIDE = (113.8000, 34.9000)


def build(app: Flask, main_moved_by: float = 0.0) -> None:
    """Imports the roads and makes the grid; the main road may have moved north by some degrees."""
    roads = _collection(_road(MAIN, "东大街", MAIN_LAT + main_moved_by), _road(BACK, "背街", BACK_LAT))
    border = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    district = _collection({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [border]}})
    with app.app_context():
        options = RoadOptions("410104")
        in_transaction(lambda: service.import_segments(features_of(roads, "roads"), Datum.WGS84, clock.now(), options))
        in_transaction(lambda: service.generate_grid(features_of(district, "district"), Datum.WGS84, "410104", clock.now()))


def _road(code: str, name: str, lat: float) -> dict[str, Any]:
    line = [[WEST + 0.0005, lat], [EAST - 0.0005, lat]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name},
        "geometry": {"type": "LineString", "coordinates": line},
    }


def _collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
